//! How far the model shows its frameworks to be met: counts by clause, and the figures that do not get better by writing more.

use serde::Serialize;
use serde_json::{Map, Value};

use super::appraisal::{self, Appraisal};
use super::{Head, Remark, Thing, placed, remark};
use crate::artefact::document::{Cell, Column, Document, Fact, Row, Section, Table};
use crate::artefact::{self, Input, wording};
use crate::assess::appraisal::appraised;
use crate::assess::{self, Assessment, FrameworkResult, ItemResult, Status, Tally, figures};
use crate::model::EntityId;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("status.schema.json");

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Asked {
    /// The framework; all that a scope names where there is none.
    pub framework: Option<EntityId>,
    /// The clause or requirement; the whole framework where there is none.
    pub part: Option<EntityId>,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Standing {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The frameworks, or the one that was asked about.
    pub frameworks: Vec<Framework>,
    /// The appraisals of these frameworks.
    pub appraisals: Vec<Appraisal>,
}

/// How a framework, or the part of it that was asked about, stands.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Framework {
    /// The framework.
    #[serde(flatten)]
    pub thing: Thing,
    /// The part that was asked about.
    pub part: Option<Thing>,
    /// How many requirements and undivided clauses have which state.
    pub counts: Counts,
    /// What that rests on.
    pub figures: Figures,
    /// The clauses and requirements, each followed by what it holds.
    pub items: Vec<Item>,
}

/// How many have which state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts(pub Tally);

impl Serialize for Counts {
    /// All states, with `_` for blanks, and `all`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map: Map<String, Value> =
            Status::ALL.into_iter().map(|status| (status.words().replace(' ', "_"), self.0.of(status).into())).collect();
        map.insert("all".to_owned(), self.0.total().into());
        map.serialize(serializer)
    }
}

/// Of how many requirements something holds that writing more does not change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures(pub assess::Figures);

impl Serialize for Figures {
    /// Each figure by its name.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let assess::Figures { demanded, shown, declared, waived, alone } = self.0;
        let named = [("demanded", demanded), ("shown", shown), ("declared", declared), ("waived", waived), ("alone", alone)];
        let map: Map<String, Value> = named.into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
        map.serialize(serializer)
    }
}

/// How a clause or requirement stands.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Item {
    /// Its number within the framework.
    pub number: String,
    /// What it is.
    #[serde(flatten)]
    pub thing: Thing,
    /// How deep it stands: 0 for the first level of the framework.
    pub depth: usize,
    /// Whether it sums up others, or is assessed itself.
    pub sums_up: bool,
    /// Its state.
    #[serde(serialize_with = "words")]
    pub state: Status,
    /// How what it holds stands; itself alone where it is assessed itself.
    pub counts: Counts,
    /// What lowers its state.
    pub reasons: Vec<Remark>,
}

fn words<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.words())
}

/// How the frameworks, or what of them was asked about, stand.
pub fn standing(input: &Input, assessment: &Assessment, asked: &Asked) -> Standing {
    let is_asked = |result: &&FrameworkResult| {
        asked.framework.is_none_or(|framework| framework == result.framework)
            && asked.part.is_none_or(|part| !result.part(part).is_empty())
    };
    let frameworks = assessment.frameworks.iter().filter(is_asked).map(|result| framework(input, result, asked.part));
    let all = appraised(input.model, input.facts.today);
    let all = all.iter().filter(|one| asked.part.is_none() && asked.framework.is_none_or(|framework| framework == one.framework));
    Standing {
        head: Head::of(input),
        frameworks: frameworks.collect(),
        appraisals: all.map(|one| appraisal::appraisal(input, one)).collect(),
    }
}

fn framework(input: &Input, result: &FrameworkResult, part: Option<EntityId>) -> Framework {
    let items = part.map_or(&result.items[..], |part| result.part(part));
    let tally = items.first().filter(|_| part.is_some()).map_or_else(|| result.tally(), |first| first.tally);
    let found = figures(input.model, input.facts.today, items);
    Framework {
        thing: Thing::of(input, result.framework),
        part: part.map(|part| Thing::of(input, part)),
        counts: Counts(tally),
        figures: Figures(found),
        items: items.iter().map(|result| item(input, result)).collect(),
    }
}

fn item(input: &Input, result: &ItemResult) -> Item {
    Item {
        number: result.number.clone(),
        thing: Thing::of(input, result.entity),
        depth: result.depth,
        sums_up: result.role.sums_up(),
        state: result.status,
        counts: Counts(result.tally),
        reasons: result.reasons.iter().map(|reason| remark(wording::reason(input, reason))).collect(),
    }
}

impl Framework {
    /// The items that a table of counts has a row for: the first level of the framework, or of the part that was asked about what it holds.
    pub fn rows(&self) -> Vec<&Item> {
        let depth = match (&self.part, self.items.first()) {
            (Some(_), Some(first)) if first.sums_up => first.depth + 1,
            (_, Some(first)) => first.depth,
            (_, None) => 0,
        };
        self.items.iter().filter(|item| item.depth == depth).collect()
    }

    /// The states that have a column: those that say something on requirements, and others where there are any.
    pub fn columns(&self) -> Vec<Status> {
        let is_shown = |status: &Status| match status {
            Status::NotApplicable | Status::Informative => self.counts.0.of(*status) > 0,
            _ => true,
        };
        Status::ALL.into_iter().filter(is_shown).collect()
    }
}

impl Figures {
    /// Each figure with what it counts, in the order of reports.
    pub fn lines(&self) -> [(usize, &'static str); 4] {
        [
            (self.0.shown, "met, with evidence on file that counts today"),
            (self.0.declared, "met by what the model says alone, with nothing on file that counts today"),
            (self.0.waived, "lowered by what a waiver accepts for a time"),
            (self.0.alone, "in the hands of one person alone"),
        ]
    }
}

/// The answer as a document, for Markdown: for each framework the counts by clause, and what they rest on.
pub fn document(input: &Input, standing: &Standing) -> Document {
    let mut document = artefact::begin(input, "status", "Status");
    for framework in &standing.frameworks {
        let path = &framework.thing.path;
        let columns = framework.columns();
        let mut heads = vec![Column::text("Clause"), Column::text("Title")];
        heads.extend(columns.iter().map(|status| Column::figures(wording::capital(status.words()))));
        heads.push(Column::figures("All"));
        let mut table = Table::new(path, heads, "The framework has no clauses.").about_entity();
        let row = |number: &str, title: &str, tally: &Tally| {
            let mut cells = vec![Cell::text(number), Cell::text(title)];
            cells.extend(columns.iter().map(|&status| Cell::count(tally.of(status))));
            cells.push(Cell::count(tally.total()));
            Row::new(cells)
        };
        table.rows = framework.rows().into_iter().map(|item| row(&item.number, &item.thing.title, &item.counts.0)).collect();
        table.rows.push(row("", "All", &framework.counts.0));
        let facts = framework.figures.lines().map(|(count, what)| Fact::new(wording::capital(what), Cell::count(count)));
        let title = match &framework.part {
            Some(part) => format!("{}: {}", framework.thing.title, part.title),
            None => framework.thing.title.clone(),
        };
        let mut sections = vec![
            Section::new(path, title, artefact::document::Level::Main)
                .paragraph(format!("Of {} requirements that apply:", framework.figures.0.demanded))
                .facts(facts.to_vec())
                .table(table),
        ];
        sections.extend(framework.open_section());
        document.sections.append(&mut sections);
    }
    document
}

impl Framework {
    /// What is not met of the part that was asked about, one by one with the reasons.
    fn open_section(&self) -> Option<Section> {
        self.part.as_ref()?;
        let columns = ["Clause", "Title", "State", "Reasons"].map(Column::text).to_vec();
        let mut table = Table::new("open", columns, "Nothing is open.");
        table.rows = self.open().map(|item| Row::new(item.cells())).collect();
        Some(Section::new("open", "What is open", artefact::document::Level::Part).table(table))
    }

    /// The requirements and undivided clauses that are not met.
    pub fn open(&self) -> impl Iterator<Item = &Item> {
        let is_open =
            |item: &&Item| !item.sums_up && !matches!(item.state, Status::Conformant | Status::NotApplicable | Status::Informative);
        self.items.iter().filter(is_open)
    }
}

impl Item {
    fn cells(&self) -> Vec<Cell> {
        let reasons = self.reasons.iter().map(placed).collect();
        vec![
            Cell::text(&*self.number),
            Cell::text(&*self.thing.title),
            Cell::Status(wording::status(self.state)),
            Cell::list(reasons),
        ]
    }
}

/// The answer as one table of all clauses and requirements, for spreadsheets.
pub fn table(input: &Input, standing: &Standing) -> Document {
    let mut document = artefact::begin(input, "status", "Status");
    let mut heads = ["Clause", "Title", "State", "Reasons"].map(Column::text).to_vec();
    heads.extend(Status::ALL.map(|status| Column::figures(wording::capital(status.words()))));
    heads.push(Column::figures("All"));
    let mut table = Table::new("status", heads, "No scope of the model names a framework.");
    table.grouped_by = Some("Framework".to_owned());
    for framework in &standing.frameworks {
        table.rows.extend(framework.items.iter().map(|item| {
            let mut cells = item.cells();
            cells.extend(Status::ALL.map(|status| Cell::count(item.counts.0.of(status))));
            cells.push(Cell::count(item.counts.0.total()));
            Row::new(cells).within(&*framework.thing.title)
        }));
    }
    document.sections.push(Section::new("status", "Status", artefact::document::Level::Main).table(table));
    document
}

/// `5 conformant, 7 partial`: the states that occur.
pub(super) fn counted(tally: &Tally) -> String {
    let counts = Status::ALL.into_iter().filter(|&status| tally.of(status) > 0);
    counts.map(|status| format!("{} {}", tally.of(status), status.words())).collect::<Vec<_>>().join(", ")
}
