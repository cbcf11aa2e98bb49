//! What the grammar costs on nested texts with a fault inside, counted in the steps of the generated parser: they grow with the text.
//!
//! A grammar that can try the same brackets in two ways takes twice as long for every level of nesting, so that a text of a kilobyte holds
//! the compiler for ever. This is a program of its own because the limit of steps that counts them holds for a whole process.

use std::num::NonZeroUsize;

use pest::Parser;
use pest::error::ErrorVariant;
use pest_derive::Parser;

// The parser that pest generates names `alloc`, because pest is built without its default features.
extern crate alloc;

#[derive(Parser)]
#[grammar = "../grammar/sms.pest"]
struct Grammar;

/// How many levels each text has: fewer than are allowed, and enough that a doubling could not be overlooked.
const LEVELS: usize = 16;

/// The most steps that a byte may cost: about twice what the costliest of these texts takes.
const STEPS_A_BYTE: usize = 100;

/// What can hold something of its own sort, at the `@`, in the bodies of entities.
const MEMBERS: [&str; 9] = [
    "a b \"t\" { @ }",
    "a b { @ }",
    "a b\n{ @ }",
    "a { @ }",
    "a \"t\" { @ }",
    "a 8.6 \"t\" { @ }",
    "a 8 { @ }",
    "a b { x: 1, c \"t\" y: [1] @, z: 2 }",
    "a b, c 8.6 \"t\"\n d e { f g { @ } }",
];

/// The same for values and for the values that fields have where nothing is written.
const VALUES: [&str; 4] = ["[@]", "[1, @]", "[a, b @]", "[\n@\n,]"];

/// The same for expressions.
const EXPRESSIONS: [&str; 55] = [
    "(@)",
    "not @",
    "not (@)",
    "-(@)",
    "f(@)",
    "f(a, @)",
    "f(\"t\": @)",
    "f(@, a)",
    "f(x in s where @)",
    "[@]",
    "[a, @]",
    "(@).a*.b",
    "s* (@)",
    "s * (@)",
    "a + (@)",
    "a - @",
    "a == (@)",
    "a = @",
    "a < @",
    "a or @",
    "a and (@)",
    "a in (@)",
    "a not in @",
    "a is empty and (@)",
    "a has kind b or (@)",
    "a or else (@)",
    "some x in s or else (@)",
    "1 .. (@)",
    "1 .. @",
    "(@) .. 2",
    "a in -(@) .. 2",
    "[a.8.3 when @, b]",
    "[a.8.3 when (@)]",
    "lacking(\"t\": a, \"u\": @, \"v\": b)",
    "a has kind b | c and (@)",
    "if @ then b else c",
    "if a then @ else c",
    "if a then b else @",
    "some x in s where @",
    "some x in s where (@)",
    "(every x in s where @)",
    "(some x in s where @ where b)",
    "some x in (@)",
    "(some x in (@) where b)",
    "some x in s + (@)",
    "no x in s * s.a - (@)",
    "some x in s + if @ then b else c",
    "some x in s + not (@)",
    "(x in s where @)",
    "(x in (@) where b)",
    "(x in s + (@))",
    "(group x in s by @)",
    "(group x in s where @ by a)",
    "(group x in (@) by a where b)",
    "(group x in s by a where @)",
];

/// What stands innermost: nothing wrong, and one thing that no form of the language holds.
const INNERMOST: [&str; 7] = ["x", "=", "", "x y: =", "\"", "1 +", "(x in"];

fn nested(shapes: &[&str], innermost: &str, frame: &str) -> String {
    let mut text = frame.to_owned();
    for level in 0..LEVELS {
        text = text.replacen('@', shapes[level % shapes.len()], 1);
    }
    text.replacen('@', innermost, 1)
}

/// Whether the parser comes to its answer within the steps that the length of the text allows.
fn answered(text: &str) -> bool {
    pest::set_call_limit(NonZeroUsize::new(STEPS_A_BYTE * text.len()));
    match Grammar::parse(Rule::file, text) {
        Ok(_) => true,
        Err(error) => matches!(error.variant, ErrorVariant::ParsingError { .. }),
    }
}

#[test]
fn what_is_nested_is_tried_once() {
    let frames = [
        (&MEMBERS[..], &["@", "a b { @ }"][..]),
        (&VALUES, &["a b { x: @ }", "kind a { x: [b] = @ }"]),
        (
            &EXPRESSIONS,
            &[
                "rule r { require: @ }",
                "rule r { let a = @ }",
                "rule r { also: @ \"t\" }",
                "rule r { each: x in s where @ }",
                "register r { column \"c\" = @ }",
                "register r { each: x in (@) sort: x }",
                "rule r { clause: a.8.3 when @ }",
                "rule r { clause: [a.8.3 when @, b] }",
                "define d() = @",
                "define d(a: b | c, e: [f]+) = @\ng h",
                "kind a { b: bool := @ }",
                "kind a { b: int? must @ \"t\" must c d: [e] = [f] }",
            ],
        ),
    ];
    let mut slow = Vec::new();
    for (shapes, frames) in frames {
        for (at, frame) in frames.iter().enumerate() {
            for innermost in INNERMOST {
                for outer in shapes {
                    // Each shape in itself; in one of the places where such things stand also with each other one.
                    let inner = if at == 0 && innermost == "=" { shapes } else { std::slice::from_ref(outer) };
                    let texts = inner.iter().map(|inner| nested(&[outer, inner], innermost, frame));
                    slow.extend(texts.filter(|text| !answered(text)));
                }
            }
        }
    }
    assert!(slow.is_empty(), "{} texts, the first:\n{}", slow.len(), slow[0]);
}
