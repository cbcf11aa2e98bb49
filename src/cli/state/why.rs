//! `sms why`: what the state of something rests on, step by step.

use clap::{Args, ValueEnum};

use super::subject::{self, Subject};
use super::{Beside, say, say_json, supposed};
use crate::answers::why::{Node, why};
use crate::assess::derivation;
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::cli::output::Day;
use crate::cli::supposing::Supposing;

/// Tell why a requirement, a clause, an entity or a rule stands as it does
///
/// Prints the derivation as a tree: of a requirement what addresses it, who answers for that, what the agreements behind it can keep, the
/// rules tied to it with what they find, and what is on file with its period, age and file. Of a clause what is open in it, of a rule its
/// findings, of anything else who answers for it, what is found about it and what it addresses. Each step names its line.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What to ask about: the number, path or title of a clause or requirement, an entity, a rule, or RULE:ENTITY for one finding
    #[arg(value_name = "NAME", value_parser = crate::cli::name)]
    pub name: String,

    #[command(flatten)]
    pub beside: Beside,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    #[command(flatten)]
    pub supposing: Supposing,

    #[command(flatten)]
    pub day: Day,
}

/// The forms by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Form {
    /// For people, in a terminal
    Text,
    /// One JSON object, for tools
    Json,
    /// A list for forges and wikis
    Markdown,
}

const EXAMPLES: &str = "\
Examples:
  sms why 8.6.1                       what is open in a clause
  sms why 8.6.1.recorded              everything that the state of a requirement rests on
  sms why incident_management         how a process stands
  sms why evidence_stale              what a rule finds, and which requirements that touches
  sms why 8.6.1 --model my-system --format json";

/// Prints the derivation on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let (assessed, _) = supposed(&arguments.beside.model, &arguments.day, &arguments.supposing)?;
    let (case, assessment) = (assessed.checked.case(), &assessed.assessment);
    let found = match subject::any(&assessed, &arguments.name)? {
        Subject::Item(item) => derivation::of_item(&case, assessment, item),
        Subject::Framework(framework) => derivation::of_framework(assessment, framework),
        Subject::Rule(rule, subject) => Some(derivation::of_rule(&case, assessment, rule, subject)),
        Subject::Entity(entity) => Some(derivation::of_entity(&case, assessment, entity)),
    };
    let Some(found) = found else {
        return Err(failure("nothing-known", format!("nothing is known about `{}`", arguments.name)));
    };
    let answer = why(&assessed.input(), &found);
    match arguments.format {
        Form::Text => {
            let mut out = String::new();
            line(&answer.tree, 0, &mut out);
            say(&out)
        }
        Form::Json => say_json(&answer),
        Form::Markdown => say(&answer.markdown()),
    }
}

/// Appends a step and all that it rests on, each part two blanks deeper.
fn line(node: &Node, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let place = node.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    text::wrapped(&format!("{}{place}", node.text), &indent, &format!("{indent}    "), out);
    if let Some(help) = &node.help {
        text::wrapped(help, &format!("{indent}    what to do: "), &format!("{indent}    "), out);
    }
    node.parts.iter().for_each(|part| line(part, depth + 1, out));
}
