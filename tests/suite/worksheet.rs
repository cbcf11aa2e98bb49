//! Worksheets for assessors: what is asked, what is known, several assessors, and where they differ from what is computed.

use serde_json::Value;

use crate::artefacts::schema;
use crate::program::{Run, sms, write};

const MODEL: &str = r#"
organisation acme "Acme"
scope all_of_it "Hosting" { standard: iso20000, services: [hosting] }
service hosting "Hosting" { owner: manager, stage: live }
role manager "Manager"
person dana "Dana Kerr" { roles: [manager] }
process incident_management "Incident management" { implements: [iso20000.8.6.1], owner: manager }
person eve "Eve Moss"
person finn "Finn Ode"
assessment later "Autumn" { of: [iso20000.8.6.1.recorded], rating: partial, on: 2026-11-02, by: [eve], because: "times were missing" }
assessment first "Spring" { of: [iso20000.8.6.1.recorded], rating: conformant, on: 2026-05-04, by: [finn, eve], because: "saw the queue" }
"#;

fn run(arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", MODEL);
    let all: Vec<&str> = ["assess", "worksheet", "--model", "model"].into_iter().chain(arguments.iter().copied()).collect();
    sms(folder.path(), &all)
}

fn json(clause: &str) -> Value {
    let run = run(&[clause, "--format", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let value = serde_json::from_str(&run.out).unwrap();
    let form: Value = serde_json::from_str(sms::answers::worksheet::SCHEMA).unwrap();
    let faults = schema::faults(&form, &form, &value, "$");
    assert!(faults.is_empty(), "{faults:#?}");
    value
}

#[test]
fn every_requirement_of_the_clause_stands_in_it_with_what_is_known() {
    let value = json("8.6.1");
    let items = value["items"].as_array().unwrap();
    assert!(items.len() > 5 && items.iter().all(|item| item["path"].as_str().unwrap().starts_with("iso20000.8.6.1.")), "{value:#}");
    for item in items {
        assert!(!item["question"].as_str().unwrap().is_empty(), "{item}");
        assert_eq!(item["addressed_by"][0]["path"], "incident_management");
    }
    // A requirement alone has a sheet of one line.
    assert_eq!(json("8.6.1.recorded")["items"].as_array().unwrap().len(), 1);
}

#[test]
fn several_assessors_stand_in_order_of_time_each_beside_the_computed_state() {
    let value = json("8.6.1.recorded");
    let item = &value["items"][0];
    let found = item["found"].as_array().unwrap();
    let told: Vec<(&str, usize)> =
        found.iter().map(|found| (found["path"].as_str().unwrap(), found["by"].as_array().unwrap().len())).collect();
    assert_eq!(told, [("first", 2), ("later", 1)]);
    for found in found {
        assert_eq!(found["differs"], found["rating"] != item["state"], "{found}");
    }
    let page = run(&["8.6.1.recorded"]);
    let said = "Finn Ode, Eve Moss on 2026-05-04: conformant, because saw the queue; the model shows it as partial";
    assert!(page.code == 0 && page.out.contains(said), "{}", page.out);
}

#[test]
fn a_sheet_for_spreadsheets_has_room_for_the_answer() {
    let sheet = run(&["8.6.1", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(sheet.out.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    for head in ["Clause", "Question", "Computed", "Rating", "Rationale", "Seen", "Assessor", "On"] {
        assert!(heads.iter().any(|known| known == head), "{head}: {heads:?}");
    }
    let at = heads.iter().position(|head| head == "Rating").unwrap();
    assert!(reader.records().all(|row| row.unwrap()[at].is_empty()));
    let unknown = run(&["8.66"]);
    assert!(unknown.code == 2 && unknown.err.contains("there is no clause or requirement `8.66`"), "{unknown:?}");
}
