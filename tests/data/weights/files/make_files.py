"""How the files in this folder were made; needs PyTorch 2.15, onnx, onnxscript and safetensors.

Every network reads x (T, B, 3) in float64; ``expected.npz`` holds what it gives: ``NAME.x``,
``NAME.y`` (T, B, 2), or (B, 2) of the last timestep.
"""

import numpy as np
import onnx
import torch
from safetensors.torch import save_file
from torch import nn

EXPECTED = {}


class Net(nn.Module):
    """A recurrent module and a linear layer, by names that are different every time."""

    def __init__(self, kind, layers=1, *, last=None, names=("rnn", "fc"), **options):
        super().__init__()
        bias = options.get("bias", True)
        self.names, self.last = names, last
        self.add_module(names[0], getattr(nn, kind)(3, 4, layers, **options))
        self.add_module(names[1], nn.Linear(4, 2, bias=bias))

    def forward(self, x, start=None):
        recurrent, linear = (getattr(self, name) for name in self.names)
        h, _ = recurrent(x) if start is None else recurrent(x, start)
        if self.last is not None:
            return self.last(linear(h[-1]))
        return linear(h)


def expect(name, net):
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    with torch.no_grad():
        EXPECTED[f"{name}.x"], EXPECTED[f"{name}.y"] = x.numpy(), net(x).numpy()
    return x


def write_safetensors(name, net, dtype=torch.float64):
    net = net.to(dtype)
    save_file(net.state_dict(), f"{name}.safetensors")
    expect(name, net.double())


def write_onnx(name, net, *, dynamo, **options):
    net = net.double().eval()
    x = expect(name, net)
    torch.onnx.export(net, (x,), f"{name}.onnx", dynamo=dynamo, external_data=False, **options)
    model = onnx.load(f"{name}.onnx")
    for thing in (model, model.graph, *model.graph.node, *model.graph.value_info):
        del thing.metadata_props[:]
    onnx.save(model, f"{name}.onnx")


torch.manual_seed(0)
write_safetensors("rnn_relu", Net("RNN", 2, nonlinearity="relu"))
write_safetensors("lstm", Net("LSTM", 2, names=("encoder", "linear")))
write_safetensors("gru", Net("GRU", 2))
write_safetensors("gru_without_bias", Net("GRU", bias=False))
write_safetensors("lstm_float32", Net("LSTM"), torch.float32)
write_safetensors("lstm_float16", Net("LSTM"), torch.float16)
write_safetensors("lstm_bfloat16", Net("LSTM"), torch.bfloat16)
dynamic = {"input_names": ["x"], "dynamic_axes": {"x": {0: "T", 1: "B"}}}
write_onnx("onnx_lstm", Net("LSTM", 2), dynamo=False, **dynamic)
write_onnx("onnx_lstm_dynamo", Net("LSTM"), dynamo=True)
write_onnx("onnx_gru_last", Net("GRU", last=nn.Softmax(-1)), dynamo=False)
write_onnx("onnx_rnn_relu", Net("RNN", nonlinearity="relu", bias=False), dynamo=False)
write_onnx("onnx_written_out", Net("RNN"), dynamo=True)
np.savez("expected.npz", **EXPECTED)
