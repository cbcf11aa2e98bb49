//! The examples: those meant to be clean are, northwind is of believable size, and pitfalls tells what its comments say.

use sms::diag::Severity;
use sms::promises::{Figure, Promises};
use sms::source::Origin;
use sms::workspace;

use crate::program;
use crate::support::{self, Seen, TODAY};

fn check(example: &str) -> Seen {
    let path = support::root().join("examples").join(example);
    support::seen(workspace::load(&[path], &mut std::io::empty()), TODAY)
}

#[test]
fn the_clean_examples_give_nothing_above_a_note() {
    for example in ["first.sms", "starter", "northwind", "promises"] {
        let checked = check(example);
        let told = support::told(&checked.sources, &checked.diagnostics);
        let heavy = checked.diagnostics.iter().any(|told| told.severity > Severity::Note);
        assert!(!heavy, "{example}: {told:#?}");
    }
}

#[test]
fn northwind_is_of_believable_size() {
    let checked = check("northwind");
    let model = &checked.model;
    let of = |kind: &str| {
        let kind = model.schema().kind_named(kind).unwrap();
        model.of_kind(kind).into_iter().filter(|&id| model.entity(id).origin == Origin::Model).count()
    };
    assert!(checked.counts.files >= 8 && checked.counts.entities >= 150);
    assert!(of("service") >= 8 && of("customer") >= 4 && of("external_supplier") >= 3 && of("internal_supplier") >= 2);
    assert!(of("customer_as_supplier") >= 1 && of("process") >= 18 && of("activity") >= 36);
    for kind in ["policy", "risk", "objective", "kpi", "internal_audit", "management_review", "evidence"] {
        assert!(of(kind) >= 2, "{kind}");
    }
    let schema = model.schema();
    let stage = schema.field_named(schema.kind_named("service").unwrap(), "stage").unwrap();
    let stages: std::collections::BTreeSet<String> =
        model.of_kind(schema.kind_named("service").unwrap()).iter().map(|&id| format!("{:?}", model.value(id, stage))).collect();
    assert!(stages.len() >= 3, "services in pipeline, live and retired");
}

/// The figures that its comments work out by hand are those that the program works out.
#[test]
fn promises_come_to_what_its_comments_say() {
    let checked = check("promises");
    let promises = Promises::new(&checked.model, TODAY).unwrap();
    let reached = |target: &str| {
        let target = checked.model.find(&format!("booking_sla.{target}")).unwrap();
        match promises.of(target).unwrap().reachable() {
            Some(Figure::Share(share)) => format!("{share} %"),
            Some(Figure::Time(time)) => time.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let text = std::fs::read_to_string(support::root().join("examples/promises/promises.sms")).unwrap();
    for (target, figure) in
        [("uptime", "99.238 %"), ("answer", "10 minutes"), ("back", "3 hours 10 minutes"), ("recovered", "11 hours")]
    {
        assert_eq!(reached(target), figure, "{target}");
        assert!(text.contains(figure), "{target}");
    }
}

/// The way to a figure is told with each target, what it adds, and what it starts after.
#[test]
fn the_way_of_a_promise_is_told() {
    let asked = ["why", "booking_sla", "--model", "examples/promises", "--as-of", "2026-11-21", "--format", "json"];
    let run = program::sms(support::root(), &asked);
    let told = run.out;
    for text in [
        "`booking_sla.back` promises at most 4 hours; what it rests on comes to 3 hours 10 minutes at best",
        "`larch_contract.answer`: 10 minutes",
        "`skerry_contract.back`: 3 hours, after `larch_contract.answer`",
        "`skerry_contract.uptime`: 99.348214%",
    ] {
        assert!(told.contains(text), "{text}: {told}");
    }
}

/// Every fault of pitfalls is announced by a comment on its line, and every line with such a comment has a finding.
#[test]
fn pitfalls_tells_what_its_comments_say() {
    let checked = check("pitfalls");
    let mut unannounced = Vec::new();
    let mut silent = Vec::new();
    for (id, file) in checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model) {
        let told: Vec<usize> = (checked.diagnostics.iter().filter_map(|told| told.span()))
            .filter(|span| span.file == id)
            .map(|span| checked.sources.position(span).line)
            .collect();
        for (index, line) in file.text().lines().enumerate() {
            let announced = line.find("//").is_some_and(|at| !line[..at].trim().is_empty());
            let found = told.contains(&(index + 1));
            if found && !announced {
                unannounced.push(format!("{}:{}", file.name(), index + 1));
            } else if announced && !found {
                silent.push(format!("{}:{}", file.name(), index + 1));
            }
        }
    }
    assert!(unannounced.is_empty() && silent.is_empty(), "told without a comment: {unannounced:#?}\nnot told: {silent:#?}");
}

#[test]
fn pitfalls_reads_well() {
    for format in ["terminal", "narrated", "short"] {
        let run = program::sms(support::root(), &["check", "examples/pitfalls", "--format", format]);
        assert_eq!(run.code, 1);
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots/examples" }, {
            insta::assert_snapshot!(format!("pitfalls_{format}"), run.out);
        });
    }
}
