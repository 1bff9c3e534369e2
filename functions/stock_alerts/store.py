"""Where policies and alerts lie, and the questions asked of them.

SKU#<code>            POLICY, EVENT#<n>         what a specialist set of a SKU
                      DEMAND                    what was sold of it a day (stock_alerts.demand)
LEAD-TIME#<code>      LEAD-TIME                 how long its replenishments took
ALERT#<place>         ALERT, EVENT#<n>          that it is short: of the SKU, or `<code>@<party>`
NEED#<place>          NEED                      the one replenishment of it that is underway
REPLENISHMENT#<ulid>  REPLENISHMENT, EVENT#<n>  (stock_alerts.replenishments)
                      RECEIPT#<receipt>#<code>  a receipt that was counted, or `reversed`
RECEIPT#<ulid>        EVENT#<line>              what a receipt said of a replenishment and cannot be
REVERSAL#<ulid>       EVENT#<line>              that a receipt was reversed and cannot be counted up
UNTOLD#<list>         <place>#<version>         what staff have still to be told (stock_alerts.telling)
REFUSED#<code>        <minute>                  what orders wanted and did not get (stock_alerts.refused)
LOOK#<job>            LOOK                      where a job is (stock_alerts.walking)
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shop.contract import EventData
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.ledger import SKU_TABLE, Stock, party_key
from shop.stock.refusals import UnknownWarehouse
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version
from stock_alerts import views
from stock_alerts.arithmetic import Proposed
from stock_alerts.domain import Alert, Place, Policy, PolicyTerms

TABLE = Setting("STOCK_ALERTS_TABLE")
ALERTS, POLICIES = "alerts", "policies"

database = Database()
table = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))

Found = Mapping[tuple[str, str], Item]


def policy_key(sku: str) -> Key:
    return {"pk": f"SKU#{sku}", "sk": "POLICY"}


def demand_key(sku: str) -> Key:
    return {"pk": f"SKU#{sku}", "sk": "DEMAND"}


def lead_time_key(sku: str) -> Key:
    return {"pk": f"LEAD-TIME#{sku}", "sk": "LEAD-TIME"}


def alert_partition(place: Place) -> str:
    return f"ALERT#{place.name}"


def alert_key(place: Place) -> Key:
    return {"pk": alert_partition(place), "sk": "ALERT"}


def need_key(place: Place) -> Key:
    return {"pk": f"NEED#{place.name}", "sk": "NEED"}


def found(keys: Iterable[tuple[Table, Key]]) -> dict[tuple[str, str], Item]:
    """What there is under these keys of this room's table and the SKUs', by key."""
    return {(item["pk"], item["sk"]): item for item in database.read_many(list(keys))}


def at(items: Found, key: Key) -> Item | None:
    return items.get((key["pk"], key["sk"]))


def check_parties(parties: Mapping[str, str]) -> None:
    """See that these warehouses and suppliers were opened, by the fields that name them. Raises UnknownWarehouse."""
    keys = {party: party_key(party) for party in parties}
    opened = found((stock.table, key) for key in keys.values())
    for party, field in parties.items():
        if at(opened, keys[party]) is None:
            raise UnknownWarehouse(party, field)


# -- policies ----------------------------------------------------------------------------------------------


def policy_in(items: Found, sku: str) -> Policy:
    """The policy among what was found; that of nobody where there is none."""
    item = at(items, policy_key(sku))
    if item is None:
        return Policy.none(sku)
    terms = json.loads(item["terms"])
    terms["locations"] = tuple((party, least) for party, least in terms["locations"])
    why = Proposed(**json.loads(item["why"])) if "why" in item else None
    return Policy(sku, item["version"], item["since"], PolicyTerms(**terms), why)


def load_policy(sku: str) -> Policy:
    return policy_in(found([(table, policy_key(sku))]), sku)


def save_policy(write: Transaction, policy: Policy, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a policy as changed, with the event that tells of it. Refused: VersionConflict."""
    item = {
        **policy_key(policy.sku),
        "version": policy.version,
        "since": policy.since,
        "terms": json.dumps(policy.terms._asdict()),
        "why": json.dumps(policy.why._asdict()) if policy.why else None,
        **on_list(POLICIES, policy.sku, policy.sku, views.policy(policy)),
    }
    put_version(write, table, item)
    record(write, table, Entity(f"SKU#{policy.sku}", policy.version), event, by=by, at=at)


def policies(limit: int, after: str | None) -> Page:
    """The SKUs of which something is set, by code."""
    return oldest_first(table, POLICIES, limit=limit, after=after)


# -- alerts ------------------------------------------------------------------------------------------------


def alert_in(items: Found, place: Place) -> Alert:
    """The alert among what was found; none where the place was never short."""
    item = at(items, alert_key(place))
    if item is None:
        return Alert.none(place)
    values: dict[str, Any] = {name: item.get(name) for name in Alert._fields if name != "place"}
    return Alert(place, **values)


def save_alert(write: Transaction, alert: Alert, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write an alert as changed, with the event that tells of it. Refused: VersionConflict."""
    put_version(write, table, _alert_item(alert))
    record(write, table, Entity(alert_partition(alert.place), alert.version), event, by=by, at=at)


def refresh_alert(write: Transaction, alert: Alert) -> None:
    """Write an alert's figures anew, where nothing became of it meanwhile. Refused: VersionConflict."""
    put_version(write, table, _alert_item(alert), before=alert.version)


def _alert_item(alert: Alert) -> Item:
    values = {name: value for name, value in alert._asdict().items() if name != "place"}
    item = {**alert_key(alert.place), **values, "sku": alert.place.sku}
    if alert.stands:
        hours = 999_999 if alert.cover_hours is None else min(alert.cover_hours, 999_998)
        item |= on_list(ALERTS, f"{hours:06}", alert.place.name, views.alert(alert))
    return item


def alerts(limit: int, after: str | None) -> Page:
    """The alerts that stand, by the hours for which stock will do; what does not sell comes last."""
    return oldest_first(table, ALERTS, limit=limit, after=after)
