# SPDX-License-Identifier: MIT
"""What section 3 refuses: versions, parties, times, signatures, replays, and the order of these checks."""

from __future__ import annotations

from typing import Any

from nacl.signing import SigningKey

from aiconexus_wire import codes
from aiconexus_wire.canonical import canonical, parse
from aiconexus_wire.encoding import base64_decode, base64_encode
from aiconexus_wire.envelope import Envelope, sign, signed_bytes

from .cast import ALICE, BOB, GATEWAY, MALLORY, fixed_bytes
from .invalid import Case, request, signed_case
from .messages import example

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
"""L of RFC 8032."""


def check_cases() -> list[Case]:
    """Versions, parties, times and replays."""
    plain = sign(example("exec_request_plain").envelope, ALICE.seed)
    return [
        signed_case("version_2_0", request(version="2.0"), "/version", code=codes.UNSUPPORTED_VERSION),
        signed_case("version_0_9", request(version="0.9"), "/version", code=codes.UNSUPPORTED_VERSION),
        Case(
            "from_another_session",
            plain,
            codes.IDENTITY_MISMATCH,
            "/from",
            {"session": MALLORY.did},
        ),
        Case("to_another_receiver", plain, codes.IDENTITY_MISMATCH, "/to", {"receiver": GATEWAY.did}),
        _at("expired", "TIMEOUT", "/expires", expires="2026-03-02T09:30:59.999Z"),
        _at("expired_by_a_nanosecond", "TIMEOUT", "/expires", expires="2026-03-02T09:30:59.999999999Z"),
        _at("timestamp_too_old", "CLOCK_SKEW", "/timestamp", timestamp="2026-03-02T09:28:59.999Z"),
        _at("timestamp_too_new", "CLOCK_SKEW", "/timestamp", timestamp="2026-03-02T09:33:00.001Z"),
        _at(
            "timestamp_too_old_by_a_nanosecond", "CLOCK_SKEW", "/timestamp", timestamp="2026-03-02T09:28:59.999999999Z"
        ),
        _at("timestamp_of_another_year", "CLOCK_SKEW", "/timestamp", timestamp="2025-03-02T09:31:00Z"),
        Case(
            "timestamp_too_old_for_a_later_clock",
            plain,
            codes.CLOCK_SKEW,
            "/timestamp",
            {"now": "2026-03-02T09:32:30.001Z"},
        ),
        Case("replayed", plain, codes.REPLAY_DETECTED, "/id", {"after": "exec_request_plain"}),
        Case(
            "replayed_id_with_other_content",
            sign(example("exec_request_plain").envelope | {"payload": {}}, ALICE.seed),
            codes.REPLAY_DETECTED,
            "/id",
            {"after": "exec_request_plain"},
        ),
    ]


def _at(name: str, code: str, pointer: str, **members: Any) -> Case:
    return signed_case(name, request(**members), pointer, code=code)


def signature_cases() -> list[Case]:
    """Signatures of the wrong form, and signatures that are not the sender's over these bytes."""
    message = request()
    signature = base64_decode(_signature(message))
    scalar = int.from_bytes(signature[32:], "little")

    def form(name: str, text: Any) -> Case:
        return Case(f"signature_{name}", canonical(message | {"signature": text}), pointer="/signature")

    def wrong(name: str, data: bytes, signed: Envelope = message) -> Case:
        text = canonical(signed | {"signature": base64_encode(data)})
        return Case(f"signature_{name}", text, codes.INVALID_SIGNATURE, "/signature")

    def by_alice(data: bytes) -> bytes:
        return SigningKey(ALICE.seed).sign(data).signature

    text = base64_encode(signature)
    last = "AQgw".index(text[-3])
    unused_bits_set = text[:-3] + "BRhx"[last] + "=="
    return [
        Case("signature_missing", canonical(message), pointer="/signature"),
        form("null", None),
        form("empty", ""),
        form("without_padding", text[:-2]),
        form("unused_bits", unused_bits_set),
        form("base64url", base64_encode(b"\xff" * 64).replace("/", "_")),
        form("of_63_bytes", base64_encode(signature[:63])),
        form("with_newline", text[:76] + "\n" + text[76:]),
        wrong("of_zeros", bytes(64)),
        wrong("one_bit_changed", bytes([signature[0] ^ 1]) + signature[1:]),
        wrong("by_another_key", SigningKey(MALLORY.seed).sign(signed_bytes(message)).signature),
        wrong("with_scalar_plus_group_order", signature[:32] + (scalar + GROUP_ORDER).to_bytes(32, "little")),
        wrong("over_other_text", signature, request(payload={"capability": "text.lower"})),
        wrong("over_other_receiver", signature, request(to=MALLORY.did)),
        wrong("over_text_without_added_member", signature, request(priority=9)),
        wrong("over_insertion_order", by_alice(_in_order_of_writing(message))),
        wrong("over_text_with_empty_signature", by_alice(canonical(message | {"signature": ""}))),
        wrong("for_another_use", by_alice(b"AICONEXUS/example\0" + signed_bytes(message))),
        wrong("with_random_point", fixed_bytes("no point") + signature[32:]),
    ]


def order_cases() -> list[Case]:
    """Two faults each: the earlier check names the code."""
    web = "did:web:agents.example"
    past, expired = "2026-03-02T09:00:00Z", "2026-03-02T09:10:00Z"
    wrong_key = MALLORY
    return [
        signed_case("order_member_before_version", request(version="2.0", id="17"), "/id"),
        signed_case(
            "order_version_before_did", request(version="2.0", to=web), "/version", code=codes.UNSUPPORTED_VERSION
        ),
        signed_case("order_did_before_time", request(to=web, expires=expired), "/to"),
        Case(
            "order_session_before_time",
            sign(request(expires=expired), ALICE.seed),
            codes.IDENTITY_MISMATCH,
            "/from",
            {"session": BOB.did},
        ),
        signed_case(
            "order_expiry_before_freshness",
            request(expires=expired, timestamp=past),
            "/expires",
            code=codes.TIMEOUT,
        ),
        signed_case(
            "order_freshness_before_payload",
            request(timestamp=past, payload={"arguments": {}}),
            "/timestamp",
            code=codes.CLOCK_SKEW,
        ),
        signed_case(
            "order_payload_before_signature", request(payload={"arguments": {}}), "/payload/arguments", wrong_key
        ),
        Case(
            "order_signature_before_replay",
            sign(example("exec_request_plain").envelope, wrong_key.seed),
            codes.INVALID_SIGNATURE,
            "/signature",
            {"after": "exec_request_plain"},
        ),
    ]


def _signature(message: Envelope) -> str:
    signed = parse(sign(message, ALICE.seed))
    assert isinstance(signed, dict)
    return str(signed["signature"])


def _in_order_of_writing(message: Envelope) -> bytes:
    """The message in compact JSON with its members unsorted: the mistake of a signer without RFC 8785."""
    members = [canonical(name) + b":" + canonical(value) for name, value in message.items()]
    return b"{" + b",".join(members) + b"}"
