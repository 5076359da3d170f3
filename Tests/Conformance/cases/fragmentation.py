# SPDX-License-Identifier: MIT
"""RFC 6455 section 5.4: messages in several frames."""

from __future__ import annotations

from case import Case, case, echoed, ponged, refused, send
from frames import BINARY, CONTINUATION, TEXT, Frame, fragments, ping, pong, text


def cases() -> list[Case]:
    """All of this section."""
    return [*_whole(), *_with_control_frames(), *_out_of_order()]


def _whole() -> list[Case]:
    found = []
    for name, opcode in {"text": TEXT, "binary": BINARY}.items():
        for chop in (None, 1):
            how = "" if chop is None else ", a byte at a time"
            parts = [b"fragment1", b"fragment2"]
            found.append(
                case(f"{name} in two{how}", send(*fragments(opcode, parts), chop=chop), echoed(opcode, b"".join(parts)))
            )
            parts = [b"", b"", b""]
            found.append(
                case(
                    f"{name} in three empty ones{how}", send(*fragments(opcode, parts), chop=chop), echoed(opcode, b"")
                )
            )
            parts = [b"", b"middle", b""]
            found.append(
                case(
                    f"{name} with empty ends{how}",
                    send(*fragments(opcode, parts), chop=chop),
                    echoed(opcode, b"middle"),
                )
            )
        single = [bytes([0x61 + number % 26]) for number in range(1_000)]
        found.append(case(f"{name} in a thousand", send(*fragments(opcode, single)), echoed(opcode, b"".join(single))))
        large = [b"x" * 40_000, b"y" * 126, b"z" * 70_000]
        found.append(case(f"{name} in large ones", send(*fragments(opcode, large)), echoed(opcode, b"".join(large))))
    return found


def _with_control_frames() -> list[Case]:
    first, second, third = fragments(TEXT, [b"a", b"b", b"c"])
    apart = [send(first), send(ping(b"p")), ponged(b"p"), send(second), send(pong(b"u")), send(third)]
    return [
        case("a ping between", send(first, ping(b"p"), second, third), ponged(b"p"), echoed(TEXT, b"abc")),
        case(
            "a ping between, a byte at a time",
            send(first, ping(b"p"), second, third, chop=1),
            ponged(b"p"),
            echoed(TEXT, b"abc"),
        ),
        case("a pong between", send(first, pong(b"p"), second, third), echoed(TEXT, b"abc")),
        case("a ping and a pong between, answered before the end", *apart, echoed(TEXT, b"abc")),
        case(
            "ten pings between",
            send(first, *[ping(b"p")] * 10, second, third),
            *[ponged(b"p")] * 10,
            echoed(TEXT, b"abc"),
        ),
    ]


def _out_of_order() -> list[Case]:
    first, second = fragments(TEXT, [b"a", b"b"])
    found = [
        refused("a continuation of nothing", 1002, [Frame(CONTINUATION, b"x")]),
        refused("a continuation of nothing, not final", 1002, [Frame(CONTINUATION, b"x", final=False)]),
        refused("an empty continuation of nothing", 1002, [Frame(CONTINUATION)]),
        refused("text within a message", 1002, [first, text("x")]),
        refused("binary within a text", 1002, [first, Frame(BINARY, b"x")]),
        refused("the start of a text within a message", 1002, [first, Frame(TEXT, b"x", final=False)]),
        refused("text within a binary", 1002, [Frame(BINARY, b"x", final=False), text("x")]),
    ]
    found.append(
        case(
            "a message after a fragmented one", send(first, second, text("c")), echoed(TEXT, b"ab"), echoed(TEXT, b"c")
        )
    )
    found.append(
        case(
            "nothing is left of a fragmented one",
            send(first, second, first, second),
            echoed(TEXT, b"ab"),
            echoed(TEXT, b"ab"),
        )
    )
    return found
