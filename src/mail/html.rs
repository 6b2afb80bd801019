//! Words out of HTML, for mails that have no others. Apart from the mail, because here a markup is
//! left behind and nothing of it is kept: no link is followed, no picture asked for, nothing that
//! is hidden by style is guessed at.

use mail_parser::decoders::html::add_html_token;

/// Elements whose words are not for readers.
const UNSEEN: &[&str] = &["head", "style", "script", "template", "title", "noscript", "svg"];

/// Elements that begin a line.
const LINES: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// The longest entity that is read (`&CounterClockwiseContourIntegral;`).
const ENTITY_BYTES: usize = 40;

/// The words, in lines; what is quoted stands behind `>`.
pub fn to_text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        page.words(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { tag(&mut page, rest) } else { entity(&mut page, rest) };
    }
    page.words(rest);
    page.end()
}

/// A tag or a comment; says what follows it. A `<` that begins neither is a word.
fn tag<'a>(page: &mut Page, rest: &'a str) -> &'a str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").map_or("", |end| &comment[end + 3..]);
    }
    let inner = &rest[1..];
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        page.words("<");
        return inner;
    }
    let Some(end) = inner.find('>') else { return "" };
    let (closes, name) = match inner[..end].strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, &inner[..end]),
    };
    let name: String =
        name.chars().take_while(char::is_ascii_alphanumeric).take(12).collect::<String>();
    page.element(&name.to_ascii_lowercase(), closes);
    &inner[end + 1..]
}

/// A letter that is written as `&name;` or `&#number;`; says what follows it.
fn entity<'a>(page: &mut Page, rest: &'a str) -> &'a str {
    let end = rest.bytes().take(ENTITY_BYTES).position(|byte| byte == b';');
    let name = end.map(|end| &rest[..=end]);
    let is_one = |name: &&str| {
        name[1..name.len() - 1].bytes().all(|byte| byte == b'#' || byte.is_ascii_alphanumeric())
    };
    let Some(name) = name.filter(is_one) else {
        page.words("&");
        return &rest[1..];
    };
    let mut letter = String::new();
    add_html_token(&mut letter, name.as_bytes(), false);
    page.words(&letter.replace('\u{a0}', " "));
    &rest[name.len()..]
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    line: String,
    /// Whether a blank stands before the next word.
    blank: bool,
    /// How deep in what is quoted.
    quoted: usize,
    /// The element whose words are not shown.
    unseen: Option<String>,
}

impl Page {
    fn words(&mut self, words: &str) {
        if self.unseen.is_some() {
            return;
        }
        for c in words.chars() {
            if c.is_whitespace() {
                self.blank = true;
            } else {
                if self.blank && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.blank = false;
                self.line.push(c);
            }
        }
    }

    fn element(&mut self, name: &str, closes: bool) {
        if let Some(unseen) = &self.unseen {
            if closes && unseen == name {
                self.unseen = None;
            }
            return;
        }
        if UNSEEN.contains(&name) {
            self.unseen = (!closes).then(|| name.to_owned());
            return;
        }
        if LINES.contains(&name) {
            self.end_line(name == "p" || name == "blockquote");
        }
        match (name, closes) {
            ("blockquote", false) => self.quoted += 1,
            ("blockquote", true) => self.quoted = self.quoted.saturating_sub(1),
            ("li", false) => self.line.push_str("- "),
            ("td" | "th", _) => self.blank = true,
            _ => {}
        }
    }

    fn end_line(&mut self, apart: bool) {
        self.blank = false;
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            let mark = if self.quoted > 0 { "> " } else { "" };
            self.lines.push(format!("{mark}{line}"));
        }
        if apart && self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn end(mut self) -> String {
        self.end_line(false);
        self.lines.join("\n").trim_matches('\n').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn words_stay_and_markup_goes() {
        for (html, text) in [
            ("<p>Hello <b>Kim</b>,</p><p>why us?</p>", "Hello Kim,\n\nwhy us?"),
            ("<head><title>x</title><style>p{}</style></head>a<br>b", "a\nb"),
            ("<script>alert('x')</script>safe", "safe"),
            ("a &lt;b&gt; &amp; c&nbsp;d &eacute; &#8364; &bogus", "a <b> & c d é € &bogus"),
            (
                "<div>own</div><blockquote><p>ours</p><p>too</p></blockquote>",
                "own\n\n> ours\n\n> too",
            ),
            ("<ul><li>one<li>two</ul>", "- one\n- two"),
            ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
            ("<!-- hidden --> seen <!-- never closed", "seen"),
            ("cut <a href=\"", "cut"),
            ("<style>never closed", ""),
            ("", ""),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}
