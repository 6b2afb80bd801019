//! Where what came back is fetched from: a file that somebody names. Apart from [`crate::mail`],
//! which reads bytes and knows no files.

use std::path::{Path, PathBuf};

use crate::console::effect::Brought;
use crate::domain::ids::DraftId;
use crate::domain::replies::{Letter, MAIL_BYTES};
use crate::mail;
use crate::text;

use super::settings::regular;

/// The bytes of a file, or a sentence that says why there are none.
pub fn file(path: &Path) -> Result<Vec<u8>, String> {
    let name = path.display().to_string();
    match regular::bytes_to(path, MAIL_BYTES as u64) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(text::output(&format!("{name}: there is no such file")).into_owned()),
        Err(unread) => {
            Err(text::output(&format!("{name}: {}. {}", unread.what, unread.remedy)).into_owned())
        }
    }
}

/// Reads what a person brought: a file by its path, or words.
pub fn read(draft: &DraftId, what: Brought) -> Result<Letter, String> {
    match what {
        Brought::Words(words) => mail::read(words.as_bytes(), draft, "pasted"),
        Brought::File(path) => {
            let path = typed(&path);
            mail::read(&file(&path)?, draft, &name_of(&path))
        }
    }
}

/// What a file is called on the record: its name, without the folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A path as a person types it: `~/` is their home.
fn typed(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}
