//! The shipped assets whole, every mistake with its message, and a user's folder laid over them.

use std::collections::BTreeMap;

use crate::domain::event::PlaybookApplied;
use crate::domain::target::Target;
use crate::domain::words::{Anchor, Phase};

use super::{Library, Mistake, NOT_SURE_YET, Origin, builtin, template, with_folder};

fn folder(files: &[(&str, &str)]) -> (Library, Vec<Mistake>) {
    with_folder(files)
}

fn one(library: &Library, id: &str) -> PlaybookApplied {
    let there: Vec<&str> = vec![];
    let all = library.apply(&[id], &there).expect("it is there");
    all.into_iter().find(|applied| applied.playbook == id).expect("it is brought")
}

#[test]
fn every_shipped_file_is_sound() {
    let (_, mistakes) = folder(&[]);
    assert_eq!(mistakes, []);
}

#[test]
fn the_ten_departments_with_all_their_items() {
    let library = builtin();
    let base = one(&library, "base");
    let departments = library.departments();
    let counted: Vec<(&str, usize)> = departments
        .iter()
        .map(|lane| {
            let mine = base.items.iter().filter(|item| item.department == lane.id);
            for (at, item) in mine.clone().enumerate() {
                assert_eq!(item.item.as_str(), format!("{}-{:02}", lane.id, at + 1));
                assert!(!item.source.is_empty(), "{} has no source", item.item);
            }
            (lane.id.as_str(), mine.count())
        })
        .collect();
    assert_eq!(
        counted,
        [
            ("coord", 13),
            ("sec", 12),
            ("eng", 12),
            ("infra", 12),
            ("support", 12),
            ("social", 12),
            ("mkt", 11),
            ("legal", 12),
            ("hr", 11),
            ("fin", 10),
        ]
    );
    assert_eq!(base.departments, departments);
    assert_eq!(base.items.iter().map(|item| item.after.len()).sum::<usize>(), 100);
    assert!(base.items.iter().all(|item| item.target.is_some()));
}

#[test]
fn the_nine_scenarios_with_all_their_items() {
    let library = builtin();
    for (id, items) in [
        ("ransomware", "infra infra sec sec legal coord social"),
        ("credential-leak", "sec eng sec eng infra"),
        ("data-breach", "sec legal support sec mkt"),
        ("vulnerability-report", "sec eng eng legal eng sec"),
        ("supply-chain", "sec eng sec infra legal mkt"),
        ("account-takeover", "sec sec sec fin hr"),
        ("ddos", "infra infra support legal coord"),
        ("insider", "coord hr sec infra legal"),
        ("public-0day", "social sec eng sec legal coord"),
    ] {
        let applied = one(&library, id);
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let expected: Vec<String> = items
            .split(' ')
            .map(|lane| {
                let number = numbers.entry(lane).or_default();
                *number += 1;
                format!("{id}-{lane}-{number}")
            })
            .collect();
        let got: Vec<&str> = applied.items.iter().map(|item| item.item.as_str()).collect();
        assert_eq!(got, expected, "{id}");
        assert!(applied.items.iter().all(|item| item.target.is_some()), "{id}");
    }
}

#[test]
fn targets_and_dependencies_are_those_of_the_sources() {
    let library = builtin();
    let applied: Vec<PlaybookApplied> =
        library.playbooks().iter().map(|playbook| one(&library, &playbook.id)).collect();
    let items: Vec<_> = applied.iter().flat_map(|applied| &applied.items).collect();
    for (id, target, after) in [
        ("coord-01", "declared+PT10M", ""),
        ("coord-08", "contain-plan+PT15M", "sec-05 infra-03"),
        ("sec-08", "contained+PT4H", "sec-04"),
        ("sec-09", "eradicated+P1D", "infra-05 eng-04"),
        ("eng-04", "declared+P1D..P7D", "eng-02"),
        ("eng-09", "fix-ready", "eng-03"),
        ("eng-10", "release-P7D", "eng-04 legal-05"),
        ("infra-07", "always", ""),
        ("support-06", "release-PT2H", "coord-09"),
        ("social-03", "public+PT1H", "coord-10 legal-05"),
        ("social-06", "next-update", "coord-05"),
        ("mkt-07", "release-PT4H", "sec-04 legal-03"),
        ("legal-07", "per-clock", "legal-03"),
        ("legal-10", "before-payment", "fin-05 coord-06"),
        ("hr-04", "on-decision+PT4H", "sec-03"),
        ("fin-08", "per-contract", "legal-06"),
        ("vulnerability-report-sec-2", "leak+PT4H", ""),
    ] {
        let item = items.iter().find(|item| item.item.as_str() == id).expect(id);
        let waits: Vec<&str> = item.after.iter().map(crate::domain::ids::ItemId::as_str).collect();
        assert_eq!(item.target.as_ref().map(Target::to_string).as_deref(), Some(target), "{id}");
        assert_eq!(waits.join(" "), after, "{id}");
    }
    for (anchor, _) in Anchor::KNOWN {
        let used = items.iter().filter_map(|item| item.target.as_ref()?.anchor());
        assert!(used.clone().any(|used| used.as_str() == *anchor), "nothing hangs on {anchor}");
    }
    for phase in Phase::ALL {
        assert!(items.iter().any(|item| item.phase == *phase), "no item in {phase}");
    }
    assert_eq!(
        items.iter().find(|item| item.item.as_str() == "sec-01").expect("sec-01").source,
        "Atlassian security incident management; NIST SP 800-61r2"
    );
}

#[test]
fn a_room_begins_with_questions_that_need_nothing_but_the_report() {
    let triage = one(&builtin(), NOT_SURE_YET);
    for item in &triage.items {
        let anchor = item.target.as_ref().and_then(Target::anchor).map(Anchor::as_str);
        assert!(matches!(anchor, Some("reported" | "public")), "{}", item.item);
    }
    assert_eq!(triage.items.len(), 10);
}

#[test]
fn playbooks_mix_and_nothing_is_brought_twice() {
    let library = builtin();
    let brought = |ids: &[&str], there: &[&str]| -> Vec<String> {
        let applied = library.apply(ids, there).expect("all are there");
        applied.into_iter().map(|applied| applied.playbook).collect()
    };
    assert_eq!(brought(&["ransomware"], &[]), ["base", "ransomware"]);
    assert_eq!(
        brought(&["ransomware", "data-breach", "ransomware"], &[]),
        ["base", "ransomware", "data-breach"]
    );
    assert_eq!(brought(&["insider"], &["base", NOT_SURE_YET]), ["insider"]);
    assert_eq!(brought(&["insider"], &["base", "insider"]), [] as [&str; 0]);
    let refused = library.apply(&["ransom\u{1b}ware"], &[] as &[&str]).expect_err("unknown");
    assert!(refused.to_string().starts_with("there is no playbook \"ransom\\u{1b}ware\"; choose"));
}

#[test]
fn the_templates_are_whole_and_every_one_is_offered() {
    let library = builtin();
    let templates = library.listed_templates();
    assert_eq!(templates.len(), 22);
    for row in &templates {
        assert!(!row.playbooks.is_empty(), "nobody offers {}", row.id);
        assert!(!row.approvers.is_empty(), "nobody approves {}", row.id);
    }
    // The phrases that a reviewer strikes first: empty, minimising, promising, denying, guessing.
    for template in library.templates() {
        let text = template.offered.text.to_lowercase();
        assert!(!template::names(&text).is_empty(), "{}", template.offered.id);
        for phrase in [
            "take security",
            "seriously",
            "abundance of caution",
            "only a ",
            "just ",
            "limited number",
            "no evidence",
            "never happen",
            "unfounded",
            "no breach",
            "probably",
            "we believe",
            "sorry",
        ] {
            assert!(!text.contains(phrase), "{}: {phrase}", template.offered.id);
        }
    }
    let holding = library.approvers("holding-statement");
    assert_eq!(holding.iter().map(ToString::to_string).collect::<Vec<_>>(), ["coord", "legal"]);
}

#[test]
fn the_list_for_reading() {
    let library = builtin();
    let rows = library.listing();
    assert_eq!(rows.first().map(|row| row.id.as_str()), Some(NOT_SURE_YET));
    let insider = rows.iter().find(|row| row.id == "insider").expect("insider");
    assert_eq!(insider.items, 5);
    assert_eq!(insider.includes, ["base"]);
    assert_eq!(insider.departments, ["coord", "sec", "infra", "legal", "hr"]);
    assert_eq!(insider.templates, ["gdpr-34-letter"]);
    assert_eq!(insider.origin, Origin::BuiltIn);
    assert_eq!(library.markdown().lines().count(), 2 + rows.len());
    assert!(library.markdown().contains("| `insider` | A person with legitimate access"));
}

const HEAD: &str =
    "id = \"acme\"\ntitle = \"Acme\"\nincludes = [\"base\"]\n[sources]\nA = \"us\"\n";

fn with_item(lines: &str) -> String {
    format!("{HEAD}[[item]]\n{lines}")
}

const ITEM: &str = "id = \"acme-1\"\ndepartment = \"sec\"\nphase = \"detect\"\naction = \"Look\"\n";

#[test]
fn each_mistake_names_file_line_key_and_remedy() {
    let long = "x".repeat(241);
    let count = builtin().playbooks().len();
    for (text, said) in [
        ("id = acme", "a.toml:1: this is not TOML: "),
        ("id = \"acme\"", "a.toml:1: title: it is missing. Add title = \"…\"."),
        ("title = \"A\"", "a.toml:1: id: it is missing. Add id = \"small-letters-and-hyphens\"."),
        ("id = \"Acme X\"\ntitle = \"A\"", "a.toml:1: id: \"Acme X\" cannot be an id. Use small"),
        ("id = \"acme\"\ntitle = 4", "a.toml:2: title: this is a number, not a text. Put it"),
        ("id = \"acme\"\ntitle = \" \"", "a.toml:2: title: it is empty. Write something"),
        (
            "id = \"acme\"\ntitle = \"a\\u001B[2J\"",
            "a.toml:2: title: it holds the invisible character U+001B. Take it out",
        ),
        ("id = \"acme\"\ntitle = \"a\u{202e}b\"", "a.toml:2: title: it holds the invisible"),
        (
            "id = \"acme\"\ntitle = \"A\"\n\ntitel = \"B\"",
            "a.toml:4: titel: this key means nothing here. Did you mean \"title\"?",
        ),
        (
            "id = \"acme\"\ntitle = \"A\"\nincludes = \"base\"",
            "a.toml:3: includes: this is a text, not a list. Write [\"one\"",
        ),
        (
            "id = \"acme\"\ntitle = \"A\"\nitem = 3",
            "a.toml:3: item: this is a number, not a list of tables. Begin each one with [[item]].",
        ),
        (
            "id = \"acme\"\ntitle = \"A\"\nincludes = [\"bass\"]",
            "a.toml:3: includes: there is no playbook \"bass\", or it has mistakes. Did you mean \"base\"?",
        ),
        (
            "id = \"acme\"\ntitle = \"A\"\nincludes = [\"acme\"]",
            "a.toml:3: includes: a playbook includes itself: acme > acme. Take",
        ),
        (
            "id = \"acme\"\ntitle = \"A\"\ndrafts = [\"fag\"]",
            "a.toml:3: drafts: there is no draft \"fag\", or it has mistakes. Did you mean \"faq\"?",
        ),
        (&with_item("id = \"acme-1\""), "a.toml:6: item.action: it is missing. Add"),
        (
            &with_item(&format!("{ITEM}by = \"x\"")),
            "a.toml:11: item.by: this key means nothing here. Use one of: id, department",
        ),
        (
            &with_item(&ITEM.replace("detect", "detct")),
            "a.toml:9: item.phase: there is no phase \"detct\". Did you mean \"detect\"?",
        ),
        (
            &with_item(&ITEM.replace("\"sec\"", "\"secs\"")),
            "a.toml:8: item.department: there is no department \"secs\". Did you mean \"sec\"?",
        ),
        (
            &with_item(&ITEM.replace("Look", &long)),
            "a.toml:10: item.action: it has 241 characters. At most 240 fit",
        ),
        (
            &with_item(&format!("{ITEM}target = \"in 1h\"")),
            "a.toml:11: item.target: \"in 1h\" is not a target. Write an anchor with a duration, such as \"declared+PT1H\"",
        ),
        (
            &with_item(&format!("{ITEM}target = \"declard+PT1H\"")),
            "a.toml:11: item.target: there is no anchor \"declard\". Did you mean \"declared\"?",
        ),
        (
            &with_item(&format!("{ITEM}source = [\"B\"]")),
            "a.toml:11: item.source: \"B\" is not under [sources]. Add a line there",
        ),
        (
            &with_item(&format!("{ITEM}after = [\"sec-1\"]")),
            "a.toml:11: item.after: acme-1 waits for \"sec-1\", which neither this playbook nor one it includes has. Did you mean",
        ),
        (
            &with_item(&format!("{ITEM}after = [\"acme-1\"]")),
            "a.toml:11: item.after: an item waits for itself: acme-1 > acme-1. Take one",
        ),
        (
            &with_item(&ITEM.replace("acme-1", "sec-01")),
            "a.toml:7: item.id: \"sec-01\" is in assets/playbooks/base.toml:",
        ),
        (
            &with_item(&format!("{ITEM}[[item]]\n{ITEM}")),
            "a.toml:12: item.id: \"acme-1\" is in a.toml:7 too. Choose another, such as \"acme-sec-1\".",
        ),
    ] {
        let (library, mistakes) = folder(&[("a.toml", text)]);
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.starts_with(said), "\n{text}\nsays  {first}\nnot   {said}");
        assert!(mistakes.iter().all(|mistake| mistake.file == "a.toml"), "{mistakes:?}");
        assert_eq!(library.playbooks().len(), count, "it is left out");
    }
}

#[test]
fn mistakes_in_other_kinds_of_file() {
    let lane = |more: &str| {
        format!("[[department]]\nid = \"data\"\nname = \"Data\"\nshort = \"Data\"\n{more}")
    };
    for (name, text, said) in [
        ("departments.toml", lane("aliases = [\"ops\"]"), "departments.toml:2: department: \"ops\" means the department infra already. Choose"),
        ("departments.toml", lane("approves = [\"holding\"]"), "departments.toml:5: department.approves: there is no draft \"holding\". Use one of"),
        ("departments.toml", lane("").replace("short = \"Data\"", "short = \"Database\""), "departments.toml:4: department.short: it has 8 characters. At most 7"),
        ("departments.toml", lane(&lane("")), "departments.toml:6: id: \"data\" is in departments.toml:2 too. Choose"),
        ("n.md", "Hello".to_owned(), "n.md:1: the head between two lines +++ is missing. Begin the file"),
        ("n.md", "+++\nid = \"n\"\ntitle = \"N\"\naudience = \"all\"\n+++\nHi\n".to_owned(), "n.md:1: channel: it is missing"),
        ("n.md", "+++\nid = \"n\"\ntitle = \"N\"\naudience = \"all\"\nchannel = \"mail\"\n+++\n\nHi {{ two words }}\n".to_owned(), "n.md:8: text: \"{{ two words }}\" is not a placeholder. Write {{ name }}"),
        ("n.md", "+++\nid = \"n\"\ntitle = \"N\"\naudience = \"all\"\nchannel = \"mail\"\n+++\nHi\u{9b}\n".to_owned(), "n.md:7: text: it holds the invisible character U+009B. Take it out."),
        ("n.txt", String::new(), "n.txt:1: the name does not say what this file is. Name a playbook NAME.toml"),
        ("n.toml", " ".repeat(1_048_577), "n.toml:1: the file has 1048577 bytes. At most 1 MB: split it."),
    ] {
        let (_, mistakes) = folder(&[(name, text.as_str())]);
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        assert!(first.starts_with(said), "\n{text}\nsays  {first}\nnot   {said}");
    }
}

#[test]
fn several_mistakes_are_told_at_once_and_other_files_still_work() {
    let bad = format!("{HEAD}colour = 1\n[[item]]\nid = \"A\"\nphase = \"now\"\naction = \"\"\n");
    let good = with_item(ITEM).replace("acme", "good");
    let needs_bad = "id = \"needs\"\ntitle = \"N\"\nincludes = [\"acme\"]\n";
    let (library, mistakes) =
        folder(&[("bad.toml", &bad), ("good.toml", &good), ("needs.toml", needs_bad)]);
    let lines: Vec<(&str, usize, &str)> =
        mistakes.iter().map(|m| (m.file.as_str(), m.line, m.key.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("bad.toml", 6, "sources.colour"),
            ("bad.toml", 7, "item.department"),
            ("bad.toml", 8, "item.id"),
            ("bad.toml", 9, "item.phase"),
            ("bad.toml", 10, "item.action"),
            ("needs.toml", 3, "includes"),
        ]
    );
    let theirs: Vec<&str> = library
        .playbooks()
        .iter()
        .filter(|playbook| playbook.origin == Origin::Folder)
        .map(|playbook| playbook.id.as_str())
        .collect();
    assert_eq!(theirs, ["good"]);
}

#[test]
fn a_folder_adds_and_takes_the_place_of_what_is_built_in() {
    let lanes = "[[department]]\nid = \"infra\"\nname = \"Platform\"\nshort = \"Plat\"\naliases = [\"ops\"]\n\
                 [[department]]\nid = \"lab\"\nname = \"Laboratory\"\nshort = \"Lab\"\napproves = [\"lab-note\"]\n";
    let playbook = "id = \"ddos\"\ntitle = \"Flood\"\nincludes = [\"base\"]\nanchors = [\"sample-taken\"]\n\
                    drafts = [\"lab-note\", \"faq\"]\n[[item]]\nid = \"lab-1\"\ndepartment = \"lab\"\n\
                    phase = \"detect\"\naction = \"Sample it\"\ntarget = \"sample-taken+PT1H\"\nafter = [\"sec-01\"]\n";
    let note = "\u{feff}+++\r\nid = \"lab-note\"\r\ntitle = \"Lab note\"\r\naudience = \"lab\"\r\n\
                channel = \"mail\"\r\n+++\r\nWe sampled {{ what }}.\r\n";
    let (library, mistakes) =
        folder(&[("departments.toml", lanes), ("flood.toml", playbook), ("note.md", note)]);
    assert_eq!(mistakes, []);
    let names: Vec<String> = library.departments().into_iter().map(|lane| lane.name).collect();
    assert_eq!((names[3].as_str(), names[10].as_str()), ("Platform", "Laboratory"));
    let applied = library.apply(&["ddos"], &["base"]).expect("there").remove(0);
    assert_eq!(applied.title, "Flood");
    assert_eq!(applied.items.len(), 1);
    assert_eq!(applied.departments.len(), 1);
    let offered: Vec<&str> = applied.templates.iter().map(|offered| offered.id.as_str()).collect();
    assert_eq!(offered, ["lab-note", "faq"]);
    assert_eq!(applied.templates[0].text, "We sampled {{ what }}.\n");
    assert_eq!(library.approvers("lab-note").len(), 1);
    assert_eq!(library.playbooks().len(), builtin().playbooks().len());
}

#[test]
fn circles_through_several_items_and_files_are_found() {
    let text = |id: &str, after: &str, includes: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"T\"\nincludes = [\"{includes}\"]\n[[item]]\nid = \"{id}-1\"\n\
             department = \"sec\"\nphase = \"detect\"\naction = \"A\"\nafter = [\"{after}\"]\n"
        )
    };
    let (_, mistakes) =
        folder(&[("a.toml", &text("a", "a-1", "b")), ("b.toml", &text("b", "b-1", "a"))]);
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("includes itself: a > b > a"), "{said:?}");

    let chain: String = (1..=1500).fold(HEAD.to_owned(), |text, at| {
        let next = if at == 1500 { 1400 } else { at + 1 };
        text + &format!(
            "[[item]]\nid = \"acme-{at}\"\ndepartment = \"sec\"\nphase = \"detect\"\naction = \"A\"\n\
             after = [\"acme-{next}\"]\n"
        )
    });
    let (_, mistakes) = folder(&[("a.toml", &chain)]);
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].what.starts_with("an item waits for itself: acme-1400 > acme-1401"));
}
