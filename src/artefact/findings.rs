//! The findings: all that is told of the model, the heaviest first, each with why it matters, what to do and where it stands.

use crate::diag::{Diagnostic, Place as At, Severity};

use super::document::{Cell, Column, Document, EntityRef, Fact, Place, Row, Status, Table, Tone};
use super::{Input, begin, declared, entity, place, section, wording};

/// All errors, warnings and notes, and what waivers silence.
pub fn document(input: &Input) -> Document {
    let mut document = begin(input, "findings", "Findings");
    let columns = ["Weight", "Finding", "On", "Asked for by", "Why it matters", "What to do", "Rule"];
    let empty = "No rule finds anything, and the language has nothing to say.";
    let mut table = Table::new("findings", columns.map(Column::text).to_vec(), empty);
    table.rows = heaviest_first(input).map(|told| row(input, told)).collect();
    let number = |severity| Cell::count(input.told.iter().filter(|told| told.severity == severity).count());
    let facts = vec![
        Fact::new("Errors", number(Severity::Error)),
        Fact::new("Warnings", number(Severity::Warning)),
        Fact::new("Notes", number(Severity::Note)),
        Fact::new("Accepted by a waiver", Cell::count(input.waived.waived.len())),
    ];
    document.sections.push(section("findings", "Open findings").paragraph(INTRODUCTION).facts(facts).table(table));
    if !input.waived.waived.is_empty() {
        document.sections.push(section("accepted", "Accepted by a waiver").paragraph(ACCEPTED).table(accepted(input)));
    }
    document
}

const INTRODUCTION: &str = "An error contradicts the standard, the language or the model itself. A warning is what an auditor would raise. \
A note is custom or good sense: it lowers no status.";

const ACCEPTED: &str = "Somebody with the authority has accepted these for a time. Until they are put right the requirements behind them \
count as met in part at best.";

/// What is told, errors before warnings before notes.
pub(super) fn heaviest_first<'a>(input: &Input<'a>) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
    let told = input.told;
    let weighing = move |severity| told.iter().map(|told| &**told).filter(move |told| told.severity == severity);
    [Severity::Error, Severity::Warning, Severity::Note].into_iter().flat_map(weighing)
}

fn row(input: &Input, told: &Diagnostic) -> Row {
    let clauses = told.citations().into_iter().map(Cell::text).collect();
    let cells = vec![
        weight(told.severity),
        Cell::text(wording::printed(&told.message)),
        subject(input, told),
        Cell::list(clauses),
        Cell::text(wording::printed(&told.notes.join("\n\n"))),
        Cell::text(told.help.as_deref().map(wording::printed).unwrap_or_default()),
        Cell::text(told.source.id()),
    ];
    let row = Row::new(cells);
    match at(input, told) {
        Some(place) => row.at(place),
        None => row,
    }
}

/// A severity as a verdict.
pub(super) fn weight(severity: Severity) -> Cell {
    let tone = match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Fair,
        Severity::Note => Tone::Neutral,
    };
    Cell::Status(Status { word: severity.word(), tone })
}

/// The entity that a finding is about.
pub(super) fn subject(input: &Input, told: &Diagnostic) -> Cell {
    let Some(path) = &told.subject else { return Cell::Empty };
    match input.model.find(path) {
        Some(id) => entity(input, id),
        None => Cell::Entity(EntityRef { path: path.clone(), title: path.clone() }),
    }
}

/// Where a finding stands.
pub(super) fn at(input: &Input, told: &Diagnostic) -> Option<Place> {
    match &told.place {
        At::Text(label) => Some(place(input, label.span)),
        At::File(file) => Some(Place { file: file.clone(), line: 1 }),
        At::Nowhere => None,
    }
}

fn accepted(input: &Input) -> Table {
    let columns = ["Weight", "Finding", "On", "Waiver", "Because", "Accepted by", "Until"].map(Column::text).to_vec();
    let mut table = Table::new("accepted", columns, "Nothing is accepted.");
    for (finding, waiver) in &input.waived.waived {
        let field = |name| wording::value(input, wording::named(input.model, *waiver, name));
        let cells = vec![
            weight(finding.diagnostic.severity),
            Cell::text(wording::printed(&finding.diagnostic.message)),
            subject(input, &finding.diagnostic),
            entity(input, *waiver),
            field("because"),
            field("accepted_by"),
            field("until"),
        ];
        table.rows.push(Row::new(cells).at(declared(input, *waiver)));
    }
    table
}
