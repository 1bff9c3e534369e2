"""What a push says: strict about who says it of which parcel, lenient with the rest.

Each push repeats the parcel's whole way. One line that cannot be read is left out: refusing the push
for its sake would lose the signature that stands beside it. What no line tells, the push's own state does:
as of its latest line, or of its coming when it has none.
"""

import hashlib
from datetime import datetime

from pydantic import ValidationError

from order_dispatch.carriers.kuaidi100 import lines
from order_dispatch.carriers.kuaidi100.codes import NO_UPDATE, ON_ITS_WAY, is_known, scan, state_of
from order_dispatch.carriers.kuaidi100.models import PushParam
from order_dispatch.carriers.kuaidi100.signature import signed_param
from order_dispatch.tracking import SLACK, Push, Scan, moment
from shop.errors import Invalid
from shop.web.bodies import parse_json
from shop.web.reasons import reason

_OUTRANKS_LINES = frozenset({"exception", "returned_to_sender", "delivered"})


def read(form: str, carrier: str, now: datetime) -> Push:
    """What the signed form tells, at this time, of a parcel of this carrier.

    Raises Unauthenticated, Malformed, TooLarge, Invalid (also when it is about another carrier's
    parcel, and when it has lines, none can be read, and nothing else says where the parcel is).
    """
    text = signed_param(form, carrier)
    param = _parsed(text)
    if not param.is_about(carrier):
        raise Invalid.field("lastResult.com", "is not the carrier whose address this is")
    result, corrected_to = param.lastResult, param.corrected_to(carrier)
    found = lines.read(result.data)
    scans = _with_own_state(found.scans, result.state)
    if not (param.gives_up and corrected_to):  # else it is about a number that the carrier never had
        words = _own_words(scans, result.state, now, told=bool(result.data)) + [NO_UPDATE] * param.gives_up
        if found.complaints and not scans and not words:
            raise Invalid("None of the push's lines can be read.", errors=found.complaints)
        said_by = hashlib.sha256(text.encode()).hexdigest()[:16]
        scans += [scan(moment(now), word)._replace(said_by=said_by) for word in words]
    return Push(result.nu, result.com, scans, len(found.complaints), corrected_to)


def _parsed(param: str) -> PushParam:
    try:
        return PushParam.model_validate(parse_json(param))
    except ValidationError as error:
        complaints = [
            {"field": ".".join(str(part) for part in found["loc"]), "reason": reason(dict(found))}
            for found in error.errors(include_url=False, include_input=False)
        ]
        raise Invalid("The push cannot be read.", errors=complaints) from None


def _with_own_state(scans: list[Scan], state: str) -> list[Scan]:
    """The lines with what the push's own state says of the latest: it knows of what has no code, or no line.

    A parcel that was returned is signed for by its sender, whatever code that line has.
    """
    means, latest = state_of(state), max((one.time for one in scans), default="")
    if means == "returned_to_sender":
        scans = [one._replace(state=None) if one.state == "delivered" else one for one in scans]
    own = [one for one in scans if one.time == latest]
    if is_known(state) and own and not any(is_known(one.code) for one in own):
        return [scan(one.time, state, one.context) if one.time == latest else one for one in scans]
    # "On its way" is also what stands there when nothing is known.
    if own and means in _OUTRANKS_LINES and all(one.state != means for one in own):
        return [*scans, scan(latest, state)]
    return scans


def _own_words(scans: list[Scan], state: str, now: datetime, *, told: bool) -> list[str]:
    """The state as of now, when no line tells of it; that it was sent back also when the line is of a time to come."""
    means = state_of(state)
    if not scans:
        return [state] if means and (told or state != ON_ITS_WAY) else []
    ahead = all(one.time > moment(now + SLACK) for one in scans if one.state == means)
    return [state] if means == "returned_to_sender" and ahead else []
