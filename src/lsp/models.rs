//! The models that are open: their texts, what was made of them, and the files they stand in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::editor::{Renamed, View};
use crate::quantity::Date;
use crate::source::{FileId, Origin, SourceFile};
use crate::workspace::{self, Checked, Snapshot, shown};
use crate::world::{Audience, Cancel, Facts, Files};

/// A folder whose files are one model.
pub struct Model {
    /// The folder.
    pub root: PathBuf,
    /// Its texts: those of the disk, and in place of them those that are being edited.
    pub snapshot: Snapshot,
    /// The files on record.
    pub on_record: Arc<dyn Files>,
    /// The last check.
    pub view: Option<Arc<View>>,
    /// How often something has changed.
    pub revision: u64,
    /// The revision that was checked.
    pub seen: u64,
    /// What stops the check that is under way.
    pub cancel: Arc<Cancel>,
    /// What was told last time, by address: the addresses alone, since only those with something are kept.
    pub told: BTreeSet<String>,
    /// The names that were changed while it is open.
    pub renamed: Vec<Renamed>,
    /// The names of files that links lead to, by where these really are.
    linked: BTreeMap<String, String>,
}

impl Model {
    /// Reads the model below `root`.
    pub fn read(root: PathBuf) -> Model {
        let loaded = workspace::load(std::slice::from_ref(&root), &mut std::io::empty());
        Model {
            linked: linked(&loaded.snapshot),
            root,
            snapshot: loaded.snapshot,
            on_record: loaded.on_record,
            view: None,
            revision: 1,
            seen: 0,
            cancel: Arc::new(Cancel::new()),
            told: BTreeSet::new(),
            renamed: Vec::new(),
        }
    }

    /// Reads everything anew; what is known to be told stays known.
    pub fn reread(&mut self) {
        let loaded = workspace::load(std::slice::from_ref(&self.root), &mut std::io::empty());
        self.snapshot = brought_up_to_date(&self.snapshot, loaded.snapshot);
        self.linked = linked(&self.snapshot);
        self.on_record = loaded.on_record;
        self.touch();
    }

    /// The world on the day `today`.
    pub fn facts(&self, today: Date) -> Facts {
        Facts { today, files: self.on_record.clone(), audience: Audience::Anybody }
    }

    /// Puts another text under a name; the check that is under way is of no use any more.
    pub fn put(&mut self, name: &str, text: &str) {
        self.snapshot = self.snapshot.with(name, text);
        self.touch();
    }

    /// Something has changed.
    pub fn touch(&mut self) {
        self.revision += 1;
        self.cancel.cancel();
        self.cancel = Arc::new(Cancel::new());
    }

    /// The view of the model as it stands, where it has been checked.
    pub fn current(&self) -> Option<&Arc<View>> {
        self.view.as_ref().filter(|_| self.seen == self.revision)
    }
}

/// The names of a model's files that are not those of the files themselves, because a link leads there, by these.
fn linked(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let own = snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model).map(|(_, file)| file.name());
    let real = |name: &str| Some(shown(&Path::new(name).canonicalize().ok()?));
    own.filter_map(|name| Some((real(name)?, name.to_owned()))).filter(|(real, name)| real != name).collect()
}

/// The texts of `new` as an edit of `old`, so that what is the same need not be parsed again; `new` where something could not be read.
fn brought_up_to_date(old: &Snapshot, new: Snapshot) -> Snapshot {
    let is_placed = |told: &crate::diag::Diagnostic| told.span().is_some();
    if old.unread() != new.unread() || new.unread().iter().any(is_placed) {
        return new;
    }
    let own = |snapshot: &Snapshot| -> Vec<String> {
        let files = snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model);
        files.map(|(_, file)| file.name().to_owned()).collect()
    };
    let gone = own(old).into_iter().filter(|name| new.file(name).is_none());
    let mut edited = gone.fold(old.clone(), |edited, name| edited.without(&name));
    for (_, file) in new.sources().files().filter(|(_, file)| file.origin() == Origin::Model) {
        edited = edited.with(file.name(), file.as_written());
    }
    edited
}

/// A document that is open in the editor.
pub struct Document {
    /// Its address, as the client gave it.
    pub uri: String,
    /// The model it belongs to.
    pub model: usize,
    /// Its text, as it is written.
    pub text: String,
    /// The version that the client gives it.
    pub version: i64,
}

/// The models and documents that are open.
#[derive(Default)]
pub struct Models {
    /// The models, by numbers that do not change.
    pub all: BTreeMap<usize, Model>,
    /// The open documents, by the names of their files in their models: one file opened under two addresses is one document.
    pub open: BTreeMap<String, Document>,
    next: usize,
}

impl Models {
    /// The name of the file at `path` in models, whatever links lead there: that by which a model has it, or else where it really is.
    pub fn name(&self, path: &Path) -> String {
        let real = path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)));
        let real = shown(&real.unwrap_or_else(|| path.to_owned()));
        self.all.values().find_map(|model| model.linked.get(&real).cloned()).unwrap_or(real)
    }

    /// Opens the model below `root`; gives its number.
    pub fn open_folder(&mut self, root: PathBuf) -> usize {
        let number = self.next;
        self.next += 1;
        self.all.insert(number, Model::read(root));
        number
    }

    /// The model of the file called `name`: the one whose folder holds it, or one of the folder that it stands in. A file outside every open
    /// folder is not judged alone: what it names mostly stands beside it.
    pub fn model_of(&mut self, name: &str) -> usize {
        let path = Path::new(name);
        // Of folders within one another the inner is part of the outer's model.
        if let Some((number, _)) = self.all.iter().find(|(_, model)| path.starts_with(&model.root)) {
            return *number;
        }
        self.open_folder(folder_of(path))
    }

    /// The address under which the client knows the file called `name`.
    pub fn uri(&self, name: &str) -> String {
        self.open.get(name).map_or_else(|| super::place::uri_of(Path::new(name)), |document| document.uri.clone())
    }

    /// The text of the file called `name` as it stands, with the model it belongs to.
    pub fn text(&self, name: &str) -> Option<(usize, &SourceFile)> {
        self.all.iter().find_map(|(number, model)| {
            let file = model.snapshot.file(name)?;
            Some((*number, model.snapshot.sources().file(file)))
        })
    }

    /// Reads a model anew, and puts the documents that are open in place of what the disk says.
    pub fn reread(&mut self, number: usize) {
        let Some(model) = self.all.get_mut(&number) else { return };
        model.reread();
        for (name, document) in self.open.iter().filter(|(_, document)| document.model == number) {
            model.put(name, &document.text);
        }
    }
}

/// The folder of the model that a file belongs to which is below no open folder: the nearest above it that is marked as one, or else the one
/// that it stands in.
fn folder_of(path: &Path) -> PathBuf {
    let marked = |folder: &&Path| [".smsignore", ".git"].iter().any(|mark| folder.join(mark).exists());
    let folder = path.parent().unwrap_or(Path::new("/"));
    folder.ancestors().find(marked).unwrap_or(folder).to_owned()
}

/// The file of this name in a check: the organisation's, or the library's.
pub fn file_named<'c>(checked: &'c Checked, name: &str, origin: Origin) -> Option<(FileId, &'c SourceFile)> {
    checked.sources.files().find(|(_, file)| file.origin() == origin && file.name() == name)
}
