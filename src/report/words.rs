//! Texts as they may be shown: nothing in them steers a terminal, and none is endless.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Place};
use crate::source::{Sources, letters};

/// `1 file`, `2 files`
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `text` on one line, without control characters, and with long quotations of the user's text cut in the middle.
pub fn line(text: &str) -> Cow<'_, str> {
    if text.len() <= SHORT && !text.contains(['\t', '\n', '\r']) && letters::unseen_in(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for (number, part) in text.split('`').enumerate() {
        if number > 0 {
            shown.push('`');
        }
        // Every second part is a quotation.
        let part = if number % 2 == 1 && text.len() > SHORT { middle_cut(part, LONGEST_QUOTATION) } else { Cow::Borrowed(part) };
        shown.push_str(&letters::shown(&part).replace(['\n', '\t', '\r'], " "));
    }
    match middle_cut(&shown, LONGEST) {
        Cow::Borrowed(_) => Cow::Owned(shown),
        Cow::Owned(cut) => Cow::Owned(cut),
    }
}

/// `text` with its line breaks, otherwise as [`line()`].
pub fn paragraph(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// `parties.sms:8:14` for a place in a text, the name for a file, nothing else.
pub fn place(sources: &Sources, diagnostic: &Diagnostic) -> Option<String> {
    match &diagnostic.place {
        Place::Text(label) => {
            let at = sources.position(label.span);
            Some(format!("{}:{}:{}", line(sources.file(label.span.file).name()), at.line, at.column))
        }
        Place::File(name) => Some(line(name).into_owned()),
        Place::Nowhere => None,
    }
}

/// Up to this many bytes a text is shown whole.
const SHORT: usize = 400;
/// The most letters of a quotation in a longer text.
const LONGEST_QUOTATION: usize = 80;
/// The most letters of any text.
const LONGEST: usize = 2000;

fn middle_cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let head = text.char_indices().nth(most * 3 / 4).map_or(text.len(), |(at, _)| at);
    let tail = text.char_indices().nth_back(most / 4).map_or(0, |(at, _)| at);
    if tail <= head {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…{}", text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(line("a `b`"), "a `b`");
        assert_eq!(line("a\x1b[31m\u{202e}b\nc\u{7f}"), "a␛[31m<U+202E>b c␡");
    }

    #[test]
    fn long_quotations_are_cut_and_the_words_around_them_stay() {
        let long = format!("unknown name `{}` in `x`", "é".repeat(1_000_000));
        let shown = line(&long);
        assert!(shown.len() < 300 && shown.starts_with("unknown name `é") && shown.ends_with("é` in `x`"), "{shown}");
        assert!(line(&"x".repeat(1_000_000)).len() < 2100);
    }
}
