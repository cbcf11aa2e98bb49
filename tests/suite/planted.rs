//! A mark in every text of every kind, all of it private: no mark may be found in any byte that leaves without `--private`.
//!
//! The kinds and their fields are those of the schema, so that a kind which comes later is in the test from its first day.

use std::fmt::Write as _;
use std::path::Path;

use sms::model::{Cardinality, EnumId, Field, FieldRole, Kind, KindId, Schema, Target, Type};

use crate::program::{Run, sms, write};
use crate::support;
use crate::workbook;

/// What every mark begins with, in small letters: functions of rules may change their case.
const MARK: &str = "planted";

/// What is private stands in this; it holds anything.
const VAULT: &str = "kind vault { private: bool = true things: [any] contains }\n";

/// Frameworks and overlays as organisations write them.
const USUAL: &str = r#"
// planted-comment-1
/// planted-doc-1
framework mill "planted-title-1" { // planted-comment-2
  private: true
  issuer: "planted-issuer" edition: "planted-edition" amendments: ["planted-amendment"] notes: ["planted-notes"]
  // planted-comment-3
  clause 1.1 "planted-early" { note: "planted-note" }
  clause 1 "planted-clause" {
    /// planted-doc-2
    requirement first "planted-requirement" { condition: "planted-condition" }
  }
  legacy_name old "planted-legacy" { explanation: "planted-explanation" replaced_by: [mill.1] }
} // planted-comment-4
overlay copy {
  of: iso20000
  licence: "planted-licence"
  licensed_text { of: iso20000.8.6.1, text: """
    planted-text, over
    more than a line of planted-text
  """ }
}
organisation brook "Brook"
scope all "All" { standard: mill }
scope other "Other" { standard: iso20000 }
process weigh "Weigh" { implements: [mill.1, mill.1.1, iso20000.8.6.1] }
rule weighed { severity: warning clause: mill.1 each: p in process require: p.title is empty message: "{p} weighs by {p.implements.title}" }
register weighing "Weighing" { clause: mill.1 each: p in process column "By" = p.implements }
test planted_test {
  given: """
    framework inner "planted-given" { private: true }
    rule loud { severity: warning each: f in framework require: f.title is empty message: "{f.title}" }
  """
  expect: [weighed]
}
"#;

/// What is planted.
struct Garden<'s> {
    schema: &'s Schema,
    marks: usize,
}

impl<'s> Garden<'s> {
    fn mark(&mut self) -> String {
        self.marks += 1;
        format!("{MARK}{}x", self.marks)
    }

    /// The kinds of which there is an entity of its own.
    fn kinds(&self) -> impl Iterator<Item = (KindId, &'s Kind)> + use<'s> {
        let schema = self.schema;
        // A test is a model of its own; the usual one has one.
        let ids = schema.kinds.iter().filter_map(|kind| schema.kind_named(&kind.name));
        ids.map(|id| (id, schema.kind(id))).filter(|(_, kind)| !["vault", "test"].contains(&&*kind.name))
    }

    fn fields(&self, kind: &Kind) -> impl Iterator<Item = &'s Field> + use<'s> {
        let schema = self.schema;
        kind.fields.clone().into_iter().map(|field| schema.field(field)).filter(|field| &*field.name != "private")
    }

    /// An entity with a mark in its title, its documentation, the comments beside it and in each of its texts.
    fn private(&mut self, kind: &Kind, name: &str, extra: &str, out: &mut String) {
        let [before, doc, title, beside] = [self.mark(), self.mark(), self.mark(), self.mark()];
        let _ = write!(out, "  // {before}\n  /// {doc}\n  {} {name} \"{title}\" {{ // {beside}\n", kind.name);
        for field in self.fields(kind) {
            if let Some(value) = self.value(field) {
                let _ = writeln!(out, "    {}: {value}", field.name);
            }
        }
        let _ = writeln!(out, "    {extra}}}");
    }

    /// A value for a written field: marks for texts, and what is needed for the rest.
    fn value(&mut self, field: &Field) -> Option<String> {
        if field.role != FieldRole::Written {
            return None;
        }
        let needed = matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne) && field.default.is_none();
        let one = match text_of(&field.ty) {
            Some(ty) => Some(self.text(ty)),
            None if needed => Some(self.plain(&field.ty)),
            None => None,
        }?;
        Some(if field.is_list() { format!("[{one}]") } else { one })
    }

    fn text(&mut self, ty: &Type) -> String {
        let mark = self.mark();
        match ty {
            Type::File => format!("\"{mark}.csv\""),
            Type::Url => format!("\"https://{mark}.example/\""),
            _ => format!("\"{mark}\""),
        }
    }

    fn plain(&self, ty: &Type) -> String {
        match ty {
            Type::Int => "1".into(),
            Type::Number => "1.5".into(),
            Type::Bool => "true".into(),
            Type::Date => "2026-03-01".into(),
            Type::Dates => "2026-01-01 .. 2026-03-31".into(),
            Type::Duration => "4 hours".into(),
            Type::Interval => "every 3 months".into(),
            Type::Percent => "99%".into(),
            Type::Money => "5 GBP".into(),
            Type::RuleName => "weighed".into(),
            Type::KindName => "incident".into(),
            Type::Any => "v.a_site".into(),
            Type::OneOf(targets) => match &targets[0] {
                Target::Kind(kind) => format!("v.a_{}", self.schema.kind(*kind).name),
                Target::Enum(id) => self.variant(*id),
                Target::Scalar(ty) => self.plain(ty),
            },
            Type::Text | Type::File | Type::Url | Type::Unknown => "\"\"".into(),
        }
    }

    fn variant(&self, id: EnumId) -> String {
        self.schema.enumeration(id).variants[0].name.to_string()
    }

    /// An open entity that refers to what is private wherever it can.
    fn open(&self, kind: &Kind, out: &mut String) {
        let _ = writeln!(out, "{} p_{} \"Open {0}\" {{", kind.name, kind.name);
        for field in self.fields(kind).filter(|field| field.role == FieldRole::Written) {
            let needed = matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne) && field.default.is_none();
            let refers = matches!(&field.ty, Type::OneOf(targets) if matches!(targets[0], Target::Kind(_)));
            if needed || refers || field.ty == Type::Any {
                let one = match text_of(&field.ty) {
                    Some(Type::File) => "\"open.csv\"".into(),
                    Some(Type::Url) => "\"https://open.example/\"".into(),
                    Some(_) => "\"open\"".into(),
                    None => self.plain(&field.ty),
                };
                let _ = writeln!(out, "  {}: {}", field.name, if field.is_list() { format!("[{one}]") } else { one });
            }
        }
        out.push_str("}\n");
    }

    /// A register and a rule that say all that entities of a kind say.
    fn told(&self, kind: &Kind, out: &mut String) {
        let name = &kind.name;
        let texts: Vec<&Field> = self.fields(kind).filter(|field| text_of(&field.ty).is_some()).collect();
        let _ = writeln!(out, "register r_{name} \"All {name}\" {{ each: x in {name} where x.source_file == \"m.sms\"");
        let _ =
            writeln!(out, "  column \"Title\" = x.title column \"Doc\" = x.doc column \"Low\" = lower(x.title) column \"It\" = x");
        texts.iter().for_each(|field| {
            let _ = writeln!(out, "  column \"{0}\" = x.{0}", field.name);
        });
        let said: Vec<String> = texts.iter().map(|field| format!("{{x.{}}}", field.name)).collect();
        let _ = writeln!(
            out,
            "}}\nrule q_{name} {{ severity: warning each: x in {name} where x.source_file == \"m.sms\" require: x.title is empty"
        );
        let _ = writeln!(out, "  message: \"{{x.title}} {{x.doc}} {{title(x)}} {}\"", said.join(" "));
        let _ = writeln!(out, "  help: \"{{x.parent.title}}: {{words(x.title)}}\"\n  insert: \"note: {{x.title}}\" }}");
    }
}

/// The type of the texts that a field takes, where it takes any.
fn text_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Text | Type::File | Type::Url => Some(ty),
        Type::OneOf(targets) => targets.iter().find_map(|target| match target {
            Target::Scalar(ty) => text_of(ty),
            Target::Kind(_) | Target::Enum(_) => None,
        }),
        _ => None,
    }
}

/// The model: entities of all kinds in the vault, and what is open about them. `extra` stands in each private entity.
fn planted(schema: &Schema, extra: &str) -> (String, usize) {
    let mut garden = Garden { schema, marks: 0 };
    let mut text = format!("{VAULT}{USUAL}vault v {{\n");
    for (_, kind) in garden.kinds() {
        garden.private(kind, &format!("a_{}", kind.name), extra, &mut text);
    }
    text.push_str("}\n");
    for (_, kind) in garden.kinds() {
        garden.open(kind, &mut text);
        garden.told(kind, &mut text);
    }
    (text, garden.marks)
}

fn nothing_planted(what: &str, text: &str) {
    let text = text.to_lowercase();
    let found: Vec<String> = text.match_indices(MARK).map(|(at, _)| around(&text, at)).filter(|found| !is_path(found)).collect();
    assert!(found.is_empty(), "{what} says what is private, {} times: …{}…", found.len(), found[0]);
}

fn around(text: &str, at: usize) -> String {
    let start = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    text[start..].chars().take(120).collect()
}

/// The name of the test itself is no text.
fn is_path(found: &str) -> bool {
    found.contains("planted_test")
}

fn nothing_in(what: &str, run: &Run) {
    nothing_planted(&format!("the output of {what}"), &run.out);
    nothing_planted(&format!("the remarks of {what}"), &run.err);
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let all = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let within = |path: std::path::PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![(path.display().to_string(), workbook::text_of(&path))],
    };
    all.flat_map(within).collect()
}

/// Everything that a build can write.
const FORMATS: &str = "--format=html,xlsx,markdown,csv,json";

#[test]
fn nothing_that_is_private_leaves_by_any_way() {
    let library = support::checked(VAULT);
    let schema = library.model.schema();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (text, marks) = planted(schema, "");
    for number in 1..=marks {
        write(folder, &format!("{MARK}{number}x.csv"), "a");
    }
    write(folder, "open.csv", "a");
    write(folder, "m.sms", &text);

    for format in ["terminal", "short", "json", "narrated"] {
        let run = sms(folder, &["check", "m.sms", "--format", format]);
        nothing_in(&format!("check --format {format}"), &run);
        assert!(run.out.contains("q_"), "{}", run.beginning());
    }

    let run = sms(folder, &["build", "m.sms", "--out", "open", "--keep-going", FORMATS]);
    nothing_in("build", &run);
    let written = files(&folder.join("open"));
    assert!(written.iter().any(|(_, text)| text.contains("Open clause")), "nothing open is shown either");
    written.iter().for_each(|(name, text)| nothing_planted(name, text));

    // The test is not of nothing: whoever may read it finds every mark but those in comments.
    let run = sms(folder, &["build", "m.sms", "--out", "private", "--keep-going", "--private", FORMATS]);
    nothing_in("build --private", &run);
    let private = files(&folder.join("private"));
    let all: String = private.iter().map(|(_, text)| text.to_lowercase()).collect();
    let comments = comment_marks(&text);
    let missing: Vec<String> = (1..=marks)
        .map(|number| format!("{MARK}{number}x"))
        .filter(|mark| !comments.contains(mark) && !all.contains(&**mark))
        .collect();
    assert!(missing.is_empty(), "{} of {marks} marks are nowhere in the private documents: {missing:?}", missing.len());
    // The record of what was written holds names.
    for (name, text) in private.iter().filter(|(name, _)| !name.ends_with(".sms-written.json")) {
        assert!(text.contains("Private. This page may hold licensed text"), "{name} does not say that it is private");
    }

    // A folder that a private build has used holds nothing of it after an open one, hidden files included.
    nothing_in("build over a private one", &sms(folder, &["build", "m.sms", "--out", "private", "--keep-going", FORMATS]));
    files(&folder.join("private")).iter().for_each(|(name, text)| nothing_planted(name, text));

    let mut names: Vec<String> = Garden { schema, marks: 0 }.kinds().map(|(_, kind)| format!("v.a_{}", kind.name)).collect();
    names.extend(
        ["v", "mill", "mill.1", "mill.1.1", "mill.1.first", "mill.old", "copy", "weigh", "p_clause", "q_clause"].map(str::to_owned),
    );
    let mut arguments = vec!["explain", "--model", "m.sms"];
    arguments.extend(names.iter().map(|name| &**name));
    let run = sms(folder, &arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    nothing_in("explain", &run);
    arguments.push("--private");
    assert!(sms(folder, &arguments).out.contains("planted-explanation"), "the test of explain is one of nothing");
    for arguments in [
        &["explain", "--list", "--model", "m.sms"][..],
        &["lib", "--model", "m.sms"],
        &["lib", "mill", "--model", "m.sms"],
        &["lib", "mill", "--model", "m.sms", "--format", "json"],
        &["test", "m.sms"],
    ] {
        nothing_in(&arguments.join(" "), &sms(folder, arguments));
    }
}

/// With an error on every private line there is, each of which a report quotes.
#[test]
fn nothing_that_is_private_is_said_with_errors() {
    let library = support::checked(VAULT);
    for extra in ["no_such_field: 1 ", "site \"planted0x\" { no_such_field: \"planted0x\" } "] {
        let folder = tempfile::tempdir().unwrap();
        // The files are not there either.
        let (text, _) = planted(library.model.schema(), extra);
        write(folder.path(), "m.sms", &text);
        for format in ["terminal", "short", "json", "narrated"] {
            let run = sms(folder.path(), &["check", "--format", format]);
            assert!(run.out.contains("E0401") || run.out.contains("E0406"), "{}", run.beginning());
            nothing_in(&format!("check --format {format}, with errors"), &run);
            let quotes = match format {
                "terminal" => "█",
                "narrated" => "(not shown)",
                _ => "",
            };
            assert!(run.out.contains(quotes), "{format}: no private line is quoted");
        }
        nothing_in("build, with errors", &sms(folder.path(), &["build", "--out", "d"]));
        nothing_in("baseline, with errors", &sms(folder.path(), &["baseline"]));
    }
}

#[test]
fn a_baseline_and_the_tests_of_rules_say_nothing_private() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", USUAL);
    nothing_in("baseline", &sms(folder.path(), &["baseline"]));
    let written = std::fs::read_to_string(folder.path().join("sms-baseline.json")).unwrap();
    assert!(written.contains("weighed"), "{written}");
    nothing_planted("the baseline", &written);
    nothing_in(
        "check against the baseline",
        &sms(folder.path(), &["check", "--baseline", "sms-baseline.json", "--format", "json"]),
    );
    let run = sms(folder.path(), &["test"]);
    assert!(run.out.contains("loud"), "{}{}", run.out, run.err);
    nothing_in("test", &run);
}

/// The marks in comments, which nothing shows to anybody.
fn comment_marks(text: &str) -> Vec<String> {
    let comment = |line: &str| {
        let (_, comment) = line.rsplit_once("// ").filter(|(before, _)| !before.ends_with('/'))?;
        comment.strip_prefix(MARK).map(|_| comment.to_owned())
    };
    text.lines().filter_map(comment).collect()
}
