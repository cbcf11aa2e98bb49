//! The short way for what most of a model is: entities with fields of plain values, read straight into the tree.
//!
//! The grammar in `grammar/sms.pest` stays the definition. Whatever is not written in the plainest form (letters beyond ASCII in a name,
//! white space other than blanks and line ends, an escape or a number that means nothing, any error of form) is given up here and read by
//! the grammar. What is read here must give the tree that the grammar gives, places included: tests hold the two together, over every text
//! of the repository and many thousand mutants of them.

use super::tree::{Doc, EntityNode, FieldNode, Item, Literal, Member, Name, TextLit, ValueKind, ValueNode};
use super::{doc, lex, scalar, text};
use crate::quantity::{Scalar, Unit};
use crate::source::{FileId, Span};

/// Reads stretches of one file.
pub(super) struct Plain<'a> {
    file: FileId,
    /// The whole file.
    text: &'a str,
    /// The file up to the end of the stretch.
    bytes: &'a [u8],
    at: usize,
    /// Whether a comment was passed since the last name of a member: there may be documentation.
    remarked: bool,
    /// Whether a text over lines was passed, whose lines may look like anything.
    blocks: bool,
    /// What the open bodies and lists hold so far, innermost last.
    members: Vec<Member>,
    values: Vec<ValueNode>,
}

/// The words that begin a declaration, and no entity, outside of all braces.
const DECLARES: [&[u8]; 6] = [b"kind", b"enum", b"rule", b"register", b"define", b"extend"];

impl<'a> Plain<'a> {
    pub fn new(text: &'a str, file: FileId) -> Plain<'a> {
        Plain { file, text, bytes: &[], at: 0, remarked: false, blocks: false, members: Vec::new(), values: Vec::new() }
    }

    /// Adds the entities of the bytes `start..end`, brackets in order, to `items`; `None`, and nothing added, where the grammar has to look.
    pub fn items(&mut self, start: usize, end: usize, items: &mut Vec<Item>) -> Option<()> {
        let before = items.len();
        self.bytes = self.text.as_bytes().get(..end)?;
        self.at = start;
        self.remarked = true;
        self.blocks = false;
        self.members.clear();
        self.values.clear();
        let read = self.all(items);
        if read.is_none() {
            items.truncate(before);
        }
        read
    }

    fn all(&mut self, items: &mut Vec<Item>) -> Option<()> {
        loop {
            self.space();
            if self.at == self.bytes.len() {
                return Some(());
            }
            let kind = self.word()?;
            if DECLARES.contains(&self.bytes.get(kind.span.range())?) {
                return None;
            }
            items.push(Item::Entity(self.entity(kind)?));
        }
    }

    /// The entity whose first word has just been read.
    fn entity(&mut self, kind: Name) -> Option<EntityNode> {
        let doc = if self.remarked || self.blocks { doc::before(self.text, kind.span.start as usize) } else { None };
        let doc = doc.map(|range| Doc { span: Span::new(self.file, range.start, range.end) });
        self.remarked = false;
        let first = self.at;
        self.blanks();
        let id = if self.at > first && is_word(self.peek()) { Some(self.id()?) } else { None };
        let head = self.at;
        self.space();
        let title = if self.peek() == b'"' { Some(TextLit { span: self.quoted()? }) } else { None };
        // Whatever stands behind the head or the title without a body: the entity ends there.
        let last = if title.is_some() { self.at } else { head };
        self.space();
        let mut members = Vec::new();
        if self.peek() == b'{' {
            members = self.body()?;
        } else {
            // An id of digits needs something behind it.
            let enough = title.is_some() || id.is_some_and(|id| !self.bytes[id.span.start as usize].is_ascii_digit());
            self.at = last;
            self.blanks();
            if !enough || !self.ends() {
                return None;
            }
            self.at = last;
        }
        let span = Span { end: self.at as u32, ..kind.span };
        Some(EntityNode { span, doc, kind, id, title, members, broken: false })
    }

    /// The members between the braces that open here.
    fn body(&mut self) -> Option<Vec<Member>> {
        let before = self.members.len();
        self.at += 1;
        loop {
            self.space();
            if self.peek() == b'}' {
                self.at += 1;
                return Some(self.members.split_off(before));
            }
            let name = self.word()?;
            let behind = self.at;
            self.blanks();
            let member = if self.peek() == b':' {
                self.at += 1;
                self.remarked = false;
                Member::Field(FieldNode { name, value: self.field_value()? })
            } else {
                self.at = behind;
                Member::Child(Box::new(self.entity(name)?))
            };
            self.members.push(member);
            self.space();
            if self.peek() == b',' {
                self.at += 1;
            }
        }
    }

    /// What stands behind the colon of a field: a name only on its line.
    fn field_value(&mut self) -> Option<ValueNode> {
        self.blanks();
        let on_line = !matches!(self.peek(), b'\n' | b'/');
        self.space();
        let value = self.value()?;
        let named = matches!(value.kind, ValueKind::Path | ValueKind::Literal(Literal::Scalar(Scalar::Bool(_))));
        (on_line || !named).then_some(value)
    }

    fn value(&mut self) -> Option<ValueNode> {
        let (span, kind) = match self.peek() {
            b'"' => (self.quoted()?, ValueKind::Literal(Literal::Text)),
            b'[' => return self.list(),
            b'-' | b'0'..=b'9' => return self.scalar(),
            _ => {
                let span = self.path()?.span;
                match &self.bytes[span.range()] {
                    b"true" => (span, ValueKind::Literal(Literal::Scalar(Scalar::Bool(true)))),
                    b"false" => (span, ValueKind::Literal(Literal::Scalar(Scalar::Bool(false)))),
                    b"every" => return self.interval(span),
                    _ => (span, ValueKind::Path),
                }
            }
        };
        Some(ValueNode { span, kind })
    }

    fn list(&mut self) -> Option<ValueNode> {
        let before = self.values.len();
        let start = self.at;
        self.at += 1;
        self.space();
        while self.peek() != b']' {
            let value = self.value()?;
            self.values.push(value);
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
            self.space();
        }
        self.at += 1;
        Some(ValueNode { span: self.since(start), kind: ValueKind::List(self.values.split_off(before)) })
    }

    /// A date, a range of dates, or a number with what belongs to it.
    fn scalar(&mut self) -> Option<ValueNode> {
        let start = self.at;
        self.at += usize::from(self.peek() == b'-');
        let first = self.at;
        let digits = self.digits();
        if digits == 4 && self.peek() == b'-' {
            self.at = first;
            self.date()?;
            let last = self.at;
            self.blanks();
            if self.bytes[self.at..].starts_with(b"..") {
                self.at += 2;
                self.blanks();
                self.date()?;
            } else {
                self.at = last;
            }
        } else {
            if self.peek() == b'.' && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
                self.at += 1;
                self.digits();
            }
            let last = self.at;
            match self.peek() {
                b'%' => self.at += 1,
                b' ' | b'\t' | b'\r' => {
                    self.blanks();
                    // `3 working days` is no entity behind a number: the grammar tells what it is.
                    let rest = &self.bytes[self.at..];
                    if scalar::COUNTED.iter().any(|word| rest.starts_with(word.as_bytes())) {
                        return None;
                    }
                    self.unit().unwrap_or_else(|| self.at = last);
                }
                _ => {}
            }
        }
        // Whatever touches a number makes something else of it.
        if digits == 0 || is_word(self.peek()) {
            return None;
        }
        self.literal(start)
    }

    /// `every 3 months`, whose first word has just been read.
    fn interval(&mut self, every: Span) -> Option<ValueNode> {
        self.blanks();
        let mut start = self.at;
        if self.digits() > 0 {
            start = self.at;
            self.blanks();
            if self.at == start {
                return None;
            }
            start = self.at;
        }
        self.unit()?;
        let unit = self.text.get(start..self.at)?;
        Unit::by_name(unit)?;
        self.literal(every.start as usize)
    }

    fn literal(&self, start: usize) -> Option<ValueNode> {
        let span = self.since(start);
        let scalar = scalar::read(self.text.get(span.range())?, span).ok()?;
        Some(ValueNode { span, kind: ValueKind::Literal(Literal::Scalar(scalar)) })
    }

    fn date(&mut self) -> Option<()> {
        let year = self.digits();
        let mut part = || {
            let dashed = self.peek() == b'-';
            self.at += 1;
            (dashed && matches!(self.digits(), 1 | 2)).then_some(())
        };
        part()?;
        part()?;
        (year == 4).then_some(())
    }

    /// A unit of time or the code of a currency: a word that is not the name of a field.
    fn unit(&mut self) -> Option<()> {
        let start = self.at;
        let word = self.word()?;
        let word = &self.text[word.span.range()];
        let code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let known = code || Unit::by_name(word).is_some();
        let end = self.at;
        self.blanks();
        if !known || self.peek() == b':' {
            self.at = start;
            return None;
        }
        self.at = end;
        Some(())
    }

    /// How many digits stand here.
    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    /// A text in which every escape means something.
    fn quoted(&mut self) -> Option<Span> {
        let start = self.at;
        self.at = lex::text_end(self.text, start)?;
        let span = self.since(start);
        let raw = self.text.get(span.range())?;
        self.blocks |= raw.starts_with("\"\"\"");
        let mut told = Vec::new();
        text::check_escapes(raw, self.file, start, &mut told);
        told.is_empty().then_some(span)
    }

    /// An id: a path, or one that begins with a digit, such as `8.6.1`.
    fn id(&mut self) -> Option<Name> {
        let start = self.at;
        self.letters()?;
        self.steps(start)
    }

    fn path(&mut self) -> Option<Name> {
        let word = self.word()?;
        self.steps(word.span.start as usize)
    }

    /// The further words of a path, each behind a dot.
    fn steps(&mut self, start: usize) -> Option<Name> {
        while self.peek() == b'.' && self.bytes.get(self.at + 1).is_some_and(|byte| is_word(*byte)) {
            self.at += 1;
            self.letters()?;
        }
        Some(Name { span: self.since(start) })
    }

    fn word(&mut self) -> Option<Name> {
        let start = self.at;
        if self.peek().is_ascii_digit() {
            return None;
        }
        self.letters()?;
        Some(Name { span: self.since(start) })
    }

    /// Letters, digits and `_`, at least one of them, and all of ASCII.
    fn letters(&mut self) -> Option<()> {
        let start = self.at;
        while WORD[self.peek() as usize] {
            self.at += 1;
        }
        (self.at > start && self.peek().is_ascii()).then_some(())
    }

    /// Whether an entity without a body may end here.
    fn ends(&self) -> bool {
        match self.peek() {
            b'\n' | b',' | b'}' => true,
            b'/' => self.bytes.get(self.at + 1) == Some(&b'/'),
            _ => self.at == self.bytes.len(),
        }
    }

    /// Goes past white space within the line.
    fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    /// Goes past white space and comments.
    fn space(&mut self) {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    self.remarked = true;
                    self.at = lex::line_end(self.text, self.at).min(self.bytes.len());
                }
                _ => return,
            }
        }
    }

    /// The byte at the present place; behind the last one a byte that nothing plain holds.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn since(&self, start: usize) -> Span {
        Span { file: self.file, start: start as u32, end: self.at as u32 }
    }
}

const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// Whether a byte is a letter, a digit or `_`, or a part of a letter beyond ASCII.
fn is_word(byte: u8) -> bool {
    WORD[byte as usize] || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_declaration_is_taken_for_an_entity() {
        let grammar = include_str!("../../grammar/sms.pest");
        let rule = |name: &str| {
            let heads = grammar.lines().filter_map(|line| line.split_once('='));
            heads.filter(|(head, _)| head.trim() == name).map(|(_, body)| body).next().expect("a rule of the grammar")
        };
        let quoted = |body: &'static str| body.split('"').skip(1).step_by(2);
        let declarations = rule("item").split(|sign: char| !(sign.is_ascii_alphabetic() || sign == '_'));
        let declared = declarations.filter(|name| name.ends_with("_decl")).filter_map(|name| quoted(rule(name)).next());
        let declared: BTreeSet<&str> = declared.chain(["extend"]).collect();
        assert_eq!(declared, DECLARES.iter().filter_map(|word| std::str::from_utf8(word).ok()).collect());
        assert_eq!(declared, quoted(rule("declares")).collect());
    }
}
