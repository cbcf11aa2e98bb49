//! What is told of declarations of rows, of the files with them, and of their cells.

mod cells;
mod declarations;
mod files;

pub(super) use cells::{Fault, cell, empty, no_meaning};
pub(super) use declarations::{needed, no_day_form, no_decimals, no_field, no_row, no_separator, no_unit};
pub(super) use files::{
    goes_on, never_closed, no_column, no_columns, nothing_in, other_headings, other_width, rest, too_many, twice,
};

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
