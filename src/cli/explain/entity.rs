//! Any entity: its title, documentation, fields, what it holds and what refers to it.

use super::kind::{declared, paragraph};
use super::{Scene, text};
use crate::model::{EntityId, FieldRole, Model, Value};
use crate::syntax::literal;

/// Appends what an entity is.
pub fn entity(scene: &Scene, id: EntityId, out: &mut String) {
    let model = &scene.model;
    let entity = model.entity(id);
    let kind = model.schema().kind(entity.kind);
    text::start(out);
    let title = entity.title.as_ref().map(|title| format!(" \"{title}\"")).unwrap_or_default();
    out.push_str(&format!("{} `{}`{title}\n", kind.name, entity.path));
    if let Some(doc) = entity.doc {
        paragraph(&literal::doc(scene.sources.text(doc)), out);
    }
    if !entity.formerly.is_empty() {
        let names: Vec<String> = entity.formerly.iter().map(|(name, _)| format!("`{name}`")).collect();
        out.push('\n');
        text::wrapped(&format!("Formerly: {}", names.join(", ")), "", "  ", out);
    }
    fields(scene, id, out);
    children(scene, id, out);
    declared(scene, entity.name_span, out);
}

/// A value as it would be written; entities by path, with their title.
pub fn value_text(model: &Model, value: &Value) -> String {
    match value {
        Value::Missing => "nothing".to_owned(),
        Value::Text(text) | Value::File(text) | Value::Url(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => is.to_string(),
        Value::Percent(number) => format!("{number}%"),
        Value::Date(date) => date.to_string(),
        Value::Dates(dates) => dates.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Interval(duration) => format!("every {duration}"),
        Value::Money(money) => money.to_string(),
        Value::Enum(id, place) => {
            let variants = &model.schema().enumeration(*id).variants;
            variants.get(usize::from(*place)).map_or(String::new(), |variant| variant.name.to_string())
        }
        Value::Entity(id) => named(model, *id),
        Value::List(items) => items.iter().map(|item| value_text(model, &item.value)).collect::<Vec<_>>().join(", "),
    }
}

fn fields(scene: &Scene, id: EntityId, out: &mut String) {
    let model = &scene.model;
    let mut any = false;
    for &field in &model.schema().kind(model.entity(id).kind).fields {
        let about = model.schema().field(field);
        let value = match about.role {
            FieldRole::Written => model.slot(id, field).map(|slot| value_text(model, &slot.value)),
            FieldRole::Contains => None,
            FieldRole::Inverse(_) => {
                let names: Vec<String> = model.related(id, field).into_iter().map(|other| named(model, other)).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            if !any {
                out.push('\n');
                any = true;
            }
            text::wrapped(&value, &format!("  {}: ", about.name), "      ", out);
        }
    }
}

fn children(scene: &Scene, id: EntityId, out: &mut String) {
    let model = &scene.model;
    if model.children(id).is_empty() {
        return;
    }
    out.push_str("\nHolds\n");
    for &child in model.children(id) {
        let kind = &model.schema().kind(model.entity(child).kind).name;
        text::wrapped(&format!("{kind} {}", named(model, child)), "  ", "      ", out);
    }
}

/// The path of an entity and its title.
fn named(model: &Model, id: EntityId) -> String {
    let entity = model.entity(id);
    match &entity.title {
        Some(title) => format!("`{}` {title}", entity.path),
        None => format!("`{}`", entity.path),
    }
}
