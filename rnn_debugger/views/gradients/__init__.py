"""How the gradient flows back through time."""
