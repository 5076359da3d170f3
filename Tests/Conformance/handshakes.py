# SPDX-License-Identifier: MIT
"""RFC 6455 sections 4.1 and 4.2, RFC 7692 section 7.1: opening handshakes, right and wrong, byte by byte."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

from frames import TEXT, Frame, close
from swift_peer import SwiftPeer
from websockets.http11 import Request, Response
from websockets.streams import StreamReader
from websockets.utils import accept_key

Result = tuple[str, object]
Fields = dict[str, str | None]

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
_READ_BYTES = 1 << 16
_STEP_SECONDS = 30.0

# What a client sends unless a case says otherwise; None leaves a field out.
_REQUEST: Fields = {
    "Host": "127.0.0.1",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "ioap.v1",
}

# Name, changed fields, status, fields that the answer must have (None: must not have).
SERVER_CASES: list[tuple[str, Fields, int, Fields]] = [
    ("as it should be", {}, 101, {"Sec-WebSocket-Accept": accept_key(KEY), "Sec-WebSocket-Protocol": "ioap.v1"}),
    ("any case", {"Upgrade": "WebSocket", "Connection": "keep-alive, UPGRADE"}, 101, {"Upgrade": "websocket"}),
    ("several upgrades", {"Upgrade": "h2c, websocket"}, 101, {}),
    ("no host", {"Host": None}, 400, {}),
    ("no upgrade", {"Upgrade": None}, 426, {"Upgrade": "websocket"}),
    ("another upgrade", {"Upgrade": "h2c"}, 426, {}),
    ("no connection field", {"Connection": None}, 426, {}),
    ("another connection field", {"Connection": "keep-alive"}, 426, {}),
    ("no version", {"Sec-WebSocket-Version": None}, 426, {"Sec-WebSocket-Version": "13"}),
    ("an old version", {"Sec-WebSocket-Version": "8"}, 426, {"Sec-WebSocket-Version": "13"}),
    ("two versions", {"Sec-WebSocket-Version": "13, 8"}, 426, {"Sec-WebSocket-Version": "13"}),
    ("no key", {"Sec-WebSocket-Key": None}, 400, {}),
    ("a short key", {"Sec-WebSocket-Key": "dGhlIHNhbXBsZQ=="}, 400, {}),
    ("a long key", {"Sec-WebSocket-Key": base64.b64encode(bytes(17)).decode()}, 400, {}),
    ("a key that is not base64", {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZ!=="}, 400, {}),
    ("an empty key", {"Sec-WebSocket-Key": ""}, 400, {}),
    ("no subprotocol", {"Sec-WebSocket-Protocol": None}, 400, {}),
    ("another subprotocol", {"Sec-WebSocket-Protocol": "chat"}, 400, {}),
    ("several subprotocols", {"Sec-WebSocket-Protocol": "chat, ioap.v1"}, 101, {"Sec-WebSocket-Protocol": "ioap.v1"}),
    ("the server prefers", {"Sec-WebSocket-Protocol": "other, ioap.v1"}, 101, {"Sec-WebSocket-Protocol": "ioap.v1"}),
    ("a subprotocol twice", {"Sec-WebSocket-Protocol": "ioap.v1, ioap.v1"}, 400, {}),
    ("a subprotocol that is no token", {"Sec-WebSocket-Protocol": "ioap v1"}, 400, {}),
    ("an origin", {"Origin": "https://example.org"}, 403, {}),
    ("the origin of nowhere", {"Origin": "null"}, 403, {}),
    ("an unknown extension", {"Sec-WebSocket-Extensions": "x-unknown; a=b"}, 101, {"Sec-WebSocket-Extensions": None}),
    ("extensions without form", {"Sec-WebSocket-Extensions": "a;;b"}, 400, {}),
]

# What is no proper HTTP is answered before anything asks whether it is a handshake.
_NO_HTTP = {"no host", "a folded field", "a bare line feed", "a space before the colon"}

_OFFER = "permessage-deflate"
_RESETS = "; server_no_context_takeover; client_no_context_takeover"

# What is offered, and what a server that keeps no context answers; None for no compression.
OFFERS: list[tuple[str, str | None]] = [
    (_OFFER, _OFFER + _RESETS),
    (f"{_OFFER}; client_max_window_bits", _OFFER + _RESETS),
    (f"{_OFFER}; client_max_window_bits=10", _OFFER + _RESETS),
    (f"{_OFFER}; server_max_window_bits=10", f"{_OFFER}{_RESETS}; server_max_window_bits=10"),
    (f'{_OFFER}; server_max_window_bits="11"', f"{_OFFER}{_RESETS}; server_max_window_bits=11"),
    (f"{_OFFER}; server_no_context_takeover; client_no_context_takeover", _OFFER + _RESETS),
    (f"x-other, {_OFFER}", _OFFER + _RESETS),
    (f"{_OFFER}; unknown, {_OFFER}", _OFFER + _RESETS),
    (f"{_OFFER}; server_max_window_bits=8", None),
    (f"{_OFFER}; server_max_window_bits=16", None),
    (f"{_OFFER}; server_max_window_bits=010", None),
    (f"{_OFFER}; server_max_window_bits", None),
    (f"{_OFFER}; client_max_window_bits=7", None),
    (f"{_OFFER}; server_no_context_takeover=1", None),
    (f"{_OFFER}; server_no_context_takeover; server_no_context_takeover", None),
    (f"{_OFFER}; unknown", None),
]

# Name, changed fields of the answer, what our client calls the fault; None when it goes on.
CLIENT_CASES: list[tuple[str, Fields, str | None]] = [
    ("as it should be", {}, None),
    ("any case", {"Upgrade": "WebSocket", "Connection": "keep-alive, UPGRADE"}, None),
    ("no upgrade", {"Upgrade": None}, "notAnUpgrade"),
    ("another upgrade", {"Upgrade": "h2c"}, "notAnUpgrade"),
    ("no connection field", {"Connection": None}, "notAnUpgrade"),
    ("another connection field", {"Connection": "close"}, "notAnUpgrade"),
    ("no accept", {"Sec-WebSocket-Accept": None}, "wrongAccept"),
    ("another's accept", {"Sec-WebSocket-Accept": accept_key(KEY)}, "wrongAccept"),
    ("an empty accept", {"Sec-WebSocket-Accept": ""}, "wrongAccept"),
    ("no subprotocol", {"Sec-WebSocket-Protocol": None}, "subprotocol"),
    ("a subprotocol that was not offered", {"Sec-WebSocket-Protocol": "chat"}, "subprotocol"),
    ("two subprotocols", {"Sec-WebSocket-Protocol": "ioap.v1, other"}, "subprotocol"),
    ("a subprotocol in another case", {"Sec-WebSocket-Protocol": "IOAP.V1"}, "subprotocol"),
    ("an extension that was not offered", {"Sec-WebSocket-Extensions": _OFFER}, "extensions"),
    ("extensions without form", {"Sec-WebSocket-Extensions": "a;;b"}, "extensions"),
]

# Answers to a client that keeps no context and offers `server_no_context_takeover; client_max_window_bits`.
ANSWERS: list[tuple[str | None, str | None]] = [
    (None, None),
    (_OFFER + _RESETS, None),
    (f"{_OFFER}; server_no_context_takeover", None),
    (f"{_OFFER}; server_no_context_takeover; client_max_window_bits=9", None),
    (f"{_OFFER}; server_no_context_takeover; server_max_window_bits=8", None),
    (_OFFER, "extensions"),
    (f"{_OFFER}; server_no_context_takeover; client_max_window_bits", "extensions"),
    (f"{_OFFER}; server_no_context_takeover; client_max_window_bits=8", "extensions"),
    (f"{_OFFER}; server_no_context_takeover; server_max_window_bits=7", "extensions"),
    (f"{_OFFER}; server_no_context_takeover; unknown", "extensions"),
    (f"{_OFFER}{_RESETS}, {_OFFER}{_RESETS}", "extensions"),
    ("x-other", "extensions"),
]


async def server_handshakes(program: Path) -> AsyncIterator[Result]:
    """Requests to our server."""
    peer = await SwiftPeer.start(program, "serve", "--subprotocol", "ioap.v1", "--subprotocol", "other")
    port = await peer.port()
    for name, changes, status, expected in SERVER_CASES:
        failure = await _ask(port, _request(changes), status, expected)
        yield name, failure or await _reported(peer, name, status)
    plain = _request({})
    for name, request, status in [
        ("a byte at a time", plain, 101),
        ("HTTP/1.0", plain.replace(b"HTTP/1.1", b"HTTP/1.0"), 426),
        ("a method other than GET", plain.replace(b"GET", b"POST"), 405),
        ("a body", plain.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\nab"), 400),
        (
            "two keys",
            plain.replace(b"Sec-WebSocket-Key", f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Key".encode()),
            400,
        ),
        ("a folded field", plain.replace(b"Upgrade: ", b"Upgrade:\r\n "), 400),
        ("a bare line feed", plain.replace(b"\r\n", b"\n"), 400),
        ("a space before the colon", plain.replace(b"Upgrade:", b"Upgrade :"), 400),
    ]:
        failure = await _ask(port, request, status, {}, chop=1 if name == "a byte at a time" else None)
        yield name, failure or await _reported(peer, name, status)
    message = Frame(TEXT, b"early").encode(from_client=True)
    failure = await _ask(port, plain, 101, {}, early=message)
    yield "a message with the request", failure or await _reported(peer, "", 101)
    await peer.stop()
    peer = await SwiftPeer.start(program, "serve", "--compression", "--subprotocol", "ioap.v1")
    port = await peer.port()
    for offer, answer in OFFERS:
        request = _request({"Sec-WebSocket-Extensions": offer})
        failure = await _ask(port, request, 101, {"Sec-WebSocket-Extensions": answer})
        yield offer, failure or await _reported(peer, offer, 101)
    await peer.stop()


def _request(changes: Fields) -> bytes:
    fields = {**_REQUEST, **changes}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join(["GET /echo HTTP/1.1", *lines, "", ""]).encode()


async def _ask(
    port: int, request: bytes, status: int, expected: Fields, *, chop: int | None = None, early: bytes = b""
) -> str | None:
    """Sends a request, and an empty Close after it is accepted; returns what is wrong with the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = request + early
    for index in range(0, len(data), chop or len(data)):
        writer.write(data[index : index + (chop or len(data))])
        await writer.drain()
    async with asyncio.timeout(_STEP_SECONDS):
        answer, rest = await _response(reader)
    if answer.status_code == 101:
        writer.write(close().encode(from_client=True))
        async with asyncio.timeout(_STEP_SECONDS):
            rest += await reader.read()
        echo = Frame(TEXT, b"early").encode(from_client=False) if early else b""
        if rest != echo + close().encode(from_client=False):
            return f"frames {rest!r}"
    writer.close()
    if answer.status_code != status:
        return f"status {answer.status_code}"
    for name, value in expected.items():
        if answer.headers.get(name) != value:
            return f"{name}: {answer.headers.get(name)}"
    return None


async def _reported(peer: SwiftPeer, name: str, status: int) -> str | None:
    """Compares what our server says of a request with what it answered."""
    if name in _NO_HTTP:
        return None
    return await _says(peer, "received none" if status == 101 else "refused")


async def _says(peer: SwiftPeer, start: str) -> str | None:
    report = await peer.report()
    return None if report.startswith(start) else f"our side says: {report}"


async def _response(reader: asyncio.StreamReader) -> tuple[Response, bytes]:
    """An HTTP response, read by `websockets`, and what comes after its head."""
    stream = StreamReader()
    parser = Response.parse(stream.read_line, stream.read_exact, stream.read_to_eof)
    return await _parse(parser, stream, reader), bytes(stream.buffer)


async def _parse(parser, stream: StreamReader, reader: asyncio.StreamReader):
    while True:
        try:
            next(parser)
        except StopIteration as found:
            return found.value
        data = await reader.read(_READ_BYTES)
        if not data:
            raise ConnectionError("the connection ended within a head")
        stream.feed_data(data)


async def client_handshakes(program: Path) -> AsyncIterator[Result]:
    """Answers to our client."""
    peer = await SwiftPeer.start(program, "dial", "--subprotocol", "ioap.v1")
    async with _Answerer(peer) as answerer:
        for name, changes, fault in CLIENT_CASES:
            yield name, await answerer.answer(changes, fault)
        for status in (200, 204, 301, 400, 401, 403, 404, 426, 500, 503):
            yield f"status {status}", await answerer.answer({}, "unexpectedStatus", status=status)
        yield "an interim answer first", await answerer.answer({}, None, before=b"HTTP/1.1 103 Early Hints\r\n\r\n")
        yield "a byte at a time", await answerer.answer({}, None, chop=1)
        yield "a message with the answer", await answerer.answer({}, None, after=Frame(TEXT, b"early"))
        yield "no HTTP", await answerer.answer({}, "", instead=b"SSH-2.0-OpenSSH\r\n\r\n")
        yield "no answer", await answerer.answer({}, "", instead=b"")
        yield "a head without end", await answerer.answer({}, "", instead=b"HTTP/1.1 101 x\r\n" + b"A: b\r\n" * 100_000)
        yield "keys differ", None if len(answerer.keys) == answerer.count else "a key was used twice"
    await peer.stop()
    peer = await SwiftPeer.start(program, "dial", "--compression", "--subprotocol", "ioap.v1")
    async with _Answerer(peer) as answerer:
        for extensions, fault in ANSWERS:
            yield str(extensions), await answerer.answer({"Sec-WebSocket-Extensions": extensions}, fault)
    await peer.stop()


class _Answerer:
    """A server that answers as a case says."""

    def __init__(self, peer: SwiftPeer) -> None:
        self._peer = peer
        self._accepted: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        self.keys: set[str] = set()
        self.count = 0

    async def __aenter__(self) -> _Answerer:
        self._server = await asyncio.start_server(lambda *streams: self._accepted.put_nowait(streams), "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def answer(
        self,
        changes: Fields,
        fault: str | None,
        *,
        status: int = 101,
        before: bytes = b"",
        after: Frame | None = None,
        chop: int | None = None,
        instead: bytes | None = None,
    ) -> str | None:
        """Lets the client connect, answers, closes; returns what is wrong with its request or its verdict."""
        self._peer.dial(self._port)
        async with asyncio.timeout(_STEP_SECONDS):
            reader, writer = await self._accepted.get()
            request = await self._request(reader)
        key = request.headers["Sec-WebSocket-Key"]
        self.count += 1
        self.keys.add(key)
        data = before + _answer(changes, status, key) if instead is None else instead
        if after is not None:
            data += after.encode(from_client=False)
        if fault is None:
            data += close(1000).encode(from_client=False)
        try:
            for index in range(0, len(data), chop or len(data) or 1):
                writer.write(data[index : index + (chop or len(data))])
                await writer.drain()
            if instead is not None:
                writer.write_eof()
            async with asyncio.timeout(_STEP_SECONDS):
                await reader.read()
        except OSError:
            pass  # A client that refuses an answer need not read the rest of it.
        writer.close()
        wrong = _wrong_request(request, key)
        return wrong or await _says(self._peer, "received 1000" if fault is None else f"refused {fault}")

    async def _request(self, reader: asyncio.StreamReader) -> Request:
        stream = StreamReader()
        request = await _parse(Request.parse(stream.read_line), stream, reader)
        assert not stream.buffer, "the client did not wait for the answer"
        return request


def _answer(changes: Fields, status: int, key: str) -> bytes:
    fields: Fields = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Accept": accept_key(key),
        "Sec-WebSocket-Protocol": "ioap.v1",
        **changes,
    }
    if status != 101:
        fields["Content-Length"] = None if status == 204 else "0"
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status} Some Reason", *lines, "", ""]).encode()


def _wrong_request(request: Request, key: str) -> str | None:
    """RFC 6455 section 4.1: what the client's request must say."""
    expected = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Origin": None}
    for name, value in expected.items():
        if request.headers.get(name) != value:
            return f"the request's {name} is {request.headers.get(name)}"
    if request.path != "/echo" or "Host" not in request.headers:
        return f"the request is {request}"
    return None if len(base64.b64decode(key, validate=True)) == 16 else f"the key is {key}"
