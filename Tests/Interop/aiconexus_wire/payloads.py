# SPDX-License-Identifier: MIT
"""The shape of every payload: specification sections 4 (messages), 6 (capability descriptors) and 9 (sealed)."""

from __future__ import annotations

from . import codes
from .canonical import Value
from .rules import (
    Place,
    Rule,
    Shape,
    anything,
    array,
    at_most,
    base58_key,
    base64url,
    boolean,
    matching,
    number,
    one_of,
    open_object,
    string,
    timestamp,
    uuid,
    whole,
)

MAXIMUM_CAPABILITIES = 1_000

KEY = base64url(exactly=32)
IDENTIFIER = at_most(128)


def error_code(value: Value, place: Place) -> None:
    """A known code; from 1.1 on also one that we do not know, which then means `INTERNAL_ERROR`."""
    string(value, place)
    if value not in codes.ALL and not place.lenient:
        raise place.expected("an error code")


CAPABILITY = Shape(
    required={
        "id": matching(r"[a-z0-9]+([._-][a-z0-9]+)*", "a capability id", characters=64),
        "description": string,
    },
    optional={
        "input_schema": open_object,
        "output_schema": open_object,
        "tags": array(string),
        "cost": Shape({"amount": matching(r"[0-9]+(\.[0-9]+)?", "a decimal number as text"), "currency": string}),
        "concurrency": whole,
        "semantics": one_of(["idempotent", "at_most_once"]),
        "streaming": boolean,
        "annotations": open_object,
    },
)

REGISTER_FROM_AGENT = Shape(
    required={"public_key": base58_key},
    optional={
        "nonce": KEY,
        "client_nonce": KEY,
        "audience": string,
        "instance": uuid,
        "kex": KEY,
        "agent": Shape({"name": string}, {"description": string, "version": string, "url": string}),
        "capabilities": array(CAPABILITY, MAXIMUM_CAPABILITIES),
    },
)

ICE_SERVER = Shape({"urls": array(string)}, {"username": string, "credential": string, "expires": timestamp})

REGISTER_FROM_GATEWAY = Shape(
    required={
        "public_key": base58_key,
        "nonce": KEY,
        "session": IDENTIFIER,
        "epoch": whole,
        "heartbeat_ms": whole,
        "limits": Shape({"max_message_bytes": whole, "messages_per_second": whole}),
        "ice_servers": array(ICE_SERVER),
    },
)


def register(value: Value, place: Place) -> None:
    """Either direction's shape; only the gateway's answer has `session`."""
    is_answer = isinstance(value, dict) and "session" in value
    (REGISTER_FROM_GATEWAY if is_answer else REGISTER_FROM_AGENT)(value, place)


INTENT_MEMBERS = Shape(
    optional={
        "query": string,
        "context": string,
        "task": string,
        "params": open_object,
        "status": one_of(["understood", "accepted", "declined", "counter"]),
        "required_input": string,
        "cost": string,
        "contract": open_object,
    },
)


def intent(value: Value, place: Place) -> None:
    """A question in words, a structured one, or the answer to one."""
    INTENT_MEMBERS(value, place)
    if isinstance(value, dict) and value.keys().isdisjoint({"query", "task", "status"}):
        raise place.expected("one of query, task, status")


EXEC_REQUEST = Shape(
    optional={
        "capability": at_most(64),
        "args": open_object,
        "timeout_ms": whole,
        "stream": boolean,
        "window": whole,
        "idle_ms": whole,
        "idempotency_key": IDENTIFIER,
        "attempt": whole,
        "fence": IDENTIFIER,
        "parent": IDENTIFIER,
        "origin": string,
    },
)

EXEC_RESPONSE = Shape(
    required={"status": one_of(["success", "error", "partial"])},
    optional={
        "result": anything,
        "error": string,
        "code": error_code,
        "sequence": whole,
        "execution_time_ms": number(0),
        "stream_url": string,
    },
)

PING = Shape(optional={"sequence": whole, "nonce": at_most(64), "load": number(0, 1), "slots": whole})

SEALED = Shape(
    {
        "sealed": Shape(
            {"from_kex": KEY, "to_kex": KEY, "nonce": base64url(exactly=24), "box": base64url(at_least=16)},
        ),
    },
)


def or_sealed(plain: Rule) -> Rule:
    """A payload that may be sealed, and then carries nothing else."""

    def check(value: Value, place: Place) -> None:
        (SEALED if is_sealed(value) else plain)(value, place)

    return check


def is_sealed(payload: Value) -> bool:
    """Whether a payload claims to be sealed."""
    return isinstance(payload, dict) and "sealed" in payload


PLAIN: dict[str, Rule] = {
    "REGISTER": register,
    "UNREGISTER": Shape(optional={"reason": string, "reconnect_after_ms": whole}),
    "OFFER": Shape({"sdp": string}),
    "ANSWER": Shape({"sdp": string}),
    "ICE_CANDIDATE": Shape({"candidate": string}, {"sdp_mid": string, "sdp_mline_index": whole}),
    "INTENT": intent,
    "EXEC_REQUEST": EXEC_REQUEST,
    "EXEC_RESPONSE": EXEC_RESPONSE,
    "ERROR": Shape(
        {"code": error_code, "message": string},
        {"details": open_object, "retryable": boolean, "retry_after_ms": whole},
    ),
    "PING": PING,
    "PONG": PING,
}
"""What each type's payload is when it is not sealed."""

SEALABLE = ("INTENT", "EXEC_REQUEST", "EXEC_RESPONSE")

ON_THE_WIRE: dict[str, Rule] = PLAIN | {name: or_sealed(PLAIN[name]) for name in SEALABLE}
"""What each type's payload is in an envelope."""


def check_payload(message_type: str, payload: Value, lenient: bool = False) -> None:
    """Raises Malformed unless the payload has its type's shape.

    `lenient` is for versions 1.x, x > 0: unknown members and unknown codes are tolerated.
    """
    ON_THE_WIRE[message_type](payload, Place("/payload", lenient))


def check_opened_payload(message_type: str, payload: Value, lenient: bool = False) -> None:
    """The same for the payload that came out of a box; it is not sealed a second time."""
    PLAIN[message_type](payload, Place("/payload", lenient))
