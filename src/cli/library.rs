//! `sms lib`: what the library holds: frameworks with where their content comes from, mappings, lists, scales, terms and types of evidence.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::explain::text;
use super::failure::failure;
use super::lookup;
use super::{Outcome, Result};
use crate::likeness::closest;
use crate::model::{EntityId, KindId, Lang, Model, Reader, Value};
use crate::world::Audience;

/// List what the library holds, or show a framework, a list or a sort of things as a tree
///
/// Tells for each framework its edition, whether it is in force, how much of it the library holds and where the facts come from; then names
/// the mappings, lists, scales, terms and types of evidence.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The framework, list or sort of things to show, by its name; without it all are listed
    #[arg(value_name = "NAME", value_parser = super::name)]
    pub name: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    /// Look in these files and folders too
    #[arg(long, value_name = "PATH")]
    pub model: Vec<PathBuf>,
}

/// The forms of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// One JSON object, for tools
    Json,
}

const EXAMPLES: &str = "\
Examples:
  sms lib                       everything the library holds
  sms lib FRAMEWORK             one of them as a tree
  sms lib audit_advice          a list
  sms lib evidence_type         all entities of a kind
  sms lib --format json         the same for other programs
  sms explain FRAMEWORK.CLAUSE  one clause, with what it asks for and what relates to it";

/// The version of the JSON form; it grows when a key changes its meaning or goes.
const VERSION: u32 = 1;

/// A framework in the list.
#[derive(Serialize)]
struct Entry {
    name: String,
    title: String,
    issuer: String,
    edition: String,
    status: String,
    provenance: String,
    holds: Vec<Count>,
}

/// How many entities of one kind a framework holds.
#[derive(Serialize)]
struct Count {
    kind: String,
    count: usize,
}

/// A part of a framework in the tree.
#[derive(Serialize)]
struct Node {
    path: String,
    kind: String,
    title: String,
    parts: Vec<Node>,
}

#[derive(Serialize)]
struct List {
    version: u32,
    frameworks: Vec<Entry>,
    collections: Vec<Collection>,
}

/// What the library holds of one kind, frameworks apart.
#[derive(Serialize)]
struct Collection {
    kind: String,
    about: String,
    entities: Vec<Held>,
}

/// An entity that stands in nothing else.
#[derive(Serialize)]
struct Held {
    name: String,
    title: String,
    holds: Vec<Count>,
}

#[derive(Serialize)]
struct Tree {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    framework: Option<Entry>,
    parts: Vec<Node>,
}

/// Lists what there is, or prints one of it, on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let scene = lookup::read(&arguments.model, Audience::Anybody)?;
    let (model, reader) = (&scene.model, scene.reader());
    let Some(lang) = model.schema().lang else { return Ok(Outcome::Unusable) };
    let text = match &arguments.name {
        None => list(&reader, &lang, arguments.format)?,
        Some(name) => match (model.find(name), model.schema().kind_named(name)) {
            (Some(found), _) => tree(&reader, &lang, found, arguments.format)?,
            (None, Some(kind)) => of_kind(&reader, kind, arguments.format)?,
            (None, None) => return Err(not_known(model, name)),
        },
    };
    io::stdout().lock().write_all(crate::report::printable(&text).as_bytes())?;
    Ok(Outcome::Clean)
}

fn not_known(model: &Model, name: &str) -> super::Failure {
    let tops = model.ids().filter(|&id| model.entity(id).parent.is_none()).map(|id| &*model.entity(id).path);
    let names: Vec<&str> = tops.chain(model.schema().kinds.iter().map(|kind| &*kind.name)).collect();
    // A part of a name will do to find it.
    let near = closest(name, names.iter().copied()).or_else(|| names.iter().copied().find(|known| known.contains(name)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`sms lib` lists what there is; `sms explain` looks for words".to_owned(),
    };
    failure("unknown-name", format!("the library holds nothing called `{}`", name)).help(help)
}

fn list(reader: &Reader, lang: &Lang, form: Form) -> io::Result<String> {
    let frameworks: Vec<Entry> = reader.model().of_kind(lang.framework).iter().map(|&id| entry(reader, lang, id)).collect();
    let collections = collections(reader, lang);
    match form {
        Form::Json => json(&List { version: VERSION, frameworks, collections }),
        Form::Text => {
            let mut out = String::new();
            for entry in &frameworks {
                text::start(&mut out);
                describe(entry, &mut out);
            }
            collections.iter().for_each(|collection| summary(collection, &mut out));
            Ok(out)
        }
    }
}

/// How many entities of a kind are listed one by one where none of them holds anything.
const LISTED: usize = 3;

fn summary(collection: &Collection, out: &mut String) {
    text::start(out);
    let count = collection.entities.len();
    text::wrapped(&collection.about, &format!("{} ({count})  ", collection.kind), "    ", out);
    if count > LISTED && collection.entities.iter().all(|held| held.holds.is_empty()) {
        out.push_str(&format!("    `sms lib {}` lists them\n", collection.kind));
        return;
    }
    for held in &collection.entities {
        let holds = holds(&held.holds);
        let about = if holds.is_empty() { held.title.clone() } else { format!("{}: {holds}", held.title) };
        text::wrapped(&about, &format!("    {}  ", held.name), "        ", out);
    }
}

/// What stands in nothing else, by kind, frameworks apart.
fn collections(reader: &Reader, lang: &Lang) -> Vec<Collection> {
    let model = reader.model();
    let mut collections: Vec<Collection> = Vec::new();
    for (at, kind) in model.schema().kinds.iter().enumerate() {
        let ids = model.ids().filter(|&id| {
            let entity = model.entity(id);
            entity.kind.index() == at && entity.parent.is_none() && !model.is_a(id, lang.framework)
        });
        let entities: Vec<Held> = ids.map(|id| held(reader, id)).collect();
        if !entities.is_empty() {
            let about = text::sentence(&kind.doc).to_owned();
            collections.push(Collection { kind: kind.name.to_string(), about, entities });
        }
    }
    collections
}

fn held(reader: &Reader, id: EntityId) -> Held {
    let name = reader.model().entity(id).path.to_string();
    Held { name, title: reader.title(id).into_owned(), holds: counts(reader.model(), id) }
}

fn tree(reader: &Reader, lang: &Lang, root: EntityId, form: Form) -> io::Result<String> {
    let model = reader.model();
    let framework = model.is_a(root, lang.framework).then(|| entry(reader, lang, root));
    let parts = nodes(reader, root);
    match form {
        Form::Json => json(&Tree { version: VERSION, framework, parts }),
        Form::Text => {
            let mut out = String::new();
            let held = held(reader, root);
            match &framework {
                Some(entry) => describe(entry, &mut out),
                None => {
                    out.push_str(&format!("{}  {}\n", held.name, held.title));
                    if !held.holds.is_empty() {
                        text::wrapped(&holds(&held.holds), "    ", "    ", &mut out);
                    }
                }
            }
            out.push('\n');
            lines(&parts, &format!("{}.", held.name), 1, &mut out);
            Ok(out)
        }
    }
}

/// All entities of a kind, as far as they stand in nothing else of it, with what they hold.
fn of_kind(reader: &Reader, kind: KindId, form: Form) -> io::Result<String> {
    let model = reader.model();
    let parts: Vec<Node> = model.of_kind(kind).iter().map(|id| node(reader, id)).collect();
    match form {
        Form::Json => json(&Tree { version: VERSION, framework: None, parts }),
        Form::Text => {
            let kind = model.schema().kind(kind);
            let mut out = String::new();
            text::wrapped(text::sentence(&kind.doc), &format!("{} ({})  ", kind.name, parts.len()), "    ", &mut out);
            out.push('\n');
            lines(&parts, "", 1, &mut out);
            Ok(out)
        }
    }
}

fn json(value: &impl Serialize) -> io::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

fn describe(entry: &Entry, out: &mut String) {
    out.push_str(&format!("{}  {}\n", entry.name, entry.title));
    let about = [&entry.issuer, &entry.edition, &entry.status];
    let about: Vec<&str> = about.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !about.is_empty() {
        text::wrapped(&about.join(", "), "    ", "    ", out);
    }
    if !entry.holds.is_empty() {
        text::wrapped(&holds(&entry.holds), "    ", "    ", out);
    }
    if !entry.provenance.is_empty() {
        text::wrapped(&entry.provenance, "    ", "    ", out);
    }
}

fn lines(nodes: &[Node], prefix: &str, depth: usize, out: &mut String) {
    for node in nodes {
        let indent = "  ".repeat(depth);
        let name = node.path.strip_prefix(prefix).unwrap_or(&node.path);
        text::wrapped(&node.title, &format!("{indent}{name}  "), &format!("{indent}    "), out);
        lines(&node.parts, prefix, depth + 1, out);
    }
}

fn entry(reader: &Reader, lang: &Lang, id: EntityId) -> Entry {
    let model = reader.model();
    let field = |name: &str| {
        let field = model.schema().field_named(lang.framework, name);
        match field.map(|field| model.value(id, field)) {
            Some(Value::Missing) | None => String::new(),
            Some(value) => super::explain::value_text(reader, value),
        }
    };
    Entry {
        name: model.entity(id).path.to_string(),
        title: reader.title(id).into_owned(),
        issuer: field("issuer"),
        edition: field("edition"),
        status: field("status"),
        provenance: field("provenance"),
        holds: counts(model, id),
    }
}

/// How many entities stand inside, by kind, in the order in which the kinds are declared.
fn counts(model: &Model, framework: EntityId) -> Vec<Count> {
    let mut counts: std::collections::BTreeMap<KindId, usize> = std::collections::BTreeMap::new();
    let mut open: Vec<EntityId> = model.children(framework).to_vec();
    while let Some(id) = open.pop() {
        *counts.entry(model.entity(id).kind).or_default() += 1;
        open.extend(model.children(id));
    }
    counts.into_iter().map(|(kind, count)| Count { kind: model.schema().kind(kind).name.replace('_', " "), count }).collect()
}

fn nodes(reader: &Reader, id: EntityId) -> Vec<Node> {
    reader.model().children(id).iter().map(|child| node(reader, child)).collect()
}

fn node(reader: &Reader, &id: &EntityId) -> Node {
    let model = reader.model();
    Node {
        path: model.entity(id).path.to_string(),
        kind: model.schema().kind(model.entity(id).kind).name.to_string(),
        title: reader.title(id).into_owned(),
        parts: nodes(reader, id),
    }
}

/// `89 clauses, 459 requirements`.
fn holds(counts: &[Count]) -> String {
    let counts: Vec<String> = counts.iter().map(|held| format!("{} {}", held.count, plural(&held.kind, held.count))).collect();
    counts.join(", ")
}

fn plural(word: &str, count: usize) -> String {
    match word {
        _ if count == 1 => word.to_owned(),
        word if word.ends_with('s') => format!("{word}es"),
        word if word.ends_with('y') => format!("{}ies", &word[..word.len() - 1]),
        word => format!("{word}s"),
    }
}
