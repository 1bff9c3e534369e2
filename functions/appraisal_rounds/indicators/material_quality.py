"""Quality of material: pictures that the review accepted at once / pictures delivered to it (R4.2.1, R3.1.2).

Each revision counts once, when its pictures have their first judgement, for every designer who made them.
"""

from collections.abc import Iterator

from appraisal_rounds.indicators.definition import Entry, Indicator
from shop.business_days import business_date
from shop.contract import Event
from shop.contract.listing import ProductPublished, ProductSentBack
from shop.roles import Role


def _judged(event: Event[ProductPublished | ProductSentBack], accepted: int) -> Iterator[Entry]:
    material = event.data
    if material.deliveries and not material.judged:
        for designer in material.designers:
            counts = {"accepted": accepted, "delivered": 1}
            yield Entry(designer, business_date(event.at), counts, {"deliveries": material.deliveries})


def _published(event: Event[ProductPublished]) -> Iterator[Entry]:
    yield from _judged(event, 1)


def _sent_back(event: Event[ProductSentBack]) -> Iterator[Entry]:
    # Back to the draft says nothing of the pictures.
    if event.data.to == "designing":
        yield from _judged(event, 0)


INDICATOR = Indicator(
    "material_quality",
    Role.DESIGNER,
    "share",
    "own",
    numerator={"accepted": 1},
    denominator={"delivered": 1},
    rows={ProductPublished: _published, ProductSentBack: _sent_back},
)
