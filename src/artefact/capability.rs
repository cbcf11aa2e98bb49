//! The capability profile: the level that each process reaches on a scale, what is aimed at, what is missing, and how that changed.

use crate::assess::Assessment;
use crate::assess::capability::{Attribute, ProcessProfile, profiles, reading, scales};
use crate::model::EntityId;
use crate::quantity::Scalar;

use super::document::{Cell, Column, Document, Row, Section, Table};
use super::{Input, begin, declared, section, wording};

/// The profile of the processes on each scale on which one was rated.
pub fn document(input: &Input, _: &Assessment) -> Document {
    let mut document = begin(input, "capability_profile", "Capability of processes");
    for scale in scales(input.model) {
        let profiles = profiles(input.model, input.facts.today, scale);
        if profiles.iter().any(|profile| !profile.history.is_empty()) {
            document.sections.push(of_scale(input, scale, &profiles));
        }
    }
    if document.sections.is_empty() {
        document.sections.push(section("summary", "Summary").paragraph("No process was rated on a scale of capability."));
    }
    document
}

/// The profiles on one scale as a section.
pub fn of_scale(input: &Input, scale: EntityId, profiles: &[ProcessProfile]) -> Section {
    let path = input.model.entity(scale).path.to_string();
    section(&path, wording::title(input, scale)).paragraph(HOW_TO_READ).table(table(input, scale, &path, profiles))
}

const HOW_TO_READ: &str = "The level follows from the ratings of the attributes, by the rule of the scale; what was not rated is not taken to be \
achieved. The reading is advice: a standard that is certified against asks for no level.";

/// A row for each process.
pub fn table(input: &Input, scale: EntityId, anchor: &str, profiles: &[ProcessProfile]) -> Table {
    let heads = ["Process", "Level", "Aimed at", "Gap", "Ratings", "Kept from the next level by", "Over time", "Reading"];
    let columns = heads
        .iter()
        .map(|&head| if ["Level", "Aimed at", "Gap"].contains(&head) { Column::figures(head) } else { Column::text(head) });
    let mut table = Table::new(anchor, columns.collect(), "No process was rated on this scale.");
    table.rows = profiles
        .iter()
        .map(|profile| {
            let latest = profile.latest();
            let count = |number: Option<i64>| number.map_or(Cell::Empty, |number| Cell::Scalar(Scalar::Int(number)));
            let row = Row::new(vec![
                Cell::text(wording::title(input, profile.process)),
                count(latest.map(|rated| rated.level)),
                count(profile.target),
                count(profile.gap()),
                Cell::list(latest.map_or_else(Vec::new, |rated| {
                    rated.attributes.iter().filter(|a| a.value.is_some()).map(|a| Cell::text(rating(input, a))).collect()
                })),
                Cell::list(blocked(input, profile).into_iter().map(Cell::text).collect()),
                Cell::text(over_time(profile)),
                Cell::text(read(input, scale, profile)),
            ]);
            let row = row.about(input.model.entity(profile.process).path.to_string());
            match latest {
                Some(rated) => row.at(declared(input, rated.assessment)),
                None => row,
            }
        })
        .collect();
    table
}

/// `PA2.1 L`
pub fn rating(input: &Input, attribute: &Attribute) -> String {
    let id = |id: EntityId| input.model.entity(id).path.split_once('.').map_or("", |(_, rest)| rest).to_owned();
    match attribute.value {
        Some(value) => format!("{} {}", id(attribute.attribute), id(value)),
        None => format!("{} not rated", id(attribute.attribute)),
    }
}

/// What keeps a process from the next level, and what the assessment states beside what its ratings give.
pub fn blocked(input: &Input, profile: &ProcessProfile) -> Vec<String> {
    let Some(latest) = profile.latest() else { return vec!["it was not rated".to_owned()] };
    let mut texts: Vec<String> = latest.blocked.iter().map(|attribute| rating(input, attribute)).collect();
    if let Some(stated) = latest.stated.filter(|stated| *stated != latest.level) {
        texts.push(format!("the assessment states level {stated}, its ratings give {}", latest.level));
    }
    texts
}

/// `1 on 2025-06-01, 2 on 2026-05-04`
pub fn over_time(profile: &ProcessProfile) -> String {
    let told = profile.history.iter().map(|rated| match rated.on {
        Some(on) => format!("{} on {on}", rated.level),
        None => format!("{} on no day", rated.level),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What the level means for a certificate, as a guide reads it.
pub fn read(input: &Input, scale: EntityId, profile: &ProcessProfile) -> String {
    let level = profile.latest().and_then(|rated| reading(input.model, scale, rated.level));
    level.and_then(|level| wording::text(input, level, "verdict")).unwrap_or_default()
}
