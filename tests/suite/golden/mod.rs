//! The findings of the library's rules on many models, held against those on record: whoever rewrites a rule sees whether it still says
//! the same of the same things.
//!
//! The models are 500 that are made from the schema ([`models`]), the small models of the library's own tests as they stand and with facts
//! changed ([`mutants`]), and the examples. A plain run looks at some of them; the variable `SMS_FINDINGS` asks for more:
//!
//! ```text
//! SMS_FINDINGS=all   cargo test --test suite golden    # looks at all of them, and at the texts of the messages
//! SMS_FINDINGS=m17   cargo test --test suite golden    # shows one model with what is found in it
//! SMS_FINDINGS=renew cargo test --test suite golden    # puts what is found now on record; look at the difference before it is committed
//! ```
//!
//! `findings.txt` has a line for each rule: its name, how many findings there are in all, and for each model the number of findings with
//! a check sum over the subject, the line and the severity of each. Messages stand apart in `messages.txt`, so that a better wording
//! changes nothing here.

mod draw;
mod models;
mod mutants;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use sms::diag::Source;
use sms::testing;
use sms::workspace::{self, Loaded};
use sms::world::FileSet;

use crate::support::{self, TODAY};
use draw::Draw;

/// How many models are made.
const MODELS: usize = 500;

/// How many small models with facts changed there are.
const MUTANTS: usize = 250;

/// A plain run looks at one made model in so many.
const STRIDE: usize = 10;

/// How many rules have to find something in the made models.
const RULES_REACHED: usize = 250;

/// A model to be checked.
struct Case {
    name: String,
    content: Content,
}

enum Content {
    Text(String),
    Folder(PathBuf),
}

/// One finding, as it is compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
struct Found {
    rule: String,
    line: usize,
    subject: String,
    severity: &'static str,
    message: String,
}

/// From rules to models to what is on record there: the number of findings and the check sum.
type Record = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn rules_find_what_they_found() {
    let asked = std::env::var("SMS_FINDINGS").unwrap_or_default();
    let made = made();
    match &*asked {
        "" => {
            let sampled =
                |case: &Case| case.name.strip_prefix('m').and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n % STRIDE == 0);
            let cases: Vec<Case> = made.into_iter().filter(sampled).chain(examples()).collect();
            compare(&cases, &run(&cases));
        }
        "all" => {
            let cases = all(made);
            let found = run(&cases);
            let messages = messages(&found);
            compare(&cases, &found);
            assert_same_lines("messages.txt", &on_record("messages.txt"), &messages);
        }
        "renew" => {
            let cases = all(made);
            let found = run(&cases);
            std::fs::write(folder().join("findings.txt"), printed(&record(&cases, &found))).unwrap();
            std::fs::write(folder().join("messages.txt"), messages(&found)).unwrap();
        }
        name => {
            let cases: Vec<Case> = all(made).into_iter().filter(|case| case.name == name).collect();
            let found = run(&cases);
            for (case, found) in cases.iter().zip(found) {
                if let Content::Text(text) = &case.content {
                    text.lines().enumerate().for_each(|(at, line)| println!("{:4} {line}", at + 1));
                }
                found.iter().for_each(|found| println!("{}", shown(found)));
            }
        }
    }
}

/// Rules that look at rows of a record, which these models do not have: the library's tests of them bring one along.
const OF_ROWS: [&str; 1] = ["share_denies_records"];

#[test]
fn the_made_models_reach_most_rules() {
    let record = read(&on_record("findings.txt"));
    let rules: BTreeSet<String> = support::checked_library().rulebook.rules.iter().map(|rule| rule.name.clone()).collect();
    let in_made = |rule: &&String| record.get(*rule).is_some_and(|cases| cases.keys().any(|case| case.starts_with('m')));
    let reached = rules.iter().filter(in_made).count();
    assert!(reached >= RULES_REACHED, "{reached} of {} rules find something", rules.len());
    let silent: Vec<&String> = rules.iter().filter(|rule| !record.contains_key(*rule) && !OF_ROWS.contains(&&***rule)).collect();
    assert!(silent.is_empty(), "rules that find nothing in any model: {silent:?}");
    let always =
        |rule: &&String| record.get(*rule).is_some_and(|cases| cases.keys().filter(|it| it.starts_with('m')).count() == MODELS);
    let loud: Vec<&String> = rules.iter().filter(always).collect();
    assert!(loud.is_empty(), "rules that find something in every model: {loud:?}");
}

/// The models made from the schema.
fn made() -> Vec<Case> {
    let library = support::checked_library();
    let rules = library.rulebook.rules.iter().map(|rule| &*rule.name).collect();
    let maker = models::Maker::new(&library.model, &library.sources, rules);
    (0..MODELS).map(|number| Case { name: format!("m{number}"), content: Content::Text(maker.model(number)) }).collect()
}

fn all(made: Vec<Case>) -> Vec<Case> {
    let tests = rule_tests();
    let mutants = mutants(&tests);
    made.into_iter().chain(examples()).chain(tests).chain(mutants).collect()
}

/// Small models of the rule tests, chosen by name, with facts changed.
fn mutants(tests: &[Case]) -> Vec<Case> {
    let mutant = |number: usize| {
        let draw = Draw::of_model(number).of("mutant");
        let test = draw.by_name(tests, |test| &test.name)?;
        let Content::Text(text) = &test.content else { return None };
        Some(Case { name: format!("u{number}"), content: Content::Text(mutants::mutant(text, draw)) })
    };
    (0..MUTANTS).filter_map(mutant).collect()
}

fn examples() -> Vec<Case> {
    let case = |name: &str| Case { name: name.to_owned(), content: Content::Folder(support::root().join("examples").join(name)) };
    ["first.sms", "northwind", "pitfalls", "starter"].map(case).into()
}

/// The small models of the tests of the library's rules.
fn rule_tests() -> Vec<Case> {
    let texts = sms::library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let checked = workspace::check(workspace::load_texts(texts), TODAY);
    testing::tests(&checked.model).into_iter().map(|test| Case { name: test.name, content: Content::Text(test.given) }).collect()
}

/// What rules find in each case.
fn run(cases: &[Case]) -> Vec<Vec<Found>> {
    cases.par_iter().map(|case| findings(load(case))).collect()
}

fn load(case: &Case) -> Loaded {
    match &case.content {
        Content::Text(text) => {
            let on_record = Arc::new(FileSet::new(models::ON_RECORD));
            Loaded { on_record, ..workspace::load_texts(vec![(format!("{}.sms", case.name), text.clone())]) }
        }
        Content::Folder(path) => workspace::load(std::slice::from_ref(path), &mut std::io::empty()),
    }
}

fn findings(loaded: Loaded) -> Vec<Found> {
    let checked = support::seen(loaded, TODAY);
    let mut found: Vec<Found> = (checked.diagnostics.iter())
        .filter_map(|told| match &told.source {
            Source::Language(_) => None,
            Source::Rule(rule) => Some(Found {
                rule: rule.clone(),
                line: told.span().map_or(0, |span| checked.sources.position(span).line),
                subject: told.subject.clone().unwrap_or_default(),
                severity: told.severity.word(),
                message: told.message.clone(),
            }),
        })
        .collect();
    found.sort();
    found
}

fn record(cases: &[Case], found: &[Vec<Found>]) -> Record {
    let mut record = Record::new();
    for (case, found) in cases.iter().zip(found) {
        for of_rule in found.chunk_by(|one, other| one.rule == other.rule) {
            let Some(first) = of_rule.first() else { continue };
            let lines: String = of_rule.iter().map(|it| format!("{} {} {}\n", it.line, it.subject, it.severity)).collect();
            let entry = format!("{}{}", of_rule.len(), check_sum(&lines));
            record.entry(first.rule.clone()).or_default().insert(case.name.clone(), entry);
        }
    }
    record
}

/// Three letters.
fn check_sum(text: &str) -> String {
    let hash = draw::hash(text.as_bytes());
    let letter = |place: u64| char::from(b'a' + ((hash ^ (hash >> 32)) / 26u64.pow(place as u32) % 26) as u8);
    (0..3).map(letter).collect()
}

fn printed(record: &Record) -> String {
    let mut text = String::from("# What rules find, by model; renewed by SMS_FINDINGS=renew cargo test --test suite golden\n");
    for (rule, cases) in record {
        let total: usize = cases.values().map(|entry| number(entry)).sum();
        let _ = write!(text, "{rule} {total}");
        for (case, entry) in cases {
            let _ = write!(text, " {case}={entry}");
        }
        text.push('\n');
    }
    text
}

fn read(text: &str) -> Record {
    let line = |line: &str| {
        let mut words = line.split(' ');
        let rule = words.next()?.to_owned();
        let cases = words.skip(1).filter_map(|word| word.split_once('=')).map(|(case, entry)| (case.to_owned(), entry.to_owned()));
        Some((rule, cases.collect()))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
}

fn number(entry: &str) -> usize {
    entry.trim_end_matches(|letter: char| letter.is_ascii_lowercase()).parse().unwrap_or_default()
}

/// Holds what was found against the record, as far as it speaks of these cases.
fn compare(cases: &[Case], found: &[Vec<Found>]) {
    /// How many models are named, and how many findings are shown, of one rule.
    const SHOWN: usize = 5;
    let names: BTreeSet<&str> = cases.iter().map(|case| &*case.name).collect();
    let (before, now) = (read(&on_record("findings.txt")), record(cases, found));
    let nothing = BTreeMap::new();
    let mut told = String::new();
    for rule in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (before, now) = (before.get(rule).unwrap_or(&nothing), now.get(rule).unwrap_or(&nothing));
        let differ: Vec<&str> = names.iter().copied().filter(|case| before.get(*case) != now.get(*case)).collect();
        if differ.is_empty() {
            continue;
        }
        let _ = writeln!(told, "\n`{rule}` differs in {} of {} models:", differ.len(), names.len());
        let count = |entry: Option<&String>| entry.map_or(0, |entry| number(entry));
        for case in differ.iter().take(SHOWN) {
            let (before, now) = (count(before.get(*case)), count(now.get(*case)));
            let how = if before == now { ", elsewhere or of another weight" } else { "" };
            let _ = writeln!(told, "  {case}: {before} findings before, {now} now{how}");
        }
        let place = differ.iter().find_map(|name| cases.iter().position(|case| case.name == **name));
        let in_first = place.and_then(|place| found.get(place)).into_iter().flatten().filter(|found| found.rule == *rule);
        for found in in_first.take(SHOWN) {
            let _ = writeln!(told, "    now {}", shown(found));
        }
    }
    assert!(
        told.is_empty(),
        "findings differ from those on record\n{told}\nSMS_FINDINGS=NAME shows one of the models; where the difference is meant, \
         SMS_FINDINGS=renew puts it on record"
    );
}

fn shown(found: &Found) -> String {
    format!("line {} {}[{}] {}: {}", found.line, found.severity, found.rule, found.subject, found.message)
}

/// Of each rule the shortest and the longest message that it gives.
fn messages(found: &[Vec<Found>]) -> String {
    let mut of_rules: BTreeMap<&str, BTreeSet<(usize, &str)>> = BTreeMap::new();
    for found in found.iter().flatten() {
        of_rules.entry(&found.rule).or_default().insert((found.message.len(), &found.message));
    }
    let mut text = String::new();
    for (rule, messages) in of_rules {
        for (_, message) in messages.first().into_iter().chain(messages.last().filter(|_| messages.len() > 1)) {
            let _ = writeln!(text, "{rule}: {message}");
        }
    }
    text
}

fn assert_same_lines(name: &str, before: &str, now: &str) {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (before.lines().collect(), now.lines().collect());
    let gone = old.difference(&new).map(|line| format!("- {line}\n"));
    let fresh = new.difference(&old).map(|line| format!("+ {line}\n"));
    let mut told: Vec<String> = gone.chain(fresh).collect();
    told.sort_by(|one, other| one.get(2..).cmp(&other.get(2..)));
    assert!(told.is_empty(), "{name} differs; SMS_FINDINGS=renew puts the new texts on record\n{}", told.concat());
}

fn folder() -> PathBuf {
    support::root().join("tests/golden")
}

fn on_record(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_default()
}
