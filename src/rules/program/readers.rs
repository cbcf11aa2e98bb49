//! Which rules and registers read a field: what somebody who fills it in may expect of it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{Anchor, Beside, Body, By, Node, Procedures, Program, Rulebook, Selection, Step};
use crate::model::{FieldId, FieldRole, Schema};

/// What reads a field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Readers {
    /// The rules that do, by name.
    pub rules: BTreeSet<String>,
    /// The registers that do, by name.
    pub registers: BTreeSet<String>,
    /// Whether a constraint does, its own or another field's.
    pub constraint: bool,
}

impl Rulebook {
    /// What reads each field, directly or through definitions, computed fields and fields that are the inverse of another. Only what is planned
    /// is known: ask it of a rulebook with [everything](crate::rules::plan_everything).
    pub fn readers(&self, schema: &Schema) -> BTreeMap<FieldId, Readers> {
        let mut readers: BTreeMap<FieldId, Readers> = BTreeMap::new();
        let walk = || Walk { schema, procedures: &self.procedures, read: BTreeSet::new(), called: FxHashSet::default() };
        for rule in &self.rules {
            let Body::Planned(check) = &rule.check else { continue };
            let mut walk = walk();
            walk.program(&check.program);
            walk.selection(&check.subjects);
            [&check.require, &check.message].into_iter().chain(&check.help).for_each(|node| walk.node(node));
            check.ties.iter().flatten().for_each(|node| walk.node(node));
            check.at.iter().for_each(|anchor| walk.anchor(anchor));
            for (anchor, text) in &check.also {
                walk.anchor(anchor);
                walk.node(text);
            }
            if let Some(offer) = &check.offer {
                walk.node(&offer.text);
                match &offer.place {
                    Beside::Into(node) | Beside::After(node) => walk.node(node),
                }
            }
            for field in walk.read {
                readers.entry(field).or_default().rules.insert(rule.name.clone());
            }
        }
        for register in &self.registers {
            let Body::Planned(listing) = &register.listing else { continue };
            let mut walk = walk();
            walk.program(&listing.program);
            walk.selection(&listing.subjects);
            listing
                .columns
                .iter()
                .chain(&listing.sort)
                .chain(&listing.group)
                .chain(listing.shows.iter().flatten())
                .for_each(|node| walk.node(node));
            for field in walk.read {
                readers.entry(field).or_default().registers.insert(register.name.clone());
            }
        }
        for constraint in &self.constraints {
            let mut walk = walk();
            walk.program(&constraint.program);
            walk.node(&constraint.condition);
            walk.read.insert(constraint.field);
            for field in walk.read {
                readers.entry(field).or_default().constraint = true;
            }
        }
        readers
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    procedures: &'a Procedures,
    /// The fields met.
    read: BTreeSet<FieldId>,
    /// The procedures gone into.
    called: FxHashSet<usize>,
}

impl Walk<'_> {
    fn program(&mut self, program: &Program) {
        program.lets.iter().for_each(|node| self.node(node));
        for index in &program.indexes {
            match &index.by {
                By::Steps(steps) => steps.iter().for_each(|step| self.step(step)),
                By::Value(_, node) => self.node(node),
            }
        }
        program.relations.iter().for_each(|step| self.step(step));
    }

    fn selection(&mut self, selection: &Selection) {
        let lookup = selection.lookup.as_ref().map(|lookup| &lookup.key);
        [&selection.set].into_iter().chain(&selection.condition).chain(lookup).for_each(|node| self.node(node));
    }

    fn anchor(&mut self, anchor: &Anchor) {
        match anchor {
            Anchor::Names(node) => self.node(node),
            Anchor::Field(node, step) => {
                self.node(node);
                self.step(step);
            }
            Anchor::Items(node, step, selection) => {
                self.node(node);
                self.step(step);
                self.selection(selection);
            }
            Anchor::Either(node, anchors) => {
                self.node(node);
                anchors.iter().for_each(|anchor| self.anchor(anchor));
            }
        }
    }

    fn node(&mut self, node: &Node) {
        node.walk(&mut |node| match node {
            Node::Step(_, step) | Node::Closure(_, step) => self.step(step),
            Node::Define(place, _) => self.procedure(*place),
            _ => {}
        });
    }

    fn step(&mut self, step: &Step) {
        step.each_field(&mut |field| self.field(field));
    }

    fn field(&mut self, field: FieldId) {
        self.read.insert(field);
        match self.schema.field(field).role {
            FieldRole::Inverse(source) => _ = self.read.insert(source),
            FieldRole::Computed => {
                if let Some(&place) = self.procedures.by_field.get(&field) {
                    self.procedure(place);
                }
            }
            FieldRole::Written | FieldRole::Contains => {}
        }
    }

    fn procedure(&mut self, place: usize) {
        if self.called.insert(place)
            && let Some(procedure) = self.procedures.get(place)
        {
            self.program(&procedure.program);
            self.node(&procedure.body);
        }
    }
}
