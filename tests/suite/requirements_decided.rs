//! `tests/spec/requirements_decided.md`: what decides each mandatory requirement of ISO/IEC 20000-1:2018, generated and compared.
//!
//! `SMS_SPEC=renew cargo test --test suite requirements_decided` writes the page anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sms::diag::Severity;
use sms::rules;

use crate::support;
use crate::texts;

/// Rules that ask that something is linked, on file or well numbered, and so decide nothing about what a requirement is for.
const LINKED: [&str; 13] = [
    "chapter_missing",
    "clause_of_another_name",
    "document_nowhere",
    "evidence_about_nothing",
    "evidence_nowhere",
    "evidence_of_no_day",
    "evidence_of_other_sort",
    "evidence_stale",
    "number_often_got_wrong",
    "process_not_described",
    "process_without_record",
    "scope_not_documented",
    "service_without_design",
];

/// Ties of rules that tell a slip beside the requirement, and not whether it is met.
const BESIDE: [(&str, &str); 6] = [
    ("4.3.documented", "scope_review_overdue"),
    ("4.4.established", "clause_of_former_edition"),
    ("7.5.4.processes", "placeholder_in_process"),
    ("8.2.2.alignment_changes", "service_replaces_itself"),
    ("8.3.2.complaints_recorded", "complaint_about_others_service"),
    ("9.2.1.effective", "found_in_order_beside_a_fault"),
];

/// What is so in every model, whatever it says.
const ALWAYS: [(&str, &str); 3] = [
    ("8.2.4.dependencies", "the catalogue as it is built names what each service depends on"),
    ("8.2.6.ci_identifier", "an item has a name, and no other thing has the same"),
    ("8.2.6.services_are_cis", "a service is a configuration item by its kind"),
];

/// A mandatory requirement, as the library has it.
struct Requirement {
    /// Its number and name: `8.6.1.recorded`.
    id: String,
    /// Its clause, with the title.
    clause: String,
    /// What an assessor has to answer.
    question: Option<String>,
}

/// The mandatory requirements in order.
fn requirements() -> Vec<Requirement> {
    let (_, text) = texts::models().into_iter().find(|(name, _)| name == "stdlib/frameworks/iso20000.sms").unwrap();
    let mut found: Vec<Requirement> = Vec::new();
    let (mut number, mut clause, mut optional) = (String::new(), String::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        let quoted = || line.split('"').nth(1).unwrap_or_default().to_owned();
        if let Some(rest) = line.strip_prefix("clause ") {
            number = rest.split(' ').next().unwrap_or_default().to_owned();
            clause = format!("{number} {}", quoted());
        } else if let Some(rest) = line.strip_prefix("requirement ") {
            let id = format!("{number}.{}", rest.split(' ').next().unwrap_or_default());
            found.push(Requirement { id, clause: clause.clone(), question: None });
        } else if line.starts_with("question: ") {
            found.last_mut().unwrap().question = Some(quoted());
        }
        let modality = line.split("modality: ").nth(1).map(|rest| rest.split([',', ' ']).next().unwrap_or_default());
        if modality.is_some_and(|modality| !["shall", "prohibition", "conformity_rule"].contains(&modality)) {
            optional.push(found.len() - 1);
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !optional.contains(&(at - 1))
    });
    found
}

/// Rules of weight by the requirement that they name.
fn ties() -> BTreeMap<String, Vec<String>> {
    let library = support::checked_library();
    let (rulebook, _) = rules::plan_everything(&library.model, &library.sources);
    let mut ties: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for rule in rulebook.rules.iter().filter(|rule| rule.severity != Severity::Note) {
        for clause in &rule.clauses {
            let Some(id) = clause.path.strip_prefix("iso20000.") else { continue };
            let rules = ties.entry(id.to_owned()).or_default();
            if !rules.contains(&rule.name) {
                rules.push(rule.name.clone());
            }
        }
    }
    ties
}

#[test]
fn the_page_says_what_decides_each_requirement() {
    let (requirements, mut ties) = (requirements(), ties());
    let (mut rows, mut faults) = (String::new(), Vec::new());
    let (mut decided, mut linked, mut judged) = (0, 0, 0);
    let mut clause = "";
    for requirement in &requirements {
        let id = &*requirement.id;
        if requirement.clause != clause {
            clause = &requirement.clause;
            write!(rows, "\n## {clause}\n\n| Requirement | What decides it |\n|---|---|\n").unwrap();
        }
        let mut rules = ties.remove(id).unwrap_or_default();
        rules.sort();
        let (light, of_substance): (Vec<String>, Vec<String>) =
            rules.into_iter().partition(|rule| LINKED.contains(&rule.as_str()) || BESIDE.contains(&(id, rule.as_str())));
        let named = |rules: &[String]| rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
        let always = ALWAYS.iter().find(|(always, _)| *always == id);
        let told = match (&requirement.question, always) {
            (Some(_), Some(_)) => {
                faults.push(format!("`{id}` holds in every model, and has a question"));
                continue;
            }
            (Some(_), None) if !of_substance.is_empty() => {
                faults.push(format!("`{id}` has a question, and is decided by {}", named(&of_substance)));
                continue;
            }
            (Some(question), None) => {
                judged += 1;
                format!("judgement: {question}")
            }
            (None, Some((_, reason))) => {
                decided += 1;
                format!("the model itself: {reason}")
            }
            (None, None) if of_substance.is_empty() => {
                linked += 1;
                if light.is_empty() { "a link and a file".to_owned() } else { format!("a link and a file: {}", named(&light)) }
            }
            (None, None) => {
                decided += 1;
                format!("in substance: {}", named(&of_substance))
            }
        };
        writeln!(rows, "| `{id}` | {told} |").unwrap();
    }
    let whole = requirements.len();
    let share = decided * 1000 / whole;
    let page = format!(
        "# Requirements, and what decides them\n\n\
         Each mandatory requirement of ISO/IEC 20000-1:2018, with what decides whether a model shows it to be met: rules that look at its own\n\
         subject, the model itself, or no more than that something is linked and on file; or a person, with the question to be answered. Rules\n\
         that weigh no more than a note decide nothing. A test writes this page and compares it.\n\n\
         Of {whole} requirements {decided} are decided in substance ({}.{} %), {linked} rest on a link and a file, and {judged} are judgement.\n{rows}",
        share / 10,
        share % 10
    );
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(whole, 447);
    assert!(share >= 850, "only {decided} of {whole} requirements are decided in substance");
    let path = support::root().join("tests/spec/requirements_decided.md");
    if std::env::var("SMS_SPEC").is_ok_and(|asked| asked == "renew") {
        std::fs::write(&path, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    let differ = stands.lines().zip(page.lines()).find(|(stands, is)| stands != is);
    assert!(stands == page, "the page is out of date, first at {differ:?}: `SMS_SPEC=renew` writes it anew");
}
