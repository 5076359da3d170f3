# SPDX-License-Identifier: MIT
"""`messages.json`: valid messages of every type, as one story on one morning."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from aiconexus_wire.canonical import Value, canonical, parse
from aiconexus_wire.encoding import base64url_encode
from aiconexus_wire.envelope import Envelope, Verifier, sign, signed_bytes
from aiconexus_wire.sealed import inner_text, seal
from aiconexus_wire.timestamp import parse_timestamp
from noise import NoisyWriter

from .cast import ALICE, BOB, GATEWAY, NOW, Party, envelope, fixed_bytes, fixed_id, fixed_nonce

FINGERPRINTS = {party.name: sha256(fixed_bytes(f"{party.name} certificate")).digest() for party in (ALICE, BOB)}


@dataclass(frozen=True)
class Example:
    """A message, who signs it, and what is inside when it is sealed."""

    name: str
    envelope: Envelope
    sender: Party
    opened: Value = None
    receiver: Party | None = None


def sdp(party: Party, setup: str, session: int) -> str:
    """A session description of one data channel."""
    fingerprint = FINGERPRINTS[party.name].hex(":").upper()
    lines = [
        "v=0",
        f"o=- {session} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{base64url_encode(fixed_bytes(f'{party.name} ufrag'))[:4]}",
        f"a=ice-pwd:{base64url_encode(fixed_bytes(f'{party.name} pwd'))[:24].replace('-', '+').replace('_', '/')}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {fingerprint}",
        f"a=setup:{setup}",
        "a=mid:0",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
    ]
    return "".join(line + "\r\n" for line in lines)


def direct_nonce(sender: Party, receiver: Party) -> str:
    """What the first `PING` on a data channel proves (section 10)."""
    fingerprints = FINGERPRINTS[sender.name] + FINGERPRINTS[receiver.name]
    return base64url_encode(sha256(b"ioap.v1 direct\0" + fingerprints).digest())


SIXTY_FOUR_CHARACTERS = "a" * 61 + "\N{HONEYBEE}e\u0301"
"""Unicode scalars, that is: 65 UTF-16 code units, 63 characters on the screen."""

TEXT_UPPER: Value = {"id": "text.upper", "description": "The text in upper case"}

EXTRACT_CLAUSES: Value = {
    "id": "contract.extract_clauses",
    "description": "Finds the clauses of a contract and says what each is about",
    "input_schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1},
            "language": {"type": ["string", "null"], "default": None},
        },
        "required": ["text"],
    },
    "output_schema": {"type": "object", "properties": {"clauses": {"type": "array"}}},
    "tags": ["contracts", "legal", "Verträge"],
    "cost": {"amount": "0.50", "currency": "EUR"},
    "concurrency": 4,
    "semantics": "at_most_once",
    "streaming": True,
    "annotations": {"model": "clauses-7b", "reviewed": None, "accuracy": 0.93},
}

AGENT_CARD: Value = {
    "name": "Clause Reader",
    "description": "Reads contracts",
    "version": "2.4.1",
    "url": "https://agents.example/clause-reader",
}

CONTRACT: Value = {"price": "0.50 EUR", "pages": 12, "deadline": "2026-03-02T10:00:00Z", "penalty": None}


def _registration() -> list[Example]:
    challenge = envelope(
        "challenge", "PING", {"nonce": fixed_nonce("challenge")}, sender=GATEWAY, to=GATEWAY, at="09:30:00.000"
    )
    full = envelope(
        "register full",
        "REGISTER",
        {
            "public_key": BOB.public_key_text,
            "nonce": fixed_nonce("challenge"),
            "client_nonce": fixed_nonce("bob client"),
            "audience": "gateway.example:443",
            "instance": fixed_id("bob instance"),
            "kex": BOB.kex_text,
            "agent": AGENT_CARD,
            "capabilities": [TEXT_UPPER, EXTRACT_CLAUSES],
        },
        sender=BOB,
        to=GATEWAY,
        at="09:30:00.041",
        correlation_id=fixed_id("challenge"),
    )
    answer: dict[str, Value] = {
        "public_key": GATEWAY.public_key_text,
        "nonce": fixed_nonce("bob client"),
        "session": "s-7f3a",
        "epoch": 1772443800063,
        "heartbeat_ms": 30000,
        "limits": {"max_message_bytes": 1048576, "messages_per_second": 200},
        "ice_servers": [
            {"urls": ["stun:stun.gateway.example:3478"]},
            {
                "urls": ["turn:turn.gateway.example:3478?transport=udp", "turns:turn.gateway.example:5349"],
                "username": "1772447400:bob",
                "credential": "6J0Zk3mTjSVqvNUWdBYhhXbSMY0=",
                "expires": "2026-03-02T10:30:00Z",
            },
        ],
    }
    gateway_to_bob: dict[str, Any] = {"sender": GATEWAY, "to": BOB, "correlation_id": fixed_id("register full")}
    return [
        Example("ping_challenge", challenge, GATEWAY),
        Example(
            "register_minimal",
            envelope(
                "register minimal", "REGISTER", {"public_key": ALICE.public_key_text}, to=GATEWAY, at="09:30:00.020"
            ),
            ALICE,
        ),
        Example("register_full", full, BOB),
        Example(
            "register_answer",
            envelope("register answer", "REGISTER", answer, at="09:30:00.063", **gateway_to_bob),
            GATEWAY,
        ),
        Example(
            "register_answer_without_ice_servers",
            envelope(
                "register answer plain",
                "REGISTER",
                answer | {"ice_servers": []},
                at="09:30:00.063",
                **gateway_to_bob,
            ),
            GATEWAY,
        ),
        Example(
            "unregister_minimal",
            envelope("unregister minimal", "UNREGISTER", {}, to=GATEWAY, at="09:31:29.000"),
            ALICE,
        ),
        Example(
            "unregister_full",
            envelope("unregister full", "UNREGISTER", {"reason": "done for today"}, to=GATEWAY, at="09:31:30.000"),
            ALICE,
        ),
        Example(
            "unregister_from_draining_gateway",
            envelope(
                "unregister drain",
                "UNREGISTER",
                {"reason": "draining", "reconnect_after_ms": 5000},
                sender=GATEWAY,
                to=ALICE,
                at="09:31:31.000",
            ),
            GATEWAY,
        ),
    ]


def _presence() -> list[Example]:
    def ping(name: str, payload: Value, **members: Any) -> Example:
        return Example(f"ping_{name}", envelope(f"ping {name}", "PING", payload, to=GATEWAY, **members), ALICE)

    def pong(name: str, payload: Value, to_ping: str) -> Example:
        answer = envelope(
            f"pong {name}", "PONG", payload, sender=GATEWAY, to=ALICE, correlation_id=fixed_id(f"ping {to_ping}")
        )
        return Example(f"pong_{name}", answer, GATEWAY)

    return [
        ping("minimal", {}),
        ping("heartbeat", {"sequence": 2, "load": 0.25, "slots": 3}),
        ping("full", {"sequence": 9007199254740991, "nonce": "still there?", "load": 1, "slots": 0}),
        pong("minimal", {}, "minimal"),
        pong("full", {"sequence": 2, "nonce": "", "load": 0, "slots": 4000}, "heartbeat"),
        pong("with_64_characters", {"nonce": SIXTY_FOUR_CHARACTERS}, "full"),
        Example(
            "ping_acknowledgement",
            envelope("ping acknowledgement", "PING", {"sequence": 63}, correlation_id=fixed_id("request stream")),
            ALICE,
        ),
        Example(
            "ping_direct",
            envelope("ping direct", "PING", {"nonce": direct_nonce(ALICE, BOB)}, correlation_id=fixed_id("offer")),
            ALICE,
        ),
    ]


def _negotiation() -> list[Example]:
    candidate = "candidate:1 1 UDP 2122252543 192.0.2.17 49203 typ host"
    return [
        Example(
            "offer",
            envelope("offer", "OFFER", {"sdp": sdp(ALICE, "actpass", 4611731400430051336)}, at="09:30:10.500"),
            ALICE,
        ),
        Example(
            "answer",
            envelope(
                "answer",
                "ANSWER",
                {"sdp": sdp(BOB, "active", 2884710239154771008)},
                sender=BOB,
                to=ALICE,
                at="09:30:10.560",
                correlation_id=fixed_id("offer"),
            ),
            BOB,
        ),
        Example(
            "ice_candidate_full",
            envelope(
                "candidate",
                "ICE_CANDIDATE",
                {"candidate": candidate, "sdp_mid": "0", "sdp_mline_index": 0},
                at="09:30:10.520",
                correlation_id=fixed_id("offer"),
            ),
            ALICE,
        ),
        Example(
            "ice_candidate_minimal_end_of_candidates",
            envelope(
                "candidate end",
                "ICE_CANDIDATE",
                {"candidate": ""},
                at="09:30:10.530",
                correlation_id=fixed_id("offer"),
            ),
            ALICE,
        ),
    ]


def _intents() -> list[Example]:
    def asked(name: str, payload: Value) -> Example:
        return Example(f"intent_{name}", envelope(f"intent {name}", "INTENT", payload, at="09:30:20.000"), ALICE)

    def answered(name: str, payload: Value, to_intent: str) -> Example:
        answer = envelope(
            f"intent {name}",
            "INTENT",
            payload,
            sender=BOB,
            to=ALICE,
            at="09:30:21.000",
            correlation_id=fixed_id(f"intent {to_intent}"),
        )
        return Example(f"intent_{name}", answer, BOB)

    return [
        asked("natural_minimal", {"query": "Can you find the termination clauses in a lease?"}),
        asked(
            "natural_full",
            {
                "query": "What would it cost to extract the clauses of a contract of twelve pages?",
                "context": "German commercial lease, scanned; I pay at most 0.60 EUR.",
            },
        ),
        asked("structured_minimal", {"task": "contract.extract_clauses"}),
        asked(
            "structured_full",
            {"task": "contract.extract_clauses", "params": {"pages": 12, "language": "de", "budget": None}},
        ),
        answered(
            "understood",
            {"status": "understood", "required_input": "The text of the contract, as UTF-8."},
            "natural_full",
        ),
        answered("accepted", {"status": "accepted", "cost": "0.50 EUR", "contract": CONTRACT}, "structured_full"),
        answered("declined_minimal", {"status": "declined"}, "natural_minimal"),
        answered("counter", {"status": "counter", "cost": "0.55 EUR", "contract": {}}, "structured_full"),
    ]


def _requests() -> list[Example]:
    def request(name: str, payload: Value, **members: Any) -> Example:
        sender = members.get("sender", ALICE)
        message = envelope(f"request {name}", "EXEC_REQUEST", payload, **{"at": "09:30:30.000"} | members)
        return Example(f"exec_request_{name}", message, sender)

    plain = request("plain", {"capability": "text.upper", "args": {"text": "hello"}})
    for_gateway = request(
        "to_gateway", {"capability": "gateway.agents.list", "args": {"capability": "text.upper"}}, to=GATEWAY
    )
    called = envelope(
        "request gateway call",
        "EXEC_REQUEST",
        {"capability": "gateway.call", "args": {"capability": "text.upper", "args": {"text": "hello"}}},
        to=GATEWAY,
        at="09:30:29.000",
        expires="2026-03-03T09:30:29Z",
    )
    return [
        request("minimal", {}),
        plain,
        for_gateway,
        request(
            "full",
            {
                "capability": "contract.extract_clauses",
                "args": {"text": "§ 1 Mietsache …", "language": None, "threshold": 0.5},
                "timeout_ms": 0,
                "stream": False,
                "window": 64,
                "idle_ms": 0,
                "idempotency_key": "lease-2026-03",
                "attempt": 1,
                "fence": "f-12",
                "parent": fixed_id("task"),
            },
        ),
        request(
            "stream",
            {
                "capability": "contract.extract_clauses",
                "args": {"text": "§ 1 Mietsache …"},
                "stream": True,
                "window": 128,
                "idle_ms": 20000,
            },
        ),
        request(
            "with_origin",
            {
                "capability": "text.upper",
                "args": {"text": "hello"},
                "attempt": 1,
                "origin": sign(called, ALICE.seed).decode(),
            },
            sender=GATEWAY,
        ),
    ]


def _responses() -> list[Example]:
    def response(name: str, payload: Value, to_request: str) -> Example:
        message = envelope(
            f"response {name}",
            "EXEC_RESPONSE",
            payload,
            sender=BOB,
            to=ALICE,
            at="09:30:30.120",
            correlation_id=fixed_id(f"request {to_request}"),
        )
        return Example(f"exec_response_{name}", message, BOB)

    clauses: Value = [{"title": "Mietsache", "page": 1, "confidence": 0.98}]
    return [
        response("success", {"status": "success", "result": {"text": "HELLO"}, "execution_time_ms": 0.125}, "plain"),
        response("success_minimal", {"status": "success"}, "minimal"),
        response("success_null", {"status": "success", "result": None, "execution_time_ms": 3}, "full"),
        response("success_number", {"status": "success", "result": 1e21}, "plain"),
        response("partial", {"status": "partial", "sequence": 0, "result": clauses}, "stream"),
        response(
            "success_after_partials",
            {"status": "success", "sequence": 1, "stream_url": "https://bob.example/streams/17"},
            "stream",
        ),
        response(
            "error",
            {"status": "error", "error": "args.text is empty", "code": "INVALID_ARGUMENTS", "execution_time_ms": 0},
            "full",
        ),
    ]


def _errors() -> list[Example]:
    def error(name: str, payload: Value, **members: Any) -> Example:
        message = envelope(f"error {name}", "ERROR", payload, **{"sender": GATEWAY, "to": ALICE} | members)
        return Example(f"error_{name}", message, members.get("sender", GATEWAY))

    return [
        error("minimal", {"code": "MALFORMED_MESSAGE", "message": "not JSON"}),
        error(
            "full",
            {
                "code": "RESOURCE_EXHAUSTED",
                "message": "the agent has too much waiting",
                "details": {"limit": "outbound_queue_bytes", "value": 1048576, "since": None},
                "retryable": True,
                "retry_after_ms": 1500,
            },
            correlation_id=fixed_id("request full"),
        ),
        error(
            "cancelled",
            {"code": "CANCELLED", "message": "no longer needed", "retryable": False},
            sender=ALICE,
            to=BOB,
            correlation_id=fixed_id("request stream"),
        ),
    ]


def _sealed() -> list[Example]:
    def sealed(name: str, message: Envelope, sender: Party, receiver: Party) -> Example:
        payload = message["payload"]
        nonce = fixed_bytes(f"{name} nonce")[:24]
        message = seal(message, payload, sender.kex, receiver.kex.public_key, nonce)
        return Example(name, message, sender, payload, receiver)

    return [
        sealed(
            "exec_request_sealed",
            envelope("request sealed", "EXEC_REQUEST", {"capability": "text.upper", "args": {"text": "psst"}}),
            ALICE,
            BOB,
        ),
        sealed(
            "exec_response_sealed",
            envelope(
                "response sealed",
                "EXEC_RESPONSE",
                {"status": "success", "result": {"text": "PSST"}},
                sender=BOB,
                to=ALICE,
                correlation_id=fixed_id("request sealed"),
            ),
            BOB,
            ALICE,
        ),
        sealed("intent_sealed", envelope("intent sealed", "INTENT", {"query": "Für wen?"}), ALICE, BOB),
    ]


def _forms() -> list[Example]:
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


def examples() -> list[Example]:
    """Every valid example, in the order of the file."""
    groups = (_registration, _presence, _negotiation, _intents, _requests, _responses, _errors, _sealed, _forms)
    return [example for group in groups for example in group()]


def example(name: str) -> Example:
    """The example of this name."""
    return next(candidate for candidate in examples() if candidate.name == name)


def messages_document() -> dict[str, Any]:
    """The content of `messages.json`; every message in it has passed the checks at `now`."""
    verifier = Verifier(now=parse_timestamp(NOW))
    entries = []
    for index, item in enumerate(examples()):
        signed = sign(item.envelope, item.sender.seed)
        assert verifier.verify(signed).is_valid, (item.name, verifier.verify(signed))
        entry: dict[str, Any] = {
            "name": item.name,
            "type": item.envelope["type"],
            "signer": item.sender.name,
            "input": _input_text(item, index),
            "unsigned": signed_bytes(item.envelope).decode(),
            "signature": parse(signed)["signature"],  # type: ignore[index,call-overload]
            "signed": signed.decode(),
        }
        assert canonical(parse(entry["input"].encode())).decode() == entry["unsigned"], item.name
        if item.receiver is not None:
            entry["sealed"] = {
                "receiver": item.receiver.name,
                "plaintext": inner_text(item.envelope, item.opened).decode(),
            }
        entries.append(entry)
    return {
        "about": "Valid at `now`. `input` means the same as `unsigned`, in another order and form.",
        "now": NOW,
        "messages": entries,
    }


def _input_text(item: Example, index: int) -> str:
    """The unsigned envelope in one of three forms: as people write it, upside down and in ASCII, or at random."""
    match index % 3:
        case 0:
            return json.dumps(item.envelope, indent=2, ensure_ascii=False)
        case 1:
            return json.dumps(dict(reversed(item.envelope.items())))
        case _:
            return NoisyWriter(Random(item.name), white_space=" \n", escape_rate=0.02).text(item.envelope)
