//! The models that are open: their texts, what was made of them, and the files they stand in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::quantity::Date;
use crate::source::Origin;
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
    pub checked: Option<Arc<Checked>>,
    /// How often a text has changed.
    pub revision: u64,
    /// The revision that was checked.
    pub seen: u64,
    /// What stops the check that is under way.
    pub cancel: Arc<Cancel>,
    /// The files of which something was told last time.
    pub told: BTreeSet<String>,
}

impl Model {
    /// Reads the model below `root`.
    pub fn read(root: PathBuf) -> Model {
        let loaded = workspace::load(std::slice::from_ref(&root), &mut std::io::empty());
        Model {
            root,
            snapshot: loaded.snapshot,
            on_record: loaded.on_record,
            checked: None,
            revision: 1,
            seen: 0,
            cancel: Arc::new(Cancel::new()),
            told: BTreeSet::new(),
        }
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

    /// Takes a text away.
    pub fn remove(&mut self, name: &str) {
        self.snapshot = self.snapshot.without(name);
        self.touch();
    }

    /// Something has changed.
    pub fn touch(&mut self) {
        self.revision += 1;
        self.cancel.cancel();
        self.cancel = Arc::new(Cancel::new());
    }

    /// The check of the model as it stands, made now where there is none.
    pub fn fresh(&mut self, today: Date) -> Option<Arc<Checked>> {
        if self.seen != self.revision || self.checked.is_none() {
            self.cancel.cancel();
            self.cancel = Arc::new(Cancel::new());
            let checked = self.snapshot.check(&self.facts(today), &Cancel::new()).ok()?;
            self.checked = Some(checked);
            self.seen = self.revision;
        }
        self.checked.clone()
    }
}

/// A document that is open in the editor.
pub struct Document {
    /// Its address, as the client gave it.
    pub uri: String,
    /// The model it belongs to.
    pub model: usize,
    /// Its text, as it is written.
    pub text: String,
}

/// The models and documents that are open.
#[derive(Default)]
pub struct Models {
    /// The models.
    pub all: Vec<Model>,
    /// The open documents, by the names of their files in their models: one file opened under two addresses is one document.
    pub open: BTreeMap<String, Document>,
}

impl Models {
    /// The name of the file at `path` in models: where it really is, whatever links lead there.
    pub fn name(path: &Path) -> String {
        let real = path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)));
        shown(&real.unwrap_or_else(|| path.to_owned()))
    }

    /// The model of the file called `name`: the one whose folder holds it, or one of the folder that it stands in.
    pub fn model_of(&mut self, name: &str) -> usize {
        let path = Path::new(name);
        if let Some(place) = self.all.iter().position(|model| path.starts_with(&model.root)) {
            return place;
        }
        let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
        self.all.push(Model::read(folder));
        self.all.len() - 1
    }

    /// The address under which the client knows the file called `name`.
    pub fn uri(&self, name: &str) -> String {
        self.open.get(name).map_or_else(|| super::place::uri_of(Path::new(name)), |document| document.uri.clone())
    }

    /// Reads a file anew that is not open, or takes it away where it is gone.
    pub fn reread(&mut self, name: &str) {
        if self.open.contains_key(name) {
            return;
        }
        let place = self.model_of(name);
        let Some(model) = self.all.get_mut(place) else { return };
        if !name.ends_with(".sms") {
            return model.touch();
        }
        match std::fs::read(name) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                model.put(name, text.strip_prefix('\u{feff}').unwrap_or(&text));
            }
            Err(_) => model.remove(name),
        }
    }
}

/// The names of the organisation's files in a check.
pub fn own_files(checked: &Checked) -> impl Iterator<Item = (crate::source::FileId, &crate::source::SourceFile)> {
    checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model)
}
