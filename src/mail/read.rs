//! A reply as it came, bytes in, [`Letter`] out: a mail with its headers and what hangs on it, or
//! bare words.
//!
//! What must stay true: bytes that somebody else chose cost at most a few times their own size, and
//! end in a letter or in a sentence that says why not.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Address, DateTime, Encoding, HeaderName, HeaderValue, Message, MessageParser, MessagePart,
    MimeHeaders, PartType,
};

use super::{html, tail};
use crate::domain::bounds::ENTRY_BYTES;
use crate::domain::digest::Digest;
use crate::domain::event::{Attachment, Reply, Whole};
use crate::domain::ids::DraftId;
use crate::domain::replies::{Letter, MAIL_BYTES, NO_SENDER};
use crate::domain::time::Timestamp;
use crate::text;

/// Attachments that are listed; more are counted.
const LISTED: usize = 100;
/// Lines in headers of a mail and its parts: people's mails have a few hundred.
const HEADER_LINES: usize = 20_000;
/// Parts of a mail.
const PARTS: usize = 5_000;
/// Bytes of a mail's own id.
const ID_BYTES: usize = 1_000;
/// What the words of a letter take at most; the rest of an entry is for the line that shows them.
const WORDS_BYTES: usize = ENTRY_BYTES - 2_048;

/// Reads what came in answer to a draft: a mail, or bare words. `source` says where it came from.
pub fn read(bytes: &[u8], draft: &DraftId, source: &str) -> Result<Letter, String> {
    if bytes.len() > MAIL_BYTES {
        return Err(too_large());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let source = text::name(source);
    if !is_mail(bytes) {
        return bare(bytes, draft, source);
    }
    if !is_sane(bytes) {
        let why = "This mail has more parts or headers than any that people write. Nothing of it \
                   was read; paste its words instead.";
        return Err(why.to_owned());
    }
    // A mailbox's own line before the headers is none of them.
    let mail = if bytes.starts_with(b"From ") { after_line(bytes) } else { bytes };
    // A last line without its end is no fault, and the parser would call it one.
    let mut mail = Cow::Borrowed(mail);
    if !mail.ends_with(b"\n") {
        mail.to_mut().extend_from_slice(b"\r\n");
    }
    let Some(message) = parser().parse(mail.as_ref()) else {
        return bare(bytes, draft, source);
    };
    Ok(letter(&message, bytes, draft, source))
}

/// That a mail has more bytes than are read.
pub fn too_large() -> String {
    format!("That is larger than {} MB. Nothing of it was read.", MAIL_BYTES / 1024 / 1024)
}

fn after_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
    &bytes[end..]
}

/// Whether it begins as a mail does: with lines of headers, and one of them a mail's own.
fn is_mail(bytes: &[u8]) -> bool {
    let bytes = if bytes.starts_with(b"From ") { after_line(bytes) } else { bytes };
    let (mut headers, mut own) = (0, false);
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        headers += 1;
        own |= [&b"from"[..], b"message-id", b"received", b"return-path"]
            .iter()
            .any(|wanted| name.eq_ignore_ascii_case(wanted));
    }
    headers >= 2 && own
}

/// Whether it has no more parts and headers than a mail has.
fn is_sane(bytes: &[u8]) -> bool {
    let (mut headers, mut parts, mut in_headers) = (0, 0, true);
    for line in bytes.split(|byte| *byte == b'\n') {
        if line.starts_with(b"--") {
            parts += 1;
            in_headers = true;
        } else if line.is_empty() || line == b"\r" {
            in_headers = false;
        } else if in_headers {
            headers += 1;
        }
        if headers > HEADER_LINES || parts > PARTS {
            return false;
        }
    }
    true
}

fn whole(bytes: &[u8]) -> Whole {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Whole { bytes: size, sha256: Digest::of_bytes(bytes) }
}

/// Words without headers: what somebody pasted or typed.
fn bare(bytes: &[u8], draft: &DraftId, source: String) -> Result<Letter, String> {
    let (words, mended) = text::lossy(bytes);
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    if words.trim().is_empty() {
        return Err("There are no words in it. Nothing was filed.".to_owned());
    }
    let mut remarks = Vec::new();
    if mended {
        remarks.push("Bytes that are no UTF-8 became U+FFFD.".to_owned());
    }
    let reply = Reply::bare(draft.clone(), whole(bytes));
    let letter =
        Letter { from: String::new(), written: None, words: String::new(), source, reply, remarks };
    Ok(with_words(letter, &words))
}

fn letter(message: &Message<'_>, bytes: &[u8], draft: &DraftId, source: String) -> Letter {
    let mut remarks = Vec::new();
    let (written, dated) = date(message);
    if dated.is_none() {
        remarks.push("It has no Date: it is filed as of now.".to_owned());
    }
    if message.parts.iter().any(|part| part.is_encoding_problem) {
        remarks.push("Some of it is broken; what can be read of it is here.".to_owned());
    }
    let from = message.from().or_else(|| message.sender()).map(sender).unwrap_or_default();
    if from.is_empty() {
        remarks.push(NO_SENDER.to_owned());
    }
    let (attachments, more_attachments) = attachments(message);
    let reply = Reply {
        subject: message.subject().map(text::name).unwrap_or_default(),
        message_id: message.message_id().map(message_id),
        dated,
        attachments,
        more_attachments,
        ..Reply::bare(draft.clone(), whole(bytes))
    };
    let letter = Letter { from, written, words: String::new(), source, reply, remarks };
    with_words(letter, &words(message))
}

/// The letter with these words in it, as many as an entry takes: what it quotes goes first.
fn with_words(mut letter: Letter, all: &str) -> Letter {
    let (words, quoted) = tail::split(all);
    let own = text_to(&words, WORDS_BYTES / 2);
    let room = WORDS_BYTES - own.len();
    let below = text_to(&quoted, room);
    let left_out = words.len() + quoted.len() - own.len() - below.len();
    if left_out > 0 {
        let kb = ENTRY_BYTES / 1024;
        letter.remarks.push(format!(
            "An entry takes {kb} KB of words: {left_out} bytes of these are left out. Keep the \
             mail itself."
        ));
    }
    letter.reply.left_out = u64::try_from(left_out).unwrap_or(u64::MAX);
    below.clone_into(&mut letter.reply.quoted);
    own.clone_into(&mut letter.words);
    letter
}

/// The beginning of a text, at most so many bytes.
fn text_to(words: &str, bytes: usize) -> &str {
    let mut end = words.len().min(bytes);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

/// When it was written: as a moment, and as it says it.
fn date(message: &Message<'_>) -> (Option<Timestamp>, Option<String>) {
    let said = message.header(HeaderName::Date).and_then(HeaderValue::as_text);
    let Some(said) = said.map(text::name).filter(|said| !said.is_empty()) else {
        return (None, None);
    };
    match DateTime::parse_rfc822(&said) {
        Some(date) if date.is_valid() => {
            let said = date.to_rfc3339();
            (Timestamp::parse(&said), Some(said))
        }
        Some(_) | None => (None, Some(said)),
    }
}

/// The parser. It gets dates as they stand: reading one whose zone is a single letter, it would go
/// on into the header that follows.
fn parser() -> MessageParser {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .with_message_ids()
        .header_text(HeaderName::Subject)
        .header_raw(HeaderName::Date)
}

/// Who wrote it: `Jo Doe <jo@acme.example>`.
fn sender(address: &Address<'_>) -> String {
    let Some(first) = address.first() else { return String::new() };
    text::name(&match (first.name(), first.address()) {
        (Some(name), Some(address)) if name != address => format!("{name} <{address}>"),
        (_, Some(address)) => address.to_owned(),
        (Some(name), None) => name.to_owned(),
        (None, None) => String::new(),
    })
}

/// A mail's own id; of one that is longer than any, its digest.
fn message_id(id: &str) -> String {
    if id.len() <= ID_BYTES { id.to_owned() } else { format!("sha256:{}", Digest::of(id)) }
}

/// The words of a mail: its text, else what its HTML says.
fn words(message: &Message<'_>) -> String {
    let parts = message.text_body.iter().filter_map(|id| message.part(*id));
    let words = parts.filter_map(|part| match &part.body {
        PartType::Text(words) => Some(Cow::Borrowed(words.as_ref())),
        PartType::Html(words) => Some(Cow::Owned(html::to_text(words))),
        PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Message(_)
        | PartType::Multipart(_) => None,
    });
    let mut words: Vec<_> = words.collect();
    if words.iter().all(|words| words.trim().is_empty()) {
        words = broken(message).collect();
    }
    words.join("\n\n").replace("\r\n", "\n").replace('\r', "\n")
}

/// The words of parts that never end, as in a mail that was cut: the parser lists them with what
/// hangs on it.
fn broken<'a>(message: &'a Message<'_>) -> impl Iterator<Item = Cow<'a, str>> {
    let parts = message.parts.iter().filter(|part| part.is_encoding_problem);
    parts.filter_map(|part| {
        let words = part.text_contents()?;
        let is_html = words.contains("</");
        Some(if is_html { Cow::Owned(html::to_text(words)) } else { Cow::Borrowed(words) })
    })
}

/// What hangs on it, and how many more there are than are listed.
fn attachments(message: &Message<'_>) -> (Vec<Attachment>, u64) {
    let one = |part: &MessagePart<'_>| Attachment {
        name: part.attachment_name().map(text::name).unwrap_or_default(),
        whole: whole(&as_saved(message, part)),
    };
    let listed = message.attachments().take(LISTED).map(one).collect();
    let more = message.attachment_count().saturating_sub(LISTED);
    (listed, u64::try_from(more).unwrap_or(u64::MAX))
}

/// The bytes that a mail program would save. The parser gives the words of a text in UTF-8, and
/// their digest would be that of no file that anybody has.
fn as_saved<'a>(message: &'a Message<'_>, part: &'a MessagePart<'_>) -> Cow<'a, [u8]> {
    let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
    let place = usize::try_from(part.offset_body).ok().zip(usize::try_from(part.offset_end).ok());
    let raw = place.and_then(|(from, to)| message.raw_message().get(from..to));
    let decoded = match (raw.filter(|_| is_text), part.encoding) {
        (Some(raw), Encoding::None) => Some(Cow::Borrowed(raw)),
        (Some(raw), Encoding::Base64) => base64_decode(raw).map(Cow::Owned),
        (Some(raw), Encoding::QuotedPrintable) => quoted_printable_decode(raw).map(Cow::Owned),
        (None, _) => None,
    };
    decoded.unwrap_or(Cow::Borrowed(part.contents()))
}

#[cfg(test)]
mod tests;
