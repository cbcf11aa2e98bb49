//! What can be done about what is told at a place.

mod declare;
mod missing;
mod renamed;
mod waive;

pub use renamed::Renamed;

use std::ops::Range;

use super::View;
use crate::diag::{Diagnostic, Edit, Safety, codes};
use crate::mend::{self, Wanted};
use crate::source::{FileId, Span};

/// Something that can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action<'v> {
    /// What it does, for a menu.
    pub title: String,
    /// What it is.
    pub sort: ActionSort,
    /// What changes.
    pub edits: Vec<Edit>,
    /// What it mends, where it mends one thing.
    pub mends: Option<&'v Diagnostic>,
}

/// What sort of action it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionSort {
    /// It mends what is told, and may be made unseen.
    Safe,
    /// It mends what is told, or helps to.
    Proposal,
    /// It accepts what is told.
    Waiver,
    /// It makes all safe edits of a file.
    All,
}

/// What can be done at the stretch `range` of a file: the edits that are offered with what is told there, what follows from its kind, and
/// the same for all of a kind in the file. `renamed` are the names that were changed while the model is open.
pub fn actions<'v>(view: &'v View, file: FileId, range: Range<usize>, renamed: &[Renamed]) -> Vec<Action<'v>> {
    let at = |span: Span| span.file == file && (span.start as usize) <= range.end && range.start <= span.end as usize;
    let here =
        |told: &&Diagnostic| told.span().is_some_and(at) || told.fix.iter().flat_map(|fix| &fix.edits).any(|edit| at(edit.span));
    let told: Vec<&Diagnostic> = view.told().iter().filter(here).collect();
    let mut found = Vec::new();
    for told in &told {
        if let Some(fix) = &told.fix {
            let sort = if fix.safety == Safety::Safe { ActionSort::Safe } else { ActionSort::Proposal };
            found.push(Action { title: fix.title.clone(), sort, edits: fix.edits.clone(), mends: Some(told) });
        }
        found.extend(declare::declare(view, told));
    }
    missing::missing(view, &told, &mut found);
    found.extend(told.iter().filter_map(|told| waive::waive(view, told)));
    found.extend(renamed::former_names(view, file, &range, renamed));
    of_a_kind(view, file, &told, &mut found);
    let in_file = view.told().iter().filter(|told| told.span().is_some_and(|span| span.file == file));
    let plan = mend::plan(&view.checked().sources, in_file, Wanted::Safe);
    if !plan.made.is_empty() {
        let title = match plan.made.len() {
            1 => "make the one safe edit in this file".to_owned(),
            count => format!("make all {count} safe edits in this file"),
        };
        found.push(Action { title, sort: ActionSort::All, edits: plan.edits.into_values().flatten().collect(), mends: None });
    }
    found
}

/// The edits that the file's diagnostics of one kind carry, for each kind that is told at the place and has several.
fn of_a_kind<'v>(view: &'v View, file: FileId, told: &[&'v Diagnostic], found: &mut Vec<Action<'v>>) {
    let mut seen: Vec<&str> = Vec::new();
    for id in told.iter().filter(|told| told.fix.is_some()).map(|told| told.source.id()) {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let same = view.told().iter().filter(|told| told.source.id() == id && told.span().is_some_and(|span| span.file == file));
        let plan = mend::plan(&view.checked().sources, same, Wanted::All);
        let count = plan.made.len();
        if count > 1 {
            let title = format!("make all {count} edits for `{id}` in this file");
            let edits = plan.edits.into_values().flatten().collect();
            found.push(Action { title, sort: ActionSort::Proposal, edits, mends: None });
        }
    }
}

/// Whether it is told of a name that nothing has.
fn is_unknown_name(told: &Diagnostic) -> bool {
    told.source.id() == codes::E0203.id
}
