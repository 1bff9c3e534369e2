"""企业微信: the key stands in the address; 20 messages a minute; markdown of at most 4,096 bytes.

https://developer.work.weixin.qq.com/document/path/91770
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notices.bucket import Limit
from notices.robots.port import Request, Robot


class WeCom:
    # 10 at once and 10 more in the minute.
    limit = Limit(burst=10, every_ms=6_000)
    largest = 4_096
    blocked_ms = 60_000

    def request(self, robot: Robot, title: str, lines: list[str], at: datetime) -> Request:
        content = "\n".join([f"**{title}**", *(f"> {line}" for line in lines)])
        return Request(robot.url, {"msgtype": "markdown", "markdown": {"content": content}})

    def took(self, answer: Mapping[str, Any]) -> bool:
        return answer.get("errcode") == 0
