"""Promises of the store: durable settings, one owner, nothing changed unnoticed, a full disk loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from boulevard_server.journal import Cached, Journal, JournalFailed, Listing, MemoryJournal, Person, StorageFull, Write
from boulevard_server.record import (
    FORMAT,
    NOBODY,
    Chain,
    Claim,
    MatchOpened,
    RecordBroken,
    Row,
    SeatTaken,
    Terms,
    check,
)
from boulevard_server.replays import read_file, write_file
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_server.sqlite_store import VERSION, connect, file_in, read_only, read_rows
from boulevard_shared.ids import BotLevel, SeatMode

TERMS = Terms("toy", 2, SeatMode.ANCHORED, BotLevel.NORMAL, 0, 3_000, 5_000, 7, "toy-1")


def some_rows(match: str = "m", count: int = 20) -> list[Row]:
    chain = Chain(match)
    entries = [(MatchOpened(format=FORMAT, code="ABCDEFGH", terms=TERMS), NOBODY)]
    entries += [(SeatTaken(seat=n % 2, city="xian"), Claim(n % 2, n + 1, b"answer %d" % n)) for n in range(count - 1)]
    return chain.rows(entries)


async def fill(journal: Journal) -> list[Row]:
    rows = some_rows()
    await journal.append(Write(rows[:3], [Person("m", 0, "Ann", b"h")], listing=Listing("m", "ABCDEFGH", "lobby", 1)))
    await asyncio.gather(*(journal.append(Write([row])) for row in rows[3:]))
    return rows


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_is_stored_is_read_back(kind: str, tmp_path: Path) -> None:
    async def main() -> None:
        journal: Journal = MemoryJournal(1) if kind == "memory" else SqliteJournal(tmp_path)
        rows = await fill(journal)
        found = await journal.rows("m")
        check(found)
        assert found == rows
        assert await journal.answer("m", 1, 2) == b"answer 1"
        assert await journal.answer("m", 1, 999) is None
        assert await journal.people() == [Person("m", 0, "Ann", b"h")]
        await journal.append(Write(forget=[("m", 0)], listing=Listing("m", "ABCDEFGH", "expired", 1)))
        assert (await journal.people(), await journal.listings()) == ([], [])
        assert await journal.rows("unknown") == []
        await journal.close()

    asyncio.run(main())


def test_commits_are_made_durable_and_sqlite_confirms_it(tmp_path: Path) -> None:
    store = connect(tmp_path / "x.sqlite3")
    settings = {name: store.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")}
    store.close()
    assert settings == {"synchronous": 2, "journal_mode": "wal"}
    with pytest.raises(JournalFailed, match="journal_mode at memory"):
        connect(Path(":memory:"))


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a restart"])
def test_one_request_is_stored_once_and_takes_no_other_match_down(again: bool, tmp_path: Path) -> None:
    async def main() -> None:
        journal = SqliteJournal(tmp_path)
        rows = await fill(journal)
        if again:
            await journal.close()
            journal = SqliteJournal(tmp_path)
        twice = msgspec.structs.replace(rows[5], seq=20)
        other = some_rows("n", 2)
        outcomes = await asyncio.gather(
            journal.append(Write([twice])),
            journal.append(Write(other, listing=Listing("n", "HGFEDCBA", "lobby", 2))),
            return_exceptions=True,
        )
        assert isinstance(outcomes[0], JournalFailed)
        assert outcomes[1] is None
        assert await journal.rows("n") == other
        await journal.close()

    asyncio.run(main())


def test_requests_may_come_out_of_order_but_not_twice_in_one_write(tmp_path: Path) -> None:
    async def main() -> None:
        journal = SqliteJournal(tmp_path)
        rows = await fill(journal)
        late, late_again = (Row("m", 20 + n, 0, 500 - n, b"", b"late", b"", b"") for n in range(2))
        await journal.append(Write([late, late_again]))
        assert await journal.answer("m", 0, 499) == b"late"
        new = Row("m", 22, 1, 600, b"", b"", b"", b"")
        with pytest.raises(JournalFailed):
            await journal.append(Write([new, msgspec.structs.replace(new, seq=23)]))
        await journal.append(Write([new]))
        assert await journal.rows("m") == [*rows, late, late_again, new]
        with pytest.raises(JournalFailed):
            await journal.append(Write(some_rows("not in the index", 2)))
        assert await journal.rows("m") == [*rows, late, late_again, new]
        await journal.close()

    asyncio.run(main())


OLD = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE match (
    match TEXT PRIMARY KEY, code TEXT NOT NULL, status TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE INDEX match_status ON match (status);
CREATE TABLE entry (
    match TEXT NOT NULL REFERENCES match, seq INTEGER NOT NULL, seat INTEGER NOT NULL, cid INTEGER NOT NULL,
    body BLOB NOT NULL, answer BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (match, seq)) STRICT%s;
CREATE UNIQUE INDEX entry_cid ON entry (match, seat, cid) WHERE cid > 0;
CREATE TABLE person (
    match TEXT NOT NULL REFERENCES match, seat INTEGER NOT NULL, name TEXT NOT NULL, token_hash BLOB NOT NULL,
    PRIMARY KEY (match, seat)) STRICT;
CREATE TABLE cached (
    match TEXT PRIMARY KEY REFERENCES match, seq INTEGER NOT NULL, hash BLOB NOT NULL, board BLOB NOT NULL) STRICT;
INSERT INTO meta VALUES ('boot', 6);
INSERT INTO match VALUES ('n', 'HGFEDCBA', 'over', 2), ('m', 'ABCDEFGH', 'lobby', 1);
INSERT INTO person VALUES ('m', 0, 'Ann', x'68');
INSERT INTO cached VALUES ('n', 3, x'00', x'01');
"""
"""The tables as the first servers made them."""


def old_store(path: Path, more: str = "") -> dict[str, list[Row]]:
    """A store of an earlier version with two matches in it."""
    records = {"m": some_rows("m"), "n": some_rows("n", 7)}
    with sqlite3.connect(path) as store:
        store.execute("PRAGMA journal_mode = wal")
        store.executescript(OLD % more)
        for rows in zip(*records.values(), strict=False):
            store.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(msgspec.structs.astuple, rows))
        rest = [*records["m"][7:]]
        store.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(msgspec.structs.astuple, rest))
    store.close()
    return records


@pytest.mark.parametrize("more", ["", ", WITHOUT ROWID"])
def test_a_store_of_an_earlier_version_is_taken_over_whole(more: str, tmp_path: Path) -> None:
    async def main() -> None:
        records = old_store(file_in(tmp_path), more)
        with contextlib.closing(read_only(file_in(tmp_path))) as store:
            assert {match: read_rows(store, match) for match in records} == records, "it can be read as it is, too"
        for _ in range(2):
            journal = SqliteJournal(tmp_path)
            assert {match: await journal.rows(match) for match in records} == records
            assert await journal.listings() == [
                Listing("m", "ABCDEFGH", "lobby", 1),
                Listing("n", "HGFEDCBA", "over", 2),
            ]
            assert await journal.people() == [Person("m", 0, "Ann", b"h")]
            assert await journal.cached("n") == Cached("n", 3, b"\0", b"\1")
            assert await journal.answer("m", 1, 2) == b"answer 1"
            await journal.close()
        assert journal.boot == 8
        journal = SqliteJournal(tmp_path)
        with pytest.raises(JournalFailed):
            await journal.append(Write([msgspec.structs.replace(records["m"][5], seq=20)]))
        await journal.append(Write(some_rows("o", 3), listing=Listing("o", "AAAABBBB", "lobby", 3)))
        await journal.append(Write(some_rows("m", 22)[20:]))
        assert await journal.rows("o") == some_rows("o", 3)
        assert await journal.rows("m") == some_rows("m", 22)
        await journal.close()

    asyncio.run(main())


def test_a_store_that_cannot_be_taken_over_stays_as_it_was(tmp_path: Path) -> None:
    path = file_in(tmp_path)
    records = old_store(path)
    with sqlite3.connect(path) as store:
        # It does not fit the new table: what would be lost is noticed before anything is.
        store.execute("CREATE TABLE entry_by_name (x INTEGER)")
    store.close()
    with pytest.raises(JournalFailed, match="cannot be opened"):
        connect(path)
    with contextlib.closing(read_only(path)) as store:
        assert {match: read_rows(store, match) for match in records} == records
        columns = [line[1] for line in store.execute("PRAGMA table_info(match)")]
    assert "number" not in columns


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    connect(file_in(tmp_path)).execute(f"PRAGMA user_version = {VERSION + 1}").connection.close()
    with pytest.raises(JournalFailed, match="later version"):
        connect(file_in(tmp_path))


def test_a_second_server_is_kept_out_with_a_sentence_and_let_in_afterwards(tmp_path: Path) -> None:
    async def main() -> None:
        journal = SqliteJournal(tmp_path)
        code = f"import asyncio, sys; from pathlib import Path; from boulevard_server.sqlite_journal import *\n\
async def main():\n    await SqliteJournal(Path({str(tmp_path)!r})).close()\n\
try: asyncio.run(main())\nexcept Exception as error: sys.exit(str(error))"
        second = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True)
        assert "in use by another server" in second.stderr
        assert second.returncode == 1
        await journal.close()
        third = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True)
        assert third.returncode == 0, third.stderr

    asyncio.run(main())


def test_every_start_has_its_own_number(tmp_path: Path) -> None:
    async def boot() -> int:
        journal = SqliteJournal(tmp_path)
        await journal.close()
        return journal.boot

    assert [asyncio.run(boot()) for _ in range(3)] == [1, 2, 3]


def test_a_full_disk_refuses_and_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    async def main() -> None:
        journal = SqliteJournal(tmp_path)
        rows = await fill(journal)
        pages = journal._store.execute("PRAGMA page_count").fetchone()[0]
        journal._store.execute(f"PRAGMA max_page_count = {pages}")
        big = Row("m", 20, 0, 500, b"x" * 100_000, b"", b"", b"")
        with pytest.raises(StorageFull):
            await journal.append(Write([big]))
        assert await journal.rows("m") == rows
        journal._store.execute("PRAGMA max_page_count = 1000000")
        await journal.append(Write([big]))
        assert len(await journal.rows("m")) == 21
        await journal.close()

    asyncio.run(main())


def test_after_a_failed_write_nothing_is_promised_any_more(tmp_path: Path) -> None:
    async def main() -> None:
        faults: list[str] = []
        journal = SqliteJournal(tmp_path, faults.append)
        await fill(journal)
        journal._store.execute("DROP TABLE entry")
        for _ in range(2):
            with pytest.raises(JournalFailed):
                await journal.append(Write(some_rows(count=21)[20:]))
        assert len(faults) == 1
        await journal.close()

    asyncio.run(main())


@pytest.mark.parametrize("seed", range(4))
def test_any_changed_bit_of_a_record_is_noticed(seed: int) -> None:
    dice = random.Random(seed)
    rows = some_rows(count=8)
    check(rows)
    for _ in range(300):
        place = dice.randrange(len(rows))
        name = dice.choice(["body", "answer", "prev", "hash", "seat", "cid", "seq"])
        value = getattr(rows[place], name)
        if isinstance(value, int):
            changed: object = value ^ 1 << dice.randrange(8)
        elif not value:
            continue
        else:
            bits = bytearray(value)
            bits[dice.randrange(len(bits))] ^= 1 << dice.randrange(8)
            changed = bytes(bits)
        broken = [*rows[:place], msgspec.structs.replace(rows[place], **{name: changed}), *rows[place + 1 :]]
        with pytest.raises(RecordBroken):
            check(broken)


@pytest.mark.parametrize("spoil", ["cut out", "swap", "nothing left", "another match's"])
def test_a_record_that_was_edited_is_noticed(spoil: str) -> None:
    rows = some_rows(count=8)
    broken = {
        "cut out": rows[:3] + rows[4:],
        "swap": [*rows[:3], rows[4], rows[3], *rows[5:]],
        "nothing left": [],
        "another match's": [*rows[:7], some_rows("n", 8)[7]],
    }[spoil]
    with pytest.raises(RecordBroken):
        check(broken)


def test_a_row_changed_in_the_file_is_found_by_its_hash(tmp_path: Path) -> None:
    async def main() -> None:
        journal = SqliteJournal(tmp_path)
        await fill(journal)
        await journal.close()
        with sqlite3.connect(file_in(tmp_path)) as store:
            store.execute("UPDATE entry SET answer = x'00' WHERE seq = 7")
        store.close()
        journal = SqliteJournal(tmp_path)
        with pytest.raises(RecordBroken, match="entry 7"):
            check(await journal.rows("m"))
        await journal.close()

    asyncio.run(main())


def test_replay_file_holds_the_record_and_notices_damage(tmp_path: Path) -> None:
    path = tmp_path / "m.replay"
    rows = some_rows()
    write_file(path, rows)
    assert read_file(path) == rows
    data = path.read_bytes()
    for broken in (data[:-3], data[:40] + b"\xff" + data[41:], b"PNG", data.replace(b"answer 3", b"answer 4")):
        path.write_bytes(broken)
        with pytest.raises(RecordBroken):
            read_file(path)
