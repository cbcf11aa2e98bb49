//! Waivers as readers of reports and registers see them.

use serde_json::{Value, json};

use crate::program::{sms, write};
use crate::support::checked;

/// A process without a purpose to speak of, and a waiver of the finding until a day.
fn model(until: &str) -> String {
    format!(
        r#"
process incidents {{ owner: manager, purpose: "TBD" }}
role manager
role director
person kim_reed {{ roles: [manager] }}
person ann_lee {{ roles: [director] }}
waiver later "Purpose follows" {{
  of: placeholder_in_process, on: incidents, because: "being written", accepted_by: director, accepted: 2026-11-01, until: {until}, renewed: 1
}}
"#
    )
}

fn report(text: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", text);
    let run = sms(folder.path(), &[&["check", "--format", "json"], more].concat());
    serde_json::from_str(&run.out).unwrap()
}

fn tells(report: &Value, rule: &str) -> bool {
    report["diagnostics"].as_array().unwrap().iter().any(|told| told["code"] == rule)
}

#[test]
fn a_waived_finding_stands_with_its_waiver_in_the_report_for_programs() {
    let held = report(&model("2027-01-31"), &[]);
    assert_eq!(held["summary"]["waived"], 1);
    let [waived] = &held["waived"].as_array().unwrap()[..] else { panic!("{held:#}") };
    assert_eq!(
        (&waived["finding"]["code"], &waived["finding"]["subject"]),
        (&json!("placeholder_in_process"), &json!("incidents"))
    );
    let waiver = &waived["waiver"];
    assert_eq!(
        (&waiver["path"], &waiver["because"], &waiver["accepted_by"], &waiver["until"]),
        (&json!("later"), &json!("being written"), &json!("director"), &json!("2027-01-31"))
    );
    assert_eq!((&waiver["place"]["file"], &waiver["place"]["start"]["line"]), (&json!("m.sms"), &json!(7)));
    assert!(!tells(&held, "placeholder_in_process"));
    // After its end the finding is back among the others.
    let ended = report(&model("2026-11-20"), &[]);
    assert_eq!((&ended["summary"]["waived"], &ended["waived"]), (&json!(0), &json!([])));
    assert!(tells(&ended, "placeholder_in_process"));
}

#[test]
fn a_profile_chooses_among_waived_findings_too() {
    let rule = "rule early { severity: warning profile: [stage1] each: s in site require: s.address message: \"{s} is nowhere\" }
        site hall
        role lead
        person kim { roles: [lead] }
        waiver later { of: early, on: hall, because: \"it moves\", accepted_by: lead, accepted: 2026-11-01, until: 2026-12-31 }";
    let waived = |profile: &str| report(rule, &["--profile", profile])["waived"].as_array().unwrap().len();
    assert_eq!(["all", "stage1", "stage2"].map(waived), [1, 1, 0]);
    let counted = report(rule, &["--profile", "stage2"]);
    assert_eq!(counted["summary"]["waived"], 0);
}

#[test]
fn the_register_says_what_was_accepted_and_whether_it_still_holds() {
    let row = |until: &str| {
        let checked = checked(&model(until));
        let register = checked.rulebook.register("waivers").unwrap();
        let table = sms::rules::table(&checked.rulebook, register, &checked.model, &checked.sources, &checked.facts);
        let cells = table.rows[0].cells.iter().map(sms::rules::Cell::text).collect::<Vec<String>>();
        (register.columns.clone(), cells)
    };
    let (columns, cells) = row("2027-01-31");
    let expected = [
        ("Rule", "placeholder_in_process"),
        ("On", "incidents"),
        ("Because", "being written"),
        ("Accepted by", "director"),
        ("Accepted", "2026-11-01"),
        ("Until", "2027-01-31"),
        ("Renewed", "1"),
        ("State", "in force"),
        ("Meanwhile", ""),
    ];
    assert_eq!(columns, expected.map(|(column, _)| column));
    assert_eq!(cells, expected.map(|(_, cell)| cell));
    let state = |until: &str| row(until).1[7].clone();
    assert_eq!(
        ["2026-11-20", "2026-11-21", "2026-12-21", "2026-12-22"].map(state),
        ["ended", "ends soon", "ends soon", "in force"]
    );
}
