//! Of which kind something is: `x has kind sla | contract`, and what such conditions say about variables to what stands beside them.

use crate::diag::{Diagnostic, codes};
use crate::model::KindId;
use crate::rules::program::Node;
use crate::rules::values::{Entities, Ty};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Name, Operator};

use super::planner::{Planned, Planner};

/// That a variable is known to be of one of some kinds where a condition holds.
type Known = (usize, Vec<KindId>);

impl Planner<'_> {
    /// `a has kind k | l`
    pub fn has_kind(&mut self, inner: &Expr, kinds: &[Name]) -> Planned {
        let (node, ty) = self.expression(inner, None);
        let schema = self.model.schema();
        let mut ids = Vec::with_capacity(kinds.len());
        for &kind in kinds {
            match schema.kind_named(self.text(kind)) {
                Some(id) => ids.push(id),
                None => {
                    let message = format!("there is no kind `{}`", self.text(kind));
                    self.unknown(&codes::E0503, kind, message, schema.kinds.iter().map(|kind| &*kind.name));
                }
            }
        }
        if ids.len() < kinds.len() {
            return (Node::Missing, Ty::bool());
        }
        if !ty.unknown && (ty.is_many() || !ty.has_entities()) {
            let message = format!("{} is {}; only one entity has a kind", self.quote(inner.span), ty.words(schema));
            let diagnostic = Diagnostic::error(&codes::E0505, inner.span, message, "");
            self.told(match ty.is_many() {
                true => {
                    let kinds: Vec<&str> = kinds.iter().map(|kind| self.text(*kind)).collect();
                    diagnostic.help(format!("ask each of them: `some x in … where x has kind {}`", kinds.join(" | ")))
                }
                false => diagnostic,
            });
            return (Node::Missing, Ty::bool());
        }
        (Node::HasKind(Box::new(node), ids.into()), Ty::bool())
    }

    /// Narrows the types of variables by what `expr` being true (or false) says about their kinds.
    pub fn learn(&mut self, expr: &Expr, holds: bool) {
        let mut known = Vec::new();
        self.known(expr, holds, &mut known, 0);
        for (variable, known) in known {
            let schema = self.model.schema();
            let (_, ty) = &mut self.variables[variable];
            let narrower = match &ty.entities {
                Entities::Any => true,
                Entities::None => false,
                Entities::Of(kinds) => !kinds.iter().all(|&of| known.iter().any(|&kind| schema.is_a(of, kind))),
            };
            if narrower && !ty.unknown {
                *ty = Ty { entities: Entities::Of(known), ..Ty::empty_list() }.shaped(ty.shape);
            }
        }
    }

    fn known(&self, expr: &Expr, holds: bool, known: &mut Vec<Known>, depth: usize) {
        if depth > 50 {
            return;
        }
        match &expr.kind {
            ExprKind::HasKind(of, kinds) if holds => {
                let schema = self.model.schema();
                let kinds: Option<Vec<KindId>> = kinds.iter().map(|kind| schema.kind_named(self.text(*kind))).collect();
                if let ExprKind::Path(names) = &of.kind
                    && let [name] = names[..]
                    && let Some(kinds) = kinds
                    && let Some(variable) = self.variables.iter().rposition(|(known, _)| *known == self.text(name))
                {
                    known.push((variable, kinds));
                }
            }
            ExprKind::Not(inner) => self.known(inner, !holds, known, depth + 1),
            ExprKind::Binary(Operator::And, left, right) if holds => {
                self.known(left, holds, known, depth + 1);
                self.known(right, holds, known, depth + 1);
            }
            ExprKind::Binary(Operator::Or, left, right) if !holds => {
                self.known(left, holds, known, depth + 1);
                self.known(right, holds, known, depth + 1);
            }
            _ => {}
        }
    }

    /// Tells of `x has kind a or b`, which asks whether there is any `b` at all.
    pub fn kind_behind_or(&mut self, before: &Expr, operand: &Expr) {
        let schema = self.model.schema();
        if let (ExprKind::HasKind(..), ExprKind::Path(names)) = (&before.kind, &operand.kind)
            && let [name] = names[..]
            && self.variable(self.text(name)).is_none()
            && schema.kind_named(self.text(name)).is_some()
        {
            let word = self.text(name);
            let message = format!("`or {word}` asks whether there is any `{word}` at all");
            let told = Diagnostic::error(&codes::E0505, before.span.to(operand.span), message, "");
            let gap = Span { start: before.span.end, ..operand.span };
            self.told(told.replace(gap, format!(" | {word}"), format!("write `| {word}`: of the one kind or of the other")));
        }
    }
}
