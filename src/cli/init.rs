//! `sms init`: writes a small model to start from.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::whole::{self, Existing, Output};
use super::{Outcome, Result};
use crate::report::printable;
use crate::workspace::shown;

/// Write a small model to start from
///
/// The model checks clean. Change the names to those of your organisation, and let `sms check` say what is still missing. Nothing that is
/// there already is overwritten.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder to write into; made where it is missing
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  sms init                                write into the current folder
  sms init my-system                      write into a new folder";

/// The files of the starting model; a test compares the list with `examples/starter/`.
const FILES: &[(&str, &str)] = &[
    ("1-organisation.sms", include_str!("../../examples/starter/1-organisation.sms")),
    ("2-services.sms", include_str!("../../examples/starter/2-services.sms")),
    ("3-suppliers.sms", include_str!("../../examples/starter/3-suppliers.sms")),
    ("4-processes.sms", include_str!("../../examples/starter/4-processes.sms")),
];

/// Writes the files and says what to do next.
pub fn run(arguments: &Arguments) -> Result {
    let files: Vec<Output> =
        FILES.iter().map(|(name, text)| Output { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() }).collect();
    let written = whole::write(&arguments.folder, &files, Existing::Keep)?;
    io::stdout().lock().write_all(printable(&next_steps(&arguments.folder, &written)).as_bytes())?;
    Ok(Outcome::Clean)
}

fn next_steps(folder: &Path, written: &[PathBuf]) -> String {
    let mut text = String::from("wrote\n");
    for path in written {
        text.push_str(&format!("  {}\n", shown(path)));
    }
    let (path, out) = match shown(folder).as_str() {
        "." => (String::new(), "dossier".to_owned()),
        name => (format!(" {}", quoted(name)), quoted(&format!("{name}/dossier"))),
    };
    text.push_str(&format!(
        "\nnext\n  1. read the files from the first to the last and put in your own names\n  2. sms check{path}\n  3. sms build{path} --out {out}\n  \
         `sms explain --list` lists what you can describe and what is checked\n"
    ));
    text
}

/// The name as it may be typed after a command.
pub fn quoted(name: &str) -> String {
    if name.chars().all(|letter| letter.is_alphanumeric() || "-_./".contains(letter)) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/starter");
        let mut there: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        there.sort();
        let mut listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(listed, there);
    }

    #[test]
    fn names_with_spaces_can_be_typed() {
        assert_eq!(quoted("a/b-1"), "a/b-1");
        assert_eq!(quoted("my system"), "'my system'");
    }
}
