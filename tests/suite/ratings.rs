//! An assessor's rating that differs from the computed status is told.

use sms::diag::{Diagnostic, Severity};
use sms::source::Sources;

use crate::program::{sms, write};
use crate::support::checked;

/// A framework with a clause of two requirements, and a rule on each; nothing speaks against the first.
const MODEL: &str = r#"
framework house "House rules" {
  clause 1 "Keys" {
    requirement returned "Whoever leaves returns the keys"
    requirement counted "Keys are counted"
  }
}
rule unlisted { severity: warning clause: house.1.returned each: e in evidence require: e.about message: "{e} is about nothing" }
rule unlit { severity: warning clause: house.1.counted each: s in site require: s.address message: "{s} is dark" }
scope keys "Keys of the house" { standard: house }
process leaving { implements: [house.1.returned] }
evidence list "List of keys" { about: leaving, file: "m.sms", dated: 2026-11-01 }
site hall
"#;

/// The differences told of the model with some ratings, as messages with labels, notes and help.
fn differences(ratings: &str) -> (Sources, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", format!("{MODEL}{ratings}"));
    let loaded = sms::workspace::load(&[folder.path().to_owned()], &mut std::io::empty());
    let checked = crate::support::seen(loaded, crate::support::TODAY);
    let told = checked.diagnostics.into_iter().filter(|told| told.source.id() == "E0602").collect();
    (checked.checked.sources, told)
}

fn rating(of: &str, rating: &str) -> String {
    format!("assessment visit {{ of: [{of}], rating: {rating}, on: 2026-11-02 }}\n")
}

fn messages(ratings: &str) -> Vec<String> {
    differences(ratings).1.into_iter().map(|told| told.message).collect()
}

#[test]
fn a_rating_that_agrees_or_does_not_count_is_not_told() {
    for agreed in [("house.1.returned", "conformant"), ("house.1.counted", "nonconformant"), ("house.1", "partial")] {
        assert_eq!(messages(&rating(agreed.0, agreed.1)), Vec::<String>::new(), "{agreed:?}");
    }
    // A later rating takes the place of an earlier one, and one of tomorrow is not known yet.
    let later =
        rating("house.1.returned", "partial") + "assessment again { of: [house.1.returned], rating: conformant, on: 2026-11-03 }\n";
    assert_eq!(messages(&later), Vec::<String>::new());
    let tomorrow = rating("house.1.returned", "partial").replace("2026-11-02", "2026-11-22");
    assert_eq!(messages(&tomorrow), Vec::<String>::new());
    // A process has no computed status.
    assert_eq!(messages(&rating("leaving", "nonconformant")), Vec::<String>::new());
}

#[test]
fn a_milder_rating_is_told_with_what_lowers_the_status() {
    let (sources, told) = differences(&rating("house.1.counted", "conformant"));
    let [told] = &told[..] else { panic!("{told:#?}") };
    assert_eq!(told.severity, Severity::Warning);
    assert_eq!(told.message, "`visit` found `house.1.counted` conformant, and the model shows it as nonconformant");
    assert_eq!(sources.text(told.span().unwrap()), "conformant");
    let labels: Vec<(&str, &str)> = told.labels.iter().map(|label| (sources.text(label.span), &*label.text)).collect();
    assert_eq!(labels, [("hall", "`unlit` finds something here")]);
    assert_eq!(told.notes, ["nothing in the model addresses it"]);
    assert!(told.help.as_deref().unwrap().contains("write it down with its evidence"), "{told:?}");
}

#[test]
fn a_harsher_rating_is_told_with_what_carries_the_status() {
    let (sources, told) = differences(&rating("house.1.returned", "partial"));
    let [told] = &told[..] else { panic!("{told:#?}") };
    assert_eq!(told.message, "`visit` found `house.1.returned` partial, and the model shows it as conformant");
    let labels: Vec<(&str, &str)> = told.labels.iter().map(|label| (sources.text(label.span), &*label.text)).collect();
    assert_eq!(labels, [("leaving", "addresses it"), ("list", "is on file for it")]);
    assert!(told.help.as_deref().unwrap().contains("record a nonconformity"), "{told:?}");
}

#[test]
fn one_assessment_may_differ_on_several_items() {
    let both = rating("house.1, house.1.returned", "not_applicable");
    let (_, told) = differences(&both);
    assert_eq!(told.len(), 2);
    assert!(
        told.iter().any(|told| told.notes.iter().any(|note| note == "of what stands under it 1 conformant, 1 nonconformant")),
        "{told:#?}"
    );
    assert!(told.iter().all(|told| told.help.as_deref().unwrap().contains("whether it applies")));
}

#[test]
fn a_difference_counts_like_any_warning() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", format!("{MODEL}{}", rating("house.1.returned", "partial")));
    let run = sms(folder.path(), &["check", "--deny", "warning", "--format", "short"]);
    assert!(run.code == 1 && run.out.contains("warning[E0602]"), "{}", run.out);
    // The status stays as it was computed.
    assert!(checked(MODEL).diagnostics.iter().all(|told| told.source.id() != "E0602"));
}

#[test]
fn a_rating_settles_what_no_rule_looks_at() {
    let free = MODEL.replace("clause: house.1.returned", "clause: house.1.counted");
    let statuses = |rating: &str| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "m.sms", format!("{free}{rating}"));
        let run = sms(folder.path(), &["status", "--format", "csv", "--as-of", "2026-11-21"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let line = run.out.lines().find(|line| line.contains("1.returned")).unwrap().to_owned();
        (line.split(',').nth(3).unwrap().to_owned(), line)
    };
    let of = |day: &str, found: &str| format!("assessment visit {{ of: [house.1.returned], rating: {found}, on: {day} }}\n");
    let (undecided, why) = statuses("");
    assert!(undecided == "undecided" && why.contains("nobody has judged it"), "{why}");
    let (conformant, why) = statuses(&of("2026-11-02", "conformant"));
    assert!(conformant == "conformant" && why.contains("judged by"), "{why}");
    assert_eq!(statuses(&of("2026-11-02", "partial")).0, "partial");
    // A rating of the clause that holds it counts too, an old one no longer.
    assert_eq!(statuses(&of("2026-11-02", "conformant").replace(".returned", "")).0, "conformant");
    assert_eq!(statuses(&of("2025-11-02", "conformant")).0, "undecided");
}
