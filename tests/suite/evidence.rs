//! Evidence held against the calendar, as users ask for it: `sms evidence`.

use serde_json::Value;

use crate::artefacts::schema;
use crate::program::{Run, sms, write};

/// A process with records of two quarters, a report of every quarter, and an agreement of late.
const MODEL: &str = r#"
scope all_of_it { standard: iso20000, services: [hosting] }
service hosting "Hosting" { owner: manager, stage: live }
role manager "Manager"
process incident_management "Incident management" {
  implements: [iso20000.8.6.1]
  owner:      manager
  activity triage "Triage" { accountable: manager }
}
report capacity "Capacity report" { owner: manager, frequency: every 3 months, last: 2026-07-02 }
report unknown "Report of no day" { owner: manager, frequency: every month }
evidence q1 "Incident records, Q1" {
  type: incident_record, about: incident_management.triage, covers: 2026-01-01 .. 2026-03-31, file: "q1.csv"
}
evidence q3 "Incident records, Q3" {
  type: incident_record, about: incident_management, covers: 2026-07-01 .. 2026-09-30, file: "q3.csv"
}
evidence lost "Lost records" {
  type: incident_record, about: incident_management, covers: 2026-04-01 .. 2026-06-30, file: "lost.csv"
}
evidence first "Capacity report, Q4 2025" { about: capacity, covers: 2025-10-01 .. 2025-12-31, file: "first.txt" }
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", MODEL);
    for name in ["q1.csv", "q3.csv", "first.txt"] {
        write(folder.path(), &format!("model/{name}"), "id\n1\n");
    }
    folder
}

fn evidence(folder: &tempfile::TempDir, arguments: &[&str]) -> Run {
    sms(folder.path(), &[&["evidence", "model", "--as-of", "2026-11-21"], arguments].concat())
}

#[test]
fn each_process_is_told_with_what_covers_the_window_and_what_nothing_covers() {
    let folder = folder();
    let run = evidence(&folder, &["--window", "2026-01-01..2026-06-30", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let schema: Value = serde_json::from_str(sms::answers::evidence::SCHEMA).unwrap();
    assert_eq!(schema::faults(&schema, &schema, &answer, "$"), Vec::<String>::new());
    let process = &answer["processes"][0];
    // A file that is not there shows nothing; what is about an activity is about its process.
    assert_eq!(process["evidence"].as_array().unwrap().len(), 1, "{process}");
    assert_eq!(process["evidence"][0]["path"], "q1");
    assert_eq!(process["covered"], serde_json::json!({ "first": "2026-01-01", "last": "2026-03-31" }));
    assert_eq!(process["gaps_in_words"], serde_json::json!(["between April and June 2026"]));
    // What is to come is no gap.
    let run = evidence(&folder, &["--window", "2026-07-01 .. 2027-06-30", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["processes"][0]["gaps"], serde_json::json!([{ "first": "2026-10-01", "last": "2026-11-21" }]));
}

#[test]
fn periods_that_are_over_and_have_nothing_are_named_as_stretches() {
    let folder = folder();
    let run = evidence(&folder, &["--window", "2025-10-01..2026-12-31", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    let of = |path: &str| answer["calendar"].as_array().unwrap().iter().find(|row| row["path"] == path).unwrap().clone();
    let capacity = of("capacity");
    let states: Vec<(&str, &str)> = capacity["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|held| (held["name"].as_str().unwrap(), held["state"].as_str().unwrap()))
        .collect();
    let expected =
        [("Q4 2025", "shown"), ("Q1 2026", "missing"), ("Q2 2026", "missing"), ("Q3 2026", "declared"), ("Q4 2026", "not yet due")];
    assert_eq!(states, expected);
    assert_eq!(capacity["missing"], serde_json::json!(["no report between January and June 2026"]));
    // Of what nobody knows when it began nothing is expected, and that is said.
    assert_eq!((&of("unknown")["since"], &of("unknown")["periods"]), (&Value::Null, &serde_json::json!([])));
    let text = evidence(&folder, &["--window", "2025-10-01..2026-12-31"]).out;
    assert!(text.contains("1 thing that comes round"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Capacity report (report), report every 3 months: no report between January and June 2026"), "{text}");
}

#[test]
fn every_form_tells_the_same() {
    let folder = folder();
    let window = ["--window", "2025-10-01..2026-12-31"];
    let csv = evidence(&folder, &[&window[..], &["--format", "csv"]].concat()).out;
    assert!(csv.contains("Capacity report,report,report,Q1 2026,2026-01-01,2026-03-31,missing"), "{csv}");
    assert!(csv.contains("2026-04-01,2026-06-30,missing"), "{csv}");
    let markdown = evidence(&folder, &[&window[..], &["--format", "markdown"]].concat()).out;
    assert!(markdown.contains("no report between January and June 2026"), "{markdown}");
    assert!(markdown.contains("between April and June 2026"), "{markdown}");
}

#[test]
fn a_window_that_is_none_is_told_with_a_code() {
    let folder = folder();
    for (window, code) in [
        ("2026-06-30..2026-01-01", "window-ends-first"),
        ("2026-01-01", "wrong-window"),
        ("2026-02-30..2026-03-01", "wrong-window"),
        ("..", "wrong-window"),
        ("2026-01-01..soon", "wrong-window"),
    ] {
        let run = evidence(&folder, &["--window", window]);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(code), "{window}: {run:?}");
    }
}

#[test]
fn what_became_of_the_files_since_they_were_locked_is_told() {
    let folder = folder();
    let run = |act: &str, more: &[&str]| sms(folder.path(), &[&["evidence", act, "model"], more].concat());
    let locked = run("lock", &[]);
    assert!(locked.code == 0 && locked.out.contains("3 files locked") && locked.out.contains("not there: lost.csv"), "{locked:?}");
    let path = folder.path().join("model/sms.lock");
    let text = std::fs::read_to_string(&path).unwrap();
    let paths: Vec<&str> = text.lines().skip(2).filter_map(|line| line.rsplit(' ').next()).collect();
    assert_eq!(paths, ["first.txt", "q1.csv", "q3.csv"]);
    assert!(run("verify", &[]).code == 0 && run("verify", &[]).out == "3 files are as model/sms.lock says\n");
    // Wherever it is asked from, and the second time, it is the same.
    assert_eq!(sms(&folder.path().join("model"), &["evidence", "verify"]).code, 0);
    run("lock", &[]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    write(folder.path(), "model/q1.csv", "id\n2\n");
    write(folder.path(), "model/lost.csv", "id\n1\n");
    std::fs::remove_file(folder.path().join("model/q3.csv")).unwrap();
    write(folder.path(), "model/a.sms", MODEL.replace(", file: \"first.txt\"", ""));
    let different = run("verify", &[]);
    assert_eq!(different.code, 1, "{different:?}");
    assert_eq!(
        different.out,
        "changed: q1.csv\nadded: lost.csv\nlost: q3.csv\nno longer named by the model: first.txt\n0 files are as model/sms.lock says\n"
    );
    let json: Value = serde_json::from_str(&run("verify", &["--format", "json"]).out).unwrap();
    assert_eq!(json["changed"], serde_json::json!(["q1.csv"]));
    assert_eq!(json["lost"], serde_json::json!(["q3.csv"]));
}

#[test]
fn licensed_texts_are_locked_and_shown_nowhere() {
    let folder = folder();
    let overlay = "overlay own_copy {\n  of: iso20000\n  licensed_text { of: iso20000.8.6.1, text: \"zebra\" }\n}\n";
    write(folder.path(), "model/licensed.sms", overlay);
    let run = sms(folder.path(), &["evidence", "lock", "model"]);
    let lock = std::fs::read_to_string(folder.path().join("model/sms.lock")).unwrap();
    assert!(run.code == 0 && lock.contains(" licensed.sms\n") && !lock.contains("zebra"), "{run:?}\n{lock}");
    write(folder.path(), "model/licensed.sms", overlay.replace("zebra", "okapi"));
    let verified = sms(folder.path(), &["evidence", "verify", "model"]);
    assert!(verified.code == 1 && verified.out.starts_with("changed: licensed.sms\n"), "{verified:?}");
}

#[test]
fn a_lock_that_cannot_be_read_is_told_with_a_code() {
    let folder = folder();
    let verify = || sms(folder.path(), &["evidence", "verify", "model"]);
    let told = verify();
    assert!(told.code == 2 && told.err.contains("no-lock"), "{told:?}");
    for (text, code) in [("", "damaged-lock"), ("version 2\n", "lock-version"), ("version 1\n=======\n", "damaged-lock")] {
        write(folder.path(), "model/sms.lock", text);
        let told = verify();
        assert!(told.code == 2 && told.out.is_empty() && told.err.contains(code), "{text}: {told:?}");
    }
    std::fs::write(folder.path().join("model/sms.lock"), [0xff, 0xfe, 0x00]).unwrap();
    let told = verify();
    assert!(told.code == 2 && told.err.contains("unreadable-lock"), "{told:?}");
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_out_to_is_not_locked() {
    let folder = folder();
    write(folder.path(), "outside.csv", "secret\n");
    std::os::unix::fs::symlink("../outside.csv", folder.path().join("model/lost.csv")).unwrap();
    let run = sms(folder.path(), &["evidence", "lock", "model"]);
    assert!(run.code == 0 && run.out.contains("3 files locked"), "{run:?}");
    let lock = std::fs::read_to_string(folder.path().join("model/sms.lock")).unwrap();
    assert!(!lock.contains("lost.csv"), "{lock}");
}
