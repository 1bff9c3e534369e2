"""A customer's claim: by which order they were won, and which others of theirs stand beside it. Pure (R4.2.1)."""

from typing import Any, NamedTuple, Self

# Orders that take over when the one before them is refunded in full. What comes beyond is not kept: of so many none
# would stand, and only then would it be missed.
MOST_OTHERS = 8


class Claim(NamedTuple):
    """What is kept of one customer, under the hash they are known by; `version` counts changes.

    `won_by` is the order that they are a customer by, None while none stands; `since` (ISO 8601) when that became so.
    """

    customer: str
    version: int = 0
    won_by: str | None = None
    others: tuple[str, ...] = ()
    since: str = ""

    def standing(self, order_id: str, placed_at: str) -> Self:
        """The claim once this order is known to stand: the first of those that do wins the customer."""
        if order_id == self.won_by or order_id in self.others:
            return self
        if self.won_by is None:
            return self._next(won_by=order_id, since=max(placed_at, self.since))
        if len(self.others) == MOST_OTHERS:
            return self
        return self._next(others=(*self.others, order_id))

    def refunded(self, order_id: str, refunded_at: str) -> Self:
        """The claim once this order is refunded in full: the oldest that stands beside it takes over."""
        if order_id in self.others:
            return self._next(others=tuple(other for other in self.others if other != order_id))
        if order_id != self.won_by:
            return self
        others = sorted(self.others)  # ids in the order in which they were placed
        return self._next(
            won_by=others[0] if others else None,
            others=tuple(others[1:]),
            since=max(refunded_at, self.since),
        )

    def _next(self, **changes: Any) -> Self:
        return self._replace(version=self.version + 1, **changes)
