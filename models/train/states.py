"""States of layers as outputs of the exported network, which topics are told by: weights and other outputs stay."""

from pathlib import Path
from typing import Final

import onnx

from guard.detect.encoder.model import STATES

TENSOR: Final = "/layers.{}/stepped/LayerNormalization_output_0"
"""What the exporter calls the last tensor of a layer, numbered from nought."""


def expose(path: Path) -> None:
    """Make outputs of the states.

    Nothing is computed for them that was not computed before, so tags and harm stay bit by bit what they were.

    Raises:
        ValueError: if the network has no such layer.
    """
    network = onnx.load(path)
    graph = network.graph
    for name in STATES:
        old = TENSOR.format(int(name.rpartition("_")[2]) - 1)
        if all(old not in node.output for node in graph.node):
            raise ValueError(f"expected the tensor {old}")
        for node in graph.node:
            for names in (node.input, node.output):
                names[:] = [name if each == old else each for each in names]
        graph.output.append(
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, "length", None])
        )
    onnx.save(network, path)
