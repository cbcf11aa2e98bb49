//! The words and marks of a damaged stretch of text, with the layout of its lines.
//!
//! Nothing is refused here: what is no token of the language becomes one of the kinds that tell what it was most likely meant to be.

use super::super::lex;
use super::super::tokens::token;
pub(super) use super::super::tokens::{Kind, Place};

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Offset of its first byte in the file.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// Its line, as a place in [`Tokens::lines`].
    pub line: u32,
    /// Whether it is the first on its line.
    pub place: Place,
}

/// A line that holds tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// How far its first token is indented; a tab goes on to the next multiple of four.
    pub column: u32,
    /// Its first token.
    pub first: u32,
    /// The next line that is indented less, or the number of lines.
    pub dedent: u32,
}

/// Tokens and lines of a stretch of text.
#[derive(Debug)]
pub(super) struct Tokens {
    pub all: Vec<Token>,
    pub lines: Vec<Line>,
}

/// Reads the bytes `start..end` of `text`.
pub(super) fn tokens(text: &str, start: usize, end: usize) -> Tokens {
    let mut found = Tokens { all: Vec::new(), lines: Vec::new() };
    let mut slants = lex::Slants::default();
    // Where the stretch begins in the middle of a line, its first line counts as not indented.
    let indented = text[..start].trim_end_matches([' ', '\t']).len();
    let mut line_start = if text[..indented].ends_with('\n') || indented == 0 { indented } else { start };
    let mut place = Place::First;
    let mut at = start;
    while at < end {
        let Some(letter) = text[at..].chars().next() else { break };
        if letter == '\n' {
            at += 1;
            line_start = at;
            place = Place::First;
            continue;
        }
        if lex::is_blank(letter) {
            at += letter.len_utf8();
            continue;
        }
        if text[at..].starts_with("//") {
            at = lex::line_end(text, at);
            continue;
        }
        let (kind, stop) = token(text, at, letter, place, &mut slants);
        if place == Place::First {
            found.lines.push(Line { column: column(&text[line_start..at]), first: found.all.len() as u32, dedent: 0 });
        }
        let line = found.lines.len().saturating_sub(1) as u32;
        found.all.push(Token { kind, start: at as u32, end: stop as u32, line, place });
        place = Place::Later;
        // A text over lines ends on another line than it began; what follows it there is not first on its line.
        at = stop.max(at + letter.len_utf8());
    }
    link(&mut found.lines);
    found
}

fn column(before: &str) -> u32 {
    before.chars().fold(0, |column, letter| if letter == '\t' { (column / 4 + 1) * 4 } else { column + 1 })
}

/// Links every line to the next one that is indented less.
fn link(lines: &mut [Line]) {
    let count = lines.len() as u32;
    for at in (0..lines.len()).rev() {
        let mut next = at as u32 + 1;
        while let Some(line) = lines.get(next as usize) {
            if line.column < lines[at].column {
                break;
            }
            next = line.dedent;
        }
        lines[at].dedent = next.min(count);
    }
}
