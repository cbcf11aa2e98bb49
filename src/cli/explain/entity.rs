//! Any entity: its title, documentation, fields, what it holds and what refers to it.

use super::kind::{declared, paragraph};
use super::{Scene, text};
use crate::model::{EntityId, FieldId, FieldRole, Model, Value};
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
        let (short, long) = match about.role {
            FieldRole::Written => (model.slot(id, field).map(|slot| value_text(model, &slot.value)), Vec::new()),
            FieldRole::Contains => (None, Vec::new()),
            FieldRole::Inverse(of) => referring(model, id, field, of),
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
fn referring(model: &Model, id: EntityId, field: FieldId, of: FieldId) -> (Option<String>, Vec<String>) {
    let (named_ones, others): (Vec<EntityId>, Vec<EntityId>) =
        model.related(id, field).into_iter().partition(|&other| model.entity(other).title.is_some());
    let names: Vec<String> = named_ones.into_iter().map(|other| named(model, other)).collect();
    let lines = others.into_iter().map(|other| match summary(model, other, Some(of)) {
        said if said.is_empty() => named(model, other),
        said => format!("{} in {}", said, holder(model, other)),
    });
    ((!names.is_empty()).then(|| names.join(", ")), lines.collect())
}

/// The written fields of an entity in one line, but for `left_out`.
fn summary(model: &Model, id: EntityId, left_out: Option<FieldId>) -> String {
    let said = model.slots(id).iter().filter(|slot| Some(slot.field) != left_out);
    let said = said.map(|slot| format!("{}: {}", model.schema().field(slot.field).name, value_text(model, &slot.value)));
    said.collect::<Vec<_>>().join("; ")
}

fn holder(model: &Model, id: EntityId) -> String {
    match model.entity(id).parent {
        Some((parent, _)) => format!("`{}`", model.entity(parent).path),
        None => format!("`{}`", model.entity(id).path),
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
        let said = summary(model, child, None);
        if !said.is_empty() {
            text::wrapped(&said, "      ", "      ", out);
        }
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
