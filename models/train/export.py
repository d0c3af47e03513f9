"""The network as onnxruntime reads it: fused, eight-bit weights, no training code."""

import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from models.train.network import HEAD, Encoder
from models.train.states import expose


def export(encoder: Encoder, path: Path) -> None:
    """Write the encoder to ``path``.

    Weights have seven bits of the eight: on processors that lack VNNI, sums of eight-bit products
    overflow, and the same text would be judged differently there.
    """
    encoder.eval()
    example = torch.ones((1, 9), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = (str(Path(folder) / name) for name in ("plain.onnx", "fused.onnx"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                encoder,
                (example, torch.zeros_like(example)),
                plain,
                input_names=["subwords", "shapes"],
                output_names=["tags", "harm"],
                dynamic_axes={name: {1: "length"} for name in ("subwords", "shapes", "tags")},
                opset_version=17,
                dynamo=False,
            )
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False  # it has no place for the shapes of words
        size = encoder.size
        optimize_model(
            plain,
            "bert",
            num_heads=size.heads,
            hidden_size=size.heads * HEAD,
            optimization_options=options,
            opt_level=0,
        ).save_model_to_file(fused)
        quantize_dynamic(
            fused,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    expose(path)
