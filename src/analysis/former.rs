//! Former names: each leads to the one entity that had it.
//!
//! A name that two entities claim leads to neither, because a guess here would silently move what refers to it; and a name that something
//! still has is nobody's former one.

use rustc_hash::FxHashMap;

use super::entities::Placed;
use super::references::Scene;
use crate::diag::{Diagnostic, codes};
use crate::model::EntityId;
use crate::model::describe::alternatives;
use crate::source::{Origin, Span};

/// What an entity says that it was called.
pub(super) struct Claim {
    /// The full path it had.
    pub path: Box<str>,
    /// The entity.
    pub by: EntityId,
    /// Where it says so.
    pub span: Span,
}

/// Enters the former names of all entities, once all present ones are known.
pub(super) fn enter(placed: &mut Placed, claims: &[Claim], diagnostics: &mut Vec<Diagnostic>) {
    let mut first_claims: FxHashMap<(&str, bool), &Claim> = FxHashMap::default();
    for claim in claims {
        let entity = &placed.entities[claim.by.index()];
        let of_same_origin = |id: &EntityId| placed.entities[id.index()].origin == entity.origin;
        if let Some(holder) = placed.names.candidates(&claim.path).find(of_same_origin) {
            diagnostics.push(still_there(placed, claim, holder));
            continue;
        }
        let first = *first_claims.entry((&claim.path, entity.origin == Origin::Library)).or_insert(claim);
        let is_new = placed.names.insert_former(&claim.path, claim.by, entity.origin);
        if is_new && first.by != claim.by {
            diagnostics.push(claimed_twice(placed, claim, first));
        }
    }
}

/// Tells of a reference by a name that several entities had, with the path each has now.
pub(super) fn disputed(scene: &Scene, span: Span, claimants: &[(EntityId, String)]) -> Diagnostic {
    let present: Vec<String> = claimants.iter().map(|(_, now)| format!("`{now}`")).collect();
    let message = format!("`{}` may be {}: each says that it was called so", scene.sources.text(span), alternatives(&present));
    let diagnostic = Diagnostic::error(&codes::E0207, span, message, "the former name of several things");
    let labelled = claimants
        .iter()
        .fold(diagnostic, |diagnostic, (id, _)| diagnostic.label(scene.placed.entities[id.index()].name_span, "may be meant"));
    labelled.help(format!("write {}", alternatives(&present)))
}

fn claimed_twice(placed: &Placed, claim: &Claim, first: &Claim) -> Diagnostic {
    let [this, other] = [claim, first].map(|claim| &*placed.entities[claim.by.index()].path);
    let message = format!("`{}` cannot be the former name of both `{other}` and `{this}`", claim.path);
    Diagnostic::error(&codes::E0207, claim.span, message, "claimed again here")
        .label(first.span, "first claimed here")
        .note("a reference by that name could mean either of the two")
        .help("take the name out where the thing is not the same as before")
}

fn still_there(placed: &Placed, claim: &Claim, holder: EntityId) -> Diagnostic {
    let path = &claim.path;
    if holder == claim.by {
        return Diagnostic::warning(&codes::E0207, claim.span, format!("`{path}` is what it is called now"), "the present name")
            .help("take it out of `formerly`");
    }
    Diagnostic::warning(
        &codes::E0207,
        claim.span,
        format!("`{path}` is still there, so it is no former name of `{}`", placed.entities[claim.by.index()].path),
        "leads to something else",
    )
    .label(placed.entities[holder.index()].name_span, "what has the name")
    .help("take it out of `formerly`, or rename the other one as well")
}
