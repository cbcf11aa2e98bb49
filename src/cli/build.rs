//! `sms build`: writes the documents that are made from a model.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use clap::{Args, ValueEnum};

use super::check::outcome;
use super::failure::{self, Failure, failure};
use super::output::{self, ColorName, Day, FormatName, Showing, show};
use super::whole::{self, Build, Built, Made, Output};
use super::{Outcome, Result};
use crate::artefact::{self, Document, Input};
use crate::diag::Severity;
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
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    pub out: Option<PathBuf>,

    /// Write only this document; may be given several times, or with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = super::name)]
    pub only: Vec<String>,

    /// The formats to write
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', default_value = "html,xlsx")]
    pub format: Vec<DocumentFormat>,

    /// List the documents there are, each with a line on what it holds, and write nothing
    #[arg(long)]
    pub list: bool,

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
    /// All documents as one page, `dossier.html`, which needs nothing else
    Html,
    /// All documents as one workbook, `dossier.xlsx`: a sheet for each table, to sort, filter and work with
    Xlsx,
    /// A file for each document, in a folder `markdown`: reads well as it is, and as a page on forges and wikis
    Markdown,
    /// A file for each table, in a folder `csv`, for spreadsheets and databases
    Csv,
    /// A file for each document, in a folder `json`: everything with its type, for programs
    Json,
}

const EXAMPLES: &str = "\
Examples:
  sms build --out dossier                 one page and one workbook that hold everything
  sms build model --out dossier --only raci_matrix,role_list
  sms build model --out dossier --format html,csv
                                          the page, and the tables in a folder `csv`
  sms build --list                        what there is
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
    let Some(out) = arguments.out.as_deref().filter(|_| !arguments.list) else {
        let list = catalogue(&checked, &names);
        io::stdout().lock().write_all(report::printable(&list).as_bytes())?;
        return Ok(Outcome::Clean);
    };
    let told = checked.tell(&Telling::default());
    let found = outcome(&told, Severity::Error);
    if found != Outcome::Clean {
        tell(arguments, &checked, &told)?;
        if !arguments.keep_going {
            return Err(refused(&told, found));
        }
    }
    let mut documents = documents(&checked, &told, &names);
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
    let beside = beside(&arguments.paths, out);
    let made = made(&checked.rulebook, documents, &arguments.format, beside.as_deref())?;
    let build = Build { files: &made.files, audience: checked.facts.audience, all: everything.then_some(&*made.documents) };
    let built = whole::build(out, &build)?;
    for sentence in &made.left_out {
        failure::warn(failure("workbook-full", sentence.clone()).help("ask for `--format csv` too, which holds all of it"));
    }
    if !arguments.quiet {
        let listing = listing(out, &built, &idle);
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

/// The page of all documents; none where there is nothing to write.
pub(super) fn page(checked: &Checked, told: &Told) -> Option<String> {
    let mut documents = documents(checked, told, &artefact::names(&checked.rulebook));
    documents.retain(|document| !artefact::is_idle(&checked.rulebook, document));
    let file = write::html::write(&artefact::dossier(&checked.rulebook, documents)?);
    String::from_utf8(file.bytes).ok()
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

fn documents(checked: &Checked, told: &Told, names: &[String]) -> Vec<Document> {
    let input = Input {
        model: &checked.model,
        sources: &checked.sources,
        rulebook: &checked.rulebook,
        waived: &checked.waived,
        told: &told.diagnostics,
        counts: told.counts,
        facts: &checked.facts,
    };
    artefact::only(&input, names)
}

/// What a build makes of the documents.
struct Making {
    files: Vec<Made>,
    /// The names of all documents, with the one that holds all.
    documents: Vec<String>,
    /// What the workbook had no room for.
    left_out: Vec<String>,
}

fn made(
    rulebook: &Rulebook,
    documents: Vec<Document>,
    formats: &[DocumentFormat],
    beside: Option<&str>,
) -> std::result::Result<Making, Failure> {
    let mut left_out = Vec::new();
    let mut files = Vec::new();
    let mut names: Vec<String> = documents.iter().map(|document| document.name.clone()).collect();
    for document in &documents {
        for format in Format::ALL.into_iter().filter(|format| formats.iter().any(|name| name.format() == Some(*format))) {
            files.extend(write::write(document, format).into_iter().map(|file| Made {
                output: Output { name: format!("{}/{}", format.name(), file.name), bytes: file.bytes },
                document: document.name.clone(),
                format: format.name(),
            }));
        }
    }
    if let Some(dossier) = artefact::dossier(rulebook, documents) {
        let of_all = |file: write::File, format| {
            let output = Output { name: file.name, bytes: file.bytes };
            Made { output, document: dossier.name.clone(), format }
        };
        if formats.contains(&DocumentFormat::Xlsx) {
            let written = write::workbook::write(&dossier, beside).map_err(|reason| {
                failure("no-workbook", format!("the workbook could not be made: {reason}"))
                    .help("leave `xlsx` out of `--format`, and report what happened")
            })?;
            files.insert(0, of_all(written.file, "xlsx"));
            left_out = written.left_out;
        }
        if formats.contains(&DocumentFormat::Html) {
            files.insert(0, of_all(write::html::write(&dossier), "html"));
        }
        names.push(dossier.name);
    }
    Ok(Making { files, documents: names, left_out })
}

/// The documents there are, a line each: the name that `--only` takes, the title, and the first sentence on what it holds; then the formats.
fn catalogue(checked: &Checked, names: &[String]) -> String {
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let line = |name: &String| format!("{name:widest$}  {}\n", artefact::about(&checked.rulebook, &checked.sources, name));
    let mut list: String = names.iter().map(line).collect();
    for value in DocumentFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        list.push_str(&format!("{:widest$}  {help}\n", format!("--format {}", value.get_name())));
    }
    list
}

/// The way from the folder of a build to that of the model, where both are named from the same folder on or the one lies in the other.
///
/// It is worked out from the names alone: a file then says nothing of the machine that it was written on, and a model that is copied together
/// with its dossier keeps its links.
fn beside(paths: &[PathBuf], out: &Path) -> Option<String> {
    // Where several folders are read, a path alone does not tell in which of them its file lies.
    let [path] = paths else { return None };
    if path == Path::new("-") {
        return None;
    }
    let folder = if path.is_dir() { path } else { path.parent()? };
    let (from, to) = (steps(out)?, steps(folder)?);
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    if out.is_absolute() != folder.is_absolute() || out.is_absolute() && common < to.len() {
        return None;
    }
    let up = from.iter().skip(common).map(|_| "../".to_owned());
    Some(up.chain(to.iter().skip(common).map(|name| format!("{name}/"))).collect())
}

/// The names of folders that a path leads through; none where it climbs, so that only the disk knows where it leads.
fn steps(path: &Path) -> Option<Vec<&str>> {
    let named = path.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir));
    named.map(|part| if let Component::Normal(name) = part { name.to_str() } else { None }).collect()
}

impl DocumentFormat {
    /// The format of single documents that it is; none for what holds all of them.
    fn format(self) -> Option<Format> {
        match self {
            DocumentFormat::Html | DocumentFormat::Xlsx => None,
            DocumentFormat::Markdown => Some(Format::Markdown),
            DocumentFormat::Csv => Some(Format::Csv),
            DocumentFormat::Json => Some(Format::Json),
        }
    }
}

fn listing(out: &Path, built: &Built, idle: &[String]) -> String {
    let Built { written, unchanged, removed, changed } = built;
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
    if *unchanged > 0 {
        text.push_str(&format!(", left {} as they were", files(*unchanged)));
    }
    if !removed.is_empty() {
        text.push_str(&format!(", removed {} of earlier builds", files(removed.len())));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_finds_the_files_of_the_model_by_names_alone() {
        let place = tempfile::tempdir().unwrap();
        let model = place.path().join("model");
        std::fs::create_dir(&model).unwrap();
        let way = |path: &str, out: &str| beside(&[PathBuf::from(path)], Path::new(out));
        // `src` is there when tests run; other names are those of files.
        assert_eq!(way(".", "dossier").as_deref(), Some("../"));
        assert_eq!(way(".", "a/./b").as_deref(), Some("../../"));
        assert_eq!(way("src", "dossier").as_deref(), Some("../src/"));
        assert_eq!(way("src/m.sms", "src/out").as_deref(), Some("../"));
        assert_eq!(way("src", "src").as_deref(), Some(""));
        let full = |out: &Path| beside(std::slice::from_ref(&model), out);
        assert_eq!(full(&model.join("dossier")).as_deref(), Some("../"));
        // What lies elsewhere would tell of the machine.
        assert_eq!(full(&place.path().join("dossier")), None);
        assert_eq!(full(Path::new("dossier")), None);
        assert_eq!(way("..", "dossier"), None);
        assert_eq!(way("-", "dossier"), None);
        assert_eq!(beside(&["src", "tests"].map(PathBuf::from), Path::new("dossier")), None);
    }
}
