//! All ordinary tests, as one binary.

mod grammar;
mod properties;
mod rules;
mod syntax_recovery;
