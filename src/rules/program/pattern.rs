//! `matches(text, "pattern")`: whether a whole text has a form.
//!
//! ```text
//! require: matches(s.id, "svc_[a-z0-9_]+")
//! ```
//! The pattern is written, not computed, so it is compiled once, when the rule is planned, and a wrong one is told at the rule. It is read
//! as it stands between its quotes: `\d` needs no second backslash, and braces count repetitions instead of holding an expression.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};

/// The most memory a compiled pattern may take, in bytes: enough for hundreds of repetitions, and a bound on the time for each letter.
const SIZE: usize = 64 * 1024;

/// The most bytes of a pattern: longer ones are refused before they are read, and a fault in a shorter one is found in no time.
const LENGTH: usize = 1_000;

/// How deep the groups of a pattern may be nested.
const NESTING: u32 = 20;

/// A compiled pattern.
#[derive(Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern that has to fit a whole text; what is wrong with it otherwise.
    pub fn new(written: &str) -> Result<Pattern, Fault> {
        if let Some((at, _)) = written.char_indices().find(|(at, _)| *at >= LENGTH) {
            return Err(Fault { at, message: "size limit".to_string() });
        }
        // On its own first: in the frame, `a)(b` would be in order.
        compile(written).map_err(|message| Fault::new(written, message))?;
        let framed = compile(&format!(r"\A(?:{written})\z"));
        // Only a comment at its end can swallow the frame.
        let regex =
            framed.map_err(|_| Fault { at: 0, message: "comments in a pattern, with `(?x)`, are not supported".to_string() })?;
        Ok(Pattern { regex })
    }

    /// Whether the whole text has the form.
    pub fn fits(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pattern({:?})", self.regex.as_str())
    }
}

fn compile(pattern: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(pattern);
    // "Anything" is meant to be anything, also in a text over lines.
    builder.dot_matches_new_line(true).nest_limit(NESTING).size_limit(SIZE);
    builder.build().map_err(|error| error.to_string())
}

/// What is wrong with a pattern.
pub struct Fault {
    /// Where, in bytes from its beginning.
    pub at: usize,
    /// What the engine says.
    message: String,
}

impl Fault {
    /// The fault of a pattern that gives `message`. The engine does not say where: the place is behind the longest beginning of the pattern
    /// that is not wrong in the same way.
    fn new(written: &str, message: String) -> Fault {
        let wrong = Some(words(&message));
        let starts = written.char_indices().map(|(at, _)| at);
        let sound = starts.rev().find(|&at| compile(&written[..at]).err().as_deref().map(words) != wrong);
        Fault { at: sound.unwrap_or_default(), message }
    }

    /// What the engine says in plain words, and what to do about it.
    pub fn words(&self) -> (&str, Option<&'static str>) {
        words(&self.message)
    }
}

/// What the engine says in plain words, and what to do about it.
fn words(message: &str) -> (&str, Option<&'static str>) {
    match WORDS.iter().find(|(parts, _, _)| parts.iter().all(|part| message.contains(part))) {
        Some((_, words, help)) => (words, Some(help)),
        None => (message, None),
    }
}

/// Parts of what the engine says, in plain words, with what to do. The first that fits counts.
const WORDS: [(&[&str], &str, &str); 13] = [
    (&["group", "without closing"], "this `(` is never closed", r"close it with `)`, or write `\(` for the bracket itself"),
    (&["expected closing ')'"], "this `(` is never closed", r"close it with `)`, or write `\(` for the bracket itself"),
    (&["without matching '('"], "this `)` closes nothing", r"write `\)` for the bracket itself"),
    (&["class", "no closing"], "this `[` is never closed", r"close it with `]`, or write `\[` for the bracket itself"),
    (&["unclosed character class"], "this `[` is never closed", r"close it with `]`, or write `\[` for the bracket itself"),
    (&["invalid range in character class"], "this range runs backwards", "write the earlier letter first, as in `[a-z]`"),
    (&["min bigger than its max"], "this count ends below where it begins", "write the smaller number first, as in `{2,4}`"),
    (
        &["must be applied to a sub-expression"],
        "nothing stands before this to be repeated",
        r"`.*` stands for any letters at all; write a backslash before a sign that is meant as itself, as in `\*`",
    ),
    (&["counted repetition"], "this brace holds no count", r"write `{3}`, `{2,4}` or `{2,}`, or `\{` for the brace itself"),
    (&["decimal number"], "this brace holds no count", r"write `{3}`, `{2,4}` or `{2,}`, or `\{` for the brace itself"),
    (&["Unicode character classes"], "classes of letters by name are not known", "write the letters out, as in `[A-Za-zÀ-ÿ]`"),
    (&["size limit"], "the pattern is too large", "ask for less: a smaller count, or two rules"),
    (&["too much nesting"], "the groups are nested too deeply", "ask for less: fewer groups inside one another, or two rules"),
];
