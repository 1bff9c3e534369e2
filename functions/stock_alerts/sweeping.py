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

    def of_policies(items: Iterable[Item], failed: Failed) -> None:
        skus = [views.PolicyView.model_validate_json(item["summary"]).sku for item in items]
        looking.look(skus, now, failed, refresh=True)

    def of_alerts(items: Iterable[Item], failed: Failed) -> None:
        alerts = [views.AlertView.model_validate_json(item["summary"]) for item in items]
        parties = [alert.party for alert in alerts if alert.party]
        looking.look([alert.sku for alert in alerts], now, failed, also=parties, refresh=True)

    policies, alerts = partial(store.policies, _AT_A_TIME), partial(store.alerts, _AT_A_TIME)
    return all(
        [
            walking.walk("look_at_policies", hour, policies, of_policies, failed),
            walking.walk("look_at_alerts", hour, alerts, of_alerts, failed),
        ]
    )
