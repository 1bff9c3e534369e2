"""Deciding an objection: two people, in two capacities, neither of whom signed the grade, say the same. Pure.

They are HR and the director; where the director signed, or has let the time pass, HR and somebody whom HR appointed.
While they differ, each can say something else, until both say the same: nobody is outvoted, and nothing is decided by
the clock.
"""

from collections.abc import Sequence
from typing import Literal

from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.records import Voice
from appraisal_rounds.sheets.refusals import SignedIt, TwoCapacities
from appraisal_rounds.sheets.tables import Relation
from shop.roles import Caller

Capacity = Literal["hr", "director", "appointed"]


def capacity(sheet: Sheet, by: Caller, found: frozenset[Relation]) -> Capacity:
    """In which capacity somebody decides. Raises SignedIt."""
    if by.actor in sheet.signers or Relation.SELF in found or Relation.SIGNER in found:
        raise SignedIt
    # Of HR is of HR, also who was appointed or has other roles besides: two of HR are one voice.
    if Relation.HR in found:
        return "hr"
    return "director" if Relation.DIRECTOR in found else "appointed"


def heard(voices: Sequence[Voice], voice: Voice, appointed: str | None) -> list[Voice]:
    """The voices with another one, in the place of an earlier one of the same person, and without those of who is not
    appointed any more. Raises TwoCapacities."""
    others = [one for one in voices if one.by != voice.by and (one.capacity != "appointed" or one.by == appointed)]
    if any(one.capacity == voice.capacity for one in others):
        raise TwoCapacities(voice.capacity)
    return [*others, voice]


def agreed(voices: Sequence[Voice]) -> tuple[Voice, Voice] | None:
    """The two who say the same, once there are two."""
    for place, first in enumerate(voices):
        for second in voices[place + 1 :]:
            if (first.outcome, first.score, first.grade) == (second.outcome, second.score, second.grade):
                return first, second
    return None
