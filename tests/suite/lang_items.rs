//! The names of the library that the code knows: they stand in one table, and each that the library lacks is told.

use std::collections::BTreeSet;

use sms::source::{Origin, Sources};
use sms::{analysis, syntax, workspace};

use crate::support::root;

/// The kinds and the fields of the table, as it is written.
fn table() -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let text = std::fs::read_to_string(root().join("src/model/lang.rs")).unwrap();
    let (mut kinds, mut fields) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines().filter(|line| line.ends_with(';') && line.contains(" = \"")) {
        let words: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        match words[..] {
            [kind] => _ = kinds.insert(kind.to_owned()),
            // What has the name of an enum first is one of its values.
            [of, field] if !["combination", "encoding", "measure"].contains(&of) => {
                _ = fields.insert((of.to_owned(), field.to_owned()));
            }
            _ => {}
        }
    }
    assert!(kinds.len() > 15 && fields.len() > 40, "{kinds:?}, {fields:?}");
    (kinds, fields)
}

/// What is told of a library whose core files were changed.
fn missing(change: impl Fn(String) -> String) -> Vec<String> {
    let mut sources = Sources::new();
    let mut files: Vec<_> = std::fs::read_dir(root().join("stdlib/core")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(root().join("stdlib/lists/measures.sms"));
    files.sort();
    let ids: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(at, file)| sources.add(format!("{at}.sms"), change(std::fs::read_to_string(file).unwrap()), Origin::Library))
        .collect();
    let told = analysis::analyse(&sources, &syntax::parse_all(&sources, &ids)).diagnostics;
    told.into_iter().filter(|told| told.source.id() == "E0308").map(|told| told.message).collect()
}

#[test]
fn what_the_library_lacks_of_the_table_is_told() {
    assert_eq!(missing(|text| text), Vec::<String>::new());
    let (kinds, fields) = table();
    let told = missing(|text| text.replace("\nkind ", "\nkind other_"));
    for kind in &kinds {
        assert!(told.iter().any(|told| told.contains(&format!("the kind `{kind}`"))), "{kind}: {told:?}");
    }
    // Fields are declared two blanks in; a kind may inherit them.
    let names: BTreeSet<&str> = fields.iter().map(|(_, field)| field.as_str()).collect();
    let told =
        missing(|text| names.iter().fold(text, |text, name| text.replace(&format!("\n  {name}:"), &format!("\n  other_{name}:"))));
    for (kind, field) in &fields {
        let message = format!("the field `{field}` of the kind `{kind}`");
        assert!(told.iter().any(|told| told.contains(&message)), "{message}: {told:?}");
    }
    let told = missing(|text| text.replace("  observation", "  remark").replace("  longest_path", "  longest_way"));
    assert!(
        told.iter().any(|told| told.contains("`observation`")) && told.iter().any(|told| told.contains("`longest_path`")),
        "{told:?}"
    );
}

#[test]
fn no_field_is_asked_for_by_a_name_that_the_table_lacks() {
    let table = std::fs::read_to_string(root().join("src/model/lang.rs")).unwrap();
    let (model, _) = workspace::load_with_library(&[], &mut std::io::empty()).snapshot.understand();
    let fields: BTreeSet<&str> = model.schema().fields.iter().map(|field| &*field.name).collect();
    let mut faults = Vec::new();
    for room in ["assess", "artefact", "model", "analysis", "promises", "rules", "workspace"] {
        for file in walkdir(&root().join("src").join(room)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = &text[..text.find("\n#[cfg(test)]\nmod tests").unwrap_or(text.len())];
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                // What asks for a field by its name.
                let asks = ["field_named(", "named(", "word(", "value(\"", "field(\"", "related(", "text(input"];
                if !asks.iter().any(|asks| line.contains(asks)) {
                    continue;
                }
                for word in line.split('"').skip(1).step_by(2) {
                    if fields.contains(word) && !table.contains(&format!("\"{word}\"")) {
                        faults.push(format!("{}: `{word}`", file.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "add to the table in src/model/lang.rs:\n{}", faults.join("\n"));
}

fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(walkdir(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}
