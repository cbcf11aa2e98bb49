//! All ordinary tests, as one binary.

mod artefacts;
mod grammar;
mod properties;
mod syntax_recovery;
