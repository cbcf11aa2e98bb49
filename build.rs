//! Parses the library when the program is built, so that no run has to: see `src/syntax/pack.rs`. Which file names what another declares
//! is found out as well: see `src/library`.
//!
//! The compiler's own front end does it, so there is one grammar and one tree. A file with an error of form is left unprepared; it is then
//! parsed when it is loaded, and its errors are told like any others.

// What the front end offers and this script does not use.
#![allow(dead_code, unused_imports)]
// A build script reads files and the environment.
#![allow(clippy::disallowed_methods)]

#[path = "src/diag/mod.rs"]
mod diag;
#[path = "src/quantity/mod.rs"]
mod quantity;
#[path = "src/source/mod.rs"]
mod source;
#[path = "src/syntax/mod.rs"]
mod syntax;
#[path = "src/library/words.rs"]
mod words;

// The parser that pest generates names `alloc`, because pest is built without its default features.
extern crate alloc;

use std::path::Path;

macro_rules! embed {
    ($($path:literal $load:ident $($beside:literal)*;)*) => { &[$(($path, stringify!($load))),*] };
}

/// The files of the library, in the order of the list, and when each is loaded.
const FILES: &[(&str, &str)] = include!("stdlib/files.rs");

fn main() {
    for path in ["build.rs", "grammar", "stdlib", "src/diag", "src/quantity", "src/source", "src/syntax", "src/library/words.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo names the package's folder");
    let out = std::env::var("OUT_DIR").expect("cargo names the folder to write to");
    let texts: Vec<String> = FILES.iter().map(|(path, _)| read(&Path::new(&root).join("stdlib").join(path))).collect();
    let out = Path::new(&out);
    write(&out.join("library.bin"), &trees(&texts));
    write(&out.join("library_names.rs"), names(&texts).as_bytes());
}

/// First where each packed tree ends, then the trees; nothing for a file with errors of form.
fn trees(texts: &[String]) -> Vec<u8> {
    let trees: Vec<Vec<u8>> = texts.iter().map(|text| prepared(text)).collect();
    let mut bytes = Vec::new();
    let mut end = 4 * trees.len();
    for tree in &trees {
        end += tree.len();
        bytes.extend((end as u32).to_le_bytes());
    }
    trees.iter().for_each(|tree| bytes.extend(tree));
    bytes
}

/// Rust for a list with a pair for each file: the names it declares, if they call for it, and the places of the files it names.
fn names(texts: &[String]) -> String {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let on_demand: Vec<bool> = FILES.iter().map(|(_, load)| matches!(*load, "OnDemand" | "Beside")).collect();
    let (declared, named) = words::cross_reference(&texts, &on_demand);
    let pairs = declared.iter().zip(named).zip(on_demand).map(|((declared, named), on_demand)| match on_demand {
        true => format!("(&{declared:?}, &{named:?}),\n"),
        false => format!("(&[], &{named:?}),\n"),
    });
    format!("&[{}]", pairs.collect::<String>())
}

/// The packed tree of a text; nothing where it has errors of form.
fn prepared(text: &str) -> Vec<u8> {
    let mut sources = source::Sources::new();
    let file = sources.add("", text, source::Origin::Library);
    let parsed = syntax::parse(&sources, file);
    if parsed.diagnostics.is_empty() { syntax::pack::pack(&parsed.tree) } else { Vec::new() }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
