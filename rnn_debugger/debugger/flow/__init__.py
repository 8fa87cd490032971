"""How the gradient flows back through time: its parts, the Jacobians, what each loss adds."""
