//! Two files of one incident on this host: which is the room is for a person to say. Apart from the
//! running room, which only has to know the answer.

use crate::store::direct::IncidentFile;

use super::file_side::{FileSide, open_alone};
use super::room::Room;
use super::{FileReach, Report, now};

/// A record that is not this room's can never become it.
const FOREIGN: &str = "another incident's file is no file of this room: nothing was changed. What \
                       this desk saw of the room is safe; `allhands recover` makes its file \
                       anew (r w says how)";

/// What a person has said of a file with such a row.
pub(super) fn goes_on_after(row: u64) -> String {
    format!("lines go into this file, although its row {row} is not sound")
}

/// Rows in words, with what is said of them to follow.
fn rows_are(from: u64, to: u64) -> String {
    if from == to { format!("row {to} is") } else { format!("rows {from} to {to} are") }
}

impl Room {
    /// A person says that this file is the room, though another was, or though rows are missing in
    /// it.
    pub(super) fn is_the_room(&mut self) {
        if self.shared.is_some() {
            return self.is_the_room_on_share();
        }
        if let Some(row) = self.accept_unsound() {
            return self.tell(Report::Said(goes_on_after(row)));
        }
        let path = self.path.clone();
        let said = open_alone(&path, true)
            .map_err(|fault| fault.to_string())
            .and_then(|(file, _)| self.declare(&file));
        match said {
            Ok(Some(words)) => {
                self.trusted = false;
                self.file = FileSide::closed(self.file.reach());
                self.file.try_now();
                self.tell(Report::Said(words));
            }
            Ok(None) => self.tell(Report::Said(FOREIGN.to_owned())),
            Err(because) => {
                let (since, word) = (now(), "FILE AWAY");
                self.file = FileSide::closed(FileReach::Away { since, word, because });
            }
        }
    }

    /// Remembers at the desk that this file is the room, and says what became of rows that it
    /// lacks; nothing where it is another incident's.
    fn declare(&mut self, file: &IncidentFile) -> Result<Option<String>, String> {
        if file.incident() != self.desk.incident() {
            return Ok(None);
        }
        let path = self.path.clone();
        let given_up = self.desk.with(|desk, _| {
            desk.is_the_room(&path, now())?;
            let last = desk.mirror_head()?.seq;
            match desk.last_in_common(file) {
                Ok(common) if common < last => {
                    desk.give_up_after(common, now())?;
                    Ok(Some((common + 1, last)))
                }
                Ok(_) | Err(_) => Ok(None),
            }
        })?;
        let aside = given_up.map(|(from, to)| format!("; {} laid aside", rows_are(from, to)));
        Ok(Some(format!("this file is the room from now on{}", aside.unwrap_or_default())))
    }

    /// A person at another console here said that another file is the room: this one is a copy
    /// from then on, and is opened anew as one.
    pub(super) fn is_a_copy_by_now(&mut self) -> bool {
        let FileSide::Open { file, bar: None, .. } = &self.file else { return false };
        let path = file.path().to_owned();
        let room = self.desk.with(|desk, _| desk.room_if_copy(&path)).ok().flatten();
        let Some(other) = room else { return false };
        self.file = FileSide::closed(FileReach::SecondFile { other, older: None });
        self.file.try_now();
        true
    }
}
