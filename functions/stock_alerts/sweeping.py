"""Looking again, each hour, at all of which something is set and at all that is short: streams may lose records."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from shop.clock import iso
from shop.storage.values import Item
from stock_alerts import looking, store, views, walking
from stock_alerts.looking import Failed

_AT_A_TIME = 32


def look_again(now: Callable[[], datetime], failed: Failed) -> bool:
    """Look at all SKUs with policies, then at those with alerts; tells whether this hour's round is done."""
    hour = iso(now())[:13]

    def of_policies(items: Iterable[Item]) -> None:
        skus = [views.PolicyView.model_validate_json(item["summary"]).sku for item in items]
        looking.look(skus, now, failed, refresh=True)

    def of_alerts(items: Iterable[Item]) -> None:
        alerts = [views.AlertView.model_validate_json(item["summary"]) for item in items]
        parties = [alert.party for alert in alerts if alert.party]
        looking.look([alert.sku for alert in alerts], now, failed, also=parties, refresh=True)

    return walking.walk("look_at_policies", hour, partial(store.policies, _AT_A_TIME), of_policies) and walking.walk(
        "look_at_alerts", hour, partial(store.alerts, _AT_A_TIME), of_alerts
    )
