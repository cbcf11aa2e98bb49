//! What can be done about what is told, and edits of texts as the protocol has them.

use serde_json::{Map, Value, json};

use super::diagnostics::diagnostic;
use crate::diag::Edit;
use crate::editor::{self, ActionSort, Renamed};
use crate::lsp::scene::Scene;
use crate::source::FileId;

/// Edits of several files, by address.
pub fn workspace_edit<'e>(scene: Scene, edits: impl IntoIterator<Item = &'e Edit>) -> Value {
    let mut changes: Map<String, Value> = Map::new();
    for edit in edits {
        let change = json!({ "range": scene.range(edit.span), "newText": edit.text });
        if let Some(list) = changes.entry(scene.uri(edit.span.file)).or_insert_with(|| json!([])).as_array_mut() {
            list.push(change);
        }
    }
    json!({ "changes": changes })
}

/// What can be done between `start` and `end` of a file; of the kinds in `only`, where the client names some.
pub fn actions(scene: Scene, file: FileId, start: usize, end: usize, only: Option<&Value>, renamed: &[Renamed]) -> Value {
    let wanted = |kind: &str| {
        let named = |only: &Value| only.as_str().is_some_and(|only| kind == only || kind.starts_with(&format!("{only}.")));
        only.and_then(Value::as_array).is_none_or(|only| only.iter().any(named))
    };
    let mut found = Vec::new();
    for action in editor::actions(scene.view, file, start..end, renamed) {
        let kind = if action.sort == ActionSort::All { "source.fixAll" } else { "quickfix" };
        if !wanted(kind) {
            continue;
        }
        let mut shown = json!({ "title": action.title, "kind": kind, "edit": workspace_edit(scene, &action.edits) });
        if let Some(shown) = shown.as_object_mut() {
            if let Some(mends) = action.mends.and_then(|told| diagnostic(scene, told)) {
                shown.insert("diagnostics".to_owned(), json!([mends]));
            }
            if action.sort == ActionSort::Safe {
                shown.insert("isPreferred".to_owned(), true.into());
            }
        }
        found.push(shown);
    }
    Value::Array(found)
}
