"""Who may do what in a stocktake, and which states that leads between (R3.1.3). Pure.

a stocktake   open → counting → investigating → reviewed → closed
                └────────┴────────────┴→ cancelled

one of its    to_count ──────────────┬→ settled ←──────────┐
lines            └→ to_recount ⇄─────┘                     │
                        └→ to_explain → explained ─────────┘
                    ↑           └───────────┴── sent back ─┐
                    └──────────────────────────────────────┘

The stocktake moves by itself when its first line is counted, and when its last one is.
"""

from shop.roles import Right, Role, Transition

_SPECIALIST_OR_MANAGER = frozenset({Role.SPECIALIST, Role.MANAGER})
_WAREHOUSE = frozenset({Role.WAREHOUSE})

OPEN, COUNTING, INVESTIGATING, REVIEWED = "open", "counting", "investigating", "reviewed"
# Of these there is something left to do.
UNFINISHED = frozenset({OPEN, COUNTING, INVESTIGATING, REVIEWED})

TO_COUNT, TO_RECOUNT, TO_EXPLAIN, EXPLAINED, SETTLED = "to_count", "to_recount", "to_explain", "explained", "settled"
# Somebody is to go and count.
UNCOUNTED = frozenset({TO_COUNT, TO_RECOUNT})

OPEN_STOCKTAKE = Right("open a stocktake", _SPECIALIST_OR_MANAGER)
READ_STOCKTAKES = Right("read stocktakes", _SPECIALIST_OR_MANAGER | _WAREHOUSE)
READ_COUNTS = Right("read what was counted", _SPECIALIST_OR_MANAGER)
COUNT = Right("count stock", _WAREHOUSE)

# Of a stocktake.
BEGIN = Transition("begin counting", frozenset({OPEN}), COUNTING, _WAREHOUSE)
END = Transition("end counting", frozenset({COUNTING}), INVESTIGATING, _WAREHOUSE)
REVIEW = Transition("review a stocktake", frozenset({INVESTIGATING}), REVIEWED, _SPECIALIST_OR_MANAGER)
CLOSE = Transition("close a stocktake", frozenset({REVIEWED}), "closed", _SPECIALIST_OR_MANAGER)
# Its accuracy is evidence of the specialists' work, so that it is not theirs to have it come to nothing.
CANCEL = Transition(
    "cancel a stocktake", frozenset({OPEN, COUNTING, INVESTIGATING}), "cancelled", frozenset({Role.MANAGER})
)

# Of a line.
MATCH = Transition("count what is recorded", UNCOUNTED, SETTLED, _WAREHOUSE)
DIFFER = Transition("count something else", UNCOUNTED, TO_RECOUNT, _WAREHOUSE)
AGREE = Transition("count the same difference again", frozenset({TO_RECOUNT}), TO_EXPLAIN, _WAREHOUSE)
ASSIGN = Transition("assign a difference", frozenset({TO_EXPLAIN}), TO_EXPLAIN, _SPECIALIST_OR_MANAGER)
EXPLAIN = Transition("explain a difference", frozenset({TO_EXPLAIN, EXPLAINED}), EXPLAINED, _SPECIALIST_OR_MANAGER)
SEND_BACK = Transition(
    "have a line counted again", frozenset({TO_EXPLAIN, EXPLAINED}), TO_RECOUNT, _SPECIALIST_OR_MANAGER
)
ADJUST = Transition("adjust a difference", frozenset({EXPLAINED}), SETTLED, _SPECIALIST_OR_MANAGER)

# In which states of the stocktake what is done with its lines may be done.
DURING = {
    **dict.fromkeys((MATCH, DIFFER, AGREE), frozenset({OPEN, COUNTING, INVESTIGATING})),
    **dict.fromkeys((ASSIGN, EXPLAIN, SEND_BACK), frozenset({COUNTING, INVESTIGATING})),
    ADJUST: frozenset({COUNTING, INVESTIGATING, REVIEWED}),
}
