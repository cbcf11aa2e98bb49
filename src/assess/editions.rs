//! The edition of the library, and the one that a model was written for.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Severity, codes};
use crate::model::{EntityId, Model};
use crate::source::Origin;
use crate::world::Audience;

/// The edition of the library that is loaded, where it names one.
pub fn edition(model: &Model) -> Option<Cow<'_, str>> {
    let lang = model.schema().lang?;
    model.reader(Audience::Anybody).letters_of(model.value(library(model)?, lang.library_edition))
}

/// What the library says of itself.
pub(super) fn library(model: &Model) -> Option<EntityId> {
    let lang = model.schema().lang?;
    model.of_kind(lang.library).into_iter().find(|&id| model.entity(id).origin == Origin::Library)
}

/// A note for a model that was written for another edition of the library than the one that is loaded.
pub fn editions(model: &Model) -> Vec<Diagnostic> {
    let (Some(lang), Some(edition)) = (model.schema().lang, edition(model)) else { return Vec::new() };
    let reader = model.reader(Audience::Anybody);
    let other = |id| {
        let written_for = reader.letters_of(model.value(id, lang.model_library)).filter(|named| *named != edition)?;
        let path = &model.entity(id).path;
        let message = format!("`{path}` was written for edition {written_for} of the library, and this is edition {edition}");
        let told = Diagnostic::warning(&codes::E0604, model.place(id, lang.model_library), message, "");
        let told = told.help(format!("read in CHANGELOG.md of `sms` what has changed since, then write `library: \"{edition}\"`"));
        Some(Diagnostic { severity: Severity::Note, ..told }.about(&**path))
    };
    model.of_kind(lang.model).into_iter().filter_map(other).collect()
}
