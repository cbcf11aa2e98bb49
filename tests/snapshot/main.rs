//! A model that is edited step by step is the model that stands there at the end: what is kept from earlier states shows in nothing.
//!
//! ```text
//! cargo test --test snapshot                # some edits: part of every run of the tests
//! cargo test --release --test snapshot      # 3,000 of them, and 20,000 in an editor
//! ```
#![allow(clippy::disallowed_methods)]

mod cancelled;
mod models;
mod mutants;
mod session;
mod shown;

use std::collections::BTreeSet;

use sms::assess::{Cause, assess};
use sms::rules::FindingKey;
use sms::source::Origin;
use sms::workspace::Snapshot;
use sms::world::Cancel;

use models::{SCOPE, lines, small};
use mutants::{Dice, Edit, edit};
use shown::{Depth, Texts, fresh, seen};

/// How many edits each model goes through. Where nothing is optimised, a check takes a tenth of a second.
const EDITS: usize = if cfg!(debug_assertions) { 40 } else { 1_500 };

/// After so many edits, all documents are compared, too.
const MILE: usize = 25;

/// Edits a model step by step, and compares it at each with one that is made of the same texts.
fn walk(original: &Texts, seed: u64) {
    let (mut now, mut dice) = (original.clone(), Dice(seed));
    let mut snapshot = Snapshot::new(now.clone());
    let mut before = String::new();
    let mut changed = 0;
    for step in 0..EDITS {
        match edit(&now, original, &mut dice) {
            Edit::Text(name, text) => {
                snapshot = snapshot.with(&name, text.as_str());
                now.insert(name, text);
            }
            Edit::Gone(name) => {
                snapshot = snapshot.without(&name);
                now.remove(&name);
            }
            Edit::Renamed(name, other) => {
                let text = now.remove(&name).unwrap_or_default();
                snapshot = snapshot.without(&name).with(&other, text.as_str());
                now.insert(other, text);
            }
        }
        let depth = if step % MILE == MILE - 1 { Depth::Documents } else { Depth::Reports };
        let shown = seen(&snapshot, depth);
        assert!(shown == fresh(&now, depth), "seed {seed}, step {step}: another answer for\n{now:#?}");
        changed += usize::from(shown.report != before);
        before = shown.report;
    }
    assert!(changed * 2 > EDITS, "only {changed} of {EDITS} edits changed what is told: they show little");
}

#[test]
fn a_few_lines_edited_step_by_step_are_the_model_that_stands_there() {
    walk(&lines(), 7);
}

#[test]
fn a_small_organisation_edited_step_by_step_is_the_model_that_stands_there() {
    walk(&small(), 11);
}

/// The reasons of all statuses that are findings.
fn found(snapshot: &Snapshot) -> Vec<(String, FindingKey)> {
    let checked = snapshot.check(&shown::facts(), &Cancel::new()).expect("nobody stops it");
    let assessment = assess(&checked.case());
    let items = assessment.frameworks.iter().flat_map(|framework| &framework.items);
    let mut found = Vec::new();
    for item in items {
        for reason in &item.reasons {
            if let Cause::Finding(key) | Cause::WaivedFinding(key) = &reason.cause {
                let standing = checked.waived.finding(key).or_else(|| checked.waived.silenced(key).map(|(finding, _)| finding));
                assert_eq!(standing.map(|finding| &finding.key), Some(key));
                found.push((item.number.clone(), key.clone()));
            }
        }
    }
    found
}

#[test]
fn what_statuses_rest_on_is_known_by_keys_that_outlive_edits() {
    let agreement = "sla care \"Care\" {\n  service: mail\n  with: us\n  target { measure: availability, at_least: 99% }\n}\n";
    let before = Snapshot::new(lines()).with("sla.sms", agreement);
    let known = found(&before);
    assert!(known.len() > 3, "{known:?} are too few");
    assert!(known.iter().any(|(_, key)| key.subject.contains("target#")), "{known:?}");
    // Something that has faults of its own, before everything else and before the target without a name.
    let with_more = agreement.replace("  target", "  target { measure: restore_time, at_most: 4 hours }\n  target");
    let after = before.with("a/a.sms", "role nobody\nservice early \"Early\" { owner: nobody }\n").with("sla.sms", with_more);
    let now = found(&after);
    let lost: Vec<_> = known.iter().filter(|known| !now.contains(known)).collect();
    assert!(lost.is_empty(), "{lost:?} are known by something else, in {now:?}");
    assert!(now.len() > known.len());
}

#[test]
fn many_texts_are_put_in_order_at_once() {
    let texts = |count: usize| (0..count).rev().map(|at| (format!("{at:06}.sms"), String::new()));
    let moves = |count: usize| Snapshot::new(texts(count)).sources().moves();
    let (few, many) = (moves(1_000), moves(10_000));
    assert_eq!(many - few, 9_000, "each file has a place of its own from the start");
    let snapshot = Snapshot::new(texts(10_000));
    assert_eq!(snapshot.with("005000.sms", "role r").sources().moves(), many, "an edit moves no file");
}

#[test]
fn of_two_texts_with_one_name_the_last_counts() {
    let text = |text: &str| ("a.sms".to_owned(), text.to_owned());
    let twice = Snapshot::new([text("role first"), ("b.sms".to_owned(), String::new()), text("role last")]);
    assert!(
        seen(&twice, Depth::Reports) == fresh(&[text("role last"), ("b.sms".to_owned(), String::new())].into(), Depth::Reports)
    );
}

#[test]
fn one_thread_and_four_give_the_same() {
    let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    for texts in [lines(), small()] {
        let answers = [1, 4].map(|threads| on(threads).install(|| seen(&Snapshot::new(texts.clone()), Depth::Documents)));
        assert!(answers[0] == answers[1] && answers[0] == fresh(&texts, Depth::Documents));
    }
}

#[test]
fn a_file_keeps_its_number_and_no_number_is_given_twice() {
    let first = Snapshot::new(lines());
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
    assert_eq!(own.collect::<Vec<_>>(), ["a/parties.sms", "b.sms", "own.sms", "scope.sms", "services.sms"]);
}
