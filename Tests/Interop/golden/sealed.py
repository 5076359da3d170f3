# SPDX-License-Identifier: MIT
"""`sealed.json`: messages that pass every check and whose box is refused (section 9)."""

from __future__ import annotations

from typing import Any

from aiconexus_wire import codes
from aiconexus_wire.canonical import Value, canonical
from aiconexus_wire.encoding import base64url_decode, base64url_encode
from aiconexus_wire.envelope import Envelope, Verifier, sign
from aiconexus_wire.sealed import NotOpened, inner_text, open_sealed, seal, seal_text
from aiconexus_wire.timestamp import parse_timestamp

from .cast import ALICE, BOB, MALLORY, NOW, envelope, fixed_bytes, fixed_id

PAYLOAD: Value = {"capability": "text.upper", "args": {"text": "psst"}}


def sealed_document() -> dict[str, Any]:
    """The content of `sealed.json`; alice signs and bob opens."""
    return {
        "about": "Valid at `now`; when `receiver` opens it, refused with `code`, `reason` in details or at `pointer`.",
        "now": NOW,
        "receiver": BOB.name,
        "cases": [_entry(name, message) for name, message in _messages().items()],
    }


def _messages() -> dict[str, Envelope]:
    plain = envelope("sealed", "EXEC_REQUEST", PAYLOAD, correlation_id=fixed_id("something before"))

    def of_text(text: bytes) -> Envelope:
        return seal_text(plain, text, ALICE.kex, BOB.kex.public_key, fixed_bytes("sealed nonce")[:24])

    def of_inner(**members: Any) -> Envelope:
        inner = {name: plain[name] for name in ("id", "from", "to", "type", "correlation_id", "payload")} | members
        return of_text(canonical(inner))

    def box_replaced(**members: str) -> Envelope:
        box: Any = good["payload"]
        return good | {"payload": {"sealed": box["sealed"] | members}}

    good = of_inner()
    good_box: Any = good["payload"]
    box = base64url_decode(good_box["sealed"]["box"])
    inner_without_correlation_id = {name: plain[name] for name in ("id", "from", "to", "type", "payload")}
    return {
        "for_key_of_a_former_process": seal(plain, PAYLOAD, ALICE.kex, MALLORY.kex.public_key, bytes(24)),
        "box_with_one_bit_changed": box_replaced(box=base64url_encode(bytes([box[0] ^ 1]) + box[1:])),
        "box_of_16_bytes": box_replaced(box=base64url_encode(box[:16])),
        "from_kex_of_another": box_replaced(from_kex=MALLORY.kex_text),
        "from_kex_of_small_order": box_replaced(from_kex=base64url_encode(bytes(32))),
        "nonce_of_another": box_replaced(nonce=base64url_encode(bytes(24))),
        "text_is_not_json": of_text(b"psst"),
        "text_is_the_payload_alone": of_text(canonical(PAYLOAD)),
        "text_has_a_name_twice": of_text(inner_text(plain, PAYLOAD)[:-1] + b',"type":"EXEC_REQUEST"}'),
        "text_has_another_id": of_inner(id=fixed_id("another")),
        "text_has_another_from": of_inner(**{"from": MALLORY.did}),
        "text_has_another_type": of_inner(type="INTENT"),
        "text_has_another_correlation_id": of_inner(correlation_id=None),
        "text_has_no_correlation_id": of_text(canonical(inner_without_correlation_id)),
        "text_has_another_member": of_inner(version="1.0"),
        "payload_of_another_type": of_inner(payload={"query": "psst"}),
        "payload_sealed_again": of_inner(payload=good["payload"]),
    }


def _entry(name: str, message: Envelope) -> dict[str, str]:
    text = sign(message, ALICE.seed)
    verdict = Verifier(now=parse_timestamp(NOW)).verify(text)
    assert verdict.is_valid, (name, verdict)
    try:
        open_sealed(message, BOB.kex)
    except NotOpened as refusal:
        expected = {"code": refusal.code, "reason": refusal.reason, "pointer": refusal.pointer}
        assert refusal.code == (
            codes.CONNECTION_REFUSED if name == "for_key_of_a_former_process" else codes.MALFORMED_MESSAGE
        )
        return {"name": name, "text": text.decode()} | {key: value for key, value in expected.items() if value}
    raise AssertionError(f"{name} opens")
