//! From byte offsets to lines and columns, and back.

/// A line and a column, all counted from 1. People count characters; tools also count bytes (SARIF, compilers) or units of UTF-16 (the
/// protocol of editors, JavaScript).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The column, from 1, in bytes.
    pub bytes: usize,
    /// The column, from 1, in units of UTF-16, of which a character beyond the first 65,536 takes two.
    pub utf16: usize,
}

impl Position {
    /// Where every text begins.
    pub const FIRST: Position = Position { line: 1, column: 1, bytes: 1, utf16: 1 };
}

/// The offsets at which the lines of a text begin.
///
/// A line ends with `\n`; a `\r` before it belongs to the line's end and is never part of its text.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// What begins before each multiple of [`STEP`], so that a column in a line of megabytes costs no walk over the line.
    begun: Vec<Begun>,
}

/// Bytes between two counts of characters.
const STEP: usize = 512;

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(newlines(text.as_bytes()).map(|at| at as u32 + 1));
        let mut total = Begun::default();
        let mut begun = vec![total];
        for chunk in text.as_bytes().chunks(STEP) {
            total = total.and(chunk);
            begun.push(total);
        }
        LineIndex { starts, begun }
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
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_at(offset);
        let start = self.starts[line] as usize;
        let before = match text.as_bytes().get(start..offset) {
            Some(before) if before.len() <= STEP => Begun::default().and(before),
            Some(_) | None => self.before(text, offset).less(self.before(text, start)),
        };
        let (column, utf16) = (before.characters as usize + 1, (before.characters + before.wide) as usize + 1);
        Position { line: line + 1, column, bytes: offset - start + 1, utf16 }
    }

    fn before(&self, text: &str, offset: usize) -> Begun {
        let step = offset / STEP;
        let counted = self.begun.get(step).copied().unwrap_or_default();
        counted.and(text.as_bytes().get(step * STEP..offset).unwrap_or_default())
    }
}

/// How many characters begin in a stretch of text.
#[derive(Clone, Copy, Default, Debug)]
struct Begun {
    characters: u32,
    /// Those that take two units of UTF-16.
    wide: u32,
}

impl Begun {
    /// With those that begin in `bytes`: continuation bytes do not begin one, and four bytes are what takes two units.
    fn and(self, bytes: &[u8]) -> Begun {
        let characters = bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32;
        let wide = bytes.iter().filter(|byte| **byte >= 0xf0).count() as u32;
        Begun { characters: self.characters + characters, wide: self.wide + wide }
    }

    /// Without those that begin in `before`, which this holds.
    fn less(self, before: Begun) -> Begun {
        Begun { characters: self.characters - before.characters, wide: self.wide - before.wide }
    }
}

fn newlines(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and column of `offset`, in characters, bytes and UTF-16.
    fn at(text: &str, offset: usize) -> (usize, usize, usize, usize) {
        let Position { line, column, bytes, utf16 } = LineIndex::new(text).position(text, offset);
        (line, column, bytes, utf16)
    }

    #[test]
    fn positions_count_from_one() {
        let text = "aé\r\nb";
        assert_eq!(at(text, 0), (1, 1, 1, 1));
        assert_eq!(at(text, 1), (1, 2, 2, 2));
        assert_eq!(at(text, 3), (1, 3, 4, 3));
        assert_eq!(at(text, 5), (2, 1, 1, 1));
        assert_eq!(at(text, 99), (2, 2, 2, 2));
    }

    #[test]
    fn characters_beyond_the_first_plane_take_two_units_of_utf16() {
        let text = "\u{1d11e}é€x";
        assert_eq!(at(text, 4), (1, 2, 5, 3));
        assert_eq!(at(text, 9), (1, 4, 10, 5));
        // Inside a character is where it begins.
        for inside in 0..4 {
            assert_eq!(at(text, inside), (1, 1, 1, 1));
        }
    }

    #[test]
    fn columns_are_right_across_the_counted_steps() {
        let text = format!("ab\n{}", "é".repeat(STEP));
        for count in [0, 1, STEP / 2 - 2, STEP / 2 - 1, STEP / 2, STEP - 1, STEP] {
            assert_eq!(at(&text, 3 + 2 * count), (2, count + 1, 2 * count + 1, count + 1));
        }
        // Four bytes each, so that steps end within one.
        let text = format!("ab\n{}", "\u{1d11e}".repeat(STEP));
        for count in [0, 1, STEP / 4 - 1, STEP / 4, STEP / 4 + 1, STEP - 1, STEP] {
            assert_eq!(at(&text, 3 + 4 * count), (2, count + 1, 4 * count + 1, 2 * count + 1));
        }
        let whole = "x".repeat(STEP);
        assert_eq!(at(&whole, STEP), (1, STEP + 1, STEP + 1, STEP + 1));
    }
}
