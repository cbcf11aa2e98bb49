//! The words and marks of a text, with its comments and blank lines: one list for whoever looks at a text as it is written. The formatter,
//! highlighting and completion read it whole; recovery takes its tokens one by one from the same place.
//!
//! Nothing is refused: what is no token of the language becomes one of the kinds that tell what it was most likely meant to be. A tree keeps
//! no comments and no blank lines; they are read here when somebody asks for them, so that checking a model does not pay for them.

use super::lex::{self, Closing};

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Offset of its first byte in the text.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// What parts it from the token before.
    pub gap: Gap,
}

impl Token {
    /// The bytes it stands at.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it is a comment, documentation included.
    pub fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::Comment | Kind::Doc)
    }
}

/// What parts a token from the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gap {
    /// Nothing at all.
    None,
    /// Blanks within a line.
    Blanks,
    /// The end of a line.
    Line,
    /// At least one blank line.
    BlankLine,
}

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name or a path.
    Name,
    /// A name with hyphens inside, which names cannot have; only recovery sees it as one.
    Hyphened,
    /// Anything that begins with a digit.
    Number,
    /// A text literal.
    Text,
    /// A text literal without its closing quotes.
    OpenText,
    /// A text in single or typographic quotation marks.
    Slanted,
    /// A bracket that opens.
    Open(u8),
    /// A bracket that closes.
    Close(u8),
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A single `=`.
    Equal,
    /// An operator or another mark of the language.
    Mark,
    /// A comment in a form of other languages.
    Remark,
    /// What no form of the language holds.
    Junk,
    /// `// …`
    Comment,
    /// `/// …`, first on its line.
    Doc,
}

/// Where on its line a token stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    First,
    Later,
}

/// The bracket that `close` closes.
pub fn opening(close: u8) -> u8 {
    lex::opening(close)
}

/// All tokens of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 6);
    let mut slants = lex::Slants::default();
    let mut at = 0;
    let mut lines = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if letter == '\n' {
            lines += 1;
            at += 1;
            continue;
        }
        if lex::is_blank(letter) {
            at += letter.len_utf8();
            continue;
        }
        let before = found.last().map_or(0, |last| last.end as usize);
        let gap = match lines {
            0 if before == at && at > 0 => Gap::None,
            0 if at > 0 && !found.is_empty() => Gap::Blanks,
            0 | 1 => Gap::Line,
            _ => Gap::BlankLine,
        };
        let (kind, end) = whole(text, at, letter, gap, &mut slants);
        let end = end.max(at + letter.len_utf8());
        found.push(Token { kind, start: at as u32, end: end as u32, gap });
        lines = 0;
        at = end;
    }
    found
}

/// The token that begins at `at`, as those see it who read a text that is in order.
fn whole(text: &str, at: usize, letter: char, gap: Gap, slants: &mut lex::Slants) -> (Kind, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let place = if gap >= Gap::Line { Place::First } else { Place::Later };
    if rest.starts_with("//") {
        let end = lex::line_end(text, at);
        let end = at + text.get(at..end).unwrap_or_default().trim_end().len();
        let is_doc = place == Place::First && rest.starts_with("///") && !rest.starts_with("////");
        return (if is_doc { Kind::Doc } else { Kind::Comment }, end);
    }
    if rest.starts_with("..") || (rest.starts_with(":=") && !rest.starts_with(":==")) {
        return (Kind::Mark, at + 2);
    }
    if rest.starts_with("r\"")
        && !rest.starts_with("r\"\"\"")
        && let Some(end) = lex::text_end(text, at + 1)
    {
        return (Kind::Text, end);
    }
    match token(text, at, letter, place, slants) {
        (Kind::Hyphened, end) => (Kind::Name, rest.find('-').map_or(end, |hyphen| at + hyphen)),
        (Kind::Number, end) => (Kind::Number, at + number(text.get(at..end).unwrap_or_default())),
        other => other,
    }
}

/// How much of `raw`, in which digits are joined by marks, is one number: a date, or what stands before the first mark that is none of a
/// number's own.
fn number(raw: &str) -> usize {
    let Some(first) = raw.find(['-', '/', ':']) else { return raw.len() };
    let parts: Vec<&str> = raw.splitn(3, '-').collect();
    if let [year, month, day] = parts.as_slice() {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let last = day.bytes().take_while(u8::is_ascii_digit).count();
        let rest = day.as_bytes().get(last);
        let is_date = digits(year) && year.len() == 4 && digits(month) && (1..=2).contains(&month.len()) && (1..=2).contains(&last);
        if is_date && rest.is_none_or(|next| matches!(next, b'-' | b'/' | b':')) {
            return year.len() + month.len() + last + 2;
        }
    }
    first
}

/// The token that begins at `at`, and where it ends.
pub(super) fn token(text: &str, at: usize, letter: char, place: Place, slants: &mut lex::Slants) -> (Kind, usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, Kind, Gap)> {
        tokens(text).iter().map(|token| (&text[token.range()], token.kind, token.gap)).collect()
    }

    #[test]
    fn comments_and_blank_lines_are_kept() {
        let text = "// a \n\n/// b\r\nc d { // e\n  f: 1 }\n\n\n// g";
        let expected = [
            ("// a", Kind::Comment, Gap::Line),
            ("/// b", Kind::Doc, Gap::BlankLine),
            ("c", Kind::Name, Gap::Line),
            ("d", Kind::Name, Gap::Blanks),
            ("{", Kind::Open(b'{'), Gap::Blanks),
            ("// e", Kind::Comment, Gap::Blanks),
            ("f", Kind::Name, Gap::Line),
            (":", Kind::Colon, Gap::None),
            ("1", Kind::Number, Gap::Blanks),
            ("}", Kind::Close(b'}'), Gap::Blanks),
            ("// g", Kind::Comment, Gap::BlankLine),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn marks_that_belong_together_are_one_token() {
        let words = |text| read(text).into_iter().map(|(word, ..)| word).collect::<Vec<&str>>();
        assert_eq!(words("a.b:=c..d"), ["a.b", ":=", "c", "..", "d"]);
        assert_eq!(words("2026-01-01..2026-02-28"), ["2026-01-01", "..", "2026-02-28"]);
        assert_eq!(
            words("x-3 2026-01-02-y 4/2 99.5% r\"a\\d\""),
            ["x", "-", "3", "2026-01-02", "-", "y", "4", "/", "2", "99.5%", "r\"a\\d\""]
        );
        assert_eq!(words("s.on* a.8.2 \"\"\"a\n\"\"\""), ["s.on", "*", "a.8.2", "\"\"\"a\n\"\"\""]);
    }
}
