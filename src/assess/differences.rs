//! Where an assessor's rating and the computed status differ.
//!
//! ```sms
//! assessment visit { of: [standard.8.6.1.recorded], rating: conformant, on: 2026-11-02 }   // the model shows it as partial
//! ```
//!
//! Neither is right by itself. Where the model shows more than the assessor found, it may claim what is not done; where it shows less,
//! something that is done is not written down, or has changed since. So the difference is told, with what the status rests on.

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, Model};
use crate::source::Span;

use super::{Case, Cause, Currency, ItemResult, Rating, Status, assess, evidence, ratings};

/// Tells of every clause and requirement whose latest rating differs from its status. Statuses are computed only where any is rated.
pub fn differences(case: &Case) -> Vec<Diagnostic> {
    let Some(lang) = case.model.schema().lang else { return Vec::new() };
    let rated = ratings::latest(case.model, case.facts.today);
    let of_framework = |&id: &EntityId| case.model.is_a(id, lang.clause) || case.model.is_a(id, lang.requirement);
    if !rated.keys().any(of_framework) {
        return Vec::new();
    }
    let frameworks = assess(case).frameworks;
    let items = frameworks.iter().flat_map(|framework| &framework.items);
    let rated = items.filter_map(|item| Some((item.rating?, item)));
    let differing = rated.filter(|(rating, item)| rating.status != item.status && !left_out(case.model, rating, item));
    differing.map(|(rating, item)| difference(case, &rating, item)).collect()
}

/// Whether a rating leaves a process area out: to judge it not applicable is a decision like an exclusion, which nothing in the model has
/// to bear out. Rules say where the framework does not allow it.
fn left_out(model: &Model, rating: &Rating, item: &ItemResult) -> bool {
    let area = model.schema().kind_named("process_area");
    rating.status == Status::NotApplicable && area.is_some_and(|kind| model.is_a(item.entity, kind))
}

fn difference(case: &Case, rating: &Rating, item: &ItemResult) -> Diagnostic {
    let model = case.model;
    let visit = &model.entity(rating.assessment).path;
    let rated = &model.entity(item.entity).path;
    let (found, shown) = (rating.status.words(), item.status.words());
    let message = format!("`{visit}` found `{rated}` {found}, and the model shows it as {shown}");
    let place =
        evidence::named(model, rating.assessment, "rating").map_or(model.entity(rating.assessment).name_span, |slot| slot.span);
    let mut diagnostic = Diagnostic::warning(&codes::E0602, place, message, "what the assessor found").about(&**visit);
    for (span, text) in basis(case, item).into_iter().take(LABELS) {
        diagnostic = diagnostic.label(span, text);
    }
    for text in lacking(model, item) {
        diagnostic = diagnostic.note(text);
    }
    diagnostic.help(advice(rating.status, item.status))
}

/// How many places a message shows that a status rests on.
const LABELS: usize = 5;

/// The places that a status rests on: what lowers it, or else what carries it.
fn basis(case: &Case, item: &ItemResult) -> Vec<(Span, String)> {
    let lowering = item.reasons.iter().filter_map(|reason| Some((reason.place?, word(&reason.cause))));
    let mut places: Vec<(Span, String)> = lowering.collect();
    if places.is_empty() && item.status == Status::Conformant {
        let name = |id: EntityId| case.model.entity(id).name_span;
        places.extend(item.links.iter().map(|link| (name(link.entity), "addresses it".to_owned())));
        let current = item.held.iter().filter(|held| held.currency == Currency::Current);
        places.extend(current.map(|held| (name(held.entity), "is on file for it".to_owned())));
    }
    places
}

fn word(cause: &Cause) -> String {
    match cause {
        Cause::Finding(found) => format!("`{}` finds something here", found.rule),
        Cause::WaivedFinding(found) => format!("accepts what `{}` finds, which is still not met", found.rule),
        Cause::OpenNonconformity(_) => "an open nonconformity".to_owned(),
        Cause::Excluded(_) => "left out here".to_owned(),
        Cause::ExclusionNotAllowed(_) => "left out here, which the framework does not allow".to_owned(),
        Cause::Judged(_) => "an assessor judged it here".to_owned(),
        Cause::NothingAddresses
        | Cause::NoEvidence(_)
        | Cause::NothingCurrent
        | Cause::AgainstClause(_)
        | Cause::Part(..)
        | Cause::NobodyLooked
        | Cause::NotArisen
        | Cause::DemandsNothing
        | Cause::Unchecked => String::new(),
    }
}

/// What a status rests on that stands nowhere.
fn lacking(model: &Model, item: &ItemResult) -> Vec<String> {
    let mut notes = Vec::new();
    for reason in item.reasons.iter().filter(|reason| reason.place.is_none()) {
        notes.push(match &reason.cause {
            Cause::NothingAddresses => "nothing in the model addresses it".to_owned(),
            Cause::NoEvidence(_) => "nothing is on file that could show it".to_owned(),
            Cause::NothingCurrent => "nothing that is on file for it counts today".to_owned(),
            Cause::AgainstClause(clause) => format!("something is open against `{}` as a whole", model.entity(*clause).path),
            Cause::DemandsNothing => "it demands nothing".to_owned(),
            Cause::Unchecked => "it is a rule on what may be claimed, and no rule of the model checks it".to_owned(),
            Cause::Part(part, status) => format!("`{}`, which leads to it, is {}", model.entity(*part).path, status.words()),
            Cause::NobodyLooked => "no rule had anything to look at for it, and nobody has judged it".to_owned(),
            Cause::NotArisen => "its condition has not come about in what the model declares".to_owned(),
            Cause::Finding(_)
            | Cause::WaivedFinding(_)
            | Cause::Judged(_)
            | Cause::OpenNonconformity(_)
            | Cause::Excluded(_)
            | Cause::ExclusionNotAllowed(_) => continue,
        });
    }
    if item.role.sums_up() {
        let counts = Status::ALL.into_iter().filter(|&status| item.tally.of(status) > 0);
        let counts: Vec<String> = counts.map(|status| format!("{} {}", item.tally.of(status), status.words())).collect();
        notes.push(format!("of what stands under it {}", counts.join(", ")));
    }
    notes
}

fn advice(found: Status, shown: Status) -> &'static str {
    match (found, shown) {
        (_, Status::NotApplicable | Status::Informative) | (Status::NotApplicable | Status::Informative, _) => {
            "look whether it applies: either the exclusion or the rating is mistaken"
        }
        (found, shown) if shown < found => {
            "look at what the assessor saw and the model does not say: record a nonconformity for it, or take back what the model claims"
        }
        (_, _) => {
            "look at what the assessor saw and the model does not show: write it down with its evidence, or have it rated again if it has changed since"
        }
    }
}
