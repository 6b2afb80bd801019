#!/usr/bin/env python3
"""Eight consoles on one share for a long time, with random commands, kills and outages: in the end all show the same room.

    python3 tests/mounts/soak.py [KIND] [--minutes 30] [--consoles 8] [--seed N] [--binary target/debug/allhands]

Half of the consoles stand on each of two hosts. Whatever a console has said to be recorded, or kept at its desk, must be on
the record once; whatever it was killed over, or took back, once or not at all. Consoles are killed with -9 and started
again, the server is frozen for up to 20 s, and killed and started again. In the end every console lists the same timeline,
`allhands show` gives one digest on both hosts and for the file itself, and that is sound. Exits with 0 where all of it held.
"""
import argparse
import collections
import hashlib
import json
import os
import random
import re
import time

import mounts
import together

# A line that is kept is told of twice, the second time once it is on the record: only then comes the next.
KEPT = re.compile(r"^(?:> ?)?Kept at this host's desk", re.M)
RECORDED = re.compile(r"^(?:> ?)?Recorded\.", re.M)
# So long after a command that is told of in other words nothing more is said of its being kept.
ITS_OWN = 3
# A line that was not yet numbered is taken back unsent.
UNDONE = re.compile(r"^(?:> ?)?Undone: [^\n]*?((?:soak|last)\d+)", re.M)
# How long it is to a promised time, which is another from one minute to the next.
COUNTDOWN = re.compile(r"\b(?:in )?(?:\d+[dhm])+(?: late)?\b")


class Console:
    """One of the eight: it is killed and comes back, and has one line under way at a time."""

    def __init__(self, soak, number):
        self.soak, self.number, self.run = soak, number, 0
        self.host = soak.share.hosts[number % 2]
        self.room = f"{self.host.folder}/HERON.allhands"
        self.start()

    def start(self):
        self.run += 1
        self.lines = together.Lines(self.host, [self.soak.binary, self.room, "--linear", "--as", f"P{self.number}",
                                                "--department", "infra"])
        self.under_way, self.seen, self.since, self.back_at = None, 0, time.monotonic(), None
        self.mine, self.undoing, self.next_at = [], False, 0.0

    def is_open(self):
        return "Type what just happened" in self.lines.said

    def kill(self):
        self.lines.process.kill()
        self.lines.process.end()
        if self.under_way and self.under_way not in self.soak.said:
            self.soak.unsure.add(self.under_way)
        if self.undoing:
            # What it was about to take back, or had, nobody can tell.
            self.soak.undone.update(self.mine)
        self.take_note()
        self.under_way, self.back_at = None, time.monotonic() + self.soak.dice.uniform(0, 3)

    def take_note(self):
        """Notes what it said to have taken back."""
        self.soak.undone.update(UNDONE.findall(self.lines.said))

    def settle(self):
        """Notes that the line under way was acknowledged."""
        if self.under_way and KEPT.search(self.lines.said, self.seen):
            self.soak.said.add(self.under_way)
        if self.under_way and (found := RECORDED.search(self.lines.said, self.seen)):
            self.soak.said.add(self.under_way)
            self.mine.append(self.under_way)
            self.soak.slowest = max(self.soak.slowest, time.monotonic() - self.since)
            self.under_way, self.seen = None, found.end()
        elif self.under_way and time.monotonic() - self.since > 60:
            # It is taken, and neither recorded nor refused as far as was said: it may be there once.
            self.soak.done["never answered"] += 1
            self.soak.quiet = self.soak.quiet or self.lines.said[self.seen:][:600]
            self.soak.unsure.add(self.under_way)
            self.under_way, self.seen = None, len(self.lines.said)

    def say(self, words, token):
        self.seen, self.under_way, self.since = len(self.lines.said), token, time.monotonic()
        self.undoing = words == "/undo"
        self.next_at = 0.0 if token else time.monotonic() + ITS_OWN
        try:
            self.lines.type(words)
        except OSError:
            self.soak.faults.append(f"console {self.number} ended by itself: {self.lines.said[-400:]}")
            self.start()


class Soak:
    def __init__(self, share, asked):
        self.share, self.binary, self.dice = share, os.path.abspath(asked.binary), random.Random(asked.seed)
        self.said, self.unsure, self.undone, self.faults, self.slowest, self.count = set(), set(), set(), [], 0.0, 0
        self.done, self.quiet, self.warned, self.differs = collections.Counter(), "", "", ""
        code, said = share.hosts[0].run([self.binary, "new", f"{share.hosts[0].folder}/HERON.allhands", "--codename", "HERON"])
        if code:
            raise RuntimeError(said)
        self.consoles = [Console(self, number) for number in range(asked.consoles)]

    def act(self, console):
        """One random command."""
        self.count += 1
        token = f"soak{self.count:06}"
        kind = self.dice.choice(["note"] * 6 + ["order", "question", "decision", "fact", "other", "draft"])
        # What is taken back before it is numbered is rightly on no record: see `take_note`.
        words = {"note": token, "order": f"> @sec look at {token} in 20m", "question": f"? @legal what of {token}",
                 "decision": f"! go on with {token} because of the soak", "fact": f"= seen_{self.dice.randrange(4)} {token}",
                 "draft": f"/new-draft {token}",
                 "other": self.dice.choice(["/severity 2", "/severity 3", "/phase contain", "/phase leave contain", "/undo", "/now",
                                            "/pin last", "/timeline 5", "/next", "/who"])}[kind]
        self.done[kind] += 1
        if kind in ("other", "draft"):
            console.say(words, None)
        else:
            console.say(words, token)

    def go(self, minutes):
        end = time.monotonic() + minutes * 60
        kill_at, outage_at, thaw_at = time.monotonic() + 5, time.monotonic() + 12, None
        while time.monotonic() < end:
            now = time.monotonic()
            if thaw_at and now >= thaw_at:
                self.share.thaw()
                thaw_at = None
            if now >= kill_at:
                running = [console for console in self.consoles if not console.back_at]
                self.dice.choice(running).kill()
                self.done["kills"] += 1
                kill_at = now + self.dice.uniform(1, 8)
            if not thaw_at and now >= outage_at:
                outage_at = now + self.dice.uniform(15, 60)
                if self.dice.random() < 0.7:
                    self.share.freeze()
                    thaw_at = now + self.dice.uniform(0.5, 20)
                    self.done["freezes"] += 1
                else:
                    self.share.restart()
                    self.done["restarts"] += 1
            for console in self.consoles:
                if console.back_at:
                    if now >= console.back_at:
                        console.start()
                    continue
                console.settle()
                if not console.under_way and now >= console.next_at and console.is_open() and self.dice.random() < 0.15:
                    self.act(console)
            time.sleep(0.05)
        if thaw_at:
            self.share.thaw()

    def finish(self):
        """Everybody says a last word; then all must show the same."""
        for console in self.consoles:
            if console.back_at:
                console.start()
        last = []
        for console in self.consoles:
            mounts.until(lambda: f"console {console.number}: {console.lines.said[-800:]}", console.is_open, 300)
            mounts.until(lambda: f"its line: {console.lines.said[-800:]}",
                         lambda: console.settle() or not console.under_way, 300)
            time.sleep(max(0.0, console.next_at - time.monotonic()))
            token = f"last{console.number}"
            console.say(token, token)
            last.append(token)
        for console in self.consoles:
            mounts.until(lambda: f"{console.under_way} at {console.number}: {console.lines.said[-800:]}",
                         lambda: console.settle() or not console.under_way, 300)
        digests = mounts.until(lambda: f"one timeline on every console: {self.differs}", lambda: self.same(last), 300)
        rooms = [(host, f"{host.folder}/HERON.allhands") for host in self.share.hosts]
        shown = [self.digest(host, room) for host, room in rooms]
        for console in self.consoles:
            console.lines.leave()
        host, room = rooms[0]
        known, _ = together.ids_in(host, self.binary, room)
        ids, _ = together.check_file(self.share, host, self.binary, room, self.faults, known)
        shown.append(self.digest(host, host.own + "/last"))
        if len(set(shown)) != 1:
            self.faults.append(f"digests: {shown}")
        code, said = host.run([self.binary, "show", host.own + "/last", "--json", "--timeline"])
        there = collections.Counter(re.findall(r"(?:soak|last)\d+", " ".join(
            json.loads(line).get("text") or "" for line in said.splitlines() if line.startswith("{"))))
        for console in self.consoles:
            console.take_note()
        lost = sorted(token for token in self.said - self.undone if not there[token])
        twice = sorted(token for token in self.said | self.unsure if there[token] > 1)
        if lost or twice:
            self.faults.append(f"lost: {lost[:5]} of {len(lost)}; twice: {twice[:5]} of {len(twice)}")
        return digests, len(ids), shown

    def digest(self, host, room):
        """What the room adds up to, as a script is told it; a share that is slow to answer is asked again."""
        def ask():
            code, said = host.run([self.binary, "show", room, "--json"])
            if code == 0 and said.startswith("{"):
                return json.loads(said)["digest"]
            self.done["shown beside a warning"] += 1
            self.warned = said[:600]
            return None

        return mounts.until(lambda: f"the digest: {self.warned}", ask, 300)

    def same(self, last):
        """The digests of what each lists, once it has the last word of each."""
        texts = []
        for console in self.consoles:
            mark = len(console.lines.said)
            console.lines.type("/timeline 1000000")
            try:
                mounts.until("the last words", lambda: all(token in console.lines.said[mark:] for token in last), 20)
            except RuntimeError:
                # Not all of it is here yet.
                said = console.lines.said[mark:]
                missing = [token for token in last if token not in said]
                self.differs = f"console {console.number} lacks {missing}, and said last: {said[-600:]}"
                return None
            length = 0
            while length != len(console.lines.said):
                length = len(console.lines.said)
                time.sleep(0.5)
            texts.append(COUNTDOWN.sub("", console.lines.said[mark:]))
        digests = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
        if len(set(digests)) > 1:
            for number, text in enumerate(texts):
                with open(f"/tmp/allhands-soak-{number}", "w") as file:
                    file.write(text)
            self.differs = "see /tmp/allhands-soak-*"
        return set(digests) if len(set(digests)) == 1 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", nargs="?", default="sshfs", choices=mounts.KINDS)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--consoles", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--binary", default=together.ROOT + "/target/debug/allhands")
    asked = parser.parse_args()
    if why := mounts.missing(asked.kind):
        print(f"skipped: {asked.kind}: {why}")
        return 0
    mounts.enter(asked.kind)
    with mounts.made(asked.kind) as share:
        soak = Soak(share, asked)
        try:
            soak.go(asked.minutes)
            digests, rows, shown = soak.finish()
        except RuntimeError as error:
            share.thaw()
            print(f"seed {asked.seed}: {error}", flush=True)
            raise
    return mounts.verdict({
        "kind": asked.kind, "minutes": asked.minutes, "seed": asked.seed, **soak.done, "acknowledged": len(soak.said),
        "killed over": len(soak.unsure), "taken back": len(soak.undone), "rows": rows, "slowest answer": round(soak.slowest, 2),
        "timelines": sorted(digests), "digest": shown[0], "after a line that was never answered": soak.quiet,
        "warned": soak.warned}, soak.faults)


if __name__ == "__main__":
    mounts.run(main)
