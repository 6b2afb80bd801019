//! Links to hosts that the room did not list as its own. A notice with a strange link reads like
//! the mail of a thief.
//!
//! What must stay true: a link that comes from a fact is one that the room agreed on.

use std::ops::Range;

use super::{Hit, Matter};

pub(super) fn hits(matter: &Matter<'_>) -> Vec<Hit> {
    let text = matter.words.filled.as_str();
    let mut hits = Vec::new();
    for place in links(text) {
        let words = matter.words.covering(&place);
        if matter.words.is_cited(words.start) {
            continue;
        }
        let Some(host) = host(&text[place]) else { continue };
        if !is_known(matter, &host) {
            hits.push(Hit { words, detail: host });
        }
    }
    hits
}

/// Whether a host, or the one that it belongs to, is listed or cited as ours.
fn is_known(matter: &Matter<'_>, wanted: &str) -> bool {
    let belongs = |own: &str| {
        let own = own.trim().trim_end_matches('/').to_lowercase();
        let own = host(&own).unwrap_or(own);
        !own.is_empty()
            && (wanted == own || wanted.strip_suffix(&own).is_some_and(|rest| rest.ends_with('.')))
    };
    let incident = matter.incident;
    let cited = |(name, _): (&str, _)| {
        let now = incident.facts.now(name);
        now.is_some_and(|now| host(&now.value).is_some_and(|own| belongs(&own)))
    };
    incident.names.hosts().any(belongs) || incident.facts.all().any(cited)
}

/// Where a text has links.
fn links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = ["https://", "http://", "www."]
        .iter()
        .filter_map(|begin| text[from..].find(begin).map(|at| from + at))
        .min()
    {
        let rest = &text[at..];
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '\u{201D}');
        let long = rest.find(ends).unwrap_or(rest.len());
        let link = rest[..long].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        found.push(at..at + link.len().max(1));
        from = at + long.max(4);
        if !text.is_char_boundary(from) || from >= text.len() {
            break;
        }
    }
    found
}

/// The host of a link, in lower case.
fn host(link: &str) -> Option<String> {
    let link = link.trim();
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let rest = rest.or_else(|| link.starts_with("www.").then_some(link))?;
    let host = rest.split(['/', '?', '#']).next()?;
    // What stands before an @ is no host, whatever it looks like.
    let host = host.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty() && !host.contains("{{")).then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{host, links};

    #[test]
    fn a_links_host_is_where_it_leads() {
        for (text, hosts) in [
            (
                "see https://status.acme.example/x, or www.acme.example.",
                vec!["status.acme.example", "www.acme.example"],
            ),
            ("(http://acme.example@evil.example:80/login)", vec!["evil.example"]),
            ("<https://A.example>", vec!["a.example"]),
            ("https://{{ host }}/x https://", vec![]),
            ("no link at all", vec![]),
        ] {
            let found: Vec<String> =
                links(text).into_iter().filter_map(|at| host(&text[at])).collect();
            assert_eq!(found, hosts, "{text}");
        }
    }
}
