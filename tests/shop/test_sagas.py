"""Sagas: counted into as few transactions as hold them, whole or not at all, whatever they are about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from shop.errors import InProgress, Refused
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import LEASE, Operation
from shop.sagas.saga import Saga
from shop.storage.table import Database, Table
from shop.storage.transaction import Transaction
from tests.faults import Faults

AT = datetime(2026, 11, 25, tzinfo=UTC)
HEAD = {"pk": "BOOK", "sk": "HEAD"}


class PageTorn(Refused):
    code = "page_torn"


class Binding(Saga[int, str]):
    """A book is bound of pages; a page is so many writes as its number says. Torn pages refuse."""

    kind: ClassVar[str] = "binding"
    refusal: ClassVar[type[Refused]] = PageTorn

    def __init__(self, table: Table, pages: Sequence[int], torn: Sequence[int] = ()) -> None:
        self.head_table, self.head_key, self.by, self.units = table, HEAD, Caller("binder", "binder"), pages
        self.torn = torn

    def intent(self) -> Mapping[str, Any]:
        return {}

    def apply_whole(self, write: Transaction, now: datetime) -> str:
        write.put(self.head_table, {**HEAD, "bound": True})
        return "a thin book"

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        write.put(self.head_table, {**HEAD, "operation": operation.dump()})

    def apply(self, write: Transaction, unit: int, operation: Operation) -> None:
        for sheet in range(unit):
            page = {"pk": f"PAGE#{self.units.index(unit)}", "sk": str(sheet), "by": operation.effect_id}
            when, torn = ("attribute_exists(#pk)", unit) if unit in self.torn else ("attribute_not_exists(#pk)", 0)
            write.put(self.head_table, page, when=when, refused=lambda found, torn=torn: PageTorn([{"page": torn}]))  # type: ignore[misc]

    def compensate(self, write: Transaction, unit: int, operation: Operation) -> None:
        for sheet in range(unit):
            write.delete(self.head_table, {"pk": f"PAGE#{self.units.index(unit)}", "sk": str(sheet)})

    def refusals(self, units: Sequence[int]) -> list[dict[str, Any]]:
        return [{"page": unit} for unit in units if unit in self.torn]

    def finish(self, write: Transaction, operation: Operation, now: datetime) -> str:
        fence = operation.fence()
        write.put(self.head_table, {**HEAD, "bound": True}, when=fence.when, values=fence.values, refused=fence.refused)
        return "a thick book"

    def roll_back(self, write: Transaction, operation: Operation, now: datetime) -> None:
        fence = operation.fence()
        write.delete(self.head_table, HEAD, when=fence.when, values=fence.values, refused=fence.refused)


class TornMeanwhile(Binding):
    """A book whose pages are torn between the asking and the first chunk."""

    def refusals(self, units: Sequence[int]) -> list[dict[str, Any]]:
        return [] if len(units) == len(self.units) else super().refusals(units)


class KnownAlready(Binding):
    """A book that is on the shelf already, which outranks its torn pages."""

    def is_known(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LARGEST_TRANSACTION", 10)


def run(saga: Binding, database: Database) -> tuple[str, list[int]]:
    """What the saga makes, and how many actions each of its transactions has."""
    with Faults(database.client) as watched:
        made = running.run(saga, lambda: AT)
    return made, [len(call["TransactItems"]) for call in watched.calls]


def kept(table: Table, pages: int) -> list[str]:
    return [item["pk"] for page in range(pages) for item in table.query(f"PAGE#{page}").items]


def test_what_one_transaction_holds_is_one_and_hands_back_what_it_made(shelf: Table, database: Database) -> None:
    assert run(Binding(shelf, [2, 3, 4]), database) == ("a thin book", [10])


def test_one_action_more_goes_chunk_by_chunk_and_hands_back_what_it_made(shelf: Table, database: Database) -> None:
    assert run(Binding(shelf, [2, 3, 5]), database) == ("a thick book", [1, 6, 6, 1])
    assert len(kept(shelf, 3)) == 10


def test_a_chunk_is_as_full_as_one_transaction_holds_however_much_its_units_take(
    shelf: Table, database: Database
) -> None:
    # One action of each chunk is the head's.
    _, sizes = run(Binding(shelf, [1, 2, 6, 5, 4, 9, 3]), database)
    assert sizes == [1, 10, 10, 10, 4, 1]


def test_a_refusal_compensates_all_that_was_applied_and_names_all_that_refuses(
    shelf: Table, database: Database
) -> None:
    pages = [4, 5, 6, 7, 8]
    with pytest.raises(PageTorn) as raised:
        run(TornMeanwhile(shelf, pages, torn=[6, 8]), database)
    assert [error["page"] for error in raised.value.errors] == [6, 8]
    assert shelf.get(HEAD) is None
    assert kept(shelf, len(pages)) == []


@pytest.mark.parametrize("torn", [[4], [8], [5, 7], [4, 5, 6, 7, 8]], ids=str)
def test_a_saga_that_is_bound_to_be_refused_does_not_begin(shelf: Table, database: Database, torn: list[int]) -> None:
    with Faults(database.client) as watched, pytest.raises(PageTorn) as raised:
        running.run(Binding(shelf, [4, 5, 6, 7, 8], torn=torn), lambda: AT)
    assert [error["page"] for error in raised.value.errors] == torn
    assert watched.calls == []


def test_what_is_known_already_begins_whatever_would_refuse_it(shelf: Table, database: Database) -> None:
    with Faults(database.client) as watched, pytest.raises(PageTorn):
        running.run(KnownAlready(shelf, [4, 5, 6, 7, 8], torn=[8]), lambda: AT)
    assert "operation" in watched.calls[0]["TransactItems"][0]["Put"]["Item"]


def test_a_refusal_of_what_one_transaction_holds_writes_nothing(shelf: Table, database: Database) -> None:
    with pytest.raises(PageTorn):
        run(Binding(shelf, [2, 3], torn=[3]), database)
    assert shelf.get(HEAD) is None


def test_a_saga_is_resumed_when_its_lease_is_over_and_not_before(shelf: Table, database: Database) -> None:
    saga = Binding(shelf, [6, 7, 8])
    operation = Operation.begin("binding", saga.by, AT, {})
    with database.transaction() as write:
        saga.begin(write, operation, AT)
    with pytest.raises(InProgress):
        running.resume(saga, operation, lambda: AT + LEASE / 2)
    assert running.resume(saga, operation, lambda: AT + LEASE) == "a thick book"
    assert len(kept(shelf, 3)) == 21


def test_who_holds_an_old_fencing_token_changes_nothing(shelf: Table, database: Database) -> None:
    saga = Binding(shelf, [6, 7, 8])
    operation = Operation.begin("binding", saga.by, AT, {})
    with database.transaction() as write:
        saga.begin(write, operation, AT)
    running.resume(saga, operation, lambda: AT + LEASE)
    before = shelf.get(HEAD), kept(shelf, 3)
    with pytest.raises(InProgress):
        running.resume(saga, operation, lambda: AT + LEASE)
    assert (shelf.get(HEAD), kept(shelf, 3)) == before
