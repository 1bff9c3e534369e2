"""Stands for the platforms whose robots speak in groups: refuses what the real ones refuse, with their codes.

企业微信: 93000 unknown key · 40058 more than 4,096 bytes · 45009 more than 20 a minute.
钉钉: 310000 signature, or a moment an hour away · 460101 more than 20,000 bytes · 130101 more than 20 a minute, which
blocks for ten minutes.
飞书: 19021 signature or moment · 9499 more than 20 KB · 11232 more than 100 a minute or 5 a second.
Everything is answered with status 200.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOUR = 3600
SECRET = "SEC-of-tests"
KEY = "key-of-tests"


class StandIn:
    """The platforms' end: what was said in the groups, and what was refused."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.url = ""
        self.said: list[tuple[str, str]] = []
        self.refused: list[int] = []
        self.away = False
        self._times: dict[str, list[float]] = {}
        self._blocked_until = 0.0

    def robot(self, platform: str, *roles: str, **other: Any) -> dict[str, Any]:
        """How a robot of a platform is set up."""
        path = {"wecom": f"send?key={KEY}", "dingtalk": "send?access_token=T", "feishu": "hook/F"}[platform]
        address = {"code": platform, "platform": platform, "url": f"{self.url}/{platform}/{path}"}
        return address | {"secret": SECRET, "roles": list(roles)} | other

    def texts(self, platform: str) -> list[str]:
        """What was said in a platform's group."""
        return [text for where, text in self.said if where == platform]

    def answer(self, path: str, raw: bytes) -> dict[str, Any]:
        asked, query = urlsplit(path), parse_qs(urlsplit(path).query)
        platform = asked.path.split("/")[1]
        body = json.loads(raw)
        refusal, text = getattr(self, f"_{platform}")(query, body, len(raw))
        if refusal:
            self.refused.append(refusal)
        else:
            self.said.append((platform, text))
        return {"code" if platform == "feishu" else "errcode": refusal}

    def _wecom(self, query: dict[str, list[str]], body: Any, size: int) -> tuple[int, str]:
        text = body["markdown"]["content"]
        if query.get("key") != [KEY] or body["msgtype"] != "markdown":
            return 93000, text
        if len(text.encode()) > 4096:
            return 40058, text
        return (0 if self._within("wecom", (20, 60)) else 45009), text

    def _dingtalk(self, query: dict[str, list[str]], body: Any, size: int) -> tuple[int, str]:
        text, moment = body["markdown"]["text"], query["timestamp"][0]
        signed = hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256).digest()
        if query["sign"] != [base64.b64encode(signed).decode()] or self._far(int(moment) / 1000):
            return 310000, text
        if size > 20_000 or not body["markdown"]["title"]:
            return 460101, text
        if self.now().timestamp() < self._blocked_until:
            return 130101, text
        if not self._within("dingtalk", (20, 60)):
            self._blocked_until = self.now().timestamp() + 600
            return 130101, text
        return 0, text

    def _feishu(self, query: dict[str, list[str]], body: Any, size: int) -> tuple[int, str]:
        text, moment = body["content"]["text"], body["timestamp"]
        signed = hmac.new(f"{moment}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        if body["sign"] != base64.b64encode(signed).decode() or self._far(int(moment)):
            return 19021, text
        if size > 20 * 1024 or body["msg_type"] != "text":
            return 9499, text
        return (0 if self._within("feishu", (100, 60), (5, 1)) else 11232), text

    def _far(self, moment: float) -> bool:
        return abs(self.now().timestamp() - moment) > HOUR

    def _within(self, platform: str, *limits: tuple[int, float]) -> bool:
        now = self.now().timestamp()
        times = self._times.setdefault(platform, [])
        if any(sum(now - time < seconds for time in times) >= most for most, seconds in limits):
            return False
        times.append(now)
        return True


@contextmanager
def standing_in(now: Callable[[], datetime]) -> Iterator[StandIn]:
    """The platforms, on an address of this machine, with the shop's clock."""
    platforms = StandIn(now)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if platforms.away:
                self.send_error(502)
                return
            told = json.dumps(platforms.answer(self.path, raw)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    platforms.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platforms
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
