"""Reading orders: lists of what waits, one order, its history and its notices."""

from order_dispatch import store, views
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.roles import Caller, Role
from shop.storage.lists import decode_cursor, encode_cursor


def work_list(state: str, limit: int, cursor: str | None) -> views.OrderPage:
    """Orders in this state, longest waiting first. Raises Invalid for another list's cursor."""
    name = f"orders#{state}"
    page = store.work_list(state, limit=limit, after=decode_cursor(name, cursor))
    return views.OrderPage(
        items=[views.ListedOrder.model_validate_json(item["summary"]) for item in page.items],
        next=encode_cursor(name, page.last),
    )


def parcels(caller: Caller, state: str, limit: int, cursor: str | None) -> views.ParcelPage:
    """The parcels of the caller's party, longest waiting first. Raises Invalid for another list's cursor."""
    party = caller.party or ""
    name = f"parcels#{party}#{state}"
    page = store.parcel_list(party, state, limit=limit, after=decode_cursor(name, cursor))
    return views.ParcelPage(
        items=[views.ListedParcel.model_validate_json(item["summary"]) for item in page.items],
        next=encode_cursor(name, page.last),
    )


def for_staff(order_id: str, caller: Caller) -> views.OrderView:
    """One order as this member of staff may see it. Raises NotFound (also for another's parcel)."""
    whole = store.load_whole(order_id)
    whole.head.seen_by(caller)
    return views.whole_view(whole, caller)


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


def notices(order_id: str) -> views.NoticePage:
    """What the customer was told, oldest first. Raises NotFound."""
    store.load_head(order_id)
    return views.NoticePage(items=[views.notice_view(item) for item in store.notices(order_id)])
