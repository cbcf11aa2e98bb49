//! How far the model shows each requirement of a framework to be met.
//!
//! Statuses are computed, never typed in. A requirement, or a clause that is not divided further, counts as met when something in the model
//! addresses it, no finding of a rule tied to it is open, current evidence is on file, and somebody has looked: a rule that had something
//! to look at, or an assessor. Every status keeps its [`Reason`]s with their places. The verdict itself is in `status`, who addresses what in [`links`], what is on file in [`evidence`].
//!
//! ```sms
//! process incident_management { implements: [standard.8.6.1] }        // addresses 8.6.1 and what stands under it
//! evidence records { about: incident_management, file: "q3.csv" }     // shows it, as long as it is current
//! ```

pub mod appraisal;
pub mod baseline;
pub mod calendar;
pub mod capability;
pub mod checklists;
pub mod derivation;
mod differences;
pub mod due;
mod editions;
pub mod evidence;
mod figures;
pub mod links;
mod outline;
pub mod people;
pub mod ratings;
mod status;
pub mod through;
pub mod waivers;
pub mod worklist;

pub use baseline::Baseline;
pub use derivation::{Derivation, Outcome, Step};
pub use differences::differences;
pub use editions::{edition, editions};
pub use evidence::{Currency, Held, Sort};
pub use figures::{Figures, figures};
pub use links::{Link, Reach, related};
pub use outline::{clause_number, numbered};
pub use ratings::Rating;
pub use waivers::Waived;

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Lang, Model, Reader, Value};
use crate::rules::{self, FindingKey, Rulebook, Shown};
use crate::source::{Sources, Span};
use crate::world::Facts;

/// What an assessment looks at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The model.
    pub model: &'a Model,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// The rules, which tell the clauses that findings count against.
    pub rulebook: &'a Rulebook,
    /// The findings, parted by whether a waiver silences them.
    pub waived: &'a Waived,
    /// Today, and which files exist.
    pub facts: &'a Facts,
}

impl<'a> Case<'a> {
    /// Who makes words of the model for those who read the assessment.
    fn reader(&self) -> Reader<'a> {
        self.model.reader(self.facts.audience)
    }
}

/// The state of every framework that a scope names.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Assessment {
    /// The frameworks, in the order of the model.
    pub frameworks: Vec<FrameworkResult>,
}

/// The state of one framework.
#[derive(Clone, PartialEq, Debug)]
pub struct FrameworkResult {
    /// The framework.
    pub framework: EntityId,
    /// Whether clauses may be left out of it.
    pub exclusions: Exclusions,
    /// Its clauses and requirements from top to bottom; what a clause holds follows it with a greater depth.
    pub items: Vec<ItemResult>,
}

impl Assessment {
    /// The state of a clause or requirement, with that of its framework; none where no scope names the framework.
    pub fn of(&self, item: EntityId) -> Option<(&FrameworkResult, &ItemResult)> {
        self.frameworks.iter().find_map(|framework| Some((framework, framework.part(item).first()?)))
    }
}

impl FrameworkResult {
    /// A clause or requirement and all that it holds, in order; nothing where it is not of this framework.
    pub fn part(&self, item: EntityId) -> &[ItemResult] {
        let Some(at) = self.items.iter().position(|other| other.entity == item) else { return &[] };
        let (_, rest) = self.items.split_at(at);
        let Some(depth) = rest.first().map(|first| first.depth) else { return &[] };
        let end = rest.iter().skip(1).position(|other| other.depth <= depth).map_or(rest.len(), |end| end + 1);
        rest.get(..end).unwrap_or(rest)
    }

    /// How all its requirements and undivided clauses stand.
    pub fn tally(&self) -> Tally {
        let mut total = Tally::default();
        self.items.iter().filter(|item| item.depth == 0).for_each(|item| total.add(&item.tally));
        total
    }
}

/// Whether a framework lets clauses be left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exclusions {
    /// With a reason.
    Allowed,
    /// Not at all.
    Forbidden,
}

/// The state of a clause or requirement.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemResult {
    /// The clause or requirement.
    pub entity: EntityId,
    /// Its number within the framework: `8.6.1`, or `8.6.1.recorded` for a requirement.
    pub number: String,
    /// How deep it stands: 0 for clauses of the first level.
    pub depth: usize,
    /// Whether it is assessed itself or sums up what stands under it.
    pub role: ItemRole,
    /// The verdict.
    pub status: Status,
    /// What gave the verdict; empty for [`Status::Conformant`] where rules decide on it.
    pub reasons: Vec<Reason>,
    /// What in the model addresses it, in order.
    pub links: Vec<Link>,
    /// What is on file for it, in order; of what names its type only what can show it.
    pub held: Vec<Held>,
    /// The registers of the model that are a record of what it asks for, in order.
    pub listed: Vec<Listed>,
    /// The rules that check it by name, had something to look at and found nothing, as places in the rulebook.
    pub passed: Vec<usize>,
    /// What excludes it: with effect where it is not applicable, and otherwise only where it names the item itself.
    pub exclusion: Option<EntityId>,
    /// What a human assessor last found, which is shown beside the verdict and never replaces it.
    pub rating: Option<Rating>,
    /// How the requirements and undivided clauses under it stand; itself alone where it is one.
    pub tally: Tally,
}

/// A register that is a record of what a clause or requirement asks for: what the model declares need not be filed once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The register, as a place in the rulebook.
    pub register: usize,
    /// How many of its rows show it.
    pub rows: usize,
    /// The subject of the first of them.
    pub first: EntityId,
}

/// Whether an item is assessed itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemRole {
    /// A clause that holds requirements or further clauses: it sums them up.
    Group,
    /// A goal, which practices lead to: it stands as the worst of them.
    Goal,
    /// A clause that holds nothing further.
    Clause,
    /// A requirement.
    Requirement,
    /// A rule on what may be claimed, which stands among the requirements: rules of the model decide on it.
    Claim,
}

impl ItemRole {
    /// Whether it stands as what it holds does.
    pub fn sums_up(self) -> bool {
        match self {
            ItemRole::Group | ItemRole::Goal => true,
            ItemRole::Clause | ItemRole::Requirement | ItemRole::Claim => false,
        }
    }
}

/// A verdict on readiness as the model shows it; it certifies nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Addressed, without open findings, with current evidence, and looked at by a rule or an assessor.
    Conformant,
    /// Addressed, with current evidence, and nothing speaks against it; but no rule had anything to look at, and nobody has judged it.
    Undecided,
    /// Addressed, but something is open.
    Partial,
    /// Not addressed, or contradicted.
    Nonconformant,
    /// Left out, where that is allowed.
    NotApplicable,
    /// A note, a definition, a permission or an option: nothing follows from not meeting it.
    Informative,
}

impl Status {
    /// All of them, in the order of reports.
    pub const ALL: [Status; 6] =
        [Status::Conformant, Status::Undecided, Status::Partial, Status::Nonconformant, Status::NotApplicable, Status::Informative];

    /// The words readers see.
    pub fn words(self) -> &'static str {
        match self {
            Status::Conformant => "conformant",
            Status::Undecided => "undecided",
            Status::Partial => "partial",
            Status::Nonconformant => "nonconformant",
            Status::NotApplicable => "not applicable",
            Status::Informative => "for information",
        }
    }
}

/// Something that a status rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// What it is.
    pub cause: Cause,
    /// Where in the sources it can be seen; nowhere for something that is absent.
    pub place: Option<Span>,
}

/// What a status can rest on.
#[derive(Clone, PartialEq, Debug)]
pub enum Cause {
    /// Nothing in the model refers to it.
    NothingAddresses,
    /// A finding of a rule: see [`Waived::finding`].
    Finding(FindingKey),
    /// A finding that a waiver silences: see [`Waived::silenced`]. It is still not met.
    WaivedFinding(FindingKey),
    /// A nonconformity that has been recorded and not closed.
    OpenNonconformity(EntityId),
    /// What leads to the goal stands no better than that.
    Part(EntityId, Status),
    /// No rule had anything to look at, and nobody has judged it.
    NobodyLooked,
    /// An assessor judged what no rule decides.
    Judged(EntityId),
    /// Its condition has not come about in what the model declares.
    NotArisen,
    /// Nothing fitting on file, with the types that would show it where the framework names some.
    NoEvidence(Vec<EntityId>),
    /// What is on file is of a type asked for, but none of it counts today; [`ItemResult::held`] tells why.
    NothingCurrent,
    /// What is open against the clause that holds it: which of its requirements fails is not known.
    AgainstClause(EntityId),
    /// Left out, as the framework or the requirement's condition allows.
    Excluded(EntityId),
    /// Left out although the framework does not allow it: it is assessed all the same.
    ExclusionNotAllowed(EntityId),
    /// It demands nothing.
    DemandsNothing,
    /// It is a rule on what may be claimed, and no rule of the model checks it.
    Unchecked,
}

/// How many requirements and undivided clauses have which status.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    counts: [usize; Status::ALL.len()],
}

impl Tally {
    /// How many have this status.
    pub fn of(&self, status: Status) -> usize {
        self.counts[status as usize]
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// How many demand something that applies.
    pub fn demanded(&self) -> usize {
        self.of(Status::Conformant) + self.of(Status::Undecided) + self.of(Status::Partial) + self.of(Status::Nonconformant)
    }

    /// Counts one more.
    pub fn count(&mut self, status: Status) {
        self.counts[status as usize] += 1;
    }

    /// Adds all of another.
    pub fn add(&mut self, other: &Tally) {
        for (mine, others) in self.counts.iter_mut().zip(other.counts) {
            *mine += others;
        }
    }
}

/// Assesses every framework that a scope names, in the order of the model.
///
/// Empty when no scope names one, and when the library lacks a kind the compiler needs, which has then been told.
pub fn assess(case: &Case) -> Assessment {
    let Some(lang) = case.model.schema().lang else { return Assessment::default() };
    let frameworks = scoped_frameworks(case.model, &lang);
    if frameworks.is_empty() {
        return Assessment::default();
    }
    let links = links::Index::new(case.model, &lang);
    let evidence = evidence::Index::new(case, &lang);
    let against = status::Against::new(case, &lang);
    let ratings = ratings::latest(case.model, case.facts.today);
    let listed = listed(case);
    let definitions = status::definitions(case, &lang);
    let indexes = status::Indexes {
        links: &links,
        evidence: &evidence,
        against: &against,
        ratings: &ratings,
        listed: &listed,
        definitions: &definitions,
    };
    let results = frameworks.into_iter().map(|framework| status::framework(case, &lang, &indexes, framework));
    Assessment { frameworks: results.collect() }
}

/// The registers that are records of each type of evidence, in their order.
fn listed(case: &Case) -> FxHashMap<EntityId, Vec<Listed>> {
    let mut listed: FxHashMap<EntityId, Vec<Listed>> = FxHashMap::default();
    for Shown { register, what, rows, first } in rules::shown(case.rulebook, case.model, case.sources, case.facts) {
        listed.entry(what).or_default().push(Listed { register, rows, first });
    }
    listed
}

/// The frameworks that the scopes name, in the order of the model, each once.
pub fn scoped_frameworks(model: &Model, lang: &Lang) -> Vec<EntityId> {
    let scopes = model.of_kind(lang.scope);
    let mut named: Vec<EntityId> = scopes.into_iter().flat_map(|scope| model.related(scope, lang.standard)).collect();
    named.retain(|&id| model.is_a(id, lang.framework));
    named.sort_unstable();
    named.dedup();
    named
}

/// The word of an enum field of this name, default included, where the kind has one.
fn word<'a>(model: &'a Model, item: EntityId, name: &str) -> Option<&'a str> {
    let field = model.schema().field_named(model.entity(item).kind, name)?;
    match model.value(item, field) {
        Value::Enum(id, at) => model.schema().enumeration(*id).variants.get(usize::from(*at)).map(|variant| &*variant.name),
        _ => None,
    }
}
