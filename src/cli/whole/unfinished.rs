//! What a run has begun and not finished, so that a signal that ends it leaves nothing behind.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// How the names of files begin that are not finished.
const PREFIX: &str = ".sms-";
/// And how they end.
const SUFFIX: &str = ".part";
/// How many letters stand between, which no other run has chosen.
const RANDOM: usize = 6;

static BEGUN: Mutex<Begun> = Mutex::new(Begun { parts: Vec::new(), folders: Vec::new() });

struct Begun {
    parts: Vec<Part>,
    /// Folders that were made for the files, the outer before the inner.
    folders: Vec<PathBuf>,
}

struct Part {
    folder: PathBuf,
    path: PathBuf,
}

/// While it lives no signal ends the run: a signal waits until it is dropped.
pub struct Unstopped {
    begun: MutexGuard<'static, Begun>,
}

/// From now on a signal waits.
pub fn unstopped() -> Unstopped {
    Unstopped { begun: BEGUN.lock().unwrap_or_else(PoisonError::into_inner) }
}

impl Unstopped {
    /// Everything begun in `folder` is finished.
    pub fn finish(mut self, folder: &Path) {
        self.begun.parts.retain(|part| part.folder != folder);
        self.begun.folders.retain(|made| !folder.starts_with(made) && !made.starts_with(folder));
    }
}

/// Makes `folder` and what is missing above it, and notes what was made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut unstopped = unstopped();
    let missing = folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    fs::create_dir_all(folder)?;
    unstopped.begun.folders.extend(missing);
    Ok(())
}

/// Writes a file beside those of `folder`, whole and on the disk, under a name of its own.
pub fn part(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other program would make the file; without it only the owner could read the artefacts.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = {
        let mut unstopped = unstopped();
        let file = builder.tempfile_in(folder)?;
        unstopped.begun.parts.push(Part { folder: folder.to_owned(), path: file.path().to_owned() });
        file
    };
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Whether a file of this name is one that some run did not finish.
pub fn is_part(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

/// Takes away what was begun in `folder` and is not finished. A folder goes only where it is empty.
pub fn undo(folder: &Path) {
    take_away(&mut unstopped(), |part| part.folder == folder, |made| folder.starts_with(made) || made.starts_with(folder));
}

fn take_away(unstopped: &mut Unstopped, parts: impl Fn(&Part) -> bool, folders: impl Fn(&Path) -> bool) {
    for part in unstopped.begun.parts.extract_if(.., |part| parts(part)) {
        let _ = fs::remove_file(part.path);
    }
    let folders: Vec<PathBuf> = unstopped.begun.folders.extract_if(.., |folder| folders(folder)).collect();
    for folder in folders.into_iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

/// Makes the signals that end a run take away what is not finished first. Elsewhere than on Unix the next run does it.
pub fn watch() {
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            // Where signals cannot be had, the next run takes the parts away.
            let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
            std::thread::spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    // Held to the end, so that nothing more is begun.
                    let mut unstopped = unstopped();
                    take_away(&mut unstopped, |_| true, |_| true);
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_are_parts() {
        let folder = tempfile::tempdir().unwrap();
        let part = part(folder.path(), b"x").unwrap();
        assert!(is_part(part.path().file_name().unwrap().to_str().unwrap()));
        for other in [".sms-notes.part", ".sms-.part", ".sms-a1b2c3", "sms-a1b2c3.part", ".sms-a1b2c3.part.md", ".sms-a.b2c3.part"]
        {
            assert!(!is_part(other), "{other}");
        }
    }
}
