//! Where labels go: `at: p.operates` points at the written value, `also: p` at an entity's name.

use crate::diag::{Diagnostic, codes};
use crate::rules::program::{Anchor, Node, Step};
use crate::syntax::tree::{Expr, ExprKind, Name, Quantifier};

use super::planner::Planner;

impl Planner<'_> {
    /// Plans a place that `also` names. It differs from `at` for a reference that the subject itself holds: the subject is at hand, so
    /// `also: p.owner "declared here"` points at the owner, not at the word in the subject's own text.
    pub fn further_place(&mut self, expr: &Expr) -> Option<Anchor> {
        match self.place(expr)? {
            Anchor::Field(Node::Variable(0), step) => match step.only_leads_to_entities(self.model.schema()) {
                true => Some(Anchor::Names(Node::Step(Box::new(Node::Variable(0)), step))),
                false => Some(Anchor::Field(Node::Variable(0), step)),
            },
            place => Some(place),
        }
    }

    /// Plans the place an `at` names; `None` after telling that it is none.
    pub fn place(&mut self, expr: &Expr) -> Option<Anchor> {
        match &expr.kind {
            ExprKind::Path(names) => self.place_of_path(names, expr),
            ExprKind::Field(inner, name) => {
                let (owner, ty) = self.expression(inner, None);
                match self.step(&ty, self.text(*name)) {
                    Some((step @ (Step::Field(_) | Step::ByKind(_)), _)) => Some(Anchor::Field(owner, step)),
                    _ => self.place_of_value(expr),
                }
            }
            ExprKind::Filtered(binding) => {
                let before = self.diagnostics.len();
                let list = match &binding.set.kind {
                    ExprKind::Path(_) | ExprKind::Field(..) => self.place(&binding.set),
                    _ => None,
                };
                // Whatever is wrong with the set is told once, by the filter as a whole.
                self.diagnostics.truncate(before);
                let (selection, _) = self.bind(binding, Quantifier::Some);
                self.variables.truncate(selection.variable);
                match list {
                    Some(Anchor::Field(owner, step)) => Some(Anchor::Items(owner, step, Box::new(selection))),
                    Some(Anchor::Names(_) | Anchor::Items(..) | Anchor::Either(..)) | None => {
                        Some(Anchor::Names(Node::Filtered(Box::new(selection))))
                    }
                }
            }
            ExprKind::If(condition, yes, no) => {
                let condition = self.condition(condition);
                Some(Anchor::Either(condition, Box::new([self.place(yes)?, self.place(no)?])))
            }
            ExprKind::OrElse(parts) => self.first_place(parts),
            ExprKind::Missing => None,
            _ => self.place_of_value(expr),
        }
    }

    /// `at: a.due or else a.begun` stands where the first that is there does.
    fn first_place(&mut self, parts: &[Expr]) -> Option<Anchor> {
        let (first, rest) = parts.split_first()?;
        let place = self.place(first)?;
        if rest.is_empty() {
            return Some(place);
        }
        let is_missing = Node::IsEmpty(Box::new(self.expression(first, None).0));
        Some(Anchor::Either(is_missing, Box::new([self.first_place(rest)?, place])))
    }

    fn place_of_path(&mut self, names: &[Name], expr: &Expr) -> Option<Anchor> {
        if let Some((&last, owners)) = names.split_last()
            && let (Some(first), Some(end)) = (owners.first(), owners.last())
        {
            let before = self.diagnostics.len();
            let span = first.span.to(end.span);
            let owner = Expr { span, kind: ExprKind::Path(owners.to_vec()) };
            let (node, ty) = self.expression(&owner, None);
            if self.diagnostics.len() == before {
                match self.step(&ty, self.text(last)) {
                    Some((step @ (Step::Field(_) | Step::ByKind(_)), _)) => return Some(Anchor::Field(node, step)),
                    // The members of a group stand where their names do.
                    Some((Step::Part(..), of)) if of.has_entities() => {}
                    // A part of a value stands where the value stands, and the title or path of an entity where its name does.
                    Some((Step::Part(..), _)) => return self.place_of_path(owners, &owner),
                    Some((Step::Builtin(_), of)) if !of.has_entities() => return Some(Anchor::Names(node)),
                    Some((Step::Builtin(_), _)) | None => {}
                }
            }
            // The path may be an entity's, or have a fault: the whole of it is looked at afresh.
            self.diagnostics.truncate(before);
        }
        self.place_of_value(expr)
    }

    fn place_of_value(&mut self, expr: &Expr) -> Option<Anchor> {
        let (node, ty) = self.expression(expr, None);
        if !ty.has_entities() {
            let message = format!("{} is {}, which stands nowhere", self.quote(expr.span), ty.words(self.model.schema()));
            let diagnostic = Diagnostic::error(&codes::E0505, expr.span, message, "");
            let help = self.its_members(expr, &ty).unwrap_or("name an entity, or a field of one as in `p.operates`".to_string());
            self.told(diagnostic.help(help));
            return None;
        }
        Some(Anchor::Names(node))
    }
}
