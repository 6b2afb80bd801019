#!/usr/bin/env python3
"""Several consoles on two mounts of one room, all writing at once: nothing lost, nothing doubled, whoever reads is never lied to.

    python3 tests/mounts/together.py KIND [--entries 2000] [--writers 2] [--binary target/debug/allhands] [-o OPTION]…

On each of two hosts: so many writers (`allhands log`, a line at a time), a console that only shows, and one in which a
draft is edited at once with the one on the other host. Meanwhile somebody copies the file as the README says, every
two seconds, and opens the copy. It ends with 0 where all of it held, and prints its figures as a line of JSON.
"""
import argparse
import json
import os
import re
import sqlite3
import threading
import time

import mounts

ROOT = os.path.dirname(os.path.dirname(mounts.HERE))


class Lines:
    """A console without a screen: what it says, and what is typed into it."""

    def __init__(self, host, argv):
        self.process, self.said = host.spawn(argv), ""
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while got := self.process.read():
            self.said += got.decode(errors="replace")

    def type(self, *lines):
        for line in lines:
            self.process.write(line.encode() + b"\n")

    def until(self, words, most=60):
        mounts.until(lambda: f"{words!r} in {self.said[-600:]!r}", lambda: re.search(words, self.said), most)

    def finds(self, words):
        try:
            self.type(f"/find {words}")
        except OSError:
            raise RuntimeError(f"a console ended: {self.said[-600:]}") from None
        time.sleep(1)
        return f"note: {words}" in self.said

    def leave(self):
        try:
            self.process.close_input()
        except OSError:
            raise RuntimeError(f"a console had ended: {self.said[-600:]}") from None
        over = lambda: self.process.process is None or self.process.process.poll() is not None
        mounts.until("the end of a console", over, 120)


def opened(host, argv):
    """A console in its room; a share that did not answer in time is asked again."""
    for attempt in range(5):
        console = Lines(host, argv)
        try:
            console.until("Type what just happened", 60)
            return console
        except RuntimeError:
            console.process.kill()
    raise RuntimeError(f"no console opens: {console.said[-600:]}")


class Writer(threading.Thread):
    """Lines into `allhands log`; the ids that came back."""

    def __init__(self, host, binary, room, name, entries):
        super().__init__(daemon=True)
        self.host, self.name_, self.entries, self.ids, self.errors = host, name, entries, [], ""
        self.process = host.spawn([binary, "log", room, "--as", name, "--department", "infra"])
        self.begun = self.ended = None

    def run(self):
        threading.Thread(target=self.feed, daemon=True).start()
        self.begun, rest = time.monotonic(), b""
        while got := self.process.read():
            *whole, rest = (rest + got).split(b"\n")
            for line in whole:
                words = line.decode(errors="replace")
                if re.fullmatch(r"[0-9a-f]+-\d+", words):
                    self.ids.append(words)
                else:
                    self.errors += words + "\n"
        self.errors += rest.partition(b"\xff")[0].decode(errors="replace")
        self.ended = time.monotonic()

    def feed(self):
        for number in range(self.entries):
            self.process.write(f"line {number} of {self.name_}\n".encode())
        self.process.close_input()


class Reader(threading.Thread):
    """Copies the file as the README says, every two seconds, and opens the copy."""

    def __init__(self, host, binary, room):
        super().__init__(daemon=True)
        self.host, self.binary, self.room, self.over = host, binary, room, False
        self.heads, self.faults, self.again = [], [], 0

    def run(self):
        while not self.over:
            begun = time.monotonic()
            self.look()
            time.sleep(max(0.0, 2 - (time.monotonic() - begun)))

    def look(self):
        copy = self.host.own + "/copy"
        for attempt in range(4):
            code, said = copied(self.host, self.room, copy)
            if code == 0:
                # Somebody else's: no desk of a console that has seen later rows speaks against it.
                code, said = self.host.run([self.binary, "verify", copy], env={"ALLHANDS_DESK": self.host.own + "/none"})
                head = re.search(r"head (\d+):", said)
                if code == 0 and head:
                    head = int(head.group(1))
                    if self.heads and head < self.heads[-1]:
                        self.faults.append(f"row {head} after row {self.heads[-1]}")
                    self.heads.append(head)
                    return
                break
            # As it says too: once more on an error of the mount.
            self.again += 1
            time.sleep(0.5)
        self.faults.append(said)


def copied(host, room, copy):
    """Copies the file as the README says: the exit code, and what was said."""
    words = "{ stat --cached=never - >/dev/null && cat; } <FILE >COPY"
    readme = open(ROOT + "/README.md").read()
    if words not in readme:
        raise RuntimeError("the README copies in another way")
    return host.run(["sh", "-c", words.replace("FILE", f"'{room}'").replace("COPY", f"'{copy}'")])


def ids_in(host, binary, room):
    code, said = host.run([binary, "show", room, "--json", "--timeline"])
    if code:
        raise RuntimeError(f"show: {said}")
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return [row["id"] for row in rows], [row["seq"] for row in rows]


def edit_at_once(consoles):
    """One draft, edited from both sides at once."""
    consoles[0].type("/new-draft To customers")
    for console in consoles:
        mounts.until("the draft", lambda: (console.type("/drafts"), time.sleep(1), "To customers" in console.said)[2])
    for console in consoles:
        console.type("/drafts", "/write 1")
    for console in consoles:
        console.until("Type the whole new text")
    for number, console in enumerate(consoles):
        console.type(f"as host {number} wrote it", ".")


def whole(look, said):
    """The ids and rows that are seen, once all that was said is among them; after a minute as they are."""
    end = time.monotonic() + 60
    while True:
        ids, rows = look()
        if set(said) <= set(ids) or time.monotonic() > end:
            return ids, rows
        time.sleep(0.5)


def check_file(share, host, binary, room, faults, said=()):
    """The file as people hold it, once everybody has left; a mount may show a while later what was written over another."""
    copy = host.own + "/last"

    def look():
        mounts.until("a copy", lambda: copied(host, room, copy)[0] == 0, 60)
        return ids_in(host, binary, copy)

    ids, rows = whole(look, said)
    code, said = host.run([binary, "verify", copy])
    if code:
        faults.append(f"verify: {said}")
    words = "import sqlite3; print(sqlite3.connect('%s').execute('PRAGMA integrity_check').fetchone()[0])" % copy
    code, said = host.run(["python3", "-c", words])
    if said.strip() != "ok":
        faults.append(f"integrity_check: {said}")
    return ids, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=mounts.KINDS)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--binary", default=ROOT + "/target/debug/allhands")
    parser.add_argument("-o", action="append", default=[], help="an option of the mount")
    asked = parser.parse_args()
    if why := mounts.missing(asked.kind):
        print(f"skipped: {asked.kind}: {why}")
        return 0
    mounts.enter(asked.kind)
    with mounts.made(asked.kind, asked.o) as share:
        return together(share, asked)


def together(share, asked):
    binary, faults = os.path.abspath(asked.binary), []
    rooms = [f"{host.folder}/HERON.allhands" for host in share.hosts]
    code, said = share.hosts[0].run([binary, "new", rooms[0], "--codename", "HERON"])
    if code:
        raise RuntimeError(f"new: {said}")
    both = list(zip(share.hosts, rooms))
    shown = [opened(host, [binary, room, "--linear", "--read-only"]) for host, room in both]
    typed = [opened(host, [binary, room, "--linear", "--as", f"Ed{host.number}", "--department", "support"])
             for host, room in both]
    reader = Reader(share.hosts[1], binary, rooms[1])
    reader.start()
    writers = [Writer(host, binary, room, f"w{host.number}-{number}", asked.entries)
               for host, room in both for number in range(asked.writers)]
    begun = time.monotonic()
    for writer in writers:
        writer.start()
    edit_at_once(typed)
    for writer in writers:
        writer.join()
    took = time.monotonic() - begun
    for writer in writers:
        # Nothing ails the share: that a line is "kept at the desk" is no way to end here.
        if len(writer.ids) != asked.entries or writer.errors:
            faults.append(f"{writer.name_}: {len(writer.ids)} ids; {writer.errors[-300:]}")
    said = [one for writer in writers for one in writer.ids]
    last = f"line {asked.entries - 1} of {writers[-1].name_}"
    for console in shown:
        try:
            mounts.until(lambda: f"the last line in {console.said[-600:]!r}", lambda: console.finds(last), 120)
        except RuntimeError as error:
            faults.append(f"a console that only shows: {error}")
    time.sleep(3)
    reader.over = True
    reader.join()
    faults += reader.faults
    views = [whole(lambda: ids_in(host, binary, room), said) for host, room in both]
    for console in shown + typed:
        console.leave()
    views.append(check_file(share, share.hosts[0], binary, rooms[0], faults, said))
    for place, (ids, rows) in zip(("host 0", "host 1", "the file"), views):
        if rows != views[0][1]:
            faults.append(f"{place}: other rows than host 0")
        there = {one: ids.count(one) for one in set(said)} if len(said) < 500 else counted(ids)
        wrong = [one for one in said if there.get(one) != 1]
        if wrong or len(set(said)) != len(said):
            faults.append(f"{place}: {len(wrong)} of {len(said)} are not there once: {wrong[:3]}")
    code, drafts = share.hosts[1].run([binary, "show", share.hosts[0].own + "/last" if share.kind == "local" else rooms[1],
                                       "--json", "--drafts"])
    for number in (0, 1):
        if f"as host {number} wrote it" not in drafts:
            faults.append(f"the draft lacks what host {number} wrote: {drafts[-500:]}")
    size = share.hosts[0].run(["sh", "-c", f"cat {rooms[0]}.d/segment-* | wc -c; ls {rooms[0]}.d | wc -l"])[1].split()
    return mounts.verdict({
        "kind": share.kind, "writers": len(writers), "entries": len(said), "seconds": round(took, 1),
        "a second": round(len(said) / took, 1), "copies read": len(reader.heads), "copied again": reader.again,
        "bytes an entry": round(int(size[0]) / max(1, len(said))) if size and size[0].isdigit() else None}, faults)


def counted(ids):
    there = {}
    for one in ids:
        there[one] = there.get(one, 0) + 1
    return there


if __name__ == "__main__":
    mounts.run(main)
