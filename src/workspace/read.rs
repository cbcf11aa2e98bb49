//! Reads files whole, and says in the users' words why one could not be read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::decode::{Damage, decode, windows_1252};
use super::find::{about_file, reason};
use crate::analysis::Encoding;
use crate::diag::codes;
use crate::diag::{Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// The largest file that is read, in bytes. A model of 100,000 entities takes about a tenth of it; offsets have 32 bits.
pub const LIMIT: u64 = 256 * 1024 * 1024;

/// A text, and what was wrong with its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The text without a byte order mark.
    pub text: Arc<str>,
    /// What was not UTF-8 in it.
    pub damage: Option<Damage>,
}

/// Reads the file at `path`, which users know as `name`.
pub fn file(name: &str, path: &Path) -> Result<Text, Box<Diagnostic>> {
    let open = || {
        let file = File::open(path)?;
        let about = file.metadata()?;
        Ok((file, about))
    };
    let (file, about) = open().map_err(|error| unreadable(name, &error))?;
    // Told before a byte is read; devices and pipes have no length and meet the limit while reading.
    if about.len() > LIMIT {
        return Err(too_large(name));
    }
    stream(name, file, about.len())
}

/// Reads `input` to its end, which users know as `name`; `expected` is its length in bytes as far as it is known.
pub fn stream(name: &str, input: impl Read, expected: u64) -> Result<Text, Box<Diagnostic>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(LIMIT)).unwrap_or(0) + 1);
    input.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(too_large(name));
    }
    let (text, damage) = decode(&bytes);
    Ok(Text { text, damage })
}

/// Tells that the bytes of a file are not UTF-8.
pub fn damaged(sources: &Sources, file: FileId, damage: &Damage) -> Diagnostic {
    match *damage {
        Damage::Byte { value, offset, shown, more } => {
            let shown = sources.file(file).read(shown);
            let span = Span::new(file, shown, shown + char::REPLACEMENT_CHARACTER.len_utf8());
            let line = sources.position(span).line;
            let told = Diagnostic::error(
                &codes::E0002,
                span,
                format!("the file is not UTF-8 text: byte 0x{value:02X} at offset {offset}, in line {line}"),
                format!("the byte 0x{value:02X} stands here"),
            );
            let told = match windows_1252(value) {
                Some(letter) => told.help(format!("save the file as UTF-8; in the Windows-1252 encoding this byte is `{letter}`")),
                None => told.help("save the file as UTF-8"),
            };
            match more {
                0 => told,
                1 => told.note("one other place in the file is damaged too"),
                more => told.note(format!("{more} other places in the file are damaged too")),
            }
        }
        Damage::Utf16 { order } => {
            let message = format!("the file is not UTF-8 text: it is UTF-16, {order}");
            Diagnostic::error(&codes::E0002, Span::new(file, 0, 0), message, "")
                .help("save the file as UTF-8; editors that offer `Unicode` and `UTF-8` mean UTF-16 by the first")
        }
    }
}

/// Tells that the bytes of a record, which is said to be stored as `encoding`, are something else.
pub fn damaged_record(sources: &Sources, file: FileId, damage: &Damage, encoding: Encoding) -> Diagnostic {
    let told = damaged(sources, file, damage);
    match (encoding, damage) {
        (Encoding::Utf8, Damage::Byte { value, .. }) => told.help(match windows_1252(*value) {
            Some(letter) => {
                format!("write `encoding: windows_1252` where the record is declared, if `{letter}` is meant, or save it as UTF-8")
            }
            None => "say where the record is declared how it is stored, as in `encoding: utf_16`, or save it as UTF-8".to_owned(),
        }),
        (Encoding::Utf8, Damage::Utf16 { .. }) => {
            told.help("write `encoding: utf_16` where the record is declared, or save it as UTF-8")
        }
        (_, Damage::Byte { value, .. }) => Diagnostic {
            message: format!("the record is not stored as its declaration says: no letter is the byte 0x{value:02X}"),
            ..told.help("correct `encoding` where the record is declared, or save it as UTF-8")
        },
        (_, Damage::Utf16 { .. }) => told,
    }
}

fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    Box::new(about_file(&codes::E0001, Severity::Error, name, format!("cannot read `{name}`: {}", reason(error))))
}

fn too_large(name: &str) -> Box<Diagnostic> {
    let message = format!("`{name}` is larger than {} MiB and was not read", LIMIT / (1024 * 1024));
    Box::new(
        about_file(&codes::E0004, Severity::Error, name, message)
            .help("split the model over several files: all files of a folder are one model"),
    )
}
