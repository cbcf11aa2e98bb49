//! "Waive this finding": a waiver with blanks for what only somebody in charge can say.

use super::super::{View, complete::is_required};
use super::declare::beside_its_like;
use super::{Action, ActionSort};
use crate::diag::{Diagnostic, Source};
use crate::model::can_be_written;
use crate::model::describe::placeholder;
use crate::quantity::Scalar;

/// The waiver of a finding. Who accepts it and why is left open; it holds for today, so that it says something and settles nothing.
pub fn waive<'v>(view: &'v View, told: &'v Diagnostic) -> Option<Action<'v>> {
    let checked = view.checked();
    let (model, schema) = (&checked.model, checked.model.schema());
    let lang = schema.lang?;
    let Source::Rule(rule) = &told.source else { return None };
    let subject = told.subject.as_ref().filter(|subject| can_be_written(subject) && model.find(subject).is_some())?;
    let file = told.span()?.file;
    let first = format!("{rule}_{}", subject.replace('.', "_"));
    let names = std::iter::once(first.clone()).chain((2..).map(|number| format!("{first}_{number}")));
    let name = names.take(100).find(|name| model.find(name).is_none())?;
    let mut lines = vec![format!("waiver {name} {{")];
    for &field in &schema.kind(lang.waiver).fields {
        let about = schema.field(field);
        if !is_required(about) {
            continue;
        }
        let value = match field {
            _ if field == lang.waiver_of => rule.clone(),
            _ if field == lang.waiver_on => subject.clone(),
            _ if field == lang.waiver_until => Scalar::Date(checked.facts.today).to_string(),
            _ => placeholder(schema, about),
        };
        lines.push(format!("  {}: {value}", about.name));
    }
    lines.push("}".to_owned());
    let edit = beside_its_like(view, lang.waiver, file, crate::format::format(&lines.join("\n")).text.trim_end())?;
    let title = format!("waive `{rule}` on `{subject}`, with a reason to fill in");
    Some(Action { title, sort: ActionSort::Waiver, edits: vec![edit], mends: Some(told) })
}
