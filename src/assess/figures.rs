//! What the counts of statuses rest on: figures that do not get better by writing more.
//!
//! A share of requirements that are met says nothing of how well that is shown. So beside it stands how many of them evidence shows that
//! counts today, how many by what the model says alone, how many a waiver has lowered, and how many hang on a single person.

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Model};
use crate::quantity::Date;

use super::{Cause, Currency, ItemResult, Link, Status, people};

/// Of how many requirements and undivided clauses something holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Those that demand something which applies.
    pub demanded: usize,
    /// Those that are met, with something on file that counts today.
    pub shown: usize,
    /// Those that are met by what the model says alone, with nothing on file that counts today.
    pub declared: usize,
    /// Those that a finding lowers which a waiver accepts.
    pub waived: usize,
    /// Those for which, among all who answer for what addresses them, there is one person only.
    pub alone: usize,
}

/// Counts what [`Figures`] tell of these items.
pub fn figures<'i>(model: &Model, today: Date, items: impl IntoIterator<Item = &'i ItemResult>) -> Figures {
    let mut figures = Figures::default();
    let mut known: FxHashMap<EntityId, Vec<EntityId>> = FxHashMap::default();
    for item in items.into_iter().filter(|item| is_demanded(item)) {
        figures.demanded += 1;
        let current = item.held.iter().any(|held| held.currency == Currency::Current);
        let is_waived = item.reasons.iter().any(|reason| matches!(reason.cause, Cause::WaivedFinding(_)));
        if item.status == Status::Conformant {
            *if current { &mut figures.shown } else { &mut figures.declared } += 1;
        }
        figures.waived += usize::from(is_waived);
        figures.alone += usize::from(one_person(model, today, &item.links, &mut known).is_some());
    }
    figures
}

/// Whether it is assessed itself and demands something that applies.
pub(super) fn is_demanded(item: &ItemResult) -> bool {
    !item.role.sums_up() && !matches!(item.status, Status::NotApplicable | Status::Informative)
}

/// The one person who is behind all that addresses something; none where there are several, or it cannot be told of one of them.
fn one_person(model: &Model, today: Date, links: &[Link], known: &mut FxHashMap<EntityId, Vec<EntityId>>) -> Option<EntityId> {
    let mut only = None;
    for link in links {
        let people = known.entry(link.entity).or_insert_with(|| {
            let actors = people::answerable(model, link.entity);
            actors.into_iter().flat_map(|actor| people::people(model, actor, today)).collect()
        });
        let (first, others) = people.split_first()?;
        if others.iter().any(|other| other != first) || only.is_some_and(|only| only != *first) {
            return None;
        }
        only = Some(*first);
    }
    only
}
