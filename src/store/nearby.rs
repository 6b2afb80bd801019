//! Consoles of one room on one host, this user's and others': who is there, and which draft they
//! write. Told from console to console by datagrams between sockets that have a name and no file:
//! beside a record that is numbered directly nothing is ever written, and a socket is gone with
//! its process, however that ended.
//!
//! Apart from the record, because nothing here is kept, and nothing depends on it: where there are
//! no such sockets, nobody is named. Any user of the host can see that such a socket is there; what
//! is told over it are names, which are claims. A word counts only where whoever sent it can read
//! the room's id, so the file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::ids::{IncidentId, SessionId};

use super::chain::hex;
use super::share::presence::Present;

/// The most consoles that are named.
const MOST: usize = 64;
/// The longest word that is taken.
const LONGEST: usize = 4 * 1024;

/// What one console tells another.
#[derive(Debug, Serialize, Deserialize)]
struct Word {
    /// Who is there; nothing once it leaves.
    present: Option<Present>,
    /// Whose word it is.
    session: SessionId,
    /// Whether an answer is wanted.
    asks: bool,
}

/// See the module.
#[derive(Debug)]
pub struct Nearby {
    socket: UnixDatagram,
    incident: IncidentId,
    own: Present,
    others: BTreeMap<SessionId, Present>,
}

impl Nearby {
    /// Makes oneself known to the consoles that are there; they answer.
    pub fn open(incident: &IncidentId, own: Present) -> io::Result<Self> {
        let socket = UnixDatagram::bind_addr(&address(incident, &own.session)?)?;
        socket.set_nonblocking(true)?;
        let others = BTreeMap::new();
        let nearby = Self { socket, incident: incident.clone(), own, others };
        nearby.tell_all(true);
        Ok(nearby)
    }

    /// What a sleeper waits for.
    pub const fn socket(&self) -> &UnixDatagram {
        &self.socket
    }

    /// What one says of oneself.
    pub const fn own(&self) -> &Present {
        &self.own
    }

    /// Says this of oneself from now on.
    pub fn say(&mut self, present: Present) {
        if self.own != present {
            self.own = present;
            self.tell_all(false);
        }
    }

    /// Takes in what was told since the last time.
    pub fn listen(&mut self) {
        let mut bytes = vec![0; LONGEST];
        while let Ok(count) = self.socket.recv(&mut bytes) {
            let Some(word) = self.unseal(&bytes[..count]) else { continue };
            if word.session == self.own.session {
                continue;
            }
            match word.present {
                None => {
                    self.others.remove(&word.session);
                }
                Some(present) if self.others.len() < MOST => {
                    self.others.insert(word.session.clone(), present);
                }
                Some(_) => {}
            }
            if word.asks {
                self.tell(&word.session, false);
            }
        }
    }

    /// Forgets those whose sockets are gone.
    pub fn forget_the_gone(&mut self) {
        if !self.others.is_empty() {
            let there = self.there();
            self.others.retain(|session, _| there.contains(session));
        }
    }

    /// Who else is there.
    pub fn others(&self) -> impl Iterator<Item = &Present> {
        self.others.values()
    }

    fn tell_all(&self, asks: bool) {
        for session in self.there() {
            self.tell(&session, asks);
        }
    }

    fn tell(&self, session: &SessionId, asks: bool) {
        let present = Some(self.own.clone());
        self.send(session, &Word { present, session: self.own.session.clone(), asks });
    }

    fn send(&self, to: &SessionId, word: &Word) {
        let Ok(address) = address(&self.incident, to) else { return };
        // One that has gone, or listens too slowly, asks when it comes again.
        let _ = self.socket.send_to_addr(&self.seal(word), &address);
    }

    /// Who else listens on this host for this room.
    fn there(&self) -> Vec<SessionId> {
        let begin = format!("@{}", prefix(&self.incident));
        let table = fs::read_to_string("/proc/net/unix").unwrap_or_default();
        let names = table.lines().filter_map(|line| line.rsplit(' ').next());
        let sessions = names.filter_map(|name| name.strip_prefix(begin.as_str()));
        let others = sessions.map(SessionId::new).filter(|it| *it != self.own.session);
        others.take(MOST).collect()
    }

    fn seal(&self, word: &Word) -> Vec<u8> {
        // A plain value: it can be written.
        let json = serde_json::to_string(word).unwrap_or_default();
        format!("{} {json}", self.sum(&json)).into_bytes()
    }

    fn unseal(&self, bytes: &[u8]) -> Option<Word> {
        let (sum, json) = str::from_utf8(bytes).ok()?.split_once(' ')?;
        (sum == self.sum(json)).then(|| serde_json::from_str(json).ok()).flatten()
    }

    /// Whoever makes it knows the room's id.
    fn sum(&self, json: &str) -> String {
        let sum = Sha256::new().chain_update(self.incident.as_str()).chain_update([0]);
        hex(&sum.chain_update(json).finalize()[..16])
    }
}

impl Drop for Nearby {
    fn drop(&mut self) {
        let leaving = Word { present: None, session: self.own.session.clone(), asks: false };
        for session in self.there() {
            self.send(&session, &leaving);
        }
    }
}

/// Names of no file; the room's id cannot be read from them.
fn prefix(incident: &IncidentId) -> String {
    let sum = Sha256::new().chain_update("nearby").chain_update(incident.as_str()).finalize();
    format!("allhands-{}-", hex(&sum[..12]))
}

#[cfg(target_os = "linux")]
fn address(incident: &IncidentId, session: &SessionId) -> io::Result<SocketAddr> {
    use std::os::linux::net::SocketAddrExt as _;
    SocketAddr::from_abstract_name(format!("{}{session}", prefix(incident)))
}

/// This system has no names for sockets but those of files.
#[cfg(not(target_os = "linux"))]
fn address(_incident: &IncidentId, _session: &SessionId) -> io::Result<SocketAddr> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::Nearby;
    use crate::domain::ids::{IncidentId, SessionId};
    use crate::domain::time::Timestamp;
    use crate::store::share::presence::Present;

    fn present(session: &str) -> Present {
        Present {
            session: SessionId::new(session),
            name: session.to_uppercase(),
            department: "infra".to_owned(),
            host: "here".to_owned(),
            boot: String::new(),
            pid: 1,
            version: "1".to_owned(),
            since: Timestamp::default(),
            published: None,
            hampered: None,
            editing: None,
        }
    }

    fn names(nearby: &mut Nearby) -> Vec<String> {
        nearby.listen();
        nearby.others().map(|it| it.name.clone()).collect()
    }

    #[test]
    fn consoles_of_a_room_know_of_each_other_until_they_leave_and_of_no_other_room() {
        let room = IncidentId::new(format!("room-{}", std::process::id()));
        let other = IncidentId::new(format!("other-{}", std::process::id()));
        let mut one = Nearby::open(&room, present("one")).expect("a socket");
        let mut two = Nearby::open(&room, present("two")).expect("a socket");
        let mut stranger = Nearby::open(&other, present("stranger")).expect("a socket");
        assert_eq!(names(&mut one), ["TWO"]);
        assert_eq!(names(&mut two), ["ONE"]);
        assert_eq!(names(&mut stranger), [""; 0]);

        one.say(Present { editing: Some("draft".into()), ..present("one") });
        names(&mut two);
        let editing = two.others().next().and_then(|it| it.editing.clone());
        assert_eq!(editing, Some("draft".into()));

        drop(one);
        assert_eq!(names(&mut two), [""; 0]);
    }

    #[test]
    fn a_word_of_somebody_who_cannot_read_the_file_is_passed_over() {
        let room = IncidentId::new(format!("sealed-{}", std::process::id()));
        let mut one = Nearby::open(&room, present("one")).expect("a socket");
        let liar = std::os::unix::net::UnixDatagram::unbound().expect("a socket");
        let word = super::Word {
            present: Some(present("liar")),
            session: SessionId::new("liar"),
            asks: false,
        };
        let json = serde_json::to_string(&word).expect("words");
        let address = super::address(&room, &SessionId::new("one")).expect("an address");
        liar.send_to_addr(format!("0123 {json}").as_bytes(), &address).expect("sent");
        assert_eq!(names(&mut one), [""; 0]);
    }
}
