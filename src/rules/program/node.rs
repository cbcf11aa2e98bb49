//! Planned expressions: names resolved to variables, kinds, fields, values and entities.

use crate::model::{EnumId, KindId};
use crate::rules::functions::{Arithmetic, Function, Round};
use crate::rules::values::Val;
use crate::syntax::tree::Quantifier;

use super::{Pattern, Step, Template};

/// An expression ready to be evaluated.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// A literal, an entity or a value of an enum.
    Constant(Val<'static>),
    /// A word that is a value of several enums; stands only beside a comparison.
    Variants(Vec<(EnumId, u16)>),
    /// A text with braces.
    Template(Template),
    /// The as-of date.
    Today,
    /// A bound variable.
    Variable(usize),
    /// A `let`, evaluated once a subject.
    Let(usize),
    /// All entities of a kind, or all there are.
    All(Extent),
    /// A field of one value or of each of a list.
    Step(Box<Node>, Step),
    /// A field followed any number of times, at least once.
    Closure(Box<Node>, Step),
    /// A list; elements that are lists give their elements.
    List(Vec<Node>),
    /// `not a`
    Not(Box<Node>),
    /// `-a`
    Negate(Box<Node>),
    /// `a and b and …`
    And(Vec<Node>),
    /// `a or b or …`
    Or(Vec<Node>),
    /// `a == b`
    Equal(Box<Node>, Box<Node>),
    /// `a < b` and its like.
    Order(Order, Box<Node>, Box<Node>),
    /// `a in b`
    In(Box<Node>, Box<Node>),
    /// `a + b` and its like.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// `a is empty`
    IsEmpty(Box<Node>),
    /// `low <= a and a <= high`: the value and both ends.
    Within(Box<[Node; 3]>),
    /// `a or else b`: the first that is there.
    OrElse(Vec<Node>),
    /// `a has kind k | l`
    HasKind(Box<Node>, Box<[KindId]>),
    /// `some x in set where …`
    Quantified(Quantifier, Box<Selection>),
    /// `(x in set where …)`
    Filtered(Box<Selection>),
    /// `(group x in set where … by key)`
    Grouped(Box<Grouping>),
    /// `count(…)` and its like.
    Call(Function, Vec<Node>),
    /// `in_force(a)`: a named expression by its place, and what it is given.
    Define(usize, Vec<Node>),
    /// `lacking("b": a.b)`: the texts whose values are missing, empty or false.
    Lacking(Vec<(Node, Node)>),
    /// `referrers(x)`
    Referrers(Box<Node>),
    /// `circle(x.f)` and its like: `x`, and the place of the field in [`Program::relations`].
    Round(Round, Box<Node>, usize),
    /// `matches(text, "pattern")`
    Matches(Box<Node>, Pattern),
    /// `if a then b else c`
    If(Box<[Node; 3]>),
    /// Something that mentions no variable: evaluated once a run.
    Once(usize, Box<Node>),
    /// Lost to an error that has been told.
    Missing,
}

/// The sets of entities that expressions start from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// Those of a kind and of the kinds that extend it, the library's included.
    Kind(KindId),
    /// `any`: all that the organisation's own files declare.
    Own,
}

/// `x in set where condition`
#[derive(Clone, PartialEq, Debug)]
pub struct Selection {
    /// The place of the variable.
    pub variable: usize,
    /// What it runs over.
    pub set: Node,
    /// Which of them.
    pub condition: Option<Node>,
    /// Where an equality in the condition answers from an index: the index and what to look up.
    pub lookup: Option<Lookup>,
}

/// `group x in set where condition by key`
#[derive(Clone, PartialEq, Debug)]
pub struct Grouping {
    /// What is grouped.
    pub selection: Selection,
    /// By what: sees the selection's variable.
    pub key: Node,
}

/// A look into an index in place of a walk over all entities of a kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Lookup {
    /// Which part of the condition it answers, until the key is taken out of it.
    pub answers: Answers,
    /// The place in [`Program::indexes`].
    pub index: usize,
    /// What to look up; does not use the selection's variable. Nothing until it is taken out of the condition.
    pub key: Node,
}

/// The comparisons by order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Node {
    /// Calls `visit` on this node and every node below it.
    pub fn walk(&self, visit: &mut impl FnMut(&Node)) {
        visit(self);
        match self {
            Node::Constant(_)
            | Node::Variants(_)
            | Node::Today
            | Node::Variable(_)
            | Node::Let(_)
            | Node::All(_)
            | Node::Missing => {}
            Node::Template(template) => template.nodes().for_each(|node| node.walk(visit)),
            Node::Step(node, _)
            | Node::Closure(node, _)
            | Node::Not(node)
            | Node::Negate(node)
            | Node::IsEmpty(node)
            | Node::HasKind(node, _)
            | Node::Referrers(node)
            | Node::Round(_, node, _)
            | Node::Matches(node, _)
            | Node::Once(_, node) => node.walk(visit),
            Node::List(nodes)
            | Node::And(nodes)
            | Node::Or(nodes)
            | Node::OrElse(nodes)
            | Node::Call(_, nodes)
            | Node::Define(_, nodes) => {
                nodes.iter().for_each(|node| node.walk(visit));
            }
            Node::Lacking(parts) => parts.iter().for_each(|(label, value)| {
                label.walk(visit);
                value.walk(visit);
            }),
            Node::Equal(left, right) | Node::Order(_, left, right) | Node::In(left, right) | Node::Arithmetic(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::Quantified(_, selection) | Node::Filtered(selection) => selection.walk(visit),
            Node::Grouped(grouping) => {
                grouping.selection.walk(visit);
                grouping.key.walk(visit);
            }
            Node::If(parts) | Node::Within(parts) => parts.iter().for_each(|node| node.walk(visit)),
        }
    }

    /// Calls `change` on each node right below this one, those of selections included.
    pub fn children_mut(&mut self, change: &mut impl FnMut(&mut Node)) {
        match self {
            Node::Constant(_)
            | Node::Variants(_)
            | Node::Today
            | Node::Variable(_)
            | Node::Let(_)
            | Node::All(_)
            | Node::Missing => {}
            Node::Template(template) => template.nodes_mut().for_each(change),
            Node::Step(node, _)
            | Node::Closure(node, _)
            | Node::Not(node)
            | Node::Negate(node)
            | Node::IsEmpty(node)
            | Node::HasKind(node, _)
            | Node::Referrers(node)
            | Node::Round(_, node, _)
            | Node::Matches(node, _)
            | Node::Once(_, node) => change(node),
            Node::List(nodes)
            | Node::And(nodes)
            | Node::Or(nodes)
            | Node::OrElse(nodes)
            | Node::Call(_, nodes)
            | Node::Define(_, nodes) => nodes.iter_mut().for_each(change),
            Node::Lacking(parts) => parts.iter_mut().for_each(|(label, value)| {
                change(label);
                change(value);
            }),
            Node::Equal(left, right) | Node::Order(_, left, right) | Node::In(left, right) | Node::Arithmetic(_, left, right) => {
                change(left);
                change(right);
            }
            Node::Quantified(_, selection) | Node::Filtered(selection) => selection.nodes_mut(change),
            Node::Grouped(grouping) => {
                grouping.selection.nodes_mut(change);
                change(&mut grouping.key);
            }
            Node::If(parts) | Node::Within(parts) => parts.iter_mut().for_each(change),
        }
    }

    /// Whether the expression uses this variable.
    pub fn uses(&self, variable: usize) -> bool {
        let mut used = false;
        self.walk(&mut |node| used |= matches!(node, Node::Variable(at) if *at == variable));
        used
    }
}

/// The part of a condition that an index answers: an equality, or for `every` the opposite of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answers {
    /// The place among what `and` joins, or for an opposite what `or` joins.
    pub part: usize,
    /// Which side of the equality is the key.
    pub key: Side,
    /// What is found passes the equality, or fails its opposite.
    pub way: Way,
}

/// A side of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Left,
    Right,
}

/// Whether a condition asks for an equality or for its opposite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Equal,
    Different,
}

impl Selection {
    /// Calls `change` on each of its expressions.
    pub fn nodes_mut(&mut self, change: &mut impl FnMut(&mut Node)) {
        change(&mut self.set);
        self.condition.iter_mut().for_each(&mut *change);
        self.lookup.iter_mut().for_each(|lookup| change(&mut lookup.key));
    }

    fn walk(&self, visit: &mut impl FnMut(&Node)) {
        self.set.walk(visit);
        if let Some(condition) = &self.condition {
            condition.walk(visit);
        }
        if let Some(lookup) = &self.lookup {
            lookup.key.walk(visit);
        }
    }
}
