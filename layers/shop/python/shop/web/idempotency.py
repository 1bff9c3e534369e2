"""Creating requests happen once: the key's record rides in the transaction of the effect.

A repeat with the same body gets the same answer; the same key with another body is refused.
Refusals are not remembered. A record holds the body's fingerprint, never the body.
"""

import hashlib
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from shop.errors import IdempotencyKeyReused, InProgress, Invalid, ShopError
from shop.roles import Caller
from shop.storage.table import Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item

REMEMBERED = timedelta(days=7)
KEY_PATTERN = r"^[\x21-\x7e]{1,255}$"
_KEY = re.compile(KEY_PATTERN)
_OURS = "attribute_not_exists(#pk) OR #entity = :entity"


class Replayed(ShopError):
    """Not a failure: the request was answered before; here is that answer."""

    def __init__(self, status: int, answer: str) -> None:
        super().__init__("The request was answered before.")
        self.answered_status = status
        self.answer = answer


class RequestInProgress(InProgress):
    """The request's work has begun and is not finished: `entity` is the id of what is being made."""

    def __init__(self, entity: str) -> None:
        super().__init__("The request is still being worked on; repeat it in a moment.")
        self.entity = entity


class IdempotencyKey(NamedTuple):
    """One creating request: whose, by which key, asking for what."""

    actor: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, caller: Caller, key: str, request: str, body: BaseModel) -> "IdempotencyKey":
        """The key of a request (`METHOD /path`) with this body. Raises Invalid when it is none."""
        if not _KEY.fullmatch(key):
            raise Invalid.field("Idempotency-Key", "this header is needed: 1 to 255 visible ASCII characters")
        text = f"{request}\n{body.model_dump_json()}"
        return cls(caller.actor, key, hashlib.sha256(text.encode()).hexdigest())

    def claim(
        self,
        write: Transaction,
        table: Table,
        now: datetime,
        *,
        entity: str,
        status: int = 201,
        answer: BaseModel | None = None,
    ) -> None:
        """Record the request with its answer, or without one while its work goes on.

        Goes first into its transaction: being a repeat outranks every other refusal, which
        raises Replayed, RequestInProgress or IdempotencyKeyReused.
        """
        write.put(
            table,
            self._record(now, entity, status, answer),
            # Expiry deletes late; a record past its time counts as none.
            when="attribute_not_exists(#pk) OR #expires_at <= :now",
            values={"now": int(now.timestamp())},
            refused=self._repeated,
        )

    def refuse_repeat(self, table: Table, now: datetime) -> None:
        """Raise what `claim` refuses a repeat with: before another refusal that is found without a transaction."""
        found = table.get(self.where)
        if found is not None and found["expires_at"] > now.timestamp():
            raise self._repeated(found)

    def complete(
        self, write: Transaction, table: Table, now: datetime, *, entity: str, status: int = 201, answer: BaseModel
    ) -> None:
        """Add the answer to a record that was made without one; it may have expired while the work stood still."""
        if self._is_for(table, entity):
            write.put(table, self._record(now, entity, status, answer), when=_OURS, values={"entity": entity})

    def release(self, write: Transaction, table: Table, *, entity: str) -> None:
        """Remove the record of work that came to nothing: the next repeat begins anew."""
        if self._is_for(table, entity):
            write.delete(table, self.where, when=_OURS, values={"entity": entity})

    def _is_for(self, table: Table, entity: str) -> bool:
        """Whether the record is this work's. A key that expired meanwhile may be another's by now: it stays theirs."""
        found = table.get(self.where)
        return found is None or found["entity"] == entity

    def _record(self, now: datetime, entity: str, status: int, answer: BaseModel | None) -> Item:
        return {
            **self.where,
            "fingerprint": self.fingerprint,
            "entity": entity,
            "status": status,
            "answer": answer.model_dump_json() if answer else None,
            "expires_at": int((now + REMEMBERED).timestamp()),
        }

    @property
    def where(self) -> dict[str, str]:
        """The record's key."""
        return {"pk": f"IDEMPOTENCY#{self.actor}#{self.key}", "sk": "IDEMPOTENCY"}

    def _repeated(self, found: Item | None) -> ShopError:
        assert found is not None
        if found["fingerprint"] != self.fingerprint:
            return IdempotencyKeyReused("The Idempotency-Key belongs to a request with another body.")
        if "answer" in found:
            return Replayed(found["status"], found["answer"])
        return RequestInProgress(found["entity"])
