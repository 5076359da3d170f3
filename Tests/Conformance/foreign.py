# SPDX-License-Identifier: MIT
"""Whole conversations with the clients and servers of `websockets`, as a user would write them."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from swift_peer import SwiftPeer
from websockets.asyncio.client import connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import serve

Result = tuple[str, object]
Talk = Callable[[Connection, random.Random], Awaitable[None]]

_MESSAGES = 200
_CONNECTIONS = 50
_CLOSE_CODES = (1000, 1001, 1011, 3000, 4507)


def foreign_suites(program: Path) -> list[tuple[str, str, AsyncIterator[Result]]]:
    """Role, name and results of each suite."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    found = []
    for name, compression, options in [
        ("websockets", None, ()),
        ("websockets, deflate", "deflate", ("--compression",)),
        ("websockets, context", "deflate", ("--keep-context",)),
    ]:
        found.append(("server", name, _as_client(program, options, compression, seed)))
        found.append(("client", name, _as_server(program, options, compression, seed)))
    return found


async def _echo(connection: Connection, source: random.Random) -> None:
    """Random messages, sent while their echoes are read."""
    messages = [_message(source) for _ in range(_MESSAGES)]

    async def send_all() -> None:
        for message in messages:
            await connection.send(_cut(message, source) if source.random() < 0.3 else message)

    async with asyncio.TaskGroup() as group:
        group.create_task(send_all())
        for message in messages:
            received = await connection.recv()
            assert received == message, f"of {len(message)} came {len(received)}"


async def _ping(connection: Connection, source: random.Random) -> None:
    """Pings between messages are answered in order."""
    waiters = []
    for _ in range(50):
        await connection.send("between")
        waiters.append(await connection.ping(source.randbytes(source.randrange(126))))
        assert await connection.recv() == "between"
    for waiter in waiters:
        await waiter


TALKS: list[tuple[str, Talk]] = [("random messages", _echo), ("pings", _ping)]


def _message(source: random.Random) -> str | bytes:
    length = int(2 ** source.uniform(0, 17.5))
    if source.random() < 0.4:
        return source.randbytes(length)
    alphabet = string.ascii_letters if source.random() < 0.5 else string.printable + "äßж€中\U0001f9ed"
    return "".join(source.choices(alphabet, k=length))


def _cut(message: str | bytes, source: random.Random) -> list[str] | list[bytes]:
    """The message as fragments."""
    size = max(1, len(message) // source.randrange(1, 9))
    return [message[index : index + size] for index in range(0, len(message), size)]


async def _as_client(
    program: Path, options: tuple[str, ...], compression: str | None, seed: int
) -> AsyncIterator[Result]:
    peer = await SwiftPeer.start(program, "serve", *options)
    url = f"ws://127.0.0.1:{await peer.port()}/echo"

    def dial() -> connect:
        return connect(url, compression=compression, proxy=None, max_size=None)

    for name, talk in TALKS:
        failure = None
        async with dial() as connection:
            failure = await _outcome(talk, connection, random.Random(seed))
        yield name, failure or await _ended(peer, "received 1000")
    for code in _CLOSE_CODES:
        async with dial() as connection:
            await connection.close(code, "a reason")
        yield f"close with {code}", await _ended(peer, f"received {code}")
    yield f"{_CONNECTIONS} at once", await _many(dial, seed)
    for _ in range(_CONNECTIONS):
        await peer.report()
    await peer.stop()


async def _many(dial: Callable[[], connect], seed: int) -> object:
    async def one(number: int) -> object:
        async with dial() as connection:
            return await _outcome(_ping, connection, random.Random(seed + number))

    outcomes = await asyncio.gather(*(one(number) for number in range(_CONNECTIONS)))
    return next((outcome for outcome in outcomes if outcome is not None), None)


async def _as_server(
    program: Path, options: tuple[str, ...], compression: str | None, seed: int
) -> AsyncIterator[Result]:
    peer = await SwiftPeer.start(program, "dial", *options)
    talks: asyncio.Queue[Callable[[Connection], Awaitable[object]]] = asyncio.Queue()
    outcomes: asyncio.Queue[object] = asyncio.Queue()

    async def handle(connection: Connection) -> None:
        outcomes.put_nowait(await talks.get_nowait()(connection))

    async with serve(handle, "127.0.0.1", 0, compression=compression, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        for name, talk in TALKS:
            talks.put_nowait(lambda connection, talk=talk: _outcome(talk, connection, random.Random(seed)))
            peer.dial(port)
            # A server of `websockets` closes with 1000 when its handler returns.
            yield name, await outcomes.get() or await _ended(peer, "received 1000")
        for code in _CLOSE_CODES:
            talks.put_nowait(lambda connection, code=code: connection.close(code, "a reason"))
            peer.dial(port)
            yield f"close with {code}", await outcomes.get() or await _ended(peer, f"received {code}")
    await peer.stop()


async def _outcome(talk: Talk, connection: Connection, source: random.Random) -> object:
    """What went wrong, if anything did."""
    try:
        await talk(connection, source)
    except Exception as error:  # whatever it is, it is the case's failure
        return repr(error)
    return None


async def _ended(peer: SwiftPeer, expected: str) -> str | None:
    report = await peer.report()
    return None if report == expected else f"our side says: {report}"
