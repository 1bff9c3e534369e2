"""Where schemes lie, and the questions asked of them.

SCHEME#<ulid>     SCHEME            a scheme; on the list of schemes, by month, until it is withdrawn
                  EVENT#<version>   what became of it
SCHEMES#<post>    <month>           the one that is published for the post from this month on
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes import tables, views
from appraisal_rounds.schemes.domain import Scheme
from appraisal_rounds.schemes.terms import Grade, IndicatorTerms, ItemTerms, Quota, Terms
from appraisal_rounds.store import table
from shop.contract import EventData
from shop.errors import NotFound, ShopError, Taken
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

SCHEMES = "schemes"


def partition(scheme_id: str) -> str:
    return f"SCHEME#{scheme_id}"


def load(scheme_id: str) -> Scheme:
    """A scheme. Raises NotFound."""
    item = table.get(_key(scheme_id))
    if item is None:
        raise NotFound("There is no such scheme.")
    plain: dict[str, Any] = {name: item[name] for name in _PLAIN}
    return Scheme(**plain, terms=_terms(item["terms"]))


def in_force(post: Post, month: str) -> Scheme:
    """By what a post is appraised for a month: the latest that was published from then or before, or the default."""
    published = table.query(f"SCHEMES#{post}").items
    fitting = [item for item in published if item["sk"] <= month]
    return load(fitting[-1]["scheme_id"]) if fitting else Scheme.default(post)


def save(
    write: Transaction, before: Scheme | None, after: Scheme, event: EventData, *, by: Caller, at: datetime
) -> None:
    """Write a scheme as changed, with the event that tells of it. Refused: VersionConflict, Taken."""
    item: Item = {
        **_key(after.scheme_id),
        **{name: getattr(after, name) for name in _PLAIN},
        "terms": json.dumps(after.terms._asdict(), default=str),
    }
    if after.state != tables.WITHDRAWN:
        item |= on_list(SCHEMES, after.valid_from, after.scheme_id, views.row(after))
    put_version(write, table, item)
    record(write, table, Entity(partition(after.scheme_id), after.version), event, by=by, at=at)
    place: Key = {"pk": f"SCHEMES#{after.post}", "sk": after.valid_from}
    if after.state == tables.PUBLISHED:
        write.put(table, {**place, "scheme_id": after.scheme_id}, refused=_published_already)
    elif before is not None and before.state == tables.PUBLISHED:
        write.delete(table, place)


def listed(limit: int, after: str | None) -> Page:
    """All schemes but those withdrawn, by the month from which on they are to hold."""
    return oldest_first(table, SCHEMES, limit=limit, after=after)


def _published_already(found: Item | None) -> ShopError:
    return Taken("Another one is published for this month; withdraw that first.", code="month_has_scheme")


def _key(scheme_id: str) -> Key:
    return {"pk": partition(scheme_id), "sk": "SCHEME"}


_PLAIN = ("scheme_id", "post", "valid_from", "state", "version", "since", "proposed_by")


def _terms(kept: str) -> Terms:
    told = json.loads(kept)
    told["indicators"] = tuple(
        IndicatorTerms(name, weight, Decimal(floor), Decimal(target), currency)
        for name, weight, floor, target, currency in told["indicators"]
    )
    for group in ("ability_items", "attitude_items"):
        told[group] = tuple(ItemTerms(*one) for one in told[group])
    told["grades"] = tuple(Grade(grade, Decimal(least)) for grade, least in told["grades"])
    told["quotas"] = tuple(Quota(*one) for one in told["quotas"])
    return Terms(**told)
