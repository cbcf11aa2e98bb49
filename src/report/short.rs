//! One line for each diagnostic: `parties.sms:8:14: error[E0203]: …`, which editors and `grep` understand.

use std::io::{self, Write};

use super::{Closing, Report, counts, words};

/// Writes a line for each diagnostic, all of them, and the line of counts.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        if let Some(place) = words::place(report.sources, diagnostic) {
            write!(out, "{place}: ")?;
        }
        let (severity, id) = (diagnostic.severity.word(), diagnostic.source.id());
        writeln!(out, "{severity}[{id}]: {}", words::line(&diagnostic.message))?;
    }
    match report.closing {
        Closing::Counts => writeln!(out, "{}", counts(&report.summary)),
        Closing::Nothing => Ok(()),
    }
}
