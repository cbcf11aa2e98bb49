//! `sms evidence lock` and `sms evidence verify`: what the files on record held on one day, and what has become of them since.

mod file;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::file::{Lock, Sum};
use super::{Paths, loaded, say, say_json};
use crate::artefact::digest::{digest, hexadecimal};
use crate::cli::failure::{Failure, failure};
use crate::cli::output::Day;
use crate::cli::whole::{Existing, Output, write};
use crate::cli::{Outcome, Result};
use crate::model::{Model, Value};
use crate::report::{count, printable};
use crate::source::Origin;
use crate::workspace::{self, Checked, shown};
use crate::world::Unread;

/// Write down what each file on record holds
///
/// Writes `sms.lock` beside the model: the SHA-256 sum and the size of each file that the model names as evidence or document, and of each
/// file of the model with licensed text. Kept under version control it shows that nothing was changed afterwards; `sms evidence verify`
/// tells what was.
#[derive(Args, Debug)]
pub struct LockArguments {
    #[command(flatten)]
    pub whole: Paths,

    #[command(flatten)]
    pub place: Place,
}

/// Tell what was changed, added or lost since the lock was written
///
/// Exit status 1 where anything is different.
#[derive(Args, Debug)]
pub struct VerifyArguments {
    #[command(flatten)]
    pub whole: Paths,

    #[command(flatten)]
    pub place: Place,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,
}

/// Where the lock is kept.
#[derive(Args, Debug)]
pub struct Place {
    /// The file; without it `sms.lock` in the folder of the model
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// The forms by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Form {
    /// For people, in a terminal
    Text,
    /// One JSON object, for tools
    Json,
}

/// The name of the file where none is given.
const NAME: &str = "sms.lock";

/// The largest file that is summed up, in bytes: 1 GiB.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// Writes the lock.
pub fn lock(arguments: &LockArguments) -> Result {
    let path = arguments.place.path(&arguments.whole.paths);
    let found = found(&arguments.whole.paths)?;
    let (folder, name) = parts(&path)?;
    let bytes = Lock(found.sums.clone()).text().into_bytes();
    write(&folder, &[Output { name, bytes }], Existing::Replace)?;
    let files = count(found.sums.len(), "file", "files");
    let mut told = format!("{files} locked in {}\n", shown(&path));
    for missing in &found.missing {
        told.push_str(&format!("not locked, since it is not there: {missing}\n"));
    }
    say(&told)
}

/// Tells what is different.
pub fn verify(arguments: &VerifyArguments) -> Result {
    let path = arguments.place.path(&arguments.whole.paths);
    let locked = Lock::read(&path)?;
    let found = found(&arguments.whole.paths)?;
    let answer = Differences::between(&shown(&path), &locked.0, &found);
    match arguments.format {
        Form::Text => say(&answer.text())?,
        Form::Json => say_json(&answer)?,
    };
    Ok(if answer.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

impl Place {
    fn path(&self, model: &[PathBuf]) -> PathBuf {
        match (&self.file, model.iter().find(|path| path.as_os_str() != "-")) {
            (Some(path), _) => path.clone(),
            (None, Some(path)) if path.is_dir() => path.join(NAME),
            (None, Some(path)) => path.with_file_name(NAME),
            (None, None) => PathBuf::from(NAME),
        }
    }
}

/// The folder and the name of a file that is to be written.
fn parts(path: &Path) -> std::result::Result<(PathBuf, String), Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name else {
        return Err(
            failure("no-file-name", format!("`{}` is no name of a file", shown(path))).help("give a name such as `sms.lock`")
        );
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.to_owned(), name.to_owned()))
}

/// What there is of the files that the model names.
struct Found {
    sums: BTreeMap<String, Sum>,
    /// Those that are not there.
    missing: Vec<String>,
}

/// Sums up the files on record of a model.
fn found(paths: &[PathBuf]) -> std::result::Result<Found, Failure> {
    // No day decides which files there are.
    let today = Day { as_of: None }.date();
    let checked = workspace::understood(loaded(paths)?, today);
    let folder = paths.iter().find(|path| path.is_dir()).map(|path| shown(path)).filter(|name| !name.is_empty() && name != ".");
    let named = |name: &str| {
        let own = folder.as_deref().and_then(|folder| name.strip_prefix(folder)?.strip_prefix('/'));
        own.unwrap_or(name).to_owned()
    };
    let mut found = Found { sums: BTreeMap::new(), missing: Vec::new() };
    for (path, named_in) in files(&checked) {
        match checked.facts.files.read(&path, &named_in, LIMIT) {
            Ok(record) => _ = found.sums.insert(named(&record.name), Sum::of(&record.bytes)),
            Err(Unread::NotOnRecord | Unread::Unknown) => found.missing.push(path),
            Err(Unread::TooLarge { .. }) => {
                return Err(failure(
                    "too-large",
                    format!("`{path}` is larger than {} MiB, and no sum was made of it", LIMIT >> 20),
                )
                .help("keep one file for each period"));
            }
            Err(Unread::Failed(reason)) => {
                return Err(failure("unreadable-evidence", format!("`{path}` cannot be read: {reason}"))
                    .help("see to it that whoever locks or verifies may read the file"));
            }
        }
    }
    found.missing.sort_unstable();
    found.missing.dedup();
    for (name, text) in licensed(&checked) {
        found.sums.insert(named(&name), Sum::of(text.as_bytes()));
    }
    Ok(found)
}

/// The files that the organisation's entities name, each with the file of the model that names it. What is private names none.
fn files(checked: &Checked) -> Vec<(String, String)> {
    let model: &Model = &checked.model;
    let mut files = Vec::new();
    for id in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
        let named_in = checked.sources.file(model.entity(id).name_span.file).name();
        for slot in model.slots(id) {
            let many = match &slot.value {
                Value::List(items) => &items[..],
                _ => &[],
            };
            for value in std::iter::once(&slot.value).chain(many.iter().map(|item| &item.value)) {
                if let Value::File(path) = value {
                    files.push((path.to_string(), named_in.to_owned()));
                }
            }
        }
    }
    files
}

/// The files of the model in which licensed texts stand, with what they hold.
fn licensed(checked: &Checked) -> BTreeMap<String, String> {
    let Some(kind) = checked.model.schema().kind_named("overlay") else { return BTreeMap::new() };
    let own =
        checked.model.of_kind(kind).into_iter().map(|id| checked.model.entity(id)).filter(|entity| entity.origin == Origin::Model);
    let file = |entity: &crate::model::Entity| checked.sources.file(entity.name_span.file);
    own.map(|entity| (file(entity).name().to_owned(), file(entity).as_written().to_owned())).collect()
}

impl Sum {
    fn of(bytes: &[u8]) -> Sum {
        Sum { sha256: hexadecimal(&digest(bytes)), bytes: bytes.len() as u64 }
    }
}

/// What is different from a lock.
#[derive(Default, Debug, Serialize)]
struct Differences {
    version: u32,
    lock: String,
    /// How many files are as they were.
    same: usize,
    /// They hold something else.
    changed: Vec<String>,
    /// The model names them, and the lock does not.
    added: Vec<String>,
    /// They are not there any more.
    lost: Vec<String>,
    /// The model does not name them any more.
    unnamed: Vec<String>,
}

impl Differences {
    fn between(lock: &str, locked: &BTreeMap<String, Sum>, found: &Found) -> Differences {
        let mut all = Differences { version: crate::answers::VERSION, lock: lock.to_owned(), ..Differences::default() };
        for (path, sum) in locked {
            match found.sums.get(path) {
                Some(now) if now == sum => all.same += 1,
                Some(_) => all.changed.push(path.clone()),
                None if found.missing.contains(path) => all.lost.push(path.clone()),
                None => all.unnamed.push(path.clone()),
            }
        }
        all.added = found.sums.keys().filter(|path| !locked.contains_key(*path)).cloned().collect();
        all
    }

    fn is_empty(&self) -> bool {
        [&self.changed, &self.added, &self.lost, &self.unnamed].iter().all(|paths| paths.is_empty())
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let sorts = [
            ("changed", &self.changed),
            ("added", &self.added),
            ("lost", &self.lost),
            ("no longer named by the model", &self.unnamed),
        ];
        for (what, paths) in sorts {
            paths.iter().for_each(|path| out.push_str(&format!("{what}: {path}\n")));
        }
        let same = count(self.same, "file is", "files are");
        out.push_str(&format!("{same} as {} says\n", self.lock));
        printable(&out)
    }
}

/// A failure to read the lock.
fn unreadable(path: &Path, error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return failure("no-lock", format!("there is no lock `{}`", shown(path)))
            .help("let `sms evidence lock` write it, or correct the name");
    }
    failure("unreadable-lock", format!("the lock `{}` cannot be read", shown(path)))
        .because(error)
        .help("give a file that `sms evidence lock` wrote")
}
