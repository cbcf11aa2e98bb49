//! Which stretches of the files not everybody may read.

use std::collections::BTreeMap;
use std::ops::Range;

use super::FileId;

/// Stretches of text whose letters are not shown, because what they say is private.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Veil {
    /// By file, sorted and apart from each other.
    stretches: BTreeMap<FileId, Vec<Range<usize>>>,
}

impl Veil {
    /// Covers these stretches of a file, in bytes; they may overlap and stand in any order.
    pub fn cover(&mut self, file: FileId, stretches: impl IntoIterator<Item = Range<usize>>) {
        let mut all = self.stretches.remove(&file).unwrap_or_default();
        all.extend(stretches.into_iter().filter(|stretch| !stretch.is_empty()));
        all.sort_unstable_by_key(|stretch| (stretch.start, stretch.end));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(all.len());
        for stretch in all {
            match apart.last_mut() {
                Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                Some(_) | None => apart.push(stretch),
            }
        }
        if !apart.is_empty() {
            self.stretches.insert(file, apart);
        }
    }

    /// Whether the byte at `offset` is covered.
    pub fn covers(&self, file: FileId, offset: usize) -> bool {
        let Some(stretches) = self.stretches.get(&file) else { return false };
        let next = stretches.partition_point(|stretch| stretch.start <= offset);
        next.checked_sub(1).and_then(|at| stretches.get(at)).is_some_and(|stretch| stretch.contains(&offset))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Sources};
    use super::*;

    #[test]
    fn stretches_join_where_they_meet() {
        let file = Sources::new().add("a.sms", "", Origin::Model);
        let mut veil = Veil::default();
        veil.cover(file, [8..9, 2..4, 3..6, 5..5]);
        veil.cover(file, [6..7, 2..3]);
        let covered: Vec<usize> = (0..10).filter(|&at| veil.covers(file, at)).collect();
        assert_eq!(covered, [2, 3, 4, 5, 6, 8]);
    }
}
