//! Values that stand one behind another without the brackets of a list: `depends_on: left, right`.

use super::super::grammar::Rule;
use super::super::tree::{FieldNode, Name, ValueKind, ValueNode};
use super::member::Separator;
use super::shape::{Piece, Sort};
use super::tokens::Kind;
use super::{Salvage, faults};

impl Salvage<'_> {
    /// How many pieces behind the first, a field, are further values of it: `depends_on: left, right`.
    pub(super) fn values_behind(&self, pieces: &[Piece]) -> usize {
        let Some((field, more)) = pieces.split_first() else { return 0 };
        if !more.first().is_some_and(|next| next.first == field.end + 1 && !self.is_first(next.first)) {
            return 0;
        }
        let value = self.value_start(field.first + 1, field.end);
        let is_plain = field.sort == Sort::Member
            && self.separator(field.first + 1, field.end) == Separator::Colon
            && !matches!(self.kind(value), Some(Kind::Open(_)))
            && self.is_value(value, field.end);
        if !is_plain {
            return 0;
        }
        let mut end = field.end;
        let follows = |piece: &&Piece| {
            let follows = piece.first == end + 1
                && self.kind(end) == Some(Kind::Comma)
                && !self.is_first(piece.first)
                && !self.follows_number_and_comma(piece.first)
                && piece.sort != Sort::Member
                && piece.body.is_none()
                && self.are_values(piece.first, piece.end);
            end = piece.end;
            follows
        };
        more.iter().take_while(follows).count()
    }

    fn is_value(&self, first: usize, end: usize) -> bool {
        first < end && self.try_parse(Rule::one_value, first, end).is_ok()
    }

    /// Whether the tokens are values with commas between them.
    fn are_values(&self, first: usize, end: usize) -> bool {
        let mut from = first;
        let mut open = 0_usize;
        for at in first..end {
            match self.kind(at) {
                Some(Kind::Open(_)) => open += 1,
                Some(Kind::Close(_)) => open = open.saturating_sub(1),
                Some(Kind::Comma) if open == 0 => {
                    if !self.is_value(from, at) {
                        return false;
                    }
                    from = at + 1;
                }
                _ => {}
            }
        }
        self.is_value(from, end)
    }

    /// A field whose values stand one behind another without the brackets of a list.
    pub(super) fn bare_list(&mut self, pieces: &[Piece]) -> FieldNode {
        let (first, last) = (pieces.first(), pieces.last());
        let (name, end) = (first.map_or(0, |field| field.first), last.map_or(0, |piece| piece.end));
        let value = self.value_start(name + 1, end);
        let (at, raw) = (self.span_of(value, end), self.raw(name));
        let fault = match pieces {
            [field, last] if self.is_date(value, field.end) && self.is_date(last.first, last.end) => {
                faults::comma_for_range(at, self.raw(value), self.raw(last.first))
            }
            _ => faults::bare_list(at, raw, self.text.get(at.range()).unwrap_or_default()),
        };
        self.diagnostics.push(fault);
        FieldNode { name: Name { span: self.span(name) }, value: ValueNode { span: at, kind: ValueKind::Missing } }
    }

    fn is_date(&self, first: usize, end: usize) -> bool {
        first + 1 == end && self.kind(first) == Some(Kind::Number) && self.raw(first).matches('-').count() == 2
    }
}
