//! Writes one model in two forms, for a comparison with the least that any tool has to do: as `.sms` files with kinds and rules of their
//! own, and as one JSON file for `benches/floor.rs`: `cargo run --release --example plain -- 100000 FOLDER`.
//!
//! Of N objects a fifth are roles, a tenth parties, 15 % processes, 5 % services and half evidence; each has six fields and up to three
//! references. The rules ask what other tools can ask as well: that dates are not in the future, shares lie between 0 and 100 %, a party
//! that operates something is governed, and evidence has an owner that exists.

// A program of its own: arguments in, files out.
#![allow(clippy::disallowed_methods)]

use std::fmt::Write;
use std::path::Path;

/// Objects in one `.sms` file.
const PER_FILE: usize = 5_000;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(objects), Some(folder)) = (arguments.next().and_then(|count| count.parse().ok()), arguments.next()) else {
        eprintln!("usage: plain OBJECTS FOLDER");
        std::process::exit(2);
    };
    let model = Path::new(&folder).join("model");
    std::fs::create_dir_all(&model)?;
    std::fs::write(model.join("kinds.sms"), KINDS)?;
    let objects = objects_of(objects);
    for (number, part) in objects.chunks(PER_FILE).enumerate() {
        let mut text = String::new();
        part.iter().for_each(|object| object.write_sms(&mut text));
        std::fs::write(model.join(format!("part_{number:04}.sms")), text)?;
    }
    // The objects of a kind stand together.
    let mut json = String::from("{");
    for (at, object) in objects.iter().enumerate() {
        match at.checked_sub(1).map(|before| objects[before].kind) {
            Some(kind) if kind == object.kind => json.push_str(",\n"),
            Some(_) => _ = write!(json, "],\n\"{}\":[", object.kind),
            None => _ = write!(json, "\"{}\":[", object.kind),
        }
        object.write_json(&mut json);
    }
    json.push_str("]}\n");
    std::fs::write(Path::new(&folder).join("model.json"), json)
}

/// One object: its kind, its name and title, and its fields.
struct Object {
    kind: &'static str,
    id: String,
    title: String,
    fields: Vec<(&'static str, Value)>,
}

enum Value {
    /// A text.
    Text(String),
    /// What both forms write alike but for the quotes of JSON: a date, a share, a word of an enum.
    Bare(String),
    /// A name, or several.
    Names(Vec<String>),
}

impl Object {
    fn write_sms(&self, out: &mut String) {
        _ = writeln!(out, "{} {} \"{}\" {{", self.kind, self.id, self.title);
        for (name, value) in &self.fields {
            _ = match value {
                Value::Text(text) => writeln!(out, "  {name}: \"{text}\""),
                Value::Bare(text) => writeln!(out, "  {name}: {text}"),
                Value::Names(names) => writeln!(out, "  {name}: [{}]", names.join(", ")),
            };
        }
        out.push_str("}\n\n");
    }

    fn write_json(&self, out: &mut String) {
        _ = write!(out, "{{\"id\":\"{}\",\"title\":\"{}\"", self.id, self.title);
        for (name, value) in &self.fields {
            _ = match value {
                Value::Text(text) | Value::Bare(text) => write!(out, ",\"{name}\":\"{text}\""),
                Value::Names(names) => write!(out, ",\"{name}\":[\"{}\"]", names.join("\",\"")),
            };
        }
        out.push('}');
    }
}

fn objects_of(count: usize) -> Vec<Object> {
    let share = |percent: usize| (count * percent / 100).max(1);
    let (roles, parties, processes, services) = (share(20), share(10), share(15), share(5));
    let evidence = count.saturating_sub(roles + parties + processes + services);
    // The same numbers on every machine.
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % limit
    };
    let text = |text: String| Value::Text(text);
    let bare = |text: String| Value::Bare(text);
    let mut objects = Vec::with_capacity(count);
    for at in 0..roles {
        objects.push(Object {
            kind: "post",
            id: format!("post_{at}"),
            title: format!("Post number {at}"),
            fields: vec![
                ("purpose", text(format!("answers for a part of the services, number {at}"))),
                ("contact", text(format!("post.{at}@provider.example"))),
                ("since", bare(format!("20{:02}-0{}-15", 10 + below(16), below(9) + 1))),
                ("level", bare(["low", "medium", "high"][below(3)].to_owned())),
                ("load", bare(format!("{}.5%", below(99)))),
                ("reports_to", Value::Names(vec![format!("post_{}", below(roles))])),
            ],
        });
    }
    for at in 0..parties {
        objects.push(Object {
            kind: "supplier",
            id: format!("supplier_{at}"),
            title: format!("Supplier number {at}"),
            fields: vec![
                ("contact", text(format!("desk@supplier-{at}.example"))),
                ("since", bare(format!("20{:02}-04-01", 10 + below(16)))),
                ("level", bare(["low", "medium", "high"][below(3)].to_owned())),
                ("share", bare(format!("{}%", below(100)))),
                ("operates", Value::Names(pair("work", below(processes), processes))),
                ("governed_by", Value::Names(vec![format!("post_{}", below(roles))])),
            ],
        });
    }
    for at in 0..processes {
        objects.push(Object {
            kind: "work",
            id: format!("work_{at}"),
            title: format!("Work number {at}"),
            fields: vec![
                ("purpose", text(format!("does a part of the work, number {at}"))),
                ("since", bare(format!("20{:02}-0{}-01", 10 + below(16), below(9) + 1))),
                ("level", bare(["low", "medium", "high"][below(3)].to_owned())),
                ("share", bare(format!("{}%", below(100)))),
                ("kept_by", Value::Names(vec![format!("post_{}", below(roles))])),
                ("helpers", Value::Names(pair("post", below(roles), roles))),
            ],
        });
    }
    for at in 0..services {
        objects.push(Object {
            kind: "offer",
            id: format!("offer_{at}"),
            title: format!("Offer number {at}"),
            fields: vec![
                ("purpose", text(format!("what offer {at} brings about"))),
                ("since", bare(format!("20{:02}-0{}-01", 10 + below(16), below(9) + 1))),
                ("level", bare(["low", "medium", "high"][below(3)].to_owned())),
                ("share", bare(format!("99.{}%", below(100)))),
                ("kept_by", Value::Names(vec![format!("post_{}", below(roles))])),
                ("rests_on", Value::Names(vec![format!("offer_{}", below(services)), format!("work_{}", below(processes))])),
            ],
        });
    }
    for at in 0..evidence {
        objects.push(Object {
            kind: "proof",
            id: format!("proof_{at}"),
            title: format!("Record number {at}"),
            fields: vec![
                ("source", text(format!("https://records.example/{at}"))),
                ("dated", bare(format!("2026-{:02}-{:02}", below(10) + 1, below(28) + 1))),
                ("level", bare(["low", "medium", "high"][below(3)].to_owned())),
                ("share", bare(format!("{}%", below(100)))),
                ("kept_by", Value::Names(vec![format!("post_{}", below(roles))])),
                ("shows", Value::Names(vec![format!("work_{}", below(processes)), format!("offer_{}", below(services))])),
            ],
        });
    }
    objects
}

/// Two neighbours among so many.
fn pair(kind: &str, first: usize, count: usize) -> Vec<String> {
    vec![format!("{kind}_{first}"), format!("{kind}_{}", (first + 1) % count)]
}

const KINDS: &str = r#"enum plain_level { low medium high }
kind post { purpose: text, contact: text, since: date, level: plain_level, load: percent, reports_to: [post] }
kind supplier { contact: text, since: date, level: plain_level, share: percent, operates: [work], governed_by: [post] }
kind work { purpose: text, since: date, level: plain_level, share: percent, kept_by: [post]+, helpers: [post] }
kind offer { purpose: text, since: date, level: plain_level, share: percent, kept_by: [post]+, rests_on: [offer | work] }
kind proof { source: text, dated: date, level: plain_level, share: percent, kept_by: [post]+, shows: [work | offer] }

rule post_from_the_future {
  severity: error
  each:     p in post
  require:  p.since <= today and p.load <= 100%
  message:  "{p} begins later than today, or carries more than 100%"
}
rule supplier_without_governance {
  severity: error
  each:     s in supplier where s.operates
  require:  s.governed_by and s.share <= 100% and s.since <= today
  message:  "{s} operates {s.operates}, but nobody answers for it"
}
rule work_from_the_future {
  severity: error
  each:     w in work
  require:  w.since <= today and w.share <= 100%
  message:  "{w} begins later than today, or has a share of more than 100%"
}
rule offer_from_the_future {
  severity: error
  each:     o in offer
  require:  o.since <= today and o.share <= 100%
  message:  "{o} begins later than today, or has a share of more than 100%"
}
rule proof_from_the_future {
  severity: error
  each:     p in proof
  require:  p.dated <= today and p.share <= 100% and p.kept_by
  message:  "{p} is dated later than today, or has no owner"
}
"#;
