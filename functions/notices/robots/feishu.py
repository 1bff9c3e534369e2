"""飞书: signed in the body; 100 messages a minute and 5 a second; a body of at most 20 KB.

The signature is made with the moment and the secret as its key, over nothing.
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notices.bucket import Limit
from notices.robots.port import Request, Robot


class Feishu:
    # At most 5 in any second, and 64 in any minute.
    limit = Limit(burst=4, every_ms=1_000)
    largest = 16_000
    blocked_ms = 60_000

    def request(self, robot: Robot, title: str, lines: list[str], at: datetime) -> Request:
        timestamp = str(int(at.timestamp()))
        sign = hmac.new(f"{timestamp}\n{robot.secret}".encode(), b"", hashlib.sha256).digest()
        body = {
            "timestamp": timestamp,
            "sign": base64.b64encode(sign).decode(),
            "msg_type": "text",
            "content": {"text": "\n".join([title, *(f"· {line}" for line in lines)])},
        }
        return Request(robot.url, body)

    def took(self, answer: Mapping[str, Any]) -> bool:
        return answer.get("code") == 0
