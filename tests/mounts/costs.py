#!/usr/bin/env python3
"""What a room costs on each kind of mount, as its people feel it: from Enter on one screen to the line on another.

    cargo build --release
    python3 tests/mounts/costs.py [KIND]… [--lines 60] [--binary target/release/allhands] [--markdown]

On each of two hosts stands a console that keeps or only shows, and one that types, all of them whole screens (120x40). Lines are
typed one at a time, a random moment after the one before; every third series begins with a console that has just come.
What is measured is what a person sees on the screen of a console that neither typed nor keeps:

    waiting       Enter to the line, marked `not yet numbered`, or numbered at once
    numbered      Enter to the line without the mark
    first         the same for the first line of a console that has just come
    a second      entries a second from four writers at once (`allhands log`)
    bytes         in the folder beside the file, for each entry

Figures are of this machine in this minute, load and all; guests (NFS, SMB) are five to ten times slower than a LAN.
"""
import argparse
import json
import os
import random
import re
import select
import sys
import time

import mounts
import together

ROWS, COLUMNS = 40, 120
# One that is cut off where a reading ends is no short one: the rest comes with the next.
SEQUENCE = re.compile(rb"\x1b(?:\[([?0-9;:]*)([A-Za-z@`])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|[^\[\]()])", re.S)


class Screen:
    """A console in a terminal, as much of one as the console asks for."""

    def __init__(self, host, argv, env=None):
        self.process = host.spawn(argv, size=[ROWS, COLUMNS], env=env)
        self.cells, self.x, self.y, self.rest = [[" "] * COLUMNS for _ in range(ROWS)], 0, 0, b""

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def line_with(self, words):
        """The row with these words, and the one below, where its marks may stand."""
        for number, row in enumerate(self.cells):
            line = "".join(row)
            if words in line:
                return line + "".join(self.cells[min(number + 1, ROWS - 1)])
        return None

    def take(self):
        """Draws what has come."""
        got = self.process.read()
        data, self.rest = self.rest + got, b""
        place = 0
        while place < len(data):
            if data[place] == 0x1b:
                found = SEQUENCE.match(data, place)
                if not found:
                    self.rest = data[place:]
                    break
                if found.group(2):
                    self.control(found.group(1).decode(), found.group(2).decode())
                place = found.end()
                continue
            end = place + 1
            while end < len(data) and data[end] != 0x1b:
                end += 1
            try:
                text = data[place:end].decode()
            except UnicodeDecodeError:
                if end == len(data) and end - place < 8:
                    self.rest = data[place:]
                    break
                text = data[place:end].decode(errors="replace")
            for letter in text:
                self.put(letter)
            place = end
        return bool(got)

    def put(self, letter):
        if letter == "\r":
            self.x = 0
        elif letter == "\n":
            self.y = min(self.y + 1, ROWS - 1)
        elif letter == "\b":
            self.x = max(self.x - 1, 0)
        elif letter >= " " and self.x < COLUMNS:
            self.cells[self.y][self.x] = letter
            self.x += 1

    def control(self, words, kind):
        numbers = [int(word) if word.isdigit() else 0 for word in words.lstrip("?").split(";")]
        count = max(numbers[0], 1)
        row = self.cells[self.y]
        if kind == "H":
            self.y, self.x = min(count, ROWS) - 1, min(max((numbers + [1])[1], 1), COLUMNS) - 1
        elif kind == "G":
            self.x = min(count, COLUMNS) - 1
        elif kind == "d":
            self.y = min(count, ROWS) - 1
        elif kind in "AB":
            self.y = max(0, min(ROWS - 1, self.y + (count if kind == "B" else -count)))
        elif kind in "CD":
            self.x = max(0, min(COLUMNS - 1, self.x + (count if kind == "C" else -count)))
        elif kind == "X":
            row[self.x:self.x + count] = [" "] * len(row[self.x:self.x + count])
        elif kind == "K":
            begin, end = {0: (self.x, COLUMNS), 1: (0, self.x + 1), 2: (0, COLUMNS)}[numbers[0]]
            row[begin:end] = [" "] * (end - begin)
        elif kind == "J" and numbers[0] == 2:
            self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        elif kind == "J":
            row[self.x:] = [" "] * (COLUMNS - self.x)
            for below in range(self.y + 1, ROWS):
                self.cells[below] = [" "] * COLUMNS

    def leave(self):
        self.process.write(b"\x11")


def watch(screens, most, done):
    """Draws on all screens until something is so; says whether it is."""
    end = time.monotonic() + most
    while not done():
        left = end - time.monotonic()
        if left <= 0:
            return False
        for ready in select.select(screens, [], [], left)[0]:
            if not ready.take():
                screens.remove(ready)
    return True


Screen.fileno = lambda self: self.process.fileno()


class Measure:
    def __init__(self):
        self.waiting, self.numbered, self.first_waiting, self.first = [], [], [], []

    def line(self, screens, typing, seen, words, is_first):
        """Types a line at one console; how long it takes to the other's screen."""
        typing.process.write(words.encode())
        if not watch(screens, 10, lambda: typing.line_with(words)):
            raise RuntimeError(f"what was typed is not seen:\n{typing.text()}")
        begun, first = time.monotonic(), []
        typing.process.write(b"\r")

        def there():
            line = seen.line_with(words)
            if line and not first:
                first.append(time.monotonic() - begun)
            return line is not None and "not yet" not in line

        if not watch(screens, 30, there):
            raise RuntimeError(f"the line did not come:\n{seen.text()}")
        whole = time.monotonic() - begun
        (self.first_waiting if is_first else self.waiting).append(first[0])
        (self.first if is_first else self.numbered).append(whole)


def at(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None


def measure(share, binary, lines):
    rooms = [f"{host.folder}/HERON.allhands" for host in share.hosts]
    code, said = share.hosts[0].run([binary, "new", rooms[0], "--codename", "HERON"])
    if code:
        raise RuntimeError(said)

    def console(number, name):
        screen = Screen(share.hosts[number], [binary, rooms[number], "--as", name, "--department", "infra"])
        if not watch([screen], 60, lambda: screen.line_with("reads:") or screen.line_with("> ")):
            raise RuntimeError(f"no room:\n{screen.text()}")
        return screen

    keeper = console(0, "Keeper")
    seen = console(0, "Seen")
    screens, found, count = [keeper, seen], Measure(), 0
    # The record has its keeper by then.
    watch(screens, 4, lambda: False)
    series = max(1, lines // 10)
    for number in range(series):
        typing = console(1, f"Typist{number}")
        screens.append(typing)
        for turn in range(lines // series):
            watch(screens, random.uniform(0.1, 1.3), lambda: False)
            count += 1
            found.line(screens, typing, seen, f"line {count:04} {random.randrange(1 << 24):06x}", turn == 0)
        typing.leave()
        watch(screens, 3, lambda: typing not in screens)
    for screen in (seen, keeper):
        screen.leave()
    watch(screens, 5, lambda: not screens)
    return found, rate(share, binary, rooms)


def rate(share, binary, rooms):
    """Entries a second from four writers at once, and what each leaves beside the file."""
    weigh = ["sh", "-c", f"cat '{rooms[0]}.d'/segment-* 2>/dev/null | wc -c; cat '{rooms[0]}' | wc -c"]
    before = [int(word) for word in share.hosts[0].run(weigh)[1].split()]
    writers = [together.Writer(host, binary, room, f"w{host.number}-{number}", 300)
               for host, room in zip(share.hosts, rooms) for number in (0, 1)]
    begun = time.monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    took = time.monotonic() - begun
    after = [int(word) for word in share.hosts[0].run(weigh)[1].split()]
    count = sum(len(writer.ids) for writer in writers)
    grew = after[0] - before[0] if after[0] else after[1] - before[1]
    return count / took, grew / count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=[kind for kind in mounts.KINDS if kind != "rclone"])
    parser.add_argument("--lines", type=int, default=60)
    parser.add_argument("--binary", default=together.ROOT + "/target/release/allhands")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("-o", action="append", default=[], help="an option of the mount")
    asked = parser.parse_args()
    if len(asked.kinds) > 1:
        # Each in a network of its own, where it needs one.
        for kind in asked.kinds:
            words = [sys.executable, __file__, kind, "--lines", str(asked.lines), "--binary", asked.binary]
            os.spawnv(os.P_WAIT, sys.executable, words + (["--markdown"] if asked.markdown else []))
        return 0
    kind = asked.kinds[0]
    if why := mounts.missing(kind):
        print(f"skipped: {kind}: {why}")
        return 0
    mounts.enter(kind)
    with mounts.made(kind, asked.o) as share:
        found, (a_second, size) = measure(share, os.path.abspath(asked.binary), asked.lines)
    rows = {name: [round(at(values, part), 2) for part in (0.5, 0.99)] for name, values in
            (("waiting", found.waiting), ("numbered", found.numbered), ("first waiting", found.first_waiting),
             ("first", found.first))}
    load = os.getloadavg()[0]
    if asked.markdown:
        shown = " | ".join(f"{one:.2f} / {other:.2f}" for one, other in rows.values())
        print(f"| {kind} | {shown} | {a_second:.0f} | {size:.0f} |", flush=True)
    else:
        print(json.dumps({"kind": kind, **rows, "a second": round(a_second), "bytes": round(size), "load": load}), flush=True)
    return 0


if __name__ == "__main__":
    mounts.run(main)
