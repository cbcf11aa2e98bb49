//! What stands at a place, and where it leads.

use serde_json::{Value, json};

use crate::editor::{self, Outside, Target};
use crate::lsp::place::{range, uri_of};
use crate::lsp::scene::Scene;
use crate::source::{FileId, SourceFile, Span};

/// What stands at a place, with what is said of it.
pub fn hover(scene: Scene, file: FileId, offset: usize) -> Value {
    match editor::target(scene.checked(), file, offset) {
        Some((target, at)) => json!({
            "contents": { "kind": "markdown", "value": editor::describe(scene.view, target) },
            "range": scene.range(at),
        }),
        None => Value::Null,
    }
}

/// Where what stands at a place is declared.
pub fn definition(scene: Scene, file: FileId, offset: usize) -> Value {
    let declared = editor::target(scene.checked(), file, offset);
    declared.and_then(|(target, _)| editor::declared_at(scene.checked(), target)).map_or(Value::Null, |at| scene.location(at))
}

/// Where its sort is declared.
pub fn type_definition(scene: Scene, file: FileId, offset: usize) -> Value {
    let target = editor::target(scene.checked(), file, offset);
    locations(scene, target.map(|(target, _)| editor::sort_at(scene.checked(), target)).unwrap_or_default())
}

/// Where it is put into practice.
pub fn implementation(scene: Scene, file: FileId, offset: usize) -> Value {
    let target = editor::target(scene.checked(), file, offset);
    locations(scene, target.map(|(target, _)| editor::practised_at(scene.view, target)).unwrap_or_default())
}

fn locations(scene: Scene, places: Vec<Span>) -> Value {
    places.into_iter().map(|place| scene.location(place)).collect()
}

/// The places that name what stands at a place, with that of its declaration if `declaration`.
pub fn references(scene: Scene, file: FileId, offset: usize, declaration: bool) -> Value {
    let (target, mut places) = named(scene, file, offset);
    let declared = target.and_then(|target| editor::declared_at(scene.checked(), target));
    if !declaration {
        places.retain(|place| Some(*place) != declared);
    }
    locations(scene, places)
}

/// Those of them in the file itself.
pub fn highlights(scene: Scene, file: FileId, offset: usize) -> Value {
    let places = named(scene, file, offset).1.into_iter().filter(|place| place.file == file);
    places.map(|place| json!({ "range": scene.range(place) })).collect()
}

fn named(scene: Scene, file: FileId, offset: usize) -> (Option<Target>, Vec<Span>) {
    let checked = scene.checked();
    // Of a path, the part at the place.
    let part = editor::renamed_at(checked, file, offset).or_else(|| editor::target(checked, file, offset));
    match part {
        Some((target, _)) => (Some(target), editor::references(checked, target)),
        None => (None, Vec::new()),
    }
}

/// The word at a place that can be renamed.
pub fn can_be_renamed(scene: Scene, file: FileId, offset: usize) -> Value {
    editor::renamed_at(scene.checked(), file, offset)
        .map_or(Value::Null, |(_, word)| json!({ "range": scene.range(word), "placeholder": scene.checked().sources.text(word) }))
}

/// What of a file leads out of the model.
pub fn links(scene: Scene, file: FileId, root: &std::path::Path) -> Value {
    let link = |link: editor::Link| {
        let target = match &link.to {
            Outside::File(path) => uri_of(&root.join(path)),
            Outside::Address(address) => address.clone(),
        };
        // Without the quotes around it.
        let inside = Span { start: link.place.start + 1, end: link.place.end.saturating_sub(1), ..link.place };
        json!({ "range": scene.range(inside), "target": target })
    };
    editor::links(scene.view, file).into_iter().map(link).collect()
}

/// What a selection at each of some places grows to.
pub fn selections(file: &SourceFile, offsets: &[usize], columns: crate::lsp::place::Columns) -> Value {
    let grown = |&offset: &usize| {
        let mut outer = Value::Null;
        for stretch in editor::selections(file.text(), offset).into_iter().rev() {
            let range = range(file, stretch.start, stretch.end, columns);
            outer = match outer {
                Value::Null => json!({ "range": range }),
                parent => json!({ "range": range, "parent": parent }),
            };
        }
        outer
    };
    offsets.iter().map(grown).collect()
}
