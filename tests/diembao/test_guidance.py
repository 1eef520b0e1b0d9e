"""The workspace's own site profiles, and the limit of time for a page."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from corpus.article import RawPage
from corpus.errors import UnreadableInput
from diembao.limits import page_limit
from diembao.outcomes import Failed, Stored, read
from tests.diembao.conftest import Command

_SENTENCE = "Trạm bơm mới của xã Hà Lam đưa nước về cánh đồng Gò Dài từ sáng mùng ba, sớm hơn dự định nửa tháng."
_PROFILE = """name = "Báo Mẫu"
hosts = ["mau.example"]
kind = "provincial"
made_from = "seen"
sources = ["a saved page"]

[[layouts]]
body = ["div.x1"]
drop = ["p.x2"]
"""


def _page(path: Path) -> Path:
    body = "".join(f"<p>Đợt {n}: {_SENTENCE}</p>" for n in range(5))
    body = f"<h1>Nước về Gò Dài</h1><div class=x1>{body}<p class=x2>Lời rao của báo, không phải bài.</p></div>"
    record = {
        "id": "1",
        "url": "https://mau.example/tin/nuoc-ve-1.html",
        "html": f"<html><head><title>Nước về Gò Dài</title></head><body>{body}",
        "published": "2022-06-03",
    }
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
    return path


def test_profiles_of_the_workspace(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", _page(tmp_path / "a.jsonl"), "--workspace", root)
    assert "articles 1" in diembao("build", "--workspace", root).err
    found = ("search", '"Lời rao"', "--format", "json", "--workspace", root)
    assert json.loads(diembao(*found).out)["total"] == 1

    (root / "sites").mkdir()
    (root / "sites" / "mau.toml").write_text(_PROFILE, "utf-8")
    assert "read 1, articles 1" in diembao("build", "--workspace", root).err
    assert json.loads(diembao(*found).out)["total"] == 0
    assert "nothing new" in diembao("build", "--workspace", root).err

    dump = _page(tmp_path / "b.jsonl")
    assert "Lời rao" in diembao("extract", dump).out
    assert '"why": "profile"' in diembao("extract", dump, "--sites", root / "sites").out

    (root / "sites" / "mau.toml").write_text(_PROFILE.replace("drop", "drops"), "utf-8")
    told = diembao("build", "--workspace", root)
    assert told.code != 0
    assert "mau.toml" in told.err
    assert "drops" in told.err
    assert "Traceback" not in told.err


def _spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_takes_too_long_is_given_up() -> None:
    begin = time.process_time()
    with pytest.raises(UnreadableInput, match="too-slow"), page_limit(0.05):
        _spin(5)
    assert time.process_time() - begin < 2
    with page_limit(0.05):
        pass
    _spin(0.2)  # the timer is off


def test_a_page_that_takes_too_long_has_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    page = RawPage(body=(_SENTENCE * 3).encode(), kind="text", source="mau")
    assert isinstance(read(page), Stored)

    def slow(*_: object, **__: object) -> None:
        _spin(5)

    monkeypatch.setattr("extractor.analyse.clean", slow)
    monkeypatch.setattr("diembao.outcomes.page_limit", lambda: page_limit(0.05))
    outcome = read(page)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "too-slow"


def test_no_limit_in_other_threads() -> None:
    told: list[str] = []

    def work() -> None:
        with page_limit(0.01):
            told.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=5)
    assert told == ["done"]
