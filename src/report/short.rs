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

#[cfg(test)]
mod tests {
    use super::super::samples::sample;
    use super::*;

    #[test]
    fn each_diagnostic_is_a_line() {
        let mut out = Vec::new();
        write(&sample().report(&[]), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        error[E0006]: there is nothing to check
        model/old.sms: error[E0001]: cannot read `model/old.sms`
        model/parties.sms:6:12: warning[ungoverned_party]: `acme` provides `hosting`, but nothing shows how it is governed
        model/services.sms:2:15: error[E0203]: `leed` is not in the model
        model/services.sms:3:9: error[E0105]: `=` where `:` belongs
        checked 2 files, 3 entities: 4 errors, 1 warning
        "#);
    }
}
