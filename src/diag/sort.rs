//! The order diagnostics are told in, and the removal of repeats.

use std::borrow::Borrow;

use super::{Diagnostic, Place};

/// Sorts by file and offset and drops exact repeats. What belongs to no text comes first: it may explain the rest.
pub fn tidy<T: Borrow<Diagnostic> + PartialEq>(diagnostics: &mut Vec<T>) {
    diagnostics.sort_by(|left, right| key(left.borrow()).cmp(&key(right.borrow())));
    diagnostics.dedup();
}

fn key(diagnostic: &Diagnostic) -> impl Ord + '_ {
    let (group, name) = match &diagnostic.place {
        Place::Nowhere => (0, ""),
        Place::File(name) => (1, name.as_str()),
        Place::Text(_) => (2, ""),
    };
    let at = diagnostic.span().map(|span| (span.file.index(), span.start, span.end));
    (group, at, name, diagnostic.source.id(), &diagnostic.message)
}
