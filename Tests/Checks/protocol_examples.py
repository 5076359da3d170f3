# SPDX-License-Identifier: MIT
"""Writes the golden messages into PROTOCOL_DESIGN.md, after each comment that names one; the tests compare both.

<!-- example: NAME -->       the signed message, spread out
<!-- bytes: NAME -->         the signed message as it travels
<!-- signed bytes: NAME -->  what its signature covers
<!-- plaintext: NAME -->     what is inside its box, spread out
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "PROTOCOL_DESIGN.md"
VECTORS = ROOT / "Packages/AIConexusProtocol/Tests/AIConexusProtocolTests/Fixtures/Golden/messages.json"
ORDER = ["id", "correlation_id", "type", "version", "timestamp", "expires", "from", "to", "payload", "trace"]
BLOCK = re.compile(r"(<!-- (example|bytes|signed bytes|plaintext): (\w+) -->\n)(?:\n?```\w*\n.*?\n```\n)?", re.DOTALL)


def spread_out(text):
    """The object with one member a line, its signature last."""
    members = json.loads(text)
    names = sorted(members, key=lambda name: (name == "signature", (ORDER + [name]).index(name)))
    return json.dumps({name: members[name] for name in names}, indent=2, ensure_ascii=False)


def block(kind, message):
    match kind:
        case "example":
            return "json", spread_out(message["signed"])
        case "bytes":
            return "text", message["signed"]
        case "signed bytes":
            return "text", message["unsigned"]
        case _:
            return "json", spread_out(message["sealed"]["plaintext"])


def main():
    messages = {message["name"]: message for message in json.loads(VECTORS.read_text())["messages"]}

    def replaced(match):
        language, text = block(match[2], messages[match[3]])
        return f"{match[1]}\n```{language}\n{text}\n```\n"

    DOCUMENT.write_text(BLOCK.sub(replaced, DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
