//! The commands about the state of a model, as users run them: `status`, `why`, `todo`, `why-not`, `due`,
//! `timeline`, and what is supposed.

use std::path::Path;

use serde_json::Value;

use crate::artefacts::schema;
use crate::program::{Run, sms, write};

/// A scope, a process with an owner, records on file for it, and what an assessor found of one requirement.
const MODEL: &str = r#"
organisation acme "Acme"
scope all_of_it { standard: iso20000, services: [hosting] }
service hosting "Hosting" { owner: manager, stage: live }
role manager "Manager"
person dana "Dana Kerr" { roles: [manager] }
process incident_management "Incident management" {
  implements: [iso20000.8.6.1]
  owner:      manager
  activity triage "Triage" { accountable: manager, responsible: [manager] }
}
evidence q3 "Incident records of the third quarter" {
  type: incident_record, about: incident_management, covers: 2026-07-01 .. 2026-09-30, file: "q3.csv"
}
evidence q3_of_2024 "Old incident records" {
  type: incident_record, about: incident_management, covers: 2024-07-01 .. 2024-09-30, file: "old.csv"
}
person eve "Eve Moss"
assessment visit { of: [iso20000.8.6.1.recorded], rating: conformant, on: 2026-11-02, by: [eve], because: "saw the queue" }
"#;

/// A folder with a model and its records.
fn folder(model: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", model);
    write(folder.path(), "model/q3.csv", "id,title\n1,one\n");
    write(folder.path(), "model/old.csv", "id,title\n0,none\n");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    sms(folder, arguments)
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    let run = run(folder, &all);
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.out).unwrap()
}

fn assert_follows(text: &str, value: &Value) {
    let schema: Value = serde_json::from_str(text).unwrap();
    let faults = schema::faults(&schema, &schema, value, "$");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn status_counts_by_clause_and_adds_up() {
    let folder = folder(MODEL);
    let status = json(folder.path(), &["status", "model"]);
    assert_follows(sms::answers::status::SCHEMA, &status);
    let framework = &status["frameworks"][0];
    let items = framework["items"].as_array().unwrap();
    for key in ["conformant", "partial", "nonconformant", "not_applicable", "for_information", "all"] {
        let top: u64 = items.iter().filter(|item| item["depth"] == 0).map(|item| item["counts"][key].as_u64().unwrap()).sum();
        assert_eq!(framework["counts"][key], top, "{key}");
    }
    // The counts are those of the single requirements, not of the clauses above them.
    let single = items.iter().filter(|item| item["sums_up"] == false);
    assert_eq!(framework["counts"]["all"], single.clone().count());
    let nonconformant = single.filter(|item| item["state"] == "nonconformant").count();
    assert_eq!(framework["counts"]["nonconformant"], nonconformant);
    assert!(nonconformant > 100, "a model of one process meets little");
}

#[test]
fn a_clause_is_shown_with_what_is_open_in_it() {
    let folder = folder(MODEL);
    let by_number = run(folder.path(), &["status", "model", "--clause", "8.6.1"]);
    assert!(by_number.code == 0 && by_number.out.contains("8.6.1 Incident management"), "{by_number:?}");
    // The path and the title mean the same.
    for name in ["iso20000.8.6.1", "8.6.1.", "incident management"] {
        assert_eq!(run(folder.path(), &["status", "model", "--clause", name]).out, by_number.out, "{name}");
    }
    let json = json(folder.path(), &["status", "model", "--clause", "8.6.1"]);
    assert_eq!(json["frameworks"][0]["part"]["path"], "iso20000.8.6.1");
    for item in json["frameworks"][0]["items"].as_array().unwrap() {
        assert!(item["path"].as_str().unwrap().starts_with("iso20000.8.6.1"), "{item}");
    }
}

#[test]
fn figures_do_not_get_better_by_writing_more() {
    let figures = |model: &str| {
        let folder = folder(model);
        let status = json(folder.path(), &["status", "model", "--clause", "8.6.1"]);
        status["frameworks"][0]["figures"].clone()
    };
    let before = figures(MODEL);
    // One person holds the role, so all of the clause hangs on her.
    assert_eq!(before["alone"], before["demanded"]);
    let more = figures(&format!("{MODEL}\nperson eli \"Eli Roe\" {{ deputy_for: [manager] }}\n"));
    assert_eq!(more["alone"], 0);
    // One who joins later, or has left, is nobody to fall back on.
    for days in ["joined: 2027-01-01", "left: 2026-01-01"] {
        let late = figures(&format!("{MODEL}\nperson eli \"Eli Roe\" {{ deputy_for: [manager], {days} }}\n"));
        assert_eq!(late["alone"], before["alone"], "{days}");
    }
    // Without its records nothing is shown by evidence, however much is declared.
    let none = MODEL.replace("file: \"q3.csv\"", "url: \"https://records.example\"");
    let declared = figures(&none);
    assert!(before["shown"].as_u64() > Some(0) && declared["shown"] == 0, "{declared} {before}");
    let twice = none + "process again \"Again\" { implements: [iso20000.8.6.1], owner: manager }\n";
    assert_eq!(figures(&twice)["declared"], declared["declared"]);
}

#[test]
fn what_is_met_is_shown_by_evidence_or_by_the_model_alone() {
    for example in ["small", "northwind"] {
        let status = json(crate::support::root(), &["status", &format!("examples/{example}")]);
        let framework = &status["frameworks"][0];
        let [shown, declared] = ["shown", "declared"].map(|figure| framework["figures"][figure].as_u64().unwrap());
        assert!(declared > 0, "{example}");
        assert_eq!(framework["counts"]["conformant"], shown + declared, "{example}");
    }
}

#[test]
fn forms_for_spreadsheets_and_pages_hold_the_same() {
    let folder = folder(MODEL);
    let csv = run(folder.path(), &["status", "model", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads[..5], ["Framework", "Clause", "Title", "State", "Reasons"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let status = json(folder.path(), &["status", "model"]);
    assert_eq!(rows.len(), status["frameworks"][0]["items"].as_array().unwrap().len());
    let markdown = run(folder.path(), &["status", "model", "--format", "markdown"]);
    assert!(markdown.out.starts_with("# Status\n") && markdown.out.contains("| Clause"), "{}", markdown.beginning());
}

#[test]
fn why_tells_what_a_requirement_rests_on() {
    let folder = folder(MODEL);
    let why = json(folder.path(), &["why", "8.6.1.recorded", "--model", "model"]);
    assert_follows(sms::answers::why::SCHEMA, &why);
    let mut steps = Vec::new();
    walk(&why["tree"], &mut steps);
    let said = |step: &str, words: &str| {
        let found = steps.iter().find(|node| node["step"] == step && node["text"].as_str().unwrap().contains(words));
        found.unwrap_or_else(|| panic!("no {step} says `{words}`: {why:#}"))
    };
    assert_eq!(said("addresses", "`incident_management`")["place"]["line"], 8);
    said("answers", "Manager answers for it: Dana Kerr");
    said("carried_out", "Triage");
    let counts = said("on_file", "`q3`");
    assert_eq!(counts["state"], "counts");
    assert!(counts["text"].as_str().unwrap().contains("covers 2026-07-01 to 2026-09-30, 52 days old, file q3.csv"), "{counts}");
    let old = said("on_file", "`q3_of_2024`");
    assert_eq!((&old["state"], &old["place"]["line"]), (&"does not count".into(), &15.into()));
    // Where a rule had something to look at, it says that it looked.
    let clause = json(folder.path(), &["why", "4.3.names_services", "--model", "model"]);
    let mut steps = Vec::new();
    walk(&clause["tree"], &mut steps);
    let silent: Vec<&&Value> = steps.iter().filter(|node| node["step"] == "rule" && node["state"] == "silent").collect();
    assert!(
        !silent.is_empty() && silent.iter().all(|node| node["place"]["file"].as_str().unwrap().ends_with(".sms")),
        "{clause:#}"
    );
}

/// A text as if it stood on one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn walk<'v>(node: &'v Value, into: &mut Vec<&'v Value>) {
    into.push(node);
    node["parts"].as_array().unwrap().iter().for_each(|part| walk(part, into));
}

#[test]
fn why_names_what_lowers_a_state() {
    // A role that nobody holds, and nothing on file that counts.
    let model = MODEL.replace("person dana \"Dana Kerr\" { roles: [manager] }", "").replace("q3.csv", "gone.csv");
    let folder = folder(&model);
    let why = run(folder.path(), &["why", "8.6.1.recorded", "--model", "model"]);
    let words = words(&why.out);
    assert!(words.contains("a role that nobody holds on 2026-11-21"), "{words}");
    assert!(words.contains("does not count: the file gone.csv is not there"), "{words}");
    // What nothing addresses says so.
    let other = run(folder.path(), &["why", "8.7.2", "--model", "model"]);
    assert!(other.code == 0 && other.out.contains("nothing in the model addresses it"), "{}", other.out);
}

#[test]
fn why_takes_entities_rules_and_findings() {
    let folder = folder(MODEL);
    let entity = run(folder.path(), &["why", "incident_management", "--model", "model"]);
    assert!(entity.out.starts_with("process `incident_management` Incident management (model/a.sms:7)\n"), "{}", entity.out);
    assert!(entity.out.contains("8.6.1.recorded"), "{}", entity.out);
    // A title will do, in any case of letters.
    assert_eq!(run(folder.path(), &["why", "old incident RECORDS", "--model", "model"]).code, 0);
    let rule = run(folder.path(), &["why", "evidence_stale", "--model", "model"]);
    assert!(rule.out.starts_with("rule `evidence_stale`"), "{}", rule.out);
    let finding = run(folder.path(), &["why", "evidence_stale:q3", "--model", "model"]);
    assert!(finding.out.starts_with("rule `evidence_stale` finds nothing"), "{}", finding.out);
    let markdown = run(folder.path(), &["why", "8.6.1.recorded", "--model", "model", "--format", "markdown"]);
    assert!(
        markdown.out.starts_with("# 8.6.1.recorded") && markdown.out.contains("\n- process `incident_management`"),
        "{}",
        markdown.out
    );
}

#[test]
fn what_cannot_be_asked_is_told_with_what_to_do() {
    let folder = folder(MODEL);
    let cases: [(&[&str], &str, &str); 7] = [
        (&["status", "model", "--clause", "8.6.11"], "unknown-clause", "did you mean `8.6.1`?"),
        (&["status", "model", "--framework", "iso2000"], "unknown-framework", "did you mean `iso20000`?"),
        (&["status", "model", "--framework", "cmmi_svc"], "unknown-framework", "there are `iso20000`"),
        (&["status", "nowhere"], "E0001", ""),
        (&["why", "incident_managment", "--model", "model"], "unknown-name", "did you mean `incident_management`?"),
        (&["why", "evidence_stale:q4", "--model", "model"], "unknown-name", ""),
        (&["why", "iso20000_2011.8.1", "--model", "model"], "", ""),
    ];
    for (arguments, code, help) in cases {
        let run = run(folder.path(), arguments);
        assert!(run.code == 2 && run.out.is_empty(), "{arguments:?}: {run:?}");
        assert!(run.err.contains(code) && run.err.contains(help), "{arguments:?}: {}", run.err);
    }
    write(folder.path(), "bare/a.sms", "site leeds\n");
    let bare = run(folder.path(), &["status", "bare"]);
    assert!(bare.code == 2 && bare.err.contains("no scope of the model names a framework"), "{bare:?}");
}

#[test]
fn a_number_of_two_frameworks_is_not_guessed() {
    let folder = folder(&format!("{MODEL}\nscope former {{ standard: iso20000_2011 }}\n"));
    for arguments in [&["why", "4.1", "--model", "model"][..], &["status", "model", "--clause", "4.1"]] {
        let run = run(folder.path(), arguments);
        assert!(run.code == 2 && run.err.contains("ambiguous-name"), "{run:?}");
        assert!(run.err.contains("`iso20000.4.1`") && run.err.contains("`iso20000_2011.4.1`"), "{}", run.err);
    }
    // Where one framework is asked about the number is clear.
    let one = run(folder.path(), &["status", "model", "--framework", "iso20000_2011", "--clause", "4.1"]);
    assert!(one.code == 0 && one.out.contains("4.1 Management responsibility"), "{one:?}");
    // A number that only one of them has needs nothing else.
    assert_eq!(run(folder.path(), &["why", "8.7.3.3", "--model", "model"]).code, 0);
}

#[test]
fn todo_names_each_step_once_with_all_that_it_lifts() {
    let folder = folder(MODEL);
    let todo = json(folder.path(), &["todo", "model"]);
    assert_follows(sms::answers::todo::SCHEMA, &todo);
    let steps = todo["steps"].as_array().unwrap();
    let texts: std::collections::BTreeSet<&str> = steps.iter().map(|step| step["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), steps.len(), "a step stands twice");
    // What lifts most comes first.
    let lifts: Vec<(usize, usize)> = steps
        .iter()
        .map(|step| (step["completes"].as_array().unwrap().len(), step["furthers"].as_array().unwrap().len()))
        .collect();
    assert!(lifts.is_sorted_by(|one, other| one >= other), "{lifts:?}");
    // Whatever is open is lifted by a step, and nothing else is.
    let status = json(folder.path(), &["status", "model"]);
    let items = status["frameworks"][0]["items"].as_array().unwrap();
    let is_open = |item: &&Value| {
        let met = ["conformant", "not applicable", "for information"];
        item["sums_up"] == false && !met.contains(&item["state"].as_str().unwrap())
    };
    let open: std::collections::BTreeSet<&str> = items.iter().filter(is_open).map(|item| item["path"].as_str().unwrap()).collect();
    let things = |key: &'static str| steps.iter().flat_map(move |step| step[key].as_array().unwrap());
    let lifted: std::collections::BTreeSet<&str> =
        things("completes").chain(things("furthers")).map(|thing| thing["path"].as_str().unwrap()).collect();
    assert_eq!(open, lifted);
}

#[test]
fn todo_is_cut_to_an_owner_and_a_clause() {
    let folder = folder(&MODEL.replace("q3.csv", "gone.csv"));
    let of = |arguments: &[&str]| json(folder.path(), &[&["todo", "model"], arguments].concat());
    let renew = |todo: &Value| todo["steps"].as_array().unwrap().iter().any(|step| step["action"] == "renew");
    // The holder of the role is asked for what the role answers for.
    for owner in ["manager", "Manager", "dana", "Dana Kerr"] {
        let mine = of(&["--owner", owner, "--clause", "8.6.1"]);
        assert!(renew(&mine), "{owner}: {mine:#}");
        for step in mine["steps"].as_array().unwrap() {
            assert_eq!(step["owners"][0]["path"], "manager", "{step}");
        }
    }
    assert!(!renew(&of(&["--clause", "8.7.2"])));
    let stranger = run(folder.path(), &["todo", "model", "--owner", "managr"]);
    assert!(stranger.code == 2 && stranger.err.contains("did you mean `manager`?"), "{stranger:?}");
    let text = words(&run(folder.path(), &["todo", "model", "--owner", "dana"]).out);
    assert!(text.contains("put the file on record of `q3`") && text.contains("answers for it: Manager"), "{text}");
    let csv = run(folder.path(), &["todo", "model", "--format", "csv"]);
    assert!(csv.out.starts_with("Step,Advice,Answers for it,Completes,Furthers,Requirements"), "{}", csv.beginning());
}

/// Requirements that lack different things: a file, all evidence, and anything that addresses them.
const LACKING: [&str; 3] = ["8.6.1.recorded", "8.6.1.prioritised", "8.7.3.3.recorded"];

#[test]
fn why_not_turns_the_state_and_no_part_of_it_does() {
    use sms::whatif::Trial;
    use sms::whatif::why_not::{state_with, why_not};
    use sms::world::{Audience, Facts};

    let folder = folder(&MODEL.replace("q3.csv", "gone.csv"));
    let loaded = sms::workspace::load(&[folder.path().join("model")], &mut std::io::empty());
    let files = std::sync::Arc::clone(&loaded.on_record);
    let facts = Facts { today: crate::support::TODAY, files, audience: Audience::Anybody };
    let trial = Trial::new(loaded.snapshot, facts);
    let status = json(folder.path(), &["status", "model"]);
    let known: Vec<&str> =
        status["frameworks"][0]["items"].as_array().unwrap().iter().map(|item| item["number"].as_str().unwrap()).collect();
    let mut turned = 0;
    for number in LACKING.into_iter().filter(|number| known.contains(number)) {
        let path = format!("iso20000.{number}");
        let answer = why_not(&trial, &path).unwrap();
        assert!(answer.turns() && answer.least, "{path}: {answer:#?}");
        turned += 1;
        assert_eq!(state_with(&trial, &path, &answer.steps), Some(answer.then));
        // Every proper subset, the empty one included.
        let all = 1_usize << answer.steps.len();
        for chosen in 0..all - 1 {
            let some: Vec<_> =
                answer.steps.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0).map(|(_, step)| step.clone()).collect();
            let then = state_with(&trial, &path, &some).unwrap();
            assert_ne!(then, sms::assess::Status::Conformant, "{path}: {some:#?} is enough");
        }
    }
    assert!(turned >= 2, "{known:?}");
}

#[test]
fn why_not_says_who_does_what_and_what_was_only_assumed() {
    let folder = folder(&MODEL.replace("q3.csv", "gone.csv"));
    let answer = json(folder.path(), &["why-not", "8.6.1", "--model", "model"]);
    assert_follows(sms::whatif::why_not::SCHEMA, &answer);
    assert!(answer["state"] == "partial" || answer["state"] == "nonconformant", "{answer}");
    for step in answer["steps"].as_array().unwrap() {
        let is_mended = ["mend", "address", "judge"].iter().any(|action| step["action"] == *action);
        assert!(step["assumed"] == false || is_mended, "{step}");
    }
    let text = run(folder.path(), &["why-not", "8.6.1.recorded", "--model", "model"]);
    let shown = words(&text.out);
    assert!(text.code == 0 && shown.contains("Manager - put the file on record of `q3`"), "{shown}");
    // Nothing is written.
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("model"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a.sms", "old.csv", "q3.csv"]);
}

#[test]
fn what_is_supposed_changes_the_answer_and_no_file() {
    let folder = folder(MODEL);
    let before = std::fs::read_to_string(folder.path().join("model/a.sms")).unwrap();
    let without = run(folder.path(), &["status", "model", "--without", "incident_management"]);
    assert!(without.code == 0 && without.out.contains("Beside the model as it is"), "{without:?}");
    assert!(words(&without.out).contains("`iso20000.8.6.1.recorded`: conformant, then nonconformant"), "{}", without.out);
    // The person goes, and with her whoever holds the role.
    let why = run(folder.path(), &["why", "8.6.1.recorded", "--model", "model", "--without", "dana"]);
    assert!(words(&why.out).contains("a role that nobody holds"), "{}", why.out);
    // The records are from another time, then from nowhere.
    let dated = run(folder.path(), &["why", "8.6.1.recorded", "--model", "model", "--set", "q3.covers=2023-07-01 .. 2023-09-30"]);
    assert!(words(&dated.out).contains("what it covers ended on 2023-09-30"), "{}", dated.out);
    let gone = run(folder.path(), &["status", "model", "--set", "q3.file=none.csv", "--clause", "8.6.1"]);
    assert!(words(&gone.out).contains("nothing on file counts today"), "{}", gone.out);
    // Where a field is not written it is added.
    let check = run(folder.path(), &["check", "model", "--set", "hosting.stage=retired", "--format", "short"]);
    assert!(check.code < 2, "{check:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("model/a.sms")).unwrap(), before);
}

#[test]
fn what_cannot_be_without_an_entity_goes_with_it() {
    let model = format!(
        "{MODEL}\nexternal_supplier cloudco \"Cloudco\" {{ provides: [hosting], operates: [incident_management] }}\n\
         /// How it is governed.\ngovernance over_cloudco {{ party: cloudco, accountable: manager }}\n\
         customer leeds \"Leeds\"\n"
    );
    let folder = folder(&model);
    let run = run(folder.path(), &["check", "model", "--without", "cloudco", "--format", "short"]);
    assert!(run.err.contains("as if there were no `cloudco`, nor what cannot be without it: `over_cloudco`"), "{run:?}");
    assert!(!run.out.contains("cloudco") && !run.out.contains("E0"), "{}", run.out);
}

#[test]
fn what_cannot_be_supposed_is_told() {
    let folder = folder(MODEL);
    let cases = [
        ("--set", "hosting.stag=live", "unknown-field", "did you mean `stage`?"),
        ("--set", "hostin.stage=live", "unknown-entity", "did you mean `hosting`?"),
        ("--set", "hosting.stage=lively", "not-a-model", ""),
        ("--set", "manager.holders=dana", "computed-field", ""),
        ("--set", "hosting.stage", "wrong-setting", "--set ENTITY.FIELD=VALUE"),
        ("--set", "stage=live", "wrong-setting", ""),
        ("--without", "incident_managment", "unknown-entity", "did you mean `incident_management`?"),
        ("--without", "iso20000", "unknown-entity", ""),
    ];
    for (option, value, code, help) in cases {
        for command in ["status", "check"] {
            let run = run(folder.path(), &[command, "model", option, value]);
            assert!(run.code == 2 && run.out.is_empty(), "{value}: {run:?}");
            assert!(run.err.contains(code) && words(&run.err).contains(help), "{value}: {}", run.err);
        }
    }
}

/// Things that come round, end, or are promised for a day, around 2026-11-21.
const DAYS: &str = r#"
process change_management "Change management" {
  implements: [iso20000.8.5.1], owner: manager, review: every 6 months, last_review: 2026-06-10
}
external_supplier cloudco "Cloudco" { provides: [hosting] }
contract cloud "Cloud contract" { with: cloudco, covers: [hosting], term: 2025-01-01 .. 2026-12-31, notice: 1 month, owner: manager }
contract past "Old contract" { with: cloudco, term: 2023-01-01 .. 2023-12-31, owner: manager }
risk fire "Fire" { owner: manager, review: every 12 months, last_review: 2025-10-01 }
"#;

#[test]
fn due_finds_the_days_and_who_answers() {
    let folder = folder(&format!("{MODEL}{DAYS}"));
    let due = json(folder.path(), &["due", "model", "--within", "60 days"]);
    assert_follows(sms::answers::due::SCHEMA, &due);
    assert_eq!(due["until"], "2027-01-20");
    let days: Vec<(&str, &str, bool)> = due["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["day"].as_str().unwrap(), day["path"].as_str().unwrap(), day["overdue"].as_bool().unwrap()))
        .collect();
    // What is overdue first, then by day; what ended long ago is nothing to do.
    let expected = [
        ("2026-10-01", "fire", true),
        ("2026-11-30", "cloud", false),
        ("2026-12-10", "change_management", false),
        ("2026-12-31", "cloud", false),
    ];
    assert_eq!(days, expected);
    for day in due["days"].as_array().unwrap() {
        assert_eq!(day["owners"][0]["path"], "manager", "{day}");
    }
    // A month more, and nothing of a shorter time is lost.
    let longer = json(folder.path(), &["due", "model", "--within", "1 year"]);
    let longer: Vec<&str> = longer["days"].as_array().unwrap().iter().map(|day| day["path"].as_str().unwrap()).collect();
    assert!(longer.len() > expected.len() && longer.contains(&"q3"), "{longer:?}");
    // Old records that newer ones have followed are none that go stale.
    assert!(!longer.contains(&"q3_of_2024"), "{longer:?}");
}

#[test]
fn due_goes_into_a_calendar() {
    let folder = folder(&format!("{MODEL}{DAYS}"));
    let first = run(folder.path(), &["due", "model", "--format", "ics"]);
    assert_eq!(run(folder.path(), &["due", "model", "--format", "ics"]).out, first.out);
    assert!(first.out.starts_with("BEGIN:VCALENDAR\r\n") && first.out.ends_with("END:VCALENDAR\r\n"), "{}", first.out);
    assert!(first.out.contains("DTSTART;VALUE=DATE:20261231\r\n") && !first.out.contains("20261001"), "{}", first.out);
    // The review moves by a month, and stays the same event.
    let moved = folder.path().join("model/a.sms");
    std::fs::write(&moved, std::fs::read_to_string(&moved).unwrap().replace("2026-06-10", "2026-07-10")).unwrap();
    let second = run(folder.path(), &["due", "model", "--format", "ics"]);
    let ids = |out: &str| {
        let mut ids: Vec<String> = out.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&first.out), ids(&second.out));
    assert_ne!(first.out, second.out);
    for wrong in ["soon", "0 days", "3 hours"] {
        assert_eq!(run(folder.path(), &["due", "model", "--within", wrong]).code, 2, "{wrong}");
    }
}

#[test]
fn a_model_may_say_what_else_falls_due() {
    let own = "kind lease { until: date?  owner: actor? }\nlease hall { until: 2026-12-01, owner: manager }\n\
               due_day lease_ends { of: \"lease\", says: \"it ends\", day: [\"until\"], ends: true }\n";
    let folder = folder(&format!("{MODEL}{own}"));
    let due = run(folder.path(), &["due", "model"]);
    assert!(due.out.contains("2026-12-01  hall (lease): it ends; Manager (model/a.sms:21)"), "{}", due.out);
}

#[test]
fn each_sort_of_due_day_names_kinds_and_fields_that_are_there() {
    use sms::model::Value as Held;

    let loaded = sms::workspace::load_with_library(&[], &mut std::io::empty());
    let (model, _) = loaded.snapshot.understand();
    let schema = model.schema();
    let sort = schema.kind_named("due_day").unwrap();
    let texts = |id, name: &str| -> Vec<String> {
        let field = schema.field_named(sort, name).unwrap();
        match model.value(id, field) {
            Held::Text(text) => vec![text.to_string()],
            Held::List(items) => {
                let text = |value: &Held| if let Held::Text(text) = value { Some(text.to_string()) } else { None };
                items.iter().filter_map(|item| text(&item.value)).collect()
            }
            _ => Vec::new(),
        }
    };
    let all = model.of_kind(sort);
    assert!(all.len() > 30);
    for id in all {
        let path = &model.entity(id).path;
        let kind =
            texts(id, "of").pop().and_then(|name| schema.kind_named(&name)).unwrap_or_else(|| panic!("{path}: no such kind"));
        for list in ["day", "every", "after", "before", "unless", "latest_of"] {
            for name in texts(id, list) {
                assert!(schema.field_named(kind, &name).is_some(), "{path}: `{name}` in `{list}` is no field");
            }
        }
        assert!(!texts(id, "day").is_empty() || !texts(id, "after").is_empty(), "{path} gives no day");
    }
}

#[test]
fn timeline_judges_the_same_model_on_each_day() {
    let folder = folder(MODEL);
    let timeline = json(folder.path(), &["timeline", "model", "--from", "2026-06-30", "--to", "2027-12-31", "--every", "quarter"]);
    assert_follows(sms::answers::timeline::SCHEMA, &timeline);
    let days = timeline["days"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    for day in days {
        // What the timeline says of a day is what `status` says on that day.
        let status = json(folder.path(), &["status", "model", "--as-of", day["day"].as_str().unwrap()]);
        assert_eq!(day["frameworks"][0]["counts"], status["frameworks"][0]["counts"], "{}", day["day"]);
        assert_eq!(day["frameworks"][0]["figures"], status["frameworks"][0]["figures"], "{}", day["day"]);
    }
    // The records count for a year after their quarter, and then no longer.
    let shown = |at: usize| days[at]["frameworks"][0]["figures"]["shown"].as_u64().unwrap();
    assert!(shown(0) == 0 && shown(2) > 0 && shown(6) == 0, "{days:#?}");
    let backwards = run(folder.path(), &["timeline", "model", "--from", "2027-01-01", "--to", "2026-01-01"]);
    assert!(backwards.code == 2 && backwards.err.contains("no-time"), "{backwards:?}");
}
