"""A body of each route that takes one, for the API description. No function imports this."""

from typing import Any

_JUDGED = {
    "knowledge_and_skill": 85,
    "communication": 90,
    "problem_solving": 80,
    "learning": 85,
    "responsibility": 95,
    "team_spirit": 90,
    "initiative": 75,
    "loyalty": 90,
}

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
    "POST /appraisal-rounds/rounds/{round_id}/sheets": {"employee_id": "01JDE3M7ZP4W8KQ2V6X9Y3B5CD"},
    "POST /appraisal-rounds/sheets/{sheet_id}/self-review": {
        "achievements": "三十个新品按时上架。",
        "shortcomings": "盘点差异查得太慢。",
        "measures": "差异当天查清。",
        "scores": _JUDGED,
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/superior-review": {
        "scores": _JUDGED,
        "opinion": "工作认真,协作主动。",
        "former_goals": [{"goal": 1, "reached": True, "remark": "提前完成"}],
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/peer-review": {"communication": 90, "team_spirit": 85},
    "POST /appraisal-rounds/sheets/{sheet_id}/peers": {"reviewers": ["01JDE3M7ZP4W8KQ2V6X9Y3B5CD"]},
    "POST /appraisal-rounds/sheets/{sheet_id}/composite": {
        "version": 4,
        "score": "88.00",
        "grade": "B",
        "reason": "活动期间临时支援客服。",
        "observation": "主动带新人。",
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/feedback": {
        "version": 5,
        "talked_on": "2026-12-09",
        "strengths": "上架又快又准。",
        "shortcomings": "库存差异处理慢。",
        "plan": "每周与仓库对一次账。",
        "goals": [{"goal": "差异两日内查清", "due": "2026-12-31"}],
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/confirm": {"version": 6},
    "POST /appraisal-rounds/sheets/{sheet_id}/object": {"version": 6, "reason": "两个商品晚上架是因为图片未到。"},
    "POST /appraisal-rounds/sheets/{sheet_id}/appoint": {
        "version": 7,
        "user": "0b7a9f24-3c5e-4f0d-8f5b-2a9f6b1c7d42",
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/decide": {
        "version": 7,
        "outcome": "upheld",
        "score": "90.50",
        "grade": "A",
        "reason": "记录证实图片晚到两日。",
    },
    "POST /appraisal-rounds/sheets/{sheet_id}/archive": {"version": 7},
    "POST /appraisal-rounds/sheets/{sheet_id}/archive/correct": {
        "version": 8,
        "reason": "员工返岗后书面确认。",
        "confirmed": True,
    },
}
