"""Results of pure functions, remembered by a digest of what went in. Losing them costs time and nothing else.

One SQLite file in ``.statuary/``: ten thousand small files would cost more than one. Values are msgpack, decoded into
the type the caller names, so a damaged or foreign value is a miss and never runs anything. What no build has asked for
in a while is dropped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


KEPT_BUILDS = 20  # a value unused for so many builds is dropped
_MANY = 500  # from so many keys on, reading the whole namespace is quicker than a look-up each
_EVERY = KEPT_BUILDS // 2  # builds between two that note what is used, and drop what is not
_FORMAT = 3
_TABLE = 'create table if not exists "{}" (key blob primary key, value blob, used int)'
"""One a namespace, which are the program's own names: a whole one is read from its beginning to its end."""
_WRITE = 'insert or replace into "{}" values (?, ?, ?)'
_READ = 'select key, value from "{}"'
_NOTE = 'update "{}" set used = ? where key = ?'
_DROP = 'delete from "{}" where used < ?'
_TABLES = "select name from sqlite_schema where type = 'table'"
_PAGE = 16_384  # bytes: most values fit into one
_CACHE = 32_000  # KiB: with less, pages of the index are written and read again and again


class Sealed(Generic[T]):
    """A value that many keys share: in a key it is its digest, which is worked out once."""

    __slots__ = ("digest", "value")

    def __init__(self, value: T) -> None:
        self.value = value
        self.digest = key(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _unseal(value: object) -> bytes:
    if isinstance(value, Sealed):
        return value.digest
    raise NotImplementedError  # msgspec says of what type it is


_encode = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_unseal).encode


def _encoded(values: Mapping[bytes, Any]) -> Iterator[tuple[bytes, bytes]]:
    for one, value in values.items():
        with suppress(OverflowError):  # somebody wrote an integer of more than 64 bits: it is worked out each time
            yield one, _encode(value)


def key(*inputs: Any) -> bytes:
    """A digest of the inputs (anything msgspec encodes). Different inputs have different encodings."""
    return blake2b(_encode(inputs), digest_size=16).digest()


class Keys:
    """Digests of what some inputs and another digest are, many of them."""

    __slots__ = ("_begun",)

    def __init__(self, *inputs: Any) -> None:
        self._begun = blake2b(_encode(inputs), digest_size=16)

    def __call__(self, digest: bytes) -> bytes:
        made = self._begun.copy()
        made.update(digest)
        return made.digest()


class Memo(msgspec.Struct):
    """What is known under (namespace, key). ``many`` is the pleasant form; the others are its parts."""

    connection: sqlite3.Connection | None = None
    generation: int = 0
    tables: set[str] = msgspec.field(default_factory=set)  # the namespaces that the file has
    kept: dict[tuple[str, bytes], bytes] = msgspec.field(default_factory=dict)  # where there is no file

    @property
    def is_new(self) -> bool:
        """Whether nothing can be remembered: no build has been before this one."""
        return self.generation <= 1

    def many(
        self,
        namespace: str,
        keys: Sequence[bytes],
        compute: Callable[[Sequence[int]], Sequence[T]],
        type: type[T],  # noqa: A002
    ) -> list[T]:
        """The value of each key. ``compute`` is called at most once, with the positions of all that are not known."""
        values = self.known(namespace, keys, type)
        missing = [position for position, one in enumerate(keys) if one not in values]
        if missing:
            fresh = {keys[position]: value for position, value in zip(missing, compute(missing), strict=True)}
            self.remember(namespace, fresh)
            values.update(fresh)
        return [values[one] for one in keys]

    def known(self, namespace: str, keys: Sequence[bytes], type: type[T]) -> dict[bytes, T]:  # noqa: A002
        """What is remembered of these keys. What does not decode into the type is not."""
        decode = msgspec.msgpack.Decoder(type).decode
        rows = self._read(namespace, keys)
        try:  # tens of thousands at once
            return {one: decode(value) for one, value in rows}
        except (msgspec.DecodeError, UnicodeDecodeError):
            values: dict[bytes, T] = {}
            for one, value in rows:
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    values[one] = decode(value)
            return values

    def remember(self, namespace: str, values: Mapping[bytes, Any]) -> None:
        """Keeps the values, in place of what was known of their keys."""
        encoded = list(_encoded(values))
        if self.connection is None:
            self.kept.update({(namespace, one): value for one, value in encoded})
            return
        rows = [(one, value, self.generation) for one, value in encoded]
        if not rows:
            return
        with suppress(sqlite3.Error):
            if namespace not in self.tables:
                self.connection.execute(_TABLE.format(namespace))
                self.tables.add(namespace)
            self.connection.executemany(_WRITE.format(namespace), rows)

    def get(self, namespace: str, key: bytes, type: type[T]) -> T | None:  # noqa: A002
        """What is remembered of one key."""
        return self.known(namespace, [key], type).get(key)

    def _read(self, namespace: str, keys: Sequence[bytes]) -> Sequence[tuple[bytes, bytes]]:
        if self.connection is None:
            return [(one, self.kept[namespace, one]) for one in keys if (namespace, one) in self.kept]
        rows: list[tuple[bytes, bytes]] = []
        if namespace not in self.tables:
            return rows
        with suppress(sqlite3.Error):
            sql = _READ.format(namespace)
            if len(keys) > _MANY:
                asked = set(keys)
                rows = [row for row in self.connection.execute(sql) if row[0] in asked]
            else:
                marks = ",".join("?" * len(keys))
                rows = self.connection.execute(f"{sql} where key in ({marks})", keys).fetchall()
            self._touch(namespace, keys)
        return rows

    def _touch(self, namespace: str, keys: Sequence[bytes]) -> None:
        """Notes the use; seldom written, since a build uses mostly what the one before it used."""
        if self.connection is None or self.generation % _EVERY:
            return
        self.connection.executemany(_NOTE.format(namespace), [(self.generation, one) for one in keys])

    def drop_unused(self) -> None:
        """Drops what no build has asked for in a while, as seldom as the use is noted."""
        if self.connection is None or self.generation % _EVERY:
            return
        for name in sorted(self.tables):
            self.connection.execute(_DROP.format(name), (self.generation - KEPT_BUILDS,))
            if self.connection.execute(f"{_READ.format(name)} limit 1").fetchone() is None:
                self.connection.execute(f'drop table "{name}"')
                self.tables.discard(name)


@contextmanager
def open_memo(path: Path | None) -> Iterator[Memo]:
    """The memo at ``path``; in memory where there is none, and where the file can be neither read nor replaced."""
    connection = _connect(path) if path else None
    memo = Memo(connection)
    if connection is None:
        yield memo
        return
    try:
        memo.generation = _next_generation(connection)
        memo.tables.update(_tables(connection))
        yield memo
        with suppress(sqlite3.Error):
            memo.drop_unused()
            connection.commit()
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection | None:
    """The opened file; one that is damaged is made anew."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path)
            connection.execute("pragma synchronous = off")  # a lost memo is a miss
            connection.execute(f"pragma page_size = {_PAGE}")
            connection.execute("pragma journal_mode = wal")
            connection.execute(f"pragma cache_size = -{_CACHE}")
            if connection.execute("pragma user_version").fetchone()[0] not in (0, _FORMAT):
                raise sqlite3.DatabaseError("another format")  # noqa: TRY301 - made anew like a damaged one
            connection.execute(f"pragma user_version = {_FORMAT}")
        except (sqlite3.DatabaseError, OSError):
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                with suppress(OSError):
                    (path.parent / name).unlink()
        else:
            return connection
    return None


def _tables(connection: sqlite3.Connection) -> set[str]:
    try:
        return {str(name) for (name,) in connection.execute(_TABLES)}
    except sqlite3.Error:
        return set()


def _next_generation(connection: sqlite3.Connection) -> int:
    """This build's number: one more than the newest that left something, counted in ``application_id``."""
    try:
        (last,) = connection.execute("pragma application_id").fetchone()
        connection.execute(f"pragma application_id = {(last + 1) % 2**31}")
        return int(last) + 1
    except sqlite3.Error:
        return 0
