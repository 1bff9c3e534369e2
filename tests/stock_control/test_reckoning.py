"""Where levels part from movements, and who or what is suspected: by the items alone."""

from typing import Any

import pytest

from shop.storage.values import Item
from stock_control.reconciling.reckoning import reckoned

NAMES = ("available", "reserved", "blocked", "shortfall")


def level(party: str | None, *units: int) -> Item:
    return {"sk": f"LEVEL#{party}" if party else "LEVEL", **dict(zip(NAMES, units, strict=False))}


def moved(name: str, kind: str, quantity: int, *units: int, party: str | None = None, **more: Any) -> Item:
    changes = {f"{kept}_change": n for kept, n in zip(NAMES, (*units, 0, 0, 0, 0), strict=False)}
    return {"sk": f"MOVEMENT#{name}", "kind": kind, "quantity": quantity, **changes, "cause": "", "party": party} | more


# Of ten mugs that came to SH, four are promised and two of those have left; one went to GZ.
BOOKS = [
    level(None, 6, 2),
    level("SH", 5, 2),
    level("GZ", 1),
    moved("1", "receipt", 10, 10, party="SH", cause="RECEIPT#1"),
    moved("2", "reservation", 2, -2, 2, cause="ORDER#1"),
    moved("3", "reservation", 2, -2, 2, cause="ORDER#2"),
    moved("4", "dispatch", 2, 0, -2, party="SH", cause="ORDER#1"),
    moved("5", "transfer", 1, party="GZ", from_party="SH", cause="TRANSFER#1"),
]


GONE = "a movement that is gone: the pool and what lies at its party have it both"


def changed(place: int, **values: Any) -> list[Item]:
    """The books with one item changed by a hand."""
    return [item | values if number == place else item for number, item in enumerate(BOOKS)]


def found(items: list[Item]) -> list[tuple[str, int, str]]:
    return [(one.where, one.kept - one.moved, one.suspect) for one in reckoned(items).partings()]


@pytest.mark.parametrize("items", [BOOKS, BOOKS[::-1], []])
def test_books_that_agree_part_nowhere_in_whichever_order_they_are_read(items: list[Item]) -> None:
    assert found(items) == []


@pytest.mark.parametrize(
    ("items", "partings"),
    [
        (changed(0, available=9), [("available of the pool", 3, "a hand at the pool's level")]),
        (changed(1, available=4), [("on hand at SH", -1, "a hand at the level of SH")]),
        (changed(1, available=4, blocked=1), [("blocked at SH", 1, "a hand at the level of SH")]),
        (
            changed(1, available=4, reserved=3),
            [("tied to orders in all, which is more than is promised", 1, "a hand at a level")],
        ),
        (
            [item for item in BOOKS if item["sk"] != "MOVEMENT#1"],
            [
                (
                    "available of the pool",
                    10,
                    GONE,
                ),
                ("on hand at SH", 10, GONE),
            ],
        ),
        (
            [item for item in BOOKS if item["sk"] != "MOVEMENT#2"],
            [
                ("available of the pool", -2, "a reservation of ORDER#1 that is gone"),
                ("reserved of the pool", 2, "a reservation of ORDER#1 that is gone"),
            ],
        ),
        (
            changed(3, available_change=11),
            [
                ("available of the pool", -1, "movement 1, whose figures do not fit its kind"),
                ("on hand at SH", -1, "movement 1, whose figures do not fit its kind"),
            ],
        ),
    ],
    ids=["pool", "location", "blocked", "tied", "receipt gone", "reservation gone", "movement changed"],
)
def test_what_was_changed_behind_the_ledgers_back_is_named(
    items: list[Item], partings: list[tuple[str, int, str]]
) -> None:
    assert found(items) == partings
