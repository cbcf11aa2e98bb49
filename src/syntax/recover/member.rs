//! Explains and saves single members: fields, declarations of fields, values of enums, parts of rules.
//!
//! Everything here gives exactly one diagnostic for a member, and as much of its value as can be understood.

use super::super::expression;
use super::super::grammar::Rule;
use super::super::scalar;
use super::super::tree::{
    Expr, ExprKind, FieldDecl, FieldNode, Literal, Member, Name, RegisterMember, RuleMember, TextLit, ValueKind, ValueNode, Variant,
};
use super::super::units;
use super::layout::is_operator;
use super::shape::{Piece, Sort};
use super::tokens::Kind;
use super::{Salvage, faults};
use crate::diag::Diagnostic;
use crate::quantity::{Currency, Unit};

/// What stands between the name of a member and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Colon,
    Equal,
    Nothing,
}

impl Salvage<'_> {
    pub(super) fn field(&mut self, piece: &Piece) -> FieldNode {
        let value = self.value_start(piece.first + 1, piece.end);
        let fault = self.fault(piece, value, Rule::one_member);
        self.diagnostics.push(fault);
        FieldNode { name: Name { span: self.span(piece.first) }, value: self.value(value, piece.end) }
    }

    /// Something in a body that looks like the head of an entity without a body, and that the grammar refuses.
    pub(super) fn headless(&mut self, piece: &Piece) -> Option<Member> {
        let (name, rest) = (piece.first, piece.first + 1);
        if rest == piece.end {
            self.diagnostics.push(faults::lone_word(self.span(name), self.raw(name)));
            return None;
        }
        let plain = matches!(self.kind(rest), Some(Kind::Text | Kind::OpenText | Kind::Slanted));
        let named = self.kind(rest).is_some_and(|kind| matches!(kind, Kind::Name | Kind::Hyphened | Kind::Number));
        let titled = matches!(self.kind(rest + 1), Some(Kind::Text | Kind::OpenText | Kind::Slanted));
        if plain && rest + 1 == piece.end
            || named && titled && rest + 2 == piece.end
            || named && rest + 1 == piece.end && self.kind(rest) == Some(Kind::Hyphened)
        {
            return Some(Member::Child(Box::new(self.entity(piece))));
        }
        if let Some(fault) = self.lexical(rest, piece.end) {
            self.diagnostics.push(fault);
            return None;
        }
        if self.try_parse(Rule::one_value, rest, piece.end).is_ok() || self.kind(rest) == Some(Kind::Number) {
            return Some(Member::Field(self.field(piece)));
        }
        self.diagnostics.push(faults::unreadable(self.span_of(name, piece.end)));
        None
    }

    pub(super) fn junk(&mut self, piece: &Piece) {
        let fault = self.lexical(piece.first, piece.end).unwrap_or_else(|| match self.kind(piece.first) {
            Some(Kind::Comma) if piece.end == piece.first + 1 => faults::lone_comma(self.span(piece.first)),
            Some(Kind::Number) if self.follows_number_and_comma(piece.first) => faults::decimal_comma(
                self.span_of(piece.first - 2, piece.first + 1),
                self.raw(piece.first - 2),
                self.raw(piece.first),
            ),
            Some(Kind::Number)
                if piece.end == piece.first + 1
                    && self.kind(piece.first.wrapping_sub(1)) == Some(Kind::Comma)
                    && !is_number(self.raw(piece.first)) =>
            {
                faults::bad_number(self.span(piece.first), self.raw(piece.first))
            }
            _ => faults::unreadable(self.span_of(piece.first, piece.end)),
        });
        self.diagnostics.push(fault);
    }

    pub(super) fn field_decl(&mut self, piece: &Piece) -> Option<FieldDecl> {
        if let Some(nodes) = self.whole(Rule::one_field_decl, piece) {
            return self.lowered(&nodes, |lowering| lowering.first_below(0).map(|at| lowering.field_decl(at)));
        }
        if piece.sort != Sort::Member {
            self.junk(piece);
            return None;
        }
        let value = self.value_start(piece.first + 1, piece.end);
        let fault = self.computed_fault(piece).unwrap_or_else(|| self.fault(piece, value, Rule::one_field_decl));
        self.diagnostics.push(fault);
        let span = self.span_of(piece.first, piece.end);
        let name = Name { span: self.span(piece.first) };
        let mut field = FieldDecl::bare(span, self.doc(piece.first), name);
        if let Ok(nodes) = self.try_parse(Rule::one_type, value, piece.end) {
            self.lowered(&nodes, |lowering| {
                let mut parts = lowering.children(0);
                if let Some(ty) = parts.next_if(Rule::r#type) {
                    field.ty = lowering.type_node(ty);
                }
                lowering.modifiers(parts, &mut field);
            });
        }
        Some(field)
    }

    /// `name := …` without a type, and `name: type = …` with an expression.
    fn computed_fault(&self, piece: &Piece) -> Option<Diagnostic> {
        let colon = piece.first + 1;
        if self.kind(colon) == Some(Kind::Colon) && self.kind(colon + 1) == Some(Kind::Equal) && self.touches(colon, colon + 1) {
            let name = self.raw(piece.first);
            return Some(faults::computed_without_type(self.span(piece.first), name));
        }
        let equal = (colon + 1..piece.end).find(|at| self.kind(*at) == Some(Kind::Equal))?;
        let is_type = self.try_parse(Rule::one_type, colon + 1, equal).is_ok();
        let is_value = self.try_parse(Rule::one_value, equal + 1, piece.end).is_ok();
        let is_expression = self.try_parse(Rule::one_expr, equal + 1, piece.end).is_ok();
        (is_type && !is_value && is_expression).then(|| faults::equals_for_computed(self.span(equal)))
    }

    pub(super) fn variant(&mut self, piece: &Piece) -> Option<Variant> {
        if let Some(nodes) = self.whole(Rule::one_variant, piece) {
            return self.lowered(&nodes, |lowering| lowering.first_below(0).map(|at| lowering.variant(at)));
        }
        if piece.sort != Sort::Member {
            self.junk(piece);
            return None;
        }
        let fault = self.lexical(piece.first, piece.end).unwrap_or_else(|| match self.kind(piece.first) {
            Some(Kind::Hyphened) => faults::bad_name(self.span(piece.first), self.raw(piece.first)),
            _ => self.grammars_own(piece, Rule::one_variant),
        });
        self.diagnostics.push(fault);
        let title = (piece.first + 1..piece.end).find(|at| self.is_text(*at));
        let title = title.map(|at| TextLit { span: self.span(at) });
        Some(Variant { doc: self.doc(piece.first), name: Name { span: self.span(piece.first) }, title })
    }

    pub(super) fn rule_member(&mut self, piece: &Piece) -> Option<RuleMember> {
        if let Some(nodes) = self.whole(Rule::one_rule_member, piece) {
            return self.lowered(&nodes, |lowering| lowering.first_below(0).and_then(|at| lowering.rule_member(at)));
        }
        let value = self.part(piece, Rule::one_rule_member)?;
        match self.raw(piece.first) {
            "each" | "also" => None,
            "let" => Some(RuleMember::Let(self.let_name(piece)?, self.value_expr(value, piece.end).into())),
            _ => Some(RuleMember::Setting(Name { span: self.span(piece.first) }, self.value_expr(value, piece.end).into())),
        }
    }

    pub(super) fn register_member(&mut self, piece: &Piece) -> Option<RegisterMember> {
        if let Some(nodes) = self.whole(Rule::one_register_member, piece) {
            return self.lowered(&nodes, |lowering| lowering.first_below(0).and_then(|at| lowering.register_member(at)));
        }
        let value = self.part(piece, Rule::one_register_member)?;
        match self.raw(piece.first) {
            "each" => None,
            "let" => Some(RegisterMember::Let(self.let_name(piece)?, self.value_expr(value, piece.end).into())),
            "column" => {
                let title = Some(piece.first + 1).filter(|at| self.is_text(*at))?;
                Some(RegisterMember::Column(TextLit { span: self.span(title) }, self.value_expr(value, piece.end).into()))
            }
            _ => Some(RegisterMember::Setting(Name { span: self.span(piece.first) }, self.value_expr(value, piece.end).into())),
        }
    }

    /// Says what is wrong with a part of a rule or register, and gives the start of its value.
    fn part(&mut self, piece: &Piece, rule: Rule) -> Option<usize> {
        if piece.sort != Sort::Member {
            self.junk(piece);
            return None;
        }
        let word = self.raw(piece.first).to_string();
        let assigns = matches!(word.as_str(), "let" | "column") && self.kind(piece.first + 1) != Some(Kind::Colon);
        if !assigns {
            let value = self.value_start(piece.first + 1, piece.end);
            let fault = self.fault(piece, value, rule);
            self.diagnostics.push(fault);
            return Some(value);
        }
        let sign = piece.first + 2;
        let fault = match self.kind(sign).filter(|_| sign < piece.end) {
            Some(Kind::Colon) => faults::colon_for_equals(self.span(sign), &word),
            _ => self.lexical(piece.first, piece.end).unwrap_or_else(|| self.value_fault(piece, sign + 1, rule)),
        };
        self.diagnostics.push(fault);
        Some(sign + 1)
    }

    fn let_name(&self, piece: &Piece) -> Option<Name> {
        let at = Some(piece.first + 1).filter(|at| *at < piece.end && self.kind(*at) == Some(Kind::Name))?;
        Some(Name { span: self.span(at) })
    }

    fn is_text(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Text | Kind::OpenText | Kind::Slanted))
    }

    pub(super) fn separator(&self, at: usize, end: usize) -> Separator {
        match self.kind(at).filter(|_| at < end) {
            Some(Kind::Colon) => Separator::Colon,
            Some(Kind::Equal) => Separator::Equal,
            Some(_) | None => Separator::Nothing,
        }
    }

    pub(super) fn value_start(&self, at: usize, end: usize) -> usize {
        match self.separator(at, end) {
            Separator::Colon | Separator::Equal => at + 1,
            Separator::Nothing => at,
        }
    }

    /// The one thing that is wrong with `name: value`, from the likeliest slip to what the grammar says.
    fn fault(&self, piece: &Piece, value: usize, rule: Rule) -> Diagnostic {
        let (name, raw) = (self.span(piece.first), self.raw(piece.first));
        if self.kind(piece.first) == Some(Kind::Hyphened) {
            return faults::bad_name(name, raw);
        }
        if let Some(fault) = self.lexical(piece.first, piece.end) {
            return fault;
        }
        match self.separator(piece.first + 1, piece.end) {
            Separator::Equal => return faults::equals(self.span(piece.first + 1), raw),
            Separator::Nothing if value < piece.end => return faults::missing_colon(name, raw),
            Separator::Nothing => return faults::lone_word(name, raw),
            Separator::Colon => {}
        }
        if value >= piece.end {
            return faults::no_value(name.to(self.span(piece.first + 1)), raw);
        }
        self.value_fault(piece, value, rule)
    }

    /// The one thing that is wrong with the tokens from `value` to the end of the piece.
    fn value_fault(&self, piece: &Piece, value: usize, rule: Rule) -> Diagnostic {
        if let Some(fault) = piece.faults.first() {
            return fault.clone();
        }
        if self.kind(value) == Some(Kind::Open(b'{')) {
            return faults::braces_as_value(self.span(value), self.raw(piece.first));
        }
        if let Some(fault) = self.number_fault(value, piece.end).or_else(|| self.list_fault(value, piece.end)) {
            return fault;
        }
        if let Some(at) = (value..piece.end).find(|at| self.kind(*at) == Some(Kind::Hyphened))
            && matches!(rule, Rule::one_member | Rule::one_field_decl)
        {
            return faults::bad_name(self.span(at), self.raw(at));
        }
        if let Some(end) = super::super::nesting::too_deep(self.text, self.span_of(piece.first, piece.end).range()) {
            let at = self.span(piece.first).start as usize;
            return expression::too_deep(crate::source::Span::new(self.file, at, end));
        }
        self.grammars_own(piece, rule)
    }

    /// Where the grammar stopped; there is always something, as nobody asks before it refused.
    fn grammars_own(&self, piece: &Piece, rule: Rule) -> Diagnostic {
        match self.try_parse(rule, piece.first, piece.end) {
            Err(refusal) => self.refusal(&refusal, piece),
            Ok(_) => faults::unreadable(self.span_of(piece.first, piece.end)),
        }
    }

    /// Whether nothing stands between two tokens.
    fn touches(&self, left: usize, right: usize) -> bool {
        matches!((self.token(left), self.token(right)), (Some(left), Some(right)) if left.end == right.start)
    }

    /// Whether the token is the `9%` of `99,9%`: nothing stands between it, the comma and the number before.
    pub(super) fn follows_number_and_comma(&self, at: usize) -> bool {
        let (Some(number), Some(comma)) = (at.checked_sub(2), at.checked_sub(1)) else { return false };
        self.kind(number) == Some(Kind::Number)
            && self.kind(comma) == Some(Kind::Comma)
            && self.touches(number, comma)
            && self.touches(comma, at)
            && self.raw(number).bytes().all(|byte| byte.is_ascii_digit())
    }

    /// A number that cannot be one, or a word behind it that is no unit.
    fn number_fault(&self, value: usize, end: usize) -> Option<Diagnostic> {
        let mut at = value;
        while at < end {
            let (span, raw) = (self.span(at), self.raw(at));
            let next = Some(at + 1).filter(|next| *next < end && !self.is_first(*next));
            match self.kind(at)? {
                Kind::Number if !is_number(raw) => return Some(faults::bad_number(span, raw)),
                Kind::Number => match next.map(|next| (next, self.kind(next), self.raw(next))) {
                    Some((next, Some(Kind::Mark), "%")) => {
                        return Some(faults::loose_percent(span.to(self.span(next)), raw))
                            .filter(|_| next + 1 == end || !self.begins_value(next + 1));
                    }
                    Some((next, Some(Kind::Name), word)) if !is_unit(word) && !is_operator(word) => {
                        let alone = value == at && next + 1 == end;
                        if alone || units::meant(word).is_some() {
                            return Some(scalar::unknown_unit(word, self.span(next)));
                        }
                    }
                    _ => {}
                },
                Kind::Name if raw == "every" && value == at => {
                    let unit = (at + 1..end).find(|at| self.kind(*at) == Some(Kind::Name)).filter(|unit| *unit + 1 == end);
                    if let Some(unit) = unit.filter(|unit| Unit::by_name(self.raw(*unit)).is_none()) {
                        return Some(scalar::unknown_unit(self.raw(unit), self.span(unit)));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Two values side by side inside the brackets of a list.
    fn list_fault(&self, value: usize, end: usize) -> Option<Diagnostic> {
        let mut open = Vec::new();
        for at in value..end {
            match self.kind(at)? {
                Kind::Open(bracket) => open.push(bracket),
                Kind::Close(_) => {
                    open.pop();
                }
                _ => {}
            }
            let follows = open.len() > usize::from(matches!(self.kind(at), Some(Kind::Open(_))));
            let in_list = open.last() == Some(&b'[') || matches!(self.kind(at), Some(Kind::Open(_)));
            if at > value && in_list && follows && self.begins_value(at) && self.ends_value(at - 1) && !self.is_one_literal(at) {
                return Some(faults::missing_comma(self.span(at - 1), self.raw(at - 1), self.raw(at)));
            }
        }
        None
    }

    /// Whether a name is the kind in `x has kind name`.
    fn is_asked_of(&self, at: usize) -> bool {
        at.checked_sub(2).is_some_and(|has| self.raw(has) == "has" && self.raw(at - 1) == "kind")
    }

    fn begins_value(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => (!is_operator(self.raw(at)) || self.raw(at) == "if") && !self.is_asked_of(at),
            Some(Kind::Hyphened | Kind::Number | Kind::Text | Kind::OpenText | Kind::Slanted | Kind::Open(b'[')) => true,
            // Behind a name a parenthesis makes a call.
            Some(Kind::Open(b'(')) => at.checked_sub(1).and_then(|before| self.kind(before)) != Some(Kind::Name),
            Some(_) | None => false,
        }
    }

    fn ends_value(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => !is_operator(self.raw(at)),
            Some(Kind::Hyphened | Kind::Number | Kind::Text | Kind::OpenText | Kind::Slanted | Kind::Close(_)) => true,
            Some(_) | None => false,
        }
    }

    /// Whether the token `at` belongs to the number or the word `every` before it.
    fn is_one_literal(&self, at: usize) -> bool {
        let every = self.raw(at - 1) == "every" && matches!(self.kind(at), Some(Kind::Number | Kind::Name));
        every || (self.kind(at - 1) == Some(Kind::Number) && self.kind(at) == Some(Kind::Name) && is_unit(self.raw(at)))
    }

    /// As much of a value as can be understood.
    pub(super) fn value(&mut self, first: usize, end: usize) -> ValueNode {
        let span = self.span_of(first, end);
        if first + 1 == end && self.is_text(first) {
            return ValueNode { span, kind: ValueKind::Literal(Literal::Text) };
        }
        if let Ok(nodes) = self.try_parse(Rule::one_value, first, end) {
            let value = self.lowered(&nodes, |lowering| lowering.first_below(0).map(|at| lowering.value(at)));
            return value.unwrap_or(ValueNode { span, kind: ValueKind::Missing });
        }
        if self.kind(first) != Some(Kind::Open(b'[')) || self.nested(first, end) {
            return ValueNode { span, kind: ValueKind::Missing };
        }
        let mut values = Vec::new();
        let mut start = first + 1;
        for at in first + 1..=end {
            let closes = at == end || (at + 1 == end && matches!(self.kind(at), Some(Kind::Close(_))));
            let comma = self.kind(at) == Some(Kind::Comma);
            let gap = at > start && self.begins_value(at) && self.ends_value(at - 1) && !self.is_one_literal(at);
            if closes || comma || gap {
                if at > start {
                    let value = self.value(start, at);
                    values.push(value);
                }
                start = if gap && !closes { at } else { at + 1 };
            }
            if closes {
                break;
            }
        }
        ValueNode { span, kind: ValueKind::List(values) }
    }

    /// Whether there are brackets inside the brackets that open at `first`: such lists are not taken apart.
    fn nested(&self, first: usize, end: usize) -> bool {
        (first + 1..end).any(|at| matches!(self.kind(at), Some(Kind::Open(_))))
    }

    fn value_expr(&mut self, first: usize, end: usize) -> Expr {
        let span = self.span_of(first, end.max(first));
        if first + 1 == end && self.is_text(first) {
            return Expr { span, kind: ExprKind::Literal(Literal::Text) };
        }
        match self.try_parse(Rule::one_expr, first, end) {
            Ok(nodes) => self.lowered(&nodes, |lowering| match lowering.first_below(0) {
                Some(at) => lowering.expr(at, 0),
                None => expression::missing(span),
            }),
            Err(_) => expression::missing(span),
        }
    }
}

/// Whether a token that begins with a digit is a number, a date or a percentage in form.
fn is_number(raw: &str) -> bool {
    let raw = raw.strip_suffix('%').unwrap_or(raw);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = raw.split('-').collect();
    match parts.as_slice() {
        [number] => match number.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(number),
        },
        [year, month, day] => {
            year.len() == 4 && [year, month, day].iter().all(|part| digits(part)) && month.len() <= 2 && day.len() <= 2
        }
        _ => false,
    }
}

fn is_unit(word: &str) -> bool {
    Unit::by_name(word).is_some() || Currency::by_code(word).is_some()
}
