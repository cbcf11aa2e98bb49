//! The tests of the library's own rules: all pass, and every rule has an example of being broken and one of being kept.

use std::collections::BTreeSet;

use sms::diag::{Severity, Source};
use sms::library;
use sms::testing::{self, Test};
use sms::workspace;

use crate::support::{self, Seen, TODAY};

fn library_tests() -> (Seen, Vec<Test>) {
    let texts = library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let checked = support::seen(workspace::load_texts(texts), TODAY);
    let tests = testing::tests(&checked.model);
    (checked, tests)
}

#[test]
fn every_test_of_a_library_rule_passes() {
    let (checked, tests) = library_tests();
    let broken: Vec<String> = (checked.diagnostics.iter())
        .filter(|told| told.severity == Severity::Error && matches!(told.source, Source::Language(_)))
        .map(|told| format!("{}: {}", told.source.id(), told.message))
        .collect();
    assert!(broken.is_empty(), "the tests themselves are wrong:\n{}", broken.join("\n"));
    assert!(tests.len() > 100, "only {} tests were found", tests.len());
    let failed: Vec<String> = testing::run(&tests, &[], TODAY).iter().map(|failed| format!("{failed:#?}")).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_library_rule_is_broken_once_and_kept_once() {
    let (checked, tests) = library_tests();
    let broken: BTreeSet<&str> = tests.iter().flat_map(|test| &test.expect).map(String::as_str).collect();
    let kept = tests.iter().flat_map(|test| test.about.iter().filter(|&rule| !test.expect.contains(rule)));
    let kept: BTreeSet<&str> = kept.map(String::as_str).collect();
    let mut faults = Vec::new();
    for rule in checked.rulebook.rules.iter().map(|rule| &*rule.name) {
        if !broken.contains(rule) {
            faults.push(format!("no test expects `{rule}`"));
        }
        if !kept.contains(rule) {
            faults.push(format!("no test that it finds nothing in is about `{rule}`"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_test_counts_what_is_missing_and_what_is_too_much() {
    let text = r#"
        rule unlit_site { severity: warning each: s in site require: s.address message: "{s} has no address" }
        site leeds
        test two_sites { given: "site a\nsite b" expect: [unlit_site] }
        test wrong_rule { given: "site a { address: \"here\" }" expect: [unlit_site] }
        test broken_model { given: "site a { adress: \"here\" }" expect: [] }
        test right { given: "site a\nsite b { address: \"there\" }" expect: [unlit_site] }
    "#;
    let checked = support::seen(workspace::load_texts(vec![("m.sms".to_owned(), text.to_owned())]), TODAY);
    let failed = testing::run(&testing::tests(&checked.model), &testing::declarations(&checked.sources), TODAY);
    let told: Vec<String> = failed
        .iter()
        .map(|failed| {
            let extra: Vec<String> = failed.unexpected.iter().map(|it| format!("{} on {:?}", it.id, it.line)).collect();
            format!("{} {:?} {extra:?}", failed.name, failed.missing)
        })
        .collect();
    assert_eq!(
        told,
        [r#"two_sites [] ["unlit_site on Some(2)"]"#, r#"wrong_rule ["unlit_site"] []"#, r#"broken_model [] ["E0401 on Some(1)"]"#,]
    );
}

#[path = "../../benches/generator.rs"]
pub mod generator;

#[test]
fn no_library_rule_looks_at_every_pair() {
    let steps = |entities: usize| {
        let checked = support::seen(workspace::load_texts(generator::model(entities)), TODAY);
        let counted = sms::rules::run_counted(&checked.rulebook, &checked.model, &checked.sources, &checked.facts);
        let names: Vec<String> = checked.rulebook.rules.iter().map(|rule| rule.name.clone()).collect();
        (names, counted.steps)
    };
    let (names, small) = steps(600);
    let (_, large) = steps(2400);
    let mut faults = Vec::new();
    for ((name, small), large) in names.iter().zip(small).zip(large) {
        // Four times the model may cost six times the steps; pairs would cost sixteen times.
        if large > 6 * small.max(500) {
            faults.push(format!("`{name}`: {small} steps, then {large}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The text of a model with so many entities.
type Written = fn(usize) -> String;

/// Models whose entities hang together closely.
const CLOSE: [(&str, Written); 9] = [
    ("a chain of services outside of the scope", |many| {
        let service = |at: usize| format!("service v{at} {{ owner: r, depends_on: [v{}] }}\n", at + 1);
        let chain: String = (0..many).map(service).collect();
        format!("scope s \"S\" {{ services: [v0] }}\n{chain}service v{many} {{ owner: r }}\n")
    }),
    ("a chain that nothing in scope needs", |many| {
        let service = |at: usize| format!("service v{at} {{ owner: r, depends_on: [v{}] }}\n", at + 1);
        let chain: String = (0..many).map(service).collect();
        format!("scope s \"S\" {{ services: [v{many}] }}\n{chain}service v{many} {{ owner: r }}\n")
    }),
    ("one circle", |many| {
        (0..many).map(|at| format!("service v{at} {{ owner: r, depends_on: [v{}] }}\n", (at + 1) % many)).collect()
    }),
    ("many circles through one service", |many| {
        let all: Vec<String> = (0..many).map(|at| format!("v{at}")).collect();
        let others: String = (0..many).map(|at| format!("service v{at} {{ owner: r, depends_on: [hub] }}\n")).collect();
        format!("service hub {{ owner: r, depends_on: [{}] }}\n{others}", all.join(", "))
    }),
    ("a chain of what one promise rests on", |many| {
        let target = "target share { measure: availability, at_least: 99.9%, over: 1 month }";
        let part = |at: usize| {
            let carried = format!("ola o{at} {{ components: c{at}, underpins: care, {target} }}\n");
            format!("service_component c{at} {{ depends_on: c{} }}\n{carried}", at + 1)
        };
        let parts: String = (0..many).map(part).collect();
        format!("service v {{ depends_on: c0 }}\nsla care {{ service: v, {target} }}\n{parts}service_component c{many}\n")
    }),
    ("a chain of services, each of which is promised", |many| {
        let target = "target share { measure: availability, at_least: 99.9%, over: 1 month }";
        let promised =
            |at: usize| format!("service v{at} {{ depends_on: v{} }}\nsla a{at} {{ service: v{at}, {target} }}\n", at + 1);
        format!("{}service v{many}\n", (0..many).map(promised).collect::<String>())
    }),
    ("waivers of one finding", |many| {
        let day = |at: usize| format!("{}-{:02}-{:02}", 2027 + at / 336, 1 + at / 28 % 12, 1 + at % 28);
        let waiver = |at: usize| {
            let day = day(at);
            format!("waiver w{at} {{ of: role_without_holder, on: idle, because: \"it is so\", accepted_by: r, until: {day} }}\n")
        };
        let waivers: String = (0..many).map(waiver).collect();
        format!("role idle\n{waivers}")
    }),
    ("roles of one title", |many| (0..many).map(|at| format!("role q{at} \"Planner\"\n")).collect()),
    ("roles of one title, each of its own unit", |many| {
        (0..many).map(|at| format!("unit u{at}\nrole q{at} \"Planner\" {{ unit: u{at} }}\n")).collect()
    }),
];

#[test]
fn no_library_rule_grows_with_the_square_of_what_hangs_together() {
    let steps = |model: Written, many: usize| {
        let text = format!("{}role r\nperson p {{ roles: [r] }}\n", model(many));
        let checked = support::seen(workspace::load_texts(vec![("m.sms".to_owned(), text)]), TODAY);
        let errors = checked.language.iter().filter(|told| told.severity == Severity::Error);
        let unfit: Vec<&str> = errors.map(|told| &*told.message).take(3).collect();
        assert!(unfit.is_empty(), "{unfit:?}");
        let counted = sms::rules::run_counted(&checked.rulebook, &checked.model, &checked.sources, &checked.facts);
        let names: Vec<String> = checked.rulebook.rules.iter().map(|rule| rule.name.clone()).collect();
        (names, counted.steps)
    };
    let mut faults = Vec::new();
    for (what, model) in CLOSE {
        let (names, small) = steps(model, 150);
        let (_, large) = steps(model, 600);
        for ((name, small), large) in names.iter().zip(small).zip(large) {
            // Four times as many; some rules find more of them as well.
            if large > 8 * small.max(500) {
                faults.push(format!("{what}, `{name}`: {small} steps, then {large}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_whole_library_is_sound() {
    // A check plans of it only what the model has something to look at for.
    let library = support::checked_library();
    let (rulebook, told) = sms::rules::plan_everything(&library.model, &library.sources);
    assert_eq!(told, []);
    assert!(rulebook.rules.iter().all(|rule| rule.runs()));
}

#[test]
fn what_is_left_unplanned_finds_nothing() {
    for entities in [0, 60, 600] {
        let checked = support::seen(workspace::load_texts(generator::model(entities)), TODAY);
        let (model, sources, facts) = (&checked.model, &checked.sources, &checked.facts);
        let (needed, told) = sms::rules::plan(model, sources);
        let (all, all_told) = sms::rules::plan_everything(model, sources);
        assert_eq!(told, all_told);
        assert_eq!(sms::rules::run(&needed, model, sources, facts), sms::rules::run(&all, model, sources, facts));
        assert_eq!(sms::rules::constraints(&needed, model, sources, facts), sms::rules::constraints(&all, model, sources, facts));
        assert_eq!(sms::rules::tables(&needed, model, sources, facts), sms::rules::tables(&all, model, sources, facts));
        for (left, planned) in needed.rules.iter().zip(&all.rules) {
            let known = |rule: &sms::rules::Rule| {
                (rule.title.clone(), rule.severity, rule.clauses.clone(), rule.profiles.clone(), rule.runs())
            };
            assert_eq!(known(left), known(planned), "{}", left.name);
        }
    }
}

#[test]
fn what_an_organisation_adds_never_makes_a_library_rule_wrong() {
    let library = support::checked_library();
    let schema = library.model.schema();
    let names: BTreeSet<&str> = schema.fields.iter().map(|field| &*field.name).collect();
    // Fields of the library's names that hold something else, in kinds that may hold anything: texts, lists, entities of their own.
    let kind = |kind: &str, ty: &str| {
        let fields: String = names.iter().map(|name| format!("  {name}: {ty}\n")).collect();
        format!("kind {kind} {{\n{fields}}}\n")
    };
    let all = schema.kinds.iter().filter(|kind| kind.parent.is_none());
    let held: String = all.map(|kind| format!("  any_{0}: [{0}] contains\n", kind.name)).collect();
    for ty in ["[text]", "text?", "[role]+", "stranger?", "number?"] {
        let text = format!(
            "kind stranger {{ word: text? }}\nkind box {{\n{held}}}\nkind shelf {{ kept: [vessel] contains }}\n{}",
            kind("vessel", ty)
        );
        let checked = support::checked(&text);
        let (rulebook, planned) = sms::rules::plan_everything(&checked.model, &checked.sources);
        let told: Vec<String> = rulebook.rules.iter().filter(|rule| !rule.runs()).map(|rule| rule.name.clone()).collect();
        assert!(told.is_empty(), "{ty}: {told:?}\n{:?}", planned.iter().take(3).collect::<Vec<_>>());
    }
}
