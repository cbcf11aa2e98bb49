//! The file a baseline is kept in. Its form is published as `baseline.schema.json`.
//!
//! An entry stands on a line of its own and the entries are sorted, so that a change reads well in a review and two branches merge.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::failure::{Failure, failure};
use crate::assess::Baseline;
use crate::assess::baseline::Known;
use crate::diag::Severity;
use crate::rules::FindingKey;
use crate::workspace::shown;

/// The name of the file where none is given.
pub const NAME: &str = "sms-baseline.json";

/// The version of the form; it changes when a reader of the old form could misread the new one. A key more does not change it.
const VERSION: u64 = 2;

/// The oldest version that is read. Where an entity has no name, version 1 knows it by its number among its siblings, which may be that of
/// another one today: such an entry excuses nothing any more.
const OLDEST: u64 = 1;

/// The most findings of one rule on one entity that a file may speak of: far more than there can be, and few enough to be added up.
const MOST: usize = 1_000_000;

/// The baseline in the file at `path`.
pub fn read(path: &Path) -> Result<Baseline, Failure> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(failure("no-baseline", format!("there is no baseline `{}`", shown(path)))
                .help("correct the name, or let `sms baseline` write it"));
        }
        Err(error) => {
            return Err(failure("unreadable-baseline", format!("the baseline `{}` cannot be read", shown(path)))
                .because(error)
                .help("give a text file that `sms baseline` wrote"));
        }
    };
    parse(&text).map_err(|fault| fault.failure(path))
}

/// The text of the file that holds `baseline`, made with this edition of the library.
pub fn text(baseline: &Baseline, library: Option<&str>) -> Result<String, Failure> {
    let lines: Result<Vec<String>, serde_json::Error> = baseline
        .entries()
        .map(|(key, known)| serde_json::to_string(&Entry::of(key, known)).map(|entry| format!("\n    {entry}")))
        .collect();
    let lines = lines.map_err(|error| Failure::from(io::Error::from(error)))?;
    let end = if lines.is_empty() { "]" } else { "\n  ]" };
    let library = library.and_then(|edition| serde_json::to_string(edition).ok());
    let library = library.map(|edition| format!("  \"library\": {edition},\n")).unwrap_or_default();
    Ok(format!("{{\n  \"version\": {VERSION},\n{library}  \"findings\": [{}{end}\n}}\n", lines.join(",")))
}

#[derive(Serialize, Deserialize)]
struct Entry {
    rule: String,
    subject: String,
    severity: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

impl Entry {
    fn of(key: &FindingKey, known: &Known) -> Entry {
        Entry {
            rule: key.rule.to_string(),
            subject: key.subject.to_string(),
            severity: known.severity.word().to_owned(),
            count: known.count,
        }
    }
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize)]
struct File {
    findings: Vec<Entry>,
}

/// What is wrong with the text of a file.
#[derive(PartialEq, Eq, Debug)]
enum Fault {
    /// It is no JSON, or not of the form; with where and what the reader stumbled over.
    Form(String),
    /// It is of another version of the form.
    Version(u64),
    /// An entry says something that cannot be.
    Entry(String),
}

fn parse(text: &str) -> Result<Baseline, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    let form = |error: serde_json::Error| Fault::Form(error.to_string());
    // The version first: a file of another version may have any form.
    let head: Head = serde_json::from_str(text).map_err(form)?;
    if !(OLDEST..=VERSION).contains(&head.version) {
        return Err(Fault::Version(head.version));
    }
    let file: File = serde_json::from_str(text).map_err(form)?;
    let mut baseline = Baseline::default();
    for entry in file.findings {
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let Some(severity) = severities.into_iter().find(|severity| severity.word() == entry.severity) else {
            let (rule, severity) = (entry.rule, entry.severity);
            return Err(Fault::Entry(format!(
                "the entry of `{rule}` has the severity `{severity}`; there are error, warning and note"
            )));
        };
        if entry.count == 0 {
            return Err(Fault::Entry(format!("the entry of `{}` on `{}` counts no findings", entry.rule, entry.subject)));
        }
        if entry.count > MOST {
            return Err(Fault::Entry(format!(
                "the entry of `{}` on `{}` counts more than {MOST} findings",
                entry.rule, entry.subject
            )));
        }
        baseline
            .insert(FindingKey { rule: entry.rule.into(), subject: entry.subject.into() }, Known { severity, count: entry.count });
    }
    Ok(baseline)
}

impl Fault {
    fn failure(self, path: &Path) -> Failure {
        let name = shown(path);
        let again = "give a file that `sms baseline` wrote; one that was damaged, version control can restore";
        match self {
            Fault::Form(what) => failure("invalid-baseline", format!("`{name}` is no baseline: {}", what)).help(again),
            Fault::Version(version) => failure(
                "baseline-version",
                format!("the baseline `{name}` is of version {version}, and this program reads version {VERSION}"),
            )
            .help("use the release of `sms` that wrote it, or move it away and let `sms baseline` write it anew"),
            Fault::Entry(what) => failure("invalid-baseline", format!("in the baseline `{name}` {}", what)).help(again),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(entries: &[(&str, &str, Severity, usize)]) -> Baseline {
        let mut baseline = Baseline::default();
        for &(rule, subject, severity, count) in entries {
            baseline.insert(FindingKey { rule: rule.into(), subject: subject.into() }, Known { severity, count });
        }
        baseline
    }

    #[test]
    fn what_is_written_is_read_again() {
        let some = baseline(&[
            ("unlit", "b", Severity::Note, 3),
            ("unlit", "a.\"quoted\"\n", Severity::Error, 1),
            ("dark", "é", Severity::Warning, 1),
        ]);
        let written = text(&some, Some("7")).unwrap();
        assert_eq!(
            written,
            r#"{
  "version": 2,
  "library": "7",
  "findings": [
    {"rule":"dark","subject":"é","severity":"warning"},
    {"rule":"unlit","subject":"a.\"quoted\"\n","severity":"error"},
    {"rule":"unlit","subject":"b","severity":"note","count":3}
  ]
}
"#
        );
        assert_eq!(parse(&written), Ok(some));
        assert_eq!(parse(&text(&Baseline::default(), None).unwrap()), Ok(Baseline::default()));
    }

    #[test]
    fn of_entries_that_a_merge_left_twice_the_stricter_counts() {
        let merged = r#"{"version": 1, "findings": [
            {"rule": "dark", "subject": "a", "severity": "error", "count": 2},
            {"rule": "dark", "subject": "a", "severity": "note", "count": 1}]}"#;
        assert_eq!(parse(merged), Ok(baseline(&[("dark", "a", Severity::Note, 1)])));
    }

    #[test]
    fn keys_that_are_not_known_are_passed_over_and_faults_are_told() {
        let more = r#"{"version": 1, "findings": [{"rule": "dark", "subject": "a", "severity": "note", "since": 4}], "by": "x"}"#;
        assert!(parse(more).is_ok());
        assert_eq!(parse(r#"{"version": 3, "entries": {}}"#), Err(Fault::Version(3)));
        for text in ["", "[]", "{}", "{\"version\": 1}", "{\"version\": \"1\"}", "{\"version\": 1, \"findings\": [{\"rule\": 1}]}"]
        {
            assert!(matches!(parse(text), Err(Fault::Form(_))), "{text}");
        }
        for (severity, count) in [("grave", 1), ("note", 0), ("note", MOST + 1), ("note", usize::MAX)] {
            let entry = format!(r#"{{"rule": "dark", "subject": "a", "severity": "{severity}", "count": {count}}}"#);
            assert!(matches!(parse(&format!(r#"{{"version": 1, "findings": [{entry}]}}"#)), Err(Fault::Entry(_))));
        }
        assert!(matches!(parse(&"[".repeat(100_000)), Err(Fault::Form(_))));
    }
}
