//! Running the rules of a model.

mod chains;
mod circles;
mod constraints;
mod doubt;
mod evaluator;
mod finding;
mod frames;
mod grouping;
mod labels;
mod looks;
mod lookups;
mod navigation;
mod offers;
mod records;
mod referrers;
mod selections;
mod shared;
mod tables;

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Label, Place, Severity, Source, codes};
use crate::model::{EntityId, Model};
use crate::source::{Origin, Sources};

use crate::rules::program::{Anchor, Body, Check, Node, Rule, Rulebook};
use crate::rules::values::display::{self, Style};
use crate::world::{Facts, Patience};

use evaluator::Evaluator;
use labels::{further_spans, spans};
use offers::fix;
use records::Asked;
use shared::Shared;

pub use constraints::constraints;
pub use finding::{Finding, FindingKey};
pub use looks::{Shown, holds, looks, shown};
pub use tables::{Cell, Row, Table, fill};

/// The most labels that one `also` draws.
const LABELS: usize = 10;

/// A rule that took too many steps on this model, and was ended. It found nothing then, and decides nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// The rule, as a place in [`Rulebook::rules`].
    pub rule: usize,
    /// What to tell: an error at the organisation's own rule, a warning about the model where the rule is the library's.
    pub diagnostic: Diagnostic,
}

/// Findings with what they cost.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Counted {
    /// In the order of the rules, and of the subjects within a rule.
    pub findings: Vec<Finding>,
    /// The rules that were ended.
    pub ended: Vec<Ended>,
    /// How many steps of evaluation each rule of the rulebook took.
    pub steps: Vec<u64>,
}

/// Plans the whole of a rule's check.
pub type Whole<'w> = dyn Fn(&Rule) -> Option<Check> + Sync + 'w;

/// Runs every rule on all cores, with the number of steps each took: growth is tested by counting, not by time. The findings stand in the order of the rules, and of the subjects within a rule.
///
/// A broken subject gives no finding, nor does one whose fault may lie in something lost to an error that has been told.
///
/// `whole` plans of a rule what its findings tell, where that was left until there is one. It gives nothing once nobody waits.
pub fn run(
    rulebook: &Rulebook,
    model: &Model,
    sources: &Sources,
    facts: &Facts,
    whole: &Whole,
    patience: Patience<'_>,
) -> Option<Counted> {
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, patience);
    let (found, steps): (Vec<Result<Vec<Finding>, Ended>>, Vec<u64>) = rulebook
        .rules
        .par_iter()
        .enumerate()
        .map(|(at, rule)| match &rule.check {
            Body::Planned(check) if patience.lasts() => run_rule(at, rule, check, &shared, whole),
            Body::Planned(_) | Body::Absent | Body::Idle => (Ok(Vec::new()), 0),
        })
        .unzip();
    if !patience.lasts() {
        return None;
    }
    let (mut findings, mut ended) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Ok(mut found) => findings.append(&mut found),
            Err(rule) => ended.push(rule),
        }
    }
    mark_needless(rulebook, &mut findings);
    Some(Counted { findings, ended, steps })
}

fn run_rule<'a>(
    at: usize,
    rule: &Rule,
    check: &'a Check,
    shared: &'a Shared<'a>,
    whole: &Whole,
) -> (Result<Vec<Finding>, Ended>, u64) {
    let mut evaluator = Evaluator::new(shared, &check.program, Style::Message);
    evaluator.allow(rule.origin);
    // Tells what was found, where that has a plan of its own.
    let mut teller: Option<(&'a Check, Evaluator<'a>)> = None;
    let mut findings = Vec::new();
    let name: Arc<str> = Arc::from(rule.name.as_str());
    let mut asked = Asked::default();
    for subject in evaluator.select(&check.subjects) {
        if shared.model.entity(subject).broken {
            continue;
        }
        asked.note(shared.model, subject);
        evaluator.turn_to(subject);
        let holds = evaluator.truth(&check.require);
        if evaluator.spent() {
            break;
        }
        if !holds && !in_doubt(check, &mut evaluator) {
            let (check, evaluator) = match (&check.whole, &mut teller) {
                (None, _) => (check, &mut evaluator),
                (Some(_), teller) => {
                    let (check, teller) = teller.get_or_insert_with(|| {
                        let check = check.whole(|| whole(rule));
                        let mut teller = Evaluator::new(shared, &check.program, Style::Message);
                        teller.allow(rule.origin);
                        (check, teller)
                    });
                    teller.turn_to(subject);
                    (*check, teller)
                }
            };
            let ties = ties(check, evaluator);
            let diagnostic = tell(rule, check, subject, &ties, evaluator);
            let key = FindingKey { rule: name.clone(), subject: shared.model.key(subject).clone() };
            findings.push(Finding { key, rule: at, subject, ties, needless: Vec::new(), of_all_rows: false, diagnostic });
        }
    }
    asked.mark(shared.model, check, &mut findings);
    let told = teller.as_mut().map(|(_, teller)| teller);
    let steps = evaluator.steps + told.as_ref().map_or(0, |teller| teller.steps);
    match evaluator.spent() || told.is_some_and(Evaluator::spent) {
        true => (Err(Ended { rule: at, diagnostic: too_long(rule, shared.model) }), steps),
        false => (Ok(findings), steps),
    }
}

/// Whether the finding may rest on something lost to an error that has been told, in what is required or in what made it a subject.
fn in_doubt<'a>(check: &'a Check, evaluator: &mut Evaluator<'a>) -> bool {
    if evaluator.doubtful || !evaluator.shared.doubts.any() {
        return evaluator.doubtful;
    }
    if let Some(condition) = &check.subjects.condition {
        evaluator.truth(condition);
    }
    std::mem::replace(&mut evaluator.doubtful, false)
}

/// The clauses whose conditions hold for the subject at hand.
fn ties<'a>(check: &'a Check, evaluator: &mut Evaluator<'a>) -> Box<[usize]> {
    let holds = |(place, condition): (usize, &'a Option<Node>)| {
        condition.as_ref().is_none_or(|condition| evaluator.truth(condition)).then_some(place)
    };
    check.ties.iter().enumerate().filter_map(holds).collect()
}

fn tell<'a>(rule: &Rule, check: &'a Check, subject: EntityId, ties: &[usize], evaluator: &mut Evaluator<'a>) -> Diagnostic {
    let model = evaluator.model();
    let mut at = check.at.as_ref().map(|place| spans(place, evaluator)).unwrap_or_default().into_iter();
    let primary = at.next().unwrap_or(model.entity(subject).name_span);
    let message = one_line(&text(&check.message, evaluator));
    let place = Place::Text(Label { span: primary, text: String::new() });
    let mut diagnostic = Diagnostic::new(Source::Rule(rule.name.clone()), rule.severity, place, message);
    if matches!(check.at, Some(Anchor::Items(..))) {
        diagnostic.labels.extend(at.take(LABELS).map(|span| Label { span, text: String::new() }));
    }
    for (place, label) in &check.also {
        for span in further_spans(place, evaluator).into_iter().filter(|span| *span != primary).take(LABELS) {
            let text = one_line(&text(label, evaluator));
            diagnostic.labels.push(Label { span, text });
        }
    }
    diagnostic.help = check.help.as_ref().map(|help| text(help, evaluator)).filter(|help| !help.is_empty());
    diagnostic.fix = check.offer.as_ref().and_then(|offer| fix(offer, evaluator));
    let cited = ties.iter().filter_map(|&place| rule.clauses.get(place));
    diagnostic.clauses = cited.map(|clause| clause.reference(&evaluator.shared.reader())).collect();
    diagnostic.about(&*model.entity(subject).path)
}

fn text<'a>(node: &'a Node, evaluator: &mut Evaluator<'a>) -> String {
    let value = evaluator.eval(node);
    evaluator.shared.reader().read(display::message(&value, evaluator.model())).into_owned()
}

/// A text over several lines as one.
fn one_line(text: &str) -> String {
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_string() }
}

fn too_long(rule: &Rule, model: &Model) -> Diagnostic {
    let name = &rule.name;
    match rule.origin {
        Origin::Model | Origin::Record => {
            let message = format!("rule `{name}` takes too many steps on this model and was ended");
            Diagnostic::error(&codes::E0509, rule.span, message, "")
                .help("compare a field with `==` or `in` inside the innermost `where`, so that the answer comes from an index")
        }
        Origin::Library => {
            let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model).count();
            let message = format!("the rule `{name}` was ended, because it takes too long on this model of {own} entities");
            Diagnostic::new(Source::Language(&codes::E0509), Severity::Warning, Place::Nowhere, message)
                .note("nothing that it asks was looked at")
                .help(format!("`sms explain {name}` says what it asks"))
        }
    }
}

/// Notes with each finding which other findings of the same subject make it needless to tell.
fn mark_needless(rulebook: &Rulebook, findings: &mut [Finding]) {
    if rulebook.rules.iter().all(|rule| rule.unless.is_empty()) {
        return;
    }
    let found: FxHashSet<(usize, EntityId)> = findings.iter().map(|finding| (finding.rule, finding.subject)).collect();
    for finding in findings {
        let unless = rulebook.rules.get(finding.rule).map_or(&[][..], |rule| &rule.unless);
        let says = |other: &usize| *other != finding.rule && found.contains(&(*other, finding.subject));
        finding.needless = unless.iter().copied().filter(says).collect();
    }
}
