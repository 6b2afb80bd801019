//! What is removed under a legal hold, laid aside for counsel first: one file for each removal,
//! with each row as it stood, salt included, so that the record's own sums prove every line of it.
//!
//! Apart, because nothing may be removed before this file is on the disk. It is not encrypted: its
//! rights are its owner's alone, and its sum stands on the record.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::domain::command::Submission;
use crate::domain::event::Sealed;
use crate::store::chain;
use crate::store::codec::Row;

/// Lays rows and submissions aside in a new file of a folder; gives its name and sum, and where it
/// lies.
pub fn seal(
    folder: &Path,
    by: &Submission,
    incident: &str,
    rows: &[Row],
    submissions: &[Submission],
) -> io::Result<(Sealed, PathBuf)> {
    let mut text = String::new();
    let mut line = |value: serde_json::Value| {
        text.push_str(&value.to_string());
        text.push('\n');
    };
    line(json!({
        "sealed": "allhands 1",
        "incident": incident,
        "by": by.stamp.author,
        "on_behalf": by.stamp.on_behalf,
        "at": by.stamp.recorded_at,
        "asked": by.command,
    }));
    for row in rows {
        line(json!({
            "seq": row.seq, "id": row.id, "session": row.session, "submission": row.submission,
            "part": row.part, "author": row.author, "department": row.department,
            "occurred_at": row.occurred_at, "recorded_at": row.recorded_at,
            "shared_at": row.shared_at, "kind": row.kind, "body": row.body,
            "salt": chain::hex(&row.salt), "digest": chain::hex(&row.digest),
            "prev": chain::hex(&row.prev), "hash": chain::hex(&row.hash),
        }));
    }
    for submission in submissions {
        line(json!({ "refused": submission }));
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let file = format!("{}-{}.sealed", by.id.session, by.id.number);
    let path = folder.join(&file);
    write(&path, &text)?;
    let sha256 = chain::hex(&Sha256::digest(&text));
    Ok((Sealed { file, sha256 }, path))
}

/// Whole, and on the disk, or not at all. One that lies there is of a try that went no further.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let write = || {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().inspect_err(|_| {
        // Half of it serves nobody, and holds what is to be removed.
        let _ = fs::remove_file(path);
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use sha2::{Digest as _, Sha256};

    use super::seal;
    use crate::domain::command::Submission;
    use crate::store::chain;

    fn asked() -> Submission {
        let text = include_str!("../../../tests/golden/submissions.jsonl");
        let line = text.lines().find(|line| line.contains("\"do\":\"redact\"")).expect("a sample");
        serde_json::from_str(line).expect("a submission")
    }

    #[test]
    fn a_sealed_file_is_its_owners_alone_and_has_the_sum_that_is_told() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let place = folder.path().join("sealed");
        let refused = [asked()];
        let (sealed, path) = seal(&place, &asked(), "i", &[], &refused).expect("sealed");
        let bytes = std::fs::read(&path).expect("the file");
        assert_eq!(sealed.sha256, chain::hex(&Sha256::digest(&bytes)));
        assert_eq!(path, place.join(&sealed.file));
        let mode = |path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(&path)), (0o700, 0o600));
    }

    #[test]
    fn where_it_cannot_be_written_nothing_lies_there() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let place = folder.path().join("sealed");
        std::fs::write(&place, "a file where the folder should be").expect("a file");
        assert!(seal(&place, &asked(), "i", &[], &[]).is_err());
    }
}
