//! Passwords and addresses that are secrets: from the environment, or from a file that only its
//! owner may read. They are read when they are needed and kept nowhere; nothing here is ever shown.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

/// The longest secret.
const BYTES_MAX: u64 = 16 * 1024;

/// The secret: the variable's where it has one, else the file's first line. Why there is none,
/// with the remedy, never with a word of it.
pub fn read(what: &str, variable: &str, file: Option<&Path>) -> Result<String, String> {
    if let Ok(value) = std::env::var(variable)
        && !value.is_empty()
    {
        return Ok(value);
    }
    let Some(path) = file else {
        return Err(format!(
            "{what} is not known: set {variable}, or name its file in config.toml"
        ));
    };
    let path = super::at_home(&path.to_string_lossy());
    let shown = path.display();
    let unread = |error: std::io::Error| {
        let why = crate::text::unnumbered(&error.to_string());
        format!("{what} cannot be read from {shown} ({why})")
    };
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY).bits()).unwrap_or(0);
    let mut open = OpenOptions::new();
    let file = open.read(true).custom_flags(flags).open(&path).map_err(unread)?;
    let about = file.metadata().map_err(unread)?;
    if !about.is_file() {
        return Err(format!("{what}: {shown} is no file"));
    }
    if about.mode() & 0o077 != 0 {
        return Err(format!(
            "{what}: others may read {shown}, so it is not used. chmod 600 {shown}; if others \
             could have read it, change the secret"
        ));
    }
    let mut text = String::new();
    file.take(BYTES_MAX).read_to_string(&mut text).map_err(unread)?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(format!("{what}: the first line of {shown} is empty"));
    }
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::read;

    #[test]
    fn a_secret_that_others_may_read_is_refused_with_the_remedy() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("password");
        std::fs::write(&path, "hunter2\nnot this\n").expect("written");
        let of = |mode| {
            let rights = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, rights).expect("its rights");
            read("the password", "ALLHANDS_NO_SUCH_VARIABLE", Some(&path))
        };
        assert_eq!(of(0o600), Ok("hunter2".to_owned()));
        for wide in [0o640, 0o604, 0o644, 0o660] {
            let why = of(wide).expect_err("refused");
            assert!(why.contains("chmod 600 ") && !why.contains("hunter2"), "{why}");
        }
        let missing = folder.path().join("none");
        assert!(read("the password", "ALLHANDS_NO_SUCH_VARIABLE", Some(&missing)).is_err());
        let why = read("the password", "ALLHANDS_NO_SUCH_VARIABLE", None).expect_err("none");
        assert!(why.contains("set ALLHANDS_NO_SUCH_VARIABLE"), "{why}");
    }
}
