"""What may stand between a name and a post said of it."""

from __future__ import annotations

import re

_BRACKET = r"(?:\([^()\n]*\)\s*)?"
_ABOUT = (
    r"[^(),;:.\n]{0,30}(?:[\d§]|tuổi|quê|trú|ngụ|sinh|dân tộc|đảng viên|đại diện|chuyên viên|thành viên"
    r"|huyện|tỉnh|thành phố|quận|xã|phường)"
    r"[^(),;:.\n]{0,40}"
)
_ADVERBS = (
    r"(?:(?:người|hiện|đang|vốn|từng|cũng|còn|đồng thời|khi đó|lúc đó|bấy giờ|nay|là|làm|giữ chức vụ|giữ chức|kiêm|tân"
    r"|~)\s+)*"
)

_RANK = r"(?:(?:(?:nguyên|cựu)\s+)?®\s*,\s*)?"

BEHIND = re.compile(
    rf"\s*{_BRACKET}[,:–—-]\s*(?:{_ABOUT},\s*){{0,3}}{_ADVERBS}{_RANK}\Z"
    rf"|\s*\((?:[^()\n]{{0,120}}[,;]\s*)?{_ADVERBS}{_RANK}\Z"
    rf"|\s+{_BRACKET}(?:(?:hiện|đang|vốn|từng|cũng|còn|khi đó|lúc đó|nay|nguyên|đã)\s+)*(?:là|làm)\s+(?:(?:tân|~)\s+)?"
    rf"{_RANK}\Z"
)
"""The compared text between a name and a post behind it: `X, …`, `X - …`, `X (45 tuổi, …`, `X hiện là …`."""
