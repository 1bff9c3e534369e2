"""Schemes over HTTP: proposed, published before their month, read by those they govern (R4.1, R4.2)."""

from appraisal_rounds.api import api
from appraisal_rounds.schemes import deciding, reading, schemas, tables, views
from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.web.api import Cursor, Id, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey


@api.post("/appraisal-rounds/schemes", Staff(tables.PROPOSE), status=201, once=True)
def propose_scheme(body: schemas.ProposeScheme, caller: Caller, key: IdempotencyKey) -> views.SchemeView:
    """Propose by what a post is appraised from a month on that has not begun (R4.2)."""
    return deciding.propose(body, caller, key, clock.now())


@api.get("/appraisal-rounds/schemes", Staff(tables.READ), tagged=True)
def list_schemes(limit: Limit = 50, cursor: Cursor = None) -> views.Schemes:
    """The schemes that are proposed or published, by the month from which on they are to hold (R4.1)."""
    return reading.listed(limit, cursor)


@api.get("/appraisal-rounds/schemes/{scheme_id}", Staff(tables.READ), tagged=True)
def read_scheme(scheme_id: Id) -> views.SchemeView:
    """A scheme (R4.1)."""
    return reading.one(scheme_id)


@api.get("/appraisal-rounds/schemes/{scheme_id}/history", Staff(tables.READ), tagged=True)
def read_scheme_history(scheme_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """What became of a scheme, oldest first (R4.1)."""
    return reading.history(scheme_id, limit, cursor)


@api.post("/appraisal-rounds/schemes/{scheme_id}/publish", Staff(tables.PUBLISH))
def publish_scheme(scheme_id: Id, body: schemas.Step, caller: Caller) -> views.SchemeView:
    """Tell those whom it governs, before its month; by somebody else than proposed it (R4.1)."""
    return deciding.publish(scheme_id, body, caller, clock.now())


@api.post("/appraisal-rounds/schemes/{scheme_id}/withdraw", Staff(tables.WITHDRAW))
def withdraw_scheme(scheme_id: Id, body: schemas.Step, caller: Caller) -> views.SchemeView:
    """Take a proposal back, or before its month what is published (R4.1)."""
    return deciding.withdraw(scheme_id, body, caller, clock.now())


@api.get("/appraisal-rounds/posts/{post}/scheme", Staff(tables.READ), tagged=True)
def read_scheme_of_post(post: schemas.PostInPath, month: schemas.MonthInQuery = None) -> views.SchemeView:
    """By what a post is appraised for a month; where nothing was published, by defaults (R4.1)."""
    return reading.of_post(post, month, clock.now())


@api.get("/appraisal-rounds/me/schemes", Staff(tables.READ_OWN))
def read_own_schemes(caller: Caller, month: schemas.MonthInQuery = None) -> views.OwnSchemes:
    """By what one is appraised for a month, in each post that one holds in it (R4.1)."""
    return reading.own(caller, month, clock.now())
