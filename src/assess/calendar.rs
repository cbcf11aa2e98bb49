//! Evidence held against the calendar: which periods of what comes round have something that shows it, and which have nothing.
//!
//! ```sms
//! recurrence recurring_reports "Reports" { of: "report", what: "report", every: "frequency", done: ["last"] }
//! ```
//!
//! The library says what comes round; this lays the interval of each thing on the calendar. Three days of a piece of evidence are different
//! things: the time that it covers (`covers`), the day it was made (`dated`), and the day from which what it is about holds. What covers a
//! time shows all periods of that time. What has only a day shows the period it was made in; where that one is shown already, the one before,
//! which it was made late for.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Lang, Model, Value};
use crate::quantity::{Date, DateRange, Duration, Period, Scalar, periods};
use crate::source::{Origin, Span};

use super::due::texts;
use super::evidence::{self, is_on_file};
use super::{Case, links, people};

/// Something that comes round, with its periods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The thing.
    pub entity: EntityId,
    /// The `recurrence` that says so.
    pub sort: EntityId,
    /// How often.
    pub every: Duration,
    /// Where that stands.
    pub place: Span,
    /// Who answers for it; nobody where that cannot be told.
    pub owners: Vec<EntityId>,
    /// The day from which it is expected; none where the model does not say, and nothing is expected then.
    pub since: Option<Date>,
    /// The periods of the window in which it is expected.
    pub cells: Vec<Held>,
}

/// A period, and what shows that it was done in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// The period.
    pub period: Period,
    /// How it stands.
    pub state: State,
    /// The evidence on file.
    pub by: Vec<EntityId>,
}

/// How a period stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Evidence is on file.
    Shown,
    /// The model says that it was done, and nothing is on file.
    Declared,
    /// It is over, and there is nothing.
    Missing,
    /// It is not over yet.
    NotYetDue,
}

impl Row {
    /// The stretches of time in which nothing shows it: periods side by side are one.
    pub fn gaps(&self) -> Vec<DateRange> {
        joined(self.cells.iter().filter(|held| held.state == State::Missing).map(|held| held.period.days))
    }
}

/// What is on file for a process in a window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    /// The process.
    pub process: EntityId,
    /// Who answers for it.
    pub owners: Vec<EntityId>,
    /// The evidence on file that has to do with the window, by its first day.
    pub evidence: Vec<(EntityId, DateRange)>,
    /// The stretches of the window, up to today, that none of it covers. What has only a day covers nothing.
    pub gaps: Vec<DateRange>,
}

impl History {
    /// The first and the last day of the window that something covers.
    pub fn span(&self, window: DateRange) -> Option<DateRange> {
        let first = self.evidence.iter().map(|(_, days)| days.first).min()?;
        let last = self.evidence.iter().map(|(_, days)| days.last).max()?;
        Some(DateRange { first: first.max(window.first), last: last.min(window.last) })
    }
}

/// Everything that comes round, held against the periods that have a day in `window`; in the order of the list of the library, then of the
/// model.
pub fn calendar(case: &Case, window: DateRange) -> Vec<Row> {
    let model = case.model;
    let (Some(kind), Some(lang)) = (model.schema().kind_named("recurrence"), model.schema().lang) else { return Vec::new() };
    let filed = Filed::new(case, &lang);
    model.of_kind(kind).into_iter().flat_map(|sort| of_sort(case, &filed, sort, window)).collect()
}

/// What shows each process of the organisation at work in `window`, in the order of the model.
pub fn histories(case: &Case, window: DateRange) -> Vec<History> {
    let model = case.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let filed = Filed::new(case, &lang);
    let own = model.of_kind(lang.process).into_iter().filter(|&id| is_own(model, id));
    let history = |process: EntityId| {
        let mut evidence: Vec<(EntityId, DateRange)> =
            filed.about(process).filter(|filed| overlap(filed.days, window)).map(|filed| (filed.entity, filed.days)).collect();
        evidence.sort_by_key(|(id, days)| (days.first, days.last, *id));
        let looked_at = DateRange { first: window.first, last: window.last.min(case.facts.today) };
        let mut covered: Vec<DateRange> = filed.about(process).filter(|piece| piece.covers).map(|piece| piece.days).collect();
        covered.sort_unstable();
        let gaps = uncovered(looked_at, covered.into_iter());
        History { process, owners: people::answerable(model, process), evidence, gaps }
    };
    own.map(history).collect()
}

fn of_sort(case: &Case, filed: &Filed, sort: EntityId, window: DateRange) -> Vec<Row> {
    let model = case.model;
    let text = |name: &str| texts(model, sort, name).into_iter().next();
    let Some(kind) = text("of").and_then(|name| model.schema().kind_named(&name)) else { return Vec::new() };
    let Some(every) = text("every") else { return Vec::new() };
    let things = model.of_kind(kind).into_iter().filter(|&id| is_own(model, id) && !model.entity(id).broken);
    things.filter_map(|entity| row(case, filed, sort, entity, &every, window)).collect()
}

fn row(case: &Case, filed: &Filed, sort: EntityId, entity: EntityId, field: &str, window: DateRange) -> Option<Row> {
    let model = case.model;
    let slot = evidence::named(model, entity, field)?;
    let Value::Scalar(Scalar::Interval(every) | Scalar::Duration(every)) = slot.value else { return None };
    let types: BTreeSet<EntityId> = links::related(model, sort, "types").into_iter().collect();
    let is_of_type = |one: &&Piece| types.is_empty() || evidence::types(model, one.entity).iter().any(|ty| types.contains(ty));
    let shown: Vec<Piece> = filed.about(entity).filter(is_of_type).copied().collect();
    let mut done: Vec<DateRange> = texts(model, sort, "done").iter().flat_map(|path| days(model, entity, path)).collect();
    done.sort_unstable();
    let bound = |name: &str| texts(model, sort, name).iter().find_map(|path| days(model, entity, path).into_iter().next());
    let earliest = shown.iter().map(|filed| filed.days.first).chain(done.iter().map(|days| days.first)).min();
    let since = bound("from").and_then(|days| days.start()).or(earliest).filter(|day| *day <= case.facts.today);
    let last = bound("to").and_then(|days| days.end());
    let expected = DateRange {
        first: since.map_or(window.last, |since| since.max(window.first)),
        last: last.map_or(window.last, |last| last.min(window.last)),
    };
    let periods = since.map_or_else(Vec::new, |since| periods(every, since, expected));
    let mut cells = cells(&periods, &shown, &done, case.facts.today);
    // In a period that had begun before, nothing was expected yet.
    cells.retain(|held| held.state != State::Missing || since.is_some_and(|since| since <= held.period.days.first));
    Some(Row { entity, sort, every, place: slot.span, owners: people::answerable(model, entity), since, cells })
}

/// What shows each period: what covers time first, then what has only a day.
fn cells(periods: &[Period], shown: &[Piece], done: &[DateRange], today: Date) -> Vec<Held> {
    let mut by: Vec<BTreeSet<EntityId>> = vec![BTreeSet::new(); periods.len()];
    let mut declared = vec![false; periods.len()];
    for filed in shown.iter().filter(|filed| filed.covers) {
        let covered = periods.iter().zip(&mut by).filter(|(period, _)| overlap(period.days, filed.days));
        covered.for_each(|(_, by)| _ = by.insert(filed.entity));
    }
    for filed in shown.iter().filter(|filed| !filed.covers) {
        let taken: Vec<bool> = by.iter().map(|by| !by.is_empty()).collect();
        if let Some(by) = place(periods, &taken, filed.days).and_then(|at| by.get_mut(at)) {
            by.insert(filed.entity);
        }
    }
    for days in done {
        let taken: Vec<bool> = by.iter().zip(&declared).map(|(by, declared)| *declared || !by.is_empty()).collect();
        if days.first < days.last {
            let covered = periods.iter().zip(&mut declared).filter(|(period, _)| overlap(period.days, *days));
            covered.for_each(|(_, declared)| *declared = true);
        } else if let Some(declared) = place(periods, &taken, *days).and_then(|at| declared.get_mut(at)) {
            *declared = true;
        }
    }
    let state = |period: &Period, by: &BTreeSet<EntityId>, declared: bool| match (by.is_empty(), declared) {
        (false, _) => State::Shown,
        (true, true) => State::Declared,
        (true, false) if period.days.last < today => State::Missing,
        (true, false) => State::NotYetDue,
    };
    let held = periods.iter().zip(by).zip(declared).map(|((period, by), declared)| Held {
        period: *period,
        state: state(period, &by, declared),
        by: by.into_iter().collect(),
    });
    held.collect()
}

/// The place of the period that something of a day belongs to: its own, or the one before where its own has something and that one nothing.
fn place(periods: &[Period], taken: &[bool], days: DateRange) -> Option<usize> {
    let at = periods.iter().position(|period| period.days.contains(days.last))?;
    let is_taken = |at: usize| taken.get(at) == Some(&true);
    match at.checked_sub(1) {
        Some(before) if is_taken(at) && !is_taken(before) => Some(before),
        _ => Some(at),
    }
}

/// Evidence on file with the days that it is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    entity: EntityId,
    days: DateRange,
    /// Whether it covers these days, and was not only made on one.
    covers: bool,
}

/// The evidence on file by what it is about, in the order of the model.
struct Filed {
    about: FxHashMap<EntityId, Vec<Piece>>,
}

impl Filed {
    fn new(case: &Case, lang: &Lang) -> Filed {
        let model = case.model;
        let mut about: FxHashMap<EntityId, Vec<Piece>> = FxHashMap::default();
        let own = model.of_kind(lang.evidence).into_iter().filter(|&id| is_own(model, id) && is_on_file(case, lang, id));
        for entity in own {
            let covered = range(model.value(entity, lang.evidence_covers)).map(|days| (days, true));
            let made = || Some((range(&evidence::named(model, entity, "dated")?.value)?, false));
            let Some((days, covers)) = covered.or_else(made) else { continue };
            let parent = |id: EntityId| model.entity(id).parent.map(|(parent, _)| parent);
            // What is about an activity is about its process.
            let targets = model.related(entity, lang.evidence_about).into_iter();
            let targets: BTreeSet<EntityId> =
                targets.flat_map(|target| std::iter::successors(Some(target), |&id| parent(id))).collect();
            for target in targets {
                about.entry(target).or_default().push(Piece { entity, days, covers });
            }
        }
        Filed { about }
    }

    fn about(&self, entity: EntityId) -> impl Iterator<Item = &Piece> {
        self.about.get(&entity).into_iter().flatten()
    }
}

fn is_own(model: &Model, id: EntityId) -> bool {
    model.entity(id).origin == Origin::Model
}

fn overlap(one: DateRange, other: DateRange) -> bool {
    one.first <= other.last && other.first <= one.last
}

/// Stretches that follow each other without a day between them, as one; they come in order.
fn joined(all: impl Iterator<Item = DateRange>) -> Vec<DateRange> {
    let mut joined: Vec<DateRange> = Vec::new();
    for days in all {
        match joined.last_mut() {
            Some(last) if last.last.tomorrow().is_ok_and(|next| days.first <= next) => last.last = last.last.max(days.last),
            _ => joined.push(days),
        }
    }
    joined
}

/// The stretches of `window` that nothing covers; what covers comes by its first day.
fn uncovered(window: DateRange, covered: impl Iterator<Item = DateRange>) -> Vec<DateRange> {
    let mut gaps = Vec::new();
    let mut next = Some(window.first);
    for days in covered {
        let Some(first) = next else { return gaps };
        if days.first > first && first <= window.last {
            let before = days.first.yesterday().unwrap_or(days.first).min(window.last);
            gaps.push(DateRange { first, last: before });
        }
        next = match days.last.tomorrow() {
            Ok(after) => Some(after.max(first)),
            Err(_) => None,
        };
    }
    gaps.extend(next.filter(|first| *first <= window.last).map(|first| DateRange { first, last: window.last }));
    gaps
}

fn range(value: &Value) -> Option<DateRange> {
    match value {
        Value::Scalar(Scalar::Date(day)) => Some(DateRange { first: *day, last: *day }),
        Value::Scalar(Scalar::Dates(days)) => Some(*days),
        _ => None,
    }
}

/// The days that a field of the thing holds; of `results.covers` those of the field `covers` of all that `results` leads to.
fn days(model: &Model, entity: EntityId, path: &str) -> Vec<DateRange> {
    match path.split_once('.') {
        None => evidence::named(model, entity, path).and_then(|slot| range(&slot.value)).into_iter().collect(),
        Some((field, rest)) => links::related(model, entity, field).into_iter().flat_map(|id| days(model, id, rest)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::day;

    fn days(first: Date, last: Date) -> DateRange {
        DateRange { first, last }
    }

    #[test]
    fn what_nothing_covers_is_told_as_stretches() {
        let window = days(day(2026, 1, 1), day(2026, 6, 30));
        let covered = [
            days(day(2025, 12, 1), day(2026, 1, 31)),
            days(day(2026, 1, 10), day(2026, 1, 12)),
            days(day(2026, 4, 1), day(2026, 4, 30)),
        ];
        let gaps = uncovered(window, covered.into_iter());
        assert_eq!(gaps, [days(day(2026, 2, 1), day(2026, 3, 31)), days(day(2026, 5, 1), day(2026, 6, 30))]);
        assert_eq!(uncovered(window, [].into_iter()), [window]);
        assert_eq!(uncovered(window, [days(day(2020, 1, 1), Date::MAX)].into_iter()), []);
    }

    #[test]
    fn stretches_side_by_side_are_one() {
        let all = [
            days(day(2026, 1, 1), day(2026, 3, 31)),
            days(day(2026, 4, 1), day(2026, 6, 30)),
            days(day(2026, 8, 1), day(2026, 8, 2)),
        ];
        let found = joined(all.into_iter());
        assert_eq!(found, [days(day(2026, 1, 1), day(2026, 6, 30)), days(day(2026, 8, 1), day(2026, 8, 2))]);
    }

    #[test]
    fn the_second_in_a_period_stands_for_the_one_before_it() {
        let quarters =
            periods(Duration::of(3, crate::quantity::Unit::Months), day(2026, 1, 1), days(day(2026, 1, 1), day(2026, 12, 31)));
        let on = |month, of| days(day(2026, month, of), day(2026, month, of));
        let states = |done: &[DateRange]| {
            cells(&quarters, &[], done, day(2026, 11, 21)).into_iter().map(|held| held.state).collect::<Vec<_>>()
        };
        use State::{Declared, Missing, NotYetDue};
        // The review of the first quarter was held on 2 April, so that of the second on 30 June is the second in one quarter.
        assert_eq!(states(&[on(4, 2), on(6, 30)]), [Declared, Declared, Missing, NotYetDue]);
        assert_eq!(states(&[on(4, 2)]), [Missing, Declared, Missing, NotYetDue]);
        assert_eq!(states(&[days(day(2026, 1, 1), day(2026, 9, 30))]), [Declared, Declared, Declared, NotYetDue]);
        assert_eq!(states(&[]), [Missing, Missing, Missing, NotYetDue]);
    }
}
