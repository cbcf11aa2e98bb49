//! `circle(x.f)` and `entangled(x.f)`: what leads back to itself.

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::Round;
use crate::rules::program::{Node, Step};
use crate::rules::values::Shape;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `circle(x.f)` and its like: a field of references, of one entity.
    pub fn round(&mut self, round: Round, arguments: &[Expr], span: Span) -> Planned {
        let word = round.name();
        let field = match arguments {
            [Expr { kind: ExprKind::Field(inner, name), .. }] => Some(((**inner).clone(), *name)),
            [Expr { kind: ExprKind::Path(names), .. }] => names.split_last().and_then(|(name, rest)| {
                let span = rest.first()?.span.to(rest.last()?.span);
                Some((Expr { span, kind: ExprKind::Path(rest.to_vec()) }, *name))
            }),
            [Expr { kind: ExprKind::Missing, .. }] => return lost(),
            _ => None,
        };
        let Some((of, name)) = field else {
            let message = format!("`{word}` takes a field of an entity, to follow it from one entity to the next");
            self.told(Diagnostic::error(&codes::E0505, span, message, "").help(format!("as in `{word}(c.depends_on)`")));
            return lost();
        };
        let (node, ty) = self.expression(&of, None);
        let Some((step, all)) = self.followed(&ty, of.span, name) else { return lost() };
        if ty.shape == Shape::Many {
            let quoted = self.quote(of.span);
            let message = format!("`{word}` follows a field of one entity, and {quoted} is a list");
            let help = format!("ask each of them: `(x in {} where {word}(x.{}))`", self.sources.text(of.span), self.text(name));
            self.told(Diagnostic::error(&codes::E0505, of.span, message, "").help(help));
            return lost();
        }
        (Node::Round(round, Box::new(node), self.relation(step)), all)
    }

    /// The place of a field that is followed, which is noted if need be.
    fn relation(&mut self, step: Step) -> usize {
        let relations = &mut self.program.relations;
        relations.iter().position(|known| *known == step).unwrap_or_else(|| {
            relations.push(step);
            relations.len() - 1
        })
    }
}
