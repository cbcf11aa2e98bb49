//! A model that is checked again and again with changes made in memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::assess::{Assessment, Case, Waived, assess};
use crate::rules::FindingKey;
use crate::source::Sources;
use crate::workspace::{Checked, Snapshot};
use crate::world::{Cancel, Facts, FileState, Files, Record, Unread};

use super::edits::{TextEdit, edited};

/// Files on record, and some more that are taken to be there.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// What is there.
    pub below: Arc<dyn Files>,
    /// The paths that are taken to be there.
    pub added: BTreeSet<String>,
}

impl Files for Overlay {
    fn state(&self, path: &str, named_in: &str) -> FileState {
        if self.added.contains(path) { FileState::Present } else { self.below.state(path, named_in) }
    }

    fn exists(&self, path: &str) -> bool {
        self.added.contains(path) || self.below.exists(path)
    }

    fn read(&self, path: &str, named_in: &str, limit: u64) -> Result<Record, Unread> {
        self.below.read(path, named_in, limit).map_err(|unread| match unread {
            // What would stand in a file that is only taken to be there, nobody can say.
            Unread::NotOnRecord if self.added.contains(path) => Unread::Unknown,
            other => other,
        })
    }
}

/// A change to be tried.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Supposed {
    /// Edits of the texts as they are.
    pub edits: Vec<TextEdit>,
    /// Entities that are written anew.
    pub written: String,
    /// Files that are taken to be there.
    pub files: Vec<String>,
    /// Findings that are taken to be put right: for what nobody can write down for somebody else.
    pub mended: Vec<FindingKey>,
    /// Entities that are taken to be described as the library asks: no finding about them or what they hold counts.
    pub settled: Vec<String>,
}

/// A model and the world around it, before anything is changed.
#[derive(Clone, Debug)]
pub struct Trial {
    snapshot: Snapshot,
    facts: Facts,
    sources: Sources,
}

/// The name of the text that new entities stand in; no file of a model is called so.
const NEW: &str = "<supposed>";

impl Trial {
    /// A model to try changes on.
    pub fn new(snapshot: Snapshot, facts: Facts) -> Trial {
        let sources = snapshot.sources().clone();
        Trial { snapshot, facts, sources }
    }

    /// The model as it is, checked.
    pub fn as_it_is(&self) -> Option<Arc<Checked>> {
        self.snapshot.check(&self.facts, &Cancel::new()).ok()
    }

    /// The model with edits made, checked; findings count as the rules give them.
    pub fn with_edits(&self, edits: &[TextEdit]) -> Option<Arc<Checked>> {
        edited(&self.snapshot, &self.sources, edits).check(&self.facts, &Cancel::new()).ok()
    }

    /// The model with several changes made, checked and assessed.
    pub(super) fn with(&self, supposed: &[&Supposed]) -> Option<Tried> {
        let edits: Vec<TextEdit> = supposed.iter().flat_map(|one| one.edits.iter().cloned()).collect();
        let mut snapshot = edited(&self.snapshot, &self.sources, &edits);
        let written: String = supposed.iter().map(|one| &*one.written).collect();
        if !written.is_empty() {
            snapshot = snapshot.with(NEW, written);
        }
        let added: BTreeSet<String> = supposed.iter().flat_map(|one| one.files.iter().cloned()).collect();
        let files: Arc<dyn Files> = match added.is_empty() {
            true => Arc::clone(&self.facts.files),
            false => Arc::new(Overlay { below: Arc::clone(&self.facts.files), added }),
        };
        let facts = Facts { files, ..self.facts.clone() };
        let checked = snapshot.check(&facts, &Cancel::new()).ok()?;
        let waived = settled(&checked, supposed);
        let case = Case { waived: &waived, ..checked.case() };
        let assessment = assess(&case);
        Some(Tried { checked, waived, assessment })
    }
}

/// What came of a change.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) checked: Arc<Checked>,
    /// The findings that count.
    pub(super) waived: Waived,
    pub(super) assessment: Assessment,
}

impl Tried {
    pub(super) fn case(&self) -> Case<'_> {
        Case { waived: &self.waived, ..self.checked.case() }
    }
}

/// The findings but for those that are taken to be put right.
fn settled(checked: &Checked, supposed: &[&Supposed]) -> Waived {
    let mended: BTreeSet<&FindingKey> = supposed.iter().flat_map(|one| &one.mended).collect();
    let new: Vec<&str> = supposed.iter().flat_map(|one| &one.settled).map(String::as_str).collect();
    checked.waived.those_that(|finding| {
        let path = &*checked.model.entity(finding.subject).path;
        let is_new = new.iter().any(|new| path.strip_prefix(new).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
        !mended.contains(&finding.key) && !is_new
    })
}
