"""Who may read figures, and the evidence that they are made of (R4.1). Pure.

Whose figures they are and who their superior is, the records of employees say, not the role.
"""

from appraisal_rounds.people.tables import POSTS
from shop.roles import Right, Role

# They see everybody's.
ALL = frozenset({Role.MANAGER, Role.HR, Role.DIRECTOR})

READ_FIGURES = Right("read the figures of a month", frozenset(POSTS) | ALL)
READ_EVIDENCE = Right("read what figures are made of", frozenset(POSTS) | ALL)
