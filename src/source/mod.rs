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

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use composed::Composed;

/// A file of a [`Sources`] and of all that were made from it. A file keeps its number whatever happens to others, and no number is given
/// twice; so numbers say nothing about the order of files, which is [`Sources::rank`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(u32);

impl FileId {
    /// One of the numbers that [`Sources::reserving`] keeps free.
    pub fn reserved(place: usize) -> FileId {
        FileId(place as u32)
    }

    /// The number.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of bytes `start..end` of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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
    /// A record of the organisation's, whose rows are entities. It is no text of the language; entities are the library's or the
    /// organisation's alone.
    Record,
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

/// The files of a model, in order. Copies share the files, and give numbers from the same store.
#[derive(Clone, Debug)]
pub struct Sources {
    /// By number; what is free or gone is an empty file without a rank.
    slots: Vec<Slot>,
    order: Vec<FileId>,
    next: Arc<AtomicU32>,
    moves: u64,
}

#[derive(Clone, Debug)]
struct Slot {
    file: Arc<SourceFile>,
    rank: Option<u32>,
}

impl Default for Sources {
    fn default() -> Sources {
        Sources::new()
    }
}

impl SourceFile {
    /// A file of this text.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, origin: Origin) -> SourceFile {
        let text: Arc<str> = text.into();
        // The library is written composed; a test looks.
        let composed = if origin != Origin::Library { Composed::of(&text) } else { None };
        let (text, written) = match composed {
            Some(mut composed) => {
                let read = Arc::from(std::mem::take(&mut composed.text));
                (read, Some(Box::new(Written { text, lines: OnceLock::new(), composed })))
            }
            None => (text, None),
        };
        SourceFile { name: name.into(), text, origin, lines: OnceLock::new(), written }
    }

    /// The text as it was given, before it was composed.
    pub fn as_written(&self) -> &str {
        self.written.as_ref().map_or(&self.text, |written| &written.text)
    }
}

impl Sources {
    /// No files yet.
    pub fn new() -> Sources {
        Sources::reserving(0)
    }

    /// No files yet, with so many numbers kept free for whoever shares files among many sources.
    pub fn reserving(count: usize) -> Sources {
        Sources { slots: Vec::new(), order: Vec::new(), next: Arc::new(AtomicU32::new(count as u32)), moves: 0 }
    }

    /// Adds a file behind all others and gives its number.
    ///
    /// Offsets are 32 bits wide: the workspace refuses files of 4 GiB and more before they come here.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, origin: Origin) -> FileId {
        let id = self.fresh();
        self.put(id, Arc::new(SourceFile::new(name, text, origin)), self.order.len());
        id
    }

    /// A number that no file of these sources, of a copy or of what they are a copy of has had.
    pub fn fresh(&self) -> FileId {
        FileId(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// Makes `file` the one with this number: in the place of the one that had it, or else before the one that stands `rank`th.
    pub fn put(&mut self, id: FileId, file: Arc<SourceFile>, rank: usize) {
        if self.slots.len() <= id.index() {
            let free = Slot { file: Arc::new(SourceFile::new("", "", Origin::Library)), rank: None };
            self.slots.resize(id.index() + 1, free);
        }
        let Some(slot) = self.slots.get_mut(id.index()) else { return };
        slot.file = file;
        if slot.rank.is_none() {
            let rank = rank.min(self.order.len());
            self.order.insert(rank, id);
            self.rank_from(rank);
        }
    }

    /// Takes a file away. Its number stays taken.
    pub fn remove(&mut self, id: FileId) {
        let Some(slot) = self.slots.get_mut(id.index()) else { return };
        if let Some(rank) = slot.rank.take() {
            slot.file = Arc::new(SourceFile::new("", "", Origin::Library));
            self.order.remove(rank as usize);
            self.rank_from(rank as usize);
        }
    }

    /// How many times files were given a place in the order: a test holds it in bounds.
    pub fn moves(&self) -> u64 {
        self.moves
    }

    fn rank_from(&mut self, first: usize) {
        self.moves += (self.order.len() - first.min(self.order.len())) as u64;
        for (rank, id) in self.order.iter().enumerate().skip(first) {
            if let Some(slot) = self.slots.get_mut(id.index()) {
                slot.rank = Some(rank as u32);
            }
        }
    }

    /// The file with this number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.slots[id.index()].file
    }

    /// The file with this number, to be shared.
    pub fn shared(&self, id: FileId) -> &Arc<SourceFile> {
        &self.slots[id.index()].file
    }

    /// Which file it is, counted in the order of files.
    pub fn rank(&self, id: FileId) -> usize {
        self.slots[id.index()].rank.map_or(usize::MAX, |rank| rank as usize)
    }

    /// What puts places in the order of files, and within one in that of the text.
    pub fn order(&self, span: Span) -> (usize, u32, u32) {
        (self.rank(span.file), span.start, span.end)
    }

    /// Every file with its number, in order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.order.iter().map(|&id| (id, self.file(id)))
    }

    /// The text under `span`.
    pub fn text(&self, span: Span) -> &str {
        &self.slots[span.file.index()].file.text[span.range()]
    }

    /// Line and column of the start of `span`, counted from 1, the column in characters, bytes and UTF-16.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start as usize)
    }
}
