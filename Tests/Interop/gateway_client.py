# SPDX-License-Identifier: MIT
"""A gateway in a process of its own, and an agent that talks to it through the PyPI package `websockets`."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import ssl
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiconexus_wire.did import did_from_seed, public_key_from_did
from aiconexus_wire.encoding import base58_encode, base64url_encode
from aiconexus_wire.envelope import Verifier, sign
from aiconexus_wire.timestamp import format_timestamp
from websockets.asyncio.client import ClientConnection, connect

SUBPROTOCOL = "ioap.v1"
START_SECONDS = 20.0
ANSWER_SECONDS = 10.0
SEED_BYTES = 32
NONCE_BYTES = 32
_LISTENING = re.compile(r"^ *listening +.*?:([0-9]+)$")


class GatewayProcess:
    """The program under test, on a free port of the loopback address, with a key that it forgets."""

    def __init__(self, program: Path, *options: str) -> None:
        self._process = subprocess.Popen(
            [str(program), "--port", "0", "--ephemeral-key", "--log-level", "error", *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.host = "127.0.0.1"
        self.port = self._read_port()

    def __enter__(self) -> GatewayProcess:
        return self

    def __exit__(self, *_: object) -> None:
        for _attempt in range(2):
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            if self._process.stdout is not None:
                self._process.stdout.close()

    @property
    def process_id(self) -> int:
        """For signals and for what the system knows of the process."""
        return self._process.pid

    @property
    def audience(self) -> str:
        """The gateway as an agent dials it."""
        return f"{self.host}:{self.port}"

    def wait(self) -> int:
        """The exit status, when it has one."""
        return self._process.wait(ANSWER_SECONDS)

    def _read_port(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if match := _LISTENING.match(line):
                return int(match.group(1))
            if time.monotonic() > deadline:
                break
        self._process.kill()
        raise RuntimeError("the gateway did not say where it listens")


class Agent:
    """A registered agent."""

    def __init__(self, connection: ClientConnection, seed: bytes, audience: str) -> None:
        self.connection = connection
        self.did = did_from_seed(seed)
        self.gateway = ""
        self.registration: dict[str, Any] = {}
        self.seed = seed
        self._audience = audience

    async def register(self, capabilities: Sequence[dict[str, Any]] = ()) -> None:
        """Answers the challenge, and checks that the gateway proves who it is."""
        _, challenge = await self.receive()
        assert challenge["type"] == "PING" and challenge["to"] == challenge["from"], challenge
        self.gateway = challenge["from"]
        client_nonce = base64url_encode(os.urandom(NONCE_BYTES))
        payload: dict[str, Any] = {
            "public_key": base58_encode(public_key_from_did(self.did)),
            "nonce": challenge["payload"]["nonce"],
            "client_nonce": client_nonce,
            "audience": self._audience,
        }
        if capabilities:
            payload["capabilities"] = list(capabilities)
        await self.send("REGISTER", payload, answers=challenge["id"])
        _, answer = await self.receive()
        assert answer["type"] == "REGISTER", answer
        assert answer["from"] == self.gateway and answer["payload"]["nonce"] == client_nonce, answer
        self.registration = answer["payload"]

    def make(self, kind: str, payload: dict[str, Any], to: str | None = None, answers: str | None = None) -> bytes:
        """A signed message, to the gateway unless said otherwise."""
        envelope: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "timestamp": format_timestamp(time.time_ns()),
            "from": self.did,
            "to": to or self.gateway,
            "type": kind,
            "payload": payload,
            "version": "1.0",
        }
        if answers is not None:
            envelope["correlation_id"] = answers
        return sign(envelope, self.seed)

    async def send(
        self, kind: str, payload: dict[str, Any], to: str | None = None, answers: str | None = None
    ) -> bytes:
        """Sends a message and returns its bytes."""
        text = self.make(kind, payload, to, answers)
        await self.connection.send(text, text=True)
        return text

    async def receive(self) -> tuple[bytes, dict[str, Any]]:
        """The next message, verified: its bytes and what they say."""
        async with asyncio.timeout(ANSWER_SECONDS):
            text = await self.connection.recv(decode=False)
        assert isinstance(text, bytes)
        verdict = Verifier(now=time.time_ns()).verify(text)
        assert verdict.is_valid, (verdict, text)
        envelope: dict[str, Any] = json.loads(text)
        return text, envelope


@asynccontextmanager
async def connected(
    gateway: GatewayProcess,
    *,
    trust: ssl.SSLContext | None = None,
    compression: str | None = None,
    subprotocols: Sequence[str] = (SUBPROTOCOL,),
    headers: dict[str, str] | None = None,
) -> AsyncIterator[Agent]:
    """An agent with a fresh key that has not registered yet."""
    scheme = "ws" if trust is None else "wss"
    async with connect(
        f"{scheme}://{gateway.audience}/ws",
        ssl=trust,
        compression=compression,
        subprotocols=list(subprotocols),
        additional_headers=headers,
        origin=None,
        proxy=None,
    ) as connection:
        yield Agent(connection, os.urandom(SEED_BYTES), gateway.audience)


@asynccontextmanager
async def registered(
    gateway: GatewayProcess,
    *,
    trust: ssl.SSLContext | None = None,
    compression: str | None = None,
    capabilities: Sequence[dict[str, Any]] = (),
) -> AsyncIterator[Agent]:
    """A registered agent with a fresh key."""
    async with connected(gateway, trust=trust, compression=compression) as agent:
        await agent.register(capabilities)
        yield agent
