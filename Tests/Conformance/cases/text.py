# SPDX-License-Identifier: MIT
"""RFC 6455 section 8.1: text is UTF-8, and what is not is refused as soon as it is seen."""

from __future__ import annotations

from case import Case, Fails, case, echo_case, echoed, refused, send
from frames import BINARY, TEXT, Frame, fragments

_VALID = {
    "Greek": "κόσμε".encode(),
    "all lengths": "$¢€\U00010348".encode(),
    "no characters": "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff".encode(),
    "first and last of each length": "\0\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff".encode(),
    "combining marks": "e\u0301\u0323\u200d\u202e".encode(),
    "a byte order mark": "\ufeffx".encode(),
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467".encode(),
}

_INVALID = {
    "a lone continuation byte": b"\x80",
    "the last continuation byte": b"\xbf",
    "six continuation bytes": b"\x80\xbf\x80\xbf\x80\xbf",
    "a surrogate": b"\xed\xa0\x80",
    "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "the last surrogate": b"\xed\xbf\xbf",
    "an overlong slash of two": b"\xc0\xaf",
    "an overlong slash of three": b"\xe0\x80\xaf",
    "an overlong slash of four": b"\xf0\x80\x80\xaf",
    "an overlong zero": b"\xc0\x80",
    "the largest overlong of two": b"\xc1\xbf",
    "the largest overlong of three": b"\xe0\x9f\xbf",
    "the largest overlong of four": b"\xf0\x8f\xbf\xbf",
    "above U+10FFFF": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "0xfe": b"\xfe",
    "0xff": b"\xff",
    "a sequence cut by a letter": b"\xe2\x82x",
    "a sequence cut by another": b"\xe2\x82\xc2\xa2",
}

_CUT = {"two": b"\xc2", "three": b"\xe2\x82", "four": b"\xf0\x90\x8d"}


def cases() -> list[Case]:
    """All of this section."""
    return [*_valid(), *_invalid(), *_cut(), *_at_once()]


def _valid() -> list[Case]:
    found = []
    for name, value in _VALID.items():
        found.append(echo_case(name, TEXT, value))
        found.append(echo_case(f"{name}, after a long text", TEXT, b"a" * 1_000 + value))
        single = fragments(TEXT, [value[index : index + 1] for index in range(len(value))])
        found.append(case(f"{name}, a fragment each byte", send(*single), echoed(TEXT, value)))
        found.append(case(f"{name}, a byte at a time", send(Frame(TEXT, value), chop=1), echoed(TEXT, value)))
    return found


def _invalid() -> list[Case]:
    found = []
    for name, value in _INVALID.items():
        found.append(refused(name, 1007, [Frame(TEXT, value)]))
        found.append(refused(f"{name}, after a long text", 1007, [Frame(TEXT, b"a" * 1_000 + value)]))
        single = fragments(TEXT, [value[index : index + 1] for index in range(len(value))])
        found.append(refused(f"{name}, a fragment each byte", 1007, single))
        found.append(echo_case(f"{name}, as binary", BINARY, value))
    return found


def _cut() -> list[Case]:
    found = []
    for name, value in _CUT.items():
        found.append(refused(f"a sequence of {name} cut by the end", 1007, [Frame(TEXT, b"a" + value)]))
        parts = fragments(TEXT, [b"a", value, b""])
        found.append(refused(f"a sequence of {name} cut by the last fragment", 1007, parts))
    return found


def _at_once() -> list[Case]:
    # The rest of the message never comes: the first wrong byte is enough.
    found = []
    for name, value in _INVALID.items():
        if name.startswith("a sequence"):
            continue
        start = Frame(TEXT, b"\xce\xba" + value, final=False)
        found.append(case(f"{name}: at once, in the first fragment", send(start), Fails(1007)))
        parts = [Frame(TEXT, b"good", final=False), Frame(0, value, final=False)]
        found.append(case(f"{name}: at once, in the second fragment", send(*parts), Fails(1007)))
    frame = Frame(TEXT, b"ok\xffrest of it")
    # Two bytes of header, four of a mask where there is one: the wrong byte is among the first ten in both roles.
    found.append(case("at once, within a frame", send(frame, upto=10), Fails(1007)))
    surrogate = Frame(TEXT, b"\xed\xa0\x80 and more text", final=False)
    found.append(case("a surrogate at its second byte", send(surrogate, upto=8), Fails(1007)))
    return found
