//! What the server can do, as it says when a session begins.

use serde_json::{Value, json};

use super::answers::tokens::{CLASSES, MODIFIERS};
use super::client::Client;
use super::commands::COMMANDS;
use super::library::SCHEME;
use super::place::Columns;

/// What is announced to a client.
///
/// Whoever asks for diagnostics itself is answered for the documents that it has open, and told of all other files; a client that asked for
/// those as well would show them twice.
pub fn capabilities(client: &Client) -> Value {
    let mut all = json!({
        "positionEncoding": match client.columns { Columns::Utf8 => "utf-8", Columns::Utf16 => "utf-16" },
        "textDocumentSync": { "openClose": true, "change": 2, "save": true },
        "completionProvider": { "triggerCharacters": [":", "[", ",", ".", " ", "{"] },
        "hoverProvider": true,
        "definitionProvider": true,
        "typeDefinitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
        "codeLensProvider": {},
        "inlayHintProvider": true,
        "documentLinkProvider": {},
        "callHierarchyProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "documentOnTypeFormattingProvider": { "firstTriggerCharacter": "}", "moreTriggerCharacter": ["\n"] },
        "semanticTokensProvider": {
            "legend": { "tokenTypes": CLASSES, "tokenModifiers": MODIFIERS },
            "full": true,
            "range": true,
        },
        "executeCommandProvider": { "commands": COMMANDS },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "textDocumentContent": { "schemes": [SCHEME] },
        },
    });
    if client.pulls
        && let Some(all) = all.as_object_mut()
    {
        let pull = json!({ "identifier": "sms", "interFileDependencies": true, "workspaceDiagnostics": false });
        all.insert("diagnosticProvider".to_owned(), pull);
    }
    all
}
