//! `define`, which has no braces: what belongs to it, and what is wrong with it.

use super::super::expression::missing;
use super::super::grammar::Rule;
use super::super::tree::{DefineDecl, Name};
use super::layout::is_operator;
use super::shape::{Piece, Sort, Walk};
use super::tokens::{Kind, Place};
use super::{Salvage, faults};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Walk<'_> {
    /// Up to the next line that stands no deeper and does not go on with the expression.
    pub(super) fn define(&mut self) -> Piece {
        let first = self.at;
        let mut faults = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let begin = self.token(first).map_or((0, 0), |token| (token.line, self.column(token)));
        self.at += 1;
        while let Some(token) = self.token(self.at) {
            let outer = token.place == Place::First && token.line != begin.0 && self.column(token) <= begin.1;
            let goes_on = is_operator(self.raw(self.at)) || !self.ends_operand(first);
            if outer && (self.tokens.is_head(self.at) && !is_operator(self.raw(self.at)) || open.is_empty() && !goes_on) {
                break;
            }
            match token.kind {
                Kind::Open(_) => open.push(self.at),
                Kind::Close(bracket) => {
                    let opening = Kind::Open(super::super::lex::opening(bracket));
                    match open.iter().rposition(|at| self.token(*at).is_some_and(|token| token.kind == opening)) {
                        Some(partner) => open.truncate(partner),
                        None if faults.is_empty() => faults.push(faults::stray_bracket(self.span(token), bracket as char)),
                        None => {}
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        if let Some(opened) = open.first().and_then(|at| self.token(*at)).filter(|_| faults.is_empty()) {
            faults.push(self.unclosed(opened));
        }
        let sound = faults.is_empty();
        Piece { sort: Sort::Item, first, head: self.at, end: self.at, body: None, faults, sound }
    }
}

impl Salvage<'_> {
    /// A `define` that the grammar refuses: says of it one thing, from the likely slips to what the grammar says.
    pub(super) fn define(&mut self, piece: &Piece) -> Option<DefineDecl> {
        let fault = self.define_fault(piece);
        self.diagnostics.push(fault);
        let name = Some(piece.first + 1).filter(|at| *at < piece.end && self.kind(*at) == Some(Kind::Name))?;
        Some(DefineDecl {
            span: self.span_of(piece.first, piece.end),
            doc: self.doc(piece.first),
            name: Name { span: self.span(name) },
            parameters: Vec::new(),
            body: missing(self.span_of(piece.first, piece.end).behind()),
            broken: true,
        })
    }

    fn define_fault(&self, piece: &Piece) -> Diagnostic {
        let kind = |at: usize| self.kind(at).filter(|_| at < piece.end);
        let (word, name, round) = (piece.first, piece.first + 1, piece.first + 2);
        match kind(name) {
            Some(Kind::Name) => {}
            Some(Kind::Hyphened) => return faults::bad_name(self.span(name), self.raw(name)),
            _ => return faults::no_name(self.span(word), "define"),
        }
        if let Some(fault) = self.lexical(piece.first, piece.end).or_else(|| piece.faults.first().cloned()) {
            return fault;
        }
        if kind(round) != Some(Kind::Open(b'(')) {
            return without_parentheses(self.span(name), self.raw(name));
        }
        let Some(close) = (round..piece.end).find(|at| kind(*at) == Some(Kind::Close(b')'))) else {
            return self.define_refused(piece);
        };
        let starts = (round..close).filter(|at| matches!(kind(*at), Some(Kind::Open(b'(') | Kind::Comma)));
        if let Some(lone) = starts
            .map(|at| at + 1)
            .find(|at| kind(*at) == Some(Kind::Name) && matches!(kind(*at + 1), Some(Kind::Comma | Kind::Close(b')'))))
        {
            return without_type(self.span(lone), self.raw(lone));
        }
        match kind(close + 1) {
            Some(Kind::Colon) => faults::colon_for_equals(self.span(close + 1), "define"),
            Some(Kind::Open(b'{')) => in_braces(self.span(close + 1)),
            Some(Kind::Equal) => self.define_refused(piece),
            Some(_) | None => without_equals(self.span(close).behind()),
        }
    }

    fn define_refused(&self, piece: &Piece) -> Diagnostic {
        match self.try_parse(Rule::file, piece.first, piece.end) {
            Err(refusal) => self.refusal(&refusal, piece),
            Ok(_) => faults::unreadable(self.span_of(piece.first, piece.end)),
        }
    }
}

/// `E0108`: `define name = …`
fn without_parentheses(name: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0108,
        name,
        format!("`{raw}` does not say in parentheses what it is about"),
        "`(…)` belongs behind this",
    )
    .help(format!(
        "write for example `define {raw}(s: service) = …`, or `define {raw}() = …` where it is about nothing in particular"
    ))
}

/// `E0108`: `define name(a) = …`
fn without_type(at: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("nothing says what `{raw}` is"), "`: ` and a kind belong behind this")
        .help(format!("write its kind or type behind it: `{raw}: service`, `{raw}: [party]`, `{raw}: date`"))
}

/// `E0108`: `define name(…) { … }`
fn in_braces(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "what a `define` stands for is not written in braces", "`=` belongs here")
        .help("write it behind `=`: `define in_use(s: service) = s.stage != retired`")
}

/// `E0108`: `define name(…) …`
fn without_equals(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "`=` is missing between the name and what it stands for", "`=` belongs here")
        .help("write for example `define in_use(s: service) = s.stage != retired`")
}
