//! Input that is broken, hostile or missing: a clear message with a code, in every form, never a panic, and nothing half-written.

use std::path::Path;

use crate::program::{Run, sms, write};
use crate::workbook;

const FORMATS: [&str; 4] = ["terminal", "short", "json", "narrated"];

/// Checks `path` below `folder` in every form: the code is told each time, the exit code is the one wanted, and nothing panics.
fn told(folder: &Path, path: &str, code: &str, exit: i32) -> Vec<Run> {
    let mut runs = Vec::new();
    for format in FORMATS {
        let run = sms(folder, &["check", path, "--format", format]);
        assert_eq!(run.code, exit, "{format}: {run:?}");
        assert!(run.out.contains(code), "{format}: {code} is not told: {}", run.beginning());
        assert!(!run.err.contains("panicked"), "{format}: {}", run.err);
        assert!(run.out.len() < 200_000, "{format}: {} bytes for one fault", run.out.len());
        assert!(
            !run.out.contains(|letter: char| letter.is_control() && letter != '\n' && letter != '\t'),
            "{format}: {}",
            run.beginning()
        );
        if format == "json" {
            serde_json::from_str::<serde_json::Value>(&run.out).unwrap();
        }
        runs.push(run);
    }
    runs
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", "");
    let runs = told(folder.path(), "modle", "E0001", 2);
    assert!(runs[0].out.contains("did you mean `model`?"), "{}", runs[0].out);
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "good.sms", "site leeds\n");
    std::os::unix::fs::symlink("nowhere.sms", folder.path().join("dead.sms")).unwrap();
    let runs = told(folder.path(), ".", "E0001", 2);
    assert!(runs[1].out.contains("cannot read `dead.sms`: the link leads nowhere"), "{}", runs[1].out);
    // What can be read is checked all the same.
    assert!(runs[1].out.contains("checked 1 file"), "{}", runs[1].out);
}

/// The only file that even the administrator can open and not read.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", folder.path().join("memory.sms")).unwrap();
    told(folder.path(), "memory.sms", "E0001", 2);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "secret.sms", "site leeds\n");
    let path = folder.path().join("secret.sms");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_err() {
        let runs = told(folder.path(), ".", "E0001", 2);
        assert!(runs[1].out.contains("you have no permission to read it"), "{}", runs[1].out);
    }
}

#[test]
fn a_file_that_is_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", b"site leeds\nsite berne \"B\xe9rne\"\nsite dublin\n");
    let runs = told(folder.path(), "a.sms", "E0002", 2);
    assert!(runs[0].out.contains("byte 0xE9 at offset 24, in line 2"), "{}", runs[0].out);
    assert!(runs[0].out.contains("in the Windows-1252 encoding this byte is `é`"), "{}", runs[0].out);
    assert!(runs[0].out.contains("2 │ site berne \"B\u{fffd}rne\""), "{}", runs[0].out);
    // One fault, one message; the other lines are read.
    assert!(runs[1].out.contains("checked 1 file, 3 entities: 1 error\n"), "{}", runs[1].out);
}

#[test]
fn a_bad_byte_outside_of_texts_is_one_fault() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", b"site leeds\nsite b\xffrne\nsite dublin\n");
    let runs = told(folder.path(), "a.sms", "E0002", 2);
    assert!(runs[1].out.contains(": 1 error\n"), "{}", runs[1].out);
}

#[test]
fn utf16_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let text: Vec<u8> = "\u{feff}site leeds\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(folder.path(), "a.sms", text);
    let runs = told(folder.path(), "a.sms", "E0002", 2);
    assert!(runs[1].out.contains("it is UTF-16, little endian"), "{}", runs[1].out);
    assert!(runs[1].out.contains("checked 1 file, 1 entity: 1 error\n"), "{}", runs[1].out);
}

#[test]
fn byte_order_marks_line_ends_and_tabs_are_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "mark.sms", b"\xef\xbb\xbfsite leeds\n");
    write(folder.path(), "lines.sms", "site dublin {\r\n\taddress:\t\"1 Example Street\"\r\n}\r\n");
    let run = sms(folder.path(), &["check"]);
    assert_eq!((run.code, &*run.out), (0, "checked 2 files, 2 entities: no errors\n"));
}

#[test]
fn places_are_right_with_tabs_and_windows_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", b"\xef\xbb\xbfsite leeds {\r\n\t\tadress: \"x\"\r\n}\r\n");
    let run = sms(folder.path(), &["check", "--format", "short"]);
    assert!(run.out.starts_with("a.sms:2:3: error[E0401]"), "{}", run.out);
}

#[test]
fn a_line_of_ten_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let names: String = (0..900_000).map(|number| format!("name_{number}, ")).collect();
    write(folder.path(), "a.sms", format!("service hosting {{ customers: [{names}] }}\n"));
    assert!(std::fs::metadata(folder.path().join("a.sms")).unwrap().len() > 10_000_000);
    let run = sms(folder.path(), &["check", "--format", "terminal"]);
    assert_eq!(run.code, 1);
    assert!(run.out.len() < 2_000_000 && run.out.contains("E0203"), "{}", run.beginning());
}

#[test]
fn a_name_of_ten_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", format!("service hosting {{ customers: [{}] }}\n", "x".repeat(10_000_000)));
    told(folder.path(), "a.sms", "E0203", 1);
    write(folder.path(), "a.sms", format!("site leeds \"{}\n", "x".repeat(10_000_000)));
    told(folder.path(), "a.sms", "E0103", 1);
}

#[test]
fn brackets_nested_ten_thousand_deep() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "lists.sms", format!("service hosting {{ customers: {}{} }}\n", "[".repeat(10_000), "]".repeat(10_000)));
    write(folder.path(), "open.sms", "site leeds { ".repeat(10_000));
    write(folder.path(), "rule.sms", format!("rule r {{ require: {}1{} }}\n", "(".repeat(10_000), ")".repeat(10_000)));
    for path in ["lists.sms", "open.sms", "rule.sms"] {
        told(folder.path(), path, "E0109", 1);
    }
}

#[test]
fn operators_in_a_row_without_end() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("not", "not ".repeat(50_000)), ("plus", "1 + ".repeat(50_000)), ("minus", "- ".repeat(50_000))] {
        write(
            folder.path(),
            "a.sms",
            format!("rule r {{ severity: error each: s in site require: {text} 1 == 1 message: \"m\" }}\n"),
        );
        let run = sms(folder.path(), &["check", "a.sms"]);
        assert!([0, 1].contains(&run.code), "{name}: {run:?}");
    }
}

#[test]
fn an_empty_folder_and_one_without_models() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    write(folder.path(), "notes/readme.txt", "text");
    write(folder.path(), "notes/.hidden/a.sms", "site leeds");
    for path in ["empty", "notes"] {
        let runs = told(folder.path(), path, "E0006", 2);
        assert!(runs[1].out.contains(&format!("there is no `.sms` file in `{path}` or below it")), "{}", runs[1].out);
    }
}

#[test]
fn an_empty_file_is_a_model() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "");
    let run = sms(folder.path(), &["check", "a.sms"]);
    assert_eq!((run.code, &*run.out), (0, "checked 1 file, 0 entities: no errors\n"));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", "site leeds\n");
    std::os::unix::fs::symlink("../model", folder.path().join("model/again")).unwrap();
    let runs = told(folder.path(), "model", "E0005", 0);
    assert!(
        runs[1].out.contains("warning[E0005]: the link `model/again` leads back to `model`, which holds it"),
        "{}",
        runs[1].out
    );
    assert!(runs[1].out.contains("checked 1 file, 1 entity"), "{}", runs[1].out);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds\n");
    std::os::unix::fs::symlink("self", folder.path().join("self")).unwrap();
    told(folder.path(), ".", "E0005", 2);
}

#[test]
fn a_file_that_is_too_large() {
    let folder = tempfile::tempdir().unwrap();
    // No disk space is taken: the file is a hole.
    std::fs::File::create(folder.path().join("a.sms")).unwrap().set_len(sms::workspace::LIMIT + 1).unwrap();
    told(folder.path(), ".", "E0004", 2);
}

#[test]
fn one_name_for_two_things() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds\n");
    write(folder.path(), "b.sms", "service leeds\n");
    let runs = told(folder.path(), ".", "E0201", 1);
    // Both places are shown.
    assert!(runs[0].out.contains("a.sms:1:6") && runs[0].out.contains("b.sms:1:9"), "{}", runs[0].out);
}

#[test]
fn cycles_where_none_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("extends.sms", "kind a extends b {}\nkind b extends c {}\nkind c extends a {}\n", "E0301"),
        ("itself.sms", "kind a extends a {}\n", "E0301"),
        ("inverse.sms", "kind a { x: [b] inverse of y }\nkind b { y: [a] inverse of x }\n", "E0304"),
    ];
    for (name, text, code) in cases {
        write(folder.path(), name, text);
        told(folder.path(), name, code, 1);
    }
}

#[test]
fn kinds_that_contain_each_other_end() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "kind box { boxes: [box] contains }\nbox one { box two { box three } }\n");
    let run = sms(folder.path(), &["check", "a.sms"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn control_characters() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds \"Leeds \x1b[31m\x07 \u{202e}office\"\n");
    let runs = told(folder.path(), "a.sms", "E0003", 1);
    assert!(runs[0].out.contains("Leeds ␛[31m␇"), "{}", runs[0].out);
    write(folder.path(), "b.sms", "site \0\n");
    told(folder.path(), "b.sms", "E0003", 1);
}

#[test]
fn letters_that_cannot_be_seen_are_told_and_shown_as_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let unseen = ["\u{61c}", "\u{200b}", "\u{200e}", "\u{2028}", "\u{e0041}"];
    let roles = ["one", "two", "three", "four", "five"].iter().zip(unseen);
    let text: String = roles.map(|(name, letter)| format!("role {name} \"a{letter}b\" {{ x: 1 }}\n")).collect();
    write(folder.path(), "a.sms", &text);
    for format in FORMATS {
        let run = sms(folder.path(), &["check", "--format", format, "a.sms"]);
        assert!(unseen.iter().all(|letter| !run.out.contains(letter)), "{format}: {}", run.out);
        assert_eq!(run.out.matches("E0003").count(), 5, "{format}: {}", run.out);
    }
    let run = sms(folder.path(), &["check", "--format", "short", "a.sms"]);
    assert!(run.out.contains("a.sms:2:12: warning[E0003]: a letter that cannot be seen: U+200B, zero-width space"), "{}", run.out);
    let run = sms(folder.path(), &["check", "a.sms"]);
    assert!(run.out.contains("role four \"a<U+2028>b\""), "{}", run.out);
}

#[test]
fn hidden_letters_in_a_name_are_named_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "role le\u{200b}ad \"Lead\"\n");
    let run = sms(folder.path(), &["check", "--format", "short", "a.sms"]);
    assert_eq!(run.out.matches("(U+200B, zero-width space) does not belong here").count(), 1, "{}", run.out);
    assert!(!run.out.contains("E0003"), "{}", run.out);
}

#[test]
fn letters_that_a_script_needs_are_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["می\u{200c}خواهم", "क\u{94d}\u{200d}ष", "❤\u{fe0f} 👨\u{200d}👩\u{200d}👧", "Büro – Łódź\u{a0}1", "日本語"];
    let text: String = texts.iter().enumerate().map(|(at, text)| format!("site s{at} \"{text}\"\n")).collect();
    write(folder.path(), "a.sms", format!("{text}\u{feff}site joined \"Leeds\"\n"));
    let run = sms(folder.path(), &["check", "--format", "short", "a.sms"]);
    assert!(!run.out.contains("E0003"), "{}", run.out);
    assert_eq!(run.code, 0, "{run:?}");
}

#[cfg(unix)]
#[test]
fn names_of_files_and_arguments_steer_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let bad = "a\x1b[31m\u{202e}\u{200b}";
    let clean = |run: &crate::program::Run| {
        let all = format!("{}{}", run.out, run.err);
        assert!(!all.contains(['\x1b', '\u{202e}', '\u{200b}']), "{all:?}");
        all
    };
    write(folder.path(), &format!("{bad}.sms"), "site leeds \"Leeds\" { nothing: lees }\n");
    for format in FORMATS {
        clean(&sms(folder.path(), &["check", "--format", format]));
    }
    let calls: [&[&str]; 9] = [
        &["lib", bad],
        &["explain", bad],
        &["explain", "site", "--model", bad],
        &["check", bad],
        &["check", "--profile", bad],
        &["check", "--format", bad],
        &[bad],
        &["build", "--keep-going", "--out", bad, "--only", "raci_matrix"],
        &["init", "b\x1b\u{202e}\u{200b}"],
    ];
    for call in calls {
        let all = clean(&sms(folder.path(), call));
        assert!(all.contains("␛"), "{call:?}: {all}");
    }
}

#[test]
fn documents_hide_no_letters() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "role lead \"Lead\u{200b}\u{2028}er\"\nprocess desk \"Desk\" { owner: lead }\n");
    let run = sms(folder.path(), &["build", "--keep-going", "--out", "out", "--format", "html,xlsx,markdown,csv,json", "a.sms"]);
    assert!(run.code < 2, "{run:?}");
    let mut seen = 0;
    let folders = ["out", "out/markdown", "out/csv", "out/json"].map(|name| folder.path().join(name));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    for path in entries.filter(|path| path.is_file()) {
        let text = workbook::text_of(&path);
        assert!(!text.contains(['\u{200b}', '\u{2028}']), "{text}");
        let shown = ["Lead<U+200B>", "Lead&lt;U+200B>", "Lead&lt;U+200B&gt;", "Lead\\u200b"];
        seen += usize::from(shown.iter().any(|shown| text.contains(shown)));
    }
    assert!(seen >= 5, "{seen}");
}

#[test]
fn a_check_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site leeds { adress: \"x\" }\n");
    for format in FORMATS {
        sms(folder.path(), &["check", "--format", format]);
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.sms"]);
}

#[test]
fn a_build_that_fails_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sms(folder.path(), &["init", "model"]).code, 0);
    write(folder.path(), "dossier/markdown/raci_matrix.md", "old");
    // The last of the files cannot be written: something else has its name.
    write(folder.path(), "dossier/json/coverage_report.json/in_the_way.txt", "");
    let run = sms(folder.path(), &["build", "model", "--out", "dossier", "--format", "html,markdown,json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("folder-in-the-way"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("dossier/markdown/raci_matrix.md")).unwrap(), "old");
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("dossier")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["json", "markdown"]);
}

#[test]
fn nothing_is_built_from_input_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", b"site leeds \"\xff\"\n");
    let run = sms(folder.path(), &["build", "--out", "dossier"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("E0002"), "{}", run.err);
    assert!(!folder.path().join("dossier").exists());
    // A file where the folder should be.
    write(folder.path(), "b/b.sms", "site leeds\n");
    write(folder.path(), "taken", "");
    let run = sms(folder.path(), &["build", "b", "--out", "taken"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot-write"), "{}", run.err);
}
