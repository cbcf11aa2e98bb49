//! What the format has room for, and what is said of what has none.

use super::{Planned, Shows, sheet};

/// The most letters of a cell, counted as UTF-16 does.
pub(super) const LONGEST_TEXT: usize = 32_767;

/// The most letters of an address that a cell leads to.
pub(super) const LONGEST_ADDRESS: usize = 2_079;

/// The most letters of a property of the file.
pub(super) const LONGEST_PROPERTY: usize = 255;

/// The most links of a sheet, fewer than Excel takes: what is beyond stays a text.
pub(super) const MOST_LINKS: usize = 65_000;

/// How large a sheet may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most rows, those of its head among them.
    pub rows: usize,
    /// The most columns.
    pub columns: usize,
}

impl Limits {
    /// The limits of the format (ECMA-376, as Excel reads it).
    pub const FORMAT: Limits = Limits { rows: 1_048_576, columns: 16_384 };

    /// How many rows of a table have room. The last row of a sheet is for a word on what has none.
    pub fn room(&self) -> usize {
        self.rows - sheet::HEAD - 1
    }

    /// What a sheet has no room for, as a sentence.
    pub fn left_out(&self, planned: &Planned<'_>) -> Option<String> {
        let Shows::Table(table) = planned.shows else { return None };
        let rows = table.rows.len().saturating_sub(self.room());
        let columns = sheet::columns(planned.document, table).len().saturating_sub(self.columns);
        let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let what = match (rows, columns) {
            (0, 0) => return None,
            (rows, 0) => counted(rows, "row", "rows"),
            (0, columns) => counted(columns, "column", "columns"),
            (rows, columns) => format!("{} and {}", counted(rows, "row", "rows"), counted(columns, "column", "columns")),
        };
        let verb = if rows + columns == 1 { "is" } else { "are" };
        Some(format!(
            "{what} of the sheet “{}” {verb} left out: a sheet holds no more. The page and the other formats have all.",
            planned.name
        ))
    }
}

/// A text as long as there is room for, counted as UTF-16 does, with a word where it was cut.
pub(super) fn cut(text: &str, longest: usize, word: &str) -> String {
    let length = |text: &str| text.encode_utf16().count();
    if text.len() <= longest || length(text) <= longest {
        return text.to_owned();
    }
    let room = longest - length(word);
    let mut taken = 0;
    let fits = |letter: &char| {
        taken += letter.len_utf16();
        taken <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push_str(word);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_letters() {
        let long = "\u{1f600}".repeat(20_000);
        let cut_text = cut(&long, LONGEST_TEXT, "… more");
        assert!(cut_text.ends_with("\u{1f600}… more"));
        assert_eq!(cut_text.encode_utf16().count(), LONGEST_TEXT - 1, "a letter of two units has no half");
        assert_eq!(cut("short", 5, "…"), "short");
        assert_eq!(cut("longer", 5, "…"), "long…");
        assert_eq!(cut(&"ä".repeat(LONGEST_TEXT), LONGEST_TEXT, "…"), "ä".repeat(LONGEST_TEXT));
    }
}
