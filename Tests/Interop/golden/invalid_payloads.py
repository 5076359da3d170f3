# SPDX-License-Identifier: MIT
"""Payloads that do not have their type's shape (sections 4, 6 and 9); every message is signed correctly."""

from __future__ import annotations

from typing import Any, TypeAlias

from aiconexus_wire.canonical import Value
from aiconexus_wire.encoding import base64url_encode

from .cast import ALICE, BOB, GATEWAY, envelope, fixed_bytes, fixed_id, fixed_nonce
from .examples_connection import SIXTY_FOUR_CHARACTERS
from .invalid import Case, signed_case
from .messages import example

Object: TypeAlias = dict[str, Any]


def _case(message_type: str, name: str, payload: Value, place: str) -> Case:
    message = envelope(f"{message_type} {name}", message_type, payload)
    return signed_case(f"{message_type.lower()}_{name}", message, f"/payload{place}")


def _payload(example_name: str) -> Object:
    payload = example(example_name).envelope["payload"]
    assert isinstance(payload, dict)
    return payload


def payload_cases() -> list[Case]:
    """One case a rule, type by type."""
    return [*_register(), *_capability(), *_register_answer(), *_connection(), *_calls(), *_sealed(), *_presence()]


def _register() -> list[Case]:
    full = {"public_key": ALICE.public_key_text}

    def wrong(name: str, place: str, **members: Any) -> Case:
        return _case("REGISTER", name, full | members, place)

    nonce = fixed_nonce("bob client")
    unused_bits_set = nonce[:-1] + chr(ord(nonce[-1]) + 1)
    return [
        _case("REGISTER", "without_public_key", {}, "/public_key"),
        wrong("public_key_of_31_bytes", "/public_key", public_key=ALICE.public_key_text[:42]),
        wrong("public_key_outside_base58", "/public_key", public_key="0" + ALICE.public_key_text[1:]),
        wrong("nonce_with_padding", "/nonce", nonce=nonce + "="),
        wrong("nonce_unused_bits", "/nonce", nonce=unused_bits_set),
        wrong("nonce_of_31_bytes", "/nonce", nonce=base64url_encode(fixed_bytes("short")[:31])),
        wrong("client_nonce_in_base64", "/client_nonce", client_nonce="+" + nonce[1:]),
        wrong("client_nonce_null", "/client_nonce", client_nonce=None),
        wrong("audience_number", "/audience", audience=443),
        wrong("instance_upper_case", "/instance", instance=fixed_id("bob instance").upper()),
        wrong("kex_of_31_bytes", "/kex", kex=base64url_encode(fixed_bytes("short")[:31])),
        wrong("agent_without_name", "/agent/name", agent={"version": "2.4.1"}),
        wrong("agent_unknown_member", "/agent/owner", agent={"name": "Clause Reader", "owner": "acme"}),
        wrong("agent_url_null", "/agent/url", agent={"name": "Clause Reader", "url": None}),
        wrong("unknown_member", "/token", token="secret"),
        wrong("unknown_member_with_odd_name", "/a~1b~0c", **{"a/b~c": 1}),
        wrong("capabilities_object", "/capabilities", capabilities={"text.upper": {}}),
        wrong("of_gateway_without_session", "/epoch", epoch=1772443800063),
    ]


def _capability() -> list[Case]:
    def wrong(name: str, place: str, **members: Any) -> Case:
        capability = {"id": "text.upper", "description": "The text in upper case"} | members
        payload: Object = {
            "public_key": ALICE.public_key_text,
            "capabilities": [{"id": "a", "description": ""}, capability],
        }
        return _case("REGISTER", f"capability_{name}", payload, f"/capabilities/1{place}")

    return [
        _case(
            "REGISTER",
            "capability_without_description",
            {"public_key": ALICE.public_key_text, "capabilities": [{"id": "text.upper"}]},
            "/capabilities/0/description",
        ),
        wrong("id_upper_case", "/id", id="Text.Upper"),
        wrong("id_trailing_point", "/id", id="text."),
        wrong("id_two_separators", "/id", id="text.-upper"),
        wrong("id_of_65_characters", "/id", id="a" * 65),
        wrong("input_schema_text", "/input_schema", input_schema="{}"),
        wrong("tags_of_numbers", "/tags/1", tags=["legal", 1]),
        wrong("cost_amount_number", "/cost/amount", cost={"amount": 0.5, "currency": "EUR"}),
        wrong("cost_without_currency", "/cost/currency", cost={"amount": "0.50"}),
        wrong("concurrency_text", "/concurrency", concurrency="4"),
        wrong("semantics_unknown", "/semantics", semantics="exactly_once"),
        wrong("streaming_number", "/streaming", streaming=1),
        wrong("annotations_array", "/annotations", annotations=[]),
        wrong("unknown_member", "/price", price="0.50"),
    ]


def _register_answer() -> list[Case]:
    full = _payload("register_answer")

    def wrong(name: str, place: str, **members: Any) -> Case:
        return answer(name, full | members, place)

    def answer(name: str, payload: Object, place: str) -> Case:
        message = envelope(f"answer {name}", "REGISTER", payload, sender=GATEWAY, to=BOB)
        return signed_case(f"register_answer_{name}", message, f"/payload{place}", GATEWAY)

    def without(member: str) -> Case:
        rest = {name: value for name, value in full.items() if name != member}
        return answer(f"without_{member}", rest, f"/{member}")

    return [
        *map(without, ["nonce", "epoch", "ice_servers"]),
        wrong("with_client_nonce", "/client_nonce", client_nonce=fixed_nonce("bob client")),
        wrong("session_of_129_characters", "/session", session="s" * 129),
        wrong("epoch_negative", "/epoch", epoch=-1),
        wrong("epoch_beyond_2_53", "/epoch", epoch=2.0**53),
        wrong("limits_empty", "/limits/max_message_bytes", limits={}),
        wrong(
            "limits_unknown_member",
            "/limits/bytes",
            limits={"max_message_bytes": 1, "messages_per_second": 1, "bytes": 1},
        ),
        wrong("ice_servers_without_urls", "/ice_servers/0/urls", ice_servers=[{"username": "bob"}]),
        wrong("ice_servers_urls_text", "/ice_servers/0/urls", ice_servers=[{"urls": "stun:stun.example"}]),
        wrong(
            "ice_servers_credential_null",
            "/ice_servers/0/credential",
            ice_servers=[{"urls": [], "credential": None}],
        ),
    ]


def _connection() -> list[Case]:
    offer = _payload("offer")
    candidate = _payload("ice_candidate_full")
    return [
        _case("UNREGISTER", "reason_number", {"reason": 4000}, "/reason"),
        _case("UNREGISTER", "reconnect_after_negative", {"reconnect_after_ms": -1}, "/reconnect_after_ms"),
        _case("OFFER", "without_sdp", {}, "/sdp"),
        _case("OFFER", "sdp_null", {"sdp": None}, "/sdp"),
        _case("OFFER", "sdp_object", {"sdp": offer}, "/sdp"),
        _case("OFFER", "unknown_member", offer | {"type": "offer"}, "/type"),
        _case("OFFER", "of_candidate", candidate, "/candidate"),
        _case("ANSWER", "without_sdp", {}, "/sdp"),
        _case("ICE_CANDIDATE", "without_candidate", {"sdp_mid": "0"}, "/candidate"),
        _case("ICE_CANDIDATE", "sdp_mid_number", candidate | {"sdp_mid": 0}, "/sdp_mid"),
        _case("ICE_CANDIDATE", "line_index_negative", candidate | {"sdp_mline_index": -1}, "/sdp_mline_index"),
        _case("ICE_CANDIDATE", "line_index_half", candidate | {"sdp_mline_index": 0.5}, "/sdp_mline_index"),
        _case("ICE_CANDIDATE", "camel_case", {"candidate": "", "sdpMid": "0"}, "/sdpMid"),
    ]


def _calls() -> list[Case]:
    def intent(name: str, place: str, **payload: Any) -> Case:
        return _case("INTENT", name, payload, place)

    def request(name: str, place: str, **payload: Any) -> Case:
        return _case("EXEC_REQUEST", name, {"capability": "text.upper"} | payload, place)

    def response(name: str, place: str, **payload: Any) -> Case:
        return _case("EXEC_RESPONSE", name, {"status": "error"} | payload, place)

    def error(name: str, place: str, **payload: Any) -> Case:
        return _case("ERROR", name, {"code": "TIMEOUT", "message": "too late"} | payload, place)

    return [
        intent("empty", ""),
        intent("context_only", "", context="German commercial lease"),
        intent("query_null", "/query", query=None),
        intent("params_array", "/params", task="contract.extract_clauses", params=[12]),
        intent("status_unknown", "/status", status="maybe"),
        intent("cost_number", "/cost", status="accepted", cost=0.5),
        intent("contract_null", "/contract", status="accepted", contract=None),
        intent("required_input_array", "/required_input", status="understood", required_input=["text"]),
        intent("of_request", "/args", query="upper case, please", args={}),
        request("args_array", "/args", args=["hello"]),
        request("args_null", "/args", args=None),
        request("capability_of_65_characters", "/capability", capability="a" * 65),
        request("timeout_negative", "/timeout_ms", timeout_ms=-1),
        request("timeout_half", "/timeout_ms", timeout_ms=0.5),
        request("timeout_beyond_2_53", "/timeout_ms", timeout_ms=2.0**53),
        request("stream_text", "/stream", stream="true"),
        request("window_half", "/window", window=1.5),
        request("idle_null", "/idle_ms", idle_ms=None),
        request("idempotency_key_of_129_characters", "/idempotency_key", idempotency_key="k" * 129),
        request("fence_of_129_characters", "/fence", fence="f" * 129),
        request("parent_number", "/parent", parent=1),
        request("origin_object", "/origin", origin={}),
        request("unknown_member", "/priority", priority=1),
        _case("EXEC_RESPONSE", "without_status", {"result": 1}, "/status"),
        response("status_unknown", "/status", status="ok"),
        response("code_unknown", "/code", code="OUT_OF_COFFEE"),
        response("error_object", "/error", error={"message": "no"}),
        response("sequence_negative", "/sequence", sequence=-1),
        response("execution_time_negative", "/execution_time_ms", execution_time_ms=-0.001),
        response("of_request", "/args", args={}),
        _case("ERROR", "without_code", {"message": "too late"}, "/code"),
        _case("ERROR", "without_message", {"code": "TIMEOUT"}, "/message"),
        error("code_unknown", "/code", code="OUT_OF_COFFEE"),
        error("details_array", "/details", details=[]),
        error("retryable_text", "/retryable", retryable="yes"),
        error("retry_after_null", "/retry_after_ms", retry_after_ms=None),
        error("unknown_member", "/status", status="error"),
    ]


def _sealed() -> list[Case]:
    box = _payload("exec_request_sealed")["sealed"]

    def wrong(name: str, place: str, **members: Any) -> Case:
        return _case("EXEC_REQUEST", f"sealed_{name}", {"sealed": box | members}, f"/sealed{place}")

    def of_bytes(count: int) -> str:
        return base64url_encode(fixed_bytes("box")[:count])

    return [
        _case("EXEC_REQUEST", "sealed_and_more", {"sealed": box, "timeout_ms": 5000}, "/timeout_ms"),
        _case("EXEC_REQUEST", "sealed_null", {"sealed": None}, "/sealed"),
        _case("EXEC_REQUEST", "sealed_text", {"sealed": box["box"]}, "/sealed"),
        _case("EXEC_REQUEST", "sealed_empty", {"sealed": {}}, "/sealed/from_kex"),
        wrong("unknown_member", "/algorithm", algorithm="crypto_box"),
        wrong("from_kex_in_base64", "/from_kex", from_kex=of_bytes(32) + "="),
        wrong("to_kex_of_31_bytes", "/to_kex", to_kex=of_bytes(31)),
        wrong("nonce_of_23_bytes", "/nonce", nonce=of_bytes(23)),
        wrong("box_of_15_bytes", "/box", box=of_bytes(15)),
        _case("PING", "sealed", {"sealed": box}, "/sealed"),
    ]


def _presence() -> list[Case]:
    return [
        _case("PING", "nonce_of_65_characters", {"nonce": SIXTY_FOUR_CHARACTERS + "e"}, "/nonce"),
        _case("PING", "nonce_null", {"nonce": None}, "/nonce"),
        _case("PING", "load_over_1", {"load": 1.5}, "/load"),
        _case("PING", "load_negative", {"load": -0.25}, "/load"),
        _case("PING", "slots_negative", {"slots": -1}, "/slots"),
        _case("PING", "sequence_half", {"sequence": 0.5}, "/sequence"),
        _case("PONG", "unknown_member", {"time": "2026-03-02T09:31:00Z"}, "/time"),
    ]
