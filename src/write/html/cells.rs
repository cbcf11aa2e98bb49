//! Cells: each shown by its type.

use maud::{Markup, html};

use super::links::Links;
use super::text;
use crate::artefact::document::{Cell, Place, Status, Tone};
use crate::quantity::Scalar;
use crate::source::letters;
use crate::write::plain;

/// A list longer than this shows its beginning, and the rest when asked.
const SHORT: usize = 8;

/// A text longer than this many letters shows its beginning, and the rest when asked.
const LONG: usize = 600;

/// The content of a cell.
pub(super) fn cell(cell: &Cell, links: &Links) -> Markup {
    match cell {
        Cell::Empty => html! {},
        Cell::Text(words) => running(words),
        Cell::Entity(entity) => links.entity(entity),
        Cell::Scalar(value) => scalar(value),
        Cell::File(path) => html! { code.file { (text(path)) } },
        Cell::Url(address) => url(address),
        Cell::Status(verdict) => status(*verdict),
        Cell::List(cells) => list(cells, links),
        Cell::At(inner, at) => html! { (self::cell(inner, links)) " " (place(at)) },
    }
}

/// A text that may have paragraphs and may be long.
fn running(words: &str) -> Markup {
    match words.char_indices().nth(LONG) {
        // Not for the few letters behind the limit.
        Some((end, _)) if words.len() > end + LONG / 4 => {
            let (beginning, rest) = words.split_at(end);
            html! { (paragraphs(beginning)) "… " details.more { summary { "the rest" } (paragraphs(rest)) } }
        }
        _ => paragraphs(words),
    }
}

fn paragraphs(words: &str) -> Markup {
    if !words.contains("\n\n") {
        return text(words);
    }
    html! { @for piece in words.split("\n\n").filter(|piece| !piece.trim().is_empty()) { p { (text(piece)) } } }
}

fn scalar(value: &Scalar) -> Markup {
    match value {
        Scalar::Date(day) => html! { time { (day.to_string()) } },
        Scalar::Dates(days) => html! { time { (days.first.to_string()) } " to " time { (days.last.to_string()) } },
        Scalar::Money(_) | Scalar::Int(_) | Scalar::Number(_) | Scalar::Percent(_) => {
            html! { span.number { (value.to_string()) } }
        }
        Scalar::Bool(_) | Scalar::Duration(_) | Scalar::Interval(_) => text(&plain(&Cell::Scalar(*value))),
    }
}

/// An address leads somewhere only where it is one of the web or of a mailbox; whatever else it is stays a text.
fn url(address: &str) -> Markup {
    let leads = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)));
    if leads && letters::unseen_in(address).next().is_none() {
        html! { a.out href=(address) rel="noreferrer noopener" { (address) } }
    } else {
        text(address)
    }
}

/// A verdict: its word, with a colour and a sign for those who look rather than read.
pub(super) fn status(verdict: Status) -> Markup {
    html! { span class={ "status " (tone(verdict.tone)) } { (verdict.word) } }
}

/// The class of a tone.
pub(super) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Open => "open",
        Tone::Fair => "fair",
        Tone::Bad => "bad",
        Tone::Neutral => "neutral",
    }
}

fn list(cells: &[Cell], links: &Links) -> Markup {
    let filled: Vec<&Cell> = cells.iter().filter(|cell| **cell != Cell::Empty).collect();
    let items = |cells: &[&Cell]| html! { @for cell in cells { li { (self::cell(cell, links)) } } };
    if filled.len() <= SHORT + 2 {
        return html! { ul.in { (items(&filled)) } };
    }
    let (shown, rest) = filled.split_at(SHORT);
    html! { ul.in { (items(shown)) } details.more { summary { "and " (rest.len()) " more" } ul.in { (items(rest)) } } }
}

/// A line of a source file.
pub(super) fn place(place: &Place) -> Markup {
    html! { code.source { (text(&place.to_string())) } }
}
