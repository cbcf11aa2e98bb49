//! What results by one framework show for another: `sms status --through`.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Head, Place, Thing, place};
use crate::artefact::document::{Document, Fact, Level, Section, Table};
use crate::artefact::{self, Input, cross_reference as words, wording};
use crate::assess::Status;
use crate::assess::through::{Indicated, Indication, RowRead, Through};
use crate::model::EntityId;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("through.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Carried {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The framework asked about.
    pub framework: Thing,
    /// The framework whose results are carried over.
    pub through: Thing,
    /// Where those results come from; nothing where they are the computed states.
    pub appraisal: Option<Thing>,
    /// The mappings whose rows were read.
    pub mappings: Vec<Thing>,
    /// For how many requirements how much is shown.
    pub counts: Counts,
    /// The requirements.
    pub items: Vec<Item>,
}

/// For how many requirements how much is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts(pub Vec<(Indication, usize)>);

impl Counts {
    fn of<'i>(items: impl Iterator<Item = &'i Indication> + Clone) -> Counts {
        let count = |indication: Indication| items.clone().filter(|&&other| other == indication).count();
        Counts(Indication::ALL.map(|indication| (indication, count(indication))).to_vec())
    }
}

impl Serialize for Counts {
    /// By the words of the indication, with `_` for blanks.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = self.0.iter().map(|(indication, count)| (indication.words().replace(' ', "_"), Value::from(*count)));
        counts.collect::<Map<_, _>>().serialize(serializer)
    }
}

/// What is shown for a requirement.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Item {
    /// Its number within its framework.
    pub number: String,
    /// What it is.
    #[serde(flatten)]
    pub thing: Thing,
    /// Its own state, where its framework is in scope.
    #[serde(serialize_with = "state")]
    pub state: Option<Status>,
    /// How much is shown.
    #[serde(serialize_with = "indication")]
    pub shown: Indication,
    /// The rows that lead here.
    pub rows: Vec<MappingRow>,
    /// What remains.
    pub remains: Vec<String>,
}

/// A row of a mapping.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct MappingRow {
    /// Where it stands.
    pub place: Place,
    /// All of it in words.
    pub text: String,
    /// How strong it is.
    pub strength: String,
    /// What it rests on.
    pub basis: String,
    /// How sure it is.
    pub certainty: String,
    /// What it indicates once what carries it has been looked at.
    #[serde(serialize_with = "indication")]
    pub shown: Indication,
    /// What carries it.
    pub carriers: Vec<Carrier>,
}

/// Something of the other framework that carries a row.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Carrier {
    /// What it is.
    #[serde(flatten)]
    pub thing: Thing,
    /// How many of its requirements or practices are met.
    pub met: usize,
    /// How many count.
    pub all: usize,
}

fn state<S: serde::Serializer>(state: &Option<Status>, serializer: S) -> Result<S::Ok, S::Error> {
    state.map(Status::words).serialize(serializer)
}

fn indication<S: serde::Serializer>(indication: &Indication, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(indication.words())
}

/// Puts what is carried over into words; of `part`, a clause, alone where one is given.
pub fn carried(input: &Input, found: &Through, part: Option<EntityId>) -> Carried {
    let items = within(input, found, part);
    let titled = |id: EntityId| Thing::of(input, id);
    Carried {
        head: Head::of(input),
        framework: titled(found.framework),
        through: titled(found.through),
        appraisal: found.appraisal.map(titled),
        mappings: found.mappings.iter().copied().map(titled).collect(),
        counts: Counts::of(items.iter().map(|item| &item.indication)),
        items: items.iter().map(|found| item(input, found)).collect(),
    }
}

fn within(input: &Input, found: &Through, part: Option<EntityId>) -> Vec<Indicated> {
    let is_in = |item: &&Indicated| part.is_none_or(|part| holders(input, item.entity).any(|id| id == part));
    found.items.iter().filter(is_in).cloned().collect()
}

/// An item and what holds it.
fn holders<'a>(input: &Input<'a>, item: EntityId) -> impl Iterator<Item = EntityId> + use<'a> {
    let model = input.model;
    std::iter::successors(Some(item), |&id| model.entity(id).parent.map(|(parent, _)| parent))
}

fn item(input: &Input, found: &Indicated) -> Item {
    Item {
        number: found.number.clone(),
        thing: Thing::of(input, found.entity),
        state: found.state,
        shown: found.indication,
        rows: found.rows.iter().map(|found| row(input, found)).collect(),
        remains: words::remains(input, found),
    }
}

fn row(input: &Input, found: &RowRead) -> MappingRow {
    let carriers = found.carriers.iter().map(|carrier| Carrier {
        thing: Thing::of(input, carrier.entity),
        met: carrier.met,
        all: carrier.all,
    });
    MappingRow {
        place: place(input, input.model.entity(found.row).name_span),
        text: words::row_words(input, found),
        strength: words::words(input, found.row, "strength"),
        basis: words::words(input, found.row, "basis"),
        certainty: words::words(input, found.row, "certainty"),
        shown: found.indication,
        carriers: carriers.collect(),
    }
}

/// The answer as a document: how much is shown, then each requirement with its rows and what remains.
pub fn document(input: &Input, found: &Through, part: Option<EntityId>) -> Document {
    let items = within(input, found, part);
    let counts = Counts::of(items.iter().map(|item| &item.indication));
    let facts = counts
        .0
        .iter()
        .map(|(indication, count)| Fact::new(wording::capital(indication.words()), artefact::document::Cell::count(*count)));
    let title = format!("{}: what {} shows", wording::title(input, found.framework), wording::title(input, found.through));
    let mut document = artefact::begin(input, "through", title.clone());
    let section = Section::new("through", title, Level::Main).paragraph(words::source(input, found)).facts(facts.collect());
    document.sections.push(section.table(words::table(input, found, &items)));
    document
}

/// The answer as one table, for spreadsheets.
pub fn table(input: &Input, found: &Through, part: Option<EntityId>) -> Document {
    let mut document = artefact::begin(input, "through", "Cross-reference");
    let table: Table = words::table(input, found, &within(input, found, part));
    document.sections.push(Section::new("through", "Cross-reference", Level::Main).table(table));
    document
}
