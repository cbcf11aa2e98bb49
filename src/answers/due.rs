//! What falls due, in words: by day, with who answers for it; also as a calendar.

use serde::Serialize;

use super::{Head, Place, Thing, place};
use crate::artefact::document::{Cell, Column, Document, Level, Row, Section, Table};
use crate::artefact::{self, Input, wording};
use crate::assess::due::{self, Due};
use crate::quantity::{Date, Scalar};

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("due.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DueDays {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The last day that was looked at.
    pub until: String,
    /// What falls due, by day; what is overdue first.
    pub days: Vec<DueDay>,
}

/// Something that falls due.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DueDay {
    /// The day, as YYYY-MM-DD.
    pub day: String,
    /// Whether it has passed already.
    pub overdue: bool,
    /// What sort of due day it is: the path of the entity that says so.
    pub sort: String,
    /// What it is about.
    #[serde(flatten)]
    pub thing: Thing,
    /// The kind of what it is about, in words.
    pub kind: String,
    /// What happens on the day.
    pub says: String,
    /// Who answers for it.
    pub owners: Vec<Thing>,
    /// Where the day, or what it is worked out from, stands.
    pub place: Place,
    #[serde(skip)]
    date: Date,
    #[serde(skip)]
    key: String,
}

/// Puts due days into words.
pub fn days(input: &Input, found: &[Due], until: Date) -> DueDays {
    let day = |due: &Due| DueDay {
        day: due.day.to_string(),
        overdue: due.day < input.facts.today,
        sort: input.model.entity(due.sort).path.to_string(),
        thing: Thing::of(input, due.entity),
        kind: wording::kind(input.model, due.entity),
        says: input
            .model
            .reader(input.facts.audience)
            .letters_of(due::says(input.model, due.sort))
            .unwrap_or_default()
            .into_owned(),
        owners: due.owners.iter().map(|&owner| Thing::of(input, owner)).collect(),
        place: place(input, due.place),
        date: due.day,
        key: input.model.key(due.entity).to_string(),
    };
    DueDays { head: Head::of(input), until: until.to_string(), days: found.iter().map(day).collect() }
}

impl DueDay {
    /// The titles of those who answer for it.
    pub fn answered_by(&self) -> String {
        let titles: Vec<&str> = self.owners.iter().map(|owner| &*owner.title).collect();
        if titles.is_empty() { "nobody is named".to_owned() } else { titles.join(", ") }
    }
}

/// The days as a document of one table.
pub fn document(input: &Input, days: &DueDays) -> Document {
    let mut document = artefact::begin(input, "due", "What falls due");
    let columns = ["Day", "State", "What", "Kind", "Happens", "Answers for it"].map(Column::text).to_vec();
    let mut table = Table::new("due", columns, "Nothing falls due in this time.");
    table.rows = days
        .days
        .iter()
        .map(|day| {
            let cells = vec![
                Cell::Scalar(Scalar::Date(day.date)),
                Cell::text(if day.overdue { "overdue" } else { "to come" }),
                Cell::text(&*day.thing.title),
                Cell::text(&*day.kind),
                Cell::text(&*day.says),
                Cell::text(day.answered_by()),
            ];
            Row::new(cells).at(artefact::document::Place { file: day.place.file.clone(), line: day.place.line })
        })
        .collect();
    document.sections.push(Section::new("due", format!("Up to {}", days.until), Level::Main).table(table));
    document
}

/// The days as a calendar (RFC 5545): one event for each that is not overdue, all day long. The same model and day give the same bytes.
pub fn calendar(days: &DueDays) -> String {
    let mut out = String::new();
    let mut line = |text: String| fold(&text, &mut out);
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sms//due//EN", "CALSCALE:GREGORIAN"] {
        line(text.to_owned());
    }
    let compact = |day: &str| day.replace('-', "");
    for day in days.days.iter().filter(|day| !day.overdue) {
        line("BEGIN:VEVENT".to_owned());
        // What an event is known by when the day moves: a calendar that reads the file again moves the event.
        line(format!("UID:{}/{}@sms", escaped(&day.sort), escaped(&day.key)));
        line(format!("DTSTAMP:{}T000000Z", compact(&days.head.as_of)));
        line(format!("DTSTART;VALUE=DATE:{}", compact(&day.day)));
        line(format!("SUMMARY:{}", escaped(&format!("{} ({}): {}", day.thing.title, day.kind, day.says))));
        line(format!("DESCRIPTION:{}", escaped(&format!("Answers for it: {}. {}", day.answered_by(), day.place))));
        line("TRANSP:TRANSPARENT".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    out
}

/// A text in which nothing ends a line or parts a value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// The most bytes of a line of a calendar.
const LONGEST: usize = 75;

/// Appends a line, broken where it is too long; what goes on begins with a blank.
fn fold(text: &str, out: &mut String) {
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_calendar_are_short_and_steer_nothing() {
        let mut out = String::new();
        fold(&format!("SUMMARY:{}", "é".repeat(60)), &mut out);
        assert!(out.lines().all(|line| line.len() <= LONGEST), "{out}");
        assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "é".repeat(60)));
        assert_eq!(escaped("a;b,c\\d\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
    }
}
