"""Who may do what with schemes, and which states that leads between (R4.1, R4.2). Pure.

proposed → published
    └──────────┴→ withdrawn

Whoever publishes is somebody else than proposed it. A scheme of the manager's own post HR proposes.
"""

from appraisal_rounds.people.tables import POSTS
from shop.roles import Right, Role, Transition

_DIRECTOR = frozenset({Role.DIRECTOR})
_KNOW_ALL = frozenset({Role.HR, Role.DIRECTOR, Role.MANAGER})

PROPOSE = Right("propose a scheme", frozenset({Role.HR, Role.MANAGER}))
READ = Right("read schemes", _KNOW_ALL)
# Of which posts, their record as an employee says.
READ_OWN = Right("read the schemes one is appraised by", frozenset(POSTS))

PROPOSED, PUBLISHED, WITHDRAWN, DEFAULT = "proposed", "published", "withdrawn", "default"

PUBLISH = Transition("publish a scheme", frozenset({PROPOSED}), PUBLISHED, _DIRECTOR)
# A published one only the director.
WITHDRAW = Transition("withdraw a scheme", frozenset({PROPOSED, PUBLISHED}), WITHDRAWN, _KNOW_ALL)
