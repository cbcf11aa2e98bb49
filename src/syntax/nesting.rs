//! A guard before the generated parser: it recurses for every bracket, and for every `if` and quantifier, which need no brackets.

use std::ops::Range;

use super::lex;
use super::outline::DEPTH;

/// How many `if`, `some`, `every`, `no` and `one` may stand in one expression.
const LIMIT: usize = 64;

/// Where nesting becomes too deep, if it does in the bytes `range` of `text`.
///
/// A colon, `let` and `column` with what belongs to them, and `define` begin a new expression; none of them can stand inside one, but for the
/// colon behind a label in a call.
pub(super) fn too_deep(text: &str, range: Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes().get(..range.end)?;
    let mut count = 0;
    let mut depth = 0usize;
    let mut round = 0usize;
    let mut at = range.start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = lex::text_end(text, at).at,
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = lex::line_end(text, at),
            b':' => {
                count = if round == 0 { 0 } else { count };
                at += 1;
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80.. => {
                let end = lex::word_end(text, at).max(at + lex::width(bytes, at));
                match bytes.get(at..end).unwrap_or_default() {
                    b"if" | b"some" | b"every" | b"no" | b"one" => count += 1,
                    b"let" | b"column" | b"define" if begins_expression(bytes, end) => count = 0,
                    _ => {}
                }
                if count > LIMIT {
                    return Some(end);
                }
                at = end;
            }
            b'{' | b'[' | b'(' => {
                depth += 1;
                round += usize::from(byte == b'(');
                at += 1;
                if depth > DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                round = if byte == b'}' { 0 } else { round.saturating_sub(usize::from(byte == b')')) };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_expression_counts_at_a_time() {
        let nested = "if a then b else ".repeat(65) + "c";
        assert!(too_deep(&nested, 0..nested.len()).is_some());
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
