# SPDX-License-Identifier: MIT
"""Writes a JSON value as somebody else might have: any order, any white space, any escapes, any form of a number."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Token:
    """JSON text that is written as it is."""

    text: str


@dataclass
class NoisyWriter:
    """Makes texts that all mean the JSON value they are given; tokens may stand anywhere in it."""

    random: Random
    white_space: str = "   \t"
    escape_rate: float = 0.2

    def text(self, value: Any) -> str:
        """The value with white space around it."""
        return self._space() + self._text(value) + self._space()

    def _text(self, value: Any) -> str:
        match value:
            case Token(text):
                return text
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int() | float():
                return self._number(value)
            case str():
                return self._string(value)
            case list():
                return "[" + self._separated([self.text(element) for element in value]) + "]"
            case dict():
                names = list(value)
                self.random.shuffle(names)
                members = [f"{self._name(name)}:{self.text(value[name])}" for name in names]
                return "{" + self._separated(members) + "}"
            case _:
                raise TypeError(f"no JSON value: {value!r}")

    def _separated(self, items: list[str]) -> str:
        return ",".join(items) if items else self._space()

    def _name(self, name: str) -> str:
        return self._space() + self._string(name) + self._space()

    def _space(self) -> str:
        return "".join(self.random.choices(self.white_space, k=self.random.choice([0, 0, 0, 1, 2])))

    def _string(self, text: str) -> str:
        return '"' + "".join(map(self._character, text)) + '"'

    def _character(self, character: str) -> str:
        must_escape = character < " " or character in '"\\'
        if not must_escape and self.random.random() >= self.escape_rate:
            return character
        if character in _SHORT_ESCAPES and self.random.random() < 0.7:
            return _SHORT_ESCAPES[character]
        units = character.encode("utf-16-be").hex()
        if self.random.random() < 0.5:
            units = units.upper()
        return "".join(f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4))

    def _number(self, value: int | float) -> str:
        if isinstance(value, int) and self.random.random() < 0.5:
            return str(value)
        text = self.random.choice([repr(value), f"{float(value):.16e}", f"{float(value):.16E}", repr(float(value))])
        return text if float(text) == value else repr(value)
