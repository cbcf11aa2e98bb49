//! What a check costs, stage by stage and whole, for generated models of growing size: `cargo bench --bench check`.
//!
//! The figures in the README are of whole processes; `benches/generate.rs` writes the same models for that.

// A benchmark belongs to the outside world.
#![allow(clippy::disallowed_methods)]

mod generator;

use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use sms::quantity::{Date, day};
use sms::source::Origin;
use sms::workspace::{self, Loaded, Snapshot};
use sms::world::{Absent, Audience, Cancel, Facts};
use sms::{analysis, rules, syntax};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const TODAY: Date = day(2026, 11, 21);

fn main() {
    divan::main();
}

fn loaded(entities: usize) -> Loaded {
    workspace::load_texts(generator::model(entities))
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn parse(bencher: Bencher, entities: usize) {
    let snapshot = loaded(entities).snapshot;
    let sources = snapshot.sources();
    let bytes: usize = sources.files().map(|(_, file)| file.text().len()).sum();
    let files: Vec<_> = sources.files().map(|(id, _)| id).collect();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| syntax::parse_all(sources, &files));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn analyse(bencher: Bencher, entities: usize) {
    let snapshot = loaded(entities).snapshot;
    let parsed = snapshot.parsed();
    bencher.counter(ItemsCount::new(entities)).bench_local(|| analysis::analyse(snapshot.sources(), &parsed));
}

/// Every name mistyped: what telling of as many errors as there are entities costs.
#[divan::bench(args = SIZES, sample_count = 5)]
fn analyse_mistyped(bencher: Bencher, entities: usize) {
    let boxes: String = (0..entities).map(|at| format!("box box_{at} {{ to: bxo_{at} }}\n")).collect();
    let texts = vec![("boxes.sms".to_owned(), format!("kind box {{ to: box? }}\n{boxes}"))];
    let snapshot = workspace::load_texts(texts).snapshot;
    let parsed = snapshot.parsed();
    bencher.counter(ItemsCount::new(entities)).bench_local(|| analysis::analyse(snapshot.sources(), &parsed));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn plan_rules(bencher: Bencher, entities: usize) {
    let checked = workspace::check(loaded(entities), TODAY);
    bencher.bench_local(|| rules::plan(&checked.model, &checked.sources));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn run_rules(bencher: Bencher, entities: usize) {
    let checked = workspace::check(loaded(entities), TODAY);
    bencher
        .counter(ItemsCount::new(entities))
        .bench_local(|| rules::run(&checked.rulebook, &checked.model, &checked.sources, &checked.facts));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn whole_check(bencher: Bencher, entities: usize) {
    bencher
        .counter(ItemsCount::new(entities))
        .with_inputs(|| loaded(entities))
        .bench_local_values(|loaded| workspace::check(loaded, TODAY));
}

/// A check after a line was typed in one file, while the trees of all others are there: what an editor waits for.
#[divan::bench(args = SIZES, sample_count = 10)]
fn edit(bencher: Bencher, entities: usize) {
    edited(bencher, &Snapshot::new(generator::model(entities)));
}

/// The same for the example of a whole organisation.
#[divan::bench(sample_count = 50)]
fn edit_northwind(bencher: Bencher) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/northwind");
    edited(bencher, &workspace::load(&[folder], &mut std::io::empty()).snapshot);
}

fn edited(bencher: Bencher, snapshot: &Snapshot) {
    let facts = Facts { today: TODAY, files: Arc::new(Absent), audience: Audience::Anybody };
    let own = snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model);
    let (name, text) = own.map(|(_, file)| (file.name().to_owned(), file.text().to_owned())).last().expect("a model has files");
    snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
    let mut typed = 0;
    bencher.bench_local(|| {
        typed += 1;
        snapshot.with(&name, format!("{text}\n// {typed}\n")).check(&facts, &Cancel::new())
    });
}
