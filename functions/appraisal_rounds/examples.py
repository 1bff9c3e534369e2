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
    "POST /appraisal-rounds/employees/import": {
        "csv": "number,name,post,superior,joined\n"
        "0001,赵敏,operations-manager,,2025-01-06\n"
        "0012,林晓,operations-specialist,0001,2026-03-02\n"
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
    "POST /appraisal-rounds/schemes": {
        "post": "designer",
        "valid_from": "2027-01",
        "terms": {
            "results": 60,
            "ability": 20,
            "attitude": 20,
            "indicators": [
                {"name": "page_satisfaction", "weight": 35, "floor": "3.0", "target": "4.5"},
                {"name": "material_quality", "weight": 35, "floor": "0.60", "target": "0.95"},
                {"name": "tasks_on_time", "weight": 30, "floor": "0.70", "target": "0.98"},
            ],
            "ability_items": [
                {"name": "knowledge_and_skill", "weight": 40},
                {"name": "communication", "weight": 20},
                {"name": "problem_solving", "weight": 20},
                {"name": "learning", "weight": 20},
            ],
            "attitude_items": [
                {"name": "responsibility", "weight": 30},
                {"name": "team_spirit", "weight": 30},
                {"name": "initiative", "weight": 20},
                {"name": "loyalty", "weight": 20},
            ],
            "superior": 80,
            "peers": 20,
            "grades": [
                {"grade": "A", "least": "90"},
                {"grade": "B", "least": "75"},
                {"grade": "C", "least": "60"},
                {"grade": "D", "least": "0"},
            ],
            "quotas": [{"grade": "A", "most_percent": 20}],
        },
    },
    "POST /appraisal-rounds/schemes/{scheme_id}/publish": {"version": 1},
    "POST /appraisal-rounds/schemes/{scheme_id}/withdraw": {"version": 2},
}
