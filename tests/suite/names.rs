//! Names in all the ways that a keyboard, a disk and an editor can write them.

use crate::program::{sms, write};
use crate::support::{checked, language};

fn told(text: &str) -> Vec<String> {
    let codes = ["E0203", "E0208", "E0202", "E0401", "E0201", "E0408"];
    language(text)
        .into_iter()
        .filter(|told| codes.contains(&&*told.id))
        .map(|told| format!("{} {}: {}", told.line, told.id, told.message))
        .collect()
}

#[test]
fn a_letter_with_an_accent_is_one_however_it_is_written() {
    let none = Vec::<String>::new();
    assert_eq!(told("role caf\u{e9}\nperson uma { roles: [cafe\u{301}] }"), none);
    assert_eq!(told("role cafe\u{301}\nperson uma { roles: [caf\u{e9}] }"), none);
    // Fields, values, kinds and rules' names too.
    let own = "kind ame\u{301} { gro\u{308}\u{df}e: stufe }  enum stufe { ho\u{302}te }\n";
    assert_eq!(told(&format!("{own}am\u{e9} x {{ gr\u{f6}\u{df}e: h\u{f4}te }}")), none);
    assert_eq!(told("role caf\u{e9}\nrole cafe\u{301}"), ["2 E0201: `caf\u{e9}` is declared twice"]);
    // An accent more is another letter.
    assert_eq!(told("role cafe\nperson uma { roles: [caf\u{e9}] }"), ["2 E0203: nothing in the model is called `caf\u{e9}`"]);
}

#[test]
fn titles_are_the_same_however_accents_are_written() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", "service one \"Caf\u{e9}\"\nservice two \"Cafe\u{301}\"\n");
    let run = sms(folder.path(), &["check", "m.sms", "--format", "short"]);
    assert!(run.out.contains("same_service_title"), "{run:?}");
    write(folder.path(), "m.sms", "service one \"Caf\u{e9}\"\nservice two \"Cafe\"\n");
    let run = sms(folder.path(), &["check", "m.sms", "--format", "short"]);
    assert!(!run.out.contains("same_service_title"), "{run:?}");
}

#[test]
fn places_and_edits_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = "role cafe\u{301} \"Cafe\u{301}\"\nperson uma \"U\u{308}ma\" { roles: [cafe\u{301}, cafe\u{301}x] }\n";
    write(folder.path(), "m.sms", text);
    let run = sms(folder.path(), &["check", "m.sms", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let told = report["diagnostics"].as_array().unwrap().iter().find(|told| told["code"] == "E0203").unwrap();
    let at = text.rfind("cafe").unwrap();
    let column = text[text.find('\n').unwrap()..at].chars().count();
    let edit = &told["fix"]["edits"][0];
    for place in [&told["place"], edit] {
        assert_eq!((&place["start"]["offset"], &place["start"]["column"]), (&at.into(), &column.into()), "{told}");
        assert_eq!(place["end"]["offset"], at + "cafe\u{301}x".len(), "{told}");
    }
    assert_eq!(edit["replacement"], "caf\u{e9}");
    let short = sms(folder.path(), &["check", "m.sms", "--format", "short"]).out;
    assert!(short.contains(&format!("m.sms:2:{column}: error[E0203]")), "{short}");
}

#[test]
fn bytes_that_are_no_text_are_told_in_their_line_behind_accents() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", [b"role cafe\xcc\x81\nrole x \"a".as_slice(), b"\xff", b"b\"\n"].concat());
    let run = sms(folder.path(), &["check", "m.sms", "--format", "short"]);
    assert!(run.out.contains("m.sms:2:10: error[E0002]"), "{run:?}");
}

#[test]
fn a_name_is_found_on_the_command_line_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "m.sms",
        "role caf\u{e9} \"Kitchen\"\nregister ro\u{302}les \"R\" { each: r in role column \"x\" = r.id }\n",
    );
    for name in ["caf\u{e9}", "cafe\u{301}"] {
        let run = sms(folder.path(), &["explain", name, "--model", "m.sms"]);
        assert!(run.code == 0 && run.out.contains("\"Kitchen\""), "{run:?}");
    }
    for name in ["r\u{f4}les", "ro\u{302}les"] {
        assert_eq!(sms(folder.path(), &["build", "m.sms", "--out", "d", "--only", name]).code, 0);
    }
}

#[test]
fn names_that_the_eye_does_not_tell_apart_are_told() {
    assert_eq!(told("role admin\nrole аdmin"), ["2 E0208: `аdmin` looks like `admin`, and is another name"]);
    assert_eq!(told("role аdmin\nrole admin"), ["1 E0208: `аdmin` looks like `admin`, and is another name"]);
    assert_eq!(told("role сор\nsite cop"), ["1 E0208: `сор` looks like `cop`, and is another name"]);
    let parts = "process x {\n  activity plan\n  activity plаn\n}\nprocess y { activity plаn }";
    assert_eq!(told(parts), ["3 E0208: `plаn` looks like `plan`, and is another name"]);
    assert_eq!(told("role admin\nperson kim { roles: [аdmin] }"), ["2 E0203: nothing in the model is called `аdmin`"]);
    let checked = checked("role admin\nperson kim { roles: [аdmin] }");
    let near = checked.language.iter().find(|told| told.source.id() == "E0203").unwrap();
    assert_eq!(near.notes, ["the `а` in it is U+0430, a Cyrillic letter"]);
    assert_eq!(near.help.as_deref(), Some("did you mean `admin`?"));
}

#[test]
fn names_of_one_script_each_are_silent() {
    for text in [
        "role роль\nrole role",
        "role größe\nrole große",
        "role l1\nrole ll",
        "site 東京\nsite 京都",
        "role prüfung_modem\nrole prüfung_modern",
        "process x { activity plan }\nprocess y { activity plаn }",
    ] {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_library_is_written_composed() {
    for file in sms::library::all() {
        assert!(matches!(sms::source::composed(file.text), std::borrow::Cow::Borrowed(_)), "{}", file.name);
    }
}
