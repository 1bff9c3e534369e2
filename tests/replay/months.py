"""Months for tests: any mixture of lines that a file of invoices may hold."""

from decimal import Decimal

from hypothesis import strategies as st

from infra.replay.sifting import Line

CODES = ["85123A", "85123a", "71053", " 84406B", "22752", "DCGS0076", "POST", "m", "gift_0001_40", "BANK CHARGES"]


def line(number: int = 2, invoice: str = "536365", code: str = "85123A", **more: object) -> Line:
    """An ordinary line, but for what a test says otherwise."""
    facts = {
        "description": "HANGING HEART",
        "quantity": 6,
        "at": "2010-12-01T08:26",
        "price": Decimal("2.55"),
        "customer": "17850",
        "country": "United Kingdom",
    }
    return Line(number, invoice, code, **{**facts, **more})  # type: ignore[arg-type]


@st.composite
def lines(draw: st.DrawFn, *, most: int = 40) -> list[Line]:
    """The lines of a file, numbered from 2."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["1001", "1002", "1003", "1004", "C1005", "C1006"]),
                st.sampled_from(CODES),
                st.integers(-5, 50),
                st.integers(-100, 50_000).map(lambda pence: Decimal(pence) / 100) | st.just(Decimal("0.001")),
            ),
            max_size=most,
        )
    )
    return [
        line(number, invoice, code, quantity=quantity, price=price, at=f"2010-12-0{invoice[-1]}T09:00")
        for number, (invoice, code, quantity, price) in enumerate(rows, start=2)
    ]
