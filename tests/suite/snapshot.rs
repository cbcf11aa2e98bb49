//! A model that is edited step by step is the model that stands there at the end: what is kept from earlier states shows in nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sms::artefact::{self, Input, document::Document};
use sms::report::{Closing, Colour, Format, Report};
use sms::source::Origin;
use sms::workspace::{self, Checked, Snapshot, Telling, Told};
use sms::world::{Absent, Audience, Cancel, Cancelled, Facts};

use crate::support::TODAY;

const PARTIES: &str = "party us \"Mill\"\nrole chief \"Head of services\"\nrole spare\nperson ann \"Ann\" { roles: [chief] }\n";
const SCOPE: &str = "scope desk \"Desk\" { organisation: us standard: iso20000 services: [mail, web] }\n";
const SERVICES: &str = "service mail \"Mail\" { owner: chief }\nservice web \"Web\" { owner: cheif }\nprocess run \"Running\" {\n  owner: chief\n  \
                        implements: [iso20000.8.6.1]\n}\n";

type Texts = BTreeMap<String, String>;

fn texts() -> Texts {
    let texts = [("a/parties.sms", PARTIES), ("scope.sms", SCOPE), ("services.sms", SERVICES)];
    texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

fn facts() -> Facts {
    Facts { today: TODAY, files: Arc::new(Absent), audience: Audience::Anybody }
}

/// All that is shown of a check: the report for tools and the coverage report.
fn shown(checked: &Checked) -> (String, Vec<Document>) {
    let Told { diagnostics, counts, .. } = checked.tell(&Telling::default());
    let faulty = BTreeSet::new();
    let files: Vec<_> = checked.sources.files().map(|(id, _)| id).collect();
    let veil = checked.model.veil(&checked.sources, files, &faulty);
    let report = Report {
        sources: &checked.sources,
        veil: &veil,
        diagnostics: &diagnostics,
        known: &[],
        waived: &[],
        summary: counts,
        as_of: TODAY,
        closing: Closing::Counts,
    };
    let mut json = Vec::new();
    sms::report::write(&report, Format::Json, Colour::Plain, &mut json).unwrap();
    let Checked { sources, model, rulebook, waived, facts, .. } = checked;
    let input = Input { model, sources, rulebook, waived, counts, facts };
    (String::from_utf8(json).unwrap(), artefact::only(&input, &["coverage_report".to_owned()]))
}

fn fresh(texts: &Texts) -> (String, Vec<Document>) {
    let texts = texts.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    shown(&workspace::check(workspace::load_texts(texts), TODAY))
}

fn seen(snapshot: &Snapshot) -> (String, Vec<Document>) {
    shown(&snapshot.check(&facts(), &Cancel::new()).unwrap())
}

/// Numbers that look thrown, and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// A letter more or less, two lines in each other's place, a line gone, or the text as it was at the start.
fn mutant(text: &str, original: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut letters: Vec<char> = text.chars().collect();
    match dice.below(6) {
        0 => {
            letters.insert(dice.below(letters.len() + 1), ['x', '{', '}', '"', ' ', 'é', '\n'][dice.below(7)]);
            letters.into_iter().collect()
        }
        1 if !letters.is_empty() => {
            letters.remove(dice.below(letters.len()));
            letters.into_iter().collect()
        }
        2 if lines.len() > 1 => {
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            lines.swap(one, other);
            lines.join("\n")
        }
        3 if !lines.is_empty() => {
            lines.remove(dice.below(lines.len()));
            lines.join("\n")
        }
        _ => original.to_owned(),
    }
}

#[test]
fn a_model_edited_step_by_step_is_the_model_that_stands_there() {
    let original = texts();
    let names: Vec<&String> = original.keys().collect();
    let (mut now, mut dice) = (original.clone(), Dice(7));
    let mut snapshot = Snapshot::new(now.clone());
    for step in 0..MUTANTS {
        let name = names[dice.below(names.len())];
        if dice.below(12) == 0 {
            now.remove(name);
            snapshot = snapshot.without(name);
        } else {
            let before = now.get(name).map_or("", String::as_str);
            let text = mutant(before, &original[name], &mut dice);
            snapshot = snapshot.with(name, text.as_str());
            now.insert(name.clone(), text);
        }
        assert!(seen(&snapshot) == fresh(&now), "step {step}: another answer for\n{now:#?}");
    }
}

/// A check takes a tenth of a second where nothing is optimised.
const MUTANTS: usize = if cfg!(debug_assertions) { 80 } else { 3_000 };

#[test]
fn a_check_that_is_cancelled_leaves_nothing_behind() {
    let whole = fresh(&texts());
    let snapshot = Snapshot::new(texts());
    let mut stopped = 0;
    for questions in 0.. {
        match snapshot.check(&facts(), &Cancel::after(questions)) {
            Err(Cancelled) => stopped += 1,
            Ok(checked) => {
                assert!(shown(&checked) == whole);
                break;
            }
        }
        assert!(seen(&snapshot) == whole, "stopped at question {questions}");
        assert!(seen(&snapshot.with("scope.sms", SCOPE)) == whole, "stopped at question {questions}");
    }
    assert!(stopped > 6, "a check asked {stopped} times only");
}

#[test]
fn one_thread_and_four_give_the_same() {
    let snapshot = Snapshot::new(texts());
    let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let answers = [1, 4].map(|threads| on(threads).install(|| seen(&Snapshot::new(texts()))));
    assert!(answers[0] == answers[1] && answers[0] == seen(&snapshot));
}

#[test]
fn a_file_keeps_its_number_and_no_number_is_given_twice() {
    let first = Snapshot::new(texts());
    let scope = first.file("scope.sms");
    let edited = first.with("scope.sms", "scope s").with("b.sms", "service b");
    assert_eq!(edited.file("scope.sms"), scope);
    // Two that were made from one do not give one number to two files.
    let others =
        [first.with("c.sms", ""), edited.without("b.sms").with("d.sms", ""), edited.without("scope.sms").with("scope.sms", SCOPE)];
    let fresh = [edited.file("b.sms"), others[0].file("c.sms"), others[1].file("d.sms"), others[2].file("scope.sms"), scope];
    let apart: BTreeSet<_> = fresh.iter().map(|file| file.expect("it is there")).collect();
    assert_eq!(apart.len(), fresh.len());
    // In order they stand by name all the same.
    let own = edited.sources().files().filter(|(_, file)| file.origin() == Origin::Model).map(|(_, file)| file.name());
    assert_eq!(own.collect::<Vec<_>>(), ["a/parties.sms", "b.sms", "scope.sms", "services.sms"]);
}
