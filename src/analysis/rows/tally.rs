//! What is wrong with rows, told as often as it helps: the first few each at its place, the rest as one.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// How many faults of one sort are told one by one.
pub(super) const TOLD: usize = 10;

/// Faults by what they have in common.
#[derive(Default)]
pub(super) struct Tally {
    faults: BTreeMap<(Common, &'static str), Faults>,
}

/// What faults have in common: the column of the declaration, or that they are about whole rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Common {
    /// Whole rows.
    Rows,
    /// The cells of the column at this place of the declaration.
    Column(usize),
}

struct Faults {
    code: &'static Code,
    told: Vec<Diagnostic>,
    more: usize,
    /// Where the last one is.
    last: Span,
}

impl Tally {
    /// Notes a fault at `place`; `tell` is asked for what to say while fewer than `most` of its sort have been told.
    pub fn add(&mut self, common: Common, code: &'static Code, place: Span, most: usize, tell: impl FnOnce() -> Diagnostic) {
        let faults = self.faults.entry((common, code.id));
        let faults = faults.or_insert_with(|| Faults { code, told: Vec::new(), more: 0, last: place });
        faults.last = place;
        match faults.told.len() < most {
            true => faults.told.push(tell()),
            false => faults.more += 1,
        }
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// Takes over what was noted of the rows behind these.
    pub fn append(&mut self, behind: Tally) {
        for (key, faults) in behind.faults {
            match self.faults.get_mut(&key) {
                None => drop(self.faults.insert(key, faults)),
                Some(before) => {
                    // What is told of fewer was meant to be told of fewer.
                    let most = if before.more > 0 { before.told.len() } else { TOLD.max(before.told.len()) };
                    let most = if faults.more > 0 { most.min(faults.told.len().max(before.told.len())) } else { most };
                    let mut told = faults.told.into_iter();
                    let room = most.saturating_sub(before.told.len());
                    before.told.extend(told.by_ref().take(room));
                    before.more += told.count() + faults.more;
                    before.last = faults.last;
                }
            }
        }
    }

    /// All that is told; `sum_up` says of a sort how many more there are, and where the last of them is.
    pub fn told(self, sum_up: impl Fn(Common, &'static Code, usize, Span) -> Diagnostic) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        for ((common, _), faults) in self.faults {
            all.extend(faults.told);
            if faults.more > 0 {
                all.push(sum_up(common, faults.code, faults.more, faults.last));
            }
        }
        all
    }
}
