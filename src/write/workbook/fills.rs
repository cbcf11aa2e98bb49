//! Cells that a reader fills in: what may stand in them, which spreadsheets watch over.

use rust_xlsxwriter::{DataValidation, DataValidationRule, ExcelDateTime, Worksheet, XlsxError};

use crate::artefact::document::Fill;

/// The most letters of all choices together with the commas between them.
const LONGEST_CHOICES: usize = 255;

/// How much room what is filled in asks for, in letters.
pub(super) fn room(fill: &Fill) -> usize {
    match fill {
        Fill::Choice(choices) => choices.iter().map(|choice| choice.chars().count()).max().unwrap_or(0),
        Fill::Date => 10,
        Fill::Text => 26,
    }
}

/// Says what the cells of a column may hold, from the first of these rows to the last.
pub(super) fn allow(sheet: &mut Worksheet, (first, last): (u32, u32), column: u16, fill: &Fill) -> Result<(), XlsxError> {
    let watched = match fill {
        // A comma would part a choice in two.
        Fill::Choice(choices) if fits(choices) => DataValidation::new()
            .allow_list_strings(choices)?
            .set_error_title("Not one of the words")?
            .set_error_message(beginning(&format!("This cell takes one of: {}.", choices.join(", "))))?,
        Fill::Date => DataValidation::new()
            .allow_date(DataValidationRule::GreaterThanOrEqualTo(ExcelDateTime::from_ymd(1990, 1, 1)?))
            .set_error_title("Not a day")?
            .set_error_message("This cell takes a day, as in 2026-11-21.")?,
        Fill::Choice(_) | Fill::Text => return Ok(()),
    };
    sheet.add_data_validation(first, column, last, column, &watched)?;
    Ok(())
}

fn fits(choices: &[String]) -> bool {
    let letters: usize = choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
    !choices.is_empty()
        && letters <= LONGEST_CHOICES
        && choices.iter().all(|choice| !choice.is_empty() && !choice.contains([',', '"', '\n']))
}

/// As much of a message as there is room for.
fn beginning(message: &str) -> String {
    super::limits::cut(message, super::limits::LONGEST_PROPERTY, "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_that_a_list_cannot_hold_are_not_watched() {
        let fits = |choices: &[&str]| fits(&choices.iter().map(|choice| (*choice).to_owned()).collect::<Vec<_>>());
        assert!(fits(&["conformant", "not applicable"]));
        assert!(!fits(&[]) && !fits(&["a, b"]) && !fits(&["a\"b"]) && !fits(&[&"x".repeat(255)]) && fits(&[&"x".repeat(254)]));
    }
}
