"""Who has an answer already is told that it is still so: ETag, If-None-Match, 304."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from infra import house
from shop.errors import NotFound
from shop.roles import Right, Role
from shop.web.api import Api
from shop.web.gates import Staff, Storefront
from tests.gateway import Context, gateway_event
from tests.harness import Answer
from tests.people import STOREFRONT, WAREHOUSE_SH, Person


class Page(BaseModel):
    name: str
    picture: str = ""
    price_minor: int = 0


class Shelf:
    """One page that changes, at a route that tags its answers and one that does not."""

    def __init__(self) -> None:
        self.page: Page | None = Page(name="杯")
        self.api = api = Api("testing")
        for path, seconds in {"/fresh": 30, "/asked": None}.items():
            api.get(path, Storefront(), cache_seconds=seconds, tagged=True)(self._read())
        api.get("/plain", Storefront())(self._read())
        api.get("/shelves", Staff(Right("look", frozenset({Role.WAREHOUSE}))), tagged=True)(self._read())

    def _read(self) -> Any:
        def read() -> Page:
            if self.page is None:
                raise NotFound("There is no page.")
            return self.page

        return read

    def get(self, path: str = "/asked", as_: Person = STOREFRONT, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.api.handle(gateway_event(f"GET {path}", as_=as_, headers=sent), Context("testing"))
        told: Mapping[str, str] = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        assert answer["isBase64Encoded"] is False
        return Answer(answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None, told)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_an_answer_that_did_not_change_is_not_sent_again(shelf: Shelf) -> None:
    first = shelf.get("/fresh")
    assert (first.status, first.body["name"]) == (200, "杯")
    again = shelf.get("/fresh", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, None)
    assert "Content-Type" not in again.headers
    assert {name: again.headers[name] for name in ("ETag", "Cache-Control")} == {
        "ETag": first.headers["ETag"],
        "Cache-Control": "max-age=30",
    }


def test_an_answer_that_changed_is_sent_with_another_tag(shelf: Shelf) -> None:
    first = shelf.get()
    shelf.page = Page(name="壶")
    second = shelf.get(If_None_Match=first.headers["ETag"])
    assert (second.status, second.body["name"]) == (200, "壶")
    assert second.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} , "more"', "*", " * "])
def test_a_tag_is_found_in_whatever_form_it_comes(shelf: Shelf, form: str) -> None:
    opaque = shelf.get().headers["ETag"].removeprefix("W/")
    assert shelf.get(if_none_match=form.format(opaque)).status == 304


@pytest.mark.parametrize("asked", ["", '"other"', 'W/""', "{bare}", '"{bare}', "W/", '""', '"*"', "杯", '"' * 9])
def test_any_other_tag_gets_the_whole_answer(shelf: Shelf, asked: str) -> None:
    bare = shelf.get().headers["ETag"].removeprefix("W/").strip('"')
    assert shelf.get(if_none_match=asked.replace("{bare}", bare)).status == 200


def test_a_tagged_answer_without_a_time_is_asked_for_each_time_and_kept_by_nobody_in_between(shelf: Shelf) -> None:
    assert shelf.get().headers["Cache-Control"] == "private, no-cache"


def test_a_refusal_has_no_tag_and_is_never_unchanged(shelf: Shelf) -> None:
    shelf.page = None
    answer = shelf.get(If_None_Match="*")
    assert answer.refusal == (404, "not_found")
    assert "ETag" not in answer.headers


def test_a_route_that_does_not_say_so_has_no_tags(shelf: Shelf) -> None:
    answer = shelf.get("/plain", If_None_Match="*")
    assert answer.status == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_tag_tells_nothing_of_what_its_reader_is_not_shown(shelf: Shelf) -> None:
    tags = set()
    for shelf.page in (Page(name="杯", price_minor=1), Page(name="杯", price_minor=2)):
        answer = shelf.get("/shelves", WAREHOUSE_SH)
        assert "price_minor" not in answer.body
        tags.add(answer.headers["ETag"])
    assert len(tags) == 1


def test_every_page_and_list_is_tagged_and_nothing_that_tells_of_people() -> None:
    """A browser may keep what is tagged. Contacts, what carriers write, and appraisals are not."""
    reads = {name: room.api.routes[name] for name, room in house.routes().items() if name.startswith("GET ")}
    untagged = {name for name, route in reads.items() if not route.tagged}
    of_schemes = re.compile(r"GET /appraisal-rounds/(schemes|posts)\b")
    assert untagged == {
        *(name for name in reads if name.startswith("GET /appraisal-rounds") and not of_schemes.match(name)),
        "GET /orders/{order_id}",
        "GET /orders/{order_id}/track",
    }


def test_of_a_signed_address_only_the_time_of_signing_makes_another_answer(shelf: Shelf) -> None:
    def tag(picture: str) -> str:
        shelf.page = Page(name="杯", picture=picture)
        return shelf.get().headers["ETag"]

    def signed(key: str, hour: int, by: str) -> str:
        date = f"20261125T{hour:02d}0000Z"
        return f"https://b.example/{key}?X-Amz-Algorithm=A&X-Amz-Credential={by}&X-Amz-Date={date}&X-Amz-Signature={by}"

    ours = tag(signed("a.png", 9, "one"))
    assert tag(signed("a.png", 9, "other")) == ours
    assert (
        len({ours, tag(signed("a.png", 10, "one")), tag(signed("b.png", 9, "one")), tag("https://b.example/a.png")})
        == 4
    )


def test_only_a_route_that_reads_can_be_tagged() -> None:
    with pytest.raises(TypeError):
        Api("testing").post("/things", Storefront(), tagged=True)  # type: ignore[call-arg]
