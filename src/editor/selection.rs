//! What a selection grows to, step by step: a word, a value, a field, a body, an entity, the whole text.

use std::ops::Range;

use crate::syntax::tokens::{Gap, Kind, Token, tokens};

/// The stretches around `offset`, each within the next, as bytes.
pub fn selections(text: &str, offset: usize) -> Vec<Range<usize>> {
    let all = tokens(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    found.extend(all.iter().rfind(|token| touches(token, offset)).map(Token::range));
    // Brackets that hold the place, innermost first, each with what stands before it on the way in.
    let mut open: Vec<usize> = Vec::new();
    let mut around: Vec<(usize, usize)> = Vec::new();
    for (at, token) in all.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => open.push(at),
            Kind::Close(_) => {
                if let Some(from) = open.pop()
                    && (all[from].start as usize) < offset.max(1)
                    && offset <= token.end as usize
                    && all[from].start as usize <= offset
                {
                    around.push((from, at));
                }
            }
            _ => {}
        }
    }
    let mut inner = 0..all.len();
    let mut steps: Vec<Range<usize>> = Vec::new();
    // From outside to inside: what stands in the brackets is parted into members.
    for &(from, to) in around.iter().rev() {
        steps.extend(member(&all, inner.clone(), offset));
        steps.push(all[from].start as usize..all[to].end as usize);
        inner = from + 1..to;
    }
    steps.extend(member(&all, inner, offset));
    found.extend(steps.into_iter().rev());
    found.push(0..text.len());
    // Each is as wide as the one before at least, and none comes twice.
    let mut widening: Vec<Range<usize>> = Vec::new();
    for range in found {
        let wider = widening.last().is_none_or(|last| range.start <= last.start && last.end <= range.end && range != *last);
        if wider {
            widening.push(range);
        }
    }
    widening
}

fn touches(token: &Token, offset: usize) -> bool {
    (token.start as usize..=token.end as usize).contains(&offset)
}

/// The stretch of the member at `offset` among the tokens `inside`: from the first of its line, or behind the comma before, to the last that
/// belongs to it.
fn member(all: &[Token], inside: Range<usize>, offset: usize) -> Option<Range<usize>> {
    let mut depth = 0usize;
    let mut begin = inside.start;
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for at in inside.clone() {
        let token = all.get(at)?;
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let new_line = depth == 0 && at > begin && token.gap >= Gap::Line && !matches!(token.kind, Kind::Close(_));
        if depth == 0 && token.kind == Kind::Comma {
            parts.push((begin, at));
            begin = at + 1;
        } else if new_line {
            parts.push((begin, at));
            begin = at;
        }
    }
    parts.push((begin, inside.end));
    let ranges = parts.into_iter().filter(|(from, to)| from < to);
    let mut ranges = ranges.filter_map(|(from, to)| Some(all.get(from)?.start as usize..all.get(to - 1)?.end as usize));
    ranges.find(|range| range.start <= offset && offset <= range.end)
}
