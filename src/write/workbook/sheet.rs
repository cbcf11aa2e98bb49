//! A sheet: a table below its head, or what a document says besides its tables.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Pen, legible, words};
use super::fills;
use super::layout::{self, longest_line};
use super::limits::{Limits, cut};
use super::links::Links;
use super::looks::Looks;
use super::{Planned, Shows, contents};
use crate::artefact::Dossier;
use crate::artefact::document::{Align, Block, Cell, Document, Fill, Row, Section, Table};

/// How many rows stand above the first row of a table: the way back, its title and its head.
pub(super) const HEAD: usize = 3;

/// The same as the place of the first row, from 0.
pub(super) const FIRST_ROW: u32 = HEAD as u32;

/// How many rows are looked at to see how wide a column is.
const LOOKED_AT: usize = 2_000;

/// How wide the columns are in which facts stand.
const FACTS: [usize; 3] = [34, 90, 24];

/// The paper of prints: A4.
const PAPER: u8 = 9;

/// Who writes one sheet.
pub(super) struct Page<'a, 'd> {
    pub dossier: &'a Dossier,
    pub planned: &'a Planned<'d>,
    pub looks: &'a Looks,
    pub links: &'a Links<'d>,
    pub limits: &'a Limits,
}

/// A column as it stands in a sheet.
pub(super) struct Shown<'a> {
    title: &'a str,
    align: Align,
    holds: Holds,
    fill: Option<&'a Fill>,
}

/// What a column of a sheet holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Group,
    Cell(usize),
    Source,
    Mark,
}

impl Page<'_, '_> {
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(&self.planned.name)?;
        let title = self.title();
        print(sheet, self.dossier, &title);
        match self.planned.shows {
            Shows::Facts => self.facts(sheet, &title),
            Shows::Table(table) => self.table(sheet, &title, table),
        }
    }

    /// What the sheet shows, in full: its name may be cut.
    fn title(&self) -> String {
        let document = self.planned.document;
        let Shows::Table(shown) = self.planned.shows else { return document.title.clone() };
        let holds = |section: &&Section| {
            section.blocks.iter().any(|block| matches!(block, Block::Table(table) if std::ptr::eq(table, shown)))
        };
        let section = document.sections.iter().find(holds).map(|section| &*section.title);
        match shown.title.as_deref().or(section) {
            Some(title) if document.sections.len() > 1 && title != document.title => format!("{}: {title}", document.title),
            _ => document.title.clone(),
        }
    }

    /// The way back to the contents, with the mark of what is private beside it, and the title. They run on over the columns.
    fn begin(&self, pen: &mut Pen<'_, '_>, title: &str) -> Result<(), XlsxError> {
        pen.back(0, 0)?;
        if let Some(mark) = &self.planned.document.mark {
            pen.line(0, 2, mark, &self.looks.mark)?;
        }
        pen.line(1, 0, title, &self.looks.title)
    }

    fn table(&self, sheet: &mut Worksheet, title: &str, table: &Table) -> Result<(), XlsxError> {
        let mut columns = columns(self.planned.document, table);
        columns.truncate(self.limits.columns);
        let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let widths = layout::widths(&columns.iter().map(|column| asked(column, table)).collect::<Vec<_>>());
        let mut pen = Pen::new(sheet, self.looks, self.links, widths)?;
        self.begin(&mut pen, title)?;
        let head = FIRST_ROW - 1;
        for (at, column) in (0..).zip(&columns) {
            let look = if column.fill.is_some() { &self.looks.fill_head } else { self.looks.head(column.align) };
            pen.text_in(head, at, column.title, look)?;
        }
        pen.end(head)?;
        let mut below = FIRST_ROW;
        for row in table.rows.iter().take(self.limits.room()) {
            for (at, column) in (0..).zip(&columns) {
                self.part(&mut pen, below, at, column, row)?;
            }
            pen.end(below)?;
            below += 1;
        }
        if table.rows.is_empty() {
            pen.line(below, 0, &table.empty, &self.looks.aside)?;
        } else if let Some(sentence) = self.limits.left_out(self.planned) {
            pen.line(below, 0, &sentence, &self.looks.mark)?;
        }
        // The name of a row stays in sight, and the group before it.
        let names = if columns.len() > 3 { 1 + u16::from(table.grouped_by.is_some()) } else { 0 };
        sheet.set_freeze_panes(FIRST_ROW, names)?;
        if !table.rows.is_empty() {
            sheet.autofilter(head, 0, below - 1, last)?;
            for (at, fill) in (0..).zip(&columns).filter_map(|(at, column)| Some((at, column.fill?))) {
                fills::allow(sheet, (FIRST_ROW, below - 1), at, fill)?;
            }
        }
        sheet.set_repeat_rows(0, head)?;
        Ok(())
    }

    fn part(&self, pen: &mut Pen<'_, '_>, row: u32, at: u16, column: &Shown<'_>, shown: &Row) -> Result<(), XlsxError> {
        match column.holds {
            Holds::Group => pen.text(row, at, shown.group.as_deref().unwrap_or_default(), column.align),
            Holds::Cell(place) => match (shown.cells.get(place), &shown.about) {
                (Some(Cell::Entity(entity)), Some(about)) if entity.path == *about && self.is_home(about) => {
                    pen.text(row, at, &entity.title, column.align)
                }
                (Some(Cell::Empty), _) if column.fill.is_some() => {
                    let look = if column.fill == Some(&Fill::Date) { &self.looks.fill_day } else { &self.looks.fill };
                    pen.sheet.write_blank(row, at, look)?;
                    Ok(())
                }
                (Some(cell), _) => pen.cell(row, at, cell, column.align),
                (None, _) => Ok(()),
            },
            Holds::Source => {
                let place = shown.place.as_ref().map(ToString::to_string).unwrap_or_default();
                pen.text(row, at, &place, column.align)
            }
            Holds::Mark => pen.text(row, at, "private", column.align),
        }
    }

    fn is_home(&self, path: &str) -> bool {
        self.links.is_home(path, self.planned.document)
    }

    /// What a document says besides its tables, section by section.
    fn facts(&self, sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
        let mut pen = Pen::new(sheet, self.looks, self.links, FACTS.to_vec())?;
        self.begin(&mut pen, title)?;
        let mut row = FIRST_ROW;
        for section in &self.planned.document.sections {
            row = self.section(&mut pen, row, section)?;
        }
        sheet.set_freeze_panes(FIRST_ROW - 1, 0)?;
        sheet.set_repeat_rows(0, 1)?;
        Ok(())
    }

    fn section(&self, pen: &mut Pen<'_, '_>, first: u32, section: &Section) -> Result<u32, XlsxError> {
        let mut row = first;
        if section.blocks.iter().all(|block| matches!(block, Block::Table(_))) {
            return Ok(row);
        }
        pen.line(row, 0, &section.title, &self.looks.chapter)?;
        row += 1;
        for block in &section.blocks {
            match block {
                Block::Paragraph(text) => {
                    pen.text_in(row, 1, text, &self.looks.prose)?;
                    pen.end(row)?;
                    row += 1;
                }
                Block::Facts(facts) => {
                    for fact in facts {
                        pen.text_in(row, 0, &fact.name, &self.looks.name)?;
                        pen.cell(row, 1, &fact.value, Align::Left)?;
                        pen.end(row)?;
                        row += 1;
                    }
                }
                Block::List(items) => {
                    for item in items {
                        pen.cell(row, 1, item, Align::Left)?;
                        pen.end(row)?;
                        row += 1;
                    }
                }
                Block::Table(_) => {}
            }
        }
        Ok(row + 1)
    }
}

/// The columns of a table with those that every sheet has besides: the group, the line in the sources, and that it is private.
pub(super) fn columns<'a>(document: &'a Document, table: &'a Table) -> Vec<Shown<'a>> {
    let left = |title, holds| Shown { title, align: Align::Left, holds, fill: None };
    let mut columns: Vec<Shown<'_>> = table.grouped_by.iter().map(|title| left(title.as_str(), Holds::Group)).collect();
    let own = table.columns.iter().enumerate();
    columns.extend(own.map(|(at, column)| Shown {
        title: &column.title,
        align: column.align,
        holds: Holds::Cell(at),
        fill: column.fill.as_ref(),
    }));
    if table.has_places() {
        columns.push(left("Source", Holds::Source));
    }
    columns.extend(document.mark.iter().map(|mark| left(mark.as_str(), Holds::Mark)));
    columns
}

/// How much room a column asks for.
fn asked(column: &Shown<'_>, table: &Table) -> layout::Column {
    let of = |row: &Row| match column.holds {
        Holds::Group => longest_line(row.group.as_deref().unwrap_or_default()),
        Holds::Cell(at) => row.cells.get(at).map_or(0, |cell| longest_line(&words(cell))),
        Holds::Source => row.place.as_ref().map_or(0, |place| longest_line(&place.to_string())),
        Holds::Mark => 7,
    };
    layout::Column {
        heading: column.title.split(' ').map(longest_line).max().unwrap_or(0),
        content: table.rows.iter().take(LOOKED_AT).map(of).max().unwrap_or(0).max(column.fill.map_or(0, fills::room)),
    }
}

/// The most letters that a part of the head or foot of a page may have: Excel takes 255 in all.
const LONGEST_PART: usize = 100;

/// How a sheet is printed: on as many pages as it is long, one page wide, each saying what it is.
pub(super) fn print(sheet: &mut Worksheet, dossier: &Dossier, title: &str) {
    sheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    let whose = said(dossier.organisation.as_deref().unwrap_or(&dossier.title));
    sheet.set_header(format!("&L{whose}&R{}", said(title)));
    let private = if dossier.mark.is_some() { "Private · " } else { "" };
    sheet.set_footer(format!("&L{private}As of {} · {}&RPage &P of &N", dossier.provenance.as_of, contents::NAME_OF_BOOK));
}

/// A text as the head of a page says it, where a sign of its own begins what is filled in.
fn said(text: &str) -> String {
    let text = legible(text).replace(['\n', '\r', '\t'], " ").replace("&[", "& [");
    // Cut before the sign is doubled, so that no half of it is left.
    let mut longest = LONGEST_PART;
    loop {
        let said = cut(&text, longest, "…").replace('&', "&&");
        if said.encode_utf16().count() <= LONGEST_PART {
            return said;
        }
        longest -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_pages_fill_nothing_in_and_have_room() {
        assert_eq!(said("Mills & Sons &P"), "Mills && Sons &&P");
        assert_eq!(said("a\nb &[Tab]"), "a b && [Tab]");
        assert_eq!(said(&"&".repeat(300)), format!("{}…", "&&".repeat(49)));
        assert_eq!(said(&"x".repeat(300)).chars().count(), 100);
    }
}
