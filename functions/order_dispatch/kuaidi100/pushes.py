"""What a push says: strict about who says it of which parcel, lenient with its lines.

Each push repeats the parcel's whole way. One line that cannot be read is left out: refusing the push
for its sake would lose the signature that stands beside it. Should it be the signature's own line, the
push's own state tells of it.
"""

from pydantic import ValidationError

from order_dispatch.kuaidi100.codes import NO_UPDATE, ON_ITS_WAY, is_known, scan, state_of
from order_dispatch.kuaidi100.models import PushParam, TrackLine
from order_dispatch.kuaidi100.signature import signed_param
from order_dispatch.tracking import Push, Scan
from shop.errors import Invalid
from shop.web.bodies import parse_json

_NOT_ON_ITS_WAY = frozenset({"exception", "returned_to_sender", "delivered"})


def read(form: str, carrier: str) -> Push:
    """What the signed form tells of a parcel of this carrier.

    Raises Unauthenticated, Malformed, TooLarge, Invalid (also when it is about another carrier's
    parcel, and when it has lines and none can be read).
    """
    param = _parsed(signed_param(form))
    if not param.is_about(carrier):
        raise Invalid.field("lastResult.com", "is not the carrier whose address this is")
    lines, state = param.lastResult.data, param.lastResult.state
    legible = _scans(lines)
    unreadable = len(lines) - len(legible)
    scans = _with_own_state(legible, state)
    if unreadable and state_of(state) in _NOT_ON_ITS_WAY:
        scans.append(scan(_latest(scans), state))
    if param.status == "abort":  # nobody will tell more of this parcel
        scans.append(scan(_latest(scans), NO_UPDATE))
    return Push(param.lastResult.nu, scans, unreadable)


def _parsed(param: str) -> PushParam:
    try:
        return PushParam.model_validate(parse_json(param))
    except ValidationError as error:
        raise Invalid("The push cannot be read.", errors=_complaints(error)) from None


def _scans(lines: list[object]) -> list[Scan]:
    """The lines that can be read. Raises Invalid when there are lines and none can."""
    scans: list[Scan] = []
    complaints: list[dict[str, str]] = []
    for position, line in enumerate(lines):
        try:
            legible = TrackLine.model_validate(line)
        except ValidationError as error:
            complaints += _complaints(error, f"lastResult.data[{position}]")
        else:
            scans.append(scan(legible.time, legible.statusCode, legible.context))
    if complaints and not scans:
        raise Invalid("None of the push's lines can be read.", errors=complaints)
    return scans


def _with_own_state(scans: list[Scan], state: str) -> list[Scan]:
    """The push's own state is that of its latest scan, and speaks for it where its code does not."""
    if not scans:
        # "On its way" is also what stands there when nothing is known.
        return [] if state == ON_ITS_WAY else [scan("", state)]
    latest = _latest(scans)
    return [
        scan(line.time, state, line.context) if line.time == latest and not is_known(line.code) else line
        for line in scans
    ]


def _latest(scans: list[Scan]) -> str:
    return max((one.time for one in scans), default="")


def _complaints(error: ValidationError, where: str = "") -> list[dict[str, str]]:
    return [
        {"field": ".".join([where] * bool(where) + [str(part) for part in found["loc"]]), "reason": found["msg"]}
        for found in error.errors(include_url=False, include_input=False)
    ]
