//! What an answer is made from: a checked model, and how its places are told to the client.

use std::path::Path;

use serde_json::{Value, json};

use super::client::Client;
use super::library::Library;
use super::models::Models;
use super::place;
use crate::editor::View;
use crate::source::{FileId, Origin, SourceFile, Span};
use crate::workspace::Checked;

/// A model as it is told to a client.
#[derive(Clone, Copy)]
pub struct Scene<'s> {
    /// The model.
    pub view: &'s View,
    /// All that are open.
    pub models: &'s Models,
    /// The client.
    pub client: &'s Client,
    /// The documents of the library.
    pub library: &'s Library,
    /// The folder of the model.
    pub root: &'s Path,
}

impl<'s> Scene<'s> {
    /// The check of the model.
    pub fn checked(&self) -> &'s Checked {
        self.view.checked()
    }

    /// A file of the model.
    pub fn file(&self, file: FileId) -> &'s SourceFile {
        self.view.checked().sources.file(file)
    }

    /// The lines and columns of a span.
    pub fn range(&self, span: Span) -> Value {
        place::span(self.file(span.file), span, self.client.columns)
    }

    /// The address of a file.
    pub fn uri(&self, file: FileId) -> String {
        let file = self.file(file);
        match file.origin() {
            Origin::Model | Origin::Record => self.models.uri(file.name()),
            Origin::Library => self.library.uri(file.name(), self.client.shows_documents),
        }
    }

    /// A place in a file.
    pub fn location(&self, at: Span) -> Value {
        json!({ "uri": self.uri(at.file), "range": self.range(at) })
    }
}
