"""Writing: puts, updates, deletes and checks that happen together or not at all.

Each action can say which of the shop's errors its refusal means, or put itself right by what was found and be tried
again: what a condition asks for is then read by the write that it refused.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shop.errors import Busy, Conflict, ShopError
from shop.storage.conflicts import Conflicts
from shop.storage.requests import NamedTable, Request, partition_of, put_request, request, update_request
from shop.storage.retry import RetryPolicy, TransientError
from shop.storage.values import Item, Key, dump, load

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# What the refusal of an action means, by the item as it was found; None: nothing that a caller could be told.
Refusal = Callable[[Item | None], ShopError | None]
# Puts a refused action right by the item as it was found, and tells whether it is worth another try.
Mending = Callable[[Item | None], bool]

LARGEST_TRANSACTION = 100
_REFUSED = "ConditionalCheckFailed"
_TRANSIENT_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class Outgrew(Conflict):
    """A transaction that put itself right became larger than one may be, by so many writes; nothing was written.

    `grown` are the partitions of the actions that became more than one write each.
    """

    code, title = "too_much_at_once", "That is too much for one write"

    def __init__(self, over: int, grown: Collection[str]) -> None:
        super().__init__("It takes more changes at once than one write holds; do it in smaller parts.")
        self.over = over
        self.grown = grown


class Action:
    """One write of a transaction. `request` may be another one by the time it is tried again, with `more` beside it."""

    __slots__ = ("mend", "more", "refused", "request")

    def __init__(self, request: Request, refused: Refusal | None, mend: Mending | None) -> None:
        self.request, self.refused, self.mend = request, refused, mend
        self.more: Sequence[Request] = ()


class Transaction:
    """Puts, updates, deletes and checks that happen together or not at all."""

    def __init__(self, client: "DynamoDBClient", retry: RetryPolicy) -> None:
        self._client = client
        self._retry = retry
        self._actions: list[Action] = []

    def __len__(self) -> int:
        return len(self._actions) + sum(len(action.more) for action in self._actions if action.more)

    def put(
        self,
        table: NamedTable,
        item: Item,
        *,
        when: str = "attribute_not_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write an item, by default only where there is none. `when=""` overwrites."""
        self.add(put_request(table, item, when=when, values=values), refused)

    def update(
        self,
        table: NamedTable,
        key: Key,
        change: str,
        *,
        when: str = "attribute_exists(#pk)",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Change an item by an update expression, only when the condition holds."""
        self.add(update_request(table, key, change, when=when, values=values), refused)

    def delete(
        self,
        table: NamedTable,
        key: Key,
        *,
        when: str = "",
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Remove an item."""
        self.add(request("Delete", table, {"Key": dump(key)}, "", when, values), refused)

    def check(
        self,
        table: NamedTable,
        key: Key,
        when: str,
        *,
        values: Mapping[str, Any] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """Write nothing, but refuse the whole transaction unless the condition holds."""
        self.add(request("ConditionCheck", table, {"Key": dump(key)}, "", when, values), refused)

    def extend(self, others: "Transaction") -> None:
        """Take in the writes that were collected in another transaction."""
        self._actions += others._actions

    def add(self, request: Request, refused: Refusal | None = None, mend: Mending | None = None) -> Action:
        """One more write. When its condition does not hold, `mend` may give it (and others) another request.

        Then all is tried again, unless another write was refused for good.
        """
        action = Action(request, refused, mend)
        self._actions.append(action)
        return action

    def commit(self) -> None:
        """Write all; one token over every try of the same, so that our own lost answer is not a conflict.

        Raises Outgrew besides what is refused.
        """
        if not self._actions:
            return
        whole = self._whole()
        client = self._client
        met = Conflicts()

        def attempt() -> None:
            try:
                client.transact_write_items(**whole)
            except client.exceptions.TransactionCanceledException as cancelled:
                told = cancelled.response.get("CancellationReasons", [])
                met.note(whole["TransactItems"], told)
                reasons = self._by_action(told)
                mended = self._mend(reasons)
                if mended:
                    whole.update(self._whole())
                self._explain(reasons, mended)
                raise

        try:
            self._retry.call(attempt)
        finally:
            met.tell()

    def _whole(self) -> dict[str, Any]:
        requests = [request for action in self._actions for request in (action.request, *action.more)]
        over = len(requests) - LARGEST_TRANSACTION
        if over > 0:
            grown = dict.fromkeys(partition_of(action.request) for action in self._actions if action.more)
            raise Outgrew(over, tuple(grown)) from None
        return {"TransactItems": requests, "ClientRequestToken": str(uuid4())}

    def _by_action(self, told: Sequence[Any]) -> list[tuple[Action, Any]]:
        """Each action with the reason for which it was cancelled: of its writes' the first that is one."""
        reasons: list[tuple[Action, Any]] = []
        start = 0
        for action in self._actions:
            its = told[start : start + 1 + len(action.more)]
            start += len(its)
            reasons.append((action, next((one for one in its if one.get("Code") not in (None, "None")), its[0])))
        return reasons

    @staticmethod
    def _mend(reasons: Iterable[tuple[Action, Any]]) -> set[Action]:
        """Those of the refused actions that put themselves right."""
        return {
            action
            for action, reason in reasons
            if action.mend and reason.get("Code") == _REFUSED and action.mend(_found(reason))
        }

    @staticmethod
    def _explain(reasons: Iterable[tuple[Action, Any]], mended: set[Action]) -> None:
        """Raise the domain's word for why it was refused; TransientError when trying again may help."""
        refusals: list[ShopError] = []
        transient = unexplained = False
        for action, reason in reasons:
            code = reason.get("Code")
            if code == _REFUSED and action not in mended:
                if refusal := action.refused and action.refused(_found(reason)):
                    refusals.append(refusal)
                else:
                    unexplained = True
            elif code in _TRANSIENT_REASONS:
                transient = True
        refusal = refusals[0].joined_by(refusals[1:]) if refusals else None
        if transient or (mended and not refusal and not unexplained):
            raise TransientError(refusal or Busy("Others were changing the same things; try again in a moment."))
        if refusal:
            raise refusal


def _found(reason: Any) -> Item | None:
    """The item that a condition did not hold for."""
    return load(reason["Item"]) if reason.get("Item") else None
