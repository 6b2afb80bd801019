//! Times at both ends of a line, and what reads two ways. Apart, because clock changes deserve a
//! table of their own.

use super::*;

#[test]
fn leading_times_are_the_nearest_past() {
    use Precision::{Day, Minute, Second};
    for (typed, when, precision) in [
        ("14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("9:05 x", "2026-11-22T08:05:00Z", Minute),
        ("15:05 x", "2026-11-22T14:05:00Z", Minute),
        ("15:06 x", "2026-11-21T14:06:00Z", Minute),
        ("14:05:09 x", "2026-11-22T13:05:09Z", Second),
        ("14:05Z x", "2026-11-22T14:05:00Z", Minute),
        ("14:06Z x", "2026-11-21T14:06:00Z", Minute),
        ("14:05 UTC x", "2026-11-22T14:05:00Z", Minute),
        ("14:05 CET x", "2026-11-22T13:05:00Z", Minute),
        ("14:05+01:00 x", "2026-11-22T13:05:00Z", Minute),
        ("09:05-0500 x", "2026-11-22T14:05:00Z", Minute),
        ("-15m x", "2026-11-22T13:50:30Z", Minute),
        ("−15m x", "2026-11-22T13:50:30Z", Minute),
        ("-1h30m x", "2026-11-22T12:35:30Z", Minute),
        ("-90s x", "2026-11-22T14:04:00Z", Second),
        ("15m ago x", "2026-11-22T13:50:30Z", Minute),
        ("1h30m ago x", "2026-11-22T12:35:30Z", Minute),
        ("-2d x", "2026-11-20T00:00:00Z", Day),
        ("yesterday 22:10 x", "2026-11-21T21:10:00Z", Minute),
        ("today 09:00 x", "2026-11-22T08:00:00Z", Minute),
        ("2026-11-22 14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("2026-11-22T14:05 x", "2026-11-22T13:05:00Z", Minute),
        ("2026-11-22T14:05:00.120Z x", "2026-11-22T14:05:00.120Z", Second),
        ("2026-07-01 14:05 x", "2026-07-01T12:05:00Z", Minute),
        ("2026-11-20 x", "2026-11-20T00:00:00Z", Day),
        ("> 14:05 x", "2026-11-22T13:05:00Z", Minute),
    ] {
        let part = part(typed);
        assert_eq!((part.occurred_at, part.precision), (at(when), precision), "{typed:?}");
        assert_eq!(part.text, "x", "{typed:?}");
    }
    for text in [
        "25:00 x",
        "14:5 x",
        "10:1 x",
        "1.2.3 x",
        "-m x",
        "15 m ago x",
        "-15 x",
        "14:05x",
        "3/4 x",
        "yesterday x",
        "in 5m x",
        "10.0.0.1 x",
        "1h30 ago",
        "20m x",
    ] {
        let part = part(text);
        assert_eq!((part.occurred_at, part.text.as_str()), (room().now, text));
    }
}

#[track_caller]
fn problem(now: &str, text: &str) -> (ProblemKind, Vec<String>) {
    match Room::at(now).read(text) {
        Reading::Problem(problem) => {
            assert_eq!(&text[problem.range.clone()], problem.said, "{text:?}");
            let alternatives = problem.alternatives;
            (problem.kind, alternatives.into_iter().map(|way| way.instead).collect())
        }
        other => panic!("{text:?} reads as {other:?}"),
    }
}

#[test]
fn what_reads_two_ways_is_refused_with_both() {
    use ProblemKind::{DateOrder, Future, Gap, HalfDay, NoSuchTime, Overlap, Past, ZoneWord};
    let now = "2026-11-22T14:05:30Z";
    let autumn = "2026-10-25T09:00:00Z";
    let spring = "2026-03-29T09:00:00Z";
    for (now, typed, kind, ways) in [
        (now, "03/04/2026 x", DateOrder, &["2026-04-03", "2026-03-04"][..]),
        (now, "25/12/2025 x", DateOrder, &["2025-12-25"]),
        (now, "22.11.2026 14:05 x", DateOrder, &["2026-11-22"]),
        (now, "1/2/26 x", DateOrder, &["2026-02-01", "2026-01-02"]),
        (now, "03/04 10:00 x", DateOrder, &["2026-04-03", "2026-03-04"]),
        (now, "24/12 10:00 x", DateOrder, &["2025-12-24"]),
        (now, "22.11. 14:05 x", DateOrder, &["2026-11-22"]),
        (now, "26-03-04 10:00 x", DateOrder, &["2004-03-26", "2026-03-04"]),
        (now, "22.11.26 10:00 x", DateOrder, &["2026-11-22", "2022-11-26"]),
        (now, "2026/03/04 10:00 x", DateOrder, &["2026-03-04"]),
        (now, "2026.3.4 x", DateOrder, &["2026-03-04"]),
        (now, "2:05 pm alarm", HalfDay, &["14:05"]),
        (now, "yesterday 12:05 A.M. alarm", HalfDay, &["00:05"]),
        (now, "> x by 2:05 pm", HalfDay, &["14:05"]),
        (now, "2026-13-45 x", NoSuchTime, &[]),
        (now, "2026-11-22 25:00 x", NoSuchTime, &[]),
        (now, "yesterday 25:00 x", NoSuchTime, &[]),
        (now, "> x by tomorrow 25:00", NoSuchTime, &[]),
        (now, "today 16:00 x", Future, &["yesterday 16:00"]),
        (now, "2026-11-22 16:00 x", Future, &["16:00"]),
        (now, "tomorrow 09:00 x", Future, &["09:00"]),
        // The year is what is mistyped most.
        (now, "2026-11-23 x", Future, &["2025-11-23"]),
        (now, "2026-12-01 10:00 alarm", Future, &["2025-12-01 10:00"]),
        (now, "2028-02-29 10:00 alarm", Future, &[]),
        (now, "2027-01-01T00:00Z x", Future, &["2026-01-01T00:00Z"]),
        (now, "> x by 2026-11-20 09:00Z", Past, &[]),
        (now, "14:05 EST x", ZoneWord, &["14:05-05:00", "14:05+10:00"]),
        (now, "14:05 CEST x", ZoneWord, &["14:05+02:00"]),
        (now, "> x by today 09:00", Past, &["tomorrow 09:00"]),
        (autumn, "02:30 x", Overlap, &["02:30+02:00", "02:30+01:00"]),
        (autumn, "today 02:30 x", Overlap, &["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]),
        (now, "2026-10-25 02:30 x", Overlap, &["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]),
        (spring, "02:30 x", Gap, &["02:30+01:00", "02:30+02:00"]),
        (
            spring,
            "! x until 2027-03-28 02:30",
            Gap,
            &["2027-03-28T02:30+01:00", "2027-03-28T02:30+02:00"],
        ),
    ] {
        let ways: Vec<String> = ways.iter().map(|way| (*way).to_owned()).collect();
        assert_eq!(problem(now, typed), (kind, ways), "{typed:?}");
    }
}

#[test]
fn every_way_out_leads_out() {
    for (now, typed) in [
        ("2026-10-25T09:00:00Z", "02:30 x"),
        ("2026-03-29T09:00:00Z", "02:30 x"),
        ("2026-11-22T14:05:30Z", "03/04/2026 x"),
        ("2026-11-22T14:05:30Z", "today 16:00 x"),
        ("2026-11-22T14:05:30Z", "2:05 pm, x"),
        ("2026-11-22T14:05:30Z", "26/03/04 10:00 x"),
        ("2026-11-22T14:05:30Z", "14:05 EST x"),
        ("2026-11-22T14:05:30Z", "> x by today 09:00"),
    ] {
        let room = Room::at(now);
        let Reading::Problem(problem) = room.read(typed) else { panic!("{typed:?}") };
        assert!(!problem.alternatives.is_empty());
        for way in &problem.alternatives {
            let mended = problem.mended(typed, way);
            let read = room.read(&mended);
            assert!(matches!(read, Reading::Ready(_)), "{mended:?}: {read:?}");
            if let (Reading::Ready(read), false) =
                (&read, way.meaning.is_empty() || typed.contains('/'))
            {
                let shown =
                    crate::console::zone::moment(read.parts[0].occurred_at, room.now, room.zone);
                assert_eq!(shown, way.meaning);
            }
        }
    }
    let room = Room::at("2026-10-25T09:00:00Z");
    assert_eq!(
        room.read("02:30 x").sentence(),
        "02:30 came twice when the clocks changed \
         · type 02:30+02:00 (02:30 CEST Sun 25 Oct) or 02:30+01:00 (02:30 CET Sun 25 Oct)"
    );
    // At half past two in the second hour only the first one is over for certain.
    let early = Room::at("2026-10-25T01:00:00Z");
    let Reading::Ready(read) = early.read("02:30 x") else { panic!() };
    assert_eq!(read.parts[0].occurred_at, at("2026-10-25T00:30:00Z"));
}

#[test]
fn promises_stand_at_the_end() {
    let due = |typed: &str| match part(typed).kind {
        EntryKind::Order { due, .. } | EntryKind::Question { due, .. } => {
            (part(typed).text, due.map(|due| due.to_string()))
        }
        other => panic!("{other:?}"),
    };
    for (typed, text, when) in [
        ("> x in 20m", "x", Some("2026-11-22T14:25:30.000Z")),
        ("> x in 1h30m.", "x.", Some("2026-11-22T15:35:30.000Z")),
        ("> x by 15:00", "x", Some("2026-11-23T14:00:00.000Z")),
        ("> x by 16:00", "x", Some("2026-11-22T15:00:00.000Z")),
        ("> x by 16:00Z", "x", Some("2026-11-22T16:00:00.000Z")),
        ("> x by 16:00 UTC", "x", Some("2026-11-22T16:00:00.000Z")),
        ("? x by tomorrow 09:00", "x", Some("2026-11-23T08:00:00.000Z")),
        ("> x by 2026-12-01 09:00", "x", Some("2026-12-01T08:00:00.000Z")),
        ("> 14:00 x in 20m", "x", Some("2026-11-22T14:25:30.000Z")),
        ("> sign in by hand", "sign in by hand", None),
        ("> log in 20m users", "log in 20m users", None),
        ("> done by Dana by 16:00", "done by Dana", Some("2026-11-22T15:00:00.000Z")),
        ("? is it so by 16:00?", "is it so?", Some("2026-11-22T15:00:00.000Z")),
        ("> x by tomorrow", "x by tomorrow", None),
        ("> x by 2026-12-01.", "x by 2026-12-01.", None),
    ] {
        assert_eq!(due(typed), (text.to_owned(), when.map(str::to_owned)), "{typed:?}");
    }
    assert!(matches!(ready("> x by tomorrow").warnings.as_slice(), [Warning::Hint { .. }]));
}

#[test]
fn what_is_almost_the_grammar_wants_a_second_enter() {
    for typed in [
        "09:99 x",
        "> 25:10 x",
        "-15 m x",
        ">rotate keys",
        "% >rotate keys",
        "> x by 25:00",
        "? is it so in 20 minutes?",
        "! go until 25:00",
        "! go until 25:00 because of it",
        "< NYT asks: is it true? by 3pm",
    ] {
        let ready = ready(typed);
        assert!(matches!(ready.warnings.as_slice(), [Warning::Hint { .. }]), "{typed}: {ready:?}");
        assert!(ready.wants_second_enter(), "{typed}");
    }
    assert_eq!(
        ready("09:99 x").warnings[0].sentence(),
        "no time (as 14:05), so it reads as now · Enter again to record it as it is"
    );
    // What was pasted is text, whatever it is almost.
    let text = "09:99 x";
    let reading = read(Line { text, pasted: &whole(text) }, &room().context());
    assert!(matches!(&reading, Reading::Ready(ready) if ready.warnings.is_empty()), "{reading:?}");
}

#[test]
fn fields_take_the_same_times() {
    let (now, zone) = (room().now, room().zone);
    let past = |text| past_time(text, now, zone).map(|(at, _)| at.to_string());
    let coming = |text| coming_time(text, now, zone).map(|at| at.to_string());
    assert_eq!(past(" -15m ").as_deref(), Ok("2026-11-22T13:50:30.000Z"));
    assert_eq!(past("2026-11-20").as_deref(), Ok("2026-11-20T00:00:00.000Z"));
    for text in ["in 20m", "20m", "by 15:25:30", "15:25:30", "until 15:25:30 CET"] {
        assert_eq!(coming(text).as_deref(), Ok("2026-11-22T14:25:30.000Z"), "{text:?}");
    }
    for text in ["", "soon", "14:05 x", "03/04/2026", "2026-12-01"] {
        assert!(past(text).is_err(), "{text:?}");
        assert!(coming(text).is_err(), "{text:?}");
    }
}
