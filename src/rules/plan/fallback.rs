//! `a or else b`, and ranges: `a in low .. high`.

use std::cmp::Ordering;

use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, Field, FieldRole};
use crate::rules::functions::Function;
use crate::rules::program::{Node, Step};
use crate::rules::values::{Entities, ScalarTy, Ty};
use crate::source::Span;
use crate::syntax::tree::Expr;

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `a or else b`: what stands first says what a bare word behind it means.
    pub fn or_else(&mut self, parts: &[Expr], expect: Option<&Ty>) -> Planned {
        let mut nodes: Vec<Node> = Vec::with_capacity(parts.len());
        let mut ty: Option<Ty> = None;
        for part in parts {
            if let Some((node, always)) = nodes.iter().zip(parts).next_back()
                && self.is_always_there(node)
            {
                let message = format!("{} is always there, so that nothing behind `or else` is ever used", self.quote(always.span));
                self.warnings.push(
                    Diagnostic::warning(&codes::E0518, part.span, message, "").help("leave out `or else` and what follows it"),
                );
            }
            let meant = expect.cloned().or_else(|| ty.as_ref().map(Ty::element));
            let (node, of) = self.expression(part, meant.as_ref());
            nodes.push(node);
            ty = Some(ty.map_or_else(|| of.clone(), |ty| ty.or(of.clone())));
        }
        (Node::OrElse(nodes), ty.unwrap_or_else(Ty::unknown))
    }

    /// A range that stands anywhere but behind `in`.
    pub fn stray_range(&mut self, span: Span) -> Planned {
        let told = Diagnostic::error(&codes::E0505, span, "a range stands behind `in`", "");
        self.told(told.help("ask whether a value lies in it: `x.share in 0% .. 100%`"));
        lost()
    }

    /// `a in low .. high`
    pub fn within(&mut self, value: &Expr, low: &Expr, high: &Expr) -> Node {
        let (value_node, value_ty) = self.expression(value, None);
        let expect = value_ty.element();
        let (low_node, low_ty) = self.expression(low, Some(&expect));
        let (high_node, high_ty) = self.expression(high, Some(&expect));
        let ends = [(low, &low_node, &low_ty), (high, &high_node, &high_ty)];
        for (end, node, ty) in ends {
            if !self.are_ordered((value, &value_node, &value_ty), (end, node, ty)) {
                return Node::Missing;
            }
        }
        if let (Node::Constant(first), Node::Constant(last)) = (&low_node, &high_node)
            && first.compare(last).is_some_and(Ordering::is_gt)
        {
            let told = Diagnostic::error(&codes::E0505, low.span.to(high.span), "this range ends before it begins", "");
            self.told(told.help("write the lower end first"));
        }
        Node::Within(Box::new([value_node, low_node, high_node]))
    }

    /// Whether the value is there for every entity that is complete.
    fn is_always_there(&self, node: &Node) -> bool {
        match node {
            Node::Constant(value) => !value.is_empty(),
            Node::Today | Node::Variable(_) | Node::Call(Function::Count, _) => true,
            Node::Step(inner, Step::Field(field)) => {
                let field = self.model.schema().field(*field);
                let single =
                    matches!(**inner, Node::Variable(at) if self.variables.get(at).is_some_and(|(_, ty)| self.all_have(ty, field)));
                single
                    && field.role == FieldRole::Written
                    && field.cardinality == Cardinality::One
                    && !Ty::of_field(field).has(ScalarTy::Text)
            }
            _ => false,
        }
    }

    /// Whether every entity of the type has the field.
    fn all_have(&self, ty: &Ty, field: &Field) -> bool {
        let schema = self.model.schema();
        matches!(&ty.entities, Entities::Of(kinds) if kinds.iter().all(|&kind| schema.is_a(kind, field.owner)))
    }
}
