//! The program as users run it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a run of the program came to.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 where the program was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// The first kilobyte of the output, for messages of tests.
    pub fn beginning(&self) -> String {
        self.out.chars().take(1000).collect()
    }
}

/// Runs `sms` in `folder` with no input, on the day all tests take place.
pub fn sms(folder: &Path, arguments: &[&str]) -> Run {
    sms_with_input(folder, arguments, "")
}

/// Runs `sms` in `folder` and gives it `input`.
pub fn sms_with_input(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sms"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR").env("TERM", "xterm");
    if arguments
        .first()
        .is_some_and(|name| ["check", "build", "baseline", "fix", "status", "why", "why-not", "todo", "due"].contains(name))
        && !arguments.contains(&"--as-of")
        && !asks_for_help(arguments)
    {
        command.args(["--as-of", "2026-11-21"]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input closes it; that is no fault.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `sms` in `folder` with this time zone, on the current day.
pub fn sms_in_zone(folder: &Path, zone: &str, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sms"));
    let output = command.current_dir(folder).args(arguments).env("TZ", zone).output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Writes a file below `folder`, with the folders it needs.
pub fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

fn asks_for_help(arguments: &[&str]) -> bool {
    arguments.iter().any(|argument| ["--help", "-h"].contains(argument))
}
