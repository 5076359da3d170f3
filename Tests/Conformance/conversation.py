# SPDX-License-Identifier: MIT
"""One connection: `websockets` makes the handshake and judges every frame that comes; what is sent are raw bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from case import Case, Closes, Cut, Fails, Receive, Send, SendBytes, Step
from frames import CLOSE, Frame, close
from websockets.client import ClientProtocol
from websockets.extensions.base import ClientExtensionFactory, ServerExtensionFactory
from websockets.frames import Frame as ReceivedFrame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

STEP_SECONDS = 60.0
_READ_BYTES = 1 << 16


class Mismatch(Exception):
    """Something else came than what the case says."""


class Conversation:
    """The side that is not ours, as far as the bytes go."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, protocol: ClientProtocol | ServerProtocol
    ) -> None:
        self._reader, self._writer, self._protocol = reader, writer, protocol
        self._is_client = isinstance(protocol, ClientProtocol)
        self._events: list[object] = []

    @classmethod
    async def connect(cls, port: int, extensions: Sequence[ClientExtensionFactory] = ()) -> Conversation:
        """As a client, up to the server's answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/echo"), extensions=extensions, max_size=None)
        conversation = cls(reader, writer, protocol)
        protocol.send_request(protocol.connect())
        await conversation._flush()
        answer = await conversation._next()
        if protocol.handshake_exc is not None:
            raise Mismatch(f"handshake: {protocol.handshake_exc}")
        assert isinstance(answer, Response)
        return conversation

    @classmethod
    async def accept(
        cls,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        extensions: Sequence[ServerExtensionFactory] = (),
    ) -> Conversation:
        """As a server, up to our answer."""
        protocol = ServerProtocol(extensions=extensions, max_size=None)
        conversation = cls(reader, writer, protocol)
        request = await conversation._next()
        assert isinstance(request, Request)
        protocol.send_response(protocol.accept(request))
        await conversation._flush()
        if protocol.handshake_exc is not None:
            raise Mismatch(f"handshake: {protocol.handshake_exc}")
        return conversation

    async def run(self, case: Case) -> None:
        """Goes through the steps and the end."""
        steps = case.steps if case.steps and case.steps[-1] is case.ending else (*case.steps, case.ending)
        try:
            for step in steps:
                async with asyncio.timeout(STEP_SECONDS):
                    await self._take(step)
        finally:
            self._writer.close()

    async def _take(self, step: Step) -> None:
        match step:
            case Send(frames, chop, upto):
                await self._send(frames, chop, upto)
            case SendBytes(data):
                self._writer.write(data)
                await self._writer.drain()
            case Receive(opcode, payload):
                await self._receive(opcode, payload)
            case Fails(code):
                await self._receive_close(code)
                # The answer may come too late for a transport that was cut.
                await self._end(close(code))
            case Closes(code, is_sent):
                if not is_sent:
                    await self._send((close(code),), None, None)
                await self._receive_close(code)
                await self._end()
            case Cut():
                self._writer.close()

    async def _send(self, frames: Sequence[Frame], chop: int | None, upto: int | None) -> None:
        data = b"".join(frame.encode(self._is_client) for frame in frames)
        if upto is not None:
            data = data[: len(data) - len(frames[-1].encode(self._is_client)) + upto]
        pieces = [data] if chop is None else [data[index : index + chop] for index in range(0, len(data), chop)]
        for piece in pieces:
            self._writer.write(piece)
            # A side that has failed the connection need not read on.
            try:
                await self._writer.drain()
            except ConnectionError:
                return

    async def _receive(self, opcode: int, payload: bytes) -> None:
        frame = await self._next_frame()
        if (frame.opcode, bytes(frame.data), frame.fin) != (opcode, payload, True):
            raise Mismatch(f"received {frame} of {len(frame.data)} bytes")

    async def _receive_close(self, code: int | None) -> None:
        frame = await self._next_frame()
        received = int.from_bytes(frame.data[:2]) if frame.data else None
        if frame.opcode != CLOSE or received != code:
            raise Mismatch(f"received {frame}")

    async def _end(self, answer: Frame | None = None) -> None:
        if answer is not None:
            self._writer.write(answer.encode(self._is_client))
        try:
            rest = await self._reader.read(_READ_BYTES)
        except ConnectionError:
            return
        if rest:
            raise Mismatch(f"after the Close came {rest[:40]!r}")

    async def _next_frame(self) -> ReceivedFrame:
        frame = await self._next()
        if not isinstance(frame, ReceivedFrame):
            raise Mismatch(f"received {frame}")
        return frame

    async def _next(self) -> object:
        while not self._events:
            try:
                data = await self._reader.read(_READ_BYTES)
            except ConnectionError as error:
                raise Mismatch("the connection was reset") from error
            if data:
                self._protocol.receive_data(data)
            else:
                self._protocol.receive_eof()
            # What `websockets` would answer is the case's to say.
            if self._protocol.state.name != "CONNECTING":
                self._protocol.data_to_send()
            self._events += self._protocol.events_received()
            if not self._events and self._protocol.parser_exc is not None:
                raise Mismatch(f"websockets refuses what came: {self._protocol.parser_exc}")
            if not self._events and not data:
                raise Mismatch("the connection ended")
        return self._events.pop(0)

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._writer.write(data)
        await self._writer.drain()
