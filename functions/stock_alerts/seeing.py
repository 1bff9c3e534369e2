"""All that is to be known of SKUs in order to judge them, read in one or two round trips (R3.1.3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

from shop.settings import Setting
from shop.stock.levels import LEVEL, location_key, pool_key
from shop.storage.values import Item, Key
from stock_alerts import arithmetic, demand, store
from stock_alerts.arithmetic import Arithmetic, Demand, Terms
from stock_alerts.domain import Place, Policy, Standing

COVER_DAYS = Setting("ORDER_COVER_DAYS")
# A glance at a SKU is three keys, and a read takes a hundred.
AT_ONCE = 32
_MEASURED = 3  # so many replenishments tell how long the next one will take


class Seen(NamedTuple):
    """All that is to be known of a SKU in order to judge it."""

    sku: str
    pool: Item | None
    policy: Policy
    demand: Demand
    lead_time: Item | None
    found: Mapping[tuple[str, str], Item]

    @classmethod
    def of(cls, sku: str, items: store.Found) -> Self:
        days = demand.in_(items, sku)
        return cls(
            sku,
            store.at(items, pool_key(sku)),
            store.policy_in(items, sku),
            days.demand if days else Demand.of(()),
            store.at(items, store.lead_time_key(sku)),
            items,
        )

    @property
    def terms(self) -> Terms:
        """How it is bought; the lead time is measured as soon as enough came."""
        said, known = self.policy.terms, self.lead_time
        if known and known["times"] >= _MEASURED:
            return Terms(round(known["days"] / known["times"]), "measured", said.minimum_order, said.pack)
        return Terms(said.lead_time_days, "given", said.minimum_order, said.pack)

    def standing(self, party: str | None) -> Standing:
        """How it stands as a whole, or at a party."""
        pool = self.pool or {}
        threshold = self.policy.threshold_at(party)
        level = store.at(self.found, location_key(self.sku, party)) if party else pool
        available = (level or {}).get("available", 0)
        on_sale = pool.get("on_sale", False)
        was_there = party is None and bool(pool.get("received_units"))
        return Standing(
            place=Place(self.sku, party),
            on_sale=on_sale,
            watched=on_sale and (threshold is not None or was_there),
            available=available,
            incoming=pool.get("incoming", 0),
            threshold=threshold or 0,
            cover_hours=arithmetic.cover_hours(available, self.demand),
        )

    def order(self, party: str | None) -> Arithmetic:
        """How many would be asked for now, and why. What is on its way is on its way to the SKU as a whole."""
        standing = self.standing(party)
        return arithmetic.order(
            available=standing.available,
            incoming=0 if party else standing.incoming,
            backlog=0 if party else (self.pool or {}).get("shortfall", 0),
            threshold=standing.threshold,
            target=None if party else self.policy.terms.target,
            demand=self.demand,
            cover_days=int(COVER_DAYS.value),
            terms=self.terms,
        )

    def places(self, also: Iterable[str] = ()) -> list[Place]:
        """The SKU as a whole, and where it has thresholds of its own (or had: `also`)."""
        parties = dict.fromkeys([*(party for party, _ in self.policy.terms.locations), *also])
        return [Place(self.sku), *(Place(self.sku, party) for party in parties)]


def read(skus: Sequence[str], also: Iterable[str] = (), *, whole: bool = True) -> list[Seen]:
    """What there is of these SKUs: one round trip, and others where places have thresholds or a SKU is spread.

    Not `whole`, it is enough to tell whether something is to be done, at half the price.
    """
    items = store.found(key for sku in skus for key in _keys(sku, whole))
    for sku in skus:
        if "spread" in (store.at(items, pool_key(sku)) or {}):
            items[f"SKU#{sku}", LEVEL] = store.stock.pool_of(sku).whole
    places = [place for sku in skus for place in Seen.of(sku, items).places(also) if place.party]
    more: list[tuple[Any, Key]] = []
    for place in places:
        more.append((store.stock.table, location_key(place.sku, place.party or "")))
        more += [(store.table, store.alert_key(place)), (store.table, store.need_key(place))]
    if more:
        items |= store.found(more)
    return [Seen.of(sku, items) for sku in skus]


def _keys(sku: str, whole: bool) -> list[tuple[Any, Key]]:
    own = [store.policy_key(sku), store.alert_key(Place(sku))]
    if whole:
        own += [store.demand_key(sku), store.lead_time_key(sku), store.need_key(Place(sku))]
    return [(store.stock.table, pool_key(sku)), *((store.table, key) for key in own)]
