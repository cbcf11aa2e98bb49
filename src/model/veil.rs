//! Which stretches of the files say something private: titles, texts, documentation and comments of what is private.
//!
//! Names, numbers and signs stay in sight, so that an error can still be shown where it is.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{EntityId, Model, Value};
use crate::likeness::closest;
use crate::quantity::Scalar;
use crate::source::{FileId, Origin, Sources, Veil};
use crate::syntax;
use crate::syntax::tree::Item;

/// The field that marks something as private.
pub const PRIVACY_MARK: &str = "private";

/// Whether a word is the mark of what is private, or may be meant for it.
pub fn is_nearly_mark(word: &str) -> bool {
    is_near(word, PRIVACY_MARK)
}

/// Whether a text that could not be understood may hold the mark of what is private.
pub fn may_hold_mark(text: &str) -> bool {
    may_be_private(text, &[])
}

impl Model {
    /// What of these files not everybody may read. Something private may have been lost to an error in those that are `faulty`.
    pub fn veil(&self, sources: &Sources, files: impl IntoIterator<Item = FileId>, faulty: &BTreeSet<FileId>) -> Veil {
        let mut files: Vec<FileId> = files.into_iter().filter(|&file| sources.file(file).origin() != Origin::Library).collect();
        files.sort_unstable();
        files.dedup();
        let mut veil = Veil::default();
        for id in self.ids().filter(|&id| self.is_private(id) && files.binary_search(&self.entity(id).span.file).is_ok()) {
            let span = self.entity(id).span;
            if self.is_outermost_private(id) {
                cover(&mut veil, sources, span.file, span.range());
            }
            // A text that lacks its quotes looks like a name.
            let bare = self.slots(id).iter().filter(|slot| slot.value.has_hole() && self.schema().field(slot.field).takes_texts());
            veil.cover(span.file, bare.map(|slot| slot.span.range()));
        }
        // Of a private record everything is: nobody can say which lines of it became rows.
        let rows = self.schema().lang.map(|lang| self.of_kind(lang.records.rows)).unwrap_or_default();
        if rows.into_iter().any(|id| self.is_private(id)) {
            for &file in files.iter().filter(|&&file| sources.file(file).origin() == Origin::Record) {
                veil.cover(file, std::iter::once(0..sources.file(file).text().len()));
            }
        }
        let kinds = self.private_kinds();
        let is_faulty = |file: &FileId| faulty.contains(file) && sources.file(*file).origin() == Origin::Model;
        for file in files.into_iter().filter(is_faulty) {
            let text = sources.file(file).text();
            if !may_be_private(text, &kinds) {
                continue;
            }
            if !syntax::is_whole(text) {
                // Something private may go on anywhere.
                cover(&mut veil, sources, file, 0..text.len());
                continue;
            }
            for stretch in self.lost(sources, file) {
                let text = &text[stretch.clone()];
                if !is_comment(text) && may_be_private(text, &kinds) {
                    cover(&mut veil, sources, file, stretch);
                }
            }
        }
        veil
    }

    /// Whether nothing that holds it is private.
    fn is_outermost_private(&self, id: EntityId) -> bool {
        self.entity(id).parent.is_none_or(|(parent, _)| !self.is_private(parent))
    }

    /// The kinds whose entities are private where they do not say otherwise.
    fn private_kinds(&self) -> Vec<&str> {
        let schema = self.schema();
        let kinds = schema.kinds.iter().filter(|kind| {
            let mut fields = kind.fields.iter().map(|&field| schema.field(field));
            fields.any(|field| &*field.name == PRIVACY_MARK && field.default == Some(Value::Scalar(Scalar::Bool(true))))
        });
        kinds.map(|kind| &*kind.name).collect()
    }

    /// What of a file is in no declaration and in no entity of the model.
    fn lost(&self, sources: &Sources, file: FileId) -> Vec<Range<usize>> {
        let placed = self.ids().map(|id| self.entity(id).span).filter(|span| span.file == file);
        let placed: BTreeSet<usize> = placed.map(|span| span.start as usize).collect();
        let mut lost = Vec::new();
        let mut end = 0;
        for item in &syntax::parse(sources, file).tree.items {
            let (span, is_lost) = match item {
                Item::Kind(decl) => (decl.span, false),
                Item::Enum(decl) => (decl.span, false),
                Item::Rule(decl) => (decl.span, false),
                Item::Register(decl) => (decl.span, false),
                Item::Define(decl) => (decl.span, false),
                Item::Entity(node) => (node.span, !placed.contains(&(node.span.start as usize))),
            };
            lost.push(end..span.range().start.max(end));
            if is_lost {
                lost.push(span.range());
            }
            end = end.max(span.range().end);
        }
        lost.push(end..sources.file(file).text().len().max(end));
        lost
    }
}

/// Covers the prose of a stretch, and the comments right before and behind it.
fn cover(veil: &mut Veil, sources: &Sources, file: FileId, stretch: Range<usize>) {
    let text = sources.file(file).text();
    let start = comments_before(text, stretch.start);
    let behind = text.get(stretch.end..).unwrap_or_default();
    let behind = behind.split('\n').next().unwrap_or_default();
    let end = if behind.trim_start().starts_with("//") { stretch.end + behind.len() } else { stretch.end };
    veil.cover(file, syntax::prose(text, start..end));
}

/// Where the lines of comments begin that end right before `at`.
fn comments_before(text: &str, at: usize) -> usize {
    let mut start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    if !text[start..at].trim().is_empty() {
        return at;
    }
    while start > 0 {
        let above = text[..start - 1].rfind('\n').map_or(0, |end| end + 1);
        if !text[above..start].trim_start().starts_with("//") {
            break;
        }
        start = above;
    }
    start
}

fn is_comment(text: &str) -> bool {
    text.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with("//"))
}

/// Whether a text has a word that may be meant for the mark of what is private or for a kind that is. Prose has no such word, but where
/// quotes or brackets do not close, nobody can tell what is prose.
fn may_be_private(text: &str, kinds: &[&str]) -> bool {
    let prose = if syntax::is_whole(text) { syntax::prose(text, 0..text.len()) } else { Vec::new() };
    let starts = std::iter::once(0).chain(prose.iter().map(|stretch| stretch.end));
    let ends = prose.iter().map(|stretch| stretch.start).chain([text.len()]);
    let mut parts = starts.zip(ends).filter_map(|(start, end)| text.get(start..end));
    parts.any(|part| {
        let mut words = part.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        words.any(|word| is_nearly_mark(word) || kinds.iter().any(|kind| is_near(word, kind)))
    })
}

fn is_near(word: &str, known: &str) -> bool {
    word == known || word.len().abs_diff(known.len()) <= 2 && begins_alike(word, known) && closest(word, [known]).is_some()
}

/// Whether one begins with one of the first two letters of the other: all words of a file are looked at, and few get past this.
fn begins_alike(word: &str, known: &str) -> bool {
    let [mut word, mut known] = [word, known].map(|name| name.bytes().map(|byte| byte.to_ascii_lowercase()));
    let (first, second, start, next) = (word.next(), word.next(), known.next(), known.next());
    first == start || first == next || second == start
}
