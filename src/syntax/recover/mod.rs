//! Reads a stretch of text that the grammar refuses: keeps what is good, and says of every fault what it is, once.
//!
//! `tokens` reads words and marks without refusing anything, `shape` finds out which of them belong together, and here every piece is
//! given to the grammar on its own. What even then is refused is explained by `member`, from the likely slips to the general case.

mod bare_list;
mod define;
mod faults;
mod layout;
mod member;
mod shape;
mod tokens;

use std::cell::Cell;
use std::sync::Arc;

use super::grammar::{self, Node, Refusal, Rule};
use super::lower::Lowering;
use super::tree::{
    EntityNode, EnumDecl, FieldNode, Item, KindDecl, Member, Name, RegisterDecl, RegisterMember, Role, RuleDecl, RuleMember,
    TextLit, ValueKind, ValueNode,
};
use super::{Part, doc, nesting, text};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};
use shape::{Piece, Sort};
use tokens::{Kind, Place, Token, Tokens};

/// The items of the bytes `start..end` of `text`, and what is wrong with them.
pub(super) fn recover(text: &str, file: FileId, start: usize, end: usize) -> Part {
    counted(text, file, start, end).0
}

/// What [`recover`] gives, and how many bytes the grammar has read for that.
fn counted(text: &str, file: FileId, start: usize, end: usize) -> (Part, usize) {
    let tokens = tokens::tokens(text, start, end);
    let (pieces, faults) = shape::shape(&tokens, text, file);
    let mut salvage = Salvage { text, file, tokens: &tokens, diagnostics: faults, refused: None, work: Cell::new(0) };
    let items: Vec<Item> = pieces.iter().flat_map(|piece| salvage.items(piece)).collect();
    let mut diagnostics = salvage.diagnostics;
    if diagnostics.is_empty() {
        // The pieces are all good although the whole was not: say at least where the grammar stopped.
        if let Err(refusal) = grammar::parse(Rule::file, text.get(start..end).unwrap_or_default(), start) {
            let at = refusal.at as usize;
            diagnostics.push(faults::refused(Span::new(file, at, at), "", &refusal));
        }
    }
    diagnostics.sort_by_key(|told| told.span().map(|span| (span.start, span.end)));
    (Part { items, diagnostics }, salvage.work.get())
}

struct Salvage<'a> {
    text: &'a str,
    file: FileId,
    tokens: &'a Tokens,
    diagnostics: Vec<Diagnostic>,
    /// Where the grammar last stopped in something with a body.
    refused: Option<u32>,
    /// How many bytes the grammar has read.
    work: Cell<usize>,
}

/// What stands before the body of an item.
struct Head {
    name: Option<Name>,
    title: Option<TextLit>,
}

impl Salvage<'_> {
    fn items(&mut self, piece: &Piece) -> Vec<Item> {
        if piece.sort != Sort::Item {
            self.outside(piece);
            return Vec::new();
        }
        if let Some(nodes) = self.whole(Rule::file, piece) {
            return self.lowered(&nodes, |lowering| lowering.items());
        }
        let told = self.diagnostics.len();
        let item = self.item(piece);
        if self.diagnostics.len() == told {
            self.refused(Rule::file, piece);
        }
        item.into_iter().collect()
    }

    fn item(&mut self, piece: &Piece) -> Option<Item> {
        if self.raw(piece.first) == "define" {
            return self.define(piece).map(Arc::new).map(Item::Define);
        }
        self.diagnostics.extend(piece.faults.iter().cloned());
        let role = if self.raw(piece.first) == "extend" { Role::Extends } else { Role::New };
        let word = match role {
            Role::New => piece.first,
            Role::Extends => piece.first + 1,
        };
        let pieces = piece.body.as_deref().unwrap_or_default();
        let span = self.span_of(piece.first, piece.end);
        let doc = self.doc(piece.first);
        match self.raw(word) {
            "kind" => {
                let told = self.diagnostics.len();
                let extends = (word + 1..piece.head).find(|at| self.raw(*at) == "extends");
                let head = self.declared(word, extends.unwrap_or(piece.head));
                let parent = extends.and_then(|at| self.parent(at, piece.head, told));
                let fields = pieces.iter().filter_map(|piece| self.field_decl(piece)).collect();
                Some(Item::Kind(KindDecl { span, doc, role, name: head.name?, parent, fields }))
            }
            "enum" => {
                let head = self.declared(word, piece.head);
                self.needs_body(word, piece);
                let variants = pieces.iter().filter_map(|piece| self.variant(piece)).collect();
                Some(Item::Enum(EnumDecl { span, doc, role, name: head.name?, variants }))
            }
            "rule" => {
                let head = self.declared(word, piece.head);
                self.needs_body(word, piece);
                let members: Vec<RuleMember> = pieces.iter().filter_map(|piece| self.rule_member(piece)).collect();
                Some(Item::Rule(Arc::new(RuleDecl { span, doc, name: head.name?, members, broken: true })))
            }
            "register" => {
                let head = self.declared(word, piece.head);
                self.needs_body(word, piece);
                let members: Vec<RegisterMember> = pieces.iter().filter_map(|piece| self.register_member(piece)).collect();
                Some(Item::Register(Arc::new(RegisterDecl {
                    span,
                    doc,
                    name: head.name?,
                    title: head.title,
                    members,
                    broken: true,
                })))
            }
            _ if role == Role::Extends => {
                self.diagnostics.push(faults::no_name(self.span(piece.first), "extend kind"));
                None
            }
            _ if piece.body.is_none() && piece.head == piece.first + 1 => {
                self.diagnostics.push(faults::lone_word(self.span(piece.first), self.raw(piece.first)));
                None
            }
            _ => Some(Item::Entity(self.entity(piece))),
        }
    }

    /// An entity whose faults with brackets have been told.
    fn entity(&mut self, piece: &Piece) -> EntityNode {
        let head = self.head(piece.first, piece.first + 1, piece.head);
        EntityNode {
            span: self.span_of(piece.first, piece.end),
            doc: self.doc(piece.first),
            kind: Name { span: self.span(piece.first) },
            id: head.name,
            title: head.title,
            members: self.members(piece.body.as_deref().unwrap_or_default()),
            broken: true,
        }
    }

    fn members(&mut self, pieces: &[Piece]) -> Vec<Member> {
        let mut members = Vec::with_capacity(pieces.len());
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let more = self.values_behind(pieces.get(at..).unwrap_or_default());
            if more > 0 {
                members.push(Member::Field(self.bare_list(pieces.get(at..=at + more).unwrap_or_default())));
            } else {
                members.extend(self.member(piece));
            }
            at += 1 + more;
        }
        members
    }

    fn member(&mut self, piece: &Piece) -> Option<Member> {
        if piece.sort == Sort::Member && self.follows_number_and_comma(piece.end + 1) {
            // What stands behind the comma is told as the rest of this number.
            let value = ValueNode { span: self.span(piece.end - 1), kind: ValueKind::Missing };
            return Some(Member::Field(FieldNode { name: Name { span: self.span(piece.first) }, value }));
        }
        if let Some(nodes) = self.whole(Rule::one_member, piece) {
            return self.lowered(&nodes, |lowering| lowering.first_below(0).and_then(|at| lowering.member(at)));
        }
        match (piece.sort, &piece.body) {
            (Sort::Item, Some(_)) => {
                let told = self.diagnostics.len();
                self.diagnostics.extend(piece.faults.iter().cloned());
                let entity = self.entity(piece);
                if self.diagnostics.len() == told {
                    self.refused(Rule::one_member, piece);
                }
                Some(Member::Child(Box::new(entity)))
            }
            (Sort::Item, None) => self.headless(piece),
            (Sort::Member, _) => Some(Member::Field(self.field(piece))),
            (Sort::Junk, _) => {
                self.junk(piece);
                None
            }
        }
    }

    /// A name and a title behind the word `word`, for declarations, which need the name.
    fn declared(&mut self, word: usize, end: usize) -> Head {
        let named = self.token(word + 1).filter(|_| word + 1 < end);
        if named.is_none_or(|token| !matches!(token.kind, Kind::Name | Kind::Hyphened | Kind::Number)) {
            self.diagnostics.push(faults::no_name(self.span(word), self.raw(word)));
            return Head { name: None, title: None };
        }
        let told = self.diagnostics.len();
        let head = self.head(word, word + 1, end);
        if let Some(token) = named.filter(|token| token.kind == Kind::Number && self.diagnostics.len() == told) {
            self.diagnostics.push(faults::bad_name(self.span_token(token), self.raw(word + 1)));
        }
        head
    }

    fn parent(&mut self, extends: usize, end: usize, told: usize) -> Option<Name> {
        let parent = self.token(extends + 1).filter(|token| extends + 1 < end && token.kind == Kind::Name);
        if parent.is_none() && self.diagnostics.len() == told {
            self.diagnostics.push(faults::no_name(self.span(extends), "extends"));
        }
        parent.map(|token| Name { span: self.span_token(token) })
    }

    fn needs_body(&mut self, word: usize, piece: &Piece) {
        if piece.body.is_none() {
            self.diagnostics.push(faults::no_body(self.span_of(word, piece.head), self.raw(word)));
        }
    }

    /// An id and a title among the tokens `at..end`, which follow the word `word`; at most one thing is said about them.
    fn head(&mut self, word: usize, mut at: usize, end: usize) -> Head {
        let mut head = Head { name: None, title: None };
        let mut fault = None;
        let line = self.token(word).map(|token| token.line);
        if let Some(token) = self.token(at).filter(|token| at < end && Some(token.line) == line) {
            let span = self.span_token(token);
            match token.kind {
                Kind::Name => head.name = Some(Name { span }),
                Kind::Number if self.is_id(at) => head.name = Some(Name { span }),
                Kind::Hyphened | Kind::Number => {
                    fault = Some(faults::bad_name(span, self.raw(at)));
                    head.name = Some(Name { span });
                }
                _ => {}
            }
            at += usize::from(head.name.is_some());
        }
        if let Some(token) = self.token(at).filter(|_| at < end) {
            let span = self.span_token(token);
            if matches!(token.kind, Kind::Text | Kind::OpenText | Kind::Slanted) {
                head.title = Some(TextLit { span });
                fault = fault.or(self.text_fault(at));
                at += 1;
            }
        }
        if at < end && fault.is_none() {
            fault = self.lexical(at, end).or_else(|| {
                let refusal = Refusal { at: 0, expected: Vec::new() };
                Some(
                    faults::refused(self.span(at), self.raw(at), &refusal)
                        .help("a head is a kind, a name and a title, in this order"),
                )
            });
        }
        self.diagnostics.extend(fault);
        head
    }

    /// Whether a token that begins with a digit can be an id such as `8.6.1`.
    fn is_id(&self, at: usize) -> bool {
        self.raw(at).split('.').all(|part| !part.is_empty() && part.chars().all(unicode_ident::is_xid_continue))
    }

    /// Says what stands at the top level and is no item.
    fn outside(&mut self, piece: &Piece) {
        if let Some(fault) = self.lexical(piece.first, piece.end) {
            self.diagnostics.push(fault);
            return;
        }
        let place = self.span_of(piece.first, piece.end);
        let fault = match (piece.sort, self.token(piece.first).map(|token| token.kind)) {
            (Sort::Member, _) => faults::outside(place, self.raw(piece.first)),
            (_, Some(Kind::Comma)) => faults::lone_comma(self.span(piece.first)),
            _ => faults::no_item(place),
        };
        self.diagnostics.push(fault);
    }

    /// Says of a piece that the grammar refuses, and in which no slip is known, where it stopped.
    fn refused(&mut self, rule: Rule, piece: &Piece) {
        if let Err(refusal) = self.try_parse(rule, piece.first, piece.end) {
            let fault = self.refusal(&refusal, piece);
            self.diagnostics.push(fault);
        }
    }

    fn refusal(&self, refusal: &Refusal, piece: &Piece) -> Diagnostic {
        // The token at the place; past the last one, the place behind it.
        let tokens = &self.tokens.all[piece.first..piece.end];
        match tokens.iter().find(|token| token.end > refusal.at) {
            Some(token) => {
                let span = self.span_token(*token);
                faults::refused(span, &self.text[span.range()], refusal)
            }
            None => faults::refused(self.span_of(piece.first, piece.end).behind(), "", refusal),
        }
    }

    /// A piece as a whole, if nothing is wrong in it.
    ///
    /// Where the grammar has stopped inside the braces of something that holds this piece, and this piece's braces hold that place too, it
    /// would stop there again: so a fault deep inside does not cost a parse for each level.
    fn whole(&mut self, rule: Rule, piece: &Piece) -> Option<Vec<Node>> {
        let known = self.refused.filter(|_| piece.body.is_some()).is_some_and(|at| {
            let (first, last) = (self.span_of(piece.first, piece.end), self.span(piece.end - 1));
            first.start < at && at < last.start
        });
        if !piece.sound || known {
            return None;
        }
        match self.try_parse(rule, piece.first, piece.end) {
            Ok(nodes) => Some(nodes),
            Err(refusal) => {
                self.refused = piece.body.as_ref().map(|_| refusal.at).or(self.refused);
                None
            }
        }
    }

    /// Matches the tokens `first..end` with `rule`, unless they are nested too deeply for the generated parser.
    fn try_parse(&self, rule: Rule, first: usize, end: usize) -> Result<Vec<Node>, Refusal> {
        let span = self.span_of(first, end);
        if first >= end || nesting::too_deep(self.text, span.range()).is_some() {
            return Err(Refusal { at: span.start, expected: Vec::new() });
        }
        let answer = grammar::parse(rule, &self.text[span.range()], span.start as usize);
        let read = answer.as_ref().map_or_else(|refusal| refusal.at, |_| span.end) - span.start;
        self.work.set(self.work.get() + read as usize);
        answer
    }

    fn lowered<T>(&mut self, nodes: &[Node], lower: impl FnOnce(&mut Lowering<'_>) -> T) -> T {
        let mut lowering = Lowering { file: self.file, text: self.text, nodes, diagnostics: Vec::new() };
        let result = lower(&mut lowering);
        self.diagnostics.extend(lowering.diagnostics);
        result
    }

    /// The first word or mark among the tokens `first..end` that the language does not have.
    fn lexical(&self, first: usize, end: usize) -> Option<Diagnostic> {
        (first..end.min(self.tokens.all.len())).find_map(|at| {
            let (span, raw) = (self.span(at), self.raw(at));
            match self.tokens.all[at].kind {
                Kind::OpenText | Kind::Slanted => self.text_fault(at),
                Kind::Remark => Some(faults::foreign_comment(span, raw)),
                Kind::Junk if raw.starts_with(['\'', '‘', '’', '“', '”', '„', '‚', '«', '»']) => {
                    Some(faults::lone_quote(span, raw))
                }
                Kind::Junk => Some(faults::junk(span, raw)),
                Kind::Name
                | Kind::Hyphened
                | Kind::Number
                | Kind::Text
                | Kind::Open(_)
                | Kind::Close(_)
                | Kind::Colon
                | Kind::Comma
                | Kind::Equal
                | Kind::Comment
                | Kind::Doc
                | Kind::Mark => None,
            }
        })
    }

    /// What is wrong with the token `at`, which stands for a text.
    fn text_fault(&self, at: usize) -> Option<Diagnostic> {
        let (span, raw) = (self.span(at), self.raw(at));
        match self.token(at)?.kind {
            // “…” closed the other way round: "…”
            Kind::OpenText if raw.ends_with(['”', '“', '’', '‘']) => Some(faults::slanted(span, raw)),
            Kind::OpenText => Some(faults::open_text(span, raw)),
            Kind::Slanted => Some(faults::slanted(span, raw)),
            _ => {
                let mut told = Vec::new();
                text::check_escapes(raw, self.file, span.start as usize, &mut told);
                told.into_iter().next()
            }
        }
    }

    fn token(&self, at: usize) -> Option<Token> {
        self.tokens.all.get(at).copied()
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    fn is_first(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.place == Place::First)
    }

    fn raw(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    fn span(&self, at: usize) -> Span {
        self.token(at).map_or(Span::new(self.file, self.text.len(), self.text.len()), |token| self.span_token(token))
    }

    fn span_token(&self, token: Token) -> Span {
        Span { file: self.file, start: token.start, end: token.end }
    }

    fn span_of(&self, first: usize, end: usize) -> Span {
        if end > first { self.span(first).to(self.span(end - 1)) } else { self.span(first.saturating_sub(1)).behind() }
    }

    fn doc(&self, at: usize) -> Option<super::tree::Doc> {
        doc::before(self.text, self.span(at).start as usize)
            .map(|range| super::tree::Doc { span: Span::new(self.file, range.start, range.end) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::DEPTH;
    use super::*;
    use crate::source::{Origin, Sources};

    /// How often the grammar reads each byte of a text, on average.
    fn readings(text: &str) -> f64 {
        let file = Sources::new().add("a.sms", text, Origin::Model);
        let (part, work) = counted(text, file, 0, text.len());
        assert!(!part.diagnostics.is_empty(), "nothing is told of {text}");
        work as f64 / text.len() as f64
    }

    #[test]
    fn a_fault_deep_inside_is_looked_for_once() {
        let mut faults = Vec::new();
        for level in [
            "a b { @ }",
            "a b \"t\" { x: 1 @ y: 2 }",
            "a b { c d { e: 1 } @ f g { h: 2 } }",
            "a b { x: = @ }",
            "a b { @ x: = }",
            "a b { x: = @ c d { y z } }",
            "a b { c { x y: [1 } @ }",
            "a b { @ c { x: y: } }",
            "a b {\n@\nx: \"\n}",
        ] {
            for innermost in ["x: =", "x: [1 2] y: 3", "x", "x: (", "x: 1 } y: 2"] {
                let levels =
                    |count| (0..count).fold("@".to_owned(), |text, _| text.replacen('@', level, 1)).replacen('@', innermost, 1);
                let (few, many) = (readings(&levels(DEPTH / 4)), readings(&levels(DEPTH - 4)));
                if many > few + 1.0 {
                    faults.push(format!("{level} with {innermost}: {few:.1}, then {many:.1} readings"));
                }
            }
        }
        assert_eq!(faults, [""; 0]);
    }
}
