//! Clauses in findings by their names, also where the model names no standard.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Snapshot;
use crate::diag::{ClauseRef, Diagnostic};
use crate::library;
use crate::rules;
use crate::world::Audience;

/// Gives the clauses in what is told the names that the library has for them, where the model itself loads no framework that does.
///
/// The frameworks are read for that alone, and only where something is told that needs it: they are large, and a model that names no
/// standard is not judged by one.
pub(super) fn name_clauses<'a, 'c: 'a>(told: impl Iterator<Item = &'a mut Cow<'c, Diagnostic>>) {
    let told = told.filter(|told| told.clauses.iter().any(is_bare));
    let bare: Vec<&mut ClauseRef> = told.flat_map(|told| &mut told.to_mut().clauses).filter(|clause| is_bare(clause)).collect();
    let heads: BTreeSet<&str> = bare.iter().filter_map(|clause| clause.path.split('.').next()).collect();
    let heads: Vec<&str> = heads.into_iter().filter(|head| library::is_on_demand(head)).collect();
    if heads.is_empty() {
        return;
    }
    let places = heads.iter().flat_map(|head| library::called(head)).collect();
    let (model, _) = Snapshot::made_of(Vec::new(), places).understand();
    for clause in bare {
        if let Some(id) = model.find(&clause.path) {
            clause.citation = rules::cite(&model.reader(Audience::Anybody), id);
        }
    }
}

/// Whether a clause is cited by its path only.
fn is_bare(clause: &ClauseRef) -> bool {
    clause.citation == clause.path
}
