//! What a word of a model leads to.

use super::mentions::mentions;
use super::{entity_at, holds, written_references};
use crate::model::Target as Alternative;
use crate::model::{EntityId, EnumId, FieldId, KindId, Type, Value};
use crate::rules::FunctionAbout;
use crate::source::{FileId, Origin, Span};
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
    /// A function of expressions.
    Function(FunctionAbout),
    /// A variable of a rule, register or definition: where it is declared, and the kind of its values where it is known.
    Variable(Span, Option<KindId>),
}

/// What the word at `offset` leads to, and where the word stands.
pub fn target(checked: &Checked, file: FileId, offset: usize) -> Option<(Target, Span)> {
    let text = checked.sources.file(file).text();
    if let Some(span) = declaration_at(checked, file, offset)
        && let Some(found) = mentioned(checked, span, file, offset)
    {
        return Some(found);
    }
    let all = tokens(text);
    let touches = |token: &&Token| token.kind == Kind::Name && (token.start as usize..=token.end as usize).contains(&offset);
    // Of two words that meet, the one that begins here: `x:y` has the cursor at `y`.
    let index = all.iter().rposition(|token| touches(&token))?;
    let token = all.get(index)?;
    let span = Span::new(file, token.start as usize, token.end as usize);
    let word = text.get(token.range())?;
    let is_label = all.get(index + 1).is_some_and(|next| next.kind == Kind::Colon);
    let found = match entity_at(checked, file, offset) {
        Some(id) => in_entity(checked, id, file, offset, word, is_label),
        None => in_declaration(checked, word, is_label),
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
        Target::Function(_) => return None,
        Target::Variable(name, _) => name,
    })
}

/// Where the sort of something is declared: the kind of an entity or variable, the kind or enum that a field leads to.
pub fn sort_at(checked: &Checked, target: Target) -> Vec<Span> {
    let (model, schema) = (&checked.model, checked.model.schema());
    match target {
        Target::Entity(id) => vec![schema.kind(model.entity(id).kind).span],
        Target::Variable(_, kind) => kind.map(|kind| schema.kind(kind).span).into_iter().collect(),
        Target::Variant(id, _) => vec![schema.enumeration(id).span],
        Target::Kind(id) => schema.kind(id).parent.map(|parent| schema.kind(parent).span).into_iter().collect(),
        Target::Field(id) => match &schema.field(id).ty {
            Type::OneOf(targets) => targets
                .iter()
                .filter_map(|target| match target {
                    Alternative::Kind(kind) => Some(schema.kind(*kind).span),
                    Alternative::Enum(id) => Some(schema.enumeration(*id).span),
                    Alternative::Scalar(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        },
        Target::Enum(_) | Target::Rule(_) | Target::Register(_) | Target::Definition(_) | Target::Function(_) => Vec::new(),
    }
}

/// Where something is put into practice: what of the organisation addresses a clause or requirement, which entities are of a kind and have a
/// field or value, what a rule finds.
pub fn practised_at(view: &super::View, target: Target) -> Vec<Span> {
    let checked = view.checked();
    let model = &checked.model;
    let own = |id: &EntityId| model.entity(*id).origin == Origin::Model;
    match target {
        Target::Entity(id) => match view.assessment().of(id) {
            Some((_, item)) => item.links.iter().map(|link| link.span).collect(),
            None => Vec::new(),
        },
        Target::Kind(id) => model.of_kind(id).into_iter().filter(own).map(|id| model.entity(id).name_span).collect(),
        Target::Field(field) => model.ids().filter(own).filter_map(|id| model.slot(id, field)).map(|slot| slot.span).collect(),
        Target::Rule(place) => {
            let findings = checked.waived.kept.iter();
            let of_it = |rule: usize| checked.rulebook.rules.get(rule).is_some_and(|rule| rule.declaration == place);
            findings.filter(|finding| of_it(finding.rule)).filter_map(|finding| finding.diagnostic.span()).collect()
        }
        Target::Enum(_)
        | Target::Variant(..)
        | Target::Register(_)
        | Target::Definition(_)
        | Target::Function(_)
        | Target::Variable(..) => Vec::new(),
    }
}

/// The rule, register, definition, constraint or computed field whose text holds `offset`.
fn declaration_at(checked: &Checked, file: FileId, offset: usize) -> Option<Span> {
    let model = &checked.model;
    let rules = model.rules().iter().map(|rule| rule.span);
    let registers = model.registers().iter().map(|register| register.span);
    let defines = model.defines().iter().map(|define| define.decl.span);
    let constraints = model.constraints().iter().map(|constraint| constraint.must.span);
    let computed = model.computed().iter().map(|computed| computed.body.span);
    let mut all = rules.chain(registers).chain(defines).chain(constraints).chain(computed);
    all.find(|span| holds(*span, file, offset))
}

/// What is mentioned at `offset` of a declaration.
fn mentioned(checked: &Checked, declaration: Span, file: FileId, offset: usize) -> Option<(Target, Span)> {
    let here = mentions(checked, |span| span == declaration).into_iter().filter(|mention| holds(mention.span, file, offset));
    here.min_by_key(|mention| mention.span.end - mention.span.start).map(|mention| (mention.target, mention.span))
}

fn in_entity(checked: &Checked, id: EntityId, file: FileId, offset: usize, word: &str, is_label: bool) -> Option<Target> {
    let model = &checked.model;
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

/// What a word of a declaration leads to that is no expression: its own name, a kind or an enum in a type, a field that is declared.
fn in_declaration(checked: &Checked, word: &str, is_label: bool) -> Option<Target> {
    let (model, sources) = (&checked.model, &checked.sources);
    let schema = model.schema();
    if is_label {
        return None;
    }
    let named = |span: Span| sources.text(span) == word;
    let define = || model.defines().iter().position(|define| named(define.decl.name.span)).map(Target::Definition);
    let kind = || schema.kind_named(word).map(Target::Kind);
    let rule = || model.rules().iter().position(|rule| named(rule.name.span)).map(Target::Rule);
    let register = || model.registers().iter().position(|register| named(register.name.span)).map(Target::Register);
    let enumeration = || schema.enum_named(word).map(Target::Enum);
    let entity = || model.find(word).map(Target::Entity);
    kind().or_else(enumeration).or_else(rule).or_else(register).or_else(define).or_else(entity)
}
