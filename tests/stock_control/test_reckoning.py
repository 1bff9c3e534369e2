"""Where levels part from movements, and who or what is suspected: by the items alone."""

from typing import Any

import pytest

from shop.stock.allocations import Allocation, order_number
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
    level("SH", 5, 2) | {"ties": 2 * order_number("ORDER#2")},
    level("GZ", 1),
    moved("1", "receipt", 10, 10, party="SH", cause="RECEIPT#1"),
    moved("2", "reservation", 2, -2, 2, cause="ORDER#1"),
    moved("3", "reservation", 2, -2, 2, cause="ORDER#2"),
    moved("4", "dispatch", 2, 0, -2, party="SH", cause="ORDER#1"),
    moved("5", "transfer", 1, party="GZ", from_party="SH", cause="TRANSFER#1"),
]


GIVEN = {"ORDER#1": Allocation("SH"), "ORDER#2": Allocation("SH")}
GONE = "a movement that is gone: the pool and what lies at its party have it both"


def changed(place: int, **values: Any) -> list[Item]:
    """The books with one item changed by a hand."""
    return [item | values if number == place else item for number, item in enumerate(BOOKS)]


def found(items: list[Item], **given: Allocation | None) -> list[tuple[str, int, str]]:
    """Where they part, where these orders were given to others than they were."""
    reckoning = reckoned(items)
    changed = GIVEN | {f"ORDER#{number.removeprefix('n')}": to for number, to in given.items()}
    reckoning.allocations = {why: to for why, to in changed.items() if to}
    return [(one.where, one.kept - one.moved, one.suspect) for one in reckoning.partings()]


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
            [("tied to orders at SH", 1, "a hand at the level of SH")],
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


def test_an_allocation_that_was_taken_back_behind_the_ledgers_back_is_named_by_its_order() -> None:
    where, whose = "tied to orders at SH", "the allocation of ORDER#2"
    assert found(BOOKS, n2=None) == [(where, 2, whose)]
    assert found(BOOKS, n2=Allocation("GZ")) == [("tied to orders at GZ", -2, whose), (where, 2, whose)]


def test_units_that_are_tied_for_an_order_that_left_long_ago_are_named_by_it() -> None:
    books = changed(1, available=3, reserved=4, ties=2 * order_number("ORDER#2") + 2 * order_number("ORDER#1"))
    assert found(books) == [("tied to orders at SH", 2, "the allocation of ORDER#1")]


def test_units_of_an_order_that_ought_to_be_tied_and_are_not_are_named_by_it() -> None:
    books = changed(1, available=6, reserved=1, ties=order_number("ORDER#2"))
    assert found(books) == [("tied to orders at SH", -1, "the allocation of ORDER#2")]


def test_of_several_allocations_no_one_is_named() -> None:
    books = changed(1, available=6, reserved=1, ties=2 * order_number("ORDER#2") - order_number("ORDER#9"))
    assert found(books) == [("tied to orders at SH", -1, "allocations of several orders, or a hand at SH")]


@pytest.mark.parametrize("tied", [0, 1, 2])
def test_of_an_order_that_is_being_given_to_a_party_any_part_may_be_tied(tied: int) -> None:
    books = changed(1, available=7 - tied, reserved=tied, ties=tied * order_number("ORDER#2"))
    assert found(books, n2=Allocation("SH", underway=True)) == []


def test_of_an_order_that_is_being_given_to_a_party_no_more_is_tied_than_it_is_owed() -> None:
    books = changed(1, available=4, reserved=3, ties=3 * order_number("ORDER#2"))
    (parting,) = found(books, n2=Allocation("SH", underway=True))
    assert parting[:2] == ("tied to orders at SH", 3)
