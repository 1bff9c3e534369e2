"""What was written of sheets, each part for those who may see it.

SHEET#<sheet>      SELF, SUPERIOR          the reviews
                   COMPOSITE#<nnnn>        composites, as signed
                   FEEDBACK#<nnnn>         talks · ANSWER#<nnnn>   answers
                   VOICES                  what those say who decide an objection
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel

from appraisal_rounds.sheets import records
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.sheets.store import overtaken, partition
from appraisal_rounds.store import database, table
from shop.storage.transaction import Transaction

M = TypeVar("M", bound=BaseModel)


def parts(sheet_id: str, wanted: Mapping[str, type[M]]) -> dict[str, M]:
    """What there is under these names in a sheet's partition, read in one round trip."""
    pk = partition(sheet_id)
    items = database.read_many([(table, {"pk": pk, "sk": name}) for name in wanted])
    return {item["sk"]: wanted[item["sk"]].model_validate_json(item["text"]) for item in items}


def part(sheet_id: str, name: str, kind: type[M]) -> M | None:
    """What there is under one name."""
    return parts(sheet_id, {name: kind}).get(name)


def composites(sheets: Sequence[Sheet]) -> dict[str, records.Composite]:
    """The last composite of each of these sheets that has one, by sheet."""
    keys = {one.sheet_id: {"pk": partition(one.sheet_id), "sk": composite(one.composites)} for one in sheets}
    items = database.read_many([(table, keys[one.sheet_id]) for one in sheets if one.composites])
    read = records.Composite.model_validate_json
    return {item["pk"].removeprefix("SHEET#"): read(item["text"]) for item in items}


def composite(number: int) -> str:
    return f"COMPOSITE#{number:04}"


def feedback(number: int) -> str:
    return f"FEEDBACK#{number:04}"


def answer(number: int) -> str:
    return f"ANSWER#{number:04}"


SELF, SUPERIOR, VOICES = "SELF", "SUPERIOR", "VOICES"


def load_voices(sheet_id: str) -> tuple[list[records.Voice], int]:
    """What those said who decide an objection, and the version of that, 0 where nobody said anything."""
    item = table.get({"pk": partition(sheet_id), "sk": VOICES})
    if item is None:
        return [], 0
    return records.Decision.model_validate_json(item["text"]).voices, item["version"]


def save_voices(write: Transaction, sheet: Sheet, voices: list[records.Voice], version: int, *, decided: bool) -> None:
    """Write what they say as the version that it is. Refused: Overtaken."""
    text = records.Decision(voices=voices, decided=decided).model_dump_json()
    item = {"pk": partition(sheet.sheet_id), "sk": VOICES, "text": text, "version": version}
    if version > 1:
        write.put(table, item, when="#version = :before", values={"before": version - 1}, refused=overtaken)
    else:
        write.put(table, item, refused=overtaken)
