"""Bodies that are as large, or as bad, as a route takes them: texts, as they come over the wire."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from infra.bench import journey
from listing.domain import MOST_SKUS
from order_dispatch.schemas import LARGEST_ORDER
from shop.web.bodies import LARGEST_BODY, LARGEST_UNKNOWN_BODY, MOST_LINES, MOST_NAMES
from stock_control.domain import MOST_RECEIPT_LINES

# The most that a push may have.
_SCANS = 500
_ESCAPED = "\\u0057\\u004f\\u0052\\u0053\\u0054"


def sku(number: int) -> str:
    """One of the longest codes that a SKU may have."""
    return f"WORST-{number:034d}"


# --- what is carried out --------------------------------------------------------------------------


def order() -> str:
    """An order of the most lines."""
    body = json.loads(journey.place([sku(number) for number in range(MOST_LINES)]).event["body"])
    body["contact"]["email"] = f"{'a' * 64}@{'b' * 63}.example.com"
    return _as_long_as_it_may_be(body, LARGEST_ORDER)


def product() -> str:
    """A product of the most SKUs, with the longest texts."""
    run = uuid4().hex.upper()
    skus = [{"sku": f"{run}-{number:07d}", "price_minor": journey.PRICE} for number in range(MOST_SKUS)]
    body = {"name": "壶" * 200, "description": "🫖" * 5000, "currency": journey.CURRENCY, "skus": skus}
    return _as_long_as_it_may_be(body, LARGEST_BODY)


def receipt() -> str:
    """A receipt of the most lines."""
    body = {
        "document": uuid4().hex + "Ⅷ" * 32,
        "warehouse": journey.WAREHOUSE,
        "currency": journey.CURRENCY,
        "lines": [{"sku": sku(number), "quantity": 1, "unit_cost_minor": 1} for number in range(MOST_RECEIPT_LINES)],
    }
    return _as_long_as_it_may_be(body, LARGEST_BODY)


def push(number: str, first: datetime) -> str:
    """The `param` of a push of the most scans, one a second from a time on."""
    times = (first + timedelta(seconds=second) for second in range(_SCANS))
    scans = [{"ftime": f"{time:%Y-%m-%d %H:%M:%S}", "statusCode": "1001", "context": "件" * 20} for time in times]
    result = {"state": "0", "com": journey.CARRIER, "nu": number, "data": scans}
    return json.dumps({"status": "polling", "lastResult": result}, ensure_ascii=False, separators=(",", ":"))


def form(param: str, sign: str) -> str:
    """A push's form, with no more escapes than a form needs."""
    escaped = param.replace("%", "%25").replace("&", "%26").replace("+", "%2B")
    return f"param={escaped}&sign={sign}"


def _as_long_as_it_may_be(body: Mapping[str, Any], most: int) -> str:
    """The body with the escapes and the blanks that JSON allows, which mean nothing and have to be read."""
    written = json.dumps(body)
    room = (most - len(written)) // (len(_ESCAPED) - len("WORST"))
    return written.replace("WORST", _ESCAPED, max(0, room)).ljust(most)


# --- what is refused ------------------------------------------------------------------------------


def unknown_names() -> str:
    """As many names as a body may have, none of them known, in as many lines as there may be."""
    line = dict.fromkeys("abcd", 0)
    return json.dumps({"lines": [line] * MOST_LINES} | {str(n): 0 for n in range(MOST_NAMES - 4 * MOST_LINES - 1)})


def too_many_names() -> str:
    """Nothing but names."""
    names = LARGEST_ORDER // len('"12345":0,')
    return json.dumps(dict.fromkeys(map(str, range(names)), 0), separators=(",", ":"))


def unseen_text() -> str:
    """Where a text may be missing, one that nobody sees: each of its characters has to be looked at."""
    body = json.loads(journey.place(["POT-1"]).event["body"])
    body["contact"]["address"]["province"] = "\u0301" * ((LARGEST_ORDER - 1000) // 2)
    return json.dumps(body | {"lines": []}, ensure_ascii=False)


def deep() -> str:
    """Objects in objects."""
    return '{"a":' * (LARGEST_ORDER // len('{"a":'))


def damaged() -> str:
    """Half a character behind many whole ones."""
    return json.dumps({"a": ["件"] * (LARGEST_ORDER // 10 - 2) + ["\ud800"]}, separators=(",", ":"))


def escapes() -> str:
    """A form of nothing but escapes."""
    return form("&" * ((LARGEST_UNKNOWN_BODY - 50) // 3), "0" * 32)
