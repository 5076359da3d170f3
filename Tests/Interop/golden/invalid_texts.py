# SPDX-License-Identifier: MIT
"""Texts that are not I-JSON (section 1); all but the last few would be valid messages without the fault."""

from __future__ import annotations

from aiconexus_wire import codes
from aiconexus_wire.canonical import Value
from aiconexus_wire.envelope import sign

from .cast import ALICE
from .invalid import Case, request

ARGUMENT = '"hello"'
"""The place in the text where a fault is put."""


def text_cases() -> list[Case]:
    """One case a fault; `canonical.json` has more of those that are not particular to messages."""
    valid = sign(request(), ALICE.seed).decode()

    def instead(name: str, argument: str | bytes) -> Case:
        before, after = valid.encode().split(ARGUMENT.encode())
        return Case(name, before + (argument if isinstance(argument, bytes) else argument.encode()) + after)

    def nested(depth: int) -> str:
        return "[" * depth + "]" * depth

    return [
        Case("text_empty", b""),
        Case("text_white_space_only", b" \n"),
        Case("text_array", f"[{valid}]".encode()),
        Case("text_string", b'"PING"'),
        Case("text_null", b"null"),
        Case("text_cut_off", valid[:-1].encode()),
        Case("text_followed_by_another", (valid + valid).encode()),
        Case("text_after_byte_order_mark", b"\xef\xbb\xbf" + valid.encode()),
        Case("text_in_utf16", valid.encode("utf-16")),
        Case("text_trailing_comma", (valid[:-1] + ",}").encode()),
        Case("text_comment", (valid[:-1] + "/* signed */}").encode()),
        Case("text_single_quotes", valid.replace('"', "'").encode()),
        Case("name_twice", (valid[:-1] + ',"version":"1.0"}').encode()),
        instead("name_twice_inside_args", '{"a":1,"b":2,"a":1}'),
        instead("name_twice_by_escape", '{"ab":1,"\\u0061b":2}'),
        instead("string_lone_high_surrogate", '"\\ud83d"'),
        instead("string_lone_low_surrogate", '"\\ude00 after all"'),
        instead("string_surrogates_swapped", '"\\ude00\\ud83d"'),
        instead("name_lone_surrogate", '{"\\udfff":1}'),
        instead("string_surrogate_in_utf8", b'"\xed\xa0\x80"'),
        instead("string_beyond_unicode", b'"\xf4\x90\x80\x80"'),
        instead("string_raw_control_character", '"a\tb"'),
        instead("number_not_a_number", "NaN"),
        instead("number_overflow", "1e309"),
        instead("number_integer_that_no_double_has", "9007199254740993"),
        instead("number_integer_not_as_written_canonically", "18446744073709551616"),
        instead("number_of_65_bytes", "0." + "1" * 63),
        instead("depth_33", nested(30)),
        instead("depth_1000", nested(1000)),
        Case("text_too_large", valid.encode(), codes.PAYLOAD_TOO_LARGE, context={"maximum_bytes": len(valid) - 1}),
        Case(
            "text_too_large_for_its_white_space",
            (" " + valid).encode(),
            codes.PAYLOAD_TOO_LARGE,
            context={"maximum_bytes": len(valid)},
        ),
    ]


def member_cases() -> list[Case]:
    """Envelope members that are missing or of the wrong form."""

    def wrong(name: str, member: str, value: Value, place: str = "") -> Case:
        return Case(name, sign(request(**{member: value}), ALICE.seed), pointer=f"/{member}{place}")

    def without(member: str) -> Case:
        message = request()
        del message[member]
        return Case(f"{member}_missing", sign(message, ALICE.seed), pointer=f"/{member}")

    identifier = str(request()["id"])
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    timestamps = {
        "lower_case": "2026-03-02t09:31:00z",
        "offset": "2026-03-02T10:31:00+01:00",
        "offset_zero": "2026-03-02T09:31:00+00:00",
        "space": "2026-03-02 09:31:00Z",
        "ten_digits": "2026-03-02T09:31:00.0000000000Z",
        "point_without_digits": "2026-03-02T09:31:00.Z",
        "without_seconds": "2026-03-02T09:31Z",
        "february_30": "2026-02-30T09:31:00Z",
        "hour_24": "2026-03-02T24:00:00Z",
        "other_digits": "2026-03-02T09:31:0\N{ARABIC-INDIC DIGIT ZERO}Z",
    }
    return [
        *map(without, ["id", "timestamp", "from", "to", "type", "payload", "version"]),
        wrong("id_upper_case", "id", identifier.upper()),
        wrong("id_without_hyphens", "id", identifier.replace("-", "")),
        wrong("id_and_newline", "id", identifier + "\n"),
        wrong("id_number", "id", 17),
        wrong("id_null", "id", None),
        wrong("correlation_id_upper_case", "correlation_id", identifier.upper()),
        wrong("correlation_id_no_uuid", "correlation_id", "request-17"),
        wrong("correlation_id_number", "correlation_id", 17),
        *(wrong(f"timestamp_{form}", "timestamp", text) for form, text in timestamps.items()),
        wrong("timestamp_number", "timestamp", 1772443860),
        wrong("expires_offset", "expires", "2026-03-02T10:36:00+01:00"),
        wrong("expires_null", "expires", None),
        wrong("type_lower_case", "type", "ping"),
        wrong("type_unknown", "type", "DISCOVER"),
        wrong("type_array", "type", ["PING"]),
        wrong("payload_array", "payload", []),
        wrong("payload_text", "payload", "{}"),
        wrong("payload_null", "payload", None),
        wrong("version_major_only", "version", "1"),
        wrong("version_three_parts", "version", "1.0.0"),
        wrong("version_leading_zero", "version", "01.0"),
        wrong("trace_null", "trace", None),
        wrong("trace_without_traceparent", "trace", {"tracestate": "a=b"}, "/traceparent"),
        wrong("trace_unknown_member", "trace", {"traceparent": parent, "baggage": "a=b"}, "/baggage"),
        wrong("from_number", "from", 1),
    ]
