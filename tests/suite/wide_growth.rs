//! What there is very much of at one place, a model of four times the size takes about four times as long.
//!
//! What is counted in steps is tested by counting, see `analysis_growth` and `rule_growth`. Looking things up is not counted, and here its
//! time is taken: that of one thread, which nobody else on the machine changes much. A square would show as sixteen times.

use std::time::Duration;

use sms::workspace;

use crate::support::{TODAY, on_this_thread, processor_time};

/// What each shape has so many of.
const FEW: usize = 3_000;

type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 8] = [
    ("values of an enum", |n| {
        format!(
            "enum e {{ {} }}\nkind box {{ e: e }}\n{}",
            many(n, |i| format!("v_{i} ")),
            many(n, |i| format!("box b_{i} {{ e: v_{i} }}\n"))
        )
    }),
    ("fields of a kind", |n| {
        format!("kind box {{ {} }}\nbox b {{ {} }}\n", many(n, |i| format!("f_{i}: int? ")), many(n, |i| format!("f_{i}: 1 ")))
    }),
    ("fields with defaults", |n| many(n, |i| format!("kind k_{i} {{ n: int = 1 }}\nk_{i} e_{i} {{ n: 2 }}\n"))),
    ("rules that give way", |n| {
        let rule = |i: usize| {
            let unless = if i > 0 { format!("unless: r_{}", i - 1) } else { String::new() };
            format!(
                "rule r_{i} {{ severity: note each: b in box where b.n > {i} require: b.n < {i} message: \"{{b}}\" {unless} }}\n"
            )
        };
        format!("kind box {{ n: int? }}\nbox b {{ n: 1 }}\n{}", many(n / 4, rule))
    }),
    ("parts of the wrong kind", |n| {
        let (parts, to) = (many(n, |i| format!("  inner i_{i}\n")), many(n, |i| format!("o.i_{i}, ")));
        format!(
            "kind inner {{}}\nkind outer {{ inner: [inner] contains to: [outer] }}\nouter o {{\n{parts}}}\nouter p {{ to: [{to}] }}\n"
        )
    }),
    ("parts without a name", |n| {
        format!(
            "kind inner {{ x: int? }}\nkind outer {{ inner: [inner] contains }}\nouter o {{\n{}}}\n",
            many(n, |i| format!("  inner {{ x: {i} }}\n"))
        )
    }),
    ("former names", |n| many(n, |i| format!("role now_{i} {{ formerly: [was_{i}] }}\nperson p_{i} {{ roles: [was_{i}] }}\n"))),
    ("one reference to all", |n| {
        format!("{}person all {{ roles: [{}] }}\n", many(n, |i| format!("role r_{i}\n")), many(n, |i| format!("r_{i}, ")))
    }),
];

fn many(count: usize, form: impl Fn(usize) -> String) -> String {
    (0..count).map(form).collect()
}

/// The time of the processor that a check on one thread takes; none where the system does not tell it.
fn time(text: String) -> Option<Duration> {
    let loaded = workspace::load_texts(vec![("wide.sms".to_owned(), text)]);
    let before = processor_time()?;
    let checked = workspace::check(loaded, TODAY);
    let after = processor_time()?;
    drop(checked);
    Some(after - before)
}

#[test]
fn four_times_as_much_takes_about_four_times_as_long() {
    on_this_thread(|| {
        // What all checks of a process share is made once.
        let Some(_) = time(String::new()) else { return };
        let Some(empty) = time(String::new()) else { return };
        for (name, shape) in SHAPES {
            let beyond = |n: usize| time(shape(n)).map_or(Duration::ZERO, |time| time.saturating_sub(empty));
            let (few, more) = (beyond(FEW), beyond(4 * FEW));
            assert!(more < 8 * few + Duration::from_millis(200), "{name}: {few:?} for {FEW}, {more:?} for four times as many");
        }
    });
}
