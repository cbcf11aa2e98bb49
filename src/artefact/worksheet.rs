//! The audit worksheet: what an assessor takes along. Each requirement with what to ask, what to look at and whom to talk to, with how it
//! stands as far as the model shows it, and with room for what was seen.

use rustc_hash::FxHashMap;

use super::applicability::{NO_FRAMEWORK, on_file};
use super::coverage::passed;
use super::document::{Cell, Column, Document, Fill, Row, Section, Table};
use super::{Input, begin, entities, section, wording};
use crate::assess::{Assessment, FrameworkResult, ItemResult, ItemRole, Status, people, related};
use crate::model::{EntityId, FieldId, Lang, Model};

/// The worksheet of every framework that the scopes name.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "audit_worksheet", "Audit worksheet");
    document.sections.push(how_to_use(assessment));
    let mut interviews = Interviews::new(input);
    let gaps = gaps(input.model);
    for framework in &assessment.frameworks {
        document.sections.push(of_framework(input, framework, &mut interviews, &gaps));
    }
    document
}

fn how_to_use(assessment: &Assessment) -> Section {
    let content = section("how_to_use", "How to use this worksheet").paragraph(
        "One row for each requirement that demands something. The requirement is told in our own words; read the standard beside it. What is on \
         file and the state come from the model; the columns on the right are empty and for the assessor. What is rated here becomes known to the \
         model as an assessment, which stands beside the computed state and does not replace it.",
    );
    if assessment.frameworks.is_empty() { content.paragraph(NO_FRAMEWORK) } else { content }
}

fn of_framework(input: &Input, result: &FrameworkResult, interviews: &mut Interviews, gaps: &Gaps) -> Section {
    let path = &input.model.entity(result.framework).path;
    let mut columns =
        ["Clause", "Requirement", "Question", "What to verify", "Evidence on file", "Whom to interview", "State", "Why"]
            .map(Column::text)
            .to_vec();
    columns.push(Column::fill("Rating", Fill::Choice(ratings(input.model))));
    columns.extend(["What was seen", "Note", "Assessor"].map(|title| Column::fill(title, Fill::Text)));
    columns.push(Column::fill("Date", Fill::Date));
    let mut table = Table::new(path, columns, "Nothing in the framework demands anything.").about_entity();
    table.grouped_by = Some("Part".to_owned());
    let mut group = String::new();
    for item in &result.items {
        if item.depth == 0 {
            group = format!("{} {}", item.number, wording::title(input, item.entity));
        }
        if !item.role.sums_up() && item.status != Status::Informative {
            table.rows.push(row(input, item, interviews, gaps).within(&*group));
        }
    }
    section(path, format!("Requirements of {}", wording::title(input, result.framework))).table(table)
}

fn row(input: &Input, item: &ItemResult, interviews: &mut Interviews, gaps: &Gaps) -> Row {
    let reasons = item.reasons.iter().map(|reason| wording::reason(input, reason)).chain(passed(input, item));
    let mut cells = vec![
        Cell::text(&*item.number),
        Cell::text(wording::title(input, item.entity)),
        Cell::text(wording::text(input, item.entity, "question").unwrap_or_default()),
        verify(input, item.entity, gaps),
        on_file(input, item),
        entities(input, interviews.of(item)),
        Cell::Status(wording::status(item.status)),
        Cell::list(reasons.collect()),
    ];
    cells.resize(cells.len() + FILLED_IN, Cell::Empty);
    Row::new(cells).about(&*input.model.entity(item.entity).path)
}

/// How many columns are filled in by hand.
const FILLED_IN: usize = 5;

/// What an assessor may call a requirement: the words that an `assessment` of the model takes.
fn ratings(model: &Model) -> Vec<String> {
    let schema = model.schema();
    let Some(id) = schema.enum_named("rating") else { return Vec::new() };
    schema.enumeration(id).variants.iter().map(|variant| variant.title.to_string()).collect()
}

/// What to look at: what has to be covered item by item, which sorts of evidence usually show it, and where others go wrong.
fn verify(input: &Input, item: EntityId, gaps: &Gaps) -> Cell {
    let mut cells = match wording::value(input, wording::named(input.model, item, "items")) {
        Cell::List(items) => items,
        Cell::Empty => Vec::new(),
        one => vec![one],
    };
    let needs = related(input.model, item, "needs");
    if !needs.is_empty() {
        let titles: Vec<String> = needs.into_iter().map(|sort| wording::title(input, sort)).collect();
        cells.push(Cell::text(format!("Usually shown by: {}", titles.join(", "))));
    }
    let parents = std::iter::successors(Some(item), |&id| input.model.entity(id).parent.map(|(parent, _)| parent));
    for gap in parents.filter_map(|clause| gaps.get(&clause)).flatten() {
        cells.push(Cell::text(format!("Often found: {}", wording::title(input, *gap))));
    }
    Cell::list(cells)
}

/// The faults that auditors find often, by clause, as far as the library's advice stands in the model.
type Gaps = FxHashMap<EntityId, Vec<EntityId>>;

fn gaps(model: &Model) -> Gaps {
    let mut gaps = Gaps::default();
    let Some(kind) = model.schema().kind_named("gap_item") else { return gaps };
    for gap in model.of_kind(kind) {
        for clause in related(model, gap, "clauses") {
            gaps.entry(clause).or_default().push(gap);
        }
    }
    gaps
}

/// Who can say something of what addresses a requirement. Many requirements lead to one process, whose people are gathered once.
struct Interviews<'a> {
    model: &'a Model,
    lang: Option<Lang>,
    known: FxHashMap<EntityId, Vec<EntityId>>,
}

impl<'a> Interviews<'a> {
    fn new(input: &Input<'a>) -> Interviews<'a> {
        Interviews { model: input.model, lang: input.model.schema().lang, known: FxHashMap::default() }
    }

    /// Those who answer for what addresses an item and those who do it; where nothing does, those who answer for what is on file.
    fn of(&mut self, item: &ItemResult) -> Vec<EntityId> {
        if item.role == ItemRole::Claim {
            return Vec::new();
        }
        let mut actors = Vec::new();
        let links = item.links.iter().map(|link| link.entity);
        let held = item.held.iter().map(|held| held.entity).filter(|_| item.links.is_empty());
        for entity in links.chain(held) {
            for &actor in self.about(entity) {
                if !actors.contains(&actor) {
                    actors.push(actor);
                }
            }
        }
        actors
    }

    fn about(&mut self, entity: EntityId) -> &[EntityId] {
        let (model, lang) = (self.model, self.lang);
        self.known.entry(entity).or_insert_with(|| asked(model, lang, entity))
    }
}

/// Who answers for an entity, and of a process who is accountable and responsible for its activities.
fn asked(model: &Model, lang: Option<Lang>, entity: EntityId) -> Vec<EntityId> {
    let mut actors = people::answerable(model, entity);
    if let Some(lang) = lang {
        let parts: Vec<EntityId> = match model.is_a(entity, lang.process) {
            true => model.children(entity).iter().copied().filter(|&child| model.is_a(child, lang.activity)).collect(),
            false if model.is_a(entity, lang.activity) => vec![entity],
            false => Vec::new(),
        };
        let of = |field: FieldId| parts.iter().flat_map(move |&part| model.value(part, field).entities());
        actors.extend(of(lang.accountable));
        actors.extend(of(lang.responsible));
    }
    let mut seen = std::collections::BTreeSet::new();
    actors.retain(|actor| seen.insert(*actor));
    actors
}
