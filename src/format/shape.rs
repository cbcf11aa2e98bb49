//! What of a text belongs together, as places of tokens: items, bodies and lists with their members, and the comments around them.
//!
//! Where entities, kinds and enums end is taken from the tree; the parts of rules and registers, whose expressions a tree may not have read yet,
//! are found by the words that begin them.

use std::ops::Range;

use super::spacing::Within;
use super::token_at;
use crate::source::Span;
use crate::syntax::tokens::{Gap, Kind, Token};
use crate::syntax::tree::{EntityNode, EnumDecl, Item, KindDecl, Member as Node};

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug)]
pub struct Remark {
    /// Its token.
    pub token: usize,
    /// Whether a blank line stands before it.
    pub blank: bool,
}

/// Something that can share a line with others of its sort: an item, a field, a value of a list.
#[derive(Debug)]
pub struct Part {
    /// The comments on the lines before it.
    pub above: Vec<Remark>,
    /// Whether a blank line stands right before it.
    pub blank: bool,
    /// Whether it begins a line.
    pub fresh: bool,
    /// What it is.
    pub form: Form,
    /// The comment behind it on its line.
    pub beside: Option<usize>,
}

/// The forms of parts.
#[derive(Debug)]
pub enum Form {
    /// A label, to the colon or equals sign, and a value.
    Labelled {
        /// The tokens of the label.
        label: Range<usize>,
        /// Those of the value.
        value: Range<usize>,
        /// With which others its value stands in a column.
        column: Column,
        /// What the value is read as: brackets around a type are no list.
        within: Within,
    },
    /// Words in a row, with a body or without.
    Headed {
        /// The tokens before the body.
        head: Range<usize>,
        /// The body.
        body: Option<Body>,
    },
    /// An expression, a type or a value.
    Run {
        /// Its tokens.
        tokens: Range<usize>,
    },
}

/// Which values stand in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// Those of fields and settings.
    Fields,
    /// Those of the columns of a register.
    Columns,
    /// None.
    Free,
}

/// What stands in brackets.
#[derive(Debug)]
pub struct Body {
    /// The bracket that opens it.
    pub open: usize,
    /// What stands in it.
    pub parts: Vec<Part>,
    /// The bracket that closes it.
    pub close: usize,
    /// The comment behind the opening bracket.
    pub beside: Option<usize>,
    /// The comments behind the last part.
    pub below: Vec<Remark>,
    /// Whether it was written over lines.
    pub broken: bool,
}

/// A stretch of a file: what stands in it, and the comments that follow.
#[derive(Debug)]
pub struct Shape {
    /// The items.
    pub parts: Vec<Part>,
    /// The comments behind the last one.
    pub below: Vec<Remark>,
}

/// The shape of the tokens `range`, in which `items` stand; `None` where something else stands there too.
pub fn stretch(text: &str, tokens: &[Token], range: Range<usize>, items: &[Item]) -> Option<Shape> {
    let reader = Reader { text, tokens };
    if !reader.is_plain(&range) {
        return None;
    }
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let (span, form) = match item {
            Item::Kind(kind) => (kind.span, reader.kind(kind)?),
            Item::Enum(values) => (values.span, reader.values(values)?),
            Item::Rule(rule) if !rule.broken => (rule.span, reader.settings(rule.span)?),
            Item::Register(register) if !register.broken => (register.span, reader.settings(register.span)?),
            Item::Define(define) if !define.broken => (define.span, reader.define(define.span)?),
            Item::Entity(entity) => (entity.span, reader.entity(entity)?),
            Item::Rule(_) | Item::Register(_) | Item::Define(_) => return None,
        };
        found.push((reader.of(span), form));
    }
    match reader.parts(range, found)? {
        // An item begins a stretch, and comments begin the first: so nothing stands beside the beginning.
        Parts { beside: None, parts, below } => Some(Shape { parts, below }),
        Parts { .. } => None,
    }
}

/// The list that the tokens `range` are, if they are one.
pub fn list(text: &str, tokens: &[Token], range: Range<usize>) -> Option<Body> {
    let reader = Reader { text, tokens };
    let (open, close) = (range.start, range.end.checked_sub(1)?);
    if tokens.get(open)?.kind != Kind::Open(b'[') || reader.closing(open)? != close {
        return None;
    }
    let mut found = Vec::new();
    let mut begin = open + 1;
    for at in reader.top(open + 1..close).chain([close]) {
        if at == close || tokens[at].kind == Kind::Comma {
            let inside = reader.trimmed(begin..at);
            if !inside.is_empty() {
                found.push((inside.clone(), Form::Run { tokens: inside }));
            }
            begin = at + 1;
        }
    }
    reader.body(open, close, found)
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

/// What stands between two brackets, or in a whole stretch.
struct Parts {
    beside: Option<usize>,
    parts: Vec<Part>,
    below: Vec<Remark>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.text.get(token.range())).unwrap_or_default()
    }

    fn is(&self, at: usize, kind: Kind) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    /// Whether nothing but blanks stands before the tokens on their lines: to take away a letter that cannot be seen is no matter of style.
    fn is_plain(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| {
            let before = at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |before| before.end as usize);
            let gap = self.text.get(before..self.tokens[at].start as usize).unwrap_or_default();
            gap.bytes().rev().take_while(|byte| *byte != b'\n').all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        })
    }

    /// The tokens under `span`.
    fn of(&self, span: Span) -> Range<usize> {
        token_at(self.tokens, span.start)..token_at(self.tokens, span.end)
    }

    /// The tokens without the comments at both ends, which belong to what stands around.
    fn trimmed(&self, mut range: Range<usize>) -> Range<usize> {
        while !range.is_empty() && self.tokens[range.start].is_comment() {
            range.start += 1;
        }
        while !range.is_empty() && self.tokens[range.end - 1].is_comment() {
            range.end -= 1;
        }
        range
    }

    /// The places in `range` that are in no bracket opened there.
    fn top(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut depth = 0usize;
        range.filter(move |&at| match self.tokens[at].kind {
            Kind::Open(_) => {
                depth += 1;
                false
            }
            Kind::Close(_) => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
    }

    /// The bracket that closes the one at `open`.
    fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The opening brace among the tokens of an item, outside of all other brackets.
    fn brace(&self, item: &Range<usize>) -> Option<usize> {
        item.clone().find(|&at| self.is(at, Kind::Open(b'{')))
    }

    fn entity(&self, entity: &EntityNode) -> Option<Form> {
        if entity.broken {
            return None;
        }
        let range = self.of(entity.span);
        let has_body = self.is(range.end.checked_sub(1)?, Kind::Close(b'}'));
        let Some(open) = self.brace(&range).filter(|_| has_body) else {
            return Some(Form::Headed { head: range, body: None });
        };
        let mut found = Vec::with_capacity(entity.members.len());
        for member in &entity.members {
            found.push(match member {
                Node::Field(field) => {
                    let whole = self.of(field.name.span.to(field.value.span));
                    (whole.clone(), self.labelled(whole, Column::Fields, Within::Expression)?)
                }
                Node::Child(child) => (self.of(child.span), self.entity(child)?),
            });
        }
        let close = range.end - 1;
        Some(Form::Headed { head: range.start..open, body: Some(self.body(open, close, found)?) })
    }

    fn kind(&self, kind: &KindDecl) -> Option<Form> {
        let range = self.of(kind.span);
        let Some(open) = self.brace(&range) else { return Some(Form::Headed { head: range, body: None }) };
        let mut found = Vec::with_capacity(kind.fields.len());
        for field in &kind.fields {
            let whole = self.of(field.span);
            found.push((whole.clone(), self.labelled(whole, Column::Free, Within::Type)?));
        }
        Some(Form::Headed { head: range.start..open, body: Some(self.body(open, self.closing(open)?, found)?) })
    }

    fn values(&self, values: &EnumDecl) -> Option<Form> {
        let range = self.of(values.span);
        let open = self.brace(&range)?;
        let variants = values.variants.iter().map(|variant| {
            let tokens = self.of(variant.title.map_or(variant.name.span, |title| variant.name.span.to(title.span)));
            (tokens.clone(), Form::Headed { head: tokens, body: None })
        });
        let found = variants.collect();
        Some(Form::Headed { head: range.start..open, body: Some(self.body(open, self.closing(open)?, found)?) })
    }

    /// A rule or a register.
    fn settings(&self, span: Span) -> Option<Form> {
        let range = self.of(span);
        let open = self.brace(&range)?;
        let close = self.closing(open)?;
        let top: Vec<usize> = self.top(open + 1..close).collect();
        let begins = |at: usize| match self.word(at) {
            "let" => self.is(at + 1, Kind::Name) && self.is(at + 2, Kind::Equal),
            "column" => self.is(at + 1, Kind::Text) && self.is(at + 2, Kind::Equal),
            _ => self.is(at, Kind::Name) && self.is(at + 1, Kind::Colon),
        };
        let starts: Vec<usize> = top.into_iter().filter(|&at| begins(at)).collect();
        let mut found = Vec::with_capacity(starts.len());
        for (place, &start) in starts.iter().enumerate() {
            let mut end = starts.get(place + 1).copied().unwrap_or(close);
            end = self.trimmed(start..end).end;
            while end > start && self.is(end - 1, Kind::Comma) {
                end = self.trimmed(start..end - 1).end;
            }
            let column = match self.word(start) {
                _ if self.is(start + 1, Kind::Colon) => Column::Fields,
                "column" => Column::Columns,
                _ => Column::Free,
            };
            found.push((start..end, self.labelled(start..end, column, Within::Expression)?));
        }
        Some(Form::Headed { head: range.start..open, body: Some(self.body(open, close, found)?) })
    }

    /// `define in_force(a: agreement) = …`
    fn define(&self, span: Span) -> Option<Form> {
        let range = self.of(span);
        let equal = self.top(range.clone()).find(|&at| self.is(at, Kind::Equal))?;
        Some(Form::Labelled {
            label: range.start..equal + 1,
            value: equal + 1..range.end,
            column: Column::Free,
            within: Within::Expression,
        })
    }

    /// A label up to the first colon or equals sign, and what follows.
    fn labelled(&self, whole: Range<usize>, column: Column, within: Within) -> Option<Form> {
        let mark = whole.clone().find(|&at| self.is(at, Kind::Colon) || self.is(at, Kind::Equal))?;
        Some(Form::Labelled { label: whole.start..mark + 1, value: mark + 1..whole.end, column, within })
    }

    fn body(&self, open: usize, close: usize, found: Vec<(Range<usize>, Form)>) -> Option<Body> {
        let broken = self.tokens[open + 1..=close].iter().any(|token| token.gap >= Gap::Line || token.is_comment());
        let Parts { beside, parts, below } = self.parts(open + 1..close, found)?;
        Some(Body { open, parts, close, beside, below, broken })
    }

    /// Puts what was found in `range` together with the comments between; `None` where anything but commas and comments stands between.
    fn parts(&self, range: Range<usize>, found: Vec<(Range<usize>, Form)>) -> Option<Parts> {
        let mut parts: Vec<Part> = Vec::with_capacity(found.len());
        let mut beside = None;
        let mut above: Vec<Remark> = Vec::new();
        let mut at = range.start;
        let mut found = found.into_iter();
        loop {
            let next = found.next();
            let stop = next.as_ref().map_or(range.end, |(tokens, _)| tokens.start);
            for between in at..stop {
                let token = self.tokens.get(between)?;
                let remark = Remark { token: between, blank: token.gap == Gap::BlankLine };
                let behind = token.gap < Gap::Line && above.is_empty();
                match token.kind {
                    // Without it, what stands above would be the documentation of what follows.
                    Kind::Comma if token.gap >= Gap::Line && !above.is_empty() => return None,
                    Kind::Comma => {}
                    Kind::Comment | Kind::Doc if behind => match parts.last_mut() {
                        Some(last) => last.beside = Some(between),
                        None => beside = Some(between),
                    },
                    Kind::Comment | Kind::Doc => above.push(remark),
                    _ => return None,
                }
            }
            let Some((tokens, form)) = next else { return Some(Parts { beside, parts, below: above }) };
            let first = self.tokens.get(tokens.start)?;
            let after_comma = tokens.start.checked_sub(1).filter(|&before| before >= at && self.is(before, Kind::Comma));
            // A comma that begins a line begins the line of what follows.
            let gap = after_comma.map_or(first.gap, |comma| first.gap.max(self.tokens[comma].gap));
            at = tokens.end.max(at);
            parts.push(Part {
                blank: gap == Gap::BlankLine,
                fresh: gap >= Gap::Line,
                above: std::mem::take(&mut above),
                form,
                beside: None,
            });
        }
    }
}
