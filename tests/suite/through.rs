//! What results by one framework show for another: each strength, each direction, what is met in part, and that nothing becomes
//! conformant.

use serde_json::Value;

use crate::artefacts::schema;
use crate::program::{Run, sms, write};

/// Two small frameworks with a row of each strength between them; the organisation does what `met` says of the one it works by.
fn model(rows: &str, done: &str) -> String {
    format!(
        r#"
organisation acme "Acme"
framework asked "Asked" {{
  clause 1 "First" {{ requirement a "A" {{}} requirement b "B" {{}} }}
  clause 2 "Second" {{ requirement c "C" {{}} }}
}}
framework known "Known" {{
  clause 7 "Seven" {{ requirement p "P" {{}} requirement q "Q" {{}} }}
  clause 8 "Eight" {{ requirement r "R" {{}} }}
}}
mapping between "Between" {{ from: known, to: asked
{rows}
}}
scope all {{ standard: known }}
role manager "Manager"
person eve "Eve Moss"
process work "Work" {{ implements: [known.7, known.8], owner: manager }}
evidence seen "Seen" {{ about: work, covers: 2026-07-01 .. 2026-09-30, file: "q3.csv" }}
{done}
"#
    )
}

/// What an assessor found of requirements.
fn met(items: &str) -> String {
    format!("assessment visit {{ of: [{items}], rating: conformant, on: 2026-11-02, by: [eve], because: \"seen\" }}")
}

fn run(model: &str, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", model);
    write(folder.path(), "model/q3.csv", "id,title\n1,one\n");
    let all: Vec<&str> =
        ["status", "model", "--through", "known", "--framework", "asked"].into_iter().chain(arguments.iter().copied()).collect();
    sms(folder.path(), &all)
}

fn json(model: &str) -> Value {
    let run = run(model, &["--format", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let value = serde_json::from_str(&run.out).unwrap();
    let schema: Value = serde_json::from_str(sms::answers::through::SCHEMA).unwrap();
    let faults = schema::faults(&schema, &schema, &value, "$");
    assert!(faults.is_empty(), "{faults:#?}");
    value
}

/// How much is shown for each requirement: A, B and C.
fn shown(rows: &str, done: &str) -> [String; 3] {
    let value = json(&model(rows, done));
    ["1.a", "1.b", "2.c"].map(|number| {
        let items = value["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["number"] == number).unwrap_or_else(|| panic!("no {number} in {value:#}"));
        item["shown"].as_str().unwrap().to_owned()
    })
}

const NOTHING: &str = "nothing shown";

#[test]
fn each_strength_indicates_as_much_as_it_says_and_one_step_less_in_part() {
    // All that carries it met; one of two; none.
    let cases = [
        ("full", "indicated", "indicated in part"),
        ("partial", "indicated in part", "hinted at"),
        ("weak", "hinted at", "hinted at"),
        ("related", "hinted at", "hinted at"),
        ("none", NOTHING, NOTHING),
    ];
    for (strength, all, some) in cases {
        let row = format!("link {{ source: [known.7], target: [asked.1], strength: {strength}, basis: [expert_judgement] }}");
        assert_eq!(shown(&row, &met("known.7.p, known.7.q")), [all, all, NOTHING], "{strength}");
        assert_eq!(shown(&row, &met("known.7.p")), [some, some, NOTHING], "{strength}");
        assert_eq!(shown(&row, &met("known.8.r")), [NOTHING; 3], "{strength}");
    }
}

#[test]
fn a_row_is_read_only_the_ways_it_allows() {
    for (direction, expected) in [("forward", "indicated"), ("both", "indicated"), ("backward", NOTHING)] {
        // A second row keeps the mapping from being empty.
        let rows = format!(
            "link {{ source: [known.8], target: [asked.2], direction: {direction}, strength: full, basis: [expert_judgement] }}\n\
             link {{ source: [known.7], target: [asked.1], strength: weak, basis: [expert_judgement] }}"
        );
        assert_eq!(shown(&rows, &met("known.8.r"))[2], expected, "{direction}");
    }
}

#[test]
fn the_most_counts_and_what_a_summary_leaves_unanswered_is_not_shown() {
    let rows = "link { source: [known.7], target: [asked.1], strength: weak, basis: [expert_judgement] }\n\
                link { source: [known.8], target: [asked.1], strength: partial, basis: [single_page] }";
    let all = met("known.7, known.8");
    assert_eq!(shown(rows, &all), ["indicated in part", "indicated in part", NOTHING]);
    let summed =
        format!("{rows}\ncoverage_summary {{ of: asked.1, combined: partial, uncovered: [asked.1.b], basis: [expert_judgement] }}");
    assert_eq!(shown(&summed, &all), ["indicated in part", NOTHING, NOTHING]);
}

#[test]
fn nothing_that_is_shown_changes_a_state() {
    let rows = "link { source: [known.7], target: [asked.1], strength: full, basis: [expert_judgement] }";
    let both = |rows: &str| {
        model(rows, &met("known.7.p, known.7.q")).replace("role manager", "scope second { standard: asked }\nrole manager")
    };
    let own = |model: &str| {
        let value = json(model);
        let items = value["items"].as_array().unwrap().iter();
        items.map(|item| (item["number"].clone(), item["state"].clone())).collect::<Vec<_>>()
    };
    let with = own(&both(rows));
    assert!(with.iter().all(|(_, state)| state == "nonconformant"), "{with:?}");
    // The same states as where the row says nothing.
    assert_eq!(with, own(&both(&rows.replace("full", "none"))));
}

#[test]
fn what_remains_is_named_with_the_row_its_basis_and_its_place() {
    let row = "link { source: [known.7], target: [asked.1], strength: partial, basis: [single_page], certainty: low, residual: \"The dates\" }";
    let run = run(&model(row, &met("known.7.p")), &["--clause", "1.a"]);
    let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["hinted at", "partial by 7 (1 of 2 met)", "basis: one page's own view, certainty low", "model/a.sms:", "- The dates"]
    {
        assert!(run.code == 0 && words.contains(part), "{part}: {words}");
    }
}

#[test]
fn two_frameworks_that_do_not_meet_are_told() {
    let without = model("", "");
    let refused = run(&without, &[]);
    assert!(refused.code == 2 && refused.err.contains("no row of a mapping leads from `known` to `asked`"), "{refused:?}");
    let row = "link { source: [known.7], target: [asked.1], basis: [expert_judgement] }";
    let unknown = run(&model(row, "").replace("standard: known", "standard: asked"), &[]);
    assert!(unknown.code == 2 && unknown.err.contains("nothing is known of how the organisation stands in `known`"), "{unknown:?}");
    let bad = run(&model(row, ""), &["--clause", "9"]);
    assert!(bad.code == 2 && bad.err.contains("there is no clause or requirement `9` in `asked`"), "{bad:?}");
}
