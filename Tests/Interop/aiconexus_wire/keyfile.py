# SPDX-License-Identifier: MIT
"""Key files: the seed of an identity key as text, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from .encoding import base64url_decode, base64url_encode

LABEL = "aiconexus-ed25519-seed-v1"
SEED_BYTES = 32


def read_seed(path: Path) -> bytes:
    """The 32-byte seed in a key file.

    Raises ValueError for another format, and for a file that others may read.
    """
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path}: group or others have access")
    lines = path.read_text(encoding="ascii").split("\n")
    (line,) = (line for line in lines if line and not line.startswith("#"))
    label, separator, text = line.partition(" ")
    seed = base64url_decode(text)
    if label != LABEL or not separator or len(seed) != SEED_BYTES:
        raise ValueError(f"{path}: not a key file")
    return seed


def write_seed(path: Path, seed: bytes) -> None:
    """Makes a key file with mode 0600; raises FileExistsError rather than replace one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{LABEL} {base64url_encode(seed)}\n")
