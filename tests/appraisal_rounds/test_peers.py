"""Peers: who is asked by rule, and that they are known together alone (R4.4.3)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds.sheets.peers import ASKED, LEAST, Colleague, Peer, Peers, Rings, aggregate
from shop.errors import Invalid


def team(size: int) -> list[Colleague]:
    """Somebody's reports."""
    return [Colleague(f"E{number:03}", "designer", "BOSS", True) for number in range(size)]


@given(st.integers(ASKED + 1, 60), st.sampled_from(["2026-11", "2026-12", "2027"]))
def test_in_a_large_enough_team_everybody_is_reviewed_by_five_and_reviews_five(size: int, round_id: str) -> None:
    rings = Rings(round_id, team(size))
    asked = {one.employee_id: rings.peers_of(one.employee_id) for one in team(size)}
    assert all(len(set(peers)) == ASKED and who not in peers for who, peers in asked.items())
    assert set(Counter(peer for peers in asked.values() for peer in peers).values()) == {ASKED}


def test_another_round_draws_others() -> None:
    asked = [Rings(round_id, team(40)).peers_of("E000") for round_id in ("2026-11", "2026-12", "2027-01")]
    assert len({tuple(one) for one in asked}) == 3


def test_neither_the_superior_nor_a_report_nor_who_has_no_account_is_asked() -> None:
    people = [
        Colleague("boss", "operations-specialist", None, True),
        Colleague("me", "operations-specialist", "boss", True),
        Colleague("report", "operations-specialist", "me", True),
        Colleague("paper", "operations-specialist", "boss", False),
        Colleague("other", "operations-specialist", "boss", True),
    ]
    assert Rings("2026-11", people).peers_of("me", worked_with=["boss", "report", "paper", "gone"]) == ["other"]


def test_who_worked_together_comes_first() -> None:
    assert Rings("2026-11", team(20)).peers_of("E000", worked_with=["E011", "E007"])[:2] == ["E011", "E007"]


@given(st.lists(st.none() | st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=8))
def test_fewer_than_three_are_not_given_and_more_are_their_mean(scores: list[tuple[int, int] | None]) -> None:
    found = aggregate(Peer(str(number), each) for number, each in enumerate(scores))
    given_ = [each for each in scores if each]
    if len(given_) < LEAST:
        assert found is None
    else:
        assert found is not None
        assert found.reviews == len(given_)
        exact = sum(each[0] for each in given_) / len(given_)
        assert abs(float(found.scores["communication"]) - exact) <= 0.0051


def test_what_was_given_stays_when_the_list_is_changed_and_the_list_does_not_say_so() -> None:
    peers = Peers((Peer("a", (1, 2)), Peer("b")), 3)
    changed = peers.changed(["c"])
    assert [peer.employee_id for peer in changed.asked] == ["a", "c"]
    assert (changed.asked[0].scores, changed.version, changed.listed) == ((1, 2), 4, ["c"])
    assert changed.changed(["a", "c"]).listed == ["a", "c"]
    with pytest.raises(Invalid):
        peers.changed(["c", "c"])
