//! What the capture line hears before Enter: words of legal weight or blame, and personal data in
//! bulk. One soft word about a line that is being typed; nothing of it is kept anywhere.

use super::pattern;
use super::rules::{Finds, On, Rules};
use super::words::Words;

/// So many addresses or numbers of people in one line are no mention of somebody, they are a list.
const BULK: usize = 3;

/// What there is to say of a line, in a few words; mostly nothing.
pub fn softly(rules: &Rules, line: &str) -> Option<String> {
    let words = Words::plain(line);
    let listens =
        |rule: &super::Rule| matches!(rule.on, On::Line | On::Both) && rule.finds == Finds::Words;
    let hits = pattern::hits(rules, &words, listens);
    if let Some((rule, at)) = hits.first() {
        let says = rules.all().get(*rule).map_or("", |rule| rule.says.as_str());
        return Some(format!("“{}”: {says}", words.said(at)));
    }
    let many = people(line);
    (many >= BULK).then(|| format!("{many} addresses or numbers of people: record where they are"))
}

/// How many addresses, phone and card numbers a line has.
fn people(line: &str) -> usize {
    let trimmed =
        |part: &str| part.trim_matches(|c: char| !c.is_alphanumeric() && c != '+').to_owned();
    let parts = line.split([' ', '\t', '\n', ',', ';', '<', '>', '|']).map(trimmed);
    parts.filter(|part| is_mail(part) || is_number_of_somebody(part)).count()
}

fn is_mail(part: &str) -> bool {
    part.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host
                .split_once('.')
                .is_some_and(|(domain, top)| !domain.is_empty() && top.len() >= 2)
    })
}

/// `+420601234567`, `4111-1111-1111-1111`, `CZ6508000000192000145399`.
fn is_number_of_somebody(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    let others = part.len() - digits - letters;
    let phone = part.starts_with('+') && (9..=15).contains(&digits) && letters == 0;
    let card = digits == 16 && letters == 0 && (others == 0 || others == 3);
    let account = (14..=32).contains(&digits)
        && letters == 2
        && others == 0
        && part.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    phone || card || account
}

#[cfg(test)]
mod tests {
    use super::people;

    #[test]
    fn people_are_counted_by_how_they_can_be_reached() {
        for (line, many) in [
            ("a@b.example, c@d.example; <e@f.example>", 3),
            ("call +420601234567 about 4111-1111-1111-1111", 2),
            ("CZ6508000000192000145399", 1),
            ("@infra: db-7 at 14:05, 203.0.113.9:8080, 20261120140500", 0),
            ("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 0),
        ] {
            assert_eq!(people(line), many, "{line}");
        }
    }
}
