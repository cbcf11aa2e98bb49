//! The forms that pipelines read: annotations of GitHub, the code quality report of GitLab, JUnit, and SARIF.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Report;
use crate::diag::{Diagnostic, Place, Severity, Source};
use crate::source::{Sources, letters};

/// A line for each diagnostic that GitHub shows beside the changed lines of a pull request.
pub fn github(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for told in report.diagnostics {
        let command = match told.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(At { file, first, last }) = at(report.sources, told) {
            properties.push(format!("file={}", property(&file)));
            if let Some(((line, column), (end_line, end_column))) = first.zip(last) {
                properties.push(format!("line={line},endLine={end_line},col={column},endColumn={end_column}"));
            }
        }
        properties.push(format!("title={}", property(told.source.id())));
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&whole(told)))?;
    }
    Ok(())
}

/// What GitLab compares between branches: each finding has a fingerprint that moved lines do not change.
pub fn gitlab(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut prints = Fingerprints::default();
    let entries: Vec<Value> = report
        .diagnostics
        .iter()
        .map(|told| {
            let place = at(report.sources, told);
            let severity = match told.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            };
            json!({
                "description": letters::shown(&told.message),
                "check_name": told.source.id(),
                "fingerprint": prints.of(told, place.as_ref()),
                "severity": severity,
                "location": {
                    "path": place.as_ref().map_or(".", |place| &place.file),
                    "lines": { "begin": place.as_ref().and_then(|place| place.first).map_or(1, |(line, _)| line) },
                },
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &entries).map_err(io::Error::from)?;
    writeln!(out)
}

/// A test case for each diagnostic. Errors and warnings are failures; notes are passed cases with a word on what was seen.
pub fn junit(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failures = report.diagnostics.iter().filter(|told| told.severity > Severity::Note).count();
    let tests = report.diagnostics.len().max(1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"sms\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    writeln!(out, "  <testsuite name=\"sms check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">")?;
    if report.diagnostics.is_empty() {
        writeln!(out, "    <testcase name=\"nothing was found\" classname=\"sms\"/>")?;
    }
    for told in report.diagnostics {
        let place = at(report.sources, told);
        let file = place.as_ref().map_or("sms", |place| &place.file);
        let line = place.as_ref().and_then(|place| place.first).map(|(line, _)| format!("line {line}: ")).unwrap_or_default();
        let name = format!("{line}{} ({})", told.message, told.source.id());
        writeln!(out, "    <testcase name=\"{}\" classname=\"{}\">", xml(&name), xml(file))?;
        let body = xml(&whole(told));
        match told.severity {
            Severity::Note => writeln!(out, "      <system-out>{body}</system-out>")?,
            Severity::Error | Severity::Warning => {
                let (message, kind) = (xml(&told.message), told.severity.word());
                writeln!(out, "      <failure message=\"{message}\" type=\"{kind}\">{body}</failure>")?;
            }
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// SARIF 2.1.0: what is told, what a baseline knows (unchanged) and what waivers silence (suppressed, with the reason).
pub fn sarif(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let waived = report.waived.iter().map(|silenced| silenced.finding);
    let everything = report.diagnostics.iter().chain(report.known).map(|told| &**told).chain(waived);
    let mut rules: BTreeMap<&str, usize> = everything.map(|told| (told.source.id(), 0)).collect();
    rules.values_mut().enumerate().for_each(|(place, number)| *number = place);
    let described: Vec<Value> = rules.keys().map(|id| rule(id, report)).collect();
    let mut prints = Fingerprints::default();
    let mut result = |told: &Diagnostic| {
        let place = at(report.sources, told);
        let mut result = json!({
            "ruleId": told.source.id(),
            "ruleIndex": rules.get(told.source.id()),
            "level": told.severity.word(),
            "message": { "text": letters::shown(&whole(told)) },
            "partialFingerprints": { "finding/v1": prints.of(told, place.as_ref()) },
        });
        if let (Some(place), Some(fields)) = (place, result.as_object_mut()) {
            fields.insert("locations".to_owned(), json!([location(&place)]));
        }
        result
    };
    let with = |mut result: Value, name: &str, value: Value| {
        if let Some(fields) = result.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
        result
    };
    let mut results = Vec::new();
    for told in report.diagnostics {
        let told = result(told);
        results.push(if report.known.is_empty() { told } else { with(told, "baselineState", json!("new")) });
    }
    for known in report.known {
        results.push(with(result(known), "baselineState", json!("unchanged")));
    }
    for silenced in report.waived {
        let reason = format!(
            "{} (waiver `{}`, accepted by {}, until {})",
            silenced.because, silenced.waiver, silenced.accepted_by, silenced.until
        );
        let suppression = json!([{ "kind": "external", "status": "accepted", "justification": letters::shown(&reason) }]);
        results.push(with(result(silenced.finding), "suppressions", suppression));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": described } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

/// A rule as SARIF describes it, from what is told by it.
fn rule(id: &str, report: &Report<'_>) -> Value {
    let told = report
        .diagnostics
        .iter()
        .chain(report.known)
        .map(|told| &**told)
        .chain(report.waived.iter().map(|silenced| silenced.finding));
    let mut told = told.filter(|told| told.source.id() == id);
    let title = match told.next().map(|told| &told.source) {
        Some(Source::Language(code)) => code.title.to_owned(),
        Some(Source::Rule(_)) | None => id.replace('_', " "),
    };
    json!({
        "id": id,
        "shortDescription": { "text": format!("{title}.") },
        "fullDescription": { "text": format!("{title}. `sms explain {id}` says more.") },
        "help": { "text": format!("`sms explain {id}` says what it means, who asks for it, and what to do.") },
    })
}

fn location(place: &At) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let (Some(((line, column), (end_line, end_column))), Some(fields)) = (place.first.zip(place.last), physical.as_object_mut())
    {
        let region = json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
        fields.insert("region".to_owned(), region);
    }
    json!({ "physicalLocation": physical })
}

/// Where a diagnostic is: a file, and in it a line and a column in units of UTF-16 at each end.
struct At {
    file: String,
    first: Option<(usize, usize)>,
    last: Option<(usize, usize)>,
}

fn at(sources: &Sources, told: &Diagnostic) -> Option<At> {
    match &told.place {
        Place::Text(label) => {
            let file = sources.file(label.span.file);
            let [first, last] = [label.span.start, label.span.end].map(|offset| file.position(offset as usize));
            let place = |at: crate::source::Position| Some((at.line, at.utf16));
            Some(At { file: letters::shown(file.name()).into_owned(), first: place(first), last: place(last) })
        }
        Place::File(name) => Some(At { file: letters::shown(name).into_owned(), first: None, last: None }),
        Place::Nowhere => None,
    }
}

/// The message with what is said beside it.
fn whole(told: &Diagnostic) -> String {
    let mut text = told.message.clone();
    told.notes.iter().for_each(|note| text.push_str(&format!("\n{note}")));
    told.citations().iter().for_each(|clause| text.push_str(&format!("\nclause: {clause}")));
    told.help.iter().for_each(|help| text.push_str(&format!("\nhelp: {help}")));
    text
}

/// Marks of findings that stay when lines move: of the rule, the thing it is about, or else the file and the message; a number where several
/// are alike.
#[derive(Default)]
struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    fn of(&mut self, told: &Diagnostic, place: Option<&At>) -> String {
        let about = match &told.subject {
            Some(subject) => subject.clone(),
            None => format!("{}\n{}", place.map_or("", |place| &place.file), told.message),
        };
        let print = hash(&format!("{}\n{about}", told.source.id()));
        let number = self.seen.entry(print.clone()).or_default();
        *number += 1;
        if *number == 1 { print } else { format!("{print}-{number}") }
    }
}

/// 64 bits of FNV-1a, which are the same on every machine and in every version. Source: the authors' description of the algorithm.
fn hash(text: &str) -> String {
    let hash =
        text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// A value of a property in a command of GitHub's.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text of such a command, which is one line.
fn data(text: &str) -> String {
    letters::shown(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn xml(text: &str) -> String {
    letters::shown(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A relative path as an address.
fn uri(path: &str) -> String {
    // A path from the root is no reference within a folder.
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::samples::sample;
    use super::*;

    fn written(form: fn(&Report<'_>, &mut dyn Write) -> io::Result<()>) -> String {
        let sample = sample();
        let mut out = Vec::new();
        form(&sample.report(&sample.waived()), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn github_gets_a_line_each() {
        let text = written(github);
        assert_eq!(text.lines().count(), 5);
        assert!(text.contains("::error file=model/services.sms,line=2,endLine=2,col=15,endColumn=19,title=E0203::`leed` is not in the model%0Ahelp: did you mean `leeds`?\n"), "{text}");
        assert!(text.contains("::warning file=model/parties.sms,line=6,"), "{text}");
        assert!(text.starts_with("::error title=E0006::"), "{text}");
    }

    #[test]
    fn gitlab_gets_fingerprints_that_differ() {
        let entries: Vec<Value> = serde_json::from_str(&written(gitlab)).unwrap();
        let mut prints: Vec<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
        assert_eq!(prints.len(), 5);
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), 5);
        assert_eq!(entries[2]["location"], json!({ "path": "model/parties.sms", "lines": { "begin": 6 } }));
    }

    #[test]
    fn junit_counts_what_it_holds() {
        let text = written(junit);
        assert!(text.contains("tests=\"5\" failures=\"5\""), "{text}");
        assert_eq!((text.matches("<testcase ").count(), text.matches("<failure ").count()), (5, 5));
        assert!(!text.contains("E0203) <"), "{text}");
    }

    #[test]
    fn sarif_tells_what_is_known_and_what_is_waived() {
        let log: Value = serde_json::from_str(&written(sarif)).unwrap();
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 7);
        for result in results {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
        assert_eq!(results[5]["baselineState"], "unchanged");
        assert!(
            results[6]["suppressions"][0]["justification"]
                .as_str()
                .unwrap()
                .starts_with("the contract is being renewed (waiver `later`")
        );
        let region = &results[3]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(*region, json!({ "startLine": 2, "startColumn": 15, "endLine": 2, "endColumn": 19 }));
    }
}
