"""Parcels on their way to a customer: states, who may move them, and what becomes of them.

assigned → verified → dispatched → in_transit → out_for_delivery → delivered | exception | returned_to_sender
"""

from datetime import datetime
from typing import NamedTuple, Self

from shop.clock import iso
from shop.roles import Role, Transition

VERIFY_SHIPMENT = Transition("verify", frozenset({"assigned"}), "verified", frozenset({Role.WAREHOUSE}))
DISPATCH_SHIPMENT = Transition("dispatch", frozenset({"verified"}), "dispatched", frozenset({Role.WAREHOUSE}))
_MOVING = frozenset({"dispatched", "in_transit", "out_for_delivery", "exception", "returned_to_sender"})
TRACK_SHIPMENT = {
    to: Transition(f"track to {to}", _MOVING - {to}, to, frozenset())
    for to in ("in_transit", "out_for_delivery", "exception", "returned_to_sender", "delivered")
}

OPEN_PARCEL_STATES = ("assigned", "verified")
TROUBLE = frozenset({"exception", "returned_to_sender"})


class Shipment(NamedTuple):
    """One parcel from one warehouse or supplier."""

    shipment_id: str
    party: str
    state: str
    since: str
    carrier: str | None = None
    tracking_number: str | None = None
    expected_arrival: str | None = None
    carrier_code: str | None = None
    carrier_time: str | None = None

    @classmethod
    def assigned(cls, shipment_id: str, party: str, at: datetime) -> Self:
        """A parcel that a party is to send."""
        return cls(shipment_id, party, "assigned", iso(at))

    def verified(self, at: datetime) -> Self:
        """The parcel whose goods and stock its party checked. Raises TransitionNotAllowed."""
        return self._replace(state=VERIFY_SHIPMENT.leave(self.state), since=iso(at))

    def dispatched(self, carrier: str, tracking_number: str, expected_arrival: str, at: datetime) -> Self:
        """The parcel that left. Raises TransitionNotAllowed."""
        return self._replace(
            state=DISPATCH_SHIPMENT.leave(self.state),
            since=iso(at),
            carrier=carrier,
            tracking_number=tracking_number,
            expected_arrival=expected_arrival,
        )

    def tracked(self, state: str, at: datetime) -> Self:
        """The parcel where its carrier says it is. Raises TransitionNotAllowed."""
        return self._replace(state=TRACK_SHIPMENT[state].leave(self.state), since=iso(at))

    def as_scanned(self, code: str, time: str) -> Self:
        """The parcel where it is by the word of this scan."""
        return self._replace(carrier_code=code, carrier_time=time)

    def handed_to(self, carrier: str) -> Self:
        """The parcel that turned out to be another carrier's, under the same number."""
        return self._replace(carrier=carrier)
