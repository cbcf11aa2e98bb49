//! The first page: where the organisation stands by clause, what matters most, what is coming, and what has been accepted.

use crate::assess::{Assessment, FrameworkResult, ItemResult, Status, Tally};
use crate::diag::Severity;
use crate::model::{EntityId, FieldRole, Value};
use crate::quantity::{Date, Duration, Scalar, Unit};
use crate::source::Origin;

use super::applicability::NO_FRAMEWORK;
use super::document::{Cell, Column, Document, Figure, Row, Section, Table};
use super::{Input, begin, declared, entity, findings, place, section, wording};

/// How many of the findings stand on the first page.
const FOREMOST: usize = 5;

/// How many days ahead the first page looks.
const AHEAD: i64 = 90;

/// The first page of the dossier.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "overview", "Where we stand");
    if assessment.frameworks.is_empty() {
        document.sections.push(section("summary", "By clause").paragraph(NO_FRAMEWORK));
    }
    document.sections.extend(assessment.frameworks.iter().map(|framework| by_clause(input, framework)));
    document.sections.push(foremost(input));
    document.sections.push(ahead(input));
    if !input.waived.waived.is_empty() {
        document.sections.push(accepted(input));
    }
    document
}

fn by_clause(input: &Input, result: &FrameworkResult) -> Section {
    let path = &input.model.entity(result.framework).path;
    let mut columns = vec![Column::text("Clause"), Column::text("Title")];
    columns.extend(counted().map(|status| Column::figures(wording::capital(status.words()))));
    columns.push(Column::figures("All that apply"));
    let mut table = Table::new(path, columns, "The framework has no clauses.").about_entity();
    table.rows = result.items.iter().filter(|item| is_shown(item)).map(|item| counts(input, item)).collect();
    let parts = counted().enumerate().map(|(at, status)| (at + 2, wording::status(status).tone)).collect();
    table.figure = Some(Figure::Shares { label: vec![0, 1], parts });
    section(path, wording::title(input, result.framework)).paragraph(summary(result)).table(table)
}

/// The clauses of the first level, and those below the long ones: enough to see where it is thin, and still one page.
fn is_shown(item: &ItemResult) -> bool {
    item.depth == 0 && item.tally.demanded() + item.tally.of(Status::NotApplicable) > 0
}

/// The states that are counted: all but the one of what demands nothing.
fn counted() -> impl Iterator<Item = Status> {
    Status::ALL.into_iter().filter(|status| *status != Status::Informative)
}

fn counts(input: &Input, item: &ItemResult) -> Row {
    let mut cells = vec![Cell::text(&*item.number), Cell::text(wording::title(input, item.entity))];
    cells.extend(counted().map(|status| Cell::count(item.tally.of(status))));
    cells.push(Cell::count(item.tally.demanded()));
    Row::new(cells).about(&*input.model.entity(item.entity).path)
}

/// `Of 447 requirements that apply 419 are conformant, 27 partial and 1 nonconformant, as far as the model shows it.`
fn summary(result: &FrameworkResult) -> String {
    let mut all = Tally::default();
    result.items.iter().filter(|item| item.depth == 0).for_each(|item| all.add(&item.tally));
    let left_out = match all.of(Status::NotApplicable) {
        0 => String::new(),
        count => format!(" {} not apply.", wording::counted(count, "does", "do")),
    };
    let demanded = all.demanded();
    if demanded == 0 {
        return format!("Nothing that applies is demanded.{left_out}");
    }
    if demanded == all.of(Status::Conformant) {
        return format!("All {demanded} requirements that apply are conformant, as far as the model shows it.{left_out}");
    }
    let states = counted().filter(|status| *status != Status::NotApplicable && all.of(*status) > 0);
    let states: Vec<String> = states.map(|status| format!("{} {}", all.of(status), status.words())).collect();
    let states = match states.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => states.concat(),
    };
    format!("Of {demanded} requirements that apply, {states}, as far as the model shows it.{left_out}")
}

fn foremost(input: &Input) -> Section {
    let told: Vec<_> = findings::heaviest_first(input).filter(|told| told.severity > Severity::Note).collect();
    let columns = ["Weight", "Finding", "On", "Asked for by"].map(Column::text).to_vec();
    let mut table = Table::new("foremost", columns, "Nothing is open: no rule finds an error, and none a warning.");
    for told in told.iter().take(FOREMOST) {
        let clauses = told.citations().into_iter().map(Cell::text).collect();
        let cells = vec![
            findings::weight(told.severity),
            Cell::text(wording::printed(&told.message)),
            findings::subject(input, told),
            Cell::list(clauses),
        ];
        let row = Row::new(cells);
        table.rows.push(match findings::at(input, told) {
            Some(place) => row.at(place),
            None => row,
        });
    }
    let counts = input.counts;
    let [errors, warnings, notes] = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")]
        .map(|(count, word)| wording::counted(count, word, &format!("{word}s")));
    let more = if told.len() > FOREMOST { " The heaviest come first; the rest stands under “Findings”." } else { "" };
    section("foremost", "What matters most").paragraph(format!("{errors}, {warnings} and {notes} are open.{more}")).table(table)
}

/// What falls on a day of the next weeks: every day in the model that is still to come, whatever it is the day of.
fn ahead(input: &Input) -> Section {
    let columns = ["Day", "What", "Of", "Kind"].map(Column::text).to_vec();
    let last = Duration::new(AHEAD, Unit::Days).map_or(input.facts.today, |days| days.after(input.facts.today));
    let empty = format!("No day up to {last} is named in the model.");
    let mut table = Table::new("ahead", columns, empty);
    let mut days: Vec<(Date, EntityId, Row)> = Vec::new();
    let schema = input.model.schema();
    for id in input.model.ids().filter(|&id| input.model.entity(id).origin == Origin::Model) {
        for slot in input.model.slots(id).iter().filter(|slot| schema.field(slot.field).role == FieldRole::Written) {
            let Some(day) = ends(&slot.value).filter(|day| *day > input.facts.today && *day <= last) else { continue };
            let field = wording::capital(&wording::spaced(&schema.field(slot.field).name));
            let what = if matches!(slot.value, Value::Scalar(Scalar::Dates(_))) { format!("{field} ends") } else { field };
            let cells = vec![
                Cell::Scalar(Scalar::Date(day)),
                Cell::text(what),
                entity(input, id),
                Cell::text(wording::kind(input.model, id)),
            ];
            days.push((day, id, Row::new(cells).about(&*input.model.entity(id).path).at(place(input, slot.span))));
        }
    }
    days.sort_by_key(|(day, id, _)| (*day, *id));
    table.rows = days.into_iter().map(|(_, _, row)| row).collect();
    section("ahead", format!("The next {AHEAD} days")).paragraph(format!("Days up to {last} that the model names.")).table(table)
}

/// The day on which a value comes to its end.
fn ends(value: &Value) -> Option<Date> {
    match value {
        Value::Scalar(Scalar::Date(day)) => Some(*day),
        Value::Scalar(Scalar::Dates(days)) => Some(days.last),
        _ => None,
    }
}

fn accepted(input: &Input) -> Section {
    let columns = ["Waiver", "Finding", "Accepted by", "Until"].map(Column::text).to_vec();
    let mut table = Table::new("accepted", columns, "Nothing is accepted.");
    for (finding, waiver) in &input.waived.waived {
        let field = |name| wording::value(input, wording::named(input.model, *waiver, name));
        let message = Cell::text(wording::printed(&finding.diagnostic.message));
        let cells = vec![entity(input, *waiver), message, field("accepted_by"), field("until")];
        table.rows.push(Row::new(cells).at(declared(input, *waiver)));
    }
    section("accepted", "Waivers in force")
        .paragraph("These findings are true and have been accepted for a time. They are back on the day after.")
        .table(table)
}
