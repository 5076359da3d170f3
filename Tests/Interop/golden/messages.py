# SPDX-License-Identifier: MIT
"""`messages.json`: valid messages of every type, as one story on one morning."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from aiconexus_wire.canonical import canonical, parse
from aiconexus_wire.envelope import Verifier, sign, signed_bytes
from aiconexus_wire.sealed import inner_text
from aiconexus_wire.timestamp import parse_timestamp
from noise import NoisyWriter

from .cast import NOW
from .example import Example
from .examples_calls import errors, intents, requests, responses, sealed
from .examples_connection import negotiation, presence
from .examples_forms import forms
from .examples_registration import registration


def examples() -> list[Example]:
    """Every valid example, in the order of the file."""
    groups = (registration, presence, negotiation, intents, requests, responses, errors, sealed, forms)
    return [example for group in groups for example in group()]


def example(name: str) -> Example:
    """The example of this name."""
    return next(candidate for candidate in examples() if candidate.name == name)


def messages_document() -> dict[str, Any]:
    """The content of `messages.json`; every message in it has passed the checks at `now`."""
    verifier = Verifier(now=parse_timestamp(NOW))
    entries = []
    for index, item in enumerate(examples()):
        signed = sign(item.envelope, item.sender.seed)
        assert verifier.verify(signed).is_valid, (item.name, verifier.verify(signed))
        entry: dict[str, Any] = {
            "name": item.name,
            "type": item.envelope["type"],
            "signer": item.sender.name,
            "input": _input_text(item, index),
            "unsigned": signed_bytes(item.envelope).decode(),
            "signature": parse(signed)["signature"],  # type: ignore[index,call-overload]
            "signed": signed.decode(),
        }
        assert canonical(parse(entry["input"].encode())).decode() == entry["unsigned"], item.name
        if item.receiver is not None:
            entry["sealed"] = {
                "receiver": item.receiver.name,
                "plaintext": inner_text(item.envelope, item.opened).decode(),
            }
        entries.append(entry)
    return {
        "about": "Valid at `now`. `input` means the same as `unsigned`, in another order and form.",
        "now": NOW,
        "messages": entries,
    }


def _input_text(item: Example, index: int) -> str:
    """The unsigned envelope in one of three forms: as people write it, upside down and in ASCII, or at random."""
    match index % 3:
        case 0:
            return json.dumps(item.envelope, indent=2, ensure_ascii=False)
        case 1:
            return json.dumps(dict(reversed(item.envelope.items())))
        case _:
            return NoisyWriter(Random(item.name), white_space=" \n", escape_rate=0.02).text(item.envelope)
