//! `sms format`: writes models in the one style.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use super::changes::{self, INPUT};
use super::whole::Rewrite;
use super::{Outcome, Result, output};
use crate::diag::codes;
use crate::diag::{Diagnostic, Source};
use crate::format::format;
use crate::report::{count, printable};
use crate::source::{FileId, Origin};
use crate::workspace::{self, left_out_input};

/// Write the files of a model in one style
///
/// Comments, blank lines and the order of everything stay, and so does what the model says. What does not parse is left exactly as it is.
/// There are no options for the style, so that there is nothing to discuss.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model; `-` reads standard input and writes to standard output
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Write nothing; name the files that are not in the style, and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

const EXAMPLES: &str = "\
Examples:
  sms format                              write all files of the current folder in the style
  sms format model/parties.sms            write one file
  sms format --check                      for a pipeline: name the files that are not in the style
  sms format --diff                       show what would change
  sms format - < parties.sms              standard input, to standard output

`sms explain format` says what the style is

Exit codes: 0 all is in the style now, 1 `--check` or `--diff` found something, 2 wrong use or unreadable input";

/// Formats the files, or tells what is not in the style.
pub fn run(arguments: &Arguments) -> Result {
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let (sources, unread) = (loaded.snapshot.sources(), loaded.snapshot.unread());
    let own: Vec<FileId> = sources.files().filter(|(_, file)| file.origin() == Origin::Model).map(|(id, _)| id).collect();
    // A text with bytes that could not be read is not what stands in the file.
    let damaged: Vec<FileId> = unread.iter().filter_map(damaged).collect();
    let sound: Vec<FileId> = own.into_iter().filter(|file| !damaged.contains(file)).collect();
    let formatted = sound.par_iter().map(|&file| {
        let file = sources.file(file);
        let before = file.as_written().to_owned();
        let done = format(&before);
        (Rewrite { name: file.name().to_owned(), before, after: done.text }, done.left.len())
    });
    let (texts, left): (Vec<Rewrite>, Vec<usize>) = formatted.collect::<Vec<_>>().into_iter().unzip();
    let mut out = io::stdout().lock();
    output::tell_unread(&loaded)?;
    let left_out = left_out_input(unread);
    tell_left(&texts, &left)?;
    let changes: Vec<Rewrite> = texts
        .into_iter()
        .filter(|text| text.before != text.after || (text.name == INPUT && !arguments.check && !arguments.diff))
        .collect();
    let outcome = if arguments.diff || arguments.check {
        if arguments.diff {
            changes::show(&changes, &mut out)?;
        } else {
            changes.iter().try_for_each(|change| writeln!(out, "{}", printable(&change.name)))?;
        }
        if changes.is_empty() { Outcome::Clean } else { Outcome::Findings }
    } else {
        let number = changes.iter().filter(|change| change.name != INPUT).count();
        let changed = changes::make(changes, &mut out)?;
        changes::tell_changed(&changed)?;
        let written = number - changed.len();
        if written > 0 {
            writeln!(io::stderr(), "formatted {}", count(written, "file", "files"))?;
        }
        if changed.is_empty() { Outcome::Clean } else { Outcome::Unusable }
    };
    Ok(if left_out { Outcome::Unusable } else { outcome })
}

/// The file whose bytes the diagnostic says are not UTF-8.
fn damaged(told: &Diagnostic) -> Option<FileId> {
    (told.source == Source::Language(&codes::E0002)).then(|| told.span()).flatten().map(|span| span.file)
}

/// Tells what stays as it is because it does not parse.
fn tell_left(texts: &[Rewrite], left: &[usize]) -> io::Result<()> {
    let mut err = io::stderr().lock();
    texts.iter().zip(left).filter(|(_, left)| **left > 0).try_for_each(|(text, left)| {
        let parts = count(*left, "part is", "parts are");
        writeln!(err, "{}: {parts} left as written, because of an error that `sms check` tells", printable(&text.name))
    })
}
