//! When a playbook suggests that something be done: a *target*, never a promise and never a
//! deadline.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::aim::Aim;
use super::time::length;
use super::words::Anchor;

/// A suggested time. Written `declared+PT1H`, `release-P7D`, `declared+P1D..P7D`, `released`, or a
/// standing word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// So many minutes after (or, negative, before) an anchor.
    Relative {
        /// The anchor that it hangs on.
        anchor: Anchor,
        /// Minutes from the anchor.
        minutes: i64,
        /// The far end, in minutes, where a span is suggested.
        until: Option<i64>,
    },
    /// Bound to no clock of ours; see [`Target::STANDING`].
    Standing(&'static str),
}

impl Target {
    /// The standing word for what is to be done before the release, whenever that is.
    pub const BEFORE_RELEASE: &'static str = "before-release";

    /// The standing words and what the screen says for each.
    pub const STANDING: &'static [(&'static str, &'static str)] = &[
        ("always", "throughout"),
        (Self::BEFORE_RELEASE, "before release"),
        ("before-payment", "before any payment"),
        ("per-clock", "by its legal clock"),
        ("per-contract", "by contract"),
    ];

    /// Reads the written form. Durations are ISO 8601 of weeks, days, hours and minutes.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((word, _)) = Self::STANDING.iter().find(|(word, _)| *word == text) {
            return Some(Self::Standing(word));
        }
        let at = text.find("+P").or_else(|| text.find("-P"));
        let (name, rest) = at.map_or((text, ""), |at| text.split_at(at));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty()
            || !name.starts_with(|c: char| c.is_ascii_lowercase())
            || !name.chars().all(plain)
        {
            return None;
        }
        let anchor = Anchor::new(name);
        if rest.is_empty() {
            return Some(Self::Relative { anchor, minutes: 0, until: None });
        }
        let (sign, rest) = rest.split_at(1);
        let sign = if sign == "-" { -1 } else { 1 };
        let (from, to) = match rest.split_once("..") {
            Some((from, to)) => (from, Some(minutes(to)? * sign)),
            None => (rest, None),
        };
        Some(Self::Relative { anchor, minutes: minutes(from)? * sign, until: to })
    }

    /// In words, whatever has happened since: `4h after contained`, `when released`, `throughout`.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Standing(word) => {
                let known = Self::STANDING.iter().find(|(id, _)| id == word);
                known.map(|(_, words)| (*words).to_owned())
            }
            Self::Relative { anchor, minutes, until } => {
                let far = until.map(|until| length(until.unsigned_abs().cast_signed() * 60_000));
                let far = far.map(|far| format!(" to {far}")).unwrap_or_default();
                let when = Aim::When { anchor: anchor.clone(), minutes: *minutes };
                when.words().map(|words| match words.split_once(' ') {
                    Some((first, rest)) if !far.is_empty() => format!("{first}{far} {rest}"),
                    _ => words,
                })
            }
        }
    }

    /// The anchor, where there is one.
    pub const fn anchor(&self) -> Option<&Anchor> {
        match self {
            Self::Relative { anchor, .. } => Some(anchor),
            Self::Standing(_) => None,
        }
    }
}

/// Minutes of an ISO 8601 duration (`P7D`, `PT90M`, `P1DT12H`, `P2W`).
pub fn minutes(text: &str) -> Option<i64> {
    let mut rest = text.strip_prefix('P')?;
    let (mut minutes, mut in_time, mut any) = (0_i64, false, false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            if in_time {
                return None;
            }
            in_time = true;
            rest = after;
            continue;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: i64 = rest[..digits].parse().ok()?;
        let unit = match (rest.as_bytes()[digits], in_time) {
            (b'W', false) => 7 * 24 * 60,
            (b'D', false) => 24 * 60,
            (b'H', true) => 60,
            (b'M', true) => 1,
            _ => return None,
        };
        minutes = count.checked_mul(unit)?.checked_add(minutes)?;
        any = true;
        rest = &rest[digits + 1..];
    }
    any.then_some(minutes)
}

/// Writes minutes as the shortest exact duration (`PT1H30M`, `P7D`).
fn write_duration(f: &mut fmt::Formatter<'_>, minutes: i64) -> fmt::Result {
    let minutes = minutes.unsigned_abs();
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    f.write_str("P")?;
    if days > 0 {
        write!(f, "{days}D")?;
    }
    if hours > 0 || rest > 0 || days == 0 {
        f.write_str("T")?;
    }
    if hours > 0 {
        write!(f, "{hours}H")?;
    }
    if rest > 0 || (days == 0 && hours == 0) {
        write!(f, "{rest}M")?;
    }
    Ok(())
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standing(word) => f.write_str(word),
            Self::Relative { anchor, minutes: 0, until: None } => write!(f, "{anchor}"),
            Self::Relative { anchor, minutes, until } => {
                let before = *minutes < 0 || until.is_some_and(|until| until < 0);
                write!(f, "{anchor}{}", if before { '-' } else { '+' })?;
                write_duration(f, *minutes)?;
                if let Some(until) = until {
                    f.write_str("..")?;
                    write_duration(f, *until)?;
                }
                Ok(())
            }
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a target such as declared+PT1H"))
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn written_and_read_again() {
        for text in [
            "declared+PT1H",
            "release-P7D",
            "declared+P1D..P7D",
            "contain-plan+PT15M",
            "released",
            "always",
            "on-decision+PT4H",
            "per-contract",
        ] {
            assert_eq!(Target::parse(text).map(|target| target.to_string()).as_deref(), Some(text));
        }
        assert_eq!(
            Target::parse("reported+PT48H").map(|target| target.to_string()).as_deref(),
            Some("reported+P2D")
        );
        for text in [
            "",
            "declared+",
            "declared+PT",
            "declared+P1H",
            "Declared",
            "declared+PT1S",
            "declared +PT1H",
        ] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }
}
