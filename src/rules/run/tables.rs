//! Filling registers: tables whose rows are entities.

use std::borrow::Cow;
use std::cmp::Ordering;

use rayon::prelude::*;

use crate::diag::{ClauseRef, Diagnostic, codes};
use crate::model::{EntityId, Model, Reader, TextSort, Type, Value};
use crate::source::Sources;

use crate::rules::program::{Body, Node, Register, Rulebook, Step, written};
use crate::rules::values::Val;
use crate::rules::values::display::{self, Style};
use crate::world::{Facts, Patience};

use super::evaluator::Evaluator;
use super::shared::Shared;

/// The most letters that a register may hold for each entity of the model (and for ten thousand more).
const LETTERS: usize = 1_000;

/// A filled register.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Table {
    /// The register's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub doc: String,
    /// The clauses that ask for it.
    pub clauses: Vec<ClauseRef>,
    /// The titles of the columns.
    pub columns: Vec<String>,
    /// The rows: those of one group together, sorted within it.
    pub rows: Vec<Row>,
    /// Told when the table is not complete because it took too many steps.
    pub diagnostics: Vec<Diagnostic>,
}

/// A row of a register.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The entity it is about.
    pub subject: EntityId,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// The group it belongs to, where the register has groups.
    pub group: Option<Cell>,
}

/// A cell of a register.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// The value with its type.
    pub value: Val<'static>,
    /// How it is shown: a part for each element of a list, one for a single value, none for what is missing. Entities and values of
    /// enums are shown by their titles.
    pub parts: Vec<String>,
    /// What sort of text it is, where it is one that stands in a field; what is sealed is a text like others, since its letters may be withheld.
    pub sort: TextSort,
}

impl Cell {
    /// How much it holds, in letters; what stands around each part in a document counts as well.
    fn size(&self) -> usize {
        self.parts.iter().map(|part| part.len() + 20).sum()
    }

    /// The parts joined by commas.
    pub fn text(&self) -> String {
        self.parts.join(", ")
    }
}

/// Fills registers whose listings are planned, on all cores and in their order; what they ask of the model is worked out once for all. A
/// register with an error of its own has no rows.
pub fn fill(rulebook: &Rulebook, registers: &[Cow<Register>], model: &Model, sources: &Sources, facts: &Facts) -> Vec<Table> {
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, Patience::ENDLESS);
    registers.par_iter().map(|register| rows(register, &shared)).collect()
}

fn rows<'a>(register: &'a Register, shared: &'a Shared<'a>) -> Table {
    let reader = shared.reader();
    let mut table = Table {
        name: register.name.clone(),
        title: register.title.clone(),
        doc: written(register.doc, shared.sources),
        clauses: register.clauses.iter().map(|clause| clause.reference(&reader)).collect(),
        columns: register.columns.clone(),
        rows: Vec::new(),
        diagnostics: Vec::new(),
    };
    let Body::Planned(listing) = &register.listing else {
        return table;
    };
    let mut evaluator = Evaluator::new(shared, &listing.program, Style::Register);
    evaluator.allow(register.origin);
    let mut rows: Vec<(Vec<Val<'static>>, Row)> = Vec::new();
    let mut room = LETTERS * (shared.model.len() + 10_000);
    let mut is_full = false;
    for subject in evaluator.select(&listing.subjects) {
        evaluator.turn_to(subject);
        let group = listing.group.as_ref().map(|node| cell(node, &mut evaluator));
        let keys = listing.sort.iter().map(|node| evaluator.eval(node).open(&reader).into_owned()).collect();
        let cells: Vec<Cell> = listing.columns.iter().map(|node| cell(node, &mut evaluator)).collect();
        let size: usize = cells.iter().chain(&group).map(Cell::size).sum();
        is_full = size > room;
        if is_full || evaluator.spent() {
            break;
        }
        room -= size;
        rows.push((keys, Row { subject, cells, group }));
    }
    let why = match (is_full, evaluator.spent()) {
        (true, _) => Some("holds more than a register may"),
        (false, true) => Some("takes too many steps on this model"),
        (false, false) => None,
    };
    if let Some(why) = why {
        let message = format!("register `{}` {why} and is not complete", register.name);
        table.diagnostics.push(Diagnostic::error(&codes::E0509, register.span, message, ""));
    }
    // The sort is stable: rows that sort alike keep the order of the model.
    rows.sort_by(|(left_keys, left), (right_keys, right)| {
        let groups = match (&left.group, &right.group) {
            (Some(left), Some(right)) => order(&left.value, &right.value, &reader),
            (None, _) | (_, None) => Ordering::Equal,
        };
        let keys = left_keys.iter().zip(right_keys).map(|(left, right)| order(left, right, &reader));
        keys.fold(groups, Ordering::then)
    });
    table.rows = rows.into_iter().map(|(_, row)| row).collect();
    table
}

fn cell<'a>(node: &'a Node, evaluator: &mut Evaluator<'a>) -> Cell {
    let (value, reader) = (evaluator.eval(node), evaluator.shared.reader());
    let sort = sort(node, &value, evaluator.model());
    let parts = display::parts(&value, evaluator.model()).into_iter().map(|part| reader.read(part).into_owned()).collect();
    Cell { parts, value: value.open(&reader).into_owned(), sort }
}

/// What sort of text a column shows, where it shows a field as it is.
fn sort(node: &Node, value: &Val<'_>, model: &Model) -> TextSort {
    let is_open = match value {
        Val::Text(_) => true,
        Val::Items(items) => items.iter().all(|item| !matches!(item.value, Value::Sealed(_))),
        _ => false,
    };
    let field = match node {
        Node::Step(_, Step::Field(field)) if is_open => model.schema().field(*field),
        _ => return TextSort::Text,
    };
    match field.ty {
        Type::File => TextSort::File,
        Type::Url => TextSort::Url,
        _ => TextSort::Text,
    }
}

/// The order of rows: what is missing last, values of one type by their own order, entities and texts by their letters in lower case.
fn order(left: &Val<'static>, right: &Val<'static>, reader: &Reader) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let by_letters = left.is_text() || left.entity().is_some() || left.is_list() || right.is_list();
    if !by_letters && let Some(order) = left.compare(right) {
        return order;
    }
    let letters = |value: &Val<'static>| reader.read(display::plain(value, reader.model()));
    let (left, right) = (letters(left), letters(right));
    left.to_lowercase().cmp(&right.to_lowercase()).then_with(|| left.cmp(&right))
}
