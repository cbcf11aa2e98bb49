//! What the client can do and wants, as it says when it begins.

use std::time::Duration;

use serde_json::Value;

use super::place::Columns;
use crate::editor::Wanted;

/// How long it waits where the client says nothing: longer than between two letters of who types fast would be felt.
const PATIENCE: Duration = Duration::from_millis(20);

/// The longest it waits, in milliseconds.
const MOST_PATIENCE: u64 = 10_000;

/// The client.
pub struct Client {
    /// How it counts columns.
    pub columns: Columns,
    /// Whether it fills in blanks.
    pub snippets: bool,
    /// Whether it tells of files that change on the disk.
    pub watches: bool,
    /// Whether it asks for diagnostics of open documents itself.
    pub pulls: bool,
    /// What it asks anew when it is told to.
    pub refreshes: Refreshes,
    /// Whether it shows documents that are no files.
    pub shows_documents: bool,
    /// What it wants to be said beside texts.
    pub remarks: Wanted,
    /// How long to wait for more typing before a model is checked.
    pub patience: Duration,
}

/// What a client asks anew when it is told to.
#[derive(Clone, Copy, Default)]
pub struct Refreshes {
    /// Diagnostics.
    pub diagnostics: bool,
    /// What stands above lines.
    pub lenses: bool,
    /// What stands behind words.
    pub hints: bool,
}

impl Client {
    /// The client that sent these parameters of `initialize`.
    pub fn of(asked: &Value) -> Client {
        let at = |path: &str| asked.pointer(path).unwrap_or(&Value::Null);
        let can = |path: &str| *at(&format!("/capabilities{path}")) == true;
        let encodings = at("/capabilities/general/positionEncodings").as_array();
        let utf8 = encodings.is_some_and(|known| known.iter().any(|name| name == "utf-8"));
        let mut client = Client {
            columns: if utf8 { Columns::Utf8 } else { Columns::Utf16 },
            snippets: can("/textDocument/completion/completionItem/snippetSupport"),
            watches: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            pulls: at("/capabilities/textDocument/diagnostic").is_object(),
            refreshes: Refreshes {
                diagnostics: can("/workspace/diagnostics/refreshSupport"),
                lenses: can("/workspace/codeLens/refreshSupport"),
                hints: can("/workspace/inlayHint/refreshSupport"),
            },
            shows_documents: at("/capabilities/workspace/textDocumentContent").is_object()
                || *at("/initializationOptions/libraryDocuments") == true,
            remarks: Wanted::default(),
            patience: PATIENCE,
        };
        client.set(at("/initializationOptions"));
        client
    }

    /// Takes over what the settings say; what they do not name stays.
    pub fn set(&mut self, settings: &Value) {
        let switch = |path: &str, switch: &mut bool| {
            if let Some(on) = settings.pointer(path).and_then(Value::as_bool) {
                *switch = on;
            }
        };
        switch("/lenses/requirements", &mut self.remarks.requirements);
        switch("/lenses/scope", &mut self.remarks.scope);
        switch("/hints/reachable", &mut self.remarks.reachable);
        switch("/hints/accountable", &mut self.remarks.accountable);
        if let Some(milliseconds) = settings.get("patience").and_then(Value::as_u64) {
            self.patience = Duration::from_millis(milliseconds.min(MOST_PATIENCE));
        }
    }
}
