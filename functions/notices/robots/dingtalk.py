"""钉钉: signed in the address; 20 messages a minute, and whoever says more is blocked for ten.

https://open.dingtalk.com/document/robots/custom-robot-access
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from notices.bucket import Limit
from notices.robots.port import Request, Robot


class DingTalk:
    limit = Limit(burst=10, every_ms=6_000)
    largest = 16_000  # of a body of 20,000
    blocked_ms = 600_000

    def request(self, robot: Robot, title: str, lines: list[str], at: datetime) -> Request:
        timestamp = str(int(at.timestamp() * 1000))
        signed = hmac.new(robot.secret.encode(), f"{timestamp}\n{robot.secret}".encode(), hashlib.sha256).digest()
        query = urlencode({"timestamp": timestamp, "sign": base64.b64encode(signed).decode()})
        text = "\n".join([f"#### {title}", *(f"- {line}" for line in lines)])
        markdown = {"title": title, "text": text}
        return Request(f"{robot.url}&{query}", {"msgtype": "markdown", "markdown": markdown})

    def took(self, answer: Mapping[str, Any]) -> bool:
        return answer.get("errcode") == 0
