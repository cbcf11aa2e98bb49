//! What is found of the rows of a record: of how many of those that a rule asks.

use crate::model::{EntityId, Model};
use crate::rules::program::{Check, Node};
use crate::rules::values::Val;

use super::Finding;

/// Of how many rows of each record a rule asks something.
#[derive(Default)]
pub struct Asked {
    /// The records in the order of their rows, which stand together.
    rows: Vec<(EntityId, usize)>,
}

impl Asked {
    /// Counts a subject, where it is a row.
    pub fn note(&mut self, model: &Model, subject: EntityId) {
        let Some(record) = model.record_of(subject) else { return };
        match self.rows.last_mut().filter(|(last, _)| *last == record) {
            Some((_, count)) => *count += 1,
            None => self.rows.push((record, 1)),
        }
    }

    /// Marks the findings of records in which every row that was asked is at fault.
    pub fn mark(self, model: &Model, check: &Check, findings: &mut [Finding]) {
        // A rule that selects what is wrong asks all rows, whatever it selects.
        let selects = check.require == Node::Constant(Val::Bool(false));
        for (record, count) in self.rows {
            let asked = if selects { model.rows_of(record).count() } else { count };
            let found = findings.iter().filter(|finding| model.record_of(finding.subject) == Some(record)).count();
            if found == asked {
                let of_record = findings.iter_mut().filter(|finding| model.record_of(finding.subject) == Some(record));
                of_record.for_each(|finding| finding.of_all_rows = true);
            }
        }
    }
}
