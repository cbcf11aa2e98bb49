//! The prose in a text: what stands between quotes and in comments, found whether or not the text can be read by the grammar.
//!
//! What an error has put out of joint must not be taken for names: where quotes are open, more is prose rather than less.

use std::ops::Range;

/// The stretches of prose in `within`, without the quotes and marks around them. Quotes over lines that are not closed within it may lead
/// out of it.
pub fn prose(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    Scan::of(text, within).prose
}

/// Whether every bracket and quote in a text closes. Where one does not, nobody can tell where what it opens was to end.
pub fn is_whole(text: &str) -> bool {
    let scan = Scan::of(text, 0..text.len());
    !scan.astray && scan.depth == 0
}

/// What going through a text finds.
#[derive(Default)]
struct Scan {
    prose: Vec<Range<usize>>,
    /// How many brackets are open.
    depth: usize,
    /// Whether quotes do not close, or a bracket closes nothing.
    astray: bool,
}

impl Scan {
    fn of(text: &str, within: Range<usize>) -> Scan {
        let mut scan = Scan::default();
        let mut at = within.start;
        while at < within.end {
            // Most of a text begins nothing.
            at += text.as_bytes()[at..within.end].iter().take_while(|byte| is_plain(**byte)).count();
            let rest = text.get(at..).unwrap_or_default();
            let Some(letter) = rest.chars().next() else { break };
            at += scan.step(text, at, rest, letter);
        }
        scan
    }

    /// Takes what `rest`, the text from `at` on, begins with; gives its length.
    fn step(&mut self, text: &str, at: usize, rest: &str, letter: char) -> usize {
        // Asked for only where something reaches to the end of its line, so that a line is not searched again for each of its letters.
        let line = || rest.find('\n').unwrap_or(rest.len());
        if let Some(block) = rest.strip_prefix("\"\"\"") {
            let length = block.find("\"\"\"");
            self.astray |= length.is_none();
            let length = length.unwrap_or(block.len());
            self.prose.push(at + 3..at + 3 + length);
            return length + 6;
        }
        if letter == '"' {
            return match closing_quote(rest) {
                Some(length) => {
                    self.prose.push(at + 1..at + length);
                    length + 1
                }
                // Which of the quotes on the line open and which close cannot be told.
                None => {
                    let line = line();
                    self.astray = true;
                    self.prose.push(line_start(text, at)..at + line);
                    line
                }
            };
        }
        if let Some(mark) = comment_mark(rest) {
            let line = line();
            self.prose.push(at + mark..at + line);
            return line;
        }
        if is_foreign_quote(letter) {
            let line = line();
            self.prose.push(at + letter.len_utf8()..at + line);
            return line;
        }
        match letter {
            '{' | '[' | '(' => self.depth += 1,
            '}' | ']' | ')' => match self.depth.checked_sub(1) {
                Some(depth) => self.depth = depth,
                None => self.astray = true,
            },
            _ => {}
        }
        letter.len_utf8()
    }
}

/// Where the quotes that open `rest` close on their line.
fn closing_quote(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether a byte is a whole letter that opens and closes nothing.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || matches!(byte, b'_' | b':' | b',' | b'.' | b'%' | b'=')
}

/// How long the mark of a comment is that `rest` begins with, that of another language included.
fn comment_mark(rest: &str) -> Option<usize> {
    ["///", "//", "/*", "#", "--"].into_iter().find(|mark| rest.starts_with(mark)).map(str::len)
}

fn is_foreign_quote(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '＂')
}

fn line_start(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..at];
    start + (line.len() - line.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let covered = prose(text, 0..text.len());
        text.char_indices().map(|(at, letter)| if covered.iter().any(|part| part.contains(&at)) { '~' } else { letter }).collect()
    }

    #[test]
    fn names_and_signs_are_no_prose() {
        assert_eq!(shown(r#"clause 1 "One" { note: "a \" b" } // c"#), r#"clause 1 "~~~" { note: "~~~~~~" } //~~"#);
        assert_eq!(shown("/// doc\na \"\"\"x\n\"y\" \"\"\" b"), "///~~~~\na \"\"\"~~~~~~\"\"\" b");
    }

    #[test]
    fn open_quotes_cover_more_rather_than_less() {
        assert_eq!(shown("  a x\" { b: \"y\" }\nc \"z\""), "  ~~~~~~~~~~~~~~~\nc \"~\"");
        assert_eq!(shown("a \"\"\"x\ny: 1"), "a \"\"\"~~~~~~");
        assert!(is_whole("a { b: [\"}\"] } // {") && !is_whole("a { b: 1") && !is_whole("a } {") && !is_whole("a \"b\n"));
        assert_eq!(shown("a “x” b\n# c\n/* d"), "a “~~~~\n#~~\n/*~~");
    }
}
