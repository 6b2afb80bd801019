//! Mails as people and their programs write them, and as nobody should.

use proptest::prelude::*;

use super::read;
use crate::domain::ids::DraftId;
use crate::domain::replies::{Letter, MAIL_BYTES};
use crate::domain::time::Timestamp;

fn letter(mail: impl AsRef<[u8]>) -> Letter {
    read(mail.as_ref(), &DraftId::new("d-1"), "reply.eml").expect("a reply")
}

const PLAIN: &str = "From: Jo Doe <jo@acme.example>\r\nDate: Sun, 22 Nov 2026 10:31:00 +0100\r\n\
    Subject: Re: Security notice\r\nMessage-ID: <a1@acme.example>\r\n\r\n\
    Why us?\r\nPlease call.\r\n\r\nOn 22 Nov 2026, Kim wrote:\r\n> Dear customer\r\n";

#[test]
fn a_plain_mail_says_who_when_what_and_what_it_quotes() {
    let it = letter(PLAIN);
    assert_eq!(it.from, "Jo Doe <jo@acme.example>");
    assert_eq!(it.written, Timestamp::parse("2026-11-22T09:31:00Z"));
    assert_eq!(it.reply.dated.as_deref(), Some("2026-11-22T10:31:00+01:00"));
    assert_eq!(it.reply.subject, "Re: Security notice");
    assert_eq!(it.reply.message_id.as_deref(), Some("a1@acme.example"));
    assert_eq!(it.words, "Why us?\nPlease call.");
    assert_eq!(it.reply.quoted, "On 22 Nov 2026, Kim wrote:\n> Dear customer");
    assert_eq!(it.reply.whole.bytes, PLAIN.len() as u64);
    assert!(it.remarks.is_empty(), "{:?}", it.remarks);
    // A mailbox's own line, and a byte order mark, stand before the same mail.
    assert_eq!(letter(format!("From jo Sun Nov 22\n{PLAIN}")).words, it.words);
    assert_eq!(letter(format!("\u{feff}{PLAIN}")).words, it.words);
}

#[test]
fn attachments_are_listed_as_a_mail_program_would_save_them_and_never_words() {
    let it = letter(
        "From: jo@acme.example\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         <p>See <b>both</b>.</p>\r\n--b\r\nContent-Type: text/csv; charset=iso-8859-1; name=l.csv\
         \r\nContent-Disposition: attachment; filename=\"=?utf-8?q?l=C3=A9.csv?=\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n6Q==\r\n--b\r\n\
         Content-Type: application/x-evil\r\n\
         Content-Disposition: attachment; filename=\"../../\u{1b}[2Jx.exe\"\r\n\r\nMZ\r\n--b--\r\n",
    );
    assert_eq!(it.words, "See both.");
    let [csv, exe] = it.reply.attachments.as_slice() else { panic!("{:?}", it.reply) };
    assert_eq!((csv.name.as_str(), csv.whole.bytes), ("lé.csv", 1));
    // Its very bytes: `printf '\\351' | sha256sum`.
    assert_eq!(csv.whole.sha256.short(), "de2e331d891a");
    assert!(exe.name.contains("x.exe") && !exe.name.contains('\u{1b}'), "{}", exe.name);
    assert_eq!(exe.whole.bytes, 2);
}

#[test]
fn what_a_mail_lacks_or_breaks_is_said() {
    let it = letter("From: jo@acme.example\nSubject: x\n\nhello");
    assert_eq!((it.written, it.reply.dated.as_deref()), (None, None));
    assert!(it.remarks[0].contains("no Date"), "{:?}", it.remarks);
    let it = letter("From: jo@acme.example\nDate: the day after\n\nhello");
    assert_eq!((it.written, it.reply.dated.as_deref()), (None, Some("the day after")));
    let it = letter("From: jo@acme.example\nDate: 31 Feb 2026 10:00:00 +0000\n\nhello");
    assert!(it.written.is_none() && it.reply.dated.is_some(), "{it:?}");
    let it = letter("Received: here\nSubject: x\n\nhello");
    assert!(it.from.is_empty() && it.remarks.iter().any(|one| one.contains("who wrote")));
    let it = letter(
        "From: jo@acme.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain\n\nx",
    );
    assert_eq!(it.words, "x");
    assert!(it.remarks.iter().any(|one| one.contains("broken")), "{:?}", it.remarks);
    let it = letter("From: jo@acme.example\nDate: 1 Jan 2031 00:00:00 Z\nSubject: x\n\nhello");
    assert_eq!((it.words.as_str(), it.reply.subject.as_str()), ("hello", "x"));
    let now = Timestamp::parse("2026-11-22T09:31:00Z").unwrap_or_default();
    assert!(it.doubts(now)[0].contains("lies ahead"), "{:?}", it.doubts(now));
}

#[test]
fn bare_words_are_words_whatever_they_begin_with() {
    let it = letter("We saw it too: please call.\n> sure?\n");
    assert_eq!(it.words, "We saw it too: please call.");
    assert_eq!((it.from.as_str(), it.reply.quoted.as_str()), ("", "> sure?"));
    assert_eq!(
        letter("Note: this is no header\n\nwords").words,
        "Note: this is no header\n\nwords"
    );
    assert_eq!(letter(b"caf\xe9").words, "caf\u{fffd}");
    let none = read(b" \n", &DraftId::new("d-1"), "x").expect_err("no words");
    assert!(none.contains("no words"), "{none}");
}

#[test]
fn what_is_too_large_is_cut_or_not_read_and_says_so() {
    let long = "word ".repeat(40_000);
    let it = letter(format!("{PLAIN}> {long}"));
    assert_eq!(it.words, "Why us?\nPlease call.");
    assert!(it.reply.quoted.len() < 64 * 1024 && it.reply.left_out > 100_000);
    assert!(it.remarks.iter().any(|one| one.contains("left out")), "{:?}", it.remarks);
    let it = letter(&long);
    assert!(it.words.len() < 40 * 1024, "{}", it.words.len());
    let huge = vec![b'a'; MAIL_BYTES + 1];
    assert!(read(&huge, &DraftId::new("d"), "x").is_err_and(|why| why.contains("32 MB")));
    let many = format!("From: a@b\nX: y\n\n{}", "--b\n\n".repeat(100_000));
    assert!(read(many.as_bytes(), &DraftId::new("d"), "x").is_err_and(|why| why.contains("parts")));
    let many = format!("From: a@b\n{}\n\nx", "X: y\n".repeat(100_000));
    assert!(read(many.as_bytes(), &DraftId::new("d"), "x").is_err());
    let name = "n".repeat(100_000);
    let it = letter(format!("From: \"{name}\" <a@b>\nSubject: {name}\nMessage-ID: <{name}>\n\nx"));
    assert!(it.from.len() <= 200 && it.reply.subject.len() <= 200);
    assert!(it.reply.message_id.is_some_and(|id| id.len() < 100));
}

/// A mail with everything in it, to be broken.
const RICH: &str = "From: =?iso-8859-1?q?J=F6?= <jo@acme.example>\r\n\
    Date: Sun, 22 Nov 2026 10:31:00 +0100\r\nSubject: =?utf-8?b?8J+YgA==?= x\r\n\
    Message-ID: <a@b>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
    Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\
    Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <p>a=C3=A9 &amp; &eacute; <blockquote>q</blockquote>\r\n--c--\r\n--b\r\n\
    Content-Type: message/rfc822\r\n\r\nFrom: x@y\r\nSubject: in\r\n\r\ninner\r\n--b\r\n\
    Content-Type: text/plain; charset=shift_jis; name*0*=utf-8''%E2; name*1*=%82%AC\r\n\
    Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\ngqA=\r\n--b--\r\n";

#[test]
fn nested_mails_and_other_letters_are_read() {
    let it = letter(RICH);
    assert_eq!((it.from.as_str(), it.words.as_str()), ("Jö <jo@acme.example>", "aé & é"));
    assert_eq!(it.reply.quoted, "> q");
    assert_eq!(it.reply.attachments.len(), 2, "{:?}", it.reply);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reading(
        cut in 0..RICH.len(),
        place in 0..RICH.len(),
        with in proptest::collection::vec(any::<u8>(), 0..12),
        again in 1..4_usize,
    ) {
        let mut bytes = RICH.as_bytes().to_vec();
        let end = (place + with.len()).min(bytes.len());
        bytes.splice(place..end, with);
        bytes.truncate(bytes.len().max(cut));
        let tail = bytes[cut.min(bytes.len())..].to_vec();
        for _ in 1..again {
            bytes.extend_from_slice(&tail);
        }
        if let Ok(it) = read(&bytes, &DraftId::new("d"), "x") {
            prop_assert!(it.words.len() + it.reply.quoted.len() < 64 * 1024);
            prop_assert!(it.from.chars().count() <= 200);
            prop_assert!(it.reply.attachments.len() <= 100);
        }
    }
}
