"""How the weights are updated: shares of timesteps, the optimizer's arithmetic, trajectories."""
