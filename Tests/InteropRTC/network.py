# SPDX-License-Identifier: MIT
"""Two homes and the internet between them, in network namespaces that end with the block that made them.

    A 10.1.0.2 ── router 203.0.113.2 ──┐
                                       ├── internet, with a STUN and TURN server at 203.0.113.10
    B 10.2.0.2 ── router 203.0.113.3 ──┘
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

SERVER = "203.0.113.10"
USER, PASSWORD = "user", "password"
SECRET = "shared with the gateway"
START_SECONDS = 10

# What a router does. A port-preserving NAT keeps a port for all destinations, so that a hole can be punched; a
# symmetric one takes another port for each. UDP that nobody asked for must be dropped on its way in: otherwise the
# router remembers the peer's first packet as a connection of its own, and takes another port for ours.
ROUTER = """
table ip home {
  chain translate { type nat hook postrouting priority srcnat; oif "wan" masquerade %(flags)s; }
  chain unasked { type filter hook input priority filter; iif "wan" meta l4proto udp drop; }
  chain pass {
    type filter hook forward priority filter; policy drop;
    %(rules)s
    iif "lan" accept
    ct state established,related accept
  }
  chain weather { type filter hook forward priority -1; }
}
"""
KINDS = {
    "port-preserving": {"flags": "", "rules": ""},
    "symmetric": {"flags": "fully-random", "rules": ""},
    "no UDP": {"flags": "", "rules": "meta l4proto udp drop"},
}


def run(*command: str, stdin: str | None = None) -> str:
    return subprocess.run(command, input=stdin, check=True, capture_output=True, text=True).stdout


def why_not() -> str | None:
    """Why there can be no network here; `None` where there can."""
    for program in ("ip", "nft", "turnserver"):
        if not shutil.which(program):
            return f"there is no {program}"
    if os.geteuid() != 0:
        return "namespaces need root"
    try:
        with Network("port-preserving", "symmetric"):
            return None
    except (subprocess.CalledProcessError, OSError) as error:
        return f"this machine gives no network namespaces with NAT: {getattr(error, 'stderr', '') or error}".strip()


class Network:
    """Namespaces named after this process, so that several can run at a time."""

    count = 0

    def __init__(self, kind_of_a: str, kind_of_b: str) -> None:
        Network.count += 1
        self.prefix = f"rtc{os.getpid()}n{Network.count}"
        self.kinds = {"A": kind_of_a, "B": kind_of_b}
        self.stack = ExitStack()

    def __enter__(self) -> Network:
        with ExitStack() as stack:
            self.build(stack)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stack.close()

    def name(self, place: str) -> str:
        return f"{self.prefix}-{place}"

    def inside(self, place: str, *command: str) -> list[str]:
        """The command, for `A`, `B`, `internet`, or a router: `routerA`."""
        return ["ip", "netns", "exec", self.name(place), *command]

    def build(self, stack: ExitStack) -> None:
        for place in ("internet", "routerA", "routerB", "A", "B"):
            run("ip", "netns", "add", self.name(place))
            stack.callback(run, "ip", "netns", "delete", self.name(place))
            self.ip(place, "link set lo up")
        self.ip("internet", "link add bridge type bridge", f"addr add {SERVER}/24 dev bridge", "link set bridge up")
        # What goes to private addresses must vanish without an error: coturn gives a whole allocation up when one send
        # is refused.
        self.ip(
            "internet", "neigh add 203.0.113.254 lladdr 02:00:00:00:00:fe dev bridge nud permanent",
            "route add default via 203.0.113.254",
        )
        self.add_home("A", "203.0.113.2", "10.1.0")
        self.add_home("B", "203.0.113.3", "10.2.0")

    def ip(self, place: str, *commands: str) -> None:
        for command in commands:
            run("ip", "-netns", self.name(place), *command.split())

    def add_home(self, home: str, address: str, network: str) -> None:
        router = f"router{home}"
        self.ip("internet", f"link add {home} type veth peer name wan netns {self.name(router)}")
        self.ip("internet", f"link set {home} master bridge up")
        self.ip(router, f"addr add {address}/24 dev wan", "link set wan up")
        # Not named after veth: such interfaces count as those of containers.
        self.ip(router, f"link add lan type veth peer name eth0 netns {self.name(home)}")
        self.ip(router, f"addr add {network}.1/24 dev lan", "link set lan up")
        self.ip(home, f"addr add {network}.2/24 dev eth0", "link set eth0 up", f"route add default via {network}.1")
        run(*self.inside(router, "sysctl", "-qw", "net.ipv4.ip_forward=1"))
        run(*self.inside(router, "nft", "-f", "-"), stdin=ROUTER % KINDS[self.kinds[home]])

    # Weather

    def lose(self, percent: int) -> None:
        """From here on A's router loses that many of a hundred UDP packets, in each direction."""
        self.calm()
        share = "" if percent == 100 else f"numgen random mod 100 < {percent} "
        rule = f"meta l4proto udp {share}drop"
        run(*self.inside("routerA", "nft", "add", "rule", "ip", "home", "weather", *rule.split()))

    def calm(self) -> None:
        run(*self.inside("routerA", "nft", "flush", "chain", "ip", "home", "weather"))

    def move_a(self, address: str) -> None:
        """Gives A another address in its network, and takes the old one."""
        self.ip(
            "A", "addr del 10.1.0.2/24 dev eth0", f"addr add {address}/24 dev eth0", "route add default via 10.1.0.1"
        )

    # The server

    def start_server(self, *, has_secret: bool = False) -> None:
        """Starts it, with one user, or with a secret that credentials are made from."""
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        if has_secret:
            credentials = ["--use-auth-secret", f"--static-auth-secret={SECRET}"]
        else:
            credentials = ["--lt-cred-mech", f"--user={USER}:{PASSWORD}"]
        options = [
            "--no-tls", "--no-dtls", "--no-cli", "--fingerprint", *credentials,
            "--realm=home", f"--listening-ip={SERVER}", f"--relay-ip={SERVER}", "--log-file=stdout",
            f"--pidfile={folder / 'pid'}", f"--userdb={folder / 'users'}",
        ]
        log = (folder / "log").open("w", encoding="utf-8")
        self.stack.callback(log.close)
        process = subprocess.Popen(self.inside("internet", "turnserver", "-n", *options), stdout=log, stderr=log)
        self.stack.callback(stop, process)
        deadline = time.monotonic() + START_SECONDS
        while f"{SERVER}:3478" not in run(*self.inside("internet", "ss", "--udp", "--listening", "--numeric")):
            if time.monotonic() > deadline or process.poll() is not None:
                raise OSError(f"turnserver did not start: {(folder / 'log').read_text(encoding='utf-8')[-500:]}")
            time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
