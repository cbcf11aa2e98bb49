//! `sms lib`: the frameworks of the library, with where their content comes from and how much there is of it.

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

/// List the frameworks of the library, or show one of them as a tree
///
/// Tells for each its edition, whether it is in force, how much of it the library holds and where the facts come from.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The framework to show, by its name; without it all are listed
    #[arg(value_name = "FRAMEWORK")]
    pub framework: Option<String>,

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
  sms lib                       all frameworks
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
}

#[derive(Serialize)]
struct Tree {
    version: u32,
    framework: Entry,
    parts: Vec<Node>,
}

/// Lists the frameworks, or prints one, on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let scene = lookup::read(&arguments.model, Audience::Anybody)?;
    let (model, reader) = (&scene.model, scene.reader());
    let Some(lang) = model.schema().lang else { return Ok(Outcome::Unusable) };
    let frameworks = model.of_kind(lang.framework);
    let text = match &arguments.framework {
        None => list(&reader, &lang, &frameworks, arguments.format)?,
        Some(name) => {
            let Some(&found) = frameworks.iter().find(|&&id| &*model.entity(id).path == name.as_str()) else {
                let names = frameworks.iter().map(|&id| &*model.entity(id).path);
                // A part of a name will do to find it.
                let help = match closest(name, names.clone()).or_else(|| names.clone().find(|known| known.contains(name.as_str())))
                {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`sms lib` lists the frameworks there are".to_owned(),
                };
                return Err(failure("unknown-framework", format!("there is no framework `{name}`")).help(help));
            };
            tree(&reader, &lang, found, arguments.format)?
        }
    };
    io::stdout().lock().write_all(crate::report::printable(&text).as_bytes())?;
    Ok(Outcome::Clean)
}

fn list(reader: &Reader, lang: &Lang, frameworks: &[EntityId], form: Form) -> io::Result<String> {
    let entries: Vec<Entry> = frameworks.iter().map(|&id| entry(reader, lang, id)).collect();
    match form {
        Form::Json => json(&List { version: VERSION, frameworks: entries }),
        Form::Text => {
            let mut out = String::new();
            for entry in &entries {
                text::start(&mut out);
                describe(entry, &mut out);
            }
            Ok(out)
        }
    }
}

fn tree(reader: &Reader, lang: &Lang, framework: EntityId, form: Form) -> io::Result<String> {
    let entry = entry(reader, lang, framework);
    let parts = nodes(reader, framework);
    match form {
        Form::Json => json(&Tree { version: VERSION, framework: entry, parts }),
        Form::Text => {
            let mut out = String::new();
            describe(&entry, &mut out);
            out.push('\n');
            let prefix = format!("{}.", entry.name);
            lines(&parts, &prefix, 1, &mut out);
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
    let holds: Vec<String> = entry.holds.iter().map(|held| format!("{} {}", held.count, plural(&held.kind, held.count))).collect();
    if !holds.is_empty() {
        text::wrapped(&holds.join(", "), "    ", "    ", out);
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
    let model = reader.model();
    let node = |&child: &EntityId| Node {
        path: model.entity(child).path.to_string(),
        kind: model.schema().kind(model.entity(child).kind).name.to_string(),
        title: reader.title(child).into_owned(),
        parts: nodes(reader, child),
    };
    model.children(id).iter().map(node).collect()
}

fn plural(word: &str, count: usize) -> String {
    match word {
        _ if count == 1 => word.to_owned(),
        word if word.ends_with('s') => format!("{word}es"),
        word => format!("{word}s"),
    }
}
