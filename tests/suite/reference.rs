//! The tables of `tests/fidelity` against the reference facts they were copied from, where those are present beside the repository.
//!
//! The tables travel with the code, the reference facts do not: so the library is compared with the tables everywhere, and the tables with
//! the reference files here, where they are at hand: `cargo test --test suite reference -- --ignored`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support;

/// The reference file of this name. Who asks for these tests has the folder, beside the repository or where `SMS_REFERENCE` says.
fn reference(name: &str) -> Value {
    let folder = std::env::var_os("SMS_REFERENCE").map_or_else(|| support::root().join("../shared/reference"), Into::into);
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// A table by its first column: the other columns by their names.
fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(support::root().join("tests/fidelity").join(name)).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines.map(|line| head.iter().map(|name| name.to_string()).zip(line.split('\t').map(str::to_string)).collect()).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().unwrap().iter()
}

/// Compares two sets of lines, and says what one has and the other lacks.
fn same(name: &str, facts: Vec<String>, table: Vec<String>) {
    let (facts, table): (BTreeSet<String>, BTreeSet<String>) = (facts.into_iter().collect(), table.into_iter().collect());
    assert!(!facts.is_empty(), "{name}: the reference is empty");
    let missing: Vec<_> = facts.difference(&table).collect();
    let extra: Vec<_> = table.difference(&facts).collect();
    assert!(missing.is_empty() && extra.is_empty(), "{name}: the table lacks {missing:#?} and has {extra:#?}");
}

fn columns(table: &[BTreeMap<String, String>], names: &[&str]) -> Vec<String> {
    table.iter().map(|row| names.iter().map(|name| row[*name].clone()).collect::<Vec<_>>().join("\t")).collect()
}

#[test]
#[ignore = "needs the reference facts"]
fn clauses_and_requirements_are_those_of_the_reference() {
    let facts = reference("iso20000-1-2018.json");
    let clauses = items(&facts, "clauses").map(|clause| [text(&clause["id"]), text(&clause["title"])].join("\t")).collect();
    same("clauses", clauses, columns(&table("clauses.tsv"), &["clause", "title"]));
    let names = ["key", "modality", "documented", "phase", "pdca", "applies_to"];
    let requirements = items(&facts, "clauses").flat_map(|clause| items(clause, "requirements"));
    let requirements: Vec<String> = requirements
        .map(|requirement| {
            let interval = if requirement["interval"] == Value::Bool(true) { "yes" } else { "no" };
            let parts: Vec<String> = names.iter().map(|name| text(&requirement[*name])).collect();
            format!("{}\t{interval}", parts.join("\t"))
        })
        .collect();
    assert_eq!(requirements.len(), 459);
    let of_table = columns(&table("requirements.tsv"), &[&names[..], &["interval"]].concat());
    same("requirements", requirements, of_table);
}

#[test]
#[ignore = "needs the reference facts"]
fn process_areas_goals_and_practices_are_those_of_the_reference() {
    let facts = reference("cmmi-svc-1.3.json");
    let areas = items(&facts, "processAreas");
    let areas = areas.map(|area| [text(&area["acronym"]), text(&area["name"]), text(&area["maturityLevel"])].join("\t"));
    same("process areas", areas.collect(), columns(&table("process_areas.tsv"), &["acronym", "name", "maturity_level"]));
    let goals = || {
        let specific = items(&facts, "processAreas").flat_map(|area| items(area, "specificGoals"));
        specific.chain(items(&facts, "genericGoals"))
    };
    let titled = |thing: &Value| [text(&thing["id"]), text(&thing["title"])].join("\t");
    same("goals", goals().map(titled).collect(), columns(&table("goals.tsv"), &["goal", "title"]));
    let practices = goals().flat_map(|goal| items(goal, "practices")).map(titled).collect();
    same("practices", practices, columns(&table("practices.tsv"), &["practice", "title"]));
}

#[test]
#[ignore = "needs the reference facts"]
fn correlation_rows_are_those_of_the_reference() {
    let facts = reference("tr20000-12-correlation.json");
    let rows: Vec<String> = items(&facts, "rows")
        .map(|row| {
            // A row about generic practices of every process area leads to the generic goal in the library.
            let area = text(&row["processArea"]);
            let area = if area == "*" { "GG2".to_string() } else { area };
            [text(&row["clause"]), area, text(&row["strength"]), text(&row["confidence"])].join("\t")
        })
        .collect();
    assert_eq!(rows.len(), 206);
    let generic = |area: &str| if area.starts_with("GG") { "GG2".to_string() } else { area.to_string() };
    let table: Vec<String> = table("mapping_rows.tsv")
        .iter()
        .map(|row| {
            [row["clause"].clone(), generic(&row["process_area"]), row["strength"].clone(), row["confidence"].clone()].join("\t")
        })
        .collect();
    same("rows", rows, table);
}
