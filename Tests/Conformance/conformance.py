# SPDX-License-Identifier: MIT
"""Our WebSocket as server and as client, against cases of RFC 6455 and 7692 and against `websockets`. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from case import Case, Closes, Cut, Fails, refused
from cases import closing, compression, control, fragmentation, framing, limits, text
from conversation import Conversation, Mismatch
from foreign import foreign_suites
from frames import binary
from handshakes import client_handshakes, server_handshakes
from swift_peer import SwiftPeer
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory

Factory = TypeVar("Factory", ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory)

_LIMIT = ("--message-limit", str(limits.MESSAGE_LIMIT))


@dataclass(frozen=True)
class Group:
    """Cases for a peer with these options."""

    name: str
    cases: Sequence[Case]
    options: tuple[str, ...] = ()
    # Window bits and whether contexts are reset; None without compression.
    deflate: tuple[int, bool] | None = None

    def extensions(self, factory: type[Factory]) -> list[Factory]:
        """What `websockets` offers as client, or accepts as server."""
        if self.deflate is None:
            return []
        bits, resets = self.deflate
        return [factory(resets, resets, bits, bits)]


GROUPS = [
    Group("5.2 framing", framing.cases()),
    Group("5.4 fragmentation", fragmentation.cases()),
    Group("5.5 ping and pong", control.cases()),
    Group("7 closing", closing.cases()),
    Group("8.1 text", text.cases()),
    Group("10.4 message limit", limits.cases(), _LIMIT),
    Group("10.4 frame limit", limits.frame_cases(), ("--frame-limit", "1000")),
    Group("5.6 text only", limits.text_only_cases(), ("--text-only",)),
    Group("7692 no context", compression.cases(), ("--compression", *_LIMIT), (15, True)),
    Group("7692 context", compression.context_cases(), ("--keep-context",), (15, False)),
    Group(
        "7692 small windows",
        compression.window_cases(),
        ("--compression", "--window-bits", "9", "--peer-window-bits", "9"),
        (9, True),
    ),
]


class Tally:
    """What went right and what did not."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    async def run(self, role: str, name: str, suite) -> None:
        """Takes the results of a suite, an asynchronous generator of names and failures."""
        count = 0
        known = len(self.failures)
        async for case_name, failure in suite:
            count += 1
            if failure is not None:
                self.failures.append(f"{role}, {name}, {case_name}: {failure}")
        print(f"{role:8} {name:22} {count:5} cases, {len(self.failures) - known} failed", flush=True)


def expected_report(case: Case) -> str:
    """How our side says that such a connection ended."""
    match case.ending:
        case Fails(code):
            return f"failed {code}"
        case Closes(code):
            return f"received {code or 'none'}"
        case Cut():
            return "cut"


async def served(program: Path, group: Group):
    """Our server, and `websockets` as the client."""
    peer = await SwiftPeer.start(program, "serve", *group.options)
    port = await peer.port()
    for case in group.cases:
        try:
            conversation = await Conversation.connect(port, group.extensions(ClientPerMessageDeflateFactory))
            await conversation.run(case)
            yield case.name, await judge(peer, case)
        except (Mismatch, TimeoutError) as failure:
            await peer.report()
            yield case.name, failure
    await peer.stop()


async def dialled(program: Path, group: Group):
    """Our client, and `websockets` as the server."""
    peer = await SwiftPeer.start(program, "dial", *group.options)
    accepted: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    server = await asyncio.start_server(lambda *streams: accepted.put_nowait(streams), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        for case in group.cases:
            peer.dial(port)
            try:
                conversation = await Conversation.accept(*await accepted.get(), group.extensions(ServerPerMessageDeflateFactory))
                await conversation.run(case)
                yield case.name, await judge(peer, case)
            except (Mismatch, TimeoutError) as failure:
                await peer.report()
                yield case.name, failure
    await peer.stop()


async def judge(peer: SwiftPeer, case: Case) -> str | None:
    """Compares what our side says of the end with what the case says."""
    report = await peer.report()
    return None if report == expected_report(case) else f"our side says: {report}"


async def prove(program: Path) -> None:
    """The suite is worth nothing if a fault does not show: a peer that takes binary must fail where it may not."""
    group = Group("proof", [refused("binary", 1003, [binary(b"x")])])
    for suite in (served(program, group), dialled(program, group)):
        if [failure async for _, failure in suite] == [None]:
            raise SystemExit("the cases do not notice a peer that breaks them")


async def run(program: Path) -> list[str]:
    """All of it; returns the failures."""
    await prove(program)
    tally = Tally()
    for group in GROUPS:
        await tally.run("server", group.name, served(program, group))
        await tally.run("client", group.name, dialled(program, group))
    await tally.run("server", "4.2 handshake", server_handshakes(program))
    await tally.run("client", "4.1 handshake", client_handshakes(program))
    for role, name, suite in foreign_suites(program):
        await tally.run(role, name, suite)
    return tally.failures


def main() -> int:
    """Exit status 0 when every case went as it should, else 1."""
    parser = argparse.ArgumentParser(description="Runs our WebSocket against cases and against `websockets`.")
    parser.add_argument("--peer", type=Path, required=True, help="path of the websocket-peer executable")
    options = parser.parse_args()
    if not options.peer.is_file():
        parser.error(f"{options.peer} is no file: build the websocket-peer executable first")
    failures = asyncio.run(run(options.peer.resolve()))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
