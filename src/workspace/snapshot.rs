//! A model as it stands at one moment, to be edited and checked again and again: what the command line, an editor, a diff and a what-if look at.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Checked;
use super::check::{judge, model_of, unless_over};
use super::records::{self, Kept};
use crate::analysis::{self, Records};
use crate::diag::Diagnostic;
use crate::library;
use crate::model::Model;
use crate::source::{FileId, Origin, SourceFile, Sources};
use crate::syntax::{self, Parsed};
use crate::world::{Cancel, Cancelled, Facts, Patience};

/// The organisation's texts by name, with what they need of the library. It does not change: an edit gives another snapshot, which shares
/// all other texts with this one, their trees included.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// All texts: first the library's, then the organisation's.
    sources: Sources,
    /// The organisation's files, sorted by name.
    own: Vec<Own>,
    /// The places of the library's files that are there whatever the texts name.
    asked_for: Arc<[usize]>,
    /// What could not be read when the texts were read.
    unread: Vec<Diagnostic>,
    /// The records that checks have read, which edited copies share.
    records: Arc<Kept>,
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
    fn new(id: FileId, names: Vec<usize>) -> Own {
        Own { id, names: names.into(), parsed: Arc::default() }
    }
}

impl Snapshot {
    /// A model of these texts, each with its name; of two with one name the last.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Snapshot {
        Snapshot::made_of(texts.into_iter().map(|(name, text)| (name, text.into())).collect(), Vec::new())
    }

    /// A model of these texts, which also has the files of the library at these places.
    pub(super) fn made_of(texts: Vec<(String, Arc<str>)>, asked_for: Vec<usize>) -> Snapshot {
        let read = |(name, text): (String, Arc<str>)| {
            let file = SourceFile::new(name, text, Origin::Model);
            let names = library::called(file.text());
            (Arc::new(file), names)
        };
        let mut files: Vec<(Arc<SourceFile>, Vec<usize>)> = texts.into_par_iter().map(read).collect();
        files.sort_by(|(one, _), (other, _)| one.name().cmp(other.name()));
        files.dedup_by(|(later, names), (kept, its_names)| {
            let is_same = later.name() == kept.name();
            if is_same {
                std::mem::swap(later, kept);
                std::mem::swap(names, its_names);
            }
            is_same
        });
        let mut sources = library::sources();
        let named = files.iter().flat_map(|(_, names)| names).chain(&asked_for).copied().collect();
        for (rank, place) in library::needed_by(named).into_iter().enumerate() {
            library::add(&mut sources, place, rank);
        }
        let before = sources.files().count();
        let mut own = Vec::with_capacity(files.len());
        for (at, (file, names)) in files.into_iter().enumerate() {
            let id = sources.fresh();
            sources.put(id, file, before + at);
            own.push(Own::new(id, names));
        }
        Snapshot { sources, own, asked_for: asked_for.into(), unread: Vec::new(), records: Arc::default() }
    }

    /// The same model, of which some could not be read.
    pub(super) fn with_unread(self, unread: Vec<Diagnostic>) -> Snapshot {
        Snapshot { unread, ..self }
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
        if let Ok(at) = edited.place(name) {
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

    /// What could not be found, read or decoded when the texts were read.
    pub fn unread(&self) -> &[Diagnostic] {
        &self.unread
    }

    /// The file of this name, which keeps its number for as long as the model has it.
    pub fn file(&self, name: &str) -> Option<FileId> {
        self.place(name).ok().and_then(|at| self.own.get(at)).map(|own| own.id)
    }

    /// Takes the model through every stage. It depends on nothing but what is given, and leaves nothing behind but the trees of the texts, which
    /// later checks share; a check that is cancelled leaves whole ones only.
    pub fn check(&self, facts: &Facts, cancel: &Cancel) -> Result<Arc<Checked>, Cancelled> {
        let go_on = || cancel.ask();
        go_on()?;
        let trees = self.trees(&go_on)?;
        judge(self.sources.clone(), trees, self.unread.clone(), facts, &self.records, &go_on).map(Arc::new)
    }

    /// As [`check`](Snapshot::check), to the end and for this once: trees go as soon as there is a model of them.
    pub(super) fn check_once(self, facts: &Facts) -> Checked {
        let go_on = || Ok::<(), Infallible>(());
        let Ok(trees) = self.trees(&go_on);
        let Snapshot { sources, unread, records, .. } = self;
        let Ok(checked) = judge(sources, trees, unread, facts, &records, &go_on);
        checked
    }

    /// The trees of all texts, those of the library first; they are made where no check has made them yet.
    pub fn parsed(&self) -> Vec<Arc<Parsed>> {
        let Ok(trees) = self.trees(&|| Ok::<(), Infallible>(()));
        trees
    }

    /// The model that the texts describe, and what is wrong with its language; no rules are run.
    pub fn understand(&self) -> (Model, Vec<Diagnostic>) {
        let trees = self.parsed();
        let laid = analysis::lay_out(&self.sources, &trees);
        model_of(&self.sources, &trees, laid, &Records::default(), Patience::ENDLESS).unwrap_or_default()
    }

    /// The same with the records that the files hold, and the sources with the texts of these.
    pub(super) fn understand_with(&self, facts: &Facts) -> (Sources, Model, Vec<Diagnostic>) {
        let (trees, mut sources, mut told) = (self.parsed(), self.sources.clone(), Vec::new());
        let laid = analysis::lay_out(&sources, &trees);
        let asked = laid.records(&sources);
        let records = records::bring(&mut sources, &asked, &*facts.files, &self.records, &mut told);
        let (model, language) = model_of(&sources, &trees, laid, &records, Patience::ENDLESS).unwrap_or_default();
        told.extend(language);
        (sources, model, told)
    }

    fn trees<Stop: Send>(&self, go_on: &(impl Fn() -> Result<(), Stop> + Sync)) -> Result<Vec<Arc<Parsed>>, Stop> {
        let library = self.sources.files().filter(|(_, file)| file.origin() == Origin::Library).map(|(id, _)| id);
        let library: Vec<FileId> = library.collect();
        let shared = |&file: &FileId| library::parsed(&self.sources, file).unwrap_or_else(|| syntax::parse(&self.sources, file));
        let (mut trees, own) = rayon::join(
            || library.par_iter().map(shared).collect::<Vec<_>>(),
            || self.own.par_iter().map(|own| self.tree(own, go_on)).collect::<Result<Vec<_>, Stop>>(),
        );
        trees.extend(own?);
        Ok(trees)
    }

    fn tree<Stop>(&self, own: &Own, go_on: &(impl Fn() -> Result<(), Stop> + Sync)) -> Result<Arc<Parsed>, Stop> {
        if let Some(parsed) = own.parsed.get() {
            return Ok(parsed.clone());
        }
        // Parsed outside the lock: it may take work of other files, which may wait for this one.
        let parsed = unless_over(syntax::parse_while(&self.sources, own.id, &|| go_on().is_ok()), go_on)?;
        Ok(own.parsed.get_or_init(|| parsed).clone())
    }

    /// Where the file of this name stands among the organisation's, or where it would stand.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.own.binary_search_by(|own| self.sources.file(own.id).name().cmp(name))
    }

    fn put(&mut self, name: &str, text: impl Into<Arc<str>>) {
        let file = Arc::new(SourceFile::new(name, text, Origin::Model));
        let names = library::called(file.text());
        match self.place(name) {
            Ok(at) => {
                let Some(own) = self.own.get_mut(at) else { return };
                if self.sources.file(own.id).as_written() == file.as_written() {
                    return;
                }
                *own = Own::new(own.id, names);
                let id = own.id;
                let rank = self.sources.rank(id);
                self.sources.put(id, file, rank);
                self.forget_unread(id);
            }
            Err(at) => {
                let id = self.sources.fresh();
                self.own.insert(at, Own::new(id, names));
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
        let named = self.own.iter().flat_map(|own| own.names.iter()).chain(self.asked_for.iter()).copied();
        let needed = library::needed_by(named.collect());
        let library = self.sources.files().filter(|(_, file)| file.origin() == Origin::Library).map(|(id, _)| id);
        let idle: Vec<FileId> = library.filter(|id| needed.binary_search(&id.index()).is_err()).collect();
        idle.into_iter().for_each(|id| self.sources.remove(id));
        for (rank, &place) in needed.iter().enumerate() {
            library::add(&mut self.sources, place, rank);
        }
    }
}
