//! A clause or requirement: what it asks, and its state in this model with the main reason.

use super::super::view::View;
use crate::answers::why::why;
use crate::artefact::wording;
use crate::assess::{Derivation, ItemResult, Reason, Status, Step};
use crate::model::{EntityId, Lang};
use crate::rules;
use crate::world::Audience;

/// The most requirements of a clause that are listed.
const MOST: usize = 20;

/// What is said of a clause or requirement.
pub fn item(view: &View, lang: &Lang, id: EntityId) -> Vec<String> {
    let checked = view.checked();
    let model = &checked.model;
    let reader = model.reader(Audience::Anybody);
    let input = view.input();
    let mut lines = vec![format!("*{}*", rules::cite(&reader, id)), String::new()];
    let asked: Vec<EntityId> = model.children(id).iter().copied().filter(|&child| model.is_a(child, lang.requirement)).collect();
    for &requirement in asked.iter().take(MOST) {
        let state = view.assessment().of(requirement).map(|(_, item)| format!(" ({})", item.status.words())).unwrap_or_default();
        lines.push(format!("- {}{state}", reader.title(requirement)));
    }
    if asked.len() > MOST {
        lines.push(format!("- and {} more", asked.len() - MOST));
    }
    for name in ["condition", "question", "note"] {
        lines.extend(wording::text(&input, id, name).map(|text| format!("- {name}: {text}")));
    }
    let needs = wording::named(model, id, "needs");
    let types: Vec<_> = needs.entities().map(|ty| reader.title(ty)).collect();
    if !types.is_empty() {
        lines.push(format!("- shown by {}", types.join(" or ")));
    }
    lines.push(match view.assessment().of(id) {
        Some((framework, item)) => {
            let reason = main_reason(framework.part(id)).map(|(of, reason)| {
                let step = Derivation { step: Step::Because(reason.cause.clone()), place: None, parts: Vec::new() };
                let of = if of.entity == id { String::new() } else { format!("{} ", of.number) };
                format!("; {of}{}", why(&input, &step).tree.text)
            });
            let counts = item.tally.total() > 1;
            let counts = counts.then(|| format!(", {} of {} met", item.tally.of(Status::Conformant), item.tally.demanded()));
            format!("- **{}** here{}{}", item.status.words(), counts.unwrap_or_default(), reason.unwrap_or_default())
        }
        None => "- no scope of this model names its framework".to_owned(),
    });
    lines
}

/// What a state rests on first of all: its own first reason, or else that of what stands worst in it.
fn main_reason(part: &[ItemResult]) -> Option<(&ItemResult, &Reason)> {
    let (item, below) = part.split_first()?;
    let open = |item: &&ItemResult| matches!(item.status, Status::Nonconformant | Status::Partial | Status::Undecided);
    let worst = || below.iter().filter(open).filter(|item| !item.role.sums_up()).rev().max_by_key(|item| item.status);
    let item = if item.reasons.is_empty() { worst()? } else { item };
    Some((item, item.reasons.first()?))
}

/// What is said of a framework.
pub fn whole(view: &View, id: EntityId) -> Vec<String> {
    let result = view.assessment().frameworks.iter().find(|result| result.framework == id);
    let line = match result.map(|result| result.tally()) {
        Some(tally) => format!("- {} of {} requirements that apply are conformant", tally.of(Status::Conformant), tally.demanded()),
        None => "- no scope of this model names it".to_owned(),
    };
    vec![line]
}
