//! What a promise rests on, against an evaluation written only for this test: slow, and plain to see.
//!
//! The compiler works out a chain cleverly: it multiplies where it may, counts what is shared once and parts the rest by cases. The
//! evaluation here goes through every combination of parts that work and fail, and lets recoveries run hour by hour.

use std::fmt::Write as _;

use sms::model::{EntityId, Model};
use sms::promises::{Figure, Promises};
use sms::workspace;

use super::properties::Dice;
use super::support::{self, TODAY};

/// A system of parts; each may need only parts that come after it, so nothing depends on itself. Part 0 is the service.
struct System {
    parts: Vec<Part>,
}

#[derive(Default)]
struct Part {
    needs: Vec<usize>,
    groups: Vec<(usize, Vec<usize>)>,
    /// Availability in hundredths of a percent, hours to recover, calls a minute; the same part gets all three or none.
    promised: Option<[u32; 3]>,
    /// Whether the promise is made in an agreement that underpins another, which underpins the customer's.
    indirect: bool,
}

impl System {
    fn throw(dice: &mut Dice) -> System {
        let count = 2 + dice.below(7);
        let mut parts: Vec<Part> = Vec::new();
        for at in 0..count {
            let mut part = Part::default();
            for later in at + 1..count {
                if dice.below(4) == 0 {
                    part.needs.push(later);
                }
            }
            for _ in 0..dice.below(3) {
                let members: Vec<usize> = (at + 1..count).filter(|_| dice.below(3) == 0).collect();
                if members.len() > 1 {
                    part.groups.push((1 + dice.below(members.len()), members));
                }
            }
            // What stands in a group is not needed alone.
            part.needs.retain(|need| part.groups.iter().all(|(_, members)| !members.contains(need)));
            if at > 0 && dice.below(5) > 0 {
                part.promised = Some([9_000 + dice.below(1_001) as u32, 1 + dice.below(12) as u32, 10 + dice.below(90) as u32]);
            }
            part.indirect = dice.below(4) == 0;
            parts.push(part);
        }
        System { parts }
    }

    /// The system as a user would declare it, each promise in a contract of its own.
    fn text(&self) -> String {
        self.text_with(|at| (at, vec![at]))
    }

    /// The same with contracts over several parts: the contract that a part stands in, by its first part, and all its parts. Its figures
    /// are those of the first.
    fn text_with(&self, contract: impl Fn(usize) -> (usize, Vec<usize>)) -> String {
        let mut text = String::from(
            "customer council\nsla promise { service: p0, with: council\n  target share { measure: availability, at_least: 99.9%, over: 1 month }\n  \
             target back { measure: recovery_time, at_most: 4 hours }\n  target slowest { measure: restore_time, at_most: 4 hours }\n  \
             target calls { measure: throughput, at_least: 100, over: 1 hour }\n}\ninternal_supplier unit\nola between { with: unit, underpins: promise, commitments: [\"passes on\"] }\n",
        );
        for (at, part) in self.parts.iter().enumerate() {
            let kind = if at == 0 { "service" } else { "service_component" };
            write!(text, "{kind} p{at} {{ depends_on: [{}]", names(&part.needs)).unwrap();
            for (needed, members) in &part.groups {
                write!(text, ", redundancy {{ between: [{}], needed: {needed} }}", names(members)).unwrap();
            }
            text.push_str(" }\n");
            if let (Some([share, hours, calls]), (first, covered)) = (part.promised, contract(at))
                && first == at
            {
                let covered = names(&covered);
                let above = if part.indirect { "between" } else { "promise" };
                writeln!(
                    text,
                    "contract c{at} {{ components: [{covered}], underpins: {above}\n  target share {{ measure: availability, at_least: {}.{:02}%, over: 1 month }}\n  \
                     target back {{ measure: recovery_time, at_most: {hours} hours }}\n  target slowest {{ measure: restore_time, at_most: {hours} hours }}\n  \
                     target calls {{ measure: throughput, at_least: {calls}, over: 1 minutes }}\n}}",
                    share / 100,
                    share % 100,
                )
                .unwrap();
            }
        }
        text
    }

    /// Whether a part works when only the parts of `sound` do not fail themselves.
    fn works(&self, at: usize, sound: &[bool]) -> bool {
        sound[at] && self.has_what_it_needs(at, sound)
    }

    fn has_what_it_needs(&self, at: usize, sound: &[bool]) -> bool {
        let part = &self.parts[at];
        part.needs.iter().all(|&need| self.works(need, sound))
            && part
                .groups
                .iter()
                .all(|(needed, members)| members.iter().filter(|&&member| self.works(member, sound)).count() >= *needed)
    }

    /// The odds of `wanted`, over every combination of what fails.
    fn odds(&self, own: &[f64], wanted: impl Fn(&[bool]) -> bool) -> f64 {
        let count = self.parts.len();
        let mut odds = 0.0;
        for combination in 0..1_u32 << count {
            let sound: Vec<bool> = (0..count).map(|at| combination >> at & 1 == 1).collect();
            if wanted(&sound) {
                odds += (0..count).map(|at| if sound[at] { own[at] } else { 1.0 - own[at] }).product::<f64>();
            }
        }
        odds
    }

    /// In percent; a promise about a part covers what the part needs.
    fn availability(&self) -> f64 {
        let mut own = vec![1.0; self.parts.len()];
        for at in (0..self.parts.len()).rev() {
            if let Some([share, ..]) = self.parts[at].promised {
                let beneath = self.odds(&own, |sound| self.has_what_it_needs(at, sound));
                own[at] = (f64::from(share) / 10_000.0 / beneath).min(1.0);
            }
        }
        100.0 * self.odds(&own, |sound| self.works(0, sound))
    }

    /// Hour by hour: a part begins when what it needs is back.
    fn recovery(&self) -> u32 {
        let mut back: Vec<Option<u32>> = vec![None; self.parts.len()];
        let mut begun: Vec<Option<u32>> = vec![None; self.parts.len()];
        for hour in 0..1_000 {
            // Later parts first: what is back in an hour lets others begin in the same.
            for at in (0..self.parts.len()).rev() {
                let is_back = |other: &usize| back[*other].is_some();
                let part = &self.parts[at];
                let ready = part.needs.iter().all(is_back)
                    && part
                        .groups
                        .iter()
                        .all(|(needed, members)| members.iter().filter(|member| is_back(member)).count() >= *needed);
                if ready && begun[at].is_none() {
                    begun[at] = Some(hour);
                }
                let takes = part.promised.map_or(0, |[_, hours, _]| hours);
                if begun[at].is_some_and(|begun| hour >= begun + takes) && back[at].is_none() {
                    back[at] = Some(hour);
                }
            }
            if back[0].is_some() {
                return hour;
            }
        }
        unreachable!("every part is back after a thousand hours")
    }

    /// The first hour by which a fault in any part is mended, or enough stands in for it.
    fn slowest(&self) -> u32 {
        (0..1_000)
            .find(|&hour| {
                let sound: Vec<bool> =
                    self.parts.iter().map(|part| part.promised.is_none_or(|[_, hours, _]| hours <= hour)).collect();
                self.works(0, &sound)
            })
            .unwrap()
    }

    /// How many calls an hour pass for sure; none where nothing limits them.
    fn calls(&self, at: usize) -> Option<u32> {
        let part = &self.parts[at];
        let mut limits: Vec<u32> = part.promised.map(|[.., calls]| calls * 60).into_iter().collect();
        limits.extend(part.needs.iter().filter_map(|&need| self.calls(need)));
        for (needed, members) in &part.groups {
            // Every choice of as many members as are needed; the worst of them is what is left for sure.
            let choices = (0..1_u32 << members.len()).filter(|choice| choice.count_ones() as usize == *needed);
            let carried = choices.filter_map(|choice| {
                let chosen = members.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1);
                chosen.map(|(_, &member)| self.calls(member)).sum::<Option<u32>>()
            });
            limits.extend(carried.min());
        }
        limits.into_iter().min()
    }
}

fn names(parts: &[usize]) -> String {
    parts.iter().map(|at| format!("p{at}")).collect::<Vec<_>>().join(", ")
}

fn understood(text: &str) -> Model {
    let (model, told) = workspace::load_texts(vec![("m.sms".to_owned(), text.to_owned())]).snapshot.understand();
    assert!(told.is_empty(), "{told:#?}\n{text}");
    model
}

fn target(model: &Model, name: &str) -> EntityId {
    model.find(&format!("promise.{name}")).unwrap()
}

fn reachable(model: &Model, name: &str) -> Option<Figure> {
    Promises::new(model, TODAY).unwrap().of(target(model, name)).unwrap().reachable()
}

#[test]
fn the_figure_is_that_of_the_slow_evaluation() {
    let mut dice = Dice(0x0b5e_55ed_dead_10cc);
    let (mut groups, mut limited) = (0, 0);
    for _ in 0..150 {
        let system = System::throw(&mut dice);
        let text = system.text();
        let model = understood(&text);
        let promised = system.reached().into_iter().any(|at| system.parts[at].promised.is_some());
        groups += usize::from(system.parts.iter().any(|part| !part.groups.is_empty()));

        match reachable(&model, "share") {
            Some(Figure::Share(share)) => {
                let (share, expected) = (share.to_string().parse::<f64>().unwrap(), system.availability());
                // Rounded down to one digit more than the promise has.
                assert!(share <= expected + 1e-9 && expected < share + 0.001 + 1e-9, "{share} for {expected}:\n{text}");
            }
            other => assert!(other.is_none() && !promised, "{other:?}:\n{text}"),
        }
        let hours = |figure: Option<Figure>| match figure {
            Some(Figure::Time(time)) => u32::try_from(time.millis() / 3_600_000).unwrap(),
            None => 0,
            other => panic!("{other:?}"),
        };
        assert_eq!(hours(reachable(&model, "back")), system.recovery(), "{text}");
        assert_eq!(hours(reachable(&model, "slowest")), system.slowest(), "{text}");
        let calls = match reachable(&model, "calls") {
            Some(Figure::Amount(amount)) => Some(amount.to_string().parse::<u32>().unwrap()),
            None => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(calls, system.calls(0), "{text}");
        limited += usize::from(calls.is_some());
    }
    assert!(groups > 50 && limited > 50, "the systems thrown are too plain: {groups}, {limited}");
}

impl System {
    /// The parts that the service needs in any way.
    fn reached(&self) -> Vec<usize> {
        let mut reached = vec![0];
        let mut next = 0;
        while let Some(&at) = reached.get(next) {
            next += 1;
            let part = &self.parts[at];
            for &below in part.needs.iter().chain(part.groups.iter().flat_map(|(_, members)| members)) {
                if !reached.contains(&below) {
                    reached.push(below);
                }
            }
        }
        reached
    }
}

#[test]
fn a_promise_about_several_parts_is_never_worse_than_one_about_each() {
    let mut dice = Dice(0x2b0d_1e5f_0a7b_77c1);
    let (mut alike, mut better) = (0, 0);
    for _ in 0..150 {
        let mut system = System::throw(&mut dice);
        // All promised parts go into one of two contracts, with the figures of its first part.
        let promised: Vec<usize> = (1..system.parts.len()).filter(|&at| system.parts[at].promised.is_some()).collect();
        let contracts: [Vec<usize>; 2] = [0, 1].map(|parity| promised.iter().copied().filter(|at| at % 2 == parity).collect());
        for contract in &contracts {
            if let [first, others @ ..] = &contract[..] {
                let (figures, indirect) = (system.parts[*first].promised, system.parts[*first].indirect);
                others.iter().for_each(|&at| (system.parts[at].promised, system.parts[at].indirect) = (figures, indirect));
            }
        }
        let apart = understood(&system.text());
        let text = system.text_with(|at| (contracts[at % 2].first().copied().unwrap_or(at), contracts[at % 2].clone()));
        let together = understood(&text);
        let share = |model: &Model| match reachable(model, "share") {
            Some(Figure::Share(share)) => share,
            other => other.map_or(100.into(), |_| panic!("{other:?}")),
        };
        assert!(share(&together) >= share(&apart), "{} and {}:\n{text}", share(&together), share(&apart));
        let time = |model: &Model| match reachable(model, "back") {
            Some(Figure::Time(time)) => time.millis(),
            other => other.map_or(0, |_| panic!("{other:?}")),
        };
        let expected = i128::from(system.recovery_with(0, &contracts, [false; 2])) * 3_600_000;
        assert!(
            time(&together) == expected && expected <= time(&apart),
            "{} {expected} {}:\n{text}",
            time(&together),
            time(&apart)
        );
        alike += usize::from(share(&together) == share(&apart));
        better += usize::from(share(&together) > share(&apart));
    }
    assert!(alike > 20 && better > 10, "the systems thrown are too plain: {alike}, {better}");
}

impl System {
    /// The hours until a part is back, where what one of two contracts promises counts once along a way.
    fn recovery_with(&self, at: usize, contracts: &[Vec<usize>; 2], mut counted: [bool; 2]) -> u32 {
        let part = &self.parts[at];
        let own = match (part.promised, contracts.iter().position(|contract| contract.contains(&at))) {
            (Some([_, hours, _]), Some(contract)) if !std::mem::replace(&mut counted[contract], true) => hours,
            _ => 0,
        };
        let back = |&below: &usize| self.recovery_with(below, contracts, counted);
        let groups = part.groups.iter().map(|(needed, members)| {
            let mut times: Vec<u32> = members.iter().map(back).collect();
            times.sort_unstable();
            times[needed - 1]
        });
        own + part.needs.iter().map(back).chain(groups).max().unwrap_or(0)
    }
}

#[test]
fn a_better_promise_never_makes_the_whole_worse() {
    let mut dice = Dice(0x5eed_cafe_f00d_1234);
    for _ in 0..60 {
        let mut system = System::throw(&mut dice);
        let share = |system: &System| match reachable(&understood(&system.text()), "share") {
            Some(Figure::Share(share)) => share.to_string().parse::<f64>().unwrap(),
            _ => 100.0,
        };
        let before = share(&system);
        let at = dice.below(system.parts.len());
        if let Some([share, ..]) = &mut system.parts[at].promised {
            *share = (*share + 100).min(10_000);
        }
        assert!(share(&system) >= before, "{}", system.text());
    }
}

#[test]
fn the_weakest_link_is_the_one_that_holds_the_whole_back_most() {
    let model = understood(
        r"
        service hosting { depends_on: [cloud], redundancy { between: [north, south] } }
        service_component cloud
        service_component north
        service_component south
        sla promise { service: hosting, target share { measure: availability, at_least: 99.9%, over: 1 month } }
        contract cloud_contract { components: cloud, underpins: promise, target share { measure: availability, at_least: 99.8%, over: 1 month } }
        contract lines_contract { components: [north, south], underpins: promise, target share { measure: availability, at_least: 98%, over: 1 month } }
        ",
    );
    let chain = Promises::new(&model, TODAY).unwrap().of(target(&model, "share")).unwrap();
    // The lines have the lower figure, but stand in for each other: 99.96 percent together.
    assert_eq!(chain.weakest().0, model.find("cloud_contract.share"));
    assert_eq!(chain.carriers().len(), 2);
}

/// The figure of `share` in an agreement on two services and on components that several agreements are about.
fn share_of(services: &str, contracts: &str) -> Option<Figure> {
    let text = format!(
        "service web {{ depends_on: [cloud, store] }}\nservice mail {{ depends_on: [post, store] }}\nservice files {{ redundancy {{ between: [north, south] }} }}\n\
         service_component cloud\nservice_component store\nservice_component post\nservice_component north\nservice_component south\n\
         sla promise {{ service: [{services}], target share {{ measure: availability, at_least: 99.9%, over: 1 month }} }}\n{contracts}"
    );
    reachable(&understood(&text), "share")
}

fn contract(id: &str, components: &str, share: &str) -> String {
    format!(
        "contract {id} {{ components: [{components}], underpins: promise, target share {{ measure: availability, at_least: {share}%, over: 1 month }} }}\n"
    )
}

fn percent(share: &str) -> Option<Figure> {
    Some(Figure::Share(share.parse().unwrap()))
}

#[test]
fn each_of_several_services_keeps_the_promise_alone() {
    let contracts = [contract("c", "cloud", "99.95"), contract("s", "store", "99.97"), contract("p", "post", "99.9")].concat();
    assert_eq!(share_of("web", &contracts), percent("99.92"));
    assert_eq!(share_of("mail", &contracts), percent("99.87"));
    assert_eq!(share_of("web, mail", &contracts), percent("99.87"));
}

#[test]
fn one_promise_about_several_parts_counts_once_where_all_are_needed() {
    assert_eq!(share_of("web", &contract("c", "cloud, store", "99.95")), percent("99.95"));
    let apart = [contract("c", "cloud", "99.95"), contract("s", "store", "99.95")].concat();
    assert_eq!(share_of("web", &apart), percent("99.9"));
    // Of parts that stand in for each other it holds for each.
    assert_eq!(share_of("files", &contract("l", "north, south", "99")), percent("99.99"));
}

#[test]
fn an_agreement_about_nothing_in_particular_counts_for_the_whole() {
    let desk = "contract desk { underpins: promise, target share { measure: availability, at_least: 99.8%, over: 1 month } }\n";
    assert_eq!(share_of("web", desk), percent("99.8"));
    assert_eq!(share_of("web", &format!("{desk}{}", contract("c", "cloud", "99.9"))), percent("99.7"));
    // What was replaced counts no more.
    let renewed = format!("{desk}contract new {{ replaces: desk }}\n{}", contract("c", "cloud", "99.9"));
    assert_eq!(share_of("web", &renewed), percent("99.9"));
    // Nor does what has ended.
    let ended = desk.replace("underpins: promise", "underpins: promise, term: 2024-01-01 .. 2025-12-31");
    assert_eq!(share_of("web", &format!("{ended}{}", contract("c", "cloud", "99.9"))), percent("99.9"));
}

#[test]
fn parts_that_need_each_other_count_once_each() {
    let model = understood(
        r"
        service hosting { depends_on: cloud }
        service_component cloud { depends_on: hall }
        service_component hall { depends_on: cloud }
        sla promise { service: hosting, target share { measure: availability, at_least: 99.9%, over: 1 month } }
        contract hall_contract { components: hall, underpins: promise, target share { measure: availability, at_least: 99%, over: 1 month } }
        contract cloud_contract { components: cloud, underpins: promise, target share { measure: availability, at_least: 99.5%, over: 1 month } }
        ",
    );
    assert_eq!(reachable(&model, "share"), percent("98.505"));
    // A ring of four, entered from one side, with a part that the ring rests on.
    let model = understood(
        r"
        service hosting { depends_on: n1 }
        service_component n1 { depends_on: [n2, host] }
        service_component n2 { depends_on: n3 }
        service_component n3 { depends_on: n4 }
        service_component n4 { depends_on: n1 }
        service_component host
        sla promise { service: hosting, target share { measure: availability, at_least: 99.5%, over: 1 month } }
        contract k { components: host, underpins: promise, target share { measure: availability, at_least: 99.6%, over: 1 month } }
        contract l { components: n4, underpins: promise, target share { measure: availability, at_least: 99.6%, over: 1 month } }
        ",
    );
    assert_eq!(reachable(&model, "share"), percent("99.201"));
    // Stand-ins that rest on what they stand in for work whenever it does.
    let model = understood(
        r"
        service hosting { depends_on: left, redundancy { between: [left, right] } }
        service_component left { depends_on: hosting }
        service_component right
        sla promise { service: hosting, target share { measure: availability, at_least: 99.5%, over: 1 month } }
        contract k { components: left, underpins: promise, target share { measure: availability, at_least: 99%, over: 1 month } }
        contract l { components: right, underpins: promise, target share { measure: availability, at_least: 98%, over: 1 month } }
        ",
    );
    assert_eq!(reachable(&model, "share"), percent("99"));
}

#[test]
fn one_target_adds_its_time_once_along_a_way() {
    let times = |contracts: &str| {
        let text = format!(
            "service shop {{ depends_on: app }}\nservice_component app {{ depends_on: [base, net] }}\nservice_component base {{ depends_on: net }}\n\
             service_component net\nsla promise {{ service: shop, target back {{ measure: recovery_time, at_most: 5 hours }} }}\n{contracts}"
        );
        match reachable(&understood(&text), "back") {
            Some(Figure::Time(time)) => time.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let contract = |id: &str, components: &str, hours: u32| {
        format!(
            "contract {id} {{ components: [{components}], underpins: promise, target back {{ measure: recovery_time, at_most: {hours} hours }} }}\n"
        )
    };
    assert_eq!(times(&contract("k", "app, base", 3)), "3 hours");
    // What stands between is added all the same, and so is what stands beneath both.
    assert_eq!(times(&[contract("k", "app, net", 3), contract("l", "base", 2)].concat()), "5 hours");
    assert_eq!(times(&[contract("k", "app, base", 3), contract("l", "net", 2)].concat()), "5 hours");
    // Two promises of the same length are two.
    assert_eq!(times(&[contract("k", "app", 3), contract("l", "base", 3)].concat()), "6 hours");
    // The way on which nothing was counted twice may be the longer one.
    assert_eq!(times(&[contract("k", "app, base", 4), contract("l", "net", 3)].concat()), "7 hours");
}

#[test]
fn what_every_stand_in_needs_is_needed_whatever_happens() {
    let share = |contracts: &str| {
        let text = format!(
            "service shop {{ depends_on: [front, left, right], redundancy {{ between: [left, right], needed: 1 }} }}\nservice_component front\nservice_component power\n\
             service_component left {{ depends_on: power }}\nservice_component right {{ depends_on: power }}\n\
             sla promise {{ service: shop, target share {{ measure: availability, at_least: 99.5%, over: 1 month }} }}\n{contracts}"
        );
        reachable(&understood(&text), "share")
    };
    assert_eq!(share(&contract("k", "front, power", "99.5")), percent("99.5"));
    // Two promises multiply.
    let two = [contract("k", "front", "99.5"), contract("l", "power", "99.5")].concat();
    assert_eq!(share(&two), percent("99.002"));
    // What stands in for each other fails apart.
    assert_eq!(share(&contract("k", "left, right", "99")), percent("99.99"));
    // Within one of them, two parts of one promise count once.
    let text = "service shop { redundancy { between: [left, right] } }\nservice_component left { depends_on: [disk, fan] }\nservice_component right\n\
                service_component disk\nservice_component fan\nsla promise { service: shop, target share { measure: availability, at_least: 99%, over: 1 month } }\n";
    let contracts = [contract("k", "disk, fan", "90"), contract("l", "right", "90")].concat();
    assert_eq!(reachable(&understood(&format!("{text}{contracts}")), "share"), percent("99"));
}

#[test]
fn parts_that_share_much_err_to_the_good_side() {
    // A hundred pairs over a hundred shared parts: far too many cases to go through.
    let count = 100;
    let mut text = String::from("service hosting {\n");
    for at in 0..count {
        writeln!(text, "  redundancy {{ between: [left{at}, right{at}] }}").unwrap();
    }
    text.push_str("}\nsla promise { service: hosting, target share { measure: availability, at_least: 99.9%, over: 1 month } }\ncontract shared { underpins: promise, components: [");
    text.push_str(&(0..count).map(|at| format!("shared{at}")).collect::<Vec<_>>().join(", "));
    text.push_str("]\n  target share { measure: availability, at_least: 99%, over: 1 month }\n}\n");
    for at in 0..count {
        let next = (at + 1) % count;
        writeln!(text, "service_component shared{at}\nservice_component left{at} {{ depends_on: shared{at} }}\nservice_component right{at} {{ depends_on: [shared{next}] }}").unwrap();
    }
    let model = understood(&text);
    let chain = Promises::new(&model, TODAY).unwrap().of(target(&model, "share")).unwrap();
    let Some(Figure::Share(share)) = chain.reachable() else { panic!("no figure") };
    let share: f64 = share.to_string().parse().unwrap();
    assert!((98.0..=100.0).contains(&share), "{share}");
    assert!(chain.steps < 2_000_000, "{}", chain.steps);
}

#[test]
fn long_and_deep_chains_end() {
    // Each stage stands in for the next, three thousand deep; and three thousand parts in a row.
    for redundant in [true, false] {
        let mut text = String::from(
            "sla promise { service: p0, target share { measure: availability, at_least: 99.9%, over: 1 month } }\nservice spare\n",
        );
        for at in 0..3_000 {
            let next = at + 1;
            match redundant {
                true => writeln!(text, "service p{at} {{ redundancy {{ between: [p{next}, spare] }} }}"),
                false => writeln!(text, "service p{at} {{ depends_on: p{next} }}"),
            }
            .unwrap();
        }
        text.push_str("service p3000\ncontract last { covers: [p3000, p100], underpins: promise, target share { measure: availability, at_least: 99%, over: 1 month } }\n");
        let model = understood(&text);
        let chain = Promises::new(&model, TODAY).unwrap().of(target(&model, "share")).unwrap();
        assert!(chain.reachable().is_some());
        assert!(chain.steps < 1_000_000, "{}", chain.steps);
    }
}

/// How many steps the target costs, its weakest link and what nobody promises included.
fn steps(model: &Model, target: EntityId) -> u64 {
    let promises = Promises::new(model, TODAY).unwrap();
    let chain = promises.of(target).unwrap();
    chain.steps + chain.weakest().1 + promises.nothing_promised(target).1
}

#[test]
fn pairs_in_a_ring_are_exact_and_cost_in_proportion() {
    // Each pair shares a part with either neighbour. The whole fails where two neighbours do.
    let ring = |count: usize| {
        let mut text = String::from("service web {\n");
        for at in 0..count {
            writeln!(text, "  redundancy {{ between: [c{at}, c{}], needed: 1 }}", (at + 1) % count).unwrap();
        }
        text.push_str("}\nsla promise { service: web, target share { measure: availability, at_least: 99.9%, over: 1 month } }\n");
        for at in 0..count {
            writeln!(text, "service_component c{at}\n{}", contract(&format!("k{at}"), &format!("c{at}"), "99").trim_end()).unwrap();
        }
        let model = understood(&text);
        let Some(Figure::Share(share)) = reachable(&model, "share") else { panic!("no figure") };
        // Rings without two failing neighbours, counted by the last two parts: both work, only the last, only the last but one.
        let expected = {
            let (works, fails) = (0.99_f64, 0.01_f64);
            let turn = |first_works: bool| {
                let (mut last_works, mut last_fails) = if first_works { (works, 0.0) } else { (0.0, fails) };
                for _ in 1..count {
                    (last_works, last_fails) = ((last_works + last_fails) * works, last_works * fails);
                }
                if first_works { last_works + last_fails } else { last_works }
            };
            100.0 * (turn(true) + turn(false))
        };
        let share: f64 = share.to_string().parse().unwrap();
        assert!(share <= expected + 1e-9 && expected < share + 0.001 + 1e-9, "{share} for {expected}");
        steps(&model, target(&model, "share"))
    };
    let (small, large) = (ring(50), ring(200));
    // Of the carriers as many are tried as the budget allows; one figure alone grows with the ring.
    assert!(large < 2 * sms::promises::WORK, "{large}");
    assert!(small < 2 * sms::promises::WORK, "{small}");
}

#[test]
fn promises_down_a_long_row_cost_in_proportion() {
    let row = |count: usize| {
        let mut text = String::new();
        for at in 0..count {
            let below = if at + 1 < count { format!("p{}", at + 1) } else { String::new() };
            writeln!(text, "service p{at} {{ depends_on: [{below}] }}\nsla a{at} {{ service: p{at}, target share {{ measure: availability, at_least: 99.9%, over: 1 month }} }}").unwrap();
            if at > 0 {
                writeln!(text, "contract o{at} {{ covers: p{at}, underpins: a{}, target share {{ measure: availability, at_least: 99.95%, over: 1 month }} }}", at - 1).unwrap();
            }
        }
        let model = understood(&text);
        let promises = Promises::new(&model, TODAY).unwrap();
        (0..count).filter_map(|at| promises.of(model.find(&format!("a{at}.share"))?)).map(|chain| chain.steps).sum::<u64>()
    };
    let (small, large) = (row(250), row(1_000));
    assert!(large < 5 * small, "{small}, {large}");
}

#[test]
fn many_promises_over_one_part_cost_in_proportion() {
    let promised = |count: usize| {
        let mut text = String::from("external_supplier cove { provides: disk }\nservice_component disk\n");
        text.push_str(
            "contract k { with: cove, covers: disk, target share { measure: availability, at_least: 99.95%, over: 1 month } }\n",
        );
        for at in 0..count {
            writeln!(text, "service v{at} {{ depends_on: disk }}\nsla a{at} {{ service: v{at}, target share {{ measure: availability, at_least: 99.9%, over: 1 month }} }}").unwrap();
        }
        let model = understood(&text);
        (0..count).map(|at| steps(&model, model.find(&format!("a{at}.share")).unwrap())).sum::<u64>()
    };
    let (small, large) = (promised(100), promised(400));
    assert!(large <= 4 * small, "{small}, {large}");
}

#[test]
fn many_that_stand_in_for_each_other_are_counted_and_not_tried_out() {
    let redundancy = |count: usize| {
        let all: Vec<String> = (0..count).map(|at| format!("c{at}")).collect();
        let mut text = format!(
            "sla promise {{ service: web, target share {{ measure: availability, at_least: 99.9%, over: 1 month }} }}\nservice web {{ redundancy {{ between: [{}], needed: {} }} }}\n",
            all.join(", "),
            count / 2
        );
        for name in all {
            writeln!(text, "service_component {name}\n{}", contract(&format!("k_{name}"), &name, "99").trim_end()).unwrap();
        }
        let model = understood(&text);
        let chain = Promises::new(&model, TODAY).unwrap().of(target(&model, "share")).unwrap();
        assert_eq!(chain.reachable(), percent("100"));
        chain.steps
    };
    let (small, large) = (redundancy(500), redundancy(2_000));
    assert!(large < 9 * small, "{small}, {large}");
}

#[test]
fn a_stand_in_whose_name_is_mistyped_brings_no_second_message() {
    let text = |stand_in: &str| {
        format!(
            "service hosting {{ redundancy {{ between: [north, {stand_in}] }} }}\nservice_component north\nservice_component south\n\
             sla promise {{ service: hosting, target share {{ measure: availability, at_least: 99.9%, over: 1 month }} }}\n{}",
            contract("lines", "north, south", "99")
        )
    };
    let told = |text: &str| -> Vec<String> {
        let ids = support::check(text).into_iter().map(|told| told.id);
        ids.filter(|id| id == "E0203" || id == "promise_not_reachable").collect()
    };
    assert_eq!(told(&text("south")), Vec::<String>::new());
    assert_eq!(told(&text("suoth")), ["E0203"]);
    // Without the doubt it would be told: one line alone does not keep the promise.
    assert_eq!(told(&text("north")), ["promise_not_reachable"]);
}
