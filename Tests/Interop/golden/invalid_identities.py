# SPDX-License-Identifier: MIT
"""DIDs that are refused (section 2), and keys that only a careless implementation would accept."""

from __future__ import annotations

from nacl.bindings import crypto_core_ed25519_add

from aiconexus_wire.did import did_from_public_key
from aiconexus_wire.encoding import base58_encode

from .cast import ALICE
from .invalid import Case, request, signed_case

FIELD_PRIME = 2**255 - 19
ORDER_1_POINT = (1).to_bytes(32, "little")
ORDER_2_POINT = (FIELD_PRIME - 1).to_bytes(32, "little")
ORDER_8_POINT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


def non_canonical_key() -> bytes:
    """A point of the curve whose y-coordinate is written as y + p."""
    y = next(y for y in range(2, 19) if _is_on_curve(y.to_bytes(32, "little")))
    return (y + FIELD_PRIME).to_bytes(32, "little")


def key_off_the_curve() -> bytes:
    """32 bytes that are no point at all."""
    keys = (y.to_bytes(32, "little") for y in range(2, 100))
    return next(key for key in keys if not _is_on_curve(key))


def _is_on_curve(key: bytes) -> bool:
    try:
        crypto_core_ed25519_add(key, ORDER_1_POINT)
    except RuntimeError:
        return False
    return True


def identity_cases() -> list[Case]:
    """Wrong `from` and `to`."""

    def sender(name: str, did: str) -> Case:
        return signed_case(f"from_{name}", request(**{"from": did}), "/from")

    def receiver(name: str, did: str) -> Case:
        return signed_case(f"to_{name}", request(to=did), "/to")

    def multikey(prefix: str, key: bytes) -> str:
        return "did:key:z" + base58_encode(bytes.fromhex(prefix) + key)

    key = ALICE.public_key
    mixed_order = crypto_core_ed25519_add(key, ORDER_2_POINT)
    return [
        sender("did_web", "did:web:agents.example"),
        sender("upper_case_method", ALICE.did.replace("did:key", "DID:KEY")),
        sender("with_fragment", f"{ALICE.did}#{ALICE.did.removeprefix('did:key:')}"),
        sender("base58_alone", ALICE.did.removeprefix("did:key:")),
        sender("x25519", multikey("ec01", key)),
        sender("secp256k1", multikey("e701", b"\x02" + key)),
        sender("leading_one", ALICE.did.replace(":z", ":z1")),
        sender("digit_zero", ALICE.did[:-1] + "0"),
        sender("one_character_short", ALICE.did[:-1]),
        sender("key_of_31_bytes", multikey("ed01", key[:31])),
        sender("key_of_33_bytes", multikey("ed01", key + b"\0")),
        sender("non_canonical_point", did_from_public_key(non_canonical_key())),
        sender("off_the_curve", did_from_public_key(key_off_the_curve())),
        sender("point_of_order_1", did_from_public_key(ORDER_1_POINT)),
        sender("point_of_order_2", did_from_public_key(ORDER_2_POINT)),
        sender("point_of_order_8", did_from_public_key(ORDER_8_POINT)),
        sender("mixed_order_point", did_from_public_key(mixed_order)),
        receiver("did_web", "did:web:agents.example"),
        receiver("x25519", multikey("ec01", key)),
        receiver("point_of_order_1", did_from_public_key(ORDER_1_POINT)),
        receiver("mixed_order_point", did_from_public_key(mixed_order)),
    ]
