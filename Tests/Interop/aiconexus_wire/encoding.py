# SPDX-License-Identifier: MIT
"""Base58btc, base64 and base64url, each with exactly one text per byte string."""

from __future__ import annotations

import base64
import binascii

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58_encode(data: bytes) -> str:
    """Base58 in the Bitcoin alphabet; each leading zero byte is a leading `1`."""
    number = int.from_bytes(data, "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def base58_decode(text: str) -> bytes:
    """The bytes of a base58 text.

    Raises ValueError for a character outside the alphabet.
    """
    number = 0
    for character in text:
        number = number * 58 + _BASE58.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64_encode(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.standard_b64encode(data).decode()


def base64_decode(text: str) -> bytes:
    """The bytes of a standard base64 text with padding.

    Raises ValueError for another alphabet, missing padding and unused bits that are not zero.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if base64_encode(data) != text:
        raise ValueError("not the only base64 of its bytes")
    return data


def base64url_encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base64url_decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises ValueError for another alphabet, padding and unused bits that are not zero.
    """
    if not set(text).isdisjoint("+/="):
        raise ValueError("not base64url without padding")
    return base64_decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))
