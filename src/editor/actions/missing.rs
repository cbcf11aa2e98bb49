//! "Add what is missing": the fields that an entity has to have and lacks.

use super::super::{View, complete::is_required};
use super::{Action, ActionSort};
use crate::diag::{Diagnostic, Edit, codes};
use crate::model::describe::placeholder;
use crate::model::{EntityId, Field};
use crate::source::{Origin, Span};
use crate::syntax::insertion;

/// For each entity of which it is told that a field is missing, an action that writes all that are, with blanks of the right form.
pub fn missing<'v>(view: &'v View, told: &[&'v Diagnostic], found: &mut Vec<Action<'v>>) {
    let checked = view.checked();
    let model = &checked.model;
    let mut seen: Vec<EntityId> = Vec::new();
    for told in told.iter().filter(|told| told.source.id() == codes::E0402.id) {
        let Some(span) = told.span() else { continue };
        let lacks = |id: &EntityId| {
            let entity = model.entity(*id);
            entity.name_span.file == span.file && entity.name_span.start == span.start && entity.origin == Origin::Model
        };
        let Some(id) = model.ids().find(lacks).filter(|id| !seen.contains(id)) else { continue };
        seen.push(id);
        found.extend(add(view, told, id));
    }
}

fn add<'v>(view: &'v View, told: &'v Diagnostic, id: EntityId) -> Option<Action<'v>> {
    let checked = view.checked();
    let (model, schema) = (&checked.model, checked.model.schema());
    let entity = model.entity(id);
    let fields = schema.kind(entity.kind).fields.iter();
    let fields = fields.filter(|&&field| is_required(schema.field(field)) && model.slot(id, field).is_none());
    let fields: Vec<&Field> = fields.map(|&field| schema.field(field)).collect();
    let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
    let text = checked.sources.file(entity.span.file).text();
    // Lines of their own have their values under one another, as in the style.
    let written = checked.sources.text(entity.span);
    let over_lines = written.contains('\n') || !written.contains('{');
    let widest = fields.iter().map(|field| field.name.chars().count()).max()?;
    let widest = if over_lines && fields.len() > 1 { widest } else { 0 };
    let line = |field: &&Field| {
        let name = format!("{}:", field.name);
        format!("{name:<width$} {}", placeholder(schema, field), width = widest + 1)
    };
    let lines: Vec<String> = fields.iter().map(line).collect();
    let change = insertion::into_body(text, entity.span.range(), &lines.join("\n"))?;
    let edit = Edit { span: Span::new(entity.span.file, change.range.start, change.range.end), text: change.text };
    let title = format!("add what `{}` lacks: {}", entity.path, names.join(", "));
    Some(Action { title, sort: ActionSort::Proposal, edits: vec![edit], mends: Some(told) })
}
