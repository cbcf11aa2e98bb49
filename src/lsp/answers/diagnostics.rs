//! What is told of a model.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Severity};
use crate::lsp::scene::Scene;
use crate::source::{FileId, Origin};

/// A diagnostic, where it has a place in a text.
pub fn diagnostic(scene: Scene, told: &Diagnostic) -> Option<Value> {
    let place = told.span()?;
    let severity = match told.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let mut message = told.message.clone();
    told.notes.iter().for_each(|note| message.push_str(&format!("\n{note}")));
    told.citations().iter().for_each(|clause| message.push_str(&format!("\nclause: {clause}")));
    told.help.iter().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
    let related: Vec<Value> = told
        .labels
        .iter()
        .filter(|label| scene.file(label.span.file).origin() == Origin::Model)
        .map(|label| json!({ "location": scene.location(label.span), "message": label.text }))
        .collect();
    Some(json!({
        "range": scene.range(place),
        "severity": severity,
        "code": told.source.id(),
        "source": "sms",
        "message": message,
        "relatedInformation": related,
    }))
}

/// What is told in one file.
pub fn of_file(scene: Scene, file: FileId) -> Vec<Value> {
    let here = scene.view.told().iter().filter(|told| told.span().is_some_and(|span| span.file == file));
    here.filter_map(|told| diagnostic(scene, told)).collect()
}

/// What is told in the organisation's files and in records, by the addresses of the files in which anything is.
pub fn by_file(scene: Scene) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for told in scene.view.told() {
        let Some(at) = told.span().filter(|at| scene.file(at.file).origin() != Origin::Library) else { continue };
        found.entry(scene.uri(at.file)).or_default().extend(diagnostic(scene, told));
    }
    found
}
