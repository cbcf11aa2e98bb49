//! One form for letters that can be written in two: `é` as one letter, or as `e` and an accent behind it.
//!
//! Which of the two an editor writes depends on the system it runs on, and nobody sees the difference. So texts are read in their composed
//! form (NFC of the Unicode Standard, annex 15), and two that look the same are the same. Where something stands is still told as it is in the
//! file.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in its composed form: names that people type are compared so.
///
/// The letters of East Asia that Unicode keeps for the sake of older codes stay as they are: people write their names with them.
pub fn composed(text: &str) -> Cow<'_, str> {
    match Composed::of(text) {
        Some(composed) => Cow::Owned(composed.text),
        None => Cow::Borrowed(text),
    }
}

/// A text in its composed form, with the way back to the text as it is written.
#[derive(Debug)]
pub(super) struct Composed {
    /// The composed form.
    pub text: String,
    /// The stretches that are written otherwise, in order.
    stretches: Vec<Stretch>,
}

/// Where the two forms part.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The offset in the composed form at which it begins, and the one at which it ends.
    here: (u32, u32),
    /// The same in the text as it is written.
    written: (u32, u32),
}

impl Composed {
    /// The composed form of `text`, unless it is that already.
    pub fn of(text: &str) -> Option<Composed> {
        // Most models are, and to see that takes hardly any time.
        if text.is_ascii() {
            return None;
        }
        let mut composed = Composed { text: String::new(), stretches: Vec::new() };
        let mut done = 0;
        while let Some((start, end)) = unsettled(text, done) {
            let stretch = text.get(start..end)?;
            let settled: String = stretch.nfc().collect();
            composed.text.push_str(text.get(done..start)?);
            let begin = composed.text.len();
            if settled == stretch || stretch.chars().all(is_kept) {
                composed.text.push_str(stretch);
            } else {
                composed.text.push_str(&settled);
                let here = (begin as u32, composed.text.len() as u32);
                composed.stretches.push(Stretch { here, written: (start as u32, end as u32) });
            }
            done = end;
        }
        if composed.stretches.is_empty() {
            return None;
        }
        composed.text.push_str(text.get(done..)?);
        Some(composed)
    }

    /// The offset in the text as it is written of what stands at `offset`; inside a stretch that is its beginning.
    pub fn written(&self, offset: usize) -> usize {
        let offset = offset as u32;
        match self.stretches.partition_point(|stretch| stretch.here.0 < offset).checked_sub(1).and_then(|at| self.stretches.get(at))
        {
            Some(before) if offset < before.here.1 => before.written.0 as usize,
            Some(before) => (before.written.1 + (offset - before.here.1)) as usize,
            None => offset as usize,
        }
    }

    /// The offset in the composed form of what is written at `offset`; inside a stretch that is its beginning.
    pub fn here(&self, offset: usize) -> usize {
        let offset = offset as u32;
        match self
            .stretches
            .partition_point(|stretch| stretch.written.0 < offset)
            .checked_sub(1)
            .and_then(|at| self.stretches.get(at))
        {
            Some(before) if offset < before.written.1 => before.here.0 as usize,
            Some(before) => (before.here.1 + (offset - before.written.1)) as usize,
            None => offset as usize,
        }
    }
}

/// The next stretch from `from` on of which the composed form may be another: letters that change or join what stands before them, with that.
fn unsettled(text: &str, from: usize) -> Option<(usize, usize)> {
    let first = next_unsettled(text, from)?;
    let before = text.get(from..first)?.char_indices().next_back();
    let start = before.map_or(first, |(at, _)| from + at);
    let rest = text.get(first..)?;
    let end = rest.char_indices().find(|&(_, letter)| is_settled(letter)).map_or(text.len(), |(at, _)| first + at);
    Some((start, end))
}

/// Where the next letter stands that is not settled. Below U+0300 all are, so that most bytes need no thought.
fn next_unsettled(text: &str, from: usize) -> Option<usize> {
    const FIRST: u8 = 0xcc;
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte >= FIRST)?;
        let letter = text.get(at..)?.chars().next()?;
        if !is_settled(letter) {
            return Some(at);
        }
        at += letter.len_utf8();
    }
}

/// Whether a letter is the same in every composed text, whatever stands before it.
fn is_settled(letter: char) -> bool {
    letter < '\u{300}'
        // Dashes, quotation marks and the letters that Chinese and Japanese use most.
        || ('\u{2010}'..='\u{205e}').contains(&letter)
        || ('\u{4e00}'..='\u{9fff}').contains(&letter)
        || (unicode_normalization::char::canonical_combining_class(letter) == 0
            && is_nfc_quick(std::iter::once(letter)) == IsNormalized::Yes)
}

/// Whether a letter stays although Unicode has another for it.
fn is_kept(letter: char) -> bool {
    matches!(letter, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}') || letter < '\u{300}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (written, expected) in [
            ("cafe\u{301}", "caf\u{e9}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            ("q\u{323}\u{307} q\u{307}\u{323}", "q\u{323}\u{307} q\u{323}\u{307}"),
            ("\u{3c9}\u{301}\u{2126}", "\u{3ce}\u{3a9}"),
            ("\u{304b}\u{3099}", "\u{304c}"),
            ("o\u{302}\u{323}", "\u{1ed9}"),
        ] {
            assert_eq!(composed(written), expected, "{written}");
        }
    }

    #[test]
    fn what_is_composed_stays_as_it_is() {
        for text in [
            "",
            "caf\u{e9} – “größer” 名前",
            "\u{d55c}\u{ae00}",
            "x\u{323}",
            "\u{fa19}\u{2f800}",
            "👩\u{200d}🔧 ❤\u{fe0f}",
            "\u{301}",
        ] {
            assert!(matches!(composed(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn places_lead_back_to_the_text_as_it_is_written() {
        let written = "cafe\u{301} and cafe\u{301}!";
        let composed = Composed::of(written).unwrap();
        assert_eq!(composed.text, "café and café!");
        for (here, there) in [(0, 0), (3, 3), (5, 6), (9, 10), (13, 14), (15, 17), (16, 18)] {
            assert_eq!((composed.written(here), composed.here(there)), (there, here), "{here}");
        }
        // Inside the letter is where it begins.
        assert_eq!((composed.written(4), composed.here(4), composed.here(5)), (3, 3, 3));
    }

    #[test]
    fn a_text_is_composed_as_a_whole() {
        // Words of up to four letters, among them marks that join with what stands before, and some that change places.
        let letters = ['a', 'e', '\u{301}', '\u{323}', '\u{2126}', '\u{1112}', '\u{1161}', '\u{11ab}', '"', '\u{ea}'];
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..4 {
            let to = words.len();
            for at in from..to {
                words.extend(letters.iter().map(|letter| format!("{}{letter}", words[at])).collect::<Vec<_>>());
            }
            from = to;
        }
        for word in &words {
            assert_eq!(composed(word), word.nfc().collect::<String>(), "{word:?}");
        }
    }
}
