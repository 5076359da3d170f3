# SPDX-License-Identifier: MIT
"""`canonical.json`: documents and their RFC 8785 text, or why they have none."""

from __future__ import annotations

from typing import Any

from aiconexus_wire.canonical import Refusal, canonicalize
from aiconexus_wire.encoding import base64_encode

BELOW_2_53 = "9007199254740991"

ACCEPTED: dict[str, str] = {
    "null": "null",
    "true_in_white_space": " \t\r\n true \n",
    "empty_string": '""',
    "empty_object": "{ }",
    "empty_array": "[\n]",
    "names_sorted": '{"b":1,"a":2,"":3,"aa":4,"B":5,"1":6}',
    "names_sorted_inside": '[{"b":{"d":1,"c":2},"a":[{"f":3,"e":4}]}]',
    "names_sorted_by_utf16": '{"\ufb33":1,"\N{GRINNING FACE}":2,"\u20ac":3,"\\r":4,"1":5,"\x80":6,"ö":7}',
    "names_composed_and_decomposed": '{"\u00e9":1,"e\u0301":2}',
    "names_that_swift_string_would_merge": '{"\u212b":1,"\u00c5":2,"A\u030a":3}',
    "name_escapes": '{"\\u0061":1,"\\"":2,"\\\\":3,"\\/":4}',
    "string_short_escapes": '"\\b\\f\\n\\r\\t\\"\\\\\\/"',
    "string_controls": '"\\u0000\\u0001\\u0008\\u001F\\u007f\\u0080"',
    "string_escaped_letters": '"\\u0048\\u00e9\\u4F60\\u597d"',
    "string_surrogate_pair": '"\\ud83d\\uDE00 and \N{GRINNING FACE}"',
    "string_line_separators": '"\\u2028\u2029\\ufeff"',
    "string_noncharacters": '"\\uffff\\ud83f\\udffe\\ufdd0"',
    "string_that_looks_like_json": '"{\\"a\\":[1]}"',
    "number_zero": "[0,-0,0.0,-0.0,0e0,-0E+9,1e-400]",
    "number_integers": f"[1,-1,10,1e1,1.0,10E-1,{BELOW_2_53},-{BELOW_2_53}]",
    "number_integers_beyond_2_53": "[9007199254740992,-9007199254740992,9007199254740994,18446744073709552000]",
    "number_integer_of_21_digits": "[100000000000000000000,-999999999999999900000]",
    "number_large_with_exponent": "[1e20,1e21,9007199254740993.0,9007199254740993e0,123456789012345678901e0]",
    "number_small": "[0.001,1e-5,0.000001,0.0000001,1.5e-7,123e-9]",
    "number_limits": "[5e-324,4.9E-324,2.2250738585072014e-308,1.7976931348623157e308]",
    "number_shortest": "[0.1,0.10000000000000001,0.30000000000000004,333333333.33333329,4.35,1E30,0.002]",
    "number_ties": "[9007199254740992.5,9007199254740993.5,0.500000000000000166533453693773481063544750213623046875e0]",
    "number_of_64_bytes": "0." + "3" * 62,
    "depth_32": "[" * 32 + "]" * 32,
    "depth_32_mixed": '{"a":[' * 16 + "]}" * 16,
    "rfc_8785_example": """{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
  "literals": [null, true, false]
}""",
}

REFUSED: dict[str, str | bytes] = {
    "empty": "",
    "white_space_only": " \n",
    "two_values": "1 2",
    "byte_order_mark": "\ufeff{}",
    "form_feed_as_white_space": "\f{}",
    "no_break_space_as_white_space": "\xa0{}",
    "trailing_comma_in_array": "[1,]",
    "trailing_comma_in_object": '{"a":1,}',
    "missing_comma": "[1 2]",
    "missing_colon": '{"a" 1}',
    "missing_value": '{"a":}',
    "name_without_quotes": "{a:1}",
    "name_number": "{1:1}",
    "unclosed_array": "[1",
    "unclosed_object": '{"a":1',
    "unclosed_string": '"a',
    "wrong_bracket": "[1}",
    "closing_bracket_alone": "]",
    "comment": "[1] // one",
    "literal_upper_case": "NULL",
    "literal_cut_off": "tru",
    "literal_too_long": "nulll",
    "nan": "NaN",
    "infinity": "-Infinity",
    "number_minus_alone": "-",
    "number_double_minus": "--1",
    "number_plus": "+1",
    "number_leading_zero": "-012",
    "number_point_first": ".5",
    "number_point_last": "1.",
    "number_exponent_alone": "e5",
    "number_exponent_cut_off": "1e+",
    "number_exponent_fraction": "1e5.5",
    "number_hexadecimal": "0x1F",
    "number_underscore": "1_000",
    "number_arabic_digits": "\u0661\u0662",
    "number_arabic_digit_after_latin": "1\u0662",
    "string_raw_newline": '"a\nb"',
    "string_raw_nul": '"a\0b"',
    "string_unknown_escape": '"\\a"',
    "string_escape_cut_off": '"\\u12"',
    "string_escape_not_hexadecimal": '"\\u00zz"',
    "string_escape_with_sign": '"\\u+041"',
    "string_single_quotes": "'a'",
    "name_twice": '{"a":1,"a":1}',
    "name_twice_by_escape": '{"\\u00e9":1,"é":2}',
    "name_twice_after_others": '{"a":{"b":1},"c":2,"b":3,"a":4}',
    "name_empty_twice": '{"":1,"":2}',
    "lone_high_surrogate": '"\\ud800"',
    "lone_high_surrogate_before_text": '"\\ud83dx"',
    "lone_high_surrogate_twice": '"\\ud83d\\ud83d\\ude00"',
    "lone_low_surrogate": '["\\udc00"]',
    "lone_surrogate_in_name": '{"\\ud800":1}',
    "surrogate_pair_half_escaped": b'"\\ud83d\xed\xb8\x80"',
    "not_utf8_byte": b'"\xff"',
    "not_utf8_continuation_alone": b'"\x80"',
    "not_utf8_cut_off": b'"\xe2\x82"',
    "not_utf8_overlong": b'"\xe0\x80\xaf"',
    "not_utf8_surrogate": b'"\xed\xa0\x80\xed\xb0\x80"',
    "not_utf8_beyond_unicode": b'"\xf4\x90\x80\x80"',
    "not_utf8_latin1": '{"naïve":1}'.encode("latin-1"),
    "utf16": "{}".encode("utf-16-le"),
    "integer_2_53_plus_1": "9007199254740993",
    "integer_negative": "-9007199254740993",
    "integer_2_64": "18446744073709551616",
    "integer_of_22_digits": "1000000000000000000000",
    "integer_with_exact_double_but_shorter_text": "9223372036854775808",
    "number_of_65_bytes": "0." + "3" * 63,
    "number_of_65_zeros": "0." + "0" * 63,
    "number_overflow": "1e309",
    "number_overflow_negative": "-1.8e308",
    "depth_33": "[" * 33 + "]" * 33,
    "depth_33_mixed": '{"a":[' * 16 + "[]" + "]}" * 16,
}


def canonical_document() -> dict[str, Any]:
    """The content of `canonical.json`."""
    return {
        "about": "Each `text` (or `base64` when it is not UTF-8) has the RFC 8785 form `canonical`, or is `refused`.",
        "accepted": [
            {"name": name, "text": text, "canonical": canonicalize(text.encode()).decode()}
            for name, text in ACCEPTED.items()
        ],
        "refused": [_refused(name, text) for name, text in REFUSED.items()],
    }


def _refused(name: str, text: str | bytes) -> dict[str, str]:
    data = text if isinstance(text, bytes) else text.encode()
    try:
        canonicalize(data)
    except Refusal as refusal:
        source = {"text": text} if isinstance(text, str) else {"base64": base64_encode(text)}
        return {"name": name} | source | {"refused": refusal.reason}
    raise AssertionError(f"{name} is accepted")
