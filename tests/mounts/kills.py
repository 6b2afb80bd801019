#!/usr/bin/env python3
"""Consoles, keepers and imports killed with -9 at work, again and again: nothing recorded is lost, nothing doubled.

    python3 tests/mounts/kills.py [local|sshfs|…] [--kills 200] [--binary target/debug/allhands]

One `allhands log` on each of two hosts is always at work. Of the kills every fourth is of an import in the middle, every second
of the keeper (where there is one), the rest of anybody; half of those on a local disk come the moment that a
transaction's journal is seen. After each, somebody starts, and must say nothing of trouble; an import is run again to
its end. In the end every id that was printed is on the record once, each line of each import too, and the file is sound.
"""
import argparse
import collections
import json
import os
import random
import re
import threading
import time

import mounts
import together

ID = re.compile(r"[0-9a-f]+-\d+")


class Logger:
    """`allhands log`, fed without a pause until it is killed."""

    def __init__(self, kills, host):
        self.kills, self.host = kills, host
        kills.count += 1
        self.name = f"log{kills.count}"
        self.process = host.spawn([kills.binary, "log", kills.rooms[host.number], "--as", self.name, "--department", "infra"])
        self.ids, self.errors, self.over = [], "", False
        threading.Thread(target=self.feed, daemon=True).start()
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def feed(self):
        number = 0
        while not self.over:
            number += 1
            try:
                self.process.write(f"line {number} of {self.name}\n".encode())
            except (OSError, ValueError):
                return
            time.sleep(self.kills.pause)

    def listen(self):
        rest = b""
        while got := self.process.read():
            *whole, rest = (rest + got).split(b"\n")
            for line in whole:
                words = line.decode(errors="replace")
                if ID.fullmatch(words):
                    self.ids.append(words)
                else:
                    self.errors += words + "\n"

    def is_at_work(self, more):
        begun = len(self.ids)
        mounts.until(lambda: f"work of {self.name}: {len(self.ids)} ids; {self.errors}",
                     lambda: len(self.ids) >= begun + more or self.errors, 240)

    def kill(self):
        self.process.kill()
        self.over = True
        self.process.end()
        self.listener.join()
        self.kills.said += self.ids
        if self.errors:
            self.kills.faults.append(f"{self.name}: {self.errors}")


class Kills:
    def __init__(self, share, asked):
        self.share, self.binary, self.dice = share, os.path.abspath(asked.binary), random.Random(asked.seed)
        self.rooms = {host.number: f"{host.folder}/HERON.allhands" for host in share.hosts}
        # On a local disk many lines, for many transactions; on a share as many as a keeper numbers with ease.
        self.pause, self.lines, self.most = (0.03, 600, 0.3) if share.kind == "local" else (0.15, 150, 1.0)
        self.said, self.faults, self.count, self.done = [], [], 0, collections.Counter()
        self.imports = 0
        code, said = share.hosts[0].run([self.binary, "new", self.rooms[share.hosts[0].number], "--codename", "HERON"])
        if code:
            raise RuntimeError(said)
        self.loggers = [Logger(self, host) for host in share.hosts]

    def keeper(self):
        """Which of the two keeps, by what the folder says."""
        folder = self.share.exported + "/HERON.allhands.d"
        if not os.path.isdir(folder):
            return None
        terms = sorted(name for name in os.listdir(folder) if name.startswith("keeper-"))
        if not terms:
            return None
        try:
            with open(f"{folder}/{terms[-1]}") as file:
                pid = json.load(file)["pid"]
        except (OSError, ValueError):
            return None
        return next((place for place, one in enumerate(self.loggers) if one.process.pid == pid), None)

    def journal(self):
        """Whether a journal lies there that the next to start has to roll back."""
        try:
            with open(self.share.exported + "/HERON.allhands-journal", "rb") as file:
                return file.read(8) == bytes.fromhex("d9d505f920a163d7")
        except OSError:
            return False

    def wait_for_a_moment(self, at_journal):
        if at_journal:
            end = time.monotonic() + 2
            while not self.journal() and time.monotonic() < end:
                pass
        else:
            time.sleep(self.dice.uniform(0, 0.3))

    def one(self, number):
        for logger in self.loggers:
            logger.is_at_work(2)
        direct = self.share.kind == "local"
        if number % 4 == 3:
            return self.kill_import(direct and number % 8 == 3)
        place = self.keeper() if number % 4 in (0, 2) else self.dice.randrange(2)
        if place is None:
            place = self.dice.randrange(2)
        elif number % 4 in (0, 2):
            self.done["keepers"] += 1
        self.wait_for_a_moment(direct and number % 2 == 0)
        doomed = self.loggers[place]
        if direct:
            # Both at once: nobody is left to finish the other's journal before it was seen.
            for logger in self.loggers:
                logger.process.kill()
            self.loggers[1 - place].kill()
            self.done["kills"] += 1
        doomed.kill()
        self.done["kills"] += 1
        self.done["hot journals"] += self.journal()
        self.loggers[place] = Logger(self, doomed.host)
        if direct:
            self.loggers[1 - place] = Logger(self, self.share.hosts[1 - place])

    def kill_import(self, at_journal):
        host = self.dice.choice(self.share.hosts)
        self.imports += 1
        source = f"{self.share.root}/import{self.imports}"
        with open(source, "w") as file:
            for line in range(self.lines):
                file.write(json.dumps({"at": "2026-01-04T16:35:00Z", "text": f"import{self.imports}x{line:04}"}) + "\n")
        words = [self.binary, "import", self.rooms[host.number], source, "--as", "Importer"]
        process = host.spawn(words)
        time.sleep(self.dice.uniform(0, self.most))
        self.wait_for_a_moment(at_journal)
        # One that had come to its end was not cut.
        in_the_middle = process.connection is not None or process.process.poll() is None
        process.kill()
        process.end()
        self.done["kills"] += 1
        self.done["imports"] += in_the_middle
        code, said = host.run(words, most=600)
        if code or "already there" not in said:
            self.faults.append(f"import {self.imports}: {said}")
        elif " already there 0" not in said and f"already there {self.lines}" not in said:
            self.done["imports cut in two"] += 1

    def finish(self):
        for logger in self.loggers:
            logger.is_at_work(2)
            logger.kill()
        host = self.share.hosts[0]
        room = self.rooms[host.number]
        # The last to come delivers what the desks still hold; then the file is whole.
        for one in self.share.hosts:
            code, said = one.run([self.binary, "log", self.rooms[one.number], f"the last word at {one.number}", "--as", "Last"])
            if code:
                self.faults.append(said)
        ids, rows = together.check_file(self.share, host, self.binary, room, self.faults, self.said)
        there = collections.Counter(ids)
        lost = [one for one in self.said if there[one] == 0]
        twice = [one for one, count in there.items() if count > 1]
        code, said = host.run([self.binary, "show", host.own + "/last", "--json", "--timeline"])
        lines = collections.Counter(re.findall(r"import\d+x\d+", said))
        wrong = [name for name, count in lines.items() if count != 1]
        if lost or twice or wrong or len(lines) != self.imports * self.lines:
            self.faults.append(f"lost {lost[:3]} of {len(lost)}; twice {twice[:3]} of {len(twice)}; imported: {wrong[:3]}, "
                               f"{len(lines)} of {self.imports * self.lines}")
        return len(rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", nargs="?", default="local", choices=mounts.KINDS)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--binary", default=together.ROOT + "/target/debug/allhands")
    asked = parser.parse_args()
    if why := mounts.missing(asked.kind):
        print(f"skipped: {asked.kind}: {why}")
        return 0
    mounts.enter(asked.kind)
    with mounts.made(asked.kind) as share:
        kills, begun = Kills(share, asked), time.monotonic()
        for number in range(asked.kills):
            kills.one(number)
        rows = kills.finish()
    return mounts.verdict({"kind": asked.kind, "seed": asked.seed, **kills.done, "ids": len(kills.said), "rows": rows,
                           "seconds": round(time.monotonic() - begun)}, kills.faults)


if __name__ == "__main__":
    mounts.run(main)
