"""The states of a round, and who may look at it (R4.3). Pure.

scheduled → collecting → calibrating → feedback → archived

The clock moves it, or that all of its sheets are that far; people move sheets.
"""

from shop.roles import Right, Role, Transition

SCHEDULED, COLLECTING, CALIBRATING, FEEDBACK, ARCHIVED = (
    "scheduled",
    "collecting",
    "calibrating",
    "feedback",
    "archived",
)

_POSTS = frozenset({Role.MANAGER, Role.SPECIALIST, Role.DESIGNER, Role.CUSTOMER_SERVICE})
_OVERSEE = frozenset({Role.MANAGER, Role.HR, Role.DIRECTOR})
_NOBODY: frozenset[Role] = frozenset()

READ_ROUNDS = Right("read rounds", _POSTS | _OVERSEE)
READ_SHEETS = Right("read how far the sheets of a round are", _OVERSEE)
CALIBRATE_GRADES = Right("compare the grades of a round", frozenset({Role.MANAGER, Role.DIRECTOR}))
ADD_SHEET = Right("open a sheet in a round", frozenset({Role.HR}))

OPEN = Transition("open a round", frozenset({SCHEDULED}), COLLECTING, _NOBODY)
CALIBRATE = Transition("end a round's reviews", frozenset({COLLECTING}), CALIBRATING, _NOBODY)
RELEASE = Transition("let results be fed back", frozenset({CALIBRATING}), FEEDBACK, _NOBODY)
CLOSE = Transition("close a round", frozenset({FEEDBACK}), ARCHIVED, _NOBODY)
