//! `sms baseline`: writes down the findings that are known, so that only new ones count.

mod file;

pub use file::read;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::outcome;
use super::failure::{Failure, failure};
use super::init::quoted;
use super::output::{self, ColorName, Day, FormatName, Showing, show};
use super::whole::{self, Existing, Output};
use super::{Outcome, Result};
use crate::assess::Baseline;
use crate::assess::baseline::{Fresh, Updated};
use crate::diag::Severity;
use crate::report::printable;
use crate::workspace::{self, About, Checked, STDIN, Telling, shown};

/// Write down the findings that are known, so that only new ones count
///
/// The first time all findings of the model are taken into the file; `sms check --baseline FILE` then keeps them apart and tells only what
/// is new. Later the file is brought up to date: what is no longer found goes, and what is new stays out unless you say `--add`. What is
/// known is still not met: statuses and documents do not change.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The file to write; without it `sms-baseline.json` in the model's folder
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Take in new findings too, where the file exists already
    #[arg(long)]
    pub add: bool,

    /// Say what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    pub day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms baseline                            write what is known, or bring it up to date
  sms check --baseline sms-baseline.json  tell only what is new
  sms baseline model --out ci/known.json  another model and another file
  sms baseline --dry-run                  only say what would change
  sms baseline --add                      take in new findings too: look at them first

Exit codes: 0 all is well, 1 the model has errors of the language, 2 wrong use or unreadable input";

/// Checks, and writes the file anew where something has changed.
pub fn run(arguments: &Arguments) -> Result {
    let path = arguments.out.clone().unwrap_or_else(|| usual_file(&arguments.paths));
    let Some(name) = path.file_name() else {
        return Err(failure("no-file-name", format!("`{}` does not end in the name of a file", shown(&path)))
            .help(format!("write for example `--out {}`", file::NAME)));
    };
    let before = if path.exists() { Some(file::read(&path)?) } else { None };
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let checked = workspace::check(loaded, arguments.day.date());
    let Some(found) = checked.on_record() else { return Err(refused(&checked)?) };
    let updated = match &before {
        None => Baseline::default().update(&found, Fresh::Add),
        Some(before) if arguments.add => before.renamed(&checked.model).update(&found, Fresh::Add),
        Some(before) => before.renamed(&checked.model).update(&found, Fresh::LeaveOut),
    };
    let changed = before.as_ref() != Some(&updated.baseline);
    if changed && !arguments.dry_run {
        let output = Output {
            name: name.to_string_lossy().into_owned(),
            bytes: file::text(&updated.baseline, crate::assess::edition(&checked.model).as_deref())?.into_bytes(),
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        whole::write(folder, &[output], Existing::Replace)?;
    }
    let report = Report {
        file: shown(&path),
        paths: &arguments.paths,
        before: before.as_ref(),
        updated: &updated,
        changed,
        back: checked.waived.back.len(),
        written: !arguments.dry_run,
    };
    io::stdout().lock().write_all(printable(&report.text()).as_bytes())?;
    Ok(Outcome::Clean)
}

/// The file where none is given: beside the model, so that it goes with it.
fn usual_file(paths: &[PathBuf]) -> PathBuf {
    match paths {
        [path] if path.is_dir() => path.join(file::NAME),
        [path] => path.with_file_name(file::NAME),
        several => workspace::common_folder(several).join(file::NAME),
    }
}

/// The command that brings the baseline in `file` up to date.
pub fn command(paths: &[PathBuf], file: &Path) -> String {
    let mut command = "sms baseline".to_owned();
    for path in paths.iter().filter(|path| path.as_path() != Path::new(".")) {
        command.push_str(&format!(" {}", quoted(&shown(path))));
    }
    if shown(file) != shown(&usual_file(paths)) {
        command.push_str(&format!(" --out {}", quoted(&shown(file))));
    }
    command
}

/// Tells the errors of the language on standard error: with them findings may be missing, and the file would lose entries wrongly.
fn refused(checked: &Checked) -> std::result::Result<Failure, Failure> {
    let told = checked.tell(&Telling { about: About::LanguageErrors, ..Telling::default() });
    let showing = Showing { format: FormatName::Terminal, color: ColorName::Auto, quiet: true };
    let mut stream = io::stderr().lock();
    let terminal = output::terminal(&stream);
    show(&showing, checked, &told, terminal, &mut stream)?;
    Ok(failure("not-recorded", "nothing was written, because the model has errors of the language")
        .coming_to(outcome(&told, Severity::Error))
        .help("mend them first: while they stand, findings may be missing, and they cannot be put into a baseline"))
}

/// What is told about a run.
struct Report<'a> {
    file: String,
    paths: &'a [PathBuf],
    before: Option<&'a Baseline>,
    updated: &'a Updated,
    changed: bool,
    /// How many findings are back because their waiver has ended.
    back: usize,
    written: bool,
}

impl Report<'_> {
    fn text(&self) -> String {
        let Updated { baseline, removed, added, left_out } = self.updated;
        let mut lines = Vec::new();
        let file = &self.file;
        lines.push(match (self.changed, self.written) {
            (true, true) => format!("wrote {file}: {}", weights(baseline)),
            (true, false) => format!("would write {file}: {}", weights(baseline)),
            (false, _) => format!("{file} is up to date: {}", weights(baseline)),
        });
        if *removed > 0 {
            lines.push(format!("  {removed} removed: no longer found"));
        }
        if self.before.is_some() && *added > 0 {
            lines.push(format!("  {added} added"));
        }
        if *left_out > 0 {
            lines.push(format!("  {left_out} new, left out: mend what is found, or take it in with `--add`"));
        }
        if self.back > 0 {
            lines.push(format!("  {} left out: the waiver has ended, so mend what is found or renew the waiver", self.back));
        }
        if baseline.is_empty() {
            lines.push("nothing is known: `sms check` needs no baseline".to_owned());
        } else if self.before.is_none() || *left_out > 0 {
            let mut check = "sms check".to_owned();
            for path in self.paths.iter().filter(|path| path.as_path() != Path::new(".")) {
                check.push_str(&format!(" {}", quoted(&shown(path))));
            }
            let input = if self.paths.iter().any(|path| path == Path::new(STDIN)) { " < …" } else { "" };
            lines.push(format!("`{check} --baseline {}{input}` tells only what is new", quoted(file)));
        }
        lines.join("\n") + "\n"
    }
}

/// `14 findings known (3 errors, 11 warnings)`
fn weights(baseline: &Baseline) -> String {
    let count = |number: usize, word: &str| if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") };
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let parts: Vec<String> = severities
        .into_iter()
        .map(|severity| (baseline.weighing(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| count(number, severity.word()))
        .collect();
    let known = format!("{} known", count(baseline.len(), "finding"));
    if parts.is_empty() { known } else { format!("{known} ({})", parts.join(", ")) }
}
