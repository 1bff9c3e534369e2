"""The carrier as 快递100 speaks for it: signed pushes of a parcel's scans."""

import hashlib
import json
from datetime import datetime
from typing import Any

from order_dispatch.carriers.kuaidi100 import salts
from order_dispatch.carriers.kuaidi100.lines import in_utc
from tests.harness import Answer, House
from tests.stores import CARRIER_SECRET

PUSH = "POST /webhooks/carriers/{carrier}"


def salt_of(carrier: str) -> str:
    """The salt that a carrier was given."""
    return salts.valid(CARRIER_SECRET, carrier)[0]


def signature(param: str, salt: str = salt_of("shunfeng")) -> str:
    return hashlib.md5((param + salt).encode()).hexdigest().upper()


def param_of(number: str, *scans: tuple[str, str], carrier: str = "shunfeng", state: str | None = None) -> str:
    """What a push tells: scans as (time, code), newest first as carriers send them."""
    data = [
        {"time": time, "ftime": time, "statusCode": code, "status": "快件", "context": f"【上海】 {code}"}
        for time, code in sorted(scans, reverse=True)
    ]
    state = state if state is not None else data[0]["statusCode"][:1] if data else "0"
    result = {"state": state, "com": carrier, "nu": number, "ischeck": "0", "data": data}
    return json.dumps({"status": "polling", "message": "", "lastResult": result}, ensure_ascii=False)


def push(
    house: House, number: str, *scans: tuple[str, str], carrier: str = "shunfeng", state: str | None = None
) -> Answer:
    """Tell the shop of a parcel's scans, when they have been made."""
    for time, _ in scans:
        house.now = max(house.now, datetime.fromisoformat(in_utc(time)))
    return push_param(house, param_of(number, *scans, carrier=carrier, state=state), carrier=carrier)


def push_param(house: House, param: str, *, sign: str | None = None, carrier: str = "shunfeng") -> Answer:
    """Push a text as it is, with the carrier's signature unless another is given."""
    form: dict[str, Any] = {"param": param, "sign": signature(param, salt_of(carrier)) if sign is None else sign}
    return house.call(PUSH, form=form, carrier=carrier)
