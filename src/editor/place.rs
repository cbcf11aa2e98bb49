//! Where in a text something stands or is about to be written, read from its words and brackets alone.

use crate::syntax::tokens::{Gap, Kind, Token, opening, tokens};

/// A place in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// What it is inside of.
    pub inside: Inside,
    /// Where the word at the place begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The part of the word before the place.
    pub typed: String,
}

/// What a place is inside of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inside {
    /// No body: an item begins here.
    File,
    /// The body of an entity, where a field or an entity begins.
    Body {
        /// The words for the kinds of the entities around it, outermost first.
        kinds: Vec<String>,
        /// The fields that are written in it, but for the one at the place.
        written: Vec<String>,
    },
    /// The value of a field.
    Value {
        /// The words for the kinds of the entities around it, outermost first.
        kinds: Vec<String>,
        /// The field.
        field: String,
        /// Whether it is inside of brackets.
        list: bool,
        /// The word before the place, where the value has begun: `every`, `12`.
        before: Option<String>,
    },
    /// The body of a `rule`, `register`, `kind` or `enum`, or an expression.
    Declaration {
        /// The word that begins it.
        word: String,
        /// The setting or field whose value stands here.
        setting: Option<String>,
    },
    /// Where words have no meaning, or are new: a comment, a text, an id.
    Nothing,
}

/// The words that begin a declaration, and no entity.
const DECLARES: [&str; 6] = ["rule", "register", "define", "kind", "enum", "extend"];

/// An open bracket.
struct Open {
    bracket: u8,
    /// The first word of what the bracket belongs to.
    head: String,
    /// The fields written in it so far.
    written: Vec<String>,
}

/// What stands at `offset`.
pub fn place(text: &str, offset: usize) -> Place {
    let all = tokens(text);
    let word = |token: &Token| text.get(token.range()).unwrap_or_default();
    let touches = |token: &&Token| (token.start as usize) < offset && offset <= token.end as usize;
    let at = all.iter().position(|token| touches(&token) && matches!(token.kind, Kind::Name | Kind::Number));
    let (start, end) = at.and_then(|at| all.get(at)).map_or((offset, offset), |token| (token.start as usize, token.end as usize));
    let typed = text.get(start..offset).unwrap_or_default().to_owned();
    let nothing = |inside| Place { inside, start, end, typed: typed.clone() };
    let in_words = |token: &Token| {
        let range = token.range();
        match token.kind {
            // What follows a comment on its line is part of it, blanks too.
            Kind::Comment | Kind::Doc | Kind::Remark => {
                range.start < offset && !text.get(range.start..offset).unwrap_or_default().contains('\n')
            }
            Kind::Text | Kind::OpenText | Kind::Slanted => range.start < offset && offset < range.end,
            _ => false,
        }
    };
    if all.iter().any(in_words) {
        return in_braces(text, &all, offset).unwrap_or_else(|| nothing(Inside::Nothing));
    }
    // All that stands before the word at the place.
    let before: Vec<&Token> = all.iter().take_while(|token| (token.end as usize) <= start).collect();
    let mut open: Vec<Open> = Vec::new();
    // Where the item or member that is being written begins.
    let mut begin = 0;
    let declares = |open: &[Open]| open.first().is_some_and(|item| DECLARES.contains(&&*item.head));
    for (index, token) in before.iter().enumerate() {
        let first = before.get(begin).map_or("", |first| word(first));
        match token.kind {
            Kind::Open(bracket) => {
                open.push(Open { bracket, head: first.to_owned(), written: Vec::new() });
                if bracket == b'{' {
                    begin = index + 1;
                }
            }
            Kind::Close(bracket) => {
                while let Some(last) = open.pop() {
                    if opening(bracket) == last.bracket {
                        break;
                    }
                }
                let ends_value = bracket == b']' && open.last().is_some_and(|last| last.bracket == b'{') && !declares(&open);
                if bracket == b'}' || ends_value {
                    begin = index + 1;
                }
            }
            Kind::Comma if open.last().is_none_or(|last| last.bracket == b'{') => begin = index + 1,
            Kind::Comment | Kind::Doc if begin == index => begin = index + 1,
            Kind::Colon if index == begin + 1 => {
                if let Some(last) = open.last_mut().filter(|last| last.bracket == b'{') {
                    last.written.push(first.to_owned());
                }
            }
            // A name before a colon, and a word that begins a line behind a value, begin something new.
            Kind::Name if open.last().is_none_or(|last| last.bracket == b'{') && index > begin => {
                let next = before.get(index + 1).map(|next| next.kind);
                let has_value = before.get(begin + 1).is_some_and(|colon| colon.kind == Kind::Colon) && index > begin + 2;
                let new_line =
                    token.gap >= Gap::Line && (has_value || before.get(begin + 1).is_none_or(|colon| colon.kind != Kind::Colon));
                if next == Some(Kind::Colon) || (new_line && !declares(&open)) {
                    begin = index;
                }
            }
            _ => {}
        }
    }
    let member = before.get(begin..).unwrap_or_default();
    let gap = at.and_then(|at| all.get(at)).map_or_else(|| gap_before(text, start), |token| token.gap);
    let inside = inside(text, &open, member, gap, after_written(text, &all, end, &open));
    nothing(inside)
}

/// The place where it is within braces of a text of a rule: there stands an expression.
fn in_braces(text: &str, all: &[Token], offset: usize) -> Option<Place> {
    let is_text = |token: &&Token| matches!(token.kind, Kind::Text | Kind::OpenText) && token.range().contains(&offset);
    let token = all.iter().find(is_text)?;
    let before = text.get(token.start as usize..offset)?;
    let inside = before.replace("{{", "  ");
    let open = inside.rfind('{').filter(|open| inside.get(*open..).is_some_and(|rest| !rest.contains(['}', '\n'])))?;
    let declaration = declaration_before(text, token.start as usize);
    let first = tokens(text.get(declaration.clone())?).first().map(|first| declaration.start + first.start as usize)?;
    let word: String = text.get(first..)?.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    if !DECLARES.contains(&&*word) {
        return None;
    }
    let is_of_name = |letter: char| letter == '.' || unicode_ident::is_xid_continue(letter);
    let typed: String = before.get(open + 1..)?.chars().rev().take_while(|&letter| is_of_name(letter)).collect();
    let typed: String = typed.chars().rev().collect();
    let rest: usize = text.get(offset..)?.chars().take_while(|&letter| is_of_name(letter)).map(char::len_utf8).sum();
    let inside = Inside::Declaration { word, setting: Some("message".to_owned()) };
    Some(Place { inside, start: offset - typed.len(), end: offset + rest, typed })
}

/// The item around `offset`, from its first word on, as far as its words and brackets tell; all before `offset` that follows the last item.
pub fn declaration_before(text: &str, offset: usize) -> std::ops::Range<usize> {
    let mut begin = 0;
    let mut depth = 0usize;
    for token in tokens(text).iter().take_while(|token| (token.end as usize) <= offset) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let word = text.get(token.range()).unwrap_or_default();
        let first = token.gap >= Gap::Line && token.kind == Kind::Name;
        // A declaration begins at the edge of its line, whatever is left open before it.
        let at_edge = text.get(..token.start as usize).is_none_or(|before| before.is_empty() || before.ends_with('\n'));
        if first && DECLARES.contains(&word) && (depth == 0 || at_edge) {
            (begin, depth) = (token.start as usize, 0);
        }
    }
    begin..offset
}

/// The fields written behind the place in the same body.
fn after_written(text: &str, all: &[Token], end: usize, open: &[Open]) -> Vec<String> {
    if open.last().is_none_or(|last| last.bracket != b'{') {
        return Vec::new();
    }
    let mut depth = 0usize;
    let mut found = Vec::new();
    let behind: Vec<&Token> = all.iter().filter(|token| token.start as usize >= end).collect();
    for (index, token) in behind.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            Kind::Name if depth == 0 && behind.get(index + 1).is_some_and(|next| next.kind == Kind::Colon) => {
                found.push(text.get(token.range()).unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }
    found
}

/// What parts the place from what stands before it.
fn gap_before(text: &str, at: usize) -> Gap {
    let before = text.get(..at).unwrap_or_default();
    let blanks = before.get(before.trim_end().len()..).unwrap_or_default();
    if blanks.contains('\n') || before.trim_end().is_empty() {
        Gap::Line
    } else if blanks.is_empty() {
        Gap::None
    } else {
        Gap::Blanks
    }
}

fn inside(text: &str, open: &[Open], member: &[&Token], gap: Gap, behind: Vec<String>) -> Inside {
    let word = |token: &Token| text.get(token.range()).unwrap_or_default().to_owned();
    let first = member.first().map(|first| word(first)).unwrap_or_default();
    let labelled = member.get(1).is_some_and(|colon| colon.kind == Kind::Colon);
    if let Some(item) = open.first().filter(|item| DECLARES.contains(&&*item.head)) {
        return Inside::Declaration { word: item.head.clone(), setting: labelled.then_some(first) };
    }
    if DECLARES.contains(&&*first) && open.is_empty() {
        return if member.len() < 2 { Inside::Nothing } else { Inside::Declaration { word: first, setting: None } };
    }
    let kinds: Vec<String> = open.iter().filter(|open| open.bracket == b'{').map(|open| open.head.clone()).collect();
    let list = open.last().is_some_and(|last| last.bracket == b'[');
    if labelled && !kinds.is_empty() {
        let value = member.get(2..).unwrap_or_default();
        // A name stands on the line of its field.
        let is_done = !list && gap >= Gap::Line;
        if !is_done {
            let before = value.last().filter(|last| matches!(last.kind, Kind::Name | Kind::Number) && gap == Gap::Blanks);
            return Inside::Value { kinds, field: first, list, before: before.map(|last| word(last)) };
        }
    }
    let new = member.is_empty() || gap >= Gap::Line;
    match (new, kinds.is_empty()) {
        (true, true) => Inside::File,
        (true, false) => {
            let written = open.last().map(|last| last.written.clone()).unwrap_or_default();
            Inside::Body { kinds, written: written.into_iter().chain(behind).collect() }
        }
        (false, _) => Inside::Nothing,
    }
}
