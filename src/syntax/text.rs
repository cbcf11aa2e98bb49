//! Escapes inside text literals, as far as they can be wrong.

use super::literal;
use crate::diag::{Diagnostic, Edit, Fix, Safety, codes};
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

/// Whether every escape in the text literal `raw` means something.
pub fn escapes_are_known(raw: &str) -> bool {
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        match literal::escape(&rest[at..]) {
            Some((_, length)) => rest = &rest[at + length..],
            None => return false,
        }
    }
    true
}

/// Where the text at `span` is handed to a function, unknown escapes, told from the place `told` on, are likely meant as they stand:
/// `"svc_\d+"` is a pattern. That is told once.
pub(super) fn offer_raw(span: Span, told: usize, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.truncate(told + 1);
    if let Some(first) = diagnostics.get_mut(told) {
        first.help =
            Some("write `r` before the quotes where a backslash is meant as it stands, as in the pattern `r\"\\d+\"`".into());
        first.fix = Some(raw(span));
    }
}

/// The edit that makes the text at `span` one that is taken as it stands.
pub fn raw(span: Span) -> Fix {
    let edits = vec![Edit { span: Span { end: span.start, ..span }, text: "r".to_string() }];
    Fix { title: "write `r` before the quotes".to_string(), edits, safety: Safety::Proposal }
}

fn unknown_escape(escape: &str, span: Span) -> Diagnostic {
    let backslash = Span { end: span.start + 1, ..span };
    Diagnostic::error(&codes::E0113, span, format!("`{escape}` means nothing in a text"), "unknown escape")
        .help("write `\\\\` for a backslash; paths of files are written with `/`")
        .replace(backslash, "\\\\", "write the backslash twice")
}
