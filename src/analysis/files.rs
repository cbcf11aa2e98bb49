//! The files that a model names as documents and evidence, and what is told of those that are not on record.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, Model, TextSort, Value};
use crate::source::{Origin, Sources, Span};
use crate::world::{Audience, FileState, Files, Unread};

/// A file that an entity names.
struct Named<'a> {
    /// The path, open or sealed.
    path: &'a Value,
    span: Span,
    id: EntityId,
    /// The path of the entity.
    entity: &'a str,
}

/// Tells of every file that the organisation's entities name and that is not on record, in source order.
pub fn missing_files(model: &Model, sources: &Sources, files: &dyn Files) -> Vec<Diagnostic> {
    // To look for a file is not to say its name.
    let (looking, telling) = (model.reader(Audience::Licensed), model.reader(Audience::Anybody));
    let told = |named: Named| {
        let state = files.state(&looking.letters_of(named.path)?, sources.file(named.span.file).name());
        Some(missing(&named, &telling.letters_of(named.path)?, &state)?.about(named.entity))
    };
    named_files(model).into_iter().filter_map(told).collect()
}

/// The largest file whose content is compared with others, in bytes.
const COMPARED: u64 = 64 * 1024 * 1024;

/// Tells of evidence that shows nothing by its content: a file that is empty, and one that holds what another one holds under another name.
///
/// Only files of the same size are read.
pub fn hollow_files(model: &Model, sources: &Sources, files: &dyn Files) -> Vec<Diagnostic> {
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let reader = model.reader(Audience::Anybody);
    let named_in = |named: &Named| sources.file(named.span.file).name().to_owned();
    let mut told = Vec::new();
    // By the folder's view of a path, each file once: that one file is several pieces of evidence is no fault.
    let mut by_size: BTreeMap<u64, BTreeMap<String, Named>> = BTreeMap::new();
    // Of a record whose rows are read, the rows tell.
    let is_asked = |named: &Named| model.is_a(named.id, lang.evidence) && !model.is_a(named.id, lang.records.rows);
    for named in named_files(model).into_iter().filter(is_asked) {
        let (Value::File(path), Some(shown)) = (named.path, reader.letters_of(named.path)) else { continue };
        match files.read(path, &named_in(&named), 0) {
            Ok(_) => told.push(empty(&named, &shown).about(named.entity)),
            Err(Unread::TooLarge { bytes: Some(size) }) if size <= COMPARED => {
                by_size.entry(size).or_default().entry(path.to_string()).or_insert(named);
            }
            Err(_) => {}
        }
    }
    for (size, same_size) in by_size.into_iter().filter(|(_, same_size)| same_size.len() > 1) {
        let mut seen: Vec<(Arc<[u8]>, Named)> = Vec::new();
        let mut in_order: Vec<(String, Named)> = same_size.into_iter().collect();
        in_order.sort_by_key(|(_, named)| (sources.rank(named.span.file), named.span.start));
        for (path, named) in in_order {
            let Ok(record) = files.read(&path, &named_in(&named), size) else { continue };
            match seen.iter().find(|(bytes, _)| *bytes == record.bytes) {
                Some((_, first)) => told.push(filed_twice(&named, &path, first).about(named.entity)),
                None => seen.push((record.bytes, named)),
            }
        }
    }
    told.sort_by_key(|told| told.span().map(|span| (sources.rank(span.file), span.start)));
    told
}

fn empty(named: &Named, path: &str) -> Diagnostic {
    Diagnostic::warning(&codes::E0415, named.span, format!("the file `{path}` is empty, and shows nothing"), "empty")
        .help("put the record itself there, or take the evidence out")
}

fn filed_twice(named: &Named, path: &str, first: &Named) -> Diagnostic {
    let message = format!("`{path}`, evidence of `{}`, holds to the byte what `{}` has on file", named.entity, first.entity);
    Diagnostic::warning(&codes::E0416, named.span, message, "the same content")
        .label(first.span, "filed here first")
        .note("records of two times or things are hardly ever the same; an auditor takes the second for a copy")
        .help("file the record that is meant, or name one file in both")
}

fn named_files<'a>(model: &'a Model) -> Vec<Named<'a>> {
    let mut files = Vec::new();
    for id in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        let mut add = |path: &'a Value, span| {
            if path.sort() == Some(TextSort::File) {
                files.push(Named { path, span, id, entity: &model.entity(id).path });
            }
        };
        for slot in model.slots(id) {
            match &slot.value {
                Value::List(items) => items.iter().for_each(|item| add(&item.value, item.span)),
                one => add(one, slot.span),
            }
        }
    }
    files
}

fn missing(named: &Named, path: &str, state: &FileState) -> Option<Diagnostic> {
    let error = |message: String, label: &str| Diagnostic::error(&codes::E0410, named.span, message, label);
    Some(match state {
        FileState::Present | FileState::Unknown => return None,
        FileState::Missing { near } => {
            let told = error(format!("the file `{path}` does not exist"), "no such file")
                .note("what the model names as a document or as evidence has to be on file");
            match near {
                // A name that is nearly the right one says it.
                Some(near) if !matches!(named.path, Value::Sealed(_)) => told.help(format!("did you mean `{near}`?")),
                Some(_) | None => told.help("put the file there, or correct the path; it is read from the model's folder"),
            }
        }
        FileState::Folder => {
            error(format!("`{path}` is a folder"), "a folder").help("name the file in it that is the document or the record")
        }
        FileState::Special => error(format!("`{path}` is neither a file nor a folder"), "no file")
            .help("name the file that is the document or the record"),
        // A path that leads out by itself is refused where it is read.
        FileState::Outside => {
            error(format!("a link on the way to `{path}` leads out of the model's folder"), "a link leads out of the folder")
                .note("links that leave the folder are not followed: what is on record has to be where the model is")
                .help("put the file itself there in place of the link, or give its address as `url`")
        }
        FileState::Unreadable(reason) => error(format!("the file `{path}` cannot be looked at: {reason}"), "cannot be looked at")
            .help("see to it that whoever checks the model may read the file"),
    })
}
