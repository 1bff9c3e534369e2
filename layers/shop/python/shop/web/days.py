"""Days as they are asked for: written out, and meant in Shanghai."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from shop.web.wanted import Wanted


def _written_out(said: Any) -> Any:
    # Left alone, pydantic takes moments and numbers of seconds for days.
    if not isinstance(said, str) or not re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", said):
        raise ValueError("is not written out")
    return said


Day = Annotated[date, BeforeValidator(_written_out), Wanted("is to be a day of this century, such as 2026-12-05")]
