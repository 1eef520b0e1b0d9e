"""What is wrong with a question, in the reader's language.

The functions behind the pages say it in English, whole sentences with what was typed in them. `messages/vi/faults.po`
has these sentences with blanks; what fills the blanks is found again, and put into the translation.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from corpus.errors import DiembaoError
from diembao.web.messages import Language, catalogue
from diembao.web.refusals import msg
from index.syntax import QueryError

FILE = "faults.po"
_BLANK = re.compile(r"%\((\w+)\)s")
_INNER = ("problem", "mend")  # blanks that hold sentences of their own


def fault_told(error: DiembaoError, language: Language) -> str:
    """One line: where, what, and how to mend it. What nobody has translated stays English."""
    if not isinstance(error, QueryError):
        return sentence(str(error), language)
    where = catalogue(language).gettext(msg("character %(n)s")) % {"n": error.position + 1}
    return f"{where}: {sentence(error.problem, language)}; {sentence(error.mend, language)}"


def sentence(text: str, language: Language) -> str:
    """The sentence in that language, where it is one of the catalogue."""
    if language == "en":
        return text
    for pattern, message in _patterns(language):
        found = pattern.fullmatch(text)
        if found:
            filled = {k: sentence(v, language) if k in _INNER else v for k, v in found.groupdict().items()}
            return catalogue(language).gettext(message) % filled
    return text


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with blanks as patterns; those with the most letters of their own first."""
    from babel.messages.pofile import read_po

    with files("diembao.web").joinpath("messages", language, FILE).open("rb") as stream:
        known = [str(message.id) for message in read_po(stream, locale=language) if message.id]
    known.sort(key=lambda text: -len(_BLANK.sub("", text)))
    return tuple((re.compile(_pattern(text), re.DOTALL), text) for text in known)


def _pattern(text: str) -> str:
    """Blanks take as little as they can; a blank that comes again takes the same."""
    parts = _BLANK.split(text)
    seen: set[str] = set()
    found = []
    for n, part in enumerate(parts):
        if n % 2 == 0:
            found.append(re.escape(part.replace("%%", "%")))
        else:
            found.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
            seen.add(part)
    return "".join(found)
