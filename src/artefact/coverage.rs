//! The coverage report: how far the model shows each clause and requirement to be met, and what each status rests on.

use crate::assess::{Assessment, FrameworkResult, ItemResult, ItemRole, Status, Tally};
use crate::quantity::{Decimal, Scalar};

use super::applicability::{NO_FRAMEWORK, addressed_by, on_file};
use super::document::{Cell, Column, Document, Row, Section, Table};
use super::{Input, begin, declared, section, wording};

/// The report on the frameworks that the scopes name.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "coverage_report", "Coverage report");
    document.sections.push(how_to_read());
    if assessment.frameworks.is_empty() {
        document.sections.push(section("summary", "Summary").paragraph(NO_FRAMEWORK));
    }
    for framework in &assessment.frameworks {
        document.sections.push(summary(input, framework));
        document.sections.extend(ratings(input, framework));
        document.sections.push(details(input, framework));
    }
    document
}

fn how_to_read() -> Section {
    let meanings = [
        (
            Status::Conformant,
            "something in the model addresses it, current evidence is on file, and the rules tied to it, or an assessor, looked and found no fault.",
        ),
        (
            Status::Undecided,
            "it is addressed and evidence is on file, and nothing speaks against it; but no rule had anything to look at, so somebody has to judge it.",
        ),
        (Status::Partial, "it is addressed, but a finding is open or accepted for a time, or current evidence is missing."),
        (Status::Nonconformant, "nothing in the model addresses it, or a finding or an open nonconformity contradicts it."),
        (
            Status::NotApplicable,
            "it is left out with a reason, and the framework allows that; or it has a condition, and what the model declares does not meet it.",
        ),
        (Status::Informative, "a note, a definition, a permission or an option; nothing follows from not meeting it."),
    ];
    let items =
        meanings.into_iter().map(|(status, meaning)| Cell::text(format!("{}: {meaning}", wording::capital(status.words()))));
    section("how_to_read", "How to read this report")
        .paragraph(
            "Every status is computed from the model, the findings of the rules and the files beside the model; none is typed in. What it rests \
             on is given with the file and line, or with the name of the rule that checked it. A clause that holds others sums them up.",
        )
        .list(items.collect())
}

/// The statuses that have a column of their own.
fn columns_of(result: &FrameworkResult) -> Vec<Status> {
    let total = total(result);
    let shown = |status: &Status| match status {
        Status::Conformant | Status::Partial | Status::Nonconformant => true,
        Status::Undecided | Status::NotApplicable | Status::Informative => total.of(*status) > 0,
    };
    Status::ALL.into_iter().filter(shown).collect()
}

fn total(result: &FrameworkResult) -> Tally {
    let mut total = Tally::default();
    result.items.iter().filter(|item| item.depth == 0).for_each(|item| total.add(&item.tally));
    total
}

fn summary(input: &Input, result: &FrameworkResult) -> Section {
    let model = input.model;
    let path = &model.entity(result.framework).path;
    let statuses = columns_of(result);
    let mut columns = vec![Column::text("Clause"), Column::text("Title")];
    columns.extend(statuses.iter().map(|status| Column::figures(wording::capital(status.words()))));
    columns.extend(["All", "Share conformant"].map(Column::figures));
    let mut table = Table::new(&format!("{path}.summary"), columns, "The framework has no clauses.").about_entity();
    let line = |number: &str, title: String, tally: &Tally| {
        let mut cells = vec![Cell::text(number), Cell::text(title)];
        cells.extend(statuses.iter().map(|&status| Cell::count(tally.of(status))));
        cells.push(Cell::count(tally.total()));
        cells.push(share(tally));
        Row::new(cells)
    };
    for item in result.items.iter().filter(|item| item.depth == 0) {
        table.rows.push(line(&item.number, wording::title(input, item.entity), &item.tally));
    }
    let total = total(result);
    if !table.rows.is_empty() {
        table.rows.push(line("", "All clauses".to_owned(), &total));
    }
    let requirements = result.items.iter().filter(|item| matches!(item.role, ItemRole::Requirement | ItemRole::Claim)).count();
    let counted = match requirements {
        0 => {
            format!("The library holds no requirements of this framework, so its {} undivided clauses are counted.", total.total())
        }
        _ if requirements == total.total() => format!("Its {requirements} requirements are counted."),
        _ => format!(
            "Counted are its {requirements} requirements and {}.",
            wording::counted(total.total() - requirements, "clause that holds none", "clauses that hold none")
        ),
    };
    section(&format!("{path}.summary"), format!("Summary of {}", wording::title(input, result.framework)))
        .paragraph(counted)
        .table(table)
}

/// The share that is conformant of what is demanded and applies, in whole per cent and never rounded up: 99.9 is not all.
fn share(tally: &Tally) -> Cell {
    match (tally.of(Status::Conformant) * 100).checked_div(tally.demanded()) {
        Some(share) => Cell::Scalar(Scalar::Percent(Decimal::from(share))),
        None => Cell::Empty,
    }
}

/// What human assessors found, where they rated anything.
fn ratings(input: &Input, result: &FrameworkResult) -> Option<Section> {
    let path = format!("{}.ratings", input.model.entity(result.framework).path);
    let columns = ["Clause", "Title", "Computed", "Assessor", "On", "By", "Why", "Agree"];
    let mut table = Table::new(&path, columns.map(Column::text).to_vec(), "Nothing has been rated.").about_entity();
    for item in &result.items {
        let Some(rating) = item.rating else { continue };
        let field = |name| wording::value(input, wording::named(input.model, rating.assessment, name));
        let cells = vec![
            Cell::text(&*item.number),
            Cell::text(wording::title(input, item.entity)),
            Cell::Status(wording::status(item.status)),
            Cell::Status(wording::status(rating.status)),
            rating.on.map_or(Cell::Empty, |on| Cell::Scalar(Scalar::Date(on))),
            field("by"),
            field("because"),
            Cell::Scalar(Scalar::Bool(item.status == rating.status)),
        ];
        table.rows.push(Row::new(cells).at(declared(input, rating.assessment)));
    }
    let rated = section(&path, format!("Ratings by assessors: {}", wording::title(input, result.framework)));
    let intro = "What an assessor last found, beside what is computed. Neither replaces the other; where they differ, one of them has to be looked at again.";
    (!table.rows.is_empty()).then(|| rated.paragraph(intro).table(table))
}

fn details(input: &Input, result: &FrameworkResult) -> Section {
    let model = input.model;
    let path = &model.entity(result.framework).path;
    let columns = ["Clause", "Title", "Status", "Reasons", "Addressed by", "On file"];
    let mut table = Table::new(path, columns.map(Column::text).to_vec(), "The framework has no clauses.").about_entity();
    table.grouped_by = Some("Part".to_owned());
    let mut group = String::new();
    for item in &result.items {
        if item.depth == 0 {
            group = format!("{} {}", item.number, wording::title(input, item.entity));
        }
        table.rows.push(Row::new(cells(input, item)).within(&*group));
    }
    section(path, format!("Clauses of {}", wording::title(input, result.framework))).table(table)
}

fn cells(input: &Input, item: &ItemResult) -> Vec<Cell> {
    let mut reasons: Vec<Cell> = item.reasons.iter().map(|reason| wording::reason(input, reason)).collect();
    reasons.extend(passed(input, item));
    let (addressed, held) = match item.role {
        ItemRole::Group | ItemRole::Goal => {
            reasons.extend(sum(&item.tally));
            (Cell::Empty, Cell::Empty)
        }
        ItemRole::Claim => (Cell::Empty, Cell::Empty),
        ItemRole::Clause | ItemRole::Requirement if item.status == Status::Informative => (Cell::Empty, Cell::Empty),
        ItemRole::Clause | ItemRole::Requirement => {
            let links: Vec<Cell> = item.links.iter().map(|link| addressed_by(input, link)).collect();
            let listed = item.listed.iter().filter(|_| links.is_empty()).map(|listed| wording::listed(input, listed)).collect();
            (Cell::list(if links.is_empty() { listed } else { links }), on_file(input, item))
        }
    };
    vec![
        Cell::text(&*item.number),
        Cell::text(wording::title(input, item.entity)),
        Cell::Status(wording::status(item.status)),
        Cell::list(reasons),
        addressed,
        held,
    ]
}

/// The rules that check an item and find nothing.
pub(super) fn passed(input: &Input, item: &ItemResult) -> Option<Cell> {
    let names: Vec<&str> = item.passed.iter().filter_map(|&at| input.rulebook.rules.get(at)).map(|rule| &*rule.name).collect();
    (!names.is_empty()).then(|| Cell::text(format!("checked without findings: {}", names.join(", "))))
}

/// What a clause that holds others sums up: `of 12: 5 conformant, 7 partial`.
fn sum(tally: &Tally) -> Option<Cell> {
    let counts = Status::ALL.into_iter().filter(|&status| tally.of(status) > 0);
    let counts: Vec<String> = counts.map(|status| format!("{} {}", tally.of(status), status.words())).collect();
    (!counts.is_empty()).then(|| Cell::text(format!("of {}: {}", tally.total(), counts.join(", "))))
}
