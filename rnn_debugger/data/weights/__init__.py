"""Weights from and to files: .npz, .safetensors with PyTorch's names, ONNX."""

from rnn_debugger.data.weights.blocks import Match, Weights
from rnn_debugger.data.weights.files import READABLE, WRITABLE, read_weights, write_weights

__all__ = ["READABLE", "WRITABLE", "Match", "Weights", "read_weights", "write_weights"]
