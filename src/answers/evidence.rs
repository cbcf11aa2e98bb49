//! The evidence of a model held against the calendar, in words: what covers each process in a window, and which periods have nothing.

use serde::Serialize;

use super::{Head, Place, Thing, place};
use crate::artefact::document::{Cell, Column, Document, Level, Row, Section, Table};
use crate::artefact::{self, Input, declared, wording};
use crate::assess::Case;
use crate::assess::calendar::{self, History, State};
use crate::quantity::{DateRange, in_words};

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("evidence.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evidence {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The window that was looked at.
    pub window: Days,
    /// What shows each process at work in it.
    pub processes: Vec<Process>,
    /// What comes round, period by period.
    pub calendar: Vec<Recurring>,
}

/// A stretch of days, as YYYY-MM-DD; an end that is open is empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Days {
    /// The first day.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
}

/// What shows a process at work in the window.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Process {
    /// The process.
    #[serde(flatten)]
    pub thing: Thing,
    /// Who answers for it.
    pub owners: Vec<Thing>,
    /// The first and the last day of the window that something covers; none where nothing does.
    pub covered: Option<Days>,
    /// The evidence on file, by its first day.
    pub evidence: Vec<Piece>,
    /// The days of the window up to today that nothing covers.
    pub gaps: Vec<Days>,
    /// The same in words: `between April and June 2026`.
    pub gaps_in_words: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A piece of evidence with its days.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Piece {
    /// The evidence.
    #[serde(flatten)]
    pub thing: Thing,
    /// The days that it covers, or the day on which it was made.
    pub days: Days,
    /// Where it is declared.
    pub place: Place,
}

/// Something that comes round, with its periods in the window.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recurring {
    /// The `recurrence` that says so.
    pub sort: String,
    /// The thing.
    #[serde(flatten)]
    pub thing: Thing,
    /// Its kind, in words.
    pub kind: String,
    /// What is done each time: `review`.
    pub what: String,
    /// How often: `3 months`.
    pub every: String,
    /// The day from which it is expected, where the model says so.
    pub since: Option<String>,
    /// Who answers for it.
    pub owners: Vec<Thing>,
    /// Its periods.
    pub periods: Vec<Held>,
    /// What is missing: `no review between April and September 2026`.
    pub missing: Vec<String>,
    /// Where the interval stands.
    pub place: Place,
}

/// A period.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Held {
    /// What it is called: `Q2 2026`.
    pub name: String,
    /// Its days.
    pub days: Days,
    /// `shown`, `declared`, `missing` or `not yet due`.
    pub state: &'static str,
    /// The evidence on file.
    pub by: Vec<Thing>,
}

impl From<DateRange> for Days {
    fn from(days: DateRange) -> Days {
        Days { first: days.start().map(|day| day.to_string()), last: days.end().map(|day| day.to_string()) }
    }
}

impl std::fmt::Display for Days {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.first.as_deref(), self.last.as_deref()) {
            (Some(first), Some(last)) if first == last => out.write_str(first),
            (first, last) => write!(out, "{} .. {}", first.unwrap_or(""), last.unwrap_or("")),
        }
    }
}

impl Evidence {
    /// How many things that come round lack something in a period that is over.
    pub fn lacking(&self) -> usize {
        self.calendar.iter().filter(|row| !row.missing.is_empty()).count()
    }
}

impl Recurring {
    /// Whether a period that is over has nothing, or nobody can say what is expected.
    pub fn is_open(&self) -> bool {
        !self.missing.is_empty() || self.since.is_none()
    }

    /// `no review between April and September 2026; no review in 2024`, or that the model does not say since when it is expected.
    pub fn says(&self) -> String {
        match (&self.since, self.missing.is_empty()) {
            (None, _) => "nothing says since when it is expected, or that it was ever done".to_owned(),
            (Some(_), true) => "nothing is missing".to_owned(),
            (Some(_), false) => self.missing.join("; "),
        }
    }
}

/// How a period stands, in words.
fn words(state: State) -> &'static str {
    match state {
        State::Shown => "shown",
        State::Declared => "declared",
        State::Missing => "missing",
        State::NotYetDue => "not yet due",
    }
}

/// Holds what is on file against the periods of `window`, in words.
pub fn evidence(input: &Input, window: DateRange) -> Evidence {
    let Input { model, sources, rulebook, waived, facts, .. } = *input;
    let case = Case { model, sources, rulebook, waived, facts };
    Evidence {
        head: Head::of(input),
        window: window.into(),
        processes: calendar::histories(&case, window).iter().map(|history| process(input, history, window)).collect(),
        calendar: calendar::calendar(&case, window).iter().map(|row| recurring(input, row)).collect(),
    }
}

fn process(input: &Input, history: &History, window: DateRange) -> Process {
    let piece =
        |&(id, days): &(_, DateRange)| Piece { thing: Thing::of(input, id), days: days.into(), place: declared(input, id).into() };
    Process {
        thing: Thing::of(input, history.process),
        owners: history.owners.iter().map(|&owner| Thing::of(input, owner)).collect(),
        covered: history.span(window).map(Days::from),
        evidence: history.evidence.iter().map(piece).collect(),
        gaps: history.gaps.iter().map(|&gap| gap.into()).collect(),
        gaps_in_words: history.gaps.iter().map(|&gap| in_words(gap)).collect(),
        place: declared(input, history.process).into(),
    }
}

fn recurring(input: &Input, row: &calendar::Row) -> Recurring {
    let what = wording::text(input, row.sort, "what").unwrap_or_default();
    let held = |held: &calendar::Held| Held {
        name: held.period.to_string(),
        days: held.period.days.into(),
        state: words(held.state),
        by: held.by.iter().map(|&id| Thing::of(input, id)).collect(),
    };
    Recurring {
        sort: input.model.entity(row.sort).path.to_string(),
        thing: Thing::of(input, row.entity),
        kind: wording::kind(input.model, row.entity),
        every: row.every.to_string(),
        since: row.since.map(|day| day.to_string()),
        owners: row.owners.iter().map(|&owner| Thing::of(input, owner)).collect(),
        periods: row.cells.iter().map(held).collect(),
        missing: row.gaps().into_iter().map(|gap| format!("no {what} {}", in_words(gap))).collect(),
        place: place(input, row.place),
        what,
    }
}

/// The answer as a document: a row for each process, and one for each thing that comes round, with its periods.
pub fn document(input: &Input, evidence: &Evidence) -> Document {
    let mut document = artefact::begin(input, "evidence", "Evidence against the calendar");
    let window = &evidence.window;
    document
        .sections
        .push(Section::new("processes", format!("Processes, {window}"), Level::Main).table(processes(&evidence.processes)));
    document.sections.push(Section::new("calendar", "What comes round", Level::Main).table(calendar_table(&evidence.calendar)));
    document
}

fn processes(all: &[Process]) -> Table {
    let columns = ["Process", "First day", "Last day", "Evidence", "No record covers", "Answers for it"].map(Column::text).to_vec();
    let mut table = Table::new("processes", columns, "The model has no processes.");
    let row = |process: &Process| {
        let day = |day: Option<&Option<String>>| day.and_then(Option::as_deref).map_or(Cell::Empty, Cell::text);
        let evidence = process.evidence.iter().map(|piece| Cell::text(format!("{}, {}", piece.thing.title, piece.days)));
        let cells = vec![
            Cell::text(&*process.thing.title),
            day(process.covered.as_ref().map(|days| &days.first)),
            day(process.covered.as_ref().map(|days| &days.last)),
            Cell::list(evidence.collect()),
            Cell::list(process.gaps_in_words.iter().map(|gap| Cell::text(&**gap)).collect()),
            Cell::list(process.owners.iter().map(|owner| Cell::text(&*owner.title)).collect()),
        ];
        Row::new(cells).at(at(&process.place))
    };
    table.rows = all.iter().map(row).collect();
    table
}

fn calendar_table(all: &[Recurring]) -> Table {
    let columns = ["What", "Kind", "Every", "Periods", "Missing", "Answers for it"].map(Column::text).to_vec();
    let mut table = Table::new("calendar", columns, "Nothing in the model has an interval.");
    let period = |held: &Held| {
        let by: Vec<&str> = held.by.iter().map(|thing| &*thing.title).collect();
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
        Cell::text(format!("{}: {}{by}", held.name, held.state))
    };
    let row = |row: &Recurring| {
        let cells = vec![
            Cell::text(format!("{}: {}", row.thing.title, row.what)),
            Cell::text(&*row.kind),
            Cell::text(&*row.every),
            Cell::list(row.periods.iter().map(period).collect()),
            Cell::text(row.says()),
            Cell::list(row.owners.iter().map(|owner| Cell::text(&*owner.title)).collect()),
        ];
        Row::new(cells).at(at(&row.place))
    };
    table.rows = all.iter().map(row).collect();
    table
}

/// The answer as one table for spreadsheets: a line for each period of what comes round, and for each piece of evidence and each gap of the
/// processes.
pub fn table(input: &Input, evidence: &Evidence) -> Document {
    let columns = ["What", "Kind", "Done", "Period", "First day", "Last day", "State", "Evidence", "Answers for it"];
    let mut table = Table::new("evidence", columns.map(Column::text).to_vec(), "Nothing in the model has an interval.");
    for process in &evidence.processes {
        let line = |days: &Days, state: &str, by: &str| {
            line([&process.thing.title, "process", "work", "", state, by], days, &process.owners).at(at(&process.place))
        };
        table.rows.extend(process.evidence.iter().map(|piece| line(&piece.days, "shown", &piece.thing.title)));
        table.rows.extend(process.gaps.iter().map(|gap| line(gap, "missing", "")));
    }
    for row in &evidence.calendar {
        table.rows.extend(row.periods.iter().map(|held| {
            let by: Vec<&str> = held.by.iter().map(|thing| &*thing.title).collect();
            let words = [&*row.thing.title, &*row.kind, &*row.what, &*held.name, held.state, &by.join(", ")];
            line(words, &held.days, &row.owners).at(at(&row.place))
        }));
    }
    let mut document = artefact::begin(input, "evidence", "Evidence against the calendar");
    document.sections.push(Section::new("evidence", "Evidence", Level::Main).table(table));
    document
}

fn line([title, kind, what, period, state, by]: [&str; 6], days: &Days, owners: &[Thing]) -> Row {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
    let day = |day: &Option<String>| text(day.as_deref().unwrap_or_default());
    Row::new(vec![
        text(title),
        text(kind),
        text(what),
        text(period),
        day(&days.first),
        day(&days.last),
        text(state),
        text(by),
        Cell::list(owners.iter().map(|owner| Cell::text(&*owner.title)).collect()),
    ])
}

fn at(place: &Place) -> artefact::document::Place {
    artefact::document::Place { file: place.file.clone(), line: place.line }
}
