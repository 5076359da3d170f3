# SPDX-License-Identifier: MIT
"""RFC 6455 section 5.2: lengths, masking, reserved bits and opcodes."""

from __future__ import annotations

from case import Case, Fails, case, echo_case, echoed, refused, send
from frames import BINARY, CONTINUATION, PING, PONG, RSV1, RSV2, RSV3, TEXT, Frame, close, ping, text

# Where the length's form changes, and some bytes to either side.
_LENGTHS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 124, 125, 126, 127, 128, 255, 256, 65_535, 65_536, 65_537, 200_000]
_CHOPS = [1, 2, 3, 7, 997]


def cases() -> list[Case]:
    """All of this section."""
    return [*_lengths(), *_chopped(), *_length_forms(), *_masking(), *_reserved_bits(), *_opcodes()]


def _lengths() -> list[Case]:
    found = []
    for length in _LENGTHS:
        found.append(echo_case(f"text of {length} bytes", TEXT, _letters(length)))
        found.append(echo_case(f"binary of {length} bytes", BINARY, _bytes(length)))
    return found


def _chopped() -> list[Case]:
    found = []
    for chop in _CHOPS:
        for length in (0, 1, 125, 126, 1_000, 65_536 if chop > 100 else 2_000):
            found.append(echo_case(f"text of {length} bytes, {chop} at a time", TEXT, _letters(length), chop))
    two = (text("first"), text("second"))
    found.append(case("two messages in one write", send(*two), *(echoed(TEXT, frame.payload) for frame in two)))
    many = [text(f"{number}") for number in range(500)]
    found.append(case("500 messages in one write", send(*many), *(echoed(TEXT, frame.payload) for frame in many)))
    return found


def _length_forms() -> list[Case]:
    found = []
    for bits, lengths in {16: (0, 1, 125), 64: (0, 1, 125, 126, 65_535)}.items():
        for length in lengths:
            frame = Frame(TEXT, _letters(length), length_bits=bits)
            found.append(refused(f"{length} in {bits} bits is not the shortest form", 1002, [frame]))
    top_bit = Frame(TEXT, length=1 << 63, length_bits=64)
    found.append(refused("a length with the top bit set", 1002, [top_bit]))
    return found


def _masking() -> list[Case]:
    # Which of the two is wrong depends on the role; the driver turns `wrong_mask` round.
    found = []
    for name, frame in {"text": text("x"), "ping": ping(b"x"), "close": close(1000), "empty text": text("")}.items():
        wrong = WrongMask(frame.opcode, frame.payload)
        found.append(refused(f"{name} with the other side's masking", 1002, [wrong]))
    return found


class WrongMask(Frame):
    """A frame that is masked where it must not be, or the other way round (section 5.1)."""

    def encode(self, from_client: bool) -> bytes:
        """The bytes as the other role would have sent them."""
        return super().encode(not from_client)


def _reserved_bits() -> list[Case]:
    found = []
    for bits in range(1, 8):
        names = "".join(str(index) for index, bit in ((1, RSV1), (2, RSV2), (3, RSV3)) if bits & bit)
        for kind, frame in {
            "text": Frame(TEXT, b"x", reserved=bits),
            "binary": Frame(BINARY, b"x", reserved=bits),
            "ping": Frame(PING, b"x", reserved=bits),
            "pong": Frame(PONG, b"", reserved=bits),
            "close": Frame(0x8, b"\x03\xe8", reserved=bits),
        }.items():
            found.append(refused(f"RSV{names} on a {kind}", 1002, [frame]))
        parts = [Frame(TEXT, b"x", final=False), Frame(CONTINUATION, b"y", reserved=bits)]
        found.append(refused(f"RSV{names} on a continuation", 1002, parts))
    return found


def _opcodes() -> list[Case]:
    found = []
    for opcode in (*range(0x3, 0x8), *range(0xB, 0x10)):
        for payload in (b"", b"payload"):
            frame = Frame(opcode, payload)
            found.append(refused(f"opcode {opcode:#x} with {len(payload)} bytes", 1002, [frame, text("after")]))
        found.append(case(f"opcode {opcode:#x} first, a byte at a time", send(Frame(opcode), chop=1), Fails(1002)))
    return found


def _letters(length: int) -> bytes:
    return bytes(0x61 + index % 26 for index in range(length))


def _bytes(length: int) -> bytes:
    return bytes((index * 31 + (index >> 8)) & 0xFF for index in range(length))
