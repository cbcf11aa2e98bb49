//! The functions of the expression language: their names and what they give.

mod about;
mod arithmetic;
mod circles;
mod question;

use std::cmp::Ordering;

use crate::model::{Model, Woven};
use crate::quantity::{Date, Decimal, Duration, RoundingStrategy, Unit, Zone};
use crate::rules::values::{Key, Val, display};
use crate::world::Facts;

/// The function that asks whether a text has a form.
pub const MATCHES: &str = "matches";
pub use about::{About, about};
pub use arithmetic::{Arithmetic, negate};
pub use circles::Round;
pub use question::Question;

/// The function whose pattern is planned with it.
pub const REFERRERS: &str = "referrers";

/// The function whose values have words before them.
pub const LACKING: &str = "lacking";

/// The names of the functions that expressions know.
pub fn names<'n>() -> impl Iterator<Item = &'n str> {
    let planned_apart = [MATCHES, REFERRERS, LACKING].into_iter().chain(Round::ALL.map(Round::name));
    Function::ALL.into_iter().map(|(name, _)| name).chain(planned_apart)
}

/// A function of the expression language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    Count,
    Sum(Zero),
    Min,
    Max,
    Distinct,
    First,
    Last,
    Title,
    Lower,
    Upper,
    Trim,
    Length,
    Contains,
    StartsWith,
    EndsWith,
    Words,
    Join,
    Exists,
    /// How much the rule of a name weighs.
    Severity,
    Abs,
    Round,
    Year,
    Month,
    Day,
    Weekday,
    /// `days(3)` and its like: a duration of so many units.
    Span(Unit),
    /// Whether a text is the name of a zone of time.
    IsZone,
    /// `reachable(t)` and its like: what a promise rests on.
    Chain(Question),
}

/// What an empty list adds up to, by the type of its elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zero {
    Number,
    Percent,
    Duration,
    /// Money: an empty list has no currency to give nothing in.
    Missing,
}

impl Zero {
    fn value<'a>(self) -> Val<'a> {
        match self {
            Zero::Number => Val::Int(0),
            Zero::Percent => Val::Percent(Decimal::ZERO),
            Zero::Duration => Val::Duration(Duration::of(0, Unit::Days)),
            Zero::Missing => Val::Missing,
        }
    }
}

impl Function {
    /// All functions by the names users write.
    pub const ALL: [(&'static str, Function); 43] = [
        ("count", Function::Count),
        ("sum", Function::Sum(Zero::Number)),
        ("min", Function::Min),
        ("max", Function::Max),
        ("distinct", Function::Distinct),
        ("first", Function::First),
        ("last", Function::Last),
        ("title", Function::Title),
        ("lower", Function::Lower),
        ("upper", Function::Upper),
        ("trim", Function::Trim),
        ("length", Function::Length),
        ("contains", Function::Contains),
        ("starts_with", Function::StartsWith),
        ("ends_with", Function::EndsWith),
        ("words", Function::Words),
        ("join", Function::Join),
        ("exists", Function::Exists),
        ("severity", Function::Severity),
        ("abs", Function::Abs),
        ("round", Function::Round),
        ("year", Function::Year),
        ("month", Function::Month),
        ("day", Function::Day),
        ("weekday", Function::Weekday),
        ("minutes", Function::Span(Unit::Minutes)),
        ("hours", Function::Span(Unit::Hours)),
        ("days", Function::Span(Unit::Days)),
        ("weeks", Function::Span(Unit::Weeks)),
        ("months", Function::Span(Unit::Months)),
        ("years", Function::Span(Unit::Years)),
        ("reachable", Function::Chain(Question::Reachable)),
        ("carried_by", Function::Chain(Question::CarriedBy)),
        ("weakest_link", Function::Chain(Question::WeakestLink)),
        ("nothing_promised", Function::Chain(Question::NothingPromised)),
        ("reachable_together", Function::Chain(Question::ReachableTogether)),
        ("common_causes", Function::Chain(Question::CommonCauses)),
        ("at_worst", Function::Chain(Question::AtWorst)),
        ("may_lose", Function::Chain(Question::MayLose)),
        ("too_late", Function::Chain(Question::TooLate)),
        ("open_hours", Function::Chain(Question::OpenHours)),
        ("rests_on", Function::Chain(Question::RestsOn)),
        ("is_zone", Function::IsZone),
    ];

    /// The function of this name.
    pub fn by_name(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, function)| function)
    }

    /// The fewest and the most values it takes.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Function::Count
            | Function::Sum(_)
            | Function::Distinct
            | Function::First
            | Function::Last
            | Function::Title
            | Function::Lower
            | Function::Upper
            | Function::Trim
            | Function::Length
            | Function::Words
            | Function::Exists
            | Function::IsZone
            | Function::Severity
            | Function::Abs
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Weekday
            | Function::Span(_) => (1, 1),
            Function::Chain(question) => (question.arity(), question.arity()),
            Function::Min | Function::Max => (1, usize::MAX),
            Function::Round => (1, 2),
            Function::Contains | Function::StartsWith | Function::EndsWith | Function::Join => (2, 2),
        }
    }

    /// The value for these arguments; missing where an argument that matters is.
    pub fn apply<'a>(self, arguments: &[Val<'a>], model: &'a Model, facts: &Facts) -> Val<'a> {
        let none = Val::Missing;
        let first = arguments.first().unwrap_or(&none);
        let second = arguments.get(1).unwrap_or(&none);
        match self {
            Function::Count => Val::Int(first.elements().count() as i64),
            Function::Sum(zero) => match first.elements().reduce(|left, right| Arithmetic::Add.apply(&left, &right)) {
                // What comes round every so often, added up, is an amount of time.
                Some(Val::Interval(value)) => Val::Duration(value),
                Some(sum) => sum,
                None => zero.value(),
            },
            Function::Min => extreme(arguments, Ordering::Less),
            Function::Max => extreme(arguments, Ordering::Greater),
            Function::Distinct => distinct(first),
            Function::First => first.elements().next().unwrap_or(Val::Missing),
            Function::Last => (0..first.len()).rev().map(|at| first.get(at)).find(|it| *it != Val::Missing).unwrap_or(Val::Missing),
            Function::Title => each(first, |value| match value {
                Val::Missing => Val::Missing,
                value => Val::text(display::plain(value, model)),
            }),
            Function::Lower => each_text(first, str::to_lowercase),
            Function::Upper => each_text(first, str::to_uppercase),
            Function::Trim => each_text(first, |text| text.trim().to_string()),
            Function::Length => each(first, |value| value.ask(|text| text.chars().count() as i64).map_or(Val::Missing, Val::Int)),
            Function::Contains => both(first, second, |text, part| text.contains(part)),
            Function::StartsWith => both(first, second, |text, part| text.starts_with(part)),
            Function::EndsWith => both(first, second, |text, part| text.ends_with(part)),
            Function::Words => match first {
                Val::Sealed(text) => {
                    Val::List(text.cut(|text| text.split_whitespace().collect()).into_iter().map(Val::Sealed).collect())
                }
                open => match open.open_text() {
                    Some(text) => Val::List(text.split_whitespace().map(Val::made).collect()),
                    None => Val::Missing,
                },
            },
            Function::Join => {
                let parts: Vec<Woven> = first.elements().map(|element| display::plain(&element, model)).collect();
                Val::text(Woven::joined(&parts, &display::plain(second, model)))
            }
            Function::Exists => Val::Bool(first.ask(|path| facts.files.exists(path)).unwrap_or_default()),
            Function::IsZone => first.ask(|name| Zone::by_name(name).is_some()).map_or(Val::Missing, Val::Bool),
            Function::Abs => match first {
                Val::Int(value) => value.checked_abs().map_or(Val::Missing, Val::Int),
                Val::Number(value) => Val::Number(value.abs()),
                Val::Percent(value) => Val::Percent(value.abs()),
                Val::Money(value) => Val::Money(crate::quantity::Money { amount: value.amount.abs(), ..*value }),
                Val::Duration(value) | Val::Interval(value) => value.abs().map_or(Val::Missing, Val::Duration),
                _ => Val::Missing,
            },
            Function::Round => round(first, second),
            Function::Year => each_date(first, |day| Val::Int(day.year().into())),
            Function::Month => each_date(first, |day| Val::Int(day.month().into())),
            Function::Day => each_date(first, |day| Val::Int(day.day().into())),
            Function::Weekday => each_date(first, |day| Val::Text(weekday(day))),
            Function::Span(unit) => match first {
                Val::Int(amount) => Duration::new(*amount, unit).map_or(Val::Missing, Val::Duration),
                _ => Val::Missing,
            },
            // Answered by the evaluator, which knows the rules and the chains of the model.
            Function::Severity | Function::Chain(_) => Val::Missing,
        }
    }
}

/// The least or greatest of one list, or of several values; missing where two cannot be compared (money of two currencies).
fn extreme<'a>(arguments: &[Val<'a>], wanted: Ordering) -> Val<'a> {
    arguments
        .iter()
        .flat_map(Val::elements)
        .reduce(|best, value| match value.compare(&best) {
            Some(order) if order == wanted => value,
            Some(_) => best,
            None => Val::Missing,
        })
        .unwrap_or(Val::Missing)
}

fn distinct<'a>(list: &Val<'a>) -> Val<'a> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept = Vec::new();
    for element in list.elements() {
        if Key::of(&element).is_none_or(|key| seen.insert(key)) {
            kept.push(element);
        }
    }
    Val::List(kept.into())
}

fn each<'a>(value: &Val<'a>, map: impl Fn(&Val<'a>) -> Val<'a>) -> Val<'a> {
    if value.is_list() { Val::List(value.elements().map(|element| map(&element)).collect()) } else { map(value) }
}

fn each_text<'a>(value: &Val<'a>, map: impl Fn(&str) -> String) -> Val<'a> {
    each(value, |element| match element {
        Val::Sealed(text) => Val::Sealed(text.map(&map)),
        open => open.open_text().map_or(Val::Missing, |text| Val::made(map(text))),
    })
}

fn each_date<'a>(value: &Val<'a>, map: impl Fn(Date) -> Val<'a>) -> Val<'a> {
    each(value, |element| match element {
        Val::Date(day) => map(*day),
        _ => Val::Missing,
    })
}

fn both<'a>(text: &Val<'a>, part: &Val<'a>, test: impl Fn(&str, &str) -> bool) -> Val<'a> {
    let found = text.ask(|text| part.ask(|part| test(text, part)));
    found.flatten().map_or(Val::Missing, Val::Bool)
}

/// Commercial rounding, halves away from zero, to a number of places after the point.
fn round<'a>(value: &Val<'a>, places: &Val<'a>) -> Val<'a> {
    let places = match places {
        Val::Int(places) => (*places).clamp(0, 28) as u32,
        _ => 0,
    };
    let round = |value: Decimal| value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    match value {
        Val::Int(value) => Val::Int(*value),
        Val::Number(value) => Val::Number(round(*value)),
        Val::Percent(value) => Val::Percent(round(*value)),
        Val::Money(value) => Val::Money(crate::quantity::Money { amount: round(value.amount), ..*value }),
        _ => Val::Missing,
    }
}

fn weekday(day: Date) -> &'static str {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    NAMES.get(day.weekday().to_monday_zero_offset() as usize).copied().unwrap_or_default()
}
