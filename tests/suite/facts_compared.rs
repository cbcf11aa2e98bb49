//! `tests/spec/facts_compared.md`: the pairs of facts that are held side by side, each with the rule that does it or the reason why none
//! does. An auditor reads it as the programme of the tool.

use std::collections::{BTreeMap, BTreeSet};

use crate::support;
use crate::texts;

/// Files of rules all of which compare: each of their rules stands in a row.
const COMPARING: [&str; 5] = ["compared_", "absent.sms", "circles.sms", "never_done.sms", "promises.sms"];

/// The rows of the page: what is compared, and what is told of it.
fn rows() -> Vec<(String, String)> {
    let page = std::fs::read_to_string(support::root().join("tests/spec/facts_compared.md")).unwrap();
    page.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(pair, _)| *pair != "The two facts")
        .map(|(pair, told)| (pair.to_owned(), told.to_owned()))
        .collect()
}

/// The rules of the library by name: how much each weighs, and the file it stands in.
fn rules() -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for (file, text) in texts::models() {
        let Some(file) = file.strip_prefix("stdlib/rules/") else { continue };
        let mut name = None;
        for line in text.lines() {
            if let Some(begins) = line.strip_prefix("rule ").and_then(|rest| rest.strip_suffix(" {")) {
                name = Some(begins.to_owned());
            } else if let Some(weight) = line.trim().strip_prefix("severity: ")
                && let Some(name) = name.take()
            {
                found.insert(name, (weight.trim().to_owned(), file.to_owned()));
            }
        }
    }
    found
}

/// The fields of the library's kinds that have a constraint, as `kind.field`.
fn constrained() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in texts::models().into_iter().filter(|(file, _)| file.starts_with("stdlib/core/")) {
        let (mut kind, mut field) = ("", "");
        for line in text.lines().filter(|line| !line.trim_start().starts_with("///")) {
            if let Some(rest) = line.strip_prefix("kind ") {
                kind = rest.split(' ').next().unwrap();
            } else if let Some((name, _)) =
                line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')).and_then(|rest| rest.split_once(':'))
            {
                field = name;
            }
            if line.contains(" must ") {
                found.insert(format!("{kind}.{field}"));
            }
        }
    }
    found
}

#[test]
fn every_pair_has_its_rule_or_its_reason() {
    let (rows, rules) = (rows(), rules());
    assert!(rows.len() > 300, "{} rows", rows.len());
    let constrained = constrained();
    let mut faults = Vec::new();
    for (pair, told) in &rows {
        if !pair.contains(" / ") {
            faults.push(format!("`{pair}` is no pair"));
        }
        if let Some(reason) = told.strip_prefix("nothing: ") {
            if reason.split(' ').count() < 4 {
                faults.push(format!("`{pair}`: the reason says nothing"));
            }
        } else if let Some(field) = told.strip_prefix("kept by the field `").and_then(|rest| rest.strip_suffix('`')) {
            if !constrained.contains(field) {
                faults.push(format!("`{pair}`: `{field}` has no constraint"));
            }
        } else {
            let words: Vec<&str> = told.split('`').collect();
            let [weight, name, ""] = *words else {
                faults.push(format!("`{pair}`: `{told}` is neither a rule nor a reason"));
                continue;
            };
            match rules.get(name) {
                None => faults.push(format!("`{pair}`: there is no rule `{name}`")),
                Some((right, _)) if right != weight.trim() => faults.push(format!("`{name}` is {right}")),
                Some(_) => {}
            }
        }
    }
    let named: BTreeSet<&str> = rows.iter().filter_map(|(_, told)| told.split('`').nth(1)).collect();
    for (name, (_, file)) in &rules {
        if COMPARING.iter().any(|comparing| file.starts_with(comparing)) && !named.contains(&**name) {
            faults.push(format!("`{name}` of {file} stands in no row"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
