"""What is remembered between visits is bounded, and made once."""

from __future__ import annotations

from diembao.web.remembering import Remembered


def test_the_least_used_is_forgotten_first() -> None:
    made: list[str] = []

    def get(key: str) -> str:
        return remembered.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    remembered: Remembered[str] = Remembered(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "b"]
