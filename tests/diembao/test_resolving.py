"""Entities of a corpus that grows, shrinks and is corrected are those of one that was resolved at once."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from corpus.archive import Location
from corpus.dates import PublicationDate
from corpus.entities import Resolution
from corpus.mentions import Mention
from corpus.store import Store, open_store
from corpus.store.resolution import Resolutions
from corpus.store.rows import article_rows
from diembao import resolution
from diembao.corrections import read_corrections
from diembao.resolution import refresh_entities
from diembao.resolving_articles import read_articles
from diembao.workspace import Workspace, open_workspace
from extractor.resolve.entities import resolve_entities
from extractor.resolve.units import family_of
from tests.corpus.samples import analysis, page
from tests.diembao.merging_samples import drop
from tests.extractor.resolve.build import Piece, person, place, unit

_ENTITIES = ("entities", "entity_names", "entity_mentions", "entity_lines", "entity_links", "correction_problems")
_KEPT = ("articles", "units", "called", "names", "facts", "persons", "votes", "spellings", "posts", "corrected")
_DAYS = ("2019-03-01", "2020-06-15", "2021-01-10", "2024-05-05", "2025-08-01", None)
_PLACES = ("Lạng Sơn", "Hà Nam", "Nghệ An", "Hòa Bình")
_NAMES = ("Lục Văn Tường", "Lục Văn Tưởng", "Bế Thanh Ngà", "Bế Thị Thanh Ngà", "Đàm Quang Khuê", "LỤC VĂN TƯỜNG")
_RANKS = ("Trung tá", "Thượng tá", "Đại tá", None, None)
_HEADS = ("Giám đốc", "Phó Giám đốc", "Trưởng phòng", "Chủ tịch", "Bí thư Đảng ủy")
_ROWS = (
    "merge,person,Lục Văn Tường,Đàm Quang Khuê,",
    "merge,person,Bế Thanh Ngà,Bế Thanh Ngà,",
    "split,person,Lục Văn Tường (Hà Nam),Lục Văn Khác,",
    "rename,person,Đàm Quang Khuê,Bế Thanh Ngà,",
    "reject,person,Bế Thanh Ngà,,",
    "merge,unit,Công an tỉnh Hà Nam,Công an tỉnh Lạng Sơn,",
    "merge,unit,Công an tỉnh (Nghệ An),Công an tỉnh Nghệ An,",
    "alias,unit,Báo Nhân dân,Phòng Tham mưu Công an tỉnh Lạng Sơn,",
    "rename,unit,Công an tỉnh Nghệ An,Công an xứ Nghệ,",
    "split,unit,Công an huyện Kỳ Sơn (Hòa Bình),,",
    "reject,unit,Sở Y tế,,",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w", create=True)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "other.sqlite") as store:
        yield store


_numbers = count(1000)


def put(store: Store, name: str, day: str | None, *pieces: Piece, titled: int = 0) -> None:
    """Store an article of that name and these mentions, `titled` of them in the title, or a new version of it."""
    own = hashlib.sha256(name.encode()).hexdigest()[:16]
    mentions: list[Mention] = [mention for piece in pieces for mention in piece.mentions]
    sample = analysis(own, f"http://bao.example/{name}")
    published = PublicationDate(value=day, method="given", confidence=1.0) if day else None
    made = replace(
        sample,
        article=replace(sample.article, source=f"bao-{name[-1]}.example", published=published),
        mentions=tuple(mentions[titled:]),
        title_mentions=tuple(mentions[:titled]),
        events=(),
    )
    drop(store, name)
    with store.transaction():
        store.inputs.add(page(f"<p>{name}{day}{next(_numbers)}</p>"), Location("a.warc.gz", next(_numbers)))
        (row,) = store.inputs.to_do("s")
        store.inputs.settle(row.id, "stored", "s", article_id=own)
        store.articles.put(article_rows(made), row.id)


def tables(store: Store, names: Sequence[str] = _ENTITIES) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted((tuple(row) for row in store.connection.execute(f"SELECT * FROM {name}")), key=repr)
        for name in names
    }


def in_memory(workspace: Workspace, store: Store, other: Store) -> dict[str, list[tuple[object, ...]]]:
    """What resolving all articles at once gives."""
    corrections = read_corrections(workspace.corrections)
    made = resolve_entities(read_articles(store, store.articles.ids()), corrections.rows)
    problems = tuple(sorted({*corrections.problems, *made.problems}, key=lambda p: (p.row, p.problem)))
    with other.transaction():
        other.entities.replace(Resolution(entities=made.entities, problems=problems), "")
    return tables(other)


def a_person(draw: random.Random) -> Piece:
    """Somebody who has one of few posts, told in full or in short, with a rank that follows the day."""
    where = draw.choice(_PLACES[:2])
    of = draw.choice(["Công an tỉnh", f"Công an tỉnh {where}", "UBND tỉnh", f"UBND tỉnh {where}"])
    return person(draw.choice(_NAMES), (draw.choice(_HEADS[:2]), of), rank=draw.choice(["Đại tá", None]))


def a_piece(draw: random.Random, *, dense: bool) -> Piece:
    if dense and draw.random() < 0.7:
        return a_person(draw)
    where, owner = draw.choice(_PLACES), f"Công an tỉnh {draw.choice(_PLACES)}"
    force = unit(f"Công an tỉnh {where}", place=where, text=draw.choice(["Công an tỉnh", f"CA tỉnh {where}"]))
    head, rank = draw.choice(_HEADS), draw.choice(_RANKS)
    return draw.choice(
        [
            force,
            force,
            unit("Công an tỉnh", resolved=False),
            unit("Công an huyện Kỳ Sơn", place="Kỳ Sơn", parent=draw.choice([None, owner])),
            unit("Phòng Tham mưu", parent=draw.choice([None, owner])),
            unit("Sở Y tế", parent=f"UBND tỉnh {where}", kind="state"),
            unit(draw.choice(["Báo Nhân dân", "Nhân dân", "Báo điện tử Nhân dân"]), kind="other"),
            unit(f"UBND tỉnh {where}", place=where, kind="state", parent=draw.choice([None, "Chính phủ"])),
            unit("Chính phủ", kind="state"),
            unit(f"Đảng bộ Công an tỉnh {where}", place=where, kind="party"),
            place(where),
            person(draw.choice(_NAMES), (head, f"Công an tỉnh {where}"), rank=rank),
            person(draw.choice(_NAMES), (head, f"Công an tỉnh {where}"), rank=rank),
            person(draw.choice(_NAMES), (head, "Công an tỉnh"), rank=rank),
            person(draw.choice(_NAMES), (head, "UBND tỉnh")),
            person(draw.choice(_NAMES), (head, f"UBND tỉnh {where}")),
            person(draw.choice(_NAMES), (head, None), rank=rank),
            person(draw.choice(_NAMES), rank=draw.choice(_RANKS[:3])),
            person(draw.choice(_NAMES), (head, "Phòng Tham mưu"), rank=rank),
            person(draw.choice(_NAMES), public=False),
        ]
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_goes_changes_or_is_corrected(
    workspace: Workspace, other: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolution, "_MOST", 2.0)  # never all at once
    draw = random.Random(seed)
    dense = seed % 4 in (2, 3)
    names = [f"tin-{n}{'ab'[n % 2]}" for n in range(30)]
    there: set[str] = set()
    with workspace.writing(), workspace.store() as store:
        for step in range(14):
            for name in draw.sample(names, draw.choice([1, 2, 8])):
                if name in there and draw.random() < 0.4:
                    drop(store, name)
                    there.discard(name)
                else:
                    pieces = (a_piece(draw, dense=dense) for _ in range(draw.randint(1, 6)))
                    put(store, name, draw.choice(_DAYS), *pieces, titled=draw.randint(0, 1))
                    there.add(name)
            if seed % 2 and step % 3 == 2:
                rows = draw.sample(_ROWS, draw.choice([0, 1, 4]))
                workspace.corrections.write_text("\n".join(["action,kind,entity,target,note", *rows, ""]), "utf-8")
            assert refresh_entities(workspace, store)
            assert tables(store) == in_memory(workspace, store, other)
            assert not refresh_entities(workspace, store)
        grown = tables(store, [*_ENTITIES, *(f"resolve_{name}" for name in _KEPT)])
        with store.transaction():
            store.entities.clear(state=True)
        assert refresh_entities(workspace, store)
        assert tables(store, list(grown)) == grown


HA_NAM = unit("Công an tỉnh Hà Nam", place="Hà Nam")
IN_FULL, IN_SHORT = "Công an tỉnh Hà Nam", "Công an tỉnh"
_BOSS, _DEPUTY = "Đàm Quang Khuê", "Bế Thanh Ngà"
Step = tuple[str, Sequence[Piece] | None] | str


def boss(of: str, name: str = _BOSS) -> Piece:
    return person(name, ("Giám đốc", of))


def deputy(of: str, name: str = _DEPUTY) -> Piece:
    return person(name, ("Phó Giám đốc", of))


@pytest.mark.parametrize(
    ("steps", "query", "expected"),
    [
        pytest.param(
            [("a", [HA_NAM, boss(IN_FULL)]), ("b", [HA_NAM, boss(IN_FULL)]), f"rename,unit,{IN_FULL},Công an xứ Hà,"],
            "SELECT DISTINCT unit FROM entity_lines",
            ["Công an xứ Hà"],
            id="a unit has another name",
        ),
        pytest.param(
            [
                (
                    "a",
                    [
                        unit("Công an xã Thi Sơn", place="Thi Sơn", parent="Công an huyện Kim Bảng"),
                        unit("Công an huyện Kim Bảng", place="Kim Bảng", parent=IN_FULL),
                        person(_BOSS, ("Trưởng Công an", "Công an xã Thi Sơn")),
                    ],
                ),
                ("b", [HA_NAM, boss(IN_FULL)]),
            ],
            "SELECT rule FROM entity_links WHERE kind = 'joined'",
            ["unit-above"],
            id="the owner of an owner comes in",
        ),
        pytest.param(
            [
                ("a", [HA_NAM, boss(IN_FULL, "Lục Văn Tường")]),
                ("b", [HA_NAM, boss(IN_FULL, "Lục Văn Tưởng")]),
                ("c", [HA_NAM, boss(IN_FULL, "Lục Văn Tường")]),
            ],
            "SELECT rule FROM entity_links WHERE kind = 'joined' ORDER BY rule",
            ["same-post", "spelling"],
            id="another spelling comes in",
        ),
        pytest.param(
            [
                ("a", [HA_NAM, boss(IN_FULL, "Lục Văn Tường")]),
                ("b", [HA_NAM, boss(IN_FULL, "Lục Văn Tưởng")]),
                ("b", None),
            ],
            "SELECT name FROM entity_names WHERE source = 'text' AND name LIKE 'Lục%'",
            ["Lục Văn Tường"],
            id="another spelling goes",
        ),
        pytest.param(
            [("a", [HA_NAM, boss(IN_FULL)]), ("b", [boss(IN_SHORT), deputy(IN_SHORT)])],
            "SELECT DISTINCT unit FROM entity_lines",
            [IN_FULL],
            id="one person settles a short name for another",
        ),
        pytest.param(
            [("a", [HA_NAM, boss(IN_FULL)]), ("b", [boss(IN_SHORT), deputy(IN_SHORT)]), ("a", None)],
            "SELECT DISTINCT unit FROM entity_lines",
            [IN_SHORT],
            id="nobody settles it any more",
        ),
        pytest.param(
            [
                ("a", [HA_NAM, boss(IN_FULL)]),
                ("b", [boss(IN_SHORT), deputy(IN_SHORT)]),
                f"rename,unit,{IN_FULL},{IN_FULL} Mới,",
            ],
            "SELECT DISTINCT unit FROM entity_lines l JOIN entities e ON e.id = l.entity_id WHERE name LIKE 'Bế%'",
            [f"{IN_FULL} Mới"],
            id="what settled it has another name",
        ),
        pytest.param(
            [
                ("a", [HA_NAM, boss(IN_FULL)]),
                ("b", [boss(IN_SHORT), deputy(IN_SHORT)]),
                f"split,person,{_BOSS} (Hà Nam),,",
            ],
            "SELECT DISTINCT unit FROM entity_lines ORDER BY unit",
            [IN_SHORT, IN_FULL],
            id="who settled it is somebody else",
        ),
        pytest.param(
            [
                ("a", [unit("UBND tỉnh Hà Nam", place="Hà Nam", kind="state"), boss("UBND tỉnh Hà Nam")]),
                ("b", [unit("UBND tỉnh", kind="state", resolved=False), boss("UBND tỉnh"), deputy(IN_SHORT)]),
                ("c", [HA_NAM]),
            ],
            "SELECT DISTINCT unit FROM entity_lines ORDER BY unit",
            [IN_FULL, "UBND tỉnh Hà Nam"],
            id="a unit of the province that is meant comes in",
        ),
    ],
)
def test_what_touches_others_from_afar(
    workspace: Workspace,
    other: Store,
    steps: Sequence[Step],
    query: str,
    expected: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resolution, "_MOST", 2.0)
    with workspace.writing(), workspace.store() as store:
        for step in steps:
            if isinstance(step, str):
                workspace.corrections.write_text(f"action,kind,entity,target,note\n{step}\n", "utf-8")
            elif step[1] is None:
                drop(store, step[0])
            else:
                put(store, step[0], "2021-01-01", *step[1])
            assert refresh_entities(workspace, store)
            assert tables(store) == in_memory(workspace, store, other)
        assert [row[0] for row in store.connection.execute(query)] == list(expected)


def test_an_id_in_a_correction_is_found_in_pieces(workspace: Workspace, other: Store) -> None:
    with workspace.writing(), workspace.store() as store:
        for n, where in enumerate(_PLACES):
            force = f"Công an tỉnh {where}"
            put(store, f"tin-{n}", "2020-01-01", unit(force, place=where), person(_NAMES[0], ("Giám đốc", force)))
        refresh_entities(workspace, store)
        rows = store.connection.execute("SELECT id, kind FROM entities ORDER BY kind, label").fetchall()
        people, units = ([row["id"] for row in rows if row["kind"] == kind] for kind in ("person", "unit"))
        (one, two), (first, second) = people[2:], units[:2]  # the first two persons are one where their units are
        text = f"action,kind,entity,target\nmerge,person,{one},{two}\nmerge,unit,{first},{second.upper()}\n"
        workspace.corrections.write_text(text, "utf-8")
        assert refresh_entities(workspace, store)
        found = tables(store)
        assert found["correction_problems"] == []
        assert found == in_memory(workspace, store, other)
        assert len(found["entities"]) == len(rows) - 3
        workspace.corrections.unlink()
        assert refresh_entities(workspace, store)
        assert tables(store) == in_memory(workspace, store, other)
        assert tables(store, ["resolve_called", "resolve_corrected"]) == {"resolve_called": [], "resolve_corrected": []}


def test_what_is_not_touched_is_not_read_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(function: str) -> None:
        kept = getattr(Resolutions, function)

        def run(self: Resolutions, name: str) -> object:
            read.append(name)
            return kept(self, name)

        monkeypatch.setattr(Resolutions, function, run)

    with workspace.writing(), workspace.store() as store:
        for n in range(40):
            where, name = f"{_PLACES[n % 4]}", f"Vi Văn {'ABCDEFGH'[n % 8]}a"
            put(store, f"tin-{n}", "2020-01-01", unit(f"Sở {n}", kind="state"), person(name, ("Chủ tịch", f"Hội {n}")))
            put(store, f"tin-{n}b", "2020-01-01", unit(f"Công an tỉnh {where}", place=where))
        refresh_entities(workspace, store)
        before = tables(store)
        counted("units_of")
        counted("persons_of")
        new = unit("Công an tỉnh Hà Nam", place="Hà Nam")
        put(store, "moi", "2021-01-01", new, person("Vi Văn Aa", ("Giám đốc", "Công an tỉnh Hà Nam")))
        assert refresh_entities(workspace, store)
        assert set(read) == {family_of("công an tỉnh hà nam"), "vi văn aa"}
        drop(store, "moi")
        assert refresh_entities(workspace, store)
        assert tables(store) == before


def test_a_run_that_is_stopped_leaves_all_as_it_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace.writing(), workspace.store() as store:
        put(store, "tin-1", "2020-01-01", unit("Công an tỉnh Hà Nam", place="Hà Nam"), person(_NAMES[0], rank="Đại tá"))
        refresh_entities(workspace, store)
        before, state = tables(store), store.entities.state()
        put(store, "tin-2", "2020-01-02", unit("Công an tỉnh Hà Nam", place="Hà Nam"), person(_NAMES[0], rank="Đại tá"))
        with monkeypatch.context() as patched:
            patched.setattr(Resolutions, "put_person_entities", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                refresh_entities(workspace, store)
        assert (tables(store), store.entities.state()) == (before, state)
        assert refresh_entities(workspace, store)
        assert tables(store) != before
