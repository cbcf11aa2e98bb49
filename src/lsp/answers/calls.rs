//! What needs what, as the hierarchy of calls of the protocol.

use serde_json::{Value, json};

use crate::editor::{self, Dependency};
use crate::lsp::scene::Scene;
use crate::model::EntityId;
use crate::source::FileId;
use crate::world::Audience;

/// The entity at a place, where it can depend on others.
pub fn prepare(scene: Scene, file: FileId, offset: usize) -> Value {
    match editor::dependent_at(scene.view, file, offset) {
        Some(id) => json!([item(scene, id)]),
        None => Value::Null,
    }
}

fn item(scene: Scene, id: EntityId) -> Value {
    let model = &scene.checked().model;
    let entity = model.entity(id);
    let title = model.reader(Audience::Anybody).title(id).into_owned();
    json!({
        "name": &*entity.path,
        "detail": title,
        "kind": 19,
        "uri": scene.uri(entity.span.file),
        "range": scene.range(entity.span),
        "selectionRange": scene.range(entity.name_span),
        "data": &*entity.path,
    })
}

/// The entity that an item stands for.
fn of_item(scene: Scene, params: &Value) -> Option<EntityId> {
    scene.checked().model.find(params.pointer("/item/data")?.as_str()?)
}

/// What it depends on.
pub fn outgoing(scene: Scene, params: &Value) -> Value {
    let Some(id) = of_item(scene, params) else { return Value::Null };
    let call = |needed: Dependency| json!({ "to": item(scene, needed.entity), "fromRanges": ranges(scene, &needed) });
    editor::needs(scene.view, id).into_iter().map(call).collect()
}

/// What depends on it.
pub fn incoming(scene: Scene, params: &Value) -> Value {
    let Some(id) = of_item(scene, params) else { return Value::Null };
    let call = |needing: Dependency| json!({ "from": item(scene, needing.entity), "fromRanges": ranges(scene, &needing) });
    editor::needed_by(scene.view, id).into_iter().map(call).collect()
}

fn ranges(scene: Scene, dependency: &Dependency) -> Vec<Value> {
    dependency.places.iter().map(|place| scene.range(*place)).collect()
}
