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
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(newlines(text.as_bytes()).map(|at| at as u32 + 1));
        LineIndex { starts }
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
        let before = &text.as_bytes()[self.starts[line] as usize..offset];
        // Continuation bytes do not begin a character.
        let column = before.iter().filter(|byte| (**byte as i8) >= -0x40).count();
        Position { line: line + 1, column: column + 1 }
    }
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
}
