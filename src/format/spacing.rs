//! Whether a blank stands between two tokens of one line.

use crate::syntax::tokens::{Gap, Kind, Token};

/// What is read: a mark means one thing in a type and another in an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// The type of a field or parameter.
    Type,
    /// Anything else.
    Expression,
}

/// Whether a blank stands before the token at `at`, which is not the first.
pub fn is_parted(text: &str, tokens: &[Token], at: usize, within: Within) -> bool {
    let (before, here) = (&tokens[at - 1], &tokens[at]);
    let word = |token: &Token| text.get(token.range()).unwrap_or_default();
    match (before.kind, here.kind) {
        (_, Kind::Comma | Kind::Colon | Kind::Close(b')' | b']')) => false,
        (Kind::Open(b'(' | b'['), _) => false,
        (Kind::Open(b'{'), Kind::Close(b'}')) => false,
        (Kind::Name, Kind::Open(b'(')) => asks_for_operand(word(before)),
        (Kind::Mark, _) if word(before) == "." => false,
        (_, Kind::Mark) => match word(here) {
            "." | "?" => false,
            "+" => within == Within::Expression,
            "*" => !is_closure(text, here),
            _ => true,
        },
        (Kind::Mark, _) if word(before) == "-" => is_binary(text, tokens, at - 1),
        _ => true,
    }
}

/// Whether the `*` follows a field any number of times: it touches the name, and nothing that could be multiplied touches it.
fn is_closure(text: &str, star: &Token) -> bool {
    let next = text.get(star.end as usize..).and_then(|rest| rest.chars().next());
    let multiplies = |next: char| matches!(next, '"' | '(' | '[' | '-') || unicode_ident::is_xid_continue(next);
    star.gap == Gap::None && !next.is_some_and(multiplies)
}

/// Whether the minus at `at` takes one away from another.
fn is_binary(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    match before.kind {
        Kind::Number | Kind::Text | Kind::Close(_) => true,
        Kind::Name => !asks_for_operand(text.get(before.range()).unwrap_or_default()),
        Kind::Mark => text.get(before.range()) == Some("*") && is_closure(text, before),
        _ => false,
    }
}

/// Whether an operand has to follow the word: then a bracket behind it does not make it a call.
fn asks_for_operand(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "where" | "if" | "then" | "else" | "by" | "when" | "must")
}
