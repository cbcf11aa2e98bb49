//! Changes to texts: whatever is done to a text by hand, by a merge, or with ill will.

/// A generator of numbers that gives the same ones for the same seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 33) as usize % limit.max(1)
    }

    /// One of `all`, which may not be empty.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The longest text that mutants grow to.
const LONGEST: usize = 60_000;

/// Pieces that are put in.
const SPLINTERS: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    "=",
    "==",
    "..",
    ".",
    "*",
    "+",
    "?",
    "|",
    "\"",
    "\"\"\"",
    "'",
    "“",
    "//",
    "///",
    "/*",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u{a0}",
    "\u{200b}",
    "é",
    "e\u{301}",
    "not ",
    "some x in y where ",
    "if a then ",
    "every ",
    "2026-02-30",
    "99.9%",
    "9999999999999999999999",
    "1e9",
    "0",
    "-1",
    "\\",
    "\u{feff}",
    "<<<<<<<",
];

/// A text made from `text` by a few changes; `other` lends it pieces.
pub fn mutant(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut tokens: Vec<&str> = tokens(text);
    let lent = self::tokens(other);
    for _ in 0..1 + dice.below(4) {
        let start = dice.below(tokens.len() + 1);
        let end = (start + dice.below(8)).min(tokens.len());
        match dice.below(8) {
            0 => drop(tokens.drain(start..end)),
            1 => tokens.insert(start, SPLINTERS[dice.below(SPLINTERS.len())]),
            2 => drop(tokens.splice(start..end, [SPLINTERS[dice.below(SPLINTERS.len())]])),
            3 if !lent.is_empty() => {
                let from = dice.below(lent.len());
                let to = (from + dice.below(60)).min(lent.len());
                drop(tokens.splice(start..start, lent[from..to].iter().copied()));
            }
            4 => {
                // The same over and over.
                let end = (start + 1 + dice.below(40)).min(tokens.len());
                let piece: Vec<&str> = tokens[start..end].to_vec();
                let length = piece.iter().map(|token| token.len()).sum::<usize>().max(1);
                let times = (1 << dice.below(9)).min(LONGEST / length);
                let grown: Vec<&str> = (0..times).flat_map(|_| piece.iter().copied()).collect();
                drop(tokens.splice(start..start, grown));
            }
            5 => {
                // Deep inside something.
                let (open, close) =
                    *dice.one_of(&[("(", ")"), ("[", "]"), ("{", "}"), ("a b { ", "}"), ("f(", ")"), ("not (", ")")]);
                let depth = 1 << dice.below(7);
                drop(tokens.splice(end..end, std::iter::repeat_n(close, depth)));
                drop(tokens.splice(start..start, std::iter::repeat_n(open, depth)));
            }
            6 => {
                let piece: Vec<&str> = tokens.drain(start..end).collect();
                let to = dice.below(tokens.len() + 1);
                drop(tokens.splice(to..to, piece));
            }
            _ => {
                if let Some(token) = lent.get(dice.below(lent.len().max(1))).filter(|_| start < tokens.len()) {
                    tokens[start] = token;
                }
            }
        }
    }
    let mut text = tokens.concat();
    let end = (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.truncate(end);
    text
}

/// Words, runs of white space, and every other letter by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |letter: char| {
            (is_word(first) && is_word(letter)) || (first.is_whitespace() && letter.is_whitespace() && letter != '\n')
        };
        let end = rest.char_indices().skip(1).find(|(_, letter)| !same(*letter)).map_or(rest.len(), |(at, _)| at);
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
