"""The interface speaks Vietnamese: every message of code and templates has its translation, and with its blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import diembao.web
from diembao.web.messages import catalogue, day, language_of, number

WEB = Path(diembao.web.__file__).parent
KEYWORDS = {"_": None, "msg": None, "ngettext": (1, 2)}
_BLANK = re.compile(r"%\((\w+)\)s|%%")


def messages() -> list[str | tuple[str, str]]:
    """Single messages, and (one, many)."""
    found = extract_from_dir(WEB, [("**.py", "python"), ("templates/**.html", "jinja2")], keywords=KEYWORDS)
    return sorted({m if isinstance(m, str) else (m[0], m[1]) for _, _, m, _, _ in found}, key=str)


def test_there_are_messages() -> None:
    assert len(messages()) > 150


def test_every_message_is_translated() -> None:
    words = catalogue("vi")
    missing: list[object] = []
    for message in messages():
        if isinstance(message, tuple):
            missing += [message] if words.ngettext(*message, 2) == message[1] else []
        elif words.gettext(message) == message and any(map(str.isalpha, message)):
            missing.append(message)
    assert not missing


@pytest.mark.parametrize("message", messages(), ids=str)
def test_translations_have_the_same_blanks(message: str | tuple[str, str]) -> None:
    words = catalogue("vi")
    one, many = (message, message) if isinstance(message, str) else message
    told = words.gettext(one) if isinstance(message, str) else words.ngettext(one, many, 2)
    assert sorted(_BLANK.findall(told)) == sorted(_BLANK.findall(many))
    assert "%" not in _BLANK.sub("", told), "a percent sign that formats nothing"


def test_english_is_what_stands_in_the_code() -> None:
    assert catalogue("en").gettext("Search") == "Search"
    assert catalogue("en").ngettext("%(n)s article", "%(n)s articles", 1) == "%(n)s article"


def test_no_translation_is_of_a_message_that_is_gone() -> None:
    known = {m if isinstance(m, str) else m[0] for m in messages()}
    for path in sorted((WEB / "messages" / "vi").glob("*.po")):
        if path.name == "faults.po":
            continue  # of what other packages say: see test_faults
        ids = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
        stale = [i for i in ids if i.replace('\\"', '"').replace("\\\\", "\\") not in known]
        assert not stale, path.name


def test_numbers_and_days_are_written_as_readers_do() -> None:
    assert (number(12345, "vi"), number(12345, "en")) == ("12.345", "12,345")
    assert (day("2020", "vi"), day("2020-03", "vi"), day("2020-03-05", "vi")) == ("2020", "3/2020", "5/3/2020")
    assert day(None, "vi") == ""
    assert language_of("fr") is None
