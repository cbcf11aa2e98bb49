//! From a text to rows and cells, as RFC 4180 has them.
//!
//! A cell in quotation marks may hold the separator, the end of a line, and a quotation mark as two. The crate that writes CSV reads it as
//! well, and gives what cells say but not where they stand; it is the judge of this one in a test. Where it would make the best of a slip, so
//! that a mark that is never closed swallows all rows behind it, this one tells of the slip and goes on in the next line.

use std::ops::Range;

/// The place of a cell; in quotation marks, with them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Cell {
    pub start: u32,
    pub end: u32,
}

impl Cell {
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What [`Splitter::next`] finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// A row from its first cell to the end of its last.
    Row(Range<usize>),
    /// One that cannot be read, as far as its first line goes.
    Torn(Range<usize>, Slip),
}

/// Why a row cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slip {
    /// The quotation mark at this place is never closed.
    NeverClosed(usize),
    /// Behind the closing quotation mark at this place the cell goes on.
    GoesOn(usize),
}

/// The rows of a text, one after another.
#[derive(Debug)]
pub(super) struct Splitter<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
}

impl<'t> Splitter<'t> {
    /// The rows of `text`, whose cells `separator` parts, from the line `first` on, counted from 1.
    pub fn new(text: &'t str, separator: u8, first: usize) -> Splitter<'t> {
        let mut splitter = Splitter { text, at: 0, separator };
        for _ in 1..first {
            splitter.at = splitter.next_line(splitter.at);
        }
        splitter
    }

    /// The next row, with its cells put into `cells`. Empty lines are none.
    pub fn next(&mut self, cells: &mut Vec<Cell>) -> Option<Line> {
        cells.clear();
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        let start = self.at;
        bytes.get(start)?;
        loop {
            let end = match bytes.get(self.at) {
                Some(b'"') => match self.closed(self.at) {
                    Ok(end) => end,
                    Err(slip) => {
                        let end = self.line_end(start);
                        self.at = self.next_line(start);
                        return Some(Line::Torn(start..end, slip));
                    }
                },
                _ => self.open(self.at),
            };
            cells.push(Cell { start: self.at as u32, end: end as u32 });
            self.at = end;
            if bytes.get(end) != Some(&self.separator) {
                return Some(Line::Row(start..end));
            }
            self.at += 1;
        }
    }

    /// Where a cell without quotation marks ends that begins at `start`.
    fn open(&self, start: usize) -> usize {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let ends = |byte: &u8| *byte == self.separator || matches!(byte, b'\r' | b'\n');
        rest.iter().position(ends).map_or(self.text.len(), |length| start + length)
    }

    /// Where a cell ends that the quotation mark at `start` opens.
    fn closed(&self, start: usize) -> Result<usize, Slip> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            at += rest.iter().position(|byte| *byte == b'"').ok_or(Slip::NeverClosed(start))?;
            match bytes.get(at + 1) {
                Some(b'"') => at += 2,
                None | Some(b'\r' | b'\n') => return Ok(at + 1),
                Some(byte) if *byte == self.separator => return Ok(at + 1),
                Some(_) => return Err(Slip::GoesOn(at)),
            }
        }
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).map_or(self.text.len(), |length| from + length)
    }

    fn next_line(&self, from: usize) -> usize {
        let end = self.line_end(from);
        match self.text.as_bytes().get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            Some([_, ..]) => end + 1,
            Some([]) | None => end,
        }
    }
}

/// What a cell says: without its quotation marks, without blanks around it.
pub(super) fn said(raw: &str) -> std::borrow::Cow<'_, str> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if inner.contains("\"\"") => inner.replace("\"\"", "\"").trim().to_owned().into(),
        Some(inner) => inner.trim().into(),
        None => raw.trim().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text, or where the slips are.
    fn rows(text: &str, separator: u8) -> Vec<Result<Vec<String>, Slip>> {
        let (mut splitter, mut cells, mut found) = (Splitter::new(text, separator, 1), Vec::new(), Vec::new());
        while let Some(line) = splitter.next(&mut cells) {
            found.push(match line {
                Line::Row(_) => Ok(cells.iter().map(|cell| said(&text[cell.range()]).into_owned()).collect()),
                Line::Torn(_, slip) => Err(slip),
            });
        }
        found
    }

    /// The same as the crate that writes CSV reads it.
    fn judged(text: &str, separator: u8) -> Vec<Vec<String>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(|cell| cell.trim().to_owned()).collect()).collect()
    }

    #[test]
    fn sound_texts_are_split_as_the_judge_does() {
        let parts = ["a", "\"b\"", "\"c;,\"", "\"d\"\"e\"", "\"f\ng\"", "", "\"\"", "h i", "j\"k", "\"\"\"\"", "é"];
        let ends = ["\n", "\r\n", "\r", "\n\n", ""];
        let mut seed = 7_usize;
        let mut next = |bound: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        for _ in 0..3000 {
            let separator = [b',', b';', b'\t'][next(3)];
            let mut text = String::new();
            for row in 0..next(5) {
                for cell in 0..=next(4) {
                    // What is not in quotation marks may hold the other separators.
                    text.push_str(if cell > 0 { std::str::from_utf8(std::slice::from_ref(&separator)).unwrap() } else { "" });
                    text.push_str(parts[next(parts.len())]);
                }
                text.push_str(ends[if row == 0 { next(5) } else { next(4) }]);
                if text.ends_with(|last: char| last != '\n' && last != '\r') {
                    break;
                }
            }
            let ours: Vec<Vec<String>> = rows(&text, separator).into_iter().map(Result::unwrap).collect();
            assert_eq!(ours, judged(&text, separator), "{text:?}");
        }
    }

    #[test]
    fn a_slip_costs_the_line_it_is_in() {
        let found = rows("a,b\n1,\"x\n2,y\n3,\"z\"w\n4,v", b',');
        assert_eq!(found.len(), 5);
        assert_eq!(found[1], Err(Slip::GoesOn(15)));
        assert_eq!(found[2], Ok(vec!["2".to_owned(), "y".to_owned()]));
        assert_eq!(found[3], Err(Slip::GoesOn(17)));
        let found = rows("a,b\n1,\"x\n2,y\n", b',');
        assert_eq!(found[1..], [Err(Slip::NeverClosed(6)), Ok(vec!["2".to_owned(), "y".to_owned()])]);
    }

    #[test]
    fn a_text_of_slips_alone_takes_no_square() {
        // Each line opens a mark; were the rest of the text looked through for each, this would take minutes.
        for line in ["\"a\n", "x,\"\"\"\n", "\"\"x\n", "x,\"\"\"\"y\n"] {
            let text = line.repeat(200_000);
            assert!(rows(&text, b',').len() >= 100_000);
        }
    }
}
