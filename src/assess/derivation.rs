//! Why something stands as it does: everything that a verdict was drawn from, as a tree of steps.
//!
//! ```text
//! 8.6.1.recorded, partial
//!   the process incident_management addresses it          processes.sms:14
//!     the role incident_manager answers for it            Dana Kerr holds it
//!   the rule incident_unrecorded checks it, finds nothing
//!   nothing on file counts today
//!     records of Q1, ended 2026-03-31, too long ago       evidence.sms:8
//! ```
//!
//! A derivation is data and holds no words but those of the model: forms print it, and nothing is worked out for a form alone.

use crate::model::{EntityId, Lang, Model, Value};
use crate::promises::{Contribution, Figure, Promises};
use crate::rules::{Finding, FindingKey};
use crate::source::{Origin, Span};

use super::{Assessment, Case, Cause, Currency, Held, ItemResult, ItemRole, Link, Listed, Reach, Reason, Status, links, people};

/// A step with those that it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Derivation {
    /// What the step says.
    pub step: Step,
    /// Where in the sources that can be seen; nowhere for what is absent.
    pub place: Option<Span>,
    /// What it rests on.
    pub parts: Vec<Derivation>,
}

/// What a step of a derivation says.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A clause or requirement stands so.
    Verdict(Box<ItemResult>),
    /// It addresses a clause or requirement.
    Addresses(Link),
    /// So many more address it in the same way.
    AddressMore(usize),
    /// Nobody is named who answers for it.
    NobodyAnswers,
    /// An actor answers for it, with the people that comes down to on the day.
    Answers(EntityId, Vec<EntityId>),
    /// An activity is carried out by these.
    CarriedOut(EntityId, Vec<EntityId>),
    /// A rule is tied to it, by its place in the rulebook, and came to this.
    Rule(usize, Outcome),
    /// A finding of a rule: see [`super::Waived::finding`].
    Finding(FindingKey),
    /// A finding that a waiver accepts: see [`super::Waived::silenced`].
    Accepted(FindingKey),
    /// Another reason of a verdict.
    Because(Cause),
    /// Evidence of these types would show it.
    Wanted(Vec<EntityId>),
    /// Something on file.
    OnFile(Held),
    /// A register of the model that is a record of it.
    Listed(Listed),
    /// What a target promises, and what it can reach at best with the target that limits it.
    Promise(EntityId, Figure, Option<EntityId>),
    /// What one target adds to that.
    Carries(Contribution),
    /// So many more targets add to it in the same way.
    CarryMore(usize),
    /// What an assessor found.
    Rated(super::Rating),
    /// An entity that was asked about.
    Entity(EntityId),
    /// A framework that was asked about.
    Framework(EntityId, super::Tally),
    /// What refers to no clause: it addresses nothing.
    AddressesNothing,
}

/// What a rule came to where it was asked about a clause, a requirement or an entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It finds nothing.
    Silent,
    /// It finds something so many times, of which a waiver accepts some.
    Finds {
        /// Findings that stand.
        open: usize,
        /// Findings that a waiver accepts.
        accepted: usize,
    },
    /// It could not run, or was ended.
    NotRun,
}

impl Derivation {
    fn new(step: Step, place: Option<Span>) -> Derivation {
        Derivation { step, place, parts: Vec::new() }
    }

    fn with(self, parts: Vec<Derivation>) -> Derivation {
        Derivation { parts, ..self }
    }

    /// How many steps it has.
    pub fn steps(&self) -> usize {
        1 + self.parts.iter().map(Derivation::steps).sum::<usize>()
    }
}

/// Why a clause or requirement stands as it does; nothing where no scope names its framework.
pub fn of_item(case: &Case, assessment: &Assessment, item: EntityId) -> Option<Derivation> {
    let (framework, result) = assessment.of(item)?;
    Some(match result.role {
        ItemRole::Group | ItemRole::Goal => of_group(case, framework.part(item)),
        ItemRole::Clause | ItemRole::Requirement | ItemRole::Claim => of_leaf(case, result),
    })
}

/// Why a rule says what it says: its findings, and the clauses and requirements that it is tied to.
pub fn of_rule(case: &Case, assessment: &Assessment, rule: usize, subject: Option<EntityId>) -> Derivation {
    let is_asked = |finding: &Finding| finding.rule == rule && subject.is_none_or(|subject| finding.subject == subject);
    let mut parts = findings(case, &is_asked);
    let outcome = outcome(case, rule, &is_asked);
    let tied = case.rulebook.rules.get(rule).map_or(&[][..], |rule| &rule.clauses);
    let named = tied.iter().filter_map(|clause| assessment.of(clause.entity?)).map(|(_, item)| verdict(item));
    parts.extend(named);
    let place = case.rulebook.rules.get(rule).map(|rule| rule.span);
    Derivation::new(Step::Rule(rule, outcome), place).with(parts)
}

/// How an entity of the organisation stands: who answers for it, what it addresses and how that stands, what is found about it and what is
/// on file about it.
pub fn of_entity(case: &Case, assessment: &Assessment, entity: EntityId) -> Derivation {
    let model = case.model;
    let mut parts = answers(case, entity);
    parts.extend(promises_of(case, &[entity]));
    parts.extend(findings(case, &|finding| finding.subject == entity));
    let items = || assessment.frameworks.iter().flat_map(|framework| &framework.items);
    let mut seen: Vec<EntityId> = Vec::new();
    for held in items().flat_map(|item| &item.held).filter(|held| is_about(model, held.entity, entity)) {
        if !seen.contains(&held.entity) {
            seen.push(held.entity);
            parts.push(on_file(case, held));
        }
    }
    let addressed: Vec<&ItemResult> = items()
        .filter(|item| !item.role.sums_up() && item.links.iter().any(|link| link.entity == entity && link.reach != Reach::Below))
        .collect();
    parts.extend(addressed.iter().filter(|item| is_open(item)).chain(addressed.iter().filter(|item| !is_open(item))).map(|item| {
        let link = item.links.iter().find(|link| link.entity == entity).map(|link| link.span);
        Derivation { place: link, ..verdict(item) }
    }));
    if addressed.is_empty() {
        parts.push(Derivation::new(Step::AddressesNothing, None));
    }
    Derivation::new(Step::Entity(entity), Some(model.entity(entity).name_span)).with(parts)
}

/// How a framework stands, clause by clause.
pub fn of_framework(assessment: &Assessment, framework: EntityId) -> Option<Derivation> {
    let result = assessment.frameworks.iter().find(|result| result.framework == framework)?;
    let parts = result.items.iter().filter(|item| item.depth == 0).map(verdict).collect();
    Some(Derivation::new(Step::Framework(framework, result.tally()), None).with(parts))
}

fn verdict(item: &ItemResult) -> Derivation {
    Derivation::new(Step::Verdict(Box::new(item.clone())), None)
}

fn is_open(item: &ItemResult) -> bool {
    !matches!(item.status, Status::Conformant | Status::NotApplicable | Status::Informative)
}

/// A clause that sums up: what is said against it itself, and all that is open in it, each with its reasons.
fn of_group(case: &Case, part: &[ItemResult]) -> Derivation {
    let Some((item, below)) = part.split_first() else { return Derivation::new(Step::AddressesNothing, None) };
    let mut parts: Vec<Derivation> = item.reasons.iter().map(|reason| because(case, reason)).collect();
    parts.extend(rules(case, item));
    let open = below.iter().filter(|other| !other.role.sums_up() && is_open(other));
    parts.extend(open.map(|item| {
        let reasons = item.reasons.iter().map(|reason| because(case, reason)).collect();
        verdict(item).with(reasons)
    }));
    verdict(item).with(parts)
}

/// A requirement or undivided clause: all that its verdict was drawn from.
fn of_leaf(case: &Case, item: &ItemResult) -> Derivation {
    let mut parts = Vec::new();
    let is_excluded = |reason: &&Reason| matches!(reason.cause, Cause::Excluded(_) | Cause::ExclusionNotAllowed(_));
    parts.extend(item.reasons.iter().filter(is_excluded).map(|reason| because(case, reason)));
    parts.extend(addressing(case, &item.links));
    let agreements: Vec<EntityId> =
        item.links.iter().map(|link| link.entity).chain(item.held.iter().map(|held| held.entity)).collect();
    parts.extend(promises_of(case, &agreements));
    parts.extend(rules(case, item));
    let other = |reason: &&Reason| !is_excluded(reason) && !matches!(reason.cause, Cause::Finding(_) | Cause::WaivedFinding(_));
    parts.extend(item.reasons.iter().filter(other).map(|reason| because(case, reason)));
    let needs = wanted(case.model, item.entity);
    if !needs.is_empty() && item.status != Status::NotApplicable {
        parts.push(Derivation::new(Step::Wanted(needs), None));
    }
    // What counts comes first.
    let (current, other): (Vec<&Held>, Vec<&Held>) = item.held.iter().partition(|held| held.currency == Currency::Current);
    parts.extend(current.into_iter().chain(other).map(|held| on_file(case, held)));
    let first = |listed: &Listed| Some(case.model.entity(listed.first).name_span);
    parts.extend(item.listed.iter().map(|listed| Derivation::new(Step::Listed(*listed), first(listed))));
    parts.extend(
        item.rating.map(|rating| Derivation::new(Step::Rated(rating), Some(case.model.entity(rating.assessment).name_span))),
    );
    verdict(item).with(parts)
}

/// How many entities that address something are gone into one by one.
const ADDRESSING: usize = 12;

fn addressing(case: &Case, links: &[Link]) -> Vec<Derivation> {
    let mut links: Vec<&Link> = links.iter().collect();
    links.sort_by_key(|link| link.reach);
    let rest = links.len().saturating_sub(ADDRESSING);
    let step = |link: &&Link| {
        let mut parts = answers(case, link.entity);
        parts.extend(carried_out(case, link.entity));
        Derivation::new(Step::Addresses(**link), Some(link.span)).with(parts)
    };
    let mut steps: Vec<Derivation> = links.iter().take(ADDRESSING).map(step).collect();
    if rest > 0 {
        steps.push(Derivation::new(Step::AddressMore(rest), None));
    }
    steps
}

/// Who answers for an entity.
fn answers(case: &Case, entity: EntityId) -> Vec<Derivation> {
    let model = case.model;
    let actors = people::answerable(model, entity);
    if actors.is_empty() {
        // A kind that has no place for an owner needs none.
        let has_place = |name| model.schema().field_named(model.entity(entity).kind, name).is_some();
        let lacks = has_place("owner") || has_place("accountable");
        return lacks.then(|| Derivation::new(Step::NobodyAnswers, None)).into_iter().collect();
    }
    let step = |actor: EntityId| {
        let people = people::people(model, actor, case.facts.today);
        Derivation::new(Step::Answers(actor, people), Some(model.entity(actor).name_span))
    };
    actors.into_iter().map(step).collect()
}

/// Who carries out the activities of an entity.
fn carried_out(case: &Case, entity: EntityId) -> Vec<Derivation> {
    let model = case.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let activities = model.children(entity).iter().copied().filter(|&child| model.is_a(child, lang.activity));
    let steps = activities.map(|activity| {
        let hands = model.related(activity, lang.responsible);
        Derivation::new(Step::CarriedOut(activity, hands), Some(model.entity(activity).name_span))
    });
    steps.collect()
}

/// The rules tied to an item, each with its findings: those that find something first.
fn rules(case: &Case, item: &ItemResult) -> Vec<Derivation> {
    let tied = |at: &usize| {
        let clauses = case.rulebook.rules.get(*at).map_or(&[][..], |rule| &rule.clauses);
        clauses.iter().any(|clause| clause.entity == Some(item.entity))
    };
    let counts_against = |finding: &Finding| {
        let clauses = case.rulebook.rules.get(finding.rule).map_or(&[][..], |rule| &rule.clauses);
        finding.ties.iter().any(|&tie| clauses.get(tie).is_some_and(|clause| clause.entity == Some(item.entity)))
    };
    let mut steps: Vec<(bool, Derivation)> = Vec::new();
    for at in (0..case.rulebook.rules.len()).filter(tied) {
        let is_asked = |finding: &Finding| finding.rule == at && counts_against(finding);
        let outcome = outcome(case, at, &is_asked);
        // A rule that the model gives nothing to look at says nothing about it.
        if outcome == Outcome::Silent && !item.passed.contains(&at) {
            continue;
        }
        let place = case.rulebook.rules.get(at).map(|rule| rule.span);
        let step = Derivation::new(Step::Rule(at, outcome), place).with(findings(case, &is_asked));
        steps.push((outcome == Outcome::Silent, step));
    }
    steps.sort_by_key(|(is_silent, _)| *is_silent);
    steps.into_iter().map(|(_, step)| step).collect()
}

fn outcome(case: &Case, rule: usize, is_asked: &dyn Fn(&Finding) -> bool) -> Outcome {
    let open = case.waived.kept.iter().filter(|finding| is_asked(finding)).count();
    let accepted = case.waived.waived.iter().filter(|(finding, _)| is_asked(finding)).count();
    match case.rulebook.rules.get(rule) {
        Some(rule) if !rule.runs() => Outcome::NotRun,
        _ if open + accepted == 0 => Outcome::Silent,
        _ => Outcome::Finds { open, accepted },
    }
}

fn findings(case: &Case, is_asked: &dyn Fn(&Finding) -> bool) -> Vec<Derivation> {
    let kept = case.waived.kept.iter().filter(|finding| is_asked(finding));
    let kept = kept.map(|finding| Derivation::new(Step::Finding(finding.key.clone()), finding.diagnostic.span()));
    let accepted = case.waived.waived.iter().filter(|(finding, _)| is_asked(finding));
    let accepted = accepted
        .map(|(finding, waiver)| Derivation::new(Step::Accepted(finding.key.clone()), Some(case.model.entity(*waiver).name_span)));
    kept.chain(accepted).collect()
}

fn because(case: &Case, reason: &Reason) -> Derivation {
    match reason.cause {
        Cause::Finding(ref key) => Derivation::new(Step::Finding(key.clone()), reason.place),
        Cause::WaivedFinding(ref key) => Derivation::new(Step::Accepted(key.clone()), reason.place),
        Cause::AgainstClause(clause) => {
            let against = |finding: &Finding| {
                let clauses = case.rulebook.rules.get(finding.rule).map_or(&[][..], |rule| &rule.clauses);
                finding.ties.iter().any(|&tie| clauses.get(tie).is_some_and(|tied| tied.entity == Some(clause)))
            };
            Derivation::new(Step::Because(reason.cause.clone()), reason.place).with(findings(case, &against))
        }
        _ => Derivation::new(Step::Because(reason.cause.clone()), reason.place),
    }
}

/// The types of evidence that a requirement asks for.
fn wanted(model: &Model, item: EntityId) -> Vec<EntityId> {
    let field = model.schema().field_named(model.entity(item).kind, "needs");
    field.map_or_else(Vec::new, |field| model.value(item, field).entities().collect())
}

fn on_file(case: &Case, held: &Held) -> Derivation {
    Derivation::new(Step::OnFile(held.clone()), Some(case.model.entity(held.entity).name_span))
}

/// Whether evidence names an entity as what it is about.
fn is_about(model: &Model, evidence: EntityId, entity: EntityId) -> bool {
    evidence == entity
        || model.slots(evidence).iter().any(|slot| links::references(&slot.value, slot.span).any(|(id, _)| id == entity))
}

/// The promises in these agreements whose figures rest on others, with the best figure that those allow.
fn promises_of(case: &Case, agreements: &[EntityId]) -> Vec<Derivation> {
    let model = case.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let mut targets: Vec<EntityId> = Vec::new();
    for &agreement in agreements.iter().filter(|&&id| model.entity(id).origin == Origin::Model) {
        let own = model.children(agreement).iter().copied().filter(|&child| model.is_a(child, lang.promises.target));
        targets.extend(own);
    }
    targets.sort_unstable();
    targets.dedup();
    if targets.is_empty() {
        return Vec::new();
    }
    let Some(promises) = Promises::new(model, case.facts.today) else { return Vec::new() };
    let step = |target: EntityId| {
        let chain = promises.of(target)?;
        let reachable = chain.reachable()?;
        let (weakest, _) = chain.weakest();
        let place = figure_place(model, &lang, target);
        let all = chain.contributions();
        let shown = all.iter().take(CARRIERS).map(|contribution| {
            Derivation::new(Step::Carries(*contribution), Some(figure_place(model, &lang, contribution.target)))
        });
        let left = all.len().saturating_sub(CARRIERS);
        let more = (left > 0).then(|| Derivation::new(Step::CarryMore(left), None));
        Some(Derivation::new(Step::Promise(target, reachable, weakest), Some(place)).with(shown.chain(more).collect()))
    };
    targets.into_iter().filter_map(step).collect()
}

/// How many of the targets behind a promise are shown: what goes on a page. The one that limits it is named with the promise.
const CARRIERS: usize = 30;

/// Where the figure of a target stands.
fn figure_place(model: &Model, lang: &Lang, target: EntityId) -> Span {
    let is_given = |field| !matches!(model.value(target, field), Value::Missing);
    let field = if is_given(lang.promises.at_least) { lang.promises.at_least } else { lang.promises.at_most };
    model.place(target, field)
}
