"""Setting when a SKU is short, by hand or from what was sold (R3.1.3)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from shop.business_days import business_date
from shop.contract.stock_alerts import PartyThreshold, ThresholdsSet
from shop.errors import NotFound, VersionConflict
from shop.roles import Caller
from shop.settings import Setting
from shop.storage.table import Page
from shop.storage.values import Item
from stock_alerts import arithmetic, demand, looking, schemas, seeing, store, views, walking
from stock_alerts.arithmetic import Proposed
from stock_alerts.domain import Policy, PolicyTerms
from stock_alerts.looking import Failed
from stock_alerts.seeing import Seen

SAFETY_FACTOR = Setting("SAFETY_FACTOR")
_AT_A_TIME = 25
_MONDAY = 0


def set_(
    sku: str, body: schemas.SetPolicy, by: Caller, now: Callable[[], datetime], failed: Failed
) -> views.PolicyView:
    """Set a SKU's policy whole, and look at once whether it is short; `failed` hears when that fails.

    Raises NotFound, VersionConflict, UnknownWarehouse, TooLittleKnown.
    """
    seen = _known(sku)
    before = seen.policy.at_version(body.version)
    terms = body.terms
    kept = dict(before.terms.locations)
    new = ((party, place) for place, (party, _) in enumerate(terms.locations) if party not in kept)
    store.check_parties({party: f"locations[{place}].party" for party, place in new})
    why = None
    if terms.threshold_by == "proposed":
        why = _proposed(seen._replace(policy=before._replace(terms=terms)), business_date(now()))
        terms = terms._replace(threshold=why.threshold)
    after = before.set(terms, now(), why)
    _save(after, by, now())
    gone = {party for party, _ in before.terms.locations} - {party for party, _ in terms.locations}
    looking.look([sku], now, failed, also=sorted(gone))
    return views.policy(after)


def propose(sku: str, lead_time_days: int | None, at: datetime) -> views.ProposalView:
    """The threshold that sales propose, with its figures. Raises NotFound, TooLittleKnown."""
    seen = _known(sku)
    if lead_time_days:
        terms = seen.policy.terms._replace(lead_time_days=lead_time_days)
        seen = seen._replace(policy=seen.policy._replace(terms=terms), lead_time=None)
    return views.ProposalView(**_proposed(seen, business_date(at))._asdict())


def learn(now: Callable[[], datetime], failed: Failed) -> bool:
    """Learn how the SKUs sell of which something is set, once a day; on Mondays proposed thresholds are made anew.

    Tells whether the day's round is done. `failed` hears of those that could not be seen to.
    """
    day = business_date(now())

    def see(items: Iterable[Item], failed: Failed) -> None:
        for item in items:
            sku = views.PolicyView.model_validate_json(item["summary"]).sku
            try:
                _learn(sku, day, now, failed)
            except Exception as error:  # one SKU is not to hold up the others
                failed(sku, error)

    def read(after: str | None) -> Page:
        return store.policies(_AT_A_TIME, after)

    return walking.walk("learn_demand", day.isoformat(), read, see, failed)


def _learn(sku: str, day: date, now: Callable[[], datetime], failed: Failed) -> None:
    (seen,) = seeing.read([sku])
    known = demand.in_(seen.found, sku)
    days = demand.learned(sku, known, day)
    if days != known:
        demand.keep(sku, days)
    if seen.policy.terms.threshold_by != "proposed" or day.weekday() != _MONDAY:
        return
    try:
        why = arithmetic.proposed(days.demand, *seen.terms[:2], float(SAFETY_FACTOR.value))
    except arithmetic.TooLittleKnown:
        return
    if why.threshold == seen.policy.terms.threshold:
        return
    terms = seen.policy.terms._replace(threshold=why.threshold)
    try:
        _save(seen.policy.set(terms, now(), why), Caller("system:learn_demand", "system"), now())
    except VersionConflict:  # a specialist set it meanwhile
        return
    looking.look([sku], now, failed)


def _known(sku: str) -> Seen:
    (seen,) = seeing.read([sku])
    if seen.pool is None or "sku" not in seen.pool:
        raise NotFound("There is no such SKU.")
    return seen


def _proposed(seen: Seen, day: date) -> Proposed:
    days = demand.learned(seen.sku, demand.in_(seen.found, seen.sku), day)
    return arithmetic.proposed(days.demand, *seen.terms[:2], float(SAFETY_FACTOR.value))


def _save(policy: Policy, by: Caller, at: datetime) -> None:
    terms: PolicyTerms = policy.terms
    event = ThresholdsSet(
        sku=policy.sku,
        threshold=terms.threshold,
        threshold_by=terms.threshold_by,
        locations=[PartyThreshold(party=party, threshold=least) for party, least in terms.locations],
        replenish=terms.replenish,
        supplier=terms.supplier,
    )
    with store.database.transaction() as write:
        store.save_policy(write, policy, event, by=by, at=at)
