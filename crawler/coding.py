"""Content codings (RFC 9110, 8.4.1), unpacked piece by piece, so that no body grows beyond what is asked for.

gzip and deflate come with Python; br needs `brotli` 1.2, zstd Python 3.14 or `backports.zstd`: what is not installed is
not offered to servers.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Protocol

from corpus.errors import FetchError

PIECE = 256 * 1024  # bytes that one step of unpacking gives at most
MAX_CODINGS = 2  # one behind the other; more is an attack
_NONE = frozenset({"", "identity", "none", "utf-8", "utf8", "8bit", "binary"})  # the latter by mistake, as seen
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5"


class _Unpacker(Protocol):
    def unpack(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None: ...


@cache
def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _brotli() -> Any:
    brotli = _module("brotli")
    # older ones than 1.2 cannot be bounded
    return brotli if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data") else None


def _zstd() -> Any:
    return _module("compression.zstd") or _module("backports.zstd")


@cache
def accepted() -> str:
    """The value of Accept-Encoding.

    >>> accepted().startswith("gzip, deflate")
    True
    """
    return ", ".join(["gzip", "deflate", *(["br"] if _brotli() else []), *(["zstd"] if _zstd() else [])])


def unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The pieces of a body without its Content-Encoding, none longer than PIECE where it was packed.

    A body that does not begin as its coding does was not packed, whatever the header says. Raises FetchError
    (bad-answer) for a coding that is not known, for broken data, and at the end of data that are cut off.
    """
    names = [name for part in coding.lower().split(",") if (name := part.strip()) not in _NONE]
    if len(names) > MAX_CODINGS:
        raise FetchError("bad-answer", f"{len(names)} content codings, one on the other")
    for name in reversed(names):
        pieces = _without(pieces, name)
    yield from pieces


def _without(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    source = iter(pieces)
    first = b""
    while len(first) < len(_GZIP):  # a first piece may be a single byte
        piece = next(source, None)
        if piece is None:
            break
        first += piece
    if not first:
        return
    unpacker = _opened(name, first)
    if unpacker is None:
        yield first
        yield from source
        return
    try:
        yield from unpacker.unpack(first)
        for piece in source:
            yield from unpacker.unpack(piece)
    except _errors() as error:
        raise FetchError("bad-answer", f"the body is no proper {name}") from error
    unpacker.finish()


def _opened(name: str, first: bytes) -> _Unpacker | None:
    if name in ("gzip", "x-gzip"):
        return _Zlib(31) if first.startswith(_GZIP) else None
    if name == "deflate":
        # the standard means zlib's format; some servers send the bare stream
        bare = first[0] & 0x0F != 8 or int.from_bytes(first[:2], "big") % 31 != 0
        return _Zlib(-15 if bare else 15)
    if name == "br" and _brotli():
        return _Brotli()
    if name == "zstd" and _zstd():
        return _Zstd() if first.startswith(_ZSTD) else None
    raise FetchError("bad-answer", f"the content coding {name[:20]!r} is not known")


@cache
def _errors() -> tuple[type[Exception], ...]:
    brotli, zstd = _brotli(), _zstd()
    return (zlib.error, *([brotli.error] if brotli else []), *([zstd.ZstdError] if zstd else []))


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)

    def unpack(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream.eof:
                if self._wbits != 31 or not data.startswith(_GZIP):
                    return  # padding behind the end
                self._stream = zlib.decompressobj(self._wbits)  # a gzip file may have several members
            yield self._stream.decompress(data, PIECE)
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def finish(self) -> None:
        if not self._stream.eof:
            raise FetchError("bad-answer", "the packed body is cut off")


class _Brotli:
    def __init__(self) -> None:
        self._stream = _brotli().Decompressor()

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        # can_accept_more_data() is True too while output waits, so what waits is asked for until nothing comes
        while piece := self._stream.process(data, output_buffer_limit=PIECE):
            yield piece
            data = b""
            if self._stream.is_finished():
                return

    def finish(self) -> None:
        if not self._stream.is_finished():
            raise FetchError("bad-answer", "the packed body is cut off")


class _Zstd:
    """Bounded like zlib's; RFC 9659 bounds the window to 8 MB (2 to the 23rd)."""

    def __init__(self) -> None:
        self._stream = self._opened()

    @staticmethod
    def _opened() -> Any:
        zstd = _zstd()
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if self._stream.eof:
            if not data.startswith(_ZSTD):
                return  # padding behind the end
            self._stream = self._opened()  # several frames, one after the other
        while True:
            yield self._stream.decompress(data, PIECE)
            data = b""
            if self._stream.eof:
                data = self._stream.unused_data
                if not data.startswith(_ZSTD):
                    return
                self._stream = self._opened()
            elif self._stream.needs_input:
                return

    def finish(self) -> None:
        if not self._stream.eof:
            raise FetchError("bad-answer", "the packed body is cut off")
