# SPDX-License-Identifier: MIT
"""Two agents behind NATs call each other at a gateway on the internet: calls are answered, and say by which path."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driver import ENVIRONMENT
from network import SECRET, SERVER, Network
from result import Result

PORT = 8000
GATEWAY = f"ws://{SERVER}:{PORT}/ws"
CAPABILITY = "test.echo"
START_SECONDS = 20
END_SECONDS = 12
# More than a path takes that is looked for in vain.
CALL_SECONDS = 40
# Long enough for calls to have moved by themselves.
BENCH_SECONDS = 4

STUN = ("--ice-server", f"stun:{SERVER}:3478")
TURN = ("--turn-url", f"turn:{SERVER}:3478?transport=udp", "--turn-url", f"turn:{SERVER}:3478?transport=tcp")


@dataclass(frozen=True)
class Case:
    """Two homes, and what the gateway tells agents of servers."""

    kind_of_a: str
    kind_of_b: str
    servers: str
    # `direct`, `turn`, or `relay` where there is no other way.
    expected: str

    @property
    def name(self) -> str:
        return f"{self.kind_of_a} / {self.kind_of_b}, {self.servers}"


PRESERVING, SYMMETRIC, NO_UDP = "port-preserving", "symmetric", "no UDP"
SERVERS = {"no server": (), "STUN": STUN, "TURN": (*STUN, *TURN)}
CASES = [
    Case(PRESERVING, PRESERVING, "no server", "relay"),
    Case(PRESERVING, PRESERVING, "STUN", "direct"),
    Case(SYMMETRIC, PRESERVING, "STUN", "relay"),
    Case(SYMMETRIC, SYMMETRIC, "STUN", "relay"),
    Case(NO_UDP, PRESERVING, "STUN", "relay"),
    Case(NO_UDP, SYMMETRIC, "STUN", "relay"),
    Case(NO_UDP, NO_UDP, "STUN", "relay"),
    Case(PRESERVING, PRESERVING, "TURN", "direct"),
    Case(SYMMETRIC, PRESERVING, "TURN", "turn"),
    Case(SYMMETRIC, SYMMETRIC, "TURN", "turn"),
    Case(NO_UDP, PRESERVING, "TURN", "turn"),
    Case(NO_UDP, SYMMETRIC, "TURN", "turn"),
    Case(NO_UDP, NO_UDP, "TURN", "turn"),
]


@dataclass(frozen=True)
class Programs:
    """What is run: the gateway, and the command line and `direct-soak` as agents."""

    gateway: Path
    agent: Path
    # Two agents that connect to each other.
    soak: Path


async def run(programs: Programs) -> AsyncIterator[Result]:
    for case in CASES:
        with Network(case.kind_of_a, case.kind_of_b) as network:
            network.start_server(has_secret=True)
            async with AsyncExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                await stack.enter_async_context(gateway(programs, network, case, folder))
                yield await both_at_once(programs, network, case, folder)
                for callee, caller in (("A", "B"), ("B", "A")):
                    async with agent(programs, network, callee, folder) as did:
                        for check in (by_relay, by_any_path, by_direct_path):
                            yield await check(Caller(programs, network, caller, folder, did), case)


@dataclass(frozen=True)
class Caller:
    """Calls from one home to the agent in the other."""

    programs: Programs
    network: Network
    home: str
    folder: Path
    callee: str

    async def report(self, *words: str) -> dict[str, Any]:
        """What a command of `aiconexus` says, which is also said when it fails."""
        command = [str(self.programs.agent), *words, "--json", "--gateway", GATEWAY]
        process = await asyncio.create_subprocess_exec(
            *self.network.inside(self.home, *command), env=environment(self.folder),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(CALL_SECONDS):
                output, errors = await process.communicate()
        except TimeoutError:
            return {"error": {"message": "no answer in time"}}
        finally:
            await end(process)
        try:
            return json.loads(output)
        except ValueError:
            return {"error": {"message": errors.decode(errors="replace").strip()[-300:]}}


async def by_relay(caller: Caller, case: Case) -> Result:
    """A first call, which takes the relay wherever both are."""
    report = await caller.report("call", "--to", caller.callee, CAPABILITY, '{"text": "ü"}')
    is_right = report.get("result") == {"text": "ü"} and report.get("path") == "relay"
    return result(caller, case, "first call", is_right, str(report), str(report.get("path", "none")))


async def by_any_path(caller: Caller, case: Case) -> Result:
    """Calls one after the other, which move to a better path by themselves, and none of which fails."""
    report = await caller.report("bench", "--duration", f"{BENCH_SECONDS}s", "--to", caller.callee, CAPABILITY, "{}")
    paths = report.get("paths", {})
    is_right = report.get("errors") == {} and case.expected in paths and set(paths) <= {"relay", case.expected}
    figure = ", ".join(f"{name} {paths[name]}" for name in sorted(paths, reverse=True)) or "none"
    return result(caller, case, "calls", is_right, str(report), figure)


async def by_direct_path(caller: Caller, case: Case) -> Result:
    """A call that takes no relay: answered by the expected path, or refused with the reason."""
    report = await caller.report("call", "--path", "direct", "--to", caller.callee, CAPABILITY, '{"text": "ü"}')
    if case.expected == "relay":
        error = report.get("error", {})
        is_right = error.get("code") == "P2P_UNAVAILABLE" and "reason" in error.get("details", {})
        figure = str(error.get("details", {}).get("reason", "none"))
    else:
        is_right = report.get("result") == {"text": "ü"} and report.get("path") == case.expected
        figure = str(report.get("path", "none"))
    return result(caller, case, "direct only", is_right, str(report), figure)


@asynccontextmanager
async def gateway(programs: Programs, network: Network, case: Case, folder: Path) -> AsyncIterator[None]:
    """A gateway on the internet, which makes credentials for the TURN server there."""
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    options = ["--host", SERVER, "--port", str(PORT), "--ephemeral-key", "--insecure", *SERVERS[case.servers]]
    if case.servers == "TURN":
        options += ["--turn-secret-file", str(secret)]
    command = network.inside("internet", str(programs.gateway), "run", *options)
    async with program(command, folder, until="agents use"):
        yield


@asynccontextmanager
async def agent(programs: Programs, network: Network, home: str, folder: Path) -> AsyncIterator[str]:
    """An agent that answers with what it is given; yields its DID."""
    options = ["--json", "--concurrency", "100", "--gateway", GATEWAY, "--capability", CAPABILITY]
    command = network.inside(home, str(programs.agent), "serve", *options, "--", "cat")
    async with program(command, folder, until='"serving"') as line:
        yield json.loads(line)["did"]


@asynccontextmanager
async def program(command: list[str], folder: Path, until: str) -> AsyncIterator[str]:
    """A program as long as the block; yields the line with which it says that it works."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment(folder), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    reader = None
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await line_with(until, process)
        # What else it says is of no interest, and must not fill the pipe.
        reader = asyncio.create_task(line_with(None, process))
        yield line
    finally:
        await end(process)
        if reader:
            await asyncio.gather(reader, return_exceptions=True)


async def line_with(text: str | None, process: asyncio.subprocess.Process) -> str:
    """The first line that contains `text`; with `None` all are read."""
    said = ""
    assert process.stdout
    async for line in process.stdout:
        if text is None:
            continue
        said += line.decode()
        if text in line.decode():
            return line.decode()
    if text is None:
        return ""
    raise OSError(f"a program ended early: {said[-500:]}")


async def end(process: asyncio.subprocess.Process) -> None:
    """Has a process end, if it has not."""
    for ask in (process.terminate, process.kill):
        if process.returncode is not None:
            return
        ask()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_SECONDS)


def environment(folder: Path) -> dict[str, str]:
    """Gateways that were met are remembered in the folder, and nowhere else."""
    return {**ENVIRONMENT, "XDG_STATE_HOME": str(folder)}


async def both_at_once(programs: Programs, network: Network, case: Case, folder: Path) -> Result:
    """Two agents that connect to each other at the same moment, and then call."""
    processes = [
        await asyncio.create_subprocess_exec(
            *network.inside(home, str(programs.soak), "both", GATEWAY), env=environment(folder),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )
        for home in ("A", "B")
    ]
    reports: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(CALL_SECONDS):
            names = [json.loads(await process.stdout.readline())["did"] for process in processes]
            for process, name in zip(processes, reversed(names), strict=True):
                process.stdin.write(f"{name}\n".encode())
            for process in processes:
                reports.append(json.loads(await process.stdout.readline()))
    except (TimeoutError, ValueError):
        reports.append({"reason": "no report"})
    finally:
        await asyncio.gather(*(end(process) for process in processes))
    is_right = len(reports) == len(processes) and all(
        list(report["calls"]) == [case.expected] and ("reason" in report) == (case.expected == "relay")
        for report in reports
    )
    figure = ", ".join(f"{path} {count}" for report in reports for path, count in report.get("calls", {}).items())
    return Result(case.name, "both at once", is_right, str(reports), figure=figure, section="calls")


def result(caller: Caller, case: Case, check: str, is_right: bool, note: str, figure: str) -> Result:
    return Result(case.name, f"{check} from {caller.home}", is_right, note, figure=figure, section="calls")
