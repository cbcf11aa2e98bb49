//! All ordinary tests, as one binary.

mod artefacts;
mod grammar;
mod pages;
mod properties;
mod spec;
mod support;
mod syntax_recovery;
