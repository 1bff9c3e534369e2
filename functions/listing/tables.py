"""Who may do what with a product, and which states that leads between (R3.1.2, R3.1.4). Pure.

draft → designing → in_review → published → delisted
  │ └─────────┴── back ──┘         │           │ │
  └→ dropped                       │           │ └→ in_review (relisting)
  ↑                                │           │
  └───────── a new revision ───────┴───────────┘

From the first review that passes on, what customers see and what is being worked on are two things: `live` says whether
they see the revision that passed last, the state where the newest one is. So a product is delisted from any state in
which it is live, and a revision that is dropped leads back to the state of what it was to replace.
"""

from collections.abc import Mapping
from typing import NamedTuple

from shop.errors import TransitionNotAllowed
from shop.roles import Right, Role, Transition

_SPECIALIST = frozenset({Role.SPECIALIST})
_DESIGNER = frozenset({Role.DESIGNER})
_MANAGER = frozenset({Role.MANAGER})
_SPECIALIST_OR_MANAGER = frozenset({Role.SPECIALIST, Role.MANAGER})
_ALL_ON_THE_WAY = frozenset({Role.SPECIALIST, Role.DESIGNER, Role.MANAGER})

# States in which there is something left to do.
OPEN_STATES = ("draft", "designing", "in_review")
_AS_IT_IS = {state: state for state in OPEN_STATES}


class Ways(NamedTuple):
    """A row of the transition table that leads elsewhere from each state."""

    name: str
    to: Mapping[str, str]
    roles: frozenset[Role]

    def leave(self, state: str) -> str:
        """The state after this transition. Raises TransitionNotAllowed."""
        if state not in self.to:
            raise TransitionNotAllowed(
                f"'{self.name}' leads from {', '.join(sorted(self.to))}, not from {state}.", state=state
            )
        return self.to[state]


ENTER = Right("enter a product", _SPECIALIST)
READ = Right("read products", _ALL_ON_THE_WAY)

REVISE = Transition("revise", frozenset({"draft"}), "draft", _SPECIALIST)
DROP = Transition("drop", frozenset({"draft"}), "dropped", _SPECIALIST)
REQUEST_DESIGN = Transition("request-design", frozenset({"draft"}), "designing", _SPECIALIST)
RECALL = Transition("recall", frozenset({"designing"}), "draft", _SPECIALIST)
REQUEST_REVIEW = Transition("request-review", frozenset({"draft"}), "in_review", _SPECIALIST)
ATTACH = Transition("attach a picture", frozenset({"designing"}), "designing", _DESIGNER)
REMOVE = Transition("remove a picture", frozenset({"designing"}), "designing", _DESIGNER)
SUBMIT = Transition("submit", frozenset({"designing"}), "in_review", _DESIGNER)
SEND_BACK = {
    to: Transition(f"send-back to {to}", frozenset({"in_review"}), to, _SPECIALIST_OR_MANAGER)
    for to in ("draft", "designing")
}
PUBLISH = Transition("publish", frozenset({"in_review"}), "published", _SPECIALIST_OR_MANAGER)

BEGIN = Transition("begin a revision", frozenset({"published", "delisted"}), "draft", _SPECIALIST)
RELIST = Transition("relist", frozenset({"delisted"}), "in_review", _SPECIALIST)
# By whether the product is live.
DROP_REVISION = {
    True: Transition("drop a revision", frozenset({"draft"}), "published", _SPECIALIST),
    False: Transition("drop a revision", frozenset({"draft"}), "delisted", _SPECIALIST),
}
DELIST = Ways("delist", {**_AS_IT_IS, "published": "delisted"}, _SPECIALIST_OR_MANAGER)
REPRICE = Ways("change prices", {**_AS_IT_IS, "published": "published"}, _SPECIALIST)
MOVE_DUE = Ways("move the due time", _AS_IT_IS, _MANAGER)

SCHEDULED, OPEN, DISMISSED = "scheduled", "open", "dismissed"
READ_CHANGES = Right("read price changes", _SPECIALIST_OR_MANAGER)
CANCEL_CHANGE = Transition("cancel a price change", frozenset({SCHEDULED}), "cancelled", _SPECIALIST)
APPLY_CHANGE = Transition("apply a price change", frozenset({SCHEDULED}), "applied", frozenset())
LAPSE_CHANGE = Transition("let a price change lapse", frozenset({SCHEDULED}), "lapsed", frozenset())

# What has no role is done by the shop itself.
_CLOSED = frozenset({"none", "accepted", DISMISSED, "withdrawn"})
PROPOSE = Transition("propose a delisting", _CLOSED, OPEN, frozenset())
ACCEPT = Transition("accept a proposal", frozenset({OPEN}), "accepted", _SPECIALIST_OR_MANAGER)
DISMISS = Transition("dismiss a proposal", frozenset({OPEN}), DISMISSED, _SPECIALIST_OR_MANAGER)
WITHDRAW = Transition("withdraw a proposal", frozenset({OPEN}), "withdrawn", frozenset())
PROPOSALS = Right("read proposals", _SPECIALIST_OR_MANAGER)
