# SPDX-License-Identifier: MIT
"""Random JSON documents, right and wrong, of the kinds on which JSON implementations differ."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from random import Random
from typing import Any

from aiconexus_wire.canonical import Refusal, Value, canonical, canonicalize, parse
from noise import NoisyWriter, Token

_SPECIAL_CHARACTERS = (
    '"\\/\b\f\n\r\t\0\x1f\x7f\x80\xa0\u0301\u200d\u2028\u2029\ud7ff\ue000\ufb33\ufdd0\ufeff\ufffd\uffff'
)
_NAMES = ("", "a", "b", "aa", "A", "é", "e\u0301", "Å", "\u212b", "\ufb33", "\U0001f600", "\x80", "\r", "1", "10")
_TOKENS = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"-", b"+", b".", b"e", b"0", b"00", b" ", b"\t", b"\0"),
    *(b"null", b"true", b"NaN", b"Infinity", b"1e400", b"\\u", b"\\ud800", b"\\udc00", b"\\ud83d\\ude00", b"//"),
    *(b"\xff", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xe2\x80", b'"a":1,'),
)
MAXIMUM_RANDOM_DEPTH = 6


@dataclass
class DocumentMaker:
    """Makes documents from a seed: the same seed, the same documents."""

    random: Random
    writer: NoisyWriter = field(init=False)

    def __post_init__(self) -> None:
        self.writer = NoisyWriter(self.random)

    def document(self) -> bytes:
        """A document: half of them are I-JSON, and a third started from canonical text."""
        text = self.writer.text(self.value()).encode()
        if self.random.random() < 0.4:
            text = self._canonical(text)
        return text if self.random.random() < 0.7 else self._mutated(text)

    def document_with_newlines(self) -> bytes:
        """A document with every kind of white space, which does not fit a line."""
        return b"\r\n" + NoisyWriter(self.random, white_space=" \t\r\n").text(self.value()).encode() + b"\n"

    def value(self, depth: int = 0) -> Any:
        """A value, for the most part a container at the top."""
        leaves = (self._number, self._string, self._literal, self._oddity)
        containers = (self._array, self._object)
        choices = leaves if depth >= MAXIMUM_RANDOM_DEPTH or self.random.random() < 0.1 + 0.15 * depth else containers
        weights = (8, 6, 2, 0.2) if choices is leaves else (1, 1)
        return self.random.choices(choices, weights)[0](depth + 1)

    def plain_object(self) -> Value:
        """An object of I-JSON with random members, shallow enough to stand in a message."""
        around = 8
        while True:
            text = self.writer.text(self._object(depth=3)).encode()
            try:
                parse(b"[" * around + text + b"]" * around)
            except Refusal:
                continue
            return parse(text)

    def _array(self, depth: int) -> list[Any]:
        return [self.value(depth) for _ in range(self.random.choice([0, 1, 1, 2, 3, 5]))]

    def _object(self, depth: int) -> dict[str, Any]:
        names = [self._name() for _ in range(self.random.choice([0, 1, 1, 2, 3, 8]))]
        return {name: self.value(depth) for name in names}

    def _name(self) -> str:
        return self.random.choice(_NAMES) if self.random.random() < 0.7 else self._string()

    def _literal(self, _: int) -> bool | None:
        return self.random.choice([None, True, False])

    def _string(self, _: int = 0) -> str:
        return "".join(self._character() for _ in range(self.random.choice([0, 1, 2, 5, 17])))

    def _character(self) -> str:
        match self.random.randrange(6):
            case 0:
                return self.random.choice(_SPECIAL_CHARACTERS)
            case 1:
                return chr(self.random.randrange(0x800))
            case 2:
                return chr(self.random.choice([self.random.randrange(0xD800), self.random.randrange(0xE000, 0x10000)]))
            case 3:
                return chr(self.random.randrange(0x10000, 0x110000))
            case _:
                return chr(self.random.randrange(0x20, 0x7F))

    def _number(self, _: int) -> Token:
        kinds = (self._any_double, self._small_integer, self._large_integer, self._digits, self._half_way, self._edge)
        (kind,) = self.random.choices(kinds, weights=(8, 4, 2, 0.3, 2, 2))
        return Token(kind())

    def _any_double(self) -> str:
        """Every bit pattern is as likely as any other, so that all exponents occur."""
        double = self._double()
        forms = [repr(double), f"{double:.17g}", f"{double:.{self.random.randrange(31)}e}", f"{double:.16E}"]
        if 1e-30 < abs(double) < 1e30:
            forms.append(f"{double:.{self.random.randrange(33)}f}")
        return self.random.choice(forms)

    def _double(self) -> float:
        while True:
            double: float = struct.unpack("<d", self.random.randbytes(8))[0]
            if double - double == 0:
                return double

    def _small_integer(self) -> str:
        return str(self.random.randrange(-1000, 1000))

    def _large_integer(self) -> str:
        """Around 2^53 and beyond, as doubles write them and as they do not."""
        integer = self.random.choice([2**53, 2**53, 2**63, 2**64, 10**20, 10**21]) + self.random.randrange(-3000, 3000)
        integer *= self.random.choice([1, -1])
        exact = Decimal(float(integer))
        forms = [str(integer), f"{exact:f}", f"{integer}.0", f"{integer}e0", repr(float(integer))]
        return self.random.choices([canonical(float(integer)).decode(), *forms], weights=(6, 0.3, 0.3, 2, 2, 2))[0]

    def _digits(self) -> str:
        """A token of random digits, up to and beyond the longest that is accepted."""
        digits = "".join(self.random.choices("0123456789", k=self.random.choice([1, 3, 17, 20, 40, 62, 64, 65, 70])))
        fraction = self.random.choice(["", ".", f".{digits[: self.random.randrange(1, 30)]}"])
        exponent = self.random.choice(["", "", f"e{self.random.randrange(-340, 320)}", "E+5", "e-007", "e"])
        return self.random.choice(["", "-"]) + (digits.lstrip("0") or "0") + fraction + exponent

    def _half_way(self) -> str:
        """A decimal between two doubles, exactly half-way or beside it, as far as 64 bytes reach."""
        exponent = self.random.randrange(-20, 50)
        significand = self.random.getrandbits(53) | 2**52
        with localcontext() as context:
            context.prec = 400
            middle = (Decimal(significand) + Decimal("0.5")) * Decimal(2) ** exponent
            middle += Decimal(self.random.choice([0, 0, 1, -1])).scaleb(middle.adjusted() - 40)
            return f"{middle:e}"

    def _edge(self) -> str:
        edges = ["5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308"]
        edges += ["1.7976931348623158e308", "2.2250738585072011e-308", "-0", "-0.0e-5"]
        edges += ["999999999999999900000", "1e21", "1e-6", "1e-7", "9.999999999999999e-7", "-1e-400"]
        wrong = ["999999999999999999999", "1E400", "01", "1.7976931348623159e308"]
        return self.random.choice(edges if self.random.random() < 0.95 else wrong)

    def _oddity(self, _: int) -> Token:
        """What is seldom right: deep nesting, a name twice, lone surrogates."""
        depth = self.random.randrange(20, 35)
        lone = self.random.choice(["\\ud83d", "\\udE00", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00", "\\uD83Dx"])
        twice = self.random.choice(['{"a":1,"a":1}', '{"a":1,"b":2,"\\u0061":3}', '{"":0,"":0}', '{"é":1,"\\u00E9":2}'])
        return Token(self.random.choice(["[" * depth + "]" * depth, f'"{lone}"', f'{{"{lone}":0}}', twice]))

    def _canonical(self, text: bytes) -> bytes:
        """The canonical form, for as much as there is one."""
        try:
            return canonicalize(text)
        except Refusal:
            return text

    def _mutated(self, text: bytes) -> bytes:
        for _ in range(self.random.choice([1, 1, 1, 2, 4])):
            text = self._mutated_once(text)
        return text

    def _mutated_once(self, text: bytes) -> bytes:
        at, to = sorted(self.random.choices(range(len(text) + 1), k=2))
        to = min(to, at + self.random.choice([1, 1, 2, 9]))
        match self.random.randrange(6):
            case 0:
                return text[:at] + text[to:]
            case 1:
                return text[:at] + self.random.choice(_TOKENS) + text[at:]
            case 2:
                return text[:at] + self.random.choice(_TOKENS) + text[to:]
            case 3:
                return text[:to] + text[at:]
            case 4:
                return (
                    text[:at]
                    + bytes(byte ^ 1 << self.random.randrange(8) for byte in text[at : at + 1])
                    + text[at + 1 :]
                )
            case _:
                return text[:at] if self.random.random() < 0.3 else text[:at] + self.random.randbytes(1) + text[to:]
