#!/usr/bin/env python3
"""One folder on a real share, seen by two hosts that are really two clients: made here, and taken away again.

    with mounts.made("nfs4") as share:      # local, sshfs, sshfs-direct, glusterfs, rclone, nfs4, nfs3, smb
        for host in share.hosts: print(host.folder, host.run(["ls", host.folder]))

By hand: `python3 tests/mounts/mounts.py nfs4` makes it, says where, and takes it away at the end of its input.

It needs root, /dev/fuse and the packages of the kind (`missing` says which). NFS and SMB are those of real kernels: of
guests (user-mode Linux) on a network of their own, so a program in one is started and reached through `guest.py`.
Nothing of it needs another host, nothing is left behind, and no service of this host is touched.
"""
import contextlib
import fcntl
import json
import os
import pty
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
IN_GUESTS = ("nfs4", "nfs3", "smb")
KINDS = ("local", "sshfs", "sshfs-direct", "glusterfs", "rclone") + IN_GUESTS
SAMBA = "10.77.0.2"
NEEDS = {
    "local": [],
    "sshfs": ["sshfs", "sshd", "ssh-keygen"],
    "sshfs-direct": ["sshfs", "sshd", "ssh-keygen"],
    "rclone": ["rclone", "sshd", "ssh-keygen"],
    "glusterfs": ["glusterfsd", "glusterfs"],
    "nfs4": ["linux.uml", "rpc.nfsd", "mount.nfs", "rpcbind", "ip", "ethtool", "modprobe", "mkfs.ext4"],
    "nfs3": ["linux.uml", "rpc.nfsd", "mount.nfs", "rpcbind", "ip", "ethtool", "modprobe", "mkfs.ext4"],
    "smb": ["linux.uml", "smbd", "mount.cifs", "rpcbind", "ip", "ethtool", "modprobe", "mkfs.ext4"],
}


def missing(kind):
    """What speaks against making it here, a few words; nothing where it can be made."""
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    lacking = [name for name in NEEDS[kind] if not shutil.which(name)]
    if kind != "local" and os.getuid() != 0:
        return "only root can mount"
    if lacking:
        return "these are missing: " + " ".join(lacking)
    device = {"local": "/dev/null"}.get(kind, "/dev/net/tun" if kind in IN_GUESTS else "/dev/fuse")
    try:
        os.close(os.open(device, os.O_RDWR))
    except OSError:
        return f"there is no {device}"
    # In a container root is often not let.
    tried = ["ip", "netns", "add", f"probe-{os.getpid()}"] if kind in IN_GUESTS else ["unshare", "-m", "mount", "-t", "tmpfs",
                                                                                 "tmpfs", "/mnt"]
    if kind != "local" and not os.environ.get("ALLHANDS_SPACE"):
        if subprocess.run(tried, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            return "this root may not " + " ".join(tried[:2] if kind in IN_GUESTS else tried[2:3])
        if kind in IN_GUESTS:
            subprocess.run(["ip", "netns", "del", f"probe-{os.getpid()}"])
    return None


def enter(kind, always=False):
    """Begins this program anew in a network of its own, where the kind needs it, or it is to be cut."""
    if (always or kind in IN_GUESTS) and not os.environ.get("ALLHANDS_SPACE"):
        space = f"allhands-{os.getpid()}"
        subprocess.run(["ip", "netns", "add", space], check=True)
        env = dict(os.environ, ALLHANDS_SPACE=space)
        code = subprocess.run(["ip", "netns", "exec", space, sys.executable, *sys.argv], env=env).returncode
        subprocess.run(["ip", "netns", "del", space])
        sys.exit(code)
    if os.environ.get("ALLHANDS_SPACE"):
        call("ip", "link", "set", "lo", "up")


class CannotBeHere(Exception):
    """Why a mount of a kind cannot be made here: a few words."""


def run(main):
    """Runs a script to its exit code; says by name what cannot be here."""
    try:
        sys.exit(main())
    except CannotBeHere as why:
        print(f"skipped: {why}")
        sys.exit(0)


def verdict(figures, faults):
    """Prints what was measured and what is wrong, in full, and why it failed in the last line; gives the exit code."""
    print(json.dumps({**figures, "faults": len(faults)}), flush=True)
    for fault in faults:
        print(fault)
    if faults:
        # The end of a long output may be all that somebody gets to see.
        print("failed: " + "; ".join(" ".join(fault.split())[:160] for fault in faults[:4]), flush=True)
    return 1 if faults else 0


def call(*words, **more):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stdout.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def until(what, holds, most=30.0):
    end = time.monotonic() + most
    while not (found := holds()):
        if time.monotonic() > end:
            raise RuntimeError(f"waited in vain for {what() if callable(what) else what}")
        time.sleep(0.05)
    return found


def is_mounted(at):
    """Asked of the table of mounts, never of the mount itself."""
    return any(line.split(" ")[4] == at for line in open("/proc/self/mountinfo"))


class Process:
    """A program on a host: its bytes, its signals, its end."""

    def __init__(self, fd, pid, process=None, connection=None, host=None):
        self.fd, self.pid, self.process, self.connection, self.host = fd, pid, process, connection, host

    def write(self, data):
        while data:
            data = data[os.write(self.fd_in(), data):]

    def fd_in(self):
        return self.process.stdin.fileno() if self.process and self.process.stdin else self.fd

    def fileno(self):
        return self.fd

    def read(self):
        """What there is; empty at the end."""
        try:
            return os.read(self.fd, 1 << 16)
        except OSError:
            return b""

    def kill(self, number=signal.SIGKILL):
        if self.host:
            self.host.ask({"signal": int(number), "pid": self.pid})
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def close_input(self):
        if self.connection:
            self.connection.shutdown(socket.SHUT_WR)
        elif self.process.stdin:
            self.process.stdin.close()

    def end(self):
        """Waits for its end, and lets go of it."""
        if self.connection:
            while self.read():
                pass
            self.connection.close()
        else:
            self.process.wait()
            with contextlib.suppress(OSError):
                os.close(self.fd)


class Host:
    """This host, with a mount and a desk of its own."""

    def __init__(self, number, folder, own):
        self.number, self.folder, self.own = number, folder, own
        os.makedirs(own, exist_ok=True)

    def env(self, more):
        words = {"ALLHANDS_DESK": self.own + "/desk", "ALLHANDS_REGISTER": self.own, "XDG_CONFIG_HOME": self.own,
                 "XDG_STATE_HOME": self.own, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return {**words, **(more or {})}

    def spawn(self, argv, size=None, env=None):
        env = dict(os.environ, **self.env(env))
        if size:
            ours, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            process = subprocess.Popen(argv, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
            os.close(theirs)
            return Process(ours, process.pid, process)
        process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        return Process(os.dup(process.stdout.fileno()), process.pid, process)

    def run(self, argv, data=b"", most=120, env=None):
        """Runs a program to its end: its exit code and what it said."""
        done = subprocess.run(argv, input=data, env=dict(os.environ, **self.env(env)), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=most)
        return done.returncode, done.stdout.decode(errors="replace")


class Guest(Host):
    """A guest: its own kernel, on this host's files."""

    def __init__(self, number, folder, own):
        super().__init__(number, folder, own)
        self.address = (f"10.77.0.{10 + number}", 7000)

    def connect(self, asked):
        connection = socket.create_connection(self.address, timeout=20)
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(json.dumps(asked).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n"):
            got = connection.recv(1)
            if not got:
                raise RuntimeError(f"guest {self.number} is gone")
            line += got
        return connection, json.loads(line)

    def ask(self, asked):
        self.connect(asked)[0].close()

    def spawn(self, argv, size=None, env=None):
        connection, begun = self.connect({"argv": argv, "env": self.env(env), "size": size})
        return Process(connection.fileno(), begun["pid"], connection=connection, host=self)

    def run(self, argv, data=b"", most=120, env=None):
        process = self.spawn(argv, env=env)
        process.connection.settimeout(most)
        process.write(data)
        process.close_input()
        said = b""
        while got := process.connection.recv(1 << 16):
            said += got
        process.connection.close()
        said, _, code = said.rpartition(b"\xff")
        return int(code), said.decode(errors="replace")


class Share:
    """See the module."""

    def __init__(self, kind, root, options=(), small=False):
        self.kind, self.root, self.options = kind, root, list(options)
        self.exported = root + "/export"
        self.hosts, self.processes, self.server = [], [], None
        self.disks, self.size = [], "48M" if small else "1G"
        os.makedirs(self.exported)
        if small:
            os.makedirs(root + "/own1", exist_ok=True)
            for folder in [root + "/own1"] * (kind not in IN_GUESTS) + [self.exported] * (kind not in ("nfs4", "nfs3")):
                call("truncate", "-s", "48M", folder + ".disk")
                call("mkfs.ext4", "-q", "-F", "-m", "0", folder + ".disk")
                call("mount", "-o", "loop", folder + ".disk", folder)
                self.disks.append(folder)

    def start(self, *words, **more):
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                   stdout=open(self.root + "/log", "ab"), stderr=subprocess.STDOUT, **more)
        self.processes.append(process)
        return process

    def folder(self, name):
        path = f"{self.root}/{name}"
        os.makedirs(path, exist_ok=True)
        return path

    def make(self):
        for number in (0, 1):
            at, own = self.folder(f"host{number}"), self.folder(f"own{number}")
            if self.kind == "local":
                self.hosts.append(Host(number, self.exported, self.root + "/own0"))
            elif self.kind not in IN_GUESTS:
                self.hosts.append(Host(number, at, own))
        {"local": lambda: None, "sshfs": self.ssh, "sshfs-direct": self.ssh, "rclone": self.ssh,
         "glusterfs": self.gluster}.get(self.kind, self.guests)()
        if self.kind != "local":
            for host in self.hosts:
                self.mount(host)

    def mount(self, host):
        """Mounts it at a host where it is not."""
        if self.kind in IN_GUESTS:
            what = {"nfs4": "mount -t nfs -o {}vers=4.2 10.77.0.13:/ ", "smb": f"mount -t cifs //{SAMBA}/s ",
                    "nfs3": "mount -t nfs -o {}vers=3 10.77.0.13:/media/export "}[self.kind]
            options = "".join(word + "," for word in self.options)
            what = what.format(options) + host.folder
            if self.kind == "smb":
                what += f" -o {options}guest,vers=3.1.1,noperm"
            code, said = host.run(["sh", "-c", what])
            if code != 0:
                raise RuntimeError(f"{what}: {said}")
            return
        extra = [word for option in self.options for word in ("-o", option)]
        if self.kind.startswith("sshfs"):
            if self.kind == "sshfs-direct":
                extra += ["-o", "direct_io,dir_cache=no,attr_timeout=0,entry_timeout=0"]
            words = ["sshfs", "-f", "-p", self.port, "-o", f"IdentityFile={self.root}/ssh/user", "-o",
                     "StrictHostKeyChecking=no,UserKnownHostsFile=/dev/null,LogLevel=ERROR", *extra,
                     f"root@127.0.0.1:{self.exported}", host.folder]
        elif self.kind == "rclone":
            words = ["rclone", "--config", self.root + "/rclone", "--cache-dir", f"{self.root}/cache{host.number}",
                     "mount", "s:" + self.exported, host.folder, "--vfs-cache-mode", "writes", "--dir-cache-time", "5s"]
        else:
            words = ["glusterfs", "-N", "-f", self.root + "/client.vol", "-l", f"{self.root}/client{host.number}.log",
                     *self.options, host.folder]
        host.client = self.start(*words)
        until("the mount", lambda: is_mounted(host.folder))
        until("what is mounted", lambda: subprocess.run(["stat", host.folder], stdout=subprocess.DEVNULL,
                                                        stderr=subprocess.DEVNULL).returncode == 0)

    def ssh(self):
        folder = self.folder("ssh")
        for name in ("host", "user"):
            call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}")
        os.makedirs("/run/sshd", exist_ok=True)
        self.port = free_port()
        with open(folder + "/settings", "w") as settings:
            settings.write(f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nStrictModes no\n"
                           f"AuthorizedKeysFile {folder}/user.pub\nPidFile none\nPermitRootLogin yes\n"
                           "PasswordAuthentication no\nUsePAM no\nSubsystem sftp internal-sftp\n")
        with open(self.root + "/rclone", "w") as settings:
            settings.write(f"[s]\ntype = sftp\nhost = 127.0.0.1\nport = {self.port}\nuser = root\n"
                           f"key_file = {folder}/user\n")
        self.serve = lambda: self.start("/usr/sbin/sshd", "-D", "-f", folder + "/settings")
        self.server = self.serve()
        until("the server", lambda: answers(self.port))

    def gluster(self):
        """A brick and its clients, as glusterd writes their volumes, without glusterd."""
        self.port = free_port()
        layers = [("posix", "storage/posix", [f"directory {self.exported}"]), ("acl", "features/access-control", []),
                  ("locks", "features/locks", []), ("threads", "performance/io-threads", []),
                  ("index", "features/index", [f"index-base {self.exported}/.glusterfs/indices"]),
                  ("brick", "debug/io-stats", []),
                  ("server", "protocol/server", ["transport-type tcp", f"transport.socket.listen-port {self.port}",
                                                 "transport.address-family inet", "auth.addr.brick.allow *",
                                                 "auth-path brick"])]
        volume(self.root + "/brick.vol", layers)
        layers = [("client", "protocol/client", ["transport-type tcp", "remote-host 127.0.0.1", "ping-timeout 42",
                                                 f"remote-port {self.port}", "remote-subvolume brick",
                                                 "transport.address-family inet"]),
                  ("dht", "cluster/distribute", []), ("utime", "features/utime", ["noatime on"]),
                  ("write-behind", "performance/write-behind", []), ("open-behind", "performance/open-behind", []),
                  ("quick-read", "performance/quick-read", []), ("md-cache", "performance/md-cache", []),
                  ("client-threads", "performance/io-threads", []), ("whole", "debug/io-stats", [])]
        volume(self.root + "/client.vol", layers)
        for name in ("indices", "changelogs"):
            os.makedirs(f"{self.exported}/.glusterfs/{name}", exist_ok=True)
        self.serve = lambda: self.start("glusterfsd", "-N", "-f", self.root + "/brick.vol", "-l", self.root + "/brick.log")
        self.server = self.serve()
        until("the server", lambda: answers(self.port))

    def guests(self):
        call("ip", "link", "set", "lo", "up")
        call("ip", "link", "add", "br0", "type", "bridge")
        call("ip", "addr", "add", "10.77.0.1/24", "dev", "br0")
        call("ip", "link", "set", "br0", "up")
        if self.kind == "smb":
            # Apart from the address by which the guests are reached, so that it can be cut alone.
            call("ip", "addr", "add", SAMBA + "/24", "dev", "br0")
            self.samba()
        os.makedirs("/lib/modules", exist_ok=True)
        roles = [(1, "client"), (2, "client")] + ([(3, "server")] if self.kind != "smb" else [])
        for number, role in roles:
            tap, disk = f"tap{number}", f"{self.root}/disk{number}"
            call("ip", "tuntap", "add", tap, "mode", "tap")
            call("ip", "link", "set", tap, "master", "br0")
            call("ip", "link", "set", tap, "up")
            call("truncate", "-s", self.size, disk)
            call("mkfs.ext4", "-q", "-F", "-m", "0", disk)
        # The guests' network drops frames that are put together: each goes alone.
        for device in ["br0"] + [f"tap{number}" for number, _ in roles]:
            call("ethtool", "-K", device, "tso", "off", "gso", "off", "gro", "off", "tx", "off")
            call("ip", "link", "set", device, "gso_max_size", "1514", "gso_max_segs", "1")
        for number, role in roles:
            guest = Guest(number, self.folder(f"host{number}"), self.folder(f"own{number}"))
            guest.process = self.start(
                "linux.uml", f"umid={os.path.basename(self.root)}-{number}", f"uml_dir={self.root}/uml/", "mem=320M",
                "rootfstype=hostfs", "rootflags=/", "rw", f"init={HERE}/guest.py", f"ubd1={self.root}/disk{number}",
                f"vec0:transport=tap,ifname=tap{number},depth=64", f"ahn={number}", f"ahrole={role}",
                f"ahfolder={self.root}", "con=null", "con0=null,fd:1", env=dict(os.environ, TMPDIR="/dev/shm"),
                start_new_session=True)
            if role == "client":
                self.hosts.append(guest)
            else:
                self.server, self.server_guest = guest.process, guest
        everyone = self.hosts + ([self.server_guest] if self.kind != "smb" else [])
        for guest in everyone:
            try:
                until("a guest", lambda: reached(guest), 90)
            except RuntimeError:
                raise CannotBeHere(f"{self.kind}: no guest comes up here") from None

    def samba(self):
        folder = self.folder("smb")
        with open(folder + "/smb.conf", "w") as settings:
            settings.write(f"[global]\nserver role = standalone server\ninterfaces = {SAMBA}/24 lo\n"
                           f"bind interfaces only = yes\nlock directory = {folder}\nstate directory = {folder}\n"
                           f"cache directory = {folder}\nprivate dir = {folder}\npid directory = {folder}\n"
                           f"log file = {folder}/log\nmap to guest = Bad User\nguest account = root\n"
                           "load printers = no\ndisable netbios = yes\nsmb ports = 445\n"
                           f"[s]\npath = {self.exported}\nguest ok = yes\nread only = no\nforce user = root\n")
        self.serve = lambda: self.start("/usr/sbin/smbd", "-F", "--no-process-group", "-s", folder + "/smb.conf")
        self.server = self.serve()

    def below(self):
        """The processes of the server."""
        pids, found = [self.server.pid] if self.server else [], []
        if self.kind in ("nfs4", "nfs3"):
            # A guest's processes are traced by its kernel: one that goes on by itself is its end.
            return pids
        while pids:
            pid = pids.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                pids += [int(word) for word in open(f"/proc/{pid}/task/{pid}/children").read().split()]
        return found

    def signal(self, number):
        for pid in self.below():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def cut(self, up):
        """Cuts the network between the hosts and the server, or joins it again; whoever types goes on."""
        if self.kind == "smb":
            call("ip", "addr", "add" if up else "del", SAMBA + "/24", "dev", "br0")
        elif self.kind in IN_GUESTS:
            # Never down: a guest's network does not come back from that.
            call("ip", "link", "set", "tap3", *(["master", "br0"] if up else ["nomaster"]))
        else:
            call("ip", "link", "set", "lo", "up" if up else "down")

    def at_server(self, words):
        """Does something in the folder as the server has it."""
        if self.kind in ("nfs4", "nfs3"):
            code, said = self.server_guest.run(["sh", "-c", "cd /media/export && " + words])
        else:
            done = subprocess.run(["sh", "-c", words], cwd=self.exported, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            code, said = done.returncode, done.stdout
        if code:
            raise RuntimeError(f"{words}: {said}")

    def restart(self, meanwhile=None):
        """The server is killed, and started again."""
        if self.kind in ("nfs4", "nfs3"):
            code, said = self.server_guest.run(["sh", "-c", "rpc.nfsd 0; exportfs -f; sleep 1; rpc.nfsd 4"])
            if code:
                raise RuntimeError(said)
            return
        self.signal(signal.SIGKILL)
        self.server.wait()
        if meanwhile:
            # What the server held open may be let go of only a moment after its end.
            done = lambda: subprocess.run(["sh", "-c", meanwhile], cwd=self.exported, stderr=subprocess.DEVNULL).returncode == 0
            until(meanwhile, done, 10)
        self.server = self.serve()
        for host in self.hosts:
            if self.kind.startswith("sshfs"):
                # Its client ends with the connection; somebody mounts it anew.
                subprocess.run(["umount", "-l", host.folder], stderr=subprocess.DEVNULL)
                host.client.wait()
        until("the server", lambda: self.kind == "smb" or answers(self.port))
        if self.kind.startswith("sshfs"):
            for host in self.hosts:
                self.mount(host)

    def away(self):
        self.thaw()
        for host in self.hosts:
            if isinstance(host, Guest):
                continue
            for _ in range(3):
                if is_mounted(host.folder):
                    subprocess.run(["umount", "-l", host.folder], stderr=subprocess.DEVNULL)
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                if process.args[0] == "linux.uml":
                    os.killpg(process.pid, signal.SIGKILL)
                process.kill()
            process.wait()
        for folder in self.disks:
            subprocess.run(["umount", "-l", folder], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.root, ignore_errors=True)


def volume(path, layers):
    with open(path, "w") as file:
        below = None
        for name, kind, options in layers:
            file.write(f"volume {name}\n    type {kind}\n")
            file.writelines(f"    option {option}\n" for option in options)
            file.write((f"    subvolumes {below}\n" if below else "") + "end-volume\n\n")
            below = name


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def reached(guest):
    with contextlib.suppress(OSError, RuntimeError), socket.create_connection(guest.address, timeout=1):
        return True
    return False


@contextlib.contextmanager
def made(kind, options=(), small=False):
    """The share of a kind, taken away at the end; on a small disk where it is to be filled."""
    # Ended from outside, it takes everything away all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    share = Share(kind, tempfile.mkdtemp(prefix="allhands-", dir="/var/tmp"), options, small)
    try:
        share.make()
        yield share
    finally:
        share.away()


if __name__ == "__main__":
    kind = sys.argv[1]
    if why := missing(kind):
        sys.exit(f"{kind}: {why}")
    enter(kind)
    with made(kind, sys.argv[2:]) as share:
        for host in share.hosts:
            print(f"host {host.number}: {host.folder}, its own disk {host.own}", flush=True)
        sys.stdin.read()
