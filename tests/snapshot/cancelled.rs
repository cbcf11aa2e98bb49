//! Checks that nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sms::workspace::Snapshot;
use sms::world::{Cancel, Cancelled, Patience};

use crate::models::{SCOPE, lines};
use crate::shown::{Depth, Texts, facts, fresh, seen, shown};

/// How often a whole check of the snapshot asks whether to go on.
fn questions(snapshot: &Snapshot) -> u64 {
    let cancel = Cancel::new();
    snapshot.check(&facts(), &cancel).expect("nobody stops it");
    cancel.asked()
}

/// A model of so many services, and a rule that looks at every pair of them.
fn wide(services: usize) -> Texts {
    let rule = "rule alike { severity: note each: s in service require: count(o in service where o.title == s.title or o.id == \"x\") < 2 \
                message: \"{s} has a twin\" }\n";
    let services: String = (0..services).map(|at| format!("service s_{at} \"Service {at}\" {{ owner: chief }}\n")).collect();
    [("model.sms".to_owned(), format!("role chief\n{services}{rule}"))].into()
}

#[test]
fn a_check_that_is_cancelled_leaves_nothing_behind() {
    let whole = fresh(&lines(), Depth::Reports);
    let questions = questions(&Snapshot::new(lines()));
    assert!(questions > 300, "a check asked {questions} times only: not before each rule");
    // All of the first places where it can be stopped, some of those between, and the last.
    let few = (0..questions).filter(|at| *at < 8 || at % (questions / 12) == 0 || at + 2 > questions);
    for last in few {
        // A new one each time, so that trees are not there yet.
        let snapshot = Snapshot::new(lines());
        let cancel = Cancel::after(last);
        assert_eq!(snapshot.check(&facts(), &cancel).err(), Some(Cancelled), "not stopped at question {last}");
        assert!(seen(&snapshot.with("scope.sms", SCOPE), Depth::Reports) == whole, "stopped at question {last}");
    }
    let checked = Snapshot::new(lines()).check(&facts(), &Cancel::after(questions)).expect("nobody stops it so early");
    assert!(shown(&checked, Depth::Reports) == whole);
}

#[test]
fn a_check_asks_within_its_stages() {
    let few = questions(&Snapshot::new(wide(100)));
    let more = questions(&Snapshot::new(wide(1_100)));
    assert!(more > few + 1_000 / 128 + 1_000 / 256, "{few} questions for 100 services, {more} for 1,100");
}

/// The steps between two questions are bounded, whatever a rule does: so is the time until a check ends that nobody waits for.
#[test]
fn a_rule_asks_again_after_so_many_steps() {
    let checked = Snapshot::new(wide(500)).check(&facts(), &Cancel::new()).expect("nobody stops it");
    let run = |most: u64| {
        let asked = AtomicU64::new(0);
        let lasts = || asked.fetch_add(1, Ordering::Relaxed) < most;
        let patience = Patience::while_it(&lasts);
        let counted = sms::rules::run_while(&checked.rulebook, &checked.model, &checked.sources, &checked.facts, patience);
        (counted, asked.load(Ordering::Relaxed))
    };
    let (counted, asked) = run(u64::MAX);
    let counted = counted.expect("nobody stops it");
    let steps: u64 = counted.steps.iter().sum();
    let rules = checked.rulebook.rules.len() as u64;
    assert!(steps > 1_000_000, "{steps} steps are no work");
    assert!(asked > steps / 5_000, "{asked} questions in {steps} steps");
    // Once it is told to end it asks once more for each rule, and no more within one.
    for most in [0, 1, asked / 2, asked - 2] {
        let (stopped, again) = run(most);
        assert!(stopped.is_none(), "not stopped after {most} of {asked} questions");
        assert!(again <= most + 2 * rules + 2, "{again} questions, {most} of them before the end");
    }
}

#[test]
fn a_check_is_stopped_from_another_thread() {
    let (snapshot, cancel) = (Snapshot::new(wide(400)), Arc::new(Cancel::new()));
    let waits = std::thread::spawn({
        let cancel = cancel.clone();
        move || {
            while cancel.asked() < 20 {
                std::thread::yield_now();
            }
            cancel.cancel();
        }
    });
    assert_eq!(snapshot.check(&facts(), &cancel).err(), Some(Cancelled));
    waits.join().expect("it ends");
    assert_eq!(cancel.ask(), Err(Cancelled), "once over is always over");
}
