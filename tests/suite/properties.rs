//! Whatever the text, the parser comes back with a tree: on mutants of a rich model, and on texts made to hurt.

use std::time::Duration;

use sms::source::{Origin, Sources, Span};
use sms::syntax::{Parsed, parse, parse_all, parse_expression};

use super::support;
use super::texts::sample;

/// A generator of numbers that gives the same ones in every run (xorshift64*).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }
}

/// What mutants are made with.
const SPLINTERS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    "=",
    "==",
    "\"",
    "\"\"\"",
    "'",
    "“",
    "”",
    "//",
    "///",
    "/*",
    "#",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\r\n",
    "\0",
    "\u{a0}",
    "é",
    "kind",
    "rule",
    "extend enum",
    "every",
    "where",
    "if",
    "not",
    "2026-02-30",
    "4 hours",
    "99.9%",
    "a.b*",
    "\\",
    "x: 1",
];

/// This many mutants of the sample; the same in every run.
pub fn mutants(count: usize) -> impl Iterator<Item = String> {
    let mut dice = Dice(0x5eed_1234_5678_9abc);
    (0..count).map(move |_| {
        let mut text = sample().to_string();
        for _ in 0..1 + dice.below(3) {
            let at = boundary(&text, dice.below(text.len()));
            let end = boundary(&text, at + dice.below(12));
            match dice.below(5) {
                0 => text.replace_range(at..end, ""),
                1 => text.insert_str(at, SPLINTERS[dice.below(SPLINTERS.len())]),
                2 => text.replace_range(at..end, SPLINTERS[dice.below(SPLINTERS.len())]),
                3 => {
                    let to = boundary(&text, dice.below(text.len()));
                    let piece = text[at..boundary(&text, at + dice.below(200))].to_string();
                    text.insert_str(to, &piece);
                }
                _ => {
                    // A line less, or a line moved.
                    let line = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
                    let next = text[line..].find('\n').map_or(text.len(), |end| line + end + 1);
                    text.replace_range(line..next, "");
                }
            }
        }
        text
    })
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn read(text: &str) -> Parsed {
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text, Origin::Model);
    let parsed = parse(&sources, file);
    for told in &parsed.diagnostics {
        let places = told.span().into_iter().chain(told.labels.iter().map(|label| label.span));
        let edits = told.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in places.chain(edits) {
            assert!(text.get(span.range()).is_some(), "{told:?} lies outside of the text");
        }
    }
    Parsed::clone(&parsed)
}

#[test]
fn mutants_always_give_a_tree() {
    for text in mutants(800) {
        let parsed = read(&text);
        assert!(!parsed.tree.items.is_empty() || !parsed.diagnostics.is_empty(), "nothing at all came of\n{text}");
    }
}

#[test]
fn edits_have_the_line_ends_of_the_file() {
    let mut breaks = 0;
    for text in
        mutants(300).chain(["service a {\n  x: 1\n".to_string(), "service a {\n  b c {\n    x: 1\n\nservice d\n".to_string()])
    {
        for told in read(&text.replace('\n', "\r\n")).diagnostics {
            for edit in told.fix.into_iter().flat_map(|fix| fix.edits) {
                breaks += edit.text.matches("\r\n").count();
                assert!(!edit.text.replace("\r\n", "").contains('\n'), "{edit:?} in\n{text}");
            }
        }
    }
    assert!(breaks > 1, "no edit has a line break: the test says little");
}

#[test]
fn what_the_grammar_refuses_is_never_passed_over_in_silence() {
    for text in mutants(300) {
        let mut sources = Sources::new();
        let file = sources.add("model.sms", text.as_str(), Origin::Model);
        if sms::syntax::parse_by_grammar(&sources, file).is_none() {
            assert!(!parse(&sources, file).diagnostics.is_empty(), "refused, and nothing told:\n{text}");
        }
    }
}

#[test]
fn beginnings_of_the_sample_always_give_a_tree() {
    for end in (0..sample().len()).step_by(17) {
        read(&sample()[..boundary(sample(), end)]);
    }
}

#[test]
fn deep_nesting_is_told_and_does_no_harm() {
    let deep = |open: &str, close: &str| {
        format!("service a {{ x: 1 }}\n{}{}\nservice b {{ y: 2 }}\n", open.repeat(10_000), close.repeat(10_000))
    };
    let rule = |inside: String| format!("service a {{ x: 1 }}\nrule r {{ require: {inside} }}\nservice b {{ y: 2 }}\n");
    let lists = format!("service a {{ x: {}1{} }}\nservice b {{ y: 2 }}\n", "[".repeat(10_000), "]".repeat(10_000));
    let calls = rule("f(".repeat(10_000) + "x" + &")".repeat(10_000));
    for (text, code) in [
        (deep("a b {\n", "}\n"), "E0109"),
        (deep("a b { ", "}"), "E0109"),
        (deep("a b { ", ""), "E0109"),
        (deep("{", "}"), "E0108"),
        (deep("a b { x: [", "] }"), "E0101"),
        (lists, "E0109"),
        (calls, "E0109"),
        (rule("(".repeat(10_000) + "x" + &")".repeat(10_000)), "E0109"),
        (rule("if x then y else ".repeat(10_000) + "z"), "E0109"),
        (rule("some x in y where ".repeat(10_000) + "z"), "E0109"),
        (rule("not ".repeat(10_000) + "z"), "E0109"),
        (rule("- ".repeat(10_000) + "z"), "E0109"),
        (rule("x + ".repeat(10_000) + "z"), "E0109"),
        (rule("(x)".to_string() + &".y".repeat(10_000)), "E0109"),
        (rule("(x)".to_string() + &".y*".repeat(10_000)), "E0109"),
        (rule("x < ".repeat(10_000) + "z"), "E0109"),
    ] {
        let parsed = read(&text);
        let start: String = text.chars().take(60).collect();
        let codes: Vec<&str> = parsed.diagnostics.iter().map(|told| told.source.id()).collect();
        assert!(codes.contains(&code), "{start}: {codes:?}");
        assert!(!parsed.tree.items.is_empty(), "{start}");
    }
    for text in
        [rule("x or ".repeat(10_000) + "z"), rule("x and ".repeat(10_000) + "z"), rule("x".to_string() + &".y".repeat(10_000))]
    {
        assert_eq!(read(&text).diagnostics, []);
    }
}

#[test]
fn a_fault_below_sixty_levels_is_told_as_what_it_is() {
    let nested = |open: &str, fault: &str, close: &str| format!("{}{fault}{}", open.repeat(60), close.repeat(60));
    let rule = |require: String| format!("rule r {{ severity: error each: s in role require: {require} message: \"m\" }}\n");
    for (text, code) in [
        (nested("a b \"t\" { ", "x: =", "}"), "E0108"),
        (nested("a 8.6 { ", "x: [1 2]", "}"), "E0106"),
        (nested("a \"t\" { x: 1 ", "y: 99,9%", "}"), "E0112"),
        (rule(nested("some x in s where (", "s ==", ")")), "E0108"),
        (rule(nested("some x in s + (", "s ==", ")")), "E0108"),
        (rule(nested("if a then b else s * (", "s ==", ")")), "E0108"),
        (rule(nested("(group x in s where ", "s ==", " by k)")), "E0108"),
    ] {
        let codes: Vec<String> = read(&text).diagnostics.iter().map(|told| told.source.id().to_string()).collect();
        assert_eq!(codes, [code], "{text}");
    }
}

#[test]
fn sixty_levels_are_not_too_many() {
    let inner = 60;
    for text in [
        format!("{}{}\n", "a b { ".repeat(inner), "}".repeat(inner)),
        format!("a b {{ x: {}1{} }}\n", "[".repeat(inner), "]".repeat(inner)),
        format!("rule r {{ require: {}x{} }}\n", "(".repeat(inner), ")".repeat(inner)),
        format!("rule r {{ require: {}x{} }}\n", "f(not ".repeat(inner), ")".repeat(inner)),
        format!("rule r {{ require: {}z }}\n", "if some x in y then a else ".repeat(30)),
    ] {
        assert_eq!(read(&text).diagnostics, [], "{text}");
    }
}

/// Texts of about so many letters in one line, most of them senseless.
fn long_lines(length: usize) -> Vec<String> {
    let long = |piece: &str| piece.repeat(length / piece.len());
    vec![
        long("service a { x: 1 } "),
        long("x"),
        long("{"),
        long("}"),
        long("'"),
        long("'a"),
        long("“"),
        long("\""),
        long("\"a \"b "),
        long("/* "),
        long(": "),
        long("a: b "),
        long("a b { ' } "),
        long(", "),
        long("@"),
        long("\0"),
        long("é "),
        format!("service a {{ x: {}{} }}", long("["), long(")")),
        format!("service a {{ x: {}{} }}", long("[("), long("])")),
        format!("rule a {{ x: {}{} }}", long("[("), long("}")),
        format!("kind a {{ x: {} }}", long("[(")),
        long("a b { x: [ } "),
        long("a b { x: \"\"\" } "),
        long("\\\""),
        long("\"\\"),
        long("a { x: \"b } "),
        long("a { \n"),
        long("x: , "),
        format!("service a {{ x: [{}] }}", long("b c, ")),
        format!("service a {{ {} }}", long("x = 1, ")),
        format!("rule r {{ require: {}x }}", long("x and and ")),
        format!("// {}", long("c")),
        format!("service a \"{}", long("t ")),
        format!("service a {{ x: \"\"\"{}", long("t \n")),
    ]
}

#[test]
fn one_long_line_of_anything_is_read_in_time_by_its_length() {
    const LENGTH: usize = 25_000;
    let taken = |text: &str| {
        let before = support::processor_time();
        read(text);
        before.zip(support::processor_time()).map_or(Duration::ZERO, |(before, after)| after - before)
    };
    support::on_this_thread(|| {
        for (few, more) in long_lines(LENGTH).iter().zip(long_lines(4 * LENGTH)) {
            let (short, long) = (taken(few), taken(&more));
            // A square would take sixteen times as long.
            let start: String = few.chars().take(40).collect();
            assert!(long < 8 * short + Duration::from_millis(150), "{start}: {short:?}, and {long:?} for four times the length");
        }
    });
}

#[test]
fn files_parsed_together_are_as_if_parsed_alone() {
    let mut sources = Sources::new();
    let files: Vec<_> =
        mutants(40).enumerate().map(|(number, text)| sources.add(format!("{number}.sms"), text, Origin::Model)).collect();
    let together = parse_all(&sources, &files);
    let alone: Vec<_> = files.iter().map(|&file| parse(&sources, file)).collect();
    assert_eq!(together, alone);
}

#[test]
fn a_file_of_many_groups_keeps_its_order() {
    let text: String = (0..5_000).map(|number| format!("service s{number} {{ x: {number} }}\n")).collect();
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text.as_str(), Origin::Model);
    let parsed = parse(&sources, file);
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(Some(Parsed::clone(&parsed)), sms::syntax::parse_by_grammar(&sources, file));
}

#[test]
fn expressions_in_texts_never_harm() {
    for raw in
        ["p.x", "", " ", "p.", "{", "count(x in y where z)", "p.x \\\"a\\\"", "a = b", &"(".repeat(9_999), &"not ".repeat(9_999)]
    {
        let text = format!("\"{{{raw}}}\"");
        let mut sources = Sources::new();
        let file = sources.add("model.sms", text.as_str(), Origin::Model);
        let (expr, told) = parse_expression(&sources, Span::new(file, 2, text.len() - 2));
        let lost = format!("{expr:?}").contains("Missing");
        assert_eq!(lost, told.iter().any(|told| told.source.id() != "E0108"), "{raw}: {told:?}");
    }
}

/// Prints how fast a large valid file is read: `cargo test --release --test suite speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    let one = sample().replace("rule ", "rule_").replace("register ", "register_");
    let entities: String =
        one.split_inclusive("\n}\n").filter(|item| !item.contains("rule_") && !item.contains("register_")).collect();
    for (name, text) in
        [("entities", entities.repeat(25_000_000 / entities.len())), ("everything", sample().repeat(25_000_000 / sample().len()))]
    {
        let mut sources = Sources::new();
        let file = sources.add("model.sms", text.as_str(), Origin::Model);
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let start = std::time::Instant::now();
            let parsed = pool.install(|| parse(&sources, file));
            let took = start.elapsed();
            assert_eq!(parsed.diagnostics, []);
            let start = std::time::Instant::now();
            drop(parsed);
            println!(
                "{name}, {threads} threads: {:.1} MB/s, {took:?}, drop {:?}",
                text.len() as f64 / 1e6 / took.as_secs_f64(),
                start.elapsed()
            );
        }
    }
}
