"""The panel of how the gradient flows back through time."""
