//! The files that a model names as documents and evidence: where they are looked for, and what is told of those that are not there.

use std::sync::Arc;

use sms::workspace;
use sms::world::FileSet;

use crate::program::{sms, write};
use crate::support::TODAY;

const MODEL: &str = r#"
role lead
person kim { roles: [lead] }
process desk { owner: lead, implements: [iso20000.8.6.1] }
evidence log { type: incident_record, about: [desk], covers: 2026-07-01 .. 2026-09-30, owner: lead, file: "records/log.csv" }
"#;

/// The messages of E0410 in a run.
fn missing(out: &str) -> Vec<&str> {
    out.lines().filter_map(|line| line.split_once("error[E0410]: ")).map(|(_, message)| message).collect()
}

#[test]
fn texts_from_memory_know_of_no_files_and_so_none_is_missed() {
    let loaded = || workspace::load_texts(vec![("m.sms".to_owned(), MODEL.to_owned())]);
    let told = |loaded| crate::support::seen(loaded, TODAY).diagnostics.iter().any(|told| told.source.id() == "E0410");
    assert!(!told(loaded()));
    let with = |path: &str| workspace::Loaded { on_record: Arc::new(FileSet::new([path])), ..loaded() };
    assert!(!told(with("records/log.csv")));
    assert!(told(with("records/other.csv")));
}

#[test]
fn tests_of_rules_read_no_disk() {
    let folder = tempfile::tempdir().unwrap();
    let test = |expect: &str| {
        format!(
            "rule lost_record {{ severity: warning, each: e in evidence, require: exists(e.file), message: \"lost\" }}\n\
         test of_it {{ given: \"\"\"\n evidence e {{ file: \"here.txt\" }}\n\"\"\"\n expect: [{expect}], about: [lost_record] }}\n"
        )
    };
    write(folder.path(), "m/t.sms", test(""));
    write(folder.path(), "here.txt", "");
    let quiet = |place: &str, path: &str| {
        let run = sms(&folder.path().join(place), &["test", path]);
        assert!(!run.out.contains("E0410") && !run.out.contains("`lost_record` was not"), "{run:?}");
        run.out.replace("../", "")
    };
    // With the file beside and without it, the same.
    assert_eq!(quiet(".", "m/t.sms"), quiet("m", "../m/t.sms"));
}

#[test]
fn a_path_is_read_from_the_folder_that_holds_the_model_file_whatever_else_is_given() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "whole/m.sms", MODEL);
    write(
        folder.path(),
        "whole/sub/n.sms",
        "evidence more { about: [desk], owner: lead, dated: 2026-10-01, file: \"records/log.csv\" }\n",
    );
    write(folder.path(), "whole/records/log.csv", "");
    write(folder.path(), "extra.sms", "site leeds\n");
    write(folder.path(), "other/o.sms", "evidence far { about: [desk], owner: lead, dated: 2026-10-01, file: \"minutes.txt\" }\n");
    write(folder.path(), "other/minutes.txt", "");
    let silent = |paths: &[&str]| {
        let run = sms(folder.path(), &[&["check", "--format", "short"], paths].concat());
        assert_eq!(missing(&run.out), Vec::<&str>::new(), "{paths:?}");
    };
    silent(&["whole"]);
    silent(&["whole", "extra.sms"]);
    silent(&["extra.sms", "whole"]);
    silent(&["whole", "other"]);
    silent(&["whole", "whole/sub", "whole/sub/n.sms"]);
    silent(&["whole/m.sms", "extra.sms", "other/o.sms"]);
    // From the folder above, the file is not where the model says.
    assert_eq!(missing(&sms(folder.path(), &["check", "--format", "short", "."]).out).len(), 3);
}

#[test]
fn a_cell_that_may_be_a_text_or_a_file_is_a_text_as_in_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let model = "release one { baseline: \"images of May\" }\nrows more { each: release, file: \"releases.csv\" }\n";
    write(folder.path(), "m/m.sms", model);
    write(folder.path(), "m/releases.csv", "id,baseline\nR-1,b1\n");
    let run = sms(folder.path(), &["check", "m", "--format", "short"]);
    assert_eq!(missing(&run.out), Vec::<&str>::new());
}

#[test]
fn what_is_wrong_with_a_path_is_told_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(path, "model/log.csv", "");
    write(path, "model/records/march.csv", "");
    write(path, "outside.csv", "");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside.csv", path.join("model/linked.csv")).unwrap();
    let told = |file: &str| {
        write(path, "model/m.sms", format!("evidence e {{ file: \"{file}\" }}\n"));
        let run = sms(path, &["check", "model", "--format", "terminal"]);
        let from = run.out.find("error[E0410]").unwrap_or_else(|| panic!("nothing is told of {file}: {}", run.out));
        run.out[from..].lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    };
    assert!(told("records").contains("`records` is a folder"));
    assert!(told("Log.csv").contains("did you mean `log.csv`?"));
    assert!(told("record/March.csv").contains("did you mean `records/march.csv`?"));
    assert!(told("minutes.csv").contains("put the file there"));
    #[cfg(unix)]
    assert!(told("linked.csv").contains("a link on the way to `linked.csv` leads out"));
    // What leads out by itself is told once, as that.
    write(path, "model/m.sms", "evidence e { file: \"../outside.csv\" }\n");
    let out = sms(path, &["check", "model"]).out;
    assert!(out.contains("error[E0409]") && !out.contains("E0410"), "{out}");
}

#[test]
fn a_model_that_is_not_there_is_told_by_every_command_that_reads_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", "framework own \"Own\"\n");
    for arguments in
        [["explain", "E0203"], ["explain", "service"], ["explain", "--list"], ["lib", "iso20000"], ["lib", "--format=json"]]
    {
        let run = sms(folder.path(), &[&arguments[..], &["--model", "modle"]].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("cannot read `modle`") && run.err.contains("did you mean `model`?"), "{run:?}");
        assert!(run.out.is_empty(), "{run:?}");
        let run = sms(folder.path(), &[&arguments[..], &["--model", "model"]].concat());
        assert!(run.code == 0 && run.err.is_empty(), "{run:?}");
    }
}

#[test]
fn evidence_that_is_empty_or_a_copy_is_told_at_its_line() {
    let evidence = |name: &str, file: &str| format!("evidence {name} {{ file: \"{file}\" }}\n");
    let told = |model: String| {
        let files = FileSet::default().with("a.csv", *b"id\n1\n").with("b.csv", *b"id\n1\n");
        let files = files.with("c.csv", *b"id\n2\n").with("empty.csv", *b"").with("blank.csv", *b"");
        let loaded = workspace::load_texts(vec![("m.sms".to_owned(), model)]);
        let seen = crate::support::seen(workspace::Loaded { on_record: Arc::new(files), ..loaded }, TODAY);
        let codes = seen.diagnostics.iter().filter(|told| ["E0415", "E0416"].contains(&told.source.id()));
        codes.map(|told| (told.source.id().to_owned(), told.labels.len(), told.message.clone())).collect::<Vec<_>>()
    };
    let all = [("one", "a.csv"), ("two", "b.csv"), ("three", "c.csv"), ("four", "empty.csv"), ("five", "blank.csv")];
    let found = told(all.map(|(name, file)| evidence(name, file)).concat());
    assert_eq!(
        found,
        [
            ("E0416".to_owned(), 1, "`b.csv`, evidence of `two`, holds to the byte what `one` has on file".to_owned()),
            ("E0415".to_owned(), 0, "the file `empty.csv` is empty, and shows nothing".to_owned()),
            ("E0415".to_owned(), 0, "the file `blank.csv` is empty, and shows nothing".to_owned()),
        ]
    );
    // One file may be evidence of two things, and a document need not be like no other.
    assert_eq!(told(evidence("one", "a.csv") + &evidence("two", "a.csv")), []);
    assert_eq!(told("document d { file: \"a.csv\" }\ndocument e { file: \"b.csv\" }\n".to_owned()), []);
}
