"""Prices of live products change: now, or once at their time (R3.1.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from listing import pages, price_changes, schemas, store, tables, views
from listing.domain import Product
from listing.price_changes import PriceChange
from listing.refusals import NotOnPage
from shop import invocation
from shop.clock import iso
from shop.contract.listing import (
    PriceChangeApplied,
    PriceChangeCancelled,
    PriceChangeLapsed,
    PriceChangeScheduled,
    RepricedSku,
    SkusRepriced,
)
from shop.errors import Invalid, ShopError, TransitionNotAllowed
from shop.roles import Caller
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey

FURTHEST = timedelta(days=366)
_AT_A_TIME = 25


def change(
    product_id: str, body: schemas.ChangePrices, by: Caller, key: IdempotencyKey, at: datetime
) -> views.PriceChange:
    """Change a live product's prices now, or note that they are to change at a time.

    Raises NotFound, VersionConflict, TransitionNotAllowed, NotOnPage, Invalid (a SKU of another product, nothing that
    changes, a time that is over or too far away), Replayed, IdempotencyKeyReused.
    """
    when = body.takes_effect_at
    try:
        product, repriced = _decided(product_id, body, at)
    except ShopError:
        key.refuse_repeat(store.products, at)  # being a repeat outranks every other refusal
        raise
    asked = PriceChange.asked(product_id, product.currency, body.by_sku, by, at, when)
    answer = price_changes.shown(asked)

    def write_it() -> None:
        with store.database.transaction() as write:
            key.claim(write, store.products, at, entity=asked.change_id, answer=answer)
            if when:
                told = PriceChangeScheduled(
                    product=product_id,
                    currency=asked.currency,
                    skus=list(asked.skus),
                    takes_effect_at=asked.takes_effect_at,
                )
                price_changes.save(write, asked, told, by=by, at=at)
            else:
                _apply(write, asked, product, repriced, by, at)

    store.stock.offering(at, write_it)
    return answer


def _decided(product_id: str, body: schemas.ChangePrices, at: datetime) -> tuple[Product, list[RepricedSku]]:
    """The product at its new prices, and what costs something else then."""
    when = body.takes_effect_at
    if when and not at < when <= at + FURTHEST:
        raise Invalid.field("takes_effect_at", "is to come, within a year")
    product, repriced = store.load(product_id).at_version(body.version).repriced(at, body.by_sku, iso(when or at))
    if not when and not repriced:
        raise Invalid.field("prices", "are what customers see already")
    return product, repriced


def cancel(change_id: str, body: schemas.Step, by: Caller, at: datetime) -> views.PriceChange:
    """Take back what is scheduled. Raises NotFound, VersionConflict, TransitionNotAllowed."""
    cancelled = price_changes.load(change_id).at_version(body.version).move(tables.CANCEL_CHANGE)
    with store.database.transaction() as write:
        price_changes.save(write, cancelled, PriceChangeCancelled(product=cancelled.product_id), by=by, at=at)
    return price_changes.shown(cancelled)


def take_effect(change_id: str, at: datetime) -> bool:
    """Let what was scheduled take effect, in the name of who asked for it, or lapse; tells whether it took effect.

    It lapses when the product is not on the page, and when all its prices were changed as of a later time.

    Raises NotFound, TransitionNotAllowed when it did already, VersionConflict when the product changed meanwhile.
    """
    due = price_changes.load(change_id)
    applied, by = due.move(tables.APPLY_CHANGE), due.caller

    def attempt() -> bool:
        with store.database.transaction() as write:
            if became := _at_its_time(due, at):
                _apply(write, applied, *became, by, at)
            else:
                told = PriceChangeLapsed(product=due.product_id)
                price_changes.save(write, due.move(tables.LAPSE_CHANGE), told, by=by, at=at)
        return bool(became)

    return store.stock.offering(at, attempt)


def _at_its_time(due: PriceChange, at: datetime) -> tuple[Product, list[RepricedSku]] | None:
    """The product at the prices that no later change has overtaken; None where nothing is left to change."""
    product = store.load(due.product_id)
    prices = product.due_of(due.prices, due.takes_effect_at)
    try:
        return product.repriced(at, prices, due.takes_effect_at) if prices else None
    except (NotOnPage, TransitionNotAllowed):
        return None


def take_due(now: Callable[[], datetime], failed: Callable[[str, Exception], None]) -> int:
    """Let all that is due take effect, in the order of its times; `failed` hears of what did not. Says how many did.

    What cannot be done this time is due the next time: a change says itself whether it took effect.
    """
    done = 0
    after: str | None = None
    while True:
        page = price_changes.scheduled(_AT_A_TIME, after)
        for item in page.items:
            due = views.PriceChange.model_validate_json(item["summary"])
            if due.takes_effect_at > iso(now()) or invocation.time_left() <= 0:
                return done
            try:
                done += take_effect(due.change_id, now())
            except TransitionNotAllowed:  # the list lags behind
                continue
            except Exception as error:  # one that fails must not hold up the others
                failed(due.change_id, error)
        if page.last is None:
            return done
        after = page.last


def _apply(
    write: Transaction,
    applied: PriceChange,
    product: Product,
    repriced: list[RepricedSku],
    by: Caller,
    at: datetime,
) -> None:
    """The change, the page, the pools and the histories of the SKUs that have another price by it."""
    price_changes.save(write, applied, PriceChangeApplied(product=applied.product_id), by=by, at=at)
    if not repriced:
        return
    event = SkusRepriced(
        change=applied.change_id, currency=product.currency, skus=repriced, former_until=pages.former_until(at)
    )
    store.save(write, product, event, by=by, at=at, of_revision=False)
    skus = {sku.sku for sku in repriced}
    pages.reprice(write, product, [sku for sku in product.shown if sku.sku in skus], at, applied.change_id)
