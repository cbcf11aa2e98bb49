//! What each word of a text is, and what of it can be folded away.

use serde_json::{Value, json};

use crate::editor::{self, Class};
use crate::lsp::place::{Columns, line_and_column};
use crate::source::SourceFile;

/// What can be folded away; the line that closes a body stays in sight.
pub fn folds(file: &SourceFile, columns: Columns) -> Value {
    let text = file.text();
    let line = |offset: usize| line_and_column(file, offset, columns).0;
    let fold = |range: std::ops::Range<usize>| {
        let comment = text.get(range.clone()).is_some_and(|text| text.starts_with("//"));
        let (first, last) = (line(range.start), line(range.end));
        let last = if comment { last } else { last.saturating_sub(1) };
        (last > first).then(|| match comment {
            true => json!({ "startLine": first, "endLine": last, "kind": "comment" }),
            false => json!({ "startLine": first, "endLine": last }),
        })
    };
    editor::folds(text).into_iter().filter_map(fold).collect()
}

/// The classes of words, in the order of their numbers.
pub const CLASSES: [&str; 10] =
    ["comment", "string", "number", "keyword", "type", "variable", "property", "function", "enumMember", "operator"];

/// What is said of a word beside its class, in the order of the bits.
pub const MODIFIERS: [&str; 2] = ["documentation", "declaration"];

/// What each word between two lines is, as the numbers of the protocol. Texts over lines are left to the grammar of the editor.
pub fn tokens(file: &SourceFile, lines: std::ops::RangeInclusive<usize>, columns: Columns) -> Value {
    let text = file.text();
    let (mut line, mut column) = (0, 0);
    let mut data: Vec<usize> = Vec::new();
    for editor::Highlight { range, class } in editor::highlights(text) {
        let (here, start) = line_and_column(file, range.start, columns);
        let (last, end) = line_and_column(file, range.end, columns);
        if last != here || !lines.contains(&here) {
            continue;
        }
        let (number, modifiers) = match class {
            Class::Comment => (0, 0),
            Class::Doc => (0, 1),
            Class::Text => (1, 0),
            Class::Number => (2, 0),
            Class::Keyword => (3, 0),
            Class::Kind => (4, 0),
            Class::Declaration => (5, 2),
            Class::Field => (6, 0),
            Class::Function => (7, 0),
            Class::Name => (8, 0),
            Class::Operator => (9, 0),
        };
        let from = if here == line { column } else { 0 };
        data.extend([here - line, start - from, end - start, number, modifiers]);
        (line, column) = (here, start);
    }
    json!({ "data": data })
}
