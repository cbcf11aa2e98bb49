//! What an appraisal by a staged model comes to: practices, goals, process areas, the level of each and of the whole unit.
//!
//! The model and its scales are data of the library: which values there are, how several instances make one, with which values a goal is met,
//! which goals and areas a level takes. This is the arithmetic between them, and it names no model.
//!
//! Where a rule asks for somebody's judgement and none is on record, the answer is a range from the worst to the best, never a guess.

use crate::model::{EntityId, Model, Value};
use crate::quantity::{Date, Scalar};
use crate::source::Origin;

use super::links;

/// An appraisal with what follows from it.
#[derive(Clone, PartialEq, Debug)]
pub struct Appraised {
    /// The appraisal.
    pub appraisal: EntityId,
    /// The model that it follows.
    pub framework: EntityId,
    /// The process areas of the model, in its order.
    pub areas: Vec<AreaResult>,
    /// The level of the whole unit; none where the appraisal names no scale for it.
    pub level: Option<UnitLevel>,
    /// The values with which a practice does not keep its goal from being met.
    meets: Vec<EntityId>,
}

impl Appraised {
    /// Whether a practice is met. Where a judgement is open it is not, unless it would be however the judgement goes.
    pub fn meets(&self, practice: &PracticeResult) -> bool {
        match &practice.value {
            Outcome::Value(value) => self.meets.contains(value),
            Outcome::Open(values) => values.iter().all(|value| self.meets.contains(value)),
            Outcome::Uncharacterised | Outcome::Refused(_) => false,
        }
    }
}

/// What a process area comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct AreaResult {
    /// The area.
    pub area: EntityId,
    /// Whether it was looked at.
    pub standing: Standing,
    /// The ratings of its goals, the specific ones first, then the generic ones for this area.
    pub goals: Vec<GoalResult>,
    /// The capability level it reaches, from the worst to the best; none where it is not rated.
    pub level: Option<(i64, i64)>,
    /// The capability level that is aimed at.
    pub target: Option<i64>,
}

/// Whether a process area was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was.
    Rated,
    /// It was, and the unit does nothing of the sort; what says so.
    NotApplicable(EntityId),
    /// It is optional and was left out from the start.
    LeftOut,
    /// It was not looked at.
    OutOfScope,
}

/// What a goal comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct GoalResult {
    /// The goal.
    pub goal: EntityId,
    /// The rating if every open judgement went against the unit.
    pub worst: Rating,
    /// The rating if every open judgement went for it.
    pub best: Rating,
    /// Its practices; none where it follows from the specific goals.
    pub practices: Vec<PracticeResult>,
    /// The judgement that its weaknesses together do harm.
    pub harm: Option<EntityId>,
}

/// What a goal is rated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rating {
    /// It is not met.
    Unsatisfied,
    /// Something about it is not known, or not yet due.
    NotRated,
    /// It is met.
    Satisfied,
}

impl Rating {
    /// The word readers see.
    pub fn word(self) -> &'static str {
        match self {
            Rating::Unsatisfied => "unsatisfied",
            Rating::NotRated => "not rated",
            Rating::Satisfied => "satisfied",
        }
    }
}

/// What a practice comes to for the whole unit.
#[derive(Clone, PartialEq, Debug)]
pub struct PracticeResult {
    /// The practice.
    pub practice: EntityId,
    /// Its instances.
    pub instances: Vec<EntityId>,
    /// The value for the unit.
    pub value: Outcome,
}

/// The value of a practice for the whole unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nobody has characterised it.
    Uncharacterised,
    /// This value, by the rows of the scale, or by a judgement.
    Value(EntityId),
    /// One of these, which nobody has judged yet.
    Open(Vec<EntityId>),
    /// A judgement gives a value that the instances do not allow.
    Refused(EntityId),
}

/// The level of the whole unit.
#[derive(Clone, PartialEq, Debug)]
pub struct UnitLevel {
    /// The level reached if every open judgement went against the unit.
    pub worst: i64,
    /// The level reached if every open judgement went for it.
    pub best: i64,
    /// The level that is aimed at.
    pub target: Option<i64>,
    /// What keeps the unit from each level above the worst, level by level.
    pub blocked: Vec<Blocked>,
}

/// What keeps a unit from a level.
#[derive(Clone, PartialEq, Debug)]
pub struct Blocked {
    /// The level.
    pub level: i64,
    /// The areas and goals that are not satisfied for it, each with its ratings.
    pub by: Vec<Blocker>,
}

/// A goal of an area, or an area as a whole, that is not satisfied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocker {
    /// The area.
    pub area: EntityId,
    /// The goal; none where the area was not looked at, so that no level can be stated.
    pub goal: Option<EntityId>,
    /// How the goal is rated at worst.
    pub worst: Rating,
    /// How the goal is rated at best.
    pub best: Rating,
}

/// All appraisals of the model up to `today`, in order.
pub fn appraised(model: &Model, today: Date) -> Vec<Appraised> {
    let Some(kind) = model.schema().kind_named("appraisal") else { return Vec::new() };
    let own = model.of_kind(kind).into_iter().filter(|&id| model.entity(id).origin == Origin::Model && !model.entity(id).broken);
    let has_come = |id: &EntityId| !matches!(field(model, *id, "on"), Value::Scalar(Scalar::Date(on)) if *on > today);
    own.filter(has_come).filter_map(|id| of(model, id)).collect()
}

fn of(model: &Model, appraisal: EntityId) -> Option<Appraised> {
    let framework = one(model, appraisal, "of")?;
    let scale = one(model, appraisal, "practices")?;
    let case = Case { model, appraisal, scale: Scale::read(model, scale) };
    let area_kind = model.schema().kind_named("process_area")?;
    let areas: Vec<AreaResult> = model
        .children(framework)
        .iter()
        .filter(|&&child| model.is_a(child, area_kind))
        .map(|&area| case.area(framework, area))
        .collect();
    let level = one(model, appraisal, "maturity").map(|scale| unit_level(&case, scale, &areas));
    Some(Appraised { appraisal, framework, areas, level, meets: case.scale.meets })
}

/// What an appraisal is worked out from.
struct Case<'m> {
    model: &'m Model,
    appraisal: EntityId,
    scale: Scale,
}

/// The scale of practices.
struct Scale {
    rows: Vec<Row>,
    meets: Vec<EntityId>,
    waits: Vec<EntityId>,
}

/// A row of the table of instances.
struct Row {
    all_of: Vec<EntityId>,
    some_of: Vec<EntityId>,
    and_some_of: Vec<EntityId>,
    gives: Vec<EntityId>,
}

impl Scale {
    fn read(model: &Model, scale: EntityId) -> Scale {
        let row = |id: EntityId| Row {
            all_of: many(model, id, "all_of"),
            some_of: many(model, id, "some_of"),
            and_some_of: many(model, id, "and_some_of"),
            gives: many(model, id, "gives"),
        };
        let kind = model.schema().kind_named("instance_row");
        let rows = model.children(scale).iter().copied().filter(|&child| kind.is_some_and(|kind| model.is_a(child, kind)));
        Scale { rows: rows.map(row).collect(), meets: many(model, scale, "meets"), waits: many(model, scale, "waits") }
    }

    /// The value that instances make; the first row that fits counts.
    fn value(&self, values: &[EntityId]) -> Option<&[EntityId]> {
        let fits = |row: &&Row| {
            (row.all_of.is_empty() || values.iter().all(|value| row.all_of.contains(value)))
                && (row.some_of.is_empty() || values.iter().any(|value| row.some_of.contains(value)))
                && (row.and_some_of.is_empty() || values.iter().any(|value| row.and_some_of.contains(value)))
        };
        self.rows.iter().find(fits).map(|row| &row.gives[..])
    }
}

impl Case<'_> {
    fn area(&self, framework: EntityId, area: EntityId) -> AreaResult {
        let standing = self.standing(area);
        let goals = if standing == Standing::Rated { self.goals(framework, area) } else { Vec::new() };
        let capability = one(self.model, self.appraisal, "capability");
        let level = capability
            .filter(|_| standing == Standing::Rated)
            .map(|scale| (self.capability(scale, &goals, |goal| goal.worst), self.capability(scale, &goals, |goal| goal.best)));
        AreaResult { area, standing, goals, level, target: self.target(area) }
    }

    fn standing(&self, area: EntityId) -> Standing {
        let model = self.model;
        let without = self.parts("area_without_work").into_iter().find(|&id| one(model, id, "area") == Some(area));
        let looked_at = many(model, self.appraisal, "areas");
        let is_optional = matches!(field(model, area, "optional"), Value::Scalar(Scalar::Bool(true)));
        match without {
            _ if many(model, self.appraisal, "left_out").contains(&area) && is_optional => Standing::LeftOut,
            Some(without) => Standing::NotApplicable(without),
            None if looked_at.is_empty() || looked_at.contains(&area) => Standing::Rated,
            None if is_optional => Standing::LeftOut,
            None => Standing::OutOfScope,
        }
    }

    fn target(&self, area: EntityId) -> Option<i64> {
        let target = self.parts("area_target").into_iter().find(|&id| one(self.model, id, "area") == Some(area))?;
        number(self.model, target, "level")
    }

    /// What stands in the appraisal of this kind.
    fn parts(&self, kind: &str) -> Vec<EntityId> {
        let Some(kind) = self.model.schema().kind_named(kind) else { return Vec::new() };
        self.model.children(self.appraisal).iter().copied().filter(|&child| self.model.is_a(child, kind)).collect()
    }

    fn goals(&self, framework: EntityId, area: EntityId) -> Vec<GoalResult> {
        let mut goals: Vec<GoalResult> = goals_in(self.model, area).into_iter().map(|goal| self.goal(goal, area, true)).collect();
        let worst = goals.iter().map(|goal| goal.worst).min().unwrap_or(Rating::NotRated);
        let best = goals.iter().map(|goal| goal.best).min().unwrap_or(Rating::NotRated);
        for goal in goals_in(self.model, framework) {
            let follows = matches!(field(self.model, goal, "from_specific"), Value::Scalar(Scalar::Bool(true)));
            goals.push(match follows {
                true => GoalResult { goal, worst, best, practices: Vec::new(), harm: None },
                false => self.goal(goal, area, false),
            });
        }
        goals
    }

    fn goal(&self, goal: EntityId, area: EntityId, is_specific: bool) -> GoalResult {
        let model = self.model;
        let practices: Vec<PracticeResult> = links::related(model, goal, "practices")
            .into_iter()
            .map(|practice| self.practice(practice, area, is_specific))
            .collect();
        let judged = self.parts("goal_judgement").into_iter().filter(|&id| one(model, id, "goal") == Some(goal));
        let mut judged = judged.filter(|&id| is_specific || one(model, id, "area") == Some(area));
        let harm = judged.find(|&id| matches!(field(model, id, "harm"), Value::Scalar(Scalar::Bool(true))));
        let rate = |meets: &dyn Fn(&[EntityId]) -> bool| {
            let is_open = |practice: &PracticeResult| match &practice.value {
                Outcome::Uncharacterised | Outcome::Refused(_) => true,
                Outcome::Value(value) => self.scale.waits.contains(value),
                Outcome::Open(_) => false,
            };
            let is_met = |practice: &PracticeResult| match &practice.value {
                Outcome::Value(value) => self.scale.meets.contains(value),
                Outcome::Open(values) => meets(values),
                Outcome::Uncharacterised | Outcome::Refused(_) => false,
            };
            match () {
                _ if practices.is_empty() || practices.iter().any(is_open) => Rating::NotRated,
                _ if practices.iter().all(is_met) && harm.is_none() => Rating::Satisfied,
                _ => Rating::Unsatisfied,
            }
        };
        let worst = rate(&|values| values.iter().all(|value| self.scale.meets.contains(value)));
        let best = rate(&|values| values.iter().any(|value| self.scale.meets.contains(value)));
        GoalResult { goal, worst, best, practices, harm }
    }

    fn practice(&self, practice: EntityId, area: EntityId, is_specific: bool) -> PracticeResult {
        let model = self.model;
        let is_of =
            |id: &EntityId| one(model, *id, "practice") == Some(practice) && (is_specific || one(model, *id, "area") == Some(area));
        let instances: Vec<EntityId> = self.parts("practice_instance").into_iter().filter(is_of).collect();
        let values: Vec<EntityId> = instances.iter().filter_map(|&id| one(model, id, "rating")).collect();
        let judgement = self.parts("practice_judgement").into_iter().find(is_of);
        let value = match self.scale.value(&values) {
            _ if values.is_empty() => Outcome::Uncharacterised,
            None => Outcome::Uncharacterised,
            Some([only]) => Outcome::Value(*only),
            Some(several) => match judgement.and_then(|id| Some((id, one(model, id, "rating")?))) {
                None => Outcome::Open(several.to_vec()),
                Some((_, value)) if several.contains(&value) => Outcome::Value(value),
                Some((judgement, _)) => Outcome::Refused(judgement),
            },
        };
        PracticeResult { practice, instances, value }
    }

    /// The capability level that goals reach, climbed one by one: a level that is not reached ends the climb.
    fn capability(&self, scale: EntityId, goals: &[GoalResult], rating: impl Fn(&GoalResult) -> Rating) -> i64 {
        let mut reached = 0;
        for level in levels(self.model, scale) {
            let generic = many(self.model, level.entity, "generic_goals");
            // The lowest level takes nothing.
            if generic.is_empty() && level.rank == 0 {
                continue;
            }
            let is_generic = |goal: &GoalResult| is_generic(self.model, goal.goal);
            let needed = goals.iter().filter(|goal| !is_generic(goal) || generic.contains(&goal.goal));
            if needed.clone().next().is_none() || needed.clone().any(|goal| rating(goal) != Rating::Satisfied) {
                break;
            }
            reached = level.rank;
        }
        reached
    }
}

/// A level of a scale.
struct Level {
    entity: EntityId,
    rank: i64,
}

/// The levels of a scale from the lowest up.
fn levels(model: &Model, scale: EntityId) -> Vec<Level> {
    let Some(kind) = model.schema().kind_named("level") else { return Vec::new() };
    let levels = model.children(scale).iter().copied().filter(|&child| model.is_a(child, kind));
    let mut levels: Vec<Level> = levels.filter_map(|entity| Some(Level { entity, rank: number(model, entity, "rank")? })).collect();
    levels.sort_by_key(|level| level.rank);
    levels
}

/// The level of the whole unit: climbed one by one, each with the areas of all levels up to it and the goals that it asks for.
fn unit_level(case: &Case, scale: EntityId, areas: &[AreaResult]) -> UnitLevel {
    let model = case.model;
    let levels = levels(model, scale);
    let lowest = levels.first().map_or(0, |level| level.rank);
    let (mut worst, mut best) = (lowest, lowest);
    let (mut climbs_at_worst, mut climbs_at_best) = (true, true);
    let mut needed: Vec<EntityId> = Vec::new();
    let mut blocked = Vec::new();
    for level in levels.iter().skip(1) {
        needed.extend(many(model, level.entity, "process_areas"));
        let generic = many(model, level.entity, "generic_goals");
        let by: Vec<Blocker> =
            areas.iter().filter(|area| needed.contains(&area.area)).flat_map(|area| blockers(model, area, &generic)).collect();
        climbs_at_worst &= by.is_empty();
        climbs_at_best &= by.iter().all(|blocker| blocker.goal.is_some() && blocker.best == Rating::Satisfied);
        if climbs_at_worst {
            worst = level.rank;
        }
        if climbs_at_best {
            best = level.rank;
        }
        if !by.is_empty() {
            blocked.push(Blocked { level: level.rank, by });
        }
    }
    UnitLevel { worst, best, target: number(model, case.appraisal, "target_level"), blocked }
}

/// What of an area keeps the unit from a level that asks for these generic goals.
fn blockers(model: &Model, area: &AreaResult, generic: &[EntityId]) -> Vec<Blocker> {
    match area.standing {
        Standing::LeftOut | Standing::NotApplicable(_) => Vec::new(),
        Standing::OutOfScope => {
            vec![Blocker { area: area.area, goal: None, worst: Rating::NotRated, best: Rating::NotRated }]
        }
        Standing::Rated => {
            let needed = area.goals.iter().filter(|goal| !is_generic(model, goal.goal) || generic.contains(&goal.goal));
            let open = needed.filter(|goal| goal.worst != Rating::Satisfied);
            open.map(|goal| Blocker { area: area.area, goal: Some(goal.goal), worst: goal.worst, best: goal.best }).collect()
        }
    }
}

/// The goals that stand directly in an area or in a framework.
fn goals_in(model: &Model, holder: EntityId) -> Vec<EntityId> {
    let Some(kind) = model.schema().kind_named("goal") else { return Vec::new() };
    model.children(holder).iter().copied().filter(|&child| model.is_a(child, kind)).collect()
}

/// Whether a goal applies to every process area.
fn is_generic(model: &Model, goal: EntityId) -> bool {
    model.schema().kind_named("generic_goal").is_some_and(|kind| model.is_a(goal, kind))
}

fn field<'m>(model: &'m Model, id: EntityId, name: &str) -> &'m Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

fn one(model: &Model, id: EntityId, name: &str) -> Option<EntityId> {
    field(model, id, name).entities().next()
}

fn many(model: &Model, id: EntityId, name: &str) -> Vec<EntityId> {
    field(model, id, name).entities().collect()
}

fn number(model: &Model, id: EntityId, name: &str) -> Option<i64> {
    match field(model, id, name) {
        Value::Scalar(Scalar::Int(number)) => Some(*number),
        _ => None,
    }
}
