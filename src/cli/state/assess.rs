//! `sms assess`: what human assessors need.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{read, say_document, say_json, subject};
use crate::answers::worksheet::{document, worksheet};
use crate::cli::Result;
use crate::cli::output::Day;
use crate::write::Format;

/// Help human assessors: worksheets that are ready to be filled in
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Worksheet(Worksheet),
}

/// Write a worksheet for a clause: each requirement with its question, what is known, and room for the answer
///
/// Beside each requirement stands its computed state with what that rests on, what addresses it, what is on file, and what assessors found so
/// far. What is filled in becomes an `assessment` of the model.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct Worksheet {
    /// The clause or requirement: a number, a path or a title
    #[arg(value_name = "CLAUSE", value_parser = crate::cli::name)]
    clause: String,

    /// Files and folders of the model
    #[arg(long, value_name = "PATH", default_value = ".")]
    model: Vec<PathBuf>,

    /// How to write it
    #[arg(long, value_enum, default_value_t = Form::Markdown, value_name = "FORM")]
    format: Form,

    #[command(flatten)]
    day: Day,
}

/// The forms by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A page for forges and wikis
    Markdown,
    /// One table, for spreadsheets
    Csv,
    /// One JSON object, for tools
    Json,
}

const EXAMPLES: &str = "\
Examples:
  sms assess worksheet 8.6 --model my-system
  sms assess worksheet 8.6.1 --format csv > worksheet.csv";

/// Writes the worksheet on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let Command::Worksheet(asked) = &arguments.command;
    let assessed = read(&asked.model, &asked.day)?;
    let part = subject::item(&assessed, &asked.clause)?;
    let input = assessed.input();
    let sheet = worksheet(&input, &assessed.assessment, part);
    match asked.format {
        Form::Markdown => say_document(&document(&input, &sheet), Format::Markdown),
        Form::Csv => say_document(&document(&input, &sheet), Format::Csv),
        Form::Json => say_json(&sheet),
    }
}
