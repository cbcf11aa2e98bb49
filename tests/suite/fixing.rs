//! `sms fix`: makes the edits that diagnostics carry, and no others.

use std::path::Path;

use crate::program::{sms, sms_with_input, write};

const MODEL: &str = "customer leeds { formerly: [leeds_1] }\nservice hosting { customers: [leeds_1], owner: = x }\n";

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn what_is_safe_is_made_and_what_is_guessed_waits() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "a.sms",
        "customer leeds { formerly: [leeds_1] }\nservice hosting { customers: [leeds_1], owner: ceo }\nrole coe\n",
    );
    let run = sms(folder.path(), &["fix", "--dry-run"]);
    assert!(run.code == 1 && run.out.contains("a.sms:2:31: [E0205]"), "{run:?}");
    let run = sms(folder.path(), &["fix", "--diff"]);
    assert!(run.code == 1 && run.out.contains("+service hosting { customers: [leeds], owner: ceo }"), "{run:?}");
    assert!(read(folder.path(), "a.sms").contains("[leeds_1], owner"), "nothing is written");
    let run = sms(folder.path(), &["fix"]);
    assert!(run.code == 1 && run.err.contains("made 1 edit in 1 file") && run.err.contains("can be made with `--all`"), "{run:?}");
    assert!(read(folder.path(), "a.sms").contains("customers: [leeds], owner: ceo"));
    // Only the error that is named.
    let run = sms(folder.path(), &["fix", ".", "--all", "E0203"]);
    assert!(run.code == 0 && run.err.contains("checked again: no errors"), "{run:?}");
    assert!(read(folder.path(), "a.sms").contains("owner: coe"));
}

#[test]
fn edits_at_one_place_are_made_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "service x { owner = y, depends_on: left, right }\nrole y\nservice left\nservice right\n");
    let run = sms(folder.path(), &["fix", "--all"]);
    assert!(read(folder.path(), "a.sms").starts_with("service x { owner : y, depends_on: [left, right] }"), "{run:?}");
}

#[test]
fn standard_input_comes_out_mended() {
    let folder = tempfile::tempdir().unwrap();
    let run = sms_with_input(folder.path(), &["fix", "-"], "service x { owner = y }\nrole y\n");
    assert_eq!(run.out, "service x { owner : y }\nrole y\n", "{run:?}");
    let run = sms_with_input(folder.path(), &["fix", "-"], "role y\n");
    assert_eq!(run.out, "role y\n", "{run:?}");
}

#[test]
fn a_name_that_nothing_has_is_no_rule() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", MODEL);
    let run = sms(folder.path(), &["fix", "role_without_holdr"]);
    assert!(run.code == 2 && run.err.contains("did you mean `role_without_holder`?"), "{run:?}");
    let run = sms(folder.path(), &["fix", "nowhere.sms"]);
    assert!(run.code == 2, "{run:?}");
}

#[test]
fn mending_everything_of_the_pitfalls_leaves_fewer_errors() {
    let folder = tempfile::tempdir().unwrap();
    let from = crate::support::root().join("examples/pitfalls");
    for entry in std::fs::read_dir(from).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let errors = |run: &str| run.lines().filter(|line| line.contains(": error[")).count();
    let before = errors(&sms(folder.path(), &["check", "--format", "short"]).out);
    let run = sms(folder.path(), &["fix", "--all"]);
    let after = errors(&sms(folder.path(), &["check", "--format", "short"]).out);
    assert!(after < before, "{before} {after} {run:?}");
    // What can be mended is mended: once more changes nothing.
    let again = sms(folder.path(), &["fix", "--all"]);
    assert!(again.err.contains("nothing that can be mended") || again.err.contains("not made"), "{again:?}");
}
