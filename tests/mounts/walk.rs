//! What people do with a room's file on a real mount, one after the other: copy it while it is in
//! use, find something else in its place, take words off the record, make it anew from what is
//! left.

use std::fs;
use std::path::Path;

use super::export::export;
use super::given::all_in;
use crate::consoles::given::until;
use crate::terminal::given::Host;

/// What is to go.
const SECRET: &str = "hunter2";

/// The files below a folder that hold it.
fn holding(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path));
        } else {
            // What was swept meanwhile holds nothing.
            let bytes = fs::read(&path).unwrap_or_default();
            if bytes.windows(SECRET.len()).any(|it| it == SECRET.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn a_room_on_a_real_mount_is_copied_replaced_redacted_and_recovered() {
    let test = "a_room_on_a_real_mount_is_copied_replaced_redacted_and_recovered";
    let Some(export) = export(test, 2) else { return };
    let room = export.a_room();
    let (host, name) = (Host::new(), room.file_name().expect("a name"));
    let seen = text(&export.seen_by(1).join(name));
    let runs = |arguments: &[&str], words: &str| {
        let (code, said) = host.run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    };
    let mut console = export.console(0, "one");
    let mut said = vec![console.say("one"), console.say("the password is hunter2")];
    console.all_settled();
    let secret = console.incident.head;
    super::given::published(&room, secret);

    // Copied to this host's disk while the console is at work.
    let copy = text(&host.path("copy.allhands"));
    runs(&["copy", &seen, &copy], "head ");
    runs(&["verify", &copy], "sound");
    assert_eq!(host.run(&["copy", &seen, &copy]).0, Some(1));

    // Somebody puts something else in its place, on the server.
    let strange = export.own().join("strange");
    fs::write(&strange, "minutes of a meeting").expect("a file");
    fs::rename(&strange, &room).expect("replaced");
    said.push(console.say("after it"));
    console.all_settled();
    let aside = until("what stood there", || {
        let names = fs::read_dir(export.own()).expect("a folder").flatten();
        let mut paths = names.map(|entry| entry.path());
        paths.find(|path| path.display().to_string().contains(".aside-"))
    });
    assert_eq!(fs::read_to_string(aside).expect("a file"), "minutes of a meeting");
    super::given::published(&room, console.incident.head);
    all_in(&room, said.clone());

    // Words go from the file, the folder beside it and every desk.
    let row = secret.to_string();
    runs(&["redact", &seen, "--row", &row, "--because", "a password", "--as", "Lee"], "");
    console.until("the redaction", |console| console.incident.redactions.last > 0);
    let folders = [export.own(), export.beside("desk0"), host.path("desk")];
    until("the words to go", || {
        folders.iter().all(|folder| holding(folder).is_empty()).then_some(())
    });
    super::given::published(&room, console.incident.head);
    console.stop();
    all_in(&room, said);

    // The file and its folder are lost; an old copy and this host's desk are left.
    // Removed over the mount: of what is removed on the server it may hear only 20 seconds later,
    // and until then it lets nothing be made there.
    fs::remove_dir_all(format!("{seen}.d")).expect("removed");
    fs::remove_file(&seen).expect("removed");
    assert!(!room.exists());
    runs(
        &["recover", &seen, "--from", &copy, "--from", "crimson heron"],
        "without the words that were redacted",
    );
    runs(&["verify", &seen], "sound");
    runs(&["show", "--timeline", &seen], "after it");
    assert_eq!(holding(&export.own()), [""; 0]);
}
