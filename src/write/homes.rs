//! Where a reader of the dossier finds what it says of an entity.

use rustc_hash::FxHashMap;

use crate::artefact::Dossier;
use crate::artefact::document::Document;

/// For each entity, by its path, the document that tells of it.
#[derive(Default, Debug)]
pub(super) struct Homes<'a>(FxHashMap<&'a str, &'a str>);

impl<'a> Homes<'a> {
    /// The homes of all entities that rows are about: what tells of everything tells little of each, so the first page and the findings come
    /// last.
    pub fn new(dossier: &'a Dossier) -> Homes<'a> {
        let mut homes: FxHashMap<&str, &str> = FxHashMap::default();
        let is_general = |document: &&Document| document.tables().count() != 1;
        let documents = dossier.documents().filter(|document| !is_general(document)).chain(dossier.documents().filter(is_general));
        for document in documents {
            for row in document.tables().flat_map(|table| &table.rows) {
                if let Some(about) = &row.about {
                    homes.entry(about).or_insert(&document.name);
                }
            }
        }
        Homes(homes)
    }

    /// The name of the document that tells of the entity of this path.
    pub fn of(&self, path: &str) -> Option<&'a str> {
        self.0.get(path).copied()
    }
}
