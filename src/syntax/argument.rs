//! From the grammar's nodes to the tree: what stands in the parentheses of a call, or in parentheses alone.

use super::expression::missing;
use super::grammar::Rule;
use super::lower::Lowering;
use super::tree::{Binding, Expr, ExprKind, Name, Operator};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Lowering<'_> {
    /// `EXPR`, `x in SET where CONDITION`, or `group x in SET by KEY`.
    pub(super) fn argument(&mut self, at: usize, depth: usize) -> Expr {
        let mut children = self.children(at);
        if let Some(grouped) = children.next_if(Rule::grouped) {
            return self.grouped(grouped, depth);
        }
        let first = match children.next() {
            Some(first) => self.expr(first, depth),
            None => return missing(self.span(at)),
        };
        let Some(filter) = children.next() else { return first };
        let filter = Box::new(self.expr(filter, depth));
        let span = self.span(at);
        match first.kind {
            ExprKind::Binary(Operator::In, left, set) => match left.kind {
                ExprKind::Path(names) if names.len() == 1 => {
                    let variable = names.first().copied().unwrap_or(Name { span: left.span });
                    Expr { span, kind: ExprKind::Filtered(Binding { variable, set, filter: Some(filter) }) }
                }
                _ => self.no_binding(left.span, span),
            },
            _ => self.no_binding(first.span, span),
        }
    }

    /// An element of a list: an expression, or a clause with a condition.
    pub(super) fn element(&mut self, at: usize, depth: usize) -> Expr {
        if self.node(at).rule != Rule::tied {
            return self.expr(at, depth);
        }
        let span = self.span(at);
        let mut children = self.children(at);
        let path = children
            .next_if(Rule::path)
            .map_or_else(|| missing(span), |path| Expr { span: self.span(path), kind: ExprKind::Path(self.segments(path)) });
        let condition = children.next_if(Rule::expr).map_or_else(|| missing(span), |condition| self.expr(condition, depth + 1));
        Expr { span, kind: ExprKind::When(Box::new(path), Box::new(condition)) }
    }

    /// `"its term": a.term`
    pub(super) fn labelled(&mut self, at: usize, depth: usize) -> Expr {
        let span = self.span(at);
        let mut children = self.children(at);
        let Some(label) = children.next_if(Rule::text).map(|text| self.text_lit(text)) else { return missing(span) };
        let value = children.next_if(Rule::expr).map_or_else(|| missing(span), |value| self.expr(value, depth));
        Expr { span, kind: ExprKind::Labelled(label, Box::new(value)) }
    }

    fn grouped(&mut self, at: usize, depth: usize) -> Expr {
        let span = self.span(at);
        let mut children = self.children(at);
        let Some(binding) = children.next_if(Rule::binding) else { return missing(span) };
        let binding = self.binding(binding, depth);
        let Some(key) = children.next_if(Rule::expr) else {
            self.diagnostics.push(no_key(span));
            return missing(span);
        };
        let key = self.expr(key, depth);
        if let Some(late) = children.next_if(Rule::late_where) {
            self.diagnostics.push(late_where(self.span(late)));
        }
        Expr { span, kind: ExprKind::Grouped(binding, Box::new(key)) }
    }

    fn no_binding(&mut self, place: Span, whole: Span) -> Expr {
        self.diagnostics.push(
            Diagnostic::error(
                &codes::E0108,
                place,
                "before `where` stands a name with the set it runs over",
                "not of the form `x in SET`",
            )
            .help("write for example `(s in service where s.owner is empty)`"),
        );
        missing(whole)
    }
}

fn no_key(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, span.behind(), "a `group` says by what: `by` is missing", "`by` and a key go here")
        .help("write for example `(group s in service by s.owner)`")
}

fn late_where(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, span, "in a `group`, `where` stands before `by`", "goes before `by`")
        .help("write for example `(group s in service where s.stage == live by s.owner)`")
}
