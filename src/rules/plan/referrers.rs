//! `referrers(x)`: whatever refers to an entity, by any written field.

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::REFERRERS;
use crate::rules::program::Node;
use crate::rules::values::Ty;
use crate::source::Span;
use crate::syntax::tree::Expr;

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `referrers(x)`, of one entity or of several.
    pub fn referrers(&mut self, arguments: &[Expr], span: Span) -> Planned {
        let [of] = arguments else {
            let message = format!("`{REFERRERS}` takes one value, and {} are given", arguments.len());
            self.told(Diagnostic::error(&codes::E0505, span, message, ""));
            return lost();
        };
        let (node, ty) = self.expression(of, None);
        match self.wants(REFERRERS, of, &ty, "an entity, or a list of them", |ty| ty.is_nothing() || ty.has_entities()) {
            Some(()) => (Node::Referrers(Box::new(node)), Ty::any_entity().many()),
            None => lost(),
        }
    }
}
