//! Two files of one incident on this host: which is the room is for a person to say. Apart from the
//! running room, which only has to know the answer.

use super::file_side::{FileSide, open_alone};
use super::room::Room;
use super::{FileReach, now};

impl Room {
    /// A person says that this file is the room, though another was, or though rows are missing in
    /// it.
    pub(super) fn is_the_room(&mut self) {
        if self.shared.is_some() {
            return self.is_the_room_on_share();
        }
        let path = self.path.clone();
        let said =
            open_alone(&path, true).map_err(|fault| fault.to_string()).and_then(|(file, _)| {
                self.desk.with(|desk, _| {
                    desk.is_the_room(&path, now())?;
                    if let Ok(common) = desk.last_in_common(&file)
                        && common < desk.mirror_head()?.seq
                    {
                        desk.give_up_after(common, now())?;
                    }
                    Ok(())
                })
            });
        match said {
            Ok(()) => {
                self.trusted = false;
                self.file = FileSide::closed(self.file.reach());
                self.file.try_now();
            }
            Err(because) => {
                let (since, word) = (now(), "FILE AWAY");
                self.file = FileSide::closed(FileReach::Away { since, word, because });
            }
        }
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
