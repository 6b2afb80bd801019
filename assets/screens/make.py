#!/usr/bin/env python3
"""Makes the screens of the README from the running program.

    cargo build --release && python3 assets/screens/make.py [BINARY]

Each screen is a practice room at 160x50 inside tmux (which must be installed), driven by keys,
read back with its colours, and written as SVG beside this script. Needs Python 3.8 and tmux alone.
"""
import html
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COLUMNS, ROWS = 160, 50
CELL_W, CELL_H = 8.4, 18
PALETTE = ["#1b1e24", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0",
           "#7f8694", "#ff7b86", "#b5e890", "#ffd787", "#82c7ff", "#e29cf2", "#7fdbe6", "#ffffff"]
PAPER, INK = "#14161a", "#d7dae0"

# Name, keys for tmux send-keys, and a text that must be on the screen before it is taken.
SCREENS = [
    ("room", ["Escape", "o"], "Timeline"),
    ("checklist", ["Escape", "Tab", "Tab", "i", ("-l", "> @infra rotate signing keys in 20m")], "reads"),
]


def tmux(socket, *arguments):
    done = subprocess.run(["tmux", "-S", socket, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def wait_for(socket, text, seconds=20):
    """Waits for a condition, never for a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if text in tmux(socket, "capture-pane", "-p"):
            return
        time.sleep(0.05)
    raise SystemExit(f"{text!r} never came to the screen")


def capture(binary, keys, text):
    with tempfile.TemporaryDirectory() as folder:
        socket = os.path.join(folder, "tmux")
        home = {"HOME": folder, "ALLHANDS_DESK": os.path.join(folder, "desk"), "COLORTERM": "",
                "XDG_STATE_HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        with_home = " ".join(f"{name}={value}" for name, value in home.items())
        command = f"env {with_home} {binary} demo --as Dana --department coord"
        tmux(socket, "-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), command)
        try:
            wait_for(socket, "PRACTICE")
            for key in keys:
                tmux(socket, "send-keys", *(key if isinstance(key, tuple) else (key,)))
                time.sleep(0.6)  # tmux waits for the rest of an escape sequence
            wait_for(socket, text)
            return tmux(socket, "capture-pane", "-e", "-p")
        finally:
            tmux(socket, "kill-server")


def cells(line):
    """Each character with its look: (text, ink, paper, bold, underline, struck)."""
    ink, paper, flags = None, None, set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            for char in part:
                yield char, ink, paper, frozenset(flags)
            continue
        codes = [int(code or 0) for code in part[2:-1].split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                ink, paper, flags = None, None, set()
            elif code in (1, 2, 3, 4, 7, 9):
                flags.add(code)
            elif code == 22:
                flags -= {1, 2}
            elif code in (23, 24, 27, 29):
                flags.discard(code - 20)
            elif code in (38, 48):
                colour = None
                if codes and codes[0] == 5:
                    colour = indexed(codes[1])
                    codes = codes[2:]
                elif codes and codes[0] == 2:
                    colour = "#%02x%02x%02x" % tuple(codes[1:4])
                    codes = codes[4:]
                ink, paper = (colour, paper) if code == 38 else (ink, colour)
            elif code == 39:
                ink = None
            elif code == 49:
                paper = None
            elif 30 <= code <= 37 or 90 <= code <= 97:
                ink = PALETTE[code - 30 if code < 90 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                paper = PALETTE[code - 40 if code < 100 else code - 92]


def indexed(number):
    if number < 16:
        return PALETTE[number]
    if number >= 232:
        return "#%02x%02x%02x" % ((8 + (number - 232) * 10,) * 3)
    number -= 16
    steps = [0, 95, 135, 175, 215, 255]
    return "#%02x%02x%02x" % (steps[number // 36], steps[number // 6 % 6], steps[number % 6])


def svg(screen):
    width, height = COLUMNS * CELL_W + 20, ROWS * CELL_H + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
           f'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="14">',
           f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>']
    for row, line in enumerate(screen.split("\n")[:ROWS]):
        column, run = 0, None
        runs = []
        for char, ink, paper, flags in cells(line):
            look = (ink, paper, flags)
            if run and run[1] == look:
                run[2] += char
            else:
                run = [column, look, char]
                runs.append(run)
            column += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for start, (ink, paper, flags), text in runs:
            x, y = 10 + start * CELL_W, 10 + row * CELL_H
            if 7 in flags:
                ink, paper = paper or PAPER, ink or INK
            wide = len(text) * CELL_W
            if paper:
                out.append(f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{CELL_H}" fill="{paper}"/>')
            if not text.strip():
                continue
            style = f' fill="{ink or INK}"'
            style += ' font-weight="bold"' if 1 in flags else ""
            style += ' opacity="0.7"' if 2 in flags else ""
            style += ' font-style="italic"' if 3 in flags else ""
            lines = [word for code, word in ((4, "underline"), (9, "line-through")) if code in flags]
            style += f' text-decoration="{" ".join(lines)}"' if lines else ""
            out.append(f'<text x="{x:.1f}" y="{y + 14}" textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs" '
                       f'xml:space="preserve"{style}>{html.escape(text)}</text>')
    out.append("</svg>\n")
    return "\n".join(out)


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "target/release/allhands"))
    for name, keys, text in SCREENS:
        path = os.path.join(HERE, f"{name}.svg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(svg(capture(binary, keys, text)))
        print(os.path.relpath(path, ROOT))


main()
