"""A sheet: one employee's appraisal in a round, from the reviews to the archive (R4.4). Pure.

What is known of it: `facts`. The tables: `tables`. What people wrote is kept apart (`records`), each for those who may
see it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from appraisal_rounds.sheets import tables
from appraisal_rounds.sheets.facts import Facts, PostHeld, Spans
from appraisal_rounds.sheets.peers import Peers, aggregate
from appraisal_rounds.sheets.refusals import DecidedAlready, DirectorDecides, NotSigned, SealIsOpen, TooLate
from shop.clock import iso
from shop.errors import TransitionNotAllowed, VersionConflict
from shop.roles import Transition

__all__ = ["PostHeld", "Sheet", "Spans"]


class Sheet(Facts):
    """An employee's appraisal in a round, and what becomes of it; `version` counts its changes of state."""

    __slots__ = ()

    def at_version(self, version: int) -> Self:
        """This sheet. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def allow(self, step: Transition) -> None:
        """Whether its state allows this. Raises TransitionNotAllowed; SealIsOpen for a review that comes too late."""
        if self.state not in step.sources and tables.REVIEWING in step.sources:
            raise SealIsOpen
        step.leave(self.state)

    # -- reviews (R4.4.1 to 3) ------------------------------------------------------------------------------

    def reviewed_by_self(self, at: datetime) -> Self:
        """With the employee's own review, or another one in its place. Raises SealIsOpen."""
        self._allow_review(tables.GIVE_SELF_REVIEW, at)
        return self._changed(at, self_in=True)

    def reviewed_by_superior(self, at: datetime) -> Self:
        """With the superior's review, or another one in its place. Raises SealIsOpen."""
        self._allow_review(tables.GIVE_SUPERIORS_REVIEW, at)
        return self._changed(at, superior_in=True)

    def allow_peer(self, at: datetime) -> None:
        """Whether peers' reviews are still taken. Raises SealIsOpen."""
        self.allow(tables.GIVE_PEER_REVIEW)
        self._in_time(at)

    def may_end(self, peers: Peers, at: datetime) -> bool:
        """Whether the reviews are over: all are in, or their time has passed."""
        complete = self.self_in and self.superior_in and not peers.outstanding
        return self.state == tables.REVIEWING and (complete or iso(at) >= self.reviews_due)

    def awaiting_the_clock(self, at: datetime) -> Self:
        """With its reviews about to be ended by the clock, as a peer's was the last one.

        They do not end at once: the moment would tell whose it was. So it is no change that anybody is told of.
        """
        return self._replace(reviewed_at=self.reviewed_at or iso(at))

    def ended(self, peers: Peers, at: datetime) -> Self:
        """With its reviews open: what is not in is not given; peers are an aggregate from now on."""
        together = aggregate(peers.asked)
        scores = together.scores if together else {}
        return self._move(
            tables.END_REVIEWS,
            at,
            peers=together.reviews if together else 0,
            **{item: str(mean) for item, mean in scores.items()},
        )

    def _allow_review(self, step: Transition, at: datetime) -> None:
        self.allow(step)
        self._in_time(at)
        if self.phase == tables.OPENED:  # each has seen the other's
            raise SealIsOpen

    def _in_time(self, at: datetime) -> None:
        if iso(at) >= self.reviews_due:
            raise SealIsOpen

    # -- composite and feedback (R4.4.4, 5) -----------------------------------------------------------------

    def signed(self, by: str, at: datetime) -> Self:
        """With a composite that somebody signed; until it is fed back another one can take its place.

        Raises TransitionNotAllowed.
        """
        return self._move(tables.SIGN, at, composites=self.composites + 1, signers=self._with_signers(by))

    def fed_back(self, at: datetime, spans: Spans) -> Self:
        """Talked about with the employee, who has some days for an answer. Raises TransitionNotAllowed, NotSigned."""
        after = self._move(tables.FEED_BACK, at, told=self.composites, talks=self.talks + 1, chased=False)
        if not self.composites:
            raise NotSigned
        return after._replace(chase_at=iso(at + spans.chase), answer_by=iso(at + spans.answer))

    def confirmed(self, at: datetime) -> Self:
        """Confirmed; also late, as long as it is not archived. Raises TransitionNotAllowed."""
        return self._move(tables.CONFIRM, at, answers=self.answers + 1)

    def objected(self, at: datetime, spans: Spans) -> Self:
        """Objected to. Raises TransitionNotAllowed, TooLate, DecidedAlready."""
        after = self._move(tables.OBJECT, at, answers=self.answers + 1)
        if self.decided:
            raise DecidedAlready
        if self.answer_by is not None and iso(at) >= self.answer_by:
            raise TooLate(self.answer_by)
        return after._replace(decide_by=iso(at + spans.decision))

    # -- objection ------------------------------------------------------------------------------------------

    def with_appointed(self, user: str, at: datetime) -> Self:
        """With somebody who is to decide besides HR: where the director signs, or has let the time pass.

        Raises TransitionNotAllowed, DirectorDecides.
        """
        after = self._move(tables.APPOINT, at, appointed=user)
        if not (self.of_manager or self.overdue):
            raise DirectorDecides
        return after

    def with_decision(self, signers: Sequence[str], at: datetime) -> Self:
        """With another composite, of the two who decided; it is to be fed back again."""
        return self._move(
            tables.DECIDE, at, composites=self.composites + 1, signers=self._with_signers(*signers), decided=True
        )

    # -- the clock (silence is never consent) ---------------------------------------------------------------

    def ticked(self, at: datetime, spans: Spans) -> Self:
        """What the clock makes of it: reminded, unanswered, overdue; the same sheet where nothing is due."""
        now = iso(at)
        if self.next_due is None or now < self.next_due:
            return self
        if self.state == tables.OBJECTED:
            return self._changed(at, overdue=True)
        if not self.chased:
            # Nobody's time is over before they were reminded and had some days from then on.
            answer_by = max(self.answer_by or "", iso(at + spans.grace))
            return self._changed(at, chased=True, answer_by=answer_by)
        return self._move(tables.LAPSE, at)

    # -- archive (R4.4.6) -----------------------------------------------------------------------------------

    def filed(self, at: datetime) -> Self:
        """In the archive. Raises TransitionNotAllowed."""
        return self._move(tables.ARCHIVE, at, archived=1)

    def corrected(self, at: datetime) -> Self:
        """With another version in the archive. Raises TransitionNotAllowed."""
        if self.state != tables.ARCHIVED:
            raise TransitionNotAllowed("Only what is archived is corrected.", state=self.state)
        return self._changed(at, archived=self.archived + 1)

    def _with_signers(self, *by: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.signers, *by)))

    def _move(self, step: Transition, at: datetime, **changes: object) -> Self:
        return self._changed(at, state=step.leave(self.state), **changes)

    def _changed(self, at: datetime, **changes: object) -> Self:
        return self._replace(version=self.version + 1, since=iso(at), **changes)  # type: ignore[arg-type]
