"""Cutting a paragraph into pieces (syllables, numbers, signs) as underthesea does before its model is asked.

Its pattern never crosses a blank, so that each stretch between blanks is cut by itself and remembered; one of letters
only is a piece as it is. What is behind the last stretch matters to the pattern, so that one is always cut anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.text.library import Rules

_MOST = 1 << 15  # stretches remembered

Bounds = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a paragraph: as the model knows them, and where they stand."""

    tokens: list[str]
    spans: list[tuple[int, int]]


class PieceCutter:
    """Cuts paragraphs by the library's rules; stretches are remembered, up to a bound. For one thread at a time."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._single: dict[str, str] = {}
        self._several: dict[str, tuple[tuple[str, ...], Bounds]] = {}

    def __call__(self, text: str) -> Pieces:
        """The pieces of a text as `Rules.characters` left it."""
        tokens: list[str] = []
        spans: list[tuple[int, int]] = []
        token, span = tokens.append, spans.append
        single, several, find = self._single, self._several, text.find
        stretches = text.split()
        last = len(stretches) - 1
        end = 0
        for i, stretch in enumerate(stretches):
            start = find(stretch, end)
            end = start + len(stretch)
            piece = single.get(stretch)
            if piece is not None:
                token(piece)
                span((start, end))
            elif stretch.isalpha():
                token(self._token(stretch))
                span((start, end))
            else:
                if i == last:
                    more, bounds = self._cut(text[start:], "")
                elif stretch in several:
                    more, bounds = several[stretch]
                else:
                    more, bounds = self._remembered(stretch)
                tokens += more
                spans += [(start + s, start + e) for s, e in bounds]
        return Pieces(tokens, spans)

    def _token(self, stretch: str) -> str:
        if len(self._single) >= _MOST:
            self._single.clear()
        self._single[stretch] = token = self._rules.token(stretch)
        return token

    def _remembered(self, stretch: str) -> tuple[tuple[str, ...], Bounds]:
        if len(self._several) >= _MOST:
            self._several.clear()
        self._several[stretch] = found = self._cut(stretch, " .")
        return found

    def _cut(self, stretch: str, behind: str) -> tuple[tuple[str, ...], Bounds]:
        matches = [match.span() for match in self._rules.pieces(stretch + behind)]
        bounds = tuple((start, end) for start, end in matches if end <= len(stretch))
        return tuple(self._rules.token(stretch[start:end]) for start, end in bounds), bounds
