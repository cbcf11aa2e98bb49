//! How much was checked and told.

use std::borrow::Borrow;

use super::{Diagnostic, Severity};

/// How much was checked and what is told of it, the library's own files and entities not counted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Files of the organisation.
    pub files: usize,
    /// Entities of the organisation.
    pub entities: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that a waiver silences, which are not told.
    pub waived: usize,
    /// Findings that a baseline knows of, which are not told.
    pub known: usize,
}

impl Counts {
    /// The same with the errors, warnings and notes among `told`.
    #[must_use]
    pub fn telling<T: Borrow<Diagnostic>>(self, told: &[T]) -> Counts {
        let weighing = |severity: Severity| told.iter().filter(|told| (*told).borrow().severity == severity).count();
        Counts { errors: weighing(Severity::Error), warnings: weighing(Severity::Warning), notes: weighing(Severity::Note), ..self }
    }
}
