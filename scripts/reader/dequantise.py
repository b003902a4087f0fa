"""The reranker's int8 ONNX weights as a trainable fp32 model: where the training of the reader starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import BertConfig, BertForSequenceClassification

Array = NDArray[np.float32]


def load(model: Path) -> BertForSequenceClassification:
    """The cross-encoder with one logit, in fp32; only what int8 has lost is lost."""
    graph = onnx.load(str(model)).graph
    tensors = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    state = {name: value for name, value in tensors.items() if name.startswith(("bert.", "classifier."))}
    found = {name: value for name, value in state.items() if not re.search(r"_(scale|zero_point|quantized)$", name)}
    for name in [name for name in state if name.endswith("_quantized")]:
        base = name.removesuffix("_quantized")
        found[base] = _floats(base, tensors)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].startswith("onnx::MatMul"):
            parameter = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".") + ".weight"
            found[parameter] = _floats(node.input[1].removesuffix("_quantized"), tensors).T
    network = BertForSequenceClassification(
        BertConfig(
            vocab_size=30522,
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
            num_labels=1,
        )
    )
    for name in ("bert.pooler.dense.weight", "classifier.weight"):  # they are stored the other way round
        found[name] = found[name].T
    network.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in found.items()})
    return network.eval()


def _floats(name: str, tensors: Mapping[str, NDArray[np.generic]]) -> Array:
    zero, scale = tensors[f"{name}_zero_point"], tensors[f"{name}_scale"]
    values = tensors[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)
    return np.asarray(values * scale, dtype=np.float32)
