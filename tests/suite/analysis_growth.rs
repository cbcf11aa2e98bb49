//! Wide and deep models: what takes long for each of many things is bounded, and the answers stay right.

use sms::analysis::{self, Analysed};
use sms::workspace;

use crate::support::{Told, language};

/// What is told of the language in a text, without what the text would have to say of the organisation.
fn told(text: &str) -> Vec<(usize, String, String)> {
    language(text).into_iter().map(|Told { line, id, message, .. }| (line, id, message)).collect()
}

fn analysed(text: String) -> Analysed {
    let snapshot = workspace::load_texts(vec![("wide.sms".to_owned(), text)]).snapshot;
    analysis::analyse(snapshot.sources(), &snapshot.parsed())
}

fn many(count: usize, form: impl Fn(usize) -> String) -> String {
    (0..count).map(form).collect()
}

#[test]
fn looking_for_what_was_meant_takes_steps_by_the_size_of_the_model() {
    type Shape = fn(usize) -> String;
    let shapes: [(&str, Shape); 6] = [
        ("names", |n| format!("kind box {{ to: box? }}\n{}", many(n, |i| format!("box box_{i} {{ to: bxo_{i} }}\n")))),
        ("parts", |n| {
            let inner = many(n, |i| format!("  inner i_{i}\n"));
            let to = many(n, |i| format!("o.z_{i}, "));
            format!(
                "kind inner {{}}\nkind outer {{ inner: [inner] contains  to: [inner] }}\nouter o {{\n{inner}}}\nouter p {{ to: [{to}] }}\n"
            )
        }),
        ("names inside", |n| {
            let inner = many(n, |i| format!("  inner i_{i} {{ to: l_{i} }}\n"));
            format!("kind inner {{ to: inner? }}\nkind outer {{ inner: [inner] contains }}\nouter o {{\n{inner}}}\n")
        }),
        ("fields", |n| {
            let (fields, values) = (many(n, |i| format!("f_{i}: int? ")), many(n, |i| format!("g_{i}: 1 ")));
            format!("kind box {{ {fields} }}\nbox b {{ {values} }}\n")
        }),
        ("values", |n| {
            let (values, boxes) = (many(n, |i| format!("v_{i} ")), many(n, |i| format!("box b_{i} {{ e: w_{i} }}\n")));
            format!("enum e {{ {values} }}\nkind box {{ e: e }}\n{boxes}")
        }),
        ("rules", |n| {
            let rules = many(n, |i| format!("rule r_{i} {{ severity: note each: b in box require: b.n message: \"{{b}}\" }}\n"));
            let boxes = many(n, |i| format!("box b_{i} {{ r: s_{i} }}\n"));
            format!("kind box {{ n: int? r: rule_name? }}\n{rules}{boxes}")
        }),
    ];
    for (name, shape) in shapes {
        let (small, large) = (analysed(shape(1_000)), analysed(shape(4_000)));
        assert!(small.diagnostics.len() >= 1_000 && large.diagnostics.len() >= 4_000, "{name}: {}", small.diagnostics.len());
        assert!(small.steps >= 100_000, "{name}: {} steps do not count", small.steps);
        // Each against each would take 16 million comparisons of words, and some letters of each.
        assert!(large.steps <= 5_000_000, "{name}: {} steps, then {}", small.steps, large.steps);
    }
}

#[test]
fn wide_things_are_checked_whole() {
    // The last of many is found, taken for what it is, and missed where it is mistyped.
    let n = 3_000;
    let last = n - 1;
    let values = many(n, |i| format!("v_{i} "));
    assert_eq!(told(&format!("enum e {{ {values} }}\nkind box {{ e: [e] }}\nbox b {{ e: [v_{last}, v_0] }}\n")), []);
    let twice = told(&format!(
        "enum e {{ {values} v_7 }}\nkind box {{ e: [e] }}\nbox b {{ e: [{}] }}\n",
        many(40, |i| format!("v_{}, ", i % 39))
    ));
    assert_eq!(twice.iter().map(|told| (told.0, &*told.1)).collect::<Vec<_>>(), [(1, "E0201"), (3, "E0413")]);

    let fields = many(n, |i| format!("f_{i}: int "));
    let written = many(n, |i| format!("f_{i}: {i} "));
    let model = |body: &str| told(&format!("kind box {{ {fields} }}\nbox a {{ {written} }}\nbox b {{ {body} }}\n"));
    assert_eq!(model(&written), []);
    let short = written.replace(&format!("f_{last}: {last} "), "");
    assert_eq!(model(&short), [(3, "E0402".into(), format!("`b` has no `f_{last}`, which a box needs"))]);
    assert_eq!(model(&format!("{written} f_{last}: 1")), [(3, "E0404".into(), format!("`f_{last}` is given twice"))]);

    let defaults = many(n, |i| format!("kind k_{i} {{ n: int = {} }}\n", if i == last { "late" } else { "1" }));
    let message = "`n` takes a whole number such as `12`";
    assert_eq!(told(&defaults), [(n, "E0305".into(), message.into())]);
}

#[test]
fn a_message_lists_some_of_many() {
    let kinds = many(300, |i| format!("kind k_{i} {{}}\n"));
    let union = |count: usize| many(count, |i| format!("{}k_{i}", if i == 0 { "" } else { " | " }));
    let help = |count: usize| {
        let text = format!("{kinds}kind box {{ to: {} }}\nbox b {{ to: nothing_of_the_sort }}\n", union(count));
        let told = crate::support::checked(&text).diagnostics;
        told.into_iter().find_map(|told| told.help.filter(|help| help.starts_with("`to` takes"))).expect("told")
    };
    assert!(help(12).ends_with("a k 10 or a k 11: declare it, or name one that is declared"), "{}", help(12));
    assert!(help(300).ends_with("a k 11 or one of 288 other things: declare it, or name one that is declared"), "{}", help(300));
}

#[test]
fn rules_give_way_to_others_among_many() {
    let rule = |i: usize, unless: &str| {
        format!("rule r_{i} {{ severity: note each: b in box require: b.n message: \"{{b}}\" {unless} }}\n")
    };
    let rules = many(300, |i| rule(i, &if i < 299 { format!("unless: r_{}", i + 1) } else { String::new() }));
    let model = |more: &str| crate::support::check(&format!("kind box {{ n: int? }}\nbox b\n{rules}{more}"));
    let found: Vec<String> = model("").into_iter().map(|told| told.id).filter(|id| id.starts_with("r_")).collect();
    assert!(found.contains(&"r_299".to_owned()), "{found:?}");
    let unknown = model(&rule(300, "unless: r_2999"));
    assert!(unknown.iter().any(|told| told.message == "there is no rule `r_2999`"));
}

#[test]
fn parts_are_those_of_the_entity_wherever_they_stand() {
    // Nested by number, a part may stand before what it is a part of, or far behind it.
    let text = "framework mill \"Mill\" {\n  clause 8.6.1 \"Early\"\n  clause 9 \"Other\"\n  clause 8.6 \"Grinding\"\n  clause 8.6.2 \"Late\"\n}\n\
                process grind { implements: [mill.8.6.7] }\nrole miller { responsible_for: mill.9 }\n";
    let checked = crate::support::checked(text);
    let unknown = checked.diagnostics.iter().find(|told| told.message == "`mill.8.6` has no part `7`").expect("told");
    assert_eq!(unknown.notes, ["it has `mill.8.6.1` Early, `mill.8.6.2` Late"]);
}

#[test]
fn kinds_extend_each_other_through_so_many_levels_and_no_more() {
    let chain = |levels: usize| {
        format!(
            "kind k_0 {{ n: int? }}\n{}k_{levels} k {{ n: 1 }}\n",
            many(levels, |i| format!("kind k_{} extends k_{i} {{}}\n", i + 1))
        )
    };
    assert_eq!(told(&chain(32)), []);
    let deep = told(&chain(33));
    assert_eq!(deep.iter().map(|told| (told.0, &*told.1)).collect::<Vec<_>>(), [(34, "E0309"), (35, "E0401")]);
    let deep = told(&chain(4_000));
    assert_eq!(deep.len(), 4_000 / 33 + 1, "{deep:?}");
}

#[test]
fn each_circle_is_told_once_at_its_first_kind() {
    let text = "kind tail extends b {}\nkind a extends c {}\nkind b extends a {}\nkind c extends b {}\nkind d extends d {}\nkind e extends tail {}\n";
    let told = told(text);
    let places: Vec<(usize, &str)> = told.iter().map(|told| (told.0, &*told.2)).collect();
    assert_eq!(places, [(2, "the kind `a` extends itself"), (5, "the kind `d` extends itself")]);
}

#[test]
fn fields_that_contain_the_same_are_told_among_many() {
    let kinds = many(300, |i| format!("kind k_{i} {{}}\n"));
    let fields = many(300, |i| format!("f_{i}: [k_{i}] contains "));
    assert_eq!(told(&format!("{kinds}kind box {{ {fields} }}\n")), []);
    let more = "kind part_of_7 extends k_7 {}\n";
    let clash =
        told(&format!("{kinds}{more}kind box {{ {fields} more: [part_of_7] contains }}\nkind small_box extends box {{}}\n"));
    assert_eq!(clash, [(302, "E0306".into(), "the fields `f_7` and `more` contain the same kind".into())]);
}

#[test]
fn an_enum_has_so_many_values_and_no_more() {
    let values = |count: usize| {
        format!("enum e {{ {} }}\nkind box {{ e: e }}\nbox b {{ e: v_{} }}\n", many(count, |i| format!("v_{i} ")), count - 1)
    };
    assert_eq!(told(&values(65_536)), []);
    let ids: Vec<(usize, String)> = told(&values(65_537)).into_iter().map(|told| (told.0, told.1)).collect();
    assert_eq!(ids, [(1, "E0309".into()), (3, "E0408".into())]);
}
