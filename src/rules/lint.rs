//! What is wrong with a rule that is right in form: it can never find anything, or it takes far too long.
//!
//! ```text
//! each:    s in service where s.stage == live and s.stage == retired     // never looks at anything
//! require: s.stage == live or true                                       // never finds anything
//! require: no o in service where o.live_since < s.live_since             // looks at every pair
//! ```
//! These are warnings: the rule does what it says, and that is hardly what was meant.

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, Field, FieldRole, KindId};
use crate::source::Span;
use crate::syntax::tree::{Binding, Expr, ExprKind, Operator};

use super::builtins::Function;
use super::names::Planner;
use super::node::{Extent, Node, Order, Step};
use super::settings::Check;
use super::types::{Entities, Scalar, Ty};
use super::value::Val;

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
pub(super) fn never_looks(planner: &mut Planner, check: &Check, each: &Binding) {
    let Some((condition, filter)) = check.subjects.condition.as_ref().zip(each.filter.as_ref()) else {
        return;
    };
    let leaves = leaves(condition, filter);
    for (at, (node, span)) in leaves.iter().enumerate() {
        let earlier = leaves.iter().take(at).find(|(other, _)| exclude(planner, other, node)).map(|(_, span)| *span);
        let never = match (fold(node), alien_kind(planner, check, node), earlier) {
            (Some(false), ..) => Never::False,
            (_, Some(kind), _) => Never::Kind(kind),
            (.., Some(earlier)) => Never::Excluded(earlier),
            _ => continue,
        };
        let quoted = planner.quote(*span);
        let diagnostic = match never {
            Never::False => never_looks_at(*span, format!("{quoted} is never true")),
            Never::Kind(kind) => {
                let kind = &planner.model.schema().kind(kind).name;
                never_looks_at(*span, format!("what stands in {} is never a `{kind}`", planner.quote(each.set.span)))
            }
            Never::Excluded(earlier) => {
                let words = format!("{} and {quoted} are never true of the same thing", planner.quote(earlier));
                never_looks_at(*span, words).label(earlier, "")
            }
        };
        planner.told(diagnostic);
        return;
    }
}

fn never_looks_at(span: Span, why: String) -> Diagnostic {
    Diagnostic::warning(&codes::E0514, span, format!("this rule never looks at anything: {why}"), "")
        .help("correct the condition, or leave it out")
}

/// Warns of a rule whose requirement is met by whatever it looks at.
pub(super) fn never_finds(planner: &mut Planner, check: &Check, each: &Binding, required: &Expr) {
    let given = match (&check.subjects.condition, &each.filter) {
        (Some(condition), Some(filter)) => leaves(condition, filter),
        _ => Vec::new(),
    };
    let span = required.span;
    if fold(&check.require) == Some(true) {
        let message = format!("this rule never finds anything: {} is always true", planner.quote(span));
        planner.told(Diagnostic::warning(&codes::E0515, span, message, "").help("require something that can be false"));
        return;
    }
    let source = |node: &Node| given.iter().find(|(known, _)| implies(planner, known, node)).map(|(_, span)| *span);
    let sources: Option<Vec<Span>> = leaves(&check.require, required).iter().map(|(node, _)| source(node)).collect();
    if let Some(sources) = sources {
        let quoted = planner.quote(span);
        let message = format!("this rule never finds anything: it looks only at those for which {quoted} is true already");
        let diagnostic = Diagnostic::warning(&codes::E0515, span, message, "").help("require what is to be true of them besides");
        planner.told(sources.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.label(span, "asked here")));
    }
}

/// Warns of conditions that go through all of a set for each subject, and of `let`s that do so for a condition.
pub(super) fn pairs(planner: &mut Planner, check: &Check, conditions: Vec<(usize, Span)>, lets: Vec<(usize, Span)>) {
    let mut asked = Vec::new();
    lets_asked(&check.require, check, &mut asked);
    let asked = lets.into_iter().filter(|(at, _)| asked.contains(at));
    for (_, span) in conditions.into_iter().chain(asked) {
        let message = format!("this looks at everything in {} anew for each subject", planner.quote(span));
        planner.told(
            Diagnostic::warning(&codes::E0516, span, message, "")
                .note("on a model ten times as large it takes a hundred times as long")
                .help(
                    "compare a field with what stands outside by `==` or `in`, as in `x in service where x.owner == r`, \
                     or start from a field, as in `x in r.services`",
                ),
        );
    }
}

/// The `let`s that an expression asks for, in turn.
fn lets_asked(node: &Node, check: &Check, asked: &mut Vec<usize>) {
    node.walk(&mut |inner| {
        if let Node::Let(at) = inner
            && !asked.contains(at)
        {
            asked.push(*at);
            check.program.lets.get(*at).iter().for_each(|node| lets_asked(node, check, asked));
        }
    });
}

impl Planner<'_> {
    /// Whether the value is there for every entity that is complete.
    pub fn is_always_there(&self, node: &Node) -> bool {
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
                    && !Ty::of_field(field).has(Scalar::Text)
            }
            _ => false,
        }
    }

    /// Whether every entity of the type has the field.
    fn all_have(&self, ty: &Ty, field: &Field) -> bool {
        let schema = self.model.schema();
        matches!(&ty.entities, Entities::Of(kinds) if kinds.iter().all(|&kind| schema.is_a(kind, field.owner)))
    }

    /// Notes the selection if it goes through all entities of a set anew for each value of something outside it.
    pub fn note_pairs(&mut self, binding: &Binding, variable: usize, set: &Node, condition: Option<&Node>, indexed: bool) {
        if indexed || !self.is_everything(set) {
            return;
        }
        if condition.is_some_and(|condition| self.depends(condition, variable)) {
            self.pairs.push((self.lets.len(), binding.set.span));
        }
    }

    /// Warns of selections in a definition that go through all of a set anew for each thing it is asked about.
    pub fn pairs_of_definition(&mut self) {
        for (_, span) in std::mem::take(&mut self.pairs) {
            let message = format!("this looks at everything in {} anew for each thing it is asked about", self.quote(span));
            self.warnings.push(
                Diagnostic::warning(&codes::E0516, span, message, "")
                    .note("on a model ten times as large it takes a hundred times as long")
                    .help(
                        "compare a field with what stands outside by `==` or `in`, as in `x in service where x.owner == r`, \
                         or start from a field, as in `x in r.services`",
                    ),
            );
        }
    }

    /// Whether the set holds all entities of a kind, groups of all of them, or what is left of them by conditions that mention nothing outside.
    fn is_everything(&self, set: &Node) -> bool {
        match set {
            Node::All(_) => true,
            Node::Filtered(selection) => {
                selection.lookup.is_none() && self.is_everything(&selection.set) && !self.depends(set, selection.variable)
            }
            Node::Grouped(grouping) => {
                self.is_everything(&grouping.selection.set) && !self.depends(set, grouping.selection.variable)
            }
            Node::Let(at) => self.program.lets.get(*at).is_some_and(|node| !self.depends(node, 1) && self.is_everything(node)),
            Node::Define(at, given) if given.is_empty() => {
                self.procedures.get(*at).is_some_and(|procedure| self.is_everything(&procedure.body))
            }
            Node::Once(_, inner) => self.is_everything(inner),
            _ => false,
        }
    }

    /// Whether the value changes with a variable bound outside the selection of `variable`.
    fn depends(&self, node: &Node, variable: usize) -> bool {
        self.depends_but(node, variable, &mut FxHashSet::default())
    }

    /// As `depends`, without the `let`s that were looked into: each may name others many times over.
    fn depends_but(&self, node: &Node, variable: usize, seen: &mut FxHashSet<usize>) -> bool {
        let mut found = false;
        node.walk(&mut |inner| match inner {
            Node::Variable(at) => found |= *at < variable,
            Node::Let(at) if seen.insert(*at) => {
                found |= self.program.lets.get(*at).is_some_and(|node| self.depends_but(node, 1, seen));
            }
            _ => {}
        });
        found
    }
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
fn alien_kind(planner: &Planner, check: &Check, node: &Node) -> Option<KindId> {
    let Node::HasKind(inner, kinds) = node else { return None };
    let schema = planner.model.schema();
    let ty = match (&**inner, &check.subjects.set) {
        (Node::Variable(0), Node::All(Extent::Kind(of))) => Ty::of_kind(*of),
        (Node::Variable(0), Node::Step(_, Step::Field(field))) => Ty::of_field(schema.field(*field)),
        _ => return None,
    };
    let alien = ty.entities != Entities::Any && !kinds.iter().any(|kind| ty.meets(&Ty::of_kind(*kind), schema));
    kinds.first().filter(|_| alien).copied()
}

/// Whether two conditions can never both hold.
fn exclude(planner: &Planner, left: &Node, right: &Node) -> bool {
    let one_way = |one: &Node, other: &Node| match (one, other) {
        (Node::Not(inner), other) => **inner == *other,
        (Node::IsEmpty(inner), other) => is_there(other, inner),
        (Node::HasKind(inner, kinds), Node::HasKind(of, others)) => {
            let schema = planner.model.schema();
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
fn implies(planner: &Planner, known: &Node, wanted: &Node) -> bool {
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
            there && !can_be_false(planner, step)
        }
        _ => false,
    }
}

fn can_be_false(planner: &Planner, step: &Step) -> bool {
    match step {
        Step::Field(field) => Ty::of_field(planner.model.schema().field(*field)).has(Scalar::Bool),
        Step::Builtin(_) => false,
        Step::ByKind(_) | Step::Part(..) => true,
    }
}
