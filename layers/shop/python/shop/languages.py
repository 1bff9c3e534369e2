"""The languages in which the shop speaks to people."""

from typing import Literal

Language = Literal["zh-CN", "en"]
