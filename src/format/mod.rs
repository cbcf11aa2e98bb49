//! One style for all models: how a text is written, and nothing of what it says.
//!
//! ```text
//! text -> tokens, with comments and blank lines      (`syntax::tokens`)
//!      -> stretches that are in order                (`syntax::stretches`)
//!      -> items, bodies, members                     (`shape`)
//!      -> lines                                      (`print`, with `run` for what is no list and no body)
//! ```
//!
//! Whoever writes a model decides what stands on which line, in which order, and where a blank line parts groups; the style decides the rest.
//! - A body or list that was written over lines has its members on lines of their own, two blanks deeper than what it belongs to. One that was
//!   written on one line stays there as long as it fits.
//! - No line is wider than [`WIDTH`] where anything in it can be broken: first a body or list, then an expression, before a word that joins.
//! - Where every field of a body has a line of its own, values stand under one another. Members that share a line have a comma between them, the
//!   elements of a list over lines one behind each.
//! - Texts and comments stay to the byte, but for blanks at the end of a comment. At most one blank line stands between two things, and none at
//!   the beginning and end of a body.
//!
//! What does not parse stays exactly as it is. The style of what is formatted once does not change by formatting it again.

mod print;
mod run;
mod shape;
mod spacing;

use std::ops::Range;

use crate::diag::{Diagnostic, Severity};
use crate::source::{Origin, Sources};
use crate::syntax::tokens::{self, Token};
use crate::syntax::tree::Item;
use crate::syntax::{self, Stretch};
use print::Printer;

/// The width, in characters, that lines keep to.
pub const WIDTH: usize = 120;

/// A text in the one style.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// The stretches of the text given that do not parse, and so are as they were.
    pub left: Vec<Range<usize>>,
}

/// Writes `text` in the one style.
pub fn format(text: &str) -> Formatted {
    let mut sources = Sources::new();
    // As a text of the library it is read as it stands, without composing its letters: offsets are those of what is written.
    let file = sources.add("", text, Origin::Library);
    let parsed = syntax::parse(&sources, file);
    let tokens = tokens::tokens(text);
    let mut items = parsed.tree.items.as_slice();
    let mut first = 0;
    let mut shaped = Vec::new();
    for Stretch { range, whole } in merged(text, &parsed.diagnostics, syntax::stretches(text)) {
        let last = first + tokens[first..].partition_point(|token| (token.start as usize) < range.end);
        let here = items.partition_point(|item| start(item) < range.end);
        let (inside, behind) = items.split_at(here);
        items = behind;
        let shape = if whole { shape::stretch(text, &tokens, first..last, inside) } else { None };
        shaped.push((range, first..last, shape));
        first = last;
    }
    let formatted = shaped.iter().filter(|(.., shape)| shape.is_some());
    // Before the first token of a stretch may stand the end of one that is left as it is.
    let inner = formatted.flat_map(|(_, tokens, _)| tokens.clone().skip(1));
    let mut printer = Printer::new(text, &tokens, end_of_line(text, &tokens, inner));
    let mut left = Vec::new();
    for (range, _, shape) in shaped {
        match shape {
            Some(shape) => printer.stretch(&shape),
            None => {
                printer.as_it_is(range.clone());
                left.push(range);
            }
        }
    }
    Formatted { text: printer.finish(), left }
}

/// How lines end: as most do of what is formatted, so that the texts of a file do not decide about the file. `inner` are the tokens before which
/// a line is ended in the style.
fn end_of_line(text: &str, tokens: &[Token], inner: impl Iterator<Item = usize>) -> &'static str {
    let (mut all, mut returns) = (0usize, 0usize);
    for at in inner {
        let before = tokens.get(at - 1).map_or(0, |before| before.end as usize);
        let gap = text.get(before..tokens[at].start as usize).unwrap_or_default();
        all += usize::from(gap.contains('\n'));
        returns += usize::from(gap.contains("\r\n"));
    }
    if all == 0 {
        (all, returns) = (1, usize::from(text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"))));
    }
    if returns * 2 > all { "\r\n" } else { "\n" }
}

/// The stretches, in which one that holds an error of form is not whole, and those that are not whole and touch are one.
fn merged(text: &str, told: &[Diagnostic], stretches: Vec<Stretch>) -> Vec<Stretch> {
    let errors = told.iter().filter(|told| told.severity == Severity::Error).filter_map(Diagnostic::span);
    let mut errors: Vec<usize> = errors.map(|span| span.start as usize).collect();
    errors.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for Stretch { range, whole } in stretches {
        let at = errors.partition_point(|&error| error < range.start);
        let faulty = errors.get(at).is_some_and(|&error| error < range.end || range.end == text.len());
        let whole = whole && !faulty;
        match merged.last_mut() {
            Some(last) if !whole && !last.whole => last.range.end = range.end,
            Some(_) | None => merged.push(Stretch { range, whole }),
        }
    }
    merged
}

fn start(item: &Item) -> usize {
    let span = match item {
        Item::Kind(kind) => kind.span,
        Item::Enum(values) => values.span,
        Item::Rule(rule) => rule.span,
        Item::Register(register) => register.span,
        Item::Define(define) => define.span,
        Item::Entity(entity) => entity.span,
    };
    span.start as usize
}

/// The place of the first token that does not begin before `offset`.
fn token_at(tokens: &[Token], offset: u32) -> usize {
    tokens.partition_point(|token| token.start < offset)
}
