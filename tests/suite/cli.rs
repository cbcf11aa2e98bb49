//! The command line: exit codes, options, help.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{sms, sms_in_zone, sms_with_input, write};

#[test]
fn exit_codes_tell_clean_findings_and_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "clean/a.sms", "site leeds\n");
    write(folder.path(), "faulty/a.sms", "sight leeds\n");
    assert_eq!(sms(folder.path(), &["check", "clean"]).code, 0);
    assert_eq!(sms(folder.path(), &["check", "faulty"]).code, 1);
    assert_eq!(sms(folder.path(), &["check", "none"]).code, 2);
    assert_eq!(sms(folder.path(), &["chek"]).code, 2);
    assert_eq!(sms(folder.path(), &["check", "--format", "loud"]).code, 2);
    let day = sms(folder.path(), &["check", "clean", "--as-of", "2026-02-30"]);
    assert!(day.code == 2 && day.err.contains("there is no such day in the calendar"), "{day:?}");
    assert_eq!(sms(folder.path(), &["check", "clean", "--as-of", "yesterday"]).code, 2);
    // Findings and unreadable input together: what was left out weighs more.
    assert_eq!(sms(folder.path(), &["check", "faulty", "none"]).code, 2);
}

#[test]
fn today_is_the_day_where_the_command_runs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds\n");
    let day = |zone: &str| {
        let run = sms_in_zone(folder.path(), zone, &["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        report["as_of"].as_str().unwrap().to_owned()
    };
    // Between these zones lie 26 hours, so that they never have the same day.
    assert_ne!(day("<+14>-14"), day("<-12>12"));
    if Path::new("/usr/share/zoneinfo/Pacific/Kiritimati").exists() {
        assert_eq!(day("Pacific/Kiritimati"), day("<+14>-14"));
    }
    // A zone that nobody knows is no reason to fail: the day is that of UTC.
    day("Nowhere/At_All");
}

#[test]
fn deny_moves_the_threshold() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "customer leeds { formerly: [leeds_1] }\nservice hosting { customers: [leeds_1] }\n");
    let run = sms(folder.path(), &["check", "--format", "short"]);
    assert!(run.out.contains("warning[E0205]"), "{}", run.out);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(sms(folder.path(), &["check", "--deny", "warning"]).code, 1);
    assert_eq!(sms(folder.path(), &["check", "--deny", "note"]).code, 1);
}

#[test]
fn standard_input_is_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let run = sms_with_input(folder.path(), &["check", "-", "--format", "short"], "site leeds { adress: \"x\" }\n");
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("<stdin>:1:14: error[E0401]"), "{}", run.out);
    // Together with files it is one model with them.
    write(folder.path(), "a.sms", "site leeds\n");
    let run = sms_with_input(folder.path(), &["check", "-", "a.sms"], "site dublin\n");
    assert_eq!((run.code, &*run.out), (0, "checked 2 files, 2 entities: no errors\n"));
}

#[test]
fn quiet_leaves_out_the_counts() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "clean.sms", "site leeds\n");
    write(folder.path(), "faulty.sms", "sight dublin\n");
    assert_eq!(sms(folder.path(), &["check", "clean.sms", "--quiet"]).out, "");
    let run = sms(folder.path(), &["check", "faulty.sms", "-q", "--format", "short"]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn colours_come_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "sight leeds\n");
    assert!(sms(folder.path(), &["check", "--color", "always"]).out.contains("\x1b["));
    assert!(!sms(folder.path(), &["check", "--color", "never"]).out.contains("\x1b["));
    // The output of a test is no terminal.
    assert!(!sms(folder.path(), &["check"]).out.contains("\x1b["));
}

#[test]
fn the_same_check_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..20 {
        write(
            folder.path(),
            &format!("{number}.sms"),
            format!("site s{number} {{ adress: \"x\" }}\nservice v{number} {{ owner: nobody }}\n"),
        );
    }
    for format in ["terminal", "short", "json", "narrated", "sarif", "github", "gitlab", "junit"] {
        let first = sms(folder.path(), &["check", "--format", format]);
        let second = sms(folder.path(), &["check", "--format", format]);
        assert_eq!(first.out, second.out);
        assert_eq!(first.code, 1);
    }
}

#[test]
fn reports_for_pipelines_are_written_beside_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "sight leeds\n");
    let run = sms(folder.path(), &["check", "--format", "short", "--output", "sarif=out/a.sarif", "--output", "junit=a.xml"]);
    assert!(run.code == 1 && run.out.starts_with("a.sms:1:1: error["), "{run:?}");
    let sarif: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("out/a.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(1));
    assert!(std::fs::read_to_string(folder.path().join("a.xml")).unwrap().contains("failures=\"1\""));
    assert_eq!(sms(folder.path(), &["check", "--output", "loud=x"]).code, 2);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "sight leeds\n".repeat(5_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_sms"))
        .current_dir(folder.path())
        .args(["check", "--format", "short"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some());
}

#[test]
fn explain_knows_codes_kinds_and_says_what_it_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    let code = sms(folder.path(), &["explain", "e0203"]);
    assert_eq!(code.code, 0);
    assert!(code.out.starts_with("E0203: a reference to something that is not in the model\n"), "{}", code.out);
    assert!(!code.out.contains("```"));
    let kind = sms(folder.path(), &["explain", "external_supplier"]);
    assert!(kind.out.starts_with("kind `external_supplier`"), "{}", kind.out);
    let unknown = sms(folder.path(), &["explain", "external_suplier"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `external_supplier`?"), "{}", unknown.err);
    let list = sms(folder.path(), &["explain", "--list"]);
    assert!(list.out.contains("E0203") && list.out.contains("external_supplier"), "{}", list.out);
}

#[test]
fn explain_looks_in_the_organisations_files_too() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "/// How much a failure hurts.\nenum tier { gold silver }\n");
    assert_eq!(sms(folder.path(), &["explain", "tier"]).code, 2);
    let run = sms(folder.path(), &["explain", "tier", "--model", "."]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("How much a failure hurts."), "{}", run.out);
}

#[test]
fn init_writes_a_model_that_checks_clean_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let first = sms(folder.path(), &["init", "my system"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.out.contains("sms check 'my system'"), "{}", first.out);
    let check = sms(folder.path(), &["check", "my system", "--deny", "note"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let again = sms(folder.path(), &["init", "my system"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("already-there"), "{}", again.err);
}

#[test]
fn build_writes_documents_and_says_which() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sms(folder.path(), &["init", "model"]).code, 0);
    let run = sms(folder.path(), &["build", "model", "--out", "dossier"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert!(
        run.out.starts_with("dossier/dossier.html\ndossier/dossier.xlsx\n") && run.out.ends_with("wrote 2 files to dossier\n"),
        "{}",
        run.out
    );
    let again = sms(folder.path(), &["build", "model", "--out", "dossier"]);
    assert!(again.out.ends_with("wrote 0 files to dossier, left 2 files as they were\n"), "{}", again.out);
    let run = sms(folder.path(), &["build", "model", "--out", "dossier", "--format", "markdown,csv,json"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    for name in ["raci_matrix", "applicability_record", "coverage_report"] {
        for file in [format!("dossier/markdown/{name}.md"), format!("dossier/json/{name}.json")] {
            assert!(run.out.contains(&format!("{file}\n")), "{}", run.out);
            assert!(folder.path().join(file).is_file());
        }
    }
    let one = sms(folder.path(), &["build", "model", "--out", "one", "--only", "raci_matrix", "--format", "markdown"]);
    assert_eq!(one.out, "one/markdown/raci_matrix.md\nwrote 1 file to one\n");
    let unknown = sms(folder.path(), &["build", "model", "--out", "none", "--only", "raci"]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `raci_matrix`?"), "{unknown:?}");
    assert!(!folder.path().join("none").exists());
}

#[test]
fn two_builds_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sms(folder.path(), &["init", "model"]).code, 0);
    for out in ["one", "two"] {
        assert_eq!(sms(folder.path(), &["build", "model", "--out", out, "--format", "html,xlsx,json"]).code, 0);
    }
    let entries = std::fs::read_dir(folder.path().join("one/json")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| Path::new("json").join(entry.unwrap().file_name())).collect();
    names.extend(["dossier.html", "dossier.xlsx"].map(|name| Path::new(name).to_owned()));
    names.push(Path::new(".sms-written.json").to_owned());
    names.sort();
    assert!(names.len() > 9);
    for name in names {
        let read = |out: &str| std::fs::read(folder.path().join(out).join(&name)).unwrap();
        assert_eq!(read("one"), read("two"), "{name:?}");
    }
}

#[test]
fn a_model_with_errors_is_built_only_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds { adress: \"x\" }\n");
    let refused = sms(folder.path(), &["build", "--out", "dossier"]);
    assert_eq!((refused.code, &*refused.out), (1, ""));
    assert!(refused.err.contains("E0401") && refused.err.contains("not-built"), "{}", refused.err);
    assert!(!folder.path().join("dossier").exists());
    let built = sms(folder.path(), &["build", "--out", "dossier", "--keep-going", "--format", "html,markdown"]);
    assert_eq!(built.code, 1);
    for name in ["raci_matrix.md", "coverage_report.md"] {
        let page = std::fs::read_to_string(folder.path().join("dossier/markdown").join(name)).unwrap();
        let first = page.lines().take(12).collect::<Vec<_>>().join("\n");
        assert!(first.contains("error"), "{first}");
    }
    let page = std::fs::read_to_string(folder.path().join("dossier/dossier.html")).unwrap();
    let top = &page[page.find("<header").unwrap()..page.find("</header>").unwrap()];
    assert!(top.contains("Built from a model with 1 error"), "{top}");
}

#[test]
fn tests_of_rules_run_beside_the_rules_and_not_the_entities() {
    let folder = tempfile::tempdir().unwrap();
    let rule =
        "rule unlit_site { severity: warning each: s in site require: s.address message: \"{s} has no address\" }\nsite leeds\n";
    let lit = "test lit { given: \"site leeds { address: \\\"here\\\" }\" expect: [] about: [unlit_site] }\n";
    let test = |expect: &str| format!("{rule}test dark {{ given: \"site dublin\" expect: [{expect}] }}\n{lit}");
    std::fs::write(folder.path().join("m.sms"), test("unlit_site")).unwrap();
    let passed = sms(folder.path(), &["test"]);
    assert_eq!((passed.code, &*passed.out), (0, "2 tests passed\n"));
    std::fs::write(folder.path().join("m.sms"), test("")).unwrap();
    let failed = sms(folder.path(), &["test", "m.sms"]);
    assert_eq!(failed.code, 1);
    assert_eq!(
        failed.out,
        "m.sms:1:6: note[E0517]: there is no test of the rule `unlit_site` in which it finds something\n  add a test with `expect: [unlit_site]`\n\
         m.sms:3:6: test `dark` failed\n  `unlit_site` was not to find anything, but told on line 1: warning: `dublin` has no address\n1 of 2 tests failed\n"
    );
    assert_eq!(sms(folder.path(), &["test", "missing"]).code, 2);
}

#[test]
fn tests_are_not_blamed_for_what_is_wrong_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let tested = "rule unlit_site { severity: warning each: s in site require: s.address message: \"{s} has no address\" }\nsite leeds\n\
                  test dark { given: \"site dublin\" expect: [unlit_site] }\n\
                  test lit { given: \"site leeds { address: \\\"here\\\" }\" expect: [] about: [unlit_site, idle] }\n";
    // A rule that is warned of, and one that has an error.
    let idle = "rule idle { severity: note each: s in site where s.address require: s.address message: \"no\" }\n";
    write(folder.path(), "m.sms", format!("{tested}{idle}"));
    let run = sms(folder.path(), &["test"]);
    assert!(run.code == 0 && run.out.ends_with("2 tests passed\n"), "{}", run.out);
    write(folder.path(), "m.sms", format!("{tested}{}", idle.replace("require: s.address", "require: s.adress")));
    let run = sms(folder.path(), &["test"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("E0504") && !run.out.contains("warning[unlit_site]"), "{}", run.out);
}

#[test]
fn a_profile_chooses_what_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let model = r#"
        rule early { severity: warning profile: [stage1] each: s in site require: s.address message: "{s} has no address" }
        rule late { severity: warning profile: [own_visit] each: s in site require: s.country message: "{s} is in no country" }
        rule always { severity: warning each: s in site require: s.purpose message: "{s} is for nothing" }
        site leeds
    "#;
    write(folder.path(), "m.sms", model);
    let told = |profile: &str| {
        let run = sms(folder.path(), &["check", "--profile", profile, "--format", "short", "--quiet"]);
        let found: Vec<String> =
            run.out.lines().filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned())).collect();
        (run.code, found.into_iter().filter(|rule| ["early", "late", "always"].contains(&&**rule)).collect::<Vec<_>>())
    };
    assert_eq!(told("all"), (0, vec!["always".to_owned(), "early".to_owned(), "late".to_owned()]));
    assert_eq!(told("stage1"), (0, vec!["always".to_owned(), "early".to_owned()]));
    assert_eq!(told("own_visit"), (0, vec!["always".to_owned(), "late".to_owned()]));
    let run = sms(folder.path(), &["check", "--profile", "stage3"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("stage1") || run.err.contains("stage2"), "{}", run.err);
}

#[test]
fn help_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    for command in
        ["", "check", "baseline", "explain", "fix", "format", "init", "build", "lib", "serve", "test", "lsp", "completions", "man"]
    {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|part| !part.is_empty()).collect();
        let run = sms(folder.path(), &arguments);
        assert_eq!(run.code, 0);
        let name = if command.is_empty() { "help" } else { command };
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots/cli" }, {
            insta::assert_snapshot!(format!("help_{name}"), run.out);
        });
    }
    assert_eq!(sms(folder.path(), &["--version"]).out, concat!("sms ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn clauses_are_named_also_where_the_model_names_no_standard() {
    let run = sms_with_input(crate::support::root(), &["check", "-"], "sla a { service: s }\nservice s\n");
    assert!(run.out.contains("= clause: ISO/IEC 20000-1:2018, 8.3.3 Service level management"), "{}", run.beginning());
    let json = sms_with_input(
        crate::support::root(),
        &["check", "-", "--format", "json"],
        "external_supplier p { provides: c }\nservice_component c\n",
    );
    assert!(json.out.contains(r#""path": "iso20000.1.2.clauses_6_10_evidence""#), "{}", json.beginning());
    assert!(json.out.contains(r#""citation": "ISO/IEC 20000-1:2018, 1.2 Application""#), "{}", json.beginning());
}

#[test]
fn edits_in_json_have_the_line_ends_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let rule = "rule r { severity: note each: s in service require: s.owner message: \"m\" insert: \"\"\"\n  role a {{\n    holders: b\n  }}\n\"\"\" after: s }\n";
    let open = "service hosting {\n  note: \"\"\n";
    for (text, inserted) in [(open.to_string(), "\n}"), (format!("service hosting\n{rule}"), "\n\nrole a {\n  holders: b\n}")] {
        for line_break in ["\n", "\r\n"] {
            write(folder.path(), "a.sms", text.replace('\n', line_break));
            let run = sms(folder.path(), &["check", "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
            let told = report["diagnostics"].as_array().unwrap();
            let edits = told.iter().filter_map(|told| told["fix"]["edits"][0]["replacement"].as_str());
            let expected = inserted.replace('\n', line_break);
            assert!(edits.clone().any(|edit| edit == expected), "{expected:?} is none of {:?}", edits.collect::<Vec<_>>());
        }
    }
}
