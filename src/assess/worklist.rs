//! What is to do: the steps that would lift the states of requirements, put together from what lowers them.
//!
//! One step often lifts many requirements, so steps that are the same are one, with all that each completes (nothing else is open there) and
//! all that it furthers (something else is open as well). Nothing is promised here: whether a state turns when a step is taken is asked of
//! the engine, with the step taken in memory.

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::model::{EntityId, Model};
use crate::rules::{Finding, FindingKey};
use crate::source::Span;

use super::figures::is_demanded;
use super::{Assessment, Case, Cause, Currency, Held, ItemResult, Reach, Status, people};

/// Something that can be done.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// What a rule finds is put right: see [`super::Waived::finding`].
    Mend(FindingKey),
    /// What a rule finds and a waiver accepts is put right: see [`super::Waived::silenced`].
    MendAccepted(FindingKey),
    /// A nonconformity is dealt with and closed.
    Close(EntityId),
    /// A clause or requirement is put into practice by something.
    Address(EntityId),
    /// Evidence is put on file: of one of these types, where some are asked for, about this.
    File {
        /// The types, of which one will do; none where anything will.
        types: Vec<EntityId>,
        /// What it is about: what addresses the requirement.
        about: EntityId,
    },
    /// Something on file is brought to count again.
    Renew(EntityId),
    /// An exclusion that has no effect is taken back.
    TakeBack(EntityId),
    /// Somebody judges what no rule decides.
    Judge(EntityId),
}

/// Something to do, with what it lifts.
#[derive(Clone, PartialEq, Debug)]
pub struct Task {
    /// What is to do.
    pub action: Action,
    /// Where in the sources; nowhere for what is absent.
    pub place: Option<Span>,
    /// Who answers for it; nobody where that cannot be told.
    pub owners: Vec<EntityId>,
    /// The requirements in which nothing else is open.
    pub completes: Vec<EntityId>,
    /// The requirements in which something else is open as well.
    pub furthers: Vec<EntityId>,
}

/// Everything that is to do in these items, what lifts most first.
pub fn worklist<'i>(case: &Case, items: impl IntoIterator<Item = &'i ItemResult>) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut known: FxHashMap<Action, usize> = FxHashMap::default();
    let against = Against::new(case);
    for item in items {
        let actions = actions(case, &against, item);
        let is_alone = actions.len() == 1;
        for action in actions {
            let at = *known.entry(action.clone()).or_insert_with(|| {
                tasks.push(task(case, action));
                tasks.len() - 1
            });
            // A clause is lifted with what it holds.
            let Some(task) = tasks.get_mut(at).filter(|_| !item.role.sums_up()) else { continue };
            if is_alone { &mut task.completes } else { &mut task.furthers }.push(item.entity);
        }
    }
    // Of equals the first, in the order of the frameworks.
    tasks.sort_by_key(|task| (std::cmp::Reverse(task.completes.len()), std::cmp::Reverse(task.furthers.len())));
    tasks
}

/// The items of an assessment, or the part of them that a clause holds.
pub fn within(assessment: &Assessment, part: Option<EntityId>) -> Vec<&ItemResult> {
    match part {
        None => assessment.frameworks.iter().flat_map(|framework| &framework.items).collect(),
        Some(part) => assessment.frameworks.iter().flat_map(|framework| framework.part(part)).collect(),
    }
}

/// The findings that lower a state, by the clause that they count against.
struct Against {
    kept: FxHashMap<EntityId, Vec<FindingKey>>,
    waived: FxHashMap<EntityId, Vec<FindingKey>>,
}

impl Against {
    fn new(case: &Case) -> Against {
        let waived = case.waived.waived.iter().map(|(finding, _)| finding);
        Against { kept: by_clause(case, case.waived.kept.iter()), waived: by_clause(case, waived) }
    }
}

fn by_clause<'f>(case: &Case, findings: impl Iterator<Item = &'f Finding>) -> FxHashMap<EntityId, Vec<FindingKey>> {
    let mut by_clause: FxHashMap<EntityId, Vec<FindingKey>> = FxHashMap::default();
    for finding in findings.filter(|finding| is_heavy(finding)) {
        let clauses = case.rulebook.rules.get(finding.rule).map_or(&[][..], |rule| &rule.clauses);
        for item in finding.ties.iter().filter_map(|&tie| clauses.get(tie)?.entity) {
            by_clause.entry(item).or_default().push(finding.key.clone());
        }
    }
    by_clause
}

/// Whether a finding lowers a state.
fn is_heavy(finding: &Finding) -> bool {
    finding.diagnostic.severity > Severity::Note
}

/// What would have to be done for an item to be conformant, each thing once.
fn actions(case: &Case, against: &Against, item: &ItemResult) -> Vec<Action> {
    let is_open = !matches!(item.status, Status::Conformant | Status::NotApplicable | Status::Informative);
    if !is_open || (!item.role.sums_up() && !is_demanded(item)) {
        return Vec::new();
    }
    let mut actions: Vec<Action> = Vec::new();
    for reason in &item.reasons {
        match &reason.cause {
            Cause::Finding(key) => {
                let lowers = case.waived.finding(key).is_some_and(is_heavy);
                actions.extend(lowers.then(|| Action::Mend(key.clone())));
            }
            Cause::WaivedFinding(key) => {
                let lowers = case.waived.silenced(key).is_some_and(|(finding, _)| is_heavy(finding));
                actions.extend(lowers.then(|| Action::MendAccepted(key.clone())));
            }
            Cause::AgainstClause(clause) => {
                let of = |by_clause: &FxHashMap<EntityId, Vec<FindingKey>>| by_clause.get(clause).cloned().unwrap_or_default();
                actions.extend(of(&against.kept).into_iter().map(Action::Mend));
                actions.extend(of(&against.waived).into_iter().map(Action::MendAccepted));
            }
            Cause::OpenNonconformity(id) => actions.push(Action::Close(*id)),
            Cause::NothingAddresses => actions.push(Action::Address(addressed_with(case.model, item.entity))),
            Cause::NoEvidence(types) => {
                actions.extend(about(case.model, item).map(|about| Action::File { types: types.clone(), about }))
            }
            Cause::NothingCurrent => actions.extend(nearest(&item.held).map(Action::Renew)),
            Cause::ExclusionNotAllowed(exclusion) => actions.push(Action::TakeBack(*exclusion)),
            Cause::Unchecked | Cause::NobodyLooked => actions.push(Action::Judge(item.entity)),
            Cause::Excluded(_) | Cause::NotArisen | Cause::Part(..) | Cause::Judged(_) | Cause::DemandsNothing => {}
        }
    }
    let mut seen: Vec<Action> = Vec::new();
    actions.retain(|action| {
        let is_new = !seen.contains(action);
        if is_new {
            seen.push(action.clone());
        }
        is_new
    });
    actions
}

/// What is put into practice where nothing addresses a requirement: its clause, of which it is a part.
fn addressed_with(model: &Model, item: EntityId) -> EntityId {
    let Some(lang) = model.schema().lang else { return item };
    let clause = model.entity(item).parent.map(|(parent, _)| parent).filter(|&parent| model.is_a(parent, lang.clause));
    clause.filter(|_| model.is_a(item, lang.requirement)).unwrap_or(item)
}

/// What evidence for an item would be about: the process that puts it into practice, or else what names it or the nearest clause above it.
fn about(model: &Model, item: &ItemResult) -> Option<EntityId> {
    let is_process = |id: EntityId| model.schema().lang.is_some_and(|lang| model.is_a(id, lang.process));
    let links = item.links.iter().filter(|link| link.reach != Reach::Below);
    links.min_by_key(|link| (!is_process(link.entity), link.reach)).map(|link| link.entity)
}

/// What on file is easiest brought to count again.
fn nearest(held: &[Held]) -> Option<EntityId> {
    let effort = |held: &&Held| match held.currency {
        Currency::Current => 0,
        Currency::NotInForce(_) => 1,
        Currency::FileMissing(_) | Currency::NoFile => 2,
        Currency::Elsewhere(_) | Currency::NoRows => 3,
        Currency::Ended(_) => 4,
        Currency::NotYet(_) => 5,
    };
    held.iter().min_by_key(effort).map(|held| held.entity)
}

fn task(case: &Case, action: Action) -> Task {
    let model = case.model;
    let name = |id: EntityId| Some(model.entity(id).name_span);
    let answer = |id: EntityId| people::answerable(model, id);
    let (place, owners) = match &action {
        Action::Mend(key) => match case.waived.finding(key) {
            Some(finding) => (finding.diagnostic.span(), answer(finding.subject)),
            None => (None, Vec::new()),
        },
        Action::MendAccepted(key) => match case.waived.silenced(key) {
            Some((finding, _)) => (finding.diagnostic.span(), answer(finding.subject)),
            None => (None, Vec::new()),
        },
        Action::Close(id) | Action::TakeBack(id) => (name(*id), answer(*id)),
        Action::File { about, .. } => (name(*about), answer(*about)),
        Action::Renew(id) => {
            let owners = answer(*id);
            let about = || model.slots(*id).iter().flat_map(|slot| slot.value.entities()).flat_map(answer);
            (name(*id), if owners.is_empty() { about().take(1).collect() } else { owners })
        }
        Action::Address(_) | Action::Judge(_) => (None, Vec::new()),
    };
    Task { action, place, owners, completes: Vec::new(), furthers: Vec::new() }
}
