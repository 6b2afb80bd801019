//! Playbooks, keys, completions, the manual, the practice room, the doctor.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use super::given::given;
use crate::says::output;

#[test]
fn playbooks_are_listed_and_mistakes_name_file_line_key_and_remedy() {
    let given = given();
    let listed = given.runs(&["playbooks"]);
    for id in ["ransomware", "not-sure-yet", "holding-statement"] {
        assert!(listed.contains(id), "{id} is not in {listed}");
    }
    assert!(given.runs(&["playbooks", "--markdown"]).starts_with('|'));
    let good = "id = \"flood\"\ntitle = \"Water in the cellar\"\n";
    given.file("home/.config/allhands/playbooks/flood.toml", good);
    assert!(given.runs(&["playbooks"]).contains("Water in the cellar  (from the folder)"));
    let bad = "id = \"fire\"\ntitle = \"Fire\"\ncolour = \"red\"\n";
    given.file("more/fire.toml", bad);
    let done = given.run(&["playbooks", "--playbooks", &given.arg("more")]);
    done.failed(1, &["fire.toml:3: colour: ", "1 mistake;"]);
    assert!(done.out.contains("ransomware"), "what has no mistake is listed");
    given.fails(4, &["playbooks", "--playbooks", &given.arg("nowhere")], &["nowhere"]);
}

#[test]
fn what_is_no_file_among_the_settings_is_told_and_keeps_nobody_out() {
    let given = given();
    let config = given.path("home/.config/allhands");
    given.file("home/.config/allhands/playbooks/flood.toml", "id = \"flood\"\ntitle = \"Water\"\n");
    std::fs::create_dir(config.join("playbooks/d.toml")).expect("a folder");
    let pipe = |path: std::path::PathBuf| {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(made.success());
    };
    let long = "# ".repeat(600_000);
    pipe(config.join("playbooks/f.toml"));
    std::os::unix::fs::symlink("nowhere", config.join("playbooks/gone.toml")).expect("a link");
    std::os::unix::fs::symlink("nowhere", config.join("playbooks/.#flood.toml")).expect("a link");
    given.file("home/.config/allhands/playbooks/long.toml", &long);
    let mistakes = [
        "d.toml: this is a folder, not a file. Move it elsewhere.",
        "f.toml: this is a pipe, not a file. Move it elsewhere.",
        "gone.toml: the link leads to no file. Mend the link or remove it.",
        "long.toml: the file has over 1 MB. Shorten or split it",
        "4 mistakes;",
    ];
    let done = given.run(&["playbooks"]);
    assert!(done.out.contains("Water  (from the folder)"), "{}", done.out);
    done.failed(1, &mistakes);
    for name in ["config.toml", "keys.toml"] {
        pipe(config.join(name));
    }
    given.runs(&["new", &given.arg("new.allhands"), "--playbook", "flood"]);
    let room = given.room();
    given.runs(&["show", &room]);
    let done = given.run(&["--linear", &room]);
    assert_eq!(done.code, Some(0), "{} {}", done.out, done.err);
    assert!(done.out.contains("config.toml: this is a pipe, not a file."), "{}", done.out);
    let found = given.runs(&["doctor"]);
    for said in &mistakes[..4] {
        assert!(found.contains(&format!("playbooks: {said}")), "{said}: {found}");
    }
    assert!(found.contains("keys.toml: this is a pipe, not a file. Move it elsewhere"), "{found}");
}

#[test]
fn keys_are_a_table_and_a_file_to_bind_them_anew() {
    let given = given();
    let table = given.runs(&["keys"]);
    assert!(table.contains("| `Enter` | Record the line | `record` |"), "{table}");
    let file = given.runs(&["keys", "--toml"]);
    toml::from_str::<toml::Table>(&file).expect("TOML");
}

#[test]
fn every_shell_has_completions_and_there_is_a_manual() {
    let given = given();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = given.runs(&["completions", shell]);
        assert!(script.contains("skip-bad"), "{shell}");
    }
    given.fails(2, &["completions", "dos"], &["dos"]);
    let manual = given.runs(&["man"]);
    assert!(manual.contains(".TH allhands 1") && manual.contains("EXIT STATUS"));
    // Every option of every command, with the dashes that the manual's language wants.
    for words in ["skip\\-bad", "\\-\\-grammar", "with\\-privileged", "\\-\\-against", "0 done"] {
        assert!(manual.contains(words), "{words} is not in {manual}");
    }
    let read = ["ALLHANDS_REGISTER", "ALLHANDS_DESK", "ALLHANDS_AS", "NO_COLOR", "HOME", "TMUX"];
    let also = ["TZ", "TERM", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
    for name in read.into_iter().chain(also) {
        assert!(manual.contains(&format!(".TP\n\\fB{name}\\fR\n")), "{name} is not in {manual}");
    }
    let sections = manual.lines().filter(|line| line.starts_with(".SS ")).count();
    assert_eq!(sections, 18, "{manual}");
    assert!(given.runs(&["--version"]).starts_with("allhands "));
    let help = given.runs(&["--help"]);
    for command in ["new", "log", "show", "import", "export", "verify", "doctor"] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is not in {help}");
        let own = given.runs(&[command, "--help"]);
        assert!(own.ends_with("\nExit codes: allhands --help\n"), "{own}");
    }
}

#[test]
fn a_practice_room_is_marked_and_sound() {
    let given = given();
    let room = given.arg("practice.allhands");
    assert_eq!(given.runs(&["demo", "--make", &room]), format!("{room}\n"));
    let shown = given.runs(&["show", &room]);
    assert!(shown.contains("PRACTICE ROOM: nothing in it is real now"), "{shown}");
    assert!(given.runs(&["verify", &room]).starts_with("sound"));
    let circleci = include_str!("../../assets/incidents/circleci-2023-01.jsonl");
    let timeline = given.timeline(&room);
    let sourced = timeline.iter().filter(|line| !line["source"].is_null()).count();
    assert!(sourced >= circleci.lines().count());
    let now: String = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let last = timeline.iter().rfind(|line| line["precision"] != "day").expect("a line");
    assert!(last["occurred_at"].as_str().expect("a time") <= now.as_str(), "{last}");
    given.fails(1, &["demo", "--make", &room], &["there already"]);
}

#[test]
fn settings_that_may_not_be_read_are_told_and_keep_nobody_out() {
    let test = "settings_that_may_not_be_read_are_told_and_keep_nobody_out";
    let given = given();
    let room = given.room();
    let config = given.file("home/.config/allhands/config.toml", "name = \"Amara\"\n");
    std::fs::set_permissions(&config, Permissions::from_mode(0o000)).expect("mine");
    let run = |args: &[&str]| output(given.as_nobody(args).spawn().expect("the program"));
    if std::fs::File::open(&config).is_ok() && !given.lets_nobody_in() {
        eprintln!("skipped: {test}: root reads everything, and nobody else can run the program");
        return;
    }
    let told = "config.toml: you may not read it. Give yourself the right (chmod u+r)";
    let console = run(&["--linear", "--as", "Dana", &room]);
    let said = String::from_utf8_lossy(&console.stdout).into_owned();
    assert!(console.status.success() && said.contains(told), "{said} {console:?}");
    assert!(said.contains("CRIMSON HERON: Signal"), "{said}");
    let doctor = run(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(doctor.status.success() && said.contains(told), "{said}");
}

#[test]
fn the_doctor_looks_at_file_desk_and_terminal() {
    let given = given();
    let room = given.room();
    given.runs(&["log", &room, "one"]);
    let found = given.runs(&["doctor", &room]);
    for words in ["CRIMSON HERON, complete to row", "sound, agrees with this desk", "no terminal"] {
        assert!(found.contains(words), "{words:?} is not in {found}");
    }
    given.runs(&["doctor"]);
    let mut elsewhere = given.command(&["doctor"]);
    elsewhere.env("ALLHANDS_REGISTER", "/srv/rooms");
    let elsewhere = String::from_utf8(elsewhere.output().expect("the program").stdout);
    assert!(elsewhere.expect("UTF-8").contains("register     /srv/rooms\n"));
    let missing = given.run(&["doctor", &given.arg("typo.allhands")]);
    missing.failed(4, &["see the list above"]);
    assert!(missing.out.contains("To do:\n1. "), "{missing:?}");
}

#[test]
fn the_doctor_looks_at_the_chain_of_a_room_that_a_keeper_numbers() {
    let given = given();
    let room = given.room();
    std::fs::create_dir(format!("{room}.d")).expect("the folder that consoles on a share make");
    given.runs(&["log", &room, "one"]);
    let found = given.runs(&["doctor", &room]);
    assert!(found.contains("numbered by a keeper"), "{found}");
    assert!(found.contains("file         complete to row "), "{found}");
    assert!(found.contains("not numbered 0\n"), "{found}");
    for words in ["chain        sound, ", "rights       06", "folder       0", "free         "] {
        assert!(found.contains(words), "{words:?} is not in {found}");
    }
}

#[test]
fn the_doctor_names_the_desks_that_have_not_confirmed_a_redaction() {
    let given = given();
    for shared in [false, true] {
        let room = given.arg(&format!("room-{shared}.allhands"));
        given.runs(&["new", &room]);
        if shared {
            std::fs::create_dir(format!("{room}.d")).expect("the folder beside it");
        }
        given.runs(&["log", &room, "the password is hunter2"]);
        let other = given.command(&["log", &room, "seen elsewhere", "--as", "Kim"]);
        assert!({ other }.env("USER", "kim").output().expect("the program").status.success());
        let found = given.runs(&["doctor", &room]);
        assert!(!found.contains("redactions"), "{found}");
        let done = given.pipe(&["redact", &room, "--because", "a password"], "hunter2");
        assert_eq!(done.code, Some(0), "{done:?}");
        let found = given.runs(&["doctor", &room]);
        assert!(found.contains("redactions   not confirmed by kim@"), "{found}");
        assert!(found.contains("Redacted words may still be at the desk of kim@"), "{found}");
    }
}

#[test]
fn without_a_terminal_the_room_is_plain_lines() {
    let given = given();
    let room = given.room();
    let done = given.run(&[&room]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("Signal, no severity"), "{done:?}");
    assert!(!done.out.contains('\u{1b}'), "{done:?}");
}

#[test]
fn a_file_that_is_no_room_ends_every_command_alike() {
    let given = given();
    given.file("empty.allhands", "");
    let empty = given.arg("empty.allhands");
    for command in
        [&["show", &empty][..], &["verify", &empty], &["log", &empty, "x"], &[empty.as_str()]]
    {
        given.fails(3, command, &["empty.allhands"]);
    }
    let nowhere = given.arg("nowhere.allhands");
    for command in [&["show", &nowhere][..], &["log", &nowhere, "x"], &[nowhere.as_str()]] {
        given.fails(4, command, &["nowhere.allhands"]);
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_with_its_line() {
    let given = given();
    let config = given.path("home/.config/allhands/config.toml");
    std::fs::create_dir_all(config.parent().expect("a folder")).expect("made");
    let wrong: [(&[u8], &str); 5] = [
        (b"paint = true\nname = \"D\xff\"\n", "config.toml:2: this is not UTF-8"),
        (b"\npaint = 7\n", "config.toml:2: invalid type"),
        (b"theme = \"pink\"\n", "config.toml:1: theme: there is no theme pink"),
        (b"ascii = true\nzone = \"Mars\"\n", "config.toml:2: zone: there is no zone Mars"),
        (b"zone = \"Mars\"\n", "Europe/Prague or UTC. The default holds for it"),
    ];
    for (bytes, told) in wrong {
        std::fs::write(&config, bytes).expect("written");
        let found = given.runs(&["doctor"]);
        assert!(found.contains(told), "{told}: {found}");
    }
    std::fs::remove_file(&config).expect("removed");
    std::fs::write(config.with_file_name("keys.toml"), b"\xfe").expect("written");
    let found = given.runs(&["doctor"]);
    assert!(found.contains("keys.toml:1: this is not UTF-8"), "{found}");
}

#[test]
fn what_lies_in_the_place_of_the_playbooks_and_is_no_folder_is_told() {
    let given = given();
    let own = given.path("home/.config/allhands/playbooks");
    std::fs::create_dir_all(own.parent().expect("a folder")).expect("made");
    std::fs::write(&own, "x").expect("written");
    given.fails(1, &["playbooks"], &["playbooks: this is no folder"]);
    assert!(given.runs(&["doctor"]).contains("this is no folder"));
    std::fs::remove_file(&own).expect("removed");
    std::os::unix::fs::symlink("nowhere", &own).expect("a link");
    given.fails(1, &["playbooks"], &["playbooks: the link leads to no folder"]);
    std::fs::remove_file(&own).expect("removed");
    given.runs(&["playbooks"]);
}

#[test]
fn a_folder_that_takes_no_file_is_not_said_to_be_missing() {
    let given = given();
    let done = given.run(&["new", "/proc/heron.allhands"]);
    done.failed(4, &[]);
    assert!(!done.err.contains("there is no folder"), "{done:?}");
}

#[test]
fn a_mistyped_command_points_to_the_help_and_a_missing_file_stays_one() {
    let given = given();
    given.fails(2, &["frob"], &["neither a file nor a room nor a command frob", "allhands --help"]);
    given.fails(4, &["no-such.allhands"], &["no-such.allhands"]);
    let done = given.run(&["import", &given.room(), &given.arg("nowhere.jsonl")]);
    done.failed(4, &["No such file or directory. Nothing was imported"]);
}

#[test]
fn a_usage_error_repeats_no_word_that_a_terminal_obeys() {
    let given = given();
    let room = given.arg("heron.allhands");
    let asked: [&[&str]; 4] = [
        &["show", "--\u{202e}x"],
        &["export", &room, "--as", "\u{9b}31m"],
        &["log", &room, "a", "\r\u{85}\u{200b}\u{e0041}b"],
        &["demo", "--theme", "\x1b]2;x\x07"],
    ];
    for words in asked {
        let done = given.run(words);
        done.failed(2, &["--help"]);
        let shown = |c: char| c == '\n' || !c.is_control() && !"\u{202e}\u{200b}".contains(c);
        assert!(done.err.chars().all(shown) && !done.err.contains('\u{e0041}'), "{done:?}");
    }
}
