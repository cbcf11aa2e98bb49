//! `sms completions` and `sms man`: what a shell and `man` know of the command line, from the same description as `--help`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::whole::{self, Existing, Output};
use super::{Outcome, Result};
use crate::report::count;

/// Write what a shell needs to complete commands and options
///
/// It is written to standard output; where a shell looks for it, its own manual says.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  sms completions bash > ~/.local/share/bash-completion/completions/sms
  sms completions zsh > ~/.zfunc/_sms
  sms completions fish > ~/.config/fish/completions/sms.fish";

/// Write the manual pages
#[derive(Args, Debug)]
pub struct Manual {
    /// The folder to write into; made where it is missing
    #[arg(long, value_name = "DIR", default_value = "man1")]
    out: PathBuf,
}

/// Writes the completions.
pub fn completions(arguments: &Completions) -> Result {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "sms", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(Outcome::Clean)
}

/// Writes a page for the program and one for each command.
pub fn manual(arguments: &Manual) -> Result {
    let mut program = super::Arguments::command();
    program.build();
    let mut pages = vec![page(program.clone())?];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        pages.push(page(command.clone())?);
    }
    let written = whole::write(&arguments.out, &pages, Existing::Replace)?;
    writeln!(io::stdout().lock(), "wrote {}", count(written.len(), "page", "pages"))?;
    Ok(Outcome::Clean)
}

fn page(command: clap::Command) -> io::Result<Output> {
    // `man` looks for `sms check` under `sms-check`, which is how it is called once it is built.
    let name = format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()));
    let mut bytes = Vec::new();
    Man::new(command).render(&mut bytes)?;
    Ok(Output { name, bytes })
}
