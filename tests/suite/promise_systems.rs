//! What a promise rests on, in systems drawn at random, against an evaluation that knows no shortcut.
//!
//! Contracts are about one part or several, hold now or do not, were replaced or will be, promise over weeks, quarters and years, and start
//! after each other; parts stand in for each other. The evaluation here goes through all that can fail, and follows every way by itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sms::model::{EntityId, Model};
use sms::promises::{Figure, Promises};
use sms::workspace;

use super::properties::Dice;
use super::support::TODAY;

/// How many systems are drawn.
const SYSTEMS: usize = 2_000;

/// A system of parts; each needs only parts that come after it. Part 0 is the service.
struct System {
    parts: Vec<Part>,
    contracts: Vec<Contract>,
    /// Whether parts stand in for each other, and whether contracts are about several: both at once leave the share a choice.
    is_redundant: bool,
    is_joint: bool,
}

#[derive(Default)]
struct Part {
    needs: Vec<usize>,
    groups: Vec<(usize, Vec<usize>)>,
    contract: Option<usize>,
}

struct Contract {
    parts: Vec<usize>,
    /// Availability in hundredths of a percent, and over what time.
    share: u32,
    over: &'static str,
    /// Hours to recover, hours to restore.
    recovery: u32,
    restore: u32,
    /// Contracts that come before, after whose recovery and restoration this one starts.
    after: Vec<usize>,
    validity: Validity,
}

#[derive(Clone, Copy, PartialEq)]
enum Validity {
    Open,
    Running,
    Ended,
    NotBegun,
    /// Another has taken its place, with a better share and half the hours.
    Replaced,
    /// Another will take its place.
    ReplacedLater,
}

impl Contract {
    fn holds(&self) -> bool {
        !matches!(self.validity, Validity::Ended | Validity::NotBegun)
    }

    /// What may be lost in the worst month, as a part of it.
    fn lost(&self) -> f64 {
        let hundredths = if self.validity == Validity::Replaced { 10_000 - (10_000 - self.share) / 2 } else { self.share };
        let days = match self.over {
            // All of it in February, the quarter being December to February.
            "1 year" => 365.0,
            "3 months" => 90.0,
            _ => 28.0,
        };
        (f64::from(10_000 - hundredths) / 10_000.0 * days / 28.0).min(1.0)
    }

    fn hours(&self, hours: u32) -> u32 {
        if self.validity == Validity::Replaced { hours / 2 } else { hours }
    }
}

impl System {
    fn draw(dice: &mut Dice) -> System {
        let count = 2 + dice.below(6);
        let (is_redundant, is_joint) = (dice.below(2) == 0, dice.below(2) == 0);
        let mut system = System { parts: Vec::new(), contracts: Vec::new(), is_redundant, is_joint };
        for at in 0..count {
            let mut part = Part::default();
            part.needs.extend((at + 1..count).filter(|_| dice.below(3) == 0));
            for _ in 0..if is_redundant { dice.below(3) } else { 0 } {
                let members: Vec<usize> = (at + 1..count).filter(|_| dice.below(3) == 0).collect();
                if members.len() > 1 {
                    part.groups.push((1 + dice.below(members.len()), members));
                }
            }
            let stand_in: Vec<usize> = part.groups.iter().flat_map(|(_, members)| members).copied().collect();
            part.needs.retain(|need| !stand_in.contains(need));
            system.parts.push(part);
        }
        for at in 1..count {
            let number = system.contracts.len();
            match dice.below(4) {
                0 => continue,
                1 | 2 if is_joint && number > 0 => {
                    let contract = dice.below(number);
                    system.contracts[contract].parts.push(at);
                    system.parts[at].contract = Some(contract);
                    continue;
                }
                _ => {}
            }
            let validity = match dice.below(10) {
                0 => Validity::Ended,
                1 => Validity::NotBegun,
                2 => Validity::Replaced,
                3 => Validity::ReplacedLater,
                4 | 5 => Validity::Running,
                _ => Validity::Open,
            };
            system.contracts.push(Contract {
                parts: vec![at],
                share: 9_000 + dice.below(1_001) as u32,
                over: ["1 month", "1 year", "3 months", "1 week", "30 days"][dice.below(5)],
                recovery: 2 * dice.below(6) as u32,
                restore: 2 * dice.below(6) as u32,
                after: (0..number).filter(|_| dice.below(5) == 0).collect(),
                validity,
            });
            system.parts[at].contract = Some(number);
        }
        system
    }

    fn text(&self) -> String {
        let names = |parts: &[usize], with: &str| parts.iter().map(|at| format!("{with}{at}")).collect::<Vec<_>>().join(", ");
        let mut text = String::from(
            "sla promise { service: p0\n  target share { measure: availability, at_least: 99.9%, over: 1 month }\n  \
             target back { measure: recovery_time, at_most: 1 hour }\n  target slowest { measure: restore_time, at_most: 1 hour }\n}\n",
        );
        for (at, part) in self.parts.iter().enumerate() {
            let kind = if at == 0 { "service" } else { "service_component" };
            write!(text, "{kind} p{at} {{ depends_on: [{}]", names(&part.needs, "p")).unwrap();
            for (needed, members) in &part.groups {
                write!(text, "\n  redundancy {{ between: [{}], needed: {needed} }}", names(members, "p")).unwrap();
            }
            text.push_str(" }\n");
        }
        for (number, contract) in self.contracts.iter().enumerate() {
            let after = |target: &str| match &contract.after[..] {
                [] => String::new(),
                after => format!(", after: [{}]", after.iter().map(|it| format!("k{it}.{target}")).collect::<Vec<_>>().join(", ")),
            };
            let mut write = |name: String, term: &str, lost: u32, recovery: u32, restore: u32| {
                writeln!(
                    text,
                    "contract {name} {{ components: [{}], underpins: promise{term}\n  target share {{ measure: availability, at_least: {}%, over: {} }}\n  \
                     target back {{ measure: recovery_time, at_most: {recovery} hours{} }}\n  target slowest {{ measure: restore_time, at_most: {restore} hours{} }}\n}}",
                    names(&contract.parts, "p"),
                    f64::from(10_000 - lost) / 100.0,
                    contract.over,
                    after("back"),
                    after("slowest"),
                )
                .unwrap();
            };
            let term = match contract.validity {
                Validity::Open | Validity::Replaced | Validity::ReplacedLater => "",
                Validity::Running => ", term: 2026-01-01 .. 2027-12-31",
                Validity::Ended => ", term: 2024-01-01 .. 2026-11-20",
                Validity::NotBegun => ", term: 2026-11-22 .. 2028-12-31",
            };
            let (lost, recovery, restore) = (10_000 - contract.share, contract.recovery, contract.restore);
            match contract.validity {
                // Steps of others start after the one that holds: it has the name.
                Validity::Replaced => {
                    write(format!("old{number}"), "", 9_999, 90, 90);
                    let term = format!(", replaces: old{number}, term: 2026-11-21 .. 2027-12-31");
                    write(format!("k{number}"), &term, lost / 2, recovery / 2, restore / 2);
                }
                Validity::ReplacedLater => {
                    write(format!("k{number}"), term, lost, recovery, restore);
                    let term = format!(", replaces: k{number}, term: 2026-11-22 .. 2028-12-31");
                    write(format!("next{number}"), &term, 1, 1, 1);
                }
                _ => write(format!("k{number}"), term, lost, recovery, restore),
            }
        }
        text
    }

    /// The contract about a part that is in force.
    fn in_force(&self, at: usize) -> Option<&Contract> {
        self.parts[at].contract.map(|number| &self.contracts[number]).filter(|contract| contract.holds())
    }

    fn works(&self, at: usize, sound: &[bool]) -> bool {
        sound[at] && self.has_what_it_needs(at, sound)
    }

    fn has_what_it_needs(&self, at: usize, sound: &[bool]) -> bool {
        let part = &self.parts[at];
        part.needs.iter().all(|&need| self.works(need, sound))
            && part.groups.iter().all(|(needed, members)| members.iter().filter(|&&it| self.works(it, sound)).count() >= *needed)
    }

    /// In percent, over every combination of parts that work and fail; each contract is about one part, and covers what that needs.
    fn share_of_all_cases(&self) -> f64 {
        let count = self.parts.len();
        let mut own = vec![1.0; count];
        let odds = |own: &[f64], wanted: &dyn Fn(&[bool]) -> bool| -> f64 {
            let cases = (0..1_u32 << count).map(|case| (0..count).map(|at| case >> at & 1 == 1).collect::<Vec<bool>>());
            let likely = |sound: &Vec<bool>| (0..count).map(|at| if sound[at] { own[at] } else { 1.0 - own[at] }).product::<f64>();
            cases.filter(|sound| wanted(sound)).map(|sound| likely(&sound)).sum()
        };
        for at in (0..count).rev() {
            if let Some(contract) = self.in_force(at) {
                let beneath = odds(&own, &|sound| self.has_what_it_needs(at, sound));
                own[at] = ((1.0 - contract.lost()) / beneath).min(1.0);
            }
        }
        100.0 * odds(&own, &|sound| self.works(0, sound))
    }

    /// In percent, where everything is needed: a contract about several parts loses its share once, and each part besides what is left to
    /// be lost there.
    fn share_of_all_needed(&self) -> f64 {
        let count = self.parts.len();
        // What can be lost: by a contract, or by a part beyond that.
        let mut lost: Vec<(usize, bool, f64)> = Vec::new();
        let mut at_or_below: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
        let mut reached = vec![true; count];
        (1..count).for_each(|at| reached[at] = (0..at).any(|above| reached[above] && self.parts[above].needs.contains(&at)));
        for at in (0..count).rev().filter(|&at| reached[at]) {
            let mut all: BTreeSet<usize> = self.parts[at].needs.iter().flat_map(|&need| &at_or_below[need]).copied().collect();
            let beneath: f64 = all.iter().map(|&event| lost[event].2).product();
            let number = self.parts[at].contract.unwrap_or_default();
            if let Some(share) = self.in_force(at).map(|contract| 1.0 - contract.lost())
                && share < beneath - 1e-15
            {
                let own = share / beneath;
                let shared = lost.iter().position(|&(of, is_shared, _)| is_shared && of == number);
                let shared = shared.unwrap_or_else(|| {
                    lost.push((number, true, own));
                    lost.len() - 1
                });
                all.insert(shared);
                if own < lost[shared].2 - 1e-15 {
                    lost.push((at, false, own / lost[shared].2));
                    all.insert(lost.len() - 1);
                }
            }
            at_or_below[at] = all;
        }
        100.0 * at_or_below[0].iter().map(|&event| lost[event].2).product::<f64>()
    }

    /// When a contract's steps before it are all over.
    fn start(&self, contract: &Contract, hours: fn(&Contract) -> u32) -> u32 {
        let end = |&number: &usize| {
            let step = &self.contracts[number];
            self.start(step, hours) + step.hours(hours(step))
        };
        contract.after.iter().map(end).max().unwrap_or(0)
    }

    /// The hours until a part is back: it starts when what it needs is back and the steps before it are over; one contract counts once
    /// along a way.
    fn recovery(&self, at: usize, counted: &BTreeSet<usize>) -> u32 {
        let part = &self.parts[at];
        let own = self.in_force(at).filter(|_| part.contract.is_some_and(|number| !counted.contains(&number)));
        let counted: BTreeSet<usize> = counted.iter().copied().chain(part.contract.filter(|_| own.is_some())).collect();
        let back = |&below: &usize| self.recovery(below, &counted);
        let groups = part.groups.iter().map(|(needed, members)| {
            let mut times: Vec<u32> = members.iter().map(back).collect();
            times.sort_unstable();
            times[needed - 1]
        });
        let beneath = part.needs.iter().map(back).chain(groups).max().unwrap_or(0);
        match own {
            Some(contract) => beneath.max(self.start(contract, |contract| contract.recovery)) + contract.hours(contract.recovery),
            None => beneath,
        }
    }

    /// The first hour by which a fault in any part is mended, or enough stands in for it.
    fn slowest(&self) -> u32 {
        let mended = |at: usize| {
            let restore = |contract: &Contract| self.start(contract, |it| it.restore) + contract.hours(contract.restore);
            self.in_force(at).map_or(0, restore)
        };
        let by = |hour: &u32| self.works(0, &(0..self.parts.len()).map(|at| mended(at) <= *hour).collect::<Vec<_>>());
        (0..1_000).find(by).unwrap()
    }
}

fn understood(text: &str) -> Model {
    let (model, told) = workspace::load_texts(vec![("m.sms".to_owned(), text.to_owned())]).snapshot.understand();
    assert!(told.is_empty(), "{told:#?}\n{text}");
    model
}

fn hours(figure: Option<Figure>) -> u32 {
    match figure {
        Some(Figure::Time(time)) => u32::try_from(time.millis() / 3_600_000).unwrap(),
        None => 0,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_figure_is_that_of_the_slow_evaluation_in_two_thousand_systems() {
    let mut dice = Dice(0x0ddb_a11c_0ffe_e123);
    let (mut shares, mut stepped, mut changed) = ([0, 0], 0, 0);
    for _ in 0..SYSTEMS {
        let system = System::draw(&mut dice);
        let text = system.text();
        let model = understood(&text);
        let promises = Promises::new(&model, TODAY).unwrap();
        let target = |name: &str| -> EntityId { model.find(&format!("promise.{name}")).unwrap() };
        let reachable = |name: &str| promises.of(target(name)).unwrap().reachable();

        if !(system.is_redundant && system.is_joint) {
            let expected = if system.is_redundant { system.share_of_all_cases() } else { system.share_of_all_needed() };
            match reachable("share") {
                Some(Figure::Share(share)) => {
                    let share = share.to_string().parse::<f64>().unwrap();
                    // Rounded down to one digit more than the promise has.
                    assert!(share <= expected + 1e-6 && expected < share + 0.001 + 1e-6, "{share} for {expected}:\n{text}");
                    shares[usize::from(system.is_redundant)] += 1;
                }
                other => assert!(other.is_none() && expected > 100.0 - 1e-9, "{other:?} for {expected}:\n{text}"),
            }
        }
        let (recovery, slowest) = (hours(reachable("back")), hours(reachable("slowest")));
        assert_eq!(recovery, system.recovery(0, &BTreeSet::new()), "{text}");
        assert_eq!(slowest, system.slowest(), "{text}");
        stepped += usize::from(system.contracts.iter().any(|it| it.holds() && system.start(it, |it| it.recovery) > 0));
        changed += usize::from(system.contracts.iter().any(|it| !matches!(it.validity, Validity::Open | Validity::Running)));
    }
    let enough = shares.iter().all(|&of| of > SYSTEMS / 10) && stepped > SYSTEMS / 10 && changed > SYSTEMS / 4;
    assert!(enough, "the systems drawn are too plain: {shares:?}, {stepped}, {changed}");
}
