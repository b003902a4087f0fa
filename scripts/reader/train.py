"""Train the reader: ``train.py --data FOLDER --out FILE --seed 1``.

Starts from the reranker, fine-tunes it as a yes/no classifier with binary cross-entropy; the embeddings and the lowest
layers stay as they are. Every epoch sees all pairs that a person wrote and a part of the others. The learning rate
rises, then falls to nothing with the epochs. After each epoch the validation pairs are looked at; the weights of the
best epoch are kept.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from dequantise import load
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertForSequenceClassification

from knowledge.models.weights import RERANKING, checked

MAX_TOKENS = 192
BATCH = 16
FROZEN_LAYERS = 3  # of twelve, from below
WARM_UP = 150  # steps
CLIP = 1.0
NATURAL = ("written", "written-other", "more", "family")  # kinds of pairs that are all seen in every epoch
OTHERS = 0.35  # the share of the others that is


class Row(NamedTuple):
    """A pair as the network takes it."""

    ids: list[int]
    types: list[int]
    label: float
    kind: str


def main() -> None:
    """Read the arguments, train, keep the weights."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="the folder that build_data.py wrote")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    arguments.add_argument("--epochs", type=int, default=3)
    arguments.add_argument("--rate", type=float, default=5e-5)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    folder = checked(RERANKING)
    tokens = tokenizer(folder / "tokenizer.json")
    rows, kept = read(given.data / "train.jsonl", tokens), read(given.data / "validation.jsonl", tokens)
    network = prepared(folder / "model.onnx")
    if given.start:
        network.load_state_dict(torch.load(given.start))
    chance = random.Random(given.seed)  # noqa: S311 -- sampling
    given.out.parent.mkdir(parents=True, exist_ok=True)
    best = 0.0
    for found in train(network, rows, kept, given.epochs, given.rate, chance):
        if found > best:
            torch.save(network.state_dict(), given.out)
        best = max(best, found)


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
    return [Row(e.ids, e.type_ids, float(p["answers"]), p["kind"]) for e, p in zip(encoded, pairs, strict=True)]


def prepared(model: Path) -> BertForSequenceClassification:
    """The reranker, its lower part frozen."""
    network = load(model)
    for part in (network.bert.embeddings, *network.bert.encoder.layer[:FROZEN_LAYERS]):
        for parameter in part.parameters():
            parameter.requires_grad_(requires_grad=False)
    return network.train()


def train(
    network: BertForSequenceClassification,
    rows: Sequence[Row],
    kept: Sequence[Row],
    epochs: int,
    rate: float,
    chance: random.Random,
) -> Iterator[float]:
    """Change the network's weights in place; after each epoch, how well it tells the validation pairs apart."""
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, rate, weight_decay=0.01)
    step, total, begun = 0, epochs * (len(_seen(rows, chance)) // BATCH + 1), time.monotonic()
    for epoch in range(epochs):
        sums = 0.0
        for ids, types, mask, labels in batches(_seen(rows, chance), chance):
            optimizer.param_groups[0]["lr"] = rate * max(0.0, min(1 - step / total, (step + 1) / WARM_UP))
            sums += _step(network, ids, types, mask, labels)
            torch.nn.utils.clip_grad_norm_(learning, CLIP)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 50 == 0:
                gone = time.monotonic() - begun
                pace = gone / step * 1000 / BATCH
                say(f"epoch {epoch} step {step}/{total} loss {sums / 50:.3f} {gone:.0f} s, {pace:.0f} ms a pair")
                sums = 0.0
        found = judged(network, kept)
        say(f"epoch {epoch}: AUROC on validation {found:.4f}")
        yield found


def _seen(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    others = [row for row in rows if row.kind not in NATURAL]
    return [row for row in rows if row.kind in NATURAL] + chance.sample(others, round(len(others) * OTHERS))


def _step(network: BertForSequenceClassification, ids: Tensor, types: Tensor, mask: Tensor, labels: Tensor) -> float:
    logits = network(input_ids=ids, token_type_ids=types, attention_mask=mask).logits[:, 0]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
    loss.backward()
    return loss.item()


def judged(network: BertForSequenceClassification, rows: Sequence[Row]) -> float:
    """AUROC over pairs."""
    network.eval()
    found, truth = [], []
    with torch.no_grad():
        for ids, types, mask, labels in batches(rows, random.Random(0)):  # noqa: S311 -- sampling
            found += network(input_ids=ids, token_type_ids=types, attention_mask=mask).logits[:, 0].tolist()
            truth += labels.tolist()
    network.train()
    return float(roc_auc_score(truth, found))


def batches(rows: Sequence[Row], chance: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Batches of rows of about equal length, in a random order."""
    shuffled = chance.sample(rows, len(rows))
    wide = BATCH * 20
    groups = []
    for start in range(0, len(rows), wide):
        alike = sorted(shuffled[start : start + wide], key=lambda row: len(row.ids))
        groups += [alike[n : n + BATCH] for n in range(0, len(alike), BATCH)]
    chance.shuffle(groups)
    for group in groups:
        longest = max(len(row.ids) for row in group)
        yield (
            torch.tensor([row.ids + [0] * (longest - len(row.ids)) for row in group]),
            torch.tensor([row.types + [0] * (longest - len(row.types)) for row in group]),
            torch.tensor([[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in group]),
            torch.tensor([row.label for row in group]),
        )


def say(sentence: str) -> None:
    """How far it is."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
