//! `sms fix`: makes the edits that findings and errors carry.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::changes;
use super::failure::{Failure, failure};
use super::output::{self, Day};
use super::whole::Rewrite;
use super::{Outcome, Result};
use crate::diag::{Diagnostic, codes};
use crate::library;
use crate::likeness::closest;
use crate::mend::{self, Wanted};
use crate::report::{count, printable};
use crate::source::Origin;
use crate::workspace::{self, Checked, STDIN, Snapshot, Telling, left_out_input};
use crate::world::{Audience, Cancel, Facts};

/// Make the edits that findings and errors carry
///
/// What is safe is made: the text means afterwards what was plainly meant before. Proposals, such as the name that was probably meant, are made
/// with `--all`. What comes out is checked again; edits after which there would be more errors than before are taken back.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model, and the rules and errors whose edits are to be made; without the latter all of them. `-` reads standard
    /// input and writes to standard output
    #[arg(value_name = "PATH|RULE")]
    what: Vec<String>,

    /// Make proposals too
    #[arg(long)]
    all: bool,

    /// Write nothing; name the edits, and exit with 1 if there are any
    #[arg(long)]
    dry_run: bool,

    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,

    #[command(flatten)]
    day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms fix                                 make what is safe in the current folder
  sms fix --diff                          show it first
  sms fix model --all                     make proposals too
  sms fix model E0205                     only former names
  sms fix --all governance_incomplete     only what this rule proposes

Exit codes: 0 no errors are left, 1 some are, or `--dry-run` or `--diff` found something, 2 wrong use or unreadable input";

/// How often the result is checked and mended again: what one edit uncovers, the next can mend.
const ROUNDS: usize = 10;

/// An edit that was made, as it is told.
#[derive(Debug)]
struct Made {
    place: String,
    id: String,
    title: String,
}

/// Mends the files, or tells what could be mended.
pub fn run(arguments: &Arguments) -> Result {
    let (paths, rules) = parted(&arguments.what)?;
    let loaded = workspace::load(&paths, &mut io::stdin().lock());
    output::tell_unread(&loaded)?;
    let unread = left_out_input(loaded.snapshot.unread());
    let facts = Facts { today: arguments.day.date(), files: loaded.on_record.clone(), audience: Audience::Anybody };
    let before = loaded.snapshot;
    let wanted = if arguments.all { Wanted::All } else { Wanted::Safe };
    let check =
        |snapshot: &Snapshot| snapshot.check(&facts, &Cancel::new()).map_err(|_| failure("stopped", "the check was stopped"));
    let mut checked = check(&before)?;
    known(&checked, &rules)?;
    let mut snapshot = before.clone();
    let mut made: Vec<Made> = Vec::new();
    let mut refused = 0;
    for _ in 0..ROUNDS {
        let (edited, more) = mended(&snapshot, &checked, wanted, &rules);
        if more.is_empty() {
            break;
        }
        let after = check(&edited)?;
        if errors(&after) > errors(&checked) {
            refused = more.len();
            break;
        }
        (snapshot, checked) = (edited, after);
        made.extend(more);
    }
    let changes = changes_between(&before, &snapshot);
    let mut out = io::stdout().lock();
    let only_shown = arguments.dry_run || arguments.diff;
    if arguments.diff {
        changes::show(&changes, &mut out)?;
    } else if only_shown {
        tell(&made, &mut out)?;
    }
    let files = changes.len();
    let mut changed = Vec::new();
    if !only_shown {
        let input = paths.iter().any(|path| path == Path::new(STDIN)).then(|| unchanged_input(&before, &changes)).flatten();
        changed = changes::make(changes, &mut out)?;
        if let Some(text) = input {
            out.write_all(text.as_bytes())?;
        }
        tell(&made, &mut io::stderr().lock())?;
        changes::tell_changed(&changed)?;
    }
    let proposals = left(&checked, &rules, wanted);
    summarise(&made, files, refused, proposals, only_shown, errors(&checked))?;
    Ok(match () {
        () if unread || !changed.is_empty() => Outcome::Unusable,
        () if only_shown && !made.is_empty() => Outcome::Findings,
        () if !only_shown && errors(&checked) > 0 => Outcome::Findings,
        () => Outcome::Clean,
    })
}

/// The paths among the arguments, and the rules and errors.
fn parted(what: &[String]) -> std::result::Result<(Vec<PathBuf>, Vec<String>), Failure> {
    let is_path = |given: &&String| given.as_str() == STDIN || Path::new(given).exists() || given.contains(['/', '\\', '.']);
    let (paths, rules): (Vec<&String>, Vec<&String>) = what.iter().partition(is_path);
    let mut paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    Ok((paths, rules.into_iter().map(|rule| crate::source::composed(rule).into_owned()).collect()))
}

/// Fails, with the nearest name, where something is neither a path nor a rule nor an error.
fn known(checked: &Checked, rules: &[String]) -> std::result::Result<(), Failure> {
    for rule in rules {
        let names = || checked.rulebook.rules.iter().map(|rule| rule.name.as_ref()).chain(codes::ALL.iter().map(|code| code.id));
        if names().any(|name| name == rule) || library::names_on_demand().contains(&&**rule) {
            continue;
        }
        let failure = failure("unknown-rule", format!("`{rule}` is neither a file or folder, nor a rule or an error"));
        return Err(match closest(rule, names()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`sms explain --list` lists the rules"),
        });
    }
    Ok(())
}

/// What is told and has to do with `rules`.
fn told<'c>(checked: &'c Checked, rules: &[String]) -> Vec<std::borrow::Cow<'c, Diagnostic>> {
    let told = checked.tell(&Telling { clauses: workspace::Clauses::AsLoaded, ..Telling::default() });
    let asked = |told: &Diagnostic| rules.is_empty() || rules.iter().any(|rule| rule == told.source.id());
    told.diagnostics.into_iter().filter(|told| asked(told)).collect()
}

/// The model with all edits made that can be made together.
fn mended(snapshot: &Snapshot, checked: &Arc<Checked>, wanted: Wanted, rules: &[String]) -> (Snapshot, Vec<Made>) {
    let told = told(checked, rules);
    let plan = mend::plan(&checked.sources, told.iter().map(|told| &**told), wanted);
    let mut edited = snapshot.clone();
    for (file, edits) in &plan.edits {
        let file = checked.sources.file(*file);
        edited = edited.with(file.name(), mend::edited(file, edits));
    }
    let made = plan.made.iter().map(|told| Made {
        place: told.span().map(|span| place(checked, span)).unwrap_or_default(),
        id: told.source.id().to_owned(),
        title: told.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default(),
    });
    (edited, made.collect())
}

fn place(checked: &Checked, span: crate::source::Span) -> String {
    let position = checked.sources.position(span);
    format!("{}:{}:{}", checked.sources.file(span.file).name(), position.line, position.column)
}

/// How many errors are told of a model.
fn errors(checked: &Checked) -> usize {
    checked.tell(&Telling { clauses: workspace::Clauses::AsLoaded, ..Telling::default() }).counts.errors
}

/// How many proposals could still be made.
fn left(checked: &Checked, rules: &[String], wanted: Wanted) -> usize {
    let told = told(checked, rules);
    match wanted {
        Wanted::All => 0,
        Wanted::Safe => told.iter().filter(|told| told.fix.as_ref().is_some_and(|fix| mend::is_wanted(fix, Wanted::All))).count(),
    }
}

fn changes_between(before: &Snapshot, after: &Snapshot) -> Vec<Rewrite> {
    let own = |snapshot: &Snapshot| -> BTreeMap<String, String> {
        let files = snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model);
        files.map(|(_, file)| (file.name().to_owned(), file.as_written().to_owned())).collect()
    };
    let mut after = own(after);
    let changed = own(before).into_iter().filter_map(|(name, before)| {
        let after = after.remove(&name)?;
        (before != after).then_some(Rewrite { name, before, after })
    });
    changed.collect()
}

/// Standard input as it was, where nothing was changed in it: the output is the text in any case.
fn unchanged_input(before: &Snapshot, changes: &[Rewrite]) -> Option<String> {
    let file = before.file(changes::INPUT)?;
    let changed = changes.iter().any(|change| change.name == changes::INPUT);
    (!changed).then(|| before.sources().file(file).as_written().to_owned())
}

fn tell(made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    made.iter().try_for_each(|Made { place, id, title }| writeln!(out, "{}", printable(&format!("{place}: [{id}] {title}"))))
}

/// The last lines: what was done, what could be done, and how the model stands.
fn summarise(made: &[Made], files: usize, refused: usize, left: usize, only_shown: bool, errors: usize) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let verb = if only_shown { "would make" } else { "made" };
    match made.len() {
        0 => writeln!(err, "there is nothing that can be mended unseen")?,
        edits => writeln!(err, "{verb} {} in {}", count(edits, "edit", "edits"), count(files, "file", "files"))?,
    }
    if refused > 0 {
        writeln!(err, "{} not made: there would be more errors than before", count(refused, "more edit was", "more edits were"))?;
    }
    if left > 0 {
        writeln!(err, "{} can be made with `--all`", count(left, "proposal", "proposals"))?;
    }
    match errors {
        0 => writeln!(err, "checked again: no errors"),
        some => writeln!(err, "checked again: {}", count(some, "error is left", "errors are left")),
    }
}
