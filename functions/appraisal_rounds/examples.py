"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "POST /appraisal-rounds/employees": {
        "number": "0012",
        "name": "林晓 Lin Xiao",
        "user": "6f3c1b9e-7a52-4d0e-9a41-0c5f2d8b7e13",
        "post": "operations-specialist",
        "superior": "01JDE3M7ZP4W8KQ2V6X9Y3B5CD",
        "joined": "2026-03-02",
    },
    "PATCH /appraisal-rounds/employees/{employee_id}": {"version": 1, "left": "2026-12-31"},
    "POST /appraisal-rounds/employees/{employee_id}/post": {
        "version": 1,
        "post": "designer",
        "since": "2026-12-16",
    },
    "POST /appraisal-rounds/employees/{employee_id}/absences": {
        "version": 2,
        "first_day": "2026-12-07",
        "last_day": "2026-12-09",
        "kind": "annual",
    },
    "POST /appraisal-rounds/employees/{employee_id}/absences/remove": {"version": 3, "first_day": "2026-12-07"},
}
