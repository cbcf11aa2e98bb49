//! What a case may cost. An allocator counts what is in use, and a case runs in a thread of its own that is watched while it runs.

// To count what is allocated takes an allocator, and an allocator is unsafe by nature; this one only counts.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::time::{Duration, Instant};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// Sound because every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(live, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

/// What one case may take.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// Time of the processor in this process; where the system does not tell it, time that passes.
    pub time: Duration,
    /// Bytes in use at once, beyond what was in use before.
    pub memory: usize,
}

impl Bounds {
    /// Enough for an honest text of this length, checked so many times, in a build that is not optimised, and too little for anything that
    /// grows faster.
    pub fn of(length: usize, checks: u32) -> Bounds {
        let time = Duration::from_secs(4) + Duration::from_micros(150) * length as u32;
        Bounds { time: checks * time, memory: 256_000_000 + 4_000 * length }
    }
}

/// What went wrong with a case.
pub enum Excess {
    /// It came to no end in time.
    Time(Duration),
    /// So many bytes were in use at once.
    Memory(usize),
    /// It panicked or refuted what it was to show.
    Panic(String),
}

impl std::fmt::Display for Excess {
    fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Excess::Time(time) => write!(to, "no end after {time:?}"),
            Excess::Memory(bytes) => write!(to, "{} MB in use", bytes / 1_000_000),
            Excess::Panic(message) => to.write_str(message),
        }
    }
}

/// What a case took.
#[derive(Clone, Copy, Default, Debug)]
pub struct Cost {
    pub time: Duration,
    pub memory: usize,
}

/// Runs `case`. After an excess of time or memory its thread still runs: the caller ends the process.
pub fn within(bounds: Bounds, case: impl FnOnce() + Send + 'static) -> Result<Cost, Excess> {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let started = Clock::start();
    let (done, wait) = mpsc::channel();
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(case));
        let _ = done.send(result.map_err(|what| {
            let text =
                what.downcast_ref::<String>().cloned().or_else(|| what.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            text.unwrap_or_else(|| "a panic without a message".to_owned())
        }));
    });
    thread.map_err(|error| Excess::Panic(error.to_string()))?;
    loop {
        let answer = wait.recv_timeout(Duration::from_millis(5));
        let cost = Cost { time: started.elapsed(), memory: PEAK.load(Relaxed).saturating_sub(before) };
        match answer {
            _ if cost.memory > bounds.memory => return Err(Excess::Memory(cost.memory)),
            Ok(Ok(())) => return Ok(cost),
            Ok(Err(message)) => return Err(Excess::Panic(message)),
            Err(mpsc::RecvTimeoutError::Timeout) if cost.time > bounds.time => return Err(Excess::Time(cost.time)),
            // Whoever waits for something uses no time of the processor.
            Err(mpsc::RecvTimeoutError::Timeout) if started.wall.elapsed() > 30 * bounds.time => {
                return Err(Excess::Time(started.wall.elapsed()));
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return Err(Excess::Panic("the thread is gone".to_owned())),
        }
    }
}

/// The time of the processor: on a busy machine, time that passes says little.
struct Clock {
    processor: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { processor: processor_time(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        match (self.processor, processor_time()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.wall.elapsed(),
        }
    }
}

/// What this process has used so far, as Linux tells it in hundredths of a second.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut after_name = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (after_name.next()?.parse().ok()?, after_name.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
}
