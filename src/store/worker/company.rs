//! Who else is here, and what this console says of itself: on a share by the folder beside the
//! file, on a local disk by the sockets of this host. Apart from the record, which does not grow by
//! it.

use super::Other;
use super::room::Room;
use super::share_find::present;
use super::share_room::Shared;
use crate::store::nearby::Nearby;
use crate::store::share::presence::Present;

impl Room {
    /// Makes itself known to the other consoles of this host.
    pub(super) fn meet_the_others(&mut self) {
        let own = self.present(present(&self.opening));
        // Where the system has no such sockets, or none left, nobody is named.
        self.nearby = Nearby::open(self.desk.incident(), own).ok();
        let socket = self.nearby.as_ref().and_then(|it| it.socket().try_clone().ok());
        self.watch.hear(socket.map(Into::into));
    }

    /// Takes in what they say, and says what is new here.
    pub(super) fn hear_the_others(&mut self, thoroughly: bool) {
        let Some(mut nearby) = self.nearby.take() else { return };
        nearby.listen();
        if thoroughly {
            nearby.forget_the_gone();
        }
        nearby.say(self.present(nearby.own().clone()));
        self.nearby = Some(nearby);
    }

    /// Tells the others on a share who types here now.
    pub(super) fn say_who_is_here(&self, shared: &mut Shared) {
        let mut present = self.present(shared.side.present().clone());
        present.published = shared.keeping.published();
        present.hampered = shared.hampered();
        shared.side.say(present);
    }

    /// What this console says of itself now.
    fn present(&self, before: Present) -> Present {
        let here = self.here.clone();
        Present { name: here.person, department: here.department, editing: here.editing, ..before }
    }

    /// The others, as far as they are known.
    pub(super) fn others(&self) -> Vec<Other> {
        if let Some(shared) = &self.shared {
            return shared.side.others().collect();
        }
        let here = self.nearby.iter().flat_map(Nearby::others).cloned();
        here.map(|present| Other { present, silent_since: None }).collect()
    }
}
