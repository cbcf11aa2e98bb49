//! The pages under `tests/spec`: prose with models in it, each faulty line marked with what is told about it.
//!
//! A mark is a comment on the line it is about: `// error[E0203]: nothing in the model is called`, `// finding[rule]: …`,
//! `// warning[…]: …`. A mark after `//^` is about the line before, and one that begins with the path of a record and a line is about that:
//! `// records/tickets.csv:3: error[E0804]: …`. What stands behind the colon is the beginning or any part of the
//! message; of rules, those that stand in a block with records are meant. Everything told has to be marked and everything marked has to be told.

use std::path::PathBuf;

use crate::support::{self, Told};

#[test]
fn every_page_tells_what_it_marks() {
    let mut failures = Vec::new();
    let mut blocks = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        for block in support::blocks(&page) {
            blocks += 1;
            let marks = marks(&block.text);
            let mut checked = block.check();
            if !block.records.is_empty() {
                // What the library's rules find of rows is a matter of theirs.
                checked.retain(|told| told.id.starts_with('E') || block.text.contains(&format!("rule {} ", told.id)));
            }
            let mut unexpected = checked.clone();
            for mark in &marks {
                let at = unexpected.iter().position(|told| {
                    told.record == mark.record
                        && told.line == mark.line
                        && told.id == mark.id
                        && told.message.contains(&mark.message)
                });
                match at {
                    Some(at) => drop(unexpected.remove(at)),
                    None => failures.push(format!(
                        "{}:{}: not told: [{}] {}\n    told were: {checked:?}",
                        path.display(),
                        block.line + mark.line - 1,
                        mark.id,
                        mark.message
                    )),
                }
            }
            for told in unexpected {
                failures.push(format!(
                    "{}:{}: not marked: [{}] {}",
                    path.display(),
                    block.line + told.line.max(1) - 1,
                    told.id,
                    told.message
                ));
            }
        }
    }
    assert!(blocks > 20, "the specification has lost its examples: {blocks} blocks");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn pages() -> Vec<PathBuf> {
    let folder = support::root().join("tests/spec");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

fn marks(text: &str) -> Vec<Told> {
    let mut marks = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for comment in line.split("//").skip(1) {
            let (comment, line) = match comment.strip_prefix('^') {
                Some(comment) => (comment, index),
                None => (comment, index + 1),
            };
            let (record, line, comment) =
                match comment.trim().split_once(".csv:").and_then(|(path, rest)| Some((path, rest.split_once(": ")?))) {
                    Some((path, (line, comment))) => (Some(format!("{path}.csv")), line.parse().unwrap(), comment),
                    None => (None, line, comment),
                };
            let Some((sort, rest)) = comment.trim().split_once('[') else { continue };
            if !["error", "warning", "note", "finding"].contains(&sort) {
                continue;
            }
            let (id, message) = rest.split_once("]").unwrap();
            let message = message.trim_start_matches(':').trim().to_string();
            marks.push(Told { record, line, id: id.to_string(), message });
        }
    }
    marks
}
