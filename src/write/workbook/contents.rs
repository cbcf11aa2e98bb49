//! The first sheet: what the workbook is, what it was made from, and what each sheet holds.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::Pen;
use super::links::Links;
use super::looks::Looks;
use super::sheet::print;
use super::{Planned, Shows};
use crate::artefact::Dossier;
use crate::artefact::document::{Align, Block, Cell, Document, Weight};
use crate::quantity::Scalar;

/// What the sheet is called.
pub(super) const NAME: &str = "Contents";

/// What the workbook is called at the foot of each page.
pub(super) const NAME_OF_BOOK: &str = "Service management dossier";

/// How wide its columns are, in letters.
const WIDTHS: [usize; 3] = [34, 9, 100];

/// Who writes the sheet.
pub(super) struct Contents<'a, 'd> {
    pub dossier: &'a Dossier,
    pub sheets: &'a [Planned<'d>],
    pub links: &'a Links<'d>,
    pub looks: &'a Looks,
    /// What the workbook had no room for.
    pub left_out: &'a [String],
}

impl Contents<'_, '_> {
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(NAME)?;
        print(sheet, self.dossier, NAME);
        let mut pen = Pen::new(sheet, self.looks, self.links, WIDTHS.to_vec())?;
        let dossier = self.dossier;
        pen.line(0, 0, dossier.organisation.as_deref().unwrap_or(&dossier.title), &self.looks.title)?;
        pen.line(1, 0, &dossier.title, &self.looks.aside)?;
        let row = self.notices(&mut pen, 3)?;
        let row = self.provenance(&mut pen, row)?;
        self.sheets(&mut pen, row + 1)?;
        Ok(())
    }

    /// What a reader has to know before anything else; gives the next row, as all parts do.
    fn notices(&self, pen: &mut Pen<'_, '_>, first: u32) -> Result<u32, XlsxError> {
        let notices = self.dossier.notices.iter().map(|notice| (notice.weight, &notice.text));
        let notices = notices.chain(self.left_out.iter().map(|sentence| (Weight::Caution, sentence)));
        let mut row = first;
        for (weight, text) in notices {
            let (name, says) = match weight {
                Weight::Caution => (&self.looks.caution, &self.looks.caution),
                Weight::Remark => (&self.looks.name, &self.looks.prose),
            };
            pen.text_in(row, 0, weight.word(), name)?;
            pen.text_in(row, 2, text, says)?;
            pen.end(row)?;
            row += 1;
        }
        Ok(row)
    }

    /// What the workbook was made from, a line each.
    fn provenance(&self, pen: &mut Pen<'_, '_>, first: u32) -> Result<u32, XlsxError> {
        let made = &self.dossier.provenance;
        let entities: usize = made.sources.iter().map(|source| source.entities).sum();
        let files: Vec<&str> = made.sources.iter().map(|source| &*source.file).collect();
        let facts = [
            ("As of", Cell::Scalar(Scalar::Date(made.as_of))),
            ("Written by", Cell::text(made.tool.clone())),
            ("Edition of the library", Cell::text(made.library.clone().unwrap_or_default())),
            ("Open errors of the model", Cell::count(made.errors)),
            ("Findings accepted by a waiver", Cell::count(made.waived)),
            ("Entities of the organisation", Cell::count(entities)),
            ("Entities of the library", Cell::count(made.library_entities)),
            ("Sum of the sources (SHA-256)", Cell::text(made.digest.clone())),
            ("Files of the model", Cell::text(files.join(", "))),
        ];
        let mut row = first;
        for (name, value) in facts.iter().filter(|(_, value)| *value != Cell::Empty) {
            pen.text_in(row, 0, name, &self.looks.name)?;
            pen.value(row, 2, value)?;
            pen.end(row)?;
            row += 1;
        }
        Ok(row)
    }

    fn sheets(&self, pen: &mut Pen<'_, '_>, first: u32) -> Result<(), XlsxError> {
        for (at, (title, align)) in (0..).zip([("Sheet", Align::Left), ("Rows", Align::Centre), ("What it holds", Align::Left)]) {
            pen.text_in(first, at, title, self.looks.head(align))?;
        }
        let mut row = first + 1;
        for chapter in &self.dossier.chapters {
            pen.line(row, 0, &chapter.title, &self.looks.chapter)?;
            row += 1;
            let of_chapter =
                |planned: &&Planned<'_>| chapter.documents.iter().any(|document| std::ptr::eq(document, planned.document));
            for planned in self.sheets.iter().filter(of_chapter) {
                pen.inside(row, 0, &planned.name, 0, &planned.name)?;
                match planned.shows {
                    Shows::Table(table) => {
                        pen.sheet.write_number_with_format(row, 1, table.rows.len() as f64, self.looks.text(Align::Centre))?
                    }
                    Shows::Facts => pen.sheet.write_blank(row, 1, self.looks.text(Align::Centre))?,
                };
                pen.text(row, 2, &holds(planned), Align::Left)?;
                pen.end(row)?;
                row += 1;
            }
        }
        Ok(())
    }
}

/// What a sheet holds: what the section of its table, or else its document, says of itself.
fn holds(planned: &Planned<'_>) -> String {
    let document: &Document = planned.document;
    let said = |blocks: &[Block]| {
        blocks.iter().find_map(|block| match block {
            Block::Paragraph(text) => Some(text.replace('\n', " ")),
            Block::Facts(_) | Block::List(_) | Block::Table(_) => None,
        })
    };
    match planned.shows {
        Shows::Table(shown) => {
            let holds = |block: &Block| matches!(block, Block::Table(table) if std::ptr::eq(table, shown));
            let section = document.sections.iter().find(|section| section.blocks.iter().any(holds));
            let of_section = section.and_then(|section| said(&section.blocks).or_else(|| Some(section.title.clone())));
            shown.title.clone().or(of_section).unwrap_or_else(|| document.title.clone())
        }
        Shows::Facts => {
            document.sections.iter().find_map(|section| said(&section.blocks)).unwrap_or_else(|| document.title.clone())
        }
    }
}
