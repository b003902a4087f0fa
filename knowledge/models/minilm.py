"""all-MiniLM-L6-v2 as an ONNX graph, built from the very weights that sentence-transformers would load.

The graph is a few kilobytes without weights; they are handed to the session from memory. So nothing is exported ahead,
nothing lies in a cache that could be torn or go stale, and neither torch nor transformers is imported, which takes
seconds and several hundred megabytes. The operators are onnxruntime's own fused ones for BERT.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper
from safetensors.numpy import load_file

DIMENSIONS = 384
_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_FUSED = "com.microsoft"  # the domain of onnxruntime's own operators

Weights = dict[str, NDArray[np.float32]]


def read_weights(path: Path) -> Weights:
    """The tensors of a safetensors file by the names that the graph gives them, laid out as it multiplies them.

    Raises KeyError when a tensor isn't there, SafetensorError when the file is none.
    """
    stored = load_file(path)
    weights = {
        "word": stored["embeddings.word_embeddings.weight"],
        "position": stored["embeddings.position_embeddings.weight"],
        "segment": stored["embeddings.token_type_embeddings.weight"],
        "norm.scale": stored["embeddings.LayerNorm.weight"],
        "norm.bias": stored["embeddings.LayerNorm.bias"],
    }
    for layer in range(_LAYERS):
        weights |= _layer_weights(stored, f"encoder.layer.{layer}.", f"{layer}.")
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in weights.items()}


def _layer_weights(stored: Weights, source: str, to: str) -> Weights:
    heads = [f"{source}attention.self.{name}" for name in ("query", "key", "value")]
    weights = {
        f"{to}attention.weight": np.concatenate([stored[f"{head}.weight"].T for head in heads], axis=1),
        f"{to}attention.bias": np.concatenate([stored[f"{head}.bias"] for head in heads]),
    }
    for name, place in (("mix", "attention.output"), ("widen", "intermediate"), ("narrow", "output")):
        weights[f"{to}{name}.weight"] = stored[f"{source}{place}.dense.weight"].T
        weights[f"{to}{name}.bias"] = stored[f"{source}{place}.dense.bias"]
        if name != "widen":
            weights[f"{to}{name}.norm.scale"] = stored[f"{source}{place}.LayerNorm.weight"]
            weights[f"{to}{name}.norm.bias"] = stored[f"{source}{place}.LayerNorm.bias"]
    return weights


def build_graph(weights: Weights) -> bytes:
    """A serialised model from ``ids`` and ``mask``, int32 of shape (n, tokens), padded on the right, to ``pooled``.

    ``pooled``, float32 of shape (n, 384), is the sum over the tokens that the mask keeps: at unit length it is the mean
    at unit length. The weights are only named, with their shapes; the session has to be given them.
    """
    nodes = [
        helper.make_node("Sub", ["mask", "mask"], ["segments"]),  # zeros: there is only one segment
        _fused(
            "EmbedLayerNormalization",
            ["ids", "segments", "word", "position", "segment", "norm.scale", "norm.bias", "mask"],
            ["hidden", "lengths"],
            epsilon=_EPSILON,
        ),
    ]
    hidden = "hidden"
    for layer in range(_LAYERS):
        nodes += _layer(hidden, f"{layer}.")
        hidden = f"{layer}.hidden"
    nodes += [
        helper.make_node("Cast", ["mask"], ["kept"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["kept", "middle"], ["row"]),
        helper.make_node("MatMul", ["row", hidden], ["sum"]),
        helper.make_node("Squeeze", ["sum", "middle"], ["pooled"]),
    ]
    serialised: bytes = _model(nodes, weights).SerializeToString()
    return serialised


def _layer(hidden: str, to: str) -> list[NodeProto]:
    return [
        _fused(
            "Attention",
            [hidden, f"{to}attention.weight", f"{to}attention.bias", "lengths"],
            [f"{to}attended"],
            num_heads=_HEADS,
        ),
        *_dense_with_norm(f"{to}attended", hidden, f"{to}mix"),
        helper.make_node("MatMul", [f"{to}mix", f"{to}widen.weight"], [f"{to}wide"]),
        _fused("BiasGelu", [f"{to}wide", f"{to}widen.bias"], [f"{to}gelu"]),
        *_dense_with_norm(f"{to}gelu", f"{to}mix", f"{to}narrow", output=f"{to}hidden"),
    ]


def _dense_with_norm(value: str, residual: str, name: str, output: str | None = None) -> list[NodeProto]:
    norm = [f"{name}.product", residual, f"{name}.norm.scale", f"{name}.norm.bias", f"{name}.bias"]
    return [
        helper.make_node("MatMul", [value, f"{name}.weight"], [f"{name}.product"]),
        _fused("SkipLayerNormalization", norm, [output or name], epsilon=_EPSILON),
    ]


def _fused(operator: str, inputs: list[str], outputs: list[str], **attributes: Any) -> NodeProto:
    node: NodeProto = helper.make_node(operator, inputs, outputs, None, None, _FUSED, **attributes)
    return node


def _model(nodes: list[NodeProto], weights: Weights) -> ModelProto:
    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "tokens"]) for name in ("ids", "mask")],
        [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["n", DIMENSIONS])],
        [_given_later(name, tensor) for name, tensor in weights.items()]
        + [helper.make_tensor("middle", TensorProto.INT64, [1], [1])],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def _given_later(name: str, tensor: NDArray[np.float32]) -> TensorProto:
    """A place for a weight: external data, whose location is never looked at because the session gets the values."""
    place = TensorProto(name=name, dims=tensor.shape, data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    place.external_data.add(key="location", value="given to the session")
    return place
