//! Calls of named expressions while a rule is evaluated.
//!
//! What an expression gives depends on what it is given, the model and the day alone. So each answer is kept for the whole rule: definitions
//! that call each other many times over are evaluated once for each value.

use rustc_hash::FxHashMap;

use crate::model::EntityId;
use crate::rules::program::Node;
use crate::rules::values::display::Style;
use crate::rules::values::{Key, Val};

use super::evaluator::{Evaluator, Frame};

/// The most answers that are kept of one expression.
const KEPT: usize = 1 << 16;

/// The most elements of lists given by which an answer is found again.
const ELEMENTS: usize = 16;

/// What an expression was given.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Given<'a> {
    Entity(EntityId),
    Values(Box<[Part<'a>]>),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Part<'a> {
    Missing,
    One(Key<'a>),
    /// A list of so many elements, which follow.
    List(usize),
}

/// The state of one named expression within the evaluation of a rule.
#[derive(Default)]
pub struct Kept<'a> {
    frame: Option<Frame<'a>>,
    answers: FxHashMap<(Style, Given<'a>), (Val<'a>, bool)>,
}

impl<'a> Evaluator<'a> {
    /// What the named expression at this place gives for these arguments.
    pub fn call_definition(&mut self, at: usize, arguments: &'a [Node]) -> Val<'a> {
        let values: Vec<Val<'a>> = arguments.iter().map(|argument| self.eval(argument)).collect();
        self.call_with(at, values)
    }

    /// As `call_definition`, for values.
    pub fn call_with(&mut self, at: usize, values: Vec<Val<'a>>) -> Val<'a> {
        let shared = self.shared;
        let Some(procedure) = shared.procedures.get(at) else { return Val::Missing };
        if self.spent() {
            return Val::Missing;
        }
        self.steps += 1;
        let style = self.style();
        let given = given(&values).map(|given| (style, given));
        let kept = self.kept.entry(at).or_default();
        if let Some((value, doubtful)) = given.as_ref().and_then(|given| kept.answers.get(given)) {
            self.doubtful |= doubtful;
            return value.clone();
        }
        // No expression is at work twice: none leads back to itself.
        let frame = kept.frame.take().unwrap_or_else(|| Frame::new(&procedure.program));
        let outer = std::mem::replace(&mut self.frame, frame);
        let before = std::mem::replace(&mut self.doubtful, false);
        values.into_iter().enumerate().for_each(|(variable, value)| self.bind(variable, value));
        let value = self.eval(&procedure.body);
        let doubtful = std::mem::replace(&mut self.doubtful, false);
        self.doubtful = before | doubtful;
        let frame = std::mem::replace(&mut self.frame, outer);
        let spent = self.spent();
        let kept = self.kept.entry(at).or_default();
        kept.frame = Some(frame);
        if kept.answers.len() >= KEPT {
            kept.answers.clear();
        }
        if let Some(given) = given.filter(|_| !spent) {
            kept.answers.insert(given, (value.clone(), doubtful));
        }
        value
    }
}

/// What answers are found by; nothing for groups and for long lists.
fn given<'a>(values: &[Val<'a>]) -> Option<Given<'a>> {
    if let [Val::Entity(id)] = values {
        return Some(Given::Entity(*id));
    }
    let mut parts = Vec::with_capacity(values.len());
    for value in values {
        if value.is_list() {
            if value.len() > ELEMENTS {
                return None;
            }
            parts.push(Part::List(value.len()));
            for place in 0..value.len() {
                parts.push(part(&value.get(place))?);
            }
        } else {
            parts.push(part(value)?);
        }
    }
    Some(Given::Values(parts.into()))
}

fn part<'a>(value: &Val<'a>) -> Option<Part<'a>> {
    match value {
        Val::Missing => Some(Part::Missing),
        value => Key::of(value).map(Part::One),
    }
}
