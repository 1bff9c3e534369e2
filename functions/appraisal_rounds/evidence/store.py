"""Where rows, folds and figures lie, and the questions asked of them.

EVIDENCE#<day>#<shard>     <subject>#<indicator>#<event>         a row, under its own day for ever
LATE#<month>#<subject>     <indicator>#<day>#<event>             the same row once more: it was told late, counts here
FOLD#<subject>             <day>#<shard>                         what a subject's rows of a closed day come to
SUBJECTS#<month>           <subject>                             of whom there are rows that count in a month
FIGURES#<month>            <subject>                             its figures, frozen: written once, never changed
BOOKS                      BOOKS                                 how far the months are (books)
MONTH#<month>              EVENT#<n>                             when a month was closed and frozen
PLACE#<job>                PLACE                                 where a job is

A subject is the `sub` of somebody's account, `specialists`, or `shop`.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from appraisal_rounds.evidence import sums
from appraisal_rounds.evidence.domain import Partition, Row
from appraisal_rounds.evidence.sums import Sums
from appraisal_rounds.store import database, table
from shop.errors import Conflict, ShopError
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key

_PLAIN = ("subject", "indicator", "event_id", "type", "entity", "at", "currency")


class KeptAlready(Conflict):
    """The event was heard before."""

    def __init__(self) -> None:
        super().__init__("The event was heard before.")


def partition(where: Partition) -> str:
    return f"EVIDENCE#{where.name}"


def _key(row: Row) -> Key:
    where = Partition(row.day, row.shard)
    return {"pk": partition(where), "sk": f"{row.subject}#{row.indicator}#{row.event_id}"}


def _item(row: Row) -> Item:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "day": row.day.isoformat(),
        "counts": json.dumps(row.counts, separators=(",", ":")),
        "facts": json.dumps(row.facts, separators=(",", ":"), ensure_ascii=False),
    }


def as_row(item: Item) -> Row:
    """A row as it was read."""
    values: dict[str, Any] = {name: item[name] for name in _PLAIN}
    return Row(
        **values,
        day=date.fromisoformat(item["day"]),
        counts=json.loads(item["counts"]),
        facts=json.loads(item["facts"]),
    )


def keep(row: Row) -> bool:
    """Keep a row that is in time; tells whether it is new."""
    return table.put_new({**_key(row), **_item(row)}) is None


def keep_late(write: Transaction, row: Row, counted_in: str | None) -> None:
    """Keep a row that is late, and where it counts; in no month where that is None. Refused: KeptAlready."""
    item = {**_item(row), "late": True, "counted_in": counted_in}
    write.put(table, {**_key(row), **item}, refused=_kept_already)
    if counted_in is not None:
        late = {"pk": _late(counted_in, row.subject), "sk": f"{row.indicator}#{row.day.isoformat()}#{row.event_id}"}
        write.put(table, {**late, **item}, when="")
        write.put(table, _subject(counted_in, row.subject), when="")


def _kept_already(found: Item | None) -> ShopError:
    return KeptAlready()


def in_time(items: Iterable[Item]) -> Iterator[Item]:
    """Those of a day's rows that count with it."""
    return (item for item in items if not item.get("late"))


def rows(where: Partition) -> list[Item]:
    """All rows of a part of a day, those of a subject one after the other."""
    return table.query(partition(where)).items


def rows_of(where: Partition, subject: str, indicator: str = "", **more: Any) -> Page:
    """A subject's rows in a part of a day, of one indicator or of all."""
    prefix = f"{subject}#{indicator}#" if indicator else f"{subject}#"
    return table.query(partition(where), prefix, **more)


def _late(month: str, subject: str) -> str:
    return f"LATE#{month}#{subject}"


def late_rows_of(month: str, subject: str, indicator: str = "", **more: Any) -> Page:
    """A subject's rows that were told late and count in a month, of one indicator or of all."""
    return table.query(_late(month, subject), f"{indicator}#" if indicator else "", **more)


# -- folds -------------------------------------------------------------------------------------------------


def keep_fold(where: Partition, subject: str, its: Sums) -> None:
    """Keep what a subject's rows come to; it is the same whoever folds them."""
    table.put_new(_subject(f"{where.day:%Y-%m}", subject))
    table.put_new({"pk": f"FOLD#{subject}", "sk": where.name, "sums": sums.dumped(its)})


def folds_of(month: str, subject: str) -> dict[Partition, dict[str, Any]]:
    """What a subject's days of a month come to, as far as they are folded."""
    items = table.query(f"FOLD#{subject}", f"{month}-").items
    return {Partition.named(item["sk"]): sums.loaded(item["sums"]) for item in items}


def _subject(month: str, subject: str) -> Item:
    return {"pk": f"SUBJECTS#{month}", "sk": subject}


def subjects_in(month: str, limit: int, after: str | None) -> Page:
    """Of whom there are rows that count in a month."""
    return table.query(f"SUBJECTS#{month}", limit=limit, after=after)


# -- frozen figures ----------------------------------------------------------------------------------------


def figures_key(month: str, subject: str) -> Key:
    return {"pk": f"FIGURES#{month}", "sk": subject}


def keep_figures(month: str, subject: str, **its: Any) -> None:
    """Keep figures for good: where there are some, nothing is written."""
    table.put_new({**figures_key(month, subject), **its})


def frozen_figures(month: str, subjects: Iterable[str]) -> dict[str, Item]:
    """The figures of a frozen month, by subject; of whom nothing was told there are none."""
    keys = [(table, figures_key(month, subject)) for subject in dict.fromkeys(subjects)]
    return {item["sk"]: item for item in database.read_many(keys)}


# -- places of jobs ----------------------------------------------------------------------------------------


def place_of(job: str) -> str | None:
    """Where a job goes on; None: at its beginning."""
    item = table.get({"pk": f"PLACE#{job}", "sk": "PLACE"})
    return item["after"] if item else None


def keep_place(job: str, after: str) -> None:
    """Keep where a job goes on. Of two that run at once either may be right: what they do is the same."""
    with database.transaction() as write:
        write.put(table, {"pk": f"PLACE#{job}", "sk": "PLACE", "after": after}, when="")
