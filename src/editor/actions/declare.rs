//! "Declare `x` as a role": for a name that nothing has.

use super::super::place::{Inside, place};
use super::super::{View, complete::blank_entity};
use super::{Action, ActionSort, is_unknown_name};
use crate::diag::{Diagnostic, Edit};
use crate::model::describe::{kind_words, with_article};
use crate::model::{KindId, Target, Type, can_be_written};
use crate::source::{FileId, Origin, Span};
use crate::syntax::insertion;

/// The most kinds that are offered.
const MOST: usize = 6;

/// The declarations that would give an unknown name a meaning: one for each kind that can stand where it is used.
pub fn declare<'v>(view: &'v View, told: &'v Diagnostic) -> Vec<Action<'v>> {
    let checked = view.checked();
    let Some(span) = told.span().filter(|_| is_unknown_name(told)) else { return Vec::new() };
    let name = checked.sources.text(span);
    // A path names a part of something, which is declared inside that.
    if name.contains('.') || !can_be_written(name) || checked.sources.file(span.file).origin() != Origin::Model {
        return Vec::new();
    }
    let text = checked.sources.file(span.file).text();
    let Inside::Value { kinds, field, .. } = place(text, span.end as usize).inside else { return Vec::new() };
    let schema = checked.model.schema();
    let field = kinds.last().and_then(|kind| schema.kind_named(kind)).and_then(|kind| schema.field_named(kind, &field));
    let Some(Type::OneOf(targets)) = field.map(|field| &schema.field(field).ty) else { return Vec::new() };
    let targets = targets.iter().filter_map(|target| match target {
        Target::Kind(kind) => Some(*kind),
        Target::Enum(_) | Target::Scalar(_) => None,
    });
    let mut sorts: Vec<KindId> = targets.flat_map(|kind| schema.family(kind)).filter(|&kind| can_stand_alone(view, kind)).collect();
    // What the organisation has most of comes first; a kind that only gathers others, and that it never uses, is not meant.
    let used = |kind: KindId| {
        let of_kind = checked.model.of_exact_kind(kind).iter();
        of_kind.filter(|&&id| checked.model.entity(id).origin == Origin::Model).count()
    };
    sorts.retain(|&kind| used(kind) > 0 || schema.family(kind).all(|heir| heir == kind));
    sorts.sort_by_key(|&kind| std::cmp::Reverse(used(kind)));
    sorts.into_iter().take(MOST).filter_map(|kind| as_kind(view, told, span.file, name, kind)).collect()
}

/// Whether entities of a kind stand at the top level: no other kind contains them, or some of the organisation's do stand there.
fn can_stand_alone(view: &View, kind: KindId) -> bool {
    let schema = view.checked().model.schema();
    let contained = schema.fields.iter().any(|field| {
        field.role == crate::model::FieldRole::Contains
            && matches!(&field.ty, Type::OneOf(targets)
                if targets.iter().any(|target| matches!(target, Target::Kind(held) if schema.is_a(kind, *held))))
    });
    !contained || view.checked().model.of_exact_kind(kind).iter().any(|&id| view.checked().model.entity(id).parent.is_none())
}

fn as_kind<'v>(view: &'v View, told: &'v Diagnostic, used_in: FileId, name: &str, kind: KindId) -> Option<Action<'v>> {
    let checked = view.checked();
    let schema = checked.model.schema();
    let text = blank_entity(schema, kind, name);
    let edit = beside_its_like(view, kind, used_in, &text)?;
    let file = checked.sources.file(edit.span.file);
    let place = match edit.span.file == used_in {
        true => String::new(),
        false => format!(" in {}", file.name().rsplit('/').next().unwrap_or_default()),
    };
    let title = format!("declare `{name}` as {}{place}", with_article(&kind_words(schema, kind)));
    Some(Action { title, sort: ActionSort::Proposal, edits: vec![edit], mends: Some(told) })
}

/// The edit that puts a new entity behind the last of its kind that the organisation declares at top level, in the file that has most of
/// them; at the end of the file `otherwise` where there is none.
pub fn beside_its_like(view: &View, kind: KindId, otherwise: FileId, new: &str) -> Option<Edit> {
    let checked = view.checked();
    let model = &checked.model;
    let own = model.of_exact_kind(kind).iter().map(|&id| model.entity(id));
    let own: Vec<Span> =
        own.filter(|entity| entity.origin == Origin::Model && entity.parent.is_none()).map(|entity| entity.span).collect();
    let count = |file: FileId| own.iter().filter(|span| span.file == file).count();
    // Of files with as many, the first in order.
    let best = own.iter().map(|span| span.file).max_by_key(|&file| (count(file), std::cmp::Reverse(checked.sources.rank(file))));
    let last = best.and_then(|file| own.iter().filter(|span| span.file == file).max_by_key(|span| span.end));
    match last {
        Some(span) => {
            let change = insertion::after(checked.sources.file(span.file).text(), span.range(), new)?;
            Some(Edit { span: Span::new(span.file, change.range.start, change.range.end), text: change.text })
        }
        None => {
            let text = checked.sources.file(otherwise).text();
            let gap = if text.is_empty() || text.ends_with("\n\n") {
                ""
            } else if text.ends_with('\n') {
                "\n"
            } else {
                "\n\n"
            };
            let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let whole = format!("{gap}{new}\n").replace('\n', line_end);
            Some(Edit { span: Span::new(otherwise, text.len(), text.len()), text: whole })
        }
    }
}
