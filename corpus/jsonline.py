"""One value as one line of JSON: what every output and table of ours is written with."""

from __future__ import annotations

import json


def dumps(value: object) -> str:
    """One line of JSON, letters as they are, keys in the order given: the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
