# SPDX-License-Identifier: MIT
"""Points in time: RFC 3339, UTC, `T` and `Z`, at most nine digits after the second."""

from __future__ import annotations

import re
from datetime import UTC, datetime

NANOSECONDS = 1_000_000_000

_FORM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z")


def parse_timestamp(text: str) -> int:
    """Nanoseconds since 1970.

    Raises ValueError for every other form and for dates that the calendar does not have.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("not RFC 3339 in UTC")
    seconds, fraction = match.groups()
    moment = datetime.strptime(seconds, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return int(moment.timestamp()) * NANOSECONDS + int((fraction or "").ljust(9, "0"))


def format_timestamp(nanoseconds: int) -> str:
    """The form that we write: milliseconds, rounded down."""
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest // 1_000_000:03}Z"
