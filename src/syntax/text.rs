//! Escapes inside text literals, as far as they can be wrong.

use super::literal;
use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};

/// Tells every escape of the text literal `raw`, which stands at `start` of `file`, that means nothing.
pub(super) fn check_escapes(raw: &str, file: FileId, start: usize, diagnostics: &mut Vec<Diagnostic>) {
    if !raw.as_bytes().contains(&b'\\') || raw.starts_with("\"\"\"") {
        return;
    }
    let mut at = 1;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match literal::escape(&raw[at..]) {
            Some((_, length)) => at += length,
            None => {
                let letter = raw[at + 1..].chars().next();
                let length = 1 + letter.map_or(0, char::len_utf8);
                let span = Span::new(file, start + at, start + at + length);
                diagnostics.push(unknown_escape(&raw[at..at + length], span));
                at += length;
            }
        }
    }
}

fn unknown_escape(escape: &str, span: Span) -> Diagnostic {
    let backslash = Span { end: span.start + 1, ..span };
    Diagnostic::error(&codes::E0113, span, format!("`{escape}` means nothing in a text"), "unknown escape")
        .help("write `\\\\` for a backslash; paths of files are written with `/`")
        .replace(backslash, "\\\\", "write the backslash twice")
}
