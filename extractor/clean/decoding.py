"""Bytes to text: which encoding was it really?

Order: a byte order mark; UTF-16 without one (zero bytes in every other place); UTF-8 if it is valid or nearly so;
else one byte a letter, where `legacy.repair` finds out whether windows-1258, TCVN3 or VNI was meant. What the server
or the page declares is asked only when all that fails, because on Vietnamese sites it is often wrong.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.errors import UnreadableInput
from corpus.text import ANY_MARK, bounded_marks
from extractor.clean.legacy import beyond_ascii, repair

MAX_BYTES = 20_000_000
_PROBE = 100_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Beginnings of files that are no text: PDF, PNG, GIF, JPEG, ZIP (docx), OLE2 (doc), RIFF, OGG, ID3, ELF, 7z, RAR,
# BMP-like ICO.
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS", b"ID3",
    b"\x7fELF", b"7z\xbc\xaf", b"Rar!", b"\x00\x00\x01\x00", b"wOFF", b"wOF2",
)  # fmt: skip
_CONTROLS = bytes([*range(1, 9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_PLAIN = bytes(code for code in range(1, 0x80) if code not in _CONTROLS)
_UPPER_HALF = bytes(range(0x80, 0x100))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Declared charsets that say nothing: the default of every server, or what the detection has tried already.
_UNTOLD = frozenset({"ascii", "utf-8", "iso8859-1", "cp1252", "cp1258", "utf-16", "utf-16-le", "utf-16-be"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text in NFC and how it was read: the codec, and the repair that was needed, if any. `plain`: its bytes, where
    they came in UTF-8 and nothing had to be changed.
    """

    text: str
    encoding: str
    repaired: str = ""
    plain: bytes | None = None

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8."""
        return self.text.encode("utf-8", errors="replace") if self.plain is None else self.plain


def check_bytes(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body, unpacked where it is still gzip. Raises UnreadableInput `empty`, `too-large` or `binary`."""
    if len(body) > MAX_BYTES:
        raise UnreadableInput("too-large", f"{len(body):,} bytes, the limit is {MAX_BYTES:,}")
    if body[:3] == b"\x1f\x8b\x08":
        body = _unpacked(body)
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise UnreadableInput("empty", "no bytes")
    head = body[:16].lstrip()
    if head.startswith(_MAGIC) or body[4:8] == b"ftyp":
        raise UnreadableInput("binary", "not a text: " + headers.get("content-type", "a file of another kind"))
    return body


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableInput("binary", f"broken gzip: {error}") from None
    if len(unpacked) > MAX_BYTES:
        raise UnreadableInput("too-large", f"more than {MAX_BYTES:,} bytes when unpacked")
    return unpacked


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Text of checked bytes, NFC. Raises UnreadableInput `binary` or `undecodable`.

    >>> decode("Thị xã Phổ Yên".encode("utf-16")).text
    'Thị xã Phổ Yên'
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _finish(body[len(mark) :].decode(name, errors="replace"), name)
    wide = _utf16(body)
    if wide:
        return _finish(body.decode(wide, errors="replace"), wide)
    rest = body.translate(None, _PLAIN)  # the tenth of a page that is worth a look
    if rest.translate(None, _UPPER_HALF) and _is_binary(body[:_PROBE]):
        raise UnreadableInput("binary", "control characters")
    try:
        text, beyond = body.decode("utf-8"), rest.decode("utf-8")
    except UnicodeDecodeError:
        if (broken := _nearly_utf8(body)) is not None:
            return _finish(broken, "utf-8")
    else:
        decoded = _finish(text, "utf-8", beyond)
        return replace(decoded, plain=body) if decoded.text is text else decoded
    declared = _declared(body, headers or {})
    if declared:
        try:
            return _finish(body.decode(declared), declared)
        except (UnicodeError, ValueError):
            pass
    return _finish(body.decode("latin-1").translate(_C1_AS_1252), "single-byte")


def _is_binary(probe: bytes) -> bool:
    return (len(probe) - len(probe.translate(None, _CONTROLS))) * 50 > len(probe) or probe.count(0) * 20 > len(probe)


_C1_AS_1252 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


_ENTITY = re.compile(r"&(?:#\d{2,5}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,8});")
_TWICE = re.compile(r"&(?:amp;){1,3}(#\d{2,5}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,8});")


def _escaped_once(text: str) -> str:
    """Letters whose entity was escaped again (`&amp;agrave;`, `&amp;#225;`), as letters; all that markup needs stays.

    >>> _escaped_once("nh&amp;agrave; v&amp;#259;n, &amp;lt;b&amp;gt;")
    'nhà văn, &amp;lt;b&amp;gt;'
    """

    def letter(match: re.Match[str]) -> str:
        char = html.unescape(f"&{match[1]};")
        return char if len(char) == 1 and char >= "\u00a0" else match[0]

    return _TWICE.sub(letter, text) if "&amp;" in text else text


def mended(text: str) -> str:
    """A text that came as text, with its letters put right: entities, legacy fonts, NFC.

    >>> mended("V&amp;ugrave;ng cao"), mended("C«ng an tØnh häp"), mended("Lá»… há»™i lÃ ng")
    ('Vùng cao', 'Công an tỉnh họp', 'Lễ hội làng')
    """
    plain = _ENTITY.sub(lambda match: html.unescape(match[0]), _escaped_once(bounded_marks(text)))
    return unicodedata.normalize("NFC", repair(plain)[0])


def _finish(text: str, encoding: str, beyond: str | None = None) -> Decoded:
    """The text put right and composed. `beyond`: its characters beyond ASCII, where they are known."""
    if beyond is None:
        beyond = beyond_ascii(text)
    marked = ANY_MARK.search(beyond) is not None
    plain = _escaped_once(bounded_marks(text) if marked else text)
    if plain is not text:
        beyond = beyond_ascii(plain)
    meant, repaired = repair(plain, beyond)
    if (beyond if meant is plain else meant).count("\ufffd") * 10 > len(meant):
        raise UnreadableInput("undecodable", f"not valid as {encoding}")
    # ASCII composes with marks alone: without them the rest shows whether all is composed
    if marked or meant is not plain or ANY_MARK.search(beyond) or not unicodedata.is_normalized("NFC", beyond):
        meant = unicodedata.normalize("NFC", meant)
    return Decoded(text=meant, encoding=encoding, repaired=repaired)


def is_wide(body: bytes) -> bool:
    """Whether the text has two or four bytes a character: its markup cannot be searched before it is decoded."""
    return body.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16(body) is not None


def _utf16(body: bytes) -> str | None:
    """UTF-16 without a mark: zeros, the upper half of most letters, on one side only."""
    probe = body[:4000]
    half = len(probe) // 2
    if half < 4:
        return None
    even, odd = probe[0::2].count(0), probe[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _nearly_utf8(body: bytes) -> str | None:
    """UTF-8 with a few broken places (a page cut off, a stray byte); None for anything else."""
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    wide = sum(1 for char in text[:400_000] if char >= "\u0080") - broken
    return text if wide > 10 * broken else None


def _declared(body: bytes, headers: Mapping[str, str]) -> str | None:
    """The charset that header or page declare, where Python knows it and it says more than a default."""
    header = _HEADER_CHARSET.search(headers.get("content-type", ""))
    meta = _META_CHARSET.search(body[:4096])
    for name in (header and header[1], meta and meta[1].decode("ascii")):
        try:
            codec = codecs.lookup(name) if name else None
        except (LookupError, ValueError):
            continue
        if codec and codec.name not in _UNTOLD and getattr(codec, "_is_text_encoding", True):
            return codec.name
    return None
