//! When files of the model are saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::failure::{Failure, failure};
use crate::workspace::shown;

/// Editors save in several steps: what follows within this time belongs to the same save.
const TOGETHER: Duration = Duration::from_millis(30);

/// The changes below some folders.
pub(super) struct Changes {
    told: Receiver<Result<(), String>>,
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Waits for a change, and for those that belong to it.
    ///
    /// # Errors
    /// That nothing can be known of changes any more.
    pub fn next(&self) -> Result<(), String> {
        self.told.recv().map_err(|error| error.to_string())??;
        while let Ok(more) = self.told.recv_timeout(TOGETHER) {
            more?;
        }
        Ok(())
    }
}

/// Watches what these paths name: folders with all below them, files by the folder they stand in, since editors put a new file in the place of
/// the old one.
pub(super) fn watch(paths: &[PathBuf]) -> Result<Changes, Failure> {
    let (sender, told) = mpsc::channel();
    let tell = move |event: notify::Result<notify::Event>| {
        let told = match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        // Nobody listens only where all is at an end.
        let _ = sender.send(told);
    };
    let cannot = |path: &Path, error: notify::Error| {
        failure("not-watched", format!("changes in `{}` cannot be watched: {error}", shown(path)))
    };
    let mut watcher = notify::recommended_watcher(tell).map_err(|error| cannot(Path::new("."), error))?;
    for path in paths {
        let (folder, mode) = match path.is_dir() {
            true => (path.as_path(), RecursiveMode::Recursive),
            false => {
                (path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new(".")), RecursiveMode::NonRecursive)
            }
        };
        watcher.watch(folder, mode).map_err(|error| cannot(folder, error))?;
    }
    Ok(Changes { told, _watcher: watcher })
}
