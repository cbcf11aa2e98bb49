//! Edits of texts as the protocol has them.

use serde_json::{Map, Value, json};

use super::models::Models;
use super::place::{Columns, span};
use crate::diag::{Diagnostic, Edit, Safety};
use crate::mend::{self, Wanted};
use crate::source::{FileId, Sources};
use crate::workspace::{Checked, Telling};

/// Edits of several files, by address.
pub fn workspace_edit<'e>(
    sources: &Sources,
    models: &Models,
    edits: impl IntoIterator<Item = &'e Edit>,
    columns: Columns,
) -> Value {
    let mut changes: Map<String, Value> = Map::new();
    for edit in edits {
        let file = sources.file(edit.span.file);
        let change = json!({ "range": span(file, edit.span, columns), "newText": edit.text });
        let uri = models.uri(file.name());
        if let Some(list) = changes.entry(uri).or_insert_with(|| json!([])).as_array_mut() {
            list.push(change);
        }
    }
    json!({ "changes": changes })
}

/// What can be done about what is told between `start` and `end` of a file.
pub fn actions(checked: &Checked, models: &Models, file: FileId, start: usize, end: usize, columns: Columns) -> Vec<Value> {
    let told = checked.tell(&Telling::default());
    let here = |told: &&Diagnostic| {
        let at = |span: crate::source::Span| span.file == file && (span.start as usize) <= end && start <= span.end as usize;
        told.span().is_some_and(at) || told.fix.iter().flat_map(|fix| &fix.edits).any(|edit| at(edit.span))
    };
    let mut found = Vec::new();
    for told in told.diagnostics.iter().map(|told| &**told).filter(here) {
        if let Some(fix) = &told.fix {
            let shown: Vec<Value> = super::answers::diagnostic(checked, models, told, columns).into_iter().collect();
            found.push(json!({
                "title": fix.title,
                "kind": "quickfix",
                "isPreferred": fix.safety == Safety::Safe,
                "diagnostics": shown,
                "edit": workspace_edit(&checked.sources, models, &fix.edits, columns),
            }));
        }
    }
    let in_file = told.diagnostics.iter().map(|told| &**told).filter(|told| told.span().is_some_and(|span| span.file == file));
    let plan = mend::plan(&checked.sources, in_file, Wanted::Safe);
    if !plan.made.is_empty() {
        found.push(json!({
            "title": format!("make all {} safe edits in this file", plan.made.len()),
            "kind": "source.fixAll",
            "edit": workspace_edit(&checked.sources, models, plan.edits.values().flatten(), columns),
        }));
    }
    found
}
