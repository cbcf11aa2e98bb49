//! Which request is answered with what, and how fresh the model has to be for it.

use lsp_server::ErrorCode;
use serde_json::{Value, json};

use super::answers::{actions, calls, completion, diagnostics, formatting, places, remarks, symbols, tokens};
use super::client::Client;
use super::commands;
use super::place::offset;
use super::scene::Scene;
use crate::editor::{self, Renamed, View};
use crate::quantity::Date;
use crate::source::{FileId, SourceFile};

/// Why a request is not answered.
pub type Refused = (ErrorCode, String);

/// What a request needs to be answered from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// The text of its document alone.
    Text,
    /// The text as it stands, and some check of its model.
    Last,
    /// A check of the model of its document as it stands.
    Fresh,
    /// Checks of all models as they stand.
    All,
    /// Nothing of a model.
    Nothing,
}

/// What a request needs; nothing where it is not known.
pub fn need(method: &str) -> Option<Need> {
    Some(match method {
        "textDocument/foldingRange"
        | "textDocument/selectionRange"
        | "textDocument/formatting"
        | "textDocument/rangeFormatting"
        | "textDocument/onTypeFormatting"
        | "textDocument/semanticTokens/full"
        | "textDocument/semanticTokens/range" => Need::Text,
        "textDocument/completion" => Need::Last,
        "textDocument/hover"
        | "textDocument/definition"
        | "textDocument/typeDefinition"
        | "textDocument/implementation"
        | "textDocument/references"
        | "textDocument/documentHighlight"
        | "textDocument/prepareRename"
        | "textDocument/rename"
        | "textDocument/codeAction"
        | "textDocument/codeLens"
        | "textDocument/inlayHint"
        | "textDocument/documentLink"
        | "textDocument/documentSymbol"
        | "textDocument/prepareCallHierarchy"
        | "textDocument/diagnostic"
        | "callHierarchy/incomingCalls"
        | "callHierarchy/outgoingCalls" => Need::Fresh,
        "workspace/symbol" | "workspace/diagnostic" | "workspace/executeCommand" => Need::All,
        "workspace/textDocumentContent" => Need::Nothing,
        _ => return None,
    })
}

/// Whether a request is about a place in its document, and so about nothing any more once that has changed.
pub fn is_placed(method: &str, params: &Value) -> bool {
    let whole = matches!(method, "textDocument/inlayHint" | "textDocument/semanticTokens/range");
    !whole && (params.get("position").is_some() || params.get("range").is_some())
}

/// The address of the document that a request is about.
pub fn document(params: &Value) -> Option<&str> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/item/uri"));
    uri.or_else(|| params.get("uri")).and_then(Value::as_str)
}

/// Answers from a text alone.
pub fn of_text(method: &str, params: &Value, source: &SourceFile, client: &Client) -> Value {
    let written = source.as_written();
    let at = |path: &str| params.pointer(path).map(|place| offset(written, place, client.columns));
    let range_given = || at("/range/start").unwrap_or(0)..at("/range/end").unwrap_or(written.len());
    let line = |path: &str| params.pointer(path).and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok());
    match method {
        "textDocument/foldingRange" => tokens::folds(source, client.columns),
        "textDocument/semanticTokens/full" => tokens::tokens(source, 0..=usize::MAX, client.columns),
        "textDocument/semanticTokens/range" => {
            let lines = line("/range/start/line").unwrap_or(0)..=line("/range/end/line").unwrap_or(usize::MAX);
            tokens::tokens(source, lines, client.columns)
        }
        "textDocument/selectionRange" => {
            let positions = params.get("positions").and_then(Value::as_array);
            let offsets = positions.into_iter().flatten().map(|place| source.read(offset(written, place, client.columns)));
            places::selections(source, &offsets.collect::<Vec<_>>(), client.columns)
        }
        "textDocument/formatting" => formatting::whole(written, client.columns),
        "textDocument/rangeFormatting" => formatting::within(written, range_given(), client.columns),
        "textDocument/onTypeFormatting" => {
            let typed = params.get("ch").and_then(Value::as_str).unwrap_or_default();
            formatting::on_type(written, at("/position").unwrap_or(0), typed, client.columns)
        }
        _ => Value::Null,
    }
}

/// Answers completion from a text that may be newer than the model.
pub fn completed(params: &Value, source: &SourceFile, view: &View, client: &Client, today: Date) -> Value {
    let position = params.get("position").unwrap_or(&Value::Null);
    let at = source.read(offset(source.as_written(), position, client.columns));
    completion::completion(view, source, at, client, today)
}

/// A file of a checked model that a request is about.
pub struct Asked<'a> {
    /// The model.
    pub scene: Scene<'a>,
    /// The file.
    pub file: FileId,
    /// The names that were changed while it is open.
    pub renamed: &'a [Renamed],
}

impl Asked<'_> {
    /// Answers from a model that is checked as it stands.
    pub fn answer(&self, method: &str, params: &Value) -> Result<Value, Refused> {
        let Asked { scene, file, renamed } = *self;
        let source = scene.file(file);
        let at =
            |path: &str| params.pointer(path).map(|place| source.read(offset(source.as_written(), place, scene.client.columns)));
        let here = at("/position").or_else(|| at("/range/start")).unwrap_or(0);
        let end = at("/range/end").unwrap_or(source.text().len());
        Ok(match method {
            "textDocument/hover" => places::hover(scene, file, here),
            "textDocument/definition" => places::definition(scene, file, here),
            "textDocument/typeDefinition" => places::type_definition(scene, file, here),
            "textDocument/implementation" => places::implementation(scene, file, here),
            "textDocument/references" => {
                let declaration = params.pointer("/context/includeDeclaration") != Some(&Value::Bool(false));
                places::references(scene, file, here, declaration)
            }
            "textDocument/documentHighlight" => places::highlights(scene, file, here),
            "textDocument/prepareRename" => places::can_be_renamed(scene, file, here),
            "textDocument/rename" => {
                let name = params.get("newName").and_then(Value::as_str).unwrap_or_default();
                match editor::rename(scene.checked(), file, here, name) {
                    Ok(made) => actions::workspace_edit(scene, &made),
                    Err(editor::Refusal(why)) => return Err((ErrorCode::RequestFailed, why)),
                }
            }
            "textDocument/codeAction" => actions::actions(scene, file, here, end, params.pointer("/context/only"), renamed),
            "textDocument/codeLens" => remarks::lenses(scene, file),
            "textDocument/inlayHint" => remarks::hints(scene, file, here, end),
            "textDocument/documentLink" => places::links(scene, file, scene.root),
            "textDocument/documentSymbol" => symbols::of_document(scene, file),
            "textDocument/prepareCallHierarchy" => calls::prepare(scene, file, here),
            "textDocument/diagnostic" => json!({ "kind": "full", "items": diagnostics::of_file(scene, file) }),
            "callHierarchy/incomingCalls" => calls::incoming(scene, params),
            "callHierarchy/outgoingCalls" => calls::outgoing(scene, params),
            _ => return Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        })
    }
}

/// Answers from all models, which are checked as they stand.
pub fn of_all(method: &str, params: &Value, scenes: &[Scene]) -> Result<Value, Refused> {
    Ok(match method {
        "workspace/symbol" => {
            let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
            scenes.iter().flat_map(|scene| symbols::of_model(*scene, query)).collect()
        }
        "workspace/diagnostic" => {
            let reports = scenes.iter().flat_map(|scene| diagnostics::by_file(*scene));
            let items: Vec<Value> =
                reports.map(|(uri, items)| json!({ "kind": "full", "uri": uri, "version": null, "items": items })).collect();
            json!({ "items": items })
        }
        "workspace/executeCommand" => {
            let command = params.get("command").and_then(Value::as_str).unwrap_or_default();
            let argument = params.pointer("/arguments/0").and_then(Value::as_str);
            let answer = scenes.iter().find_map(|scene| commands::answer(*scene, command, argument));
            answer.ok_or_else(|| match commands::COMMANDS.contains(&command) {
                true => (ErrorCode::RequestFailed, format!("nothing is known about `{}`", argument.unwrap_or_default())),
                false => (ErrorCode::InvalidParams, format!("there is no command `{command}`")),
            })?
        }
        _ => return Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
    })
}
