"""Reading orders: lists of what waits, one order, and its history."""

from datetime import datetime
from functools import partial
from itertools import count

from order_dispatch import store, views
from shop.contract.order_dispatch import ContactRead
from shop.errors import NotFound
from shop.events import recording
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller, Role
from shop.storage.paging import read_list
from shop.web.sight import Scope

# What a contact is read for, by who may read it (PIPL art. 6: for a stated purpose).
PURPOSES: dict[str, str] = {Role.CUSTOMER_SERVICE: "serve_customer", Role.WAREHOUSE: "ship_parcel"}


def work_list(state: str, limit: int, cursor: str | None) -> views.OrderPage:
    """Orders in this state, longest waiting first. Raises Invalid for another list's cursor."""
    read = partial(store.work_list, state, limit)
    return read_list(views.OrderPage, f"orders#{state}", cursor, read)


def parcels(caller: Caller, state: str, limit: int, cursor: str | None) -> views.ParcelPage:
    """The parcels of the caller's party, longest waiting first. Raises Invalid for another list's cursor."""
    party = caller.party or ""
    read = partial(store.parcel_list, party, state, limit)
    return read_list(views.ParcelPage, f"parcels#{party}#{state}", cursor, read)


def for_staff(order_id: str, caller: Caller, route: str, now: datetime) -> views.OrderView:
    """One order as this member of staff may see it; that an unmasked contact was read, is recorded before it is shown.

    Raises NotFound (also for another's parcel), Busy (also when the reading cannot be recorded).
    """
    whole = store.load_whole(order_id)
    whole.head.seen_by(caller)
    # The contact lies apart, so that it is asked for only where something of it is shown.
    contact = store.contacts.of(order_id) if views.shows_contact(whole, caller) is not Scope.NONE else {}
    shown = views.whole_view(whole, contact, caller)
    if shown.contact and not shown.contact_masked:
        event = ContactRead(order_id=order_id, route=route, purpose=PURPOSES[caller.role])
        _record_reading(event, caller, now)
    return shown


def _record_reading(event: ContactRead, caller: Caller, now: datetime) -> None:
    # Nobody counts an order's readings, so that each is one write: the moment is the version, or the next that is free.
    for moment in count(int(now.timestamp() * 1000)):
        entity = recording.Entity(store.contact_reads(event.order_id), moment)
        if recording.record_alone(store.orders, entity, event, by=caller, at=now):
            return


def for_storefront(order_id: str, caller: Caller) -> views.CustomersOrder:
    """One order of this storefront. Raises NotFound (also for another storefront's)."""
    whole = store.load_whole(order_id)
    if whole.head.client != caller.actor:
        raise NotFound("There is no such order.")
    return views.customers_view(whole)


def history(order_id: str, caller: Caller, limit: int, cursor: str | None) -> History:
    """An order's events, oldest first. Raises NotFound (also for another's parcel), Invalid."""
    if caller.role == Role.WAREHOUSE:
        store.load_head(order_id).seen_by(caller)
    return read_history(store.orders, store.partition(order_id), limit=limit, cursor=cursor)


def contact_reads(order_id: str, limit: int, cursor: str | None) -> History:
    """The readings of an order's contact, oldest first; of one that nobody read, none. Raises NotFound, Invalid."""
    try:
        return read_history(store.orders, store.contact_reads(order_id), limit=limit, cursor=cursor)
    except NotFound:
        store.load_head(order_id)
        return History(items=[])
