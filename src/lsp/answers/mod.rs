//! Answers to requests, as the protocol has them.

pub mod actions;
pub mod calls;
pub mod completion;
pub mod diagnostics;
pub mod formatting;
pub mod places;
pub mod remarks;
pub mod symbols;
pub mod tokens;
