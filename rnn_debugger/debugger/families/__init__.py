"""Tensors over time: h[1], h[2], h[3] … as one picture, its scale and its figures."""
