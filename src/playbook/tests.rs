//! The shipped assets, whole: counted, and compared with the guides they are drawn from.

use std::collections::BTreeMap;

use crate::domain::event::PlaybookApplied;
use crate::domain::placeholder;
use crate::domain::target::Target;
use crate::domain::words::{Anchor, Phase};

use super::{Library, NOT_SURE_YET, Origin, builtin, with_folder};

fn one(library: &Library, id: &str) -> PlaybookApplied {
    let there: Vec<&str> = vec![];
    let all = library.apply(&[id], &there).expect("it is there");
    all.into_iter().find(|applied| applied.playbook == id).expect("it is brought")
}

#[test]
fn every_shipped_file_is_sound() {
    let none: &[(&str, &str)] = &[];
    let (_, mistakes) = with_folder(none);
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
        assert!(!placeholder::names(&text).is_empty(), "{}", template.offered.id);
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
