//! The least that would make a clause or requirement conformant, tried out.
//!
//! What lowers a state names the steps that would lift it. Each is made in memory: evidence is written and taken to be on record, a
//! nonconformity is closed, an edit that a rule offers is applied. What nobody can write down for somebody else, such as a better figure in a
//! contract, is *assumed*: the finding is taken to be put right, and the answer says so. Then the whole check is asked again, and again while
//! new steps come up. In the end every step that is not needed is left out: without any single one of the rest the state does not turn.

use std::collections::BTreeSet;

use serde::Serialize;

use super::edits::TextEdit;
use super::removal::without;
use super::setting::{quoted, set};
use super::trial::{Supposed, Trial, Tried};
use crate::answers::todo::{self, Step};
use crate::answers::{Head, Thing};
use crate::artefact::Input;
use crate::assess::worklist::{self, Action, Task};
use crate::assess::{Currency, Status};
use crate::model::{EntityId, Model, Value};
use crate::rules::FindingKey;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("why_not.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyNot {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// What was asked about.
    pub about: Thing,
    /// Its state as the model is.
    #[serde(serialize_with = "words")]
    pub state: Status,
    /// Its state once all steps are taken, as the check says.
    #[serde(serialize_with = "words")]
    pub then: Status,
    /// Whether without any single step of these the state would not turn.
    pub least: bool,
    /// The steps.
    pub steps: Vec<Taken>,
}

fn words<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.words())
}

/// A step, and how it was tried.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Taken {
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// Whether it was assumed and not made.
    pub assumed: bool,
    /// What was tried.
    #[serde(skip)]
    pub(super) supposed: Supposed,
}

/// How often new steps may come up.
const ROUNDS: usize = 8;

/// Above so many steps it is not tried which of them are needless: each try is a check of the whole model.
const MOST: usize = 60;

/// Finds and tries what would make the item of this path conformant; nothing where no scope names its framework.
pub fn why_not(trial: &Trial, path: &str) -> Option<WhyNot> {
    let mut steps: Vec<Taken> = Vec::new();
    let mut answer: Option<WhyNot> = None;
    for round in 0..=ROUNDS {
        let tried = with(trial, &steps)?;
        let (item, status) = state(&tried, path)?;
        let answer = answer.get_or_insert_with(|| begin(&tried, item, status));
        answer.then = status;
        if is_met(status) || round == ROUNDS {
            break;
        }
        let new = next(&tried, item, &mut steps);
        if !new {
            break;
        }
    }
    let mut answer = answer?;
    if is_met(answer.then) && steps.len() <= MOST {
        answer.least = true;
        let mut at = steps.len();
        while at > 0 {
            at -= 1;
            let mut fewer = steps.clone();
            fewer.remove(at);
            let still = with(trial, &fewer).and_then(|tried| state(&tried, path)).is_some_and(|(_, status)| is_met(status));
            if still {
                steps = fewer;
            }
        }
    }
    answer.steps = steps;
    Some(answer)
}

/// The state of the item of this path when some of the steps are taken.
pub fn state_with(trial: &Trial, path: &str, steps: &[Taken]) -> Option<Status> {
    state(&with(trial, steps)?, path).map(|(_, status)| status)
}

fn with(trial: &Trial, steps: &[Taken]) -> Option<Tried> {
    trial.with(&steps.iter().map(|step| &step.supposed).collect::<Vec<_>>())
}

fn state(tried: &Tried, path: &str) -> Option<(EntityId, Status)> {
    let item = tried.checked.model.find(path)?;
    tried.assessment.of(item).map(|(_, result)| (item, result.status))
}

fn is_met(status: Status) -> bool {
    matches!(status, Status::Conformant | Status::NotApplicable | Status::Informative)
}

fn begin(tried: &Tried, item: EntityId, status: Status) -> WhyNot {
    let input = input(tried);
    WhyNot { head: Head::of(&input), about: Thing::of(&input, item), state: status, then: status, least: false, steps: Vec::new() }
}

fn input(tried: &Tried) -> Input<'_> {
    let checked = &*tried.checked;
    Input {
        model: &checked.model,
        sources: &checked.sources,
        rulebook: &checked.rulebook,
        waived: &tried.waived,
        told: &[],
        counts: Default::default(),
        facts: &checked.facts,
    }
}

/// Adds the steps that the state of the item asks for now; whether anything is new.
fn next(tried: &Tried, item: EntityId, steps: &mut Vec<Taken>) -> bool {
    let items = worklist::within(&tried.assessment, Some(item));
    let tasks = worklist::worklist(&tried.case(), items.iter().copied());
    let input = input(tried);
    let is_first = steps.is_empty();
    let mut any = false;
    for task in &tasks {
        let mut step = todo::step(&input, task, &items);
        let Some(mut supposed) = supposed(tried, task, steps.len() + 1, is_first) else { continue };
        let mut assumed = supposed.edits.is_empty() && supposed.written.is_empty() && supposed.files.is_empty();
        if let Some(before) = steps.iter_mut().find(|before| before.step.action == step.action && before.step.text == step.text) {
            // The edit that the rule offered did not put it right: what remains is for people.
            let again = mended(task);
            if before.assumed || again.is_empty() {
                continue;
            }
            supposed = Supposed { mended: again, ..Supposed::default() };
            assumed = true;
            (before.supposed, before.assumed) = (supposed, assumed);
            any = true;
            continue;
        }
        // How a process works, and what an assessor finds, nobody can write down for them.
        if matches!(task.action, Action::Address(_) | Action::Judge(_)) {
            assumed = true;
        }
        // Lines of texts that were written here are nobody's.
        step.place = step.place.filter(|place| !place.file.starts_with('<'));
        steps.push(Taken { step, assumed, supposed });
        any = true;
    }
    any
}

/// The finding that a task is about.
fn mended(task: &Task) -> Vec<FindingKey> {
    match &task.action {
        Action::Mend(key) | Action::MendAccepted(key) => vec![key.clone()],
        _ => Vec::new(),
    }
}

/// How a task is tried; nothing where there is no way.
fn supposed(tried: &Tried, task: &Task, number: usize, is_first: bool) -> Option<Supposed> {
    let checked = &*tried.checked;
    let (model, sources) = (&checked.model, &checked.sources);
    let path = |id: EntityId| &*model.entity(id).path;
    let owner = task.owners.first().map(|&owner| format!(", owner: {}", path(owner))).unwrap_or_default();
    let today = checked.facts.today;
    match &task.action {
        Action::Mend(key) => {
            let finding = tried.waived.finding(key)?;
            // The places of later findings are those of edited texts.
            let fix = finding.diagnostic.fix.as_ref().filter(|_| is_first);
            Some(match fix {
                Some(fix) => {
                    let edits = fix.edits.iter().map(|edit| TextEdit::replace(edit.span, edit.text.clone())).collect();
                    Supposed { edits, ..Supposed::default() }
                }
                None => Supposed { mended: mended(task), ..Supposed::default() },
            })
        }
        Action::MendAccepted(_) => Some(Supposed { mended: mended(task), ..Supposed::default() }),
        Action::Close(id) => changed(set(model, sources, *id, "closed", &today.to_string()).ok(), is_first),
        Action::TakeBack(id) => changed_all(without(model, sources, *id).edits, is_first),
        Action::Address(item) => {
            let name = new_name(model, "new_process", number);
            let title = format!("The process that puts {} into practice", path(*item));
            let written = format!("process {name} {} {{ implements: [{}] }}\n", quoted(&title), path(*item));
            Some(Supposed { written, settled: vec![name], ..Supposed::default() })
        }
        Action::File { types, about } => {
            let name = new_name(model, "new_evidence", number);
            let ty = types.first().map(|&ty| format!("type: {}, ", path(ty))).unwrap_or_default();
            let file = format!("{name}.txt");
            let written = format!("evidence {name} {{ {ty}about: [{}], file: \"{file}\", dated: {today}{owner} }}\n", path(*about));
            Some(Supposed { written, files: vec![file], ..Supposed::default() })
        }
        Action::Renew(id) => renewed(tried, *id, number, is_first),
        Action::Judge(item) => {
            let name = new_name(model, "new_assessment", number);
            let written = format!("assessment {name} {{ of: [{}], rating: conformant, on: {today} }}\n", path(*item));
            Some(Supposed { written, settled: vec![name], ..Supposed::default() })
        }
    }
}

/// A name that the model does not have.
fn new_name(model: &Model, stem: &str, number: usize) -> String {
    let mut name = format!("{stem}_{number}");
    while model.find(&name).is_some() {
        name.push('_');
    }
    name
}

fn changed(edit: Option<TextEdit>, is_first: bool) -> Option<Supposed> {
    changed_all(edit.into_iter().collect(), is_first)
}

/// Edits, which only the first round may make: later places are those of edited texts.
fn changed_all(edits: Vec<TextEdit>, is_first: bool) -> Option<Supposed> {
    (is_first && !edits.is_empty()).then(|| Supposed { edits, ..Supposed::default() })
}

/// Brings something on file to count: a file that is there, a time that reaches to today, a state in which it may be used.
fn renewed(tried: &Tried, id: EntityId, number: usize, is_first: bool) -> Option<Supposed> {
    let checked = &*tried.checked;
    let (model, sources, today) = (&checked.model, &checked.sources, checked.facts.today);
    let items = tried.assessment.frameworks.iter().flat_map(|framework| &framework.items);
    let held = items.flat_map(|item| &item.held).find(|held| held.entity == id)?;
    match &held.currency {
        // Rows are kept elsewhere, and nobody can suppose what they would say.
        Currency::Current | Currency::NoRows => None,
        Currency::FileMissing(path) => Some(Supposed { files: vec![path.clone()], ..Supposed::default() }),
        Currency::NoFile | Currency::Elsewhere(_) => {
            let file = format!("{}.txt", new_name(model, "new_evidence", number));
            let edit = set(model, sources, id, "file", &file).ok();
            changed(edit, is_first).map(|supposed| Supposed { files: vec![file], ..supposed })
        }
        Currency::Ended(_) | Currency::NotYet(_) => {
            let is_dated = matches!(field(model, id, "covers"), Value::Missing);
            let edit = match is_dated {
                true => set(model, sources, id, "dated", &today.to_string()),
                false => set(model, sources, id, "covers", &format!("{today} .. {today}")),
            };
            changed(edit.ok(), is_first)
        }
        Currency::NotInForce(_) => {
            let state = usable(model, id)?;
            changed(set(model, sources, id, "status", &state).ok(), is_first)
        }
    }
}

fn field<'m>(model: &'m Model, id: EntityId, name: &str) -> &'m Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

/// A state of a document in which it may be used.
fn usable(model: &Model, id: EntityId) -> Option<String> {
    let Value::Enum(states, _) = field(model, id, "status") else { return None };
    let variants = &model.schema().enumeration(*states).variants;
    let usable = variants.iter().find(|variant| !crate::assess::evidence::NOT_IN_FORCE.contains(&&*variant.name));
    usable.map(|variant| variant.name.to_string())
}

impl WhyNot {
    /// Whether the steps turn the state.
    pub fn turns(&self) -> bool {
        is_met(self.then)
    }

    /// The steps by who answers for them, each once; what nobody answers for last.
    pub fn by_owner(&self) -> Vec<(String, Vec<&Taken>)> {
        let owners: BTreeSet<(bool, String)> =
            self.steps.iter().map(|taken| (taken.step.owners.is_empty(), taken.step.answered_by())).collect();
        let group = |(_, owner): (bool, String)| {
            let own = self.steps.iter().filter(|taken| taken.step.answered_by() == owner).collect();
            (owner, own)
        };
        owners.into_iter().map(group).collect()
    }
}
