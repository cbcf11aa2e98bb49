//! `sms check`: reads every file as one model and tells all that is wrong.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::baseline;
use super::failure::{Failure, failure};
use super::output::{self, ColorName, Day, FormatName, SeverityName, Showing, show};
use super::supposing::Supposing;
use super::whole::{self, Existing, Output};
use super::{Outcome, Result};
use crate::diag::{Diagnostic, Severity, Source, codes};
use crate::likeness::closest;
use crate::rules::Rulebook;
use crate::source::{FileId, Sources};
use crate::workspace::{self, Held, Telling, Told, declared_beside, files_at, left_out_input, shown};

/// Check a model and tell everything that is wrong in it
///
/// All `.sms` files below the given folders, and the files given by name, are one model. Nothing is written.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The lightest finding for which the exit code is 1
    #[arg(long, value_enum, default_value_t = SeverityName::Error, value_name = "SEVERITY")]
    pub deny: SeverityName,

    /// Tell only what rules of this profile find: `stage1`, `stage2`, `surveillance`, or one that your own rules name
    #[arg(long, value_name = "NAME", default_value = ALL, value_parser = super::name)]
    pub profile: String,

    /// Keep apart the findings that this file knows of, so that only new ones count; `sms baseline` writes it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Tell only what is in this file, or below this folder; the whole model is read and checked. May be given several times
    #[arg(long, value_name = "FILE")]
    pub only: Vec<PathBuf>,

    #[command(flatten)]
    pub supposing: Supposing,

    /// Write the report to a file as well, in another form: `--output sarif=sms.sarif`. May be given several times
    #[arg(long, value_name = "FORM=FILE", value_parser = form_and_file)]
    pub output: Vec<(FormatName, PathBuf)>,

    #[command(flatten)]
    pub showing: Showing,

    #[command(flatten)]
    pub day: Day,
}

/// The profile that holds every rule.
const ALL: &str = "all";

const EXAMPLES: &str = "\
Examples:
  sms check                               check the current folder
  sms check model --deny warning          exit with 1 on warnings too
  sms check model --as-of 2026-12-31      check as if that day were today
  sms check model --profile stage1        what the first stage of an audit looks at
  sms check model --only model/a.sms       what is in this file, with the whole model read
  sms check --baseline sms-baseline.json  only what is new since `sms baseline` wrote the file
  sms check - < parties.sms               check standard input
  sms check model --output sarif=sms.sarif  a report for a pipeline beside what is shown
  sms check model --format json           the same findings for a program

`sms explain` says more of `severity`, `profile` and `baseline`";

/// Checks and reports on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let known = arguments.baseline.as_deref().map(baseline::read).transpose()?;
    let loaded = workspace::load(&arguments.paths, &mut io::stdin().lock());
    let checked = arguments.supposing.check(loaded, arguments.day.date())?.checked;
    let profile = Some(&*arguments.profile).filter(|profile| *profile != ALL);
    if let Some(profile) = profile {
        known_profile(&checked.rulebook, profile)?;
    }
    let file = arguments.baseline.as_deref().map(shown).unwrap_or_default();
    let command = arguments.baseline.as_deref().map(|file| baseline::command(&arguments.paths, file)).unwrap_or_default();
    let baseline = known.as_ref().map(|baseline| Held { baseline, file: &file, command: &command });
    let mut told = checked.tell(&Telling { profile, baseline, ..Telling::default() });
    if arguments.only.is_empty() {
        declared_beside(&checked, &arguments.paths).into_iter().for_each(|part| told.add(part));
    } else {
        told.keep_within(&checked.sources, &asked_for(&checked.sources, &arguments.only)?);
    }
    let mut out = io::stdout().lock();
    let terminal = output::terminal(&out);
    show(&arguments.showing, &checked, &told, terminal, &mut out)?;
    for (format, file) in &arguments.output {
        let showing = Showing { format: *format, color: ColorName::Never, quiet: arguments.showing.quiet };
        let mut bytes = Vec::new();
        show(&showing, &checked, &told, output::Terminal::No, &mut bytes)?;
        write_report(file, bytes)?;
    }
    let outcome = outcome(&told, arguments.deny.severity());
    // The process ends here: taking a large model apart piece by piece would only cost time.
    std::mem::forget(told);
    std::mem::forget(checked);
    Ok(outcome)
}

/// `sarif=sms.sarif`
fn form_and_file(text: &str) -> std::result::Result<(FormatName, PathBuf), String> {
    let (form, file) =
        text.split_once('=').ok_or_else(|| "a form and a file are written as FORM=FILE, such as sarif=sms.sarif".to_owned())?;
    Ok((FormatName::from_str(form, false)?, PathBuf::from(file)))
}

/// Writes a report to its file, whole or not at all.
fn write_report(file: &Path, bytes: Vec<u8>) -> std::result::Result<(), Failure> {
    let Some(name) = file.file_name() else {
        return Err(failure("no-file-name", format!("`{}` does not end in the name of a file", shown(file))));
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    whole::write(folder, &[Output { name: name.to_string_lossy().into_owned(), bytes }], Existing::Replace)?;
    Ok(())
}

/// The files of the model that `only` names. Fails where one names none: what is said of it would be nothing, which looks like praise.
fn asked_for(sources: &Sources, only: &[PathBuf]) -> std::result::Result<Vec<FileId>, Failure> {
    let mut files = Vec::new();
    for path in only {
        let found = files_at(sources, path);
        if found.is_empty() {
            let failure =
                failure("not-in-the-model", format!("`{}` is no file of the model, and no folder that holds one", shown(path)));
            return Err(failure.help("give the files and folders of the whole model as well: `sms check MODEL --only FILE`"));
        }
        files.extend(found);
    }
    Ok(files)
}

/// Fails, with the names there are, where no rule is in a profile of this name.
fn known_profile(rulebook: &Rulebook, name: &str) -> std::result::Result<(), Failure> {
    let known: BTreeSet<&str> = rulebook.rules.iter().flat_map(|rule| &rule.profiles).map(String::as_str).collect();
    if known.contains(name) {
        return Ok(());
    }
    let failure = failure("unknown-profile", format!("no rule is in a profile called `{}`", name));
    Err(match closest(name, known.iter().copied().chain([ALL])) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(format!("there are {ALL}, {}", known.into_iter().collect::<Vec<_>>().join(", "))),
    })
}

/// What is told comes to this when findings from `deny` upwards count.
pub fn outcome(told: &Told, deny: Severity) -> Outcome {
    // Whoever mends a fault leaves the baseline behind the model; that is told, and no reason to stop anything. Nor is what was passed over, or left for another run.
    let remarks = [&codes::E0603, &codes::E0008, &codes::E0009];
    let counts = |diagnostic: &Diagnostic| match diagnostic.source {
        Source::Language(code) => !remarks.contains(&code),
        Source::Rule(_) => true,
    };
    let found = |diagnostic: &Diagnostic| diagnostic.severity >= deny && counts(diagnostic);
    if left_out_input(&told.diagnostics) {
        Outcome::Unusable
    } else if told.diagnostics.iter().any(|told| found(told)) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}
