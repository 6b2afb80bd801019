//! What comes back, in the real program: by its path, by paste, looked at and filed.

use super::given::Host;

const MAIL: &str = "From: Jo Doe <jo@acme.example>\r\nDate: Sun, 4 Jan 2026 10:31:00 +0100\r\n\
    Subject: Re: Your notice\r\nMessage-ID: <a@b>\r\n\r\n\
    Why us?\r\n\r\nOn 4 Jan 2026, Kim wrote:\r\n> Dear reader\r\n";

#[test]
fn a_mail_and_a_paste_are_filed_under_the_draft_they_answer() {
    let host = Host::new();
    let mail = host.path("reply.eml");
    std::fs::write(&mail, MAIL).expect("a mail");
    let mut console = host.begun();
    console.press("ctrl-y");
    console.sees("Holding statement: we know of reports about");
    console.types("a dump");
    console.press("enter");
    console.sees("is ready for review by ");
    console.sees_row("the draft, on the record", |row| {
        row.contains("> Holding statement") && row.contains("Lee ") && !row.contains("way")
    });
    console.press("b");
    console.sees("What came back to “Holding statement”?");
    console.sees("Nothing of it is recorded as sent");
    console.types(&mail.display().to_string());
    console.press("enter");
    console.sees("File it under “Holding statement”?");
    console.sees("From: Jo Doe <jo@acme.example>");
    console.sees("Subject: Re: Your notice");
    console.press("enter");
    console.sees("The reply of Jo Doe <jo@acme.example> is filed");
    console.sees_row("the draft, with its reply", |row| {
        row.contains("> Holding statement") && row.contains("1 reply")
    });
    // The same mail again, pasted: nothing is recorded, and it is said.
    console.press("b");
    console.sees("What came back to “Holding statement”?");
    console.send(format!("\u{1b}[200~{}\u{1b}[201~", MAIL.replace("\r\n", "\r")).as_bytes());
    console.sees("File it under “Holding statement”?");
    console.press("enter");
    console.sees("It is filed already, under “Holding statement”");
    // Bare words need a name.
    console.press("b");
    console.sees("What came back to “Holding statement”?");
    console.send(b"\x1b[200~Is it\rtrue?\r\x1b[201~");
    console.sees("Who wrote it, and when?");
    console.sees("“Is it true?”");
    console.types("NYT desk");
    console.press("enter");
    console.sees("The reply of NYT desk is filed");
    console.sees_row("two replies", |row| row.contains("2 replies"));
    console.press("e");
    console.sees("Replies");
    console.sees("NYT desk, ");
    console.sees("Jo Doe <jo@acme.example>, ");
}
