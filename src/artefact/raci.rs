//! The RACI matrix: for every process who is accountable, responsible, consulted and informed in each activity.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess;
use crate::model::{EntityId, FieldId, Lang, Model};
use crate::source::Origin;

use super::document::{Cell, Column, Document, Fact, Row, Section, Table};
use super::{Input, begin, declared, entities, entity, part, section, wording};

/// The letters of the parts, in their order.
const LETTERS: [char; 4] = ['A', 'R', 'C', 'I'];

/// The matrix of every process that the organisation declares, what is missing in them, and the sum of parts of each role.
pub fn document(input: &Input) -> Document {
    let mut document = begin(input, "raci_matrix", "RACI matrix");
    let Some(lang) = input.model.schema().lang else { return document };
    let own = |id: &EntityId| input.model.entity(*id).origin == Origin::Model;
    let processes: Vec<Process> =
        input.model.of_kind(lang.process).into_iter().filter(own).map(|id| read(input.model, &lang, id)).collect();
    let gaps = gaps(input, &lang, &processes);
    document.sections.push(overview(input, &lang, &processes, gaps.len()));
    document.sections.push(gap_section(gaps));
    document.sections.push(section("processes", "Matrix of each process").paragraph(
        "Roles of the organisation come first; customers, suppliers and their people come last. Each row names the line that declares the activity.",
    ));
    document.sections.extend(processes.iter().map(|process| matrix(input, &lang, process)));
    document.sections.push(totals(input, &lang, &processes));
    document
}

struct Process {
    id: EntityId,
    activities: Vec<Activity>,
}

struct Activity {
    id: EntityId,
    /// Who has which parts, one list a letter.
    parts: [Vec<EntityId>; 4],
}

impl Process {
    fn actors(&self) -> BTreeSet<EntityId> {
        self.activities.iter().flat_map(|activity| activity.parts.iter().flatten()).copied().collect()
    }
}

impl Activity {
    fn has(&self, actor: EntityId) -> [usize; 4] {
        self.parts.each_ref().map(|part| usize::from(part.contains(&actor)))
    }

    /// The letters of one actor: `A/R`; empty for none.
    fn letters(&self, actor: EntityId) -> String {
        let letters = LETTERS.iter().zip(self.has(actor)).filter(|(_, has)| *has > 0);
        letters.map(|(letter, _)| letter.to_string()).collect::<Vec<_>>().join("/")
    }
}

fn read(model: &Model, lang: &Lang, id: EntityId) -> Process {
    let activities = model.children(id).iter().copied().filter(|&child| model.is_a(child, lang.activity));
    let fields = [lang.accountable, lang.responsible, lang.consulted, lang.informed];
    let activity = |id| Activity { id, parts: fields.map(|field| actors(model, id, field)) };
    Process { id, activities: activities.map(activity).collect() }
}

/// The actors of a field, each once, in the order written.
fn actors(model: &Model, activity: EntityId, field: FieldId) -> Vec<EntityId> {
    let mut seen = BTreeSet::new();
    model.value(activity, field).entities().filter(|&actor| seen.insert(actor)).collect()
}

/// Where an actor stands among the columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Role,
    Inside,
    Outside,
}

fn side(model: &Model, lang: &Lang, actor: EntityId) -> Side {
    let belongs_elsewhere = wording::named(model, actor, "belongs_to").entities().any(|party| model.is_a(party, lang.party));
    if model.is_a(actor, lang.party) || belongs_elsewhere {
        Side::Outside
    } else if model.is_a(actor, lang.role) {
        Side::Role
    } else {
        Side::Inside
    }
}

/// Roles of the organisation, then its people, teams and units, then other parties; each group in the order of the model.
fn in_order(model: &Model, lang: &Lang, actors: BTreeSet<EntityId>) -> Vec<EntityId> {
    let mut actors: Vec<EntityId> = actors.into_iter().collect();
    actors.sort_by_key(|&actor| (side(model, lang, actor), actor));
    actors
}

fn overview(input: &Input, lang: &Lang, processes: &[Process], gaps: usize) -> Section {
    let actors: BTreeSet<EntityId> = processes.iter().flat_map(Process::actors).collect();
    let outside = actors.iter().filter(|&&actor| side(input.model, lang, actor) == Side::Outside).count();
    section("overview", "Overview")
        .paragraph(
            "For every process this page shows who plays which part in each activity. A is accountable: answers for the result, and there is \
             exactly one. R is responsible: does the work. C is consulted before or meanwhile. I is informed. A/R is both accountable and \
             responsible.",
        )
        .facts(vec![
            Fact::new("Processes", Cell::count(processes.len())),
            Fact::new("Activities", Cell::count(processes.iter().map(|process| process.activities.len()).sum())),
            Fact::new("Roles, people and teams with a part", Cell::count(actors.len() - outside)),
            Fact::new("Parties and people outside the organisation with a part", Cell::count(outside)),
            Fact::new("Gaps", Cell::count(gaps)),
        ])
}

fn gap_section(rows: Vec<Row>) -> Section {
    let columns = vec![Column::text("Process"), Column::text("Activity"), Column::text("What is missing")];
    let mut table =
        Table::new("gaps", columns, "There are no gaps: every activity has exactly one accountable and somebody responsible.");
    table.rows = rows;
    section("gaps", "Gaps").table(table)
}

fn gaps(input: &Input, lang: &Lang, processes: &[Process]) -> Vec<Row> {
    let mut rows = Vec::new();
    for process in processes {
        if process.activities.is_empty() && !input.model.entity(process.id).broken {
            let cells = vec![entity(input, process.id), Cell::Empty, Cell::text("no activities are declared")];
            rows.push(Row::new(cells).at(declared(input, process.id)));
        }
        // What seems missing in a broken activity may have been there.
        for activity in process.activities.iter().filter(|activity| !input.model.entity(activity.id).broken) {
            for gap in activity_gaps(input, lang, activity) {
                let cells = vec![entity(input, process.id), entity(input, activity.id), Cell::text(gap)];
                rows.push(Row::new(cells).at(declared(input, activity.id)));
            }
        }
    }
    rows
}

fn activity_gaps(input: &Input, lang: &Lang, activity: &Activity) -> Vec<String> {
    let [accountable, responsible, ..] = &activity.parts;
    let mut gaps = Vec::new();
    match &accountable[..] {
        [] => gaps.push("nobody is accountable".to_owned()),
        [_] => {}
        several => gaps.push(format!("{} are accountable: {}", several.len(), titles(input, several.iter().copied()))),
    }
    let outside: Vec<EntityId> =
        accountable.iter().copied().filter(|&actor| side(input.model, lang, actor) == Side::Outside).collect();
    if !outside.is_empty() {
        gaps.push(format!("accountability lies outside the organisation: {}", titles(input, outside.into_iter())));
    }
    if responsible.is_empty() {
        gaps.push("nobody is responsible".to_owned());
    }
    gaps
}

fn titles(input: &Input, ids: impl Iterator<Item = EntityId>) -> String {
    ids.map(|id| wording::title(input, id)).collect::<Vec<_>>().join(", ")
}

fn matrix(input: &Input, lang: &Lang, process: &Process) -> Section {
    let model = input.model;
    let path = &model.entity(process.id).path;
    let actors = in_order(model, lang, process.actors());
    let outside = actors.iter().copied().filter(|&actor| side(model, lang, actor) == Side::Outside);
    let parties: Vec<Cell> =
        outside.map(|actor| Cell::text(format!("{} ({})", wording::title(input, actor), wording::actor(input, actor)))).collect();
    let facts = [
        ("Owner", wording::value(input, wording::named(model, process.id, "owner"))),
        ("Run by", entities(input, assess::related(model, process.id, "operated_by"))),
        ("Puts into practice", implements(input, process.id)),
        ("Outside the organisation", Cell::list(parties)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| *value != Cell::Empty).map(|(name, value)| Fact::new(name, value)).collect();
    let mut columns = vec![Column::text("Activity")];
    columns.extend(headings(input, &actors).into_iter().map(Column::marks));
    let mut table = Table::new(path, columns, "The process declares no activities.").about_entity();
    for activity in &process.activities {
        let mut cells = vec![entity(input, activity.id)];
        cells.extend(actors.iter().map(|&actor| Cell::text(activity.letters(actor))));
        table.rows.push(Row::new(cells).at(declared(input, activity.id)));
    }
    part(path, wording::title(input, process.id)).facts(facts).table(table)
}

/// The clauses a process puts into practice, by their paths: numbers say more here than titles.
fn implements(input: &Input, process: EntityId) -> Cell {
    let targets = wording::named(input.model, process, "implements").entities();
    Cell::list(targets.map(|id| Cell::text(&*input.model.entity(id).path)).collect())
}

/// The titles of actors; where two have the same, with their paths.
fn headings(input: &Input, actors: &[EntityId]) -> Vec<String> {
    let titles: Vec<String> = actors.iter().map(|&actor| wording::title(input, actor)).collect();
    let heading = |(&actor, title): (&EntityId, &String)| match titles.iter().filter(|other| *other == title).count() {
        0 | 1 => title.clone(),
        _ => format!("{title} ({})", input.model.entity(actor).path),
    };
    actors.iter().zip(&titles).map(heading).collect()
}

fn totals(input: &Input, lang: &Lang, processes: &[Process]) -> Section {
    let model = input.model;
    let mut sums: BTreeMap<EntityId, Sum> = BTreeMap::new();
    for process in processes {
        for actor in process.actors() {
            let sum = sums.entry(actor).or_default();
            sum.processes += 1;
            for activity in &process.activities {
                let has = activity.has(actor);
                sum.activities += usize::from(has.iter().any(|&part| part > 0));
                sum.parts.iter_mut().zip(has).for_each(|(sum, part)| *sum += part);
            }
        }
    }
    let idle = model.of_kind(lang.role).into_iter().filter(|&role| model.entity(role).origin == Origin::Model);
    let idle: Vec<EntityId> = idle.filter(|role| !sums.contains_key(role)).collect();
    let mut columns = vec![Column::text("Role or party"), Column::text("Kind")];
    let figures = ["Accountable", "Responsible", "Consulted", "Informed", "Activities", "Processes"];
    columns.extend(figures.map(Column::figures));
    let mut table = Table::new("totals", columns, "Nobody has a part in any activity.");
    for actor in in_order(model, lang, sums.keys().copied().collect()) {
        let Some(sum) = sums.get(&actor) else { continue };
        let mut cells = vec![entity(input, actor), Cell::text(wording::actor(input, actor))];
        cells.extend(sum.parts.iter().chain([&sum.activities, &sum.processes]).map(|&count| Cell::count(count)));
        table.rows.push(Row::new(cells).at(declared(input, actor)));
    }
    let section = section("totals", "Totals for each role and party")
        .paragraph("In how many activities each plays which part. Somebody both accountable and responsible counts under both.")
        .table(table);
    if idle.is_empty() {
        return section;
    }
    let fact = Fact::new("Roles without a part in any activity", entities(input, idle));
    section.facts(vec![fact])
}

#[derive(Default)]
struct Sum {
    parts: [usize; 4],
    activities: usize,
    processes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_in_their_order() {
        let [one, two, three] = [EntityId(1), EntityId(2), EntityId(3)];
        let activity = Activity { id: EntityId(0), parts: [vec![one], vec![two, one], vec![], vec![two]] };
        assert_eq!(activity.letters(one), "A/R");
        assert_eq!(activity.letters(two), "R/I");
        assert_eq!(activity.letters(three), "");
    }
}
