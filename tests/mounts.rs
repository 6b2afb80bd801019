//! Rooms on a share: real mounts of a real server, on this host. Skipped by name where that cannot
//! be: it needs root, sshfs and an SSH server.

mod export;
mod faults;
mod given;
mod hosts;
mod kills;
mod running;
mod scripts;
mod start;
mod together;
mod walk;
