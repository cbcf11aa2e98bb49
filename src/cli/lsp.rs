//! `sms lsp`: the language server for editors.

use std::io;

use clap::Args;
use lsp_server::Connection;

use super::failure::failure;
use super::output::Day;
use super::{Outcome, Result};

/// Serve an editor: the language server, over standard input and output
///
/// Editors start it themselves; how to set them up stands in the folder `editors` of the source.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    day: Day,
}

/// Serves until the editor ends.
pub fn run(arguments: &Arguments) -> Result {
    let (connection, threads) = Connection::stdio();
    let served = crate::lsp::serve(&connection, &|| arguments.day.date());
    drop(connection);
    threads.join()?;
    match served {
        Ok(()) => Ok(Outcome::Clean),
        Err(error) => Err(failure("protocol", "the editor did not keep to the protocol").because(io::Error::other(error))),
    }
}
