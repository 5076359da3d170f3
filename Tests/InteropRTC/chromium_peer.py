# SPDX-License-Identifier: MIT
"""A peer in headless Chromium, with the options and lines of rtcpeer, and `--plain-hosts`: see README.md."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path

from playwright.async_api import Error, async_playwright

FOLDER = Path(__file__).parent
# As root, and in most containers, Chromium has no sandbox to offer; it opens nothing here but an empty page.
ARGUMENTS = ["--no-sandbox"]
# Without this it shows names in place of the machine's addresses.
PLAIN_HOSTS = "--disable-features=WebRtcHideLocalIpsWithMdns"


async def main(role: str, suites: list[str], *, plain_hosts: bool) -> None:
    plan = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))
    reader = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS + ([PLAIN_HOSTS] if plain_hosts else [])
        )
        page = await browser.new_page()
        await page.expose_function("emit", lambda line: print(line, flush=True))
        await page.evaluate((FOLDER / "browser_peer.js").read_text(encoding="utf-8"), plan)
        await page.evaluate("([role, suites]) => begin(role, suites)", [role, suites])
        async for text in reader:
            line = json.loads(text)
            if line.get("type") == "bye":
                break
            try:
                await page.evaluate("line => receive(line)", line)
            except Error as error:
                print(json.dumps({"refused": error.message}), flush=True)
        await browser.close()


if __name__ == "__main__":
    names = sys.argv[sys.argv.index("--suite") + 1].split(",") if "--suite" in sys.argv else ["echo"]
    asyncio.run(main(sys.argv[1], names, plain_hosts="--plain-hosts" in sys.argv))
