//! One fault costs one message at its line, and nothing around it: ten kinds of fault are put into every model of the repository and
//! into a sample that holds every form of the language, one at a time, at many places.

use sms::source::{Origin, Sources};
use sms::syntax::tree::{Item, Member, RegisterMember, RuleMember};
use sms::syntax::{Parsed, parse};

use super::texts::{Mark, Text, models, sample};

/// A text with one fault, and the line (from 1) where it has to be told.
struct Injected {
    text: String,
    line: usize,
}

type Inject = fn(&Text<'_>, &Mark) -> Option<Injected>;

/// The kinds of faults. Each is given every mark of the text and says what it makes of it, if anything.
const FAULTS: [(&str, Inject); 12] = [
    ("a brace is never closed", |text, mark| {
        let partner = mark.partner.filter(|_| mark.letter == '}')?;
        Some(Injected { text: text.without(mark.at, mark.at + 1), line: text.line(partner) })
    }),
    ("a closing brace too many", |text, mark| {
        // Behind a brace that closes something on one line, so that it is plain which of the two is the stray one.
        let partner = mark.partner.filter(|_| mark.letter == '}')?;
        let one_line = text.line(partner) == text.line(mark.at);
        one_line.then(|| Injected { text: text.with(mark.at + 1, " }"), line: text.line(mark.at) })
    }),
    ("a list is never closed", |text, mark| {
        let partner = mark.partner.filter(|_| mark.letter == ']' && !text.is_empty_list(mark))?;
        Some(Injected { text: text.without(mark.at, mark.at + 1), line: text.line(partner) })
    }),
    ("a comma is missing in a list", |text, mark| {
        let inside = mark.letter == ',' && mark.inside == Some('[') && !text.before_closing(mark.at + 1);
        inside.then(|| Injected { text: text.with_replaced(mark.at, mark.at + 1, " "), line: text.line(mark.at) })
    }),
    ("a colon is missing", |text, mark| {
        // A name or a text may follow a word without a colon: that is a child entity, and only its kind shows the slip.
        let value = text.after(mark.at + 1).chars().next()?;
        let plain = matches!(text.block(mark), "kind" | "rule" | "register") || value == '[' || value.is_ascii_digit();
        (mark.letter == ':' && plain)
            .then(|| Injected { text: text.with_replaced(mark.at, mark.at + 1, " "), line: text.line(mark.at) })
    }),
    ("`=` stands for `:`", |text, mark| {
        (mark.letter == ':').then(|| Injected { text: text.with_replaced(mark.at, mark.at + 1, "="), line: text.line(mark.at) })
    }),
    ("a text is never closed", |text, mark| {
        // Where another text follows on the line, the quotes pair up the wrong way round; the line is still right.
        let end = text.text_at(mark)?;
        Some(Injected { text: text.without(end - 1, end), line: text.line(mark.at) })
    }),
    ("typographic quotation marks", |text, mark| {
        let end = text.text_at(mark)?;
        let body = &text.text[mark.at + 1..end - 1];
        let plain = !body.contains(['\\', '“', '”', '"']);
        plain.then(|| Injected { text: text.with_replaced(mark.at, end, &format!("“{body}”")), line: text.line(mark.at) })
    }),
    ("single quotation marks", |text, mark| {
        let end = text.text_at(mark)?;
        let body = &text.text[mark.at + 1..end - 1];
        let plain = !body.contains(['\\', '\'', '’', '‘']);
        plain.then(|| Injected { text: text.with_replaced(mark.at, end, &format!("'{body}'")), line: text.line(mark.at) })
    }),
    ("a value is missing", |text, mark| {
        let end = mark.at + text.text[mark.at..].find('\n')?;
        let simple = mark.letter == ':' && !text.text[mark.at + 1..end].contains(['{', '[', '(', '"', ',', '/', '}']);
        let alone = simple && mark.inside == Some('{') && !text.goes_on(end);
        alone.then(|| Injected { text: text.without(mark.at + 1, end), line: text.line(mark.at) })
    }),
    ("a line of junk", |text, mark| {
        // Behind the last mark of a line that ends a whole member: before another member or a closing brace.
        let end = mark.at + text.text[mark.at..].find('\n')?;
        let between = mark.letter == '}' && text.text[mark.at + 1..end].trim().is_empty();
        between.then(|| Injected { text: text.with(end, "\n  @@@ ~~ ;"), line: text.line(mark.at) + 1 })
    }),
    ("a unit that does not exist", |text, mark| {
        let rest = &text.text[mark.at + 1..];
        let digits = rest.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let unit = mark.at + 1 + (rest.len() - rest.trim_start().len()) + digits;
        let found = mark.letter == ':' && digits > 0 && text.text[unit..].starts_with(" hours");
        found.then(|| Injected { text: text.with_replaced(unit, unit + 6, " hrs"), line: text.line(mark.at) })
    }),
];

/// What is known of an item, without places: what it is, its name, and how much it holds.
fn outline(parsed: &Parsed, sources: &Sources) -> Vec<(String, usize)> {
    let members = |members: &[Member]| -> usize {
        fn count(members: &[Member]) -> usize {
            members
                .iter()
                .map(|member| match member {
                    Member::Field(_) => 1,
                    Member::Child(child) => 1 + count(&child.members),
                })
                .sum()
        }
        count(members)
    };
    let name = |span| sources.text(span).to_string();
    parsed
        .tree
        .items
        .iter()
        .map(|item| match item {
            Item::Kind(kind) => (format!("kind {}", name(kind.name.span)), kind.fields.len()),
            Item::Enum(decl) => (format!("enum {}", name(decl.name.span)), decl.variants.len()),
            Item::Rule(rule) => (format!("rule {}", name(rule.name.span)), rule.members.len()),
            Item::Register(register) => (format!("register {}", name(register.name.span)), register.members.len()),
            Item::Define(define) => (format!("define {}", name(define.name.span)), define.parameters.len()),
            Item::Entity(entity) => {
                let id = entity.id.map(|id| name(id.span)).unwrap_or_default();
                (format!("{} {id}", name(entity.kind.span)), members(&entity.members))
            }
        })
        .collect()
}

fn read(text: &str) -> (Parsed, Sources) {
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text, Origin::Model);
    (Parsed::clone(&parse(&sources, file)), sources)
}

/// The lines of the diagnostics, with their messages.
fn told(parsed: &Parsed, sources: &Sources) -> Vec<(usize, String)> {
    let line = |diagnostic: &sms::diag::Diagnostic| diagnostic.span().map_or(0, |span| sources.position(span).line);
    parsed.diagnostics.iter().map(|told| (line(told), format!("{}: {}", told.source.id(), told.message))).collect()
}

/// What is wrong with how a fault was answered.
fn complaint(name: &str, whole: &[(String, usize)], injected: &Injected) -> Option<String> {
    let (parsed, sources) = read(&injected.text);
    let lines = told(&parsed, &sources);
    if lines.len() != 1 || lines[0].0 != injected.line {
        return Some(format!("{name}: expected one message at line {}, told {lines:?}", injected.line));
    }
    let found = outline(&parsed, &sources);
    if found.len() != whole.len() {
        return Some(format!("{name} at line {}: {} items of {} kept", injected.line, found.len(), whole.len()));
    }
    let names_differ = found.iter().zip(whole).filter(|(found, whole)| found.0 != whole.0).count();
    let sizes_differ = found.iter().zip(whole).filter(|(found, whole)| found.1 != whole.1).count();
    if names_differ > 0 || sizes_differ > 1 {
        return Some(format!("{name} at line {}: items have changed ({names_differ}, {sizes_differ})", injected.line));
    }
    None
}

/// At most this many places for each kind of fault in each file, spread over it.
const PLACES: usize = 40;

/// Roughly this many bytes are parsed for each kind of fault in each file, so that the large files of the library do not take long.
const BYTES: usize = 20_000;

/// Places for one kind of fault, spread over the text.
fn places(text: &Text<'_>, inject: Inject) -> Vec<Injected> {
    let wanted = (BYTES / text.text.len().max(1)).clamp(1, PLACES);
    let count = text.marks.len();
    // A prime far from the length of any file: the marks are met in a scattered order, each once.
    let scattered = (0..count).map(|at| &text.marks[at * 7_919 % count]);
    scattered.take(60 * wanted).filter_map(|mark| inject(text, mark)).take(wanted).collect()
}

#[test]
fn one_fault_gives_one_message_and_costs_nothing_around_it() {
    let mut complaints = Vec::new();
    let mut tried = [0usize; FAULTS.len()];
    for (file, text) in models().into_iter().chain([("the sample".to_string(), sample().to_string())]) {
        let (parsed, sources) = read(&text);
        assert_eq!(told(&parsed, &sources), [], "{file} is not free of faults");
        let whole = outline(&parsed, &sources);
        let text = Text::new(&text);
        for (number, (name, inject)) in FAULTS.iter().enumerate() {
            for injected in &places(&text, *inject) {
                tried[number] += 1;
                complaints.extend(complaint(name, &whole, injected).map(|complaint| format!("{file}: {complaint}")));
            }
        }
    }
    for ((name, _), tried) in FAULTS.iter().zip(tried) {
        assert!(tried > 0, "no place was found for: {name}");
    }
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), tried.iter().sum::<usize>(), complaints.join("\n"));
}

#[test]
fn ten_faults_in_one_file_give_ten_messages() {
    let text = r#"service unclosed_brace {
  owner: a
  stage: live

service unclosed_list { parts: [a, b, owner: c }

service missing_comma {
  parts: [a b]
}

service missing_colon {
  since 2026-01-01
}

service equals { owner = a }

service open_text {
  note: "no end
  owner: a
}

service stray_brace {
  part one { x: 1 } }
  owner: a
}

service typographic { note: “text” }

service no_value {
  owner:
  stage: live
}

service bad_unit { within: 4 hrs }

service junk {
  @@@
  owner: a
}

rule good { require: true }
"#;
    let (parsed, sources) = read(text);
    let lines: Vec<usize> = told(&parsed, &sources).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 5, 8, 12, 15, 18, 23, 27, 30, 34, 37], "{:#?}", told(&parsed, &sources));
    let names: Vec<String> = outline(&parsed, &sources).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    let broken = |item: &Item| match item {
        Item::Entity(entity) => entity.broken,
        Item::Rule(rule) => rule.broken,
        Item::Define(define) => define.broken,
        Item::Kind(_) | Item::Enum(_) | Item::Register(_) => false,
    };
    assert_eq!(parsed.tree.items.iter().filter(|item| broken(item)).count(), 11);
}

#[test]
fn the_messages_say_what_is_wrong() {
    let cases = [
        ("a b {\n  x: 1\n", "E0101: `{` is never closed"),
        ("a b { x: [1, 2 }\n", "E0101: `[` is never closed"),
        ("a b { x: 1 }\n}\n", "E0102: `}` closes nothing"),
        ("a b\n  x: 1\n}\n", "E0102: `{` is missing before these fields"),
        ("a b { x: \"c }\n", "E0103: this text is never closed"),
        ("a b { x: 'c' }\n", "E0104: a text stands between `\"` and `\"`"),
        ("a b { x: \"c” }\n", "E0104: a text stands between `\"` and `\"`"),
        ("a b { owner = c }\n", "E0105: a `:` belongs between `owner` and its value"),
        ("a b { x: [\"c\" d] }\n", "E0106: a comma is missing between `\"c\"` and `d`"),
        ("rule r { let x = [\"c\" (d)] }\n", "E0106: a comma is missing between `\"c\"` and `(`"),
        ("rule r { let x = ([c, d) }\n", "E0101: `[` is never closed"),
        ("a b { owner: }\n", "E0107: `owner` has no value"),
        ("a b { owner:\n target t { } }\n", "E0107: `owner` has no value"),
        ("a b { x: c; }\n", "E0108: `;` does not belong here"),
        ("a b { x: c }\nword\n", "E0108: `word` stands alone"),
        ("a b { x: c, d }\n", "E0108: values of a list stand in brackets"),
        ("a b { x: c, d, \"e\", 4 hours, y: 1 }\n", "E0108: values of a list stand in brackets"),
        ("a b { x: 3, 4 }\n", "E0108: values of a list stand in brackets"),
        ("a b { x: 2026-01-01, 2026-12-31 }\n", "E0108: two days with a comma between them are no value"),
        ("a b { x: 2026-01-01, 2026-02-01, 2026-03-01 }\n", "E0108: values of a list stand in brackets"),
        ("a b { x: [c], 2026-01-01 }\n", "E0108: this is neither a field nor an entity"),
        ("a b { x: [c], 2026-1x-01 }\n", "E0112: `2026-1x-01` cannot be read as a number or a date"),
        ("a b { x: c, d\n  y: 1 }\n", "E0108: values of a list stand in brackets"),
        ("a b { x: c,\n  d\n  y: 1 }\n", "E0108: `d` stands alone"),
        ("a b { x: 99,9% }\n", "E0112: a number has no comma"),
        ("# note\na b\n", "E0108: comments begin with `//`"),
        ("x: 1\n", "E0108: the field `x` stands outside of any entity"),
        ("a b { x: { y: 1 } }\n", "E0108: the value of `x` cannot stand in braces"),
        ("rule r { require: a = b }\n", "E0108: two values are compared with `==`"),
        ("rule r { require: a < b < c }\n", "E0108: comparisons cannot be chained"),
        ("rule r { let x: 1 }\n", "E0108: `let` takes `=`"),
        ("a my-service { }\n", "E0110: `my-service` cannot be a name"),
        ("kind { }\n", "E0110: `kind` needs a name"),
        ("a b { x: 2026-02-29 }\n", "E0111: there is no day `2026-02-29`"),
        ("a b { x: 4 hrs }\n", "E0112: `hrs` is not a unit"),
        ("a b { x: 4 GPB }\n", "E0112: `GPB` is not a currency in use"),
        ("a b { x: 4hours }\n", "E0112: `4hours` cannot be read as a number or a date"),
        ("a b { x: \"c:\\data\" }\n", "E0113: `\\d` means nothing in a text"),
        ("a b { x: 2026-02-02 .. 2026-02-01 }\n", "E0114: this range of dates ends before it begins"),
        ("a b { since 2026-01-01 }\n", "E0115: write `:` between `since` and its value"),
        ("a b { x: 1\u{0} }\n", "E0003: the file holds a control character"),
        ("a b { x: \"\u{202e}\" } // \u{1}\n", "E0003: the file holds 2 control characters"),
    ];
    for (text, expected) in cases {
        let (parsed, sources) = read(text);
        let messages: Vec<String> = told(&parsed, &sources).into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, [expected], "{text}");
    }
}

#[test]
fn what_is_understood_is_kept() {
    let (parsed, sources) = read("service a {\n  owner = x\n  parts: [b c, d]\n  since 2026-01-01\n  note: 'n'\n}\n");
    let Some(Item::Entity(entity)) = parsed.tree.items.first() else { panic!("no entity") };
    let values: Vec<String> = entity
        .members
        .iter()
        .map(|member| match member {
            Member::Field(field) => format!("{}: {:?}", sources.text(field.name.span), field.value.kind)
                .split(" { span")
                .next()
                .unwrap_or_default()
                .to_string(),
            Member::Child(_) => "child".to_string(),
        })
        .collect();
    assert_eq!(values[0], "owner: Path");
    assert!(values[1].starts_with("parts: List("), "{values:?}");
    assert_eq!(values[2], "since: Literal(Scalar(Date(2026-01-01)))");
    assert_eq!(values[3], "note: Literal(Text)");
    assert!(entity.broken);
}

#[test]
fn a_file_without_indentation_is_read_by_its_brackets() {
    let text = "service a {\nowner: x\ntarget t {\nat_least: 4 hrs\nover: 1 month\n}\nstage: live\n}\nservice b {\nowner: y\n}\n";
    let (parsed, sources) = read(text);
    assert_eq!(told(&parsed, &sources), [(4, "E0112: `hrs` is not a unit".to_string())]);
    assert_eq!(outline(&parsed, &sources), [("service a".to_string(), 5), ("service b".to_string(), 1)]);
}

#[test]
fn good_parts_of_a_broken_rule_are_kept() {
    let (parsed, _) =
        read("rule r {\n  severity error\n  each: p in party\n  let x = 1\n  require: p.x and\n  message: \"m\"\n}\n");
    let Some(Item::Rule(rule)) = parsed.tree.items.first() else { panic!("no rule") };
    assert!(matches!(
        rule.members.as_slice(),
        [RuleMember::Setting(..), RuleMember::Each(_), RuleMember::Let(..), RuleMember::Setting(..), RuleMember::Setting(..)]
    ));
    let (parsed, _) = read("register r \"R\" {\n  each: p in party\n  column \"A\" = p.\n  column \"B\" = p.b\n}\n");
    let Some(Item::Register(register)) = parsed.tree.items.first() else { panic!("no register") };
    assert!(matches!(
        register.members.as_slice(),
        [RegisterMember::Each(_), RegisterMember::Column(..), RegisterMember::Column(..)]
    ));
}
