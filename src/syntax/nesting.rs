//! A guard before the generated parser: it recurses for every bracket, and for every `if` and quantifier, which need no brackets.

use std::ops::Range;

use super::lex;
use super::outline::DEPTH;

/// How many `if`, `some`, `every`, `no` and `one` may stand inside one another in one expression.
const LIMIT: usize = 64;

/// Where nesting becomes too deep, if it does in the bytes `range` of `text`.
///
/// A colon, `let` and `column` with what belongs to them, and `define` begin a new expression; none of them can stand inside one, but for the
/// colon behind a label in a call. A comma begins the next element of a list or the next argument.
pub(super) fn too_deep(text: &str, range: Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes().get(..range.end)?;
    // How many such words are open, and how many were where each open bracket opened.
    let mut count = 0;
    let mut before = [(b'{', 0); DEPTH];
    let mut depth = 0usize;
    let mut at = range.start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = lex::text_end(text, at).unwrap_or(range.end),
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = lex::line_end(text, at),
            b':' => {
                let in_call = depth.checked_sub(1).is_some_and(|open| before[open].0 == b'(');
                count = if in_call { count } else { 0 };
                at += 1;
            }
            b',' => {
                count = depth.checked_sub(1).map_or(0, |open| before[open].1);
                at += 1;
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80.. => {
                let end = lex::word_end(text, at).max(at + lex::width(bytes, at));
                match bytes.get(at..end).unwrap_or_default() {
                    b"if" => count += 1,
                    b"some" | b"every" | b"no" | b"one" if binds(bytes, at, end) => count += 1,
                    b"let" | b"column" | b"define" if begins_expression(bytes, end) => count = 0,
                    _ => {}
                }
                if count > LIMIT {
                    return Some(end);
                }
                at = end;
            }
            b'{' | b'[' | b'(' => {
                at += 1;
                match before.get_mut(depth) {
                    Some(before) => *before = (byte, count),
                    None => return Some(at),
                }
                depth += 1;
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                count = before[depth].1;
                at += 1;
            }
            _ => at += 1,
        }
    }
    None
}

/// Whether the word that ends at `at` is followed by a name or a text, and no operand: so it is no operand itself.
fn begins_expression(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let word: Vec<u8> = rest.iter().skip(blanks).take_while(|byte| byte.is_ascii_alphabetic()).copied().collect();
    let joins = matches!(&*word, b"then" | b"else" | b"and" | b"or" | b"in" | b"is" | b"has" | b"where" | b"not" | b"by");
    !joins && rest.get(blanks).is_some_and(|&byte| byte == b'"' || byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80)
}

/// Whether the word at `start..end` can be a quantifier: it is no field behind a dot, and another word follows.
fn binds(bytes: &[u8], start: usize, end: usize) -> bool {
    let dotted = start.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'.');
    let next = bytes.get(end..).unwrap_or_default().trim_ascii_start().first();
    !dotted && next.is_some_and(|byte| !byte.is_ascii() || byte.is_ascii_alphabetic() || *byte == b'_' || *byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_expression_counts_at_a_time() {
        let nested = "if a then b else ".repeat(65) + "c";
        assert!(too_deep(&nested, 0..nested.len()).is_some());
        for piece in
            ["(if a then b else c) or ", "f(some x in y where z, no) and ", "[one, a.no, every x in y] + ", "if, ", "no - "]
        {
            assert_eq!(too_deep(&piece.repeat(65), 0..65 * piece.len()), None, "{piece}");
        }
        let flat = "x: if a then b else c\n".repeat(200);
        assert_eq!(too_deep(&flat, 0..flat.len()), None);
        let named = "if let then b else ".repeat(65) + "c";
        assert!(too_deep(&named, 0..named.len()).is_some());
        let named = "let x = if a then b else c\n".repeat(200);
        assert_eq!(too_deep(&named, 0..named.len()), None);
        assert!(too_deep(&"(".repeat(65), 0..65).is_some());
        assert_eq!(too_deep(&"()".repeat(65), 0..130), None);
        let labelled = "f(\"a\": if b then c else ".repeat(40);
        assert_eq!(too_deep(&labelled, 0..labelled.len()), None);
        let labelled = format!("f({})", "\"a\": if b then c else ".repeat(65));
        assert!(too_deep(&labelled, 0..labelled.len()).is_some());
        let quoted = "\"if if\" // if\n".repeat(200);
        assert_eq!(too_deep(&quoted, 0..quoted.len()), None);
    }
}
