//! Tokens in a row: expressions, types and single values. Where lines were broken they stay broken; lines that are too wide are broken where
//! an operand ends.

use std::ops::Range;

use super::WIDTH;
use super::spacing::{Within, is_parted};
use crate::syntax::tokens::{Gap, Kind, Token};

/// Where the lines of a run begin, and how far each is indented.
pub struct Lines {
    /// For each token of the run, the indentation of the line that it begins.
    begins: Vec<Option<usize>>,
}

impl Lines {
    /// The indentation of the line that the `place`th token begins, if it begins one.
    pub fn begins(&self, place: usize) -> Option<usize> {
        self.begins.get(place).copied().flatten()
    }
}

/// A run of tokens, and what is said about its place.
pub struct Run<'a> {
    /// The text.
    pub text: &'a str,
    /// All tokens of the text.
    pub tokens: &'a [Token],
    /// Those of the run.
    pub range: Range<usize>,
    /// Where the first line begins: the indentation of what the run belongs to.
    pub indent: usize,
    /// The column at which the run begins.
    pub column: usize,
    /// How far its further lines are indented.
    pub further: usize,
}

impl Run<'_> {
    /// Lays the run out.
    pub fn lines(&self) -> Lines {
        let tokens = &self.tokens[self.range.clone()];
        let wanted =
            tokens.iter().enumerate().map(|(place, token)| place > 0 && (token.gap >= Gap::Line || tokens[place - 1].is_comment()));
        let mut breaks: Vec<bool> = wanted.collect();
        let mut begins = self.indented(&breaks);
        let mut line = 0;
        while line < tokens.len() {
            let end = (line + 1..tokens.len()).find(|&place| breaks[place]).unwrap_or(tokens.len());
            let start = begins[line].unwrap_or(self.column);
            match self.too_wide(start, line..end) {
                Some(place) => {
                    breaks[place] = true;
                    begins = self.indented(&breaks);
                    line = place;
                }
                None => line = end,
            }
        }
        Lines { begins }
    }

    /// The indentation of the lines that begin at `breaks`.
    fn indented(&self, breaks: &[bool]) -> Vec<Option<usize>> {
        // For each open bracket: how far lines in it are indented, and how far one that begins with what closes it.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut line = self.indent;
        let mut begins = Vec::with_capacity(breaks.len());
        for (place, token) in self.tokens[self.range.clone()].iter().enumerate() {
            let inside = open.last().map_or(self.further, |&(inside, _)| inside);
            let closing = matches!(token.kind, Kind::Close(_)).then(|| open.pop()).flatten();
            let own = closing.map_or(inside, |(_, closing)| closing);
            begins.push(breaks[place].then_some(own));
            if breaks[place] {
                line = own;
            }
            if matches!(token.kind, Kind::Open(_)) {
                let inside = open.last().map_or(self.further, |&(inside, _)| inside);
                let over_lines = breaks.get(place + 1) == Some(&true);
                open.push(if over_lines { (line + 2, line) } else { (inside + 2, inside + 2) });
            }
        }
        begins
    }

    /// Where the line of these tokens, which begins at the column `start`, is best broken if it is too wide.
    fn too_wide(&self, start: usize, line: Range<usize>) -> Option<usize> {
        let mut column = start;
        let mut depth = 0usize;
        // The place and depth of where it may be broken, the best so far.
        let mut best: Option<(usize, usize)> = None;
        let first = line.start;
        for place in line {
            let at = self.range.start + place;
            let token = &self.tokens[at];
            if token.is_comment() {
                break;
            }
            if place > first && is_parted(self.text, self.tokens, at, Within::Expression) {
                column += 1;
            }
            if matches!(token.kind, Kind::Close(_)) {
                depth = depth.saturating_sub(1);
            }
            let word = self.text.get(token.range()).unwrap_or_default();
            let may_break = place > first && self.may_break(at, word);
            let is_better = best.is_none_or(|(_, known)| depth <= known);
            let fits = column <= WIDTH;
            if may_break && ((fits && is_better) || best.is_none()) {
                best = Some((place, depth));
            }
            let head = word.split('\n').next().unwrap_or_default();
            column += head.chars().count();
            if matches!(token.kind, Kind::Open(_)) {
                depth += 1;
            }
            if column > WIDTH && best.is_some() {
                return best.map(|(place, _)| place);
            }
            if head.len() < word.len() {
                break;
            }
        }
        None
    }

    /// Whether a line may begin with the token at `at`: a word that joins, or what follows a comma.
    fn may_break(&self, at: usize, word: &str) -> bool {
        let before = self.tokens.get(at.wrapping_sub(1));
        let behind = before.and_then(|before| self.text.get(before.range())).unwrap_or_default();
        match word {
            "else" => behind != "or",
            "and" | "or" | "where" | "by" | "then" | "when" | "must" => {
                self.tokens.get(at + 1).is_none_or(|next| next.kind != Kind::Colon)
            }
            _ => before.is_some_and(|before| before.kind == Kind::Comma),
        }
    }
}
