#!/usr/bin/env python3
"""The first process of a guest: a kernel of its own on this host's files (user-mode Linux), and what serves in it.

Started by mounts.py as `init`. It sets the guest up as the server or as a client, and then runs what it is asked to over
the network of the guests: a line of JSON, then the bytes of the process both ways.
"""
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import fcntl

PORT = 7000


def sh(words):
    return subprocess.run(["/bin/sh", "-c", words], stdout=sys.stderr).returncode


def begin():
    os.environ.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", HOME="/root")
    sh("mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /var/lib/nfs; "
       "mount -t tmpfs tmpfs /media; mkdir -p /var/lib/nfs/rpc_pipefs /var/lib/nfs/v4recovery /var/lib/nfs/sm "
       "/var/lib/nfs/sm.bak; mount -t devpts devpts /dev/pts 2>/dev/null; mount --bind /usr/lib/uml/modules /lib/modules")
    words = dict(word.split("=", 1) for word in open("/proc/cmdline").read().split() if "=" in word)
    number, role, folder = words["ahn"], words["ahrole"], words["ahfolder"]
    sh(f"hostname guest{number}; ip link set lo up; ip link set vec0 up; ip addr add 10.77.0.{10 + int(number)}/24 dev vec0; "
       "ethtool -K vec0 tso off gso off gro off")
    if role == "server":
        sh("modprobe nfsd; mkdir -p /media/export; mount -t ext4 /dev/ubdb /media/export; mount -t nfsd nfsd /proc/fs/nfsd; "
           "rpcbind -w; sleep 0.5; mount -t rpc_pipefs rpc_pipefs /var/lib/nfs/rpc_pipefs; rpc.statd; "
           "exportfs -o rw,sync,no_root_squash,no_subtree_check,insecure,fsid=0 10.77.0.0/24:/media/export; "
           "echo 5 > /proc/fs/nfsd/nfsv4leasetime; echo 5 > /proc/fs/nfsd/nfsv4gracetime; nfsdcld; rpc.nfsd 4; rpc.mountd")
    else:
        # What is kept at a desk lies on a disk of the guest's own.
        sh(f"modprobe nfs; modprobe nfsv4; modprobe nfsv3; modprobe cifs; rpcbind -w; sleep 0.3; rpc.statd; "
           f"mount -t ext4 /dev/ubdb {folder}/own{number}")


def serve():
    listener = socket.create_server(("0.0.0.0", PORT), backlog=64)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=one, args=(connection,), daemon=True).start()


def one(connection):
    stream = connection.makefile("rwb", buffering=0)
    asked = json.loads(stream.readline())
    if "signal" in asked:
        try:
            os.kill(asked["pid"], asked["signal"])
        except ProcessLookupError:
            pass
        stream.write(b"{}\n")
    else:
        run(connection, stream, asked)
    connection.close()


def run(connection, stream, asked):
    env = dict(os.environ, **asked["env"])
    if asked.get("size"):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *asked["size"], 0, 0))
        into = out = ours
        process = subprocess.Popen(asked["argv"], env=env, stdin=theirs, stdout=theirs, stderr=theirs,
                                   start_new_session=True)
        os.close(theirs)
    else:
        process = subprocess.Popen(asked["argv"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        into, out = process.stdin.fileno(), process.stdout.fileno()
    stream.write(json.dumps({"pid": process.pid}).encode() + b"\n")
    listening = [connection, out]
    while out in listening:
        for ready in select.select(listening, [], [])[0]:
            try:
                data = connection.recv(65536) if ready is connection else os.read(out, 65536)
            except OSError:
                data = b""
            if not data:
                listening.remove(ready)
                if ready is connection and not asked.get("size"):
                    process.stdin.close()
                continue
            try:
                os.write(into, data) if ready is connection else connection.sendall(data)
            except OSError:
                pass
    code = process.wait()
    # What ends a run of bytes: the exit code, after a byte that no text holds.
    try:
        connection.sendall(b"\xff%d" % code)
    except OSError:
        pass
    if asked.get("size"):
        os.close(out)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    begin()
    print("guest up", flush=True)
    serve()
