"""Texts that are alike stand in one group, and each group begins with its most typical one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.likeness import grouped


def at(*degrees: float) -> np.ndarray:
    """Unit vectors in those directions."""
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_what_is_alike_stands_together_with_the_most_typical_first() -> None:
    groups = grouped(at(0, 10, 20, 90, 95), 0.9)
    assert [set(group) for group in groups] == [{0, 1, 2}, {3, 4}]
    assert groups[0][0] == 1


def test_no_chain_of_likenesses_brings_together_what_is_not_alike() -> None:
    groups = grouped(at(*range(0, 181, 10)), 0.9)
    assert len(groups) > 3
    for group in groups:
        assert max(group) - min(group) <= 8


def test_pairs_that_are_to_stand_apart_do() -> None:
    apart = np.zeros((3, 3), dtype=np.bool_)
    apart[0, 1] = apart[1, 0] = True
    groups = grouped(at(0, 1, 2), 0.5, apart)
    assert not any({0, 1} <= set(group) for group in groups)


def test_one_is_a_group_and_nothing_is_none() -> None:
    assert grouped(at(30), 0.5) == [(0,)]
    assert grouped(np.zeros((0, 2), dtype=np.float32), 0.5) == []


@given(st.lists(st.floats(0, 360, allow_nan=False), min_size=1, max_size=25), st.floats(0.3, 0.99))
def test_every_row_is_in_one_group_and_no_two_groups_are_alike_enough(degrees: list[float], alike: float) -> None:
    vectors = at(*degrees)
    groups = grouped(vectors, alike)
    assert sorted(row for group in groups for row in group) == list(range(len(degrees)))
    cosines = (vectors @ vectors.T).astype(np.float64)
    for one in groups:
        for other in groups:
            if one != other:
                assert cosines[np.ix_(one, other)].mean() < alike + 1e-5
