//! The files that a model names as documents and evidence, and what is told of those that are not on record.

use crate::diag::{Diagnostic, codes};
use crate::model::{Model, TextSort, Value};
use crate::source::{Origin, Sources, Span};
use crate::world::{Audience, FileState, Files};

/// A file that an entity names.
struct Named<'a> {
    /// The path, open or sealed.
    path: &'a Value,
    span: Span,
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

fn named_files<'a>(model: &'a Model) -> Vec<Named<'a>> {
    let mut files = Vec::new();
    for id in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        let mut add = |path: &'a Value, span| {
            if path.sort() == Some(TextSort::File) {
                files.push(Named { path, span, entity: &model.entity(id).path });
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
