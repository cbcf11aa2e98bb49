//! Navigation: from entities and other values through fields, one step or any number of them.

use std::borrow::Cow;

use crate::model::{Builtin, EntityId, FieldId, FieldRole};
use crate::rules::program::{Part, Step};
use crate::rules::values::Val;

use super::evaluator::Evaluator;

impl<'a> Evaluator<'a> {
    /// One step of navigation, from one value or from each of a list.
    pub fn step(&mut self, from: &Val<'a>, step: &'a Step) -> Val<'a> {
        if !from.is_list() {
            return self.read(from, step);
        }
        let mut gathered = Gathered::default();
        for place in 0..from.len() {
            if self.spent() {
                break;
            }
            self.steps += 1;
            let value = self.read(&from.get(place), step);
            self.pay(value.len().saturating_sub(1));
            gathered.add(&value, &mut self.frame.marks, self.shared.model.len());
        }
        gathered.list()
    }

    pub fn closure(&mut self, from: &Val<'a>, step: &'a Step) -> Val<'a> {
        let mut found: Vec<EntityId> = Vec::new();
        self.frame.marks.begin(self.shared.model.len());
        for place in 0..from.len() {
            let value = self.read(&from.get(place), step);
            found.extend(value.elements().filter_map(|element| element.entity()).filter(|&id| self.frame.marks.mark(id)));
        }
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            if self.spent() {
                break;
            }
            next += 1;
            self.steps += 1;
            let value = self.read(&Val::Entity(id), step);
            self.steps += value.len() as u64;
            for element in value.elements() {
                if let Val::Entity(id) = element
                    && self.frame.marks.mark(id)
                {
                    found.push(id);
                }
            }
        }
        // What stands in a thing is told in the order in which it is written, whatever its depth.
        if let Step::Field(field) = step
            && self.shared.model.schema().field(*field).role == FieldRole::Contains
        {
            found.sort_unstable();
        }
        Val::Found(found.into())
    }

    /// A field of an entity, or a part of another value.
    pub fn read(&mut self, from: &Val<'a>, step: &'a Step) -> Val<'a> {
        match (step, from) {
            (Step::Builtin(builtin), Val::Entity(id)) => self.builtin(*id, *builtin),
            (Step::Field(field), Val::Entity(id)) => self.field(*id, *field),
            (Step::ByKind(_), Val::Entity(id)) => {
                step.field_of(self.shared.model, *id).map_or(Val::Missing, |field| self.field(*id, field))
            }
            (Step::Part(_, Some(fields)), Val::Entity(_)) => self.read(from, fields),
            (Step::Part(Part::First, _), Val::Dates(days)) => days.start().map_or(Val::Missing, Val::Date),
            (Step::Part(Part::Last, _), Val::Dates(days)) => days.end().map_or(Val::Missing, Val::Date),
            (Step::Part(Part::Amount, _), Val::Money(money)) => Val::Number(money.amount),
            (Step::Part(Part::Currency, _), Val::Money(money)) => Val::made(money.currency.code()),
            (Step::Part(Part::Title, _), Val::Enum(id, place)) => {
                let variants = &self.shared.model.schema().enumeration(*id).variants;
                variants.get(usize::from(*place)).map_or(Val::Missing, |variant| Val::Text(&variant.title))
            }
            (Step::Part(Part::Key, _), Val::Group(group)) => group.key.clone(),
            (Step::Part(Part::Members, _), Val::Group(group)) => group.members.clone(),
            (Step::Builtin(_) | Step::Field(_) | Step::ByKind(_) | Step::Part(..), _) => Val::Missing,
        }
    }

    fn field(&mut self, id: EntityId, field: FieldId) -> Val<'a> {
        let model = self.shared.model;
        let declared = model.schema().field(field);
        let related = match declared.role {
            FieldRole::Written => return self.written(id, field),
            FieldRole::Contains => {
                self.doubtful |= model.entity(id).broken;
                let children = model.children(id);
                let by_field = |child: &EntityId| model.entity(*child).parent.is_some_and(|(_, by)| by == field);
                if children.iter().all(by_field) {
                    Val::Entities(children)
                } else {
                    Val::Found(children.iter().copied().filter(by_field).collect())
                }
            }
            FieldRole::Computed => return self.computed(id, field),
            FieldRole::Inverse(of) => {
                if self.shared.doubts.any() && self.shared.doubts.meant(of, id, model, self.shared.sources) {
                    self.doubtful = true;
                }
                match model.found_by(id, field, of) {
                    Cow::Borrowed(found) => Val::Entities(found),
                    Cow::Owned(found) => Val::Found(found.into()),
                }
            }
        };
        if declared.is_list() { related } else { related.get(0) }
    }

    /// A computed field of an entity whose kind has it.
    fn computed(&mut self, id: EntityId, field: FieldId) -> Val<'a> {
        let shared = self.shared;
        match shared.procedures.by_field.get(&field) {
            Some(&at) if shared.model.is_a(id, shared.model.schema().field(field).owner) => {
                self.call_with(at, vec![Val::Entity(id)])
            }
            Some(_) | None => Val::Missing,
        }
    }

    fn written(&mut self, id: EntityId, field: FieldId) -> Val<'a> {
        let model = self.shared.model;
        match model.slot(id, field) {
            Some(slot) => {
                if self.shared.doubts.any() && slot.value.has_hole() {
                    self.doubtful = true;
                }
                Val::of(&slot.value)
            }
            None => {
                let entity = model.entity(id);
                let declared = model.schema().field(field);
                // What an entity of its kind never has was not lost to an error either.
                if !model.schema().is_a(entity.kind, declared.owner) {
                    return Val::Missing;
                }
                self.doubtful |= entity.broken;
                declared.default.as_ref().map_or(Val::Missing, Val::of)
            }
        }
    }

    fn builtin(&mut self, id: EntityId, builtin: Builtin) -> Val<'a> {
        let model = self.shared.model;
        let entity = model.entity(id);
        let spaced = |name: &'a str| if name.contains('_') { Val::made(name.replace('_', " ")) } else { Val::Text(name) };
        match builtin {
            Builtin::Id => Val::Text(entity.id()),
            Builtin::Path => Val::Text(&entity.path),
            Builtin::Title => Val::text(model.title(id)),
            Builtin::Kind => spaced(&model.schema().kind(entity.kind).name),
            Builtin::Doc => model.doc(id, self.shared.sources).map_or(Val::Text(""), Val::text),
            Builtin::Parent => entity.parent.map_or(Val::Missing, |(parent, _)| Val::Entity(parent)),
            Builtin::Children => {
                self.doubtful |= entity.broken;
                Val::Entities(model.children(id))
            }
            Builtin::Source => Val::Text(self.shared.sources.file(entity.span.file).name()),
            Builtin::Formerly => Val::List(entity.formerly.iter().map(|(name, _)| Val::Text(name)).collect()),
        }
    }
}

/// The flattened elements of several values: entities once each, other values as they come.
#[derive(Default)]
pub struct Gathered<'a> {
    entities: Vec<EntityId>,
    /// Once something is no entity, everything in order.
    mixed: Vec<Val<'a>>,
    marked: bool,
}

impl<'a> Gathered<'a> {
    /// Beyond this many entities, those seen are marked in a table instead of searched for.
    const SEARCHED: usize = 16;

    pub fn add(&mut self, value: &Val<'a>, marks: &mut Marks, all: usize) {
        for element in value.elements() {
            match element {
                Val::Entity(id) => {
                    if self.is_new(id, marks, all) {
                        self.entities.push(id);
                        if !self.mixed.is_empty() {
                            self.mixed.push(element);
                        }
                    }
                }
                other => {
                    if self.mixed.is_empty() {
                        self.mixed.extend(self.entities.iter().map(|&id| Val::Entity(id)));
                    }
                    self.mixed.push(other);
                }
            }
        }
    }

    fn is_new(&mut self, id: EntityId, marks: &mut Marks, all: usize) -> bool {
        if self.marked {
            return marks.mark(id);
        }
        if self.entities.len() < Gathered::SEARCHED {
            return !self.entities.contains(&id);
        }
        self.marked = true;
        marks.begin(all);
        for &seen in &self.entities {
            marks.mark(seen);
        }
        marks.mark(id)
    }

    pub fn list(self) -> Val<'a> {
        if self.mixed.is_empty() { Val::Found(self.entities.into()) } else { Val::List(self.mixed.into()) }
    }
}

/// Which entities were seen, without clearing a table for every question.
#[derive(Default)]
pub struct Marks {
    seen: Vec<u32>,
    round: u32,
}

impl Marks {
    fn begin(&mut self, entities: usize) {
        self.seen.resize(entities, 0);
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
    }

    /// Marks an entity; whether it is new.
    fn mark(&mut self, id: EntityId) -> bool {
        match self.seen.get_mut(id.index()) {
            Some(seen) if *seen != self.round => {
                *seen = self.round;
                true
            }
            _ => false,
        }
    }
}
