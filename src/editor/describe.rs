//! What is said of something, as Markdown.

use super::target::Target;
use crate::model::describe::{field_words, kind_words, with_article};
use crate::model::{EntityId, FieldRole, Value};
use crate::syntax::literal;
use crate::workspace::Checked;
use crate::world::Audience;

/// What `target` is: its name and sort, its documentation, and what belongs to it.
pub fn describe(checked: &Checked, target: Target) -> String {
    let (model, schema, sources) = (&checked.model, checked.model.schema(), &checked.sources);
    let doc = |doc: Option<crate::syntax::tree::Doc>| doc.map(|doc| literal::doc(sources.text(doc.span))).unwrap_or_default();
    let page = |head: String, doc: &str| if doc.is_empty() { head } else { format!("{head}\n\n{doc}") };
    match target {
        Target::Entity(id) => entity(checked, id),
        Target::Kind(id) => {
            let kind = schema.kind(id);
            let sort = kind.parent.map(|parent| format!(", a sort of `{}`", schema.kind(parent).name)).unwrap_or_default();
            page(format!("kind **{}**{sort}", kind.name), &kind.doc)
        }
        Target::Field(id) => {
            let field = schema.field(id);
            let from = match field.role {
                FieldRole::Written | FieldRole::Contains => String::new(),
                FieldRole::Inverse(of) => format!(
                    ", found by `{}` of {}",
                    schema.field(of).name,
                    with_article(&kind_words(schema, schema.field(of).owner))
                ),
                FieldRole::Computed => ", worked out and never written".to_owned(),
            };
            let head = format!("**{}** of `{}`: {}{from}", field.name, schema.kind(field.owner).name, field_words(schema, field));
            page(head, &field.doc)
        }
        Target::Enum(id) => {
            let values = schema.enumeration(id);
            page(format!("enum **{}**", values.name), &values.doc)
        }
        Target::Variant(id, place) => {
            let values = schema.enumeration(id);
            match values.variants.get(usize::from(place)) {
                Some(variant) => page(format!("**{}** ({}), of `{}`", variant.name, variant.title, values.name), &variant.doc),
                None => String::new(),
            }
        }
        Target::Rule(place) => {
            let rule = model.rules().get(place);
            rule.map_or(String::new(), |rule| page(format!("rule **{}**", sources.text(rule.name.span)), &doc(rule.doc)))
        }
        Target::Register(place) => {
            let register = model.registers().get(place);
            register.map_or(String::new(), |register| {
                page(format!("register **{}**", sources.text(register.name.span)), &doc(register.doc))
            })
        }
        Target::Definition(place) => match model.defines().get(place) {
            Some(define) => {
                let text = format!("```sms\n{}\n```", sources.text(define.decl.span));
                page(text, &doc(define.decl.doc))
            }
            None => String::new(),
        },
    }
}

/// The most written fields of an entity that are shown.
const MOST: usize = 8;

fn entity(checked: &Checked, id: EntityId) -> String {
    let model = &checked.model;
    let (schema, entity, reader) = (model.schema(), model.entity(id), model.reader(Audience::Anybody));
    let title = reader.written_title(id).map(|title| format!(" “{title}”")).unwrap_or_default();
    let mut text = format!("{} **{}**{title}", schema.kind(entity.kind).name, entity.path);
    if let Some(doc) = reader.doc(id, &checked.sources) {
        text.push_str(&format!("\n\n{doc}"));
    }
    let mut lines = Vec::new();
    for slot in model.slots(id).iter().take(MOST) {
        let said = said(checked, &slot.value);
        if !said.is_empty() {
            lines.push(format!("- {}: {said}", schema.field(slot.field).name));
        }
    }
    let held = model.children(id).len();
    if held > 0 {
        lines.push(format!("- holds {}", if held == 1 { "one thing".to_owned() } else { format!("{held} things") }));
    }
    let referrers = model.references();
    let referring = referrers.of(id);
    if !referring.is_empty() {
        let named: Vec<String> = referring.iter().take(5).map(|&other| format!("`{}`", model.entity(other).path)).collect();
        let more = referring.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        lines.push(format!("- named by {}{more}", named.join(", ")));
    }
    if !lines.is_empty() {
        text.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    text
}

fn said(checked: &Checked, value: &Value) -> String {
    let reader = checked.model.reader(Audience::Anybody);
    match value {
        Value::Missing => String::new(),
        Value::Text(text) | Value::File(text) | Value::Url(text) => text.to_string(),
        Value::Sealed(text) => reader.letters(text).to_owned(),
        Value::Scalar(value) => value.to_string(),
        Value::Enum(id, place) => {
            let variants = &checked.model.schema().enumeration(*id).variants;
            variants.get(usize::from(*place)).map_or(String::new(), |variant| variant.title.to_string())
        }
        Value::Entity(id) => reader.title(*id).into_owned(),
        Value::List(items) => items.iter().map(|item| said(checked, &item.value)).collect::<Vec<_>>().join(", "),
    }
}
