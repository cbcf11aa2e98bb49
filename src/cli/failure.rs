//! What can go wrong outside the model: told by miette, with a code and what to do.

use std::io;

use miette::{Diagnostic, Severity};

use super::Outcome;
use crate::report::printable;

/// A failure of the command itself, not of the model.
#[derive(Debug)]
pub struct Failure {
    severity: Severity,
    code: &'static str,
    message: String,
    help: Option<String>,
    cause: Option<io::Error>,
    outcome: Outcome,
}

/// A failure with a `code` for scripts and a message for people.
pub fn failure(code: &'static str, message: impl Into<String>) -> Failure {
    Failure { severity: Severity::Error, code, message: message.into(), help: None, cause: None, outcome: Outcome::Unusable }
}

impl Failure {
    /// Says what to do.
    pub fn help(self, text: impl Into<String>) -> Failure {
        Failure { help: Some(text.into()), ..self }
    }

    /// Makes the command come to `outcome` in place of wrong use.
    pub fn coming_to(self, outcome: Outcome) -> Failure {
        Failure { outcome, ..self }
    }

    /// Adds what the system said.
    pub fn because(self, error: io::Error) -> Failure {
        Failure { cause: Some(error), ..self }
    }
}

impl From<io::Error> for Failure {
    /// A failure to write the output.
    fn from(error: io::Error) -> Failure {
        failure("output", "the output could not be written").because(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&printable(&self.message))
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

impl Diagnostic for Failure {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_deref().map(|help| Box::new(printable(help)) as Box<dyn std::fmt::Display>)
    }
}

/// Tells `failure` on standard error, unless it only says that nobody reads the output any more.
pub fn tell(failure: Failure) -> Outcome {
    let outcome = failure.outcome;
    let unread = failure.cause.as_ref().is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
    if !unread {
        // Nothing can be done where standard error fails too.
        let _ = io::Write::write_all(&mut io::stderr(), format!("{:?}", miette::Report::new(failure)).as_bytes());
    }
    outcome
}

/// Tells what a command had to leave undone and went on without, on standard error.
pub fn warn(failure: Failure) {
    let failure = Failure { severity: Severity::Warning, ..failure };
    let _ = io::Write::write_all(&mut io::stderr(), format!("{:?}", miette::Report::new(failure)).as_bytes());
}
