# SPDX-License-Identifier: MIT
"""Strict I-JSON in, RFC 8785 canonical JSON out."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import rfc8785

Value: TypeAlias = "None | bool | int | float | str | list[Value] | dict[str, Value]"

MAXIMUM_DEPTH = 32
MAXIMUM_NUMBER_BYTES = 64
MAXIMUM_SAFE_INTEGER = 2**53 - 1


@dataclass(eq=False)
class Refusal(Exception):
    """A text that is not I-JSON, or exceeds a limit; `reason` is one word from this file."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def parse(text: bytes) -> Value:
    """The value of a JSON text; refuses what is not I-JSON."""
    try:
        value: Value = _DECODER.decode(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refusal("not_utf8") from None
    except json.JSONDecodeError:
        raise Refusal("syntax") from None
    except RecursionError:
        raise Refusal("depth") from None
    _check(value, depth=1)
    return value


def canonical(value: Value) -> bytes:
    """The RFC 8785 text of a value that `parse` returned, or that could have been returned by it."""
    return rfc8785.dumps(value)


def canonicalize(text: bytes) -> bytes:
    """The RFC 8785 text of a JSON text; refuses what is not I-JSON."""
    return canonical(parse(text))


def member_order(name: str) -> bytes:
    """The sort key of member names in canonical JSON: their UTF-16 code units."""
    return name.encode("utf-16-be")


def _integer(token: str) -> int | float:
    """The value of a number without fraction and exponent.

    Beyond ±(2^53 − 1) only the canonical text of a double is accepted, since anything else would change its value.
    """
    _check_length(token)
    integer = int(token)
    if abs(integer) <= MAXIMUM_SAFE_INTEGER:
        return integer
    double = float(integer)
    if rfc8785.dumps(double).decode() != token:
        raise Refusal("inexact_integer")
    return double


def _double(token: str) -> float:
    _check_length(token)
    double = float(token)
    if math.isinf(double):
        raise Refusal("number_range")
    return double


def _check_length(token: str) -> None:
    if len(token) > MAXIMUM_NUMBER_BYTES:
        raise Refusal("number_length")


def _constant(token: str) -> NoReturn:
    """Python would read `NaN` and `Infinity`; JSON has neither."""
    raise Refusal("syntax")


def _object(members: list[tuple[str, Value]]) -> dict[str, Value]:
    result = dict(members)
    if len(result) != len(members):
        raise Refusal("duplicate_name")
    return result


def _check(value: Value, depth: int) -> None:
    """Refuses lone surrogates and containers nested too deep."""
    match value:
        case str():
            _check_scalars(value)
        case list() | dict() if depth > MAXIMUM_DEPTH:
            raise Refusal("depth")
        case list():
            for element in value:
                _check(element, depth + 1)
        case dict():
            for name, member in value.items():
                _check_scalars(name)
                _check(member, depth + 1)


def _check_scalars(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Refusal("lone_surrogate")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_double,
    parse_constant=_constant,
)
