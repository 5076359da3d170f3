# SPDX-License-Identifier: MIT
"""What every type may have (section 1)."""

from __future__ import annotations

from typing import Any

from aiconexus_wire.canonical import Value

from .cast import ALICE, BOB, NOW, envelope
from .example import Example


def forms() -> list[Example]:
    """What every type may have: forms of members, of text and of numbers."""

    def request(name: str, args: dict[str, Value] | None = None, **members: Any) -> Example:
        payload: Value = {"capability": "text.upper", "args": args or {"text": "hello"}}
        return Example(name, envelope(name, "EXEC_REQUEST", payload, **members), ALICE)

    depth_of_args = 3
    nested: Value = "bottom"
    for _ in range(32 - depth_of_args):
        nested = [nested]
    unicode_args: dict[str, Value] = {
        "Å": "composed",
        "A\u030a": "decomposed",
        "\N{GRINNING FACE}": "sorts before the next one by UTF-16, after it by code point",
        "\ufb33": "HEBREW LETTER DALET WITH DAGESH",
        "": "the empty name",
        "controls": '\0\b\t\n\f\r\x1b\x7f"\\/',
        "separators": "\u2028\u2029\ufeff",
        "noncharacters": "\uffff\U0010ffff",
    }
    numbers: Value = [0, -1, 0.1, 1e-7, 1e-6, 1e20, 1e21, 5e-324, 1.7976931348623157e308, 2.0**53, 333333333.3333333]
    return [
        request("correlation_id_null", correlation_id=None),
        request("unknown_envelope_members", priority=5, tenant={"name": "acme", "cost centre": [12, "b"]}),
        request(
            "trace",
            trace={
                "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate": "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
            },
        ),
        request("trace_minimal", trace={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"}),
        request("expires", expires="2026-03-02T09:36:00.000Z"),
        request("expires_at_this_moment", expires=NOW),
        request("timestamp_oldest", at="09:29:00.000000000"),
        request("timestamp_newest", at="09:33:00"),
        request("timestamp_nanoseconds", at="09:30:59.123456789"),
        Example("id_of_version_7", request("v7").envelope | {"id": "019cade7-6f80-7cc3-98c4-dc0c0c07398f"}, ALICE),
        request("unicode", unicode_args),
        request("numbers", {"numbers": numbers}),
        request("depth_32", {"nested": nested}),
        Example(
            "version_1_7_with_unknown_members",
            request("later version").envelope
            | {"version": "1.7", "payload": {"capability": "text.upper", "priority": None}},
            ALICE,
        ),
        Example(
            "version_1_7_with_unknown_code",
            envelope(
                "later code", "ERROR", {"code": "OUT_OF_COFFEE", "message": "come back later"}, sender=BOB, to=ALICE
            )
            | {"version": "1.7"},
            BOB,
        ),
    ]
