"""What a reader is told instead of a page."""

from __future__ import annotations

from typing import Final

BUSY: Final = 503


class Refusal(Exception):  # noqa: N818 - no fault: an answer
    """A request that is not answered: HTTP `status` and a message of the catalogue with its values.

    `detail` is what the functions behind the page say (in English), shown below the message.
    """

    def __init__(self, status: int, message: str, detail: str = "", **values: object) -> None:
        super().__init__(message % values if values else message)
        self.status = status
        self.message = message
        self.detail = detail
        self.values = values


def msg(text: str) -> str:
    """Marks a message for the catalogue where it is written down before anybody translates it."""
    return text


def not_found(detail: str = "") -> Refusal:
    """There is no such page, article or entity."""
    return Refusal(404, msg("There is nothing at this address."), detail)
