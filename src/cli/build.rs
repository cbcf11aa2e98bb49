//! `sms build`: writes the documents that are made from a model.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::check::outcome;
use super::failure::{Failure, failure};
use super::output::{self, ColorName, Day, FormatName, Showing, show};
use super::whole::{self, Build, Built, Made, Output};
use super::{Outcome, Result};
use crate::artefact::{self, Document, Input};
use crate::diag::{Counts, Severity};
use crate::likeness::closest;
use crate::report;
use crate::rules::Rulebook;
use crate::workspace::{self, Checked, Telling, Told, left_out_input, shown};
use crate::world::Audience;
use crate::write::{self, Format};

/// Write the documents an auditor asks for
///
/// Checks the model first. A model with errors is not built, unless you say `--keep-going`; then every document says on its first page
/// that the model has errors. Registers of the library in which nothing stands are left out. Files are written whole or not at all; what was written before is replaced. What earlier builds wrote and this one
/// no longer does is removed; other files in the folder are left alone.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The folder to write into; made where it is missing
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,

    /// Write only this document; may be given several times, or with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = super::name)]
    pub only: Vec<String>,

    /// The formats to write
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', default_value = "markdown,csv,json")]
    pub format: Vec<DocumentFormat>,

    /// Build a model with errors too
    #[arg(long)]
    pub keep_going: bool,

    /// Show licensed texts of standards that the model holds; every file is then marked as private
    #[arg(long)]
    pub private: bool,

    /// When to use colours; the environment variable NO_COLOR turns them off too
    #[arg(long, value_enum, default_value_t = ColorName::Auto, value_name = "WHEN")]
    pub color: ColorName,

    /// Leave out the list of files written and the counts
    #[arg(long, short)]
    pub quiet: bool,

    #[command(flatten)]
    pub day: Day,
}

/// The formats of documents by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum DocumentFormat {
    /// Reads well as it is, and as a page on forges and wikis
    Markdown,
    /// One file for each table, for spreadsheets
    Csv,
    /// Everything with its type, for programs
    Json,
}

const EXAMPLES: &str = "\
Examples:
  sms build --out dossier                 everything, from the current folder
  sms build model --out dossier --only raci_matrix
  sms build model --out tables --format csv
  sms build model --out draft --keep-going
                                          also while the model has errors";

/// Checks, makes the documents and writes them.
pub fn run(arguments: &Arguments) -> Result {
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let mut checked = workspace::check(loaded, arguments.day.date());
    if arguments.private {
        checked.facts.audience = Audience::Licensed;
    }
    let names = wanted(&checked.rulebook, &arguments.only)?;
    let told = checked.tell(&Telling::default());
    let found = outcome(&told, Severity::Error);
    if found != Outcome::Clean {
        tell(arguments, &checked, &told)?;
        if !arguments.keep_going {
            return Err(refused(&told, found));
        }
    }
    let mut documents = documents(&checked, told.counts, &names);
    let everything = arguments.only.is_empty();
    let mut idle = Vec::new();
    if everything {
        documents.retain(|document| {
            let is_idle = artefact::is_idle(&checked.rulebook, document);
            if is_idle {
                idle.push(document.name.clone());
            }
            !is_idle
        });
    }
    let files = files(&documents, &arguments.format);
    let made: Vec<String> = documents.into_iter().map(|document| document.name).collect();
    let build = Build { files: &files, audience: checked.facts.audience, all: everything.then_some(&*made) };
    let built = whole::build(&arguments.out, &build)?;
    if !arguments.quiet {
        let listing = listing(&arguments.out, &built, &idle);
        io::stdout().lock().write_all(report::printable(&listing).as_bytes())?;
    }
    Ok(found)
}

/// The names of the documents to make, in the order in which they are made.
fn wanted(rulebook: &Rulebook, only: &[String]) -> std::result::Result<Vec<String>, Failure> {
    let known = artefact::names(rulebook);
    if only.is_empty() {
        return Ok(known);
    }
    if let Some(unknown) = only.iter().find(|name| !known.contains(name)) {
        let failure = failure("unknown-document", format!("there is no document called `{}`", unknown));
        let begun = known.iter().map(String::as_str).find(|name| name.starts_with(unknown.as_str()));
        return Err(match begun.or_else(|| closest(unknown, known.iter().map(String::as_str))) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("there are {}", known.join(", "))),
        });
    }
    Ok(known.into_iter().filter(|name| only.contains(name)).collect())
}

/// Tells on standard error what is wrong: standard output is for what was written.
fn tell(arguments: &Arguments, checked: &Checked, told: &Told) -> std::result::Result<(), Failure> {
    let showing = Showing { format: FormatName::Terminal, color: arguments.color, quiet: arguments.quiet };
    let mut stream = io::stderr().lock();
    let terminal = output::terminal(&stream);
    show(&showing, checked, told, terminal, &mut stream)
}

fn refused(told: &Told, found: Outcome) -> Failure {
    let message = if left_out_input(&told.diagnostics) {
        "nothing was written, because part of the model could not be read"
    } else {
        "nothing was written, because the model has errors"
    };
    failure("not-built", message)
        .coming_to(found)
        .help("mend the errors, or add `--keep-going`: every document then says that the model has errors")
}

fn documents(checked: &Checked, counts: Counts, names: &[String]) -> Vec<Document> {
    let input = Input {
        model: &checked.model,
        sources: &checked.sources,
        rulebook: &checked.rulebook,
        waived: &checked.waived,
        counts,
        facts: &checked.facts,
    };
    artefact::only(&input, names)
}

fn files(documents: &[Document], formats: &[DocumentFormat]) -> Vec<Made> {
    let mut files = Vec::new();
    for document in documents {
        for format in Format::ALL.into_iter().filter(|format| formats.iter().any(|name| name.format() == *format)) {
            files.extend(write::write(document, format).into_iter().map(|file| Made {
                output: Output { name: file.name, bytes: file.bytes },
                document: document.name.clone(),
                format: format.name(),
            }));
        }
    }
    files
}

impl DocumentFormat {
    fn format(self) -> Format {
        match self {
            DocumentFormat::Markdown => Format::Markdown,
            DocumentFormat::Csv => Format::Csv,
            DocumentFormat::Json => Format::Json,
        }
    }
}

fn listing(out: &Path, built: &Built, idle: &[String]) -> String {
    let Built { written, removed, changed } = built;
    let mut text = String::new();
    for path in written {
        text.push_str(&format!("{}\n", shown(path)));
    }
    for path in removed {
        text.push_str(&format!("removed {}\n", shown(path)));
    }
    for path in changed {
        text.push_str(&format!("left {}, which somebody has changed since it was written\n", shown(path)));
    }
    match idle {
        [] => {}
        [one] => text.push_str(&format!("left out `{one}`, in which nothing would stand; `--only {one}` writes it\n")),
        [one, ..] => text.push_str(&format!(
            "left out {} registers in which nothing would stand; `--only {one}` writes one of them\n",
            idle.len()
        )),
    }
    let files = |number: usize| report::count(number, "file", "files");
    text.push_str(&format!("wrote {} to {}", files(written.len()), shown(out)));
    if !removed.is_empty() {
        text.push_str(&format!(", removed {} of earlier builds", files(removed.len())));
    }
    text.push('\n');
    text
}
