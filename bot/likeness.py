"""Texts grouped by likeness: average linkage over the cosines of their vectors. Pure, but for numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from knowledge.ports import Vectors

Group = tuple[int, ...]  # rows


def grouped(vectors: Vectors, alike: float, apart: NDArray[np.bool_] | None = None) -> list[Group]:
    """Groups of rows whose mean likeness to each other is at least ``alike``, each with its most typical row first.

    Agglomerative, with average linkage (Sokal and Michener 1958): the two groups that are most alike become one, until
    no two are alike enough. Takes time and memory of the square of the rows, and time of their cube at worst.

    Args:
        vectors: shape (n, dimensions), rows of unit length.
        alike: the least likeness of two groups that become one, a cosine.
        apart: shape (n, n), symmetric: pairs that never stand in one group.
    """
    cosines = vectors @ vectors.T
    likeness = np.where(apart, -np.inf, cosines).astype(np.float64) if apart is not None else cosines.astype(np.float64)
    np.fill_diagonal(likeness, -np.inf)
    members = {row: [row] for row in range(len(vectors))}
    nearest = likeness.argmax(axis=1) if len(vectors) > 1 else np.zeros(len(vectors), dtype=np.intp)
    best = likeness[np.arange(len(vectors)), nearest]
    while len(members) > 1:
        one = int(best.argmax())
        if best[one] < alike:
            break
        _merge(likeness, members, one, int(nearest[one]))
        stale = [row for row in members if int(nearest[row]) in (one, int(nearest[one])) or row == one]
        gone = int(nearest[one])
        best[gone] = -np.inf
        for row in stale:
            nearest[row] = likeness[row].argmax()
            best[row] = likeness[row, nearest[row]]
    return [_typical_first(cosines, rows) for rows in members.values()]


def _merge(likeness: NDArray[np.float64], members: dict[int, list[int]], one: int, other: int) -> None:
    """Make the other a part of the one; the mean likeness of a union is the weighted mean of its parts'."""
    sizes = len(members[one]), len(members[other])
    both = np.average(likeness[[one, other]], axis=0, weights=sizes)
    likeness[one, :], likeness[:, one] = both, both
    likeness[other, :] = likeness[:, other] = likeness[one, one] = -np.inf
    members[one] += members.pop(other)


def _typical_first(cosines: Vectors, rows: list[int]) -> Group:
    within = cosines[np.ix_(rows, rows)].sum(axis=1)
    first = rows[int(within.argmax())]
    return (first, *(row for row in rows if row != first))
