"""What a year of results takes and costs: 50 probes asked every 5 minutes, in one SQLite file.

    python perf/bench_history.py [--probes 50] [--days 365] [--check]

The last fortnight, of which single results are kept, goes through ``Store.record``, run by run. Of the time before only
runs, changes and roll-ups remain; they are written by the store's own functions, a day at once (a test proves that the
roll-ups come out the same). ``--check`` fails where a budget is exceeded. The 40 MB of 50 probes are 4 for the runs and
36 for what is kept of each probe: only these scale.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from statuary.config import load_config  # noqa: E402
from statuary.history import open_store, rollups, rows  # noqa: E402
from statuary.history.sqlite import SqliteStore  # noqa: E402
from statuary.instants import DAY, HOUR, MINUTE, Instant  # noqa: E402
from statuary.model import Change, Content, Outcome, Phases, Policy, ProbeResult, ProbeRun  # noqa: E402
from statuary.summary import summarise  # noqa: E402
from statuary.timeline import fold  # noqa: E402

T = TypeVar("T")
STEP = 5 * MINUTE
KEPT = 14 * DAY
BEGIN: Instant = 1_762_387_200_000  # 2025-11-06T00:00:00Z
POLICY = Policy(every=STEP)


def runs(day: Instant, probes: int, chance: random.Random) -> Iterator[ProbeRun]:
    """The runs of one day. Each probe fails for an hour of every seventh day, and differs in speed by the hour."""
    for at in range(day, day + DAY, STEP):
        yield ProbeRun(at, "default", tuple(_result(n, at, chance) for n in range(probes)))


def _result(number: int, at: Instant, chance: random.Random) -> ProbeResult:
    asked = at + chance.randrange(2_000)  # probes are paced
    if _fails(number, at):
        return ProbeResult(f"p{number:04d}", "default", asked, Outcome.down, "http_503", attempts=3, spread=4_000)
    first_byte = (40 + 3 * number) * (1 + (at // HOUR % 24) / 48) * chance.lognormvariate(0, 0.25)
    phases = Phases(chance.random(), first_byte / 9, first_byte / 5, first_byte, first_byte * 1.1)
    return ProbeResult(f"p{number:04d}", "default", asked, Outcome.up, "ok", first_byte, phases)


def _fails(number: int, at: Instant) -> bool:
    return (at // DAY + number) % 7 == 0 and at % DAY < HOUR


def write_year(path: Path, probes: int, days: int) -> None:
    chance = random.Random(7)
    policies = {f"p{n:04d}": POLICY for n in range(probes)}
    with SqliteStore(path, keep_raw=KEPT, wait=1_000) as store:
        for number in range(days):
            day = BEGIN + number * DAY
            with store._transaction():  # noqa: SLF001 - one commit a day; what is written is the same
                if number < days - KEPT // DAY:
                    _write_old_day(store, list(runs(day, probes, chance)))
                else:
                    for run in runs(day, probes, chance):
                        store.record(run, policies)


def _write_old_day(store: SqliteStore, day: list[ProbeRun]) -> None:
    connection = store._connection  # noqa: SLF001
    ids = store._series({(r.probe, r.location) for r in day[0].results})  # noqa: SLF001
    for run in day:
        store._insert_run(run)  # noqa: SLF001
    answers = [(ids[r.probe, r.location], rows.CODES[r.outcome], r) for run in day for r in run.results]
    rollups.add(connection, answers)
    begin = day[0].at
    failed = [n for n in range(len(day[0].results)) if _fails(n, begin)]
    moves = (
        Change(begin, Outcome.up, Outcome.down, "http_503", begin + STEP),
        Change(begin + HOUR, Outcome.down, Outcome.up, "ok", begin + HOUR + STEP),
    )
    changes = [(ids[f"p{n:04d}", "default"], move) for n in failed for move in moves]
    rows.insert_changes(connection, changes, rows.Reasons(connection))


def write_site(root: Path, probes: int) -> None:
    """A config with a component for each probe."""
    (root / "config").mkdir(parents=True)
    (root / "probes").mkdir()
    (root / "config/site.yaml").write_text("name: Year\nurl: https://status.example.com\n")
    listed = "".join(f"  - {{id: c{n:04d}, name: Component {n}}}\n" for n in range(probes))
    (root / "config/components.yaml").write_text(f"components:\n{listed}")
    for n in range(probes):
        probe = f"{{id: p{n:04d}, kind: tcp, host: localhost, port: 80, every: 5m}}"
        (root / f"probes/p{n:04d}.yaml").write_text(f"component: c{n:04d}\nprobes:\n  - {probe}\n")


def best(work: Callable[[], T], rounds: int = 3) -> tuple[float, T]:
    """The shortest time of several, in seconds, and what was made."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - began)
    return min(times), made


def time_record(folder: Path, probes: int) -> float:
    """Seconds of one run in a store of its own, committed: the median of twenty, the first left out."""
    times = []
    with open_store(folder / f"record-{probes}.db", keep_raw=KEPT) as store:
        for run in list(runs(BEGIN, probes, random.Random(1)))[:21]:
            began = time.perf_counter()
            store.record(run, {result.probe: POLICY for result in run.results})
            times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probes", type=int, default=50)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--check", action="store_true", help="fail where a budget is exceeded")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "history/history.db"
        write_site(root, options.probes)
        config = load_config(root)
        began = time.perf_counter()
        write_year(path, options.probes, options.days)
        wrote = time.perf_counter() - began
        now = BEGIN + options.days * DAY
        opened, _ = best(lambda: open_store(path, keep_raw=KEPT).__exit__(None, None, None))
        with open_store(path, keep_raw=KEPT) as store:
            loaded, history = best(lambda: store.load(now))
        summarised, _ = best(lambda: summarise(fold(history, Content(), config, now), history, Content(), config))
        fifty, thousand = time_record(root, 50), time_record(root, 1000)
        megabytes = path.stat().st_size / 1e6
    print(f"a year of {options.probes} probes    {megabytes:6.1f} MB (written in {wrote:.0f} s)")
    print(f"open, with its check    {opened * 1000:6.0f} ms")
    print(f"load                    {loaded * 1000:6.0f} ms")
    print(f"fold and summarise      {summarised * 1000:6.0f} ms; ratio to load {summarised / loaded:.1f}")
    print(f"record 50 results       {fifty * 1000:6.1f} ms")
    print(f"record 1,000 results    {thousand * 1000:6.1f} ms; ratio to 50 {thousand / fifty:.1f}")
    good = megabytes < 4 + 36 * options.probes / 50 and opened + loaded < 0.3 and opened + loaded + summarised < 0.5
    return 0 if (good and fifty < 0.015 and thousand < 0.150) or not options.check else 1


if __name__ == "__main__":
    raise SystemExit(main())
