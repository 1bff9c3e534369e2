"""A carrier that reports on parcels: the push of 快递100, signed with the carrier's salt."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Self

from infra.client.aws import answered
from infra.client.http import Client, Json
from infra.local.stack import Stack
from order_dispatch.carriers.kuaidi100 import salts

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Scan:
    """One line of a parcel's track: the carrier's local time, its status code and what it says."""

    time: str
    code: str
    context: str

    @classmethod
    def made(cls, at: datetime, code: str, context: str) -> Self:
        """A scan made at this moment."""
        return cls(at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"), code, context)

    def as_pushed(self) -> Json:
        return {"time": self.time, "ftime": self.time, "statusCode": self.code, "context": self.context}


def signature(param: str, salt: str) -> str:
    """How a push is signed: the upper-case MD5 of what is sent and the salt."""
    return hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()


def param_of(carrier: str, number: str, state: str, scans: list[Scan]) -> str:
    """What is pushed of one parcel, as the text that is signed. The newest scan comes first."""
    newest_first = sorted(scans, key=lambda scan: scan.time, reverse=True)
    pushed = {
        "status": "shutdown" if state in ("3", "4") else "polling",
        "message": "",
        "lastResult": {
            "state": state,
            "com": carrier,
            "nu": number,
            "data": [scan.as_pushed() for scan in newest_first],
        },
    }
    return json.dumps(pushed, ensure_ascii=False)


def read_salt(stack: Stack, carrier: str) -> str:
    """A carrier's salt as the shop keeps it, in Secrets Manager. Raises Refused, Unreachable."""
    manager = stack.aws.client("secretsmanager")
    with answered("the carriers' salts"):
        secret = manager.get_secret_value(SecretId=stack.outputs["CarrierSaltSecret"])
    return salts.valid(salts.load(secret["SecretString"]), carrier)[0]


class Carrier(Client):
    """A carrier by its code (`shunfeng`, `yuantong` …)."""

    def __init__(self, stack: Stack, code: str, *, salt: str | None = None, **more: Any) -> None:
        super().__init__(stack.api_url, **more)
        self.code = code
        self.salt = read_salt(stack, code) if salt is None else salt

    def push(self, number: str, state: str, scans: list[Scan]) -> Json:
        """Report on the parcel `number`: its state as a whole and its scans. Raises Refused."""
        param = param_of(self.code, number, state, scans)
        form = {"param": param, "sign": signature(param, self.salt)}
        # The shop keeps each scan once, so that a push may come twice.
        return self.call("POST", f"/webhooks/carriers/{self.code}", data=form, repeatable=True).body
