"""Who may do what with a sheet, who sees what of it, and which states that leads between (R4.4). Pure.

reviewing → composite → fed_back → confirmed ─────────→ archived
                           ↑ └──→ unanswered → (confirmed) ┘
                           │ └──→ objected ─┐
                           └─── decided ←───┘

`reviewing`: self, superior and peers side by side, sealed from each other. Self and superior see each other's review
when both are in, or when the reviews end; peers' are shown as an aggregate of three or more, when they have ended.
"""

from collections.abc import Mapping
from enum import StrEnum

from shop.roles import Permission, Right, Role, Transition

REVIEWING, COMPOSITE, FED_BACK = "reviewing", "composite", "fed_back"
CONFIRMED, OBJECTED, DECIDED, UNANSWERED, ARCHIVED = "confirmed", "objected", "decided", "unanswered", "archived"
STATES = (REVIEWING, COMPOSITE, FED_BACK, CONFIRMED, OBJECTED, DECIDED, UNANSWERED, ARCHIVED)
# To peers, all states after the reviews.
ENDED = "ended"
# Nothing more is awaited of it but its archiving.
SETTLED = frozenset({CONFIRMED, UNANSWERED, ARCHIVED})


class Relation(StrEnum):
    """What somebody is to a sheet; one can be several, but whose sheet it is, is that alone."""

    SELF = "self"
    SUPERIOR = "superior"
    PEER = "peer"
    SIGNER = "signer"  # who makes the composite: the manager, of the manager's own sheet the director
    HR = "hr"
    PAPER = "paper"  # HR, for who has no account
    DIRECTOR = "director"
    APPOINTED = "appointed"  # by HR, to decide an objection


_POSTS = frozenset({Role.MANAGER, Role.SPECIALIST, Role.DESIGNER, Role.CUSTOMER_SERVICE})
_HR, _DIRECTOR = frozenset({Role.HR}), frozenset({Role.DIRECTOR})
_SIGNERS = frozenset({Role.MANAGER, Role.DIRECTOR})
_SYSTEM: frozenset[Role] = frozenset()


def _stay(name: str, state: str, roles: frozenset[Role]) -> Transition:
    return Transition(name, frozenset({state}), state, roles)


READ_OWN = Right("read one's own sheets", _POSTS)
READ_TASKS = Right("read whom one is to review", _POSTS | _DIRECTOR)
READ_SHEET = Right("read a sheet", _POSTS | _HR | _DIRECTOR)
READ_PEERS = Right("read who is asked as a peer", _SIGNERS)
READ_ARCHIVE = Right("read an archived sheet", _POSTS | _HR | _DIRECTOR)
CORRECT_ARCHIVE = Right("correct an archived sheet", _HR)

GIVE_SELF_REVIEW = _stay("give a self-review", REVIEWING, _POSTS | _HR)
GIVE_SUPERIORS_REVIEW = _stay("give a superior's review", REVIEWING, _POSTS | _DIRECTOR)
GIVE_PEER_REVIEW = _stay("give a peer's review", REVIEWING, _POSTS)
CHANGE_PEERS = _stay("say who is asked as a peer", REVIEWING, _SIGNERS)
END_REVIEWS = Transition("end the reviews", frozenset({REVIEWING}), COMPOSITE, _SYSTEM)
SIGN = _stay("sign a composite assessment", COMPOSITE, _SIGNERS)
FEED_BACK = Transition("feed a result back", frozenset({COMPOSITE, DECIDED}), FED_BACK, _SIGNERS)
CONFIRM = Transition("confirm a result", frozenset({FED_BACK, UNANSWERED}), CONFIRMED, _POSTS | _HR)
OBJECT = Transition("object to a result", frozenset({FED_BACK}), OBJECTED, _POSTS | _HR)
LAPSE = Transition("let the time for an answer pass", frozenset({FED_BACK}), UNANSWERED, _SYSTEM)
APPOINT = _stay("appoint who decides an objection", OBJECTED, _HR)
VOTE = _stay("decide an objection", OBJECTED, _POSTS | _HR | _DIRECTOR)
DECIDE = Transition("have decided an objection", frozenset({OBJECTED}), DECIDED, _SYSTEM)
ARCHIVE = Transition("archive a sheet", frozenset({CONFIRMED, UNANSWERED}), ARCHIVED, _HR)

_R = Relation
# Who may do it, of those whose role the route lets in.
WHO: Mapping[Permission, frozenset[Relation]] = {
    READ_SHEET: frozenset({_R.SELF, _R.SUPERIOR, _R.SIGNER, _R.HR, _R.DIRECTOR, _R.APPOINTED}),
    READ_PEERS: frozenset({_R.SIGNER}),
    READ_ARCHIVE: frozenset({_R.SELF, _R.SIGNER, _R.HR, _R.DIRECTOR}),
    CORRECT_ARCHIVE: frozenset({_R.HR}),
    GIVE_SELF_REVIEW: frozenset({_R.SELF, _R.PAPER}),
    GIVE_SUPERIORS_REVIEW: frozenset({_R.SUPERIOR}),
    GIVE_PEER_REVIEW: frozenset({_R.PEER}),
    CHANGE_PEERS: frozenset({_R.SIGNER}),
    SIGN: frozenset({_R.SIGNER}),
    FEED_BACK: frozenset({_R.SIGNER}),
    CONFIRM: frozenset({_R.SELF, _R.PAPER}),
    OBJECT: frozenset({_R.SELF, _R.PAPER}),
    APPOINT: frozenset({_R.HR}),
    VOTE: frozenset({_R.HR, _R.DIRECTOR, _R.APPOINTED}),
    ARCHIVE: frozenset({_R.HR}),
}

# What is seen of a sheet is seen from a phase on. Phases are states, but that `reviewing` is two of them: sealed, and
# opened between self and superior.
SEALED, OPENED = "sealed", "opened"
PHASES = (SEALED, OPENED, *STATES[1:])
_ALWAYS = frozenset(PHASES)
_FROM_OPENED = _ALWAYS - {SEALED}
_FROM_COMPOSITE = _FROM_OPENED - {OPENED}
_FROM_FED_BACK = _FROM_COMPOSITE - {COMPOSITE}
_DISPUTED = frozenset({OBJECTED, DECIDED})

PART_STATUS, PART_SELF, PART_SUPERIOR, PART_PEERS = "status", "self_review", "superior_review", "peers"
PART_FIGURES, PART_COMPOSITE, PART_FEEDBACK = "figures", "composite", "feedback"
PART_ANSWER, PART_DECISION = "answer", "decision"

# Which part of a sheet each relation sees in which phases. What is not here is not seen: peers see their own review.
SIGHT: Mapping[str, Mapping[Relation, frozenset[str]]] = {
    PART_STATUS: dict.fromkeys((_R.SELF, _R.SUPERIOR, _R.SIGNER, _R.HR, _R.DIRECTOR, _R.APPOINTED), _ALWAYS),
    PART_SELF: {
        _R.SELF: _ALWAYS,
        _R.SUPERIOR: _FROM_OPENED,
        _R.SIGNER: _FROM_COMPOSITE,
        _R.HR: _FROM_COMPOSITE,
        _R.DIRECTOR: _DISPUTED,
        _R.APPOINTED: _DISPUTED,
    },
    PART_SUPERIOR: {
        _R.SELF: _FROM_OPENED,
        _R.SUPERIOR: _ALWAYS,
        _R.SIGNER: _FROM_COMPOSITE,
        _R.HR: _FROM_COMPOSITE,
        _R.DIRECTOR: _DISPUTED,
        _R.APPOINTED: _DISPUTED,
    },
    PART_PEERS: {
        _R.SELF: _FROM_FED_BACK,
        _R.SUPERIOR: _FROM_FED_BACK,
        _R.SIGNER: _FROM_COMPOSITE,
        _R.HR: _FROM_FED_BACK,
        _R.DIRECTOR: _FROM_COMPOSITE,
        _R.APPOINTED: _DISPUTED,
    },
    PART_FIGURES: {
        _R.SELF: _ALWAYS,
        _R.SUPERIOR: _ALWAYS,
        _R.SIGNER: _ALWAYS,
        _R.HR: _ALWAYS,
        _R.DIRECTOR: _ALWAYS,
        _R.APPOINTED: _DISPUTED,
    },
    PART_COMPOSITE: {
        _R.SELF: _FROM_FED_BACK,
        _R.SUPERIOR: _FROM_FED_BACK,
        _R.SIGNER: _FROM_COMPOSITE,
        _R.HR: _FROM_FED_BACK,
        _R.DIRECTOR: _FROM_COMPOSITE,
        _R.APPOINTED: _DISPUTED,
    },
    PART_FEEDBACK: {
        _R.SELF: _FROM_FED_BACK,
        _R.SUPERIOR: _FROM_FED_BACK,
        _R.SIGNER: _FROM_FED_BACK,
        _R.HR: _FROM_FED_BACK,
        _R.DIRECTOR: _FROM_FED_BACK,
        _R.APPOINTED: _DISPUTED,
    },
    PART_ANSWER: {
        _R.SELF: _FROM_FED_BACK,
        _R.SIGNER: _FROM_FED_BACK,
        _R.HR: _FROM_FED_BACK,
        _R.DIRECTOR: _FROM_FED_BACK,
        _R.APPOINTED: _DISPUTED,
    },
    # Who decides sees each other's word; whoever is concerned the outcome, when it is fed back.
    PART_DECISION: {
        _R.SELF: _FROM_FED_BACK - _DISPUTED,
        _R.SIGNER: _FROM_FED_BACK - {OBJECTED},
        _R.HR: _FROM_FED_BACK,
        _R.DIRECTOR: _FROM_FED_BACK,
        _R.APPOINTED: _DISPUTED,
    },
}


def sees(part: str, relations: frozenset[Relation], phase: str) -> bool:
    """Whether somebody sees a part of a sheet in a phase."""
    row = SIGHT[part]
    return any(phase in row.get(relation, frozenset()) for relation in relations)
