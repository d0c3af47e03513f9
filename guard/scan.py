"""Bulk screening of files, row by row: memory does not grow with the file.

Reads JSON lines, CSV, Parquet and plain text (one row a line); gives one result per row, in order.
"""

import csv
import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from guard.engine import Guard
from guard.errors import ConfigError
from guard.results import row
from guard.types import Direction

FORMATS = (".jsonl", ".csv", ".parquet", ".txt")
_PARQUET_ROWS = 1024
_CSV_FIELD = 64 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an input: its text, or why there is none, and how far into the file it ends."""

    text: str | None
    problem: str
    done: int


def rows(path: Path, field: str) -> Iterator[Row]:
    """Read the texts of a file, one row after the other.

    Args:
        path: a ``.jsonl``, ``.csv``, ``.parquet`` or ``.txt`` file.
        field: the member or column that holds the text; a plain text file has none.

    Raises:
        ConfigError: if the file cannot be read, has another ending or lacks the field.
    """
    readers = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet, ".txt": _txt}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ConfigError(f"{path}: unknown kind of file: expected one of {', '.join(FORMATS)}")
    try:
        yield from reader(path, field)
    except (OSError, ValueError) as failed:  # pyarrow's errors are ValueErrors
        why = getattr(failed, "strerror", None) or "not a file of its kind"
        raise ConfigError(f"{path}: cannot be read: {why}") from None


def size(path: Path) -> int:
    """Give what `Row.done` counts up to: bytes, or rows of a Parquet file.

    Raises:
        ConfigError: if the file cannot be read.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return int(_pyarrow().ParquetFile(path).metadata.num_rows)
        return path.stat().st_size
    except (OSError, ValueError):
        raise ConfigError(f"{path}: cannot be read") from None


def result(guard: Guard, each: Row, direction: Direction, *, everything: bool) -> dict[str, Any]:
    """Screen one row; a row without a text gets a result that says so."""
    if each.text is None:
        return {"error": each.problem}
    return row(guard.check(each.text, direction), everything=everything)


@contextmanager
def output(path: Path | None, default: IO[str]) -> Iterator[IO[str]]:
    """Open where results go; a file appears only once it is whole.

    Raises:
        ConfigError: if it cannot be written.
    """
    if path is None:
        yield default
        return
    partial = path.with_name(f"{path.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failed:
        raise ConfigError(f"{path}: cannot be written: {failed.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _jsonl(path: Path, field: str) -> Iterator[Row]:
    done = 0
    with path.open("rb") as file:
        for line in file:
            line, done = line.removeprefix(BOM_UTF8 if done == 0 else b""), done + len(line)  # noqa: PLW2901
            if line.strip():
                yield _member(line, field, done)


def _member(line: bytes, field: str, done: int) -> Row:
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError):
        return Row(None, "expected a JSON object on one line", done)
    value = parsed.get(field) if isinstance(parsed, dict) else None
    if not isinstance(value, str):
        return Row(None, f"{field}: expected a string", done)
    return Row(value, "", done)


def _csv(path: Path, field: str) -> Iterator[Row]:
    csv.field_size_limit(_CSV_FIELD)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        # The reader asks for lines one at a time, so the file's own position is ahead of the row.
        counted = _Counted(file)
        reader = csv.DictReader(counted)
        if field not in (reader.fieldnames or ()):
            names = ", ".join(reader.fieldnames or ()) or "none"
            raise ConfigError(f"{path}: no column `{field}`: expected one of {names}")
        for each in reader:
            value = each[field]
            yield Row(value, f"{field}: expected a value" if value is None else "", counted.done)


class _Counted:
    """Lines of a file and the bytes they had."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.done = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self.done += len(line.encode("utf-8", "replace"))
            yield line


def _parquet(path: Path, field: str) -> Iterator[Row]:
    file = _pyarrow().ParquetFile(path)
    names = file.schema_arrow.names
    if field not in names:
        raise ConfigError(f"{path}: no column `{field}`: expected one of {', '.join(names)}")
    done = 0
    for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=[field]):
        for value in batch.column(0).to_pylist():
            done += 1
            text = value if isinstance(value, str) else None
            yield Row(text, "" if text is not None else f"{field}: expected a string", done)


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415  # an optional part: needed for this kind of file only
    except ImportError:
        raise ConfigError("Parquet files need the extra `parquet`: pip install 'guard[parquet]'") from None
    return pyarrow.parquet


def _txt(path: Path, _field: str) -> Iterator[Row]:
    done = 0
    with path.open("rb") as file:
        for line in file:
            line, done = line.removeprefix(BOM_UTF8 if done == 0 else b""), done + len(line)  # noqa: PLW2901
            yield Row(line.decode("utf-8", "replace").rstrip("\r\n"), "", done)
