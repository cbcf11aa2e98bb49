//! The whole library, and what the files given beside it declare: what commands look names up in.

use std::io;
use std::path::PathBuf;

use super::failure::{Failure, failure};
use crate::diag::{Diagnostic, Severity, Source};
use crate::model::{Model, Reader};
use crate::report::printable;
use crate::source::Sources;
use crate::workspace::{self, left_out_input};
use crate::world::Audience;

/// What names are looked up in.
pub struct Scene {
    /// The texts.
    pub sources: Sources,
    /// The library and the model given.
    pub model: Model,
    /// Who asks.
    pub audience: Audience,
}

impl Scene {
    /// Who makes words of the model for those who ask.
    pub fn reader(&self) -> Reader<'_> {
        self.model.reader(self.audience)
    }
}

/// Reads the library and the files below `paths`, for `audience`. Fails where one of them cannot be read: what it declares would be said not to be there.
pub fn read(paths: &[PathBuf], audience: Audience) -> Result<Scene, Failure> {
    let snapshot = workspace::load_with_library(paths, &mut io::stdin().lock()).snapshot;
    if left_out_input(snapshot.unread())
        && let Some(told) = snapshot.unread().iter().find(|told| told.severity == Severity::Error)
    {
        return Err(unreadable(told));
    }
    let (model, told) = snapshot.understand();
    let errors = told.iter().filter(|told| told.severity == Severity::Error).count();
    if errors > 0 {
        let errors = crate::report::count(errors, "error", "errors");
        // Nothing can be done where standard error fails too.
        let remark = format!("the model has {errors}, which `sms check` tells; what is said of it here may be incomplete\n");
        let _ = io::Write::write_all(&mut io::stderr(), printable(&remark).as_bytes());
    }
    Ok(Scene { sources: snapshot.sources().clone(), model, audience })
}

/// The failure to read part of a model, as it was told.
pub fn unreadable(told: &Diagnostic) -> Failure {
    let code = match &told.source {
        Source::Language(code) => code.id,
        Source::Rule(_) => "unreadable",
    };
    let failure = failure(code, printable(&told.message));
    match &told.help {
        Some(help) => failure.help(printable(help)),
        None => failure,
    }
}
