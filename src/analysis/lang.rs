//! What the compiler needs of the library and does not find.

use crate::diag::{Diagnostic, Place, Severity, Source, codes};
use crate::model::{Lang, Schema};

/// Binds every lang item; tells each that the library lacks, and gives `None` then.
pub(super) fn bind(schema: &Schema, diagnostics: &mut Vec<Diagnostic>) -> Option<Lang> {
    let (lang, missing) = Lang::bind(schema);
    let is_whole = missing.is_empty();
    diagnostics.extend(missing.into_iter().map(|what| {
        let message = format!("the library does not declare {what}, which the compiler needs");
        Diagnostic::new(Source::Language(&codes::E0308), Severity::Error, Place::Nowhere, message)
    }));
    lang.filter(|_| is_whole)
}
