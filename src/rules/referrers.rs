//! `referrers(x)`: whatever refers to an entity, by any written field.
//!
//! ```text
//! require: referrers(m)       // message: "nothing uses {m}"
//! ```
//! An inverse field answers for one field of one kind; this answers for all there are, those that an organisation adds included.

use crate::diag::{Diagnostic, codes};
use crate::model::EntityId;
use crate::source::Span;
use crate::syntax::tree::Expr;

use super::eval::Evaluator;
use super::names::{Planned, Planner, lost};
use super::node::Node;
use super::types::Ty;
use super::value::Val;

/// The name users write.
pub(super) const NAME: &str = "referrers";

impl Planner<'_> {
    /// `referrers(x)`, of one entity or of several.
    pub fn referrers(&mut self, arguments: &[Expr], span: Span) -> Planned {
        let [of] = arguments else {
            let message = format!("`{NAME}` takes one value, and {} are given", arguments.len());
            self.told(Diagnostic::error(&codes::E0505, span, message, ""));
            return lost();
        };
        let (node, ty) = self.expression(of, None);
        match self.wants(NAME, of, &ty, "an entity, or a list of them", |ty| ty.is_nothing() || ty.has_entities()) {
            Some(()) => (Node::Referrers(Box::new(node)), Ty::any_entity().many()),
            None => lost(),
        }
    }
}

impl<'a> Evaluator<'a> {
    /// Whatever refers to one of these entities: each once, in the order of the sources.
    pub fn referrers(&mut self, of: &Val<'a>) -> Val<'a> {
        let world = self.world;
        let references = world.references.get_or_init(|| world.model.references());
        if !std::mem::replace(&mut self.refers, true) {
            // Which rule of a run makes the index is chance, so every rule that asks it pays for it.
            self.steps += references.count() as u64;
        }
        let mut asked = 0;
        let mut found: Vec<EntityId> = Vec::new();
        for target in of.elements().filter_map(|element| element.entity()) {
            self.doubtful |= world.doubts.meant_by_any(target, world.model, world.sources);
            let sources = references.of(target);
            self.steps += 1 + sources.len() as u64;
            if !of.is_list() {
                return Val::Entities(sources);
            }
            asked += 1;
            found.extend(sources);
        }
        if asked > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Val::Found(found.into())
    }
}
