# SPDX-License-Identifier: MIT
"""A case: what one side sends and what must come back, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frames import BINARY, PONG, TEXT, Frame


@dataclass(frozen=True)
class Send:
    """These frames are sent, in pieces of `chop` bytes, and no further than `upto` bytes."""

    frames: tuple[Frame, ...]
    chop: int | None = None
    upto: int | None = None


@dataclass(frozen=True)
class SendBytes:
    """These bytes are sent."""

    data: bytes


@dataclass(frozen=True)
class Receive:
    """This message or control frame comes next."""

    opcode: int
    payload: bytes


@dataclass(frozen=True)
class Fails:
    """The peer closes with this code, and then the transport."""

    code: int


@dataclass(frozen=True)
class Closes:
    """The peer answers a Close with this code, `None` for an empty one, and ends the transport."""

    code: int | None
    # The case has sent the Close itself.
    is_sent: bool = False


@dataclass(frozen=True)
class Cut:
    """The transport is cut, and the peer notices."""


Step = Send | SendBytes | Receive | Fails | Closes | Cut


@dataclass(frozen=True)
class Case:
    """A name, and a conversation; one that does not say how it ends is closed with 1000."""

    name: str
    steps: tuple[Step, ...]

    @property
    def ending(self) -> Fails | Closes | Cut:
        """How the connection ends."""
        last = self.steps[-1] if self.steps else None
        return last if isinstance(last, Fails | Closes | Cut) else Closes(1000)


def case(name: str, *steps: Step) -> Case:
    """A case of these steps."""
    return Case(name, steps)


def send(*frames: Frame, chop: int | None = None, upto: int | None = None) -> Send:
    """Sends frames."""
    return Send(frames, chop, upto)


def echoed(opcode: int, payload: bytes) -> Receive:
    """A whole message comes back."""
    assert opcode in (TEXT, BINARY)
    return Receive(opcode, payload)


def ponged(payload: bytes) -> Receive:
    """A pong with this payload comes back."""
    return Receive(PONG, payload)


def echo_case(name: str, opcode: int, payload: bytes, chop: int | None = None) -> Case:
    """A message goes there and back."""
    return case(name, send(Frame(opcode, payload), chop=chop), echoed(opcode, payload))


def refused(name: str, code: int, frames: Sequence[Frame], *, upto: int | None = None) -> Case:
    """Frames are refused with a code, and what was sent properly before them is answered."""
    before = Frame(TEXT, b"before")
    return case(name, send(before, *frames, upto=upto), echoed(TEXT, b"before"), Fails(code))
