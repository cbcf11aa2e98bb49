//! Stopping a check that nobody waits for any more.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The wish of whoever asked for a check that it end. A check asks between its stages and now and then within them; once it is told to end it is
/// always told so, and what it made so far is thrown away.
#[derive(Debug)]
pub struct Cancel {
    raised: AtomicBool,
    asked: AtomicU64,
    most: u64,
}

/// Whether somebody still waits for an answer, as a stage asks in the midst of its work. Once nobody waits, nobody ever will again: who is told so
/// leaves its work as it is.
#[derive(Clone, Copy)]
pub struct Patience<'a>(&'a (dyn Fn() -> bool + Sync));

/// A check was stopped before it had an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl<'a> Patience<'a> {
    /// Somebody waits to the end.
    pub const ENDLESS: Patience<'static> = Patience(&|| true);

    /// Somebody waits for as long as `lasts` says so.
    pub fn while_it(lasts: &'a (dyn Fn() -> bool + Sync)) -> Patience<'a> {
        Patience(lasts)
    }

    /// Whether somebody still waits.
    pub fn lasts(self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for Patience<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Patience")
    }
}

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
        Cancel { raised: AtomicBool::new(false), asked: AtomicU64::new(0), most: questions }
    }

    /// Asks for the end, from whichever thread.
    pub fn cancel(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether to go on.
    pub fn ask(&self) -> Result<(), Cancelled> {
        let is_over = self.asked.fetch_add(1, Ordering::Relaxed) >= self.most || self.raised.load(Ordering::Relaxed);
        if is_over { Err(Cancelled) } else { Ok(()) }
    }

    /// How often it was asked: a test holds a check to asking again soon.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }
}
