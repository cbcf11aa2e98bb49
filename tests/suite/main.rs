//! All ordinary tests, as one binary.

mod grammar;
mod properties;
mod syntax_recovery;
