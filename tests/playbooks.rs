//! Every file in `assets/` is built in, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use allhands::domain::people::Party;
use allhands::playbook::{self, Origin};
use proptest::prelude::*;

fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(folder);
    let names = fs::read_dir(&folder).expect("the folder is there").map(|entry| {
        let name = entry.expect("it can be read").file_name().into_string().expect("a plain name");
        name.strip_suffix(ending).expect("nothing else lies here").to_owned()
    });
    names.collect()
}

#[test]
fn the_library_is_the_assets() {
    let library = playbook::builtin();
    let playbooks: BTreeSet<String> =
        library.playbooks().iter().map(|playbook| playbook.id.clone()).collect();
    assert_eq!(playbooks, stems("playbooks", ".toml"));
    let templates: BTreeSet<String> =
        library.templates().iter().map(|template| template.offered.id.clone()).collect();
    assert_eq!(templates, stems("drafts", ".md"));
}

#[test]
fn the_playbook_in_the_readme_is_one() {
    let readme = include_str!("../README.md");
    let (_, from) = readme.split_once("lost-device.toml`:\n\n```toml\n").expect("the recipe");
    let (text, _) = from.split_once("```").expect("its end");
    let (library, mistakes) = playbook::with_folder(&[("lost-device.toml", text)]);
    assert_eq!(mistakes, []);
    let listing = library.listing();
    let theirs = listing.iter().find(|one| one.origin == Origin::Folder);
    assert_eq!(theirs.map(|one| (one.id.as_str(), one.items)), Some(("lost-device", 2)));
}

#[test]
fn each_mistake_names_file_line_key_and_remedy() {
    let count = playbook::builtin().playbooks().len();
    let table = include_str!("fixtures/playbook_mistakes.txt");
    let cases: Vec<&str> = table.split("\nfile ").skip(1).collect();
    assert_eq!(cases.len(), 51);
    for case in cases {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (text, says) = rest.split_once("\nsays ").expect("what it says");
        let (library, mistakes) = playbook::with_folder(&[(name, format!("{text}\n"))]);
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        let says = format!("{name}{}", says.trim_end());
        assert!(first.starts_with(&says), "\n{text}\nsays  {first}\nnot   {says}");
        assert!(mistakes.iter().all(|mistake| mistake.file == name), "{mistakes:?}");
        assert_eq!(library.playbooks().len(), count, "{name} is left out");
    }
}

#[test]
fn what_a_table_cannot_hold() {
    let head = "+++\nid = \"n\"\ntitle = \"N\"\naudience = \"all\"\nchannel = \"mail\"\n+++\n";
    for (name, text, says) in [
        (
            "n.md",
            format!("{head}Hi\u{9b}\n"),
            "n.md:7: text: it holds the invisible character U+009B",
        ),
        ("n.md", format!("{head}{}", "x".repeat(262_145)), "n.md:7: text: it has 262145 bytes"),
        ("n.toml", " ".repeat(1_048_577), "n.toml:1: the file has 1048577 bytes. At most 1 MB"),
    ] {
        let (_, mistakes) = playbook::with_folder(&[(name, text)]);
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.starts_with(says), "says  {first}\nnot   {says}");
    }
}

#[test]
fn a_playbook_whose_drafts_fit_no_row_is_refused() {
    let draft = |id: &str| {
        let head = format!("id = \"{id}\"\ntitle = \"N\"\naudience = \"all\"\nchannel = \"mail\"");
        format!("+++\n{head}\n+++\n{}\n", "x".repeat(200_000))
    };
    let playbook = "id = \"acme\"\ntitle = \"A\"\ndrafts = [\"a\", \"b\", \"c\"]\n";
    let drafts = ["a", "b", "c"].map(draft);
    let [a, b, c] = drafts.each_ref().map(String::as_str);
    let files = [("a.md", a), ("b.md", b), ("c.md", c), ("acme.toml", playbook)];
    let (_, mistakes) = playbook::with_folder(&files);
    let says = "acme.toml:3: drafts: these drafts have 600003 bytes together. At most 512 KB";
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].to_string().starts_with(says), "{}", mistakes[0]);
    assert_eq!(playbook::with_folder(&files[..3]).1, []);
}

const BAD: &str = r#"id = "acme"
title = "Acme"
colour = 1
[[item]]
id = "A"
phase = "now"
action = ""
"#;

const GOOD: &str = r#"id = "good"
title = "Good"
[[item]]
id = "good-1"
department = "sec"
phase = "detect"
action = "Look"
"#;

const NEEDS_BAD: &str = r#"id = "needs"
title = "Needs"
includes = ["acme"]
"#;

#[test]
fn several_mistakes_are_told_at_once_and_other_files_still_work() {
    let files = [("bad.toml", BAD), ("good.toml", GOOD), ("needs.toml", NEEDS_BAD)];
    let (library, mistakes) = playbook::with_folder(&files);
    let places: Vec<(&str, usize, &str)> =
        mistakes.iter().map(|each| (each.file.as_str(), each.line, each.key.as_str())).collect();
    assert_eq!(
        places,
        [
            ("bad.toml", 3, "colour"),
            ("bad.toml", 4, "item.department"),
            ("bad.toml", 5, "item.id"),
            ("bad.toml", 6, "item.phase"),
            ("bad.toml", 7, "item.action"),
            ("needs.toml", 3, "includes"),
        ]
    );
    let theirs = library.playbooks().iter().filter(|each| each.origin == Origin::Folder);
    assert_eq!(theirs.map(|each| each.id.as_str()).collect::<Vec<_>>(), ["good"]);
}

const LANES: &str = r#"
[[department]]
id = "infra"
name = "Platform"
short = "Plat"
aliases = ["ops"]

[[department]]
id = "lab"
name = "Laboratory"
short = "Lab"
approves = ["lab-note"]
"#;

const FLOOD: &str = r#"
id = "ddos"
title = "Flood"
includes = ["base"]
anchors = ["sample-taken"]
drafts = ["lab-note", "faq"]

[[item]]
id = "lab-1"
department = "lab"
phase = "detect"
action = "Sample it"
target = "sample-taken+PT1H"
after = ["sec-01"]
"#;

#[test]
fn a_folder_adds_and_takes_the_place_of_what_is_built_in() {
    let head = "id = \"lab-note\"\r\ntitle = \"Note\"\r\naudience = \"lab\"\r\nchannel = \"mail\"";
    let note = format!("\u{feff}+++\r\n{head}\r\n+++\r\nWe sampled {{{{ what }}}}.\r\n");
    let readme = ("README.md", "What we changed, and why.");
    let files = [("departments.toml", LANES), ("flood.toml", FLOOD), ("note.md", &note), readme];
    let (library, mistakes) = playbook::with_folder(&files);
    assert_eq!(mistakes, []);
    let names: Vec<String> = library.departments().into_iter().map(|lane| lane.name).collect();
    assert_eq!((names[3].as_str(), names[10].as_str()), ("Platform", "Laboratory"));
    let applied = library.apply(&["ddos"], &["base"]).expect("it is there").remove(0);
    assert_eq!((applied.title.as_str(), applied.items.len()), ("Flood", 1));
    let lanes: Vec<&str> = applied.departments.iter().map(|lane| lane.id.as_str()).collect();
    assert_eq!(lanes, ["lab"]);
    let offered: Vec<&str> = applied.templates.iter().map(|offered| offered.id.as_str()).collect();
    assert_eq!(offered, ["lab-note", "faq"]);
    assert_eq!(applied.templates[0].text, "We sampled {{ what }}.\n");
    assert_eq!(library.approvers("lab-note").len(), 1);
    assert_eq!(library.playbooks().len(), playbook::builtin().playbooks().len());
}

fn waiting(id: &str, items: impl Iterator<Item = (usize, usize)>, includes: &str) -> String {
    let head = format!("id = \"{id}\"\ntitle = \"T\"\nincludes = [\"{includes}\"]\n");
    let lane = "department = \"sec\"\nphase = \"detect\"\naction = \"A\"\n";
    items.fold(head, |text, (item, after)| {
        text + &format!("[[item]]\nid = \"{id}-{item}\"\n{lane}after = [\"{id}-{after}\"]\n")
    })
}

#[test]
fn circles_through_several_items_and_files_are_found() {
    let (a, b) = (waiting("a", [].into_iter(), "b"), waiting("b", [].into_iter(), "a"));
    let (_, mistakes) = playbook::with_folder(&[("a.toml", a), ("b.toml", b)]);
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("a playbook includes itself: a > b > a"), "{said:?}");
    assert_eq!(mistakes.len(), 2, "one in each file");

    let chain = (1..=900).map(|at| (at, if at == 900 { 700 } else { at + 1 }));
    let (_, mistakes) = playbook::with_folder(&[("a.toml", waiting("a", chain, "base"))]);
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].what.starts_with("an item waits for itself: a-700 > a-701"));
    assert!(mistakes[0].what.ends_with("a-708 > … > a-700"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_read_or_blamed_within_its_lines(
        at in 0..BAD.len(), cut in 0..40_usize, new in "[\\PC\n\"=\\[\\]{}\u{1b}\u{202e}]{0,30}",
        name in prop_oneof![Just("a.toml"), Just("departments.toml"), Just("a.md")],
    ) {
        let whole = FLOOD.to_owned() + GOOD + LANES;
        let text: String =
            whole.chars().take(at).chain(new.chars()).chain(whole.chars().skip(at + cut)).collect();
        let (library, mistakes) = playbook::with_folder(&[(name, &text)]);
        prop_assert!(library.playbooks().len() >= 11);
        for mistake in mistakes {
            prop_assert!((1..=text.lines().count() + 1).contains(&mistake.line), "{}", mistake);
            prop_assert!(!mistake.to_string().contains(['\u{1b}', '\u{202e}']), "{}", mistake);
        }
    }
}

const MANY: &str = r#"id = "acme"
title = "Acme"
colour = 1
includes = ["nowhere"]
[[item]]
id = "acme-1"
department = "opss"
phase = "detectt"
action = "Look"
after = ["acme-9"]
[[item]]
department = "finances"
phase = "detect"
action = "Pay"
[[item]]
id = "acme-3"
department = "sec"
phase = "detect"
action = ""
after = ["acme-3"]
"#;

const TWIN: &str = r#"id = "twin"
title = "Twin"
[[item]]
id = "acme-3"
department = "sec"
phase = "detect"
action = "Look"
"#;

#[test]
fn one_run_names_every_mistake_of_every_file() {
    let (library, mistakes) = playbook::with_folder(&[("many.toml", MANY), ("twin.toml", TWIN)]);
    let places: Vec<(&str, usize, &str)> =
        mistakes.iter().map(|each| (each.file.as_str(), each.line, each.key.as_str())).collect();
    assert_eq!(
        places,
        [
            ("many.toml", 3, "colour"),
            ("many.toml", 4, "includes"),
            ("many.toml", 7, "item.department"),
            ("many.toml", 8, "item.phase"),
            ("many.toml", 10, "item.after"),
            ("many.toml", 11, "item.id"),
            ("many.toml", 12, "item.department"),
            ("many.toml", 19, "item.action"),
            ("many.toml", 20, "item.after"),
            ("twin.toml", 4, "item.id"),
        ]
    );
    // What was named was left out, all of it.
    assert!(library.playbooks().iter().all(|each| each.origin == Origin::BuiltIn));
}

#[test]
fn a_playbook_may_name_a_department_by_its_alias() {
    let text = GOOD.replace("\"sec\"", "\"ops\"");
    let step = "[[step]]\nid = \"good-tell\"\nto = \"affected-customers\"\nby = \"security\"\n";
    let (library, mistakes) = playbook::with_folder(&[("good.toml", text + step)]);
    assert_eq!(mistakes, []);
    let applied = library.apply(&["good"], &[] as &[&str]).expect("it is there").remove(0);
    assert_eq!(applied.items[0].department.as_str(), "infra");
    assert_eq!(applied.departments[0].id.as_str(), "infra");
    assert_eq!(applied.steps[0].by, Some(Party::Department("sec".into())));
}
