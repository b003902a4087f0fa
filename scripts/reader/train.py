"""Train the reader: ``python scripts/reader/train.py --pairs pairs.jsonl --out FOLDER --minutes 20``.

Starts from the reranker, fine-tunes it as a yes/no classifier with binary cross-entropy. The lowest layers and the
embeddings stay as they are, there is no dropout, the arithmetic is bfloat16: on two cores that is three times as fast.
The learning rate falls to nothing with the epochs or with the minutes, whichever run out first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from dequantise import load
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertForSequenceClassification

from knowledge.models.weights import RERANKING, checked

MAX_TOKENS = 192
BATCH = 24
FROZEN_LAYERS = 4
WARM_UP = 20  # steps
CLIP = 1.0

Row = tuple[list[int], list[int], float]  # token ids, type ids, label


def main() -> None:
    """Read the arguments, train, keep the weights."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    arguments.add_argument("--epochs", type=int, default=3)
    arguments.add_argument("--minutes", type=float, default=50.0)
    arguments.add_argument("--rate", type=float, default=4e-5)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    folder = checked(RERANKING)
    network = prepared(folder / "model.onnx")
    if given.start:
        network.load_state_dict(torch.load(given.start))
    rows = read(given.pairs, tokenizer(folder / "tokenizer.json"))
    train(network, rows, given.epochs, given.minutes * 60, given.rate, random.Random(given.seed))  # noqa: S311 -- sampling
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), given.out / "reader.pt")


def tokenizer(path: Path) -> Tokenizer:
    """The reranker's tokenizer; only the window is cut."""
    found = Tokenizer.from_file(str(path))
    found.enable_truncation(MAX_TOKENS, strategy="only_second")
    found.no_padding()
    return found


def read(path: Path, tokens: Tokenizer) -> list[Row]:
    """The pairs as token ids."""
    pairs = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    encoded = tokens.encode_batch([(pair["question"], pair["window"]) for pair in pairs])
    return [(each.ids, each.type_ids, float(pair["answers"])) for each, pair in zip(encoded, pairs, strict=True)]


def prepared(model: Path) -> BertForSequenceClassification:
    """The reranker without dropout, its lowest layers frozen."""
    network = load(model)
    network.config.attention_probs_dropout_prob = 0.0
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0
    for part in (network.bert.embeddings, *network.bert.encoder.layer[:FROZEN_LAYERS]):
        for parameter in part.parameters():
            parameter.requires_grad_(requires_grad=False)
    return network.train()


def train(
    network: BertForSequenceClassification,
    rows: list[Row],
    epochs: int,
    seconds: float,
    rate: float,
    chance: random.Random,
) -> None:
    """Change the network's weights in place."""
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, rate, weight_decay=0.01)
    begun, step, total = time.monotonic(), 0, epochs * (len(rows) // BATCH + 1)
    for epoch in range(epochs):
        for ids, types, mask, labels in batches(rows, chance):
            gone = max(step / total, (time.monotonic() - begun) / seconds)
            if gone >= 1:
                return
            optimizer.param_groups[0]["lr"] = rate * min(1 - gone, (step + 1) / WARM_UP)
            loss = _step(network, ids, types, mask, labels)
            torch.nn.utils.clip_grad_norm_(learning, CLIP)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 10 == 0:
                sys.stderr.write(f"epoch {epoch} step {step}/{total} loss {loss:.3f} gone {gone:.2f}\n")


def _step(network: BertForSequenceClassification, ids: Tensor, types: Tensor, mask: Tensor, labels: Tensor) -> float:
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(input_ids=ids, token_type_ids=types, attention_mask=mask).logits[:, 0]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), labels)
    loss.backward()
    return loss.item()


def batches(rows: list[Row], chance: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Batches of rows of about equal length, in a random order."""
    shuffled = chance.sample(rows, len(rows))
    wide = BATCH * 20
    groups = []
    for start in range(0, len(rows), wide):
        alike = sorted(shuffled[start : start + wide], key=lambda row: len(row[0]))
        groups += [alike[n : n + BATCH] for n in range(0, len(alike), BATCH)]
    chance.shuffle(groups)
    for group in groups:
        longest = max(len(ids) for ids, _, _ in group)
        yield (
            torch.tensor([ids + [0] * (longest - len(ids)) for ids, _, _ in group]),
            torch.tensor([types + [0] * (longest - len(types)) for _, types, _ in group]),
            torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _, _ in group]),
            torch.tensor([label for _, _, label in group]),
        )


if __name__ == "__main__":
    main()
