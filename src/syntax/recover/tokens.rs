//! The words and marks of a damaged stretch of text, with the layout of its lines.
//!
//! Nothing is refused here: what is no token of the language becomes one of the kinds that tell what it was most likely meant to be.

use super::super::lex::{self, Closing};

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

/// Where on its line a token stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    First,
    Later,
}

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A name or a path.
    Name,
    /// A name with hyphens inside, which names cannot have.
    Hyphened,
    /// Anything that begins with a digit.
    Number,
    /// A text literal.
    Text,
    /// A text literal without its closing quotes.
    OpenText,
    /// A text in single or typographic quotation marks.
    Slanted,
    Open(u8),
    Close(u8),
    Colon,
    Comma,
    /// A single `=`.
    Equal,
    /// An operator or another mark of the language.
    Mark,
    /// A comment in a form of other languages.
    Remark,
    /// What no form of the language holds.
    Junk,
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

fn token(text: &str, at: usize, letter: char, place: Place, slants: &mut lex::Slants) -> (Kind, usize) {
    let rest = &text[at..];
    let one = at + letter.len_utf8();
    match letter {
        '"' => {
            let end = lex::likely_text_end(text, at);
            match end.closing {
                Closing::Present => (Kind::Text, end.at),
                Closing::Missing => (Kind::OpenText, end.at),
            }
        }
        '\'' | '‘' | '’' | '“' | '”' | '„' | '‚' | '«' | '»' => match slants.end(text, at) {
            Some(end) => (Kind::Slanted, end),
            None => (Kind::Junk, one),
        },
        '{' | '[' | '(' => (Kind::Open(letter as u8), one),
        '}' | ']' | ')' => (Kind::Close(letter as u8), one),
        ':' => (Kind::Colon, one),
        ',' => (Kind::Comma, one),
        '=' | '!' | '<' | '>' if rest[1..].starts_with('=') => (Kind::Mark, at + 2),
        '=' => (Kind::Equal, one),
        '/' if rest.starts_with("/*") => (Kind::Remark, lex::remark_end(text, at)),
        '#' if place == Place::First => (Kind::Remark, lex::line_end(text, at)),
        '<' | '>' | '+' | '-' | '*' | '/' | '|' | '?' | '%' | '.' => (Kind::Mark, one),
        '0'..='9' => (Kind::Number, number_end(text, at)),
        _ if letter == '_' || unicode_ident::is_xid_start(letter) => name(text, at),
        _ => (Kind::Junk, one),
    }
}

/// A name with all that touches it: a path, or words joined by hyphens.
fn name(text: &str, start: usize) -> (Kind, usize) {
    let mut kind = Kind::Name;
    let mut end = lex::word_end(text, start);
    loop {
        let rest = &text[end..];
        let joint = rest.starts_with(['.', '-']);
        let next = lex::word_end(text, end + 1);
        if !joint || next == end + 1 {
            return (kind, end);
        }
        if rest.starts_with('-') {
            kind = Kind::Hyphened;
        }
        end = next;
    }
}

/// All that touches a number: digits, letters, and marks between digits.
fn number_end(text: &str, start: usize) -> usize {
    let mut end = lex::word_end(text, start);
    loop {
        let rest = &text.as_bytes()[end..];
        let joins = matches!(rest.first(), Some(b'.' | b'-' | b'/' | b':')) && rest.get(1).is_some_and(u8::is_ascii_digit);
        let path = rest.first() == Some(&b'.') && lex::word_end(text, end + 1) > end + 1;
        if !joins && !path {
            return end + usize::from(rest.first() == Some(&b'%'));
        }
        end = lex::word_end(text, end + 1);
    }
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
