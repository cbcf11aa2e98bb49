//! From the grammar's nodes to the tree: expressions.
//!
//! The grammar gives operands and operators in a row; here the operators find their operands.

use super::grammar::Rule;
use super::lower::{Children, Lowering};
use super::tree::{Binding, Expr, ExprKind, Name, Operator};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// The deepest expression that is kept: whatever walks over a tree may recurse this far, and a little more.
const DEPTH: usize = 256;

impl Lowering<'_> {
    /// The expression of the node `at`, of the rules `expr` and `sum`; `depth` is how deep in the tree it will stand.
    pub(super) fn expr(&mut self, at: usize, depth: usize) -> Expr {
        let children = self.children(at);
        let depth = depth + self.weight(&children);
        if depth > DEPTH {
            return self.too_deep(self.span(at));
        }
        let mut row = Row { children, depth };
        self.alternatives(&mut row)
    }

    pub(super) fn binding(&mut self, at: usize, depth: usize) -> Binding {
        let mut children = self.children(at);
        let variable = self.next_name(&mut children, at);
        let set = match children.next_if(Rule::sum) {
            Some(sum) => self.expr(sum, depth),
            None => missing(self.span(at).behind()),
        };
        let filter = children.next_if(Rule::expr).map(|filter| Box::new(self.expr(filter, depth)));
        Binding { variable, set: Box::new(set), filter }
    }

    /// How much deeper than its node the operands of a row may come to stand.
    fn weight(&self, children: &Children<'_>) -> usize {
        let mut count = 0;
        let mut one_by_one = 0;
        for child in children.walk() {
            count += 1;
            one_by_one += match self.node(child).rule {
                Rule::not_op
                | Rule::minus_op
                | Rule::add_op
                | Rule::multiply_op
                | Rule::access
                | Rule::compare_op
                | Rule::range_op => 1,
                _ => 0,
            };
        }
        1 + one_by_one + usize::BITS as usize - usize::leading_zeros(count) as usize
    }

    fn too_deep(&mut self, span: Span) -> Expr {
        self.diagnostics.push(too_deep(span));
        missing(span)
    }

    fn alternatives(&mut self, row: &mut Row<'_>) -> Expr {
        let first = self.conjunction(row);
        let mut more = Vec::new();
        while row.children.next_if(Rule::or_op).is_some() {
            more.push(self.conjunction(row));
        }
        balanced(Operator::Or, first, more)
    }

    fn conjunction(&mut self, row: &mut Row<'_>) -> Expr {
        let first = self.negation(row);
        let mut more = Vec::new();
        while row.children.next_if(Rule::and_op).is_some() {
            more.push(self.negation(row));
        }
        balanced(Operator::And, first, more)
    }

    fn negation(&mut self, row: &mut Row<'_>) -> Expr {
        let mut starts = Vec::new();
        while let Some(not) = row.children.next_if(Rule::not_op) {
            starts.push(self.span(not));
        }
        let operand = self.comparison(row);
        starts
            .into_iter()
            .rev()
            .fold(operand, |operand, start| Expr { span: start.to(operand.span), kind: ExprKind::Not(Box::new(operand)) })
    }

    fn comparison(&mut self, row: &mut Row<'_>) -> Expr {
        let mut left = self.range(row);
        let mut compared = false;
        while let Some(rule) = row.children.peek() {
            let operator = match rule {
                Rule::compare_op | Rule::slip_op | Rule::in_op | Rule::not_in_op | Rule::is_empty | Rule::has_kind => {
                    row.children.next().unwrap_or_default()
                }
                _ => break,
            };
            if compared {
                self.diagnostics.push(chained(self.span(operator)));
            }
            compared = true;
            let span = left.span.to(self.span(operator));
            left = match rule {
                Rule::is_empty => {
                    let empty = Expr { span, kind: ExprKind::IsEmpty(Box::new(left)) };
                    match self.children(operator).peek() {
                        Some(Rule::negated) => Expr { span, kind: ExprKind::Not(Box::new(empty)) },
                        _ => empty,
                    }
                }
                Rule::has_kind => {
                    let kinds = self.children(operator).map(|name| self.name(name)).collect();
                    Expr { span, kind: ExprKind::HasKind(Box::new(left), kinds) }
                }
                _ => {
                    let meaning = self.comparison_operator(operator);
                    binary(meaning, left, self.range(row))
                }
            };
        }
        left
    }

    fn comparison_operator(&mut self, at: usize) -> Operator {
        match (self.node(at).rule, self.raw(at)) {
            (Rule::in_op, _) => Operator::In,
            (Rule::not_in_op, _) => Operator::NotIn,
            (Rule::slip_op, _) => {
                self.diagnostics.push(single_equals(self.span(at)));
                Operator::Equal
            }
            (_, "!=") => Operator::NotEqual,
            (_, "<") => Operator::Less,
            (_, "<=") => Operator::AtMost,
            (_, ">") => Operator::Greater,
            (_, ">=") => Operator::AtLeast,
            _ => Operator::Equal,
        }
    }

    fn range(&mut self, row: &mut Row<'_>) -> Expr {
        let low = self.fallbacks(row);
        if row.children.next_if(Rule::range_op).is_none() {
            return low;
        }
        let high = self.fallbacks(row);
        while let Some(operator) = row.children.next_if(Rule::range_op) {
            self.diagnostics.push(chained_range(self.span(operator)));
            self.fallbacks(row);
        }
        Expr { span: low.span.to(high.span), kind: ExprKind::Range(Box::new(low), Box::new(high)) }
    }

    /// `a or else b or else c`
    fn fallbacks(&mut self, row: &mut Row<'_>) -> Expr {
        let first = self.sum(row);
        if row.children.peek() != Some(Rule::or_else_op) {
            return first;
        }
        let mut parts = vec![first];
        while row.children.next_if(Rule::or_else_op).is_some() {
            parts.push(self.sum(row));
        }
        let span = parts.iter().map(|part| part.span).reduce(Span::to).unwrap_or_else(|| self.span(0));
        Expr { span, kind: ExprKind::OrElse(parts) }
    }

    fn sum(&mut self, row: &mut Row<'_>) -> Expr {
        let mut left = self.product(row);
        while let Some(operator) = row.children.next_if(Rule::add_op) {
            let meaning = if self.raw(operator) == "+" { Operator::Add } else { Operator::Subtract };
            left = binary(meaning, left, self.product(row));
        }
        left
    }

    fn product(&mut self, row: &mut Row<'_>) -> Expr {
        let mut left = self.signed(row);
        while let Some(operator) = row.children.next_if(Rule::multiply_op) {
            let meaning = if self.raw(operator) == "*" { Operator::Multiply } else { Operator::Divide };
            left = binary(meaning, left, self.signed(row));
        }
        left
    }

    fn signed(&mut self, row: &mut Row<'_>) -> Expr {
        let mut signs = Vec::new();
        while let Some(sign) = row.children.next_if(Rule::minus_op).or_else(|| row.children.next_if(Rule::not_op)) {
            signs.push(sign);
        }
        let operand = self.operand(row);
        signs.into_iter().rev().fold(operand, |operand, sign| {
            let span = self.span(sign).to(operand.span);
            let kind = match self.node(sign).rule {
                Rule::minus_op => ExprKind::Negate(Box::new(operand)),
                _ => ExprKind::Not(Box::new(operand)),
            };
            Expr { span, kind }
        })
    }

    fn operand(&mut self, row: &mut Row<'_>) -> Expr {
        let Some(at) = row.children.next() else {
            // The grammar puts an operand here.
            return missing(self.span(0).behind());
        };
        let first = self.primary(at, row.depth);
        self.followed(first, row)
    }

    /// What may follow an operand: `.field`, `.field*`, and the star behind a path.
    fn followed(&mut self, mut expr: Expr, row: &mut Row<'_>) -> Expr {
        loop {
            if let Some(access) = row.children.next_if(Rule::access) {
                let whole = self.span(access);
                let name = Name { span: Span { start: whole.start + 1, ..whole } };
                expr = Expr { span: expr.span.to(whole), kind: ExprKind::Field(Box::new(expr), name) };
            } else if let Some(star) = row.children.next_if(Rule::star) {
                expr = self.starred(expr, self.span(star));
            } else {
                return expr;
            }
        }
    }
}

/// Operands and operators in a row, and how deep in the tree they stand.
struct Row<'a> {
    children: Children<'a>,
    depth: usize,
}

/// A hole.
pub(super) fn missing(span: Span) -> Expr {
    Expr { span, kind: ExprKind::Missing }
}

/// `E0109` for an expression.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0109, span, "this expression is nested too deeply to be read", "too many steps inside one another")
        .help("name parts of it with `let`")
}

/// Joins terms of an associative operator so that a long row does not become a deep tree: ((a b) (c d)) e.
fn balanced(operator: Operator, mut first: Expr, mut more: Vec<Expr>) -> Expr {
    while !more.is_empty() {
        let mut rest = more.into_iter();
        if let Some(second) = rest.next() {
            first = binary(operator, first, second);
        }
        let mut joined = Vec::with_capacity(rest.len().div_ceil(2));
        while let Some(left) = rest.next() {
            joined.push(match rest.next() {
                Some(right) => binary(operator, left, right),
                None => left,
            });
        }
        more = joined;
    }
    first
}

fn binary(operator: Operator, left: Expr, right: Expr) -> Expr {
    Expr { span: left.span.to(right.span), kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)) }
}

fn chained(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, span, "comparisons cannot be chained", "the second comparison in a row")
        .help("join two comparisons with `and`, or put one into parentheses")
}

fn chained_range(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, span, "a range has two ends", "the second `..` in a row")
        .help("write for example `0% .. 100%`")
}

fn single_equals(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, span, "two values are compared with `==`", "a single `=`").replace(span, "==", "write `==`")
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Expr, ExprKind};
    use crate::source::{Origin, Sources, Span};

    /// The expression with parentheses round every step, so that a test can see what belongs to what.
    fn shown(raw: &str) -> String {
        let mut sources = Sources::new();
        let file = sources.add("a.sms", raw, Origin::Model);
        let (expr, told) = super::super::parse_expression(&sources, Span::new(file, 0, raw.len()));
        if let Some(told) = told.first() {
            return format!("{}: {}", told.source.id(), told.message);
        }
        show(&sources, &expr)
    }

    fn show(sources: &Sources, expr: &Expr) -> String {
        let show = |expr: &Expr| show(sources, expr);
        let all = |exprs: &[Expr]| exprs.iter().map(show).collect::<Vec<_>>().join(", ");
        let binding = |binding: &super::Binding| {
            let filter = binding.filter.as_ref().map(|filter| format!(" where {}", show(filter))).unwrap_or_default();
            format!("{} in {}{filter}", sources.text(binding.variable.span), show(&binding.set))
        };
        match &expr.kind {
            ExprKind::Literal(_) => sources.text(expr.span).to_string(),
            ExprKind::Path(names) => names.iter().map(|name| sources.text(name.span)).collect::<Vec<_>>().join("."),
            ExprKind::Field(base, name) => format!("<{}>.{}", show(base), sources.text(name.span)),
            ExprKind::Closure(base, name) => format!("<{}>.{}*", show(base), sources.text(name.span)),
            ExprKind::List(items) => format!("[{}]", all(items)),
            ExprKind::Not(inner) => format!("(not {})", show(inner)),
            ExprKind::Negate(inner) => format!("(- {})", show(inner)),
            ExprKind::Binary(operator, left, right) => format!("({} {operator:?} {})", show(left), show(right)),
            ExprKind::IsEmpty(inner) => format!("({} is empty)", show(inner)),
            ExprKind::HasKind(inner, kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| sources.text(kind.span)).collect();
                format!("({} has kind {})", show(inner), kinds.join("|"))
            }
            ExprKind::OrElse(parts) => format!("({})", parts.iter().map(show).collect::<Vec<_>>().join(" OrElse ")),
            ExprKind::Range(low, high) => format!("({} To {})", show(low), show(high)),
            ExprKind::KindOf(kind, path) => format!("({} of {})", sources.text(kind.span), sources.text(path.span)),
            ExprKind::When(path, condition) => format!("({} when {})", show(path), show(condition)),
            ExprKind::Labelled(label, value) => format!("{}: {}", sources.text(label.span), show(value)),
            ExprKind::Quantified(quantifier, set) => format!("({quantifier:?} {})", binding(set)),
            ExprKind::Filtered(set) => format!("{{{}}}", binding(set)),
            ExprKind::Grouped(set, key) => format!("{{group {} by {}}}", binding(set), show(key)),
            ExprKind::Call(name, arguments) => format!("{}({})", sources.text(name.span), all(arguments)),
            ExprKind::If(condition, yes, no) => format!("(if {} then {} else {})", show(condition), show(yes), show(no)),
            ExprKind::Missing => "?".to_string(),
        }
    }

    #[test]
    fn operators_find_their_operands() {
        for (raw, expected) in [
            ("a or b and not c == d + e * -f", "(a Or (b And (not (c Equal (d Add (e Multiply (- f)))))))"),
            ("a - b - c", "((a Subtract b) Subtract c)"),
            ("a / b * c", "((a Divide b) Multiply c)"),
            ("a or b or c or d or e", "(((a Or b) Or (c Or d)) Or e)"),
            ("not a in b", "(not (a In b))"),
            ("a not in b and c", "((a NotIn b) And c)"),
            ("a.b is empty or c is not empty", "((a.b is empty) Or (not (c is empty)))"),
            ("not p has kind customer", "(not (p has kind customer))"),
            ("not p has kind a | b and c", "((not (p has kind a|b)) And c)"),
            ("a or else b + c or else d == e", "((a OrElse (b Add c) OrElse d) Equal e)"),
            ("a or else b or c", "((a OrElse b) Or c)"),
            ("if a then b or else c else d", "(if a then (b OrElse c) else d)"),
            ("some x in a or else b where c", "(Some x in (a OrElse b) where c)"),
            ("a in 0% .. b + 1 and c", "((a In (0% To (b Add 1))) And c)"),
            ("a in 1..5", "(a In (1 To 5))"),
            ("a in 2026-01-01 .. 2026-02-01", "(a In 2026-01-01 .. 2026-02-01)"),
            ("a in 2026-01-01 .. today", "(a In (2026-01-01 To today))"),
            ("count(scope of g.8)", "count((scope of g.8))"),
            ("x in scope of g and y", "((x In (scope of g)) And y)"),
            ("lacking(\"b\": a.b, \"c\" : a or b,)", "lacking(\"b\": a.b, \"c\": (a Or b))"),
            ("[a.1, b.2 when c and d, e]", "[a.1, (b.2 when (c And d)), e]"),
            ("[a when]", "E0507: `[a when]` cannot be read as an expression"),
            ("a in 1 .. 2 .. 3", "E0108: a range has two ends"),
            ("s.depends_on*", "<s>.depends_on*"),
            ("s.parts.depends_on*.owner.title", "<<<s.parts>.depends_on*>.owner>.title"),
            ("(s).parts*", "<s>.parts*"),
            ("a.b*c", "(a.b Multiply c)"),
            ("a.b * c", "(a.b Multiply c)"),
            ("a.b* == c", "(<a>.b* Equal c)"),
            ("some x in s.parts where x.a or x.b", "(Some x in s.parts where (x.a Or x.b))"),
            ("a and no x in b where c", "(a And (No x in b where c))"),
            ("every x in b", "(Every x in b)"),
            ("a == every", "(a Equal every)"),
            ("count(x in service where x.owner is empty) > 0", "(count({x in service where (x.owner is empty)}) Greater 0)"),
            ("(x in a + b where c).title", "<{x in (a Add b) where c}>.title"),
            ("(x in a)", "(x In a)"),
            ("(group x in a + b where c by x.d + 1).key", "<{group x in (a Add b) where c by (x.d Add 1)}>.key"),
            ("count(group group in by by group.by)", "count({group group in by by group.by})"),
            ("(group in by)", "(group In by)"),
            ("(group in by where by)", "{group in by where by}"),
            ("some g in (group x in a by x.b) where g.key == c", "(Some g in {group x in a by x.b} where (g.key Equal c))"),
            ("(group x in a)", "E0108: a `group` says by what: `by` is missing"),
            ("(group x in a by x.b where c)", "E0108: in a `group`, `where` stands before `by`"),
            ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
            ("f(a, [b, c,], \"d, {e}\")", "f(a, [b, c], \"d, {e}\")"),
            ("today - 30 days < a.b", "((today Subtract 30 days) Less a.b)"),
            ("a.reviewed <= every 3 months", "(a.reviewed AtMost every 3 months)"),
            ("x-1", "(x Subtract 1)"),
            ("a\n  and // why\n  b", "(a And b)"),
            ("a = b", "E0108: two values are compared with `==`"),
            ("a < b < c", "E0108: comparisons cannot be chained"),
            ("a*", "E0108: `*` needs a field before it"),
            ("count(a where b)", "E0108: before `where` stands a name with the set it runs over"),
            ("a and", "E0507: `a and` cannot be read as an expression"),
        ] {
            assert_eq!(shown(raw), expected, "{raw}");
        }
    }
}
