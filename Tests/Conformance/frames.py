# SPDX-License-Identifier: MIT
"""Frames as bytes, right or wrong: what `websockets` would refuse to send is what the cases are about."""

from __future__ import annotations

import struct
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
RSV1, RSV2, RSV3 = 4, 2, 1
MASKING_KEY = b"\x37\xfa\x21\x3d"


@dataclass(frozen=True)
class Frame:
    """A frame to be sent; `masked` is what the role demands unless it says otherwise (RFC 6455 section 5.2)."""

    opcode: int
    payload: bytes = b""
    final: bool = True
    reserved: int = 0
    masked: bool | None = None
    # The announced length and its form in bits, when they are not those of the payload.
    length: int | None = None
    length_bits: int | None = None

    def encode(self, from_client: bool) -> bytes:
        """The bytes of the frame as the side that sends it would write it."""
        masked = from_client if self.masked is None else self.masked
        first = (0x80 if self.final else 0) | self.reserved << 4 | self.opcode
        header = bytes([first]) + self._length_field(0x80 if masked else 0)
        if not masked:
            return header + self.payload
        repeated = MASKING_KEY * (len(self.payload) // 4 + 1)
        value = int.from_bytes(self.payload) ^ int.from_bytes(repeated[: len(self.payload)])
        return header + MASKING_KEY + value.to_bytes(len(self.payload))

    def _length_field(self, mask_bit: int) -> bytes:
        length = len(self.payload) if self.length is None else self.length
        bits = self.length_bits or (7 if length < 126 else 16 if length < 1 << 16 else 64)
        if bits == 7:
            return bytes([mask_bit | length])
        if bits == 16:
            return bytes([mask_bit | 126]) + struct.pack("!H", length)
        return bytes([mask_bit | 127]) + struct.pack("!Q", length)


def text(value: str) -> Frame:
    """A whole text message."""
    return Frame(TEXT, value.encode())


def binary(value: bytes) -> Frame:
    """A whole binary message."""
    return Frame(BINARY, value)


def ping(payload: bytes = b"") -> Frame:
    """A ping."""
    return Frame(PING, payload)


def pong(payload: bytes = b"") -> Frame:
    """A pong."""
    return Frame(PONG, payload)


def close(code: int | None = None, reason: bytes = b"") -> Frame:
    """A Close, without a body when there is no code."""
    return Frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


def fragments(opcode: int, parts: list[bytes], reserved: int = 0) -> list[Frame]:
    """One message in as many frames as there are parts."""
    last = len(parts) - 1
    return [
        Frame(CONTINUATION if index else opcode, part, index == last, 0 if index else reserved)
        for index, part in enumerate(parts)
    ]
