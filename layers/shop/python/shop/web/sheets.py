"""Lists as CSV (RFC 4180), for people with spreadsheets: exactly the rows that the JSON answer lists, field by field.

Whoever accepts `text/csv` of a route that has it gets it; the cursor of what follows stands in a header.
"""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, get_args

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from shop.web.sight import cleared, hidden_from

TYPE = "text/csv; charset=utf-8"
NEXT = "X-Next-Cursor"
# Without it spreadsheets take UTF-8 for something else.
_MARK = "\ufeff"
# What a spreadsheet would compute instead of showing it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def is_wanted(accepted: str) -> bool:
    """Whether an `Accept` header asks for CSV."""
    return any(part.strip().partition(";")[0].lower() == "text/csv" for part in accepted.split(","))


def answer(answered: BaseModel, role: str, headers: Mapping[str, str]) -> Response[str]:
    """A list as CSV, without the fields that are not for this role."""
    listed = json.loads(cleared(answered.model_dump_json(), role))
    (row,) = get_args(type(answered).model_fields["items"].annotation)
    columns = [name for name in row.model_fields if name not in hidden_from(role)]
    with io.StringIO() as text:
        rows = csv.writer(text)
        rows.writerow(columns)
        for item in listed["items"]:
            rows.writerow([_cell(item[name]) for name in columns])
        # What is shown whole has no next page.
        following = {NEXT: listed["next"]} if listed.get("next") else {}
        return Response(200, TYPE, _MARK + text.getvalue(), {**headers, **following})


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute a text instead of showing it."""
    return text.startswith(_FORMULA)


def _cell(value: Any) -> Any:
    """A value as a spreadsheet shows it: texts are never formulas, parts are JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value
