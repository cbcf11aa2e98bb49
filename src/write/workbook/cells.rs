//! Cells: each with its type, so that it can be sorted, added up and filtered.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::contents;
use super::layout;
use super::limits::{LONGEST_TEXT, MOST_LINKS, cut};
use super::links::{Links, leads_out};
use super::looks::Looks;
use crate::artefact::document::{Align, Cell, EntityRef};
use crate::quantity::{Date, Decimal, Scalar};
use crate::source::letters;
use crate::write::{begins_formula, plain};

/// What is said where a text was cut.
const CUT: &str = "… (cut here: a cell of a workbook holds no more)";

/// A text with every letter that cannot be seen shown as what it is.
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    letters::shown(text)
}

/// Who writes the cells of one sheet.
pub(super) struct Pen<'a, 'd> {
    pub sheet: &'a mut Worksheet,
    pub looks: &'a Looks,
    pub links: &'a Links<'d>,
    linked: usize,
    /// How wide the columns are.
    widths: Vec<usize>,
    /// How many lines the highest cell of the row takes.
    lines: usize,
}

impl<'a, 'd> Pen<'a, 'd> {
    /// Who writes into columns of these widths.
    pub fn new(
        sheet: &'a mut Worksheet,
        looks: &'a Looks,
        links: &'a Links<'d>,
        widths: Vec<usize>,
    ) -> Result<Pen<'a, 'd>, XlsxError> {
        for (column, width) in (0..).zip(&widths) {
            sheet.set_column_width(column, *width as f64)?;
        }
        Ok(Pen { sheet, looks, links, linked: 0, widths, lines: 1 })
    }

    /// Ends a row: it is as high as what was written since the last one asks for.
    pub fn end(&mut self, row: u32) -> Result<(), XlsxError> {
        if let Some(height) = layout::height(self.lines) {
            self.sheet.set_row_height(row, height)?;
        }
        self.lines = 1;
        Ok(())
    }

    fn grow(&mut self, column: u16, text: &str) {
        let width = self.widths.get(usize::from(column)).copied().unwrap_or(usize::MAX);
        self.lines = self.lines.max(layout::lines(text, width));
    }

    /// Writes a cell by its type.
    pub fn cell(&mut self, row: u32, column: u16, cell: &Cell, align: Align) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {
                self.sheet.write_blank(row, column, self.looks.text(align))?;
                Ok(())
            }
            Cell::Scalar(value) => self.scalar(row, column, value, align),
            Cell::Status(verdict) => self.text_in(row, column, verdict.word, self.looks.verdict(verdict.tone, align)),
            Cell::Entity(entity) => self.entity(row, column, entity, &entity.title, align),
            Cell::At(inner, _) => match &**inner {
                Cell::Entity(entity) => self.entity(row, column, entity, &words(cell), align),
                _ => self.text(row, column, &words(cell), align),
            },
            Cell::File(path) => match self.links.file(path) {
                Some(address) if self.may_link() => self.link(row, column, format!("file://{address}"), path),
                _ => self.text(row, column, path, align),
            },
            Cell::Url(address) => match leads_out(address) && self.may_link() {
                true => self.link(row, column, address.clone(), address),
                false => self.text(row, column, address, align),
            },
            Cell::Text(_) | Cell::List(_) => self.text(row, column, &words(cell), align),
        }
    }

    /// Writes a value that stands beside its name, outside a table.
    pub fn value(&mut self, row: u32, column: u16, value: &Cell) -> Result<(), XlsxError> {
        match value {
            Cell::Scalar(Scalar::Number(number)) => match exact(&number.to_string()) {
                Some(figure) => {
                    self.sheet.write_number_with_format(row, column, figure, &self.looks.prose)?;
                    Ok(())
                }
                None => self.text_in(row, column, &number.to_string(), &self.looks.prose),
            },
            Cell::Scalar(Scalar::Date(day)) => match serial(*day) {
                Some(serial) => {
                    self.sheet.write_datetime_with_format(row, column, &serial, &self.looks.plain_day)?;
                    Ok(())
                }
                None => self.text_in(row, column, &day.to_string(), &self.looks.prose),
            },
            other => self.text_in(row, column, &words(other), &self.looks.prose),
        }
    }

    /// Writes the way back to the first sheet.
    pub fn back(&mut self, row: u32, column: u16) -> Result<(), XlsxError> {
        let link = Url::new(format!("internal:'{}'!A1", contents::NAME)).set_text(format!("← {}", contents::NAME));
        self.sheet.write_url_with_format(row, column, link, &self.looks.back)?;
        Ok(())
    }

    /// Writes what is said of an entity, with the way to its row.
    fn entity(&mut self, row: u32, column: u16, entity: &EntityRef, says: &str, align: Align) -> Result<(), XlsxError> {
        match self.links.to(&entity.path) {
            Some((sheet, place)) if !says.is_empty() && self.may_link() => self.inside(row, column, sheet, place, says),
            _ => self.text(row, column, says, align),
        }
    }

    /// Writes a text, whatever it begins with.
    pub fn text(&mut self, row: u32, column: u16, text: &str, align: Align) -> Result<(), XlsxError> {
        self.text_in(row, column, text, self.looks.text(align))
    }

    /// Writes a text in a look of its own.
    pub fn text_in(&mut self, row: u32, column: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
        let says = fitting(&legible(text));
        self.grow(column, &says);
        self.sheet.write_string_with_format(row, column, says, &staying(text, look))?;
        Ok(())
    }

    /// Writes a text that runs on over the cells beside it, which are empty.
    pub fn line(&mut self, row: u32, column: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, column, fitting(&legible(text)), &staying(text, look))?;
        Ok(())
    }

    /// Writes a text that leads to a row of a sheet of this workbook.
    pub fn inside(&mut self, row: u32, column: u16, sheet: &str, place: u32, text: &str) -> Result<(), XlsxError> {
        let target = format!("internal:'{}'!A{}", sheet.replace('\'', "''"), place + 1);
        self.link(row, column, target, text)
    }

    fn link(&mut self, row: u32, column: u16, target: String, text: &str) -> Result<(), XlsxError> {
        let says = fitting(&legible(text));
        self.grow(column, &says);
        let link = Url::new(target).set_text(says);
        self.sheet.write_url_with_format(row, column, link, &staying(text, &self.looks.link))?;
        Ok(())
    }

    fn may_link(&mut self) -> bool {
        self.linked += 1;
        self.linked <= MOST_LINKS
    }

    fn scalar(&mut self, row: u32, column: u16, value: &Scalar, align: Align) -> Result<(), XlsxError> {
        let figure = match value {
            Scalar::Int(number) => exact(&number.to_string()).map(|number| (number, "0".to_owned())),
            Scalar::Number(number) => exact(&number.to_string()).map(|figure| (figure, decimals(number, ""))),
            Scalar::Percent(share) => {
                let share = share.normalize();
                let hundredth = share.checked_div(Decimal::ONE_HUNDRED).and_then(|part| exact(&part.normalize().to_string()));
                hundredth.map(|part| (part, decimals(&share, "%")))
            }
            Scalar::Money(money) => {
                exact(&money.amount.to_string()).map(|amount| (amount, format!("#,##0.00\\ \"{}\"", money.currency.code())))
            }
            Scalar::Date(day) => {
                if let Some(day) = serial(*day) {
                    self.sheet.write_datetime_with_format(row, column, &day, &self.looks.day)?;
                    return Ok(());
                }
                None
            }
            Scalar::Bool(_) | Scalar::Dates(_) | Scalar::Duration(_) | Scalar::Interval(_) => None,
        };
        match figure {
            Some((figure, form)) => {
                self.sheet.write_number_with_format(row, column, figure, &self.looks.figure(&form))?;
                Ok(())
            }
            None => self.text(row, column, &plain(&Cell::Scalar(*value)), align),
        }
    }
}

/// A cell of several pieces, one below the other; a place behind what it gave.
pub(super) fn words(cell: &Cell) -> String {
    match cell {
        Cell::List(cells) => cells.iter().map(words).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"),
        Cell::At(cell, place) => format!("{} ({place})", words(cell)),
        one => plain(one),
    }
}

/// A number that a workbook holds as it is; it has room for fifteen digits.
fn exact(digits: &str) -> Option<f64> {
    let significant = digits.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    digits.parse::<f64>().ok().filter(|_| significant <= 15)
}

/// The form that shows a number with the decimals it has.
fn decimals(number: &Decimal, behind: &str) -> String {
    match number.scale() {
        0 => format!("0{behind}"),
        scale => format!("0.{}{behind}", "0".repeat(scale.min(15) as usize)),
    }
}

/// A day as a workbook counts it; those before March 1900 are counted wrongly there, and stay texts.
fn serial(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|_| day >= Date::constant(1900, 3, 1))?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

/// A text as long as a cell may be.
fn fitting(text: &str) -> String {
    cut(text, LONGEST_TEXT, CUT)
}

/// The look of a text. One that begins like a formula is marked as a text, which it is already, so that it stays one when somebody edits its
/// cell. The text itself stays as it is, unlike in CSV, which has no such mark.
fn staying<'l>(text: &str, look: &'l Format) -> Cow<'l, Format> {
    match text.trim_start().chars().next().is_some_and(begins_formula) {
        true => Cow::Owned(look.clone().set_quote_prefix()),
        false => Cow::Borrowed(look),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_while_they_are_exact() {
        assert_eq!(exact("99.95"), Some(99.95));
        assert_eq!(exact("-240000"), Some(-240_000.0));
        assert_eq!(exact("1234567890123456"), None);
        assert_eq!(exact("0.000000000000001"), Some(1e-15));
    }

    #[test]
    fn days_are_days_from_when_spreadsheets_count_them_rightly() {
        assert!(serial(Date::constant(1900, 3, 1)).is_some() && serial(Date::constant(9999, 12, 31)).is_some());
        assert!(serial(Date::constant(1900, 2, 28)).is_none());
    }
}
