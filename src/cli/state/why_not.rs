//! `sms why-not`: the least that would make something conformant, tried out in memory.

use clap::{Args, ValueEnum};

use super::{Assessed, Beside, assessed, loaded, say, say_json, subject};
use crate::answers::appraisal::{self, Appraisal};
use crate::assess::appraisal::appraised;
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::cli::output::Day;
use crate::cli::supposing::trial;
use crate::report::count;
use crate::whatif::why_not::{Taken, WhyNot, why_not};

/// Tell the least that would make a requirement or clause conformant
///
/// Each step is made in memory and the whole check is asked again; steps without which the state turns as well are left out. What nobody
/// can write down for somebody else, such as a better figure in a contract, is assumed, and marked so. No file is touched.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The number, path or title of a clause or requirement; or `maturity level 3`, of an appraisal by a staged model
    #[arg(value_name = "CLAUSE", value_parser = crate::cli::name)]
    pub clause: String,

    #[command(flatten)]
    pub beside: Beside,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

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
}

const EXAMPLES: &str = "\
Examples:
  sms why-not 8.6.1.recorded            one requirement
  sms why-not 8.6.1 --model my-system   a clause with all that it holds
  sms why-not \"maturity level 3\"        what separates an appraised unit from a level";

/// Prints the steps on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let today = arguments.day.date();
    let trial = trial(loaded(&arguments.beside.model)?, today);
    let Some(checked) = trial.as_it_is() else { return Err(failure("stopped", "the check was stopped")) };
    let assessed = assessed(checked);
    if let Some(level) = level(&arguments.clause) {
        return separates(&assessed, level, arguments.format);
    }
    let item = subject::item(&assessed, &arguments.clause)?;
    let path = &assessed.checked.model.entity(item).path;
    let Some(answer) = why_not(&trial, path) else {
        return Err(failure("nothing-known", format!("nothing is known about `{}`", arguments.clause)));
    };
    match arguments.format {
        Form::Text => say(&shown(&answer)),
        Form::Json => say_json(&answer),
    }
}

/// The level that is asked about: `maturity level 3`, `level 3`.
fn level(asked: &str) -> Option<i64> {
    let asked = asked.to_lowercase();
    let rest = asked.strip_prefix("maturity").unwrap_or(&asked).trim_start();
    rest.strip_prefix("level")?.trim().parse().ok()
}

/// What separates the units of the appraisals from a level. No step is tried here: what a team finds in an appraisal is for the team.
fn separates(assessed: &Assessed, level: i64, form: Form) -> Result {
    let input = assessed.input();
    let all = appraised(input.model, input.facts.today);
    let all: Vec<Appraisal> = all.iter().map(|one| appraisal::appraisal(&input, one)).filter(|one| one.level.is_some()).collect();
    if all.is_empty() {
        return Err(failure("no-appraisal", "the model has no appraisal with a scale of levels for the whole unit")
            .help("declare an `appraisal` with `maturity:`; `sms explain appraisal` shows its fields"));
    }
    if form == Form::Json {
        return say_json(&all);
    }
    let mut out = String::new();
    for one in &all {
        text::start(&mut out);
        let reached = one.level.map(|level| level.words()).unwrap_or_default();
        let blocked = one.blocked.iter().find(|blocked| blocked.level == level);
        let head = match blocked {
            None => format!("`{}` reaches level {reached}: nothing on record separates it from level {level}", one.thing.path),
            Some(blocked) => {
                let by = count(blocked.by.len(), "goal or area separates", "goals and areas separate");
                format!("`{}` reaches level {reached}: {by} it from level {level}", one.thing.path)
            }
        };
        text::wrapped(&head, "", "  ", &mut out);
        blocked.into_iter().flat_map(|blocked| &blocked.by).for_each(|by| text::wrapped(by, "  - ", "    ", &mut out));
    }
    say(&out)
}

fn shown(answer: &WhyNot) -> String {
    let mut out = String::new();
    let about = format!("`{}` {}", answer.about.path, answer.about.title);
    let day = &answer.head.as_of;
    if answer.steps.is_empty() && answer.turns() {
        text::wrapped(&format!("{about}: {} on {day}; nothing is to do", answer.state.words()), "", "  ", &mut out);
        return out;
    }
    let steps = count(answer.steps.len(), "step", "steps");
    let head = match (answer.turns(), answer.least) {
        (true, true) => format!(
            "{about}: {} on {day}; with {steps} {}, and without any one of them not",
            answer.state.words(),
            answer.then.words()
        ),
        (true, false) => format!(
            "{about}: {} on {day}; with {steps} {}; there are too many to try which of them are needless",
            answer.state.words(),
            answer.then.words()
        ),
        (false, _) => format!(
            "{about}: {} on {day}; the model alone does not say what would make it conformant: with {steps} it would still be {}",
            answer.state.words(),
            answer.then.words()
        ),
    };
    text::wrapped(&head, "", "  ", &mut out);
    for (owner, steps) in answer.by_owner() {
        out.push('\n');
        text::wrapped(&owner, "", "  ", &mut out);
        steps.into_iter().for_each(|taken| describe(taken, &mut out));
    }
    out
}

fn describe(taken: &Taken, out: &mut String) {
    let step = &taken.step;
    let place = step.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    let how = if taken.assumed { "assumed" } else { "tried" };
    text::wrapped(&format!("{}{place} ({how})", step.text), "  - ", "    ", out);
    if let Some(help) = &step.help {
        text::wrapped(help, "    what to do: ", "      ", out);
    }
}
