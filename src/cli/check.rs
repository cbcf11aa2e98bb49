//! `sms check`: reads every file as one model and tells all that is wrong.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::output::{self, Day, SeverityName, Showing, show};
use super::{Outcome, Result};
use crate::diag::{Diagnostic, Severity};
use crate::workspace::{self, Checked, left_out_input};

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

    #[command(flatten)]
    pub showing: Showing,

    #[command(flatten)]
    pub day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms check                               check the current folder
  sms check model --deny warning          exit with 1 on warnings too
  sms check model --as-of 2026-12-31      check as if that day were today
  sms check - < parties.sms               check standard input
  sms check model --format json           the same findings for a program";

/// Checks and reports on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let checked = workspace::check(loaded, arguments.day.date());
    let mut out = io::stdout().lock();
    let terminal = output::terminal(&out);
    show(&arguments.showing, &checked, terminal, &mut out)?;
    let outcome = outcome(&checked, arguments.deny.severity());
    // The process ends here: taking a large model apart piece by piece would only cost time.
    std::mem::forget(checked);
    Ok(outcome)
}

/// What `checked` comes to when findings from `deny` upwards count.
pub fn outcome(checked: &Checked, deny: Severity) -> Outcome {
    let found = |diagnostic: &Diagnostic| diagnostic.severity >= deny;
    if left_out_input(&checked.diagnostics) {
        Outcome::Unusable
    } else if checked.diagnostics.iter().any(found) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}
