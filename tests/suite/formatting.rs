//! `sms format`: the style, case by case; and what holds whatever the text: nothing but the style changes, and once is enough.

use sms::format::{WIDTH, format};
use sms::source::{Origin, Sources};
use sms::syntax::parse;
use sms::syntax::tokens::{Kind, tokens};

use crate::program::{sms, sms_with_input, write};
use crate::properties::mutants;
use crate::texts;

/// Each text with what becomes of it.
const CASES: &[(&str, &str)] = &[
    // Blanks between words; a body that fits stays on its line, with a comma between its members.
    ("service  x\t\"X\"{a:1   b : [ c,d ]}", "service x \"X\" { a: 1, b: [c, d] }\n"),
    ("service x { }\nrole y{\n}", "service x {}\nrole y {}\n"),
    // A body over lines: values under one another, no commas at the ends of lines.
    ("role x { a: 1,\nlonger: \"two\", // why\n}", "role x {\n  a:      1\n  longer: \"two\" // why\n}\n"),
    // Where members share a line, nothing is put in a column.
    ("x y {\n  a: 1  b: 2\n  longer: 3\n}", "x y {\n  a: 1, b: 2\n  longer: 3\n}\n"),
    // Children, comments and blank lines keep their order and their lines.
    (
        "// top\n\n\n\nx y {\n\n  // one\n\n\n  a: 1\n     // two\n  z w { b: 2 }\n\n}\n\n",
        "// top\n\nx y {\n  // one\n\n  a: 1\n  // two\n  z w { b: 2 }\n}\n",
    ),
    ("x y { // why\n  a: 1 }", "x y { // why\n  a: 1\n}\n"),
    ("/// doc\nx y\n/// more\nz w", "/// doc\nx y\n/// more\nz w\n"),
    // A list over lines has a comma behind each line; its lines stay as they were written.
    ("x y {\n  a: [b,\n    c, d]\n}", "x y {\n  a: [\n    b,\n    c, d,\n  ]\n}\n"),
    ("x y { a: [b, // why\n c] }", "x y {\n  a: [\n    b, // why\n    c,\n  ]\n}\n"),
    // Amounts, intervals and ranges.
    (
        "x y { a: 30  minutes, b: every   3 months, c: 2026-01-01..2026-12-31, d: 5%, e: 8.50 EUR }",
        "x y { a: 30 minutes, b: every 3 months, c: 2026-01-01 .. 2026-12-31, d: 5%, e: 8.50 EUR }\n",
    ),
    // Texts stay to the byte.
    ("x y {\n a: \"\"\"\n      b  \n   c\"\"\"\n}", "x y {\n  a: \"\"\"\n      b  \n   c\"\"\"\n}\n"),
    // Kinds and enums: no columns, and brackets around a type are no list.
    (
        "kind a extends b{\n  c:[d|e]+ inverse  of f\n  long: g? = 1\n  h: bool:=not(c.d>1)\n}",
        "kind a extends b {\n  c: [d | e]+ inverse of f\n  long: g? = 1\n  h: bool := not (c.d > 1)\n}\n",
    ),
    ("enum a{b \"B\"  c}", "enum a { b \"B\", c }\n"),
    // Rules: settings stand in a column, and further lines of an expression under its beginning.
    (
        "rule a {\n  each: s in t where s.u  and\n s.v*.w\n  let b=(x in s.c\n where x!=s)\n  message: \"m\"\n}",
        "rule a {\n  each:    s in t where s.u and\n           s.v*.w\n  let b = (x in s.c\n      where x != s)\n  message: \"m\"\n}\n",
    ),
    (
        "define f(a:b)=a.c*2-1>count( a.d )and[-1,a.e*.f]is not empty",
        "define f(a: b) = a.c * 2 - 1 > count(a.d) and [-1, a.e*.f] is not empty\n",
    ),
    ("define f(a: b) =\na.c\nor a.d", "define f(a: b) =\n  a.c\n    or a.d\n"),
    (
        "register a \"A\" {\n  each: b in c\n  column \"D\"=b.d\n  column \"Long\" = b.e\n}",
        "register a \"A\" {\n  each: b in c\n  column \"D\"    = b.d\n  column \"Long\" = b.e\n}\n",
    ),
    // Line ends stay those of the file.
    ("x y {\r\na: 1\r\n\r\n\r\nb: 2 }", "x y {\r\n  a: 1\r\n\r\n  b: 2\r\n}\r\n"),
    // What does not parse is left as it is, with its blanks; the rest is in the style.
    ("x  y\n\n  z  w {   a: }\n\nu  v", "x y\n\n  z  w {   a: }\n\nu v\n"),
    ("x  y\n\nz  ] w\n\nu  v", "x y\n\nz  ] w\n\nu v\n"),
    ("", ""),
    ("\n\n", ""),
];

#[test]
fn the_style_case_by_case() {
    for (text, expected) in CASES {
        assert_eq!(format(text).text, *expected, "{text}");
        assert_eq!(format(expected).text, *expected, "{expected}");
    }
}

#[test]
fn lines_are_broken_where_they_are_too_wide() {
    let names: Vec<String> = (10..40).map(|number| format!("name_{number}")).collect();
    let texts: Vec<String> = (10..20).map(|number| format!("\"a text of its own, {number}\"")).collect();
    let conditions: Vec<String> = (10..22).map(|number| format!("(a.field_{number} or b)")).collect();
    for text in [
        format!("x y {{ a: [{}] }}", names.join(", ")),
        format!("x y {{ a: [{}] }}", texts.join(", ")),
        format!("x y {{ {} }}", names.iter().map(|name| format!("{name}: 1")).collect::<Vec<_>>().join(", ")),
        format!("define f(a: b) = {}", conditions.join(" and ")),
        format!("rule r {{ each: x in y where {} }}", conditions.join(" and ")),
        format!("rule r {{ clause: [{}] }}", names.join(", ")),
    ] {
        let done = format(&text);
        let wide = done.text.lines().find(|line| line.chars().count() > WIDTH);
        assert!(wide.is_none() && done.text.lines().count() > 1, "{}", done.text);
        keeps_everything("made up", &text);
    }
    // One text a line, and as many names as fit.
    assert_eq!(format(&format!("x y {{ a: [{}] }}", texts.join(", "))).text.lines().count(), 14);
    assert_eq!(format(&format!("x y {{ a: [{}] }}", names.join(", "))).text.lines().count(), 7);
}

#[test]
fn every_model_of_the_repository_keeps_everything() {
    for (name, text) in texts::models() {
        keeps_everything(&name, &text);
        let returns = text.replace('\n', "\r\n");
        assert_eq!(format(&returns).text.replace("\r\n", "\n"), format(&text).text, "{name} with other line ends");
        assert!(format(&text).left.is_empty(), "{name}");
    }
}

#[test]
fn mutants_keep_everything() {
    for text in mutants(if cfg!(debug_assertions) { 300 } else { 3_000 }) {
        keeps_everything("a mutant", &text);
    }
}

/// Formatting once is enough; words, comments and trees stay, and so does what does not parse.
fn keeps_everything(name: &str, text: &str) {
    let done = format(text);
    assert_eq!(format(&done.text).text, done.text, "{name} changes when it is formatted again:\n{text}");
    assert_eq!(words(&done.text), words(text), "{name}:\n{text}");
    for left in &done.left {
        let left = text[left.clone()].trim();
        assert!(done.text.contains(left), "{name} has lost what does not parse:\n{left}");
    }
    let (before, after) = (tree(text), tree(&done.text));
    assert!(before.is_none() || before == after, "{name} says something else:\n{text}\n{}", done.text);
}

/// Words, marks and comments, without the commas, which are a matter of style.
fn words(text: &str) -> Vec<&str> {
    tokens(text).iter().filter(|token| token.kind != Kind::Comma).map(|token| &text[token.range()]).collect()
}

/// What the text says, without places; `None` where it does not parse.
fn tree(text: &str) -> Option<String> {
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text, Origin::Library);
    let parsed = parse(&sources, file);
    let shown = format!("{:?}", parsed.tree);
    let mut parts = shown.split("Span {");
    let mut said = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| said.push_str(part.split_once('}').map_or("", |(_, rest)| rest)));
    parsed.diagnostics.is_empty().then_some(said)
}

#[test]
fn files_are_written_or_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "good.sms", "site leeds\n");
    write(folder.path(), "bad.sms", "\u{feff}site   dublin{}\n");
    let run = sms(folder.path(), &["format", "--check"]);
    assert_eq!((run.code, run.out.as_str()), (1, "bad.sms\n"), "{run:?}");
    let run = sms(folder.path(), &["format", "--diff"]);
    assert!(run.code == 1 && run.out.contains("-site   dublin{}\n+site dublin {}\n"), "{run:?}");
    let run = sms(folder.path(), &["format"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", "formatted 1 file\n"), "{run:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("bad.sms")).unwrap(), "\u{feff}site dublin {}\n");
    assert_eq!(sms(folder.path(), &["format", "--check"]).code, 0);
}

#[test]
fn standard_input_is_formatted_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let run = sms_with_input(folder.path(), &["format", "-"], "site   dublin{}\n");
    assert_eq!((run.code, run.out.as_str()), (0, "site dublin {}\n"), "{run:?}");
    assert_eq!(sms_with_input(folder.path(), &["format", "-"], "site dublin {}\n").out, "site dublin {}\n");
    assert_eq!(sms_with_input(folder.path(), &["format", "-", "--check"], "site   dublin").code, 1);
}

#[test]
fn what_cannot_be_read_is_told_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "latin.sms", b"site   x \"caf\xe9\"\n");
    write(folder.path(), "torn.sms", "site   x\n\nsite  y {   a: }\n");
    let run = sms(folder.path(), &["format"]);
    assert!(run.code == 2 && run.err.contains("not UTF-8") && run.err.contains("1 part is left as written"), "{run:?}");
    assert_eq!(std::fs::read(folder.path().join("latin.sms")).unwrap(), b"site   x \"caf\xe9\"\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("torn.sms")).unwrap(), "site x\n\nsite  y {   a: }\n");
}
