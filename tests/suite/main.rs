//! All tests of the crate from outside, in one program.
#![allow(clippy::disallowed_methods)]

mod analysis_growth;
mod answers;
mod architecture;
mod artefacts;
mod bad_input;
mod baselines;
mod builds;
mod cli;
mod examples;
mod fidelity;
mod golden;
mod grammar;
mod library_rules;
mod model_files;
mod on_record;
mod pages;
mod private;
mod program;
mod promise_chains;
mod properties;
mod ratings;
mod reference;
mod rule_fixes;
mod rule_growth;
mod rule_language;
mod rules;
mod short_way;
mod spec;
mod style;
mod suggestions;
mod support;
mod syntax_recovery;
mod texts;
mod told;
mod waivers;
