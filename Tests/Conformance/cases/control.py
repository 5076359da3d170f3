# SPDX-License-Identifier: MIT
"""RFC 6455 sections 5.5.2 and 5.5.3: ping and pong."""

from __future__ import annotations

from case import Case, case, echoed, ponged, refused, send
from frames import CONTINUATION, PING, PONG, TEXT, Frame, ping, pong, text


def cases() -> list[Case]:
    """All of this section."""
    return [*_pings(), *_pongs(), *_too_long(), *_fragmented()]


def _pings() -> list[Case]:
    longest = bytes(range(125))
    ten = [ping(bytes([number])) for number in range(10)]
    return [
        case("an empty ping", send(ping()), ponged(b"")),
        case("a ping with text", send(ping(b"hello")), ponged(b"hello")),
        case(
            "a ping that is no UTF-8",
            send(ping(b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff")),
            ponged(b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"),
        ),
        case("the longest ping", send(ping(longest)), ponged(longest)),
        case("the longest ping, a byte at a time", send(ping(longest), chop=1), ponged(longest)),
        case("ten pings in one write", send(*ten), *(ponged(frame.payload) for frame in ten)),
        case("ten pings, a byte at a time", send(*ten, chop=1), *(ponged(frame.payload) for frame in ten)),
        case(
            "a ping between messages",
            send(text("a"), ping(b"p"), text("b")),
            echoed(TEXT, b"a"),
            ponged(b"p"),
            echoed(TEXT, b"b"),
        ),
    ]


def _pongs() -> list[Case]:
    return [
        case("an unsolicited pong", send(pong())),
        case("an unsolicited pong with payload", send(pong(b"unsolicited"))),
        case("a pong, then a ping", send(pong(b"u"), ping(b"p")), ponged(b"p")),
        case("a hundred pongs", send(*[pong(b"x" * 125)] * 100), send(text("after")), echoed(TEXT, b"after")),
    ]


def _too_long() -> list[Case]:
    found = []
    for name, opcode in {"ping": PING, "pong": PONG}.items():
        found.append(refused(f"a {name} of 126 bytes", 1002, [Frame(opcode, b"x" * 126)]))
        found.append(refused(f"a {name} of 126 bytes, announced only", 1002, [Frame(opcode, length=126)]))
        found.append(refused(f"a {name} with a length in 16 bits", 1002, [Frame(opcode, b"x", length_bits=16)]))
        found.append(refused(f"a {name} of 70 000 bytes", 1002, [Frame(opcode, b"x" * 70_000)]))
    return found


def _fragmented() -> list[Case]:
    found = []
    for name, opcode in {"ping": PING, "pong": PONG}.items():
        parts = [Frame(opcode, b"a", final=False), Frame(CONTINUATION, b"b")]
        found.append(refused(f"a {name} in two fragments", 1002, parts))
    return found
