//! What of a text can be folded away: bodies, lists, texts over lines, and rows of comments.

use std::ops::Range;

use crate::syntax::tokens::{Gap, Kind, tokens};

/// The stretches that can be folded, as bytes, in order.
pub fn folds(text: &str) -> Vec<Range<usize>> {
    let all = tokens(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = Vec::new();
    let mut comments: Option<Range<usize>> = None;
    for token in &all {
        let range = token.range();
        let over_lines = |range: &Range<usize>| text.get(range.clone()).is_some_and(|text| text.contains('\n'));
        match token.kind {
            Kind::Open(_) => open.push(range.start),
            Kind::Close(_) => {
                let whole = open.pop().map(|start| start..range.end);
                found.extend(whole.filter(over_lines));
            }
            Kind::Text if over_lines(&range) => found.push(range.clone()),
            _ => {}
        }
        let goes_on = token.is_comment() && token.gap == Gap::Line;
        comments = match comments {
            Some(row) if goes_on => Some(row.start..range.end),
            row => {
                found.extend(row.filter(over_lines));
                (token.is_comment() && token.gap >= Gap::Line).then_some(range)
            }
        };
    }
    found.extend(comments.filter(|row| text.get(row.clone()).is_some_and(|text| text.contains('\n'))));
    found.sort_by_key(|range| (range.start, range.end));
    found
}
