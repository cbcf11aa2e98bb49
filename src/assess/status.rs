//! The verdict on each clause and requirement.
//!
//! A requirement, and a clause that holds nothing further, is
//! - *not applicable* where it is left out and that is allowed,
//! - *for information* where it demands nothing,
//! - *nonconformant* where nothing addresses it, or where an error or an open nonconformity names it,
//! - *partial* where a warning or a waived finding names it, where a finding names the clause that holds it (which of the requirements fails
//!   is then not known), or where no current evidence is on file,
//! - *not applicable* where it has a condition of which a definition tells that it has not come about, and nothing is on file for it,
//! - *conformant* where a rule tied to it had something to look at and found nothing, or an assessor found it so,
//! - *undecided* otherwise: something addresses it and something is on file, and nobody knows whether that is enough.
//!
//! What a register of the model is a record of need not be filed once more, and what it lists addresses what asks for the record.
//!
//! A rule on what may be claimed is nothing that an organisation puts into practice: findings alone decide on it, and where no rule checks
//! it, it is *partial*. In a framework whose clauses hold requirements a clause that holds none demands nothing.
//!
//! A clause that holds others sums them up: conformant if all that apply are, nonconformant if all are or if an error names the clause
//! itself, partial otherwise; undecided where nothing is worse. A goal stands as the worst of its practices. A note never lowers a status.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::Severity;
use crate::model::{EntityId, Lang, Model, Value};
use crate::quantity::{Date, Scalar};
use crate::rules::{self, Finding};
use crate::source::Origin;

use super::outline::{Entry, clause_number, outline};
use super::{
    Case, Cause, Currency, Exclusions, FrameworkResult, Held, ItemResult, ItemRole, Link, Listed, Rating, Reach, Reason, Sort,
    Status, Tally,
};
use super::{evidence, links, word};

/// What the verdicts are drawn from.
pub(super) struct Indexes<'a> {
    pub(super) links: &'a links::Index,
    pub(super) evidence: &'a evidence::Index,
    pub(super) against: &'a Against,
    pub(super) ratings: &'a FxHashMap<EntityId, Rating>,
    pub(super) listed: &'a FxHashMap<EntityId, Vec<Listed>>,
    pub(super) definitions: &'a BTreeMap<String, bool>,
}

/// What speaks against clauses and requirements: findings, recorded nonconformities, exclusions.
#[derive(Debug, Default)]
pub(super) struct Against {
    findings: FxHashMap<EntityId, Vec<Charge>>,
    /// The rules that looked at something there and found nothing anywhere, waived or not.
    passed: FxHashMap<EntityId, Vec<usize>>,
    /// What at least one rule checks.
    checked: FxHashSet<EntityId>,
    exclusions: FxHashMap<EntityId, EntityId>,
}

#[derive(Clone, Debug)]
struct Charge {
    reason: Reason,
    weight: Weight,
}

/// How far a charge lowers what it names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Weight {
    None,
    Partial,
    Failed,
}

impl Against {
    pub(super) fn new(case: &Case, lang: &Lang) -> Against {
        let mut against = Against::default();
        let ties = |finding: &Finding| finding.ties.iter().map(|&tie| (finding.rule, tie)).collect::<Vec<_>>();
        let waived = case.waived.waived.iter().map(|(finding, _)| finding);
        let failed: FxHashSet<(usize, usize)> = case.waived.kept.iter().chain(waived).flat_map(ties).collect();
        let looks = rules::looks(case.rulebook, case.model, case.sources, case.facts);
        for (at, (rule, looks)) in case.rulebook.rules.iter().zip(&looks).enumerate().filter(|(_, (rule, _))| rule.runs()) {
            for (tie, item) in rule.clauses.iter().enumerate().filter_map(|(tie, clause)| Some((tie, clause.entity?))) {
                against.checked.insert(item);
                if looks.get(tie) == Some(&true) && !failed.contains(&(at, tie)) {
                    against.passed.entry(item).or_default().push(at);
                }
            }
        }
        for finding in &case.waived.kept {
            let weight = match finding.diagnostic.severity {
                Severity::Error => Weight::Failed,
                Severity::Warning => Weight::Partial,
                Severity::Note => Weight::None,
            };
            let reason = Reason { cause: Cause::Finding(finding.key.clone()), place: finding.diagnostic.span() };
            against.charge_rule(case, finding, Charge { reason, weight });
        }
        for (finding, waiver) in &case.waived.waived {
            let place = case.model.entity(*waiver).name_span;
            let reason = Reason { cause: Cause::WaivedFinding(finding.key.clone()), place: Some(place) };
            let weight = match finding.diagnostic.severity {
                Severity::Error | Severity::Warning => Weight::Partial,
                Severity::Note => Weight::None,
            };
            against.charge_rule(case, finding, Charge { reason, weight });
        }
        against.charge_nonconformities(case.model, lang, case.facts.today);
        for exclusion in case.model.of_kind(lang.exclusion) {
            for target in case.model.related(exclusion, lang.exclusion_of) {
                against.exclusions.entry(target).or_insert(exclusion);
            }
        }
        against
    }

    fn charge_rule(&mut self, case: &Case, finding: &Finding, charge: Charge) {
        let clauses = case.rulebook.rules.get(finding.rule).map_or(&[][..], |rule| &rule.clauses);
        for item in finding.ties.iter().filter_map(|&tie| clauses.get(tie)?.entity) {
            self.findings.entry(item).or_default().push(charge.clone());
        }
    }

    /// Open nonconformities, each against the clauses and requirements it names; where it names none, against what the processes it is about
    /// put into practice by themselves, with all that stands under it. A library may lack the kind.
    fn charge_nonconformities(&mut self, model: &Model, lang: &Lang, today: Date) {
        let Some(kind) = model.schema().kind_named("nonconformity") else { return };
        for entity in
            model.of_kind(kind).into_iter().filter(|&id| model.entity(id).origin == Origin::Model && is_open(model, id, today))
        {
            let reason = Reason { cause: Cause::OpenNonconformity(entity), place: Some(model.entity(entity).name_span) };
            let grade = word(model, entity, "grade");
            // An observation is something that may become a nonconformity.
            let weight = if grade == Some("observation") { Weight::None } else { Weight::Failed };
            let charge = Charge { reason, weight };
            let named = |id: EntityId| model.slots(id).iter().flat_map(|slot| slot.value.entities()).collect::<Vec<_>>();
            let is_item = |&id: &EntityId| model.is_a(id, lang.clause) || model.is_a(id, lang.requirement);
            let against: Vec<EntityId> = named(entity).into_iter().filter(is_item).collect();
            if against.is_empty() {
                // Which of what the process does has failed is not known; what is grave is held against all of it.
                let weight = if weight == Weight::Failed && grade != Some("major") { Weight::Partial } else { weight };
                let processes = named(entity).into_iter().filter(|&id| model.is_a(id, lang.process));
                for item in processes.flat_map(|process| links::related(model, process, "implements")).filter(is_item) {
                    links::with_all_under(model, lang, item)
                        .for_each(|item| self.charge(item, Charge { weight, ..charge.clone() }));
                }
            }
            against.into_iter().for_each(|item| self.charge(item, charge.clone()));
        }
    }

    fn charge(&mut self, item: EntityId, charge: Charge) {
        let charges = self.findings.entry(item).or_default();
        if !charges.iter().any(|known| known.reason == charge.reason) {
            charges.push(charge);
        }
    }

    fn charges(&self, item: EntityId) -> &[Charge] {
        self.findings.get(&item).map_or(&[], |charges| charges)
    }
}

/// Whether a nonconformity is open: it names no day up to today on which it was closed, and its state is not one of the closed ones.
fn is_open(model: &Model, entity: EntityId, today: Date) -> bool {
    let kind = model.entity(entity).kind;
    let field = |name| model.schema().field_named(kind, name);
    let closed = field("closed").is_some_and(|field| match model.value(entity, field) {
        Value::Missing | Value::Scalar(Scalar::Bool(false)) => false,
        Value::Scalar(Scalar::Date(day)) => *day <= today,
        _ => true,
    });
    let ended = ["status", "state"].into_iter().filter_map(field).any(|field| match model.value(entity, field) {
        Value::Enum(id, at) => {
            let variant = model.schema().enumeration(*id).variants.get(usize::from(*at));
            variant.is_some_and(|variant| matches!(&*variant.name, "closed" | "verified" | "resolved"))
        }
        _ => false,
    });
    !closed && !ended
}

/// Assesses one framework.
pub(super) fn framework(case: &Case, lang: &Lang, indexes: &Indexes, framework: EntityId) -> FrameworkResult {
    let exclusions = exclusions(case.model, framework);
    let entries = outline(case.model, lang, framework);
    let setting = Setting { framework, exclusions, detailed: entries.iter().any(|entry| is_requirement(entry.role)) };
    let mut items: Vec<ItemResult> = entries.iter().map(|entry| own(case, lang, indexes, &setting, entry)).collect();
    // From the bottom up, so that what an item holds is settled before it.
    for at in (0..items.len()).rev() {
        sum_up(&mut items, at);
    }
    FrameworkResult { framework, exclusions, items }
}

/// What holds for all items of a framework.
struct Setting {
    framework: EntityId,
    exclusions: Exclusions,
    /// Whether its clauses are divided into requirements.
    detailed: bool,
}

fn exclusions(model: &Model, framework: EntityId) -> Exclusions {
    let field = model.schema().field_named(model.entity(framework).kind, "exclusions");
    match field.map(|field| model.value(framework, field)) {
        Some(Value::Enum(id, at)) => {
            let variant = model.schema().enumeration(*id).variants.get(usize::from(*at));
            if variant.is_some_and(|variant| &*variant.name == "forbidden") { Exclusions::Forbidden } else { Exclusions::Allowed }
        }
        _ => Exclusions::Allowed,
    }
}

/// The verdict on an item by itself; what it holds is added by [`sum_up`].
fn own(case: &Case, lang: &Lang, indexes: &Indexes, setting: &Setting, entry: &Entry) -> ItemResult {
    let model = case.model;
    let item = entry.entity;
    let links = indexes.links.of(model, lang, item);
    let needs = needs(model, item);
    let mut held = indexes.evidence.of(model, lang, item, &links, &needs);
    held.retain(|held| fits(model, held, &needs, &links));
    let mut listed: Vec<Listed> = needs.iter().filter_map(|ty| indexes.listed.get(ty)).flatten().copied().collect();
    listed.sort_by_key(|listed| listed.register);
    listed.dedup_by_key(|listed| listed.register);
    let exclusion =
        std::iter::once(item).chain(links::holders(model, lang, item)).find_map(|id| indexes.against.exclusions.get(&id)).copied();
    let mut result = ItemResult {
        entity: item,
        number: clause_number(model, setting.framework, item),
        depth: entry.depth,
        role: entry.role,
        status: Status::Conformant,
        reasons: Vec::new(),
        links,
        held,
        listed,
        passed: indexes.against.passed.get(&item).cloned().unwrap_or_default(),
        exclusion,
        rating: indexes.ratings.get(&item).copied(),
        tally: Tally::default(),
    };
    if let Some(exclusion) = exclusion {
        let place = Some(model.entity(exclusion).name_span);
        // A requirement with a condition may be named by itself as one whose condition does not hold.
        let lapsed = indexes.against.exclusions.contains_key(&item) && has_condition(model, item);
        if setting.exclusions == Exclusions::Allowed || lapsed {
            result.status = Status::NotApplicable;
            result.reasons.push(Reason { cause: Cause::Excluded(exclusion), place });
            return result;
        }
        // What is under an excluded clause need not repeat it.
        if indexes.against.exclusions.contains_key(&item) {
            result.reasons.push(Reason { cause: Cause::ExclusionNotAllowed(exclusion), place });
        } else {
            result.exclusion = None;
        }
    }
    if !demands(model, item) || (setting.detailed && entry.role == ItemRole::Clause) {
        result.status = Status::Informative;
        result.reasons.push(Reason { cause: Cause::DemandsNothing, place: None });
        return result;
    }
    let mut weight = charge(model, lang, indexes.against, entry, &mut result.reasons);
    match entry.role {
        ItemRole::Group | ItemRole::Goal => {}
        ItemRole::Claim => {
            if !indexes.against.checked.contains(&item) {
                weight = weight.max(Weight::Partial);
                result.reasons.push(Reason { cause: Cause::Unchecked, place: None });
            }
        }
        ItemRole::Clause | ItemRole::Requirement => {
            let shown = !result.held.is_empty() || !result.listed.is_empty();
            if weight == Weight::None && !shown && lapsed(case, indexes, item) {
                result.status = Status::NotApplicable;
                result.reasons.push(Reason { cause: Cause::NotArisen, place: None });
                return result;
            }
            if result.links.is_empty() && result.listed.is_empty() {
                weight = Weight::Failed;
                result.reasons.push(Reason { cause: Cause::NothingAddresses, place: None });
            } else if result.listed.is_empty() {
                weight = weight.max(missing_evidence(model, item, &result.held, &mut result.reasons));
            }
        }
    }
    let decides = matches!(entry.role, ItemRole::Clause | ItemRole::Requirement);
    result.status = match weight {
        Weight::None if decides && result.passed.is_empty() => judged(case, lang, indexes, &mut result),
        Weight::None => Status::Conformant,
        Weight::Partial => Status::Partial,
        Weight::Failed => Status::Nonconformant,
    };
    result
}

/// Which of the definitions hold that requirements name as their conditions: each is asked once.
pub(super) fn definitions(case: &Case, lang: &Lang) -> BTreeMap<String, bool> {
    let named = case.model.of_kind(lang.requirement).into_iter().filter_map(|item| condition(case, item));
    rules::holds(case.rulebook, named.collect(), case.model, case.sources, case.facts)
}

/// The definition that says whether the condition of a requirement has come about, where it names one.
fn condition(case: &Case, item: EntityId) -> Option<String> {
    let arises = case.model.schema().field_named(case.model.entity(item).kind, "arises")?;
    case.reader().text(item, arises).map(Cow::into_owned)
}

/// Whether the condition of a requirement is known not to have come about: the definition that it names does not hold.
fn lapsed(case: &Case, indexes: &Indexes, item: EntityId) -> bool {
    condition(case, item).is_some_and(|definition| indexes.definitions.get(&definition) == Some(&false))
}

/// How what no rule decides stands: as an assessor found it, or a clause that holds it, not too long ago.
fn judged(case: &Case, lang: &Lang, indexes: &Indexes, result: &mut ItemResult) -> Status {
    let model = case.model;
    let counts = |rating: &&Rating| {
        rating.status <= Status::Nonconformant
            && rating.on.is_some_and(|on| evidence::shelf_life(model, lang).is_none_or(|life| life.after(on) >= case.facts.today))
    };
    let rated = std::iter::once(result.entity).chain(links::holders(model, lang, result.entity));
    match rated.filter_map(|id| indexes.ratings.get(&id)).find(counts) {
        Some(rating) => {
            let place = Some(model.entity(rating.assessment).name_span);
            result.reasons.push(Reason { cause: Cause::Judged(rating.assessment), place });
            rating.status
        }
        None => {
            result.reasons.push(Reason { cause: Cause::NobodyLooked, place: None });
            Status::Undecided
        }
    }
}

fn is_requirement(role: ItemRole) -> bool {
    match role {
        ItemRole::Requirement | ItemRole::Claim => true,
        ItemRole::Group | ItemRole::Goal | ItemRole::Clause => false,
    }
}

/// What findings and nonconformities say against the item; a requirement also answers, in part, for those against its clause.
fn charge(model: &Model, lang: &Lang, against: &Against, entry: &Entry, reasons: &mut Vec<Reason>) -> Weight {
    let mut weight = Weight::None;
    for charge in against.charges(entry.entity) {
        weight = weight.max(charge.weight);
        reasons.push(charge.reason.clone());
    }
    if is_requirement(entry.role)
        && let Some(clause) = links::holders(model, lang, entry.entity).next()
    {
        // The same finding may name the requirement as well.
        let open = |charge: &&Charge| charge.weight > Weight::None && !reasons.contains(&charge.reason);
        if against.charges(clause).iter().any(|charge| open(&charge)) {
            weight = weight.max(Weight::Partial);
            reasons.push(Reason { cause: Cause::AgainstClause(clause), place: None });
        }
    }
    weight
}

/// Whether current evidence is lacking among what can show the item.
fn missing_evidence(model: &Model, item: EntityId, fitting: &[Held], reasons: &mut Vec<Reason>) -> Weight {
    if fitting.iter().any(|held| held.currency == Currency::Current) {
        return Weight::None;
    }
    let cause = if fitting.is_empty() { Cause::NoEvidence(needs(model, item)) } else { Cause::NothingCurrent };
    reasons.push(Reason { cause, place: None });
    Weight::Partial
}

/// Whether something on file can show the item. Where the framework names no types anything can. Where it does, the type has to be among
/// them; a document without a type is taken at its word where it names the very item.
fn fits(model: &Model, held: &Held, needs: &[EntityId], links: &[Link]) -> bool {
    if needs.is_empty() {
        return true;
    }
    let types = evidence::types(model, held.entity);
    match held.sort {
        Sort::Document if types.is_empty() => links.iter().any(|link| link.entity == held.entity && link.reach == Reach::Itself),
        Sort::Document | Sort::Evidence => types.iter().any(|ty| needs.contains(ty)),
    }
}

fn needs(model: &Model, item: EntityId) -> Vec<EntityId> {
    let field = model.schema().field_named(model.entity(item).kind, "needs");
    field.map_or_else(Vec::new, |field| model.value(item, field).entities().collect())
}

fn has_condition(model: &Model, item: EntityId) -> bool {
    let field = model.schema().field_named(model.entity(item).kind, "condition");
    field.is_some_and(|field| !model.value(item, field).is_empty())
}

/// Whether something follows from not meeting the item. A framework that does not say how strongly it puts something means it.
pub(super) fn demands(model: &Model, item: EntityId) -> bool {
    !matches!(word(model, item, "modality"), Some("note" | "definition" | "permission" | "option"))
}

/// Adds to a clause what it holds: counts, verdicts, and what addresses its parts.
fn sum_up(items: &mut [ItemResult], at: usize) {
    let Some((item, after)) = items.get_mut(at..).and_then(|rest| rest.split_first_mut()) else { return };
    match item.role {
        ItemRole::Clause | ItemRole::Requirement | ItemRole::Claim => {
            item.tally.count(item.status);
            return;
        }
        ItemRole::Group | ItemRole::Goal => {}
    }
    let within = after.iter().take_while(|other| other.depth > item.depth);
    let parts: Vec<&ItemResult> = within.filter(|other| other.depth == item.depth + 1).collect();
    let mut links: Vec<Link> = std::mem::take(&mut item.links);
    for part in &parts {
        item.tally.add(&part.tally);
        links.extend(links::below(&part.links));
    }
    item.links = links::once_each(links);
    if item.status == Status::NotApplicable {
        return;
    }
    let tally = &item.tally;
    let whole = |status: Status| tally.demanded() > 0 && tally.of(status) == tally.demanded();
    let settled = |part: &&ItemResult| match part.status {
        Status::Conformant | Status::NotApplicable | Status::Informative => true,
        Status::Undecided | Status::Partial | Status::Nonconformant => false,
    };
    let worst = parts.iter().filter(|part| part.status <= Status::Nonconformant).max_by_key(|part| part.status);
    if item.role == ItemRole::Goal {
        if let Some(worst) = worst.filter(|worst| worst.status > item.status) {
            item.status = worst.status;
            item.reasons.push(Reason { cause: Cause::Part(worst.entity, worst.status), place: None });
        }
        return;
    }
    let below = if whole(Status::Nonconformant) {
        Status::Nonconformant
    } else if whole(Status::Conformant) && parts.iter().all(settled) {
        Status::Conformant
    } else if worst.is_some_and(|worst| worst.status == Status::Undecided) {
        Status::Undecided
    } else if tally.demanded() > 0 {
        Status::Partial
    } else if tally.of(Status::NotApplicable) > 0 {
        Status::NotApplicable
    } else {
        Status::Informative
    };
    item.status = match (item.status, below) {
        (Status::Nonconformant, _) => Status::Nonconformant,
        (Status::Partial, Status::Conformant | Status::Undecided) => Status::Partial,
        (_, below) => below,
    };
}
