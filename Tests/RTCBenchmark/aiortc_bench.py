# SPDX-License-Identifier: MIT
"""Measures aiortc with aiortc the way rtcbench measures our own peers: one JSON object a line.

Two processes, as rtcbench has two loops; descriptions travel over a pipe.
Usage: aiortc_bench.py [setup|trip|rate|connections]...
"""

import asyncio
import json
import multiprocessing
import os
import sys
import time

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

SIZES = {200: 5_000, 16_384: 1_000, 65_536: 250}
HIGH_WATER = 1 << 20


def report(name, **values):
    print(json.dumps({"benchmark": name, **{key: round(value, 2) for key, value in values.items()}}), flush=True)


def percentile(values, percent):
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Far:
    """The far process: answers offers, and does with a channel what its label says."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.connections = []

    async def run(self):
        loop = asyncio.get_running_loop()
        while True:
            command, value = await loop.run_in_executor(None, self.pipe.recv)
            if command == "offer":
                self.pipe.send(await self.answer(value))
            elif command == "used":
                self.pipe.send((time.process_time(), resident()))
            elif command == "close":
                for connection in self.connections:
                    await connection.close()
                self.connections.clear()
                self.pipe.send(None)
            else:
                return

    async def answer(self, sdp):
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connections.append(connection)
        connection.on("datachannel", self.opened)
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        return connection.localDescription.sdp

    def opened(self, channel):
        kind, _, count = channel.label.partition(" ")
        left = int(count or 0)

        def received(message):
            nonlocal left
            if kind == "echo":
                channel.send(message)
            else:
                left -= 1
                if left == 0:
                    channel.send("done")

        channel.on("message", received)


class Near:
    def __init__(self, pipe):
        self.pipe = pipe
        self.connections = []

    async def ask(self, *command):
        self.pipe.send(command)
        return await asyncio.get_running_loop().run_in_executor(None, self.pipe.recv)

    async def open(self, label):
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connections.append(connection)
        channel = connection.createDataChannel(label)
        opened = asyncio.Event()
        channel.on("open", opened.set)
        await connection.setLocalDescription(await connection.createOffer())
        answer = await self.ask("offer", connection.localDescription.sdp)
        await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await opened.wait()
        return channel

    async def close(self):
        for connection in self.connections:
            await connection.close()
        self.connections.clear()
        await self.ask("close", None)

    async def used(self):
        far, _ = await self.ask("used", None)
        return time.process_time(), far

    async def setup(self):
        times, start = [], sum(await self.used())
        for _ in range(10):
            begin = time.perf_counter()
            await self.open("echo")
            times.append((time.perf_counter() - begin) * 1e3)
            await self.close()
        used = sum(await self.used()) - start
        times.sort()
        report("setup", p50_ms=percentile(times, 50), p90_ms=percentile(times, 90), cpu_ms_per_peer=used * 1e3 / 20)

    async def trip(self):
        channel = await self.open("echo")
        came = asyncio.Queue()
        channel.on("message", came.put_nowait)
        times, count, start = [], 1_000, sum(await self.used())
        for _ in range(count):
            begin = time.perf_counter()
            channel.send(bytes(200))
            await came.get()
            times.append((time.perf_counter() - begin) * 1e6)
        used = sum(await self.used()) - start
        times.sort()
        report(
            "round trip, tasks",
            p50_us=percentile(times, 50), p99_us=percentile(times, 99), cpu_us=used * 1e6 / count,
        )
        await self.close()

    async def rate(self):
        for size, total in SIZES.items():
            channel = await self.open(f"sink {total}")
            done, drained = asyncio.Event(), asyncio.Event()
            channel.on("message", lambda _, done=done: done.set())
            channel.bufferedAmountLowThreshold = HIGH_WATER // 4
            channel.on("bufferedamountlow", drained.set)
            near, far = await self.used()
            begin, message = time.perf_counter(), bytes(size)
            for _ in range(total):
                if channel.bufferedAmount > HIGH_WATER:
                    drained.clear()
                    await drained.wait()
                channel.send(message)
            await done.wait()
            seconds = time.perf_counter() - begin
            now = await self.used()
            report(
                f"{size} B one way",
                messages_per_s=total / seconds, MB_per_s=total * size / seconds / 1e6,
                cpu_us_sender=(now[0] - near) * 1e6 / total, cpu_us_receiver=(now[1] - far) * 1e6 / total,
            )
            await self.close()

    async def connections_(self):
        count, before = 100, resident()
        _, far_before = await self.ask("used", None)
        begin, start = time.perf_counter(), sum(await self.used())
        for _ in range(count):
            await self.open("echo")
        setup, used = time.perf_counter() - begin, sum(await self.used()) - start
        _, far = await self.ask("used", None)
        memory = resident() - before + far - far_before
        start = sum(await self.used())
        await asyncio.sleep(15)
        idle = sum(await self.used()) - start
        report(
            f"{count * 2} connections",
            setup_ms_per_pair=setup * 1e3 / count, cpu_ms_per_peer=used * 1e3 / count / 2,
            KB_per_peer=memory / count / 2e3, idle_cpu_percent=idle / 15 * 100,
        )
        await self.close()


def far_main(pipe):
    asyncio.run(Far(pipe).run())


async def main(names):
    context = multiprocessing.get_context("spawn")
    pipe, other = context.Pipe()
    process = context.Process(target=far_main, args=(other,))
    process.start()
    near = Near(pipe)
    for name in names or ["setup", "trip", "rate", "connections"]:
        await {"setup": near.setup, "trip": near.trip, "rate": near.rate, "connections": near.connections_}[name]()
    pipe.send(("end", None))
    process.join()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
