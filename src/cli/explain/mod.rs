//! `sms explain`: what a code, rule, kind, register, definition or entity is, and why.

mod declarations;
mod entity;
mod examples;
mod kind;
mod list;
mod search;
pub(super) mod text;
mod topics;

pub(super) use entity::value_text;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::failure::failure;
use super::lookup::{self, Scene};
use super::{Outcome, Result};
use crate::diag::{Code, codes};
use crate::likeness::closest;
use crate::model::{EntityId, Model, Value};
use crate::world::Audience;

/// Explain an error code, rule, kind, register, clause or any other name
///
/// Says what it is and why it is there, with an example that fails and one that is right. Knows everything in the library, and with
/// `--model` what your own files declare too.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What to explain: a code, a name, the number of a clause, a title, a subject, or words to look for
    #[arg(value_name = "NAME", required_unless_present = "list", value_parser = super::name)]
    pub names: Vec<String>,

    /// List everything that can be explained
    #[arg(long, conflicts_with = "names")]
    pub list: bool,

    /// Look in these files and folders too
    #[arg(long, value_name = "PATH")]
    pub model: Vec<PathBuf>,

    /// Show licensed texts of standards that the model holds; what is shown is then marked as private
    #[arg(long, requires = "model")]
    pub private: bool,
}

const EXAMPLES: &str = "\
Examples:
  sms explain E0203                       an error of the language
  sms explain external_supplier           a kind, with its fields
  sms explain \"Incident management\"       whatever has this title
  sms explain 8.6.1                       the clause of this number
  sms explain severity                    what error, warning and note mean
  sms explain \"service request\"           whatever tells about this
  sms explain my_rule --model .           something of your own
  sms explain --list                      everything there is";

/// Explains each name on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let mut out = String::new();
    let mut unknown = None;
    let audience = if arguments.private { Audience::Licensed } else { Audience::Anybody };
    if arguments.private {
        out.push_str(&format!("{}\n", crate::artefact::PRIVATE));
    }
    if arguments.list {
        let scene = lookup::read(&arguments.model, audience)?;
        list::everything(&scene, &mut out);
    } else if let Some(codes) = codes_alone(arguments) {
        codes.iter().for_each(|code| text::page(code.page, &mut out));
    } else {
        let scene = lookup::read(&arguments.model, audience)?;
        for name in &arguments.names {
            if !explain(&scene, name, &mut out) && !find(&scene, name, &mut out) && unknown.is_none() {
                unknown = Some(not_known(&scene, name));
            }
        }
    }
    io::stdout().lock().write_all(crate::report::printable(&out).as_bytes())?;
    match unknown {
        Some(failure) => Err(failure),
        None => Ok(Outcome::Clean),
    }
}

/// The codes to explain, where there is nothing else to look up: that needs no library.
fn codes_alone(arguments: &Arguments) -> Option<Vec<&'static Code>> {
    let codes = || arguments.names.iter().map(|name| codes::by_id(name)).collect();
    arguments.model.is_empty().then(codes).flatten()
}

/// Explains everything of this name; gives whether there is anything.
fn explain(scene: &Scene, name: &str, out: &mut String) -> bool {
    let before = out.len();
    if let Some(code) = codes::by_id(name) {
        text::page(code.page, out);
    }
    if let Some(topic) = topics::by_name(name) {
        text::page(topic.page, out);
    }
    let model = &scene.model;
    let schema = model.schema();
    if let Some(found) = schema.kind_named(name) {
        kind::kind(scene, found, out);
    }
    // A field is explained where its kind is.
    if let Some((kind, field)) = name.split_once('.')
        && let Some(kind) = schema.kind_named(kind)
        && let Some(field) = schema.field_named(kind, field)
    {
        kind::kind(scene, kind, out);
        kind::readers(scene, field, out);
    }
    if let Some(found) = schema.enum_named(name) {
        kind::enumeration(scene, found, out);
    }
    let name_now = model.rule_names().present(name).unwrap_or(name);
    if name_now != name {
        text::start(out);
        out.push_str(&format!("The rule `{name}` is now called `{name_now}`.\n"));
    }
    for rule in model.rules().iter().filter(|rule| scene.sources.text(rule.name.span) == name_now) {
        declarations::rule(scene, rule, out);
    }
    for register in model.registers().iter().filter(|register| scene.sources.text(register.name.span) == name) {
        declarations::register(scene, register, out);
    }
    for define in model.defines().iter().filter(|define| scene.sources.text(define.decl.name.span) == name) {
        declarations::define(scene, &define.decl, out);
    }
    for found in entities(model, name) {
        entity::entity(scene, found, out);
    }
    out.len() > before
}

/// Explains or lists what may be meant by something that is no name; gives whether there is anything.
fn find(scene: &Scene, asked: &str, out: &mut String) -> bool {
    if search::is_number(asked) {
        return number(scene, asked, out);
    }
    match search::by_case(scene, asked).as_slice() {
        [] => {}
        [only] => return explain(scene, only, out),
        several => {
            let named = |name: &String| match scene.model.find(name) {
                Some(id) => search::line(scene, id),
                None => search::Hit { name: name.clone(), about: String::new() },
            };
            let hits: Vec<search::Hit> = several.iter().take(search::MOST).map(named).collect();
            search::list(asked, &hits, out);
            return true;
        }
    }
    let hits = search::by_words(scene, asked);
    if hits.is_empty() {
        return false;
    }
    search::list(asked, &hits, out);
    true
}

/// Explains the clause of this number: that of the framework a scope names, with a word on the others, or the only one; else lists them.
fn number(scene: &Scene, asked: &str, out: &mut String) -> bool {
    let found = search::by_number(scene, asked);
    let lines = |found: &[EntityId]| found.iter().map(|&id| search::line(scene, id)).collect::<Vec<_>>();
    match found.as_slice() {
        [] => false,
        [only] => {
            entity::entity(scene, *only, out);
            true
        }
        [first, others @ ..] if search::is_in_scope(&scene.model, *first) => {
            entity::entity(scene, *first, out);
            text::start(out);
            out.push_str(&format!("{asked} elsewhere:\n"));
            search::lines(&lines(others), out);
            true
        }
        several => {
            text::start(out);
            out.push_str(&format!("{asked} stands in several frameworks:\n"));
            search::lines(&lines(several), out);
            out.push_str("`sms explain NAME` tells all about one of them\n");
            true
        }
    }
}

/// The entities of this path, of this former path, or else of this title or last part of the path, or else those that have a text equal
/// to it, such as an alias or a word of a list of terms.
fn entities(model: &Model, name: &str) -> Vec<EntityId> {
    let mut found: Vec<EntityId> = model.names().candidates(name).chain(model.names().claimants(name).iter().copied()).collect();
    if found.is_empty() {
        let titled =
            |id: &EntityId| model.has_title(*id) && model.title(*id).ask(|title| title.to_lowercase() == name.to_lowercase());
        found.extend(model.ids().filter(titled));
    }
    if found.is_empty() {
        found.extend(model.ids().filter(|&id| model.entity(id).id() == name));
    }
    if found.is_empty() {
        let says = |value: &Value| value.ask(|text| text.to_lowercase() == name.to_lowercase()).unwrap_or_default();
        let any = |value: &Value| match value {
            Value::List(items) => items.iter().any(|item| says(&item.value)),
            single => says(single),
        };
        found.extend(model.ids().filter(|&id| model.slots(id).iter().any(|slot| any(&slot.value))));
    }
    found.truncate(MOST);
    found
}

/// How many entities of one title are explained.
const MOST: usize = 20;

fn not_known(scene: &Scene, name: &str) -> super::Failure {
    let shown = crate::report::printable(name);
    let failure = failure("unknown-name", format!("there is nothing called `{shown}`"));
    let schema = scene.model.schema();
    let known = codes::ALL
        .iter()
        .map(|code| code.id)
        .chain(topics::ALL.iter().flat_map(|topic| topic.names).copied())
        .chain(schema.kinds.iter().map(|kind| &*kind.name))
        .chain(schema.enums.iter().map(|item| &*item.name))
        .chain(scene.model.rules().iter().map(|rule| scene.sources.text(rule.name.span)))
        .chain(scene.model.registers().iter().map(|register| scene.sources.text(register.name.span)))
        .chain(scene.model.defines().iter().map(|define| scene.sources.text(define.decl.name.span)))
        .chain(scene.model.names().paths().map(|(path, _)| path));
    match closest(name, known) {
        Some(near) => failure.help(format!("did you mean `{near}`? `sms explain --list` lists everything")),
        None => failure.help("`sms explain --list` lists everything; `--model PATH` looks in your own files too"),
    }
}
