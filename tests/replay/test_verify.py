"""The ledger of a SKU is held against its level and against the file."""

import pytest

from infra.replay import month, plan
from infra.replay.verify import check, summary
from tests.replay.months import line

MOVEMENTS = [
    {"kind": "receipt", "quantity": 12, "available_change": 12, "reserved_change": 0},
    {"kind": "reservation", "quantity": 6, "available_change": -6, "reserved_change": 6},
    {"kind": "reservation", "quantity": 4, "available_change": -4, "reserved_change": 4},
    {"kind": "release", "quantity": 4, "available_change": 4, "reserved_change": -4},
    {"kind": "reservation", "quantity": 6, "available_change": -6, "reserved_change": 6},
    {"kind": "dispatch", "quantity": 6, "available_change": 0, "reserved_change": -6},
]
LEVEL = {"available": 0, "reserved": 6, "on_hand": 6, "locations": [{"on_hand": 4}, {"on_hand": 2}]}
(ARTICLE,) = plan.articles(month.sift([line(2, "1"), line(3, "2")]).orders)


def test_a_ledger_that_adds_up_is_right() -> None:
    checked = check(ARTICLE, LEVEL, MOVEMENTS)
    assert checked.wrong == ()
    figures = summary([ARTICLE], [checked])
    assert (figures["units_sold"], figures["units_in_file"], figures["reserved"], figures["wrong"]) == (12, 12, 6, 0)


@pytest.mark.parametrize(
    ("level", "missing", "says"),
    [
        (LEVEL | {"available": 1}, 0, "available: 1, but it adds up to 0"),
        (LEVEL | {"reserved": 7}, 0, "open reservations: 7, but it adds up to 6"),
        (LEVEL | {"locations": [{"on_hand": 5}]}, 0, "on hand at locations: 6, but it adds up to 5"),
        (LEVEL | {"available": -1}, 0, "more was sold than there is"),
        (LEVEL, 1, "units sold: 12, but it adds up to 18"),
    ],
)
def test_a_ledger_that_does_not_add_up_is_told(level: dict[str, object], missing: int, says: str) -> None:
    movements = MOVEMENTS + MOVEMENTS[1:2] * missing
    assert says in check(ARTICLE, level, movements).wrong
