//! Service management systems as code.

pub mod diag;
pub mod model;
pub mod quantity;
pub mod rules;
pub mod source;
pub mod syntax;
