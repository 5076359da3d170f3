# SPDX-License-Identifier: MIT
"""RFC 7692: permessage-deflate. The peer compresses whatever it sends back; `websockets` inflates it."""

from __future__ import annotations

import os
import zlib

from case import Case, Fails, case, echoed, ponged, refused, send
from frames import BINARY, CONTINUATION, PING, RSV1, RSV2, RSV3, TEXT, Frame, fragments, ping

from cases.limits import MESSAGE_LIMIT

_TAIL = b"\x00\x00\xff\xff"
_HELLO = b"Hello, hello, hello"


def cases() -> list[Case]:
    """For a peer that starts each message with an empty window."""
    return [*_messages(), *_blocks(), *_fragments(), *_reserved_bits(), *_damage(), *_limits(), *_no_context()]


def context_cases() -> list[Case]:
    """For a peer that remembers earlier messages, as both sides agreed."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    messages = [_HELLO, _HELLO, b"x" * 5_000, os.urandom(40_000), _HELLO, b"", _HELLO]
    steps = []
    for message in messages:
        data = stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH)
        steps += [send(Frame(BINARY, data.removesuffix(_TAIL), reserved=RSV1)), echoed(BINARY, message)]
    return [
        case("messages that refer to earlier ones", *steps),
        case(
            "an uncompressed one between", *steps[:2], send(Frame(TEXT, b"plain")), echoed(TEXT, b"plain"), *steps[2:]
        ),
        *_messages(),
        *_fragments(),
        *_damage(),
    ]


def window_cases() -> list[Case]:
    """For a peer whose own window, and ours, is 512 bytes."""
    far = os.urandom(400) + b"\0" * 1_000
    found = [
        case("a small window", send(Frame(BINARY, deflate(far * 3, bits=9), reserved=RSV1)), echoed(BINARY, far * 3)),
    ]
    return found + _messages(bits=9)


def deflate(message: bytes, level: int = 6, bits: int = 15, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """A message as RFC 7692 section 7.2.1 compresses it."""
    stream = zlib.compressobj(level, zlib.DEFLATED, -bits, 8, strategy)
    return (stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)


def _compressed(opcode: int, message: bytes, bits: int = 15) -> Frame:
    return Frame(opcode, deflate(message, bits=bits), reserved=RSV1)


def _messages(bits: int = 15) -> list[Case]:
    found = []
    for length in (0, 1, 125, 126, 1_000, 32_768, 65_536):
        message = bytes(0x61 + index % 7 for index in range(length))
        found.append(case(f"text of {length} bytes", send(_compressed(TEXT, message, bits)), echoed(TEXT, message)))
    noise = os.urandom(50_000)
    found.append(case("noise", send(_compressed(BINARY, noise, bits)), echoed(BINARY, noise)))
    found.append(case("a byte at a time", send(_compressed(TEXT, _HELLO, bits), chop=1), echoed(TEXT, _HELLO)))
    found.append(case("not compressed after all", send(Frame(TEXT, _HELLO)), echoed(TEXT, _HELLO)))
    mixed = [Frame(TEXT, b"a"), _compressed(TEXT, b"b", bits), Frame(TEXT, b"c"), _compressed(TEXT, b"d", bits)]
    found.append(
        case(
            "some compressed and some not", send(*mixed), *[echoed(TEXT, letter) for letter in (b"a", b"b", b"c", b"d")]
        )
    )
    return found


def _blocks() -> list[Case]:
    message = _HELLO * 100
    found = []
    for level in range(10):
        frame = Frame(TEXT, deflate(message, level), reserved=RSV1)
        found.append(case(f"level {level}", send(frame), echoed(TEXT, message)))
    for name, strategy in {
        "fixed codes": zlib.Z_FIXED,
        "run lengths": zlib.Z_RLE,
        "no matches": zlib.Z_HUFFMAN_ONLY,
    }.items():
        frame = Frame(TEXT, deflate(message, strategy=strategy), reserved=RSV1)
        found.append(case(name, send(frame), echoed(TEXT, message)))
    # Section 7.2.3: several blocks, one that says that it is the last, and stored ones.
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = (
        stream.compress(b"one")
        + stream.flush(zlib.Z_SYNC_FLUSH)
        + stream.compress(b"two")
        + stream.flush(zlib.Z_SYNC_FLUSH)
    )
    found.append(
        case("two blocks", send(Frame(TEXT, data.removesuffix(_TAIL), reserved=RSV1)), echoed(TEXT, b"onetwo"))
    )
    last = zlib.compress(b"last", wbits=-15) + b"\x00"
    found.append(case("a last block", send(Frame(TEXT, last, reserved=RSV1)), echoed(TEXT, b"last")))
    stored = b"\x00\x05\x00\xfa\xffHello\x00"
    found.append(case("a stored block", send(Frame(TEXT, stored, reserved=RSV1)), echoed(TEXT, b"Hello")))
    return found


def _fragments() -> list[Case]:
    data = deflate(_HELLO)
    single = fragments(TEXT, [data[index : index + 1] for index in range(len(data))], RSV1)
    first, second = fragments(TEXT, [data[:4], data[4:]], RSV1)
    return [
        case("two fragments", send(first, second), echoed(TEXT, _HELLO)),
        case("a fragment each byte", send(*single), echoed(TEXT, _HELLO)),
        case("empty fragments", send(*fragments(TEXT, [b"", data, b"", b""], RSV1)), echoed(TEXT, _HELLO)),
        case("a ping between fragments", send(first, ping(b"p"), second), ponged(b"p"), echoed(TEXT, _HELLO)),
        case("two fragments that are not compressed", send(*fragments(TEXT, [b"a", b"b"])), echoed(TEXT, b"ab")),
    ]


def _reserved_bits() -> list[Case]:
    data = deflate(_HELLO)
    first, _ = fragments(TEXT, [data[:4], data[4:]], RSV1)
    found = [
        refused("RSV1 on a continuation", 1002, [first, Frame(CONTINUATION, data[4:], reserved=RSV1)]),
        refused("RSV1 on a ping", 1002, [Frame(PING, reserved=RSV1)]),
        refused(
            "RSV1 on the continuation of plain text",
            1002,
            [Frame(TEXT, b"a", False), Frame(CONTINUATION, data, reserved=RSV1)],
        ),
    ]
    for bits in (RSV2, RSV3, RSV1 | RSV2, RSV1 | RSV3, RSV1 | RSV2 | RSV3):
        found.append(refused(f"reserved bits {bits:03b}", 1002, [Frame(TEXT, data, reserved=bits)]))
    return found


def _damage() -> list[Case]:
    data = deflate(_HELLO * 20)
    found = [
        refused("a block type that does not exist", 1007, [Frame(TEXT, b"\x07\xff\xff", reserved=RSV1)]),
        refused("a distance before the start", 1007, [Frame(TEXT, b"\x4b\x04\xff\xff\x00", reserved=RSV1)]),
        refused("data that ends too early", 1007, [Frame(TEXT, data[:-6], reserved=RSV1)]),
        refused("text that is not compressed", 1007, [Frame(TEXT, b"\xff" * 20, reserved=RSV1)]),
        refused("no UTF-8 inside", 1007, [_compressed(TEXT, b"\xce\xba\xed\xa0\x80")]),
        refused("UTF-8 cut inside", 1007, [_compressed(TEXT, b"a\xce")]),
    ]
    bad, _ = fragments(TEXT, [deflate(b"good\xff" + b"bad" * 100) + b"\x00", b""], RSV1)
    found.append(case("no UTF-8 inside, at once", send(Frame(TEXT, bad.payload + _TAIL, False, RSV1)), Fails(1007)))
    return found


def _limits() -> list[Case]:
    limit = MESSAGE_LIMIT
    longest = b"\0" * limit
    bomb = deflate(b"\0" * 50_000_000, level=9)
    parts = [bomb[index : index + 10_000] for index in range(0, len(bomb), 10_000)]
    return [
        case("inflated to the limit", send(_compressed(BINARY, longest)), echoed(BINARY, longest)),
        refused("inflated over the limit", 1009, [_compressed(BINARY, longest + b"\0")]),
        refused("fifty megabytes in fifty thousand bytes", 1009, [Frame(BINARY, bomb, reserved=RSV1)]),
        refused("fifty megabytes in fragments", 1009, fragments(BINARY, parts, RSV1)),
        refused("announced over the limit", 1009, [Frame(BINARY, length=1 << 31, reserved=RSV1)]),
    ]


def _no_context() -> list[Case]:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    noise = os.urandom(200)
    first, second = ((stream.compress(noise) + stream.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL) for _ in range(2))
    frames = [Frame(BINARY, data, reserved=RSV1) for data in (first, second)]
    return [case("a message that refers to an earlier one", send(*frames), echoed(BINARY, noise), Fails(1007))]
