//! Source texts and places in them.
//!
//! Every stage speaks of places as [`Span`]s: a file and two byte offsets. Line and column numbers are worked out only where a
//! person or a tool will read them, from a [`LineIndex`] that is built on first use.

mod composed;
pub mod letters;
mod lines;
mod veil;

pub use composed::composed;
pub use lines::{LineIndex, Position};
pub use veil::Veil;

use std::sync::{Arc, OnceLock};

use composed::Composed;

/// A file within one [`Sources`]; library files have the lowest numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(u32);

impl FileId {
    /// The file's place in the list of sources.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of bytes `start..end` of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The file the bytes are in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The shortest span that holds both; both must be of one file.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.file, other.file);
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The offsets as a range, for slicing the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span just behind this one.
    pub fn behind(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// Where a file comes from: it decides who is asked to mend what is wrong in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Shipped with the compiler.
    Library,
    /// Written by the organisation.
    Model,
}

/// One file: its name as shown, its text, and its line index.
#[derive(Debug)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    origin: Origin,
    lines: OnceLock<LineIndex>,
    written: Option<Box<Written>>,
}

/// How a text is written whose composed form is another.
#[derive(Debug)]
struct Written {
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
    composed: Composed,
}

impl SourceFile {
    /// The name shown to users: relative to where the command ran, with `/` on every platform.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without a byte order mark, in its [composed](composed()) form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Who wrote the file.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Where the lines begin; built when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The offset, in the text as it is written, of what stands at `offset`: for whoever reads or changes the file itself.
    pub fn written(&self, offset: usize) -> usize {
        self.written.as_ref().map_or(offset, |written| written.composed.written(offset))
    }

    /// The offset of what is written at `offset`.
    pub fn read(&self, offset: usize) -> usize {
        self.written.as_ref().map_or(offset, |written| written.composed.here(offset))
    }

    /// Line and column of `offset` in the text as it is written.
    pub fn position(&self, offset: usize) -> Position {
        match &self.written {
            Some(written) => {
                let lines = written.lines.get_or_init(|| LineIndex::new(&written.text));
                lines.position(&written.text, written.composed.written(offset))
            }
            None => self.lines().position(&self.text, offset),
        }
    }
}

/// All files of one run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a file and gives its number.
    ///
    /// Offsets are 32 bits wide: the workspace refuses files of 4 GiB and more before they come here.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, origin: Origin) -> FileId {
        let id = FileId(self.files.len() as u32);
        let text: Arc<str> = text.into();
        // The library is written composed; a test looks.
        let composed = if origin == Origin::Model { Composed::of(&text) } else { None };
        let (text, written) = match composed {
            Some(mut composed) => {
                let read = Arc::from(std::mem::take(&mut composed.text));
                (read, Some(Box::new(Written { text, lines: OnceLock::new(), composed })))
            }
            None => (text, None),
        };
        self.files.push(SourceFile { name: name.into(), text, origin, lines: OnceLock::new(), written });
        id
    }

    /// The file with this number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// Every file with its number, in order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// The text under `span`.
    pub fn text(&self, span: Span) -> &str {
        &self.files[span.file.index()].text[span.range()]
    }

    /// Line and column of the start of `span`, counted from 1, the column in characters, bytes and UTF-16.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start as usize)
    }
}
