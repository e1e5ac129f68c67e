"""Cards, ranges and equities."""

import itertools

import numpy as np
import pytest

import holdem_solver as hs


def test_counts_of_all_five_card_hands_are_known() -> None:
    hands = np.array(list(itertools.combinations(range(52), 5)), dtype=np.uint8)
    ranks = hs.evaluate(hands, workers=0)
    assert ranks.shape == (2598960,)
    assert len(np.unique(ranks)) == 7462
    assert int((ranks == 7462).sum()) == 4


def test_arrays_of_any_shape_keep_it() -> None:
    hand = hs.parse_cards("AsKsQsJsTs9h2d")
    assert hs.evaluate(np.broadcast_to(hand, (2, 3, 7))).shape == (2, 3)
    assert int(hs.evaluate("As Ks Qs Js Ts 9h 2d")) == 7462
    assert hs.evaluate(hand.astype(np.int64)) == 7462


@pytest.mark.parametrize("cards", [[0, 0, 1, 2, 3], [0, 1, 2, 3, 52], [0, 1, 2], [0.5, 1, 2, 3, 4]])
def test_what_is_no_hand_is_refused(cards: list[float]) -> None:
    with pytest.raises(hs.HoldemError):
        hs.evaluate(cards)


def test_ranges_go_to_arrays_and_back() -> None:
    range_ = hs.Range("AA,KQs:0.5")
    assert len(range_) == 10
    assert range_.weights.shape == (1326,)
    assert hs.Range.from_weights(range_.weights) == range_
    assert hs.Range.from_grid(range_.grid) == range_
    assert hs.Range(str(range_)) == range_
    assert range_.grid[1, 2] == 0.5
    assert range_.weights[hs.combo_names().index("AsAh")] == 1.0
    with pytest.raises(hs.HoldemError, match="AZ"):
        hs.Range("AA,AZ")


def test_equities_add_up() -> None:
    found = hs.equity(["AA", "KK"])
    assert found["exact"]
    shares = [share["equity"] for share in found["shares"]]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] == pytest.approx(0.8195, abs=1e-3)


def test_boards_that_differ_in_suits_alone_are_one() -> None:
    first, second = hs.canonical_board("AhKd7c"), hs.canonical_board("AcKh7d")
    assert first[:2] == second[:2]
    assert sorted(first[2]) == [0, 1, 2, 3]
