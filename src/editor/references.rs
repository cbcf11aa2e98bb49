//! Who names something, and what becomes of it when it is called something else.

use super::mentions::{Mention, mentions};
use super::target::{Target, target};
use super::written_references;
use crate::diag::Edit;
use crate::model::{EntityId, Value};
use crate::source::{FileId, Origin, Span};
use crate::workspace::Checked;

/// Why something cannot be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

/// The places at which something is named, in the order of the text, its declaration among them; of the library's only the declaration. What
/// stands inside an entity and is named by a longer path counts too: `restore` of `incident_management.restore` leads to the process as well.
pub fn references(checked: &Checked, of: Target) -> Vec<Span> {
    let mut found = match of {
        Target::Entity(id) => entity_named(checked, id),
        Target::Rule(place) => rule_named(checked, place),
        Target::Kind(kind) => {
            let of_kind = checked.model.of_exact_kind(kind).iter().map(|&id| checked.model.entity(id));
            let name = &checked.model.schema().kind(kind).name;
            let word = |span: Span| Span { end: span.start + name.len() as u32, ..span };
            let own = of_kind.filter(|entity| entity.origin == Origin::Model).map(|entity| word(entity.span));
            own.filter(|span| checked.sources.text(*span) == &**name).collect()
        }
        Target::Field(field) => {
            let model = &checked.model;
            let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model);
            own.filter_map(|id| label_of(checked, model.slot(id, field)?.span)).collect()
        }
        Target::Variant(id, place) => variant_named(checked, &Value::Enum(id, place)),
        Target::Enum(_) | Target::Register(_) | Target::Definition(_) | Target::Function(_) | Target::Variable(..) => Vec::new(),
    };
    if !matches!(of, Target::Entity(_)) {
        found.extend(mentioned(checked, of));
        found.extend(super::declared_at(checked, of));
    }
    found.sort_by_key(|span| checked.sources.order(*span));
    found.dedup();
    found
}

/// Where declarations of the organisation mention something.
fn mentioned(checked: &Checked, of: Target) -> impl Iterator<Item = Span> {
    own_mentions(checked).into_iter().filter(move |mention| same(mention.target, of)).map(|mention| mention.span)
}

/// Whether two words lead to one thing; of a variable the place of its declaration alone counts.
fn same(one: Target, other: Target) -> bool {
    match (one, other) {
        (Target::Variable(one, _), Target::Variable(other, _)) => one == other,
        _ => one == other,
    }
}

fn own_mentions(checked: &Checked) -> Vec<Mention> {
    mentions(checked, |span| checked.sources.file(span.file).origin() == Origin::Model)
}

/// The word before the colon before a value.
fn label_of(checked: &Checked, value: Span) -> Option<Span> {
    let before = checked.sources.file(value.file).text().get(..value.start as usize)?;
    let before = before.trim_end().strip_suffix(':')?.trim_end();
    let start = before.rfind(|letter: char| !unicode_ident::is_xid_continue(letter)).map_or(0, |at| at + 1);
    // What stands before may be a letter of several bytes.
    let start = (start..before.len()).find(|&at| before.is_char_boundary(at))?;
    Some(Span::new(value.file, start, before.len()))
}

fn variant_named(checked: &Checked, wanted: &Value) -> Vec<Span> {
    let model = &checked.model;
    let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model);
    let in_slot = |id: EntityId| {
        model.slots(id).iter().flat_map(|slot| match &slot.value {
            Value::List(items) => items.iter().filter(|item| item.value == *wanted).map(|item| item.span).collect(),
            value if value == wanted => vec![slot.span],
            _ => Vec::new(),
        })
    };
    own.flat_map(in_slot).collect()
}

/// The places of the very word that names an entity.
fn entity_named(checked: &Checked, id: EntityId) -> Vec<Span> {
    let model = &checked.model;
    let entity = model.entity(id);
    let mut found = Vec::new();
    if entity.path.ends_with(checked.sources.text(entity.name_span)) {
        found.push(entity.name_span);
    }
    let part = |span: Span, to: EntityId| part_for(checked, id, to, checked.sources.text(span), span);
    for referrer in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        found.extend(written_references(model, referrer).into_iter().filter_map(|(span, to)| part(span, to)));
    }
    // Rules, registers and definitions name entities by their whole paths.
    found.extend(own_mentions(checked).into_iter().filter_map(|mention| match mention.target {
        Target::Entity(to) => part(mention.span, to),
        _ => None,
    }));
    found
}

/// The part of the path at `span`, which leads to `to`, that names `id`: the entity itself or what it stands in.
fn part_for(checked: &Checked, id: EntityId, to: EntityId, path: &str, span: Span) -> Option<Span> {
    let model = &checked.model;
    let (whole, wanted) = (&*model.entity(to).path, &*model.entity(id).path);
    let behind = whole.strip_prefix(wanted).filter(|rest| rest.is_empty() || rest.starts_with('.'))?;
    let before = path.strip_suffix(behind)?;
    let name = checked.sources.text(model.entity(id).name_span);
    let rest = before.strip_suffix(name)?;
    if !rest.is_empty() && !rest.ends_with('.') {
        return None;
    }
    let start = span.start as usize + rest.len();
    Some(Span::new(span.file, start, start + name.len()))
}

/// Where waivers and tests name a rule.
fn rule_named(checked: &Checked, place: usize) -> Vec<Span> {
    let model = &checked.model;
    let Some(rule) = model.rules().get(place) else { return Vec::new() };
    let name = checked.sources.text(rule.name.span);
    let mut found = Vec::new();
    for id in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        for slot in model.slots(id) {
            let one = slot.value.rule_name().map(|_| slot.span);
            let many: Vec<Span> = match &slot.value {
                Value::List(items) => items.iter().filter(|item| item.value.rule_name().is_some()).map(|item| item.span).collect(),
                _ => Vec::new(),
            };
            // A text has quotes around it.
            found.extend(one.into_iter().chain(many).filter(|span| checked.sources.text(*span) == name));
        }
    }
    found
}

/// The word at `offset` that can be renamed.
pub fn renamed_at(checked: &Checked, file: FileId, offset: usize) -> Option<(Target, Span)> {
    let (target, word) = target(checked, file, offset)?;
    // Of a path, the part at the place: `incident_management.restore` names two things.
    let (target, span) = match target {
        Target::Entity(to) => {
            let path = checked.sources.text(word);
            let inside = offset.saturating_sub(word.start as usize).min(path.len());
            let end = path.get(inside..)?.find('.').map_or(path.len(), |dot| inside + dot);
            let behind = path.get(end..)?;
            let whole = &*checked.model.entity(to).path;
            let id = if behind.is_empty() { to } else { checked.model.find(whole.strip_suffix(behind)?)? };
            (Target::Entity(id), part_for(checked, id, to, path, word)?)
        }
        Target::Rule(_) | Target::Definition(_) | Target::Register(_) | Target::Variable(..) => (target, word),
        Target::Kind(_) | Target::Field(_) | Target::Enum(_) | Target::Variant(..) | Target::Function(_) => return None,
    };
    Some((target, span))
}

/// The edits after which the thing at `offset` is called `name`, wherever it is named.
pub fn rename(checked: &Checked, file: FileId, offset: usize, name: &str) -> Result<Vec<Edit>, Refusal> {
    let Some((target, _)) = renamed_at(checked, file, offset) else {
        return Err(Refusal(
            "entities, rules, registers, definitions and variables can be renamed; this is none of them".to_owned(),
        ));
    };
    let spans = references(checked, target);
    let of_library = |span: Span| checked.sources.file(span.file).origin() == Origin::Library;
    if super::declared_at(checked, target).into_iter().chain(spans.iter().copied()).any(of_library) {
        return Err(Refusal("this name is the library's, and cannot be changed".to_owned()));
    }
    if !is_name(name) {
        return Err(Refusal(format!("`{name}` is no name: a name is a letter and then letters, digits and `_`")));
    }
    match target {
        Target::Entity(id) => is_free(checked, id, name)?,
        Target::Rule(place) => {
            let model = &checked.model;
            let taken =
                model.rules().iter().enumerate().find(|(at, rule)| *at != place && checked.sources.text(rule.name.span) == name);
            if let Some((_, rule)) = taken {
                let file = file_of(checked, rule.name.span);
                return Err(Refusal(format!("a rule is called `{name}` already: it is declared in {file}")));
            }
        }
        _ => {}
    }
    Ok(spans.into_iter().map(|span| Edit { span, text: name.to_owned() }).collect())
}

/// The last part of the name of the file in which something stands.
fn file_of(checked: &Checked, span: Span) -> &str {
    checked.sources.file(span.file).name().rsplit('/').next().unwrap_or_default()
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
        && letters.all(unicode_ident::is_xid_continue)
}

/// Refuses a name that another entity has.
fn is_free(checked: &Checked, id: EntityId, name: &str) -> Result<(), Refusal> {
    let model = &checked.model;
    let path = match model.entity(id).path.rsplit_once('.') {
        Some((before, _)) => format!("{before}.{name}"),
        None => name.to_owned(),
    };
    match model.find(&path).filter(|&other| other != id) {
        Some(other) => {
            let place = file_of(checked, model.entity(other).name_span);
            Err(Refusal(format!("`{path}` is taken: it is declared in {place}")))
        }
        None => Ok(()),
    }
}
