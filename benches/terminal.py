#!/usr/bin/env python3
"""Measures the real program in a terminal, from the outside: what a person and an SSH link feel.

    cargo build --release
    python3 benches/terminal.py [--binary target/release/allhands] [--entries 1000,10000,100000] [--markdown]

For each size it imports that many lines into a new room (in a folder of its own, thrown away), opens it once so that
this host's desk knows it, and then measures a second visit at 120x40:

    first frame   start of the process to the last byte before the first silence, once the room is on the screen
    checked       start of the process to the last byte before a long silence (the whole record read and compared)
    down, typed   a key written to the first byte back (ms p50), bytes sent (p50, mean), CPU of all its processes (ms mean)
    letter key    a j instead of a Down
    burst         50 keys in one write: bytes, and frames (synchronised updates)
    nothing       bytes for a key that changes nothing
    idle          10 s without a key: bytes, wake-ups (voluntary context switches), CPU ms
    memory        resident set, all its processes; anonymous is what of it is no page of a file (the program's own, mostly)
    exit          the last key to the end of the process

Needs Python 3.8 and Linux (/proc), nothing else. Figures are of this machine in this minute: compare ratios.
"""
import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS, ROWS = 120, 40
TICKS = os.sysconf("SC_CLK_TCK")


class Terminal:
    """A process in a terminal of its own."""

    def __init__(self, command, env):
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvpe(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def read(self, quiet, limit=30.0, want=b""):
        """Reads until nothing came for `quiet` seconds (and `want` came): bytes, first and last moment."""
        got, first, last, end = b"", None, None, time.monotonic() + limit
        while time.monotonic() < end:
            ready, _, _ = select.select([self.fd], [], [], quiet)
            if not ready:
                if want in got:
                    break
                continue
            try:
                more = os.read(self.fd, 65536)
            except OSError:
                break
            if not more:
                break
            last = time.monotonic()
            first = first or last
            got += more
        return got, first, last

    def press(self, keys, quiet=0.04):
        """Writes keys, reads the answer: bytes, ms to its first byte, number of frames."""
        began = time.monotonic()
        os.write(self.fd, keys)
        got, first, _ = self.read(quiet)
        return got, (first - began) * 1000 if first else None

    def processes(self):
        """This process and its children."""
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as file:
                    todo += [int(child) for child in file.read().split()]
            except OSError:
                pass
        return found

    def cpu_ms(self):
        """User and system time so far, from the scheduler's own nanoseconds."""
        total = 0.0
        for pid in self.processes():
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                    total += int(file.read().split()[0]) / 1e6
        return total

    def wakeups(self):
        total = 0
        for pid in self.processes():
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/status") as file:
                    for line in file:
                        if line.startswith("voluntary_ctxt_switches"):
                            total += int(line.split()[1])
        return total

    def memory_mb(self, part="VmRSS"):
        total = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/status") as file:
                for line in file:
                    if line.startswith(part + ":"):
                        total += int(line.split()[1])
        return total / 1024

    def end(self, keys):
        began = time.monotonic()
        os.write(self.fd, keys)
        while True:
            done, _ = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return (time.monotonic() - began) * 1000
            if time.monotonic() - began > 10:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise SystemExit("it did not leave within 10 s")
            ready, _, _ = select.select([self.fd], [], [], 0.001)
            if ready:
                try:
                    os.read(self.fd, 65536)
                except OSError:
                    pass


def lines(count):
    """So many lines of a made-up incident, a few seconds apart."""
    words = ["db-7 talked to 203.0.113.9", "support has 12 new tickets", "token of build-3 revoked",
             "load is back to normal on edge-2", "customer asks whether backups are touched"]
    places = ["security", "engineering", "infrastructure", "support", "social"]
    start = int(time.time()) - count * 5 - 60
    for number in range(count):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + number * 5))
        yield json.dumps({"at": at, "precision": "second", "kind": "investigation", "department":
                          places[number % 5], "text": f"{words[number % 5]} ({number})"})


def measure(binary, count, idle_s):
    folder = tempfile.mkdtemp(prefix="allhands-bench-")
    env = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm-256color", "LANG": "C.UTF-8", "USER": "bench"}
    room = os.path.join(folder, "room.allhands")
    try:
        source = os.path.join(folder, "lines.jsonl")
        with open(source, "w") as file:
            file.write("\n".join(lines(count)) + "\n")
        run = lambda *args: subprocess.run([binary, *args], env=env, check=True, stdout=subprocess.DEVNULL)
        run("new", room, "--codename", "QUIET PONY", "--as", "Dana")
        began = time.monotonic()
        run("import", room, source, "--as", "Dana")
        result = {"import s": time.monotonic() - began}
        command = [binary, room, "--as", "Dana"]
        visit = Terminal(command, env)
        # Its desk keeps a snapshot once the room was quiet for a while and every row was seen.
        visit.read(5.0, want=b"PONY")
        visit.end(b"\x11")
        visit = Terminal(command, env)
        got, _, last = visit.read(0.03, want=b"PONY")
        result["first frame ms"] = (last - visit.began) * 1000
        result["first frame bytes"] = len(got)
        _, _, later = visit.read(2.5)
        result["checked ms"] = ((later or last) - visit.began) * 1000
        visit.press(b"\x1b", quiet=0.5)
        visit.press(b"g", quiet=0.1)
        visit.press(b"g", quiet=0.3)
        cpu = visit.cpu_ms()
        moves = [visit.press(b"\x1b[B") for _ in range(100)]
        result["down cpu ms"] = (visit.cpu_ms() - cpu) / len(moves)
        times = [ms for _, ms in moves if ms is not None]
        result["down ms p50"] = statistics.median(times) if times else None
        sizes = [len(got) for got, _ in moves]
        result["down bytes p50"], result["down bytes mean"] = statistics.median(sizes), statistics.mean(sizes)
        letters = [ms for _, ms in (visit.press(b"j") for _ in range(20)) if ms is not None]
        result["letter key ms p50"] = statistics.median(letters) if letters else None
        result["page bytes"] = len(visit.press(b"\x06", quiet=0.2)[0])
        burst, _ = visit.press(b"\x1b[B" * 50, quiet=0.3)
        result["burst bytes"], result["burst frames"] = len(burst), burst.count(b"\x1b[?2026h")
        result["nothing bytes"] = len(visit.press(b"Q")[0])
        visit.press(b"i", quiet=0.2)
        typed = [visit.press(bytes([char])) for char in b"the quick responder reads the log and says so"]
        times = [ms for _, ms in typed if ms is not None]
        result["typed ms p50"] = statistics.median(times) if times else None
        sizes = [len(got) for got, _ in typed]
        result["typed bytes p50"], result["typed bytes mean"] = statistics.median(sizes), statistics.mean(sizes)
        visit.press(b"\x15", quiet=3)
        woken, cpu = visit.wakeups(), visit.cpu_ms()
        got, _, _ = visit.read(idle_s, limit=idle_s)
        result["idle bytes"], result["idle wake-ups"] = len(got), visit.wakeups() - woken
        result["idle cpu ms"] = visit.cpu_ms() - cpu
        result["memory MB"], result["anonymous MB"] = visit.memory_mb(), visit.memory_mb("RssAnon")
        result["exit ms"] = visit.end(b"\x11")
        return result
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.path.join(ROOT, "target/release/allhands"))
    parser.add_argument("--entries", default="1000,10000,100000")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of idleness to watch")
    parser.add_argument("--markdown", action="store_true", help="as the table of the README")
    asked = parser.parse_args()
    counts = [int(count) for count in asked.entries.split(",")]
    results = {count: measure(os.path.abspath(asked.binary), count, asked.idle) for count in counts}
    show = lambda value: "-" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"
    names = list(results[counts[0]])
    if asked.markdown:
        print("| entries | " + " | ".join(f"{count:,}" for count in counts) + " |")
        print("|---|" + "--:|" * len(counts))
    for name in names:
        cells = [show(results[count][name]) for count in counts]
        print(f"| {name} | " + " | ".join(cells) + " |" if asked.markdown else f"{name:18}" + "".join(f"{cell:>12}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
