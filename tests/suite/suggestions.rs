//! Likely names: everything that is told of an unknown name says which one may have been meant, and a guess is never applied unseen.

use sms::diag::{Diagnostic, Safety, codes};

use crate::program::{sms, write};
use crate::support::{blocks, checked};
use crate::texts;

/// What is told about a text, and the name suggested for each.
fn suggested(text: &str) -> Vec<(String, Option<String>)> {
    let told = checked(text).diagnostics;
    told.iter().map(|told| (told.message.clone(), told.help.as_deref().and_then(guess).map(str::to_owned))).collect()
}

/// `leeds` of "did you mean `leeds`?"
fn guess(help: &str) -> Option<&str> {
    help.strip_prefix("did you mean `")?.strip_suffix("`?")
}

#[test]
fn a_number_alone_is_answered_with_how_to_refer_to_what_has_it() {
    let help = |text: &str| checked(text).diagnostics.iter().find_map(|told| told.help.clone()).unwrap_or_default();
    assert!(help("process p \"P\" { implements: [8.6.1] }\n").contains("`sms explain 8.6.1` finds it"));
    assert!(help("process p \"P\" { implements: 8.3.4.1 }\n").contains("`FRAMEWORK.8.3.4.1`"));
    // What has a letter, or one point alone, is a number that went wrong.
    assert!(!help("process p \"P\" { implements: [8.6.1x] }\n").contains("sms explain"));
}

#[test]
fn unknown_names_in_rules_are_told_with_the_nearest_of_all_that_could_stand_there() {
    let near = |require: &str| {
        let rule = format!("severity: note each: s in service let holder = s.owner require: holder == {require} message: \"m\"");
        suggested(&format!("role warden\nrole holdes\nrule r {{ {rule} }}\n"))
            .into_iter()
            .find(|(message, _)| message.ends_with("is not known here"))
    };
    let unknown = |name: &str, near: Option<&str>| Some((format!("`{name}` is not known here"), near.map(str::to_owned)));
    assert_eq!(near("wardne"), unknown("wardne", Some("warden")));
    assert_eq!(near("hollder"), unknown("hollder", Some("holder")));
    // Of a value and an entity that are as near the first by its letters, as everywhere.
    assert_eq!(near("holdeg"), unknown("holdeg", Some("holder")));
    assert_eq!(near("rolle"), unknown("rolle", Some("role")));
    assert_eq!(near("nothing_of_the_sort"), unknown("nothing_of_the_sort", None));
}

#[test]
fn many_unknown_names_in_rules_are_all_told() {
    let roles: String = (0..200).map(|at| format!("role warden_of_house_{at}\n")).collect();
    let names: Vec<String> = (0..2_000).map(|at| format!("wardem_of_hous_{at}")).collect();
    let rule = format!("severity: note each: s in service require: s.owner in [{}] message: \"m\"", names.join(", "));
    let mut told = suggested(&format!("{roles}rule r {{ {rule} }}\n"));
    told.retain(|(message, _)| message.ends_with("is not known here"));
    assert_eq!(told.len(), 2_000);
    assert!(told[0].1.as_deref().is_some_and(|near| near.starts_with("warden_of_house_")), "{:?}", told[0]);
}

#[test]
fn unknown_rules_are_told_with_the_likely_one() {
    let waiver = |of: &str| {
        let rest = "on: hall, because: \"it moves\", accepted_by: lead, until: 2026-12-01 }";
        format!("role lead\nsite hall\nwaiver later {{ of: {of}, {rest}\n")
    };
    let near = |text: &str| suggested(text).into_iter().find(|(message, _)| message.starts_with("there is no rule"));
    let unknown = |name: &str, near: Option<&str>| Some((format!("there is no rule `{name}`"), near.map(str::to_owned)));
    assert_eq!(near(&waiver("role_without_holdr")), unknown("role_without_holdr", Some("role_without_holder")));
    assert_eq!(near(&waiver("nothing_of_the_sort_at_all")), unknown("nothing_of_the_sort_at_all", None));
    for field in ["expect", "about"] {
        let other = if field == "expect" { "" } else { "expect: []" };
        let text = format!("test dark {{ given: \"role lead\" {field}: [role_without_holdr] {other} }}");
        assert_eq!(near(&text), unknown("role_without_holdr", Some("role_without_holder")), "{field}");
    }
    let rule = |unless: &str| {
        format!("rule r {{ severity: note each: s in site require: s.address message: \"{{s}}\" unless: {unless} }}\n")
    };
    assert_eq!(near(&rule("role_without_holdr")), unknown("role_without_holdr", Some("role_without_holder")));
    // Where no rule is near, the help says where the names are.
    for text in [waiver("nothing_of_the_sort_at_all"), rule("nothing_of_the_sort_at_all")] {
        let told = checked(&text).diagnostics;
        assert!(told.iter().any(|told| told.help.as_deref().is_some_and(|help| help.contains("sms explain --list"))), "{told:?}");
    }
}

#[test]
fn explain_suggests_rules_of_the_library_and_of_the_organisation() {
    let folder = tempfile::tempdir().unwrap();
    let help = |arguments: &[&str]| {
        let run = sms(folder.path(), arguments);
        assert_eq!(run.code, 2, "{run:?}");
        run.err
    };
    let err = help(&["explain", "role_without_holdr"]);
    assert!(err.contains("did you mean `role_without_holder`?"), "{err}");
    write(folder.path(), "a.sms", "rule unlit_site { severity: note each: s in site require: s.address message: \"{s}\" }\n");
    let err = help(&["explain", "unlit_sight", "--model", "."]);
    assert!(err.contains("did you mean `unlit_site`?"), "{err}");
}

#[test]
fn a_guess_is_a_proposal_and_a_former_name_is_not() {
    let mut guesses = 0;
    let mut look = |told: &[Diagnostic], name: &str| {
        for told in told.iter().filter(|told| told.help.as_deref().is_some_and(|help| help.starts_with("did you mean"))) {
            guesses += 1;
            let safety = told.fix.as_ref().map(|fix| fix.safety);
            assert_eq!(safety, Some(Safety::Proposal), "{name}: {told:?}");
        }
    };
    for code in codes::ALL {
        for block in blocks(code.page).into_iter().filter(|block| block.heading == "Wrong") {
            look(&checked(&block.text).diagnostics, code.id);
        }
    }
    for (name, text) in texts::models().into_iter().filter(|(name, _)| name.starts_with("examples/starter")) {
        look(&checked(&text.replace("owner:", "ownr:").replace("manager", "manger")).diagnostics, &name);
    }
    assert!(guesses > 20, "only {guesses} guesses were seen");

    let former = checked("customer leeds { formerly: [leeds_1] }\nservice hosting { customers: [leeds_1] }\n").diagnostics;
    let fix = former.iter().find(|told| told.source.id() == "E0205").and_then(|told| told.fix.clone()).unwrap();
    assert_eq!((fix.safety, &*fix.edits[0].text), (Safety::Safe, "leeds"));
}

#[test]
fn a_disputed_former_name_offers_no_edit() {
    let seen = checked("role d { formerly: [x] }\nrole e { formerly: [x] }\nperson kim { roles: [x, e] }\n");
    let told = &seen.language;
    let disputed: Vec<_> = told.iter().filter(|told| told.source.id() == "E0207").collect();
    assert_eq!(disputed.len(), 2, "{told:?}");
    assert!(disputed.iter().all(|told| told.fix.is_none() && !told.labels.is_empty()), "{told:?}");
    assert!(told.iter().all(|told| told.source.id() != "E0205"), "{told:?}");
    // Where one of the two is left, the edit is the only one.
    let seen = checked("role d { formerly: [x] }\nrole e\nperson kim { roles: [x, e] }\n");
    let told = &seen.language;
    let former = told.iter().find(|told| told.source.id() == "E0205").and_then(|told| told.fix.clone());
    assert!(former.is_some_and(|fix| fix.safety == Safety::Safe), "{told:?}");
}
