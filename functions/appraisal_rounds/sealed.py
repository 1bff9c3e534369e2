"""What stays in the room: who gave which review, which scores, which grade was overridden and why (R4.4).

Every change of a sheet's state is an event like any other, `EVENT#<version>`, and says no more than that. Whatever else
is to be remembered of it is kept in partitions of its own, as notes. A note's sort key begins with `NOTE#`: the filter
of the relay lets `EVENT#` alone through, histories and the redrive command read nothing else, and a note has not the
attributes without which the relay publishes nothing (`event_relay.records`). So there is one way to keep something off
the bus and off every history: this function. No route reads notes.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from appraisal_rounds.store import table
from shop.clock import iso
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.transaction import Transaction

NOTE = "NOTE#"


def note(write: Transaction, thing: str, what: str, facts: Mapping[str, Any], *, by: Caller, at: datetime) -> None:
    """Keep for the record what was done, by whom and when, in the transaction that does it."""
    write.put(
        table,
        {
            "pk": f"SEALED#{thing}",
            "sk": f"{NOTE}{new_id(at)}",
            "what": what,
            "when": iso(at),
            "who": by.actor,
            "under": by.role,
            "facts": json.dumps(facts, ensure_ascii=False, default=str),
        },
    )
