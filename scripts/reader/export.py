"""Turn trained weights into the file that ships: ``export.py --weights FILE … --out FOLDER``.

Weights of several runs are averaged, which works since they all start from the same ones. Writes ``answerability.onnx``
(int8, dynamic quantisation of weights and embeddings).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import onnx
import torch
from dequantise import load
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor
from transformers import BertForSequenceClassification

from knowledge.models.answerability import FILE
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
    arguments.add_argument("--weights", type=Path, nargs="+", required=True)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    network = load(checked(RERANKING) / "model.onnx")
    network.load_state_dict(averaged([torch.load(path) for path in given.weights]))
    given.out.mkdir(parents=True, exist_ok=True)
    export(network.eval(), given.out / FILE)


def averaged(weights: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights, name by name."""
    return {name: torch.stack([each[name].float() for each in weights]).mean(dim=0) for name in weights[0]}


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


if __name__ == "__main__":
    main()
