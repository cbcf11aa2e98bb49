//! Texts of a model that a command has changed: shown as a difference, written to their files, or to standard output.

use std::io::{self, Write};

use super::failure::Failure;
use super::whole::{Fate, Rewrite, rewrite};
use crate::report::printable;

/// The name under which standard input is read.
pub const INPUT: &str = "<stdin>";

/// Writes the difference of each text, as `patch` and `git apply` read it.
pub fn show(changes: &[Rewrite], out: &mut dyn Write) -> io::Result<()> {
    for Rewrite { name, before, after } in changes {
        let name = printable(name);
        let difference = similar::TextDiff::from_lines(before.as_str(), after.as_str());
        write!(out, "{}", difference.unified_diff().context_radius(3).header(&name, &name))?;
    }
    Ok(())
}

/// Writes the texts to their files, what came from standard input to `out`, and gives the names of files that somebody changed meanwhile.
pub fn make(changes: Vec<Rewrite>, out: &mut dyn Write) -> Result<Vec<String>, Failure> {
    let (input, files): (Vec<Rewrite>, Vec<Rewrite>) = changes.into_iter().partition(|change| change.name == INPUT);
    for change in input {
        out.write_all(change.after.as_bytes())?;
    }
    let fates = rewrite(&files)?;
    Ok(files.into_iter().zip(fates).filter(|(_, fate)| *fate == Fate::Changed).map(|(file, _)| file.name).collect())
}

/// Tells on standard error which files were left alone because somebody changed them meanwhile.
pub fn tell_changed(names: &[String]) -> io::Result<()> {
    let mut err = io::stderr().lock();
    names.iter().try_for_each(|name| {
        writeln!(err, "`{}` was changed by somebody else meanwhile, and is left as it is: run the command again", printable(name))
    })
}
