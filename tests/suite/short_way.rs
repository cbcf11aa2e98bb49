//! Plain entities are read without the grammar, which stays the judge: whatever the text, the short way gives the tree and the diagnostics
//! that the long way gives.

use sms::source::{Origin, Sources};
use sms::syntax::{parse, parse_the_long_way};

use super::library_rules::generator;
use super::properties::{Dice, mutants};
use super::texts::{models, sample};

/// Reads each text in both ways, and counts those in which nothing is wrong.
fn alike(texts: impl IntoIterator<Item = String>) -> usize {
    let sound = |text: String| {
        let mut sources = Sources::new();
        let file = sources.add("model.sms", text.as_str(), Origin::Model);
        let (short, long) = (parse(&sources, file), parse_the_long_way(&sources, file));
        assert!(short == long, "{text}\n--- the short way:\n{short:#?}\n--- the long way:\n{long:#?}");
        long.diagnostics.is_empty()
    };
    texts.into_iter().map(sound).filter(|sound| *sound).count()
}

/// What made entities are put together from: each in its place in order, or anywhere.
const PIECES: [&str; 95] = [
    "a",
    "b_1",
    "_c",
    "D2",
    "kind",
    "rule",
    "define",
    "every",
    "true",
    "false",
    "é",
    "aé",
    "a-b",
    "a.b.c",
    "a.1",
    "8",
    "8.6.1",
    "8a",
    "8.x",
    "1é",
    ":",
    " : ",
    ":\n",
    ": // d\n",
    ": /// d\n  ",
    ",",
    "{",
    "}",
    "{\n",
    "\n}",
    "{ }",
    "[",
    "]",
    "[]",
    "[a, b]",
    "[a,]",
    "[,]",
    "[ [1], \"x\" ]",
    "[\n// d\na ]",
    "\"t\"",
    "\"\"",
    "\"\\n\"",
    "\"\\d\"",
    "\"t",
    "\"\"\"t\"\"\"",
    "\"\"\"\n  /// t\n\"\"\"",
    "\"\"\"\n/// t\"\"\"",
    "1",
    "-1",
    "- 1",
    "1.5",
    "1.5.2",
    ".5",
    "1.",
    "99.9%",
    "5 %",
    "4 hours",
    "4 hour",
    "4\thours",
    "4 hoursx",
    "4 hours:",
    "5 GBP",
    "5 GBPX",
    "5 gbp",
    "4hours",
    "1.5 hours",
    "2026-03-01",
    "2026-3-1",
    "2026-02-30",
    "2026-03-01 .. 2026-04-01",
    "2026-03-01..2026-02-01",
    "2026-03-01 ..",
    "2026-03-011",
    "20260-1-1",
    "every 3 months",
    "every month",
    "every 3months",
    "every 0 days",
    "every\n3 days",
    ":=",
    " := 1",
    "must",
    "must x > 1 \"t\"",
    "when",
    "a.8 when b",
    "[a.8 when b]",
    "or else",
    "1 .. 2",
    "\"t\": 1",
    "define a() = b",
    "999999999999999999999",
    "\r\n",
    "\u{a0}",
    "/",
    "'",
];

/// What stands between pieces.
const GAPS: [&str; 9] = [" ", " ", " ", "", "\n", "\n\n  ", "// c\n", "\n/// d\n", "\r\n\t"];

fn made(dice: &mut Dice) -> String {
    let mut text = String::new();
    let mut open = 0;
    for _ in 0..1 + dice.below(2) {
        text += ["a b", "a b \"t\"", "a", "a \"t\"", "a 8.6 \"t\"", "é b", "kind a", "/// d\na b"][dice.below(8)];
        for _ in 0..dice.below(5) {
            text += GAPS[dice.below(GAPS.len())];
            match dice.below(5) {
                0 => {
                    text += "{ ";
                    open += 1;
                }
                1 if open > 0 => {
                    text += " }";
                    open -= 1;
                }
                2 => text += "x: ",
                3 => text += "\nc d ",
                _ => {}
            }
            text += PIECES[dice.below(PIECES.len())];
        }
        while open > dice.below(2) {
            text += "}";
            open -= 1;
        }
        text += GAPS[dice.below(GAPS.len())];
    }
    text
}

#[test]
fn every_model_is_read_alike() {
    for (_, text) in models().into_iter().chain([(String::new(), sample().to_string())]).chain(generator::model(2_000)) {
        alike([text.replace('\n', "\r\n"), text]);
    }
}

#[test]
fn mutants_are_read_alike() {
    assert!(alike(mutants(1_500)) > 150);
}

#[test]
fn single_pieces_are_read_alike_in_every_place() {
    for piece in PIECES {
        for (before, after) in [
            ("a b { x: ", "}"),
            ("a b { x: ", " y: 1 }"),
            ("a b { x: [", "] }"),
            ("a b { x: 1, ", " }"),
            ("a b { ", " }\na c"),
            ("a ", ""),
            ("a ", " {}"),
            ("a ", " \"t\"\nc d"),
            ("a b ", "{ x: 1 }"),
            ("a b { c ", ", d e }"),
            ("", " b { x: 1 }"),
            ("a { x: \"\"\"\n/// t\"\"\" ", "\nc d }"),
        ] {
            alike([format!("{before}{piece}{after}")]);
            for gap in GAPS {
                alike([format!("{before}{piece}{gap}{after}"), format!("{before}{gap}{piece}{after}")]);
            }
        }
    }
}

#[test]
fn made_texts_are_read_alike() {
    let mut dice = Dice(0x0dd5_eed5_0dd5_eed5);
    let sound = alike((0..20_000).map(|_| made(&mut dice)));
    assert!(sound > 1_000, "only {sound} texts were in order: the test says little");
}
