//! Expressions that are unpacked when somebody first asks for them.
//!
//! The library has a thousand expressions in rules and registers, and a run needs few of them: of most rules it looks at the heading alone,
//! and messages are planned at the first finding.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use super::pack;
use super::tree::Expr;
use crate::source::FileId;

/// An expression, or the bytes that it is made of when it is first looked at.
#[derive(Clone)]
pub struct Late {
    expr: OnceLock<Expr>,
    bytes: &'static [u8],
    file: FileId,
}

impl Late {
    /// The expression in these bytes, as one of `file`.
    pub(super) fn packed(bytes: &'static [u8], file: FileId) -> Late {
        Late { expr: OnceLock::new(), bytes, file }
    }
}

impl From<Expr> for Late {
    fn from(expr: Expr) -> Late {
        let file = expr.span.file;
        Late { expr: expr.into(), bytes: &[], file }
    }
}

impl Deref for Late {
    type Target = Expr;

    fn deref(&self) -> &Expr {
        self.expr.get_or_init(|| pack::unpack_expr(self.bytes, self.file))
    }
}

impl PartialEq for Late {
    fn eq(&self, other: &Late) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
