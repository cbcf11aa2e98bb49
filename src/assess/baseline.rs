//! Baselines: the findings an organisation knew of when it began to look, so that only new ones count.
//!
//! An entry is a rule and the key of the entity it finds something on, with the weight and the number of its findings. The message is no
//! part of it, since messages hold figures and days; nor is the line, so edits elsewhere in a file change nothing. It follows that a
//! known finding may change its words and stays known: what is recorded is that this rule is not kept by this entity.
//!
//! ```text
//! rule                  subject    severity   count
//! supplier_uncontacted  acme       warning    1        known: kept apart
//! supplier_uncontacted  keystone                       new: told
//! ```
//!
//! A baseline excuses less than a waiver, and has no reason, no end and nobody who accepted it; so three things are told although their
//! entry is on record. A finding that weighs more than it did: an error is not what was accepted when it was a warning. More findings than
//! were recorded. And a finding whose waiver has ended, which somebody had promised to mend by that day. Errors of the language are never
//! recorded: with them the model is not what it seems, and findings may be missing.
//!
//! Statuses and artefacts know no baselines: what is known is still not met.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, Place, Severity, Source, codes};
use crate::model::{MADE_UP, Model};
use crate::rules::{Finding, FindingKey, Rulebook};

use super::Waived;

/// What is on record about one rule and one entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// How much the findings weighed.
    pub severity: Severity,
    /// How many there were; hardly ever more than one.
    pub count: usize,
}

/// The findings on record.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Baseline {
    entries: BTreeMap<FindingKey, Known>,
}

/// Findings, parted by a baseline.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Parted<'f> {
    /// What is told, in its former order.
    pub told: Vec<Cow<'f, Diagnostic>>,
    /// What is on record, in its former order.
    pub known: Vec<Cow<'f, Diagnostic>>,
}

/// What an update did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Updated {
    /// The new record.
    pub baseline: Baseline,
    /// How many findings went, because they are no longer found.
    pub removed: usize,
    /// How many findings came.
    pub added: usize,
    /// How many new findings were left out.
    pub left_out: usize,
}

/// Whether an update takes in what is not on record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fresh {
    /// New findings are taken in.
    Add,
    /// They stay out, and so will be told.
    LeaveOut,
}

impl Baseline {
    /// What of `found` can be on record: all but findings whose waiver has ended.
    pub fn of(found: &[&Finding], waived: &Waived) -> Baseline {
        let lapsed = lapsed(waived);
        let mut baseline = Baseline::default();
        for finding in found {
            if !lapsed.contains(&finding.key) {
                baseline.count(finding.key.clone(), finding.diagnostic.severity);
            }
        }
        baseline
    }

    /// Puts an entry on record. Of two for one rule and entity, as merging two files can leave them, the one that excuses less stays.
    pub fn insert(&mut self, key: FindingKey, known: Known) {
        let least =
            |earlier: Known| Known { severity: earlier.severity.min(known.severity), count: earlier.count.min(known.count) };
        self.entries.entry(key).and_modify(|entry| *entry = least(*entry)).or_insert(known);
    }

    /// The entries, sorted by rule and entity.
    pub fn entries(&self) -> impl Iterator<Item = (&FindingKey, &Known)> {
        self.entries.iter()
    }

    /// How many findings are on record.
    pub fn len(&self) -> usize {
        self.entries.values().map(|known| known.count).sum()
    }

    /// Whether nothing is on record.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many findings of this weight are on record.
    pub fn weighing(&self, severity: Severity) -> usize {
        self.entries.values().filter(|known| known.severity == severity).map(|known| known.count).sum()
    }

    /// The same record, with entities and rules that have been renamed since under their present names.
    #[must_use]
    pub fn renamed(&self, model: &Model) -> Baseline {
        let mut renamed = Baseline::default();
        for (key, &known) in &self.entries {
            let subject = present_path(model, &key.subject).map_or_else(|| key.subject.clone(), Arc::from);
            let rule = model.rule_names().present(&key.rule).map_or_else(|| key.rule.clone(), Arc::from);
            let key = FindingKey { rule, subject };
            renamed.insert(key, known);
        }
        renamed
    }

    /// Parts `found`, in which each finding stands once, by what is on record under present names. A finding that takes the place of one
    /// on record is known as well, as where the profile leaves out the rule that says more.
    pub fn part<'f>(&self, found: &[&'f Finding], waived: &Waived, rulebook: &Rulebook) -> Parted<'f> {
        let lapsed = lapsed(waived);
        let mut left = self.entries.clone();
        let mut parted = Parted::default();
        for finding in found {
            let diagnostic = &finding.diagnostic;
            let entry = Some(&finding.key).filter(|key| !lapsed.contains(*key)).and_then(|key| left.get_mut(key));
            let entry = entry.filter(|known| known.count > 0);
            let before = match entry {
                Some(known) => {
                    known.count -= 1;
                    Some(known.severity)
                }
                None => {
                    let others = finding.needless.iter().filter_map(|&rule| key(rule, &finding.key.subject, rulebook));
                    let mut others = others.filter(|key| !lapsed.contains(key));
                    others.find_map(|key| self.entries.get(&key)).map(|known| known.severity)
                }
            };
            match before {
                None => parted.told.push(Cow::Borrowed(diagnostic)),
                Some(before) if diagnostic.severity > before => parted.told.push(Cow::Owned(heavier(diagnostic.clone(), before))),
                Some(_) => parted.known.push(Cow::Borrowed(diagnostic)),
            }
        }
        parted
    }

    /// Entries, or parts of them, that nothing is `found` for today.
    #[must_use]
    pub fn without(&self, found: &Baseline) -> Baseline {
        let left = self.entries.iter().map(|(key, known)| {
            let found = found.entries.get(key).map_or(0, |found| found.count);
            (key.clone(), Known { count: known.count.saturating_sub(found), ..*known })
        });
        Baseline { entries: left.filter(|(_, known)| known.count > 0).collect() }
    }

    /// The record brought up to date with what is `found` today. What is lighter today is recorded so, and may not become heavier again.
    pub fn update(&self, found: &Baseline, fresh: Fresh) -> Updated {
        let mut updated = Updated::default();
        for (key, known) in &self.entries {
            let Some(now) = found.entries.get(key) else {
                updated.removed += known.count;
                continue;
            };
            let kept = Known { severity: known.severity.min(now.severity), count: known.count.min(now.count) };
            updated.removed += known.count - kept.count;
            updated.baseline.entries.insert(key.clone(), kept);
        }
        for (key, now) in &found.entries {
            let kept = updated.baseline.entries.get(key).copied();
            let more = match kept {
                // All of them weigh more than what was accepted.
                Some(kept) if kept.severity < now.severity => now.count,
                Some(kept) => now.count - kept.count,
                None => now.count,
            };
            if more == 0 {
                continue;
            }
            match fresh {
                Fresh::LeaveOut => updated.left_out += more,
                Fresh::Add => {
                    updated.added += more;
                    updated.baseline.entries.insert(key.clone(), *now);
                }
            }
        }
        updated
    }

    fn count(&mut self, key: FindingKey, severity: Severity) {
        let known = self.entries.entry(key).or_insert(Known { severity, count: 0 });
        known.severity = known.severity.max(severity);
        known.count += 1;
    }
}

/// Tells, without any weight for the exit code, that `file` holds entries that nothing is found for; `command` takes them out.
pub fn outdated(file: &str, gone: &Baseline, command: &str) -> Diagnostic {
    let (number, findings, them) = match gone.len() {
        1 => ("1".to_owned(), "finding that is", "it"),
        many => (many.to_string(), "findings that are", "them"),
    };
    let message = format!("the baseline `{file}` holds {number} {findings} no longer there");
    let mut names: Vec<String> =
        gone.entries().take(SHOWN).map(|(key, _)| format!("`{}` on `{}`", key.rule, key.subject)).collect();
    let more = gone.entries.len().saturating_sub(names.len());
    if more > 0 {
        names.push(format!("{more} more"));
    }
    Diagnostic::new(Source::Language(&codes::E0603), Severity::Note, Place::File(file.to_owned()), message)
        .note(format!("no longer there: {}", names.join(", ")))
        .help(format!("run `{command}` to take {them} out, so that nothing hides behind {them} later"))
}

/// How many entries a message names.
const SHOWN: usize = 5;

fn heavier(diagnostic: Diagnostic, before: Severity) -> Diagnostic {
    let (before, now) = (before.word(), diagnostic.severity.word());
    let article = if now == "error" { "an" } else { "a" };
    diagnostic.note(format!("the baseline knows this as a {before}; it is {article} {now} now, so it is told"))
}

/// What another rule's finding on the same entity is known by.
fn key(rule: usize, subject: &Arc<str>, rulebook: &Rulebook) -> Option<FindingKey> {
    Some(FindingKey { rule: rulebook.rules.get(rule)?.name.as_str().into(), subject: subject.clone() })
}

/// The findings that are back because their waiver has ended.
fn lapsed(waived: &Waived) -> BTreeSet<FindingKey> {
    let back = waived.back.iter().filter_map(|&at| waived.kept.get(at));
    back.map(|finding| finding.key.clone()).collect()
}

/// The present path of an entity that was renamed, or that stands in one that was; nothing where the path leads somewhere as it is, or
/// where several things claim it.
fn present_path(model: &Model, path: &str) -> Option<String> {
    // From the first made-up name on, a key says what stands there and not what it is called.
    let written = path.find(MADE_UP).map_or(path.len(), |made_up| path[..made_up].rfind('.').unwrap_or(0));
    let (written, rest) = path.split_at(written);
    if model.find(written).is_some() {
        return None;
    }
    match &model.names().renamed(written, |id| &model.entity(id).path)[..] {
        [(_, now)] => Some(format!("{now}{rest}")),
        _ => None,
    }
}
