//! The dossier as a workbook: a sheet a table, to be sorted, filtered and worked with.
//!
//! Whatever a text says, it stays a text: nothing that stands in a document becomes a formula, and what begins like one is marked so that it
//! does not become one when somebody edits the cell. The same dossier gives the same bytes: the only day in the file is the as-of date.

mod cells;
mod contents;
mod fills;
mod layout;
mod limits;
mod links;
mod looks;
mod names;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::File;
use crate::artefact::Dossier;
use crate::artefact::document::{Block, Document, Table};
use limits::Limits;
use links::Links;
use looks::Looks;
use names::SheetNames;

/// A workbook, and what it had no room for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The workbook.
    pub file: File,
    /// What stands in the dossier and not in the workbook, a sentence a sheet; each is said in the workbook, too.
    pub left_out: Vec<String>,
}

/// A sheet to come: what it shows, and what it is called.
struct Planned<'a> {
    document: &'a Document,
    shows: Shows<'a>,
    name: String,
}

/// What a sheet shows.
#[derive(Clone, Copy)]
enum Shows<'a> {
    /// What a document says besides its tables.
    Facts,
    /// A table.
    Table(&'a Table),
}

/// The workbook of a dossier.
///
/// `beside` leads from the folder of the workbook to that of the model, as `../` does, where files that the model names can be reached that
/// way; without it their paths are texts.
///
/// # Errors
/// What the crate that writes it refuses, as it says it. No document is known that leads there.
pub fn write(dossier: &Dossier, beside: Option<&str>) -> Result<Written, String> {
    within(dossier, beside, &Limits::FORMAT).map_err(|error| error.to_string())
}

fn within(dossier: &Dossier, beside: Option<&str>, limits: &Limits) -> Result<Written, XlsxError> {
    let looks = Looks::new();
    let sheets = planned(dossier);
    let links = Links::new(dossier, &sheets, beside, limits);
    let left_out: Vec<String> = sheets.iter().filter_map(|planned| limits.left_out(planned)).collect();
    let mut book = Workbook::new();
    book.set_properties(&properties(dossier)?);
    contents::Contents { dossier, sheets: &sheets, links: &links, looks: &looks, left_out: &left_out }
        .write(book.add_worksheet())?;
    for planned in &sheets {
        let page = sheet::Page { dossier, planned, looks: &looks, links: &links, limits };
        page.write(book.add_worksheet())?;
    }
    let file = File { name: format!("{}.xlsx", dossier.name), bytes: book.save_to_buffer()? };
    Ok(Written { file, left_out })
}

/// The sheets in the order of the dossier: of each document what it says, then its tables.
fn planned(dossier: &Dossier) -> Vec<Planned<'_>> {
    let mut names = SheetNames::default();
    names.take(contents::NAME);
    let mut sheets = Vec::new();
    for document in dossier.documents() {
        if says_more_than_tables(document) {
            sheets.push(Planned { document, shows: Shows::Facts, name: names.take(&document.title) });
        }
        let many = document.tables().count() > 1;
        for section in &document.sections {
            for block in &section.blocks {
                let Block::Table(table) = block else { continue };
                let title = match many {
                    // Where a document has several tables, their names need the room.
                    true => format!("{} {}", short(&document.title), table.title.as_deref().unwrap_or(&section.title)),
                    false => document.title.clone(),
                };
                sheets.push(Planned { document, shows: Shows::Table(table), name: names.take(&title) });
            }
        }
    }
    sheets
}

/// The first word of a title where it says enough by itself, as `RACI` or `Applicability`; otherwise all of it.
fn short(title: &str) -> &str {
    let first = title.split(' ').next().unwrap_or(title);
    let says_enough = first.chars().count() > 6 || first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    if says_enough { first } else { title }
}

/// Whether a document has facts or lists beyond what each register says of itself.
fn says_more_than_tables(document: &Document) -> bool {
    let mut blocks = document.sections.iter().flat_map(|section| &section.blocks);
    document.sections.len() > 1 && blocks.any(|block| matches!(block, Block::Facts(_) | Block::List(_)))
}

fn properties(dossier: &Dossier) -> Result<DocProperties, XlsxError> {
    let day = dossier.provenance.as_of;
    let made = match (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day())) {
        (Ok(year), Ok(month), Ok(day)) if year >= 1900 => ExcelDateTime::from_ymd(year, month, day)?,
        _ => ExcelDateTime::from_ymd(1900, 1, 1)?,
    };
    let text = |text: &str| limits::cut(&cells::legible(text), limits::LONGEST_PROPERTY, "…");
    let properties = DocProperties::new().set_title(text(&dossier.title)).set_author(text(&dossier.provenance.tool));
    let properties = match &dossier.organisation {
        Some(organisation) => properties.set_company(text(organisation)),
        None => properties,
    };
    // That it is private stands where the file's properties are looked at, too.
    let properties = match &dossier.mark {
        Some(mark) => properties.set_comment(text(mark)),
        None => properties,
    };
    Ok(properties.set_creation_datetime(&made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::Chapter;
    use crate::artefact::document::{Cell, Column, Level, Provenance, Row, Section};
    use crate::quantity::Date;

    /// A dossier of one table of so many rows and columns.
    fn dossier(rows: usize, columns: usize) -> Dossier {
        let mut table = Table::new("t", (0..columns).map(|at| Column::text(format!("C{at}"))).collect(), "empty");
        table.rows = (0..rows).map(|at| Row::new(vec![Cell::count(at); columns])).collect();
        let as_of = Date::constant(2026, 11, 21);
        let provenance = Provenance {
            as_of,
            tool: "sms".to_owned(),
            sources: Vec::new(),
            library_entities: 0,
            library: None,
            digest: String::new(),
            errors: 0,
            waived: 0,
        };
        let document = Document {
            name: "things".to_owned(),
            title: "Things".to_owned(),
            subtitle: None,
            notices: Vec::new(),
            mark: None,
            sections: vec![Section::new("s", "All", Level::Main).table(table)],
            provenance: provenance.clone(),
        };
        Dossier {
            name: "dossier".to_owned(),
            title: "Dossier".to_owned(),
            organisation: None,
            notices: Vec::new(),
            mark: None,
            provenance,
            chapters: vec![Chapter { anchor: "c".to_owned(), title: "C".to_owned(), documents: vec![document] }],
        }
    }

    #[test]
    fn what_has_no_room_is_told() {
        let limits = Limits { rows: 9, columns: 3 };
        let left_out = |rows, columns| within(&dossier(rows, columns), None, &limits).unwrap().left_out;
        assert_eq!(left_out(5, 3), [""; 0]);
        let says = |what: &str| format!("{what} left out: a sheet holds no more. The page and the other formats have all.");
        assert_eq!(left_out(6, 3), [says("1 row of the sheet “Things” is")]);
        assert_eq!(left_out(17, 5), [says("12 rows and 2 columns of the sheet “Things” are")]);
        assert_eq!(left_out(1, 5), [says("2 columns of the sheet “Things” are")]);
    }

    #[test]
    fn a_sheet_of_as_many_columns_as_there_are_is_written() {
        let written = write(&dossier(1, 16_400), None).unwrap();
        assert_eq!(written.left_out.len(), 1);
    }

    #[test]
    fn first_words_stand_for_titles_where_they_say_enough() {
        assert_eq!(
            ["RACI matrix", "Applicability record", "Where we stand", "IT"].map(short),
            ["RACI", "Applicability", "Where we stand", "IT"]
        );
    }
}
