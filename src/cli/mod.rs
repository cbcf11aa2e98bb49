//! The command line: one file for each subcommand.
//!
//! Exit codes: 0 for a clean model, 1 for findings, 2 for wrong use or input that could not be read.

// The command line is the outside world: it may read the clock, the environment and the disk.
#![allow(clippy::disallowed_methods)]

mod baseline;
mod build;
mod changes;
mod check;
mod explain;
mod failure;
mod fix;
mod format;
mod init;
mod library;
mod lookup;
mod lsp;
mod output;
mod serve;
mod shell;
mod state;
mod supposing;
mod test;
mod whole;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::report;
use failure::Failure;

/// What a command came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Wrong use, or input that could not be read.
    Unusable,
}

/// A name as a model has it, whichever way the keyboard writes its accents.
fn name(typed: &str) -> std::result::Result<String, std::convert::Infallible> {
    Ok(crate::source::composed(typed).into_owned())
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(misused) => return wrongly_used(misused),
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Status(arguments) => state::status::run(&arguments),
        Command::Why(arguments) => state::why::run(&arguments),
        Command::WhyNot(arguments) => state::why_not::run(&arguments),
        Command::Todo(arguments) => state::todo::run(&arguments),
        Command::Assess(arguments) => state::assess::run(&arguments),
        Command::Due(arguments) => state::due::run(&arguments),
        Command::Evidence(arguments) => state::evidence::run(&arguments),
        Command::Timeline(arguments) => state::timeline::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Format(arguments) => format::run(&arguments),
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Lib(arguments) => library::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man(arguments) => shell::manual(&arguments),
    };
    let outcome = outcome.unwrap_or_else(failure::tell);
    match outcome {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::Unusable => ExitCode::from(2),
    }
}

/// Tells how the program is used, or that it was used in a wrong way.
fn wrongly_used(error: clap::Error) -> ExitCode {
    // What was typed is quoted, so it is read once more in a form that steers no terminal.
    let shown = std::env::args_os().map(|argument| report::printable(&argument.to_string_lossy()));
    let error = Arguments::try_parse_from(shown).err().unwrap_or(error);
    // Nothing can be done where the output fails too.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Checks the description of a service management system, and makes the documents an auditor asks for.
///
/// The system is described in `.sms` files; all files below a folder are one model.
#[derive(Parser, Debug)]
#[command(name = "sms", version, about, long_about, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Check(check::Arguments),
    Baseline(baseline::Arguments),
    Build(build::Arguments),
    Status(state::status::Arguments),
    Why(state::why::Arguments),
    WhyNot(state::why_not::Arguments),
    Todo(state::todo::Arguments),
    Assess(state::assess::Arguments),
    Due(state::due::Arguments),
    Evidence(state::evidence::Arguments),
    Timeline(state::timeline::Arguments),
    Explain(explain::Arguments),
    Fix(fix::Arguments),
    Format(format::Arguments),
    Lsp(lsp::Arguments),
    Serve(serve::Arguments),
    Lib(library::Arguments),
    Init(init::Arguments),
    Test(test::Arguments),
    Completions(shell::Completions),
    Man(shell::Manual),
}

const EXAMPLES: &str = "\
Examples:
  sms init my-system                      write a small model to start from
  sms check my-system                     tell everything that is wrong in it
  sms build my-system --out dossier       write the documents for the auditor
  sms status my-system                    show how far each clause is met
  sms why 8.6.1 --model my-system         tell what the state of a clause rests on
  sms todo my-system                      list what is to do, what lifts most first
  sms due my-system                       list what falls due, ends or goes stale
  sms evidence my-system                  show what evidence covers, and where nothing does
  sms serve my-system                     show the documents in a browser, again after each save
  sms format my-system                    write all files in one style
  sms fix my-system                       make the edits that findings offer
  sms explain E0203                       say what an error means and how to mend it
  sms lib                                 list the standards and models the library holds

Exit codes: 0 all is well, 1 something was found, 2 wrong use or unreadable input";

type Result = std::result::Result<Outcome, Failure>;
