//! Finds the documentation that stands before something.

use std::ops::Range;

/// The `///` lines right before what begins at `at`: blank lines and plain comments may lie between.
///
/// Only what is first on its line has documentation, so that a line full of children costs nothing.
pub(super) fn before(text: &str, at: usize) -> Option<Range<usize>> {
    let mut line = start_of_line(text, at)?;
    let mut found: Option<Range<usize>> = None;
    while let Some(end) = line.checked_sub(1) {
        let start = last_newline(text.get(..end)?).map_or(0, |newline| newline + 1);
        let content = text.get(start..end)?;
        let body = content.trim_start();
        let is_doc = body.starts_with("///") && !body.starts_with("////");
        let between = found.is_none() && (body.is_empty() || body.starts_with("//"));
        if is_doc {
            let begin = start + content.len() - body.len();
            let stop = start + content.trim_end_matches('\r').len();
            found = Some(begin..found.map_or(stop, |later| later.end));
        } else if !between {
            break;
        }
        line = start;
    }
    found
}

/// Where the line begins, if only white space stands on it before `at`.
fn start_of_line(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?.trim_end_matches([' ', '\t']);
    (before.is_empty() || before.ends_with('\n')).then_some(before.len())
}

fn last_newline(text: &str) -> Option<usize> {
    text.as_bytes().iter().rposition(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc_of(text: &str) -> Option<&str> {
        before(text, text.find('@')?).map(|range| &text[range])
    }

    #[test]
    fn documentation_stands_on_the_lines_before() {
        assert_eq!(doc_of("/// one\n  /// two\r\n  @"), Some("/// one\n  /// two"));
        assert_eq!(doc_of("x: 1\n/// one\n\n// plain\n@"), Some("/// one"));
        assert_eq!(doc_of("/// one\nx: 1\n@"), None);
        assert_eq!(doc_of("/// one\n{ @"), None);
        assert_eq!(doc_of("//// ruler\n@"), None);
        assert_eq!(doc_of("@"), None);
    }
}
