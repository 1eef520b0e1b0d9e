"""`diembao serve`: what it says, what it refuses, and that pages come from where it says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from diembao.web import serving
from diembao.web.serving import announced
from diembao.web.settings import web_settings
from tests.diembao.conftest import Command


def test_it_serves_on_a_free_port_until_ctrl_c(demo_root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "diembao", "serve", "--port", "0", "--workspace", demo_root],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            found = re.match(r"(http://127\.0\.0\.1:\d+)/", line)
            assert found, line
            with urllib.request.urlopen(f"{found[1]}/search.json?q=h%E1%BB%8Dp", timeout=20) as response:
                assert response.status == 200
                assert "server" not in response.headers
            request = urllib.request.Request(f"{found[1]}/search", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="421") as refused:
                urllib.request.urlopen(request, timeout=20)
            refused.value.close()
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
        assert "Traceback" not in process.stderr.read()


def test_beyond_loopback_it_wants_a_token(diembao: Command, demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIEMBAO_TOKEN", raising=False)
    told = diembao("serve", "--host", "0.0.0.0", "--workspace", demo_root)
    assert told.code == 2
    assert "token" in told.err
    told = diembao("serve", "--host", "0.0.0.0", "--token", "short", "--workspace", demo_root)
    assert told.code == 2


def test_a_port_that_is_taken_is_told(diembao: Command, demo_root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = diembao("serve", "--port", taken.getsockname()[1], "--workspace", demo_root)
    assert told.code == 2
    assert "--port" in told.err


def test_without_its_packages_it_says_which(diembao: Command, demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PACKAGES", ("starlette", "no_such_package"))
    told = diembao("serve", "--workspace", demo_root)
    assert told.code == 2
    assert "no_such_package" in told.err
    assert "diembao[web]" in told.err


def test_without_an_index_it_says_what_to_do(diembao: Command, tmp_path: Path) -> None:
    assert diembao("serve", "--workspace", tmp_path / "nix").code == 2
    page = tmp_path / "a.txt"
    page.write_text("Không có gì.", "utf-8")
    diembao("add", page, "--workspace", tmp_path / "ws")
    told = diembao("serve", "--workspace", tmp_path / "ws")
    assert told.code == 2
    assert "diembao build" in told.err


def test_who_can_read_what_is_said() -> None:
    token = "a-token-of-a-good-length"
    said = " ".join(announced(web_settings("0.0.0.0", 8000, token=token)))
    assert "snippets" in said
    assert token not in said, "others may look at this screen"
    assert "whole" in " ".join(announced(web_settings("0.0.0.0", 8000, token=token, full_text=True)))
    assert announced(web_settings("127.0.0.1", 8000)) == ["http://127.0.0.1:8000/   (Ctrl-C ends it)"]
