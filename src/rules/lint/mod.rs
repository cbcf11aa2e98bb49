//! What is wrong with a rule that is right in form: it can never find anything, or it takes far too long.
//!
//! ```text
//! each:    s in service where s.stage == live and s.stage == retired     // never looks at anything
//! require: s.stage == live or true                                       // never finds anything
//! require: no o in service where o.live_since < s.live_since             // looks at every pair
//! ```
//! These are warnings: the rule does what it says, and that is hardly what was meant.

mod pairs;

use crate::diag::{Diagnostic, codes};
use crate::model::{KindId, Schema};
use crate::rules::program::{Check, Extent, Node, Order, Step, quoted};
use crate::rules::values::{Entities, ScalarTy, Ty, Val};
use crate::source::{Sources, Span};
use crate::syntax::tree::{Binding, Expr, ExprKind, Operator};

pub use pairs::{is_anew, pairs, pairs_of_definition};

/// Why a condition is never true.
enum Never {
    /// It is false, whatever the model.
    False,
    /// No subject is of this kind.
    Kind(KindId),
    /// It and an earlier condition exclude each other.
    Excluded(Span),
}

/// Warns of a rule whose `each` lets nothing through.
pub fn never_looks(schema: &Schema, sources: &Sources, check: &Check, each: &Binding) -> Option<Diagnostic> {
    let (condition, filter) = check.subjects.condition.as_ref().zip(each.filter.as_ref())?;
    let leaves = leaves(condition, filter);
    for (at, (node, span)) in leaves.iter().enumerate() {
        let earlier = leaves.iter().take(at).find(|(other, _)| exclude(schema, other, node)).map(|(_, span)| *span);
        let never = match (fold(node), alien_kind(schema, check, node), earlier) {
            (Some(false), ..) => Never::False,
            (_, Some(kind), _) => Never::Kind(kind),
            (.., Some(earlier)) => Never::Excluded(earlier),
            _ => continue,
        };
        let words = quoted(sources, *span);
        let diagnostic = match never {
            Never::False => never_looks_at(*span, format!("{words} is never true")),
            Never::Kind(kind) => {
                let kind = &schema.kind(kind).name;
                never_looks_at(*span, format!("what stands in {} is never a `{kind}`", quoted(sources, each.set.span)))
            }
            Never::Excluded(earlier) => {
                let words = format!("{} and {words} are never true of the same thing", quoted(sources, earlier));
                never_looks_at(*span, words).label(earlier, "")
            }
        };
        return Some(diagnostic);
    }
    None
}

fn never_looks_at(span: Span, why: String) -> Diagnostic {
    Diagnostic::warning(&codes::E0514, span, format!("this rule never looks at anything: {why}"), "")
        .help("correct the condition, or leave it out")
}

/// Warns of a rule whose requirement is met by whatever it looks at.
pub fn never_finds(schema: &Schema, sources: &Sources, check: &Check, each: &Binding, required: &Expr) -> Option<Diagnostic> {
    let given = match (&check.subjects.condition, &each.filter) {
        (Some(condition), Some(filter)) => leaves(condition, filter),
        _ => Vec::new(),
    };
    let span = required.span;
    if fold(&check.require) == Some(true) {
        let message = format!("this rule never finds anything: {} is always true", quoted(sources, span));
        return Some(Diagnostic::warning(&codes::E0515, span, message, "").help("require something that can be false"));
    }
    let source = |node: &Node| given.iter().find(|(known, _)| implies(schema, known, node)).map(|(_, span)| *span);
    let asked: Option<Vec<Span>> = leaves(&check.require, required).iter().map(|(node, _)| source(node)).collect();
    let message =
        format!("this rule never finds anything: it looks only at those for which {} is true already", quoted(sources, span));
    let diagnostic = Diagnostic::warning(&codes::E0515, span, message, "").help("require what is to be true of them besides");
    asked.map(|asked| asked.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.label(span, "asked here")))
}

/// The conditions that `and` joins, with their places. The plan and the text have the same shape.
fn leaves<'n>(node: &'n Node, expr: &Expr) -> Vec<(&'n Node, Span)> {
    let mut nodes = Vec::new();
    parts(node, &mut nodes);
    let mut spans = Vec::new();
    operands(expr, &mut spans);
    nodes.into_iter().zip(spans).collect()
}

fn parts<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match node {
        Node::And(nodes) => nodes.iter().for_each(|node| parts(node, found)),
        node => found.push(node),
    }
}

fn operands(expr: &Expr, found: &mut Vec<Span>) {
    match &expr.kind {
        ExprKind::Binary(Operator::And, left, right) => {
            operands(left, found);
            operands(right, found);
        }
        _ => found.push(expr.span),
    }
}

/// What a condition comes to, where that shows without a model.
fn fold(node: &Node) -> Option<bool> {
    match node {
        Node::Constant(value) => Some(value.holds()),
        Node::Not(inner) => fold(inner).map(|holds| !holds),
        Node::And(parts) => {
            let parts: Vec<Option<bool>> = parts.iter().map(fold).collect();
            if parts.contains(&Some(false)) { Some(false) } else { parts.iter().all(Option::is_some).then_some(true) }
        }
        Node::Or(parts) => {
            let parts: Vec<Option<bool>> = parts.iter().map(fold).collect();
            if parts.contains(&Some(true)) { Some(true) } else { parts.iter().all(Option::is_some).then_some(false) }
        }
        Node::Equal(left, right) => Some(constant(left)?.same(&constant(right)?)),
        Node::Order(order, left, right) => {
            let found = constant(left)?.compare(&constant(right)?)?;
            Some(match order {
                Order::Less => found.is_lt(),
                Order::AtMost => found.is_le(),
                Order::Greater => found.is_gt(),
                Order::AtLeast => found.is_ge(),
            })
        }
        Node::In(value, list) => {
            let value = constant(value)?;
            let known = constants(list)?;
            // A day in a range of days is no matter of equality.
            (!matches!(value, Val::Date(_) | Val::Dates(_))).then(|| known.iter().any(|one| one.same(&value)))
        }
        Node::Within(parts) => {
            let [value, low, high] = &**parts;
            let (value, low, high) = (constant(value)?, constant(low)?, constant(high)?);
            Some(low.compare(&value)?.is_le() && value.compare(&high)?.is_le())
        }
        Node::IsEmpty(inner) => constant(inner).map(|value| value.is_empty()),
        Node::If(parts) => {
            let [condition, yes, no] = &**parts;
            if fold(condition)? { fold(yes) } else { fold(no) }
        }
        _ => None,
    }
}

fn constant(node: &Node) -> Option<Val<'static>> {
    match node {
        Node::Constant(value) => Some(value.clone()),
        Node::Arithmetic(operation, left, right) => {
            Some(operation.apply(&constant(left)?, &constant(right)?)).filter(|value| *value != Val::Missing)
        }
        _ => None,
    }
}

fn constants(node: &Node) -> Option<Vec<Val<'static>>> {
    match node {
        Node::List(nodes) => nodes.iter().map(constant).collect(),
        _ => None,
    }
}

/// The kind that is asked for, where no subject can be of it.
fn alien_kind(schema: &Schema, check: &Check, node: &Node) -> Option<KindId> {
    let Node::HasKind(inner, kinds) = node else { return None };
    let ty = match (&**inner, &check.subjects.set) {
        (Node::Variable(0), Node::All(Extent::Kind(of))) => Ty::of_kind(*of),
        (Node::Variable(0), Node::Step(_, Step::Field(field))) => Ty::of_field(schema.field(*field)),
        _ => return None,
    };
    let alien = ty.entities != Entities::Any && !kinds.iter().any(|kind| ty.meets(&Ty::of_kind(*kind), schema));
    kinds.first().filter(|_| alien).copied()
}

/// Whether two conditions can never both hold.
fn exclude(schema: &Schema, left: &Node, right: &Node) -> bool {
    let one_way = |one: &Node, other: &Node| match (one, other) {
        (Node::Not(inner), other) => **inner == *other,
        (Node::IsEmpty(inner), other) => is_there(other, inner),
        (Node::HasKind(inner, kinds), Node::HasKind(of, others)) => {
            let related = |kind: KindId, other: KindId| schema.is_a(kind, other) || schema.is_a(other, kind);
            inner == of && !kinds.iter().any(|&kind| others.iter().any(|&other| related(kind, other)))
        }
        _ => false,
    };
    let apart = match (among(left), among(right)) {
        (Some((what, these)), Some((of, those))) if what == of => !these.iter().any(|one| those.iter().any(|it| it.same(one))),
        _ => false,
    };
    apart || one_way(left, right) || one_way(right, left)
}

/// What a condition says to equal one of some constants.
fn among(node: &Node) -> Option<(&Node, Vec<Val<'static>>)> {
    let (value, known) = match node {
        Node::Equal(left, right) => match (constant(left), constant(right)) {
            (None, Some(value)) => (&**left, vec![value]),
            (Some(value), None) => (&**right, vec![value]),
            _ => return None,
        },
        Node::In(value, list) => (&**value, constants(list)?),
        _ => return None,
    };
    let equality = known.iter().all(|one| !one.is_list() && !matches!(one, Val::Date(_) | Val::Dates(_)));
    equality.then_some((value, known))
}

/// Whether the condition holds only where `value` is there.
fn is_there(condition: &Node, value: &Node) -> bool {
    if condition == value {
        return true;
    }
    match condition {
        Node::Equal(..) | Node::In(..) => {
            among(condition).is_some_and(|(of, known)| of == value && known.iter().all(|one| !one.is_empty()))
        }
        // A text can come after another and still be empty.
        Node::Order(_, left, right) => {
            let compared = [(left, right), (right, left)].into_iter().find(|(side, _)| ***side == *value);
            compared.is_some_and(|(_, other)| constant(other).is_some_and(|other| !other.is_text()))
        }
        Node::HasKind(inner, _) => **inner == *value,
        _ => false,
    }
}

/// Whether `wanted` holds wherever `known` does.
fn implies(schema: &Schema, known: &Node, wanted: &Node) -> bool {
    if known == wanted {
        return true;
    }
    match wanted {
        Node::Not(inner) => match &**inner {
            Node::IsEmpty(value) => is_there(known, value),
            _ => false,
        },
        // Of `true` or `false` being there says nothing about which.
        Node::Step(_, step) => {
            let there = match known {
                Node::Not(inner) => matches!(&**inner, Node::IsEmpty(value) if **value == *wanted),
                known => is_there(known, wanted),
            };
            there && !can_be_false(schema, step)
        }
        _ => false,
    }
}

fn can_be_false(schema: &Schema, step: &Step) -> bool {
    match step {
        Step::Field(field) => Ty::of_field(schema.field(*field)).has(ScalarTy::Bool),
        Step::Builtin(_) => false,
        Step::ByKind(_) | Step::Part(..) => true,
    }
}
