//! Step four: the fields of every entity are checked against its kind, on all cores.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::declare::Declared;
use super::entities::EntityPart;
use super::references::Scene;
use super::unresolved::Unresolved;
use super::values::{Found, convert};
use super::words::MemberWords;
use crate::diag::{Diagnostic, codes};
use crate::model::describe::{field_words, kind_words, placeholder, type_words, with_article};
use crate::model::{Builtin, Cardinality, EntityId, Field, FieldId, FieldRole, KindId, Schema, Slot, Target, Type, Value};
use crate::source::Span;
use crate::syntax::literal;
use crate::syntax::tree::{EntityNode, FieldNode, Member, ValueKind};
use crate::world::Patience;

/// What checking gives for all entities.
#[derive(Default)]
pub(super) struct Checked {
    pub parts: Vec<EntityPart>,
    pub slots: Vec<Slot>,
    pub diagnostics: Vec<Diagnostic>,
    pub unresolved: Vec<Unresolved>,
    /// See [`super::Analysed::steps`].
    pub steps: u64,
}

/// Entities checked by one task: enough to outweigh handing tasks out, few enough to keep all cores busy.
pub(super) const CHUNK: usize = 2048;

/// So many of them are checked before it is asked again whether somebody waits for it.
const BETWEEN_LOOKS: usize = 128;

/// Checks the fields of all entities that are written; the results stand in their order. It gives nothing once nobody waits.
pub(super) fn check(scene: &Scene, patience: Patience<'_>) -> Option<Checked> {
    let count = scene.placed.nodes.len();
    let chunks: Option<Vec<Checked>> = (0..count.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let mut checked = Checked::default();
            let mut bench = Bench::new(scene);
            for index in chunk * CHUNK..count.min((chunk + 1) * CHUNK) {
                if index % BETWEEN_LOOKS == 0 && !patience.lasts() {
                    return None;
                }
                check_entity(scene, EntityId(index as u32), &mut bench, &mut checked);
            }
            checked.steps = bench.words.steps();
            Some(checked)
        })
        .collect();
    let chunks = chunks?;
    let mut all = Checked::default();
    all.slots.reserve(chunks.iter().map(|chunk| chunk.slots.len()).sum());
    for mut chunk in chunks {
        all.parts.append(&mut chunk.parts);
        all.slots.append(&mut chunk.slots);
        all.diagnostics.append(&mut chunk.diagnostics);
        all.unresolved.append(&mut chunk.unresolved);
        all.steps += chunk.steps;
    }
    Some(all)
}

/// The defaults of all fields that have one.
pub(super) fn defaults(
    scene: &Scene,
    declared: &Declared,
    unresolved: &mut Vec<Unresolved>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(FieldId, Value)> {
    let mut values = Vec::new();
    let places: FxHashMap<Span, FieldId> =
        scene.schema.fields.iter().enumerate().map(|(at, field)| (field.span, FieldId(at as u32))).collect();
    let mut words = MemberWords::new(scene.schema);
    for decl in declared.kinds.iter().flat_map(|decl| &decl.fields) {
        let Some(node) = &decl.default else { continue };
        let Some(&field) = places.get(&decl.name.span) else { continue };
        let mut found = Found::default();
        let value = convert(scene, None, field, node, &mut words, &mut found);
        unresolved.append(&mut found.unresolved);
        diagnostics.extend(found.diagnostics.into_iter().map(|diagnostic| default_misfit(diagnostic, decl.name.span)));
        values.push((field, value));
    }
    values
}

/// What the entities of one task share.
struct Bench<'a> {
    words: MemberWords<'a>,
    /// Where the last slot of each field stands. Slots of earlier entities stay in it: whoever asks compares.
    last: Vec<u32>,
}

impl<'a> Bench<'a> {
    fn new(scene: &Scene<'a>) -> Bench<'a> {
        Bench { words: MemberWords::new(scene.schema), last: vec![0; scene.schema.fields.len()] }
    }

    /// The slot of `field`, if it is among `slots` from `before` on.
    fn written<'s>(&self, field: FieldId, slots: &'s [Slot], before: usize) -> Option<&'s Slot> {
        let place = self.last[field.index()] as usize;
        slots.get(place).filter(|slot| place >= before && slot.field == field)
    }
}

fn check_entity<'a>(scene: &Scene<'a>, id: EntityId, bench: &mut Bench<'a>, checked: &mut Checked) {
    let entity = &scene.placed.entities[id.index()];
    let node = scene.placed.nodes[id.index()];
    let mut found = Found::default();
    let before = checked.slots.len();
    for member in &node.members {
        if let Member::Field(field) = member {
            check_field(scene, id, field, bench, &mut checked.slots, before, &mut found);
        }
    }
    // Where part of the entity was lost, what seems missing may have been written.
    if !entity.broken {
        required(scene, id, |field| bench.written(field, &checked.slots, before).is_some(), &mut found);
    }
    let title = node.title.map(|title| literal::cooked(scene.sources.text(title.span)).into());
    let broken = found.lost;
    let slots = (checked.slots.len() - before) as u32;
    checked.parts.push(EntityPart { slots, title, broken, marked_private: scene.marked_private(id) });
    for diagnostic in &mut found.diagnostics {
        diagnostic.subject.get_or_insert_with(|| entity.path.to_string());
    }
    checked.diagnostics.append(&mut found.diagnostics);
    checked.unresolved.append(&mut found.unresolved);
}

fn check_field<'a>(
    scene: &Scene<'a>,
    id: EntityId,
    node: &FieldNode,
    bench: &mut Bench<'a>,
    slots: &mut Vec<Slot>,
    before: usize,
    found: &mut Found,
) {
    let kind = scene.placed.entities[id.index()].kind;
    let name = scene.sources.text(node.name.span);
    let Some(field) = scene.schema.field_named(kind, name) else {
        if name != "formerly" {
            let near = bench.words.closest_field(kind, name);
            found.meant.extend(near.and_then(|near| scene.schema.field_named(kind, near)));
            found.diagnostics.push(unknown_field(scene.schema, kind, node.name.span, name, near, &mut bench.words));
            found.lost = true;
        }
        return;
    };
    if let Some(first) = bench.written(field, slots, before) {
        found.diagnostics.push(given_twice(node.name.span, name, first.span));
        return;
    }
    match scene.schema.field(field).role {
        FieldRole::Written => {}
        FieldRole::Contains => {
            // A list of braces has been told as that.
            if !matches!(node.value.kind, ValueKind::Missing) {
                found.diagnostics.push(children_as_value(scene, node, field));
            }
            found.lost = true;
            return;
        }
        FieldRole::Inverse(of) => {
            found.diagnostics.push(computed(scene.schema, node.name.span, field, of));
            return;
        }
        FieldRole::Computed => {
            found.diagnostics.push(worked_out(scene.schema, node.name.span, field));
            return;
        }
    }
    let value = match node.value.kind {
        ValueKind::Missing => Value::Missing,
        ValueKind::Literal(_) | ValueKind::Path | ValueKind::List(_) => {
            convert(scene, Some(id), field, &node.value, &mut bench.words, found)
        }
    };
    bench.last[field.index()] = slots.len() as u32;
    slots.push(Slot { field, span: node.value.span, value });
}

/// Tells which required fields are neither written nor have a default.
fn required(scene: &Scene, id: EntityId, written: impl Fn(FieldId) -> bool, found: &mut Found) {
    let entity = &scene.placed.entities[id.index()];
    for &field_id in &scene.schema.kind(entity.kind).fields {
        let field = scene.schema.field(field_id);
        let needed = match field.cardinality {
            Cardinality::One | Cardinality::AtLeastOne => true,
            Cardinality::Optional | Cardinality::List => false,
        };
        if !needed || field.ty == Type::Unknown || found.meant.contains(&field_id) {
            continue;
        }
        let missing = match field.role {
            FieldRole::Written => !written(field_id) && field.default.is_none(),
            FieldRole::Contains => !scene.children(id).any(|child| child.parent.is_some_and(|(_, by)| by == field_id)),
            // Whether others refer here is a matter for rules.
            FieldRole::Inverse(_) | FieldRole::Computed => false,
        };
        if missing {
            let node = scene.placed.nodes[id.index()];
            found.diagnostics.push(missing_field(scene.schema, entity.name_span, &entity.path, entity.kind, field, node));
            found.lost = true;
        }
    }
}

fn unknown_field(schema: &Schema, kind: KindId, span: Span, name: &str, near: Option<&str>, words: &mut MemberWords) -> Diagnostic {
    let subject = with_article(&kind_words(schema, kind));
    let diagnostic = Diagnostic::error(&codes::E0401, span, format!("{subject} has no field `{name}`"), "unknown field");
    if Builtin::by_name(name).is_some() {
        let help = if name == "title" {
            "the title stands in quotes behind the name, before the brace"
        } else {
            "the compiler fills this in by itself"
        };
        return diagnostic.help(help);
    }
    if let Some(near) = near {
        return diagnostic.did_you_mean(span, near);
    }
    match words.owner(name) {
        Some(owner) => diagnostic.help(format!(
            "{} has a field of this name; `sms explain {}` shows the fields of this one",
            with_article(&kind_words(schema, owner)),
            schema.kind(kind).name
        )),
        None => diagnostic.help(format!(
            "`sms explain {0}` shows its fields; `extend kind {0} {{ {name}: text? }}` would add one",
            schema.kind(kind).name
        )),
    }
}

fn given_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0404, span, format!("`{name}` is given twice"), "given again here")
        .label(first, "first given here")
        .help("keep one; several values go into one list, in brackets")
}

fn computed(schema: &Schema, span: Span, field: FieldId, of: FieldId) -> Diagnostic {
    let (field, of) = (schema.field(field), schema.field(of));
    let source = &schema.kind(of.owner).name;
    Diagnostic::error(
        &codes::E0405,
        span,
        format!("`{}` is worked out by the compiler and cannot be written", field.name),
        "remove this",
    )
    .label(of.span, "it follows from this field")
    .help(format!("write `{}: …` on the {} instead", of.name, source.replace('_', " ")))
}

fn worked_out(schema: &Schema, span: Span, field: FieldId) -> Diagnostic {
    let field = schema.field(field);
    let message = format!("`{}` is worked out by the compiler and cannot be written", field.name);
    Diagnostic::error(&codes::E0405, span, message, "remove this")
        .label(field.span, "declared here")
        .help(format!("`sms explain {}` shows what it follows from", schema.kind(field.owner).name))
}

fn children_as_value(scene: &Scene, node: &FieldNode, field: FieldId) -> Diagnostic {
    let field = scene.schema.field(field);
    let words = type_words(scene.schema, &field.ty);
    let example = match &field.ty {
        Type::OneOf(targets) => match targets.first() {
            Some(Target::Kind(kind)) => scene.schema.kind(*kind).name.to_string(),
            Some(_) | None => field.name.to_string(),
        },
        _ => field.name.to_string(),
    };
    Diagnostic::error(
        &codes::E0405,
        node.name.span,
        format!("`{}` is not written as a list: it holds what stands inside", field.name),
        "remove this",
    )
    .help(format!("write each one, {words}, inside the braces: `{example} name {{ … }}`"))
}

fn missing_field(schema: &Schema, span: Span, path: &str, kind: KindId, field: &Field, node: &EntityNode) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::E0402,
        span,
        format!("`{path}` has no `{}`, which {} needs", field.name, with_article(&kind_words(schema, kind))),
        if node.id.is_some() { String::new() } else { format!("no `{}`", field.name) },
    );
    let diagnostic = match field.doc.lines().next() {
        Some(line) if !line.is_empty() => diagnostic.note(format!("`{}`: {}", field.name, lower_first(line))),
        Some(_) | None => diagnostic,
    };
    match field.role {
        FieldRole::Contains => {
            let inner = type_words(schema, &field.ty);
            diagnostic.help(format!("write at least one inside the braces: {inner}"))
        }
        FieldRole::Written | FieldRole::Inverse(_) | FieldRole::Computed => {
            diagnostic.help(format!("add `{}: {}` ({})", field.name, placeholder(schema, field), field_words(schema, field)))
        }
    }
}

fn default_misfit(diagnostic: Diagnostic, field: Span) -> Diagnostic {
    Diagnostic { source: crate::diag::Source::Language(&codes::E0305), ..diagnostic }.label(field, "the default of this field")
}

/// A sentence as it stands inside another: its first letter small, unless the word is an acronym.
fn lower_first(line: &str) -> String {
    let mut letters = line.trim_end_matches('.').chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => line.trim_end_matches('.').to_string(),
    }
}
