//! Who names an entity, and what becomes of it when it is called something else.

use super::target::{Target, target};
use super::written_references;
use crate::diag::Edit;
use crate::model::EntityId;
use crate::source::{FileId, Origin, Span};
use crate::syntax::tokens::{Kind, tokens};
use crate::workspace::Checked;

/// Why something cannot be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

/// The places at which an entity or rule is named, in the order of the text, its declaration among them. What stands inside it and is named by
/// a longer path counts too: `restore` of `incident_management.restore` leads to the process as well.
pub fn references(checked: &Checked, of: Target) -> Vec<Span> {
    let mut found = match of {
        Target::Entity(id) => named(checked, id).into_iter().map(|(span, _)| span).collect(),
        Target::Rule(place) => rule_named(checked, place),
        _ => Vec::new(),
    };
    found.sort_by_key(|span| checked.sources.order(*span));
    found.dedup();
    found
}

/// The places of the very word that names an entity, each with the whole path there.
fn named(checked: &Checked, id: EntityId) -> Vec<(Span, String)> {
    let model = &checked.model;
    let entity = model.entity(id);
    let mut found = Vec::new();
    let name = checked.sources.text(entity.name_span);
    if entity.path.ends_with(name) {
        found.push((entity.name_span, name.to_owned()));
    }
    let part = |path: &str, span: Span, to: EntityId| part_for(checked, id, to, path, span);
    for referrer in model.ids() {
        for (span, to) in written_references(model, referrer) {
            let path = checked.sources.text(span);
            found.extend(part(path, span, to).map(|span| (span, path.to_owned())));
        }
    }
    // Rules, registers and definitions name entities by their whole paths.
    for (file, source) in checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model) {
        let text = source.text();
        for range in declarations(checked, file) {
            let inside = tokens(text.get(range.clone()).unwrap_or_default());
            for token in inside.iter().filter(|token| token.kind == Kind::Name) {
                let span = Span::new(file, range.start + token.start as usize, range.start + token.end as usize);
                let path = checked.sources.text(span);
                let to = path.contains('.').then(|| model.find(path)).flatten().or_else(|| (path == &*entity.path).then_some(id));
                found.extend(to.and_then(|to| part(path, span, to)).map(|span| (span, path.to_owned())));
            }
        }
    }
    found
}

/// The stretches of a file in which rules, registers and definitions stand.
fn declarations(checked: &Checked, file: FileId) -> Vec<std::ops::Range<usize>> {
    let model = &checked.model;
    let rules = model.rules().iter().map(|rule| rule.span);
    let registers = model.registers().iter().map(|register| register.span);
    let defines = model.defines().iter().map(|define| define.decl.span);
    rules.chain(registers).chain(defines).filter(|span| span.file == file).map(Span::range).collect()
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

fn rule_named(checked: &Checked, place: usize) -> Vec<Span> {
    let model = &checked.model;
    let Some(rule) = model.rules().get(place) else { return Vec::new() };
    let name = checked.sources.text(rule.name.span);
    let mut found = vec![rule.name.span];
    for id in model.ids() {
        for slot in model.slots(id) {
            let one = slot.value.rule_name().map(|_| slot.span);
            let many = match &slot.value {
                crate::model::Value::List(items) => {
                    items.iter().filter(|item| item.value.rule_name().is_some()).map(|item| item.span).collect()
                }
                _ => Vec::new(),
            };
            found.extend(one.into_iter().chain(many).filter(|span| checked.sources.text(*span) == name));
        }
    }
    for (file, source) in checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model) {
        for range in declarations(checked, file) {
            let text = source.text().get(range.clone()).unwrap_or_default();
            let same = tokens(text).into_iter().filter(|token| token.kind == Kind::Name && text.get(token.range()) == Some(name));
            found.extend(same.map(|token| Span::new(file, range.start + token.start as usize, range.start + token.end as usize)));
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
        Target::Rule(_) => (target, word),
        _ => return None,
    };
    Some((target, span))
}

/// The edits after which the thing at `offset` is called `name`, wherever it is named.
pub fn rename(checked: &Checked, file: FileId, offset: usize, name: &str) -> Result<Vec<Edit>, Refusal> {
    let Some((target, _)) = renamed_at(checked, file, offset) else {
        return Err(Refusal("only entities and rules of the model can be renamed".to_owned()));
    };
    let model = &checked.model;
    let spans = references(checked, target);
    if spans.iter().any(|span| checked.sources.file(span.file).origin() == Origin::Library) {
        return Err(Refusal("this name is the library's, and cannot be changed".to_owned()));
    }
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
            && letters.all(unicode_ident::is_xid_continue)
    };
    if !is_name(name) {
        return Err(Refusal(format!("`{name}` is no name: a name is a letter and then letters, digits and `_`")));
    }
    if let Target::Entity(id) = target {
        let entity = model.entity(id);
        let path = match entity.path.rsplit_once('.') {
            Some((before, _)) => format!("{before}.{name}"),
            None => name.to_owned(),
        };
        if let Some(other) = model.find(&path).filter(|&other| other != id) {
            let place = checked.sources.file(model.entity(other).name_span.file).name();
            return Err(Refusal(format!("`{path}` is taken: it is declared in {place}")));
        }
    }
    Ok(spans.into_iter().map(|span| Edit { span, text: name.to_owned() }).collect())
}
