//! Parts of the text of a rule, as messages show them.

use crate::source::{Sources, Span};

/// The source of an expression, for a message; long ones are cut.
pub fn quoted(sources: &Sources, span: Span) -> String {
    let mut words = sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = words.char_indices().nth(60) {
        words.truncate(cut);
        words.push('…');
    }
    format!("`{words}`")
}
