//! Registers: the tables that the library and the organisation define in the language itself.

use std::collections::BTreeMap;

use crate::model::TextSort;
use crate::quantity::Scalar;
use crate::rules::{self, Register, Val};

use super::document::{Align, Block, Cell, Column, Document, Fact, Row, Table};
use super::{Input, begin, declared, entity, section};

/// The registers of these names as documents, by name; a name that no register has gives nothing.
pub fn documents<'n>(input: &Input, names: impl Iterator<Item = &'n String>) -> BTreeMap<String, Document> {
    let registers: Vec<&Register> = names.filter_map(|name| input.rulebook.register(name)).collect();
    let filled = rules::tables_of(input.rulebook, &registers, input.model, input.sources, input.facts);
    filled.into_iter().map(|filled| (filled.name.clone(), document(input, filled))).collect()
}

/// A filled register as a document.
fn document(input: &Input, filled: rules::Table) -> Document {
    let name = &*filled.name;
    let mut document = begin(input, name, filled.title);
    let mut table = Table::new(name, Vec::new(), "The model has nothing to list here.");
    table.rows = filled
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| content(input, &cell.value, &cell.parts, cell.sort)).collect();
            let filled = Row::new(cells).about(&*input.model.entity(row.subject).path).at(declared(input, row.subject));
            match &row.group {
                Some(group) if group.parts.is_empty() => filled.within("Others"),
                Some(group) => filled.within(group.text()),
                None => filled,
            }
        })
        .collect();
    if table.rows.iter().any(|row| row.group.is_some()) {
        table.grouped_by = Some("Group".to_owned());
    }
    let columns = filled.columns.into_iter().enumerate();
    table.columns = columns.map(|(at, title)| Column { title, align: align(&table.rows, at), fill: None }).collect();
    let mut facts = Vec::new();
    if !filled.clauses.is_empty() {
        let clauses = filled.clauses.into_iter().map(|clause| Cell::text(clause.citation));
        facts.push(Fact::new("Asked for by", Cell::list(clauses.collect())));
    }
    facts.push(Fact::new("Number of entries", Cell::count(table.rows.len())));
    let mut content = section(name, "Entries");
    if !filled.doc.is_empty() {
        content = content.paragraph(filled.doc);
    }
    // Too many steps leave a table short, which a reader must not take for the whole.
    for diagnostic in filled.diagnostics {
        content = content.paragraph(format!("{CUT_SHORT}: {}.", diagnostic.message));
    }
    document.sections.push(content.facts(facts).table(table));
    document
}

/// How a table begins that took too many steps.
const CUT_SHORT: &str = "This table is not complete";

/// Whether a register lacks rows that it should have.
pub fn is_cut_short(document: &Document) -> bool {
    let mut blocks = document.sections.iter().flat_map(|section| &section.blocks);
    blocks.any(|block| matches!(block, Block::Paragraph(text) if text.starts_with(CUT_SHORT)))
}

/// A value that an expression gave, with its type where documents have it and as shown otherwise.
fn content(input: &Input, value: &Val<'static>, parts: &[String], sort: TextSort) -> Cell {
    match value {
        Val::Missing => Cell::Empty,
        Val::Bool(yes) => Cell::Scalar(Scalar::Bool(*yes)),
        Val::Int(number) => Cell::Scalar(Scalar::Int(*number)),
        Val::Number(number) => Cell::Scalar(Scalar::Number(*number)),
        Val::Percent(percent) => Cell::Scalar(Scalar::Percent(*percent)),
        Val::Date(date) => Cell::Scalar(Scalar::Date(*date)),
        Val::Dates(dates) => Cell::Scalar(Scalar::Dates(*dates)),
        Val::Duration(duration) => Cell::Scalar(Scalar::Duration(*duration)),
        Val::Interval(duration) => Cell::Scalar(Scalar::Interval(*duration)),
        Val::Money(money) => Cell::Scalar(Scalar::Money(*money)),
        Val::Entity(id) => entity(input, *id),
        Val::Text(_) | Val::Made(_) => match (sort, parts.join(", ")) {
            (TextSort::File, path) if !path.is_empty() => Cell::File(path),
            (TextSort::Url, address) if !address.is_empty() => Cell::Url(address),
            (_, text) => Cell::text(text),
        },
        Val::Enum(..) | Val::Sealed(_) | Val::Group(_) => Cell::text(parts.join(", ")),
        Val::Entities(_) | Val::Found(_) | Val::Items(_) | Val::List(_) => {
            let elements =
                value.elements().zip(parts).map(|(element, part)| content(input, &element, std::slice::from_ref(part), sort));
            Cell::list(elements.collect())
        }
    }
}

/// Figures stand to the right: a column of nothing but numbers, percentages and money.
fn align(rows: &[Row], column: usize) -> Align {
    let mut filled = rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| **cell != Cell::Empty).peekable();
    let figures = filled.peek().is_some()
        && filled
            .all(|cell| matches!(cell, Cell::Scalar(Scalar::Int(_) | Scalar::Number(_) | Scalar::Percent(_) | Scalar::Money(_))));
    if figures { Align::Right } else { Align::Left }
}
