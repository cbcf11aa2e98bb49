//! One run at a time writes into a folder, and takes away what runs before it left unfinished.
//!
//! The lock is the system's: it goes with the process that holds it, however that ends. Where a file system has no locks runs do not wait
//! for each other, and nothing is taken away.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::failure::{Failure, failure};
use super::unfinished;
use crate::workspace::shown;

/// The right to write into a folder, until it is dropped.
#[derive(Debug)]
pub struct Claim {
    /// Holds the lock while it is open.
    _lock: Option<File>,
    /// What has to go with the lock.
    lock_file: Option<PathBuf>,
}

/// Waits until no other run writes into `folder`, and takes away what such runs left unfinished.
pub fn claim(folder: &Path) -> Result<Claim, Failure> {
    let until = Instant::now() + LONGEST_WAIT;
    loop {
        let Ok((file, lock_file)) = open(folder) else { return Ok(Claim { _lock: None, lock_file: None }) };
        match file.try_lock() {
            Ok(()) => {
                sweep(folder);
                return Ok(Claim { _lock: Some(file), lock_file });
            }
            Err(TryLockError::Error(_)) => return Ok(Claim { _lock: None, lock_file }),
            Err(TryLockError::WouldBlock) if Instant::now() > until => {
                return Err(failure("folder-in-use", format!("another run of `sms` is writing into `{}`", shown(folder)))
                    .help("wait until it has ended, or choose another folder"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
}

/// How long to wait for another run: much longer than a build takes.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Opens what is locked: the folder itself, so that nothing is left of it.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<(File, Option<PathBuf>)> {
    Ok((File::open(folder)?, None))
}

/// Opens what is locked: a file, since folders cannot be; whoever holds it removes it.
#[cfg(not(unix))]
fn open(folder: &Path) -> io::Result<(File, Option<PathBuf>)> {
    let path = folder.join(".sms-lock");
    Ok((fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path)?, Some(path)))
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(path) = &self.lock_file {
            let _ = fs::remove_file(path);
        }
    }
}

fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let unfinished = entry.file_name().to_str().is_some_and(unfinished::is_part);
        if unfinished && entry.file_type().is_ok_and(|about| about.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
