//! Edits of the texts of a snapshot.

use std::ops::Range;

use crate::source::{FileId, SourceFile, Sources, Span};
use crate::workspace::Snapshot;

/// A replacement in a text of a model, by bytes of the text as the compiler reads it; an empty range is an insertion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextEdit {
    /// The file.
    pub file: FileId,
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// Puts `text` in place of what stands at `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> TextEdit {
        TextEdit { file: span.file, range: span.range(), text: text.into() }
    }
}

/// The snapshot with these edits made; of two that overlap the one that reaches further counts.
pub fn edited(snapshot: &Snapshot, sources: &Sources, edits: &[TextEdit]) -> Snapshot {
    let mut files: Vec<FileId> = edits.iter().map(|edit| edit.file).collect();
    files.sort_unstable();
    files.dedup();
    let mut changed = snapshot.clone();
    for id in files {
        let file = sources.file(id);
        let mut own: Vec<&TextEdit> = edits.iter().filter(|edit| edit.file == id).collect();
        own.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
        changed = changed.with(file.name(), with(file, &own));
    }
    changed
}

/// The text of a file as it is written, with edits in order of their places.
fn with(file: &SourceFile, edits: &[&TextEdit]) -> String {
    let whole = file.as_written();
    let mut text = String::with_capacity(whole.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (file.written(edit.range.start), file.written(edit.range.end));
        if start < at {
            continue;
        }
        text.push_str(whole.get(at..start).unwrap_or_default());
        text.push_str(&edit.text);
        at = end;
    }
    text.push_str(whole.get(at..).unwrap_or_default());
    text
}
