# SPDX-License-Identifier: MIT
"""The agent of `python_agent`, with a data channel of aiortc's: it answers offers, proves itself, and goes on there."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import Any

from aiconexus_wire.encoding import base64url_encode
from aiconexus_wire.envelope import Verifier
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp
from python_agent import Json, PythonAgent

CHANNEL = "ioap.v1"
PROOF_PREFIX = b"ioap.v1 direct\x00"


class DirectPath:
    """One connection that a peer has offered."""

    def __init__(self, agent: PythonAgent, peer: str) -> None:
        self._agent = agent
        self._peer = peer
        # Without servers of its own choice, which are on the internet.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._offer = ""
        self._proof = ""
        self._is_proved = False
        self.opened = asyncio.Event()
        self.received = 0
        self._connection.on("datachannel", self._open)

    async def answer(self, message: Json) -> None:
        """Answers an offer; the answer has all candidates of this side."""
        self._offer = message["id"]
        await self._connection.setRemoteDescription(RTCSessionDescription(message["payload"]["sdp"], "offer"))
        await self._connection.setLocalDescription(await self._connection.createAnswer())
        sdp = self._answer()
        await self._agent.send("ANSWER", {"sdp": sdp}, self._peer, answers=self._offer)
        await self._agent.send("ICE_CANDIDATE", {"candidate": ""}, self._peer, answers=self._offer)

    def _answer(self) -> str:
        return str(self._connection.localDescription.sdp)

    async def add(self, message: Json) -> None:
        """Takes a candidate of the peer's."""
        payload = message["payload"]
        if message["correlation_id"] != self._offer or not payload["candidate"]:
            return
        candidate = candidate_from_sdp(payload["candidate"].removeprefix("candidate:"))
        candidate.sdpMid = payload.get("sdp_mid")
        candidate.sdpMLineIndex = payload.get("sdp_mline_index")
        await self._connection.addIceCandidate(candidate)

    async def close(self) -> None:
        """Ends the connection."""
        await self._connection.close()

    def _open(self, channel: RTCDataChannel) -> None:
        assert channel.label == CHANNEL and channel.protocol == CHANNEL and channel.ordered, channel
        self._channel = channel
        channel.on("message", self._read)
        self._proof = self._send("PING", {"nonce": self._nonce(self._local(), self._remote())}, self._offer)

    def _read(self, text: Any) -> None:
        assert isinstance(text, str), text
        verdict = Verifier(now=time.time_ns()).verify(text.encode())
        assert verdict.is_valid, (verdict, text)
        message: Json = json.loads(text)
        assert message["from"] == self._peer, message
        if not self._is_proved:
            # The first message proves who it is from, or the channel is of no use.
            assert message["type"] == "PING" and message["correlation_id"] == self._offer, message
            assert message["payload"]["nonce"] == self._nonce(self._remote(), self._local()), message
            self._is_proved = True
            self._send("PONG", {"nonce": message["payload"]["nonce"]}, message["id"])
        elif message["type"] == "PONG" and message["correlation_id"] == self._proof:
            self.opened.set()
        else:
            self.received += 1
            self._agent.take(text.encode())

    def _send(self, kind: str, payload: Json, answers: str) -> str:
        text = self._agent.make(kind, payload, self._peer, answers)
        self.send_text(text)
        return str(json.loads(text)["id"])

    def send_text(self, text: bytes) -> None:
        """Sends a message over the channel."""
        self._channel.send(text.decode())

    @staticmethod
    def _nonce(sender: bytes, receiver: bytes) -> str:
        return base64url_encode(hashlib.sha256(PROOF_PREFIX + sender + receiver).digest())

    def _local(self) -> bytes:
        return self._fingerprint(self._connection.localDescription.sdp)

    def _remote(self) -> bytes:
        return self._fingerprint(self._connection.remoteDescription.sdp)

    @staticmethod
    def _fingerprint(sdp: str) -> bytes:
        """The SHA-256 of the certificate; DTLS has compared it with the one in use."""
        (line,) = {line for line in sdp.splitlines() if line.lower().startswith("a=fingerprint:sha-256 ")}
        return bytes.fromhex(line.split(" ")[1].replace(":", ""))


class WrongFingerprint(DirectPath):
    """One that names another certificate than it has."""

    def _answer(self) -> str:
        digits = self._local()
        return super()._answer().replace(self._text(digits), self._text(bytes(byte ^ 0xFF for byte in digits)))

    @staticmethod
    def _text(digest: bytes) -> str:
        return digest.hex(":").upper()


class NoHandshake(DirectPath):
    """One that is reached, and then says nothing."""

    def __init__(self, agent: PythonAgent, peer: str) -> None:
        super().__init__(agent, peer)
        self._never = asyncio.Event()

    async def answer(self, message: Json) -> None:
        await super().answer(message)
        self._connection.sctp.transport.start = self._wait

    async def _wait(self, _parameters: Any) -> None:
        await self._never.wait()

    async def close(self) -> None:
        self._never.set()
        await super().close()


class Declined(DirectPath):
    """None at all: offers are refused for a reason."""

    reason = "POLICY"

    async def answer(self, message: Json) -> None:
        details = {"reason": self.reason}
        report = {"code": "P2P_UNAVAILABLE", "message": "no direct connections", "details": details}
        await self._agent.send("ERROR", report, self._peer, answers=message["id"])

    async def add(self, message: Json) -> None:
        pass


class NoWebRTC(Declined):
    """One whose program cannot make them."""

    reason = "PEER_NO_WEBRTC"
