//! Where a reply's own words end and the ones that it quotes below begin. Apart, because mail
//! programs mark it in ways of their own, and a guess that is wrong must lose nothing: both halves
//! are kept, in their order.

/// Words with which mail programs head what they quote whole: `-----Original Message-----`.
const HEADINGS: &[&str] = &[
    "original message",
    "forwarded message",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
];

/// The first header of a mail that is quoted without marks, in the languages of mail programs.
const FROM: &[&str] = &["from:", "von:", "de:", "da:", "van:"];

/// A header that follows it.
const SENT: &[&str] = &["sent:", "date:", "gesendet:", "datum:", "envoyé:", "enviado", "inviato:"];

/// The words of a reply, and what it quotes below them. Together they are the whole, but for blank
/// lines at the ends of both.
pub fn split(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let at = headed(&lines).or_else(|| marked(&lines)).unwrap_or(lines.len());
    let (own, quoted) = lines.split_at(at);
    (joined(own), joined(quoted))
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Where a heading says that all that follows is another mail.
fn headed(lines: &[&str]) -> Option<usize> {
    (0..lines.len()).find(|place| {
        let line = lines[*place].trim();
        let next =
            lines[place + 1..].iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        let next: Vec<&str> = next.take(3).collect();
        let bare = line.trim_matches(|c: char| c == '-' || c == ' ' || c == '_').to_lowercase();
        if line.starts_with("--") && HEADINGS.contains(&bare.as_str()) {
            return true;
        }
        // Outlook: a rule, then headers; or the headers alone.
        let rule = line.len() >= 10 && line.chars().all(|c| c == '_');
        let (first, after) = match next.split_first() {
            Some((first, after)) if rule => (*first, after),
            _ => (line, next.as_slice()),
        };
        begins(first, FROM) && after.iter().take(2).any(|line| begins(line, SENT))
    })
}

fn begins(line: &str, with: &[&str]) -> bool {
    let line = line.trim_matches('*').to_lowercase().replace(" :", ":").replace('*', "");
    with.iter().any(|word| line.starts_with(word))
}

/// Where the lines marked with `>` begin that go on to the end, with the line above that says whose
/// words they are.
fn marked(lines: &[&str]) -> Option<usize> {
    let quoted = |line: &str| line.starts_with('>');
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    if !quoted(lines[last]) {
        return None;
    }
    let own = lines.iter().rposition(|line| !line.is_empty() && !quoted(line));
    let Some(own) = own else { return Some(0) };
    let first = (own + 1..lines.len()).find(|place| quoted(lines[*place]))?;
    // `On Sun, 22 Nov 2026 at 09:31, NAME wrote:`, over one line or two.
    let says_whose = lines[own].ends_with(':') && first - own <= 2;
    if !says_whose {
        return Some(first);
    }
    let digits = |line: &str| line.chars().any(|c| c.is_ascii_digit());
    let above = own
        .checked_sub(1)
        .filter(|above| !digits(lines[own]) && digits(lines[*above]) && !quoted(lines[*above]));
    Some(above.unwrap_or(own))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[track_caller]
    fn check(text: &str, own: &str, quoted: &str) {
        assert_eq!(split(text), (own.to_owned(), quoted.to_owned()));
    }

    #[test]
    fn a_quoted_tail_is_told_from_the_words_above_it() {
        check(
            "Thanks.\n\nOn 22 Nov, Kim wrote:\n> a\n> b\n",
            "Thanks.",
            "On 22 Nov, Kim wrote:\n> a\n> b",
        );
        check(
            "Danke.\n\nAm Sonntag, 22. November um 09:31\nschrieb Kim Park <kim@x.example>:\n\n> a",
            "Danke.",
            "Am Sonntag, 22. November um 09:31\nschrieb Kim Park <kim@x.example>:\n\n> a",
        );
        check(
            "Ok\n-----Original Message-----\nFrom: k\n",
            "Ok",
            "-----Original Message-----\nFrom: k",
        );
        check(
            "Ok\n________________________________\nFrom: K\nSent: Sunday\n\nwords",
            "Ok",
            "________________________________\nFrom: K\nSent: Sunday\n\nwords",
        );
        check("Ok\nVon: K\nGesendet: heute\nx", "Ok", "Von: K\nGesendet: heute\nx");
        check("All mine:\n> a\n", "", "All mine:\n> a");
    }

    #[test]
    fn words_between_quoted_ones_or_below_them_are_the_replys_own() {
        check("> why?\nbecause\n> and?\nso", "> why?\nbecause\n> and?\nso", "");
        check("> why?\nbecause\n", "> why?\nbecause", "");
        check("From: here on we know\nthat it is so", "From: here on we know\nthat it is so", "");
        check("", "", "");
        check("> only ours", "", "> only ours");
    }
}
