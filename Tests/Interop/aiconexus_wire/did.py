# SPDX-License-Identifier: MIT
"""did:key identities, Ed25519 only, as the W3C did:key method defines them."""

from __future__ import annotations

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.signing import SigningKey

from .encoding import base58_decode, base58_encode

PREFIX = "did:key:z"
ED25519_MULTICODEC = b"\xed\x01"
PUBLIC_KEY_BYTES = 32
DID_CHARACTERS = 56


def did_from_public_key(public_key: bytes) -> str:
    """The DID of a 32-byte Ed25519 public key."""
    return PREFIX + base58_encode(ED25519_MULTICODEC + public_key)


def did_from_seed(seed: bytes) -> str:
    """The DID of the Ed25519 key of a 32-byte seed."""
    return did_from_public_key(bytes(SigningKey(seed).verify_key))


def public_key_from_did(did: str) -> bytes:
    """The public key of a DID.

    Raises ValueError, with the reason, for other methods, other key types, non-canonical text, and keys that are not
    canonical points of the prime-order group.
    """
    if not did.startswith("did:key:"):
        raise ValueError("not a did:key")
    if not did.startswith(PREFIX):
        raise ValueError("not base58btc")
    try:
        data = base58_decode(did.removeprefix(PREFIX))
    except ValueError:
        raise ValueError("a character outside the base58 alphabet") from None
    if not data.startswith(ED25519_MULTICODEC):
        raise ValueError("not an Ed25519 key")
    public_key = data.removeprefix(ED25519_MULTICODEC)
    if len(public_key) != PUBLIC_KEY_BYTES or len(did) != DID_CHARACTERS:
        raise ValueError("not a key of 32 bytes")
    if not crypto_core_ed25519_is_valid_point(public_key):
        raise ValueError("not a canonical point of the prime-order group")
    return public_key
