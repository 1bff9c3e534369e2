"""Saying it: each robot as much as its platform lets it, several things in one message when it has to wait.

What a robot is to say is kept until it was said, whatever happens meanwhile, and nothing is ever dropped: lines that
do not fit into a message follow in the next one. A crash between saying and forgetting says it twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from notices import store, texts
from notices.bucket import Bucket
from notices.robots import wire
from notices.robots.addresses import PLATFORMS, Addresses
from notices.robots.port import Platform, Robot
from shop import invocation
from shop.clock import iso
from shop.errors import VersionConflict
from shop.storage.values import Item

# Longer than any platform is away without a person's seeing to it.
_TOO_LONG = timedelta(hours=1)
# What one message forgets is one transaction.
_MOST_LINES = 90


class Post:
    """What robots have to say, and the saying of it. `failed` is told which robot did not say it, and why."""

    def __init__(self, addresses: Addresses, now: Callable[[], datetime], failed: Callable[[Robot, str], None]) -> None:
        self._addresses, self._now, self._failed = addresses, now, failed

    def leave(self, role: str, party: str | None, event_id: str, told: dict[str, str], at: str) -> list[Robot]:
        """Leave this for the robots that tell this role, of this party if of one; which these are."""
        robots = [robot for robot in self._addresses.all(self._now()) if robot.tells(role, party)]
        for robot in robots:
            store.leave_line(robot.code, event_id, told, at)
        return robots

    def send_all(self) -> list[str]:
        """Let every robot say what it may by now; the codes of those that have not been able to for too long."""
        robots = self._addresses.all(self._now())
        for robot in robots:
            self.send(robot)
        before = iso(self._now() - _TOO_LONG)
        return [robot.code for robot in robots if any(line["at"] < before for line in store.lines(robot.code))]

    def send(self, robot: Robot) -> None:
        """Let a robot say what it has to, until it is all said or it may say no more for now."""
        platform = PLATFORMS[robot.platform]
        while invocation.time_left() > 0 and (lines := store.lines(robot.code)):
            taken = self._take(robot, platform)
            if taken is None or not self._say(robot, platform, lines, taken):
                return

    def _take(self, robot: Robot, platform: Platform) -> Bucket | None:
        bucket = store.load_bucket(robot.code)
        taken = bucket.take(platform.limit, self._moment())
        if taken is None:
            return None
        try:
            with store.database.transaction() as write:
                store.save_bucket(write, robot.code, bucket, taken)
        except VersionConflict:
            return None
        return taken

    def _say(self, robot: Robot, platform: Platform, lines: list[Item], taken: Bucket) -> bool:
        said = _fitting(lines, robot.language, platform.largest)
        title = texts.title(robot.language, shown=len(said), left=len(lines) - len(said))
        request = platform.request(robot, title, [_text(line, robot.language) for line in said], self._now())
        try:
            answer = wire.post(request)
            why = None if platform.took(answer) else f"refused {answer.get('errcode', answer.get('code'))}"
        except wire.NotSaidError as error:
            why = str(error)
        with store.database.transaction() as write:
            if why is None:
                store.save_bucket(write, robot.code, taken, taken.let_go())
                for line in said:
                    store.forget_line(write, line)
            else:
                store.save_bucket(write, robot.code, taken, taken.blocked(self._moment() + platform.blocked_ms))
        if why is not None:
            self._failed(robot, why)
        return why is None

    def _moment(self) -> int:
        return int(self._now().timestamp() * 1000)


def _fitting(lines: list[Item], language: str, largest: int) -> list[Item]:
    """As many of the first lines as a message holds: at least one, which every platform has room for."""
    room = largest - 200  # for the title, and for what makes a list of the lines
    said: list[Item] = []
    for line in lines[:_MOST_LINES]:
        room -= len(_text(line, language).encode()) + 4
        if said and room < 0:
            break
        said.append(line)
    return said


def _text(line: Item, language: str) -> str:
    text: str = line["texts"][language]
    return text
