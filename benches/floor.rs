//! The least that a tool for the model of `benches/plain.rs` has to do: reads its JSON into typed structs, resolves every name, checks
//! what the rules there check, and tells how much was wrong. No positions, no messages, one thread; what `sms` costs is quoted as so many
//! times this: `cargo run --release --example floor -- FOLDER/model.json`.

// A program of its own: arguments in, a line out.
#![allow(clippy::disallowed_methods)]

use rustc_hash::FxHashMap;
use serde::Deserialize;

#[derive(Deserialize)]
struct Model<'a> {
    #[serde(borrow)]
    post: Vec<Post<'a>>,
    #[serde(borrow)]
    supplier: Vec<Supplier<'a>>,
    #[serde(borrow)]
    work: Vec<Work<'a>>,
    #[serde(borrow)]
    offer: Vec<Offer<'a>>,
    #[serde(borrow)]
    proof: Vec<Proof<'a>>,
}

#[derive(Deserialize)]
struct Post<'a> {
    id: &'a str,
    since: &'a str,
    level: Level,
    load: &'a str,
    reports_to: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Supplier<'a> {
    id: &'a str,
    since: &'a str,
    level: Level,
    share: &'a str,
    operates: Vec<&'a str>,
    governed_by: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Work<'a> {
    id: &'a str,
    since: &'a str,
    level: Level,
    share: &'a str,
    kept_by: Vec<&'a str>,
    helpers: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Offer<'a> {
    id: &'a str,
    since: &'a str,
    level: Level,
    share: &'a str,
    kept_by: Vec<&'a str>,
    rests_on: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Proof<'a> {
    id: &'a str,
    dated: &'a str,
    level: Level,
    share: &'a str,
    kept_by: Vec<&'a str>,
    shows: Vec<&'a str>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Level {
    Low,
    Medium,
    High,
}

/// What a name stands for; several in a set.
type Sorts = u8;
const POST: Sorts = 1;
const SUPPLIER: Sorts = 2;
const WORK: Sorts = 4;
const OFFER: Sorts = 8;
const PROOF: Sorts = 16;

const TODAY: &str = "2026-11-21";

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: floor FILE");
        std::process::exit(2);
    };
    let text = std::fs::read_to_string(path).expect("the model can be read");
    let model: Model = serde_json::from_str(&text).expect("the model has the form that `plain` writes");
    let mut names: FxHashMap<&str, Sorts> = FxHashMap::default();
    names.extend(model.post.iter().map(|post| (post.id, POST)));
    names.extend(model.supplier.iter().map(|supplier| (supplier.id, SUPPLIER)));
    names.extend(model.work.iter().map(|work| (work.id, WORK)));
    names.extend(model.offer.iter().map(|offer| (offer.id, OFFER)));
    names.extend(model.proof.iter().map(|proof| (proof.id, PROOF)));

    let are = |ids: &[&str], sorts: Sorts| ids.iter().all(|id| names.get(id).is_some_and(|sort| sort & sorts != 0));
    let kept = |by: &[&str]| !by.is_empty() && are(by, POST);
    let posts = model.post.iter().filter(|post| !(fair(post.since, post.load, post.level) && are(&post.reports_to, POST)));
    let suppliers = model.supplier.iter().filter(|supplier| {
        let governed = supplier.operates.is_empty() || !supplier.governed_by.is_empty();
        let resolved = are(&supplier.operates, WORK) && are(&supplier.governed_by, POST);
        !(fair(supplier.since, supplier.share, supplier.level) && governed && resolved)
    });
    let works = model
        .work
        .iter()
        .filter(|work| !(fair(work.since, work.share, work.level) && kept(&work.kept_by) && are(&work.helpers, POST)));
    let offers = model.offer.iter().filter(|offer| {
        !(fair(offer.since, offer.share, offer.level) && kept(&offer.kept_by) && are(&offer.rests_on, OFFER | WORK))
    });
    let proofs = model
        .proof
        .iter()
        .filter(|proof| !(fair(proof.dated, proof.share, proof.level) && kept(&proof.kept_by) && are(&proof.shows, WORK | OFFER)));
    let wrong = posts.count() + suppliers.count() + works.count() + offers.count() + proofs.count();
    println!("{} objects, {wrong} wrong", names.len());
}

/// Whether the day exists and has come, the share is one, and the level is known.
fn fair(day: &str, share: &str, level: Level) -> bool {
    let share = share.trim_end_matches('%').parse::<f64>();
    is_date(day)
        && day <= TODAY
        && share.is_ok_and(|share| share <= 100.0)
        && [Level::Low, Level::Medium, Level::High].contains(&level)
}

/// Whether this is a day as it is written: `2026-03-01`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-').map(str::parse::<u16>);
    let mut in_range = |low: u16, high: u16| parts.next().is_some_and(|part| part.is_ok_and(|part| (low..=high).contains(&part)));
    in_range(1900, 2200) && in_range(1, 12) && in_range(1, 31)
}
