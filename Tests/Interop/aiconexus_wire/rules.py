# SPDX-License-Identifier: MIT
"""The building blocks of a schema: what a JSON value at a place may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeAlias

from .canonical import MAXIMUM_SAFE_INTEGER, Value, member_order
from .encoding import base58_decode, base64url_decode
from .timestamp import parse_timestamp


@dataclass(eq=False)
class Malformed(Exception):
    """A value that breaks a rule: where (RFC 6901 JSON pointer) and what was expected there."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}"


@dataclass(frozen=True)
class Place:
    """Where a value stands in the message, and whether the message's minor version asks for tolerance."""

    pointer: str = ""
    lenient: bool = False

    def member(self, name: str | int) -> Place:
        """The place of a member or element of the value here."""
        return Place(f"{self.pointer}/{str(name).replace('~', '~0').replace('/', '~1')}", self.lenient)

    def expected(self, what: str) -> Malformed:
        """The fault of a value here that is not `what`."""
        return Malformed(self.pointer, f"expected {what}")


Rule: TypeAlias = Callable[[Value, Place], None]
"""Returns when the value may stand at the place, raises Malformed when not."""


@dataclass(frozen=True)
class Shape:
    """A closed object.

    Faults are reported in the canonical order of the members that are there; then come missing members, in the order
    of the declaration.
    """

    required: dict[str, Rule] = field(default_factory=dict)
    optional: dict[str, Rule] = field(default_factory=dict)

    def __call__(self, value: Value, place: Place) -> None:
        if not isinstance(value, dict):
            raise place.expected("an object")
        rules = self.required | self.optional
        for name in sorted(value, key=member_order):
            if name in rules:
                rules[name](value[name], place.member(name))
            elif not place.lenient:
                raise Malformed(place.member(name).pointer, "unknown member")
        for name in self.required:
            if name not in value:
                raise Malformed(place.member(name).pointer, "missing member")


def anything(value: Value, place: Place) -> None:
    """Any JSON value, null too."""


def open_object(value: Value, place: Place) -> None:
    """An object whose members are nobody's business here."""
    if not isinstance(value, dict):
        raise place.expected("an object")


def string(value: Value, place: Place) -> None:
    """Any string."""
    if not isinstance(value, str):
        raise place.expected("a string")


def boolean(value: Value, place: Place) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise place.expected("true or false")


def number(minimum: float, maximum: float = float("inf")) -> Rule:
    """A number within bounds, both included."""

    def check(value: Value, place: Place) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not minimum <= value <= maximum:
            raise place.expected(f"a number from {minimum} to {maximum}")

    return check


def whole(value: Value, place: Place) -> None:
    """A whole number from 0 to 2^53 − 1, however it is written (`1e3` is one)."""
    number(0, MAXIMUM_SAFE_INTEGER)(value, place)
    if value != int(value):  # type: ignore[arg-type]  # a number by the line above
        raise place.expected("a whole number")


def at_most(characters: int) -> Rule:
    """A string of at most so many Unicode scalars."""

    def check(value: Value, place: Place) -> None:
        if not isinstance(value, str) or len(value) > characters:
            raise place.expected(f"a string of at most {characters} characters")

    return check


def matching(pattern: str, what: str, characters: int | None = None) -> Rule:
    """A string that a regular expression matches as a whole."""
    compiled = re.compile(pattern)

    def check(value: Value, place: Place) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value) or (characters and len(value) > characters):
            raise place.expected(what)

    return check


def one_of(names: Collection[str]) -> Rule:
    """One of a closed set of strings."""

    def check(value: Value, place: Place) -> None:
        if not isinstance(value, str) or value not in names:
            raise place.expected("one of " + ", ".join(names))

    return check


def array(element: Rule, maximum: int | None = None) -> Rule:
    """An array whose elements all satisfy a rule."""

    def check(value: Value, place: Place) -> None:
        if not isinstance(value, list) or (maximum is not None and len(value) > maximum):
            raise place.expected("an array" + (f" of at most {maximum} elements" if maximum else ""))
        for index, item in enumerate(value):
            element(item, place.member(index))

    return check


def base64url(exactly: int | None = None, at_least: int = 0) -> Rule:
    """Base64url without padding, of so many bytes."""

    def check(value: Value, place: Place) -> None:
        what = f"base64url without padding of {exactly or f'at least {at_least}'} bytes"
        try:
            byte_count = len(base64url_decode(_text(value)))
        except ValueError:
            raise place.expected(what) from None
        if byte_count < at_least or (exactly is not None and byte_count != exactly):
            raise place.expected(what)

    return check


def base58_key(value: Value, place: Place) -> None:
    """Base58btc of 32 bytes."""
    try:
        byte_count = len(base58_decode(_text(value)))
    except ValueError:
        byte_count = 0
    if byte_count != 32:
        raise place.expected("base58btc of 32 bytes")


def timestamp(value: Value, place: Place) -> None:
    """A point in time in the form of the envelope's `timestamp`."""
    try:
        parse_timestamp(_text(value))
    except ValueError:
        raise place.expected("an RFC 3339 time in UTC") from None


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return value


uuid = matching(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "a lower-case UUID")
