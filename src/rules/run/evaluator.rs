//! Evaluation of planned expressions.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntityId, Model, Woven};
use crate::promises::{Below, Chain};
use crate::rules::functions::{Function, negate};
use crate::rules::program::{Extent, Node, Order, Piece, Program, Template};
use crate::rules::values::display::{self, Style};
use crate::rules::values::{Key, Val};
use crate::source::Origin;
use crate::syntax::tree::Quantifier;

use super::circles::Knots;
use super::frames::Kept;
use super::lookups::Index;
use super::navigation::{Gathered, Marks};
use super::shared::Shared;

/// How many times as many steps a rule of the library may take.
const LIBRARY: u64 = 20;

/// After so many steps it is asked whether somebody still waits for the answer: about a tenth of a millisecond.
const BETWEEN_LOOKS: u64 = 4_096;

/// So many letters cost a step.
const LETTERS: usize = 16;

/// Evaluates the expressions of one rule or register.
pub struct Evaluator<'a> {
    pub shared: &'a Shared<'a>,
    style: Style,
    /// What is being evaluated: the rule or register itself, or a named expression that it calls.
    pub frame: Frame<'a>,
    /// The named expressions that were called, by their places.
    pub kept: FxHashMap<usize, Kept<'a>>,
    /// Whether it has paid for the index of references.
    pub refers: bool,
    /// The promise that was followed last: one rule asks several things of it.
    pub followed: Option<(EntityId, Option<Chain>)>,
    /// What the item rests on that was asked about last.
    pub rested: Option<(EntityId, Below)>,
    /// How many steps were taken.
    pub steps: u64,
    budget: u64,
    /// At how many steps it is asked next whether somebody still waits.
    next_look: u64,
    /// Whether the value looked at may be missing only because of an error that has been told.
    pub doubtful: bool,
}

/// The variables of one program, and what was worked out for it.
pub struct Frame<'a> {
    pub program: &'a Program,
    variables: Vec<Val<'a>>,
    lets: Vec<Option<Val<'a>>>,
    onces: Vec<Option<Once<'a>>>,
    pub indexes: Vec<Option<Index<'a>>>,
    pub marks: Marks,
    /// The circles of each field that is followed round.
    pub knots: Vec<Knots>,
}

impl<'a> Frame<'a> {
    /// Nothing is bound yet.
    pub fn new(program: &'a Program) -> Frame<'a> {
        let mut indexes = Vec::new();
        indexes.resize_with(program.indexes.len(), || None);
        Frame {
            program,
            variables: vec![Val::Missing; program.variables],
            lets: vec![None; program.lets.len()],
            onces: vec![None; program.onces],
            indexes,
            marks: Marks::default(),
            knots: Vec::new(),
        }
    }
}

/// The value of an expression that mentions no variable.
#[derive(Clone)]
struct Once<'a> {
    value: Val<'a>,
    doubtful: bool,
    members: Option<Arc<FxHashSet<Key<'a>>>>,
}

impl<'a> Evaluator<'a> {
    pub fn new(shared: &'a Shared<'a>, program: &'a Program, style: Style) -> Evaluator<'a> {
        Evaluator {
            shared,
            style,
            frame: Frame::new(program),
            kept: FxHashMap::default(),
            followed: None,
            rested: None,
            refers: false,
            steps: 0,
            budget: shared.budget(),
            next_look: BETWEEN_LOOKS,
            doubtful: false,
        }
    }

    pub fn model(&self) -> &'a Model {
        self.shared.model
    }

    /// Takes the budget for what somebody wrote. How the library's rules grow is tested, so theirs only ends what nobody would wait for.
    pub fn allow(&mut self, origin: Origin) {
        self.budget = match origin {
            Origin::Model | Origin::Record => self.shared.budget(),
            Origin::Library => LIBRARY * self.shared.budget(),
        };
    }

    /// Whether the budget of steps is used up; every answer is then missing or false. There is none left once nobody waits any more.
    pub fn spent(&mut self) -> bool {
        if self.steps >= self.next_look {
            self.next_look = self.steps + BETWEEN_LOOKS;
            if !self.shared.patience.lasts() {
                self.budget = 0;
            }
        }
        self.steps > self.budget
    }

    /// Pays for letters or elements that are about to be made; gives whether the budget reaches. So what an expression makes is bounded
    /// before it takes memory.
    pub fn pay(&mut self, made: usize) -> bool {
        self.steps = self.steps.saturating_add(made as u64);
        !self.spent()
    }

    /// Turns to another subject, the first variable: what was evaluated for the last one is forgotten.
    pub fn turn_to(&mut self, subject: EntityId) {
        self.frame.lets.fill(None);
        self.doubtful = false;
        self.bind(0, Val::Entity(subject));
    }

    pub fn bind(&mut self, variable: usize, value: Val<'a>) {
        if let Some(place) = self.frame.variables.get_mut(variable) {
            *place = value;
        }
    }

    /// Where its texts go.
    pub fn style(&self) -> Style {
        self.style
    }

    /// The value of an expression whose texts go somewhere else than those of this evaluator.
    pub fn eval_as(&mut self, style: Style, node: &'a Node) -> Val<'a> {
        let own = std::mem::replace(&mut self.style, style);
        let value = self.eval(node);
        self.style = own;
        value
    }

    /// The value of an expression.
    pub fn eval(&mut self, node: &'a Node) -> Val<'a> {
        self.steps += 1;
        match node {
            Node::Constant(Val::Made(text)) => Val::Text(text),
            Node::Constant(value) => value.clone(),
            Node::Variants(values) => Val::List(values.iter().map(|(id, place)| Val::Enum(*id, *place)).collect()),
            Node::Template(template) => Val::text(self.render(template)),
            Node::Today => Val::Date(self.shared.facts.today),
            Node::Variable(at) => self.frame.variables.get(*at).cloned().unwrap_or(Val::Missing),
            Node::Let(at) => self.named(*at),
            Node::All(extent) => Val::Entities(self.shared.all(*extent)),
            Node::Step(from, step) => {
                let from = self.eval(from);
                self.step(&from, step)
            }
            Node::Closure(from, step) => {
                let from = self.eval(from);
                self.closure(&from, step)
            }
            Node::List(nodes) => {
                // All are evaluated before they are gathered: evaluation and gathering share one table of marks.
                let mut values: Vec<Val<'a>> = Vec::with_capacity(nodes.len());
                for node in nodes {
                    let value = self.eval(node);
                    if !self.pay(value.len().saturating_sub(1)) {
                        return Val::Missing;
                    }
                    values.push(value);
                }
                let mut gathered = Gathered::default();
                for value in &values {
                    gathered.add(value, &mut self.frame.marks, self.shared.model.len());
                }
                gathered.list()
            }
            Node::Negate(inner) => negate(&self.eval(inner)).unwrap_or(Val::Missing),
            Node::Arithmetic(operation, left, right) => {
                let left = self.eval(left);
                let right = self.eval(right);
                operation.apply(&left, &right)
            }
            Node::Filtered(selection) => self.filtered(selection),
            Node::Grouped(grouping) => self.grouped(grouping),
            Node::Call(function, arguments) => self.call(*function, arguments),
            Node::Define(at, arguments) => self.call_definition(*at, arguments),
            Node::Referrers(of) => {
                let of = self.eval(of);
                self.referrers(&of)
            }
            Node::Round(round, of, relation) => {
                let of = self.eval(of);
                self.round(*round, &of, *relation)
            }
            Node::Matches(text, pattern) => {
                let text = self.eval(text);
                self.steps += text.ask(str::len).unwrap_or(0) as u64;
                text.ask(|text| pattern.fits(text)).map_or(Val::Missing, Val::Bool)
            }
            Node::If(parts) => {
                let [condition, yes, no] = &**parts;
                if self.truth(condition) { self.eval(yes) } else { self.eval(no) }
            }
            Node::OrElse(parts) => {
                let mut value = Val::Missing;
                for part in parts {
                    value = self.eval(part);
                    if !value.is_empty() {
                        break;
                    }
                }
                value
            }
            Node::Lacking(parts) => {
                let mut lacking = Vec::new();
                for (label, value) in parts {
                    if !self.truth(value) {
                        lacking.push(self.eval(label));
                    }
                }
                Val::List(lacking.into())
            }
            Node::Once(at, inner) => self.once(*at, inner).value,
            Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Equal(..)
            | Node::Order(..)
            | Node::In(..)
            | Node::IsEmpty(_)
            | Node::Within(_)
            | Node::HasKind(..)
            | Node::Quantified(..) => Val::Bool(self.truth(node)),
            Node::Missing => Val::Missing,
        }
    }

    /// An expression as a condition.
    pub fn truth(&mut self, node: &'a Node) -> bool {
        self.steps += 1;
        match node {
            Node::Not(inner) => !self.truth(inner),
            Node::And(parts) => parts.iter().all(|part| self.truth(part)),
            Node::Or(parts) => parts.iter().any(|part| self.truth(part)),
            Node::Equal(left, right) => {
                let left = self.eval(left);
                let right = self.eval(right);
                if left.is_list() || left.is_text() {
                    self.pay(left.len().min(right.len()).saturating_sub(1) + left.letters().min(right.letters()) / LETTERS);
                }
                left.same(&right)
            }
            Node::Order(order, left, right) => {
                let left = self.eval(left);
                let right = self.eval(right);
                left.compare(&right).is_some_and(|found| match order {
                    Order::Less => found.is_lt(),
                    Order::AtMost => found.is_le(),
                    Order::Greater => found.is_gt(),
                    Order::AtLeast => found.is_ge(),
                })
            }
            Node::In(value, list) => self.member(value, list),
            Node::IsEmpty(inner) => match &**inner {
                Node::Filtered(selection) => self.count(selection, 1) == 0,
                inner => self.eval(inner).is_empty(),
            },
            Node::Within(parts) => {
                let [value, low, high] = &**parts;
                let value = self.eval(value);
                let low = self.eval(low);
                let high = self.eval(high);
                low.compare(&value).is_some_and(Ordering::is_le) && value.compare(&high).is_some_and(Ordering::is_le)
            }
            Node::HasKind(inner, kinds) => match self.eval(inner) {
                Val::Entity(id) => kinds.iter().any(|kind| self.shared.model.is_a(id, *kind)),
                _ => false,
            },
            Node::Quantified(quantifier, selection) => match quantifier {
                Quantifier::Some => self.count(selection, 1) == 1,
                Quantifier::No => self.count(selection, 1) == 0,
                Quantifier::One => self.count(selection, 2) == 1,
                Quantifier::Every => self.every(selection),
            },
            Node::Filtered(selection) => self.count(selection, 1) == 1,
            Node::If(parts) => {
                let [condition, yes, no] = &**parts;
                if self.truth(condition) { self.truth(yes) } else { self.truth(no) }
            }
            Node::Constant(_)
            | Node::Variants(_)
            | Node::Template(_)
            | Node::Today
            | Node::Variable(_)
            | Node::Let(_)
            | Node::All(_)
            | Node::Step(..)
            | Node::Closure(..)
            | Node::List(_)
            | Node::Negate(_)
            | Node::Arithmetic(..)
            | Node::OrElse(_)
            | Node::Lacking(_)
            | Node::Grouped(_)
            | Node::Call(..)
            | Node::Define(..)
            | Node::Referrers(_)
            | Node::Round(..)
            | Node::Matches(..)
            | Node::Once(..)
            | Node::Missing => self.eval(node).holds(),
        }
    }

    /// A text with its braces filled.
    fn render(&mut self, template: &'a Template) -> Woven {
        let mut text = Woven::default();
        for piece in &template.pieces {
            match piece {
                Piece::Text(letters) => text.push(letters),
                Piece::Agreement(agreement) => {
                    let value = self.eval(&agreement.with);
                    text.push(agreement.form(&value));
                }
                Piece::Value(node) => {
                    let value = self.eval(node);
                    if !self.pay(value.letters() / LETTERS + value.len().saturating_sub(1)) {
                        return text;
                    }
                    text.append(&display::woven(&value, self.style, self.shared.model));
                }
            }
        }
        text
    }

    fn named(&mut self, at: usize) -> Val<'a> {
        if let Some(Some(value)) = self.frame.lets.get(at) {
            return value.clone();
        }
        let program = self.frame.program;
        // A `let` sees the subject only, and numbers its own variables from there: what is bound where it is first asked for must not suffer.
        let bound = self.frame.variables.clone();
        let value = program.lets.get(at).map_or(Val::Missing, |node| self.eval(node));
        self.frame.variables = bound;
        if let Some(place) = self.frame.lets.get_mut(at) {
            *place = Some(value.clone());
        }
        value
    }

    fn once(&mut self, at: usize, inner: &'a Node) -> Once<'a> {
        if let Some(Some(once)) = self.frame.onces.get(at) {
            let once = once.clone();
            self.doubtful |= once.doubtful;
            return once;
        }
        let before = std::mem::replace(&mut self.doubtful, false);
        let value = self.eval(inner);
        let once = Once { value, doubtful: self.doubtful, members: None };
        self.doubtful |= before;
        if let Some(place) = self.frame.onces.get_mut(at) {
            *place = Some(once.clone());
        }
        once
    }

    fn member(&mut self, value: &'a Node, list: &'a Node) -> bool {
        let value = self.eval(value);
        let program = self.frame.program;
        // A `let` that mentions no variable is one with what it stands for.
        let list = match list {
            Node::Let(at) => program.lets.get(*at).filter(|named| matches!(named, Node::Once(..))).unwrap_or(list),
            list => list,
        };
        if let Node::Once(at, inner) = list {
            let once = self.once(*at, inner);
            return self.among(&value, *at, once);
        }
        if let Node::All(extent) = list {
            // Whether it is of a kind, or the organisation's own, shows without looking at the others.
            let model = self.shared.model;
            return value.entity().is_some_and(|id| match extent {
                Extent::Kind(kind) => model.is_a(id, *kind),
                Extent::Own => model.entity(id).origin == Origin::Model,
            });
        }
        let list = self.eval(list);
        self.steps += list.len() as u64;
        contains(&list, &value)
    }

    /// Membership in a list that stays the same for the whole run: answered from a set of its elements.
    fn among(&mut self, value: &Val<'a>, at: usize, once: Once<'a>) -> bool {
        if once.value.len() < 8 {
            return contains(&once.value, value);
        }
        let members = match once.members {
            Some(members) => members,
            None => {
                let members: Arc<FxHashSet<Key<'a>>> =
                    Arc::new(once.value.elements().filter_map(|element| Key::of(&element)).collect());
                self.steps += members.len() as u64;
                if let Some(Some(place)) = self.frame.onces.get_mut(at) {
                    place.members = Some(Arc::clone(&members));
                }
                members
            }
        };
        // Days lie in ranges of days, which are not looked up by equality.
        Key::of(value).is_some_and(|key| members.contains(&key))
            || (matches!(value, Val::Date(_) | Val::Dates(_)) && contains(&once.value, value))
    }

    fn call(&mut self, function: Function, arguments: &'a [Node]) -> Val<'a> {
        if let (Function::Count, [Node::Filtered(selection)]) = (function, arguments) {
            return Val::Int(self.count(selection, usize::MAX) as i64);
        }
        match (function, arguments) {
            (Function::Chain(question), arguments) => {
                let targets: Vec<Val> = arguments.iter().map(|argument| self.eval(argument)).collect();
                self.follow(question, &targets)
            }
            (Function::Severity, [argument]) => {
                let rule = self.eval(argument);
                let severity = rule.ask(|rule| self.shared.severity(rule)).flatten();
                severity.map_or(Val::Missing, |severity| Val::Text(severity.word()))
            }
            (Function::First | Function::Last, [argument]) => {
                let value = self.eval(argument);
                function.apply(&[value], self.shared.model, self.shared.facts)
            }
            (_, [argument]) => {
                let value = self.eval(argument);
                if !self.pay(value.len() + value.letters() / LETTERS) {
                    return Val::Missing;
                }
                function.apply(&[value], self.shared.model, self.shared.facts)
            }
            (_, arguments) => {
                let values: Vec<Val<'a>> = arguments.iter().map(|argument| self.eval(argument)).collect();
                // `join` puts its second value between any two of the first.
                let between = values.get(1).map_or(0, |between| between.letters() * values.first().map_or(0, Val::len));
                let made = values.iter().map(|value| value.len() + value.letters() / LETTERS).sum::<usize>();
                if !self.pay(made + between / LETTERS) {
                    return Val::Missing;
                }
                function.apply(&values, self.shared.model, self.shared.facts)
            }
        }
    }
}

/// Whether a list has an element that equals `value`, or a range of days that holds it.
fn contains<'a>(list: &Val<'a>, value: &Val<'a>) -> bool {
    match list {
        Val::Entities(ids) => value.entity().is_some_and(|id| ids.contains(&id)),
        Val::Found(ids) => value.entity().is_some_and(|id| ids.contains(&id)),
        list => list.elements().any(|element| match (&element, value) {
            (Val::Dates(days), Val::Date(day)) => days.contains(*day),
            (Val::Dates(days), Val::Dates(inner)) => days.contains(inner.first) && days.contains(inner.last),
            (element, value) => element.same(value),
        }),
    }
}
