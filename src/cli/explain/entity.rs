//! Any entity: its title, documentation, fields, what it holds and what refers to it.

use super::kind::{declared, paragraph};
use super::{Scene, text};
use crate::model::{EntityId, FieldId, FieldRole, Model, Reader, Value};

/// Appends what an entity is.
pub fn entity(scene: &Scene, id: EntityId, out: &mut String) {
    let model = &scene.model;
    let entity = model.entity(id);
    let kind = model.schema().kind(entity.kind);
    text::start(out);
    let reader = scene.reader();
    let title = reader.written_title(id).map(|title| format!(" \"{title}\"")).unwrap_or_default();
    out.push_str(&format!("{} `{}`{title}\n", kind.name, entity.path));
    if let Some(doc) = reader.doc(id, &scene.sources) {
        paragraph(&doc, out);
    }
    if !entity.formerly.is_empty() {
        let names: Vec<String> = entity.formerly.iter().map(|(name, _)| format!("`{name}`")).collect();
        out.push('\n');
        text::wrapped(&format!("Formerly: {}", names.join(", ")), "", "  ", out);
    }
    fields(scene, id, out);
    children(scene, id, out);
    if !reader.may_read(id) {
        out.push_str("\nIts texts are licensed and left out; `--private` shows them\n");
    }
    declared(scene, entity.name_span, out);
}

/// A value as it would be written; entities by path, with their title.
pub fn value_text(reader: &Reader, value: &Value) -> String {
    match value {
        Value::Missing => "nothing".to_owned(),
        Value::Text(text) | Value::File(text) | Value::Url(text) => text.to_string(),
        Value::Sealed(text) => reader.letters(text).to_owned(),
        Value::Scalar(value) => value.to_string(),
        Value::Enum(id, place) => {
            let variants = &reader.model().schema().enumeration(*id).variants;
            variants.get(usize::from(*place)).map_or(String::new(), |variant| variant.name.to_string())
        }
        Value::Entity(id) => named(reader, *id),
        Value::List(items) => items.iter().map(|item| value_text(reader, &item.value)).collect::<Vec<_>>().join(", "),
    }
}

fn fields(scene: &Scene, id: EntityId, out: &mut String) {
    let (model, reader) = (&scene.model, scene.reader());
    let mut any = false;
    for &field in &model.schema().kind(model.entity(id).kind).fields {
        let about = model.schema().field(field);
        let (short, long) = match about.role {
            FieldRole::Written => (model.slot(id, field).map(|slot| value_text(&reader, &slot.value)), Vec::new()),
            FieldRole::Contains | FieldRole::Computed => (None, Vec::new()),
            FieldRole::Inverse(of) => referring(&reader, id, field, of),
        };
        let short = short.filter(|text| !text.is_empty());
        if (short.is_some() || !long.is_empty()) && !any {
            out.push('\n');
            any = true;
        }
        if short.is_some() || !long.is_empty() {
            text::wrapped(&short.unwrap_or_default(), &format!("  {}: ", about.name), "      ", out);
        }
        for line in long {
            text::wrapped(&line, "    - ", "      ", out);
        }
    }
}

/// Who refers to an entity: those with a title by name, the others by what they say, since their names are made up.
fn referring(reader: &Reader, id: EntityId, field: FieldId, of: FieldId) -> (Option<String>, Vec<String>) {
    let model = reader.model();
    let (named_ones, others): (Vec<EntityId>, Vec<EntityId>) =
        model.related(id, field).into_iter().partition(|&other| model.has_title(other));
    let names: Vec<String> = named_ones.into_iter().map(|other| named(reader, other)).collect();
    let lines = others.into_iter().map(|other| match summary(reader, other, Some(of)) {
        said if said.is_empty() => named(reader, other),
        said => format!("{} in {}", said, holder(model, other)),
    });
    ((!names.is_empty()).then(|| names.join(", ")), lines.collect())
}

/// The written fields of an entity in one line, but for `left_out`.
fn summary(reader: &Reader, id: EntityId, left_out: Option<FieldId>) -> String {
    let model = reader.model();
    let said = model.slots(id).iter().filter(|slot| Some(slot.field) != left_out);
    let said = said.map(|slot| format!("{}: {}", model.schema().field(slot.field).name, value_text(reader, &slot.value)));
    said.collect::<Vec<_>>().join("; ")
}

fn holder(model: &Model, id: EntityId) -> String {
    match model.entity(id).parent {
        Some((parent, _)) => format!("`{}`", model.entity(parent).path),
        None => format!("`{}`", model.entity(id).path),
    }
}

fn children(scene: &Scene, id: EntityId, out: &mut String) {
    let (model, reader) = (&scene.model, scene.reader());
    if model.children(id).is_empty() {
        return;
    }
    out.push_str("\nHolds\n");
    for &child in model.children(id) {
        let kind = &model.schema().kind(model.entity(child).kind).name;
        text::wrapped(&format!("{kind} {}", named(&reader, child)), "  ", "      ", out);
        let said = summary(&reader, child, None);
        if !said.is_empty() {
            text::wrapped(&said, "      ", "      ", out);
        }
    }
}

/// The path of an entity and its title.
fn named(reader: &Reader, id: EntityId) -> String {
    let path = &reader.model().entity(id).path;
    match reader.written_title(id) {
        Some(title) => format!("`{path}` {title}"),
        None => format!("`{path}`"),
    }
}
