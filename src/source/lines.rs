//! From byte offsets to lines and columns, and back.

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// The offsets at which the lines of a text begin.
///
/// A line ends with `\n`; a `\r` before it belongs to the line's end and is never part of its text.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each multiple of [`STEP`], so that a column in a line of megabytes costs no walk over the line.
    characters: Vec<u32>,
}

/// Bytes between two counts of characters.
const STEP: usize = 512;

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(newlines(text.as_bytes()).map(|at| at as u32 + 1));
        let mut total = 0;
        let mut characters = vec![0];
        for chunk in text.as_bytes().chunks(STEP) {
            total += begun(chunk) as u32;
            characters.push(total);
        }
        LineIndex { starts, characters }
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 0) that holds the byte at `offset`.
    pub fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// The offset at which line `line` (from 0) begins, or the end of the text past the last line.
    pub fn start(&self, line: usize, text: &str) -> usize {
        self.starts.get(line).map_or(text.len(), |&start| start as usize)
    }

    /// Line and column of `offset`; an offset inside a character counts as that character's.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.line_at(offset);
        let start = self.starts[line] as usize;
        let column = match text.as_bytes().get(start..offset) {
            Some(before) if before.len() <= STEP => begun(before),
            Some(_) | None => self.characters_before(text, offset) - self.characters_before(text, start),
        };
        Position { line: line + 1, column: column + 1 }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let step = offset / STEP;
        let counted = self.characters.get(step).map_or(0, |&count| count as usize);
        let rest = text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        counted + begun(rest)
    }
}

/// How many characters begin in `bytes`: continuation bytes do not begin one.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

fn newlines(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let text = "aé\r\nb";
        let lines = LineIndex::new(text);
        assert_eq!(lines.position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(lines.position(text, 3), Position { line: 1, column: 3 });
        assert_eq!(lines.position(text, 5), Position { line: 2, column: 1 });
        assert_eq!(lines.position(text, 99), Position { line: 2, column: 2 });
    }

    #[test]
    fn columns_are_right_across_the_counted_steps() {
        let text = format!("ab\n{}", "é".repeat(STEP));
        let lines = LineIndex::new(&text);
        for count in [0, 1, STEP / 2 - 2, STEP / 2 - 1, STEP / 2, STEP - 1, STEP] {
            assert_eq!(lines.position(&text, 3 + 2 * count), Position { line: 2, column: count + 1 });
        }
        let whole = "x".repeat(STEP);
        assert_eq!(LineIndex::new(&whole).position(&whole, STEP), Position { line: 1, column: STEP + 1 });
    }
}
