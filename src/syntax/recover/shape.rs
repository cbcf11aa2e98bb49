//! The shape of a damaged stretch: which tokens belong to which item and member.
//!
//! Brackets that match are believed. Where they do not, the layout decides: a line that looks like the head of an item at or left of the
//! column of the open block ends that block, a `}` left of it belongs to an outer one, and a line that looks like `name:` ends the
//! member before it. The text is walked over once, and only as deep as nesting is allowed.

use super::faults;
use super::layout::{Layout, is_operator, layout};
use super::tokens::{Kind, Place, Token, Tokens};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

use super::super::lex::line_break;
use super::super::outline::DEPTH;

/// A run of tokens that belongs together.
#[derive(Debug)]
pub(super) struct Piece {
    pub sort: Sort,
    /// Its first token.
    pub first: usize,
    /// Just past the last token of its head; for a piece without a body, of the piece.
    pub head: usize,
    /// Just past its last token.
    pub end: usize,
    /// What stands in its braces.
    pub body: Option<Vec<Piece>>,
    /// What is wrong with its brackets.
    pub faults: Vec<Diagnostic>,
    /// Whether no bracket in it, nor in what stands in its braces, is at fault.
    pub sound: bool,
}

/// What a piece looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// An entity, a kind, a rule …
    Item,
    /// A field, a setting, a value of an enum …
    Member,
    /// Nothing known.
    Junk,
}

/// What a pair of braces belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Context {
    Top,
    Entity,
    Kind,
    Enum,
    Rule,
}

/// Divides all tokens into pieces; faults that belong to no piece come apart.
pub(super) fn shape(tokens: &Tokens, text: &str, file: FileId) -> (Vec<Piece>, Vec<Diagnostic>) {
    let mut walk = Walk { tokens, text, file, layout: layout(tokens), at: 0, blocks: Vec::new() };
    let mut faults = Vec::new();
    let pieces = walk.pieces(Context::Top, &mut faults);
    (pieces, faults)
}

pub(super) struct Walk<'a> {
    pub(super) tokens: &'a Tokens,
    text: &'a str,
    file: FileId,
    layout: Layout,
    pub(super) at: usize,
    /// The open braces: the token, and the column of the line it stands on.
    blocks: Vec<Block>,
}

#[derive(Clone, Copy)]
struct Block {
    line: u32,
    column: u32,
}

/// What a closing brace does.
enum Closing {
    Ends,
    Stray,
    Outer,
}

impl Walk<'_> {
    /// The pieces up to the end of the innermost open block; its closing brace, if it is there, stays.
    fn pieces(&mut self, context: Context, faults: &mut Vec<Diagnostic>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut comma_allowed = false;
        while let Some(token) = self.token(self.at) {
            match token.kind {
                Kind::Close(b'}') => match self.closing(token) {
                    Closing::Ends | Closing::Outer => return pieces,
                    Closing::Stray => {
                        faults.push(faults::stray_bracket(self.span(token), '}'));
                        self.at += 1;
                    }
                },
                Kind::Close(bracket) => {
                    faults.push(faults::stray_bracket(self.span(token), bracket as char));
                    self.at += 1;
                }
                Kind::Comma if comma_allowed => {
                    self.at += 1;
                    comma_allowed = false;
                    continue;
                }
                _ if self.left_behind(token) => return pieces,
                _ => {
                    let piece = self.piece(context);
                    // Junk on one line, or line after line of it, is one fault.
                    match pieces.last_mut() {
                        Some(last) if last.sort == Sort::Junk && piece.sort == Sort::Junk => last.end = piece.end,
                        Some(_) | None => pieces.push(piece),
                    }
                    comma_allowed = context != Context::Top;
                    continue;
                }
            }
            comma_allowed = true;
        }
        pieces
    }

    /// What a `}` does for the innermost block.
    fn closing(&self, brace: Token) -> Closing {
        let Some(block) = self.blocks.last() else { return Closing::Stray };
        if brace.line == block.line || self.layout == Layout::Flat {
            return Closing::Ends;
        }
        let outer = self.blocks.len().checked_sub(2).and_then(|at| self.blocks.get(at));
        let column = self.column(brace);
        if brace.place == Place::First && column < block.column && outer.is_some() {
            return Closing::Outer;
        }
        // If the lines go on deeper than the block until a brace closes it, this is not the one.
        let mut next = brace.line as usize + 1;
        let mut deeper = false;
        while let Some(line) = self.tokens.lines.get(next)
            && line.column > block.column
        {
            deeper = true;
            next = line.dedent as usize;
        }
        let closed_later = self.tokens.lines.get(next).is_some_and(|line| {
            line.column == block.column && self.token(line.first as usize).is_some_and(|token| token.kind == Kind::Close(b'}'))
        });
        let shares_column = outer.is_some_and(|outer| outer.column == block.column);
        let at_its_place = brace.place == Place::First && column == block.column;
        if closed_later && !shares_column && (deeper || !at_its_place) { Closing::Stray } else { Closing::Ends }
    }

    /// Whether the line that begins with `token` shows that the innermost block has ended without a brace.
    fn left_behind(&self, token: Token) -> bool {
        let Some(block) = self.blocks.last() else { return false };
        if token.place != Place::First
            || token.line == block.line
            || self.layout == Layout::Flat
            || self.column(token) > block.column
        {
            return false;
        }
        // A field left of everything has no other block to belong to.
        if self.tokens.is_field_start(self.at) { self.blocks.len() > 1 } else { self.tokens.is_head(self.at) }
    }

    fn piece(&mut self, context: Context) -> Piece {
        let field = self.tokens.is_field_start(self.at);
        let named = self.token(self.at).is_some_and(|token| matches!(token.kind, Kind::Name | Kind::Hyphened));
        match context {
            Context::Top if self.tokens.begins_define(self.at, self.text) => self.define(),
            Context::Top | Context::Entity if field => self.member(context),
            Context::Top | Context::Entity if named && self.tokens.lacks_colon(self.at) => self.member(context),
            Context::Top | Context::Entity if named => self.item(context),
            Context::Enum if named => self.variant(),
            Context::Kind | Context::Rule if field || named => self.member(context),
            Context::Top | Context::Entity | Context::Kind | Context::Enum | Context::Rule => self.junk(),
        }
    }

    /// An item: its head, and its body if it has one.
    fn item(&mut self, context: Context) -> Piece {
        let first = self.at;
        let line = self.token(first).map_or(0, |token| token.line);
        let mut faults = Vec::new();
        self.at += 1;
        while let Some(token) = self.token(self.at) {
            match token.kind {
                Kind::Open(b'{') | Kind::Comma | Kind::Close(b'}') => break,
                Kind::Text | Kind::OpenText | Kind::Slanted => self.at += 1,
                _ if token.line != line && !self.is_word(self.at, "extends") => break,
                Kind::Name if self.at > first + 1 && context == Context::Entity && self.tokens.is_field_start(self.at) => break,
                _ => self.at += 1,
            }
        }
        let head = self.at;
        let mut body = None;
        if self.token(self.at).is_some_and(|token| token.kind == Kind::Open(b'{')) {
            body = Some(self.body(first, &mut faults));
        } else if self.lacks_brace(first) {
            faults.push(faults::missing_brace(self.span_of(first, head)));
            body = Some(self.block(first, head.saturating_sub(1), &mut faults));
        }
        let sound = faults.is_empty() && body.iter().flatten().all(|piece| piece.sound);
        Piece { sort: Sort::Item, first, head, end: self.at, body, faults, sound }
    }

    /// The braces at the present place, and what stands in them.
    fn body(&mut self, first: usize, faults: &mut Vec<Diagnostic>) -> Vec<Piece> {
        let brace = self.at;
        if self.blocks.len() >= DEPTH {
            if let Some(token) = self.token(brace) {
                faults.push(faults::too_deep(self.span(token)));
            }
            self.skip_brackets();
            return Vec::new();
        }
        self.at += 1;
        self.block(first, brace, faults)
    }

    /// The members of a block whose opening brace is, or should be, at or behind the token `brace`.
    fn block(&mut self, first: usize, brace: usize, faults: &mut Vec<Diagnostic>) -> Vec<Piece> {
        let context = self.context(first);
        let opened = self.token(brace);
        let line = opened.map_or(0, |token| token.line);
        let head = self.token(first).map_or(line, |token| token.line);
        let column = self.tokens.lines.get(head as usize).map_or(0, |line| line.column);
        self.blocks.push(Block { line, column });
        let pieces = self.pieces(context, faults);
        let closed = self
            .token(self.at)
            .is_some_and(|token| token.kind == Kind::Close(b'}') && matches!(self.closing(token), Closing::Ends));
        self.blocks.pop();
        if closed {
            self.at += 1;
        } else if let Some(opened) = opened.filter(|token| token.kind == Kind::Open(b'{')) {
            let last = self.token(self.at.saturating_sub(1)).unwrap_or(opened);
            // A brace that an unclosed text has swallowed is not missing.
            let swallowed =
                last.kind == Kind::OpenText || self.token(self.at.saturating_sub(2)).is_some_and(|t| t.kind == Kind::OpenText);
            let lost = swallowed && last.line >= line && self.text[..last.end as usize].ends_with('}');
            if !lost {
                faults.push(self.unclosed(opened));
            }
        }
        pieces
    }

    /// Whether the item that began at `first` and has ended its head goes on as if a brace had been opened.
    fn lacks_brace(&self, first: usize) -> bool {
        let (Some(item), Some(next)) = (self.token(first), self.token(self.at)) else { return false };
        self.layout == Layout::Telling
            && self.at > first + 1
            && next.place == Place::First
            && self.column(next) > self.column(item)
            && self.blocks.len() < DEPTH
            && self.tokens.is_field_start(self.at)
    }

    fn context(&self, first: usize) -> Context {
        if !self.blocks.is_empty() {
            return Context::Entity;
        }
        let at = if self.is_word(first, "extend") { first + 1 } else { first };
        match self.raw(at) {
            "kind" => Context::Kind,
            "enum" => Context::Enum,
            "rule" | "register" => Context::Rule,
            _ => Context::Entity,
        }
    }

    fn variant(&mut self) -> Piece {
        let first = self.at;
        self.at += 1;
        while let Some(token) = self.token(self.at) {
            match token.kind {
                Kind::Text | Kind::OpenText | Kind::Slanted => self.at += 1,
                Kind::Colon | Kind::Equal | Kind::Mark | Kind::Junk | Kind::Number if token.place == Place::Later => self.at += 1,
                _ => break,
            }
        }
        Piece { sort: Sort::Member, first, head: self.at, end: self.at, body: None, faults: Vec::new(), sound: true }
    }

    /// A field, a declaration of a field, or a part of a rule: up to what begins the next one.
    fn member(&mut self, context: Context) -> Piece {
        let first = self.at;
        let mut faults = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        self.at += 1;
        if self.token(self.at).is_some_and(|token| matches!(token.kind, Kind::Colon | Kind::Equal)) {
            self.at += 1;
        }
        let value = self.at;
        while let Some(token) = self.token(self.at) {
            match token.kind {
                Kind::Comma if open.is_empty() => break,
                Kind::Open(b'{') if self.at == value => {
                    self.skip_brackets();
                    continue;
                }
                Kind::Open(b'{') if context == Context::Entity && self.is_element(&open) => {
                    if faults.is_empty() {
                        faults.push(faults::braces_in_list(self.span(token)));
                    }
                    self.skip_brackets();
                    continue;
                }
                Kind::Open(b'{') if context == Context::Entity || context == Context::Top => break,
                Kind::Open(bracket) => {
                    open.push(self.at);
                    if faults.is_empty() && open.len() + self.blocks.len() > DEPTH {
                        faults.push(faults::too_deep(self.span(token)));
                    }
                    if bracket == b'{' {
                        self.skip_brackets();
                        open.pop();
                        continue;
                    }
                }
                Kind::Close(b'}') => break,
                Kind::Close(bracket) => {
                    let opening = Kind::Open(super::super::lex::opening(bracket));
                    // What is open beyond the limit has been told, and is not searched for every bracket once more.
                    let near = open.len().saturating_sub(DEPTH);
                    let partner = open[near..].iter().rposition(|at| self.token(*at).is_some_and(|token| token.kind == opening));
                    let partner = partner.map(|partner| near + partner);
                    // Brackets that are still open inside the pair end with it.
                    let lost = partner.and_then(|partner| open.get(partner + 1)).and_then(|at| self.token(*at));
                    if faults.is_empty() {
                        match (partner, lost) {
                            (None, _) => faults.push(faults::stray_bracket(self.span(token), bracket as char)),
                            (Some(_), Some(lost)) => faults.push(self.unclosed(lost)),
                            (Some(_), None) => {}
                        }
                    }
                    if let Some(partner) = partner {
                        open.truncate(partner);
                    }
                }
                Kind::Junk | Kind::Remark if token.place == Place::First && open.is_empty() => break,
                Kind::Name | Kind::Hyphened if self.begins_next(context, value, !open.is_empty()) => break,
                _ => {}
            }
            self.at += 1;
        }
        if let Some(opened) = open.first().and_then(|at| self.token(*at)).filter(|_| faults.is_empty()) {
            faults.push(self.unclosed(opened));
        }
        let sound = faults.is_empty();
        Piece { sort: Sort::Member, first, head: self.at, end: self.at, body: None, faults, sound }
    }

    /// Whether the name at the present place begins something new, although the member whose value began at `value` has not been ended.
    fn begins_next(&self, context: Context, value: usize, in_brackets: bool) -> bool {
        let Some(token) = self.token(self.at) else { return false };
        if context == Context::Kind && self.next_kind(1) == Some(Kind::Colon) && self.next_kind(2) == Some(Kind::Equal) {
            // The type before `:=`; where there is none, the field begins its line.
            return token.place == Place::First && self.at > value;
        }
        if self.tokens.is_field_start(self.at) && (token.place == Place::First || self.next_kind(1) == Some(Kind::Colon)) {
            // `let x: …` is one slip, not two members.
            return !self.at.checked_sub(1).is_some_and(|before| self.is_word(before, "let"));
        }
        let first_on_line = token.place == Place::First;
        match context {
            Context::Top | Context::Entity if in_brackets => first_on_line && self.tokens.opens_body(self.at),
            Context::Top | Context::Entity => first_on_line || (self.at > value && self.tokens.opens_body(self.at)),
            Context::Kind => {
                first_on_line
                    && !in_brackets
                    && !matches!(self.raw(self.at), "contains" | "inverse" | "of" | "must")
                    && !is_operator(self.raw(self.at))
                    && self.ends_operand(value)
            }
            Context::Enum => first_on_line,
            Context::Rule => {
                let declares =
                    (self.raw(self.at) == "let" && self.next_kind(1) == Some(Kind::Name) && self.next_kind(2) == Some(Kind::Equal))
                        || (self.raw(self.at) == "column"
                            && matches!(self.next_kind(1), Some(Kind::Text | Kind::OpenText | Kind::Slanted)));
                declares || (first_on_line && !in_brackets && !is_operator(self.raw(self.at)) && self.ends_operand(value))
            }
        }
    }

    /// Whether the token before the present one can end a value.
    pub(super) fn ends_operand(&self, value: usize) -> bool {
        let before = self.at.checked_sub(1).filter(|at| *at >= value);
        before.and_then(|at| self.token(at).map(|token| (at, token))).is_some_and(|(at, token)| match token.kind {
            Kind::Name => !is_operator(self.raw(at)),
            Kind::Hyphened | Kind::Number | Kind::Text | Kind::OpenText | Kind::Slanted | Kind::Close(_) => true,
            Kind::Mark => matches!(self.raw(at), "?" | "+" | "*"),
            Kind::Open(_) | Kind::Colon | Kind::Comma | Kind::Equal | Kind::Remark | Kind::Comment | Kind::Doc | Kind::Junk => {
                false
            }
        })
    }

    fn junk(&mut self) -> Piece {
        let first = self.at;
        match self.token(first).map(|token| token.kind) {
            Some(Kind::Open(_)) => self.skip_brackets(),
            Some(_) | None => self.at += 1,
        }
        while let Some(token) = self.token(self.at) {
            let ends = match token.kind {
                Kind::Comma | Kind::Close(b'}') => true,
                Kind::Open(_) => {
                    self.skip_brackets();
                    continue;
                }
                Kind::Name | Kind::Hyphened => {
                    token.place == Place::First || self.tokens.is_field_start(self.at) || self.tokens.opens_body(self.at)
                }
                Kind::Number
                | Kind::Text
                | Kind::OpenText
                | Kind::Slanted
                | Kind::Close(_)
                | Kind::Colon
                | Kind::Equal
                | Kind::Mark
                | Kind::Remark
                | Kind::Comment
                | Kind::Doc
                | Kind::Junk => false,
            };
            if ends {
                break;
            }
            self.at += 1;
        }
        Piece { sort: Sort::Junk, first, head: self.at, end: self.at, body: None, faults: Vec::new(), sound: false }
    }

    /// Goes past the bracket at the present place and the one that closes it.
    fn skip_brackets(&mut self) {
        let mut depth = 0usize;
        while let Some(token) = self.token(self.at) {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
    }

    fn next_kind(&self, ahead: usize) -> Option<Kind> {
        self.token(self.at + ahead).map(|token| token.kind)
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.raw(at) == word
    }

    pub(super) fn raw(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// Whether the present token begins an element of a list that is open, as in `[{ … }, { … }]`.
    fn is_element(&self, open: &[usize]) -> bool {
        let before = self.token(self.at.saturating_sub(1)).map(|token| token.kind);
        !open.is_empty() && matches!(before, Some(Kind::Open(b'[') | Kind::Comma))
    }

    /// `E0101` for a bracket whose counterpart was expected before the present place.
    pub(super) fn unclosed(&self, opened: Token) -> Diagnostic {
        let last = self.token(self.at.saturating_sub(1)).unwrap_or(opened);
        let bracket = self.text[opened.start as usize..].chars().next().unwrap_or('[');
        let end = self.span(last).behind();
        faults::unclosed(self.span(opened), bracket, end, line_break(self.text, end.start as usize))
    }

    pub(super) fn column(&self, token: Token) -> u32 {
        self.tokens.lines.get(token.line as usize).map_or(0, |line| line.column)
    }

    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.tokens.token(at)
    }

    pub(super) fn span(&self, token: Token) -> Span {
        Span { file: self.file, start: token.start, end: token.end }
    }

    fn span_of(&self, first: usize, end: usize) -> Span {
        match (self.token(first), self.token(end.saturating_sub(1))) {
            (Some(first), Some(last)) => self.span(first).to(self.span(last)),
            _ => Span::new(self.file, 0, 0),
        }
    }
}
