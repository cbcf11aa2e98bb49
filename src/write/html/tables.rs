//! Tables, with what their groups have in common above them and the lines they come from at the end.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::cells::{cell, place};
use super::figures::figure;
use super::links::{self, Links};
use super::text;
use crate::artefact::document::{Align, Cell, Column, Document, Level, Row, Section, Table};
use crate::source::letters;

/// A table with its figure, or what is said in place of one without rows.
pub(super) fn table(document: &Document, section: &Section, table: &Table, links: &Links) -> Markup {
    if table.rows.is_empty() {
        return html! { p.empty { (text(&table.empty)) } };
    }
    let places = table.has_places();
    // A table of single letters has a narrow column for each of many, whose headings stand upright.
    let is_matrix = table.columns.iter().filter(|column| column.align == Align::Centre).count() > 1;
    let name = table.title.as_ref().unwrap_or(if section.level == Level::Part || document.sections.len() > 1 {
        &section.title
    } else {
        &document.title
    });
    let mut seen = BTreeSet::new();
    html! {
        @if let Some(drawn) = &table.figure { (figure(drawn, table, name)) }
        div.scroll role="region" tabindex="0" aria-label=(letters::shown(name)) {
            table class=[is_matrix.then_some("matrix")] {
                @if table.title.is_some() { caption { (text(name)) } }
                thead {
                    tr {
                        @for column in &table.columns { (heading(column)) }
                        @if places { th scope="col" { "Source" } }
                    }
                }
                @for rows in table.rows.chunk_by(|a, b| a.group == b.group) {
                    tbody {
                        @if let Some(group) = rows.first().and_then(|row| row.group.as_ref()) {
                            tr.group { th colspan=(table.columns.len() + usize::from(places)) scope="rowgroup" { (text(group)) } }
                        }
                        @for row in rows { (row_of(document, table, row, places, &mut seen, links)) }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    html! { th scope="col" class=[class(column)] { span { (text(&column.title)) } } }
}

fn class(column: &Column) -> Option<&'static str> {
    match column.align {
        Align::Left if column.fill.is_some() => Some("fill"),
        Align::Left => None,
        Align::Centre => Some("c"),
        Align::Right => Some("r"),
    }
}

fn row_of<'a>(
    document: &Document,
    table: &Table,
    row: &'a Row,
    places: bool,
    seen: &mut BTreeSet<&'a str>,
    links: &Links,
) -> Markup {
    html! {
        tr id=[links::row_once(document, row, seen)] {
            @for (at, (column, content)) in table.columns.iter().zip(&row.cells).enumerate() {
                @if at == 0 { th scope="row" class=[class(column)] { (first(document, row, content, links)) } }
                @else if let (Align::Centre, Cell::Text(mark)) = (column.align, content) { td class={ "c " (mark_class(mark)) } { (text(mark)) } }
                @else { td class=[class(column)] { (cell(content, links)) } }
            }
            @if places { td.at { @if let Some(at) = &row.place { (place(at)) } } }
        }
    }
}

/// What a row is about does not lead to the row itself.
fn first(document: &Document, row: &Row, content: &Cell, links: &Links) -> Markup {
    match (content, &row.about) {
        (Cell::Entity(entity), Some(about)) if entity.path == *about && links.is_home(about, document) => text(&entity.title),
        _ => cell(content, links),
    }
}

/// A class for the first letter of a mark; more would make classes of what users write.
fn mark_class(mark: &str) -> String {
    match mark.chars().next() {
        Some(letter @ 'A'..='Z') => format!("mark-{letter}"),
        _ => String::new(),
    }
}
