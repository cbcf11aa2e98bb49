//! Tests of rules: small models with the findings they must give.
//!
//! ```sms
//! test a_lost_cat_is_found {
//!   given:  """
//!     cat tom { lost: true }
//!   """
//!   expect: [lost_cat]
//! }
//! ```
//!
//! The text of `given` is a whole model beside the library and the declarations (kinds, enums, rules, registers) of the files that the
//! test stands among; their entities are no part of it. It has to give exactly the findings expected, each as often as it is named.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Severity, Source, codes};
use crate::model::{EntityId, Model, Value, WITHHELD};
use crate::quantity::{Date, Scalar};
use crate::rules::{Rule, Rulebook};
use crate::source::{FileId, Origin, Sources};
use crate::syntax;
use crate::syntax::tree::Item;
use crate::workspace::{self, Clauses, Loaded, Telling};
use crate::world::{Audience, FileSet, Given};

/// A test of rules, read from a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    /// The entity.
    pub id: EntityId,
    /// Its path.
    pub name: String,
    /// The small model.
    pub given: String,
    /// Whether it is private, so that nothing of the small model may be told.
    pub private: bool,
    /// The rules that must find something, each as often as it must.
    pub expect: Vec<String>,
    /// Further rules that the test is an example of.
    pub about: Vec<String>,
    /// The day the test takes as today; without one, the day of the run.
    pub as_of: Option<Date>,
    /// What the files hold that the small model names, by their paths.
    pub files: Vec<(String, String)>,
}

/// How a test failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failed {
    /// The test.
    pub id: EntityId,
    /// Its path.
    pub name: String,
    /// Expected rules that found nothing, each as often as it is missing, sorted.
    pub missing: Vec<String>,
    /// What was found beyond that, errors of the language included.
    pub unexpected: Vec<Unexpected>,
}

/// Something a test did not expect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unexpected {
    /// The rule, or the code of the language.
    pub id: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The line of the small model it stands on, from 1; `None` where it stands elsewhere, for instance in a rule.
    pub line: Option<usize>,
    /// What was told.
    pub message: String,
}

/// The tests of a model, in source order. What has no text was told as an error and is left out.
pub fn tests(model: &Model) -> Vec<Test> {
    let schema = model.schema();
    let Some(lang) = schema.lang else { return Vec::new() };
    // To run a model is not to read it out; what is told of a private one is withheld below.
    let reader = model.reader(Audience::Licensed);
    let texts = |id, field| {
        let Value::List(items) = model.value(id, field) else { return Vec::new() };
        items.iter().filter_map(|item| item.value.rule_name().map(str::to_owned)).collect()
    };
    let read = |id: EntityId| {
        let as_of = match model.value(id, lang.test_as_of) {
            Value::Scalar(Scalar::Date(day)) => Some(*day),
            _ => None,
        };
        let files = model.children(id).iter().filter(|&&file| model.is_a(file, lang.test_file));
        let files = files.filter_map(|&file| {
            let path = reader.title(file).into_owned();
            Some((path, reader.text(file, lang.test_file_holds)?.into_owned()))
        });
        Some(Test {
            id,
            files: files.collect(),
            name: model.entity(id).path.to_string(),
            given: reader.text(id, lang.test_given)?.into_owned(),
            private: model.is_private(id),
            expect: texts(id, lang.test_expect),
            about: texts(id, lang.test_about),
            as_of,
        })
    };
    model.of_kind(lang.test).into_iter().filter_map(read).collect()
}

/// The texts of the organisation's files with all entities blanked out, each with its name: what a test is run beside. Lines stay in place.
pub fn declarations(sources: &Sources) -> Vec<(String, String)> {
    let own: Vec<FileId> = sources.files().filter(|(_, file)| file.origin() == Origin::Model).map(|(id, _)| id).collect();
    let parsed = syntax::parse_all(sources, &own);
    let declared = |(&id, parsed): (&FileId, &Arc<syntax::Parsed>)| {
        let file = sources.file(id);
        let mut kept: Vec<u8> = file.text().bytes().map(|byte| if byte == b'\n' { b'\n' } else { b' ' }).collect();
        let mut some = false;
        for item in &parsed.tree.items {
            let (doc, span) = match item {
                Item::Kind(decl) => (decl.doc, decl.span),
                Item::Enum(decl) => (decl.doc, decl.span),
                Item::Rule(decl) => (decl.doc, decl.span),
                Item::Register(decl) => (decl.doc, decl.span),
                Item::Define(decl) => (decl.doc, decl.span),
                Item::Entity(_) => continue,
            };
            some = true;
            for range in doc.map(|doc| doc.span.range()).into_iter().chain([span.range()]) {
                if let (Some(to), Some(from)) = (kept.get_mut(range.clone()), file.text().as_bytes().get(range)) {
                    to.copy_from_slice(from);
                }
            }
        }
        let text = String::from_utf8(kept).ok().filter(|_| some)?;
        Some((file.name().to_owned(), text))
    };
    own.iter().zip(&parsed).filter_map(declared).collect()
}

/// A note for each of the organisation's own rules that no test shows finding something, or that none shows finding nothing.
pub fn untested(rulebook: &Rulebook, tests: &[Test]) -> Vec<Diagnostic> {
    let is_in = |names: &[String], rule: &Rule| names.contains(&rule.name);
    let note = |rule: &Rule| {
        let found = tests.iter().any(|test| is_in(&test.expect, rule));
        let passed = tests.iter().any(|test| is_in(&test.about, rule) && !is_in(&test.expect, rule));
        let (lacks, help) = match (found, passed) {
            (true, true) => return None,
            (true, false) => (
                "in which it finds nothing",
                format!("add a test of a model that is as it should be, with `expect: []` and `about: [{}]`", rule.name),
            ),
            (false, true) => ("in which it finds something", format!("add a test with `expect: [{}]`", rule.name)),
            (false, false) => {
                ("at all", format!("add one with `expect: [{0}]`, and one with `expect: []` and `about: [{0}]`", rule.name))
            }
        };
        let message = format!("there is no test of the rule `{}` {lacks}", rule.name);
        let note = Diagnostic::warning(&codes::E0517, rule.span, message, "").help(help);
        Some(Diagnostic { severity: Severity::Note, ..note })
    };
    rulebook.rules.iter().filter(|rule| rule.origin == Origin::Model).filter_map(note).collect()
}

/// Runs `tests` beside `declarations`, with `today` as the as-of date of those that name none; gives those that failed, in order.
pub fn run(tests: &[Test], declarations: &[(String, String)], today: Date) -> Vec<Failed> {
    tests.par_iter().filter_map(|test| judge(test, declarations, today)).collect()
}

fn judge(test: &Test, declarations: &[(String, String)], today: Date) -> Option<Failed> {
    // A name that no file has, so that places in the small model can be told from others.
    let name: Arc<str> = format!("test {}", test.name).into();
    let mut texts = declarations.to_vec();
    texts.push((name.to_string(), test.given.clone()));
    let files = test.files.iter().fold(FileSet::default(), |files, (path, text)| files.with(&**path, text.as_bytes()));
    let loaded = Loaded { on_record: Arc::new(Given(files)), ..workspace::load_texts(texts) };
    let checked = workspace::check(loaded, test.as_of.unwrap_or(today));
    let mut missing = test.expect.clone();
    missing.sort();
    let mut unexpected = Vec::new();
    let told = checked.tell(&Telling { clauses: Clauses::AsLoaded, ..Telling::default() });
    for told in &told.diagnostics {
        let file = told.span().map(|span| checked.sources.file(span.file));
        let elsewhere = file.is_some_and(|file| file.name() != &*name && file.origin() != Origin::Record);
        let expected = match &told.source {
            Source::Rule(rule) => missing.iter().position(|wanted| wanted == rule),
            // What is wrong with the declarations is told with them, not with each test.
            Source::Language(_) if elsewhere => continue,
            Source::Language(_) => None,
        };
        match expected {
            Some(place) => drop(missing.remove(place)),
            None => unexpected.push(described(told, test, &checked.sources, &name)),
        }
    }
    let passed = missing.is_empty() && unexpected.is_empty();
    (!passed).then(|| Failed { id: test.id, name: test.name.clone(), missing, unexpected })
}

fn described(told: &Diagnostic, test: &Test, sources: &Sources, given: &str) -> Unexpected {
    let within = told.span().filter(|span| sources.file(span.file).name() == given);
    Unexpected {
        id: told.source.id().to_owned(),
        severity: told.severity,
        line: within.map(|span| sources.position(span).line),
        message: if test.private { WITHHELD.to_owned() } else { told.message.clone() },
    }
}
