# SPDX-License-Identifier: MIT
"""Compares the Swift validator of JSON Schemas with Python's `jsonschema` on random schemas: see README.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from random_schemas import SchemaMaker

VALUES_FOR_EACH_SCHEMA = 8
SHOWN_DIFFERENCES = 10
TIME_LIMIT_SECONDS = 600


def judged(judge: Path, pairs: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """What the Swift side says of each schema and value."""
    lines = [json.dumps({"schema": schema, "value": value}) for schema, value in pairs]
    result = subprocess.run(
        [judge], input="\n".join(lines), capture_output=True, encoding="utf-8", timeout=TIME_LIMIT_SECONDS, check=True
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    if len(answers) != len(pairs):
        raise RuntimeError(f"{len(pairs)} questions, {len(answers)} answers")
    return answers


def faults(error: ValidationError) -> Iterator[tuple[str, str | None]]:
    """Place and keyword of an error, and of those in the alternatives that led to it."""
    yield pointer(error.absolute_path), error.validator
    for cause in error.context or []:
        yield from faults(cause)


def pointer(path: Any) -> str:
    """A JSON pointer."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path)


def agrees(answer: dict[str, Any], errors: list[ValidationError]) -> bool:
    """Whether an answer says the same: the same verdict, and one of the faults that Python found.

    Python gives the object as the place of a member that is missing or should not be there, and of a name that does
    not fit; Swift gives the member. For a schema `false` Python has no keyword, and of what the `unevaluated` keywords
    find it tells nothing but that.
    """
    if answer["verdict"] != ("invalid" if errors else "valid"):
        return False
    if not errors:
        return True
    place, keyword = answer["pointer"], answer["keyword"]
    found = {fault for error in errors for fault in faults(error)}
    places = {place, place.rpartition("/")[0]}
    return any(
        (where in places and what in (keyword, None))
        or (what in ("unevaluatedItems", "unevaluatedProperties") and f"{place}/".startswith(f"{where}/"))
        for where, what in found
    )


def main() -> int:
    """Exit status 0 when nothing differs, 1 when something does, 2 for wrong arguments."""
    parser = argparse.ArgumentParser(description="Compares the Swift validator of JSON Schemas with jsonschema.")
    parser.add_argument("--judge", type=Path, required=True, help="path of the schema-judge executable")
    parser.add_argument("--schemas", type=int, default=2_000, help="number of random schemas (default 2000)")
    parser.add_argument("--seed", type=int, default=None, help="repeats a run; printed by every run")
    options = parser.parse_args()
    if not options.judge.is_file():
        parser.error(f"{options.judge} is no file: build the schema-judge executable first")
    seed = SystemRandom().getrandbits(32) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    maker = SchemaMaker(Random(seed))
    schemas = [maker.schema() for _ in range(options.schemas)]
    pairs = [(schema, maker.value()) for schema in schemas for _ in range(VALUES_FOR_EACH_SCHEMA)]
    counts: Counter[str] = Counter()
    for (schema, value), answer in zip(pairs, judged(options.judge.resolve(), pairs), strict=True):
        errors = list(Draft202012Validator(schema).iter_errors(value))
        counts["valid" if not errors else "invalid"] += 1
        if not agrees(answer, errors):
            counts["differences"] += 1
            if counts["differences"] <= SHOWN_DIFFERENCES:
                print(f"schema: {json.dumps(schema)}\n  value:  {json.dumps(value)}\n  Swift:  {answer}")
                print(f"  Python: {[(pointer(e.absolute_path), e.validator) for e in errors]}")
    print(f"{counts['valid']:>7}  values that fit\n{counts['invalid']:>7}  values that do not")
    print(f"{counts['differences']:>7}  differences\nseed {seed}")
    return 1 if counts["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
