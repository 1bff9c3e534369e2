"""Which events staff are told of, and who of them: one row an event. Pure.

A room that wants somebody told records its event and knows nothing of this: the row here says who hears of it, the
tables of `texts` in which words, the rule of `tell_staff` in the template that it comes here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from shop.contract import Event, EventData
from shop.contract.appraisal_rounds import (
    AnswerReminded,
    ArchiveCorrected,
    CalibrationBegun,
    DeciderAppointed,
    FeedbackEscalated,
    ObjectionDecided,
    ObjectionEscalated,
    OfReviewers,
    OfSheet,
    ReviewsAsked,
    ReviewsEnded,
    ReviewsReminded,
    RoundFedBack,
    RoundOpened,
    SchemeProposed,
    SchemePublished,
    SchemeWithdrawn,
    SheetFedBack,
    SheetObjected,
    SheetOpened,
    SheetUnanswered,
)
from shop.contract.listing import DesignRequested, ProductPublished, ProductSentBack, ProductSubmitted
from shop.contract.order_dispatch import (
    OrderRanShort,
    OrderShortfallEnded,
    ShipmentException,
    ShipmentReturnedToSender,
    SpecialRequestAnswered,
    SpecialRequestRecorded,
)
from shop.contract.stock_alerts import (
    LateReplenishmentsEscalated,
    LateReplenishmentsListed,
    LowStockListed,
    ReceiptFlagged,
    ReplenishmentCancelled,
    ReplenishmentDeclined,
    ReplenishmentOrdered,
    ReplenishmentReceiptReversed,
    ReplenishmentRequested,
    ReplenishmentSlipped,
    ReversalFlagged,
)
from shop.contract.stock_control import (
    CountingEnded,
    DifferenceAssigned,
    DifferenceExplained,
    LedgerMismatchFound,
    ReceiptHeld,
    ReceiptReversed,
    RecountOrdered,
    ShortfallFound,
    StocktakeOpened,
)
from shop.roles import Role


class Audience(NamedTuple):
    """Whoever is to be told: everybody of some roles (of one `party`), and some people by the `sub` of their account.

    Warehouses and suppliers see no more than what was given to them: they are always told by party.
    """

    roles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    party: str | None = None


def _role(*roles: Role) -> Callable[[Event[Any]], Audience]:
    return lambda event: Audience(roles=frozenset(roles))


def _department(event: Event[SpecialRequestRecorded]) -> Audience:
    department, party = event.data.department, event.data.party
    if department != Role.WAREHOUSE:
        return Audience(roles=frozenset({department}))
    # An order that is given to nobody yet concerns no warehouse; whose it becomes reads the request on it.
    return Audience(roles=frozenset({department}), party=party) if party else Audience()


def _whoever_works_on_it(event: Event[ProductSentBack]) -> Audience:
    return Audience(roles=frozenset({Role.DESIGNER if event.data.to == "designing" else Role.SPECIALIST}))


def _whose_work_it_is(event: Event[ProductPublished]) -> Audience:
    return Audience(people=frozenset({event.data.entered_by, *event.data.contributors} - {event.actor}))


def _counters(event: Event[StocktakeOpened | RecountOrdered]) -> Audience:
    return Audience(roles=frozenset({Role.WAREHOUSE}), party=event.data.warehouse)


def _whoever_looks_into_it(event: Event[DifferenceAssigned]) -> Audience:
    return Audience(people=frozenset({event.data.investigator}))


def _whoever_may_adjust_it(event: Event[DifferenceExplained]) -> Audience:
    # Whoever found the cause may adjust it otherwise.
    return Audience(roles=frozenset({Role.MANAGER})) if event.data.needs_manager else Audience()


def _purchasing_unless_listed(event: Event[ReplenishmentRequested]) -> Audience:
    """What the shop asks for by itself stands on the list of what ran low."""
    return Audience() if event.role == "system" else Audience(roles=frozenset({Role.PURCHASING}))


def _whom_it_governs(event: Event[SchemePublished]) -> Audience:
    return Audience(roles=frozenset({event.data.post}))


def _whoever_was_told(event: Event[SchemeWithdrawn]) -> Audience:
    return Audience(roles=frozenset({event.data.post}) if event.data.was_published else frozenset())


def _whose_sheet_it_is(event: Event[OfSheet]) -> Audience:
    # Who has no account hears of it from HR.
    return Audience(people=frozenset({event.data.user})) if event.data.user else Audience(roles=frozenset({Role.HR}))


def _reviewers(event: Event[OfReviewers]) -> Audience:
    return Audience(people=frozenset(event.data.people))


def _whoever_follows_up_reviews(event: Event[ReviewsEnded]) -> Audience:
    """What is missing is told one step up: a self-review to the superior, a superior's to manager and HR."""
    above = frozenset({event.data.superior}) if event.data.superior and not event.data.self_given else frozenset()
    roles = frozenset() if event.data.superior_given else frozenset({Role.MANAGER, Role.HR})
    return Audience(roles=roles, people=above)


def _whoever_decides(event: Event[SheetObjected]) -> Audience:
    return Audience(roles=frozenset({Role.HR, Role.DIRECTOR}))


def _whoever_should_have_decided(event: Event[ObjectionEscalated]) -> Audience:
    appointed = frozenset({event.data.appointed}) if event.data.appointed else frozenset()
    return Audience(roles=frozenset({Role.HR, Role.DIRECTOR}), people=appointed)


def _whoever_feeds_it_back(event: Event[ObjectionDecided]) -> Audience:
    return Audience(roles=frozenset({Role.DIRECTOR if event.data.of_manager else Role.MANAGER}))


def _whoever_is_appointed(event: Event[DeciderAppointed]) -> Audience:
    return Audience(people=frozenset({event.data.appointed}))


# R3.2.1, R3.2.3, R3.1.2, R3.1.3, R4.1 (in this order).
TOLD: dict[type[EventData], Callable[[Event[Any]], Audience]] = {
    SpecialRequestRecorded: _department,
    SpecialRequestAnswered: _role(Role.CUSTOMER_SERVICE),
    ShipmentException: _role(Role.CUSTOMER_SERVICE),
    ShipmentReturnedToSender: _role(Role.CUSTOMER_SERVICE),
    OrderRanShort: _role(Role.CUSTOMER_SERVICE),
    OrderShortfallEnded: _role(Role.CUSTOMER_SERVICE),
    DesignRequested: _role(Role.DESIGNER),
    ProductSubmitted: _role(Role.SPECIALIST),
    ProductSentBack: _whoever_works_on_it,
    ProductPublished: _whose_work_it_is,
    ReceiptHeld: _role(Role.SPECIALIST, Role.MANAGER),
    ReceiptReversed: _role(Role.PURCHASING),
    StocktakeOpened: _counters,
    RecountOrdered: _counters,
    CountingEnded: _role(Role.SPECIALIST),
    DifferenceAssigned: _whoever_looks_into_it,
    DifferenceExplained: _whoever_may_adjust_it,
    ShortfallFound: _role(Role.SPECIALIST),  # customer service hears of the orders that run short
    LedgerMismatchFound: _role(Role.SPECIALIST, Role.MANAGER),
    LowStockListed: _role(Role.PURCHASING, Role.SPECIALIST),
    ReplenishmentRequested: _purchasing_unless_listed,
    ReplenishmentOrdered: _role(Role.SPECIALIST),
    ReplenishmentSlipped: _role(Role.SPECIALIST),
    ReplenishmentDeclined: _role(Role.SPECIALIST),
    ReplenishmentCancelled: _role(Role.PURCHASING),
    LateReplenishmentsListed: _role(Role.PURCHASING),
    LateReplenishmentsEscalated: _role(Role.MANAGER),
    ReceiptFlagged: _role(Role.SPECIALIST),
    SchemeProposed: _role(Role.DIRECTOR),
    SchemePublished: _whom_it_governs,
    SchemeWithdrawn: _whoever_was_told,
    ReplenishmentReceiptReversed: _role(Role.PURCHASING),
    ReversalFlagged: _role(Role.PURCHASING, Role.SPECIALIST),
    RoundOpened: _role(Role.MANAGER, Role.HR, Role.DIRECTOR),
    SheetOpened: _whose_sheet_it_is,
    ReviewsAsked: _reviewers,
    ReviewsReminded: _reviewers,
    ReviewsEnded: _whoever_follows_up_reviews,
    CalibrationBegun: _role(Role.MANAGER, Role.DIRECTOR),
    RoundFedBack: _role(Role.MANAGER, Role.HR, Role.DIRECTOR),
    FeedbackEscalated: _role(Role.MANAGER, Role.HR, Role.DIRECTOR),
    SheetFedBack: _whose_sheet_it_is,
    AnswerReminded: _whose_sheet_it_is,
    ArchiveCorrected: _whose_sheet_it_is,
    SheetUnanswered: _role(Role.HR),
    SheetObjected: _whoever_decides,
    DeciderAppointed: _whoever_is_appointed,
    ObjectionEscalated: _whoever_should_have_decided,
    ObjectionDecided: _whoever_feeds_it_back,
}


def named(role: str, party: str | None) -> str:
    """How an audience by role is called."""
    return f"role:{role}@{party}" if party else f"role:{role}"


def of(event: Event[EventData]) -> Audience:
    """Who of the staff is told of this event."""
    return TOLD[type(event.data)](event)
