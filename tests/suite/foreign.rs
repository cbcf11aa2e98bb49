//! What needs other people's programs is left out here, and said so.

use std::process::Command;

use crate::support::root;

#[test]
#[ignore = "needs Neovim, Node.js and Python: `tests/foreign/run target/debug/sms` installs them; `.ci/run` does it"]
fn programs_of_others_take_what_is_written_and_answered() {
    let ended = Command::new(root().join("tests/foreign/run")).arg(env!("CARGO_BIN_EXE_sms")).status().unwrap();
    assert!(ended.success());
}
