"""Every event there is, found in the rooms' modules."""

import importlib
import pkgutil

from shop import contract
from shop.contract import EventData


def all_types() -> dict[str, type[EventData]]:
    """Every event type by name: those that a room records, not what several of them have in common."""
    for module in pkgutil.iter_modules(contract.__path__):
        importlib.import_module(f"{contract.__name__}.{module.name}")
    found: dict[str, type[EventData]] = {}
    pending = list(EventData.__subclasses__())
    while pending:
        kind = pending.pop()
        kinds = kind.__subclasses__()
        pending.extend(kinds)
        if not kinds:
            found[kind.__name__] = kind
    return dict(sorted(found.items()))
