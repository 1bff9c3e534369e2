"""What 快递100's status codes mean as states of a shipment."""

from order_dispatch.tracking import ParcelState, Scan

_BY_FIRST_DIGIT: dict[str, ParcelState] = {
    "0": "in_transit",
    "1": "in_transit",
    "2": "exception",
    "3": "delivered",
    "4": "returned_to_sender",
    "5": "out_for_delivery",
    "6": "exception",
    "7": "in_transit",
    "8": "in_transit",
}
_BY_CODE: dict[str, ParcelState | None] = {
    "101": None,  # ordered and to be collected: the parcel has not moved
    "102": None,
    "10": "in_transit",
    "11": "in_transit",
    "12": "in_transit",
    "13": "exception",
    "14": "exception",
    "1001": "in_transit",
    "1002": "in_transit",
    "1003": "in_transit",
}
# On its way, and long without news: as a push says them that has no such scan.
ON_ITS_WAY, NO_UPDATE = "0", "202"


def state_of(code: str) -> ParcelState | None:
    """The shipment state that a code means; None when it moves nothing."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if len(code) in (1, 3):
        return _BY_FIRST_DIGIT.get(code[0])
    return None


def is_known(code: str) -> bool:
    """Whether a code is one of 快递100's, be it one that moves nothing."""
    return code in _BY_CODE or state_of(code) is not None


def scan(time: str, code: str, context: str = "") -> Scan:
    """A scan by what its code means."""
    return Scan(time, code, context, state_of(code))
