//! Secrets that what stands before them gives away: `password: …`, `api_key = …`, `Bearer …`,
//! `https://user:…@host`.
//!
//! Apart from [`super::secrets`], which knows keys by their own shape: here any letters may be one,
//! so prose that only speaks of passwords and tokens must not be taken for them.

use std::ops::Range;

use super::secrets::MARK;

/// How the names end whose value should not be written down, and what the value is; a blank or a
/// hyphen within counts as `_`.
const NAMES: &[(&str, &str)] = &[
    ("password", "password"),
    ("passwd", "password"),
    ("passphrase", "password"),
    ("passwort", "password"),
    ("pwd", "password"),
    ("secret", "secret"),
    ("secret_key", "key"),
    ("access_key", "key"),
    ("private_key", "key"),
    ("auth_key", "key"),
    ("api_key", "key"),
    ("apikey", "key"),
    ("token", "token"),
];

/// What stands behind such a name where there is no secret.
const NO_VALUES: &[&str] = &[
    "none", "null", "nil", "empty", "unset", "missing", "unknown", "invalid", "valid", "reset",
    "changed", "rotated", "revoked", "expired", "leaked", "redacted", "removed", "hidden", "true",
    "false",
];

/// Shorter values behind a name are taken for words of a sentence; joined to it, for longer ones.
const APART_FROM: usize = 6;
const JOINED_FROM: usize = 4;

/// Where the text holds a secret that what stands before it names, and what kind.
pub(super) fn named(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut out = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '=' | ':')) {
        let found = if sign == ':' && text[at..].starts_with("://") {
            in_address(text, at + 3).map(|range| (range, "password"))
        } else {
            behind(text, at)
        };
        out.extend(found);
    }
    out.extend(bearer(text));
    out
}

/// The value behind a name and the `=` or `:` at `at`.
fn behind(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let name = text[..at].trim_end_matches([' ', '\t', '"', '\'']);
    let from = name.char_indices().rev().nth(23).map_or(0, |(from, _)| from);
    let name = name[from..].to_lowercase().replace([' ', '-'], "_");
    let (_, kind) = NAMES.iter().find(|(known, _)| name.ends_with(known))?;
    let rest = &text[at + 1..];
    // `:=` and `==` are as good.
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let value = rest.trim_start_matches([' ', '\t', '"', '\'']);
    let joined = !rest.starts_with([' ', '\t']);
    let start = text.len() - value.len();
    let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let cut = &value[..end.unwrap_or(value.len())];
    let word = cut.trim_end_matches([',', ';', '.', ')', '!', '?']);
    let plain = NO_VALUES.contains(&word.to_lowercase().as_str()) || value.starts_with(MARK);
    let long = if joined { word.len() >= JOINED_FROM } else { word.len() >= APART_FROM };
    (!plain && long && (joined || secretive(word))).then(|| (start..start + word.len(), *kind))
}

/// Whether a word behind `password: ` is one that no sentence has: letters and digits together, or
/// capitals within, and neither a name of something else, a date nor an address.
fn secretive(word: &str) -> bool {
    let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
    let dated = word.len() > 5
        && word.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && word.as_bytes()[4] == b'-';
    // CVE-2026-1234, INC-88.
    let number = word.split_once('-').is_some_and(|(head, rest)| {
        head.bytes().all(|byte| byte.is_ascii_uppercase())
            && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    });
    let elsewhere = word.contains("://") || word.starts_with(['/', '@', '#', '<', '[', '{', '$']);
    let mixed = has(char::is_ascii_digit) && has(|c| c.is_alphabetic());
    let capitals = word.len() >= 12
        && word.chars().skip(1).any(char::is_uppercase)
        && has(|c| c.is_lowercase());
    (mixed || capitals) && !dated && !number && !elsewhere
}

/// The password of an address, whose host or user begins at `from`: `user:…@host`.
fn in_address(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = &text[from..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"'));
    let (user, _) = rest[..end.unwrap_or(rest.len())].rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let start = from + name.len() + 1;
    (!password.is_empty()).then(|| start..start + password.len())
}

/// What stands behind `Bearer`, and behind `Authorization: Basic`.
fn bearer(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    for (lead, least) in [("bearer ", 16), ("authorization: basic ", 8)] {
        for (at, _) in lower.match_indices(lead) {
            let value = text[at + lead.len()..].trim_start_matches(' ');
            let start = text.len() - value.len();
            let key = |c: char| c.is_ascii_alphanumeric() || "_-.+/=~".contains(c);
            let len = value.find(|c| !key(c)).unwrap_or(value.len());
            let word = value[..len].trim_end_matches('.');
            let digit = word.bytes().any(|byte| byte.is_ascii_digit());
            if word.len() >= least && (digit || word.len() >= 30 || least < 16) {
                out.push((start..start + word.len(), "token"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::without_secrets;

    #[test]
    fn what_a_name_gives_away_is_pointed_out() {
        for (typed, mended) in [
            (
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "aws_secret_access_key = [secret removed: key]",
            ),
            (
                "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "aws_secret_access_key=[secret removed: key]",
            ),
            (
                "Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345",
                "Authorization: Bearer [secret removed: token]",
            ),
            (
                "Authorization: Basic dXNlcjpwYXNz x",
                "Authorization: Basic [secret removed: token] x",
            ),
            ("api_key: 9f86d081884c7d659a2feaa0c55ad015", "api_key: [secret removed: key]"),
            ("the API key: 9f86d081884c, and", "the API key: [secret removed: key], and"),
            ("password: hunter2horse", "password: [secret removed: password]"),
            ("password = hunter2horse.", "password = [secret removed: password]."),
            ("{\"password\": \"hunter2horse\"}", "{\"password\": \"[secret removed: password]\"}"),
            ("password=abcd", "password=[secret removed: password]"),
            ("https://user:secretpw@host/x", "https://user:[secret removed: password]@host/x"),
            ("token: ghp_abcdefghijklmnopqrstuvwx123", "token: [secret removed: GitHub token]"),
        ] {
            assert_eq!(without_secrets(typed).as_deref(), Some(mended), "{typed}");
            assert_eq!(without_secrets(mended), None, "a mark is no secret: {mended}");
        }
    }

    #[test]
    fn what_only_speaks_of_secrets_is_not() {
        for harmless in [
            "password: reset for all users",
            "token: none",
            "token=none",
            "the token: expired yesterday",
            "secret: CVE-2026-12345 names it",
            "password: 2026-11-22T14:05 was the last change",
            "token: https://example.com/a1b2c3d4",
            "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "md5=9f86d081884c7d659a2feaa0c55ad015",
            "commit: 9f86d081884c7d659a2feaa0c55ad015",
            "bearer authentication was off",
            "https://host:8443/x and dana@example.com",
            "the bearer of this letter",
        ] {
            assert_eq!(without_secrets(harmless), None, "{harmless}");
        }
    }
}
