# SPDX-License-Identifier: MIT
"""A valid message of the golden vectors, before it is signed."""

from __future__ import annotations

from dataclasses import dataclass

from aiconexus_wire.canonical import Value
from aiconexus_wire.envelope import Envelope

from .cast import Party


@dataclass(frozen=True)
class Example:
    """A message, who signs it, and what is inside when it is sealed."""

    name: str
    envelope: Envelope
    sender: Party
    opened: Value = None
    receiver: Party | None = None
