# SPDX-License-Identifier: MIT
"""Random JSON Schemas (2020-12), and values that fit them more often than chance would have it."""

from __future__ import annotations

from random import Random
from typing import Any

NAMES = ["a", "b", "ab", "x/y", "é~"]
TEXTS = ["", "a", "ab", "abc", "b1", "x/y", "é~", "\U0001f600", "2000-01-01"]
NUMBERS = [0, 1, -1, 2, 3, 7, 10, 1.5, -0.5, 0.25, 1e300, 9007199254740991]
PATTERNS = ["^a", "b$", "^[a-z]*$", "^(a|b)+$", "[0-9]", "^.{2,3}$", "^\\w?$", "é", "^$"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
# What stands beside a schema without meaning anything to its validity.
NOTES = {"title": "t", "default": 1, "format": "date", "x-note": {"minimum": 100}, "$comment": "c"}


class SchemaMaker:
    """Makes schemas with a few definitions that refer to each other from deeper in the value only."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def schema(self) -> Any:
        """A whole schema."""
        schema = self._schema(3)
        if isinstance(schema, dict) and self._random.random() < 0.5:
            schema["$defs"] = {name: self._schema(1) for name in ("d0", "d1/~")}
            schema.setdefault("properties", {})["a"] = {"$ref": self._random.choice(["#/$defs/d0", "#/$defs/d1~1~0"])}
            if self._random.random() < 0.3:
                schema["items"] = {"$ref": "#"}
        return schema

    def value(self, depth: int = 3) -> Any:
        """Any value."""
        kind = self._random.randrange(7 if depth > 0 else 5)
        if kind == 0:
            return self._random.choice([None, True, False])
        if kind in (1, 2):
            return self._random.choice(NUMBERS)
        if kind in (3, 4):
            return self._random.choice(TEXTS)
        if kind == 5:
            return [self.value(depth - 1) for _ in range(self._random.randrange(4))]
        return {name: self.value(depth - 1) for name in self._some(NAMES)}

    def _schema(self, depth: int) -> Any:
        if self._random.random() < 0.08:
            return self._random.random() < 0.7
        schema: dict[str, Any] = {}
        makers = [self._type, self._constants, self._numbers, self._texts, self._lists, self._objects]
        if depth > 0:
            makers += [self._parts, self._parts, self._members, self._members, self._combination, self._combination]
        for maker in self._random.sample(makers, self._random.randrange(1, 4)):
            schema |= maker(depth - 1)
        if self._random.random() < 0.1:
            schema |= NOTES
        return schema

    def _type(self, _depth: int) -> dict[str, Any]:
        return {"type": self._random.choice([self._random.choice(TYPES), self._random.sample(TYPES, 3)])}

    def _constants(self, _depth: int) -> dict[str, Any]:
        values = [self.value(1) for _ in range(4)]
        return self._random.choice([{"enum": values}, {"const": values[0]}])

    def _numbers(self, _depth: int) -> dict[str, Any]:
        bounds = {"minimum": -1, "maximum": 7, "exclusiveMinimum": 0, "exclusiveMaximum": 10, "multipleOf": 0.5}
        return self._one_or_two(bounds)

    def _texts(self, _depth: int) -> dict[str, Any]:
        return self._one_or_two({"minLength": 1, "maxLength": 2, "pattern": self._random.choice(PATTERNS)})

    def _lists(self, _depth: int) -> dict[str, Any]:
        return self._one_or_two({"minItems": 1, "maxItems": 2, "uniqueItems": True})

    def _objects(self, _depth: int) -> dict[str, Any]:
        return self._one_or_two(
            {
                "minProperties": 1,
                "maxProperties": 2,
                "required": self._some(NAMES)[:2],
                "dependentRequired": {"a": ["b"], "b": ["ab"]},
            }
        )

    def _parts(self, depth: int) -> dict[str, Any]:
        keywords = {
            "prefixItems": [self._schema(depth), self._schema(depth)],
            "items": self._schema(depth),
            "contains": self._schema(depth),
            "unevaluatedItems": self._schema(depth),
        }
        parts = self._one_or_two(keywords)
        if "contains" in parts and self._random.random() < 0.5:
            parts |= {"minContains": self._random.randrange(3), "maxContains": 2}
        return parts

    def _members(self, depth: int) -> dict[str, Any]:
        keywords = {
            "properties": {name: self._schema(depth) for name in self._some(NAMES)},
            "patternProperties": {self._random.choice(PATTERNS): self._schema(depth)},
            "additionalProperties": self._schema(depth),
            "propertyNames": self._schema(0),
            "unevaluatedProperties": self._schema(depth),
        }
        return self._one_or_two(keywords)

    def _combination(self, depth: int) -> dict[str, Any]:
        some = [self._schema(depth) for _ in range(self._random.randrange(1, 4))]
        keywords = {
            "allOf": some[:2],
            "anyOf": some,
            "oneOf": some,
            "not": self._schema(depth),
            "if": self._schema(depth),
            "dependentSchemas": {"a": self._schema(depth)},
        }
        parts = self._one_or_two(keywords)
        if "if" in parts:
            parts |= {"then": self._schema(depth), "else": self._schema(depth)}
        return parts

    def _one_or_two(self, keywords: dict[str, Any]) -> dict[str, Any]:
        names = self._random.sample(sorted(keywords), self._random.randrange(1, 3))
        return {name: keywords[name] for name in names}

    def _some(self, names: list[str]) -> list[str]:
        return self._random.sample(names, self._random.randrange(4))
