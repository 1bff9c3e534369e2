"""The robots that there are: a secret, since whoever knows a robot's address can speak in its group.

    {"robots": [{"code": "buyers", "platform": "dingtalk", "url": "https://…?access_token=…", "secret": "SEC…",
                 "roles": ["purchasing"], "language": "zh-CN"}]}

`secret` is 企业微信's not; `language` is zh-CN where nothing is said. With `party` a robot of the role `warehouse`
tells what concerns that warehouse or supplier, without it what concerns any.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from notices.robots.dingtalk import DingTalk
from notices.robots.feishu import Feishu
from notices.robots.port import Platform, Robot
from notices.robots.wecom import WeCom
from notices.texts import LANGUAGES
from shop.roles import Role
from shop.settings import Setting

ROBOTS_SECRET = Setting("ROBOTS_SECRET_ID")
PLATFORMS: dict[str, Platform] = {"wecom": WeCom(), "dingtalk": DingTalk(), "feishu": Feishu()}

# How long a function uses what it read: so long it takes until a changed address is used.
_KEPT = timedelta(minutes=5)


class Addresses:
    """The robots as last read."""

    def __init__(self) -> None:
        self._robots: list[Robot] = []
        self._read_at: datetime | None = None

    def all(self, now: datetime) -> list[Robot]:
        """Every robot. Raises ValueError or KeyError for a secret that says what no robot is."""
        if self._read_at is None or not timedelta(0) <= now - self._read_at < _KEPT:
            from aws_lambda_powertools.utilities import parameters

            self._robots = parsed(str(parameters.get_secret(ROBOTS_SECRET.value, force_fetch=True)))
            self._read_at = now
        return self._robots


def parsed(text: str) -> list[Robot]:
    """The robots of a secret's text. Raises ValueError or KeyError, which do not quote it."""
    robots = [_robot(said) for said in json.loads(text)["robots"]]
    if len({robot.code for robot in robots}) < len(robots):
        raise ValueError("two robots have the same code")
    return robots


def _robot(said: dict[str, Any]) -> Robot:
    robot = Robot(
        code=said["code"],
        platform=said["platform"],
        url=said["url"],
        secret=said.get("secret", ""),
        roles=frozenset(said["roles"]),
        language=said.get("language", "zh-CN"),
        party=said.get("party"),
    )
    if robot.platform not in PLATFORMS or robot.language not in LANGUAGES or not robot.roles <= set(Role):
        raise ValueError("a robot's platform, language or roles are none that there are")
    return robot
