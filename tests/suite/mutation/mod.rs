//! One fact of a conforming model is changed at a time: a field or an entity is taken away, a day lies a year off, a state is set back, a
//! reference leads elsewhere, a figure is halved or doubled. A change shows in what is told or in the state of a requirement, or nobody
//! notices it.
//!
//! Not every change has to be noticed: a contact may have another number, and a day may lie a year earlier and be in order. Kinds of change
//! of which that is so stand in `reviewed.txt`, each under its reason; what goes unnoticed of others counts against the share, which never
//! falls. A plain run looks at some of them; the variable `SMS_MUTANTS` asks for all, and lists
//! what nothing notices, by sort of change and field:
//!
//! ```text
//! SMS_MUTANTS=small     cargo test --release --test suite mutation -- --nocapture
//! SMS_MUTANTS=northwind cargo test --release --test suite mutation -- --nocapture
//! ```

mod changes;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sms::assess::{Status, assess};
use sms::diag::Severity;
use sms::source::Origin;
use sms::workspace::{self, Checked, Snapshot, Telling};
use sms::world::{Audience, Cancel, Facts};

use crate::support::{self, TODAY};
use changes::Change;

/// A plain run looks at one change of the small model in so many.
const STRIDE: usize = 40;

/// The share of these, in per cent, that has to be noticed. It goes up as rules come to judge more, and never down.
const NOTICED: usize = 80;

/// Things that are demanded of an organisation, as a change that takes them out of the small model, with the rule that misses them.
#[rustfmt::skip]
const DEMANDED: &[(&str, &str, &str)] = &[
    ("drop", "scope.statement", "scope_not_documented"),
    ("drop-entity", "awareness", "awareness_gap"),
    ("drop-entity", "configuration_verification", "configuration_never_verified"),
    ("drop-entity", "sms_plan", "sms_plan_missing"),
    ("drop-entity", "knowledge", "knowledge_unknown"),
    ("drop-entity", "catalogue", "catalogue_missing"),
    ("drop-entity", "satisfaction_measure", "satisfaction_not_measured"),
    ("drop-entity", "continuity_test", "continuity_plan_untested"),
    ("drop", "organisation.climate_relevant", "climate_not_decided"),
    ("drop", "role.ensures_conformity", "conformity_role_missing"),
    ("drop", "role.reports_performance", "reporting_role_missing"),
    ("drop", "objective.measure", "objective_not_measurable"),
    ("drop", "objective.target", "objective_not_measurable"),
    ("drop", "objective.owner", "objective_not_planned"),
    ("drop", "audit_programme.methods", "audit_programme_incomplete"),
    ("drop", "audit_programme.considers", "audit_programme_incomplete"),
    ("drop", "management_review.inputs", "management_review_without_inputs"),
    ("drop", "management_review.next", "management_review_overdue"),
    ("drop", "continuity_plan.invoked_when", "continuity_plan_incomplete"),
    ("drop", "continuity_plan.test_every", "continuity_plan_incomplete"),
    ("drop", "continuity_test.result", "continuity_test_not_reviewed"),
    ("drop", "change_policy.controls", "change_policy_incomplete"),
    ("drop", "change_policy.design_route", "design_route_open"),
    ("drop", "change_category.emergency", "no_emergency_change"),
    ("drop", "release_type.emergency", "release_types_undefined"),
    ("drop", "major_incident_handling.criteria", "major_incident_incomplete"),
    ("drop", "nonconformity.cause", "nonconformity_closed_early"),
    ("drop", "sms_plan.authorities", "sms_plan_incomplete"),
    ("drop", "sms_plan.improvement_criteria", "plan_without_improvement_criteria"),
    ("drop", "security_control.agreed_with", "security_of_suppliers_open"),
    ("drop", "service_transition.testing", "transition_incomplete"),
    ("drop", "budget.reported", "budget_not_watched"),
    ("drop", "complaint.owner", "complaint_not_managed"),
    ("drop", "procedure.approved_by", "document_not_controlled"),
    ("drop", "satisfaction_measure.analysis", "satisfaction_not_used"),
    ("drop", "catalogue.reviewed", "never_done"),
    ("drop", "service_transition.impact", "transition_incomplete"),
    ("drop", "continuity_plan.off_site", "continuity_plan_incomplete"),
    ("drop", "knowledge.needed_by", "knowledge_out_of_reach"),
];

/// A kind of change that may go unnoticed.
struct Reviewed {
    sort: &'static str,
    of: &'static str,
}

impl Reviewed {
    fn covers(&self, change: &Change) -> bool {
        let field = self.of.strip_prefix('*').is_some_and(|field| change.of.ends_with(field));
        change.sort.word() == self.sort && (field || change.of == self.of)
    }
}

/// The reviewed list: a line for each kind of change, under a line with its reason.
fn reviewed() -> Vec<Reviewed> {
    let mut reason = "";
    let mut kinds = Vec::new();
    for line in include_str!("reviewed.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("= ") {
            Some(text) => reason = text,
            None => {
                let (sort, of) = line.split_once(' ').expect("a sort of change and what it changes");
                assert!(reason.len() > 30, "`{line}` has no reason");
                kinds.push(Reviewed { sort, of });
            }
        }
    }
    kinds
}

/// What is told of a model, and how each requirement stands.
#[derive(PartialEq, Eq, Debug)]
struct Judged {
    told: BTreeSet<(String, Severity, String)>,
    states: Vec<(String, Status)>,
}

/// An example with all that its changes need.
struct Base {
    snapshot: Snapshot,
    facts: Facts,
    changes: Vec<Change>,
    judged: Judged,
}

fn base(example: &str) -> Base {
    let loaded = workspace::load(&[support::root().join("examples").join(example)], &mut std::io::empty());
    let own = loaded.snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model);
    let snapshot = Snapshot::new(own.map(|(_, file)| (file.name().to_owned(), file.text().to_owned())));
    let facts = Facts { today: TODAY, files: loaded.on_record.clone(), audience: Audience::Anybody };
    let checked = snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
    let own = checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model);
    let parsed: Vec<_> = own.map(|(id, _)| sms::syntax::parse(&checked.sources, id)).collect();
    let trees: Vec<_> = parsed.iter().map(|parsed| &parsed.tree).collect();
    let changes = changes::all(&checked.sources, &trees, &checked.model);
    Base { judged: judged(&checked), snapshot, facts, changes }
}

fn judged(checked: &Checked) -> Judged {
    let told = checked.tell(&Telling::default());
    let told = told.diagnostics.iter().map(|told| (told.source.id().to_string(), told.severity, told.message.clone())).collect();
    let assessment = assess(&checked.case());
    let items = assessment.frameworks.iter().flat_map(|framework| &framework.items);
    Judged { told, states: items.map(|item| (item.number.clone(), item.status)).collect() }
}

impl Base {
    fn is_noticed(&self, change: &Change) -> bool {
        self.judged_with(change) != self.judged
    }

    /// What is told once something has changed.
    fn judged_with(&self, change: &Change) -> Judged {
        let file = self.snapshot.sources().file(change.file);
        let mut text = file.text().to_owned();
        text.replace_range(change.range.clone(), &change.with);
        let name = file.name().to_owned();
        let checked = self.snapshot.with(&name, text).check(&self.facts, &Cancel::new()).expect("nobody stops it");
        judged(&checked)
    }

    /// One change in so many, with whether it is noticed.
    fn tried(&self, stride: usize) -> Vec<(&Change, bool)> {
        let chosen: Vec<&Change> = self.changes.iter().step_by(stride).collect();
        chosen.into_par_iter().map(|change| (change, self.is_noticed(change))).collect()
    }
}

#[test]
fn a_conforming_model_gets_no_finding_above_a_note() {
    let base = base("small");
    let heavy: Vec<_> = base.judged.told.iter().filter(|(_, severity, _)| *severity != Severity::Note).collect();
    assert!(heavy.is_empty(), "{heavy:#?}");
}

#[test]
fn a_changed_fact_shows() {
    let asked = std::env::var("SMS_MUTANTS").unwrap_or_default();
    let base = base(if asked.is_empty() { "small" } else { &asked });
    let tried = base.tried(if asked.is_empty() { STRIDE } else { 1 });
    let reviewed = reviewed();
    let excused = |change: &Change| reviewed.iter().any(|kind| kind.covers(change));
    let seen = tried.iter().filter(|(_, noticed)| *noticed).count();
    let counted = tried.iter().filter(|(change, noticed)| *noticed || !excused(change)).count();
    let mut unseen: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (change, noticed) in tried.iter().filter(|(change, noticed)| *noticed || !excused(change)) {
        let count = unseen.entry((change.sort.word(), &change.of)).or_default();
        count.0 += usize::from(!noticed);
        count.1 += 1;
    }
    if !asked.is_empty() {
        for ((sort, of), (missed, all)) in unseen.iter().filter(|(_, (missed, _))| *missed > 0) {
            println!("{sort:13} {of:44} {missed} of {all}");
        }
    }
    println!("{seen} of {counted} changes are noticed; {} more are of reviewed kinds", tried.len() - counted);
    assert!(seen * 100 >= NOTICED * counted, "only {seen} of {counted} changes are noticed");
}

#[test]
fn each_reviewed_kind_of_change_is_one_of_the_small_model() {
    let base = base("small");
    let idle = |kind: &&Reviewed| !base.changes.iter().any(|change| kind.covers(change));
    let idle: Vec<String> = reviewed().iter().filter(idle).map(|kind| format!("{} {}", kind.sort, kind.of)).collect();
    assert!(idle.is_empty(), "no such change: {idle:#?}");
}

#[test]
fn each_demanded_thing_is_missed_by_exactly_one_finding() {
    let base = base("small");
    let faults = DEMANDED.par_iter().filter_map(|(sort, of, rule)| {
        let change = base.changes.iter().find(|change| change.sort.word() == *sort && change.of == *of);
        let change = change.unwrap_or_else(|| panic!("no such change: {sort} {of}"));
        let told = base.judged_with(change).told;
        let new: Vec<&str> = told.difference(&base.judged.told).map(|(id, _, _)| id.as_str()).collect();
        (new != [*rule]).then(|| format!("{sort} {of}: {new:?}"))
    });
    let faults: Vec<String> = faults.collect();
    assert!(DEMANDED.len() >= 30 && faults.is_empty(), "{faults:#?}");
}

/// The small model with every document in another state.
fn with_documents(state: &str) -> Judged {
    let Base { mut snapshot, facts, .. } = base("small");
    let kinds = ["policy", "change_policy", "sms_plan", "document", "procedure", "major_incident_handling", "continuity_plan"];
    let texts: Vec<(String, String)> =
        snapshot.sources().files().map(|(_, file)| (file.name().to_owned(), file.text().to_owned())).collect();
    for (name, text) in texts.iter().filter(|(name, _)| name.contains("examples")) {
        let changed = |line: &str| {
            let is_document = line.split(' ').next().is_some_and(|kind| kinds.contains(&kind));
            if is_document { line.replacen('{', &format!("{{ status: {state}, "), 1) } else { line.to_owned() }
        };
        let text: Vec<String> = text.lines().map(changed).collect();
        snapshot = snapshot.with(name, text.join("\n"));
    }
    judged(&snapshot.check(&facts, &Cancel::new()).expect("nobody stops it"))
}

#[test]
fn documents_that_do_not_hold_are_told_and_not_in_a_hundred_findings() {
    for state in ["draft", "obsolete"] {
        let told = with_documents(state).told;
        let heavy = told.iter().filter(|(_, severity, _)| *severity != Severity::Note).count();
        let alone = told.iter().filter(|(id, _, _)| id == "only_draft_or_obsolete").count();
        assert!(alone >= 5 && heavy <= 40, "{state}: {told:#?}");
    }
}
