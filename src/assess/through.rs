//! What one framework already shows for another, through the rows of the mappings between them.
//!
//! A row never makes anything conformant: it indicates. How much it indicates is its strength, one step less where what carries it is met
//! only in part, and nothing where none of it is met. A row is read only in the directions that it allows, and a requirement that a
//! summary names as answered by nothing is indicated by no row.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntityId, Lang, Model, Value};
use crate::quantity::{Date, Scalar};

use super::appraisal::{Appraised, Standing, appraised};
use super::outline::{Entry, clause_number, outline};
use super::status::demands;
use super::{Assessment, ItemRole, Status, word};

/// How much is indicated, from nothing up. It is never more than an indication.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Indication {
    /// No row leads here, or nothing that carries one is met.
    Nothing,
    /// The subject is the same, or it helps; no more.
    Hint,
    /// A substantial part.
    Part,
    /// Practically all, as far as the row goes.
    Most,
}

impl Indication {
    /// All of them, the most first, as reports show them.
    pub const ALL: [Indication; 4] = [Indication::Most, Indication::Part, Indication::Hint, Indication::Nothing];

    /// The words readers see.
    pub fn words(self) -> &'static str {
        match self {
            Indication::Most => "indicated",
            Indication::Part => "indicated in part",
            Indication::Hint => "hinted at",
            Indication::Nothing => "nothing shown",
        }
    }

    /// What a row of this strength indicates where all that carries it is met.
    fn of_strength(word: Option<&str>) -> Indication {
        match word {
            Some("full") => Indication::Most,
            Some("partial") => Indication::Part,
            Some("weak" | "related") => Indication::Hint,
            // A strength that the library adds later says nothing until somebody says how much it is worth.
            _ => Indication::Nothing,
        }
    }

    /// One step less; a hint stays one.
    fn lowered(self) -> Indication {
        match self {
            Indication::Most => Indication::Part,
            Indication::Part | Indication::Hint => Indication::Hint,
            Indication::Nothing => Indication::Nothing,
        }
    }
}

/// What one framework shows for another.
#[derive(Clone, PartialEq, Debug)]
pub struct Through {
    /// The framework that is asked about.
    pub framework: EntityId,
    /// The framework whose results are carried over.
    pub through: EntityId,
    /// Where those results come from: the appraisal; none where they are the computed states.
    pub appraisal: Option<EntityId>,
    /// The mappings whose rows were read, in the order of the library and the model.
    pub mappings: Vec<EntityId>,
    /// The requirements and undivided clauses that are asked about, in order.
    pub items: Vec<Indicated>,
}

/// What is shown for a requirement or an undivided clause.
#[derive(Clone, PartialEq, Debug)]
pub struct Indicated {
    /// The requirement or clause.
    pub entity: EntityId,
    /// Its number within its framework.
    pub number: String,
    /// Its own computed state, where its framework is in scope; it stands beside the indication, and neither changes the other.
    pub state: Option<Status>,
    /// How much is indicated: the most of what its rows indicate.
    pub indication: Indication,
    /// The rows that lead here, in their order.
    pub rows: Vec<RowRead>,
    /// The summary that names it as answered by nothing on the other side.
    pub unanswered: Option<EntityId>,
}

/// A row of a mapping as it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct RowRead {
    /// The row.
    pub row: EntityId,
    /// The end of it that is this requirement or holds it.
    pub at: EntityId,
    /// What carries it on the other side, each with whether it is met.
    pub carriers: Vec<Carrier>,
    /// What the row indicates.
    pub indication: Indication,
}

/// Something of the other framework that carries a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Carrier {
    /// The clause, requirement, practice or area.
    pub entity: EntityId,
    /// How many of its requirements or practices are met.
    pub met: usize,
    /// How many of them count.
    pub all: usize,
}

impl Carrier {
    /// Whether all of it is met.
    pub fn is_met(&self) -> bool {
        self.all > 0 && self.met == self.all
    }
}

/// Why nothing can be carried over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoWay {
    /// No row of a mapping leads from the one framework to the other.
    NoRows,
    /// The framework to be carried over has no state: no scope names it, and no appraisal follows it.
    NoState,
}

/// What the results on `through` show for the requirements of `framework`.
///
/// # Errors
///
/// Where no row leads from one to the other, and where nothing is known of how the organisation stands in `through`.
pub fn through(
    model: &Model,
    assessment: &Assessment,
    today: Date,
    framework: EntityId,
    through: EntityId,
) -> Result<Through, NoWay> {
    let lang = model.schema().lang.ok_or(NoWay::NoRows)?;
    let (mappings, rows) = rows(model, &lang, framework, through);
    if rows.is_empty() {
        return Err(NoWay::NoRows);
    }
    let results = Results::of(model, assessment, today, through).ok_or(NoWay::NoState)?;
    let mut at: FxHashMap<EntityId, Vec<RowRead>> = FxHashMap::default();
    for Row { row, ends, carried_by } in rows {
        let carriers: Vec<Carrier> = carried_by.into_iter().map(|entity| results.carrier(model, &lang, entity)).collect();
        let strength = Indication::of_strength(word(model, row, "strength"));
        let indication = match () {
            _ if carriers.iter().all(|carrier| carrier.met == 0) => Indication::Nothing,
            _ if carriers.iter().all(Carrier::is_met) => strength,
            _ => strength.lowered(),
        };
        for end in ends {
            at.entry(end).or_default().push(RowRead { row, at: end, carriers: carriers.clone(), indication });
        }
    }
    let unanswered = unanswered(model, &mappings);
    let entries = outline(model, &lang, framework);
    // Where clauses hold requirements, one that holds none asks for nothing.
    let has_requirements = entries.iter().any(|entry| entry.role == ItemRole::Requirement);
    let is_asked = |entry: &Entry| match entry.role {
        ItemRole::Requirement => demands(model, entry.entity),
        ItemRole::Clause => !has_requirements && demands(model, entry.entity),
        ItemRole::Group | ItemRole::Goal | ItemRole::Claim => false,
    };
    let items = entries
        .into_iter()
        .filter(|entry| is_asked(entry))
        .map(|entry| {
            let entity = entry.entity;
            let unanswered = unanswered.get(&entity).copied();
            let mut rows: Vec<RowRead> =
                holders_and_self(model, entity).filter_map(|holder| at.get(&holder)).flatten().cloned().collect();
            rows.sort_by_key(|row| row.row);
            let most = rows.iter().map(|row| row.indication).max().unwrap_or(Indication::Nothing);
            Indicated {
                entity,
                number: clause_number(model, framework, entity),
                state: assessment.of(entity).map(|(_, item)| item.status),
                indication: if unanswered.is_some() { Indication::Nothing } else { most },
                rows,
                unanswered,
            }
        })
        .collect();
    Ok(Through { framework, through, appraisal: results.appraisal(), mappings, items })
}

/// A row as it leads to what is asked about.
struct Row {
    row: EntityId,
    ends: Vec<EntityId>,
    carried_by: Vec<EntityId>,
}

/// The rows that may be read towards `framework`, with their mappings.
fn rows(model: &Model, lang: &Lang, framework: EntityId, through: EntityId) -> (Vec<EntityId>, Vec<Row>) {
    let (Some(mapping_kind), Some(link_kind)) = (model.schema().kind_named("mapping"), model.schema().kind_named("link")) else {
        return (Vec::new(), Vec::new());
    };
    let (mut mappings, mut rows) = (Vec::new(), Vec::new());
    for mapping in model.of_kind(mapping_kind) {
        let ends = (one(model, mapping, "from"), one(model, mapping, "to"));
        let leads_on = match ends {
            (Some(from), Some(to)) if (from, to) == (through, framework) => true,
            (Some(from), Some(to)) if (from, to) == (framework, through) => false,
            _ => continue,
        };
        let links = model.children(mapping).iter().copied().filter(|&link| model.is_a(link, link_kind));
        let before = rows.len();
        for link in links {
            let readable = match word(model, link, "direction") {
                Some("forward") => leads_on,
                Some("backward") => !leads_on,
                _ => true,
            };
            if !readable {
                continue;
            }
            let (source, target) = (precise(model, lang, link, "source"), precise(model, lang, link, "target"));
            let (ends, carried_by) = if leads_on { (target, source) } else { (source, target) };
            rows.push(Row { row: link, ends, carried_by });
        }
        if rows.len() > before {
            mappings.push(mapping);
        }
    }
    (mappings, rows)
}

/// One side of a row: the practices it names where it names some of that side, and what stands on the side otherwise.
fn precise(model: &Model, lang: &Lang, link: EntityId, side: &str) -> Vec<EntityId> {
    let named = many(model, link, side);
    let top = |id: EntityId| std::iter::successors(Some(id), |&id| model.entity(id).parent.map(|(parent, _)| parent)).last();
    let own: FxHashSet<Option<EntityId>> = named.iter().map(|&id| top(id)).collect();
    let practices = ["practices", "generic_practices"].into_iter().flat_map(|field| many(model, link, field));
    let practices: Vec<EntityId> = practices.filter(|&id| own.contains(&top(id)) && model.is_a(id, lang.clause)).collect();
    if practices.is_empty() { named } else { practices }
}

/// What the summaries of these mappings name as answered by nothing, with the summary.
fn unanswered(model: &Model, mappings: &[EntityId]) -> FxHashMap<EntityId, EntityId> {
    let Some(kind) = model.schema().kind_named("coverage_summary") else { return FxHashMap::default() };
    let parts = mappings.iter().flat_map(|&mapping| model.children(mapping)).copied().filter(|&id| model.is_a(id, kind));
    parts.flat_map(|summary| many(model, summary, "uncovered").into_iter().map(move |id| (id, summary))).collect()
}

/// How the organisation stands in the framework that is carried over.
enum Results<'a> {
    /// As it was appraised: each practice with how often it was met and how often looked at.
    Appraised(EntityId, FxHashMap<EntityId, (usize, usize)>),
    /// As computed.
    Computed(&'a Assessment),
}

impl<'a> Results<'a> {
    /// The latest appraisal by the framework, and the computed states where there is none; nothing where there are neither.
    fn of(model: &Model, assessment: &'a Assessment, today: Date, framework: EntityId) -> Option<Results<'a>> {
        let day = |found: &Appraised| match field(model, found.appraisal, "on") {
            Value::Scalar(Scalar::Date(on)) => Some(*on),
            _ => None,
        };
        let all = appraised(model, today);
        let latest = all.iter().filter(|found| found.framework == framework).max_by_key(|found| day(found));
        if let Some(found) = latest {
            return Some(Results::Appraised(found.appraisal, practices(found)));
        }
        let is_known = assessment.frameworks.iter().any(|result| result.framework == framework);
        is_known.then_some(Results::Computed(assessment))
    }

    fn appraisal(&self) -> Option<EntityId> {
        match self {
            Results::Appraised(appraisal, _) => Some(*appraisal),
            Results::Computed(_) => None,
        }
    }

    /// How much of something that carries a row is met.
    fn carrier(&self, model: &Model, lang: &Lang, entity: EntityId) -> Carrier {
        let (met, all) = match self {
            Results::Computed(assessment) => {
                assessment.of(entity).map_or((0, 0), |(_, item)| (item.tally.of(Status::Conformant), item.tally.demanded()))
            }
            Results::Appraised(_, practices) => super::links::with_all_under(model, lang, entity)
                .filter_map(|id| practices.get(&id))
                .fold((0, 0), |(met, all), (more, of)| (met + more, all + of)),
        };
        Carrier { entity, met, all }
    }
}

/// Each practice of the areas that were looked at, with in how many of them it is met, and of how many. What is not decided yet is not met.
fn practices(found: &Appraised) -> FxHashMap<EntityId, (usize, usize)> {
    let mut practices: FxHashMap<EntityId, (usize, usize)> = FxHashMap::default();
    let rated = found.areas.iter().filter(|area| area.standing == Standing::Rated);
    for practice in rated.flat_map(|area| &area.goals).flat_map(|goal| &goal.practices) {
        let (met, all) = practices.entry(practice.practice).or_default();
        *met += usize::from(found.meets(practice));
        *all += 1;
    }
    practices
}

/// An item and what holds it, from itself outwards.
fn holders_and_self(model: &Model, item: EntityId) -> impl Iterator<Item = EntityId> + '_ {
    std::iter::successors(Some(item), |&id| model.entity(id).parent.map(|(parent, _)| parent))
}

fn field<'m>(model: &'m Model, id: EntityId, name: &str) -> &'m Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

fn one(model: &Model, id: EntityId, name: &str) -> Option<EntityId> {
    field(model, id, name).entities().next()
}

fn many(model: &Model, id: EntityId, name: &str) -> Vec<EntityId> {
    field(model, id, name).entities().collect()
}
