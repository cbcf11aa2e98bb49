//! What each word of a text is, for colours that mean something.

use std::ops::Range;

use crate::syntax::tokens::{Kind, Token, tokens};

/// A word and what it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Highlight {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub class: Class,
}

/// What words can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A comment.
    Comment,
    /// Documentation.
    Doc,
    /// A text.
    Text,
    /// A number, day or amount.
    Number,
    /// A word of the language.
    Keyword,
    /// A kind.
    Kind,
    /// What is declared.
    Declaration,
    /// A field or setting.
    Field,
    /// A function or definition that is called.
    Function,
    /// A name of something.
    Name,
    /// A mark between operands.
    Operator,
}

/// The words of `text`; what stands between brackets and commas is left out.
pub fn highlights(text: &str) -> Vec<Highlight> {
    let all = tokens(text);
    let mut found = Vec::with_capacity(all.len());
    let mut open: Vec<(u8, bool)> = Vec::new();
    // Whether an item or member begins here.
    let mut fresh = true;
    let mut declaration = false;
    for (index, token) in all.iter().enumerate() {
        let word = text.get(token.range()).unwrap_or_default();
        let before = index.checked_sub(1).and_then(|before| all.get(before));
        let next = all.get(index + 1).map(|next| next.kind);
        let in_list = open.last().is_some_and(|(bracket, _)| *bracket != b'{');
        let begins_line = token.gap >= crate::syntax::tokens::Gap::Line;
        let class = match token.kind {
            Kind::Comment | Kind::Remark => Some(Class::Comment),
            Kind::Doc => Some(Class::Doc),
            Kind::Text | Kind::OpenText | Kind::Slanted => Some(Class::Text),
            Kind::Number => Some(Class::Number),
            Kind::Mark | Kind::Equal => Some(Class::Operator),
            Kind::Name | Kind::Hyphened => {
                if open.is_empty() && (begins_line || fresh) {
                    declaration = DECLARES.contains(&word);
                }
                Some(name(word, next, before, text, (fresh || begins_line) && !in_list, declaration))
            }
            Kind::Open(_) | Kind::Close(_) | Kind::Colon | Kind::Comma | Kind::Junk => None,
        };
        match token.kind {
            Kind::Open(bracket) => open.push((bracket, declaration)),
            Kind::Close(_) => {
                open.pop();
            }
            _ => {}
        }
        fresh = match token.kind {
            Kind::Open(b'{') | Kind::Close(b'}') => true,
            Kind::Comma => !in_list,
            Kind::Comment | Kind::Doc => fresh,
            _ => false,
        };
        found.extend(class.map(|class| Highlight { range: token.range(), class }));
    }
    found
}

const DECLARES: [&str; 6] = ["rule", "register", "define", "kind", "enum", "extend"];

/// Words of the language within declarations.
const WORDS: [&str; 31] = [
    "and", "or", "not", "in", "is", "has", "where", "if", "then", "else", "some", "every", "no", "one", "empty", "kind", "of",
    "when", "by", "group", "let", "column", "each", "also", "contains", "inverse", "must", "extends", "true", "false", "enum",
];

fn name(word: &str, next: Option<Kind>, before: Option<&Token>, text: &str, begins: bool, declaration: bool) -> Class {
    let before_word = before.and_then(|before| text.get(before.range())).unwrap_or_default();
    if next == Some(Kind::Colon) {
        return Class::Field;
    }
    if begins && DECLARES.contains(&word) {
        return Class::Keyword;
    }
    if DECLARES.contains(&before_word) && declaration {
        return if DECLARES.contains(&word) { Class::Keyword } else { Class::Declaration };
    }
    if declaration {
        return match next {
            _ if WORDS.contains(&word) => Class::Keyword,
            Some(Kind::Open(b'(')) => Class::Function,
            _ => Class::Name,
        };
    }
    if begins {
        return Class::Kind;
    }
    match before.map(|before| before.kind) {
        Some(Kind::Name) if next.is_none_or(|next| next != Kind::Comma) && before_word != "every" => Class::Declaration,
        Some(Kind::Number) if UNITS.contains(&word.trim_end_matches('s')) => Class::Number,
        _ if matches!(word, "every" | "true" | "false") => Class::Keyword,
        _ => Class::Name,
    }
}

const UNITS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];
