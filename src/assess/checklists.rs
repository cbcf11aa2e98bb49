//! Lists that answer: whether each item of a list of the library, or of a model, is in place, and why.
//!
//! What makes an item be in place is data of the list: a definition that has to hold, rules that must find nothing, the states of the
//! clauses that it rests on, or something on file for them. What nothing of this decides is asked of an assessor and never assumed.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::model::{EntityId, Lang, Model, Value};
use crate::quantity::Date;
use crate::rules::{self, FindingKey};

use super::evidence::{self, Currency};
use super::ratings::{self, Rating};
use super::{Assessment, Case, Status, word};

/// How an item of a list stands, from good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Answer {
    /// What can be worked out says that it is in place, or an assessor does.
    InPlace,
    /// Nothing that can be worked out decides on it, and nobody has judged it.
    Asked,
    /// It is there, but something about it is open.
    InPart,
    /// It is not there, or contradicted.
    Missing,
}

impl Answer {
    /// All of them, in the order of reports.
    pub const ALL: [Answer; 4] = [Answer::InPlace, Answer::Asked, Answer::InPart, Answer::Missing];

    /// The words readers see.
    pub fn words(self) -> &'static str {
        match self {
            Answer::InPlace => "in place",
            Answer::Asked => "to be judged",
            Answer::InPart => "in part",
            Answer::Missing => "missing",
        }
    }
}

/// A list with the answers to its items.
#[derive(Clone, PartialEq, Debug)]
pub struct Checklist {
    /// The list.
    pub list: EntityId,
    /// Its items, in order.
    pub items: Vec<ItemAnswer>,
}

/// The answer to an item.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemAnswer {
    /// The item.
    pub item: EntityId,
    /// How it stands.
    pub answer: Answer,
    /// What that rests on.
    pub grounds: Vec<Ground>,
    /// What an assessor last found, which is shown beside what is worked out; it settles only what nothing else decides.
    pub rating: Option<Rating>,
}

/// What an answer rests on.
#[derive(Clone, PartialEq, Debug)]
pub enum Ground {
    /// The definition of the item holds, or does not.
    Definition(bool),
    /// A rule that looks for the opposite found something.
    Found(FindingKey),
    /// The same, and a waiver accepts it for a time.
    FoundAndAccepted(FindingKey),
    /// So many rules looked for the opposite and found nothing.
    RulesFoundNothing(usize),
    /// A clause that it rests on has this state.
    Clause(EntityId, Status),
    /// So many things on file or on record for a clause that it rests on count today.
    OnFile(EntityId, usize),
    /// An assessor found it so.
    Judged,
    /// Somebody has to answer.
    Question,
}

/// Whether all items of a stage are in place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readiness {
    /// All of them are.
    Ready,
    /// Nothing is known to be missing, and something has to be judged yet.
    Open,
    /// Something is missing, wholly or in part.
    NotReady,
}

impl Readiness {
    /// The words readers see.
    pub fn words(self) -> &'static str {
        match self {
            Readiness::Ready => "ready",
            Readiness::Open => "not known yet",
            Readiness::NotReady => "not ready",
        }
    }

    /// What answers come to; nothing where there are none.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a ItemAnswer>) -> Option<Readiness> {
        Some(match items.into_iter().map(|item| item.answer).max()? {
            Answer::InPlace => Readiness::Ready,
            Answer::Asked => Readiness::Open,
            Answer::InPart | Answer::Missing => Readiness::NotReady,
        })
    }
}

/// The stages that items can be of, by the words that users write, in order. A library may lack them.
pub fn stages(model: &Model) -> Vec<&str> {
    let schema = model.schema();
    let stages = schema.enum_named("audit_stage").map_or(&[][..], |id| &schema.enumeration(id).variants);
    stages.iter().map(|variant| &*variant.name).collect()
}

/// The lists that answer: those of which each item says, or the list for all of them, what makes it be in place, and that go with a framework
/// in scope or with none.
pub fn lists(model: &Model, assessment: &Assessment) -> Vec<EntityId> {
    let Some(kind) = model.schema().kind_named("list") else { return Vec::new() };
    let is_answered = |list: &EntityId| {
        let items = items(model, *list);
        !items.is_empty()
            && (word(model, *list, "asks_for") == Some("evidence") || items.iter().all(|&item| says_when(model, item)))
    };
    let goes_with_scope = |list: &EntityId| {
        let collection = model.entity(*list).parent.map(|(collection, _)| collection);
        let mut frameworks = collection.into_iter().flat_map(|collection| field(model, collection, "framework").entities());
        frameworks.all(|id| assessment.frameworks.iter().any(|result| result.framework == id))
    };
    model.of_kind(kind).into_iter().filter(goes_with_scope).filter(is_answered).collect()
}

/// Whether an item says when it is in place, by itself or as one that an audit looks at.
fn says_when(model: &Model, item: EntityId) -> bool {
    ["holds", "check", "question", "stages"].iter().any(|name| !field(model, item, name).is_empty())
}

/// The items of a list, in order.
fn items(model: &Model, list: EntityId) -> Vec<EntityId> {
    let Some(kind) = model.schema().kind_named("list_item") else { return Vec::new() };
    model.children(list).iter().copied().filter(|&child| model.is_a(child, kind)).collect()
}

/// The answers to lists, of whose items only those of `stage` where one is named; lists that then hold nothing are left out.
pub fn checklists(case: &Case, assessment: &Assessment, lists: &[EntityId], stage: Option<&str>) -> Vec<Checklist> {
    let Some(lang) = case.model.schema().lang else { return Vec::new() };
    let looks = rules::looks(case.rulebook, case.model, case.sources, case.facts);
    let looked = looks.iter().map(|clauses| clauses.contains(&true)).collect();
    let named = lists.iter().flat_map(|&list| items(case.model, list)).filter_map(|item| definition(case, item)).collect();
    let holds = rules::holds(case.rulebook, named, case.model, case.sources, case.facts);
    let bench = Bench { case, lang, assessment, looked, holds, ratings: ratings::latest(case.model, case.facts.today) };
    let is_of_stage = |item: &EntityId| stage.is_none_or(|stage| words(case.model, *item, "stages").contains(&stage));
    let answered = |&list: &EntityId| {
        let by_evidence = word(case.model, list, "asks_for") == Some("evidence");
        let items = items(case.model, list).into_iter().filter(is_of_stage).map(|item| bench.item(item, by_evidence)).collect();
        Checklist { list, items }
    };
    lists.iter().map(answered).filter(|checklist| !checklist.items.is_empty()).collect()
}

/// What items are answered from.
struct Bench<'a> {
    case: &'a Case<'a>,
    lang: Lang,
    assessment: &'a Assessment,
    /// For each rule whether it had something to look at.
    looked: Vec<bool>,
    /// For each definition that items name whether it holds.
    holds: BTreeMap<String, bool>,
    ratings: FxHashMap<EntityId, Rating>,
}

impl Bench<'_> {
    fn item(&self, item: EntityId, by_evidence: bool) -> ItemAnswer {
        let model = self.case.model;
        let mut grounds = self.definition(item);
        grounds.extend(self.rules(item));
        if grounds.is_empty() {
            let clauses = field(model, item, "clauses").entities();
            grounds = clauses.filter_map(|clause| if by_evidence { self.on_file(clause) } else { self.clause(clause) }).collect();
        }
        let mut answer = grounds.iter().filter_map(answer_of).max();
        let rating = self.ratings.get(&item).copied();
        if answer.is_none_or(|answer| answer == Answer::Asked) {
            match rating.filter(|rating| self.counts(rating)) {
                Some(rating) => {
                    grounds.push(Ground::Judged);
                    answer = Some(judged(rating.status));
                }
                None => {
                    // A clause that is undecided is a question already.
                    if grounds.is_empty() || !field(model, item, "question").is_empty() {
                        grounds.push(Ground::Question);
                    }
                    answer = Some(Answer::Asked);
                }
            }
        }
        ItemAnswer { item, answer: answer.unwrap_or(Answer::Asked), grounds, rating }
    }

    fn definition(&self, item: EntityId) -> Vec<Ground> {
        let holds = definition(self.case, item).and_then(|name| self.holds.get(&name).copied());
        holds.map(Ground::Definition).into_iter().collect()
    }

    /// What the rules found that look for the opposite. Notes leave it in place.
    fn rules(&self, item: EntityId) -> Vec<Ground> {
        let names = texts(self.case.model, item, "check");
        let is_named =
            |rule: usize| self.case.rulebook.rules.get(rule).is_some_and(|rule| names.iter().any(|name| **name == *rule.name));
        let kept =
            self.case.waived.kept.iter().filter(|finding| is_named(finding.rule) && finding.diagnostic.severity > Severity::Note);
        let mut grounds: Vec<Ground> = kept.map(|finding| Ground::Found(finding.key.clone())).collect();
        let waived = self.case.waived.waived.iter().map(|(finding, _)| finding).filter(|finding| is_named(finding.rule));
        grounds.extend(waived.map(|finding| Ground::FoundAndAccepted(finding.key.clone())));
        let looked = self.looked.iter().enumerate().filter(|(rule, looked)| **looked && is_named(*rule)).count();
        if grounds.is_empty() && looked > 0 {
            grounds.push(Ground::RulesFoundNothing(looked));
        }
        grounds
    }

    fn clause(&self, clause: EntityId) -> Option<Ground> {
        self.assessment.of(clause).map(|(_, result)| Ground::Clause(clause, result.status))
    }

    fn on_file(&self, clause: EntityId) -> Option<Ground> {
        let (framework, _) = self.assessment.of(clause)?;
        let mut shown: Vec<EntityId> = Vec::new();
        for part in framework.part(clause) {
            shown.extend(part.held.iter().filter(|held| held.currency == Currency::Current).map(|held| held.entity));
            shown.extend(part.listed.iter().map(|listed| listed.first));
        }
        shown.sort_unstable();
        shown.dedup();
        Some(Ground::OnFile(clause, shown.len()))
    }

    /// Whether a judgement is recent enough to count.
    fn counts(&self, rating: &Rating) -> bool {
        let life = evidence::shelf_life(self.case.model, &self.lang);
        rating.on.is_some_and(|on: Date| life.is_none_or(|life| life.after(on) >= self.case.facts.today))
    }
}

/// The name of the definition that says whether an item is in place.
fn definition(case: &Case<'_>, item: EntityId) -> Option<String> {
    let field = case.model.schema().field_named(case.model.entity(item).kind, "holds")?;
    case.reader().text(item, field).map(std::borrow::Cow::into_owned)
}

/// How an item stands if nothing but this is known of it.
fn answer_of(ground: &Ground) -> Option<Answer> {
    Some(match ground {
        Ground::Definition(true) | Ground::RulesFoundNothing(_) => Answer::InPlace,
        Ground::Definition(false) | Ground::OnFile(_, 0) => Answer::Missing,
        Ground::Found(_) | Ground::FoundAndAccepted(_) => Answer::InPart,
        // That something is on file for a clause does not say that it is what the item asks for.
        Ground::OnFile(..) => Answer::Asked,
        Ground::Clause(_, status) => judged(*status),
        Ground::Judged | Ground::Question => return None,
    })
}

/// What a state says on an item.
fn judged(status: Status) -> Answer {
    match status {
        Status::Conformant | Status::NotApplicable | Status::Informative => Answer::InPlace,
        Status::Undecided => Answer::Asked,
        Status::Partial => Answer::InPart,
        Status::Nonconformant => Answer::Missing,
    }
}

fn field<'m>(model: &'m Model, id: EntityId, name: &str) -> &'m Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

/// The words of a field that lists names of rules.
fn texts(model: &Model, id: EntityId, name: &str) -> Vec<Box<str>> {
    match field(model, id, name) {
        Value::List(items) => items.iter().filter_map(|item| text(&item.value)).collect(),
        single => text(single).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<Box<str>> {
    match value {
        Value::Text(text) => Some((**text).into()),
        _ => None,
    }
}

/// The words of a field that lists values of an enum.
fn words<'m>(model: &'m Model, id: EntityId, name: &str) -> Vec<&'m str> {
    let word = |value: &Value| match value {
        Value::Enum(id, at) => model.schema().enumeration(*id).variants.get(usize::from(*at)).map(|variant| &*variant.name),
        _ => None,
    };
    match field(model, id, name) {
        Value::List(items) => items.iter().filter_map(|item| word(&item.value)).collect(),
        single => word(single).into_iter().collect(),
    }
}
