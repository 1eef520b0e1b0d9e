"""Tables as Parquet files, typed; needs the extra `parquet`.

Source: Apache Arrow, Python API, `pyarrow.parquet.ParquetWriter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corpus.analysis import Analysis
from corpus.codec import JsonObject
from corpus.errors import UsageError
from diembao.export.tables import Columns, TableName, columns_of, rows_of

GROUP = 5_000  # rows a row group: what is held in memory


class ParquetFiles:
    """A `Writer`: `articles`, `mentions` and `events`."""

    def __init__(self, full_text: bool, paths: Mapping[TableName, Path]) -> None:
        self._arrow, maker = _pyarrow()
        self._full_text = full_text
        self._columns = {name: columns_of(name, full_text=full_text) for name in paths}
        self._schemas = {name: _schema(self._arrow, columns) for name, columns in self._columns.items()}
        self._writers = {
            name: maker(path, self._schemas[name], compression="zstd", version="2.6") for name, path in paths.items()
        }
        self._waiting: dict[TableName, list[JsonObject]] = {name: [] for name in paths}
        self._rows: dict[TableName, int] = dict.fromkeys(paths, 0)

    def write(self, analysis: Analysis) -> None:
        """See `Writer.write`."""
        for name, waiting in self._waiting.items():
            columns = self._columns[name]
            for row in rows_of(name, analysis, full_text=self._full_text):
                waiting.append({column: _typed(row.get(column), kind) for column, kind in columns.items()})
            if len(waiting) >= GROUP:
                self._flush(name)

    def _flush(self, name: TableName) -> None:
        waiting = self._waiting[name]
        for at in range(0, len(waiting), GROUP):
            table = self._arrow.Table.from_pylist(waiting[at : at + GROUP], schema=self._schemas[name])
            self._writers[name].write_table(table)
            self._rows[name] += table.num_rows
        waiting.clear()

    def finish(self) -> None:
        """See `Writer.finish`."""

    def close(self) -> None:
        """See `Writer.close`."""
        for name, writer in self._writers.items():
            if writer.is_open:
                self._flush(name)
                writer.close()

    def rows(self) -> Mapping[TableName, int]:
        """See `Writer.rows`; those that wait for their row group do not count yet."""
        return self._rows

    def more(self) -> Mapping[str, int]:
        """See `Writer.more`."""
        return {}


def _schema(arrow: Any, columns: Columns) -> Any:
    types = {
        "text": arrow.string(),
        "number": arrow.int32(),
        "share": arrow.float64(),
        "truth": arrow.bool_(),
        "texts": arrow.list_(arrow.string()),
        "day": arrow.date32(),
    }
    return arrow.schema([arrow.field(name, types[kind]) for name, kind in columns.items()])


def table_bytes(columns: Columns, rows: Iterable[JsonObject]) -> bytes:
    """One table as a Parquet file. Raises UsageError where pyarrow is not installed."""
    arrow, maker = _pyarrow()
    schema = _schema(arrow, columns)
    typed = [{name: _typed(row.get(name), kind) for name, kind in columns.items()} for row in rows]
    sink = arrow.BufferOutputStream()
    with maker(sink, schema, compression="zstd", version="2.6") as writer:
        writer.write_table(arrow.Table.from_pylist(typed, schema=schema), row_group_size=GROUP)
    made: bytes = sink.getvalue().to_pybytes()
    return made


def _typed(value: Any, kind: str) -> Any:
    """A value of JSON as the column's type takes it."""
    if value is None:
        return None
    if kind == "day":
        return date.fromisoformat(value)
    return list(value) if kind == "texts" else value


def _pyarrow() -> tuple[Any, Any]:
    """The module, and the class of its writers. Raises UsageError where it is not installed."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise UsageError("Parquet needs one more package: pip install 'diembao[parquet]'") from None
    return pyarrow, ParquetWriter
