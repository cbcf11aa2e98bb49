//! One JSON object with everything, for tools. Its form is published as `report.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, Silenced, words};
use crate::diag::{ClauseRef, Diagnostic, Fix, Label, Place, Safety, Source};
use crate::source::{Sources, Span, letters};

/// The version of the form; it changes when a reader of the old form could misread the new one. A key more does not change it: readers
/// pass over keys they do not know.
pub const VERSION: u32 = 1;

/// The JSON Schema of what [`write()`] writes.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// Writes all diagnostics and the counts as one object on several lines.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let value = JsonReport {
        version: VERSION,
        tool: JsonTool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        as_of: report.as_of.to_string(),
        summary: JsonSummary {
            files: report.summary.files,
            entities: report.summary.entities,
            errors: report.summary.errors,
            warnings: report.summary.warnings,
            notes: report.summary.notes,
            waived: report.summary.waived,
            known: report.summary.known,
        },
        diagnostics: report.diagnostics.iter().map(|diagnostic| entry(report.sources, diagnostic)).collect(),
        waived: report.waived.iter().map(|silenced| waived(report.sources, silenced)).collect(),
        known: report.known.iter().map(|diagnostic| entry(report.sources, diagnostic)).collect(),
    };
    serde_json::to_writer_pretty(Escaping { out: &mut *out }, &value).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes letters that cannot be seen, such as those in names of files, as escapes. What is written at once is whole letters.
struct Escaping<'a> {
    out: &'a mut dyn Write,
}

impl Write for Escaping<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.is_ascii() => self.out.write_all(letters::escaped(text).as_bytes())?,
            Ok(_) | Err(_) => self.out.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[derive(Serialize)]
struct JsonReport {
    version: u32,
    tool: JsonTool,
    as_of: String,
    summary: JsonSummary,
    diagnostics: Vec<JsonDiagnostic>,
    waived: Vec<JsonWaived>,
    known: Vec<JsonDiagnostic>,
}

#[derive(Serialize)]
struct JsonTool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonSummary {
    files: usize,
    entities: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    waived: usize,
    known: usize,
}

#[derive(Serialize)]
struct JsonDiagnostic {
    code: String,
    source: &'static str,
    severity: &'static str,
    message: String,
    file: Option<String>,
    place: Option<JsonLabel>,
    labels: Vec<JsonLabel>,
    notes: Vec<String>,
    help: Option<String>,
    fix: Option<JsonFix>,
    clauses: Vec<JsonClause>,
    subject: Option<String>,
}

#[derive(Serialize)]
struct JsonWaived {
    finding: JsonDiagnostic,
    waiver: JsonWaiver,
}

#[derive(Serialize)]
struct JsonWaiver {
    path: String,
    place: JsonSpan,
    because: String,
    accepted_by: String,
    until: String,
}

#[derive(Serialize)]
struct JsonLabel {
    #[serde(flatten)]
    span: JsonSpan,
    text: String,
}

#[derive(Serialize)]
struct JsonSpan {
    file: String,
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonPosition {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct JsonFix {
    title: String,
    safety: &'static str,
    edits: Vec<JsonEdit>,
}

#[derive(Serialize)]
struct JsonEdit {
    #[serde(flatten)]
    span: JsonSpan,
    replacement: String,
}

#[derive(Serialize)]
struct JsonClause {
    path: String,
    citation: String,
}

fn entry(sources: &Sources, diagnostic: &Diagnostic) -> JsonDiagnostic {
    let (file, place) = match &diagnostic.place {
        Place::Text(at) => (Some(sources.file(at.span.file).name().to_owned()), Some(label(sources, at))),
        Place::File(name) => (Some(name.clone()), None),
        Place::Nowhere => (None, None),
    };
    JsonDiagnostic {
        code: diagnostic.source.id().to_owned(),
        source: match diagnostic.source {
            Source::Language(_) => "language",
            Source::Rule(_) => "rule",
        },
        severity: diagnostic.severity.word(),
        message: words::line(&diagnostic.message).into_owned(),
        file,
        place,
        labels: diagnostic.labels.iter().map(|at| label(sources, at)).collect(),
        notes: diagnostic.notes.clone(),
        help: diagnostic.help.clone(),
        fix: diagnostic.fix.as_ref().map(|change| fix(sources, change)),
        clauses: diagnostic.clauses.iter().map(clause).collect(),
        subject: diagnostic.subject.clone(),
    }
}

fn waived(sources: &Sources, silenced: &Silenced<'_>) -> JsonWaived {
    JsonWaived {
        finding: entry(sources, silenced.finding),
        waiver: JsonWaiver {
            path: silenced.waiver.to_owned(),
            place: span(sources, silenced.place),
            because: silenced.because.to_string(),
            accepted_by: silenced.accepted_by.to_owned(),
            until: silenced.until.to_string(),
        },
    }
}

fn label(sources: &Sources, label: &Label) -> JsonLabel {
    JsonLabel { span: span(sources, label.span), text: words::line(&label.text).into_owned() }
}

fn span(sources: &Sources, span: Span) -> JsonSpan {
    JsonSpan {
        file: sources.file(span.file).name().to_owned(),
        start: position(sources, span, span.start),
        end: position(sources, span, span.end),
    }
}

fn position(sources: &Sources, span: Span, offset: u32) -> JsonPosition {
    let file = sources.file(span.file);
    let at = file.position(offset as usize);
    JsonPosition { offset: file.written(offset as usize), line: at.line, column: at.column }
}

fn fix(sources: &Sources, fix: &Fix) -> JsonFix {
    JsonFix {
        title: fix.title.clone(),
        safety: match fix.safety {
            Safety::Safe => "safe",
            Safety::Proposal => "proposal",
        },
        edits: fix.edits.iter().map(|edit| JsonEdit { span: span(sources, edit.span), replacement: edit.text.clone() }).collect(),
    }
}

fn clause(clause: &ClauseRef) -> JsonClause {
    JsonClause { path: clause.path.clone(), citation: clause.citation.clone() }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::samples::sample;
    use super::*;

    /// What in `value` does not follow `schema`, for the part of JSON Schema that the published one uses.
    fn faults(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$ref" => {
                    let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                    faults(root, target, value, at, found);
                }
                "const" if rule != value => found.push(format!("{at}: {value} is not {rule}")),
                "enum" if !rule.as_array().unwrap().contains(value) => found.push(format!("{at}: {value} is not in {rule}")),
                "type" => {
                    let name = match value {
                        Value::Null => "null",
                        Value::Bool(_) => "boolean",
                        Value::Number(_) => "integer",
                        Value::String(_) => "string",
                        Value::Array(_) => "array",
                        Value::Object(_) => "object",
                    };
                    if rule != name && !rule.as_array().is_some_and(|names| names.iter().any(|one| one == name)) {
                        found.push(format!("{at}: {name} is not {rule}"));
                    }
                }
                "required" => {
                    for key in rule.as_array().unwrap() {
                        if value.get(key.as_str().unwrap()).is_none() {
                            found.push(format!("{at}: {key} is missing"));
                        }
                    }
                }
                "properties" => {
                    for (key, value) in value.as_object().into_iter().flatten() {
                        match rule.get(key) {
                            Some(schema) => faults(root, schema, value, &format!("{at}.{key}"), found),
                            None => found.push(format!("{at}: {key} is not published")),
                        }
                    }
                }
                "items" => {
                    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                        faults(root, rule, value, &format!("{at}[{number}]"), found);
                    }
                }
                "anyOf" => {
                    let fits = rule.as_array().unwrap().iter().any(|schema| {
                        let mut inner = Vec::new();
                        faults(root, schema, value, at, &mut inner);
                        inner.is_empty()
                    });
                    if !fits {
                        found.push(format!("{at}: fits none of the alternatives"));
                    }
                }
                "const" | "enum" | "additionalProperties" | "$defs" | "$schema" | "$id" | "title" | "description" => {}
                other => panic!("the test does not know `{other}`"),
            }
        }
    }

    fn written() -> Value {
        let mut out = Vec::new();
        let sample = sample();
        write(&sample.report(&sample.waived()), &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn the_report_follows_the_published_schema() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let mut found = Vec::new();
        faults(&schema, &schema, &written(), "report", &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn the_comparison_with_the_schema_finds_faults() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let mut value = written();
        value["extra"] = Value::Null;
        value["diagnostics"][0]["severity"] = "grave".into();
        value["diagnostics"][2]["place"]["start"].as_object_mut().unwrap().remove("line");
        let mut found = Vec::new();
        faults(&schema, &schema, &value, "report", &mut found);
        assert_eq!(found.len(), 3, "{found:#?}");
    }

    #[test]
    fn places_have_offsets_lines_and_columns() {
        let value = written();
        let place = &value["diagnostics"][2]["place"];
        assert_eq!(place["file"], "model/parties.sms");
        assert_eq!(place["start"], serde_json::json!({"offset": 79, "line": 6, "column": 12}));
        assert_eq!(value["diagnostics"][4]["fix"]["edits"][0]["replacement"], ":");
    }
}
