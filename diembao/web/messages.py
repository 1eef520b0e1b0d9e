"""The languages of the interface. English is what stands in code and templates; `messages/vi/*.po` translate it.

The catalogues are read as they are, so that nothing has to be compiled when the project is installed.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Literal, get_args

from diembao.web.refusals import Refusal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}


def language_of(name: str | None) -> Language | None:
    """The language of that name, where we have it."""
    return name if name in LANGUAGES else None


@cache
def catalogue(language: Language) -> NullTranslations:
    """The messages of a language, from all files of its folder; one without a folder is English."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = files("diembao.web").joinpath("messages", language)
    if not folder.is_dir():
        return NullTranslations()
    whole = Catalog(locale=language)
    for source in sorted((f for f in folder.iterdir() if f.name.endswith(".po")), key=lambda f: f.name):
        for message in read_po(io.BytesIO(source.read_bytes()), locale=language):
            if message.id and message.string:
                whole.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def told(refusal: Refusal, language: Language) -> str:
    """The message of a refusal."""
    text = catalogue(language).gettext(refusal.message)
    return text % refusal.values if refusal.values else text


def number(value: float, language: Language) -> str:
    """A number with its thousands parted.

    >>> number(1234567, "vi"), number(1234567, "en")
    ('1.234.567', '1,234,567')
    """
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def day(value: str | None, language: Language) -> str:
    """A date as precise as it is known; nothing for none.

    >>> day("2020-08-25T07:00:00+07:00", "vi"), day("2020-08", "vi"), day("2020-08-25", "en")
    ('25/8/2020', '8/2020', '2020-08-25')
    """
    if not value:
        return ""
    if "/" in value:
        return " – ".join(day(part, language) for part in value.split("/"))
    iso = value[:10]
    if language == "en":
        return iso
    return "/".join(part.lstrip("0") or "0" for part in reversed(iso.split("-")))
