//! Baselines: what is known is kept apart, what is new counts, and what is gone leaves the file.

use std::path::Path;

use rayon::prelude::*;
use serde_json::Value;

use sms::assess::Baseline;
use sms::diag::{Severity, Source};
use sms::rules::Finding;
use sms::workspace::{Checked, Held, Telling, Told};

use crate::artefacts::schema;
use crate::program::{Run, sms, write};
use crate::support::{checked, root};

const FILE: &str = "sms-baseline.json";

/// Two findings: a purpose still to be written, and a role that nobody holds.
const MODEL: &str = r#"
process incidents { owner: manager, purpose: "TBD" }
role manager
role clerk
person kim_reed { roles: [manager] }
"#;

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", text);
    folder
}

fn recorded(text: &str) -> tempfile::TempDir {
    let folder = folder(text);
    assert_eq!(sms(folder.path(), &["baseline"]).code, 0);
    folder
}

fn against(folder: &Path, more: &[&str]) -> Run {
    sms(folder, &[&["check", "--deny", "note", "--baseline", FILE], more].concat())
}

fn kept(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(FILE)).unwrap()
}

#[test]
fn a_check_against_the_file_just_written_is_clean() {
    let folder = folder(MODEL);
    assert_eq!(sms(folder.path(), &["check", "--deny", "note"]).code, 1);
    let wrote = sms(folder.path(), &["baseline"]);
    assert_eq!(
        wrote.out,
        "wrote sms-baseline.json: 2 findings known (2 warnings)\n`sms check --baseline sms-baseline.json` tells only what is new\n"
    );
    let run = against(folder.path(), &[]);
    assert_eq!((run.code, &*run.out), (0, "checked 1 file, 4 entities: no errors, 2 known\n"));
    // A second run changes nothing.
    let before = kept(folder.path());
    assert_eq!(sms(folder.path(), &["baseline"]).out, "sms-baseline.json is up to date: 2 findings known (2 warnings)\n");
    assert_eq!(kept(folder.path()), before);
}

#[test]
fn the_file_follows_its_published_schema() {
    let text = std::fs::read_to_string(root().join("src/cli/baseline/baseline.schema.json")).unwrap();
    let published: Value = serde_json::from_str(&text).unwrap();
    let mut value: Value = serde_json::from_str(&kept(recorded(MODEL).path())).unwrap();
    assert_eq!(schema::faults(&published, &published, &value, "$"), Vec::<String>::new());
    value["findings"][1]["severity"] = "grave".into();
    value["version"] = 3.into();
    assert_eq!(schema::faults(&published, &published, &value, "$").len(), 2);
}

#[test]
fn a_new_finding_fails_and_is_taken_in_only_when_asked_for() {
    let folder = recorded(MODEL);
    write(folder.path(), "more.sms", "role agent\n");
    let run = against(folder.path(), &["--format", "short"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.out,
        "more.sms:1:6: warning[role_without_holder]: nobody holds the role `agent`\nchecked 2 files, 5 entities: no errors, 1 warning, 2 known\n"
    );
    let before = kept(folder.path());
    let update = sms(folder.path(), &["baseline"]);
    assert!(update.out.contains("  1 new, left out:"), "{}", update.out);
    assert_eq!(kept(folder.path()), before);
    let trial = sms(folder.path(), &["baseline", "--add", "--dry-run"]);
    assert!(trial.out.starts_with("would write sms-baseline.json: 3 findings known (3 warnings)\n  1 added\n"), "{}", trial.out);
    assert_eq!(kept(folder.path()), before);
    assert_eq!(sms(folder.path(), &["baseline", "--add"]).code, 0);
    assert_eq!(against(folder.path(), &[]).code, 0);
}

#[test]
fn what_is_gone_is_told_without_a_fault_and_leaves_the_file() {
    let folder = recorded(MODEL);
    write(folder.path(), "m.sms", MODEL.replace("role clerk\n", ""));
    let run = against(folder.path(), &["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(
        run.out,
        "sms-baseline.json: note[E0603]: the baseline `sms-baseline.json` holds 1 finding that is no longer there\n\
         checked 1 file, 3 entities: no errors, 1 note, 1 known\n"
    );
    let told = against(folder.path(), &[]).out;
    assert!(told.contains("`role_without_holder` on `clerk`") && told.contains("run `sms baseline` to take it out"), "{told}");
    let update = sms(folder.path(), &["baseline"]);
    assert!(update.out.contains("  1 removed: no longer found\n"), "{}", update.out);
    assert!(!kept(folder.path()).contains("clerk"));
    // What went and comes back is new.
    write(folder.path(), "m.sms", MODEL);
    assert_eq!(against(folder.path(), &[]).code, 1);
}

#[test]
fn the_note_names_the_command_for_this_model_and_file() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "my model/m.sms", MODEL);
    assert_eq!(sms(place.path(), &["baseline", "my model", "--out", "ci/known.json"]).code, 0);
    write(place.path(), "my model/m.sms", MODEL.replace("role clerk\n", ""));
    let run = sms(place.path(), &["check", "my model", "--baseline", "ci/known.json"]);
    assert!(run.out.contains("run `sms baseline 'my model' --out ci/known.json`"), "{}", run.out);
}

#[test]
fn lines_may_move_and_files_may_be_named_anew() {
    let folder = recorded(MODEL);
    let before = kept(folder.path());
    // Every entity in a file of its own, in the reverse order, far down.
    std::fs::remove_file(folder.path().join("m.sms")).unwrap();
    for (number, entity) in MODEL.trim().lines().rev().enumerate() {
        write(folder.path(), &format!("{number}.sms"), format!("{}{entity}\n", "\n".repeat(number)));
    }
    assert_eq!(against(folder.path(), &[]).code, 0);
    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    assert_eq!(sms(folder.path(), &["baseline"]).code, 0);
    assert_eq!(kept(folder.path()), before);
}

#[test]
fn a_renamed_entity_keeps_its_entries() {
    let folder = recorded(MODEL);
    write(folder.path(), "m.sms", MODEL.replace("role clerk", "role agent { formerly: [clerk] }"));
    let run = against(folder.path(), &[]);
    assert_eq!((run.code, &*run.out), (0, "checked 1 file, 4 entities: no errors, 2 known\n"));
    assert_eq!(sms(folder.path(), &["baseline"]).code, 0);
    assert!(kept(folder.path()).contains("agent") && !kept(folder.path()).contains("clerk"));
}

#[test]
fn what_stands_in_something_renamed_keeps_its_entries_and_a_disputed_name_leads_nowhere() {
    let model = |crates: &str| {
        format!("kind crate {{ slots: [slot] contains }}\nkind slot {{ n: int? inner: [slot] contains }}\n{RULE}\n{crates}\n")
    };
    let left = |after: &str| {
        let told = held(&model("crate a { slot x { n: 0 slot { n: -1 } } }"), &model(after));
        let new: Vec<String> = told.diagnostics.iter().map(|told| told.source.id().to_owned()).collect();
        (new, told.known.iter().filter(|told| told.source.id() == "empty_slot").count())
    };
    assert_eq!(left("crate b { formerly: [a] slot x { n: 0 slot { n: -1 } } }"), (Vec::new(), 2));
    assert_eq!(left("crate a { slot y { formerly: [x] n: 0 slot { n: -1 } } }"), (Vec::new(), 2));
    assert_eq!(left("crate b { formerly: [a] slot y { formerly: [x] n: 0 slot { n: -1 } } }"), (Vec::new(), 2));
    let twice = "crate b { formerly: [a] slot x { n: 0 } }\ncrate c { formerly: [a] slot x { n: 0 } }";
    let (told, known) = left(twice);
    assert_eq!((told.iter().filter(|id| *id == "empty_slot").count(), known), (2, 0), "{told:?}");
    assert!(told.contains(&"E0207".to_owned()), "{told:?}");
}

#[test]
fn a_renamed_rule_keeps_its_entries() {
    let rule = |name: &str, more: &str| {
        format!(
            "kind vault {{ code: text? }}\nvault north\nrule {name} {{ severity: error {more} each: v in vault require: v.code message: \"{{v}}\" }}\n"
        )
    };
    let folder = recorded(&rule("vault_open", ""));
    write(folder.path(), "m.sms", rule("vault_without_code", "formerly: vault_open"));
    assert_eq!(against(folder.path(), &[]).code, 0);
    let explained = sms(folder.path(), &["explain", "vault_open", "--model", "."]).out;
    assert!(
        explained.starts_with("The rule `vault_open` is now called `vault_without_code`.\n\nrule `vault_without_code`"),
        "{explained}"
    );
    write(folder.path(), "m.sms", rule("vault_without_code", ""));
    assert_eq!(against(folder.path(), &[]).code, 1);
}

#[test]
fn programs_get_what_is_known_apart() {
    let folder = recorded(MODEL);
    let report: Value = serde_json::from_str(&against(folder.path(), &["--format", "json"]).out).unwrap();
    assert_eq!((&report["summary"]["known"], &report["diagnostics"]), (&2.into(), &Value::Array(Vec::new())));
    let known: Vec<&str> = report["known"].as_array().unwrap().iter().map(|told| told["code"].as_str().unwrap()).collect();
    assert_eq!(known, ["placeholder_in_process", "role_without_holder"]);
    // A profile chooses among them too.
    let report: Value =
        serde_json::from_str(&against(folder.path(), &["--format", "json", "--profile", "surveillance"]).out).unwrap();
    assert_eq!(report["summary"]["known"].as_u64(), Some(report["known"].as_array().unwrap().len() as u64));
}

/// What is told of `text` when the findings of `before` are known.
fn held(before: &str, text: &str) -> Told<'static> {
    let baseline = checked(before).on_record().unwrap();
    against_record(&checked(text), &baseline).into_owned()
}

fn against_record<'c>(checked: &'c Checked, baseline: &Baseline) -> Told<'c> {
    let held = Held { baseline, file: FILE, command: "sms baseline" };
    checked.tell(&Telling { baseline: Some(held), ..Telling::default() })
}

fn ids<'t>(checked: &'t Told) -> Vec<&'t str> {
    checked.diagnostics.iter().map(|told| told.source.id()).collect()
}

#[test]
fn a_finding_that_weighs_more_is_told_and_one_that_weighs_less_is_not() {
    let rule = |severity: &str| {
        format!("rule unlit {{ severity: {severity} each: s in site require: s.address message: \"{{s}} is dark\" }}\nsite hall\n")
    };
    let heavier = held(&rule("warning"), &rule("error"));
    assert_eq!(ids(&heavier), ["unlit"]);
    let notes = &heavier.diagnostics[0].notes;
    assert!(notes.iter().any(|note| note.contains("knows this as a warning; it is an error now")), "{notes:?}");
    assert_eq!((heavier.counts.errors, heavier.counts.known), (1, 0));
    let lighter = held(&rule("warning"), &rule("note"));
    assert_eq!((ids(&lighter), lighter.counts.known), (Vec::new(), 1));
    // An update records the lighter weight; the heavier one only when new findings are taken in.
    let folder = recorded(&rule("warning"));
    write(folder.path(), "m.sms", rule("error"));
    let update = sms(folder.path(), &["baseline"]).out;
    assert!(update.contains("1 new, left out") && kept(folder.path()).contains("warning"), "{update}");
    write(folder.path(), "m.sms", rule("note"));
    assert_eq!(sms(folder.path(), &["baseline"]).code, 0);
    assert!(kept(folder.path()).contains("note"));
    write(folder.path(), "m.sms", rule("error"));
    assert_eq!(sms(folder.path(), &["baseline", "--add"]).code, 0);
    assert!(kept(folder.path()).contains("\"severity\":\"error\"") && against(folder.path(), &[]).code == 0);
}

#[test]
fn a_finding_whose_waiver_has_ended_is_told_although_it_is_known() {
    let director = "role director\nperson ann_lee { roles: [director] }\n";
    let waiver = |until: &str| {
        let says = "of: role_without_holder, on: clerk, because: \"being hired\", accepted_by: director, accepted: 2026-06-01";
        format!("{MODEL}{director}waiver later {{ {says}, until: {until} }}\n")
    };
    let known = format!("{MODEL}{director}");
    let ended = held(&known, &waiver("2026-11-20"));
    assert_eq!((ids(&ended), ended.counts.known), (vec!["E0603", "role_without_holder"], 1));
    // While it holds, the waiver takes the entry's place.
    let holds = held(&known, &waiver("2027-01-31"));
    assert_eq!((ids(&holds), holds.counts.waived, holds.counts.known), (vec!["E0603"], 1, 1));
    // Nor does an update take such a finding in.
    let folder = recorded(&waiver("2026-11-20"));
    assert!(!kept(folder.path()).contains("clerk"));
}

#[test]
fn errors_of_the_language_are_never_known_and_keep_the_file_from_being_written() {
    let folder = recorded(MODEL);
    let before = kept(folder.path());
    write(folder.path(), "wrong.sms", "site hall { adress: \"x\" }\n");
    let run = sms(folder.path(), &["baseline", "--add"]);
    assert_eq!((run.code, &*run.out), (1, ""));
    assert!(run.err.contains("E0401") && run.err.contains("not-recorded"), "{}", run.err);
    assert_eq!(kept(folder.path()), before);
    // With such errors findings may be missing, so nothing is said of entries that are gone.
    write(folder.path(), "m.sms", MODEL.replace("role clerk\n", ""));
    let run = against(folder.path(), &["--format", "short"]);
    assert!(run.code == 1 && run.out.contains("E0401") && !run.out.contains("E0603"), "{}", run.out);
    // Warnings of the language are told, too.
    let former =
        format!("{MODEL}customer leeds {{ formerly: [leeds_1] }}\nservice hosting {{ owner: manager, customers: [leeds_1] }}\n");
    let told = held(&former, &former);
    assert_eq!(ids(&told), ["E0205"]);
}

#[test]
fn every_model_is_clean_against_its_own_baseline_and_its_statuses_stay() {
    let texts: Vec<(String, String)> =
        sms::library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let tests = sms::testing::tests(&crate::support::seen(sms::workspace::load_texts(texts), crate::support::TODAY).model);
    let given: Vec<&str> = tests.iter().filter(|test| !test.expect.is_empty()).map(|test| &*test.given).step_by(16).collect();
    assert!(given.len() > 8, "only {} models", given.len());
    given.into_par_iter().for_each(|text| {
        let whole = checked(text);
        // A finding whose waiver has ended is told whatever is known.
        let Some(baseline) = whole.on_record().filter(|_| whole.waived.back.is_empty()) else { return };
        let parted = held(text, text);
        let rules: Vec<&str> =
            parted.diagnostics.iter().filter(|told| matches!(told.source, Source::Rule(_))).map(|told| told.source.id()).collect();
        assert!(rules.is_empty() && !ids(&parted).contains(&"E0603"), "{rules:?} told of\n{text}");
        assert_eq!(parted.known.len(), baseline.len());
        // Without its entries, everything is told as before.
        assert_eq!(against_record(&whole, &Baseline::default()), whole.tell(&Telling::default()), "{text}");
    });
}

#[test]
fn more_findings_than_are_known_are_told() {
    let text = "rule unlit { severity: note each: s in site require: s.address message: \"{s} is dark\" }\nsite hall\nsite barn\n";
    let whole = checked(text);
    let once: Vec<&Finding> = whole.waived.kept.iter().collect();
    let twice = [once.clone(), once.clone()].concat();
    let of = |found: &[&Finding]| Baseline::of(found, &whole.waived);
    let part = |baseline: &Baseline, found: &[&Finding]| {
        let parted = baseline.part(found, &whole.waived, &whole.rulebook);
        (parted.known.len(), parted.told.len(), baseline.without(&of(found)).len())
    };
    let one = whole.on_record().unwrap();
    assert_eq!(part(&one, &twice), (2, 2, 0));
    let both = of(&twice);
    assert_eq!((both.len(), both.weighing(Severity::Note)), (4, 4));
    assert_eq!(part(&both, &once), (2, 0, 2));
}

#[test]
fn a_file_that_cannot_be_used_is_told_in_every_form_and_stays_as_it_is() {
    let folder = folder(MODEL);
    write(folder.path(), "text.json", "no baseline");
    write(folder.path(), "later.json", "{\"version\": 3, \"entries\": []}");
    write(folder.path(), "latin.json", b"{\"version\": 1, \"findings\": [\"\xe9\"]}");
    for (file, code) in [
        ("none.json", "no-baseline"),
        ("text.json", "invalid-baseline"),
        ("later.json", "baseline-version"),
        ("latin.json", "unreadable-baseline"),
        (".", "unreadable-baseline"),
    ] {
        for format in ["terminal", "short", "json", "narrated"] {
            let run = sms(folder.path(), &["check", "--baseline", file, "--format", format]);
            assert_eq!((run.code, &*run.out), (2, ""), "{file}");
            assert!(run.err.contains(code) && run.err.contains("help: "), "{file}: {}", run.err);
        }
        if ["text.json", "later.json", "latin.json"].contains(&file) {
            let before = std::fs::read(folder.path().join(file)).unwrap();
            let run = sms(folder.path(), &["baseline", "--add", "--out", file]);
            assert!(run.code == 2 && run.err.contains(code), "{}", run.err);
            assert_eq!(std::fs::read(folder.path().join(file)).unwrap(), before);
        }
    }
    let nameless = sms(folder.path(), &["baseline", "--out", ".."]);
    assert!(nameless.code == 2 && nameless.err.contains("no-file-name"), "{}", nameless.err);
}

#[test]
fn check_writes_nothing() {
    let folder = recorded(MODEL);
    write(folder.path(), "m.sms", MODEL.replace("role clerk\n", "role agent\n"));
    let names = || {
        let mut names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = (names(), kept(folder.path()));
    assert_eq!(against(folder.path(), &[]).code, 1);
    assert_eq!((names(), kept(folder.path())), before);
}

/// The rules told of the entities in `sla a` and how many findings are known, when those of `before` are.
fn in_agreement(before: &str, after: &str) -> (Vec<String>, usize) {
    let model = |body: &str| {
        format!(
            "kind crate {{ slots: [slot] contains }}\nkind slot {{ n: int? inner: [slot] contains }}\n{RULE}\ncrate a {{ {body} }}\n"
        )
    };
    let told = held(&model(before), &model(after));
    let of_rule = |told: &&std::borrow::Cow<sms::diag::Diagnostic>| told.source.id() == "empty_slot";
    (
        told.diagnostics.iter().filter(of_rule).filter_map(|told| told.subject.clone()).collect(),
        told.known.iter().filter(of_rule).count(),
    )
}

const RULE: &str = "rule empty_slot { severity: error each: s in slot require: s.n > 0 message: \"{s} is empty\" }";

#[test]
fn what_has_no_name_is_known_by_what_stands_in_it() {
    // A new one above does not hide behind what is known of the one below.
    let (told, known) = in_agreement("slot { n: -1 }", "slot { n: 0 } slot { n: 1 }");
    assert_eq!((told, known), (vec!["a.slot#1".to_owned()], 0));
    // In another order, with blanks and comments, they are the same.
    assert_eq!(in_agreement("slot { n: 0 } slot { n: -1 }", "slot { n: -1 } // later\n slot {\n n: 0 }"), (Vec::new(), 2));
    assert_eq!(in_agreement("slot { n: 0 }", "slot { n: 7 } slot { n: 0 }"), (Vec::new(), 1));
    // Two that are alike are two, and a third is new.
    assert_eq!(in_agreement("slot {} slot {}", "slot {} slot {}"), (Vec::new(), 2));
    assert_eq!(in_agreement("slot {} slot {}", "slot {} slot {} slot {}"), (vec!["a.slot#3".to_owned()], 2));
    // Within one that has no name.
    let nested = |n: i32| format!("slot {{ n: 1 slot {{ n: {n} }} slot x {{}} }}");
    assert_eq!(in_agreement(&nested(0), &format!("slot {{ n: 2 }} {}", nested(0))), (Vec::new(), 2));
    assert_eq!(in_agreement(&nested(0), &nested(-1)).0, ["a.slot#1.slot#1", "a.slot#1.x"]);
    // One with a name keeps it whatever it holds.
    assert_eq!(in_agreement("slot x { n: 0 }", "slot y { n: 1 } slot x { n: -1 }"), (Vec::new(), 1));
}

#[test]
fn made_up_names_cannot_be_written() {
    let agreement = "sla a { target { measure: availability, at_least: 99%, over: 1 month }\n";
    let both = format!("{agreement}  target target_1 {{ measure: restore_time, at_most: 4 hours }} }}");
    assert!(checked(&both).language.iter().all(|told| told.source.id() != "E0201"));
    for name in ["a.target_1", "a.target#1"] {
        let text = format!("{agreement} }}\nevidence e {{ about: [{name}] }}");
        assert!(!checked(&text).is_sound(), "{name}");
        let text = &checked(&text).language.iter().map(|told| format!("{told:?}")).collect::<String>();
        assert!(!text.contains("did you mean"), "{text}");
    }
}

#[test]
fn a_file_of_the_first_version_is_read() {
    let folder = folder(MODEL);
    let entry = r#"{"rule":"role_without_holder","subject":"clerk","severity":"warning"}"#;
    write(folder.path(), FILE, format!("{{\"version\": 1, \"findings\": [{entry}]}}"));
    let run = against(folder.path(), &["--format", "short"]);
    assert!(!run.out.contains("role_without_holder") && run.out.contains("placeholder_in_process"), "{}", run.out);
    // The next update writes the present form.
    assert_eq!(sms(folder.path(), &["baseline", "--add"]).code, 0);
    assert!(kept(folder.path()).contains("\"version\": 2"));
}
