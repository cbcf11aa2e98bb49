//! What `build.rs` prepared: the trees of the library's files, and which of them name what others declare.

use super::files::FILES;
use crate::source::FileId;
use crate::syntax::pack;
use crate::syntax::tree::Tree;

/// Where each tree ends (four bytes each, the lowest first), then the trees, in the order of the list.
static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// For each file, in the order of the list: the names that call for it, and the places of the files that it names.
pub(super) static NAMES: &[Names] = include!(concat!(env!("OUT_DIR"), "/library_names.rs"));

/// The names that call for a file, and the places of the files that it names.
pub(super) type Names = (&'static [&'static str], &'static [usize]);

/// The tree of the library file of this name, as that of `file`; `None` where it was left unprepared because of errors of form.
pub fn tree(name: &str, file: FileId) -> Option<Tree> {
    let place = FILES.iter().position(|embedded| embedded.name == name)?;
    let start = if place == 0 { 4 * FILES.len() } else { end(place - 1)? };
    let bytes = BYTES.get(start..end(place)?)?;
    (!bytes.is_empty()).then(|| pack::unpack(bytes, file))
}

fn end(place: usize) -> Option<usize> {
    let bytes = BYTES.get(4 * place..4 * place + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Sources};
    use crate::syntax;

    #[test]
    fn prepared_trees_are_those_that_parsing_gives() {
        let mut sources = Sources::new();
        for embedded in FILES {
            let file = sources.add(embedded.name, embedded.text, Origin::Library);
            let parsed = syntax::parse(&sources, file);
            assert!(parsed.diagnostics.is_empty(), "{} has errors of form", embedded.name);
            assert_eq!(tree(embedded.name, file), Some(parsed.tree), "{}", embedded.name);
        }
    }
}
