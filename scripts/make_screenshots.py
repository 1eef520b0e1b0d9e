"""Makes `docs/screenshots/*.png` anew: each page of the web interface on the demo's corpus, as Chromium shows it.

    python scripts/make_screenshots.py [--only search,article] [--workspace DIR] [--out docs/screenshots]

Needs Chromium on the machine and the packages of `diembao[dev]`; nothing is downloaded. A reader goes from page to page
by its links, so that no id stands here. Without --workspace the demo is built in a temporary folder first. A picture
that is larger than 120 kB is named, since the repository keeps every version of it.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from playwright.sync_api import sync_playwright

from diembao.demo import run_demo
from diembao.web.app import make_app
from diembao.web.settings import web_settings
from diembao.workspace import Workspace, open_workspace

WIDE = {"width": 1200, "height": 860}
NARROW = {"width": 390, "height": 800}
ARGUMENTS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run"),
    *(
        "--disable-component-update",
        "--disable-sync",
        "--disable-lcd-text",
        "--hide-scrollbars",
        "--font-render-hinting=none",
    ),
)
LARGEST = 120_000
"""Bytes."""
COLOURS = 48
"""Of a picture: text on paper has few, and each more costs bytes."""
PALETTE = """async ([png, most]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const parts = c => [c & 255, c >> 8 & 255, c >> 16 & 255];
  const far = (a, b) => a.reduce((sum, part, i) => sum + (part - b[i]) ** 2, 0);
  const kept = [];
  for (const [pixel] of [...counts].sort((a, b) => b[1] - a[1])) {
    const colour = parts(pixel);
    if (kept.length < most && kept.every(other => far(colour, other) > 300)) kept.push(colour);
  }
  const index = new Map();
  for (const pixel of counts.keys()) {
    const distances = kept.map(other => far(parts(pixel), other));
    index.set(pixel, distances.indexOf(Math.min(...distances)));
  }
  let text = "";
  for (const pixel of pixels) text += String.fromCharCode(index.get(pixel));
  return [image.width, image.height, kept.flat(), btoa(text)];
}"""
"""Of a picture: width, height, the most frequent colours that differ, and for each pixel the number of the nearest."""
UNIT = "Công an tỉnh Vân Sơn"
PERSON = "Lường Đình Khoát"
SEARCH = f"/search?q={quote('đại hội đảng bộ')}&unit={quote('Công an tỉnh')}"
Look = Callable[[Any], None]


def _entity(kind: str, name: str) -> Look:
    def go(page: Any) -> None:
        page.goto(f"/entities?kind={kind}&name={quote(name)}")
        page.locator("td a[data-step]", has_text=name).first.click()

    return go


def _article(page: Any) -> None:
    page.goto(SEARCH)
    page.locator(".hit h2 a").first.click()


def _at(address: str) -> Look:
    return lambda page: page.goto(address)


@dataclass(frozen=True)
class Shot:
    """A picture: how to get to its page, and the window."""

    name: str
    look: Look
    window: dict[str, Any] = field(default_factory=dict)


SHOTS = (
    Shot("search", _at(SEARCH)),
    Shot("search-dark", _at(SEARCH), {"color_scheme": "dark"}),
    Shot("search-narrow", _at(SEARCH), {"viewport": NARROW}),
    Shot("search-english", _at(f"{SEARCH}&lang=en")),
    Shot("kwic", _at(f"/kwic?q={quote('đại hội')}&order=right")),
    Shot("article", _article),
    Shot("article-narrow", _article, {"viewport": NARROW}),
    Shot("names", _at("/entities")),
    Shot("unit", _entity("unit", UNIT)),
    Shot("person", _entity("person", PERSON)),
    Shot("timeline", _at(f"/timeline?unit={quote(UNIT)}&from=2020&to=2020-12")),
    Shot("trends", _at(f"/trends?q={quote('đại hội')}&q={quote('ma túy')}")),
    Shot("corpus", _at("/corpus")),
    Shot("corrections", _at("/corrections")),
    Shot("help", _at("/help")),
    Shot("api", _at("/api")),
)


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """The address of the site on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = make_app(workspace, web_settings("127.0.0.1", port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(10)


def smaller(page: Any, png: bytes) -> bytes:
    """The same picture in few colours, as a PNG with a palette (W3C, Portable Network Graphics, 11.2)."""
    width, height, palette, indices = page.evaluate(PALETTE, [b64encode(png).decode(), COLOURS])
    rows = b64decode(indices)
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(palette)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def take(address: str, shots: list[Shot], out: Path) -> None:
    """Photograph the pages, each in a window of its own."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        for shot in shots:
            options = {"viewport": WIDE, "color_scheme": "light", **shot.window}
            with browser.new_context(base_url=address, **options) as context:
                page = context.new_page()
                said: list[str] = []
                page.on("console", lambda message, said=said: said.append(message.text))
                shot.look(page)
                page.wait_for_load_state("networkidle")
                if said:
                    sys.exit(f"{shot.name}: {said[0]}")
                path = out / f"{shot.name}.png"
                png = page.screenshot()
            with browser.new_context() as context:
                path.write_bytes(smaller(context.new_page(), png))
            size = path.stat().st_size
            note = f"  LARGER than {LARGEST:,} bytes" if size > LARGEST else ""
            sys.stdout.write(f"{path.name:24}{size:9,}{note}\n")
        browser.close()


def main() -> None:
    """Take all pictures, or some."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of pictures, parted by commas")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "screenshots")
    options = parser.parse_args()
    wanted = [s for s in SHOTS if not options.only or s.name in options.only.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        if options.workspace:
            workspace = open_workspace(options.workspace)
        else:
            workspace = open_workspace(Path(folder) / "diembao-workspace", create=True)
            run_demo(workspace)
        with served(workspace) as address:
            take(address, wanted, options.out)


if __name__ == "__main__":
    main()
