//! What is said beside a text of how things stand: above the line of a process or scope how much of it is met, behind a figure what can be
//! reached, behind an activity that nobody is accountable. Each sort can be switched off.

use super::View;
use super::describe::reachable;
use crate::assess::Status;
use crate::model::{EntityId, Lang, Value};
use crate::source::{FileId, Origin, Span};
use crate::world::Audience;

/// Which remarks are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// How many requirements a process meets.
    pub requirements: bool,
    /// How much of the frameworks of a scope is met.
    pub scope: bool,
    /// The figure that a target can reach.
    pub reachable: bool,
    /// That nobody is accountable for an activity.
    pub accountable: bool,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { requirements: true, scope: true, reachable: true, accountable: true }
    }
}

/// Something said beside a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// What it stands above or behind.
    pub place: Span,
    /// What it says.
    pub text: String,
    /// More about it; may be empty.
    pub more: String,
    /// What it is about.
    pub about: EntityId,
}

/// What stands above lines of a file.
pub fn above(view: &View, file: FileId, wanted: Wanted) -> Vec<Remark> {
    let checked = view.checked();
    let model = &checked.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let mut found = Vec::new();
    for id in own_in(view, file) {
        if wanted.requirements
            && model.is_a(id, lang.process)
            && let Some(met) = view.met(id)
        {
            let text = match met.all {
                1 if met.met == 1 => "the one requirement is met".to_owned(),
                1 => "the one requirement is not met".to_owned(),
                all => format!("{} of {all} requirements met", met.met),
            };
            found.push(remark(view, id, text));
        }
        if wanted.scope && model.is_a(id, lang.scope) {
            found.extend(totals(view, &lang, id).into_iter().map(|text| remark(view, id, text)));
        }
    }
    found
}

fn remark(view: &View, about: EntityId, text: String) -> Remark {
    Remark { place: view.checked().model.entity(about).name_span, text, more: String::new(), about }
}

/// For each framework that a scope names how much of it is met.
fn totals(view: &View, lang: &Lang, scope: EntityId) -> Vec<String> {
    let model = &view.checked().model;
    let reader = model.reader(Audience::Anybody);
    let named = model.related(scope, lang.standard);
    let results = view.assessment().frameworks.iter().filter(|result| named.contains(&result.framework));
    let line = |result: &crate::assess::FrameworkResult| {
        let tally = result.tally();
        let undecided = match tally.of(Status::Undecided) {
            0 => String::new(),
            count => format!(", {count} undecided"),
        };
        let title = reader.title(result.framework);
        format!("{title}: {} of {} requirements met{undecided}", tally.of(Status::Conformant), tally.demanded())
    };
    results.map(line).collect()
}

/// What stands behind words of a file.
pub fn behind(view: &View, file: FileId, wanted: Wanted) -> Vec<Remark> {
    let checked = view.checked();
    let model = &checked.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let own: Vec<EntityId> = own_in(view, file).collect();
    let mut found = Vec::new();
    if wanted.reachable {
        let targets: Vec<EntityId> = own.iter().copied().filter(|&id| model.is_a(id, lang.promises.target)).collect();
        let reached = if targets.is_empty() { Vec::new() } else { reachable(checked, &targets) };
        for (target, reach) in reached {
            let fields = [lang.promises.at_least, lang.promises.at_most];
            let Some(slot) = fields.into_iter().find_map(|field| model.slot(target, field)) else { continue };
            let more = reach.weakest.map(|id| format!("limited first by `{}`", model.entity(id).path)).unwrap_or_default();
            found.push(Remark { place: slot.span, text: format!("at best {}", reach.figure), more, about: target });
        }
    }
    if wanted.accountable {
        let lacks = |id: &EntityId| {
            model.is_a(*id, lang.activity)
                && !model.entity(*id).broken
                && *model.value(*id, lang.accountable) == Value::Missing
                && model.slot(*id, lang.accountable).is_none()
        };
        let remark = |id: EntityId| Remark {
            place: model.entity(id).name_span,
            text: "nobody is accountable".to_owned(),
            more: "name one role under `accountable`".to_owned(),
            about: id,
        };
        found.extend(own.iter().copied().filter(lacks).map(remark));
    }
    found.sort_by_key(|remark| remark.place.start);
    found
}

/// What the organisation declares in a file.
fn own_in(view: &View, file: FileId) -> impl Iterator<Item = EntityId> {
    let model = &view.checked().model;
    model.ids().filter(move |&id| {
        let entity = model.entity(id);
        entity.origin == Origin::Model && entity.span.file == file && entity.name_span.file == file
    })
}
