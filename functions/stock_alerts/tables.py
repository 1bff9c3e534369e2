"""Who may do what with thresholds, alerts and replenishments, and which states that leads between (R3.1.3). Pure.

alert          open → acknowledged → resolved → open
replenishment  requested → acknowledged → ordered → partially_received → received
                   └───────────┴→ declined    └──────────┴→ cancelled (from any before, too)

Goods can come before anybody wrote down that they were ordered: they are counted all the same. Where a receipt was
wrong they have still to come: it goes back to what its units say.
"""

from shop.roles import Right, Role, Transition

_SPECIALIST = frozenset({Role.SPECIALIST})
_PURCHASING = frozenset({Role.PURCHASING})
_SPECIALIST_OR_MANAGER = frozenset({Role.SPECIALIST, Role.MANAGER})
_WHOEVER_SEES_TO_IT = frozenset({Role.SPECIALIST, Role.MANAGER, Role.PURCHASING})

READ = Right("read stock alerts", _WHOEVER_SEES_TO_IT)
SET = Right("set thresholds", _SPECIALIST)
REQUEST = Right("request a replenishment", _SPECIALIST_OR_MANAGER)

LOW, SOLD_OUT = "low", "sold_out"
NONE, OPEN, ACKNOWLEDGED, RESOLVED = "none", "open", "acknowledged", "resolved"
STANDING = frozenset({OPEN, ACKNOWLEDGED})

# What has no role is done by the shop itself.
RAISE = Transition("raise an alert", frozenset({NONE, RESOLVED}), OPEN, frozenset())
WORSEN = Transition("raise an alert again", STANDING, OPEN, frozenset())
EASE = {state: Transition("ease an alert", frozenset({state}), state, frozenset()) for state in STANDING}
ACKNOWLEDGE = Transition("acknowledge an alert", frozenset({OPEN}), ACKNOWLEDGED, _WHOEVER_SEES_TO_IT)
RESOLVE = Transition("resolve an alert", STANDING, RESOLVED, frozenset())

REQUESTED, ORDERED, PARTLY, RECEIVED = "requested", "ordered", "partially_received", "received"
# In this one and the next to come there is something left to wait for.
UNDERWAY = frozenset({REQUESTED, ACKNOWLEDGED, ORDERED, PARTLY})
AWAITED = frozenset({ORDERED, PARTLY})

TAKE_UP = Transition("acknowledge a replenishment", frozenset({REQUESTED}), ACKNOWLEDGED, _PURCHASING)
DECLINE = Transition("decline a replenishment", frozenset({REQUESTED, ACKNOWLEDGED}), "declined", _PURCHASING)
ORDER = Transition("order", frozenset({ACKNOWLEDGED}), ORDERED, _PURCHASING)
# By the state that it is in.
SLIP = {state: Transition("move the expected day", AWAITED, state, _PURCHASING) for state in AWAITED}
CANCEL = Transition("cancel a replenishment", UNDERWAY, "cancelled", _WHOEVER_SEES_TO_IT)
RECEIVE_PART = Transition("receive a part", UNDERWAY, PARTLY, frozenset())
RECEIVE_REST = Transition("receive the rest", UNDERWAY, RECEIVED, frozenset())
# By what it is then.
TAKE_BACK = {
    state: Transition("take a receipt back", frozenset({ACKNOWLEDGED, ORDERED, PARTLY, RECEIVED}), state, frozenset())
    for state in (ACKNOWLEDGED, ORDERED, PARTLY, RECEIVED)
}
CHASE = {state: Transition("chase", frozenset({state}), state, frozenset()) for state in UNDERWAY}
