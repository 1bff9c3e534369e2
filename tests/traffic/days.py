"""Days of traffic for tests: what the storefront tells, and what staff are shown. Today is 24 November 2026."""

from typing import Any

from tests.harness import Answer, House
from tests.people import MANAGER, STOREFRONT

TODAY, YESTERDAY = "2026-11-24", "2026-11-23"


def row(source: str, page_kind: str, visits: int, visitors: int, paying: int) -> dict[str, Any]:
    counts = {"visits": visits, "visitors": visitors, "paying_visitors": paying}
    return {"source": source, "page_kind": page_kind, **counts}


# Ten people came by search and eight by a campaign, three of them by both; of four who paid one did so by both.
ROWS = [row("search", "detail", 14, 10, 3), row("social", "campaign", 8, 8, 2)]


def body(day: str = YESTERDAY, **said: Any) -> dict[str, Any]:
    return {"day": day, "visits": 22, "visitors": 15, "paying_visitors": 4, "rows": ROWS} | said


class Traffic:
    """The room by its routes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._keys = 0

    def tell(self, day: str = YESTERDAY, *, key: str | None = None, **said: Any) -> Answer:
        self._keys += 1
        sent = body(day, **said)
        return self.house.call("POST /storefront/traffic", as_=STOREFRONT, key=key or f"k{self._keys}", body=sent)

    def told(self, day: str = YESTERDAY, **said: Any) -> Any:
        answer = self.tell(day, **said)
        assert answer.status == 201, answer
        return answer.body

    def read(self, path: str = "/traffic", **more: Any) -> Answer:
        return self.house.call(f"GET {path}", as_=more.pop("as_", MANAGER), **more)

    def over(self, first: str, last: str) -> Any:
        answer = self.read(query={"from": first, "to": last})
        assert answer.status == 200, answer
        return answer.body

    def events(self) -> list[dict[str, Any]]:
        return self.house.events("traffic")
