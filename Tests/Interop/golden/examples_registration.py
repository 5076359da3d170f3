# SPDX-License-Identifier: MIT
"""Registration, and what follows from it until the farewell (section 5)."""

from __future__ import annotations

from typing import Any

from aiconexus_wire.canonical import Value

from .cast import ALICE, BOB, GATEWAY, envelope, fixed_id, fixed_nonce
from .example import Example

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


def registration() -> list[Example]:
    """From the challenge to the farewell, both directions."""
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
