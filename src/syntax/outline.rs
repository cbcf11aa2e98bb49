//! The lexical outline: one quick pass over a file that finds where items begin, without knowing the grammar.
//!
//! It knows comments, texts and brackets. Where these are in order, the chunks it gives hold whole items, so each can be parsed on its
//! own, on any core. Where they are not, the chunk is marked as torn and recovery takes it. Nothing is guessed where the grammar could
//! still accept the text: whether quotes look as if they closed the wrong text is for recovery to ask.

use super::lex;

/// The deepest nesting of brackets that is read.
pub(super) const DEPTH: usize = 64;

/// What the pass found.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The chunks in order; each goes on to the start of the next one.
    pub chunks: Vec<Chunk>,
}

/// A stretch of text that begins with the first word of an item and mostly holds just that item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
    /// Bytes before it on its line.
    pub column: usize,
    /// What is wrong with its brackets and texts.
    pub state: State,
}

/// Whether the brackets and texts of a chunk are in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// They are; the grammar may still refuse it.
    Whole,
    /// A bracket or a text is never closed, or nesting is too deep.
    Torn,
    /// A closing bracket stands where none is open: the fault may lie in an earlier chunk.
    Stray,
}

/// Cuts `text` into chunks.
pub(super) fn outline(text: &str) -> Outline {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 0,
        fresh: true,
        state: State::Whole,
        complete: true,
        open: [0; DEPTH],
        depth: 0,
        beyond: 0,
        slants: lex::Slants::default(),
        found: Outline::default(),
    };
    scan.run();
    scan.found
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the present line begins.
    line: usize,
    /// Whether an item may begin here: at the start of a line, or behind a closing brace.
    fresh: bool,
    /// The state of the chunk that is open.
    state: State,
    /// Whether what stands before can be the end of an expression; it matters within `define`, which has no braces.
    complete: bool,
    open: [u8; DEPTH],
    depth: usize,
    /// How many brackets are open beyond the limit.
    beyond: usize,
    slants: lex::Slants,
    found: Outline,
}

/// What a byte can mean here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Newline,
    Quote,
    Slash,
    Apostrophe,
    Open,
    Close,
    Control,
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\n' => Class::Newline,
            b'\t' | b'\r' => Class::Plain,
            b'"' => Class::Quote,
            b'/' => Class::Slash,
            b'\'' => Class::Apostrophe,
            b'{' | b'[' | b'(' => Class::Open,
            b'}' | b']' | b')' => Class::Close,
            0..=31 | 127 => Class::Control,
            128..=255 => Class::Wide,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
};

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match CLASSES[byte as usize] {
                Class::Plain if self.depth > 0 => self.at += 1,
                Class::Plain => self.plain(byte),
                Class::Newline => {
                    self.at += 1;
                    self.line = self.at;
                    self.fresh = true;
                }
                Class::Quote => self.text(),
                Class::Slash if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    self.past(lex::line_end(self.text, self.at));
                }
                Class::Slash if self.bytes.get(self.at + 1) == Some(&b'*') => {
                    self.damage(State::Torn);
                    self.past(lex::remark_end(self.text, self.at));
                }
                Class::Slash => self.other(1),
                Class::Apostrophe => self.slanted(),
                Class::Open => self.opened(byte),
                Class::Close => self.closed(byte),
                Class::Control => self.at += 1,
                Class::Wide => self.wide(),
            }
        }
        if self.depth > 0 {
            self.damage(State::Torn);
        }
        self.finish(self.bytes.len());
    }

    /// A plain byte outside all brackets: white space, a mark or the start of a word.
    fn plain(&mut self, byte: u8) {
        if byte == b' ' || byte == b'\t' || byte == b'\r' {
            self.at += 1;
        } else if byte.is_ascii_alphabetic() || byte == b'_' {
            self.word();
        } else {
            self.other(1);
        }
    }

    fn word(&mut self) {
        let end = lex::word_end(self.text, self.at);
        let word = &self.text[self.at..end];
        if self.fresh && !continues(self.text, self.at, end) && !self.is_in_define(word) {
            self.finish(self.at);
            self.found.chunks.push(Chunk { start: self.at, end: self.at, column: self.at - self.line, state: State::Whole });
        }
        self.complete = !joins(word);
        self.fresh = false;
        self.at = end.max(self.at + 1);
    }

    /// Whether the word at the present place, first on its line, goes on with the expression of a `define`.
    fn is_in_define(&self, word: &str) -> bool {
        let Some(chunk) = self.found.chunks.last() else { return false };
        let define = self.text[chunk.start..].starts_with("define ") || self.text[chunk.start..].starts_with("define\t");
        define && (self.at - self.line > chunk.column || !self.complete || joins(word))
    }

    fn other(&mut self, width: usize) {
        self.complete = matches!(self.bytes.get(self.at), Some(b'0'..=b'9' | b'%'));
        self.fresh = false;
        self.at += width;
    }

    fn text(&mut self) {
        self.complete = true;
        self.fresh = false;
        let end = lex::text_end(self.text, self.at).unwrap_or_else(|| {
            self.damage(State::Torn);
            lex::likely_text_end(self.text, self.at).at
        });
        self.past(end);
    }

    /// Goes on at `end`, past text that means nothing to the outline.
    fn past(&mut self, end: usize) {
        if let Some(newline) = self.bytes[self.at..end].iter().rposition(|byte| *byte == b'\n') {
            self.line = self.at + newline + 1;
        }
        self.at = end;
    }

    /// A text in marks that are no quotation marks of the language: what is inside is still text.
    fn slanted(&mut self) {
        self.damage(State::Torn);
        self.fresh = false;
        self.at = self.slants.end(self.text, self.at).unwrap_or(self.at + lex::width(self.bytes, self.at));
    }

    fn opened(&mut self, byte: u8) {
        self.fresh = false;
        self.at += 1;
        if self.depth < DEPTH && self.beyond == 0 {
            self.open[self.depth] = byte;
            self.depth += 1;
        } else {
            self.beyond += 1;
            self.damage(State::Torn);
        }
    }

    fn closed(&mut self, byte: u8) {
        self.complete = true;
        self.at += 1;
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let matching = lex::opening(byte);
        if byte == b'}' {
            // Brackets that are still open inside the braces end with them.
            while self.depth > 0 && self.open[self.depth - 1] != matching && self.open[..self.depth].contains(&matching) {
                self.depth -= 1;
                self.damage(State::Torn);
            }
        }
        if self.depth > 0 && self.open[self.depth - 1] == matching {
            self.depth -= 1;
            self.fresh = self.depth == 0;
        } else {
            self.damage(State::Stray);
        }
    }

    fn wide(&mut self) {
        let width = lex::width(self.bytes, self.at);
        match self.text[self.at..].chars().next() {
            Some('‘' | '’' | '“' | '”' | '„' | '‚' | '«' | '»') => self.slanted(),
            Some(letter) if lex::is_blank(letter) => self.at += width,
            Some(letter) if self.depth == 0 && unicode_ident::is_xid_start(letter) => self.word(),
            Some(_) | None => self.other(width),
        }
    }

    fn damage(&mut self, state: State) {
        if self.state != State::Stray {
            self.state = state;
        }
    }

    /// Ends the open chunk; what stands before the first item is a chunk too, if anything stands there.
    fn finish(&mut self, end: usize) {
        let state = std::mem::replace(&mut self.state, State::Whole);
        match self.found.chunks.last_mut() {
            Some(chunk) => {
                chunk.end = end;
                chunk.state = state;
            }
            None => self.found.chunks.push(Chunk { start: 0, end, column: 0, state }),
        }
    }
}

/// Whether the word at `start..end` goes on with something that began earlier: a stray field, or the parent of a kind.
fn continues(text: &str, start: usize, end: usize) -> bool {
    let rest = text[end..].trim_start_matches([' ', '\t', '\r']);
    rest.starts_with([':', '=']) || &text[start..end] == "extends"
}

/// Whether the word joins or introduces operands of an expression, or may do so: then the expression goes on behind it.
fn joins(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "has"
            | "kind"
            | "of"
            | "where"
            | "by"
            | "if"
            | "then"
            | "else"
            | "some"
            | "every"
            | "no"
            | "one"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(&str, State)> {
        outline(text).chunks.iter().map(|chunk| (text[chunk.start..chunk.end].trim(), chunk.state)).collect()
    }

    #[test]
    fn items_begin_with_a_word_outside_all_brackets() {
        let text = "// x {\nrole a \"A {\"\nrole b { x: \"}\" } role c\nkind d\n  extends e { f: text }\n";
        let whole = State::Whole;
        assert_eq!(
            cut(text),
            [
                ("// x {", whole),
                ("role a \"A {\"", whole),
                ("role b { x: \"}\" }", whole),
                ("role c", whole),
                ("kind d\n  extends e { f: text }", whole)
            ]
        );
    }

    #[test]
    fn a_definition_goes_on_over_lines() {
        let whole = State::Whole;
        let text = "define a(b: c) =\n  b.d\n  or b.e // x\nand\nb.f\ndefine g() = 1\nh i\n";
        assert_eq!(
            cut(text)[1..],
            [("define a(b: c) =\n  b.d\n  or b.e // x\nand\nb.f", whole), ("define g() = 1", whole), ("h i", whole)]
        );
    }

    #[test]
    fn damage_is_noted_where_it_is_seen() {
        assert_eq!(cut("a b {\nc d { }\n"), [("", State::Whole), ("a b {\nc d { }", State::Torn)]);
        assert_eq!(cut("a b { } }\nc d\n")[1..], [("a b { } }", State::Stray), ("c d", State::Whole)]);
        assert_eq!(cut("a b { x: [c }\nc d\n")[1..], [("a b { x: [c }", State::Torn), ("c d", State::Whole)]);
        assert_eq!(cut("a \"b\nc d\n")[1..], [("a \"b", State::Torn), ("c d", State::Whole)]);
    }
}
