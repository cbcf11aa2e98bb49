//! Texts in the style, as edits: of a whole document, of a part of it, and while somebody types.

use std::ops::Range;

use serde_json::{Value, json};
use similar::{DiffOp, TextDiff};

use crate::format::format;
use crate::lsp::place::Columns;
use crate::syntax::stretches;
use crate::syntax::tokens::{Kind, tokens};

/// The edits that bring a document into the style.
pub fn whole(text: &str, columns: Columns) -> Value {
    Value::Array(edits(text, 0, &format(text).text, columns))
}

/// The edits that bring the items into the style that `range` reaches into, each as a whole: what stands in one is laid out together.
pub fn within(text: &str, range: Range<usize>, columns: Columns) -> Value {
    let reached = stretches(text)
        .into_iter()
        .map(|stretch| stretch.range)
        .filter(|stretch| stretch.start < range.end.max(range.start + 1) && range.start < stretch.end);
    let mut found = Vec::new();
    for stretch in reached {
        // What stands before an item on its line, and behind it, is not part of it.
        let item = text.get(stretch.clone()).unwrap_or_default().trim_end();
        let begins_line = stretch.start == 0 || text.get(..stretch.start).is_some_and(|before| before.ends_with('\n'));
        if begins_line {
            let line = text.get(..stretch.start).map_or(0, |before| before.matches('\n').count());
            found.extend(edits(item, line, format(item).text.trim_end(), columns));
        }
    }
    Value::Array(found)
}

/// The edits when `typed` has been typed before `offset`: behind a brace its item comes into the style, on a new line the indentation is that
/// of its depth.
pub fn on_type(text: &str, offset: usize, typed: &str, columns: Columns) -> Value {
    match typed {
        "}" => within(text, offset.saturating_sub(1)..offset, columns),
        "\n" => indentation(text, offset),
        _ => json!([]),
    }
}

/// Which lines of a text change that begins at the line `first` of a document, as edits of whole lines.
fn edits(text: &str, first: usize, done: &str, columns: Columns) -> Vec<Value> {
    let diff = TextDiff::from_lines(text, done);
    let (old, new) = (diff.old_slices(), diff.new_slices());
    // The end of a text that does not end its last line is on that line.
    let position = |line: usize| match old.last().filter(|last| line == old.len() && !last.ends_with('\n')) {
        Some(last) => {
            let length = match columns {
                Columns::Utf8 => last.len(),
                Columns::Utf16 => last.encode_utf16().count(),
            };
            json!({ "line": first + line - 1, "character": length })
        }
        None => json!({ "line": first + line, "character": 0 }),
    };
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changed
        .map(|op| {
            let lines = op.old_range();
            let text = new.get(op.new_range()).unwrap_or_default().concat();
            json!({ "range": { "start": position(lines.start), "end": position(lines.end) }, "newText": text })
        })
        .collect()
}

/// The edit that indents the line of `offset` by how deep it stands, where nothing but a closing bracket is on it.
fn indentation(text: &str, offset: usize) -> Value {
    let begin = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let rest = line.trim();
    if !rest.is_empty() && !rest.starts_with(['}', ']', ')']) {
        return json!([]);
    }
    let mut depth = 0usize;
    for token in tokens(text).iter().take_while(|token| (token.start as usize) < begin) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            // Within a text over lines everything counts.
            Kind::Text | Kind::OpenText if (token.end as usize) > begin => return json!([]),
            _ => {}
        }
    }
    let depth = if rest.is_empty() { depth } else { depth.saturating_sub(1) };
    let wanted = "  ".repeat(depth);
    let written = line.len() - line.trim_start().len();
    if line.get(..written) == Some(&*wanted) {
        return json!([]);
    }
    let number = text.get(..begin).map_or(0, |before| before.matches('\n').count());
    // Blanks are one unit each, however columns are counted.
    let range = json!({ "start": { "line": number, "character": 0 }, "end": { "line": number, "character": written } });
    json!([{ "range": range, "newText": wanted }])
}
