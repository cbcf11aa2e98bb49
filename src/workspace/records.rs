//! The records whose rows are part of the model: they are read, and their texts put among the sources.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::decode::{decode_record, is_utf8_after_all};
use super::read::damaged_record;
use crate::analysis::{Asked, Encoding, Records};
use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Origin, SourceFile, Sources};
use crate::world::{Files, Record, Unread};

/// The largest record that is read, in bytes: a year of some hundred thousand tickets.
pub const RECORD_LIMIT: u64 = 64 * 1024 * 1024;

/// The texts of records that earlier checks of a model have read: as long as a record is the same it keeps its number and its text.
#[derive(Default, Debug)]
pub struct Kept {
    files: Mutex<FxHashMap<Name, Read>>,
}

/// What a record is known by: its name, and how it is written.
type Name = (String, Encoding);

/// What was read of it.
type Read = (FileId, Arc<SourceFile>);

impl Kept {
    /// The file of this name and text: the one that was read before, where it still says the same.
    fn file(&self, sources: &Sources, name: &str, encoding: Encoding, text: Arc<str>) -> Read {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let before = files.get(&(name.to_owned(), encoding));
        if let Some((id, file)) = before.filter(|(_, file)| *file.as_written() == *text) {
            return (*id, file.clone());
        }
        let id = before.map_or_else(|| sources.fresh(), |(id, _)| *id);
        let file = Arc::new(SourceFile::new(name, text, Origin::Record));
        files.insert((name.to_owned(), encoding), (id, file.clone()));
        (id, file)
    }
}

/// Reads what is asked for, and puts it behind all other sources in the order of names. Whatever cannot be read is told where it is named;
/// what is not there is told with all other files on record.
pub fn bring(sources: &mut Sources, asked: &[Asked], files: &dyn Files, kept: &Kept, diagnostics: &mut Vec<Diagnostic>) -> Records {
    let mut read: Vec<(&Asked, Record)> = Vec::new();
    for asked in asked {
        let named_in = sources.file(asked.span.file).name();
        match files.read(&asked.path, named_in, RECORD_LIMIT) {
            Ok(record) => read.push((asked, record)),
            Err(Unread::Unknown | Unread::NotOnRecord) => {}
            Err(Unread::TooLarge { bytes }) => diagnostics.push(too_large(asked, bytes)),
            Err(Unread::Failed(reason)) => diagnostics.push(unreadable(asked, &reason)),
        }
    }
    read.sort_by(|(_, left), (_, right)| left.name.cmp(&right.name));
    let mut records = Records::default();
    let mut brought: Vec<(String, Encoding, FileId)> = Vec::new();
    for (asked, Record { name, bytes }) in read {
        let before = brought.iter().find(|(known, encoding, _)| *known == name && *encoding == asked.encoding);
        if let Some((_, _, file)) = before {
            records.insert(asked.span, *file);
            continue;
        }
        let (text, damage) = decode_record(&bytes, asked.encoding);
        let (id, file) = kept.file(sources, &name, asked.encoding, text);
        let last = sources.files().count();
        sources.put(id, file, last);
        records.insert(asked.span, id);
        diagnostics.extend(damage.map(|damage| damaged_record(sources, id, &damage, asked.encoding)));
        diagnostics.extend(is_utf8_after_all(&bytes, asked.encoding).then(|| utf8_after_all(asked)));
        brought.push((name, asked.encoding, id));
    }
    records
}

fn too_large(asked: &Asked, bytes: Option<u64>) -> Diagnostic {
    const MIB: u64 = 1024 * 1024;
    let size = bytes.map_or(String::new(), |bytes| format!(" ({} MiB)", bytes.div_ceil(MIB)));
    let message = format!("`{}`{size} is larger than {} MiB and was not read", asked.path, RECORD_LIMIT / MIB);
    Diagnostic::error(&codes::E0004, asked.span, message, "too large")
        .help("keep one record for each quarter or year, with a declaration each, or leave out columns that nothing asks for")
}

fn unreadable(asked: &Asked, reason: &str) -> Diagnostic {
    let message = format!("the record `{}` cannot be read: {reason}", asked.path);
    Diagnostic::error(&codes::E0001, asked.span, message, "cannot be read")
        .help("see to it that whoever checks the model may read the file")
}

fn utf8_after_all(asked: &Asked) -> Diagnostic {
    let message = format!("`{}` is stored as UTF-8, and is said to be stored otherwise", asked.path);
    Diagnostic::warning(&codes::E0002, asked.span, message, "UTF-8")
        .note("read as its declaration says, each letter beyond ASCII becomes two strange ones")
        .help("leave out `encoding`")
}
