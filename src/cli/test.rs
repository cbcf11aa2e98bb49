//! `sms test`: runs the tests of rules that stand in a model, or those of the library.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::output::{self, Day, Showing, show};
use super::{Outcome, Result};
use crate::library;
use crate::report::printable;
use crate::source::Sources;
use crate::testing::{self, Failed, Test};
use crate::workspace::{self, About, Checked, Telling, left_out_input};

/// Run the tests of the rules in a model
///
/// A `test` holds a small model and the rules that must find something in it, no more and no fewer. The small model sees the kinds and
/// rules of the files given, and none of their entities. A rule that no test shows finding something, or none finding nothing, is noted.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders with the tests and the rules they test; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Run the tests of the library's own rules instead
    #[arg(long, conflicts_with = "paths")]
    library: bool,

    #[command(flatten)]
    day: Day,

    #[command(flatten)]
    showing: Showing,
}

const EXAMPLES: &str = "\
Examples:
  sms test                                run the tests of the current folder
  sms test rules                          run those of the folder `rules`
  sms test --library                      run the tests of the library's rules

A test:
  test lost_cat_is_found {
    given: \"\"\"
      cat tom { lost: true }
    \"\"\"
    expect: [lost_cat]
  }

Exit codes: 0 every test passed, 1 some failed, 2 wrong use or unreadable input";

/// Runs the tests and reports on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let today = arguments.day.date();
    let (checked, declarations) = if arguments.library {
        let texts = library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
        // What the library declares is there for every test; nothing of the organisation's goes with it.
        (workspace::check(workspace::load_texts(texts), today), Vec::new())
    } else {
        let checked = workspace::check(workspace::load(&arguments.paths, &mut io::stdin().lock()), today);
        let declarations = testing::declarations(&checked.sources);
        (checked, declarations)
    };
    let mut out = io::stdout().lock();
    if !checked.is_sound() {
        let terminal = output::terminal(&out);
        // What rules find in the model is no matter of their tests; with errors of the language these are not what was meant.
        let told = checked.tell(&Telling { about: About::Language, ..Telling::default() });
        show(&arguments.showing, &checked, &told, terminal, &mut out)?;
        return Ok(if left_out_input(&told.diagnostics) { Outcome::Unusable } else { Outcome::Findings });
    }
    let tests = testing::tests(&checked.model);
    let failed = testing::run(&tests, &declarations, today);
    note_untested(&checked, &tests, &mut out)?;
    tell(&checked, &tests, &failed, &mut out)?;
    Ok(if failed.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// Notes change nothing about the outcome: a rule without tests may be right.
fn note_untested(checked: &Checked, tests: &[Test], out: &mut dyn Write) -> io::Result<()> {
    for note in testing::untested(&checked.rulebook, tests) {
        let place = note.span().map(|span| place(&checked.sources, span)).unwrap_or_default();
        writeln!(out, "{place}: {}[{}]: {}", note.severity.word(), note.source.id(), printable(&note.message))?;
        note.help.iter().try_for_each(|help| writeln!(out, "  {}", printable(help)))?;
    }
    Ok(())
}

fn tell(checked: &Checked, tests: &[Test], failed: &[Failed], out: &mut dyn Write) -> io::Result<()> {
    for failure in failed {
        writeln!(out, "{}: test `{}` failed", place(&checked.sources, checked.model.entity(failure.id).name_span), failure.name)?;
        for rule in &failure.missing {
            writeln!(out, "  `{rule}` was to find something, and did not")?;
        }
        for extra in &failure.unexpected {
            let line = extra.line.map(|line| format!(" on line {line}")).unwrap_or_default();
            writeln!(
                out,
                "  `{}` was not to find anything, but told{line}: {}: {}",
                extra.id,
                extra.severity.word(),
                printable(&extra.message)
            )?;
        }
    }
    let count = |number: usize, word: &str| if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") };
    match (tests.len(), failed.len()) {
        (0, _) => writeln!(out, "there are no tests"),
        (all, 0) => writeln!(out, "{} passed", count(all, "test")),
        (all, some) => writeln!(out, "{} of {} failed", some, count(all, "test")),
    }
}

fn place(sources: &Sources, span: crate::source::Span) -> String {
    let position = sources.position(span);
    format!("{}:{}:{}", printable(sources.file(span.file).name()), position.line, position.column)
}
