"""Merged events of a corpus that grows, shrinks and changes are those of one that was merged at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from corpus.mentions import Event
from corpus.store import Store
from corpus.store.merged import Merging
from diembao import merging
from diembao.build import build
from diembao.event_corrections import Settled
from diembao.merging import merged_of_today, refresh_merged
from diembao.tellings import read_tellings, tellings_named
from diembao.workspace import Workspace, open_workspace
from extractor.resolve.event_growth import features_of, near, told_of
from extractor.resolve.event_likeness import Traits
from extractor.resolve.event_merging import reached
from tests.diembao import test_parts
from tests.diembao.merging_samples import LONG, drop, put, told

_TABLES = ("event_groups", "event_links", "event_articles")
_DAYS = ("2021-06-01", "2021-06-02", "2021-06-05", "2021-07-20")
_UNITS = ("Công an tỉnh Vân Sơn", "Công an huyện Bắc Khê", "Bộ Công an", "Tỉnh ủy Vân Sơn")
_PERSONS = ("Lục Văn Tường", "Bế Thanh Ngà", "Đàm Quang Khuê")
_TITLES = ("Cháy kho hàng cảng Bến Nghé", "Đại hội Đảng bộ huyện Bắc Khê", "Bổ nhiệm lãnh đạo Công an Vân Sơn")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w", create=True)


def tables(store: Store) -> list[list[tuple[object, ...]]]:
    return [[tuple(r) for r in store.connection.execute(f"SELECT * FROM {t} ORDER BY 1, 2")] for t in _TABLES]


def made_at_once(store: Store) -> list[list[tuple[object, ...]]]:
    with store.transaction():
        state = store.merged.state()
        assert state is not None
        said = Settled(tuple(store.merged.rulings()))
        store.merged.replace(merging._whole(store, merging._digests(store), said), state)
    return tables(store)


def an_event(draw: random.Random) -> Event:
    kind, words = draw.choice(
        [
            ("appointment", "Bổ nhiệm đồng chí giữ chức vụ mới."),
            ("congress", "Khai mạc đại hội lần thứ XIV với 150 đại biểu."),
            ("crime", "Khởi tố vụ án, bắt tạm giam hai bị can."),
            ("crime", LONG),
            ("conference", LONG.replace("Bến Nghé", "Bến Lức")),
        ]
    )
    return told(
        kind,  # type: ignore[arg-type]
        draw.choice(_DAYS),
        words,
        days=draw.choice([1, 1, 1, 2, 31, 200]),
        units=tuple(draw.sample(_UNITS, draw.choice([0, 0, 1, 2]))),
        persons=tuple(draw.sample(_PERSONS, draw.choice([0, 0, 1]))),
        status=draw.choice(["reported", "reported", "planned"]),
    )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_goes_or_changes(workspace: Workspace, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_MOST", 2.0)  # never all at once
    draw = random.Random(seed)
    names = [f"tin-{n}" for n in range(40)]
    there: set[str] = set()
    groups = []
    with workspace.writing(), workspace.store() as store:
        for _ in range(14):
            for name in draw.sample(names, draw.choice([1, 2, 8])):
                if name in there and draw.random() < 0.4:
                    drop(store, name)
                    there.discard(name)
                else:
                    events = [an_event(draw) for _ in range(draw.choice([0, 1, 2, 3]))]
                    put(store, name, draw.choice(_TITLES), *events, published=draw.choice(_DAYS))
                    there.add(name)
            assert refresh_merged(workspace, store)
            found = tables(store)
            assert found == made_at_once(store)
            groups += found[0]
            assert not refresh_merged(workspace, store)
    assert len({row[2] for row in groups}) < len({row[1] for row in groups})


@pytest.mark.parametrize("seed", range(3))
def test_many_articles_are_merged_part_by_part(
    workspace: Workspace, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_TOGETHER", 7)
    monkeypatch.setattr(merging, "_whole", None)
    draw = random.Random(seed)
    with workspace.writing(), workspace.store() as store:
        for n in range(40):
            events = [an_event(draw) for _ in range(draw.choice([0, 1, 2, 3]))]
            put(store, f"tin-{n}", draw.choice(_TITLES), *events, published=draw.choice(_DAYS))
        with monkeypatch.context() as stopped:
            parts = count()
            update = merging._update
            stopped.setattr(merging, "_update", lambda *a: update(*a) if next(parts) < 3 else 1 / 0)
            with pytest.raises(ZeroDivisionError):
                refresh_merged(workspace, store)
        assert len(store.merged.articles()) == 21
        with monkeypatch.context() as going_on:
            going_on.setattr(merging, "_MOST", 2.0)
            assert refresh_merged(workspace, store)
        found, state = tables(store), store.merged.state()
        with store.transaction():
            store.merged.replace(Merging(groups=(), articles={}, features={}), "")
        assert refresh_merged(workspace, store)
        assert (tables(store), store.merged.state()) == (found, state)
        monkeypatch.undo()
        assert made_at_once(store) == found


def test_what_is_not_near_is_not_read_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(store: Store, names: set[tuple[str, str]]) -> list[Traits]:
        found = tellings_named(store, names)
        read.extend(traits.article for traits in found)
        return found

    with workspace.writing(), workspace.store() as store:
        for n in range(30):
            event = told("congress", f"2019-{1 + n // 3:02}-11", f"Khai mạc đại hội số {n}.", units=_UNITS[n % 4 :])
            put(store, f"cu-{n}", _TITLES[n % 3], event)
        refresh_merged(workspace, store)
        before = tables(store)
        monkeypatch.setattr(merging, "tellings_named", counted)
        monkeypatch.setattr(merging, "read_tellings", None)
        one = put(store, "moi", _TITLES[1], told("congress", "2019-03-12", "Bế mạc đại hội.", units=_UNITS[1:2]))
        assert refresh_merged(workspace, store)
        assert 0 < len(set(read)) <= 3
        drop(store, "moi")
        refresh_merged(workspace, store)
        assert one not in {row[0] for row in tables(store)[0]}
        assert tables(store) == before


def test_a_copy_is_compared_in_the_place_of_the_first_that_is_gone(workspace: Workspace) -> None:
    """Only the first of the same words is compared; without it the next one finds what the first was not alike to."""
    first, second = sorted(("tin-a", "tin-b"), key=lambda name: sha256(name.encode()).hexdigest())
    alike = "Hỏa hoạn thiêu rụi kho hàng rạng sáng nay, một nghìn mét vuông"
    with workspace.writing(), workspace.store() as store:
        put(store, first, "Tin vắn", told("crime", "2021-06-01", LONG))
        put(store, second, alike, told("crime", "2021-06-01", LONG))
        put(store, "tin-c", alike, told("crime", "2021-06-01", "Lửa bùng lên lúc 3 giờ."))
        for n in range(12):
            put(store, f"x-{n}", "Tin khác", told("crime", f"20{n + 10}-02-02", f"Vụ án số {n}."))
        refresh_merged(workspace, store)
        assert len({row[2] for row in tables(store)[0]}) == 14
        drop(store, first)
        refresh_merged(workspace, store)
        assert len({row[2] for row in tables(store)[0]}) == 13
        assert tables(store) == made_at_once(store)


def test_another_meaning_of_a_name_is_merged_anew(workspace: Workspace) -> None:
    """A correction of units joins what had nothing to do with each other."""
    a, b = "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"
    with workspace.writing(), workspace.store() as store:
        for name, unit, words in (("m", a, "Tăng giá bán điện."), ("n", b, "Công bố kết quả kinh doanh.")):
            put(store, name, "Tin vắn", told("decision", "2021-06-01", words, units=(unit,)))
        for n in range(12):
            put(store, f"x-{n}", "Tin khác", told("crime", f"20{n + 10}-02-02", f"Vụ án số {n}."))
        refresh_merged(workspace, store)
        assert len({row[2] for row in tables(store)[0]}) == 14
        workspace.corrections.write_text(f"action,kind,entity,target\nmerge,unit,{b},{a}\n", "utf-8")
        refresh_merged(workspace, store)
        assert len({row[2] for row in tables(store)[0]}) == 13
        assert tables(store) == made_at_once(store)


def test_whoever_reads_merges_what_was_not(workspace: Workspace) -> None:
    with workspace.store() as store:
        put(store, "a", _TITLES[0], told("crime", "2021-06-01", LONG))
        merged_of_today(workspace, store)
        put(store, "b", _TITLES[0], told("crime", "2021-06-01", LONG))
        merged_of_today(workspace, store)
        assert len({row[2] for row in tables(store)[0]}) == 1
        with open_workspace(workspace.root).writing():  # somebody else
            drop(store, "b")
            merged_of_today(workspace, store)
            assert len(tables(store)[0]) == 1


def test_a_further_page_is_another_article(tmp_path: Path) -> None:
    """What the second page of an article says counts from the build that brought it."""
    own = open_workspace(tmp_path / "w", create=True)
    said = "Ngày 12/6/2019, Đại tá Lục Văn Tường, Giám đốc Công an tỉnh Lai Châu, khai mạc đại hội."
    test_parts.put(own, [test_parts.page(1)])
    build(own, now=test_parts.NOW, jobs=1)
    test_parts.put(own, [test_parts.page(2, said=said, day=2)])
    build(own, now=test_parts.NOW, jobs=1)
    with own.store() as store:
        assert tables(store)[0]
        assert store.connection.execute("SELECT 1 FROM entities WHERE name = 'Lục Văn Tường'").fetchone()


def _samples(draw: random.Random) -> Iterator[Traits]:
    for n in count():
        event = an_event(draw)
        cast = [(p.kind, p.role, p.name, p.name.lower()) for p in event.participants]
        yield Traits(
            (f"a{n // 2}", str(n)),
            type=event.type,
            status=event.status,
            first=event.when.first.toordinal(),
            last=event.when.last.toordinal(),
            sentence=event.sentence,
            cast=cast,
            about={f"title {draw.choice('abc')}": 0.9, "keyword x": 0.1},
        )


@pytest.mark.parametrize("seed", range(4))
def test_all_that_could_be_alike_is_near(seed: int) -> None:
    samples = _samples(random.Random(seed))
    known = [next(samples) for _ in range(150)]
    news = [next(samples) for _ in range(10)]
    close = set(near(news, map(told_of, known), features_of(known)))
    assert reached(news, known) == reached(news, [traits for traits in known if traits.key in close])
    assert len(close) < len(known)


def test_read_by_parts_is_read_at_once(workspace: Workspace) -> None:
    draw = random.Random(1)
    with workspace.store() as store:
        for n in range(9):
            put(store, f"tin-{n}", _TITLES[n % 3], *(an_event(draw) for _ in range(2)))
        merged_of_today(workspace, store)
        whole = {traits.key: traits for traits in read_tellings(store)}
        some = set(sorted(whole)[::2])
        for traits in tellings_named(store, some):
            other = whole[traits.key]
            same = [name for name in Traits.__slots__ if getattr(traits, name) == getattr(other, name)]
            assert same == list(Traits.__slots__)
        assert {traits.key for traits in tellings_named(store, some)} == some
