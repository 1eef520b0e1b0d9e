"""Listening: the address is taken first and told, then pages are served until Ctrl-C."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from urllib.parse import quote

from corpus.errors import UsageError, WorkspaceError
from diembao.clustering import duplicates_of_today
from diembao.engines import open_backend
from diembao.merging import merged_of_today
from diembao.searching import parse_query, search
from diembao.terminal import say
from diembao.web.settings import WebSettings
from diembao.workspace import Workspace

PACKAGES = ("starlette", "jinja2", "uvicorn", "babel")
"""Of the extra `web`."""


def serve(workspace: Workspace, settings: WebSettings) -> None:
    """Serve a corpus until Ctrl-C. Raises UsageError without the packages of `diembao[web]`, WorkspaceError where there
    is no index yet or the address is taken.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise UsageError(f"the web interface needs more packages ({', '.join(missing)}): pip install 'diembao[web]'")
    import uvicorn

    from diembao.web.app import make_app

    with open_backend(workspace.settings.engine, workspace.index, create=False), workspace.store() as store:
        duplicates_of_today(
            workspace, store
        )  # what a page could not wait for, where the rules are newer than the corpus
        merged_of_today(workspace, store)
        search(
            workspace, parse_query("họp", workspace), limit=1, facets=True
        )  # loads what the first page would wait for
    listening = _listening(settings)
    try:
        settings = replace(settings, port=listening.getsockname()[1])
        config = uvicorn.Config(
            make_app(workspace, settings),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=10,
            limit_concurrency=500,
            timeout_graceful_shutdown=3,
        )
        for line in announced(settings):
            say(line)
        with suppress(KeyboardInterrupt):  # uvicorn raises it again when all is closed
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()
    say("ended")


def announced(settings: WebSettings) -> list[str]:
    """What is said when it begins."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    lines = [f"http://{host}:{settings.port}/   (Ctrl-C ends it)"]
    if not settings.is_local:
        shown = "texts are shown whole" if settings.full_text else "texts are shown in snippets; --full-text shows them"
        lines.append(f"Others can reach this: they need the token; {shown}.")
        lines.append("Nothing is encrypted here: put a server with HTTPS before it where the network is not yours.")
    if settings.token is not None and settings.is_local:
        lines.append(f"http://{host}:{settings.port}/?token={quote(settings.token)}")
    return lines


def _listening(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host.strip("[]"), settings.port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise WorkspaceError(
            f"{settings.host}:{settings.port} cannot be listened at ({error.strerror or error}); another --port, or"
            " --port 0 for a free one"
        ) from error
    return made
