//! The program `sms`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    sms::cli::run()
}
