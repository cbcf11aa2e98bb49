//! The expressions in kinds: what fields are worked out from, and what has to hold of their values. Rules plan them.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, codes};
use crate::model::{Computed, Constraint, FieldId, FieldRole, Schema};
use crate::source::Span;
use crate::syntax::tree::{FieldDecl, KindDecl};

/// Where the values of a field come from, those of inverse fields aside; tells of parts of it that do not fit each other.
pub(super) fn role(decl: &FieldDecl, name: &str, diagnostics: &mut Vec<Diagnostic>) -> FieldRole {
    match (&decl.computed, decl.contains) {
        (None, contains) if !decl.constraints.is_empty() && (contains || decl.inverse_of.is_some()) => {
            diagnostics.extend(decl.constraints.first().map(|must| constraint_of_nothing(must.span, name)));
            if contains { FieldRole::Contains } else { FieldRole::Written }
        }
        (Some(body), contains) => {
            diagnostics.extend(decl.constraints.first().map(|must| constraint_of_nothing(must.span, name)));
            let more = contains || decl.inverse_of.is_some() || decl.default.is_some();
            diagnostics.extend(more.then(|| computed_and_more(body.span, name)));
            FieldRole::Computed
        }
        (None, true) => FieldRole::Contains,
        (None, false) => FieldRole::Written,
    }
}

/// What the fields of the schema are worked out from, and what has to hold of their values.
pub(super) fn gather(schema: &Schema, kinds: &[&KindDecl]) -> (Vec<Computed>, Vec<Constraint>) {
    let (mut computed, mut constraints) = (Vec::new(), Vec::new());
    let places: FxHashMap<Span, FieldId> =
        schema.fields.iter().enumerate().map(|(at, field)| (field.span, FieldId(at as u32))).collect();
    for decl in kinds.iter().flat_map(|decl| &decl.fields) {
        // A field that is declared a second time is none.
        let Some(&field) = places.get(&decl.name.span) else { continue };
        computed.extend(decl.computed.clone().map(|body| Computed { field, body }));
        constraints.extend(decl.constraints.iter().cloned().map(|must| Constraint { field, must }));
    }
    (computed, constraints)
}

fn computed_and_more(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0310,
        span,
        format!("the field `{name}` follows from this and takes nothing else"),
        "worked out from this",
    )
    .help("leave out `= …`, `contains` or `inverse of …`, or what stands behind `:=`")
}

fn constraint_of_nothing(span: Span, name: &str) -> Diagnostic {
    let message = format!("`must` is about what somebody writes, and `{name}` is not written");
    Diagnostic::error(&codes::E0310, span, message, "what has to hold").help("let a rule ask it, or the field that it follows from")
}
