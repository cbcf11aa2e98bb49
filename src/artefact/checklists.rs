//! The readiness document: the checklists of the library and of the model, with how each item stands, why, and what would change it.

use crate::assess::checklists::{Answer, Checklist, Ground, ItemAnswer, Readiness, checklists, lists, stages};
use crate::assess::{Assessment, Case, Status, related};
use crate::model::EntityId;

use super::document::{Cell, Column, Document, Fact, Row, Section, Status as Verdict, Table, Tone};
use super::{Input, begin, declared, part, section, wording};

/// All checklists that answer, after the verdict for each stage of the audits.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "readiness", "Readiness");
    let case =
        Case { model: input.model, sources: input.sources, rulebook: input.rulebook, waived: input.waived, facts: input.facts };
    let lists = lists(input.model, assessment);
    let of_stage = |stage: &str| {
        let found = checklists(&case, assessment, &lists, Some(stage));
        let readiness = Readiness::of(found.iter().flat_map(|list| &list.items))?;
        Some(Fact::new(
            wording::capital(&stage_title(input, stage)),
            Cell::Status(Verdict { word: readiness.words(), tone: tone_of(readiness) }),
        ))
    };
    let mut summary = section("summary", "Verdict by stage");
    summary = match lists.is_empty() {
        true => summary.paragraph("No checklist goes with the frameworks of this model."),
        false => summary.paragraph(HOW_TO_READ).facts(stages(input.model).into_iter().filter_map(of_stage).collect()),
    };
    document.sections.push(summary);
    document.sections.extend(checklists(&case, assessment, &lists, None).iter().map(|list| of_list(input, list)));
    document
}

const HOW_TO_READ: &str = "The items are advice of auditors and guides, and no demands. What can be worked out from the model, its rules and what is \
on file is worked out; what cannot is asked, and stays open until an assessment answers it.";

/// What a stage is called.
pub fn stage_title(input: &Input, stage: &str) -> String {
    let schema = input.model.schema();
    let variants = schema.enum_named("audit_stage").map_or(&[][..], |id| &schema.enumeration(id).variants);
    variants.iter().find(|variant| &*variant.name == stage).map_or_else(|| stage.to_owned(), |variant| variant.title.to_string())
}

/// A list as a section with a table.
pub fn of_list(input: &Input, list: &Checklist) -> Section {
    let path = input.model.entity(list.list).path.to_string();
    part(&path, wording::title(input, list.list)).table(table(input, &path, std::slice::from_ref(list)))
}

/// A row for each item.
pub fn table(input: &Input, anchor: &str, lists: &[Checklist]) -> Table {
    let columns = ["Item", "Stands", "Why", "What would change it", "Clauses"].map(Column::text).to_vec();
    let mut table = Table::new(anchor, columns, "The list has no items.");
    let all = lists.iter().flat_map(|list| list.items.iter().map(move |item| (list, item)));
    table.rows = all.map(|(_, item)| row(input, item)).collect();
    table
}

fn row(input: &Input, item: &ItemAnswer) -> Row {
    let clauses = related(input.model, item.item, "clauses");
    let numbers: Vec<String> = clauses.iter().map(|&clause| wording::number(input.model, clause)).collect();
    Row::new(vec![
        Cell::text(wording::title(input, item.item)),
        Cell::Status(Verdict { word: item.answer.words(), tone: tone(item.answer) }),
        Cell::list(item.grounds.iter().filter_map(|ground| why(input, item, ground)).collect()),
        Cell::list(flips(input, item).into_iter().map(Cell::text).collect()),
        Cell::text(numbers.join(", ")),
    ])
    .about(input.model.entity(item.item).path.to_string())
}

fn tone(answer: Answer) -> Tone {
    match answer {
        Answer::InPlace => Tone::Good,
        Answer::Asked => Tone::Open,
        Answer::InPart => Tone::Fair,
        Answer::Missing => Tone::Bad,
    }
}

fn tone_of(readiness: Readiness) -> Tone {
    match readiness {
        Readiness::Ready => Tone::Good,
        Readiness::Open => Tone::Open,
        Readiness::NotReady => Tone::Bad,
    }
}

/// What an answer rests on, in words; nothing for a question, which tells what would change it.
pub fn why(input: &Input, item: &ItemAnswer, ground: &Ground) -> Option<Cell> {
    let found = |key, accepted: &str| {
        let finding = input.waived.finding(key).or_else(|| input.waived.silenced(key).map(|(finding, _)| finding))?;
        let text = format!("{accepted}{}", wording::message(&finding.diagnostic));
        Some(match finding.diagnostic.span() {
            Some(span) => Cell::text(text).at(super::place(input, span)),
            None => Cell::text(text),
        })
    };
    match ground {
        Ground::Definition(true) => Some(Cell::text(format!("it holds that {}", holds(input, item.item)))),
        Ground::Definition(false) => Some(Cell::text(
            wording::text(input, item.item, "otherwise")
                .unwrap_or_else(|| format!("it does not hold that {}", holds(input, item.item))),
        )),
        Ground::Found(key) => found(key, ""),
        Ground::FoundAndAccepted(key) => found(key, "accepted for a time, and not in place: "),
        Ground::RulesFoundNothing(1) => Some(Cell::text("the rule that looks for the opposite found nothing")),
        Ground::RulesFoundNothing(rules) => Some(Cell::text(format!("{rules} rules that look for the opposite found nothing"))),
        Ground::Clause(clause, status) => {
            Some(Cell::text(format!("{} is {}", wording::number(input.model, *clause), status.words())))
        }
        Ground::OnFile(clause, count) => {
            let things = match count {
                0 => "nothing that counts today is".to_owned(),
                1 => "1 thing that counts today is".to_owned(),
                count => format!("{count} things that count today are"),
            };
            Some(Cell::text(format!("{things} on file for {}", wording::number(input.model, *clause))))
        }
        Ground::Judged => item.rating.map(|rating| {
            let by = wording::title(input, rating.assessment);
            Cell::text(format!("assessed as {}: {by}", rating.status.words())).at(declared(input, rating.assessment))
        }),
        Ground::Question => Some(Cell::text("nothing that can be worked out decides on it, and no assessment answers it")),
    }
}

/// The name of the definition of an item, spaced.
fn holds(input: &Input, item: EntityId) -> String {
    wording::spaced(&wording::text(input, item, "holds").unwrap_or_default())
}

/// What would put an item in place: each thing once; nothing where it is in place.
pub fn flips(input: &Input, item: &ItemAnswer) -> Vec<String> {
    if item.answer == Answer::InPlace {
        return Vec::new();
    }
    let flip = |ground: &Ground| match ground {
        Ground::Definition(false) => Some("what is missing has to be declared, and done".to_owned()),
        Ground::Found(key) | Ground::FoundAndAccepted(key) => {
            let finding = input.waived.finding(key).or_else(|| input.waived.silenced(key).map(|(finding, _)| finding));
            finding.and_then(|finding| finding.diagnostic.help.as_deref()).map(wording::printed)
        }
        Ground::Clause(clause, Status::Undecided) => {
            let number = wording::number(input.model, *clause);
            Some(format!("somebody has to judge what no rule decides in {number}: ‘sms status --clause {number}’ names it"))
        }
        Ground::Clause(clause, Status::Partial | Status::Nonconformant) => {
            let number = wording::number(input.model, *clause);
            Some(format!("the steps that ‘sms todo --clause {number}’ lists"))
        }
        Ground::OnFile(clause, 0) => Some(format!("put what shows {} on file", wording::number(input.model, *clause))),
        Ground::OnFile(clause, _) => {
            let (number, path) = (wording::number(input.model, *clause), &input.model.entity(item.item).path);
            Some(format!("look whether it is among what is on file for {number}, and say so in an assessment of ‘{path}’"))
        }
        Ground::Question => {
            let asked = wording::text(input, item.item, "question").unwrap_or_else(|| wording::title(input, item.item) + "?");
            let path = &input.model.entity(item.item).path;
            Some(format!("{asked} Answer it with an assessment of ‘{path}’"))
        }
        _ => None,
    };
    let mut flips: Vec<String> = Vec::new();
    for text in item.grounds.iter().filter_map(flip) {
        if !flips.contains(&text) {
            flips.push(text);
        }
    }
    flips
}
