//! Letters that cannot be seen, or that change how the text around them is seen; and how they are shown instead.
//!
//! There is one table of them, for everything that leaves the program: reports, documents, explanations, names of files. Nothing steers a
//! terminal, turns a line round or hides in a title.

use std::borrow::Cow;

/// What is known of a letter that cannot be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unseen {
    /// It acts on a terminal, or turns the direction of writing round, so that a line looks like something else than it is.
    Control,
    /// It takes no room, or only blank room, and hides in a text.
    Hidden,
}

/// Whether a letter by itself cannot be seen; line breaks and tabs can.
///
/// Source: Unicode 16.0, general category Cc and property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), with the separators of
/// lines and paragraphs and the marks of annotations.
pub fn unseen(letter: char) -> Option<Unseen> {
    match letter {
        '\t' | '\n' | '\r' | ' '..='~' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some(Unseen::Control),
        // Embeddings, overrides and isolates.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Unseen::Control),
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{2029}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Some(Unseen::Hidden),
        _ => None,
    }
}

/// The letters of a text that cannot be seen, with their offsets. Joiners and selectors stay out where a script or an emoji needs them.
pub fn unseen_in(text: &str) -> impl Iterator<Item = (usize, char, Unseen)> {
    let mut before = None;
    // Most texts are plain, and to see that takes hardly any time.
    let text = if is_plain(text) { "" } else { text };
    text.char_indices().filter_map(move |(at, letter)| {
        let earlier = before.replace(letter);
        let sort = unseen(letter)?;
        let after = text.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
        (!is_needed(letter, earlier, after)).then_some((at, letter, sort))
    })
}

/// Whether all letters are printable ones of ASCII, or white space. Without a way out of the inner loop it takes many bytes at once.
fn is_plain(text: &str) -> bool {
    let odd = |byte: u8| !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    text.as_bytes().chunks(256).all(|bytes| !bytes.iter().fold(false, |found, &byte| found | odd(byte)))
}

/// Whether the letter shapes those beside it, as Persian and the scripts of India need it, or is part of an emoji.
fn is_needed(letter: char, before: Option<char>, after: Option<char>) -> bool {
    let shaped = |letter: Option<char>| letter.is_some_and(|letter| letter >= '\u{80}' && unseen(letter) != Some(Unseen::Control));
    let joined = |letter: Option<char>| letter.is_some_and(|letter| letter >= '\u{300}' && !letter.is_whitespace());
    match letter {
        '\u{200c}' | '\u{200d}' => joined(before) && joined(after),
        '\u{180b}'..='\u{180f}' => before.is_some_and(|letter| ('\u{1800}'..='\u{18af}').contains(&letter)),
        '\u{fe00}'..='\u{fe0f}' => shaped(before) || after == Some('\u{20e3}'),
        _ => false,
    }
}

/// What stands for a letter that cannot be seen: the picture of a control character, otherwise its number, as `<U+202E>`.
pub fn sign(letter: char) -> String {
    match letter {
        // The pictures stand in the order of the characters.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or(char::REPLACEMENT_CHARACTER).to_string(),
        '\u{7f}' => '\u{2421}'.to_string(),
        letter => format!("<U+{:04X}>", u32::from(letter)),
    }
}

/// The name that Unicode gives a letter that cannot be seen, for those that are met.
fn name(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "Arabic letter mark",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "end of an embedding",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first-strong isolate",
        '\u{2069}' => "end of an isolate",
        '\u{3164}' => "Hangul filler",
        '\u{fe00}'..='\u{fe0f}' => "variation selector",
        '\u{feff}' => "byte order mark",
        '\u{e0000}'..='\u{e007f}' => "tag",
        _ => return None,
    })
}

/// What a letter that cannot be seen is, as a message says it: `U+200B, zero-width space`
pub fn described(letter: char) -> String {
    let number = format!("U+{:04X}", u32::from(letter));
    name(letter).map_or(number.clone(), |name| format!("{number}, {name}"))
}

/// `text` with every letter that cannot be seen shown as what it is.
pub fn shown(text: &str) -> Cow<'_, str> {
    replaced(text, sign)
}

/// `json`, the text of a JSON value, with such letters as escapes: a program reads the same, and a person sees them.
pub fn escaped(json: &str) -> Cow<'_, str> {
    let escape = |letter: char| letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    replaced(json, escape)
}

fn replaced(text: &str, sign: impl Fn(char) -> String) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    for (at, letter, _) in unseen_in(text) {
        shown.push_str(text.get(done..at).unwrap_or_default());
        shown.push_str(&sign(letter));
        done = at + letter.len_utf8();
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_as_what_it_is() {
        assert_eq!(shown("a\x1b[31m\u{7f}"), "a␛[31m␡");
        assert_eq!(shown("a\u{202e}b\u{61c}\u{200b}\u{2028}\u{e0041}c"), "a<U+202E>b<U+061C><U+200B><U+2028><U+E0041>c");
        assert_eq!(shown("\u{85}\u{ad}\u{feff}"), "<U+0085><U+00AD><U+FEFF>");
        assert!(matches!(shown("a\tb\nc – é 名"), Cow::Borrowed(_)));
    }

    #[test]
    fn joiners_stay_where_a_script_or_an_emoji_needs_them() {
        for text in
            ["می\u{200c}خواهم", "क\u{94d}\u{200d}ष", "👨\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "ᠠ\u{180b}"]
        {
            assert_eq!(shown(text), text);
        }
        for text in ["a\u{200c}b", "a\u{200d}", "\u{200d}", "x\u{fe0f}", "é\u{200d} "] {
            assert_ne!(shown(text), text, "{text:?}");
        }
    }

    #[test]
    fn json_says_the_same_with_escapes() {
        let json = "\"a\u{202e}\u{e0041}\"";
        assert_eq!(escaped(json), "\"a\\u202e\\udb40\\udc41\"");
    }
}
