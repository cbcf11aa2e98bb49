//! The order diagnostics are told in, and the removal of repeats.

use std::borrow::Borrow;

use super::{Diagnostic, Place};
use crate::source::Sources;

/// Sorts by file and offset and drops exact repeats. What belongs to no text comes first: it may explain the rest.
pub fn tidy<T: Borrow<Diagnostic> + PartialEq>(diagnostics: &mut Vec<T>, sources: &Sources) {
    diagnostics.sort_by(|left, right| key(left.borrow(), sources).cmp(&key(right.borrow(), sources)));
    diagnostics.dedup();
}

fn key<'d>(diagnostic: &'d Diagnostic, sources: &Sources) -> impl Ord + use<'d> {
    let (group, name) = match &diagnostic.place {
        Place::Nowhere => (0, ""),
        Place::File(name) => (1, name.as_str()),
        Place::Text(_) => (2, ""),
    };
    let at = diagnostic.span().map(|span| sources.order(span));
    (group, at, name, diagnostic.source.id(), &diagnostic.message)
}
