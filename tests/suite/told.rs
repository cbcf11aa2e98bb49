//! What is told of a check: `unless`, profiles, waivers and baselines together, and statuses that depend on none of them.

use sms::assess::{Status, assess};
use sms::diag::Diagnostic;
use sms::workspace::{Held, Telling};

use crate::program::{sms, write};
use crate::support::{Seen, checked};

/// A crate without `n`, of which two rules have something to say.
fn crates(broad: &str, narrow: &str) -> Seen {
    checked(&format!(
        "kind crate {{ n: int? }}
        crate a {{}}
        rule broad {{ severity: warning {broad} each: s in crate require: s.n message: \"{{s}} has no n\" }}
        rule narrow {{ severity: error {narrow} unless: broad each: s in crate require: s.n message: \"{{s}} has no n\" }}"
    ))
}

/// The rules of the model that are told under `profile`.
fn under(seen: &Seen, profile: Option<&str>) -> Vec<String> {
    let told = seen.tell(&Telling { profile, ..Telling::default() });
    let mut rules: Vec<String> = told.diagnostics.iter().map(|told| told.source.id().to_owned()).collect();
    rules.retain(|rule| ["broad", "narrow", "narrower"].contains(&&**rule));
    rules
}

#[test]
fn a_finding_is_needless_only_where_the_other_one_is_told() {
    let seen = crates("profile: [stage2]", "profile: [stage1]");
    assert_eq!(under(&seen, None), ["broad"]);
    assert_eq!(under(&seen, Some("stage1")), ["narrow"]);
    assert_eq!(under(&seen, Some("stage2")), ["broad"]);
    // In one profile one of them is enough, and a rule of no profile is in each.
    assert_eq!(under(&crates("profile: [stage1]", "profile: [stage1]"), Some("stage1")), ["broad"]);
    assert_eq!(under(&crates("", "profile: [stage1]"), Some("stage1")), ["broad"]);
}

#[test]
fn a_profile_does_not_make_a_broken_model_pass() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "m.sms",
        "kind crate { n: int? }
        crate a {}
        rule broad { severity: warning profile: [stage2] each: s in crate require: s.n message: \"{s} has no n\" }
        rule narrow { severity: error profile: [stage1] unless: broad each: s in crate require: s.n message: \"{s} has no n\" }",
    );
    let run = sms(folder.path(), &["check", "--profile", "stage1", "--format", "short"]);
    assert!(run.code == 1 && run.out.contains("narrow"), "{}", run.out);
}

const WAIVER: &str = "role lead\nperson kim { roles: [lead] }
waiver later { of: broad, on: a, because: \"it is being counted\", accepted_by: lead, accepted: 2026-11-01, until: 2027-01-31 }";

/// Two rules for two clauses, and a waiver of the first.
fn waived(more: &str) -> Seen {
    checked(&format!(
        "kind crate {{ n: int? }}
        crate a {{}}
        rule broad {{ severity: warning clause: iso20000.5.3 each: s in crate require: s.n message: \"{{s}} has no n\" }}
        rule narrow {{ severity: error clause: iso20000.9.3 unless: broad each: s in crate require: s.n message: \"{{s}} has no n\" }}
        scope all {{ standard: iso20000 }}
        {more}"
    ))
}

fn passed(seen: &Seen, number: &str) -> Vec<String> {
    let items = assess(&seen.case()).frameworks.into_iter().flat_map(|framework| framework.items);
    let item = items.into_iter().find(|item| item.number == number).unwrap();
    assert_ne!(item.status, Status::Conformant);
    item.passed.iter().map(|&at| seen.rulebook.rules[at].name.clone()).collect()
}

#[test]
fn what_is_not_told_counts_against_its_clause_all_the_same() {
    for seen in [waived(""), waived(WAIVER)] {
        assert!(!passed(&seen, "9.3").contains(&"narrow".to_owned()));
        assert!(!passed(&seen, "5.3").contains(&"broad".to_owned()));
    }
    // A waiver excuses what it names and nothing else.
    assert_eq!(under(&waived(""), None), ["broad"]);
    assert_eq!(under(&waived(WAIVER), None), ["narrow"]);
    // One of a rule that another one speaks for silences something, too.
    let other = waived(&WAIVER.replace("of: broad", "of: narrow"));
    assert_eq!(under(&other, None), ["broad"]);
    assert!(other.diagnostics.iter().all(|told| told.source.id() != "E0601"));
    assert_eq!(other.counts.waived, 1);
}

#[test]
fn rules_that_name_each_other_do_not_silence_each_other() {
    let circle = |narrower: &str| {
        checked(&format!(
            "kind crate {{ n: int? }}
            crate a {{}}
            rule broad {{ severity: note unless: {narrower} each: s in crate require: s.n message: \"{{s}}\" }}
            rule narrow {{ severity: note unless: broad each: s in crate require: s.n message: \"{{s}}\" }}
            rule narrower {{ severity: note unless: narrow each: s in crate require: s.n message: \"{{s}}\" }}"
        ))
    };
    assert_eq!(under(&circle("narrower"), None), ["broad"]);
    assert_eq!(under(&circle("narrow"), None), ["broad"]);
    assert_eq!(under(&circle("broad"), None), ["broad"]);
}

#[test]
fn what_stands_in_for_a_known_finding_is_known() {
    let seen = crates("profile: [stage2]", "profile: [stage1]");
    let baseline = seen.on_record().unwrap();
    let held = |profile, baseline| {
        let held = Held { baseline, file: "known.json", command: "sms baseline" };
        let told = seen.tell(&Telling { profile, baseline: Some(held), ..Telling::default() });
        (told.counts.errors, told.known.iter().filter(|told| ["broad", "narrow"].contains(&told.source.id())).count())
    };
    assert_eq!(held(None, &baseline), (0, 1));
    // It weighs more than what was accepted.
    assert_eq!(held(Some("stage1"), &baseline), (1, 0));
    assert_eq!(held(Some("stage2"), &baseline), (0, 1));
    let nothing = sms::assess::Baseline::default();
    assert_eq!(held(Some("stage1"), &nothing).0, 1);
}

#[test]
fn what_is_told_is_what_was_found_and_no_copy() {
    let unknown: String = (0..200).map(|at| format!("crate c{at} {{ of: unknown_{at} }}\n")).collect();
    let rules =
        "kind crate { n: int?  of: crate? }\nrule empty { severity: note each: s in crate require: s.n message: \"{s}\" }\n";
    let seen = checked(&format!("{rules}crate full {{ n: 1 }}\ncrate bare\n{unknown}"));
    let is_copy = |told: &std::borrow::Cow<Diagnostic>| matches!(told, std::borrow::Cow::Owned(_));
    let told = seen.tell(&Telling::default());
    assert!(told.diagnostics.len() >= 200, "{}", told.diagnostics.len());
    assert_eq!(told.diagnostics.iter().filter(|told| is_copy(told)).count(), 0);
    let baseline = sms::assess::Baseline::default();
    let held = Held { baseline: &baseline, file: "known.json", command: "sms baseline" };
    let told = seen.tell(&Telling { baseline: Some(held), ..Telling::default() });
    assert_eq!(told.diagnostics.iter().chain(&told.known).filter(|told| is_copy(told)).count(), 0);
}

#[test]
fn every_command_cites_clauses_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "m.sms",
        "site hall\nrule dark { severity: error clause: iso20000.5.3 each: s in site require: s.address message: \"{s} is dark\" }",
    );
    let check = sms(folder.path(), &["check"]);
    let build = sms(folder.path(), &["build", "--out", "dossier"]);
    for text in [&check.out, &build.err] {
        assert!(text.contains("ISO/IEC 20000-1:2018, 5.3 "), "{text}");
    }
}
