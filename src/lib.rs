//! Service management systems as code.

pub mod analysis;
pub mod cli;
pub mod diag;
pub mod library;
pub mod model;
pub mod quantity;
pub mod report;
pub mod source;
pub mod syntax;
pub mod workspace;
