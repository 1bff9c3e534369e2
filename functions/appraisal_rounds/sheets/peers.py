"""Peers: who is asked, by rule, and what they say together (R4.4.3: cooperation and communication). Pure.

Who worked together comes first; then those of the same superior; then those of the same post. Within each of these
everybody stands in a ring, in an order that every round draws anew from ids alone, and is reviewed by those who follow:
so all write about equally many, and no round is like another. Not asked are the superior, those who report to the
employee, and who has no account: a review on paper would pass through hands that read it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from appraisal_rounds.schemes.terms import BY_PEERS
from shop.errors import Invalid

ASKED = 5
LEAST = 3
MOST = 10
ITEMS = tuple(sorted(BY_PEERS))


class Colleague(NamedTuple):
    """Somebody of the department, as far as it matters here."""

    employee_id: str
    post: str
    superior: str | None
    has_account: bool


class Peer(NamedTuple):
    """Somebody who is asked; `scores` are by `ITEMS` once they are given.

    Who is `left_out` was asked and gave a review before they were left out: it counts, and they are not shown.
    """

    employee_id: str
    scores: tuple[int, ...] | None = None
    left_out: bool = False


class Peers(NamedTuple):
    """Those who are asked about a sheet. `version` counts the changes of the list and what was given."""

    asked: tuple[Peer, ...]
    version: int

    @property
    def listed(self) -> list[str]:
        """Who is asked, as far as the list says, by id: in no order that tells who gave a review."""
        return sorted(peer.employee_id for peer in self.asked if not peer.left_out)

    @property
    def outstanding(self) -> int:
        return sum(peer.scores is None for peer in self.asked)

    def of(self, employee_id: str) -> Peer | None:
        return next((peer for peer in self.asked if peer.employee_id == employee_id), None)

    def with_scores(self, employee_id: str, scores: Mapping[str, int]) -> Self:
        """The same when one of them gave theirs."""
        given = tuple(scores[item] for item in ITEMS)
        asked = tuple(peer._replace(scores=given) if peer.employee_id == employee_id else peer for peer in self.asked)
        return self._replace(asked=asked, version=self.version + 1)

    def changed(self, employee_ids: Sequence[str]) -> Self:
        """The list as somebody wants it. Reviews that were given count, so that none can be thrown out unread.

        Whoever changes the list does not learn who gave one: it reads as they wrote it.
        """
        if len(set(employee_ids)) < len(employee_ids):
            raise Invalid.field("reviewers", "names somebody twice")
        kept = [
            peer._replace(left_out=peer.employee_id not in employee_ids)
            for peer in self.asked
            if peer.scores is not None or peer.employee_id in employee_ids
        ]
        known = {peer.employee_id for peer in kept}
        added = [Peer(one) for one in employee_ids if one not in known]
        return self._replace(asked=(*kept, *added), version=self.version + 1)


class Aggregate(NamedTuple):
    """The means of what was given, to 0.01."""

    reviews: int
    scores: Mapping[str, Decimal]


def aggregate(peers: Iterable[Peer]) -> Aggregate | None:
    """What peers say together; None with fewer than three: then it is not given, as one could tell who said what."""
    given = [peer.scores for peer in peers if peer.scores is not None]
    if len(given) < LEAST:
        return None
    means = {item: _mean([scores[place] for scores in given]) for place, item in enumerate(ITEMS)}
    return Aggregate(len(given), means)


def _mean(scores: Sequence[int]) -> Decimal:
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Rings:
    """The department of one round, in rings."""

    def __init__(self, round_id: str, colleagues: Iterable[Colleague]) -> None:
        self._round = round_id
        self._who = {one.employee_id: one for one in colleagues}
        self._rings: dict[tuple[str, str | None], list[str]] = {}
        self._place: dict[tuple[str, str | None, str], int] = {}
        for one in sorted(self._who.values(), key=lambda each: self._drawn(each.employee_id)):
            for ring in (("superior", one.superior), ("post", one.post)):
                members = self._rings.setdefault(ring, [])
                self._place[*ring, one.employee_id] = len(members)
                members.append(one.employee_id)

    def peers_of(self, employee_id: str, worked_with: Sequence[str] = ()) -> list[str]:
        """Who is asked about somebody: at most so many as `ASKED`."""
        found: list[str] = []
        for one in self._candidates(employee_id, worked_with):
            if len(found) == ASKED:
                break
            if one not in found and self._may(one, employee_id):
                found.append(one)
        return found

    def _candidates(self, employee_id: str, worked_with: Sequence[str]) -> Iterator[str]:
        yield from worked_with
        me = self._who.get(employee_id)
        if me is None:
            return
        yield from self._following(("superior", me.superior), employee_id)
        yield from self._following(("post", me.post), employee_id)

    def _following(self, ring: tuple[str, str | None], employee_id: str) -> Iterator[str]:
        members, place = self._rings[ring], self._place[*ring, employee_id]
        # More than twice as many as are asked need not be looked at: of most candidates nothing speaks against them.
        for step in range(1, min(len(members), 4 * ASKED)):
            yield members[(place + step) % len(members)]

    def _may(self, one: str, about: str) -> bool:
        peer, me = self._who.get(one), self._who.get(about)
        if peer is None or me is None or one == about or not peer.has_account:
            return False
        return me.superior != one and peer.superior != about

    def _drawn(self, employee_id: str) -> str:
        return hashlib.sha256(f"{self._round} {employee_id}".encode()).hexdigest()
