//! An organisation's own frameworks and licensed texts: they work like the library's, and licensed text stays where it may be read.

use sms::artefact::{self, Document, Input};
use sms::diag::Counts;
use sms::world::Audience;
use sms::write::{self, Format};

use crate::program::{sms, write as write_file};
use crate::support;
use crate::workbook;

/// A framework of the organisation's own, another that holds licensed text, an overlay on a standard of the library, and a register
/// that tries to print all of it.
const MODEL: &str = r#"
framework house_rules "House rules" {
  issuer: "Harbour IT Ltd"
  exclusions: allowed
  clause 1 "Conduct at the desk" {
    requirement greeting "Every caller is greeted by name" { modality: shall }
  }
}
/// SECRET-DOC of the customer's standard.
framework customer_standard "SECRET-TITLE of the customer" {
  private: true
  clause 1 "SECRET-CLAUSE" {
    requirement first "SECRET-REQUIREMENT" { note: "SECRET-NOTE" }
  }
}
overlay licensed_copy {
  of: iso20000
  licence: "one copy, read by the quality team"
  licensed_text { of: iso20000.8.6.1, text: "SECRET-TEXT of the standard" }
}
organisation harbour "Harbour IT Ltd"
scope own_scope "Desk of Harbour IT Ltd" { standard: iso20000 }
scope house_scope "The same desk" { standard: house_rules }
scope customer_scope "The desk as the customer sees it" { standard: customer_standard }
process greeting "Greeting callers" { implements: [house_rules.1, customer_standard.1, iso20000.8.6.1] }
register everything "All licensed texts" {
  each: t in licensed_text
  column "Of" = t.of.title
  column "Text" = t.text
  column "Parent" = t.parent.licence
}
register titles "All titles" {
  each: c in clause where c.parent == customer_standard or c.parent == house_rules
  column "Title" = c.title
  column "Requirements" = c.requirements.title
  column "Notes" = c.requirements.note
  column "Framework" = c.parent.title
  column "Documentation" = c.parent.doc
}
rule clause_is_quiet {
  severity: warning
  each: c in clause where c.parent == customer_standard
  require: c.title is empty
  message: "{c.title} and {c.requirements.note} are not quiet"
}
"#;

fn documents(audience: Audience) -> Vec<Document> {
    let mut checked = support::checked(MODEL);
    let language: Vec<_> =
        checked.diagnostics.iter().filter(|told| matches!(told.source, sms::diag::Source::Language(_))).collect();
    let messages: Vec<&str> = language.iter().map(|told| &*told.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    checked.checked.facts.audience = audience;
    artefact::all(&Input {
        model: &checked.model,
        sources: &checked.sources,
        rulebook: &checked.rulebook,
        waived: &checked.waived,
        told: &[],
        counts: Counts::default(),
        facts: &checked.facts,
    })
}

fn bytes(document: &Document) -> String {
    let formats = [Format::Markdown, Format::Csv, Format::Json];
    let files = formats.into_iter().flat_map(|format| write::write(document, format));
    files.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect()
}

#[test]
fn licensed_text_reaches_no_artefact_that_is_not_private() {
    let mut seen_own = false;
    for document in documents(Audience::Anybody) {
        let written = bytes(&document);
        let leak = written.find("SECRET");
        assert!(leak.is_none(), "{}: …{}…", document.name, &written[leak.unwrap_or_default()..][..40]);
        seen_own |= written.contains("Conduct at the desk");
    }
    assert!(seen_own, "the organisation's own framework appears like any other");
}

#[test]
fn a_private_artefact_shows_licensed_text_and_says_that_it_is_private() {
    let documents = documents(Audience::Licensed);
    for document in &documents {
        assert!(document.notices.iter().any(|notice| notice.text.starts_with("Private.")), "{}", document.name);
    }
    let named = |name: &str| bytes(documents.iter().find(|document| document.name == name).unwrap());
    assert!(named("applicability_record").contains("SECRET-TEXT of the standard"));
    assert!(named("everything").contains("SECRET-TEXT of the standard"));
}

/// A private framework whose first clause nests under a later one, and everything about it that documents have a place for.
const NESTED: &str = r#"
/// SECRET-DOC of the code.
framework mill "SECRET-TITLE" {
  private: true
  issuer: "SECRET-ISSUER"
  edition: "SECRET-EDITION"
  amendments: ["SECRET-AMENDMENT"]
  clause 1.1 "SECRET-EARLY" { note: "SECRET-NOTE" }
  clause 1 "SECRET-CLAUSE" {
    requirement first "SECRET-REQUIREMENT" { condition: "SECRET-CONDITION" }
  }
}
framework open_mill "Open code" { clause 1.1 "Open early" { note: "open note" } clause 1 "Open clause" }
organisation brook "Brook"
scope all "All" { standard: mill }
scope open_scope "Open" { standard: open_mill }
process weigh { implements: [mill.1, open_mill.1] }
register weighing "Weighing" { clause: [mill.1, open_mill.1]  each: p in process  column "P" = p.title }
register notes "Notes" { each: c in clause where c.parent.parent == mill or c.parent.parent == open_mill  column "N" = c.note }
rule weighed {
  severity: warning  clause: [mill.1, open_mill.1]
  each: c in clause where lower(c.title) == "secret-early" and count(words(c.note)) == 1
  let joined = join([c.note, c.title], "; ")
  require: c.title is empty
  message: "{c.title}, {c.note}, {lower(c.note)}, {first(words(c.note))}, {joined} of {c.parent.title}"
  help: "look at {c.parent.parent.issuer} and {title(c.parent)}: {c.parent.parent.doc}"
  also: c.parent "{c.parent.title}"
  insert: "note: \"{c.note}\""
}
"#;

#[test]
fn a_clause_that_nests_by_number_is_as_private_as_its_framework() {
    let folder = tempfile::tempdir().unwrap();
    write_file(folder.path(), "m.sms", NESTED);
    sms(folder.path(), &["build", "--out", "d", "--keep-going"]);
    let mut open = String::new();
    for file in std::fs::read_dir(folder.path().join("d")).unwrap() {
        let path = file.unwrap().path();
        let text = workbook::text_of(&path);
        assert!(!text.to_lowercase().contains("secret"), "{}: {text}", path.display());
        open.push_str(&text);
    }
    for shown in ["open note", "Open early", "Open code, 1 Open clause", "mill, 1"] {
        assert!(open.contains(shown), "{shown}");
    }
}

#[test]
fn conditions_see_what_is_private_and_messages_do_not_say_it() {
    let folder = tempfile::tempdir().unwrap();
    write_file(folder.path(), "m.sms", NESTED);
    for format in ["terminal", "short", "json", "narrated"] {
        let run = sms(folder.path(), &["check", "--format", format]);
        assert!(run.out.contains("weighed"), "{}", run.out);
        assert!(!run.out.to_lowercase().contains("secret"), "{format}: {}", run.out);
    }
    let short = sms(folder.path(), &["check", "--format", "short"]).out;
    let message = "`mill.1.1`, X, x, X, X; mill.1.1 of mill.1".replace('`', "").replace('X', "(licensed text, left out)");
    let message = message.replace(", x,", ", (licensed text, left out),");
    assert!(short.contains(&message), "{short}");
}

#[test]
fn explanations_withhold_what_is_private_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write_file(folder.path(), "m.sms", NESTED);
    for name in ["mill", "mill.1", "mill.1.1", "mill.1.first", "weigh", "SECRET-EARLY", "secret-note"] {
        let run = sms(folder.path(), &["explain", name, "--model", "."]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        assert!(!run.out.to_lowercase().contains("secret"), "{name}: {}", run.out);
        let asked = sms(folder.path(), &["explain", name, "--model", ".", "--private"]).out;
        assert!(asked.starts_with("Private. ") && asked.contains("SECRET"), "{name}: {asked}");
    }
    let tree = sms(folder.path(), &["lib", "mill", "--model", "."]).out;
    assert!(tree.contains("mill.1") && !tree.contains("SECRET"), "{tree}");
    let open = sms(folder.path(), &["explain", "open_mill.1", "--model", "."]).out;
    assert!(open.contains("Open clause") && !open.contains("licensed"), "{open}");
}

#[test]
fn notes_about_parts_name_them_without_private_titles() {
    let folder = tempfile::tempdir().unwrap();
    let broken = NESTED.replace("[mill.1, open_mill.1] }\nregister", "[mill.2, open_mill.2] fiel: \"x\" }\nregister");
    write_file(folder.path(), "m.sms", broken);
    let run = sms(folder.path(), &["check", "--format", "json"]);
    assert!(run.out.contains("it has `mill.1`"), "{}", run.out);
    assert!(run.out.contains("it has `open_mill.1` Open clause"), "{}", run.out);
    assert!(!run.out.to_lowercase().contains("secret"), "{}", run.out);
}

/// What is lost to an error is private in doubt; what is open stays open.
#[test]
fn a_mark_that_is_misspelt_still_counts() {
    for (mark, private) in [
        ("private: true", true),
        ("privat: true", true),
        ("private: yes", true),
        ("private true", true),
        ("private: false", false),
        ("status: current", false),
        // Broken, and says nothing of privacy but in its prose.
        ("status = current\nnotes: [\"private cloud\"] // private", false),
        ("stauts: current", false),
    ] {
        let text = format!("framework mill \"Weighing code\" {{\n{mark}\nclause 1 \"Weighing clause\" {{ note: \"n\" }} }}");
        let checked = support::checked(&text);
        let clause = checked.model.find("mill.1").unwrap_or_else(|| panic!("{mark}: no clause"));
        assert_eq!(checked.model.is_private(clause), private, "{mark}");
        let title = checked.model.reader(Audience::Anybody).title(clause);
        assert_eq!(title == "Weighing clause", !private, "{mark}: {title}");
    }
}

#[test]
fn an_overlay_may_say_that_its_texts_are_open() {
    let private = |marks: [&str; 2]| {
        let text = format!(
            "overlay copy {{ of: iso20000 {} licensed_text {{ of: iso20000.8.6.1, text: \"t\" {} }} }}",
            marks[0], marks[1]
        );
        let checked = support::checked(&text);
        checked.model.is_private(checked.model.find("copy.licensed_text#1").unwrap())
    };
    assert!(private(["", ""]) && private(["private: true", "private: false"]) && private(["private: false", "private: true"]));
    assert!(!private(["private: false", ""]) && !private(["private: false", "private: false"]));
}

/// What stands in the lines that a report draws; each with an error on a line that says something private.
#[test]
fn quoted_lines_blot_out_what_is_private() {
    let broken = [
        // The entity is there, the reference is not.
        "framework mill \"SECRET-TITLE\" { private: true clause 1 \"SECRET-CLAUSE\" { requirement r \"SECRET-R\" { modality: shal } } }",
        "overlay copy { of: iso20000 licensed_text { of: iso20000.8.6.1, text: \"SECRET-TEXT\", x: 1 } }",
        // Comments beside it, and over lines.
        "// SECRET-BEFORE\n/// SECRET-DOC\nframework mill { // SECRET-BESIDE\n  privat: true\n  // SECRET-INSIDE\n  modality: x\n} // SECRET-BEHIND",
        "framework mill {\n private: true\n  notes: [\"\"\"\n    SECRET-BLOCK\n  \"\"\", x]\n}",
        // Quotes that are open, or of another language.
        "framework mill \"SECRET-OPEN { private: true\n  clause 1 \"SECRET-CLAUSE\" { x: 1 } }",
        "framework mill SECRET-OPEN\" { private: true\n  clause 1 \"SECRET-CLAUSE\" { x: 1 } }",
        "framework mill \u{201c}SECRET-FOREIGN\u{201d} { private: true }",
        "framework mill { private: true clause 1 'SECRET-FOREIGN' { x: 1 } }",
        "framework mill { private: true notes: [\"\"\"SECRET-OPEN\n  SECRET-MORE\n}",
        // The entity is lost.
        "framwork mill \"SECRET-TITLE\" { private: true }",
        "overlai copy { licence: \"SECRET-LICENCE\" }",
        "framework mill \"SECRET-TITLE\" { private: true clause 1 \"SECRET-CLAUSE\" { note \"SECRET-NOTE\" }",
        "framework \"SECRET-TITLE\" { private: true }",
        "framework mill = \"SECRET-TITLE\" { private = true }",
        // What is written has no place, or the wrong form.
        "framework mill { private: true issuer: [\"SECRET-LIST\"] subject: SECRET issuer: \"SECRET-AGAIN\" }",
        "framework mill { private: true url: \"SECRET\" clause 1 { note: \"SECRET \\q\" } }",
        "licensed_text stray { of: iso20000.8.6.1, text: \"SECRET-STRAY\", x: 1 }",
    ];
    let folder = tempfile::tempdir().unwrap();
    for text in broken {
        let open = "process weigh \"Open title\" { owner: nobody } // open remark";
        write_file(folder.path(), "m.sms", format!("{text}\n{open}\n"));
        for format in ["terminal", "narrated", "json", "short"] {
            let run = sms(folder.path(), &["check", "--format", format]);
            assert!(run.code == 1 && !run.out.to_lowercase().contains("secret"), "{text}:\n{}", run.out);
            // Where brackets or quotes do not close, nobody can tell where what is private ends.
            let draws = format == "terminal" && sms::syntax::is_whole(text);
            assert!(!draws || run.out.contains(open), "{text}:\n{}", run.out);
        }
    }
}

#[test]
fn a_private_table_bears_its_mark_behind_the_columns() {
    let folder = tempfile::tempdir().unwrap();
    write_file(folder.path(), "m.sms", NESTED);
    let table = |out: &str, options: &[&str]| {
        let arguments = [&["build", "--out", out, "--keep-going", "--only", "notes", "--format", "csv"], options].concat();
        sms(folder.path(), &arguments);
        std::fs::read_to_string(folder.path().join(out).join("csv/notes.csv")).unwrap()
    };
    let (open, private) = (table("open", &[]), table("private", &["--private"]));
    assert!(!open.to_lowercase().contains("private"), "{open}");
    assert!(private.starts_with("N,Source,Private. This page may hold licensed text"), "{private}");
    assert!(open.lines().count() == 3 && private.lines().skip(1).all(|row| row.ends_with(",private")), "{private}");
    assert!(open.contains("open note,m.sms:13") && private.contains("open note,m.sms:13,private"), "{open}{private}");
}
