# SPDX-License-Identifier: MIT
"""An agent in Python, written from the specification: it serves, calls, streams and seals, as far as tests need it."""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import time

from aiconexus_wire.encoding import base58_encode, base64url_decode, base64url_encode
from aiconexus_wire.did import public_key_from_did
from aiconexus_wire.envelope import Verifier, sign
from aiconexus_wire.sealed import open_sealed, seal
from aiconexus_wire.timestamp import format_timestamp
from gateway_client import ANSWER_SECONDS, NONCE_BYTES, Agent, GatewayProcess, connected
from nacl.public import PrivateKey, PublicKey

SEALED_NONCE_BYTES = 24
Json = dict[str, Any]
Handler = Callable[["PythonAgent", Json, Json], Awaitable[None]]


class CallFailed(Exception):
    """A call that ended with an `ERROR` or an `EXEC_RESPONSE` `error`."""

    def __init__(self, kind: str, payload: Json) -> None:
        super().__init__(f"{kind}: {payload}")
        self.kind = kind
        self.payload = payload


class PythonAgent:
    """A registered agent whose messages are read by a task of its own."""

    def __init__(self, connection: Agent, seed: bytes) -> None:
        self._agent = connection
        self._seed = seed
        self._key = PrivateKey.generate()
        self._answers: dict[str, asyncio.Queue[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.handlers: dict[str, Handler] = {}
        self.on_intent: Handler | None = None
        self.on_signal: Handler | None = None
        self.channel: Callable[[str], Callable[[bytes], None] | None] = lambda _peer: None
        self.cancelled: asyncio.Queue[str] = asyncio.Queue()
        self.acknowledged: dict[str, int] = {}

    @property
    def did(self) -> str:
        """Its identity."""
        return self._agent.did

    @property
    def gateway(self) -> str:
        """The gateway's identity."""
        return self._agent.gateway

    async def register(self, audience: str, capabilities: list[Json]) -> None:
        """Answers the challenge with capabilities and a key to seal for."""
        _, challenge = await self._agent.receive()
        self._agent.gateway = challenge["from"]
        client_nonce = base64url_encode(os.urandom(NONCE_BYTES))
        payload: Json = {
            "public_key": base58_encode(public_key_from_did(self.did)),
            "nonce": challenge["payload"]["nonce"],
            "client_nonce": client_nonce,
            "audience": audience,
            "instance": str(uuid.uuid4()),
            "kex": base64url_encode(bytes(self._key.public_key)),
            "agent": {"name": "python"},
            "capabilities": capabilities,
        }
        await self._agent.send("REGISTER", payload, answers=challenge["id"])
        _, answer = await self._agent.receive()
        assert answer["type"] == "REGISTER" and answer["payload"]["nonce"] == client_nonce, answer

    # Sending

    async def send(
        self, kind: str, payload: Json, to: str, answers: str | None = None, reader: bytes | None = None
    ) -> str:
        """Signs and sends a message, sealed for `reader` if that is given; returns its id.

        It takes the data channel to its receiver where there is one, signalling excepted.
        """
        text = self.make(kind, payload, to, answers, reader)
        channel = None if kind in ("ANSWER", "ICE_CANDIDATE") else self.channel(to)
        if channel is None:
            await self._agent.connection.send(text, text=True)
        else:
            channel(text)
        return str(json.loads(text)["id"])

    def make(
        self, kind: str, payload: Json, to: str, answers: str | None = None, reader: bytes | None = None
    ) -> bytes:
        """A signed message."""
        envelope: Json = {
            "id": str(uuid.uuid4()),
            "timestamp": format_timestamp(time.time_ns()),
            "from": self.did,
            "to": to,
            "type": kind,
            "payload": payload,
            "version": "1.0",
        }
        if answers is not None:
            envelope["correlation_id"] = answers
        if reader is not None:
            envelope = seal(envelope, payload, self._key, PublicKey(reader), os.urandom(SEALED_NONCE_BYTES))
        return sign(envelope, self._seed)

    async def answer(self, request: Json, payload: Json) -> str:
        """Answers a request, sealed when it was."""
        return await self.send(
            "EXEC_RESPONSE" if request["type"] == "EXEC_REQUEST" else request["type"],
            payload,
            to=request["from"],
            answers=request["id"],
            reader=request.get("reader"),
        )

    # Calling

    async def registration(self, did: str) -> Json:
        """What an agent signed about itself, checked against its own key."""
        result = await self.call(self.gateway, {"capability": "gateway.agents.get", "args": {"did": did}})
        text = result.get("agent", result)["registration"].encode()
        verdict = Verifier(now=time.time_ns(), checks_freshness=False).verify(text)
        assert verdict.is_valid, verdict
        envelope: Json = json.loads(text)
        assert envelope["from"] == did and envelope["to"] == self.gateway, envelope
        payload: Json = envelope["payload"]
        return payload

    async def kex(self, did: str) -> bytes:
        """The key to seal for."""
        return base64url_decode((await self.registration(did))["kex"])

    async def call(self, to: str, request: Json, reader: bytes | None = None) -> Any:
        """The result of a call."""
        parts = [part async for part in self.parts(to, request, reader)]
        return parts[-1]

    async def parts(self, to: str, request: Json, reader: bytes | None = None) -> AsyncIterator[Any]:
        """The parts of a call, each acknowledged, and then the result."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        identifier = await self.send("EXEC_REQUEST", request, to, reader=reader)
        self._answers[identifier] = queue
        expected = 0
        try:
            while True:
                async with asyncio.timeout(ANSWER_SECONDS):
                    message = await queue.get()
                payload = message["payload"]
                if message["type"] == "ERROR" or payload["status"] == "error":
                    raise CallFailed(message["type"], payload)
                if reader is not None:
                    assert message["was_sealed"], message
                if payload["status"] == "success":
                    assert payload.get("sequence", expected) == expected, (payload, expected)
                    yield payload.get("result")
                    return
                assert payload["sequence"] == expected, (payload, expected)
                expected += 1
                yield payload.get("result")
                await self.send("PING", {"sequence": expected - 1}, to, answers=identifier)
        finally:
            del self._answers[identifier]

    # Receiving

    async def run(self) -> None:
        """Reads messages until the connection ends."""
        while True:
            text = await self._agent.connection.recv(decode=False)
            assert isinstance(text, bytes)
            self.take(text)

    def take(self, text: bytes) -> None:
        """Takes a message of any path."""
        verdict = Verifier(now=time.time_ns()).verify(text)
        assert verdict.is_valid, (verdict, text)
        message: Json = json.loads(text)
        message["was_sealed"] = "sealed" in message["payload"]
        if message["was_sealed"]:
            message["reader"] = base64url_decode(message["payload"]["sealed"]["from_kex"])
            message["payload"] = open_sealed(json.loads(text), self._key)
        self._received(message)

    def _received(self, message: Json) -> None:
        kind, answers = message["type"], message.get("correlation_id")
        if kind in ("EXEC_RESPONSE", "ERROR") and answers in self._answers:
            self._answers[answers].put_nowait(message)
        elif kind == "EXEC_REQUEST":
            self._start(self.handlers[message["payload"]["capability"]], message)
        elif kind in ("OFFER", "ICE_CANDIDATE") and self.on_signal is not None:
            self._start(self.on_signal, message)
        elif kind == "INTENT" and self.on_intent is not None:
            self._start(self.on_intent, message)
        elif kind == "ERROR" and message["payload"]["code"] == "CANCELLED":
            self.cancelled.put_nowait(answers)
        elif kind == "PING" and answers is not None:
            self.acknowledged[answers] = message["payload"]["sequence"]
        elif kind == "PING":
            self._start(self._pong, message)

    @staticmethod
    async def _pong(agent: PythonAgent, message: Json, payload: Json) -> None:
        await agent.send("PONG", payload, message["from"], answers=message["id"])

    def _start(self, handler: Handler, message: Json) -> None:
        async def run() -> None:
            await handler(self, message, message["payload"])

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def python_agent(gateway: GatewayProcess, capabilities: list[Json]) -> AsyncIterator[PythonAgent]:
    """A registered agent that reads its messages as long as the block lasts."""
    async with connected(gateway) as connection:
        agent = PythonAgent(connection, connection.seed)
        await agent.register(gateway.audience, capabilities)
        reading = asyncio.create_task(agent.run())
        try:
            yield agent
        finally:
            reading.cancel()
