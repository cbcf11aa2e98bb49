//! What the layout of lines and the look of words say: whether indentation can be trusted, and what begins where.

use super::tokens::{Kind, Place, Token, Tokens};

/// Whether the lines are laid out so that indentation says something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    Telling,
    Flat,
}

/// In a file without indentation most fields stand no deeper than the block that holds them. Where every bracket has its counterpart,
/// the heads of entities count too: there is little reason to doubt the brackets then.
pub(super) fn layout(tokens: &Tokens) -> Layout {
    let (mut fields, mut heads) = (Balance::default(), Balance::default());
    let mut open: Vec<u32> = Vec::new();
    let mut balanced = true;
    for (at, token) in tokens.all.iter().enumerate() {
        let column = tokens.lines.get(token.line as usize).map_or(0, |line| line.column);
        match token.kind {
            Kind::Open(b'{') => open.push(column),
            Kind::Close(b'}') => balanced &= open.pop().is_some(),
            Kind::Name if token.place == Place::First => match tokens.all.get(at + 1).map(|next| next.kind) {
                Some(Kind::Colon) => fields.count(column, open.first()),
                Some(Kind::Name | Kind::Text | Kind::Open(b'{')) => heads.count(column, open.last()),
                Some(_) | None => {}
            },
            _ => {}
        }
    }
    let doubted = if balanced && open.is_empty() { fields.flat + heads.flat } else { fields.flat };
    let confirmed = fields.deep + heads.deep;
    if doubted > confirmed { Layout::Flat } else { Layout::Telling }
}

/// How many lines stand deeper than the block that holds them, and how many do not.
#[derive(Default)]
struct Balance {
    flat: usize,
    deep: usize,
}

impl Balance {
    fn count(&mut self, column: u32, block: Option<&u32>) {
        match block {
            Some(block) if column <= *block => self.flat += 1,
            Some(_) => self.deep += 1,
            None => {}
        }
    }
}

impl Tokens {
    /// The token at this place.
    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.all.get(at).copied()
    }

    /// `name:` or `name =`.
    pub(super) fn is_field_start(&self, at: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(at), self.token(at + 1)) else { return false };
        matches!(token.kind, Kind::Name | Kind::Hyphened)
            && token.line == next.line
            && matches!(next.kind, Kind::Colon | Kind::Equal)
    }

    /// A line that looks like the head of an item: a word, then a name, a text or a brace.
    pub(super) fn is_head(&self, at: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(at), self.token(at + 1)) else { return false };
        matches!(token.kind, Kind::Name)
            && match next.kind {
                Kind::Name | Kind::Hyphened | Kind::Number => next.line == token.line,
                Kind::Text | Kind::OpenText | Kind::Slanted | Kind::Open(b'{') => true,
                _ => false,
            }
    }

    /// Whether the words at `at` are followed by an opening brace: `target uptime "Uptime" {`.
    pub(super) fn opens_body(&self, at: usize) -> bool {
        let mut next = at + 1;
        if self.token(at).is_none_or(|token| !matches!(token.kind, Kind::Name)) {
            return false;
        }
        let same_line = |token: &Token| self.token(at).is_some_and(|first| first.line == token.line);
        if self.token(next).filter(same_line).is_some_and(|token| matches!(token.kind, Kind::Name | Kind::Hyphened | Kind::Number))
        {
            next += 1;
        }
        if self.token(next).is_some_and(|token| matches!(token.kind, Kind::Text | Kind::OpenText | Kind::Slanted)) {
            next += 1;
        }
        self.token(next).is_some_and(|token| token.kind == Kind::Open(b'{'))
    }

    /// `define name`, on one line.
    pub(super) fn begins_define(&self, at: usize, text: &str) -> bool {
        let (Some(token), Some(next)) = (self.token(at), self.token(at + 1)) else { return false };
        token.kind == Kind::Name
            && &text[token.start as usize..token.end as usize] == "define"
            && next.line == token.line
            && !matches!(next.kind, Kind::Colon | Kind::Open(b'{'))
    }

    /// Whether a value other than a name or text follows the name at `at` on its line, as in `services [a]`.
    pub(super) fn lacks_colon(&self, at: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(at), self.token(at + 1)) else { return false };
        token.line == next.line && matches!(next.kind, Kind::Open(b'[' | b'('))
    }
}

/// The words that join or introduce operands in expressions.
pub(super) fn is_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "is" | "has" | "where" | "when" | "if" | "then" | "else")
}
