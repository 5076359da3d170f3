# SPDX-License-Identifier: MIT
"""RFC 6455 sections 5.5.1, 7.1 and 7.4: the closing handshake, codes and reasons."""

from __future__ import annotations

from case import Case, Closes, Cut, Fails, SendBytes, case, echoed, refused, send
from frames import BINARY, CLOSE, CONTINUATION, TEXT, Frame, close, fragments, ping, text

_VALID = [*range(1000, 1004), *range(1007, 1015), 3000, 3999, 4000, 4507, 4999]
_INVALID = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]


def cases() -> list[Case]:
    """All of this section."""
    return [*_codes(), *_reasons(), *_order(), *_ends()]


def _codes() -> list[Case]:
    found = [case("without a code", send(close()), Closes(None, is_sent=True))]
    for code in _VALID:
        found.append(case(f"with {code}", send(close(code)), Closes(code, is_sent=True)))
    for code in _INVALID:
        found.append(refused(f"with {code}, which may not be sent", 1002, [close(code)]))
    found.append(refused("with half a code", 1002, [Frame(CLOSE, b"\x03")]))
    return found


def _reasons() -> list[Case]:
    longest = b"r" * 123
    return [
        case("with a reason", send(close(1000, b"bye")), Closes(1000, is_sent=True)),
        case("with the longest reason", send(close(1000, longest)), Closes(1000, is_sent=True)),
        case(
            "with the longest reason, a byte at a time", send(close(1000, longest), chop=1), Closes(1000, is_sent=True)
        ),
        refused("with too long a reason", 1002, [close(1000, longest + b"r")]),
        refused("with a reason that is no UTF-8", 1007, [close(1000, b"\xce\xba\xed\xa0\x80")]),
        refused("with a reason that is cut", 1007, [close(1000, b"\xce")]),
        refused("in two fragments", 1002, [Frame(CLOSE, b"\x03\xe8", final=False), Frame(CONTINUATION)]),
    ]


def _order() -> list[Case]:
    first, second = fragments(TEXT, [b"a", b"b"])
    return [
        case("after a message", send(text("a"), close(1000)), echoed(TEXT, b"a"), Closes(1000, is_sent=True)),
        case("a message after it is not answered", send(close(1000), text("late")), Closes(1000, is_sent=True)),
        case("a ping after it is not answered", send(close(1000), ping(b"late")), Closes(1000, is_sent=True)),
        case("a second one is not answered", send(close(1000), close(1001)), Closes(1000, is_sent=True)),
        case(
            "garbage after it is not looked at", send(close(1000), Frame(0xF, reserved=7)), Closes(1000, is_sent=True)
        ),
        case(
            "a megabyte after it is not looked at",
            send(close(1000), Frame(BINARY, bytes(1 << 20))),
            Closes(1000, is_sent=True),
        ),
        case("within a message", send(first, close(1000), second), Closes(1000, is_sent=True)),
        case("garbage after a violation is not looked at", send(Frame(0x3), Frame(0x4), close(1000)), Fails(1002)),
        case("after 100 000 bytes", send(Frame(TEXT, b"x" * 100_000)), echoed(TEXT, b"x" * 100_000)),
    ]


def _ends() -> list[Case]:
    return [
        case("the transport ends without a word", Cut()),
        case("the transport ends within a header", SendBytes(b"\x81"), Cut()),
        case("the transport ends within a frame", send(text("cut off"), upto=8), Cut()),
        case("the transport ends within a message", send(Frame(TEXT, b"a", final=False)), Cut()),
        case("the transport ends after a message", send(text("a")), echoed(TEXT, b"a"), Cut()),
    ]
