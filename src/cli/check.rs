//! `sms check`: reads every file as one model and tells all that is wrong.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use clap::Args;

use super::baseline;
use super::failure::{Failure, failure};
use super::output::{self, Day, SeverityName, Showing, show};
use super::{Outcome, Result};
use crate::diag::{Diagnostic, Severity, Source, codes};
use crate::likeness::closest;
use crate::rules::Rulebook;
use crate::workspace::{self, Held, Telling, Told, left_out_input, shown};

/// Check a model and tell everything that is wrong in it
///
/// All `.sms` files below the given folders, and the files given by name, are one model. Nothing is written.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The lightest finding for which the exit code is 1
    #[arg(long, value_enum, default_value_t = SeverityName::Error, value_name = "SEVERITY")]
    pub deny: SeverityName,

    /// Tell only what rules of this profile find: `stage1`, `stage2`, `surveillance`, or one that your own rules name
    #[arg(long, value_name = "NAME", default_value = ALL, value_parser = super::name)]
    pub profile: String,

    /// Keep apart the findings that this file knows of, so that only new ones count; `sms baseline` writes it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    #[command(flatten)]
    pub showing: Showing,

    #[command(flatten)]
    pub day: Day,
}

/// The profile that holds every rule.
const ALL: &str = "all";

const EXAMPLES: &str = "\
Examples:
  sms check                               check the current folder
  sms check model --deny warning          exit with 1 on warnings too
  sms check model --as-of 2026-12-31      check as if that day were today
  sms check model --profile stage1        what the first stage of an audit looks at
  sms check --baseline sms-baseline.json  only what is new since `sms baseline` wrote the file
  sms check - < parties.sms               check standard input
  sms check model --format json           the same findings for a program

`sms explain` says more of `severity`, `profile` and `baseline`";

/// Checks and reports on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let known = arguments.baseline.as_deref().map(baseline::read).transpose()?;
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let checked = workspace::check(loaded, arguments.day.date());
    let profile = Some(&*arguments.profile).filter(|profile| *profile != ALL);
    if let Some(profile) = profile {
        known_profile(&checked.rulebook, profile)?;
    }
    let file = arguments.baseline.as_deref().map(shown).unwrap_or_default();
    let command = arguments.baseline.as_deref().map(|file| baseline::command(&arguments.paths, file)).unwrap_or_default();
    let baseline = known.as_ref().map(|baseline| Held { baseline, file: &file, command: &command });
    let told = checked.tell(&Telling { profile, baseline, ..Telling::default() });
    let mut out = io::stdout().lock();
    let terminal = output::terminal(&out);
    show(&arguments.showing, &checked, &told, terminal, &mut out)?;
    let outcome = outcome(&told, arguments.deny.severity());
    // The process ends here: taking a large model apart piece by piece would only cost time.
    std::mem::forget((checked, told));
    Ok(outcome)
}

/// Fails, with the names there are, where no rule is in a profile of this name.
fn known_profile(rulebook: &Rulebook, name: &str) -> std::result::Result<(), Failure> {
    let known: BTreeSet<&str> = rulebook.rules.iter().flat_map(|rule| &rule.profiles).map(String::as_str).collect();
    if known.contains(name) {
        return Ok(());
    }
    let failure = failure("unknown-profile", format!("no rule is in a profile called `{}`", name));
    Err(match closest(name, known.iter().copied().chain([ALL])) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(format!("there are {ALL}, {}", known.into_iter().collect::<Vec<_>>().join(", "))),
    })
}

/// What is told comes to this when findings from `deny` upwards count.
pub fn outcome(told: &Told, deny: Severity) -> Outcome {
    // Whoever mends a fault leaves the baseline behind the model; that is told, and no reason to stop anything. Nor is what was passed over.
    let remarks = [&codes::E0603, &codes::E0008];
    let counts = |diagnostic: &Diagnostic| match diagnostic.source {
        Source::Language(code) => !remarks.contains(&code),
        Source::Rule(_) => true,
    };
    let found = |diagnostic: &Diagnostic| diagnostic.severity >= deny && counts(diagnostic);
    if left_out_input(&told.diagnostics) {
        Outcome::Unusable
    } else if told.diagnostics.iter().any(found) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}
