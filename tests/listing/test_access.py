"""In which post somebody acts, and that both ways back are one door. Who may do what at all: `tests.rights`."""

from listing import tables
from listing.handler import api
from shop.web.gates import Staff
from tests.harness import House
from tests.listing.way import mug
from tests.people import staff


def test_whoever_has_several_posts_acts_in_the_one_that_may(house: House) -> None:
    both = staff("li", "designer", "operations-specialist")
    answer = house.call("POST /listing/products", as_=both, key="k", body=mug())
    assert answer.status == 201
    assert house.events("listing")[0]["role"] == "operations-specialist"


def test_sending_back_to_draft_and_to_designing_are_for_the_same_roles() -> None:
    gate = api.routes["POST /listing/products/{product_id}/send-back"].gate
    assert isinstance(gate, Staff)
    assert {way.roles for way in tables.SEND_BACK.values()} == {gate.permission.roles}
