//! What is found of many rows of one record is told of some of them and of the record.
//!
//! A record may have a hundred thousand rows. What a rule finds in each is mostly one thing to mend: a column that is missing, an export
//! that went wrong.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Checked;
use crate::diag::{Diagnostic, Label, Place, Source};
use crate::model::EntityId;

/// How many findings of a rule on the rows of one record are told one by one.
const TOLD: usize = 10;

/// From how many rows on a finding that all of them have is told of the record alone.
const MANY: usize = 6;

/// How many lines the message for all others names.
const LINES: usize = 20;

/// The findings of one rule on the rows of one record.
#[derive(Default)]
struct Group {
    /// Their places among all findings.
    places: Vec<usize>,
    of_all: bool,
}

impl Checked {
    /// `told` with one message in place of the many of a rule on the rows of a record.
    pub(super) fn summed_up<'c>(&'c self, told: Vec<Cow<'c, Diagnostic>>) -> Vec<Cow<'c, Diagnostic>> {
        let rows = self.model.schema().lang.map(|lang| self.model.of_kind(lang.records.rows)).unwrap_or_default();
        if rows.iter().all(|&record| self.model.children(record).len() < MANY) {
            return told;
        }
        let groups = self.groups(&told);
        let mut left_out = FxHashSet::default();
        let mut sums = Vec::new();
        for ((_, record), Group { places, of_all }) in groups {
            let apart = if of_all && places.len() >= MANY { 0 } else { TOLD };
            let Some(rest) = places.get(apart..).filter(|rest| !rest.is_empty()) else { continue };
            left_out.extend(rest.iter().copied());
            let rest: Vec<&Diagnostic> = rest.iter().filter_map(|&at| told.get(at).map(|told| &**told)).collect();
            sums.extend(self.sum(record, &rest, apart == 0));
        }
        let mut kept = Vec::with_capacity(told.len() - left_out.len() + sums.len());
        kept.extend(told.into_iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, told)| told));
        kept.extend(sums.into_iter().map(Cow::Owned));
        kept
    }

    /// The findings on rows by rule and record, in the order of what comes first.
    fn groups(&self, told: &[Cow<Diagnostic>]) -> Vec<((String, EntityId), Group)> {
        let mut of_all: FxHashSet<(&str, EntityId)> = FxHashSet::default();
        for finding in self.waived.kept.iter().filter(|finding| finding.of_all_rows) {
            of_all.extend(self.model.record_of(finding.subject).map(|record| (finding.diagnostic.source.id(), record)));
        }
        let mut places: FxHashMap<(&str, EntityId), usize> = FxHashMap::default();
        let mut groups: Vec<((String, EntityId), Group)> = Vec::new();
        for (at, told) in told.iter().enumerate() {
            let (Source::Rule(rule), Some(subject)) = (&told.source, &told.subject) else { continue };
            let Some(record) = self.model.find(subject).and_then(|subject| self.model.record_of(subject)) else { continue };
            let place = *places.entry((rule, record)).or_insert_with(|| {
                groups.push(((rule.clone(), record), Group { places: Vec::new(), of_all: of_all.contains(&(&**rule, record)) }));
                groups.len() - 1
            });
            if let Some((_, group)) = groups.get_mut(place) {
                group.places.push(at);
            }
        }
        groups
    }

    /// What stands for these findings of one rule; `all` says that no other of the record was asked.
    fn sum(&self, record: EntityId, rest: &[&Diagnostic], all: bool) -> Option<Diagnostic> {
        let first = *rest.first()?;
        let entity = self.model.entity(record);
        let message = match (all, rest.len()) {
            (true, count) => format!("{}; so it is in all {count} rows of `{}` that this is asked of", first.message, entity.path),
            (false, 1) => format!("{}; one more row of `{}`", first.message, entity.path),
            (false, count) => format!("{}; {count} more rows of `{}` have the same fault", first.message, entity.path),
        };
        let mut lines: Vec<usize> =
            rest.iter().take(LINES).filter_map(|told| told.span()).map(|span| self.sources.position(span).line).collect();
        lines.dedup();
        let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
        let more = if rest.len() > LINES { ", …" } else { "" };
        let mut told = Diagnostic {
            place: Place::Text(Label { span: entity.name_span, text: "told of the record, not of each row".to_owned() }),
            labels: Vec::new(),
            message,
            subject: Some(entity.path.to_string()),
            ..first.clone()
        };
        if let Some(span) = first.span() {
            told = told.label(span, "the first of them");
        }
        if !all {
            told = told.note(format!("they stand in the lines {}{more}", lines.join(", ")));
        }
        let has_column = if all { "; where the tool keeps it, declare its column" } else { "" };
        told.help = match told.help {
            Some(help) => Some(format!("{help}{has_column}")),
            None if all => Some("where the tool keeps it, declare its column".to_owned()),
            None => None,
        };
        Some(told)
    }
}
