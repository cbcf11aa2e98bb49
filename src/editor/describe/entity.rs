//! An entity: what it is, what is written of it, who answers for it, who names it, and how it stands.

use super::super::view::View;
use super::{framework, promise, things};
use crate::answers::why::{period, why};
use crate::assess::{Derivation, Step, people};
use crate::model::{EntityId, Model, Value};
use crate::source::Origin;
use crate::workspace::Checked;
use crate::world::Audience;

/// The most written fields of an entity that are shown.
const MOST: usize = 8;

/// What is said of an entity.
pub fn entity(view: &View, id: EntityId) -> String {
    let checked = view.checked();
    let (model, schema) = (&checked.model, checked.model.schema());
    let (entity, reader) = (model.entity(id), model.reader(Audience::Anybody));
    let title = reader.written_title(id).map(|title| format!(" “{title}”")).unwrap_or_default();
    let mut text = format!("{} **{}**{title}", schema.kind(entity.kind).name, entity.path);
    if let Some(doc) = reader.doc(id, &checked.sources) {
        text.push_str(&format!("\n\n{doc}"));
    }
    let mut lines = match schema.lang {
        Some(lang) if model.is_a(id, lang.clause) || model.is_a(id, lang.requirement) => framework::item(view, &lang, id),
        Some(lang) if model.is_a(id, lang.framework) => framework::whole(view, id),
        _ => written(checked, id),
    };
    if let Some(lang) = schema.lang {
        if model.is_a(id, lang.promises.target) {
            lines.extend(promise::reach(checked, &lang, id));
        }
        if model.is_a(id, lang.evidence) {
            lines.extend(on_file(view, id));
        }
    }
    lines.extend(answered_for(checked, id));
    lines.extend(view.met(id).map(|met| format!("- {} of {} requirements met", met.met, met.all)));
    lines.extend(named_by(model, id));
    if !lines.is_empty() {
        text.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    text
}

/// The first of the fields that are written, and how much it holds.
fn written(checked: &Checked, id: EntityId) -> Vec<String> {
    let model = &checked.model;
    let mut lines = Vec::new();
    for slot in model.slots(id).iter().take(MOST) {
        let said = said(checked, &slot.value);
        if !said.is_empty() {
            lines.push(format!("- {}: {said}", model.schema().field(slot.field).name));
        }
    }
    let held = model.children(id).len();
    if held > 0 {
        lines.push(format!("- holds {}", things(held)));
    }
    lines
}

/// What is on file, with the time it covers and its age, as an answer to why something stands as it does puts it.
fn on_file(view: &View, id: EntityId) -> Option<String> {
    let held = view.assessment().frameworks.iter().flat_map(|framework| &framework.items).flat_map(|item| &item.held);
    let mut held = held.filter(|held| held.entity == id).map(|held| {
        let step = Derivation { step: Step::OnFile(held.clone()), place: None, parts: Vec::new() };
        why(&view.input(), &step).tree.text
    });
    let first = held.next();
    let of_itself = || {
        let period = period(&view.checked().model, id, view.checked().facts.today);
        (!period.is_empty()).then(|| period.join(", "))
    };
    // `on file: evidence … ; covers … , 51 days old; counts`: what it is stands above already.
    let facts = first.and_then(|text| Some(text.split_once("; ")?.1.to_owned())).or_else(of_itself)?;
    Some(format!("- on file: {facts}"))
}

/// Who answers for it, where that is not one of its own fields already.
fn answered_for(checked: &Checked, id: EntityId) -> Option<String> {
    let model = &checked.model;
    if model.entity(id).origin == Origin::Library {
        return None;
    }
    let reader = model.reader(Audience::Anybody);
    let actors = people::answerable(model, id);
    let named: Vec<String> = actors
        .iter()
        .map(|&actor| {
            let people = people::people(model, actor, checked.facts.today);
            let people: Vec<_> = people.into_iter().filter(|&person| person != actor).map(|person| reader.title(person)).collect();
            let people = if people.is_empty() { String::new() } else { format!(" ({})", people.join(", ")) };
            format!("{}{people}", reader.title(actor))
        })
        .collect();
    (!named.is_empty()).then(|| format!("- answered for by {}", named.join(", ")))
}

fn named_by(model: &Model, id: EntityId) -> Option<String> {
    let referrers = model.references();
    let referring = referrers.of(id);
    let own: Vec<EntityId> = referring.iter().copied().filter(|&other| model.entity(other).origin == Origin::Model).collect();
    if own.is_empty() {
        return None;
    }
    let named: Vec<String> = own.iter().take(5).map(|&other| format!("`{}`", model.entity(other).path)).collect();
    let more = own.len().saturating_sub(named.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("- named by {}{more}", named.join(", ")))
}

/// A value in words.
pub fn said(checked: &Checked, value: &Value) -> String {
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
