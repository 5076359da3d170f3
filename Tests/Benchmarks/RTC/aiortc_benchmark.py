# SPDX-License-Identifier: MIT
"""Measures aiortc with aiortc the way rtc-benchmark measures our own peers: one JSON object a line.

Two processes, as rtc-benchmark has two loops; descriptions travel over a pipe.
Usage: aiortc_benchmark.py [--quick] [setup|trip|rate|connections|crowd]...
"""

import asyncio
import json
import multiprocessing
import os
import resource
import sys
import time

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

SIZES = {200: 5_000, 16_384: 1_000, 65_536: 250}
HIGH_WATER = 1 << 20
CONCURRENCY = 8


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
    """The near process: opens connections and measures."""

    def __init__(self, pipe, quick):
        self.pipe = pipe
        self.quick = quick
        self.connections = []
        # Answers come in the order of the questions.
        self.turn = asyncio.Lock()

    async def ask(self, *command):
        async with self.turn:
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
        times, count, start = [], 5 if self.quick else 15, sum(await self.used())
        for _ in range(count):
            begin = time.perf_counter()
            await self.open("echo")
            times.append((time.perf_counter() - begin) * 1e3)
            await self.close()
        used = sum(await self.used()) - start
        times.sort()
        report("setup", p50_ms=percentile(times, 50), p90_ms=percentile(times, 90), cpu_ms_per_peer=used * 1e3 / count / 2)

    async def round_trips(self, channel, count):
        came = asyncio.Queue()
        channel.on("message", came.put_nowait)
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            channel.send(bytes(200))
            await came.get()
            times.append((time.perf_counter() - begin) * 1e6)
        return sorted(times)

    async def trip(self):
        channel = await self.open("echo")
        count, start = 300 if self.quick else 1_000, sum(await self.used())
        times = await self.round_trips(channel, count)
        used = sum(await self.used()) - start
        report(
            "round trip, task on the loop",
            p50_us=percentile(times, 50), p99_us=percentile(times, 99), cpu_us=used * 1e6 / count,
        )
        await self.close()

    async def rate(self):
        for size, total in SIZES.items():
            total = total // 4 if self.quick else total
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

    async def open_many(self, count):
        """Opens so many connections, a few at a time; gives their channels."""
        limit, channels = asyncio.Semaphore(CONCURRENCY), []

        async def one():
            async with limit:
                channels.append(await self.open("echo"))

        await asyncio.gather(*(one() for _ in range(count)))
        return channels

    async def idle(self):
        count, seconds = (25, 5) if self.quick else (100, 15)
        await self.open_many(1)
        before = resident() + (await self.ask("used", None))[1]
        await self.open_many(count)
        memory = resident() + (await self.ask("used", None))[1] - before
        start = sum(await self.used())
        await asyncio.sleep(seconds)
        used = sum(await self.used()) - start
        peers = count * 2 + 2
        report(
            "idle connections", count=peers, KB_per_peer=memory / count / 2e3,
            idle_cpu_percent_per_100=used / seconds * 1e4 / peers,
        )
        await self.close()

    async def crowd(self):
        count = 100 if self.quick else 500
        begin, start = time.perf_counter(), sum(await self.used())
        channels = await self.open_many(count)
        seconds, used = time.perf_counter() - begin, sum(await self.used()) - start
        times = await self.round_trips(channels[0], 300)
        report(
            "crowd", count=count * 2, peers_per_s=count * 2 / seconds, cpu_ms_per_peer=used * 1e3 / count / 2,
            p50_us=percentile(times, 50), p99_us=percentile(times, 99),
        )
        await self.close()


def far_main(pipe):
    asyncio.run(Far(pipe).run())


async def main():
    names = sys.argv[1:]
    near = Near(None, "--quick" in names)
    measures = {
        "setup": near.setup, "trip": near.trip, "rate": near.rate, "connections": near.idle, "crowd": near.crowd,
    }
    chosen = [name for name in names if name != "--quick"] or list(measures)
    # Many connections need many sockets; what the system allows is asked for, the far process inherits it.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    context = multiprocessing.get_context("spawn")
    for name in chosen:
        near.pipe, other = context.Pipe()
        process = context.Process(target=far_main, args=(other,), daemon=True)
        process.start()
        await measures[name]()
        near.pipe.send(("end", None))
        process.join()


if __name__ == "__main__":
    asyncio.run(main())
