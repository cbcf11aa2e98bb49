//! Stopping a check that nobody waits for any more.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The wish of whoever asked for a check that it end. A check asks between its stages and between files; once it is told to end it is always told
/// so, and what it made so far is thrown away.
#[derive(Debug)]
pub struct Cancel {
    raised: AtomicBool,
    left: AtomicU64,
}

/// A check was stopped before it had an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel::after(u64::MAX)
    }
}

impl Cancel {
    /// Nobody has asked for the end yet.
    pub fn new() -> Cancel {
        Cancel::default()
    }

    /// Ends a check when it asks once more than `questions` times: so a test stops it at every place where it can be stopped.
    pub fn after(questions: u64) -> Cancel {
        Cancel { raised: AtomicBool::new(false), left: AtomicU64::new(questions) }
    }

    /// Asks for the end, from whichever thread.
    pub fn cancel(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether to go on.
    pub fn ask(&self) -> Result<(), Cancelled> {
        let used_up = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
        if used_up {
            self.cancel();
        }
        match self.raised.load(Ordering::Relaxed) {
            true => Err(Cancelled),
            false => Ok(()),
        }
    }
}
