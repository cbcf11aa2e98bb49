//! The files that a model names: which there are, and which of them do not exist.

use crate::diag::{Diagnostic, codes};
use crate::model::{Model, Value};
use crate::source::{Origin, Span};

/// Every file the organisation's entities name, with its place and the entity's path, in source order.
pub fn named_files(model: &Model) -> Vec<(&str, Span, &str)> {
    let mut files = Vec::new();
    for id in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        for slot in model.slots(id) {
            match &slot.value {
                Value::File(path) => files.push((&**path, slot.span, &*model.entity(id).path)),
                Value::List(items) => {
                    for item in items {
                        if let Value::File(path) = &item.value {
                            files.push((path, item.span, &*model.entity(id).path));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    files
}

/// Tells of every named file that `exists` denies.
pub fn missing_files(model: &Model, exists: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (path, span, subject) in named_files(model) {
        if !exists(path) {
            diagnostics.push(
                Diagnostic::error(&codes::E0410, span, format!("the file `{path}` does not exist"), "no such file")
                    .note("what the model names as a document or as evidence has to be on file")
                    .help("put the file there, or correct the path; it is read from the model's folder")
                    .about(subject),
            );
        }
    }
    diagnostics
}
