//! A folder, a server of its own that exports it, and mounts of it: set up for one test, and taken
//! down with it, also where the test fails.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rustix::process::{Pid, Signal, getuid, kill_process};

use crate::consoles::given::until;

/// An export with its server and its mounts.
pub struct Export {
    /// Declared first: what is mounted is taken down before the folder is removed.
    mounts: Vec<Mount>,
    server: Child,
    port: u16,
    disk: Option<PathBuf>,
    folder: tempfile::TempDir,
}

struct Mount {
    at: PathBuf,
    client: Option<Child>,
}

/// Sets an export up with so many mounts; nothing, said by name, where that cannot be.
pub fn export(test: &str, mounts: usize) -> Option<Export> {
    begin(test, mounts, None)
}

/// The same on a disk of so many bytes.
pub fn small_export(test: &str, mounts: usize, bytes: u64) -> Option<Export> {
    begin(test, mounts, Some(bytes))
}

fn begin(test: &str, mounts: usize, bytes: Option<u64>) -> Option<Export> {
    if let Some(why) = what_is_missing() {
        println!("skipped: {test}: {why}");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for name in ["ssh", "export"] {
        fs::create_dir(root.join(name)).expect("a folder");
    }
    let disk = bytes.map(|bytes| {
        let disk = root.join("export");
        run("mount", ["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"], Some(&disk));
        disk
    });
    let port = free_port();
    let server = start_server(&root.join("ssh"), port);
    let mut export = Export { mounts: Vec::new(), server, port, disk, folder };
    until("the server", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
    for number in 0..mounts {
        let at = export.beside(&format!("host{number}"));
        fs::create_dir(&at).expect("a folder");
        export.mounts.push(Mount { at, client: None });
        export.mount(number);
    }
    Some(export)
}

fn what_is_missing() -> Option<&'static str> {
    let there = |name: &str| {
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path).any(|folder| folder.join(name).exists())
            || Path::new("/usr/sbin").join(name).exists()
    };
    if !getuid().is_root() {
        Some("only root can mount")
    } else if !Path::new("/dev/fuse").exists() {
        Some("there is no /dev/fuse")
    } else if !["sshfs", "sshd", "ssh-keygen"].into_iter().all(there) {
        Some("sshfs or an SSH server is missing")
    } else if !may_mount() {
        Some("this root may not mount")
    } else {
        None
    }
}

/// Whether root is let mount here: in a container it often is not.
fn may_mount() -> bool {
    static MAY: OnceLock<bool> = OnceLock::new();
    *MAY.get_or_init(|| {
        let fuse = fs::OpenOptions::new().read(true).write(true).open("/dev/fuse");
        let at = tempfile::tempdir().expect("a folder");
        let tried = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).arg(at.path()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        fuse.is_ok() && tried("mount", &["-t", "tmpfs", "tmpfs"]) && tried("umount", &[])
    })
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn start_server(folder: &Path, port: u16) -> Child {
    for name in ["host", "user"] {
        let file = folder.join(name);
        run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f"], Some(&file));
    }
    // Without it no SSH server starts; it is made by the package's own service elsewhere.
    fs::create_dir_all("/run/sshd").expect("a folder");
    let shown = folder.display();
    let settings = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {shown}/host\n\
        AuthorizedKeysFile {shown}/user.pub\nPidFile none\nStrictModes no\n\
        PermitRootLogin yes\nPasswordAuthentication no\nUsePAM no\nSubsystem sftp internal-sftp\n"
    );
    fs::write(folder.join("settings"), settings).expect("a file");
    Command::new("/usr/sbin/sshd")
        .arg("-D")
        .arg("-f")
        .arg(folder.join("settings"))
        .arg("-E")
        .arg(folder.join("log"))
        .spawn()
        .expect("a server")
}

fn run<const N: usize>(program: &str, arguments: [&str; N], last: Option<&Path>) {
    let mut command = Command::new(program);
    command.args(arguments).args(last.map(Path::as_os_str));
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{program} {arguments:?}");
}

impl Export {
    /// The folder as the server has it.
    pub fn own(&self) -> PathBuf {
        self.folder.path().join("export")
    }

    /// The folder as one of the clients has it.
    pub fn seen_by(&self, number: usize) -> PathBuf {
        self.mounts[number].at.clone()
    }

    /// A folder beside all of it, for desks.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Mounts it where it is not.
    pub fn mount(&mut self, number: usize) {
        let (export, ssh) = (self.own(), self.folder.path().join("ssh"));
        let mount = &mut self.mounts[number];
        let client = Command::new("sshfs")
            .args(["-f", "-p", &self.port.to_string()])
            .args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"])
            .args(["-o", "LogLevel=ERROR", "-o"])
            .arg(format!("IdentityFile={}", ssh.join("user").display()))
            .arg(format!("root@127.0.0.1:{}", export.display()))
            .arg(&mount.at)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a client");
        mount.client = Some(client);
        until("the mount", || is_mounted(&mount.at).then_some(()));
    }

    /// The client dies, and its mount is taken away: what is left is a bare folder.
    pub fn vanish(&mut self, number: usize) {
        self.mounts[number].end();
        assert!(!is_mounted(&self.mounts[number].at));
    }

    /// The server hangs: whoever asks it for something waits.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        for pid in below(self.server.id()) {
            // One that has ended meanwhile needs no signal.
            let _ = Pid::from_raw(pid.cast_signed()).map(|pid| kill_process(pid, signal));
        }
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        self.thaw();
        for mount in &mut self.mounts {
            mount.end();
        }
        self.signal(Signal::KILL);
        let _ = self.server.kill();
        let _ = self.server.wait();
        if let Some(disk) = &self.disk {
            let _ = Command::new("umount").arg("-l").arg(disk).status();
        }
    }
}

impl Mount {
    fn end(&mut self) {
        if let Some(mut client) = self.client.take() {
            let _ = client.kill();
            let _ = client.wait();
        }
        if is_mounted(&self.at) {
            let _ = Command::new("umount").arg("-l").arg(&self.at).status();
        }
    }
}

/// Asked of the table of mounts, never of the mount itself.
fn is_mounted(at: &Path) -> bool {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    table.lines().any(|line| line.split(' ').nth(4).map(OsStr::new) == Some(at.as_os_str()))
}

/// The processes below one.
fn below(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let children = fs::read_to_string(path).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
    children.flat_map(|child: u32| [vec![child], below(child)].concat()).collect()
}
