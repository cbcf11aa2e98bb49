//! From the grammar's nodes to the tree: operands of expressions.

use super::expression::missing;
use super::grammar::Rule;
use super::lower::Lowering;
use super::text::offer_raw;
use super::tree::{Expr, ExprKind, Literal, Name, Quantifier};
use crate::diag::{Diagnostic, codes};
use crate::quantity::Scalar;
use crate::source::Span;

impl Lowering<'_> {
    /// The operand of the node `at`, without what follows it; `depth` is how deep in the tree it will stand.
    pub(super) fn primary(&mut self, at: usize, depth: usize) -> Expr {
        let span = self.span(at);
        let kind = match self.node(at).rule {
            Rule::text => {
                self.check_text(at);
                ExprKind::Literal(Literal::Text)
            }
            Rule::raw_text => ExprKind::Literal(Literal::Raw),
            Rule::amount | Rule::interval => self.scalar(at).map_or(ExprKind::Missing, ExprKind::Literal),
            Rule::path => match self.raw(at) {
                "true" => ExprKind::Literal(Literal::Scalar(Scalar::Bool(true))),
                "false" => ExprKind::Literal(Literal::Scalar(Scalar::Bool(false))),
                _ => ExprKind::Path(self.segments(at)),
            },
            Rule::list_expr => ExprKind::List(self.children(at).map(|item| self.element(item, depth)).collect()),
            Rule::paren => {
                let inner = self.children(at).next();
                let mut inner = inner.map_or_else(|| missing(span), |argument| self.argument(argument, depth));
                // The parentheses count as part of what they hold, so that a label shows both.
                inner.span = span;
                return inner;
            }
            Rule::call => {
                let mut children = self.children(at);
                let name = self.next_name(&mut children, at);
                let argument = |argument| {
                    let told = self.diagnostics.len();
                    let argument = match self.node(argument).rule {
                        Rule::labelled => self.labelled(argument, depth),
                        _ => self.argument(argument, depth),
                    };
                    if argument.kind == ExprKind::Literal(Literal::Text) {
                        offer_raw(argument.span, told, &mut self.diagnostics);
                    }
                    argument
                };
                ExprKind::Call(name, children.map(argument).collect())
            }
            Rule::kind_of => {
                let mut children = self.children(at);
                let kind = self.next_name(&mut children, at);
                let path = children.next_if(Rule::path).map_or(kind, |path| self.name(path));
                ExprKind::KindOf(kind, path)
            }
            Rule::quantified => {
                let mut children = self.children(at);
                let quantifier = match children.next().map(|word| self.raw(word)) {
                    Some("every") => Quantifier::Every,
                    Some("no") => Quantifier::No,
                    Some("one") => Quantifier::One,
                    Some(_) | None => Quantifier::Some,
                };
                match children.next_if(Rule::binding) {
                    Some(binding) => ExprKind::Quantified(quantifier, self.binding(binding, depth)),
                    None => ExprKind::Missing,
                }
            }
            Rule::conditional => {
                let mut parts = self.children(at);
                let mut part = || match parts.next() {
                    Some(part) => Box::new(self.expr(part, depth)),
                    None => Box::new(missing(span)),
                };
                ExprKind::If(part(), part(), part())
            }
            _ => ExprKind::Missing,
        };
        Expr { span, kind }
    }

    /// Makes the last step of `expr` one that is repeated.
    pub(super) fn starred(&mut self, expr: Expr, star: Span) -> Expr {
        let span = expr.span.to(star);
        let kind = match expr.kind {
            ExprKind::Field(base, name) => ExprKind::Closure(base, name),
            ExprKind::Path(mut names) if names.len() > 1 => match (names.pop(), names.first().zip(names.last())) {
                (Some(name), Some((first, last))) => {
                    let base = Expr { span: first.span.to(last.span), kind: ExprKind::Path(names.clone()) };
                    ExprKind::Closure(Box::new(base), name)
                }
                _ => ExprKind::Missing,
            },
            other => {
                self.diagnostics
                    .push(Diagnostic::error(&codes::E0108, star, "`*` needs a field before it", "nothing to follow").help(
                    "`s.depends_on*` follows the field `depends_on` any number of times; for a product write spaces round the `*`",
                ));
                other
            }
        };
        Expr { span, kind }
    }

    /// The names of a path.
    pub(super) fn segments(&self, at: usize) -> Vec<Name> {
        let span = self.span(at);
        let raw = self.raw(at);
        let mut names = Vec::with_capacity(1 + raw.bytes().filter(|byte| *byte == b'.').count());
        let mut start = span.start;
        for segment in raw.split('.') {
            let end = start + segment.len() as u32;
            names.push(Name { span: Span { start, end, ..span } });
            start = end + 1;
        }
        names
    }
}
