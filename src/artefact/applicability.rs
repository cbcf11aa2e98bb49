//! The applicability record: what the scope takes in and leaves out, and for every clause of the frameworks it names whether the clause
//! applies, why, by whom it is put into practice and what is on file for it.

use crate::assess::{self, Assessment, Exclusions, FrameworkResult, ItemResult, ItemRole, Link, Reach, Status};
use crate::model::{EntityId, Lang};
use crate::source::Origin;
use crate::world::Audience;

use super::document::{self, Cell, Column, Document, Fact, Row, Section, Table, Tone};
use super::{Input, begin, declared, entities, entity, place, section, wording};

/// The record of the scopes of the model and of the frameworks they name.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "applicability_record", "Applicability record");
    let Some(lang) = input.model.schema().lang else { return document };
    let scopes = input.model.of_kind(lang.scope);
    document.sections.extend(scope_sections(input, &scopes));
    document.sections.push(services_in(input, &lang, &scopes));
    document.sections.push(left_out(input, &lang));
    document.sections.push(not_named(input, &lang, &scopes));
    document.sections.push(parties(input, &lang));
    if assessment.frameworks.is_empty() {
        document.sections.push(section("frameworks", "Clauses").paragraph(NO_FRAMEWORK));
    }
    document.sections.extend(assessment.frameworks.iter().map(|framework| clauses(input, framework)));
    if input.facts.audience == Audience::Licensed {
        document.sections.extend(licensed_texts(input));
    }
    document
}

/// The licensed texts that the organisation keeps beside the library's own words, where there are any.
fn licensed_texts(input: &Input) -> Option<Section> {
    let kind = input.model.schema().kind_named("licensed_text")?;
    let texts = input.model.of_kind(kind);
    let mut table = Table::new("licensed_texts", ["Clause or requirement", "Text as licensed"].map(Column::text).to_vec(), "");
    table.rows = texts
        .iter()
        .map(|&id| {
            let of = assess::related(input.model, id, "of");
            let text = wording::text(input, id, "text").unwrap_or_default();
            Row::new(vec![entities(input, of), Cell::text(text)]).at(declared(input, id))
        })
        .collect();
    (!texts.is_empty()).then(|| section("licensed_texts", "Licensed texts").table(table))
}

const INTRODUCTION: &str = "This record shows where the service management system begins and ends: what it covers, what is left out and why, \
who else takes part, and which clauses apply. Each row names the line of the model that says so.";

/// What is said where no scope names a framework.
pub(super) const NO_FRAMEWORK: &str = "No scope of the model names a framework, so there are no clauses to go through. Name one in the scope's field for the standard.";

fn scope_sections(input: &Input, scopes: &[EntityId]) -> Vec<Section> {
    if scopes.is_empty() {
        return vec![section("scope", "Scope").paragraph("The model declares no scope.")];
    }
    let each = scopes.iter().map(|&scope| {
        let mut facts = vec![Fact::new("Scope", entity(input, scope).at(declared(input, scope)))];
        // The services have a table of their own.
        facts.extend(wording::written(input, scope).into_iter().filter(|fact| fact.name != "Services"));
        let title = if scopes.len() == 1 { "Scope".to_owned() } else { format!("Scope: {}", wording::title(input, scope)) };
        section(&input.model.entity(scope).path, title).paragraph(INTRODUCTION).facts(facts)
    });
    each.collect()
}

/// The services that the scopes name, in the order of the model.
fn named_services(input: &Input, lang: &Lang, scopes: &[EntityId]) -> Vec<EntityId> {
    let mut services: Vec<EntityId> = scopes.iter().flat_map(|&scope| assess::related(input.model, scope, "services")).collect();
    services.retain(|&service| input.model.is_a(service, lang.service));
    services.sort_unstable();
    services.dedup();
    services
}

fn service_table(input: &Input, anchor: &str, services: &[EntityId], empty: &str) -> Table {
    let columns = ["Service", "Stage", "Owner", "Customers"].map(Column::text).to_vec();
    let mut table = Table::new(anchor, columns, empty);
    table.rows = services
        .iter()
        .map(|&service| {
            let field = |name| wording::value(input, wording::named(input.model, service, name));
            Row::new(vec![entity(input, service), field("stage"), field("owner"), field("customers")]).at(declared(input, service))
        })
        .collect();
    table
}

fn services_in(input: &Input, lang: &Lang, scopes: &[EntityId]) -> Section {
    let services = named_services(input, lang, scopes);
    section("services", "Services in the scope").table(service_table(input, "services", &services, "The scope names no services."))
}

/// What exclusions leave out, clauses aside: these stand with their framework.
fn left_out(input: &Input, lang: &Lang) -> Section {
    let columns = ["Left out", "Kind", "Reason"].map(Column::text).to_vec();
    let mut table = Table::new("left_out", columns, "Nothing is declared to be left out.");
    for exclusion in input.model.of_kind(lang.exclusion) {
        for target in input.model.related(exclusion, lang.exclusion_of) {
            if input.model.is_a(target, lang.clause) || input.model.is_a(target, lang.requirement) {
                continue;
            }
            let reason = Cell::text(wording::because(input, exclusion));
            let cells = vec![entity(input, target), Cell::text(wording::kind(input.model, target)), reason];
            table.rows.push(Row::new(cells).at(declared(input, exclusion)));
        }
    }
    section("left_out", "Left out of the scope").table(table)
}

/// The services that the scopes neither name nor leave out.
fn not_named(input: &Input, lang: &Lang, scopes: &[EntityId]) -> Section {
    let named = named_services(input, lang, scopes);
    let exclusions = input.model.of_kind(lang.exclusion).into_iter();
    let excluded: Vec<EntityId> = exclusions.flat_map(|exclusion| input.model.related(exclusion, lang.exclusion_of)).collect();
    let own = input.model.of_kind(lang.service).into_iter().filter(|&id| input.model.entity(id).origin == Origin::Model);
    let rest: Vec<EntityId> = own.filter(|id| named.binary_search(id).is_err() && !excluded.contains(id)).collect();
    let empty = "Every service of the model is either in the scope or left out with a reason.";
    section("not_named", "Services that the scope does not mention").table(service_table(input, "not_named", &rest, empty))
}

/// The other parties that run processes or provide something. The answer for what they do stays with the organisation.
fn parties(input: &Input, lang: &Lang) -> Section {
    let model = input.model;
    let columns = ["Party", "Kind", "Runs", "Provides", "Accountable for it inside"].map(Column::text).to_vec();
    let mut table = Table::new("parties", columns, "No other party runs a process or provides a service or component.");
    for party in model.of_kind(lang.party).into_iter().filter(|&id| model.entity(id).origin == Origin::Model) {
        let (operates, provides) = (assess::related(model, party, "operates"), assess::related(model, party, "provides"));
        if operates.is_empty() && provides.is_empty() {
            continue;
        }
        let governance = assess::related(model, party, "governed_by");
        let mut accountable: Vec<EntityId> =
            governance.into_iter().flat_map(|governance| assess::related(model, governance, "accountable")).collect();
        accountable.sort_unstable();
        accountable.dedup();
        let answers = if accountable.is_empty() { Cell::text("nobody is named") } else { entities(input, accountable) };
        let kind = Cell::text(wording::kind(model, party));
        let cells = vec![entity(input, party), kind, entities(input, operates), entities(input, provides), answers];
        table.rows.push(Row::new(cells).at(declared(input, party)));
    }
    section("parties", "Other parties involved")
        .paragraph(
            "Those who run processes or provide services and components for the organisation, which answers for the results.",
        )
        .table(table)
}

fn clauses(input: &Input, result: &FrameworkResult) -> Section {
    let model = input.model;
    let policy = match result.exclusions {
        Exclusions::Allowed => "Clauses may be left out where a reason is given.",
        Exclusions::Forbidden => {
            "The framework does not allow any clause to be left out: all of them apply, whatever the size or the business of the organisation. \
             An exclusion that is declared all the same is shown and has no effect."
        }
    };
    let columns = ["Clause", "Title", "Applies", "Why", "Put into practice by", "Documents and evidence"];
    let mut table =
        Table::new(&model.entity(result.framework).path, columns.map(Column::text).to_vec(), "The framework has no clauses.")
            .about_entity();
    table.grouped_by = Some("Part".to_owned());
    let mut group = String::new();
    for item in &result.items {
        if item.depth == 0 {
            group = format!("{} {}", item.number, wording::title(input, item.entity));
        }
        table.rows.push(row(input, result.exclusions, item).within(&*group));
    }
    let facts = [("Issuer", "issuer"), ("Edition", "edition"), ("Published", "published"), ("Amendments", "amendments")];
    let facts = facts.map(|(name, field)| Fact::new(name, wording::value(input, wording::named(model, result.framework, field))));
    let mut facts: Vec<Fact> = facts.into_iter().filter(|fact| fact.value != Cell::Empty).collect();
    let of_role = |roles: &[ItemRole]| Cell::count(result.items.iter().filter(|item| roles.contains(&item.role)).count());
    facts.push(Fact::new("Clauses", of_role(&[ItemRole::Group, ItemRole::Goal, ItemRole::Clause])));
    facts.push(Fact::new("Requirements", of_role(&[ItemRole::Requirement, ItemRole::Claim])));
    let left_out = result.items.iter().filter(|item| item.status == Status::NotApplicable);
    facts.push(Fact::new("Clauses and requirements left out", Cell::count(left_out.count())));
    section(&model.entity(result.framework).path, format!("Clauses of {}", wording::title(input, result.framework)))
        .paragraph(format!(
            "For each clause: whether it applies and why, what in the model puts it into practice, and what is on file to show it. {policy}"
        ))
        .facts(facts)
        .table(table)
}

fn row(input: &Input, exclusions: Exclusions, item: &ItemResult) -> Row {
    let (applies, why) = verdict(input, exclusions, item);
    let title = Cell::text(wording::title(input, item.entity));
    let cells = vec![Cell::text(&*item.number), title, applies, why, practice(input, item), on_file(input, item)];
    match item.exclusion {
        Some(exclusion) => Row::new(cells).at(declared(input, exclusion)),
        None => Row::new(cells),
    }
}

fn verdict(input: &Input, exclusions: Exclusions, item: &ItemResult) -> (Cell, Cell) {
    let applies = |word, tone| Cell::Status(document::Status { word, tone });
    let condition = wording::text(input, item.entity, "condition");
    match (item.exclusion, item.status) {
        (Some(exclusion), Status::NotApplicable) => {
            let word = if condition.is_some() { "does not apply" } else { "left out" };
            (applies(word, Tone::Neutral), Cell::text(wording::because(input, exclusion)))
        }
        (Some(exclusion), _) => {
            let why = format!("an exclusion is declared but has no effect: {}", wording::because(input, exclusion));
            (applies("applies", Tone::Bad), Cell::text(why))
        }
        (None, Status::Informative) => (applies("for information", Tone::Neutral), Cell::text("it demands nothing")),
        (None, Status::NotApplicable) => (
            applies("does not apply", Tone::Neutral),
            Cell::list(item.reasons.iter().map(|reason| wording::reason(input, reason)).collect()),
        ),
        (None, _) if item.role == ItemRole::Claim => (applies("applies", Tone::Good), Cell::text("a rule on what may be claimed")),
        (None, _) => {
            let why = match (condition, exclusions) {
                (Some(condition), _) => format!("it applies while this holds: {condition}"),
                (None, Exclusions::Forbidden) => "no clause may be left out".to_owned(),
                (None, Exclusions::Allowed) => "nothing is declared to be left out".to_owned(),
            };
            (applies("applies", Tone::Good), Cell::text(why))
        }
    }
}

/// What puts an item into practice. A clause that holds others shows what names it or a clause above it; the rest stands with its parts.
fn practice(input: &Input, item: &ItemResult) -> Cell {
    if item.status == Status::Informative {
        return Cell::Empty;
    }
    let shown = item.links.iter().filter(|link| link.reach != Reach::Below || !item.role.sums_up());
    let mut cells: Vec<Cell> = shown.map(|link| addressed_by(input, link)).collect();
    if cells.is_empty() {
        cells.extend(item.listed.iter().map(|listed| wording::listed(input, listed)));
    }
    match item.role {
        ItemRole::Clause | ItemRole::Requirement if cells.is_empty() && item.status != Status::NotApplicable => {
            Cell::text("nothing in the model")
        }
        ItemRole::Group | ItemRole::Goal | ItemRole::Clause | ItemRole::Requirement | ItemRole::Claim => Cell::list(cells),
    }
}

/// An entity that addresses a clause, with the line that says so.
pub(super) fn addressed_by(input: &Input, link: &Link) -> Cell {
    entity(input, link.entity).at(place(input, link.span))
}

/// What is on file for an item: evidence and documents, and the registers that are a record of it.
pub(super) fn on_file(input: &Input, item: &ItemResult) -> Cell {
    match item.role {
        ItemRole::Clause | ItemRole::Requirement if item.status == Status::Informative => Cell::Empty,
        ItemRole::Group | ItemRole::Goal | ItemRole::Claim => Cell::Empty,
        ItemRole::Clause | ItemRole::Requirement => {
            let held = item.held.iter().map(|held| wording::held(input, held));
            Cell::list(held.chain(item.listed.iter().map(|listed| wording::listed(input, listed))).collect())
        }
    }
}
