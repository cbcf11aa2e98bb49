//! The capability of processes: the examples of the scale, each boundary of the ratings and of the levels, targets and time.

use std::fmt::Write as _;

use serde_json::Value;
use sms::assess::capability::{ProcessProfile, profiles, reading};
use sms::model::Value as Content;

use crate::artefacts::schema;
use crate::program::{sms, write};
use crate::support::{Seen, TODAY, checked};

/// The profile of the only process of a text on the scale of process capability.
fn profile(text: &str) -> (Seen, ProcessProfile) {
    let seen = checked(text);
    let language: Vec<&str> = seen.language.iter().map(|told| &*told.message).collect();
    assert!(language.is_empty(), "{language:?}");
    let scale = seen.model.find("process_capability").expect("the scale is named");
    let all = profiles(&seen.model, TODAY, scale);
    assert_eq!(all.len(), 1, "{all:?}");
    let only = all.into_iter().next().unwrap();
    (seen, only)
}

/// An assessment with ratings such as `PA1.1 F` or `PA1.1 85%`.
fn rated(name: &str, rest: &str, ratings: &[&str]) -> String {
    let mut text =
        format!("assessment {name} \"Visit\" {{ of: [work], scale: process_capability, by: [eve], because: \"seen\"{rest}\n");
    for rating in ratings {
        let (attribute, value) = rating.split_once(' ').unwrap();
        let value = match value.ends_with('%') {
            true => format!("achieved: {value}"),
            false => format!("rating: process_capability.{value}"),
        };
        writeln!(text, "attribute_rating {{ attribute: process_capability.{attribute}, {value} }}").unwrap();
    }
    text + "}\n"
}

const PROCESS: &str = "person eve \"Eve Moss\"\nprocess work \"Work\"\n";

fn level(ratings: &[&str]) -> i64 {
    let (_, found) = profile(&format!("{PROCESS}{}", rated("visit", ", on: 2026-11-02", ratings)));
    found.latest().unwrap().level
}

#[test]
fn the_examples_of_the_scale_come_out() {
    let seen = checked("process work\nassessment visit { of: [work], scale: process_capability }");
    let model = &seen.model;
    let field = |id, name: &str| model.value(id, model.schema().field_named(model.entity(id).kind, name).unwrap()).clone();
    let scale = model.find("process_capability").unwrap();
    let kind = model.schema().kind_named("level_example").unwrap();
    let examples: Vec<_> =
        model.of_kind(kind).into_iter().filter(|&id| model.entity(id).parent.is_some_and(|(of, _)| of == scale)).collect();
    assert_eq!(examples.len(), 6);
    for example in examples {
        let Content::List(ratings) = field(example, "ratings") else { panic!("an example has ratings") };
        let texts = ratings.iter().map(|rating| match &rating.value {
            Content::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        });
        let texts: Vec<String> = texts.collect();
        let Content::Scalar(sms::quantity::Scalar::Int(gives)) = field(example, "gives") else {
            panic!("an example gives a level")
        };
        assert_eq!(level(&texts.iter().map(String::as_str).collect::<Vec<_>>()), gives, "{texts:?}");
    }
}

#[test]
fn each_level_needs_its_own_attributes_largely_and_all_lower_ones_fully() {
    let attributes = [&["PA1.1"][..], &["PA2.1", "PA2.2"], &["PA3.1", "PA3.2"], &["PA4.1", "PA4.2"], &["PA5.1", "PA5.2"]];
    for top in 1..=5 {
        let ratings = |own: &str, lower: &str| {
            let rating = |(at, names): (usize, &&[&str])| {
                let value = if at + 1 == top { own } else { lower };
                names.iter().map(|name| format!("{name} {value}")).collect::<Vec<_>>()
            };
            attributes.iter().take(top).enumerate().flat_map(rating).collect::<Vec<String>>()
        };
        let reached = |own: &str, lower: &str| level(&ratings(own, lower).iter().map(String::as_str).collect::<Vec<_>>());
        let top = i64::try_from(top).unwrap();
        assert_eq!(reached("F", "F"), top);
        assert_eq!(reached("L", "F"), top);
        assert_eq!(reached("P", "F"), top - 1);
        assert_eq!(reached("N", "F"), top - 1);
        // Lower attributes that are only largely achieved hold everything above the first level back.
        assert_eq!(reached("F", "L"), 1);
        assert_eq!(reached("F", "P"), i64::from(top == 1));
    }
}

#[test]
fn shares_stand_for_values_with_their_bounds() {
    for (share, expected) in [("0%", 0), ("15%", 0), ("50%", 0), ("50.1%", 1), ("85%", 1), ("85.1%", 1), ("100%", 1)] {
        assert_eq!(level(&[&format!("PA1.1 {share}")]), expected, "{share}");
    }
    // From which share on an attribute of a lower level carries the next.
    for (share, expected) in [("85%", 1), ("85.1%", 2)] {
        assert_eq!(level(&[&format!("PA1.1 {share}"), "PA2.1 L", "PA2.2 L"]), expected, "{share}");
    }
    // A finer value counts as the one it lies in.
    assert_eq!((level(&["PA1.1 L_minus"]), level(&["PA1.1 P_plus"])), (1, 0));
}

#[test]
fn what_was_not_rated_is_not_achieved() {
    assert_eq!(level(&["PA1.1 F", "PA2.1 F"]), 1);
    assert_eq!(level(&["PA2.1 F", "PA2.2 F"]), 0);
    let (seen, found) = profile(&format!("{PROCESS}{}", rated("visit", ", on: 2026-11-02", &["PA1.1 F", "PA2.1 F"])));
    let blocked = &found.latest().unwrap().blocked;
    assert_eq!(blocked.len(), 1);
    assert_eq!((&*seen.model.entity(blocked[0].attribute).path, blocked[0].value), ("process_capability.PA2.2", None));
}

#[test]
fn the_latest_counts_the_target_stands_beside_and_time_is_kept() {
    let process = PROCESS.replace("\"Work\"", "\"Work\" { target_level: 3 }");
    let text = format!(
        "{process}{}{}{}",
        rated("second", ", on: 2026-05-04", &["PA1.1 F", "PA2.1 L", "PA2.2 F"]),
        rated("first", ", on: 2025-05-05", &["PA1.1 L"]),
        rated("stated", ", on: 2026-11-02, level: 3", &["PA1.1 F", "PA2.1 L", "PA2.2 F", "PA3.1 F", "PA3.2 F"]),
    );
    let (seen, found) = profile(&text);
    assert_eq!(found.history.iter().map(|rated| rated.level).collect::<Vec<_>>(), [1, 2, 2]);
    assert_eq!((found.target, found.gap(), found.latest().unwrap().stated), (Some(3), Some(1), Some(3)));
    // A guide reads something into each level, which is advice.
    let scale = seen.model.find("process_capability").unwrap();
    assert!((0..=5).all(|rank| reading(&seen.model, scale, rank).is_some()));

    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", &text);
    let arguments = ["status", "model", "--scale", "process_capability"];
    let shown = sms(folder.path(), &arguments);
    let words = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Work 2 3 1 Approaching", "kept from the next level by PA2.1 L, the assessment states level 3, its ratings give 2"]
    {
        assert!(shown.code == 0 && words.contains(said), "{said}: {words}");
    }
    let json = sms(folder.path(), &[&arguments[..], &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&json.out).unwrap();
    let form: Value = serde_json::from_str(sms::answers::capability::SCHEMA).unwrap();
    let faults = schema::faults(&form, &form, &value, "$");
    assert!(faults.is_empty(), "{faults:#?}");
    let unknown = sms(folder.path(), &["status", "model", "--scale", "process_capabilty"]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `process_capability`?"), "{unknown:?}");
}
