//! What rules may cost at the most: shapes that nest or repeat one another take a level more, not twice as much, and what an expression makes
//! is bounded before it takes memory.

use sms::diag::{Place, Severity};
use sms::source::Origin;

use crate::support::{self, Seen};

fn check(text: String) -> Seen {
    support::checked(&text)
}

/// The steps of the organisation's own rules.
fn steps(checked: &Seen) -> u64 {
    let counted = sms::rules::run_counted(&checked.rulebook, &checked.model, &checked.sources, &checked.facts);
    let own = checked.rulebook.rules.iter().zip(counted.steps).filter(|(rule, _)| rule.origin == Origin::Model);
    own.map(|(_, steps)| steps).sum()
}

fn ids(checked: &Seen) -> Vec<&str> {
    checked.diagnostics.iter().map(|told| told.source.id()).collect()
}

const WORLD: &str = "kind crate { t: text? n: int? inside: crate? }\ncrate a { t: \"x\", n: 1 }\ncrate b { t: \"y\", inside: a }\n";

/// Expressions that stand in themselves: what is innermost, and what each level makes of the one within.
const NESTED: [(&str, &str, &str); 8] = [
    ("quantifiers", "s.n", "(some x in crate where x.t == s.t and {in})"),
    ("keys", "s", "first(x in crate where x.inside == {in})"),
    ("keys of every", "s.t", "(every x in crate where x.t != \"a\" or x.t == {in})"),
    ("groups", "crate", "(group x in {in} by count(x.t))"),
    ("choices", "s.n", "(if s.t == \"a\" then {in} else s.n)"),
    ("filters", "crate", "(x in {in} where x.t == s.t)"),
    ("functions", "s.t", "upper({in})"),
    ("fallbacks", "s.t", "({in} or else s.t)"),
];

#[test]
fn a_level_more_is_a_level_more() {
    for (name, innermost, level) in NESTED {
        let at = |levels: usize| {
            let nested = (0..levels).fold(innermost.to_owned(), |inner, _| level.replace("{in}", &inner));
            steps(&check(format!(
                "{WORLD}rule r {{ severity: note each: s in crate require: count([{nested}]) < 0 message: \"\" }}"
            )))
        };
        let (few, many) = (at(12), at(13));
        assert!(many <= few + few / 3 + 20, "{name}: {few} steps at 12 levels, {many} at 13");
    }
}

#[test]
fn values_that_double_end_before_they_take_memory() {
    for (first, next) in [
        ("\"{s.t} and some more letters\"", "\"{x}{x}\""),
        ("[1, 2]", "[x, x]"),
        ("[s.t, \"some letters\"]", "[join(x, join(x, \"and\")), join(x, \"or\")]"),
        ("\"{s.t} and more\"", "upper(\"{x}{x}\")"),
        ("[crate]", "[x, 1, x]"),
    ] {
        let lets: String = (1..40).map(|at| format!("let x{at} = {}\n", next.replace('x', &format!("x{}", at - 1)))).collect();
        let lets = lets.replace("uppex", "upper");
        let text = format!(
            "{WORLD}rule r {{ severity: note each: s in crate let x0 = {first}\n{lets} require: x39 is empty message: \"\" }}"
        );
        let checked = check(text);
        assert!(ids(&checked).contains(&"E0509"), "{next}: {:?}", checked.diagnostics);
    }
}

#[test]
fn groups_within_groups_are_told_once() {
    let nested = (0..40).fold("crate".to_owned(), |inner, _| format!("(group x in {inner} by x)"));
    let checked = check(format!("{WORLD}rule r {{ severity: note each: s in crate require: count({nested}) > 0 message: \"\" }}"));
    assert_eq!(ids(&checked), ["E0505"]);
    // Groups of groups by something else are in order, however deep.
    let nested = (0..40).fold("crate".to_owned(), |inner, _| format!("(group x in {inner} by count([1]))"));
    let checked = check(format!("{WORLD}rule r {{ severity: note each: s in crate require: count({nested}) > 0 message: \"\" }}"));
    assert_eq!(ids(&checked), Vec::<&str>::new());
    let told = check(format!("{WORLD}rule r {{ severity: note each: s in crate require: {nested}.nothing message: \"\" }}"));
    assert!(told.diagnostics.iter().all(|told| told.message.len() < 200), "{:?}", told.diagnostics);
}

#[test]
fn a_pattern_is_refused_by_its_length_before_it_is_read() {
    let with = |pattern: String| {
        check(format!("{WORLD}rule r {{ severity: note each: s in crate require: matches(s.t, \"{pattern}\") message: \"\" }}"))
    };
    for length in [1_001, 100_000] {
        let checked = with("a".repeat(length));
        assert!(ids(&checked).contains(&"E0512"), "{:?}", checked.diagnostics);
    }
    assert!(!ids(&with("a".repeat(1_000))).contains(&"E0512"));
}

#[test]
fn a_register_holds_what_it_may_and_says_that_it_is_cut() {
    let crates: String = (0..1_500).map(|at| format!("crate c{at} {{ t: \"x{at}\" }}\n")).collect();
    let text = format!(
        "kind crate {{ t: text? }}\n{crates}register wide {{ each: s in crate column \"A\" = [s.id, crate.t] }}\nregister slim {{ each: s in crate column \"A\" = s.t }}"
    );
    let checked = check(text);
    let fill = |name: &str| {
        let register = checked.rulebook.register(name).unwrap();
        sms::rules::table(&checked.rulebook, register, &checked.model, &checked.sources, &checked.facts)
    };
    let wide = fill("wide");
    assert!(wide.rows.len() > 100 && wide.rows.len() < 1_000, "{}", wide.rows.len());
    assert!(wide.rows.iter().all(|row| row.cells[0].parts.len() == 1_501));
    let told: Vec<&str> = wide.diagnostics.iter().map(|told| &*told.message).collect();
    assert_eq!(told, ["register `wide` holds more than a register may and is not complete"]);
    assert_eq!((fill("slim").rows.len(), fill("slim").diagnostics.len()), (1_500, 0));
}

/// Valid models of shapes that cost the most.
fn dense() -> Vec<(&'static str, String)> {
    let join = |parts: Vec<String>| parts.join(", ");
    let all_before = |kind: &str, count: usize| -> String {
        let before = |at: usize| join((0..at).map(|other| format!("s{other}")).collect());
        (0..count).map(|at| format!("{kind} s{at} {{ depends_on: [{}] }}\n", before(at))).collect()
    };
    let waiver = |at: usize| {
        format!(
            "waiver w{at} {{ of: role_without_holder, on: r, because: \"it is being filled\", accepted_by: r, accepted: 2026-01-01, until: 2026-12-31 }}\n"
        )
    };
    vec![
        ("services that need all before", all_before("service", 200)),
        ("parts that need all before", all_before("configuration_item", 120)),
        ("roles of one title", (0..500).map(|at| format!("role r{at} \"Same\"\n")).collect()),
        (
            "a chain",
            (0..2_000)
                .map(|at| {
                    format!("service s{at} {{ depends_on: [{}] }}\n", if at == 0 { String::new() } else { format!("s{}", at - 1) })
                })
                .collect(),
        ),
        ("a ring", (0..1_000).map(|at| format!("service s{at} {{ depends_on: [s{}] }}\n", (at + 1) % 1_000)).collect()),
        ("waivers of one finding", std::iter::once("role r\n".to_owned()).chain((0..1_000).map(waiver)).collect()),
    ]
}

#[test]
fn no_library_rule_is_ended_on_a_valid_model() {
    for (name, text) in dense() {
        let started = check(text);
        let ended: Vec<&str> =
            started.diagnostics.iter().filter(|told| told.source.id() == "E0509").map(|told| &*told.message).collect();
        assert_eq!(ended, Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn an_ended_rule_is_told_of_alone_and_one_of_the_library_as_a_warning_about_the_model() {
    let crates: String = (0..60).map(|at| format!("crate c{at} {{ n: 1 }}\n")).collect();
    let deep = (0..5).fold("a.n > 1".to_owned(), |inner, at| format!("(some x{at} in crate where x{at}.n > 1 or {inner})"));
    let text = format!(
        "kind crate {{ n: int }}\n{crates}rule slow {{ severity: error each: a in crate require: not {deep} message: \"\" }}"
    );
    let Seen { checked, diagnostics, .. } = check(text);
    let own: Vec<_> = diagnostics.iter().filter(|told| told.source.id() == "E0509").collect();
    let [own] = own[..] else { panic!("{diagnostics:?}") };
    assert_eq!((own.severity, &own.subject), (Severity::Error, &None));
    assert!(!checked.rulebook.rule("slow").unwrap().runs(), "what was ended decides nothing");
    // The same rule, as if the library had it.
    let mut rulebook = sms::rules::plan(&checked.model, &checked.sources).0;
    rulebook.rules.retain(|rule| rule.name == "slow");
    rulebook.rules[0].origin = Origin::Library;
    let (findings, ended) = sms::rules::run(&rulebook, &checked.model, &checked.sources, &checked.facts);
    let [ended] = &ended[..] else { panic!("{ended:?}") };
    assert_eq!(findings, []);
    assert_eq!((ended.diagnostic.severity, &ended.diagnostic.place), (Severity::Warning, &Place::Nowhere));
    assert_eq!(ended.diagnostic.message, "the rule `slow` was ended, because it takes too long on this model of 60 entities");
}
