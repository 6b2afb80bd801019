#!/usr/bin/env python3
"""What it takes to come to a long room on a share, from the start of a program to its first line on another's screen.

    cargo build --release
    python3 tests/mounts/arrival.py [KIND] [--rows 20000] [--binary target/release/allhands]

A room is filled from a host, a console keeps it and another is looked at. Then one comes from the other host: first where no
desk knows the room, then where one does. Printed in seconds, for each: until the room is shown, until it is shown whole ("share
current"), its first line from Enter to the other's screen, and the same until it is numbered; and what processor and memory it takes.
"""
import argparse
import json
import os
import sys
import time

import costs
import mounts
import together


def fill(share, binary, rooms, rows):
    writers = [together.Writer(share.hosts[0], binary, rooms[0], f"w{number}", rows // 4) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        if writer.errors:
            raise RuntimeError(writer.errors[-500:])


def console(share, binary, rooms, number, name, env=None):
    return costs.Screen(share.hosts[number], [binary, rooms[number], "--as", name, "--department", "infra"], env)


def cost(share, number, pid):
    """What a program and its children took on a host so far: seconds of a processor, and MB at most."""
    words = (f"for p in {pid} $(cat /proc/{pid}/task/*/children); do grep VmHWM /proc/$p/status; "
             "echo cpu $(sed 's/.*) //' /proc/$p/stat); done")
    lines = [line.split() for line in share.hosts[number].run(["sh", "-c", words])[1].splitlines()]
    taken = sum(int(words[12]) + int(words[13]) for words in lines if words[0] == "cpu")
    return {"cpu": round(taken / os.sysconf("SC_CLK_TCK"), 2),
            "MB": round(sum(int(words[1]) for words in lines if words[0] == "VmHWM:") / 1024)}


def arrive(share, binary, rooms, screens, seen, name):
    begun = time.monotonic()
    typing = console(share, binary, rooms, 1, name)
    screens.append(typing)
    if not costs.watch(screens, 120, lambda: typing.line_with("> ")):
        raise RuntimeError(f"no room:\n{typing.text()}")
    shown, words = time.monotonic() - begun, f"the first of {name}"
    typing.process.write(words.encode())
    if not costs.watch(screens, 60, lambda: typing.line_with("> " + words)):
        raise RuntimeError(f"what was typed is not seen:\n{typing.text()}")
    entered, first, numbered, whole = time.monotonic(), [], [], []
    typing.process.write(b"\r")

    def there():
        at, line = time.monotonic(), seen.line_with(words)
        if line and not first:
            first.append(at - entered)
        if line and "not yet" not in line and not numbered:
            numbered.append(at - entered)
        if "share current" in typing.text() and not whole:
            whole.append(at - begun)
        return numbered and whole

    if not costs.watch(screens, 120, there):
        raise RuntimeError(f"the line did not come:\n{seen.text()}\n{typing.text()}")
    found = {"shown": shown, "whole": whole[0], "waiting": first[0], "numbered": numbered[0]}
    found = {name: round(value, 2) for name, value in found.items()}
    found.update(cost(share, 1, typing.process.pid))
    typing.leave()
    costs.watch(screens, 10, lambda: typing not in screens)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", nargs="?", default="sshfs", choices=mounts.KINDS)
    parser.add_argument("--rows", type=int, default=20000)
    parser.add_argument("--binary", default=together.ROOT + "/target/release/allhands")
    asked = parser.parse_args()
    if why := mounts.missing(asked.kind):
        print(f"skipped: {asked.kind}: {why}")
        return 0
    mounts.enter(asked.kind)
    with mounts.made(asked.kind) as share:
        binary = os.path.abspath(asked.binary)
        rooms = [f"{host.folder}/HERON.allhands" for host in share.hosts]
        code, said = share.hosts[0].run([binary, "new", rooms[0], "--codename", "HERON"])
        if code:
            raise RuntimeError(said)
        fill(share, binary, rooms, asked.rows)
        screens = [console(share, binary, rooms, 0, name) for name in ("Keeper", "Seen")]
        for screen in screens[:]:
            if not costs.watch(screens, 120, lambda: "share current" in screen.text()):
                raise RuntimeError(f"no room:\n{screen.text()}")
        # The record has its keeper by then, and the file has been made anew.
        costs.watch(screens, 8, lambda: False)
        for name in ("Stranger", "Known", "Again"):
            found = arrive(share, binary, rooms, screens, screens[1], name)
            print(json.dumps({"kind": asked.kind, "rows": asked.rows, "who": name, **found,
                              "load": os.getloadavg()[0]}), flush=True)
            costs.watch(screens, 3, lambda: False)
        for screen in screens:
            screen.leave()
        costs.watch(screens, 10, lambda: not screens)
    return 0


if __name__ == "__main__":
    mounts.run(main)
