"""People over HTTP: HR keeps the records, everybody sees what concerns them (R4)."""

from appraisal_rounds.api import api
from appraisal_rounds.people import importing, keeping, reading, schemas, tables, views
from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.web.api import Cursor, Id, Limit
from shop.web.gates import Staff
from shop.web.idempotency import IdempotencyKey


@api.post("/appraisal-rounds/employees", Staff(tables.KEEP), status=201, once=True)
def enter_employee(body: schemas.EnterEmployee, caller: Caller, key: IdempotencyKey) -> views.EmployeeEntered:
    """Enter somebody who is to be appraised (R4)."""
    return keeping.enter(body, caller, key, clock.now())


@api.post("/appraisal-rounds/employees/import", Staff(tables.KEEP))
def import_employees(body: schemas.ImportEmployees, caller: Caller) -> views.Imported:
    """Bring a file of employees in, line by line; the same file again changes nothing (R4)."""
    return importing.take_in(body, caller, clock.now())


@api.get("/appraisal-rounds/employees", Staff(tables.READ_ALL), csv=True)
def list_employees(limit: Limit = 50, cursor: Cursor = None) -> views.Employees:
    """All employees by number, those who left too (R4)."""
    return reading.listed(limit, cursor)


@api.get("/appraisal-rounds/employees/{employee_id}", Staff(tables.READ_ALL))
def read_employee(employee_id: Id) -> views.EmployeeView:
    """An employee's record (R4)."""
    return reading.one(employee_id)


@api.get("/appraisal-rounds/employees/{employee_id}/history", Staff(tables.READ_ALL))
def read_employee_history(employee_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """What was changed of a record and by whom, oldest first (R4)."""
    return reading.history(employee_id, limit, cursor)


@api.patch("/appraisal-rounds/employees/{employee_id}", Staff(tables.KEEP))
def correct_employee(employee_id: Id, body: schemas.CorrectEmployee, caller: Caller) -> views.EmployeeView:
    """Correct a record: name, account, superior, first and last day (R4)."""
    return keeping.correct(employee_id, body, caller, clock.now())


@api.post("/appraisal-rounds/employees/{employee_id}/post", Staff(tables.KEEP))
def change_post(employee_id: Id, body: schemas.ChangePost, caller: Caller) -> views.EmployeeView:
    """Move somebody to another post from a day on, in mid-month too (R4)."""
    return keeping.change_post(employee_id, body, caller, clock.now())


@api.post("/appraisal-rounds/employees/{employee_id}/absences", Staff(tables.KEEP))
def record_absence(employee_id: Id, body: schemas.RecordAbsence, caller: Caller) -> views.EmployeeView:
    """Note that somebody is not there on some days (R4)."""
    return keeping.record_absence(employee_id, body, caller, clock.now())


@api.post("/appraisal-rounds/employees/{employee_id}/absences/remove", Staff(tables.KEEP))
def remove_absence(employee_id: Id, body: schemas.RemoveAbsence, caller: Caller) -> views.EmployeeView:
    """Take an absence back (R4)."""
    return keeping.remove_absence(employee_id, body, caller, clock.now())


@api.get("/appraisal-rounds/me", Staff(tables.READ_OWN))
def read_own_record(caller: Caller) -> views.OwnView:
    """One's own record (R4)."""
    return reading.own(caller)


@api.get("/appraisal-rounds/reports", Staff(tables.READ_REPORTS))
def list_reports(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> views.Employees:
    """The records of those one is the superior of (R4)."""
    return reading.reports(caller, limit, cursor)
