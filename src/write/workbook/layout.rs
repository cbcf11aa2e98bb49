//! How wide columns and how high rows are. No program is asked: spreadsheets differ in whether they look at wrapped texts when a file is
//! opened, and one that does not would print lines over each other.

/// The narrowest and the widest column, in letters.
const WIDTHS: (usize, usize) = (7, 52);

/// What the columns of a sheet may take together before the wide ones give way: as much as can be read on a page across.
const PAGE: usize = 200;

/// What a column keeps that gives way.
const KEPT: usize = 18;

/// The height of a line in points, and what is added to all lines of a row.
const LINE: (f64, f64) = (13.0, 2.0);

/// The highest row that there is, in points.
const HIGHEST: f64 = 409.0;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The longest word of its heading, which is wrapped between words.
    pub heading: usize,
    /// The longest line of its cells.
    pub content: usize,
}

/// How wide columns are to be: as their content asks for, within bounds; what is longer is wrapped.
pub(super) fn widths(columns: &[Column]) -> Vec<usize> {
    // Beside a heading is the sign of its filter.
    let asked = |column: &Column| (column.content + 1).max(column.heading + 3).clamp(WIDTHS.0, WIDTHS.1);
    let asked: Vec<usize> = columns.iter().map(asked).collect();
    let all: usize = asked.iter().sum();
    let giving: usize = asked.iter().map(|width| width.saturating_sub(KEPT)).sum();
    let over = all.saturating_sub(PAGE).min(giving);
    let given = |width: usize| (width.saturating_sub(KEPT) * over).div_ceil(giving.max(1));
    asked.into_iter().map(|width| width - given(width)).collect()
}

/// How many lines a text takes in a column of this width. Widths are counted in figures of the size that programs start with; letters are
/// narrower, and cells are written a size smaller.
pub(super) fn lines(text: &str, width: usize) -> usize {
    let letters = (width.saturating_mul(6) / 5).max(1);
    text.split('\n').map(|line| wrapped(line, letters)).sum()
}

/// How many lines a line becomes.
fn wrapped(line: &str, width: usize) -> usize {
    // Every letter takes a byte at least.
    if line.len() <= width {
        return 1;
    }
    let (mut lines, mut taken) = (1, 0);
    for word in line.split(' ') {
        let length: usize = word.chars().map(wide).sum();
        let blank = usize::from(taken > 0);
        if taken + blank + length <= width {
            taken += blank + length;
            continue;
        }
        lines += usize::from(taken > 0);
        // A word that is longer than a line is broken where the line ends.
        lines += length.saturating_sub(1) / width;
        taken = if length == 0 { 0 } else { (length - 1) % width + 1 };
    }
    lines
}

/// How many letters a letter is wide: those of East Asia, and pictures, are two.
fn wide(letter: char) -> usize {
    match letter {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// The height of a row of so many lines, in points; none where it has one line, as all rows do that nothing is said of.
pub(super) fn height(lines: usize) -> Option<f64> {
    (lines > 1).then(|| (lines as f64 * LINE.0 + LINE.1).min(HIGHEST))
}

/// The longest line of a text, in letters.
pub(super) fn longest_line(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(wide).sum()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_wrapped_between_words_and_in_long_ones() {
        assert_eq!(wrapped("", 10), 1);
        assert_eq!(wrapped("one two three", 13), 1);
        assert_eq!(wrapped("one two three", 9), 2);
        assert_eq!(wrapped("one two three", 5), 3);
        assert_eq!(wrapped(&"x".repeat(25), 10), 3);
        assert_eq!(wrapped(&format!("a {}", "x".repeat(25)), 10), 4);
        assert_eq!(wrapped("日本語日本語", 6), 2);
        assert_eq!(lines("a\nb\n\nc", 10), 4);
        assert_eq!(lines("twelve units", 10), 1);
        assert_eq!(lines("text", 0), 4);
    }

    #[test]
    fn wide_columns_give_way_and_narrow_ones_do_not() {
        let column = |content| Column { heading: 4, content };
        assert_eq!(widths(&[column(0), column(10), column(500)]), [7, 11, 52]);
        let many = widths(&[column(8), column(500), column(500), column(500), column(500), column(500)]);
        assert_eq!(many[0], 9);
        assert!(many.iter().sum::<usize>() <= PAGE && many[1..].iter().all(|width| *width >= KEPT), "{many:?}");
        // A matrix of very many columns stays legible rather than on one page.
        assert!(widths(&[column(500); 40]).iter().all(|width| *width == KEPT));
    }

    #[test]
    fn rows_are_no_higher_than_there_are() {
        assert_eq!((height(1), height(2), height(4_000)), (None, Some(28.0), Some(HIGHEST)));
    }
}
