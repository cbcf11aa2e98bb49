//! The types of operators, conditions, quantifiers and lists.

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::Arithmetic;
use crate::rules::lint;
use crate::rules::program::{Extent, Node, Order, Selection};
use crate::rules::values::{ScalarTy, Ty, Val};
use crate::source::Span;
use crate::syntax::literal::cooked;
use crate::syntax::tree::{Binding, Expr, ExprKind, Literal, Operator, Quantifier};

use super::planner::{Planned, Planner, lost};

/// One of two values that are compared.
pub type Side<'s> = (&'s Expr, &'s Node, &'s Ty);

impl<'a> Planner<'a> {
    pub fn literal(&mut self, literal: Literal, span: Span) -> Planned {
        let (value, scalar) = match literal {
            Literal::Text => return (self.template(span), Ty::text()),
            Literal::Raw => return (Node::Constant(Val::made(cooked(self.sources.text(span)))), Ty::text()),
            Literal::Scalar(value) => (Val::of_scalar(value), ScalarTy::of(&value)),
        };
        (Node::Constant(value), Ty::scalar(scalar))
    }

    pub fn list(&mut self, items: &[Expr], expect: Option<&Ty>) -> Planned {
        let mut nodes = Vec::with_capacity(items.len());
        let mut ty = Ty::empty_list();
        for item in items {
            let (node, of) = self.expression(item, expect);
            nodes.push(node);
            ty = ty.or(of);
        }
        (Node::List(nodes), ty)
    }

    pub fn negate(&mut self, inner: &Expr) -> Planned {
        let (node, ty) = self.expression(inner, None);
        let numbers = [ScalarTy::Number, ScalarTy::Percent, ScalarTy::Money, ScalarTy::Duration];
        if ty.is_many() || !numbers.into_iter().any(|scalar| ty.has(scalar)) {
            let message = format!("{} is {}, which has no negative", self.quote(inner.span), ty.words(self.model.schema()));
            self.told(Diagnostic::error(&codes::E0505, inner.span, message, ""));
            return lost();
        }
        (Node::Negate(Box::new(node)), ty)
    }

    /// An expression as a condition: a question, or whether something is there.
    pub fn condition(&mut self, expr: &Expr) -> Node {
        let (node, ty) = self.expression(expr, None);
        // A field of any type may be asked for its presence; a computed number or a constant is always there.
        let computed = match &node {
            Node::Arithmetic(..) | Node::Negate(_) | Node::Call(..) | Node::Today | Node::Template(_) => {
                !ty.unknown && !ty.is_many() && !ty.has(ScalarTy::Bool) && !ty.has_entities()
            }
            Node::Constant(value) => !matches!(value, Val::Bool(_) | Val::Entity(_)),
            Node::Variants(_) => true,
            _ => false,
        };
        if computed {
            let quoted = self.quote(expr.span);
            let message = format!("{quoted} is {}, not a condition", ty.words(self.model.schema()));
            let help = match ty.has(ScalarTy::Number) {
                true => "compare it with something, as in `count(p.operates) > 0`",
                false => "compare it with something, or ask `is empty` of a field",
            };
            self.told(Diagnostic::error(&codes::E0505, expr.span, message, "").help(help));
        }
        if ty.is_many() && !ty.unknown && ty.only_bool() {
            let quoted = self.quote(expr.span);
            let message = format!("{quoted} is {}, and counts as yes whatever they say", ty.words(self.model.schema()));
            let help = "ask each of them, as in `every x in s.parts where x.tested`, or whether `true in s.parts.tested`";
            self.warnings.push(Diagnostic::warning(&codes::E0519, expr.span, message, "").help(help));
        }
        node
    }

    /// `a and b and …`, with what earlier parts say about kinds known to later ones.
    pub fn conjunction(&mut self, expr: &Expr) -> Planned {
        let parts = self.parts(expr, Operator::And, true);
        (Node::And(parts), Ty::bool())
    }

    /// `a or b or …`: a later part counts only where the earlier ones are false.
    pub fn disjunction(&mut self, expr: &Expr) -> Planned {
        let parts = self.parts(expr, Operator::Or, false);
        (Node::Or(parts), Ty::bool())
    }

    fn parts(&mut self, expr: &Expr, operator: Operator, holds: bool) -> Vec<Node> {
        // Chains lean to the left; walking them in a loop keeps long ones off the stack.
        let mut operands: Vec<&Expr> = Vec::new();
        let mut rest = expr;
        while let ExprKind::Binary(found, left, right) = &rest.kind
            && *found == operator
        {
            operands.push(right);
            rest = left;
        }
        operands.push(rest);
        let before = self.variables.clone();
        let mut nodes = Vec::with_capacity(operands.len());
        operands.reverse();
        for (at, operand) in operands.iter().enumerate() {
            if operator == Operator::Or
                && let Some(before) = at.checked_sub(1).and_then(|before| operands.get(before))
            {
                self.kind_behind_or(before, operand);
            }
            nodes.push(self.condition(operand));
            self.learn(operand, holds);
        }
        self.variables = before;
        nodes
    }

    pub fn choice(&mut self, condition: &Expr, yes: &Expr, no: &Expr, expect: Option<&Ty>) -> Planned {
        let test = self.condition(condition);
        let before = self.variables.clone();
        self.learn(condition, true);
        let (yes, yes_ty) = self.expression(yes, expect);
        self.variables.clone_from(&before);
        self.learn(condition, false);
        let (no, no_ty) = self.expression(no, expect);
        self.variables = before;
        (Node::If(Box::new([test, yes, no])), yes_ty.or(no_ty))
    }

    /// Plans two sides that are compared, the one that needs no help first.
    fn pair(&mut self, left: &Expr, right: &Expr) -> (Planned, Planned) {
        if self.is_bare(left) && !self.is_bare(right) {
            let right = self.expression(right, None);
            let left = self.expression(left, Some(&right.1.element()));
            (left, right)
        } else {
            let left = self.expression(left, None);
            let right = self.expression(right, Some(&left.1.element()));
            (left, right)
        }
    }

    pub fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Planned {
        match operator {
            // Told apart before, because their parts are conditions.
            Operator::And | Operator::Or => lost(),
            Operator::Equal => (self.equal(left, right), Ty::bool()),
            Operator::NotEqual => (Node::Not(Box::new(self.equal(left, right))), Ty::bool()),
            Operator::Less => (self.order(Order::Less, left, right), Ty::bool()),
            Operator::AtMost => (self.order(Order::AtMost, left, right), Ty::bool()),
            Operator::Greater => (self.order(Order::Greater, left, right), Ty::bool()),
            Operator::AtLeast => (self.order(Order::AtLeast, left, right), Ty::bool()),
            Operator::In => (self.member(left, right), Ty::bool()),
            Operator::NotIn => (Node::Not(Box::new(self.member(left, right))), Ty::bool()),
            Operator::Add => self.arithmetic(Arithmetic::Add, left, right),
            Operator::Subtract => self.arithmetic(Arithmetic::Subtract, left, right),
            Operator::Multiply => self.arithmetic(Arithmetic::Multiply, left, right),
            Operator::Divide => self.arithmetic(Arithmetic::Divide, left, right),
        }
    }

    fn equal(&mut self, left: &Expr, right: &Expr) -> Node {
        let ((left_node, left_ty), (right_node, right_ty)) = self.pair(left, right);
        let schema = self.model.schema();
        if left_ty.unknown || right_ty.unknown {
            return Node::Missing;
        }
        if left_ty.shape != right_ty.shape {
            let (list, one, set, ty) = match left_ty.is_many() {
                true => (left.span, right.span, &left_node, &left_ty),
                false => (right.span, left.span, &right_node, &right_ty),
            };
            let message = format!("{} is {}, and {} is one value", self.quote(list), ty.words(schema), self.quote(one));
            let help = match set {
                Node::All(Extent::Kind(kind)) => {
                    let one = self.sources.text(one);
                    let entity = one.strip_suffix(".kind").unwrap_or(one);
                    format!("to ask for its kind, write `{entity} has kind {}`", schema.kind(*kind).name)
                }
                _ => format!("to ask whether it is among them, write `{} in {}`", self.sources.text(one), self.sources.text(list)),
            };
            self.told(Diagnostic::error(&codes::E0505, left.span.to(right.span), message, "").help(help));
            return Node::Missing;
        }
        if !left_ty.meets(&right_ty, schema) {
            self.incomparable(left, &left_ty, right, &right_ty);
            return Node::Missing;
        }
        match (left_node, right_node) {
            (Node::Variants(values), other) | (other, Node::Variants(values)) => {
                let values = values.into_iter().map(|(id, place)| Node::Constant(Val::Enum(id, place))).collect();
                Node::In(Box::new(other), Box::new(Node::List(values)))
            }
            (left, right) => Node::Equal(Box::new(left), Box::new(right)),
        }
    }

    fn order(&mut self, order: Order, left: &Expr, right: &Expr) -> Node {
        let ((left_node, left_ty), (right_node, right_ty)) = self.pair(left, right);
        match self.are_ordered((left, &left_node, &left_ty), (right, &right_node, &right_ty)) {
            true => Node::Order(order, Box::new(left_node), Box::new(right_node)),
            false => Node::Missing,
        }
    }

    /// Whether one of two values can come before the other; tells why not.
    pub fn are_ordered(&mut self, (left, left_node, left_ty): Side, (right, right_node, right_ty): Side) -> bool {
        if left_ty.unknown || right_ty.unknown {
            return false;
        }
        let schema = self.model.schema();
        for (side, ty) in [(left, left_ty), (right, right_ty)] {
            if ty.is_many() {
                let message = format!("{} is {}, which is not more or less than anything", self.quote(side.span), ty.words(schema));
                self.told(
                    Diagnostic::error(&codes::E0505, side.span, message, "")
                        .help("take one value of it, with `min`, `max`, `sum` or `count`, or ask `every x in … where …`"),
                );
                return false;
            }
        }
        let ambiguous = matches!(left_node, Node::Variants(_)) || matches!(right_node, Node::Variants(_));
        if ambiguous || !left_ty.is_ordered_with(right_ty) {
            self.incomparable(left, left_ty, right, right_ty);
            return false;
        }
        true
    }

    fn incomparable(&mut self, left: &Expr, left_ty: &Ty, right: &Expr, right_ty: &Ty) {
        let schema = self.model.schema();
        let message = format!(
            "{} is {}, and {} is {}: they cannot be compared",
            self.quote(left.span),
            left_ty.words(schema),
            self.quote(right.span),
            right_ty.words(schema)
        );
        let diagnostic = Diagnostic::error(&codes::E0505, left.span.to(right.span), message, "");
        // `s.stage == "live"`: a value of an enum is no text.
        let quoted = [(left, right_ty), (right, left_ty)].into_iter().find_map(|(side, other)| {
            let word = self.sources.text(side.span).trim_matches('"');
            let known = other.enums.iter().any(|&id| schema.enumeration(id).variant(word).is_some());
            (matches!(side.kind, ExprKind::Literal(Literal::Text)) && known).then_some((side.span, word))
        });
        self.told(match quoted {
            Some((span, word)) => diagnostic.help(format!("write `{word}` without quotation marks")).replace(
                span,
                word,
                format!("write `{word}` without quotation marks"),
            ),
            None => diagnostic,
        });
    }

    fn member(&mut self, left: &Expr, right: &Expr) -> Node {
        if let ExprKind::Range(low, high) = &right.kind {
            return self.within(left, low, high);
        }
        let ((left_node, left_ty), (right_node, right_ty)) = self.pair(left, right);
        if left_ty.unknown || right_ty.unknown {
            return Node::Missing;
        }
        let schema = self.model.schema();
        if left_ty.is_many() {
            let message = format!("{} is {}; `in` asks about one value", self.quote(left.span), left_ty.words(schema));
            self.told(Diagnostic::error(&codes::E0505, left.span, message, "").help(format!(
                "ask each of them: `every x in {} where x in {}`",
                self.sources.text(left.span),
                self.sources.text(right.span)
            )));
            return Node::Missing;
        }
        // A day lies in a range of days.
        let within = right_ty.has(ScalarTy::Dates) && (left_ty.has(ScalarTy::Date) || left_ty.has(ScalarTy::Dates));
        if !within && !left_ty.meets(&right_ty, schema) {
            let message = format!(
                "{} is {}, and {} is {}: it can never be among them",
                self.quote(left.span),
                left_ty.words(schema),
                self.quote(right.span),
                right_ty.words(schema)
            );
            let help = self.its_members(right, &right_ty);
            self.told(Diagnostic { help, ..Diagnostic::error(&codes::E0505, left.span.to(right.span), message, "") });
            return Node::Missing;
        }
        let left_node = match left_node {
            Node::Variants(_) => {
                let message = format!("{} is a value of several enums here", self.quote(left.span));
                self.told(
                    Diagnostic::error(&codes::E0505, left.span, message, "").help("write the enum before it, as in `stage.live`"),
                );
                return Node::Missing;
            }
            node => node,
        };
        Node::In(Box::new(left_node), Box::new(right_node))
    }

    fn arithmetic(&mut self, operation: Arithmetic, left: &Expr, right: &Expr) -> Planned {
        let (left_node, left_ty) = self.expression(left, None);
        let (right_node, right_ty) = self.expression(right, None);
        if left_ty.unknown || right_ty.unknown {
            return lost();
        }
        let schema = self.model.schema();
        for (side, ty) in [(left, &left_ty), (right, &right_ty)] {
            if ty.is_many() {
                let message = format!("{} is {}; one value is needed to calculate with", self.quote(side.span), ty.words(schema));
                let help = match ty.only_entities() {
                    true => "count them with `count(…)`",
                    false => "take one value of it, with `sum(…)`, `min(…)`, `max(…)` or `count(…)`",
                };
                self.told(Diagnostic::error(&codes::E0505, side.span, message, "").help(help));
                return lost();
            }
        }
        match operation.result(&left_ty, &right_ty) {
            Some(ty) => (Node::Arithmetic(operation, Box::new(left_node), Box::new(right_node)), ty),
            None => {
                let verb = match operation {
                    Arithmetic::Add => "added",
                    Arithmetic::Subtract => "subtracted",
                    Arithmetic::Multiply => "multiplied",
                    Arithmetic::Divide => "divided",
                };
                let message = format!(
                    "{} is {}, and {} is {}: they cannot be {verb}",
                    self.quote(left.span),
                    left_ty.words(schema),
                    self.quote(right.span),
                    right_ty.words(schema)
                );
                let diagnostic = Diagnostic::error(&codes::E0505, left.span.to(right.span), message, "");
                self.told(match left_ty.has(ScalarTy::Text) && right_ty.has(ScalarTy::Text) {
                    true => diagnostic.help("to join texts, write them in one: `\"{a} {b}\"`"),
                    false => diagnostic,
                });
                lost()
            }
        }
    }

    /// `some x in set where …` and its like.
    pub fn quantified(&mut self, quantifier: Quantifier, binding: &Binding, span: Span) -> Planned {
        if quantifier == Quantifier::Every && binding.filter.is_none() {
            let message = "`every` needs `where` and what has to hold".to_string();
            self.told(Diagnostic::error(&codes::E0505, span, message, ""));
        }
        let (selection, _) = self.selection(binding, quantifier);
        (Node::Quantified(quantifier, Box::new(selection)), Ty::bool())
    }

    /// `(x in set where …)`
    pub fn filtered(&mut self, binding: &Binding) -> Planned {
        let (selection, element) = self.selection(binding, Quantifier::Some);
        (Node::Filtered(Box::new(selection)), element.many())
    }

    /// A binding, with the type of what it selects; the variable is in scope in the condition only.
    fn selection(&mut self, binding: &Binding, quantifier: Quantifier) -> (Selection, Ty) {
        let (selection, element) = self.bind(binding, quantifier);
        self.variables.truncate(selection.variable);
        (selection, element)
    }

    /// As `selection`, but the variable stays in scope.
    pub fn bind(&mut self, binding: &Binding, quantifier: Quantifier) -> (Selection, Ty) {
        let (set, ty) = self.expression(&binding.set, None);
        if !ty.unknown && !ty.is_many() && !ty.only_entities() {
            let message = format!("{} is {}, not a set to go through", self.quote(binding.set.span), ty.words(self.model.schema()));
            let diagnostic = Diagnostic::error(&codes::E0505, binding.set.span, message, "");
            let help = self.its_members(&binding.set, &ty);
            self.told(Diagnostic { help, ..diagnostic });
        }
        let element = if ty.is_nothing() { Ty::unknown() } else { ty.element() };
        let variable = self.variables.len();
        self.variables.push((self.text(binding.variable), element));
        self.program.variables = self.program.variables.max(variable + 1);
        // What the condition says about kinds holds for what it lets through, and for nothing outside it.
        let outside = self.variables.clone();
        let condition = binding.filter.as_ref().map(|filter| {
            let condition = self.condition(filter);
            self.learn(filter, true);
            condition
        });
        let lookup = condition.as_ref().and_then(|condition| self.lookup(variable, &set, condition, quantifier));
        if lookup.is_none() && lint::is_anew(self.procedures, &self.program, variable, &set, condition.as_ref()) {
            self.pairs.push((self.lets.len(), binding.set.span));
        }
        let narrowed = std::mem::replace(&mut self.variables, outside).pop();
        let element = match (narrowed, self.variables.last_mut(), quantifier) {
            (Some((_, ty)), Some(last), Quantifier::Some | Quantifier::No | Quantifier::One) => {
                last.1 = ty.clone();
                ty
            }
            (Some((_, ty)), ..) => ty,
            (None, ..) => Ty::unknown(),
        };
        (Selection { variable, set, condition, lookup }, element)
    }
}
