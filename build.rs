//! Parses the library when the program is built, so that no run has to: see `src/syntax/pack.rs`.
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

// The parser that pest generates names `alloc`, because pest is built without its default features.
extern crate alloc;

use std::path::Path;

macro_rules! embed {
    ($($path:literal $load:ident $($beside:literal)*;)*) => { &[$($path),*] };
}

/// The files of the library, in the order of the list.
const FILES: &[&str] = include!("stdlib/files.rs");

fn main() {
    for path in ["build.rs", "grammar", "stdlib", "src/diag", "src/quantity", "src/source", "src/syntax"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo names the package's folder");
    let out = std::env::var("OUT_DIR").expect("cargo names the folder to write to");
    let trees: Vec<Vec<u8>> = FILES.iter().map(|path| prepared(&Path::new(&root).join("stdlib").join(path))).collect();
    // First where each tree ends, then the trees.
    let mut bytes = Vec::new();
    let mut end = 4 * trees.len();
    for tree in &trees {
        end += tree.len();
        bytes.extend((end as u32).to_le_bytes());
    }
    trees.iter().for_each(|tree| bytes.extend(tree));
    std::fs::write(Path::new(&out).join("library.bin"), bytes).expect("the build folder can be written to");
}

/// The packed tree of a file; nothing where it has errors of form.
fn prepared(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sources = source::Sources::new();
    let file = sources.add("", text, source::Origin::Library);
    let parsed = syntax::parse(&sources, file);
    if parsed.diagnostics.is_empty() { syntax::pack::pack(&parsed.tree) } else { Vec::new() }
}
