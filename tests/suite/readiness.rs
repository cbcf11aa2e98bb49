//! The checklists for audits: what puts an item in place, what keeps it from that, and what is asked.

use serde_json::Value;

use crate::artefacts::schema;
use crate::program::{Run, sms, write};

const MODEL: &str = r#"
organisation acme "Acme"
scope all_of_it "Hosting" { standard: iso20000, services: [hosting] }
service hosting "Hosting" { owner: manager, stage: live }
role manager "Manager"
person eve "Eve Moss"
"#;

/// A list of a model's own, whose items use what the library defines.
const LIST: &str = r#"
list_collection ours "Ours" {
  list before "Before the audit" {
    list_item kept  "A catalogue is kept" { stages: [stage1], holds: "a_catalogue_is_kept", otherwise: "There is no catalogue" }
    list_item ruled "Roles are held" { stages: [stage1], check: [role_without_holder] }
    list_item asked "The auditor is booked" { stages: [stage1], question: "When does the auditor come?" }
    list_item later "Scope" { stages: [surveillance], clauses: [iso20000.4.3] }
  }
}
"#;

fn run(model: &str, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", model);
    let all: Vec<&str> = ["status", "model"].into_iter().chain(arguments.iter().copied()).collect();
    sms(folder.path(), &all)
}

fn stage(model: &str, stage: &str) -> Value {
    let run = run(model, &["--readiness", stage, "--format", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let value = serde_json::from_str(&run.out).unwrap();
    let schema: Value = serde_json::from_str(sms::answers::readiness::SCHEMA).unwrap();
    let faults = schema::faults(&schema, &schema, &value, "$");
    assert!(faults.is_empty(), "{faults:#?}");
    value
}

fn item<'v>(value: &'v Value, path: &str) -> &'v Value {
    let items = value["items"].as_array().unwrap();
    items.iter().find(|item| item["path"] == path).unwrap_or_else(|| panic!("no {path} in {value:#}"))
}

#[test]
fn a_definition_a_rule_and_an_assessor_decide() {
    let model = format!("{MODEL}{LIST}");
    let before = stage(&model, "stage1");
    assert_eq!(before["verdict"], "not ready");
    let kept = item(&before, "ours.before.kept");
    assert_eq!((&kept["stands"], &kept["why"][0]["text"]), (&"missing".into(), &"There is no catalogue".into()));
    // The rule finds the service at its line, and gives its help as what would change it.
    let ruled = item(&before, "ours.before.ruled");
    assert_eq!(ruled["stands"], "in part");
    assert_eq!(ruled["why"][0]["place"]["line"], 5);
    assert!(!ruled["flips"].as_array().unwrap().is_empty(), "{ruled}");
    let asked = item(&before, "ours.before.asked");
    assert_eq!(asked["stands"], "to be judged");
    assert!(asked["flips"][0].as_str().unwrap().starts_with("When does the auditor come?"), "{asked}");
    // What belongs to another stage is not asked.
    assert!(before["items"].as_array().unwrap().iter().all(|item| item["path"] != "ours.before.later"));

    let more = format!(
        "{model}catalogue cat \"Catalogue\" {{ services: [hosting] }}\n\
         assessment visit \"Visit\" {{ of: [ours.before.asked], rating: conformant, on: 2026-11-02, by: [eve], because: \"in March\" }}\n"
    );
    let after = stage(&more, "stage1");
    for path in ["ours.before.kept", "ours.before.asked"] {
        assert_eq!(item(&after, path)["stands"], "in place", "{path}");
        assert!(item(&after, path)["flips"].as_array().unwrap().is_empty(), "{path}");
    }
}

#[test]
fn an_assessor_settles_only_what_nothing_decides_and_not_for_ever() {
    let with = |assessment: &str| {
        let model = format!("{MODEL}{LIST}assessment visit \"Visit\" {{ by: [eve], because: \"seen\", {assessment} }}\n");
        let value = stage(&model, "stage1");
        ["kept", "asked"].map(|name| item(&value, &format!("ours.before.{name}"))["stands"].as_str().unwrap().to_owned())
    };
    let of = "of: [ours.before.kept, ours.before.asked]";
    assert_eq!(with(&format!("{of}, rating: conformant, on: 2026-11-02")), ["missing", "in place"]);
    assert_eq!(with(&format!("{of}, rating: nonconformant, on: 2026-11-02")), ["missing", "missing"]);
    assert_eq!(with(&format!("{of}, rating: conformant, on: 2020-11-02")), ["missing", "to be judged"]);
}

#[test]
fn each_stage_has_a_checklist_and_every_item_a_reason() {
    for name in ["stage1", "stage2", "surveillance"] {
        let value = stage(MODEL, name);
        assert_eq!(value["verdict"], "not ready", "{name}");
        for item in value["items"].as_array().unwrap() {
            assert!(!item["why"].as_array().unwrap().is_empty(), "{item}");
            assert!(item["stands"] == "in place" || !item["flips"].as_array().unwrap().is_empty(), "{item}");
        }
    }
}

#[test]
fn every_item_of_the_library_names_definitions_that_there_are() {
    let model = "scope s { standard: iso20000 }";
    let seen = crate::support::checked(model);
    let model = &seen.model;
    let kind = model.schema().kind_named("list_item").unwrap();
    let mut named = 0;
    for id in model.of_kind(kind) {
        let field = model.schema().field_named(model.entity(id).kind, "holds").unwrap();
        if let sms::model::Value::Text(name) = model.value(id, field) {
            named += 1;
            let holds = sms::rules::holds(&seen.rulebook, [name.to_string()].into(), model, &seen.sources, &seen.facts);
            assert!(holds.contains_key(&**name), "{name}");
        }
    }
    assert!(named > 10, "{named}");
}

#[test]
fn a_stage_that_is_not_there_is_told_with_the_nearest() {
    let run = run(MODEL, &["--readiness", "stage3"]);
    assert!(
        run.code == 2 && run.err.contains("no stage of an audit called `stage3`") && run.err.contains("did you mean `stage"),
        "{run:?}"
    );
}

#[test]
fn what_is_on_file_for_a_clause_is_a_place_to_look_and_no_answer() {
    let own = "list_collection ours \"Ours\" { list shown \"Shown\" { asks_for: evidence\n\
               list_item log \"Incident log\" { stages: [stage2], clauses: [iso20000.8.6.1] } } }\n\
               process incidents \"Incidents\" { implements: [iso20000.8.6.1], owner: manager }\n";
    let empty = format!("{MODEL}{own}");
    assert_eq!(item(&stage(&empty, "stage2"), "ours.shown.log")["stands"], "missing");
    let filed = format!(
        "{empty}document log \"Log\" {{ answers: [iso20000.8.6.1], status: approved, approved: 2026-01-05, file: \"a.sms\" }}\n"
    );
    let found = stage(&filed, "stage2");
    let log = item(&found, "ours.shown.log");
    assert_eq!(
        (&log["stands"], &log["why"][0]["text"]),
        (&"to be judged".into(), &"1 thing that counts today is on file for 8.6.1".into())
    );
    let judged = format!(
        "{filed}assessment visit \"Visit\" {{ of: [ours.shown.log], rating: conformant, on: 2026-11-02, by: [eve], because: \"read it\" }}\n"
    );
    assert_eq!(item(&stage(&judged, "stage2"), "ours.shown.log")["stands"], "in place");
}
