//! All of the library, for what a model does not load: clauses of a standard that it does not name yet.

use std::sync::OnceLock;

use crate::model::Model;
use crate::source::Sources;
use crate::workspace;

/// The whole library, understood once and only where somebody asks.
pub fn whole() -> &'static (Sources, Model) {
    static LIBRARY: OnceLock<(Sources, Model)> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let snapshot = workspace::load_with_library(&[], &mut std::io::empty()).snapshot;
        (snapshot.sources().clone(), snapshot.understand().0)
    })
}
