# SPDX-License-Identifier: MIT
"""RFC 6455 section 10.4: limits of a frame and of a message, judged by what is announced."""

from __future__ import annotations

from case import Case, case, echoed, ponged, refused, send
from frames import BINARY, CONTINUATION, TEXT, Frame, fragments, ping

MESSAGE_LIMIT = 100_000


def cases() -> list[Case]:
    """All of this section, for a peer that takes messages of MESSAGE_LIMIT bytes."""
    limit = MESSAGE_LIMIT
    longest, half = b"x" * limit, b"x" * (limit // 2)
    found = [
        case("a message at the limit", send(Frame(TEXT, longest)), echoed(TEXT, longest)),
        case("two halves at the limit", send(*fragments(TEXT, [half, half])), echoed(TEXT, longest)),
        case("ten messages at the limit", *[send(Frame(BINARY, longest)), echoed(BINARY, longest)] * 10),
        refused("a message over the limit", 1009, [Frame(TEXT, longest + b"x")]),
        refused("two halves over the limit", 1009, fragments(TEXT, [half, half + b"x"])),
        refused("one byte over, in a fragment of its own", 1009, fragments(BINARY, [longest, b"x"])),
        refused("a message over the limit, announced only", 1009, [Frame(TEXT, length=limit + 1)]),
        refused(
            "a continuation over the limit, announced only",
            1009,
            [Frame(TEXT, half, False), Frame(CONTINUATION, length=limit)],
        ),
        refused("two gibibytes, announced only", 1009, [Frame(BINARY, length=1 << 31)]),
        refused("the longest length there is, announced only", 1009, [Frame(BINARY, length=(1 << 63) - 1)]),
        refused("ping within a message over the limit", 1009, [Frame(TEXT, longest, False), Frame(CONTINUATION, b"x")]),
    ]
    endless = [Frame(TEXT, b"x" * 1_000, False), *[Frame(CONTINUATION, b"x" * 1_000, False)] * (limit // 1_000)]
    found.append(refused("a message without end", 1009, endless))
    empty = [Frame(TEXT, b"", False), *[Frame(CONTINUATION, b"", False)] * 1_000, Frame(CONTINUATION, b"end")]
    found.append(case("a thousand empty fragments", send(*empty), echoed(TEXT, b"end")))
    found.append(
        case(
            "a ping is no message",
            send(Frame(TEXT, longest, False), ping(b"p"), Frame(CONTINUATION)),
            ponged(b"p"),
            echoed(TEXT, longest),
        )
    )
    return found


def frame_cases() -> list[Case]:
    """For a peer that takes frames of 1 000 bytes."""
    whole = b"x" * 1_000
    return [
        case("a frame at its limit", send(Frame(TEXT, whole)), echoed(TEXT, whole)),
        case("a message of many frames", send(*fragments(TEXT, [whole] * 20)), echoed(TEXT, whole * 20)),
        refused("a frame over its limit", 1009, [Frame(TEXT, whole + b"x")]),
        refused("a frame over its limit, announced only", 1009, [Frame(BINARY, length=1_001)]),
        refused("a continuation over its limit", 1009, fragments(TEXT, [b"x", whole + b"x"])),
    ]


def text_only_cases() -> list[Case]:
    """For a peer that takes no binary messages: 1003, at the first frame and before the payload."""
    return [
        case("text", send(Frame(TEXT, b"x")), echoed(TEXT, b"x")),
        refused("binary", 1003, [Frame(BINARY, b"x")]),
        refused("empty binary", 1003, [Frame(BINARY)]),
        refused("the start of a binary", 1003, [Frame(BINARY, b"x", final=False)]),
        refused("binary, announced only", 1003, [Frame(BINARY, length=50_000)]),
    ]
