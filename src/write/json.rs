//! JSON for programs: the whole document, every cell with its type. The form is fixed by [`SCHEMA`].

use serde::Serialize;

use crate::artefact::document::{
    Align, Block, Cell, Column, Document, Fact, Fill, Level, Notice, Place, Provenance, Row, Section, Table, Tone, Weight,
};
use crate::quantity::{Duration, Scalar, Unit};
use crate::source::letters;

/// The version of the form. It goes up by one with every change after which a program that reads documents may fail.
pub const VERSION: u32 = 1;

/// The JSON Schema (2020-12) of what [`Format::Json`](super::Format::Json) writes.
pub const SCHEMA: &str = include_str!("document.schema.json");

/// The whole document as JSON, indented, with a line break at its end.
pub(super) fn write(document: &Document) -> String {
    // No key is anything but a text and no value anything but plain data, so that this cannot fail.
    let mut text = serde_json::to_string_pretty(&DocumentOut::from(document)).unwrap_or_default();
    text.push('\n');
    letters::escaped(&text).into_owned()
}

#[derive(Serialize)]
struct DocumentOut<'a> {
    version: u32,
    name: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<&'a str>,
    notices: Vec<NoticeOut<'a>>,
    provenance: ProvenanceOut<'a>,
    sections: Vec<SectionOut<'a>>,
}

#[derive(Serialize)]
struct NoticeOut<'a> {
    weight: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct ProvenanceOut<'a> {
    as_of: String,
    tool: &'a str,
    sources: Vec<SourceOut<'a>>,
    library_entities: usize,
}

#[derive(Serialize)]
struct SourceOut<'a> {
    file: &'a str,
    entities: usize,
}

#[derive(Serialize)]
struct SectionOut<'a> {
    anchor: &'a str,
    title: &'a str,
    level: &'static str,
    blocks: Vec<BlockOut<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
enum BlockOut<'a> {
    Paragraph { text: &'a str },
    Facts { facts: Vec<FactOut<'a>> },
    List { items: Vec<CellOut<'a>> },
    Table(TableOut<'a>),
}

/// An amount of time: `1 hour`, and `30 minutes` where it is told in several units.
#[derive(Serialize)]
struct AmountsOut {
    amount: i64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    and: Vec<AmountOut>,
}

#[derive(Serialize)]
struct AmountOut {
    amount: i64,
    unit: &'static str,
}

#[derive(Serialize)]
struct FactOut<'a> {
    name: &'a str,
    value: CellOut<'a>,
}

#[derive(Serialize)]
struct TableOut<'a> {
    anchor: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grouped_by: Option<&'a str>,
    columns: Vec<ColumnOut<'a>>,
    rows: Vec<RowOut<'a>>,
}

#[derive(Serialize)]
struct ColumnOut<'a> {
    title: &'a str,
    align: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fill: Option<FillOut<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "with", rename_all = "snake_case")]
enum FillOut<'a> {
    Choice { choices: &'a [String] },
    Date,
    Text,
}

#[derive(Serialize)]
struct RowOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    cells: Vec<CellOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceOut<'a>>,
}

#[derive(Serialize)]
struct PlaceOut<'a> {
    file: &'a str,
    line: usize,
}

/// A cell. Exact numbers are texts, since many readers of JSON take numbers for binary floating point.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum CellOut<'a> {
    Empty,
    Text { value: &'a str },
    Entity { path: &'a str, title: &'a str },
    Date { value: String },
    Dates { first: Option<String>, last: Option<String> },
    Number { value: String },
    Percent { value: String },
    Money { amount: String, currency: &'a str },
    Duration(AmountsOut),
    Interval(AmountsOut),
    Bool { value: bool },
    File { path: &'a str },
    Url { value: &'a str },
    Status { word: &'static str, tone: &'static str },
    List { items: Vec<CellOut<'a>> },
    At { cell: Box<CellOut<'a>>, place: PlaceOut<'a> },
}

impl<'a> From<&'a Document> for DocumentOut<'a> {
    fn from(document: &'a Document) -> Self {
        DocumentOut {
            version: VERSION,
            name: &document.name,
            title: &document.title,
            subtitle: document.subtitle.as_deref(),
            notices: document.notices.iter().map(notice).collect(),
            provenance: provenance(&document.provenance),
            sections: document.sections.iter().map(section).collect(),
        }
    }
}

fn notice(notice: &Notice) -> NoticeOut<'_> {
    let weight = match notice.weight {
        Weight::Caution => "caution",
        Weight::Remark => "remark",
    };
    NoticeOut { weight, text: &notice.text }
}

fn provenance(provenance: &Provenance) -> ProvenanceOut<'_> {
    ProvenanceOut {
        as_of: provenance.as_of.to_string(),
        tool: &provenance.tool,
        sources: provenance.sources.iter().map(|source| SourceOut { file: &source.file, entities: source.entities }).collect(),
        library_entities: provenance.library_entities,
    }
}

fn section(section: &Section) -> SectionOut<'_> {
    let level = match section.level {
        Level::Main => "main",
        Level::Part => "part",
    };
    SectionOut { anchor: &section.anchor, title: &section.title, level, blocks: section.blocks.iter().map(block).collect() }
}

fn block(block: &Block) -> BlockOut<'_> {
    match block {
        Block::Paragraph(text) => BlockOut::Paragraph { text },
        Block::Facts(facts) => BlockOut::Facts { facts: facts.iter().map(fact).collect() },
        Block::List(items) => BlockOut::List { items: items.iter().map(cell).collect() },
        Block::Table(content) => BlockOut::Table(table(content)),
    }
}

fn amounts(duration: Duration) -> AmountsOut {
    let mut amounts = duration.amounts().into_iter().map(|(amount, unit)| AmountOut { amount, unit: unit.plural() });
    let AmountOut { amount, unit } = amounts.next().unwrap_or(AmountOut { amount: 0, unit: Unit::Minutes.plural() });
    AmountsOut { amount, unit, and: amounts.collect() }
}

fn fact(fact: &Fact) -> FactOut<'_> {
    FactOut { name: &fact.name, value: cell(&fact.value) }
}

fn table(table: &Table) -> TableOut<'_> {
    TableOut {
        anchor: &table.anchor,
        title: table.title.as_deref(),
        grouped_by: table.grouped_by.as_deref(),
        columns: table.columns.iter().map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

fn column(column: &Column) -> ColumnOut<'_> {
    let align = match column.align {
        Align::Left => "left",
        Align::Centre => "centre",
        Align::Right => "right",
    };
    let fill = column.fill.as_ref().map(|fill| match fill {
        Fill::Choice(choices) => FillOut::Choice { choices },
        Fill::Date => FillOut::Date,
        Fill::Text => FillOut::Text,
    });
    ColumnOut { title: &column.title, align, fill }
}

fn row(row: &Row) -> RowOut<'_> {
    RowOut { group: row.group.as_deref(), cells: row.cells.iter().map(cell).collect(), place: row.place.as_ref().map(place) }
}

fn place(place: &Place) -> PlaceOut<'_> {
    PlaceOut { file: &place.file, line: place.line }
}

fn cell(content: &Cell) -> CellOut<'_> {
    match content {
        Cell::Empty => CellOut::Empty,
        Cell::Text(value) => CellOut::Text { value },
        Cell::Entity(entity) => CellOut::Entity { path: &entity.path, title: &entity.title },
        Cell::Scalar(value) => scalar(value),
        Cell::File(path) => CellOut::File { path },
        Cell::Url(value) => CellOut::Url { value },
        Cell::Status(status) => CellOut::Status { word: status.word, tone: tone(status.tone) },
        Cell::List(cells) => CellOut::List { items: cells.iter().map(cell).collect() },
        Cell::At(inner, at) => CellOut::At { cell: Box::new(cell(inner)), place: place(at) },
    }
}

fn scalar(value: &Scalar) -> CellOut<'_> {
    match value {
        Scalar::Date(date) => CellOut::Date { value: date.to_string() },
        Scalar::Dates(dates) => {
            CellOut::Dates { first: dates.start().map(|day| day.to_string()), last: dates.end().map(|day| day.to_string()) }
        }
        Scalar::Int(number) => CellOut::Number { value: number.to_string() },
        Scalar::Number(number) => CellOut::Number { value: number.to_string() },
        Scalar::Percent(percent) => CellOut::Percent { value: percent.to_string() },
        Scalar::Money(money) => CellOut::Money { amount: money.amount.to_string(), currency: money.currency.code() },
        Scalar::Duration(duration) => CellOut::Duration(amounts(*duration)),
        Scalar::Interval(duration) => CellOut::Interval(amounts(*duration)),
        Scalar::Bool(value) => CellOut::Bool { value: *value },
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Open => "open",
        Tone::Fair => "fair",
        Tone::Bad => "bad",
        Tone::Neutral => "neutral",
    }
}
