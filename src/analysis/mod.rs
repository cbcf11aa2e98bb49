//! From syntax trees to a model: names are declared, kinds laid out, entities placed, fields checked, references resolved.
//!
//! Each step takes what the one before could make of the text, holes included, and is silent about what has been told already.

mod containment;
mod declare;
mod entities;
mod expressions;
mod fields;
mod files;
mod former;
mod keys;
mod kinds;
mod lang;
mod lineage;
mod look_alikes;
mod privacy;
mod references;
mod rows;
mod types;
mod unresolved;
mod values;
mod words;

pub use files::{hollow_files, missing_files};
pub use rows::{Asked, Encoding, MOST_ROWS, Records};

use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::{Model, ModelParts, RuleNames, Schema};
use crate::source::Sources;
use crate::syntax::Parsed;
use crate::world::Patience;

/// A model and what was wrong on the way to it.
#[derive(Default, Debug)]
pub struct Analysed {
    /// Everything that could be understood.
    pub model: Model,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
    /// How many comparisons of words and letters it took to say what mistyped names may have meant: a test holds it in bounds.
    pub steps: u64,
}

/// What files declare, with the kinds laid out: as far as is understood before it is known which records the model has rows in.
#[derive(Debug)]
pub struct Laid<'t> {
    declared: declare::Declared<'t>,
    schema: Schema,
    diagnostics: Vec<Diagnostic>,
}

/// Lays out what all `files` declare; those of the library come first, in the order of the list.
pub fn lay_out<'t>(sources: &Sources, files: &'t [Arc<Parsed>]) -> Laid<'t> {
    let mut diagnostics = Vec::new();
    let declared = declare::declare(sources, files);
    let mut schema = kinds::lay_out(sources, &declared, &mut diagnostics);
    schema.lang = lang::bind(&schema, &mut diagnostics);
    Laid { declared, schema, diagnostics }
}

impl Laid<'_> {
    /// The records whose rows are part of the model.
    pub fn records(&self, sources: &Sources) -> Vec<Asked> {
        rows::asked(sources, &self.schema, &self.declared)
    }
}

/// Builds the model of all `files`, of which no record is known.
pub fn analyse(sources: &Sources, files: &[Arc<Parsed>]) -> Analysed {
    analyse_while(sources, lay_out(sources, files), &Records::default(), Patience::ENDLESS).unwrap_or_default()
}

/// Builds the model of what is `laid` out and of the rows of `records`, whose texts are among the sources, for as long as somebody waits; nothing
/// once nobody does.
pub fn analyse_while(sources: &Sources, laid: Laid<'_>, records: &Records, patience: Patience<'_>) -> Option<Analysed> {
    let lasts = || patience.lasts().then_some(());
    let Laid { declared, mut schema, mut diagnostics } = laid;
    let mut placed = entities::place(sources, &schema, &declared.entities, patience, &mut diagnostics)?;
    look_alikes::tell_look_alikes(&placed, &mut diagnostics);
    let unmarked = privacy::unmarked(sources, &schema, &declared);
    let mut rows = rows::place(sources, &schema, &mut placed, &unmarked, records, patience, &mut diagnostics)?;
    placed.count_children();
    let rule_names = declared.rules.iter().map(|rule| sources.text(rule.name.span)).collect();
    let former_rules = RuleNames::new(&declared.rules, sources);
    let scene = references::Scene { sources, schema: &schema, placed: &placed, rule_names, former_rules: &former_rules, unmarked };
    let mut checked = fields::check(&scene, patience)?;
    rows::check(&scene, &rows, patience, &mut checked)?;
    let defaults = fields::defaults(&scene, &declared, &mut checked.unresolved, &mut diagnostics);
    diagnostics.append(&mut checked.diagnostics);
    lasts()?;
    let steps = checked.steps + unresolved::tell_unresolved(&scene, checked.unresolved, &mut diagnostics);
    lasts()?;
    let keys = keys::of_nameless(sources, &placed, std::mem::take(&mut rows.keys));
    drop(rows);
    let (entities, children, names) = entities::finish(placed, checked.parts);
    for (field, value) in defaults {
        schema.fields[field.index()].default = Some(value);
    }
    lasts()?;
    let declare::Declared { kinds, rules, registers, defines, .. } = declared;
    let mut words = words::TypeWords::new(sources);
    let define = |decl| types::definition(sources, &schema, decl, &mut words, &mut diagnostics);
    let defines = defines.into_iter().map(define).collect();
    let (computed, constraints) = expressions::gather(&schema, &kinds);
    let parts = ModelParts {
        schema,
        entities,
        children,
        slots: checked.slots,
        names,
        keys,
        rules,
        rule_names: former_rules,
        registers,
        defines,
        computed,
        constraints,
    };
    Some(Analysed { model: Model::new(parts), diagnostics, steps })
}
