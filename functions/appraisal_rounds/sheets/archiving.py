"""The archive: HR files what was confirmed, or stayed unanswered, under that name (R4.4.6)."""

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from appraisal_rounds.archive import store as archive
from appraisal_rounds.archive.domain import Sealed
from appraisal_rounds.people import store as people
from appraisal_rounds.sheets import access, records, schemas, store, tables, written
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.store import database
from shop.clock import iso
from shop.contract.appraisal_rounds import ArchiveCorrected, SheetArchived
from shop.errors import Invalid
from shop.roles import Caller


def file(sheet_id: str, body: schemas.SheetStep, by: Caller, at: datetime) -> records.Archived:
    """Archive a sheet, once.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, ArchivedAlready, Busy.
    """

    def work() -> records.Archived:
        before = access.come(sheet_id, tables.ARCHIVE, by).sheet.at_version(body.version)
        after = before.filed(at)
        record = _record(before, by, at)
        with database.transaction() as write:
            sealed = archive.add(write, sheet_id, 1, record)
            told = SheetArchived(
                **access.whose(before), archived_version=1, provisional=before.standing == "unanswered"
            )
            store.Change(write, before, after, by, at).told(store.Told(told))
        return _shown(sealed)

    return store.again(work)


def correct(sheet_id: str, body: schemas.CorrectArchive, by: Caller, at: datetime) -> records.Archived:
    """Archive another version that names the old one; nothing of the old one changes, and the sheet stays closed.

    Raises NotFound, NotYours, VersionConflict, TransitionNotAllowed, Invalid, Busy.
    """

    def work() -> records.Archived:
        before = access.come(sheet_id, tables.CORRECT_ARCHIVE, by).sheet.at_version(body.version)
        after = before.corrected(at)
        last = archive.versions(sheet_id)[-1]
        record: dict[str, Any] = json.loads(last.record)
        if body.confirmed and record["standing"] != "unanswered":
            raise Invalid.field("confirmed", "the result is confirmed or decided already")
        record |= {
            "standing": "confirmed" if body.confirmed else record["standing"],
            "corrects": last.hash,
            "correction": {"reason": body.reason, "by": by.actor, "at": iso(at)},
        }
        with database.transaction() as write:
            sealed = archive.add(write, sheet_id, last.version + 1, record)
            told = ArchiveCorrected(
                **access.whose(before),
                archived_version=sealed.version,
                provisional=record["standing"] == "unanswered",
            )
            store.Change(write, before, after, by, at).told(store.Told(told))
        return _shown(sealed)

    return store.again(work)


def read(sheet_id: str, by: Caller) -> records.ArchivedVersions:
    """A sheet's archived records, oldest first. Raises NotFound, NotYours."""
    access.come(sheet_id, tables.READ_ARCHIVE, by)
    return records.ArchivedVersions(items=[_shown(one) for one in archive.versions(sheet_id)])


def _record(sheet: Sheet, by: Caller, at: datetime) -> dict[str, Any]:
    """All that is archived of a sheet: whoever reads it needs nothing else. Names stand with people alone."""
    # What was signed anew before anybody was told of it is none of the results; a decided one follows what was told.
    told = range(sheet.told - 1 if sheet.decided else sheet.told, sheet.told + 1)
    kinds: dict[str, type[BaseModel]] = {
        written.SELF: records.SelfReview,
        written.SUPERIOR: records.SuperiorReview,
        written.VOICES: records.Decision,
        **{written.composite(number): records.Composite for number in told},
        **{written.feedback(number + 1): records.Feedback for number in range(sheet.talks)},
        **{written.answer(number + 1): records.Answer for number in range(sheet.answers)},
    }
    found = {name: one.model_dump(mode="json") for name, one in written.parts(sheet.sheet_id, kinds).items()}
    return {
        "sheet_id": sheet.sheet_id,
        "round_id": sheet.round_id,
        "employee_id": sheet.employee_id,
        "number": people.load(sheet.employee_id).number,
        "post": sheet.post,
        "posts": [list(one) for one in sheet.posts],
        "standing": sheet.standing,
        "self_review": found.get(written.SELF) if sheet.self_in else None,
        "superior_review": found.get(written.SUPERIOR) if sheet.superior_in else None,
        "peers": _peers(sheet),
        "composites": [found[written.composite(number)] for number in told],
        "feedback": [found[written.feedback(number + 1)] for number in range(sheet.talks)],
        "answers": [found[written.answer(number + 1)] for number in range(sheet.answers)],
        "decision": found.get(written.VOICES),
        "archived_by": by.actor,
        "archived_at": iso(at),
    }


def _peers(sheet: Sheet) -> dict[str, Any] | None:
    """Peers as they are known of a sheet: together, or not at all."""
    if not sheet.peers:
        return None
    return {"reviews": sheet.peers, "communication": sheet.communication, "team_spirit": sheet.team_spirit}


def _shown(sealed: Sealed) -> records.Archived:
    standing = json.loads(sealed.record)["standing"]
    return records.Archived(
        sheet_id=sealed.sheet_id,
        version=sealed.version,
        number=sealed.number,
        hash=sealed.hash,
        previous=sealed.previous,
        standing=standing,
        provisional=standing == "unanswered",
        record=sealed.record,
    )
