"""The files of an export, one writer a format; each takes articles one by one and counts the rows that it wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from corpus.analysis import Analysis
from corpus.codec import dumps, to_json
from corpus.errors import UsageError
from corpus.store import Store
from diembao.export.abridged import Quotations, abridged
from diembao.export.cells import CsvTable
from diembao.export.conllu import Sentences, document
from diembao.export.tables import TableName, columns_of, rows_of, values_of

if TYPE_CHECKING:
    from diembao.export.wacz import Records

Format = Literal["jsonl", "csv", "parquet", "conllu", "ftm", "wacz", "cdxj"]
FORMATS: tuple[Format, ...] = get_args(Format)
TABLES: tuple[TableName, ...] = get_args(TableName)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How an export is written. `tokens` only for JSON Lines, `bom` only for CSV, CoNLL-U and WACZ only with
    `full_text`.
    """

    format: Format
    full_text: bool = False
    tokens: bool = False
    bom: bool = False

    def __post_init__(self) -> None:
        if self.format == "conllu" and not self.full_text:
            raise UsageError("CoNLL-U holds the texts themselves; add --full-text, or choose another --format")
        if self.format == "wacz" and not self.full_text:
            raise UsageError("WACZ holds the pages themselves; add --full-text, or choose another --format (cdxj)")
        if self.tokens and self.format != "jsonl":
            raise UsageError("--tokens is for --format jsonl; CoNLL-U has them anyway")
        if self.bom and self.format != "csv":
            raise UsageError("--bom is for --format csv")

    @property
    def tables(self) -> tuple[TableName, ...]:
        """The files that it has."""
        return TABLES if self.format in ("csv", "parquet") else ("articles",)


class Writer(Protocol):
    """Open files of an export."""

    def write(self, analysis: Analysis) -> None:
        """Take in one article."""
        ...

    def finish(self) -> None:
        """All articles have come: write what needs to know them all."""
        ...

    def close(self) -> None:
        """Write what is left; closing twice is no fault."""
        ...

    def rows(self) -> Mapping[TableName, int]:
        """Rows written so far: of JSON Lines the lines, of CoNLL-U and FtM the articles."""
        ...

    def more(self) -> Mapping[str, int]:
        """Other counts for the manifest."""
        ...


def open_writer(form: Form, paths: Mapping[TableName, Path], store: Store, records: Records) -> Writer:
    """The writer of a format. Raises UsageError where a package that it needs is not installed.

    FollowTheMoney is written from the tables of entities and of merged events, too, which the caller keeps in step.
    """
    if form.format == "parquet":
        from diembao.export.parquet import ParquetFiles

        return ParquetFiles(form.full_text, paths)
    if form.format == "ftm":
        return FtmFile(form, paths, store)
    if form.format in ("wacz", "cdxj"):
        from diembao.export.wacz import CdxjFile, WaczFile

        return (WaczFile if form.format == "wacz" else CdxjFile)(paths, store, records)
    makers: dict[str, Callable[[Form, Mapping[TableName, Path]], Writer]] = {
        "jsonl": JsonLines,
        "csv": CsvFiles,
        "conllu": ConlluFile,
    }
    return makers[form.format](form, paths)


class _Files:
    """Text files, UTF-8 with LF, closed together."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def _text(self, path: Path, encoding: str = "utf-8") -> Any:
        return self._open.enter_context(path.open("x", encoding=encoding, newline=""))

    def finish(self) -> None:
        """See `Writer.finish`."""

    def close(self) -> None:
        """See `Writer.close`."""
        self._open.close()

    def more(self) -> Mapping[str, int]:
        """See `Writer.more`."""
        return {}


class JsonLines(_Files):
    """The contract's object, one a line; with the texts the very line of `extract`."""

    def __init__(self, form: Form, paths: Mapping[TableName, Path]) -> None:
        super().__init__()
        self._form = form
        self._stream = self._text(paths["articles"])
        self._rows = 0

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        shown = to_json if self._form.full_text else abridged
        self._stream.write(dumps(shown(analysis, tokens=self._form.tokens)) + "\n")
        self._rows += 1

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`."""
        return {"articles": self._rows}


class CsvFiles(_Files):
    """The three tables as CSV."""

    def __init__(self, form: Form, paths: Mapping[TableName, Path]) -> None:
        super().__init__()
        self._full_text = form.full_text
        self._columns = {name: columns_of(name, full_text=form.full_text) for name in TABLES}
        encoding = "utf-8-sig" if form.bom else "utf-8"
        self._tables = {
            name: CsvTable(self._text(paths[name], encoding), tuple(self._columns[name])) for name in TABLES
        }

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        for name, table in self._tables.items():
            for row in rows_of(name, analysis, full_text=self._full_text):
                table.write(values_of(row, self._columns[name]))

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`."""
        return {name: table.rows for name, table in self._tables.items()}


class ConlluFile(_Files):
    """CoNLL-U, an article a document."""

    def __init__(self, _form: Form, paths: Mapping[TableName, Path]) -> None:
        super().__init__()
        self._stream = self._text(paths["articles"])
        self._rows = 0
        self._counts: dict[str, int] = {"sentences": 0, "tokens": 0, "mentions": 0, "mentions_cut_through_a_word": 0}

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        sentences: Sentences = document(analysis)
        self._stream.write(sentences.text)
        self._rows += 1
        for name, number in sentences.counts.items():
            self._counts[name] += number

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`."""
        return {"articles": self._rows}

    def more(self) -> Mapping[str, int]:
        """See `Writer.more`."""
        return self._counts


class FtmFile(_Files):
    """FollowTheMoney, an entity a line: articles, units, persons, posts and who held them, events, what proves them."""

    def __init__(self, form: Form, paths: Mapping[TableName, Path], store: Store) -> None:
        super().__init__()
        self._form = form
        self._store = store
        self._stream = self._text(paths["articles"])
        self._quoted = Quotations(full_text=form.full_text)
        self._ids: list[str] = []
        self._counts: Counter[str] = Counter()

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        self._ids.append(analysis.article.id)
        self._quoted.read(analysis)

    def finish(self) -> None:
        """See `Writer.finish`."""
        from diembao.ftm_graph import corpus_graph
        from diembao.timeline import EventFilter, timeline

        events = timeline(self._store, EventFilter(), self._ids)
        for entity in corpus_graph(self._store, self._ids, events, self._quoted, texts=self._form.full_text):
            self._stream.write(dumps(entity) + "\n")
            self._counts[entity["schema"]] += 1

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`."""
        return {"articles": self._counts["Article"]}

    def more(self) -> Mapping[str, int]:
        """See `Writer.more`."""
        return dict(sorted(self._counts.items()))
