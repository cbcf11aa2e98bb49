//! What many rules of an organisation's own cost on a large model, in steps: they grow with the model, and not with its square.

use std::sync::Arc;

use sms::source::Origin;
use sms::workspace;
use sms::world::{Audience, Facts, FileSet};

use crate::library_rules::generator;
use crate::support::{self, TODAY};

/// How many rules are written, of the shapes below in turn.
const RULES: usize = 200;

/// The most steps that a rule may take on average for each entity of the model.
const STEPS_AN_ENTITY: u64 = 6;

/// What `each`, `let` and `require` say; `{n}` is a number that differs from rule to rule.
const SHAPES: [&str; 25] = [
    "each: x in evidence where x.owner require: matches(x.id, r\"evidence_\\d{1,{n}}\")",
    "each: x in any where x.owner require: matches(x.title, r\"[A-Z][a-z ]+ number \\d+\") or x.title != \"{n}\"",
    "each: x in any require: length(x.id) < 10{n} and not starts_with(x.id, \"_{n}\")",
    "each: x in any where x has kind process and x.owner require: count(y in any where y.owner == x.owner) < 10{n}",
    "each: x in role require: count(y in referrers(x) where y has kind process) < 10{n}",
    "each: x in document require: referrers(x) or x.version != \"{n}\"",
    "each: x in service require: count(group e in x.evidence by e.type) < 10{n}",
    "each: x in role let kept = (g in (group e in evidence where e.owner == x by e.type) where count(g.members) > 10{n}) require: kept is empty",
    "each: x in process let sorts = (group e in evidence by e.type) require: count(sorts) > 0 or x.title == \"{n}\"",
    "each: x in role require: (some y in process where y.owner == x) or count(x.holders) < 10{n}",
    "each: x in process require: some e in evidence where x in e.about and e.covers.last < today + {n} months",
    "each: x in role require: every e in evidence where e.owner != x or e.url",
    "each: x in service require: no y in service where y.title == x.title and y != x and y.version != \"{n}\"",
    "each: x in process require: (some e in evidence where e.owner in x.activities.responsible) or x.title != \"{n}\"",
    "each: x in evidence where x.covers require: x.covers.last - x.covers.first <= 10{n} days and x.covers.last + {n} years >= today",
    "each: x in role require: count(x.reports_to*) < 10{n}",
    "each: x in role let above = x.reports_to* require: x not in above or count(above) < {n}",
    "each: x in service where x.depends_on require: every y in x.depends_on where y.owner and y.stage == live and length(y.title) > {n} - 100",
    "each: x in party require: max(x.governed_by.last_review) + {n} years >= today",
    "each: x in process let done = (a in x.activities where a.responsible and a.accountable) require: count(done) == count(x.activities) or {n} < 0",
    "each: x in evidence require: x.type in [incident_record, problem_record] or x.owner has kind role or {n} == 0",
    "each: x in governance require: if x.party has kind external_supplier then x.measures else x.requirements and {n} > 0",
    "each: x in service.depends_on require: count(distinct(x.supports.owner)) < 10{n}",
    "each: x in activity require: x.parent.owner and upper(x.id) != \"{n}\" and join(x.responsible.title, \", \") != \"\"",
    "each: x in (e in evidence where e.owner in role) require: x.about and count(x.about.parent) < {n}",
];

/// The text of all rules.
fn rules() -> String {
    let rule = |at: usize| {
        let body = SHAPES[at % SHAPES.len()].replace("{n}", &(1 + at / SHAPES.len()).to_string());
        format!("rule own_{at} {{ severity: note {body} message: \"{{x}} of {{today}}\" }}\n")
    };
    (0..RULES).map(rule).collect()
}

/// The entities of the organisation, and the steps that each of its own rules takes on a model of about so many.
fn steps(entities: usize) -> (u64, Vec<u64>) {
    let mut texts = generator::model(entities);
    texts.push(("own_rules.sms".to_owned(), rules()));
    let snapshot = workspace::load_texts(texts).snapshot;
    let (model, told) = snapshot.understand();
    assert!(told.is_empty(), "{told:?}");
    let (mut rulebook, told) = sms::rules::plan(&model, snapshot.sources());
    assert!(told.is_empty(), "{told:?}");
    rulebook.rules.retain(|rule| rule.origin == Origin::Model);
    assert_eq!(rulebook.rules.len(), RULES);
    let facts = Facts { today: TODAY, files: Arc::new(FileSet::default()), audience: Audience::Anybody };
    let counted = sms::rules::run_counted(&rulebook, &model, snapshot.sources(), &facts);
    assert_eq!(counted.ended, []);
    let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model).count();
    (own as u64, counted.steps)
}

#[test]
fn two_hundred_rules_grow_with_the_model() {
    let (few, small) = steps(5_000);
    let (many, large) = steps(10_000);
    assert!(many > 9_000 && many < 3 * few, "{few} entities, then {many}");
    let mut faults = Vec::new();
    for (at, (small, large)) in small.iter().zip(&large).enumerate() {
        let shape = SHAPES[at % SHAPES.len()];
        if *small < 50 {
            faults.push(format!("own_{at} hardly ran, {small} steps: {shape}"));
        }
        // Twice the entities, a fifth for longer names and deeper trees, and what a rule costs on any model. Pairs would cost four times.
        if *large > small * many / few + small / 5 + 500 {
            faults.push(format!("own_{at}: {small} steps, then {large}: {shape}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    let all: u64 = large.iter().sum();
    let most = STEPS_AN_ENTITY * RULES as u64 * many;
    assert!(all <= most, "{all} steps for {RULES} rules on {many} entities, {} an entity and rule", all / (RULES as u64 * many));
}

/// What checking a model with these definitions and a rule that requires `required` of each lamp tells.
fn told(definitions: impl Iterator<Item = String>, required: &str) -> Vec<String> {
    let rule = format!("rule asks {{ severity: note each: l in lamp require: {required} message: \"m\" }}\n");
    let head = "kind lamp { lit: bool = false }\nlamp one\ndefine d0(l: lamp) = l.lit\n".to_string();
    let text: String = [head, rule].into_iter().chain(definitions).collect();
    support::language(&text).into_iter().map(|told| told.message).collect()
}

#[test]
fn definitions_that_build_on_each_other_many_times_over_stay_small() {
    let doubled = |at: usize| format!("define d{at}(l: lamp) = d{}(l) or d{}(l)\n", at - 1, at - 1);
    assert_eq!(told((1..100).map(doubled), "d99(l)"), [""; 0]);
    // What is asked differs each time: the steps end it.
    let of_text = |at: usize| match at {
        1 => "define d1(t: text) = length(t) > 100\n".to_string(),
        at => format!("define d{at}(t: text) = d{0}(\"{{t}}a\") or d{0}(\"{{t}}b\")\n", at - 1),
    };
    let ended = told((1..60).map(of_text), "d59(l.title) or d0(l)");
    assert!(ended.len() == 1 && ended[0].contains("takes too many steps"), "{ended:?}");
}

#[test]
fn long_ways_and_large_circles_of_definitions_are_told() {
    let chain = |at: usize| format!("define d{at}(l: lamp) = d{}(l)\n", at - 1);
    let deep = told((1..3_000).map(chain), "d2999(l)");
    assert!(deep.len() == 1 && deep[0].contains("builds on too many definitions"), "{deep:?}");
    let circle = |at: usize| format!("define d{at}(l: lamp) = d{}(l)\n", if at == 1 { 2_999 } else { at - 1 });
    let round = told((1..3_000).map(circle), "d7(l) and d0(l)");
    assert!(round.len() == 1 && round[0].starts_with("`d1` leads back to itself: `d1` needs `d2999`"), "{round:?}");
}
