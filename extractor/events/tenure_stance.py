"""What becomes of a post by the words around it: taken up, given up, held, former, planned. No days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.mentions import Person, Position
from extractor.events.doing import PERSONAL
from extractor.events.lexicon import Hit
from extractor.events.tenure_words import Asked

Stance: TypeAlias = Literal[
    "begins", "again", "leaves", "hands", "takes", "is", "during", "later", "holds", "former", "planned", "another's"
]
"""`takes` is held by a word that may also mean taken up (`giữ chức`); `later` is told before it was taken up."""

GIVING = frozenset({*PERSONAL, "election"})
REACH = 400
"""Characters before and after a post in which a clause is looked at."""
_AHEAD = 60
"""Characters before a doing in which it may be called planned or be denied."""
_DENIED = 4
"""Words from a denial to what it denies (`chưa được xem xét | bổ nhiệm`)."""
_NEXT = 4
"""Characters between a name and the post behind it."""
_SPOKEN = 5
"""Words between `thay` and the name of the predecessor."""
_TURN = 120
"""Characters before a post in which `lần lượt` tells that each of several gets his own."""
_IN_CHARGE = 6
"""Words between a deputy's post and what he is put in charge of."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A post in the part of its sentence between semicolons, `[floor, stop)`, which is cut where it is very long.

    `begin` is where the sentence begins.
    """

    asked: Asked
    post: Position
    floor: int
    stop: int
    begin: int
    title: bool = False

    def stance(self) -> Stance:
        """What becomes of the post."""
        found, at = self._stance()
        if found in ("begins", "leaves", "hands") and self._unsure(at):
            return "planned"
        if self._unreal(found, at):
            return "planned"
        if found in ("is", "takes", "holds", "during") and self._before("candidate", self.post.start) is not None:
            return "planned"
        if found in ("takes", "holds", "during") and (listed := self._listed_as_past()) is not None:
            return "planned" if self._nominated(listed) else "former"
        return "another's" if found == "holds" and self._anothers() else found

    def _listed_as_past(self) -> int | None:
        """Where a list of what somebody has been begins (`kinh qua nhiều vị trí như …; …`) in which the post stands."""
        view, start = self.asked.view, self.post.start
        floor = max(self.begin, start - REACH)
        at = self.asked.first("past_list", floor, start)
        if at is None or view.persons.within(at, start) or self.giving(at, start):
            return None
        return at

    def _before(self, kind: str, offset: int) -> int | None:
        return self.asked.before(kind, offset, self.floor)

    def giving(self, start: int, end: int) -> list[Hit]:
        """Doings within [start, end) that give or take posts."""
        hits = self.asked.view.hits_in(start, end)
        return [h for h in hits if h.kind == "verb" and h.type in GIVING and h.type != "promotion"]

    def _stance(self) -> tuple[Stance, int]:
        """The stance by the words before the post, and where the doing that gives or takes it begins."""
        post, view = self.post, self.asked.view
        link = self.asked.link(post.start, self.floor)
        verbs = self.giving(self.floor, post.start)
        if link is None:
            direct = verbs[-1] if verbs and not view.text[verbs[-1].end : post.start].strip() else None
            if direct is None and not post.former and (quits := self._quits()) is not None:
                return "leaves", quits
            if (demoted := self._demoted()) is not None:
                return demoted
            if direct is None:
                return ("former" if post.former else "holds"), post.start
            return ("leaves" if direct.type == "retirement" else "begins"), direct.start
        kind, at = link
        if kind in ("begins", "again", "leaves", "hands"):
            return kind, at
        if kind == "in_turn":  # ông A từng lần lượt giữ các chức vụ …; bầu ông A và bà B lần lượt giữ …
            given = self._nominated(at) or any(h.start < at for h in verbs)
            kind = "takes" if given and not post.former else "was"
        if post.former or kind == "was":
            return "former", at
        if kind != "takes":
            return kind, at
        earlier = [h for h in verbs if h.start < at]
        if not earlier:
            return ("begins" if self.title or self._goes_on(at) else "takes"), at
        verb = earlier[-1]
        if verb.type == "retirement":  # thôi làm Tổng Thanh tra để giữ chức | Bí thư
            return ("begins" if view.positions.within(verb.end, at) else "leaves"), verb.start
        if self._before("leaves", at) is not None:
            return "leaves", verb.start
        return ("again" if self.asked.after("again", verb.start) is not None else "begins"), verb.start

    def _goes_on(self, at: int) -> bool:
        """`bầu ông A … giữ chức …; ông B, Bí thư …, | giữ chức …`: the verb before the semicolon gives both."""
        view, begin = self.asked.view, max(self.begin, self.floor - REACH)
        if self.floor == begin or view.text[self.floor - 1] != ";" or not view.persons.within(self.floor, at):
            return False
        verbs = self.giving(begin, self.floor)
        between = any(h.kind in ("verb", "action", "speech") for h in view.hits_in(self.floor, at))
        given = bool(verbs) and verbs[-1].type != "retirement" and not between
        return given and self.asked.first("plan", begin, self.floor) is None and not self._nominated_in(begin)

    def _nominated_in(self, begin: int) -> bool:
        return self.asked.first("nominated", begin, self.floor) is not None

    def _unsure(self, at: int) -> bool:
        """Whether what is done from `at` on is only planned, denied or imagined."""
        asked, near, end = self.asked, max(self.floor, at - _AHEAD), self.post.start
        if asked.first("imagined", self.floor, at) is not None:
            return True
        begin = near
        while (plan := asked.first("plan", begin, end)) is not None:
            if self._before("by", plan) is None:
                return True
            begin = asked.after("plan", plan) or end  # theo đề cử của ông A
        denied = asked.first("unheld", near, at)
        return denied is not None and asked.view.word_count(denied, at) <= _DENIED

    def _unreal(self, found: Stance, at: int) -> bool:
        """Whether what the word at `at` tells is denied, a rumour, imagined, a nomination or yet to come.

        A post beside a name is held whatever is said of its bearer (`bác tin ông A, | Giám đốc, được …`).
        """
        asked, text = self.asked, self.asked.view.text
        if found == "holds":
            return self._before("not_being", self.post.start) is not None
        if found == "during" or (found == "former" and at == self.post.start):
            return False
        if found != "later" and asked.first("untrue", self.post.end, self.stop) is not None:
            return True
        if text[self.floor : at].rstrip().endswith(",") and found not in ("begins", "leaves", "hands"):
            return False
        if self._before("unheld", at) is not None or asked.first("rumour", self.floor, at) is not None:
            return True
        if found not in ("is", "takes", "again"):
            return False
        if self._before("plan", at) is not None:
            return True
        if found != "again" and asked.first("imagined", self.floor, at) is not None:
            return True
        return found == "takes" and (self._unsure(at) or self._nominated(at))

    def _nominated(self, at: int) -> bool:
        """Whether somebody is only put forward for the post, however many names lie between."""
        named = self.asked.first("nominated", self.floor, at)
        return named is not None and self._before("by", named) is None and not self.giving(named, at)

    def _anothers(self) -> bool:
        """A post that stands beside a name, and is not his: `… của Bộ trưởng, Đại tá A, Giám đốc, được …`.

        So is `Giao nhiệm vụ cho ông A, đồng chí | Bí thư nhấn mạnh`.
        """
        view, post = self.asked.view, self.post
        behind = [p for p in view.persons.within(post.end, post.end + _AHEAD) if p.value == post.person]
        if behind:
            if self._before("owner", post.start) is None or view.text[post.end : post.end + 1] != ",":
                return False
            after = view.positions.within(behind[0].end, behind[0].end + _NEXT)
            given = self._before("given_to", post.start) is not None
            return given or (bool(after) and not view.text[behind[0].end : after[0].start].strip(" ,"))
        lead = self._before("honorific", post.start)
        earlier = view.persons.within(self.floor, lead) if lead is not None else ()
        own = [p for p in earlier if p.value == post.person]
        return bool(own) and view.text[own[-1].end : lead].strip() == ","

    def replaced(self) -> Person | None:
        """Whom the clause says that somebody follows (`thay Đại tá A nghỉ hưu`), where it does not name his post."""
        view = self.asked.view
        for person in view.persons.within(self.floor, self.stop):
            i = view.word_at(person.start)
            for k in range(i, max(-1, i - _SPOKEN - 1), -1):
                start = view.words[k][0] if k < len(view.words) else person.start
                if "," in view.text[start : person.start] or start < self.floor:
                    break
                if self._before("replacing", start) is not None:
                    named = any(p.start >= start for p in view.positions.within(start, person.start))
                    return None if named else person  # thay Phó Giám đốc phụ trách A: that post of his
        return None

    def _quits(self) -> int | None:
        """Where it is said of the holder that he leaves this post: `ông A, Phó Giám đốc, | thôi giữ chức`."""
        view, post = self.asked.view, self.post
        ends = [post.end, *(p.end for p in view.persons.within(post.end, post.end + _NEXT) if p.value == post.person)]
        for end in ends:
            stop = self.asked.after("quits", end)
            if stop is not None and not view.text[end : view.words[view.word_at(end)][0]].strip(" ,"):
                return None if view.positions.within(stop, stop + _NEXT) else end
        return None

    def _demoted(self) -> tuple[Stance, int] | None:
        """What is left, and what is got, by who is demoted (`giáng chức ông A, | Giám đốc, xuống | Phó Giám đốc`)."""
        asked, post = self.asked, self.post
        at = asked.first("demoting", self.floor, post.start)
        if at is None:
            return None
        if self._before("down", post.start) is not None:
            return "begins", at
        return ("leaves", at) if asked.first("down", post.end, self.stop) is not None else None

    def parties(self) -> tuple[str, str] | None:
        """Who hands over, and to whom (`bàn giao chức vụ Tư lệnh giữa ông A và ông B`)."""
        if self.asked.after("parties", self.post.end) is None:
            return None
        people = self.asked.view.persons.within(self.post.end, self.stop)
        return (people[0].value, people[1].value) if len(people) > 1 else None

    def receiver(self) -> str | None:
        """To whom a post is handed over (`bàn giao chức vụ Giám đốc cho ông A`)."""
        view = self.asked.view
        if self.asked.after("given_to", self.post.end) is None:
            return None
        people = view.persons.within(self.post.end, self.stop)
        return people[0].value if people and view.word_count(self.post.end, people[0].start) <= _SPOKEN else None

    def spoken_of(self) -> str | None:
        """Who has a post in whose time something is told, where that is not who was thought.

        `Ông A ghi nhận đóng góp của ông | B trong năm năm trên cương vị Giám đốc`.
        """
        link = self.asked.link(self.post.start, self.floor)
        people = self.asked.view.persons.within(self.floor, link[1]) if link is not None else ()
        if link is None or not people or not people[-1].public or people[-1].value == self.post.person:
            return None
        gap = self.asked.view.text[people[-1].end : link[1]]
        return None if "," in gap or len(gap.split()) > _IN_CHARGE else people[-1].value

    def put_in_charge(self) -> bool:
        """Whether a deputy is put in charge of his unit (`giao ông A, Phó Giám đốc, phụ trách Công an tỉnh`)."""
        view, asked, post = self.asked.view, self.asked, self.post
        at = asked.first("charge", post.end, self.stop)
        if at is None or not post.person or view.word_count(post.end, at) > _IN_CHARGE:
            return False
        if asked.first("charging", self.floor, post.start) is None and asked.first("charging", post.end, at) is None:
            return False
        end = asked.after("charge", at) or self.stop
        units = view.units.within(end, end + 2)
        return bool(units) and units[0].value == post.unit and not self._unsure(at)


def clause(asked: Asked, post: Position, start: int, end: int, *, title: bool) -> Clause:
    """The clause of a post in the sentence [start, end)."""
    text = asked.view.text
    floor = max(start, post.start - REACH)
    stop = min(end, post.end + REACH)
    cut = text.rfind(";", floor, post.start)
    close = text.find(";", post.end, stop)
    return Clause(asked, post, cut + 1 if cut >= 0 else floor, close if close >= 0 else stop, start, title)


def joined(asked: Asked, a: Position, b: Position) -> bool:
    """Whether one list gives one person both (`giữ chức Bí thư Đảng ủy, Giám đốc Công an tỉnh`), or each his own.

    That is told by `lần lượt` (`ông A và bà B lần lượt giữ chức …`).
    """
    view, at = asked.view, a.end
    if b.start - a.end > REACH:
        return False
    if a.person != b.person and asked.first("in_turn", max(0, a.start - _TURN), a.start) is None:
        return False
    for unit in view.units.within(a.end, b.start):
        if view.text[at : unit.start].strip(" ,"):
            return False
        at = max(at, unit.end)
    gap = view.text[at : b.start].strip(" ,")
    return not gap or asked.after("between", at) == at + len(view.text[at : b.start].rstrip())


def goes_on(asked: Asked, a: Position, b: Position) -> bool:
    """Whether a list of former posts goes on (`từng là Giám đốc Sở A; Phó Chủ tịch …`, `nguyên Bí thư, Chủ tịch`)."""
    view = asked.view
    if a.person != b.person or b.start - a.end > REACH or view.persons.within(a.end, b.start):
        return False
    return not any(h.kind in ("verb", "action", "speech") for h in view.hits_in(a.end, b.start))
