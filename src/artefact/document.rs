//! What an artefact is before any format: sections, tables, facts, and where each of them comes from.
//!
//! A [`Document`] is plain data. It knows nothing of Markdown, of spreadsheets or of the model; every cell keeps its type, so that each
//! writer shows it in the way its format does best.

use std::fmt;

use crate::quantity::{Date, Decimal, Scalar};

/// One artefact.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// The stem of its files: letters, digits and `_`.
    pub name: String,
    /// The title on the first page.
    pub title: String,
    /// What it is about, in a line below the title.
    pub subtitle: Option<String>,
    /// What a reader has to know before anything else.
    pub notices: Vec<Notice>,
    /// What each of its files says on its own, because it may be passed on without the others: that it is private. It is among the notices,
    /// too.
    pub mark: Option<String>,
    /// The content.
    pub sections: Vec<Section>,
    /// What it was made from.
    pub provenance: Provenance,
}

impl Document {
    /// All tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph(_) | Block::Facts(_) | Block::List(_) => None,
        })
    }
}

impl Document {
    /// Changes every place in the document.
    pub(super) fn places_mut(&mut self, change: impl Fn(&mut Place)) {
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Paragraph(_) => {}
                Block::Facts(facts) => facts.iter_mut().for_each(|fact| fact.value.places_mut(&change)),
                Block::List(items) => items.iter_mut().for_each(|item| item.places_mut(&change)),
                Block::Table(table) => {
                    for row in &mut table.rows {
                        row.place.iter_mut().for_each(&change);
                        row.cells.iter_mut().for_each(|cell| cell.places_mut(&change));
                    }
                }
            }
        }
    }
}

/// A remark that stands on the first page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// How much it weighs.
    pub weight: Weight,
    /// The words.
    pub text: String,
}

/// How much a [`Notice`] weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// The artefact may be incomplete or wrong.
    Caution,
    /// How the artefact is to be understood.
    Remark,
}

impl Weight {
    /// The word readers see.
    pub fn word(self) -> &'static str {
        match self {
            Weight::Caution => "Caution",
            Weight::Remark => "Note",
        }
    }
}

/// What a document was made from; the same model, date and version give the same bytes.
#[derive(Clone, PartialEq, Debug)]
pub struct Provenance {
    /// The day on which the document's statements hold.
    pub as_of: Date,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// The files of the model, in order.
    pub sources: Vec<SourceCount>,
    /// How many entities of the standard library stood behind them.
    pub library_entities: usize,
    /// The edition of the library, where it names one.
    pub library: Option<String>,
    /// A sum over all texts of the model: SHA-256, in hexadecimal.
    pub digest: String,
    /// How many errors the model has that nobody has accepted.
    pub errors: usize,
    /// How many findings a waiver silences.
    pub waived: usize,
}

/// A file and how much the model has from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceCount {
    /// The file's name as shown to users.
    pub file: String,
    /// How many entities it declares.
    pub entities: usize,
}

/// A part of a document under its own heading.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// Its name within the document; it stays the same as long as what it is about has the same name in the model.
    pub anchor: String,
    /// The heading.
    pub title: String,
    /// Whether it stands on its own or belongs to the section before.
    pub level: Level,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section without content yet. `anchor` may be any text; it is made fit for a link.
    pub fn new(anchor: &str, title: impl Into<String>, level: Level) -> Section {
        Section { anchor: self::anchor(anchor), title: title.into(), level, blocks: Vec::new() }
    }

    /// Adds a paragraph.
    pub fn paragraph(mut self, text: impl Into<String>) -> Section {
        self.blocks.push(Block::Paragraph(text.into()));
        self
    }

    /// Adds a list of names and values.
    pub fn facts(mut self, facts: Vec<Fact>) -> Section {
        self.blocks.push(Block::Facts(facts));
        self
    }

    /// Adds a list.
    pub fn list(mut self, items: Vec<Cell>) -> Section {
        self.blocks.push(Block::List(items));
        self
    }

    /// Adds a table.
    pub fn table(mut self, table: Table) -> Section {
        self.blocks.push(Block::Table(table));
        self
    }
}

/// Where a section stands among the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// A main section.
    Main,
    /// A part of the main section before it.
    Part,
}

/// A piece of content.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// Running text.
    Paragraph(String),
    /// Names and values.
    Facts(Vec<Fact>),
    /// One thing below the other.
    List(Vec<Cell>),
    /// Rows and columns.
    Table(Table),
}

/// A name and its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// How it stands.
    pub value: Cell,
}

impl Fact {
    /// `name` with its `value`.
    pub fn new(name: impl Into<String>, value: Cell) -> Fact {
        Fact { name: name.into(), value }
    }
}

/// Rows and columns.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// Its name within the document; part of the file's name where a format takes a file a table.
    pub anchor: String,
    /// Whose name that is.
    pub named_after: NamedAfter,
    /// What it shows, where the section's heading does not say so already.
    pub title: Option<String>,
    /// What the groups of rows have in common ("Clause"), where rows are grouped.
    pub grouped_by: Option<String>,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom; each has as many cells as there are columns.
    pub rows: Vec<Row>,
    /// What to say in place of a table without rows.
    pub empty: String,
    /// How formats that can draw show the table besides. The table is then what the figure says in words.
    pub figure: Option<Figure>,
}

/// A figure that is drawn of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Figure {
    /// A bar a row, parted as the counts in some of its columns are to each other.
    Shares {
        /// The columns whose texts name the bar.
        label: Vec<usize>,
        /// The columns of counts, each with how it is to be taken.
        parts: Vec<(usize, Tone)>,
    },
}

/// What a table is named after. A table that every such document has keeps its name, whatever entities are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedAfter {
    /// What it holds: the same in every model.
    Content,
    /// An entity of the model.
    Entity,
}

impl Table {
    /// A table without rows. `anchor` may be any text; `empty` is said while there are none.
    pub fn new(anchor: &str, columns: Vec<Column>, empty: impl Into<String>) -> Table {
        let anchor = self::anchor(anchor);
        Table {
            anchor,
            named_after: NamedAfter::Content,
            title: None,
            grouped_by: None,
            columns,
            rows: Vec::new(),
            empty: empty.into(),
            figure: None,
        }
    }

    /// The same table, named after the entity it is about.
    pub fn about_entity(self) -> Table {
        Table { named_after: NamedAfter::Entity, ..self }
    }

    /// Whether some row tells where it is declared.
    pub fn has_places(&self) -> bool {
        self.rows.iter().any(|row| row.place.is_some())
    }
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// On which side its cells stand.
    pub align: Align,
    /// What its cells are left empty for, where a reader is to fill them in.
    pub fill: Option<Fill>,
}

/// What a reader fills a cell in with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fill {
    /// One of these words.
    Choice(Vec<String>),
    /// A day.
    Date,
    /// Words of their own.
    Text,
}

impl Column {
    /// A column of texts.
    pub fn text(title: impl Into<String>) -> Column {
        Column { title: title.into(), align: Align::Left, fill: None }
    }

    /// A column of figures.
    pub fn figures(title: impl Into<String>) -> Column {
        Column { title: title.into(), align: Align::Right, fill: None }
    }

    /// A column whose cells a reader fills in.
    pub fn fill(title: impl Into<String>, fill: Fill) -> Column {
        Column { title: title.into(), align: Align::Left, fill: Some(fill) }
    }

    /// A column of marks such as single letters.
    pub fn marks(title: impl Into<String>) -> Column {
        Column { title: title.into(), align: Align::Centre, fill: None }
    }
}

/// On which side the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Texts.
    Left,
    /// Marks.
    Centre,
    /// Figures.
    Right,
}

/// A row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Which group it belongs to; rows of a group follow one another.
    pub group: Option<String>,
    /// What it is about, by the path of the entity, where it is about one: it stays the same from build to build.
    pub about: Option<String>,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Where what the row is about is declared.
    pub place: Option<Place>,
}

impl Row {
    /// A row of these cells.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row { group: None, about: None, cells, place: None }
    }

    /// Says which entity it is about.
    pub fn about(mut self, path: impl Into<String>) -> Row {
        self.about = Some(path.into());
        self
    }

    /// Says where what the row is about is declared.
    pub fn at(mut self, place: Place) -> Row {
        self.place = Some(place);
        self
    }

    /// Puts the row into a group.
    pub fn within(mut self, group: impl Into<String>) -> Row {
        self.group = Some(group.into());
        self
    }
}

/// A line of a source file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The file's name as shown to users.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The content of a cell, with its type.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// An entity of the model.
    Entity(EntityRef),
    /// A number, a day, an amount.
    Scalar(Scalar),
    /// The path of a file beside the model.
    File(String),
    /// An address.
    Url(String),
    /// A verdict.
    Status(Status),
    /// Several of them.
    List(Vec<Cell>),
    /// A cell, with the line that gave it.
    At(Box<Cell>, Place),
}

impl Cell {
    /// A text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A number of things.
    pub fn count(count: usize) -> Cell {
        Cell::Scalar(Scalar::Number(Decimal::from(count)))
    }

    /// Several cells, one cell, or nothing.
    pub fn list(mut cells: Vec<Cell>) -> Cell {
        match cells.len() {
            0 => Cell::Empty,
            1 => cells.swap_remove(0),
            _ => Cell::List(cells),
        }
    }

    fn places_mut(&mut self, change: &impl Fn(&mut Place)) {
        match self {
            Cell::List(cells) => cells.iter_mut().for_each(|cell| cell.places_mut(change)),
            Cell::At(cell, place) => {
                change(place);
                cell.places_mut(change);
            }
            Cell::Empty | Cell::Text(_) | Cell::Entity(_) | Cell::Scalar(_) | Cell::File(_) | Cell::Url(_) | Cell::Status(_) => {}
        }
    }

    /// The cell with the line that gave it.
    pub fn at(self, place: Place) -> Cell {
        Cell::At(Box::new(self), place)
    }
}

/// An entity as documents name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntityRef {
    /// Its path in the model.
    pub path: String,
    /// What readers call it.
    pub title: String,
}

/// A verdict: a word, and how a reader should take it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    /// The word readers see.
    pub word: &'static str,
    /// How it is to be taken.
    pub tone: Tone,
}

/// How a verdict is to be taken; formats with colours take them from here, never as the only sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not known yet: somebody has to look.
    Open,
    /// Not all as it should be.
    Fair,
    /// Not as it should be.
    Bad,
    /// Neither good nor bad.
    Neutral,
}

/// A name fit for links and file names: letters, digits and `_` of `text` in lower case, `-` for what stands between; never empty.
pub fn anchor(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            name.extend(c.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let kept = name.trim_end_matches('-').len();
    name.truncate(kept);
    if name.is_empty() { "part".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_fit_for_links() {
        assert_eq!(anchor("Care.8.6.1"), "care-8-6-1");
        assert_eq!(anchor("  Totals per role / party "), "totals-per-role-party");
        assert_eq!(anchor("…"), "part");
    }

    #[test]
    fn lists_of_one_are_that_one() {
        assert_eq!(Cell::list(vec![]), Cell::Empty);
        assert_eq!(Cell::list(vec![Cell::count(1)]), Cell::count(1));
        assert_eq!(Cell::list(vec![Cell::Empty, Cell::Empty]), Cell::List(vec![Cell::Empty, Cell::Empty]));
    }
}
