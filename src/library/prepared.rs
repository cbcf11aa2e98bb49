//! What `build.rs` prepared: the trees of the library's files, and which of them name what others declare.

use std::sync::{Arc, OnceLock};

use super::files::FILES;
use crate::source::{FileId, Origin, SourceFile, Sources};
use crate::syntax::tree::Tree;
use crate::syntax::{self, Parsed, pack};

/// Where each tree ends (four bytes each, the lowest first), then the trees, in the order of the list.
static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// For each file, in the order of the list: the names that call for it, and the places of the files that it names.
pub(super) static NAMES: &[Names] = include!(concat!(env!("OUT_DIR"), "/library_names.rs"));

/// The names that call for a file, and the places of the files that it names.
pub(super) type Names = (&'static [&'static str], &'static [usize]);

/// What every check of a process shares of a library file: made when first asked for, and never again.
#[derive(Default, Debug)]
struct Shared {
    source: OnceLock<Arc<SourceFile>>,
    parsed: OnceLock<Arc<Parsed>>,
}

fn shared(place: usize) -> Option<&'static Shared> {
    static BASE: OnceLock<Vec<Shared>> = OnceLock::new();
    BASE.get_or_init(|| FILES.iter().map(|_| Shared::default()).collect()).get(place)
}

/// No files yet, with the numbers of the library's files kept free for [`add`].
pub fn sources() -> Sources {
    Sources::reserving(FILES.len())
}

/// Puts the file that stands at `place` in the list of the library into `sources`, which [`sources`] made, as the one at `rank`. It has the same
/// number wherever it is put, and its text and tree are shared.
pub fn add(sources: &mut Sources, place: usize, rank: usize) -> Option<FileId> {
    let (embedded, shared) = (FILES.get(place)?, shared(place)?);
    let file = shared.source.get_or_init(|| Arc::new(SourceFile::new(embedded.name, embedded.text, Origin::Library)));
    let id = FileId::reserved(place);
    sources.put(id, file.clone(), rank);
    Some(id)
}

/// The tree of a file that [`add`] has put into `sources`; `None` for all others.
pub fn parsed(sources: &Sources, id: FileId) -> Option<Arc<Parsed>> {
    let shared = shared(id.index())?;
    let file = shared.source.get()?;
    let make = || match tree(id.index(), id) {
        Some(tree) => Arc::new(Parsed { tree, diagnostics: Vec::new() }),
        None => syntax::parse(sources, id),
    };
    Arc::ptr_eq(file, sources.shared(id)).then(|| shared.parsed.get_or_init(make).clone())
}

/// The tree of the library file at `place`, as that of `file`; `None` where it was left unprepared because of errors of form.
fn tree(place: usize, file: FileId) -> Option<Tree> {
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

    #[test]
    fn prepared_trees_are_those_that_parsing_gives() {
        let mut sources = Sources::new();
        for (place, embedded) in FILES.iter().enumerate() {
            let file = sources.add(embedded.name, embedded.text, Origin::Library);
            let parsed = syntax::parse(&sources, file);
            assert!(parsed.diagnostics.is_empty(), "{} has errors of form", embedded.name);
            assert_eq!(tree(place, file).as_ref(), Some(&parsed.tree), "{}", embedded.name);
        }
    }
}
