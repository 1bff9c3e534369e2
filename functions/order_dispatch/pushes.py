"""What a carrier's push says (快递100): strict about who says it of which parcel, lenient with its lines.

Each push repeats the parcel's whole way. One line that cannot be read is left out: refusing the push
for its sake would lose the signature that stands beside it. Should it be the signature's own line, the
push's own state tells of it.
"""

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import parse_qs

from pydantic import ValidationError

from order_dispatch.schemas import Push, Scan
from order_dispatch.tracking import NO_UPDATE, NOT_ON_ITS_WAY, ON_ITS_WAY, Sighting, is_known, state_of
from shop.errors import Invalid, Unauthenticated
from shop.settings import Setting
from shop.web.bodies import parse_json

SALT_SECRET = Setting("CARRIER_SECRET_ID")


class Told(NamedTuple):
    """The scans of a push, and how many of its lines could not be read."""

    scans: list[Sighting]
    unreadable: int


def form_fields(body: str) -> tuple[str, str]:
    """`param` and `sign` of the form. Raises Invalid."""
    try:
        form = parse_qs(body, keep_blank_values=True, strict_parsing=True, max_num_fields=10, errors="strict")
        (param,), (sign,) = form["param"], form["sign"]
    except (ValueError, KeyError):
        raise Invalid.field("param", "a form with one param and one sign is needed") from None
    return param, sign


def check_signature(param: str, sign: str) -> None:
    """Raises Unauthenticated unless `sign` is the MD5 of `param` and the shared salt."""
    expected = hashlib.md5((param + _salt()).encode(), usedforsecurity=False).hexdigest().upper()
    if not hmac.compare_digest(expected.encode(), sign.encode()):
        raise Unauthenticated("The signature is not the carrier's.")


def _salt() -> str:
    from aws_lambda_powertools.utilities import parameters  # only webhooks need it

    secret = parameters.get_secret(SALT_SECRET.value, transform="json", max_age=300)
    return str(secret["salt"])


def read(param: str, carrier: str) -> Push:
    """The push in `param`. Raises Malformed, Invalid (also when it is about another carrier's parcel)."""
    try:
        push = Push.model_validate(parse_json(param))
    except ValidationError as error:
        raise Invalid("The push cannot be read.", errors=_complaints(error)) from None
    if not push.is_about(carrier):
        raise Invalid.field("lastResult.com", "is not the carrier whose address this is")
    return push


def told_by(push: Push) -> Told:
    """What a push tells of its parcel. Raises Invalid when it has lines and none can be read."""
    scans: list[Sighting] = []
    complaints: list[dict[str, str]] = []
    for position, line in enumerate(push.lastResult.data):
        try:
            scan = Scan.model_validate(line)
        except ValidationError as error:
            complaints += _complaints(error, f"lastResult.data[{position}]")
        else:
            scans.append(Sighting(scan.time, scan.statusCode, scan.context))
    if complaints and not scans:
        raise Invalid("None of the push's lines can be read.", errors=complaints)
    unreadable = len(push.lastResult.data) - len(scans)
    state = push.lastResult.state
    scans = _with_own_state(scans, state)
    if unreadable and state_of(state) in NOT_ON_ITS_WAY:
        scans.append(Sighting(_latest(scans), state, ""))
    if push.status == "abort":  # nobody will tell more of this parcel
        scans.append(Sighting(_latest(scans), NO_UPDATE, ""))
    return Told(scans, unreadable)


def _with_own_state(scans: list[Sighting], state: str) -> list[Sighting]:
    """The push's own state is that of its latest scan, and speaks for it where its code does not."""
    if not scans:
        # "On its way" is also what stands there when nothing is known.
        return [] if state == ON_ITS_WAY else [Sighting("", state, "")]
    latest = _latest(scans)
    return [scan._replace(code=state) if scan.time == latest and not is_known(scan.code) else scan for scan in scans]


def _latest(scans: list[Sighting]) -> str:
    return max((scan.time for scan in scans), default="")


def _complaints(error: ValidationError, where: str = "") -> list[dict[str, str]]:
    return [
        {"field": ".".join([where] * bool(where) + [str(part) for part in found["loc"]]), "reason": found["msg"]}
        for found in error.errors(include_url=False, include_input=False)
    ]
