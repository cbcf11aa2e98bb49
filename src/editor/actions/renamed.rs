//! "Write that `y` was called `x`": for what was renamed while the model is open.

use std::ops::Range;

use super::super::View;
use super::{Action, ActionSort};
use crate::diag::Edit;
use crate::model::EntityId;
use crate::source::{FileId, Origin, Span};
use crate::syntax::insertion;

/// A name that was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamed {
    /// The last part of the path before.
    pub from: String,
    /// The whole path since.
    pub to: String,
}

/// The former names that can be written at the entities named in the stretch.
pub fn former_names<'v>(view: &'v View, file: FileId, range: &Range<usize>, renamed: &[Renamed]) -> Vec<Action<'v>> {
    let model = &view.checked().model;
    let at = |id: &EntityId| {
        let entity = model.entity(*id);
        let span = entity.name_span;
        span.file == file
            && (span.start as usize) <= range.end
            && range.start <= span.end as usize
            && entity.origin == Origin::Model
    };
    renamed
        .iter()
        .filter_map(|renamed| {
            let id = model.find(&renamed.to).filter(at)?;
            let edit = former_name(view, id, &renamed.from)?;
            let title = format!("write that `{}` was called `{}`", renamed.to, renamed.from);
            Some(Action { title, sort: ActionSort::Proposal, edits: vec![edit], mends: None })
        })
        .collect()
}

/// The edit that notes a former name at an entity; nothing where it is noted already.
fn former_name(view: &View, id: EntityId, name: &str) -> Option<Edit> {
    let checked = view.checked();
    let entity = checked.model.entity(id);
    if entity.formerly.iter().any(|(known, _)| **known == *name) || entity.id() == name {
        return None;
    }
    if let Some((_, last)) = entity.formerly.iter().max_by_key(|(_, span)| span.end) {
        return Some(Edit { span: last.behind(), text: format!(", {name}") });
    }
    let text = checked.sources.file(entity.span.file).text();
    let change = insertion::into_body(text, entity.span.range(), &format!("formerly: [{name}]"))?;
    Some(Edit { span: Span::new(entity.span.file, change.range.start, change.range.end), text: change.text })
}
