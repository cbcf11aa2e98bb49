//! What an appraisal by a staged model comes to, in words.

use serde::Serialize;

use super::{Place, Thing, place};
use crate::artefact::{Input, wording};
use crate::assess::appraisal::{Appraised, AreaResult, GoalResult, Outcome, PracticeResult, Standing};
use crate::model::{EntityId, Value};
use crate::quantity::Scalar;

/// An appraisal with what follows from it. All of it is worked out, and a self-assessment whoever made it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Appraisal {
    /// The appraisal.
    #[serde(flatten)]
    pub thing: Thing,
    /// The model that it follows.
    pub framework: Thing,
    /// The day on which it ended, as YYYY-MM-DD.
    pub on: Option<String>,
    /// Where it is declared.
    pub place: Place,
    /// The level of the whole unit; none where the appraisal names no scale for it.
    pub level: Option<Level>,
    /// The process areas.
    pub areas: Vec<Area>,
    /// What keeps the unit from each level above the one that it reaches at worst.
    pub blocked: Vec<Blocked>,
}

/// A level that is reached, from worst to best.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Level {
    /// If every open judgement went against the unit.
    pub worst: i64,
    /// If every open judgement went for it.
    pub best: i64,
    /// What is aimed at.
    pub target: Option<i64>,
}

/// A process area.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Area {
    /// The area.
    #[serde(flatten)]
    pub thing: Thing,
    /// Whether it was looked at.
    pub standing: &'static str,
    /// The capability level that it reaches; none where it is not rated.
    pub level: Option<Level>,
    /// Its goals.
    pub goals: Vec<Goal>,
}

/// A goal.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Goal {
    /// The goal.
    #[serde(flatten)]
    pub thing: Thing,
    /// The rating at worst.
    pub worst: &'static str,
    /// The rating at best.
    pub best: &'static str,
    /// Whether its weaknesses together were judged to do harm.
    pub harm: bool,
    /// Its practices.
    pub practices: Vec<Practice>,
}

/// A practice.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Practice {
    /// The practice.
    #[serde(flatten)]
    pub thing: Thing,
    /// How many instances were characterised.
    pub instances: usize,
    /// The value for the unit, in words.
    pub value: String,
}

/// What keeps a unit from a level.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Blocked {
    /// The level.
    pub level: i64,
    /// What keeps it from that, in words.
    pub by: Vec<String>,
}

/// Puts an appraisal into words.
pub fn appraisal(input: &Input, found: &Appraised) -> Appraisal {
    let on = match wording::named(input.model, found.appraisal, "on") {
        Value::Scalar(Scalar::Date(day)) => Some(day.to_string()),
        _ => None,
    };
    let level = found.level.as_ref();
    let blocked = level.map_or(&[][..], |level| &level.blocked);
    Appraisal {
        thing: Thing::of(input, found.appraisal),
        framework: Thing::of(input, found.framework),
        on,
        place: place(input, input.model.entity(found.appraisal).name_span),
        level: level.map(|level| Level { worst: level.worst, best: level.best, target: level.target }),
        areas: found.areas.iter().map(|result| area(input, result)).collect(),
        blocked: blocked
            .iter()
            .map(|blocked| {
                let by = blocked.by.iter().map(|by| match by.goal {
                    None => format!("{} was not looked at, so that no level can be stated", short(input, by.area)),
                    Some(_) if by.worst == by.best => {
                        format!("{}: {} is {}", short(input, by.area), goal_name(input, by.goal), by.worst.word())
                    }
                    Some(_) => format!(
                        "{}: {} is {} or {}, as an open judgement goes",
                        short(input, by.area),
                        goal_name(input, by.goal),
                        by.worst.word(),
                        by.best.word()
                    ),
                });
                Blocked { level: blocked.level, by: by.collect() }
            })
            .collect(),
    }
}

/// `IRP Incident Resolution and Prevention`
fn short(input: &Input, id: EntityId) -> String {
    format!("{} {}", input.model.entity(id).id(), wording::title(input, id))
}

fn goal_name(input: &Input, goal: Option<EntityId>) -> String {
    goal.map_or_else(String::new, |goal| format!("{} {}", input.model.entity(goal).id(), wording::title(input, goal)))
}

fn area(input: &Input, result: &AreaResult) -> Area {
    let standing = match result.standing {
        Standing::Rated => "rated",
        Standing::NotApplicable(_) => "not applicable",
        Standing::LeftOut => "left out",
        Standing::OutOfScope => "not looked at",
    };
    Area {
        thing: Thing::of(input, result.area),
        standing,
        level: result.level.map(|(worst, best)| Level { worst, best, target: result.target }),
        goals: result.goals.iter().map(|result| goal(input, result)).collect(),
    }
}

fn goal(input: &Input, result: &GoalResult) -> Goal {
    Goal {
        thing: Thing::of(input, result.goal),
        worst: result.worst.word(),
        best: result.best.word(),
        harm: result.harm.is_some(),
        practices: result.practices.iter().map(|result| practice(input, result)).collect(),
    }
}

fn practice(input: &Input, result: &PracticeResult) -> Practice {
    let id = |value: EntityId| input.model.entity(value).id().to_owned();
    let value = match &result.value {
        Outcome::Uncharacterised => "not characterised".to_owned(),
        Outcome::Value(value) => id(*value),
        Outcome::Open(values) => {
            let values: Vec<String> = values.iter().map(|&value| id(value)).collect();
            format!("{}, which nobody has judged", values.join(" or "))
        }
        Outcome::Refused(_) => "a judgement that the instances do not allow".to_owned(),
    };
    Practice { thing: Thing::of(input, result.practice), instances: result.instances.len(), value }
}

impl Level {
    /// `2`, or `1 to 2`.
    pub fn words(&self) -> String {
        if self.worst == self.best { self.worst.to_string() } else { format!("{} to {}", self.worst, self.best) }
    }
}
