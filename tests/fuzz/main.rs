//! Texts, rules, baselines and edits that nobody would write, each within bounds on time and memory.
//!
//! ```text
//! cargo test --test fuzz                                # some cases of each target: part of every run of the tests
//! cargo test --test fuzz -- --seconds 60 --seed 7       # as long as that, from another seed
//! cargo test --test fuzz -- --target rules --seconds 60
//! cargo test --test fuzz -- --target texts --file FILE  # one case from a file
//! ```
//!
//! Cases are made from the seeds in `corpus/`, the examples, the pages of `tests/spec` and the tests of the library's rules. The input of a
//! case is written to `target/fuzz` before it runs; where one panics, fails or goes beyond its bounds, that file is kept under a name that
//! the message tells. It belongs into `corpus/` once it is mended.
#![allow(clippy::disallowed_methods)]

mod bounds;
mod mutate;
mod targets;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bounds::{Bounds, Cost, within};
use mutate::Dice;
use targets::{TARGETS, Target};

/// Cases of each target in a plain run, beside the seeds.
const CASES: usize = 12;

struct Wanted {
    seed: u64,
    seconds: Option<u64>,
    target: Option<String>,
    file: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Some(wanted) = arguments(std::env::args().skip(1)) else { return ExitCode::SUCCESS };
    let corpus = targets::corpus();
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| wanted.target.as_deref().is_none_or(|name| name == target.name)).collect();
    let share = wanted.seconds.map(|seconds| Duration::from_secs(seconds) / chosen.len().max(1) as u32);
    for target in chosen {
        if let Some(file) = &wanted.file {
            let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            match try_case(target, &text, wanted.seed, "file") {
                Some(cost) => println!("{}: {cost:?}", file.display()),
                None => return ExitCode::FAILURE,
            }
        } else if !run(target, &corpus, wanted.seed, share) {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The seeds of a target as they are, then mutants; false at the first that fails.
fn run(target: &Target, corpus: &targets::Corpus, seed: u64, share: Option<Duration>) -> bool {
    let seeds = (target.seeds)(corpus);
    let mut dice = Dice(seed);
    let started = Instant::now();
    let mut worst = Cost::default();
    let mut cases = 0;
    let enough = |cases: usize| share.map_or(cases >= CASES, |share| started.elapsed() >= share);
    let own = target.own_seeds();
    loop {
        let (text, case_seed) = match own.get(cases) {
            Some(text) => (text.clone(), 0),
            None if enough(cases) => break,
            None => {
                let (one, other) = (dice.below(seeds.len()), dice.below(seeds.len()));
                (mutate::mutant(&seeds[one], &seeds[other], &mut dice), dice.below(usize::MAX) as u64)
            }
        };
        let Some(cost) = try_case(target, &text, case_seed, &cases.to_string()) else { return false };
        worst = Cost { time: worst.time.max(cost.time), memory: worst.memory.max(cost.memory) };
        cases += 1;
    }
    println!("fuzz {}: {cases} cases from seed {seed}, at most {:?} and {} kB", target.name, worst.time, worst.memory / 1000);
    true
}

/// Runs one case, and tells what is wrong with it.
fn try_case(target: &Target, text: &str, seed: u64, name: &str) -> Option<Cost> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&folder).expect("a folder for cases");
    let running = folder.join(format!("{}-running", target.name));
    std::fs::write(&running, text).expect("the case can be written");
    let (case, owned) = (target.case, text.to_owned());
    match within(Bounds::of(text.len(), target.checks), move || case(&owned, Dice(seed))) {
        Ok(cost) => Some(cost),
        Err(excess) => {
            let kept = folder.join(format!("{}-{name}-{seed}", target.name));
            let _ = std::fs::rename(&running, &kept);
            eprintln!("fuzz {}: {excess}\nthe input is {} ({} bytes, seed {seed})", target.name, kept.display(), text.len());
            None
        }
    }
}

/// What the arguments ask for; nothing where they name tests of other programs, as `cargo test NAME` does.
fn arguments(mut given: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted { seed: 1, seconds: None, target: None, file: None };
    while let Some(argument) = given.next() {
        let mut value = || given.next().unwrap_or_else(|| panic!("{argument} takes a value"));
        match &*argument {
            "--seed" => wanted.seed = value().parse().expect("a number"),
            "--seconds" => wanted.seconds = Some(value().parse().expect("a number")),
            "--target" => wanted.target = Some(value()),
            "--file" => wanted.file = Some(value().into()),
            "--test-threads" | "--skip" | "--format" | "--color" => drop(value()),
            "--list" => return None,
            option if option.starts_with('-') => {}
            name if "fuzz".contains(name) => {}
            _ => return None,
        }
    }
    Some(wanted)
}
