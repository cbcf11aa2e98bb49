//! The capability of processes on a scale: `sms status --scale`.

use serde::Serialize;

use super::{Head, Place, Thing, place};
use crate::artefact::document::Document;
use crate::artefact::{self, Input, capability as words};
use crate::assess::capability::ProcessProfile;
use crate::model::EntityId;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("capability.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Capability {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The scale.
    pub scale: Thing,
    /// The processes that were rated, or are aimed at a level.
    pub processes: Vec<Process>,
}

/// A process on the scale.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Process {
    /// The process.
    #[serde(flatten)]
    pub thing: Thing,
    /// The level it reaches; nothing where it was not rated.
    pub level: Option<i64>,
    /// The level aimed at.
    pub target: Option<i64>,
    /// How many levels are missing.
    pub gap: Option<i64>,
    /// What keeps it from the next level.
    pub blocked: Vec<String>,
    /// Its assessments, the oldest first.
    pub history: Vec<Step>,
    /// What a guide reads into the level. Advice.
    pub reading: String,
}

/// An assessment of a process.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// The assessment.
    #[serde(flatten)]
    pub thing: Thing,
    /// Where it stands.
    pub place: Place,
    /// The day, as YYYY-MM-DD.
    pub on: Option<String>,
    /// The level that its ratings reach.
    pub level: i64,
    /// The level that it states by itself.
    pub stated: Option<i64>,
    /// The ratings of the attributes.
    pub ratings: Vec<String>,
}

/// Puts the profiles on a scale into words.
pub fn capability(input: &Input, scale: EntityId, profiles: &[ProcessProfile]) -> Capability {
    Capability {
        head: Head::of(input),
        scale: Thing::of(input, scale),
        processes: profiles.iter().map(|profile| process(input, scale, profile)).collect(),
    }
}

fn process(input: &Input, scale: EntityId, profile: &ProcessProfile) -> Process {
    let step = |rated: &crate::assess::capability::Rated| Step {
        thing: Thing::of(input, rated.assessment),
        place: place(input, input.model.entity(rated.assessment).name_span),
        on: rated.on.map(|on| on.to_string()),
        level: rated.level,
        stated: rated.stated,
        ratings: rated.attributes.iter().filter(|one| one.value.is_some()).map(|one| words::rating(input, one)).collect(),
    };
    Process {
        thing: Thing::of(input, profile.process),
        level: profile.latest().map(|rated| rated.level),
        target: profile.target,
        gap: profile.gap(),
        blocked: words::blocked(input, profile),
        history: profile.history.iter().map(step).collect(),
        reading: words::read(input, scale, profile),
    }
}

/// The answer as a document.
pub fn document(input: &Input, scale: EntityId, profiles: &[ProcessProfile]) -> Document {
    let mut document = artefact::begin(input, "capability_profile", "Capability of processes");
    document.sections.push(words::of_scale(input, scale, profiles));
    document
}
