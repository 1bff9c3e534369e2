"""Who may do what with the records of employees (R4). Pure."""

from shop.roles import Right, Role

# The posts that are appraised (R1.2, R4.2).
POSTS = (Role.MANAGER, Role.SPECIALIST, Role.DESIGNER, Role.CUSTOMER_SERVICE)

_HR = frozenset({Role.HR})

KEEP = Right("keep the records of employees", _HR)
READ_ALL = Right("read the records of employees", frozenset({Role.HR, Role.DIRECTOR}))
# Of whom an account is, its employee says, not its role.
READ_REPORTS = Right("read the records of those one is the superior of", frozenset(POSTS))
READ_OWN = Right("read one's own record", frozenset(POSTS))
