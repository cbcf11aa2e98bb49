//! Texts with expressions in braces: `"{p} operates {p.operates}"`; `{{` and `}}` are braces. `{g: is | are}` agrees in number with `g`.

use crate::diag::{Diagnostic, Source, codes};
use crate::rules::program::{Agreement, Node, Piece, Template};
use crate::rules::values::{ScalarTy, Val};
use crate::source::Span;
use crate::syntax::literal::cooked;
use crate::syntax::tree::{Expr, ExprKind, Name};

use super::planner::{Planned, Planner};

// Stand-ins while quotes, escapes and indentation are taken off around them; noncharacters, which no text holds.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';
const VALUE: char = '\u{FDD2}';

impl Planner<'_> {
    /// The text literal at `span`, quotes included.
    pub fn template(&mut self, span: Span) -> Node {
        let sources = self.sources;
        let raw = sources.text(span);
        if !raw.contains(['{', '}']) {
            return Node::Constant(Val::made(cooked(raw)));
        }
        let (marked, braces) = self.marked(raw, span);
        let cooked = cooked(&marked);
        let mut nodes = braces.into_iter().map(|inner| self.braces(inner));
        let mut pieces = Vec::new();
        let mut text = String::new();
        for letter in cooked.chars() {
            match letter {
                OPEN => text.push('{'),
                CLOSE => text.push('}'),
                VALUE => {
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text).into()));
                    }
                    pieces.extend(nodes.next());
                }
                letter => text.push(letter),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text.into()));
        }
        Node::Template(Template { pieces })
    }

    /// The raw text with stand-ins for braces, and the places of the expressions.
    fn marked(&mut self, raw: &str, span: Span) -> (String, Vec<Span>) {
        let start = span.start as usize;
        let at = |from: usize, to: usize| Span::new(span.file, start + from, start + to);
        let mut marked = String::with_capacity(raw.len());
        let mut found = Vec::new();
        let mut letters = raw.char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '\\' => {
                    // An escape such as `\u{e9}` has braces of its own.
                    marked.push(letter);
                    if let Some((_, escaped)) = letters.next() {
                        marked.push(escaped);
                        while escaped == 'u' && !marked.ends_with('}') {
                            let Some((_, letter)) =
                                letters.next_if(|(_, letter)| *letter == '{' || *letter == '}' || letter.is_ascii_hexdigit())
                            else {
                                break;
                            };
                            marked.push(letter);
                        }
                    }
                }
                '{' if letters.next_if(|(_, next)| *next == '{').is_some() => marked.push(OPEN),
                '}' if letters.next_if(|(_, next)| *next == '}').is_some() => marked.push(CLOSE),
                '{' => {
                    let inside = offset + 1;
                    let end = raw.get(inside..).and_then(|rest| rest.find(['{', '}'])).map(|length| inside + length);
                    match end.filter(|&end| raw.as_bytes().get(end) == Some(&b'}')) {
                        Some(end) => {
                            found.push(at(inside, end));
                            marked.push(VALUE);
                            while letters.next_if(|(offset, _)| *offset <= end).is_some() {}
                        }
                        None => self.told(
                            Diagnostic::error(&codes::E0507, at(offset, inside), "this brace is not closed in the text", "")
                                .help("close it with `}`, or write `{{` for a brace"),
                        ),
                    }
                }
                '}' => self.told(
                    Diagnostic::error(&codes::E0507, at(offset, offset + 1), "this brace closes nothing", "")
                        .help("write `}}` for a brace"),
                ),
                letter => marked.push(letter),
            }
        }
        (marked, found)
    }

    /// What stands between two braces.
    fn braces(&mut self, span: Span) -> Piece {
        let sources = self.sources;
        let text = sources.text(span);
        if text.trim().is_empty() {
            self.told(
                Diagnostic::error(&codes::E0507, span, "nothing stands between these braces", "")
                    .help("name what to print, or write `{{}}` for braces"),
            );
            return Piece::Value(Node::Missing);
        }
        let before = self.diagnostics.len();
        let piece = match forms(text) {
            Some(colon) => self.agreement(span, colon),
            None => Piece::Value(self.read(span).0),
        };
        // The page on braces explains what can stand in them; the message says what is wrong with this one.
        for diagnostic in self.diagnostics.iter_mut().skip(before) {
            diagnostic.source = Source::Language(&codes::E0507);
        }
        piece
    }

    /// The expression at `span`.
    fn read(&mut self, span: Span) -> Planned {
        let expr = match simple(self.sources.text(span), span) {
            Some(expr) => expr,
            None => {
                let (expr, mut diagnostics) = crate::syntax::parse_expression(self.sources, span);
                self.diagnostics.append(&mut diagnostics);
                expr
            }
        };
        self.expression(&expr, None)
    }

    /// `g: is | are`, with a colon after so many bytes.
    fn agreement(&mut self, span: Span, colon: usize) -> Piece {
        let colon = span.start as usize + colon;
        let (left, right) = (Span { end: colon as u32, ..span }, Span { start: colon as u32 + 1, ..span });
        let (quoted, forms) = (self.quote(left), self.sources.text(right));
        let words: Vec<&str> = forms.split('|').map(str::trim).collect();
        let [one, several] = words[..] else {
            let message = format!("behind {quoted} stand two words: one for a single thing, one for several");
            let told = Diagnostic::error(&codes::E0507, right, message, "");
            self.told(told.help("write for example `{g: is | are}`; for a brace that is meant as such write `{{`"));
            return Piece::Value(Node::Missing);
        };
        let (one, several) = (plain(one), plain(several));
        let (with, ty) = self.read(left);
        if !ty.unknown && !ty.is_many() && ty.scalars != ScalarTy::Int.bit() {
            let message = format!("{quoted} is {}; words agree with a list or a whole number", ty.words(self.model.schema()));
            let told = Diagnostic::error(&codes::E0507, left, message, "");
            self.told(told.help("name the list, or count it: `{count(x.parts): is | are}`"));
        }
        Piece::Agreement(Box::new(Agreement { with, one, several }))
    }
}

/// The offset of the colon that words for one and for several follow: outside of brackets and quotation marks.
fn forms(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0usize, false);
    text.char_indices().find_map(|(at, letter)| {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !quoted => return Some(at),
            _ => {}
        }
        None
    })
}

/// The letters of a part of a text, without its escapes.
fn plain(raw: &str) -> Box<str> {
    match raw.contains('\\') {
        true => cooked(&format!("\"{raw}\"")).into(),
        false => raw.into(),
    }
}

/// A plain path, read without the parser: nearly everything between braces is one, and every start of the compiler reads them all.
fn simple(text: &str, span: Span) -> Option<Expr> {
    let mut names = Vec::new();
    let mut start = span.start as usize;
    for segment in text.split('.') {
        let mut bytes = segment.bytes();
        let first = bytes.next()?;
        if !(first.is_ascii_alphabetic() || first == b'_') || !bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return None;
        }
        names.push(Name { span: Span::new(span.file, start, start + segment.len()) });
        start += segment.len() + 1;
    }
    // Words that are something else when they stand alone.
    let reserved = ["true", "false", "not", "if", "some", "every", "no", "one", "and", "or", "in", "is", "has"];
    if names.len() == 1 && reserved.contains(&text) {
        return None;
    }
    Some(Expr { span, kind: ExprKind::Path(names) })
}
