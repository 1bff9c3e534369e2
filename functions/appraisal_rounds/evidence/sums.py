"""What rows come to, by indicator. Pure. Kept as JSON text: `{"sales": [2, {"CNY": {"placed": 900}}]}`."""

import json
from collections.abc import Iterable, Mapping

from appraisal_rounds.indicators.definition import Tally

Sums = Mapping[str, Tally]


def together(many: Iterable[Sums]) -> dict[str, Tally]:
    """All of them together, in whatever order."""
    whole: dict[str, Tally] = {}
    for sums in many:
        for indicator, tally in sums.items():
            whole[indicator] = whole.get(indicator, Tally()).plus(tally)
    return whole


def dumped(sums: Sums) -> str:
    """As text, the same for the same sums."""
    return json.dumps(dict(sums), sort_keys=True, separators=(",", ":"))


def loaded(text: str) -> dict[str, Tally]:
    return {indicator: Tally(*tally) for indicator, tally in json.loads(text).items()}
