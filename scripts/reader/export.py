"""Turn trained weights into the file that ships: ``python scripts/reader/export.py --weights reader.pt --out FOLDER``.

Writes ``reader.onnx`` (int8, dynamic quantisation of weights and embeddings) and notes its sha256 in ``reader.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from dequantise import load
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor
from train import MAX_TOKENS
from transformers import BertForSequenceClassification

from knowledge.models.weights import RERANKING, checked

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Logit(torch.nn.Module):
    """The network with plain tensors in and the logit out, which is what a graph can be made of."""

    def __init__(self, network: BertForSequenceClassification) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Shape (n, 1)."""
        found: Tensor = self.network(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).logits
        return found


def main() -> None:
    """Read the arguments, write the files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--weights", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    network = load(checked(RERANKING) / "model.onnx")
    network.load_state_dict(torch.load(given.weights))
    given.out.mkdir(parents=True, exist_ok=True)
    export(network.eval(), given.out / "reader.onnx")
    note(given.out)


def export(network: BertForSequenceClassification, path: Path) -> None:
    """Write the network as int8 ONNX with axes of any length."""
    example = torch.ones((1, 24), dtype=torch.long)
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            Logit(network),
            (example, example, torch.zeros_like(example)),
            str(whole),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes={name: {0: "n", 1: "length"} for name in INPUTS},
            opset_version=17,
            dynamo=False,
        )
        onnx.checker.check_model(str(whole))
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8)


def note(folder: Path) -> None:
    """Say which weights reader.json is for; what is fitted on their logits is fitted anew afterwards."""
    path = folder / "reader.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {"slope": 1.0, "bias": 0.0, "threshold": 0.5}
    known |= {"sha256": hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest(), "max_tokens": MAX_TOKENS}
    path.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
