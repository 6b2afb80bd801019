//! A draft's Markdown as HTML for mail. HTML in it is text, links lead to the web and to mail only,
//! and pictures are not fetched from anywhere.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// The whole document.
pub fn document(markdown: &str) -> String {
    let safe = crate::text::clipboard(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(&safe, options).map(plain);
    let mut body = String::with_capacity(safe.len() * 2);
    html::push_html(&mut body, events);
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{body}</body></html>\n"
    )
}

fn plain(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        // People write lines and mean lines.
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = target(link_type, dest_url);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        other => other,
    }
}

/// Where a link leads: nowhere, where it is neither the web nor mail.
fn target(sort: LinkType, to: CowStr<'_>) -> CowStr<'_> {
    let lower = to.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    if known || sort == LinkType::Email { to } else { CowStr::Borrowed("#") }
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn markup_is_markup_and_html_is_text() {
        let html =
            document("**Now**\nreset\n\n- a\n- [here](https://x.example)\n\n<script>x</script>");
        for has in ["<strong>Now</strong><br />", "<li>a</li>", "&lt;script&gt;"] {
            assert!(html.contains(has), "{has}: {html}");
        }
        assert!(html.contains("<a href=\"https://x.example\">here</a>"), "{html}");
        for hostile in [
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "![a](https://tracker.example/p.gif)",
            "a <img src=x onerror=alert(1)> b",
            "[a](data:text/html,x)",
            "\u{1b}]52;c;eA==\u{7} \u{202e}gnp",
        ] {
            let html = document(hostile);
            for never in ["href=\"java", "href=\"Java", "<img", "href=\"data", "\u{1b}", "\u{202e}"]
            {
                assert!(!html.contains(never), "{never}: {html}");
            }
        }
    }
}
