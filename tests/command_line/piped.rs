//! What scripts do through the linear prompt: everything that keys do and no command does.

use super::given::given;

#[test]
fn a_script_takes_a_draft_from_review_to_sent() {
    let given = given();
    let room = given.room();
    let lines = "/holding a dump\n/role commander Dana\n/drafts\n/review 1\n\
        /drafts\n/approve 1 coord Kim, by phone\n\n\
        /drafts\n/approve 1 legal Amara, by phone\n\n\
        /drafts\n/go 1\n\n\
        /drafts\n/sent 1 Dana, 120\n\n";
    let done = given.pipe(&[&room, "--linear", "--as", "Dana"], lines);
    assert_eq!(done.code, Some(0), "{done:?}");
    let drafts = given.runs(&["show", &room, "--drafts", "--json"]);
    let drafts: serde_json::Value = serde_json::from_str(&drafts).expect("JSON");
    let review = &drafts[0]["review"];
    let verdicts = review["verdicts"].as_array().expect("a list");
    assert_eq!(verdicts.len(), 2, "{review:#}");
    assert_eq!(review["sent"][0]["recipients"], 120, "{review:#}");
    assert_eq!(review["sent"][0]["lacked"], serde_json::json!([]), "{review:#}");
}
