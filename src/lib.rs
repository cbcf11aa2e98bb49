//! Service management systems as code.

pub mod analysis;
pub mod diag;
pub mod model;
pub mod quantity;
pub mod source;
pub mod syntax;
