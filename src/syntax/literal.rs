//! What literals mean: texts without their quotes, documentation without its marks.

use std::borrow::Cow;

/// The text a literal stands for: quotes off, escapes resolved, and in `"""` the common indentation and the first line break removed.
///
/// The escapes are `\"`, `\\`, `\n`, `\t`, `\{`, `\}` and `\u{…}` with a hexadecimal number; others, told when the file is parsed, stay as
/// they are. In `r"…"` everything is as it stands. In `"""` a backslash is a backslash, so that a model given in a test keeps its own escapes. Line breaks come out as `\n`.
pub fn cooked(raw: &str) -> Cow<'_, str> {
    if let Some(rest) = raw.strip_prefix("\"\"\"") {
        return Cow::Owned(block(rest.strip_suffix("\"\"\"").unwrap_or(rest)));
    }
    if let Some(body) = raw.strip_prefix("r\"") {
        return Cow::Borrowed(body.strip_suffix('"').unwrap_or(body));
    }
    let body = unquoted(raw);
    if !body.contains('\\') {
        return Cow::Borrowed(body);
    }
    let mut cooked = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        cooked.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = escape(rest).unwrap_or(('\\', 1));
        cooked.push(letter);
        rest = &rest[length..];
    }
    cooked.push_str(rest);
    Cow::Owned(cooked)
}

/// The text of `///` lines: marks and one leading space off, joined by line breaks.
pub fn doc(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    for (number, line) in raw.lines().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let line = line.trim();
        let line = line.strip_prefix("///").unwrap_or(line);
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
    }
    text
}

/// The character that the escape at the start of `text` stands for, and the escape's length in bytes.
pub(super) fn escape(text: &str) -> Option<(char, usize)> {
    let letter = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'n' => '\n',
        b't' => '\t',
        b'{' => '{',
        b'}' => '}',
        b'u' => {
            let digits = text.get(2..)?.strip_prefix('{')?;
            let end = digits.find('}')?;
            let number = u32::from_str_radix(digits.get(..end)?, 16).ok()?;
            return char::from_u32(number).map(|letter| (letter, 2 + 1 + end + 1));
        }
        _ => return None,
    };
    Some((letter, 2))
}

/// Takes off the quotes: also those that recovery understood although they are wrong, and a closing one only if it is there.
fn unquoted(raw: &str) -> &str {
    let mut letters = raw.chars();
    let first = letters.next();
    let last = letters.next_back();
    let is_quote = |letter: char| matches!(letter, '"' | '\'' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»');
    let start = first.filter(|letter| is_quote(*letter)).map_or(0, char::len_utf8);
    let end = last.filter(|letter| is_quote(*letter)).map_or(raw.len(), |letter| raw.len() - letter.len_utf8());
    raw.get(start..end).unwrap_or_default()
}

/// The lines of a text over lines, without the indentation that they share.
fn block(body: &str) -> String {
    let mut lines: Vec<&str> = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    if lines.len() == 1 {
        return body.to_string();
    }
    // What follows the opening quotes on their own line is not indented like the rest.
    let (first, rest) = lines.split_at_mut(1);
    let indent_of = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let indent = rest.iter().filter(|line| !line.trim().is_empty()).map(indent_of).min().unwrap_or(0);
    for line in rest.iter_mut() {
        *line = line.get(indent..).unwrap_or_default();
    }
    let skip = usize::from(first.iter().all(|line| line.trim().is_empty()));
    // The line of the closing quotes, if nothing else stands on it.
    let keep = lines.len() - usize::from(lines.last().is_some_and(|line| line.trim().is_empty()));
    lines.get(skip..keep.max(skip)).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(cooked(r#""plain""#), "plain");
        assert!(matches!(cooked(r#""plain""#), Cow::Borrowed(_)));
        assert_eq!(cooked(r#""a \"b\" \\ \{c\} \u{e9}\n""#), "a \"b\" \\ {c} é\n");
        assert_eq!(cooked(r#""docs\suppliers""#), r"docs\suppliers");
        assert_eq!(cooked("\"\""), "");
        assert_eq!(cooked(r#"r"\d \"{2}\"""#), r#"\d \"{2}\""#);
        assert_eq!(cooked("\""), "");
        assert_eq!(cooked("“understood”"), "understood");
        assert_eq!(cooked(r#""\u{110000} \u{} \u""#), r"\u{110000} \u{} \u");
    }

    #[test]
    fn texts_over_lines_lose_their_common_indentation() {
        assert_eq!(cooked("\"\"\"\n    a\n      b\\n\n\n    c\n  \"\"\""), "a\n  b\\n\n\nc");
        assert_eq!(cooked("\"\"\"a\r\n  b\"\"\""), "a\nb");
        assert_eq!(cooked("\"\"\"one line\"\"\""), "one line");
        assert_eq!(cooked("\"\"\"\"\"\""), "");
        assert_eq!(cooked("\"\"\"\n\"\"\""), "");
    }

    #[test]
    fn documentation_loses_its_marks() {
        assert_eq!(doc("/// one\n  ///   two\r\n///\n///three"), "one\n  two\n\nthree");
    }
}
