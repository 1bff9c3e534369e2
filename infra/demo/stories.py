"""What can happen to an order, told step by step, and how it must end (R3.2.1 – R3.2.3)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Way(IntEnum):
    """How far the staff bring an order."""

    REFUSED = 0
    PLACED = 1
    CONFIRMED = 2
    ALLOCATED = 3
    VERIFIED = 4
    DISPATCHED = 5


class Sight(NamedTuple):
    """A scan that a carrier makes: minutes after the day began, the 快递100 status code, its words.

    Roads are short here: what is to come by more than a day moves no parcel.
    """

    minutes: int
    code: str
    words: str


COLLECTED = Sight(2, "103", "快件已揽收")
LINE_HAUL = Sight(10, "1002", "快件离开转运中心，发往目的地")
OUT = Sight(26, "5", "快递员正在派送")
REFUSED_AT_DOOR = Sight(27, "203", "收件人拒收")
SIGNED = Sight(28, "301", "已签收，签收人：本人")
UNSIGNED_TOO_LONG = Sight(40, "201", "超时未签收")
RETURNED = Sight(60, "401", "退件已由寄件人签收")

Push = tuple[Sight, ...]
CONFIRMED = ("OrderPlaced", "OrderConfirmed")
ON_ITS_WAY = (*CONFIRMED, "ShipmentDispatched")


@dataclass(frozen=True, slots=True)
class Story:
    """`ends` is the order's and its parcel's state; `told` the events of which the customer hears.

    `early` are pushes that come before the parcel leaves, `forged` one that is not the carrier's.
    """

    name: str
    title: str
    way: Way
    ends: tuple[str | None, str | None]
    told: tuple[str, ...]
    pushes: tuple[Push, ...] = ()
    early: tuple[Push, ...] = ()
    forged: Push | None = None


def _signed(name: str, title: str, *pushes: Push) -> Story:
    return Story(name, title, Way.DISPATCHED, ("delivered", "delivered"), (*ON_ITS_WAY, "ShipmentDelivered"), pushes)


def _moving(name: str, title: str, parcel: str, *pushes: Push, told: tuple[str, ...] = ()) -> Story:
    return Story(name, title, Way.DISPATCHED, ("dispatched", parcel), (*ON_ITS_WAY, *told), pushes)


def _waiting(name: str, title: str, way: Way, order: str, parcel: str | None = None) -> Story:
    return Story(name, title, way, (order, parcel), CONFIRMED if way > Way.PLACED else CONFIRMED[:1])


ORDINARY: tuple[Push, ...] = ((COLLECTED,), (COLLECTED, LINE_HAUL, OUT), (COLLECTED, LINE_HAUL, OUT, SIGNED))

_ALL = (
    _signed("signed", "delivered and signed for", *ORDINARY),
    _signed("scans_out_of_order", "the signature is reported before the other scans", (SIGNED,), (OUT,), (COLLECTED,)),
    _signed("push_twice", "the carrier reports everything twice", *ORDINARY, ORDINARY[-1], ORDINARY[0]),
    _signed("late_exception", "a late problem does not undo a signature", *ORDINARY, (UNSIGNED_TOO_LONG,)),
    _signed("placed_twice", "the storefront sends the order twice", *ORDINARY),
    _signed("special_request", "a special request goes to the warehouse", *ORDINARY),
    _signed("wrong_warehouse", "given to a warehouse without the goods first", *ORDINARY),
    _moving("in_transit", "on its way", "in_transit", (COLLECTED, LINE_HAUL)),
    _moving("out_for_delivery", "out for delivery", "out_for_delivery", (COLLECTED,), (LINE_HAUL, OUT)),
    _moving(
        "exception",
        "refused at the door",
        "exception",
        (COLLECTED, OUT),
        (REFUSED_AT_DOOR,),
        told=("ShipmentException",),
    ),
    _moving(
        "returned",
        "returned to the sender",
        "returned_to_sender",
        (COLLECTED,),
        (RETURNED,),
        told=("ShipmentReturnedToSender",),
    ),
    Story(
        "scan_before_dispatch",
        "scanned before the dispatch was recorded",
        Way.DISPATCHED,
        ("dispatched", "in_transit"),
        ON_ITS_WAY,
        early=((COLLECTED,),),
    ),
    Story(
        "forged_push",
        "a forged signature changes nothing",
        Way.DISPATCHED,
        ("dispatched", "in_transit"),
        ON_ITS_WAY,
        pushes=((COLLECTED,),),
        forged=(SIGNED,),
    ),
    Story("cancelled", "cancelled by the customer", Way.PLACED, ("cancelled", None), ("OrderPlaced", "OrderCancelled")),
    Story("shortage", "refused: more than there is", Way.REFUSED, (None, None), ()),
    _waiting("placed", "waits for customer service", Way.PLACED, "placed"),
    _waiting("confirmed", "waits for a warehouse", Way.CONFIRMED, "confirmed"),
    _waiting("allocated", "waits to be checked", Way.ALLOCATED, "allocated", "assigned"),
    _waiting("verified", "waits for the carrier", Way.VERIFIED, "allocated", "verified"),
)
STORIES = {story.name: story for story in _ALL}
