//! A model as it stands at one moment, to be edited and checked again and again: what an editor, a diff and a what-if look at.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::check::{judge, library_trees};
use super::{Checked, Loaded};
use crate::diag::Diagnostic;
use crate::library;
use crate::source::{FileId, Origin, SourceFile, Sources};
use crate::syntax::{self, Parsed};
use crate::world::{Cancel, Cancelled, Facts};

/// The organisation's texts by name, with what they need of the library. It does not change: an edit gives another snapshot, which shares
/// all other texts with this one, their trees included.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// All texts: first the library's, then the organisation's.
    sources: Sources,
    /// The organisation's files, in order.
    own: Vec<Own>,
    /// What could not be read when the texts were read.
    unread: Vec<Diagnostic>,
}

/// A file of the organisation.
#[derive(Clone, Debug)]
struct Own {
    id: FileId,
    /// The places of the library's files that it names.
    names: Arc<[usize]>,
    parsed: Arc<OnceLock<Arc<Parsed>>>,
}

impl Own {
    fn new(id: FileId, text: &str) -> Own {
        Own { id, names: library::called(text).into(), parsed: Arc::default() }
    }
}

impl Snapshot {
    /// A model of these texts, each with its name.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Snapshot {
        let mut snapshot = Snapshot { sources: library::sources(), own: Vec::new(), unread: Vec::new() };
        for (name, text) in texts {
            snapshot.put(&name, text);
        }
        snapshot.bring_library();
        snapshot
    }

    /// The model with another text under this name, which may be a new one.
    pub fn with(&self, name: &str, text: impl Into<Arc<str>>) -> Snapshot {
        let mut edited = self.clone();
        edited.put(name, text);
        edited.bring_library();
        edited
    }

    /// The model without the text of this name.
    pub fn without(&self, name: &str) -> Snapshot {
        let mut edited = self.clone();
        if let Some(at) = edited.place(name) {
            let gone = edited.own.remove(at);
            edited.sources.remove(gone.id);
            edited.forget_unread(gone.id);
            edited.bring_library();
        }
        edited
    }

    /// All texts.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The file of this name, which keeps its number for as long as the model has it.
    pub fn file(&self, name: &str) -> Option<FileId> {
        self.place(name).and_then(|at| self.own.get(at)).map(|own| own.id)
    }

    /// Takes the model through every stage. It depends on nothing but what is given, and leaves nothing behind but the trees of the texts, which
    /// later checks share; a check that is cancelled leaves whole ones only.
    pub fn check(&self, facts: &Facts, cancel: &Cancel) -> Result<Arc<Checked>, Cancelled> {
        cancel.ask()?;
        let library: Vec<FileId> =
            self.sources.files().filter(|(_, file)| file.origin() == Origin::Library).map(|(id, _)| id).collect();
        let mut trees = library_trees(&self.sources, &library);
        let own: Result<Vec<Arc<Parsed>>, Cancelled> = self.own.par_iter().map(|own| self.tree(own, cancel)).collect();
        trees.extend(own?);
        judge(self.sources.clone(), trees, self.unread.clone(), facts, &|| cancel.ask()).map(Arc::new)
    }

    fn tree(&self, own: &Own, cancel: &Cancel) -> Result<Arc<Parsed>, Cancelled> {
        cancel.ask()?;
        if let Some(parsed) = own.parsed.get() {
            return Ok(parsed.clone());
        }
        // Parsed outside the lock: it may take work of other files, which may wait for this one.
        let parsed = syntax::parse(&self.sources, own.id);
        Ok(own.parsed.get_or_init(|| parsed).clone())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.own.iter().position(|own| self.sources.file(own.id).name() == name)
    }

    fn put(&mut self, name: &str, text: impl Into<Arc<str>>) {
        let file = Arc::new(SourceFile::new(name, text, Origin::Model));
        match self.place(name) {
            Some(at) => {
                let Some(own) = self.own.get_mut(at) else { return };
                if self.sources.file(own.id).as_written() == file.as_written() {
                    return;
                }
                *own = Own::new(own.id, file.text());
                let id = own.id;
                let rank = self.sources.rank(id);
                self.sources.put(id, file, rank);
                self.forget_unread(id);
            }
            None => {
                let at = self.own.partition_point(|own| self.sources.file(own.id).name() < name);
                let id = self.sources.fresh();
                self.own.insert(at, Own::new(id, file.text()));
                let before = self.sources.files().count() + 1 - self.own.len();
                self.sources.put(id, file, before + at);
            }
        }
    }

    /// What was damaged in a text that is no more is told no more.
    fn forget_unread(&mut self, file: FileId) {
        self.unread.retain(|told| told.span().is_none_or(|span| span.file != file));
    }

    /// Brings in what the texts need of the library, and leaves out the rest.
    fn bring_library(&mut self) {
        let needed = library::needed_by(self.own.iter().flat_map(|own| own.names.iter().copied()).collect());
        let library = self.sources.files().filter(|(_, file)| file.origin() == Origin::Library).map(|(id, _)| id);
        let idle: Vec<FileId> = library.filter(|id| needed.binary_search(&id.index()).is_err()).collect();
        idle.into_iter().for_each(|id| self.sources.remove(id));
        for (rank, &place) in needed.iter().enumerate() {
            library::add(&mut self.sources, place, rank);
        }
    }
}

impl From<Loaded> for Snapshot {
    /// The texts that were read; the files on record belong to the [`Facts`].
    fn from(loaded: Loaded) -> Snapshot {
        let Loaded { sources, files, diagnostics, .. } = loaded;
        let own = files.iter().filter(|&&file| sources.file(file).origin() == Origin::Model);
        let own = own.map(|&file| Own::new(file, sources.file(file).text())).collect();
        Snapshot { own, unread: diagnostics, sources }
    }
}
