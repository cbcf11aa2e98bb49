//! What a word of a model leads to.

use super::{entity_at, holds, written_references};
use crate::model::{EntityId, EnumId, FieldId, KindId, Value};
use crate::source::{FileId, Span};
use crate::syntax::tokens::{Kind, Token, tokens};
use crate::workspace::Checked;

/// What a word leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// An entity.
    Entity(EntityId),
    /// A kind.
    Kind(KindId),
    /// A field.
    Field(FieldId),
    /// An enum.
    Enum(EnumId),
    /// A value of an enum.
    Variant(EnumId, u16),
    /// A rule, by its place among the model's.
    Rule(usize),
    /// A register, by its place.
    Register(usize),
    /// A definition, by its place.
    Definition(usize),
}

/// What the word at `offset` leads to, and where the word stands.
pub fn target(checked: &Checked, file: FileId, offset: usize) -> Option<(Target, Span)> {
    let text = checked.sources.file(file).text();
    let all = tokens(text);
    let touches = |token: &&Token| token.kind == Kind::Name && (token.start as usize..=token.end as usize).contains(&offset);
    let index = all.iter().position(|token| touches(&token))?;
    let token = all.get(index)?;
    let span = Span::new(file, token.start as usize, token.end as usize);
    let word = text.get(token.range())?;
    let is_label = all.get(index + 1).is_some_and(|next| next.kind == Kind::Colon);
    let of_entity = || in_entity(checked, file, offset, word, is_label);
    let found = if in_declaration(checked, file, offset) {
        in_rule(checked, word, offset - token.start as usize, is_label)
    } else {
        of_entity()
    };
    Some((found?, span))
}

/// Where something is declared: its name.
pub fn declared_at(checked: &Checked, target: Target) -> Option<Span> {
    let (model, schema) = (&checked.model, checked.model.schema());
    Some(match target {
        Target::Entity(id) => model.entity(id).name_span,
        Target::Kind(id) => schema.kind(id).span,
        Target::Field(id) => schema.field(id).span,
        Target::Enum(id) => schema.enumeration(id).span,
        Target::Variant(id, place) => schema.enumeration(id).variants.get(usize::from(place))?.span,
        Target::Rule(place) => model.rules().get(place)?.name.span,
        Target::Register(place) => model.registers().get(place)?.name.span,
        Target::Definition(place) => model.defines().get(place)?.decl.name.span,
    })
}

/// Whether a rule, register, definition, kind or enum stands at `offset`, and no entity.
fn in_declaration(checked: &Checked, file: FileId, offset: usize) -> bool {
    entity_at(checked, file, offset).is_none()
}

fn in_entity(checked: &Checked, file: FileId, offset: usize, word: &str, is_label: bool) -> Option<Target> {
    let model = &checked.model;
    let id = entity_at(checked, file, offset)?;
    let entity = model.entity(id);
    if is_label && let Some(field) = model.schema().field_named(entity.kind, word) {
        return Some(Target::Field(field));
    }
    if let Some((_, to)) = written_references(model, id).into_iter().find(|(span, _)| holds(*span, file, offset)) {
        return Some(Target::Entity(to));
    }
    if let Some(slot) = model.slots(id).iter().find(|slot| holds(slot.span, file, offset)) {
        return value_at(checked, &slot.value, word, file, offset);
    }
    // What remains is the head: the word for the kind, then the name.
    if holds(entity.name_span, file, offset)
        && checked.sources.text(entity.name_span) == word
        && entity.name_span.start != entity.span.start
    {
        return Some(Target::Entity(id));
    }
    model.schema().kind_named(word).map(Target::Kind)
}

fn value_at(checked: &Checked, value: &Value, word: &str, file: FileId, offset: usize) -> Option<Target> {
    match value {
        Value::Enum(id, place) => Some(Target::Variant(*id, *place)),
        Value::List(items) => {
            let item = items.iter().find(|item| holds(item.span, file, offset))?;
            value_at(checked, &item.value, word, file, offset)
        }
        // Of texts, only the name of a rule stands without quotes.
        Value::Text(_) => {
            let name = checked.model.rule_names().present(word).unwrap_or(word);
            checked.model.rules().iter().position(|rule| checked.sources.text(rule.name.span) == name).map(Target::Rule)
        }
        _ => None,
    }
}

/// What a word of a rule, register, definition or kind leads to.
fn in_rule(checked: &Checked, word: &str, inside: usize, is_label: bool) -> Option<Target> {
    if is_label {
        return None;
    }
    let (model, sources) = (&checked.model, &checked.sources);
    let schema = model.schema();
    let first = word.split('.').next().unwrap_or(word);
    let named = |span: Span| sources.text(span) == first;
    let whole = || model.find(word).map(Target::Entity);
    let kind = || schema.kind_named(first).map(Target::Kind);
    let define = || model.defines().iter().position(|define| named(define.decl.name.span)).map(Target::Definition);
    let rule = || model.rules().iter().position(|rule| named(rule.name.span)).map(Target::Rule);
    let register = || model.registers().iter().position(|register| named(register.name.span)).map(Target::Register);
    let field = || {
        // `s.owner`: which kind `s` is, only planning knows; a name that all fields of the model's kinds agree on is enough.
        let part = word.get(..word.get(inside..)?.find('.').map_or(word.len(), |dot| inside + dot))?.rsplit('.').next()?;
        (part != first).then(|| schema.fields.iter().position(|field| &*field.name == part)).flatten().map(|place| {
            let owner = schema.fields[place].owner;
            schema.field_named(owner, part).map(Target::Field)
        })?
    };
    let variant = || {
        schema.kinds.first()?;
        schema.enums.iter().find_map(|values| {
            let place = values.variant(word)?;
            Some(Target::Variant(schema.enum_named(&values.name)?, place))
        })
    };
    whole()
        .or_else(field)
        .or_else(define)
        .or_else(kind)
        .or_else(rule)
        .or_else(register)
        .or_else(variant)
        .or_else(|| schema.enum_named(first).map(Target::Enum))
}
