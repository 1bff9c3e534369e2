"""python -m infra.replay.verify FILE [--stack STACK.JSON] [--workers N]

Reads the level and the whole ledger of every SKU of the month through the HTTP API and checks that
the movements add up to the level, the open reservations to `reserved`, the locations to what is on
hand, and the units sold to the file's. Without --stack it is the shop of this machine, which is started
for the time if it does not run. The last line is JSON; exit code 1 when something does not agree, 2 when the
file or the shop are not to be had.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from infra.client import Refused, Staff
from infra.client.http import Client, Json, ShopTrouble, default_http
from infra.local.preflight import CannotStartError
from infra.local.stack import Stack
from infra.replay import command, plan
from infra.replay.crew import Crew, StoppedError
from infra.replay.plan import Article


@dataclass(frozen=True, slots=True)
class Checked:
    """A SKU, what the shop and the file say of it, and what does not agree."""

    sku: str
    movements: int
    on_hand: int
    reserved: int
    sold: int
    wrong: tuple[str, ...]


def check(article: Article, level: Json, movements: Sequence[Json]) -> Checked:
    """Compare a SKU's level with its ledger and with the month."""
    moved: dict[str, int] = {"receipt": 0, "reservation": 0, "release": 0, "dispatch": 0}
    for movement in movements:
        moved[movement["kind"]] += movement["quantity"]
    sold = moved["reservation"] - moved["release"]
    claims = {
        "available": (level["available"], sum(movement["available_change"] for movement in movements)),
        "reserved": (level["reserved"], sum(movement["reserved_change"] for movement in movements)),
        "open reservations": (level["reserved"], sold - moved["dispatch"]),
        "on hand": (level["on_hand"], moved["receipt"] - moved["dispatch"]),
        "on hand at locations": (level["on_hand"], sum(place["on_hand"] for place in level["locations"])),
        "units sold": (article.units, sold),
    }
    wrong = tuple(
        f"{name}: {said}, but it adds up to {found}" for name, (said, found) in claims.items() if said != found
    )
    if level["available"] < 0:
        wrong = (*wrong, "more was sold than there is")
    return Checked(article.sku, len(movements), level["on_hand"], level["reserved"], sold, wrong)


def look(reader: Client, article: Article) -> Checked:
    """Read a SKU and check it. Raises Refused, Unreachable."""
    path = f"/stock/skus/{article.sku}"
    try:
        level = reader.get(path)
        # Read until level and ledger tell of one moment, should somebody be selling meanwhile.
        for _ in range(3):
            movements = list(reader.items(f"{path}/movements", limit=100))
            again = reader.get(path)
            if again == level:
                break
            level = again
    except Refused as refused:
        if refused.status != 404:
            raise
        return Checked(article.sku, 0, 0, 0, 0, ("the shop does not know it",))
    return check(article, level, movements)


def verify(stack: Stack, articles: Sequence[Article], crew: Crew, console: Console) -> list[Checked]:
    """Check every article of the month, many at once. Raises ShopTrouble."""
    reader = Staff(stack, "operations-manager", http=default_http(), wait=crew.pause)
    checked = crew.each(lambda article: look(reader, article), articles)
    return list(track(checked, "SKUs checked", len(articles), console=console))


def summary(articles: Sequence[Article], checked: Sequence[Checked]) -> Json:
    """The last line."""
    return {
        "skus": len(articles),
        "checked": len(checked),
        "movements": sum(one.movements for one in checked),
        "on_hand": sum(one.on_hand for one in checked),
        "reserved": sum(one.reserved for one in checked),
        "units_sold": sum(one.sold for one in checked),
        "units_in_file": sum(article.units for article in articles),
        "wrong": sum(bool(one.wrong) for one in checked),
    }


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    asked = command.parser("infra.replay.verify", "Check a replayed month.").parse_args(arguments)
    console = Console(stderr=True)
    try:
        the_month = command.read(asked.file)
        with command.shop(asked, console) as stack:
            return _verify(stack, plan.articles(the_month.orders), asked.workers, console)
    except CannotStartError as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True, markup=False)
        return command.CANNOT_START
    except KeyboardInterrupt:
        return command.INTERRUPTED


def _verify(stack: Stack, articles: Sequence[Article], workers: int, console: Console) -> int:
    crew, checked = Crew(workers), list[Checked]()
    with crew.listening():
        try:
            checked = verify(stack, articles, crew, console)
        except StoppedError:
            pass
        except (ShopTrouble, LookupError) as error:
            console.print(f"The check ended early: {error}", style="red", highlight=False, soft_wrap=True)
    for one in [one for one in checked if one.wrong][:20]:
        console.print(f"{one.sku}: {'; '.join(one.wrong)}", style="red", highlight=False)
    figures = summary(articles, checked)
    print(json.dumps(figures), flush=True)
    if crew.stopped_by:
        return 128 + crew.stopped_by
    return 0 if figures["checked"] == figures["skus"] and not figures["wrong"] else 1


if __name__ == "__main__":
    sys.exit(main())
