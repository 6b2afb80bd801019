//! Shapes of keys and tokens, so that nobody records one by accident: what is recorded stays.
//!
//! Apart from the grammar, because it looks at text of every origin. It points out and offers; it
//! never removes by itself. Plain hashes and addresses, which an incident is full of, are not taken
//! for secrets.

use std::ops::Range;

use super::named_secrets::named;

/// A beginning, how many characters at least must follow, and what it is.
const SHAPES: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "AWS access key"),
    ("ASIA", 16, "AWS access key"),
    ("ghp_", 20, "GitHub token"),
    ("gho_", 20, "GitHub token"),
    ("ghu_", 20, "GitHub token"),
    ("ghs_", 20, "GitHub token"),
    ("ghr_", 20, "GitHub token"),
    ("github_pat_", 20, "GitHub token"),
    ("glpat-", 16, "GitLab token"),
    ("xoxb-", 10, "Slack token"),
    ("xoxp-", 10, "Slack token"),
    ("xoxa-", 10, "Slack token"),
    ("xoxs-", 10, "Slack token"),
    ("AIza", 30, "Google API key"),
    ("ya29.", 20, "Google token"),
    ("sk_live_", 10, "Stripe key"),
    ("rk_live_", 10, "Stripe key"),
    ("sk-", 32, "API key"),
    ("npm_", 30, "npm token"),
    ("pypi-", 30, "PyPI token"),
    ("dop_v1_", 30, "DigitalOcean token"),
    ("hvs.", 20, "Vault token"),
    ("SG.", 30, "SendGrid key"),
    ("age-secret-key-1", 20, "age key"),
    ("AGE-SECRET-KEY-1", 20, "age key"),
];

/// What is a key by its letters alone.
const RANDOM: &str = "long random key";

/// How a mark begins: it is no secret itself, whatever stands before it.
pub(super) const MARK: &str = "[secret removed: ";

/// Where the text holds something shaped like a secret, and what kind.
pub(super) fn found(text: &str) -> Vec<(Range<usize>, &'static str)> {
    // Every shape needs a long word: most lines have none and cost one pass.
    let mut out = private_keys(text);
    let overlaps = |out: &[(Range<usize>, &str)], it: &Range<usize>| {
        out.iter().any(|(range, _)| range.start < it.end && it.start < range.end)
    };
    for (range, kind) in named(text) {
        if !overlaps(&out, &range) {
            // A value that tells by its shape what it is, is called that.
            let own = shape(text, range.clone()).filter(|(_, own)| *own != RANDOM);
            out.push((range, own.map_or(kind, |(_, own)| own)));
        }
    }
    for word in words(text).filter(|word| word.len() >= 6) {
        if let Some((range, kind)) = shape(text, word)
            && !overlaps(&out, &range)
        {
            out.push((range, kind));
        }
    }
    out
}

/// The text with marks in place of secrets; nothing where there is none.
pub(super) fn removed(text: &str) -> Option<String> {
    let mut found = found(text);
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|(range, _)| range.start);
    let mut out = text.to_owned();
    for (range, kind) in found.into_iter().rev() {
        out.replace_range(range, &mark(kind));
    }
    Some(out)
}

/// What stands in place of a secret.
pub(super) fn mark(kind: &str) -> String {
    format!("{MARK}{kind}]")
}

/// Runs of characters that keys are made of.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
        let len = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
        from = start + len;
        Some(start..from)
    })
}

fn private_keys(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("-----BEGIN ") {
        let start = from + at;
        let header = text[start..].lines().next().unwrap_or_default();
        let end = text[start..]
            .find("-----END ")
            .and_then(|end| {
                let tail = &text[start + end + 9..];
                Some(start + end + 9 + tail.find("-----")? + 5)
            })
            .unwrap_or(text.len());
        if header.contains("PRIVATE KEY") {
            out.push((start..end, "private key"));
        }
        from = end.max(start + 11);
    }
    out
}

fn shape(text: &str, word: Range<usize>) -> Option<(Range<usize>, &'static str)> {
    let whole = &text[word.clone()];
    let key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '=');
    let mut start = 0;
    while start < whole.len() {
        let Some(at) = whole[start..].find(key) else { break };
        let begin = start + at;
        let len = whole[begin..].find(|c| !key(c)).unwrap_or(whole.len() - begin);
        let run = &whole[begin..begin + len];
        let range = word.start + begin..word.start + begin + len;
        for &(head, more, kind) in SHAPES {
            if run.starts_with(head) && run.len() >= head.len() + more {
                return Some((range, kind));
            }
        }
        if run.starts_with("eyJ") && run.len() > 40 && run.matches('.').count() == 2 {
            return Some((range, "JSON web token"));
        }
        if random(run) && !whole.contains("://") {
            return Some((range, RANDOM));
        }
        start = begin + len;
    }
    None
}

/// Long, of upper case, lower case and digits throughout, and neither a hash nor a path.
fn random(run: &str) -> bool {
    let count = |test: fn(&char) -> bool| run.chars().filter(test).count();
    (32..=200).contains(&run.len())
        && !run.contains('.')
        && run.matches(['/', '-', '_']).count() <= 3
        && !run.bytes().all(|byte| byte.is_ascii_hexdigit())
        && count(char::is_ascii_uppercase) >= 4
        && count(char::is_ascii_lowercase) >= 4
        && count(char::is_ascii_digit) >= 3
}
