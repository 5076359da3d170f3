# SPDX-License-Identifier: MIT
"""Intents, calls, their answers and refusals, sealed and not (sections 4, 7 and 9)."""

from __future__ import annotations

from typing import Any

from aiconexus_wire.canonical import Value
from aiconexus_wire.envelope import Envelope, sign
from aiconexus_wire.sealed import seal

from .cast import ALICE, BOB, GATEWAY, Party, envelope, fixed_bytes, fixed_id
from .example import Example

CONTRACT: Value = {"price": "0.50 EUR", "pages": 12, "deadline": "2026-03-02T10:00:00Z", "penalty": None}


def intents() -> list[Example]:
    """Asking what somebody can do, in words and structured, and the answers."""

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


def requests() -> list[Example]:
    """Calls."""

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


def responses() -> list[Example]:
    """Answers to calls."""

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


def errors() -> list[Example]:
    """Refusals and a cancellation."""

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


def sealed() -> list[Example]:
    """What only the receiver can read."""

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
