"""On the road: the carriers report, in whatever order and however often (R3.2.3)."""

from collections.abc import Iterable
from datetime import timedelta

from infra.client.carrier import Scan
from infra.demo.cast import Case, Day, refusal
from infra.demo.stories import Push, Sight, Way


def report(day: Day, case: Case, pushes: Iterable[Push]) -> None:
    """The carrier's pushes about one parcel, one after the other."""
    for push in pushes:
        day.cast.carriers[case.order.carrier].push(
            case.tracking_number, state_of(push), [scan_of(day, one) for one in push]
        )


def deliver(day: Day, case: Case) -> None:
    """Everything that is reported of a parcel after it left."""
    story = case.order.story
    report(day, case, story.pushes)
    if story.forged:
        forger = day.cast.forger
        scans = [scan_of(day, sight) for sight in story.forged]
        code = refusal(lambda: forger.push(case.tracking_number, state_of(story.forged or ()), scans))
        day.claim("a push with a forged signature is turned away", code == "unauthenticated")


def on_the_road(day: Day) -> None:
    """All parcels that left."""
    left = [case for case in day.cases if case.order.story.way >= Way.DISPATCHED]
    day.together("Parcels on the road", lambda case: deliver(day, case), left)


def scan_of(day: Day, sight: Sight) -> Scan:
    """A sight as a scan of this day."""
    return Scan.made(day.began + timedelta(minutes=sight.minutes), sight.code, sight.words)


def state_of(push: Push) -> str:
    """The state of the parcel as a push tells it: that of its latest scan."""
    code = max(push).code
    return code[0] if len(code) in (1, 3) else "0"
