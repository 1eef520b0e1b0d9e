"""The demo's workspace as a site, and forms sent as a browser sends them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from diembao.web.app import make_app
from diembao.web.settings import web_settings
from diembao.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

HOME = "http://127.0.0.1:8000"
_QUIET = ["--no-sandbox", "--no-first-run"] + [  # it has nobody to talk to but us
    f"--disable-{what}" for what in ("background-networking", "quic", "component-update", "sync")
]
Post = Callable[..., object]


def client_of(workspace: Workspace) -> TestClient:
    return TestClient(make_app(workspace, web_settings("127.0.0.1", 8000)), base_url=HOME)


@pytest.fixture
def site(demo: Workspace) -> Iterator[TestClient]:
    """To be read only."""
    with client_of(demo) as client:
        yield client


@pytest.fixture
def own_site(own: Workspace) -> Iterator[TestClient]:
    """The site of `own`: what is written there is seen by nobody else."""
    with client_of(own) as client:
        yield client


def post(client: TestClient, address: str, fields: dict[str, str], *, page: str = "/search"):  # type: ignore[no-untyped-def]
    """Send a form with the token that a page with forms has; redirects are followed."""
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', client.get(page).text)
    assert found, f"{page} has no form"
    return client.post(address, data={**fields, "form_token": found[1]})


@contextmanager
def serving(workspace: Workspace) -> Iterator[str]:
    """The site as a browser reaches it: its address on a free port of loopback."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = make_app(workspace, web_settings("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@pytest.fixture(scope="module")  # while Playwright is open, nothing else in this thread can run `asyncio`
def chromium() -> Iterator[Any]:
    """A browser; tests that need one are skipped where there is none."""
    if os.environ.get("DIEMBAO_NEEDS_CHROMIUM"):
        import playwright.sync_api as sync_api
    else:
        sync_api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=_QUIET)
        except sync_api.Error as error:
            if os.environ.get("DIEMBAO_NEEDS_CHROMIUM"):
                raise
            pytest.skip(f"no browser: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture(scope="module")  # what is served keeps its index open
def served(demo_root: Path) -> Iterator[str]:
    """The address of the demo's site, for browsers; to be read only."""
    with serving(open_workspace(demo_root)) as address:
        yield address
