"""What asking costs and how honest its latencies are: 1,000 ``http`` probes of a server that answers after 100 ms.

    python perf/bench_probe.py [--probes 1000] [--concurrency 20] [--tls] [--check]

Prints CPU per probe (of the whole process, start and imports included), the error of the reported time to first byte,
and as a baseline the CPU of a bare asyncio GET in the same process: a ratio holds on any machine. ``--check`` fails
where a budget is exceeded.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DELAY = 0.1
ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"ok":true}'
)


class Server(asyncio.Protocol):
    """Answers each request exactly ``DELAY`` after its last byte came; tells how late it was itself."""

    late: list[float] = []  # noqa: RUF012 - of the whole process

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            loop = asyncio.get_running_loop()
            loop.call_at(loop.time() + DELAY, self.answer, loop.time() + DELAY)

    def answer(self, due: float) -> None:
        self.late.append(asyncio.get_running_loop().time() - due)
        self.transport.write(ANSWER)
        self.transport.close()


async def serve(certificate: str | None) -> None:
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, ssl=tls, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    print(json.dumps(sorted(Server.late)), flush=True)
    server.close()


async def bare_get(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()


async def baseline(port: int, count: int, concurrency: int) -> float:
    """CPU milliseconds of one GET that nobody judges."""
    places = asyncio.Semaphore(concurrency)

    async def one() -> None:
        async with places:
            await bare_get(port)

    began = time.process_time()
    await asyncio.gather(*(one() for _ in range(count)))
    return (time.process_time() - began) * 1000 / count


def ask(port: int, arguments: argparse.Namespace) -> dict[str, float]:
    """One run over all probes, as a build does it; ``cpu`` includes the interpreter's start."""
    from statuary.checking import checked  # noqa: PLC0415
    from statuary.config import Probe  # noqa: PLC0415 - the server process does without
    from statuary.kinds import PROBERS  # noqa: PLC0415
    from statuary.model import Policy  # noqa: PLC0415
    from statuary.options import settle  # noqa: PLC0415
    from statuary.probing import probe_all  # noqa: PLC0415

    url = f"{'https' if arguments.tls else 'http'}://127.0.0.1:{port}/health"
    raw = {"url": url, "verify": False, "expect": {"status": 200, "json": {"ok": True}}}
    options = settle(checked(PROBERS["http"].Options, raw))
    probes = [
        Probe(f"p{n}", "api", "http", f"p{n}", 5_000, 3, 1_000, Policy(300_000), None, True, options)
        for n in range(arguments.probes)
    ]
    gc.disable()  # as the command does
    cpu, wall = time.process_time(), time.perf_counter()
    run = probe_all(probes, at=1_800_000_000_000, concurrency=arguments.concurrency, deadline=300_000, root=Path.cwd())
    asked = (time.process_time() - cpu) * 1000 / len(probes)
    wrong = [result for result in run.results if result.reason != "ok"]
    errors = sorted(abs(result.phases.first_byte - DELAY * 1000) for result in run.results if result.phases.first_byte)
    return {
        "cpu": time.process_time() * 1000 / len(probes),
        "asked": asked,
        "wall": time.perf_counter() - wall,
        "p50": statistics.median(errors),
        "p99": errors[len(errors) * 99 // 100 - 1],
        "max": errors[-1],
        "failed": float(len(wrong)),
    }


def certificate(folder: Path) -> str:
    import trustme  # noqa: PLC0415 - only for --tls

    issued = trustme.CA().issue_cert("127.0.0.1")
    path = folder / "server.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probes", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, default=20)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--check", action="store_true", help="fail where a budget is exceeded")
    parser.add_argument("--serve", nargs="?", const="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve is not None:
        asyncio.run(serve(arguments.serve or None))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--serve", *([certificate(Path(folder))] if arguments.tls else [])]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin
            assert server.stdout
            port = int(server.stdout.readline())
            told = ask(port, arguments)
            bare = 0.0 if arguments.tls else asyncio.run(baseline(port, arguments.probes, arguments.concurrency))
            server.stdin.write("\n")
            server.stdin.flush()
            late = json.loads(server.stdout.readline())
    print(f"CPU a probe                {told['cpu']:.2f} ms (whole process), {told['asked']:.2f} ms (asking alone)")
    if bare:
        print(f"  a bare asyncio GET       {bare:.2f} ms; ratio {told['asked'] / bare:.1f}")
    print(f"error of first byte        p50 {told['p50']:.2f} ms, p99 {told['p99']:.2f} ms, max {told['max']:.2f} ms")
    print(f"  the server's own error   p50 {late[len(late) // 2] * 1000:.2f} ms, max {late[-1] * 1000:.2f} ms")
    print(f"wall                       {told['wall']:.2f} s; {told['failed']:.0f} of {arguments.probes} failed")
    good = told["cpu"] <= 1.5 and told["p50"] <= 3 and told["p99"] <= 15 and not told["failed"]
    return 0 if good or not arguments.check else 1


if __name__ == "__main__":
    raise SystemExit(main())
