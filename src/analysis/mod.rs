//! From syntax trees to a model: names are declared, kinds laid out, entities placed, fields checked, references resolved.
//!
//! Each step takes what the one before could make of the text, holes included, and is silent about what has been told already.

mod declare;
mod entities;
mod fields;
mod files;
mod kinds;
mod lang;
mod privacy;
mod references;
mod types;
mod values;

pub use files::missing_files;

use crate::diag::Diagnostic;
use crate::model::{Model, ModelParts};
use crate::source::Sources;
use crate::syntax::tree::Tree;

/// A model and what was wrong on the way to it.
#[derive(Debug)]
pub struct Analysed {
    /// Everything that could be understood.
    pub model: Model,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the model of all `trees`; library trees come first, in the order of their files.
pub fn analyse(sources: &Sources, trees: Vec<Tree>) -> Analysed {
    let mut diagnostics = Vec::new();
    let declared = declare::declare(sources, trees);
    let mut schema = kinds::lay_out(sources, &declared, &mut diagnostics);
    schema.lang = lang::bind(&schema, &mut diagnostics);
    let placed = entities::place(sources, &schema, &declared.entities, &mut diagnostics);
    let rule_names = declared.rules.iter().map(|rule| sources.text(rule.name.span)).collect();
    let unmarked = privacy::unmarked(sources, &schema, &declared);
    let scene = references::Scene { sources, schema: &schema, placed: &placed, rule_names, unmarked };
    let mut checked = fields::check(&scene);
    let defaults = fields::defaults(&scene, &declared, &mut checked.unresolved, &mut diagnostics);
    diagnostics.append(&mut checked.diagnostics);
    references::tell_unresolved(&scene, checked.unresolved, &mut diagnostics);
    let (entities, names) = entities::finish(placed, checked.parts);
    for (field, value) in defaults {
        schema.fields[field.index()].default = Some(value);
    }
    let declare::Declared { rules, registers, defines, .. } = declared;
    let defines = defines.into_iter().map(|decl| types::definition(sources, &schema, decl, &mut diagnostics)).collect();
    let parts = ModelParts { schema, entities, slots: checked.slots, names, rules, registers, defines };
    Analysed { model: Model::new(parts), diagnostics }
}
