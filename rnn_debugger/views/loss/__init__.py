"""Whether the network is learning."""
