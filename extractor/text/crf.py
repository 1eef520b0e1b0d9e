"""Tagging pieces with the weights of underthesea's own model, in Python, several times as fast as the library.

The model is a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) of two labels: a piece begins
a word or goes on with one. The library makes 43 strings of each piece and its neighbours and looks up the weight of
each. Here the weights stand by the one, two or three pieces that they look at, and the sums for two pieces are
remembered, so that a piece costs one look into a dictionary and five additions. Three pieces in a row are seldom seen
again (in running text 31 of 100), but few of them are known to the model as a whole (12 of 100 begin as one that is):
only for those the three are looked at together. The best path is the library's
(Viterbi's); where two paths are nearer to each other than rounding could tell, or a letter is odd, nothing is answered
and the library has to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.text.crf_model import Model

_BOS, _EOS = "\x02", "\x03"  # stand where there is no piece
_NEAR = 1e-6  # a margin below it may be the other way round in the library: sums over thousands of pieces round, too
_MOST = 1 << 17  # sums remembered of each kind: some 450 bytes each of two pieces
# Letters whose case Python and the library may know from different versions of Unicode, a letter whose small form
# depends on what follows, and what stands for no piece.
_ODD = re.compile("[\x02\x03\u019b\u0264\u03a3\u1c80-\u1c8f\ua7c0-\ua7ff\U00010d50-\U00010d8f\U00016e90-\U00016eff]")

_PIECES = ("T[2]", "T[1]", "T[0]", "T[-1]", "T[-2]")
_PAIRS = ("T[1,2]", "T[0,1]", "T[-1,0]", "T[-2,-1]")
_SMALL_PAIRS = tuple(f"{template}.lower" for template in _PAIRS)
_TRIPLES = ("T[0,2]", "T[-1,1]", "T[-2,0]")

Templates = tuple[str, ...]
"""What to look at, in the order of the labels for which it is."""
Triple = tuple[str, str, str]
Sums = tuple[float, float, float, float, float]
"""What a piece, with the ones before and behind it, adds to the labels of two places before it to two behind it."""
Piece = tuple[str, int, Sums]
"""A piece in small letters (itself, if it is), whether it is a title (1) or not (0), and its sums."""
Pair = tuple[bool, int, tuple[Sums, Sums]]
"""Whether two pieces begin three that are known as a whole, whether the first is a title (1) or not (0), and the sums
of the two behind one that is no title and behind a title, where the three are not known as a whole."""


def is_odd(text: str) -> bool:
    """Whether the library may see a letter of the text otherwise than Python does."""
    return _ODD.search(text) is not None


class Decoder:
    """Finds the words among pieces; sums are remembered, up to a bound. For one thread at a time."""

    def __init__(self, model: Model) -> None:
        self._triples = _Triples(model)
        self._pairs = self._triples.pairs
        begin, to_inside, to_begin, inside = model.transitions
        self._low, self._high = begin - to_begin, to_inside - inside
        self._moves = to_inside - begin, to_inside - to_begin, inside - to_begin
        # what the two places before the first piece add does not depend on it
        far, near = self._triples[_BOS, _BOS, _BOS], self._triples[_BOS, _BOS, ""]
        self._first = far[4] + near[3], near[4]

    def inside(self, pieces: Sequence[str]) -> list[bool] | None:
        """Whether each piece goes on with a word; None where it is too near to call. At least one piece, none odd.

        >>> from extractor.text.crf_model import read_model
        >>> from extractor.text.library import model_folder
        >>> Decoder(read_model(model_folder())).inside(["Công", "an", "tỉnh"])
        [False, True, False]
        """
        choices = self._walk(pieces)
        if choices is None:
            return None
        label = choices.pop() > 0
        labels = [label]
        for choice in reversed(choices):
            label = choice > 0 if choice else not label
            labels.append(label)
        labels.reverse()
        return labels

    def _walk(self, pieces: Sequence[str]) -> list[int] | None:
        """For each piece but the last what it is if the next is on the best path: a begin (-1), inside (1), or the
        other of the two (0); for the last, which is better. None where that is too near to call.

        `lead` is by how much the best path to here that ends inside a word is worth more than the best to a begin.
        """
        low_before, low_behind = self._low - _NEAR, self._low + _NEAR
        high_before, high_behind = self._high - _NEAR, self._high + _NEAR
        from_begin, crossed, from_inside = self._moves
        sums = self._sums((_BOS, *pieces, _EOS, _EOS, _EOS))
        one, two = self._first  # the weights so far of the first and second label; each sum reaches two back, two on
        _, _, c, d, e = next(sums)
        one, two, three = one + c, two + d, e
        _, b, c, d, four = next(sums)
        one, two, three = one + b, two + c, three + d
        a, b, c, d, e = next(sums)
        lead = one + a
        one, two, three, four = two + b, three + c, four + d, e
        choices: list[int] = []
        add = choices.append
        for a, b, c, d, e in sums:
            weight = one + a
            one, two, three, four = two + b, three + c, four + d, e
            if lead > high_behind:
                add(1)
                lead = weight + from_inside
            elif lead < low_before:
                add(-1)
                lead = weight + from_begin
            elif low_behind < lead < high_before:
                add(0)
                lead = weight + crossed - lead
            else:
                return None
        if -_NEAR < lead < _NEAR:
            return None
        add(1 if lead > 0 else -1)
        return choices

    def _sums(self, pieces: Sequence[str]) -> Iterator[Sums]:
        """What every three pieces in a row add."""
        pairs = list(map(self._pairs.__getitem__, pairwise(pieces)))
        sums = [behind[title] for (_, title, _), (_, _, behind) in pairwise(pairs)]
        for i, (begins, _, _) in enumerate(pairs[:-1]):
            if begins:
                sums[i] = self._triples[pieces[i], pieces[i + 1], pieces[i + 2]]
        return iter(sums)


class _Triples(dict[Triple, Sums]):
    """The sums of three pieces, by the three; reckoned when they are asked for."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        tables = _by_text(model.weights)
        self._dictionary = model.dictionary
        self._spelt = tables[_TRIPLES]
        self._tests = {
            (known, title): [
                weight + (model.weights.get(f"T[0,2].istitle={title}", 0.0) if place == 0 else 0.0)
                for place, weight in enumerate(_weighed(model, _TRIPLES, "is_in_dict", str(known)))
            ]
            for known, title in _VALUES
        }
        self.pairs = _Pairs(model, tables, self)

    def __missing__(self, key: Triple) -> Sums:
        first, middle, last = key
        if first is _BOS or last is _EOS:
            text = "BOS" if first is _BOS else "EOS"
            worth = self.worth(text, text, text)
        else:
            small, titles, _ = zip(*map(self.pairs.pieces.__getitem__, key), strict=True)
            worth = self.worth(" ".join(key), " ".join(small) in self._dictionary, all(titles))
        if len(self) >= _MOST:
            self.clear()
        self[key] = found = _added(self.pairs.alone(middle, last), worth)
        return found

    def worth(self, text: str, known: bool | str, title: bool | str) -> tuple[float, ...]:
        """What three pieces as a whole add to the labels of the one before to the one behind the first of them."""
        tests = self._tests[known, title]
        return tuple(map(sum, zip(tests, self._spelt[text], strict=True))) if text in self._spelt else tuple(tests)

    def beginnings(self) -> set[str]:
        """The first two pieces, in small letters, of all that are known as a whole."""
        known = (text for texts in (self._dictionary, self._spelt) for text in texts if text.count(" ") == 2)
        return {text[: text.rindex(" ")].lower() for text in known}


def _added(sums: Sums, worth: Sequence[float]) -> Sums:
    (two_back, back, here, on, two_on), (a, b, c) = sums, worth
    return two_back, back + a, here + b, on + c, two_on


class _Pairs(dict[tuple[str, str], Pair]):
    """What two pieces in a row tell of themselves, and of them with the one before."""

    def __init__(
        self, model: Model, tables: Mapping[Templates, Mapping[str, Sequence[float]]], whole: _Triples
    ) -> None:
        super().__init__()
        self.pieces = _Pieces(model)
        self._dictionary = model.dictionary
        self._spelt, self._small = tables[_PAIRS], tables[_SMALL_PAIRS]
        self._tests = {
            (known, title): [
                weight + (model.weights.get(f"T[0,1].istitle={title}", 0.0) if place == 1 else 0.0)
                for place, weight in enumerate(_weighed(model, _PAIRS, "is_in_dict", str(known)))
            ]
            for known, title in _VALUES
        }
        self._beginnings = whole.beginnings()
        self._plain, self._titled = whole.worth("", False, False), whole.worth("", False, True)
        self._at_end = whole.worth("EOS", "EOS", "EOS")

    def __missing__(self, key: tuple[str, str]) -> Pair:
        first, last = key
        small, title, _ = self.pieces[first]
        small_last, title_last, _ = self.pieces[last]
        begins = first is _BOS or f"{small} {small_last}" in self._beginnings
        alone = self.alone(first, last)
        behind_small = behind_title = _added(alone, self._at_end if last is _EOS else self._plain)
        if title and title_last and last is not _EOS:
            behind_title = _added(alone, self._titled)
        if len(self) >= _MOST:
            self.clear()
        self[key] = found = begins, title, (behind_small, behind_title)
        return found

    def alone(self, first: str, last: str) -> Sums:
        """What two pieces add without the one before."""
        small_first, title, (two_back, back, here, on, two_on) = self.pieces[first]
        small_last, title_last, _ = self.pieces[last]
        if first is _BOS or last is _EOS:
            text = small = "BOS" if first is _BOS else "EOS"
            a, b, c, d = self._tests[text, text]
        else:
            small = f"{small_first} {small_last}"
            text = small if small_first is first and small_last is last else f"{first} {last}"
            a, b, c, d = self._tests[small in self._dictionary, bool(title and title_last)]
        if text in self._spelt:
            e, f, g, h = self._spelt[text]
            a, b, c, d = a + e, b + f, c + g, d + h
        if small in self._small:
            e, f, g, h = self._small[small]
            a, b, c, d = a + e, b + f, c + g, d + h
        return two_back, back + a, here + b, on + c, two_on + d


class _Pieces(dict[str, Piece]):
    """What a piece tells of itself."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, piece: str) -> Piece:
        if piece is _BOS or piece is _EOS:
            text = small = digit = title = known = "BOS" if piece is _BOS else "EOS"
        else:
            text, small = piece, piece.lower()
            digit = str(piece.isascii() and piece.isdigit())
            title, known = str(_is_title(piece)), str(small in self._model.dictionary)
        tests = (("", text), ("lower", small), ("isdigit", digit), ("istitle", title), ("is_in_dict", known))
        weights = (_weighed(self._model, _PIECES, test, value) for test, value in tests)
        a, b, c, d, e = (float(sum(column)) for column in zip(*weights, strict=True))
        if len(self) >= _MOST:
            self.clear()
        self[piece] = found = piece if small == piece else small, 1 if title == "True" else 0, (a, b, c, d, e)
        return found


_VALUES: tuple[tuple[bool | str, bool | str], ...] = (
    *((known, title) for known in (True, False) for title in (True, False)),
    ("BOS", "BOS"),
    ("EOS", "EOS"),
)


def _by_text(weights: Mapping[str, float]) -> Mapping[Templates, dict[str, list[float]]]:
    """The weights of each set of templates, by text; of texts that have any."""
    tables: dict[Templates, dict[str, list[float]]] = {templates: {} for templates in (_PAIRS, _SMALL_PAIRS, _TRIPLES)}
    places = {
        t: (tables[templates], place, len(templates)) for templates in tables for place, t in enumerate(templates)
    }
    for name, weight in weights.items():
        template, _, text = name.partition("=")
        if template in places:
            table, place, size = places[template]
            if text not in table:
                table[text] = [0.0] * size
            table[text][place] = weight
    return tables


def _weighed(model: Model, templates: Templates, test: str, value: str) -> list[float]:
    """The weights of the templates for a value of a test; without one the value is the text itself."""
    return [model.weights.get(f"{t}.{test}={value}" if test else f"{t}={value}", 0.0) for t in templates]


def _is_title(piece: str) -> bool:
    """The first character is no small letter."""
    first = piece[:1]
    return first.upper() == first
