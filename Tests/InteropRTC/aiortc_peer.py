# SPDX-License-Identifier: MIT
"""A peer of aiortc's, with the options and lines of rtcpeer: see README.md."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

PLAN = json.loads(Path(__file__).with_name("plan.json").read_text(encoding="utf-8"))
STEP_SECONDS = 10


def emit(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def binary(count: int) -> bytes:
    return bytes((i * 31 + (i >> 8)) & 0xFF for i in range(count))


def description_of(channel: RTCDataChannel) -> dict[str, Any]:
    limits = {"maxRetransmits": channel.maxRetransmits, "maxPacketLifeTime": channel.maxPacketLifeTime}
    return {
        "label": channel.label, "protocol": channel.protocol, "ordered": channel.ordered,
        **{name: value for name, value in limits.items() if value is not None},
    }


def echo(channel: RTCDataChannel) -> None:
    """Sends everything back, and closes the channel when it is asked to."""

    def received(message: str | bytes) -> None:
        channel.close() if message == PLAN["request"] else channel.send(message)

    channel.on("message", received)


class EchoChannel:
    """A channel whose other end sends everything back."""

    def __init__(self, channel: RTCDataChannel) -> None:
        self.channel = channel
        self.messages: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.opened = asyncio.Event()
        self.closed = asyncio.Event()
        if channel.readyState == "open":
            self.opened.set()
        channel.on("open", self.opened.set)
        channel.on("message", self.messages.put_nowait)
        channel.on("close", self.end)

    def end(self) -> None:
        self.closed.set()
        self.messages.put_nowait(None)

    async def exchange(self, message: str | bytes) -> None:
        await asyncio.wait_for(self.opened.wait(), STEP_SECONDS)
        self.channel.send(message)
        answer = await asyncio.wait_for(self.messages.get(), STEP_SECONDS)
        if answer != message:
            raise AssertionError(f"{len(message)} bytes of {self.channel.label} came back changed")

    async def wait_closed(self) -> None:
        await asyncio.wait_for(self.closed.wait(), STEP_SECONDS)


class Peer:
    def __init__(self, suites: list[str]) -> None:
        self.suites = suites
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.early: list[str] = []
        self.connection.on("datachannel", self.opened)
        self.connection.on("connectionstatechange", self.changed)

    def opened(self, channel: RTCDataChannel) -> None:
        emit({"channel": description_of(channel)})
        echo(channel)

    def changed(self) -> None:
        state = self.connection.connectionState
        emit({"state": state})
        if state == "failed":
            emit({"fatal": "failed"})

    async def offer(self) -> None:
        # A channel that nobody uses, so that there is something to offer.
        self.connection.createDataChannel("first")
        await self.describe(await self.connection.createOffer())

    async def describe(self, description: RTCSessionDescription) -> None:
        await self.connection.setLocalDescription(description)
        emit({"type": description.type, "sdp": self.connection.localDescription.sdp})

    async def receive(self, line: dict[str, Any]) -> None:
        if "type" not in line:
            return await self.add(line["candidate"])
        is_first = self.connection.remoteDescription is None
        await self.connection.setRemoteDescription(RTCSessionDescription(line["sdp"], line["type"]))
        if line["type"] == "offer":
            if is_first and "negotiated" in self.suites:
                echo(self.negotiated())
            await self.describe(await self.connection.createAnswer())
        for text in self.early:
            await self.add(text)

    async def add(self, text: str) -> None:
        if not text:
            return
        if self.connection.remoteDescription is None:
            return self.early.append(text)
        candidate = candidate_from_sdp(text.removeprefix("candidate:"))
        candidate.sdpMLineIndex = 0
        await self.connection.addIceCandidate(candidate)

    def negotiated(self) -> RTCDataChannel:
        return self.connection.createDataChannel("negotiated", negotiated=True, id=PLAN["negotiatedID"])

    # Suites

    async def run_once(self) -> None:
        await EchoChannel(self.connection.createDataChannel("once")).exchange("hello")

    async def run_echo(self) -> None:
        for options in PLAN["channels"]:
            channel = EchoChannel(self.connection.createDataChannel(**options))
            for text in PLAN["texts"]:
                await channel.exchange(text)
            for count in PLAN["byteCounts"]:
                await channel.exchange(binary(count))
            channel.channel.close()
            await channel.wait_closed()

    async def run_closing(self) -> None:
        for number in range(PLAN["rounds"]):
            channel = EchoChannel(self.connection.createDataChannel(f"closing {number}"))
            await channel.exchange(f"round {number}")
            if number % 2 == 0:
                channel.channel.close()
            else:
                channel.channel.send(PLAN["request"])
            await channel.wait_closed()

    async def run_negotiated(self) -> None:
        await EchoChannel(self.negotiated()).exchange(binary(10_000))

    async def run(self) -> None:
        all_passed = True
        for suite in self.suites:
            try:
                body: Callable[[], Awaitable[None]] = getattr(self, f"run_{suite}")
                await body()
                emit({"passed": suite})
            except Exception as error:
                emit({"failed": suite, "why": f"{type(error).__name__} {error}"})
                all_passed = False
        emit({"done": all_passed})


async def main(role: str, suites: list[str]) -> None:
    reader = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    peer = Peer(suites)
    running = None
    if role == "offer":
        await peer.offer()
        running = asyncio.create_task(peer.run())
    async for text in reader:
        line = json.loads(text)
        if line.get("type") == "bye":
            break
        try:
            await peer.receive(line)
        except Exception as error:
            emit({"refused": f"{type(error).__name__} {error}"})
    if running:
        running.cancel()
    await peer.connection.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[3].split(",") if sys.argv[2:3] == ["--suite"] else ["echo"]))
