//! What may stand in what: by one field at most, and not without end.

use std::cmp::Reverse;

use super::lineage;
use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, FieldId, FieldRole, KindId, Schema, Target, Type};
use crate::source::Span;

/// Tells of fields that contain the same, and of kinds that could never be complete.
pub(super) fn check(schema: &Schema, diagnostics: &mut Vec<Diagnostic>) {
    for id in lineage::kinds(schema) {
        for (earlier, later) in clashes(schema, &holders(schema, id)) {
            // An inherited clash is told where it is declared.
            if schema.field(later).owner == id {
                diagnostics.push(contains_same(schema, earlier, later));
            }
        }
    }
    let needs: Vec<Vec<KindId>> = lineage::kinds(schema).map(|id| needed(schema, id)).collect();
    for start in lineage::on_circles(&needs) {
        diagnostics.push(endless(schema.kind(start).span, &schema.kind(start).name));
    }
}

fn holders(schema: &Schema, kind: KindId) -> Vec<FieldId> {
    let fields = &schema.kind(kind).fields;
    fields.iter().copied().filter(|&field| schema.field(field).role == FieldRole::Contains).collect()
}

fn contained(schema: &Schema, field: FieldId) -> impl Iterator<Item = KindId> + '_ {
    let targets = match &schema.field(field).ty {
        Type::OneOf(targets) => &targets[..],
        _ => &[],
    };
    targets.iter().filter_map(|target| match target {
        Target::Kind(kind) => Some(*kind),
        Target::Enum(_) | Target::Scalar(_) => None,
    })
}

/// The fields among `holders` that contain what an earlier one contains too, each with an earlier one.
fn clashes(schema: &Schema, holders: &[FieldId]) -> Vec<(FieldId, FieldId)> {
    // Kinds are numbered so that what extends a kind follows it, up to the last of them: two kinds overlap where one lies in the other.
    let mut kinds: Vec<(u32, Reverse<u32>, usize)> = Vec::new();
    for (at, &field) in holders.iter().enumerate() {
        let kind = |kind| schema.kind(kind);
        kinds.extend(contained(schema, field).map(kind).map(|kind| (kind.first, Reverse(kind.last), at)));
    }
    kinds.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut around: Vec<(u32, usize)> = Vec::new();
    for (first, Reverse(last), at) in kinds {
        while around.last().is_some_and(|(end, _)| *end < first) {
            around.pop();
        }
        if let Some(&(_, outer)) = around.last()
            && outer != at
        {
            found.push((at.max(outer), at.min(outer)));
        }
        around.push((last, at));
    }
    found.sort_unstable();
    found.dedup_by_key(|(later, _)| *later);
    found.into_iter().map(|(later, earlier)| (holders[earlier], holders[later])).collect()
}

/// The kinds of which each thing of `kind` needs one inside.
fn needed(schema: &Schema, kind: KindId) -> Vec<KindId> {
    let needed = holders(schema, kind).into_iter().filter(|&field| match schema.field(field).cardinality {
        Cardinality::One | Cardinality::AtLeastOne => true,
        Cardinality::Optional | Cardinality::List => false,
    });
    // A choice between kinds may end; only a single kind is certain.
    needed.flat_map(|field| contained(schema, field).next().filter(|_| contained(schema, field).count() == 1)).collect()
}

fn contains_same(schema: &Schema, earlier: FieldId, later: FieldId) -> Diagnostic {
    let (earlier, later) = (schema.field(earlier), schema.field(later));
    Diagnostic::error(
        &codes::E0306,
        later.span,
        format!("the fields `{}` and `{}` contain the same kind", earlier.name, later.name),
        "a child of that kind could belong to either",
    )
    .label(earlier.span, "the other one")
    .help("let one field contain it, and let the other refer to it")
}

fn endless(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0412,
        span,
        format!("a `{name}` could never be complete"),
        "needs something inside it that needs a thing of this kind inside it, without end",
    )
    .help("make one of the contained fields optional (`?`) or a list that may be empty (`[…]`)")
}
