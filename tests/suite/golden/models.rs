//! Models made from the library's schema: whatever kinds, fields and enums it declares are used, with plausible values, missing values
//! and wrong ones. Nobody would write such a model; together they take rules to places that no hand-written test goes to.

use std::collections::BTreeMap;
use std::fmt::Write;

use sms::model::{Cardinality, FieldRole, KindId, Model, Target, Type};
use sms::source::Sources;

use super::draw::Draw;

/// What models are made from.
pub struct Maker<'a> {
    model: &'a Model,
    rules: Vec<&'a str>,
    /// The kinds to be written at top level, by the file of the library that declares them.
    themes: BTreeMap<&'a str, Vec<KindId>>,
    /// The entities of the library that fields of an organisation refer to, by kind.
    library: Vec<Vec<&'a str>>,
}

/// Files of the library whose kinds an organisation does not write.
const NOT_WRITTEN: [&str; 3] = ["stdlib/core/catalogues.sms", "stdlib/core/frameworks.sms", "stdlib/core/mappings.sms"];

/// What nearly every model has, and of how many: few or many.
const USUAL: [(&str, usize, usize); 9] = [
    ("organisation", 1, 1),
    ("scope", 1, 2),
    ("role", 3, 5),
    ("person", 2, 5),
    ("process", 2, 8),
    ("service", 1, 4),
    ("customer", 1, 2),
    ("external_supplier", 1, 2),
    ("document", 1, 2),
];

/// How many of a hundred fields are filled in.
const COMPLETENESS: [usize; 5] = [25, 50, 75, 90, 97];

/// An entity to be written.
struct Planned {
    kind: KindId,
    path: String,
    draw: Draw,
    children: Vec<Planned>,
}

impl<'a> Maker<'a> {
    /// From the checked library.
    pub fn new(model: &'a Model, sources: &'a Sources, rules: Vec<&'a str>) -> Maker<'a> {
        let schema = model.schema();
        let contained: Vec<KindId> = (schema.fields.iter())
            .filter(|field| field.role == FieldRole::Contains)
            .flat_map(|field| kinds_of(&field.ty))
            .flat_map(|kind| schema.family(kind))
            .collect();
        let mut themes: BTreeMap<&str, Vec<KindId>> = BTreeMap::new();
        for kind in schema.kinds.iter().filter_map(|kind| schema.kind_named(&kind.name)) {
            let file = sources.file(schema.kind(kind).span.file).name();
            if file.starts_with("stdlib/core/") && !NOT_WRITTEN.contains(&file) && !contained.contains(&kind) {
                themes.entry(file).or_default().push(kind);
            }
        }
        let library = (schema.kinds.iter())
            .map(|kind| {
                let all = schema.kind_named(&kind.name).map(|kind| model.of_kind(kind)).unwrap_or_default();
                all.into_iter().map(|id| &*model.entity(id).path).collect()
            })
            .collect();
        Maker { model, rules, themes, library }
    }

    /// The model of this number.
    pub fn model(&self, number: usize) -> String {
        let draw = Draw::of_model(number);
        let complete = *draw.of("complete").one_of(&COMPLETENESS).unwrap_or(&50);
        let entities = self.entities(draw);
        let mut known = Vec::new();
        entities.iter().for_each(|entity| gather(entity, &mut known));
        let mut text = String::new();
        for entity in &entities {
            self.write(entity, &known, complete, 0, &mut text);
        }
        text
    }

    /// The usual entities, and those of some themes.
    fn entities(&self, draw: Draw) -> Vec<Planned> {
        let schema = self.model.schema();
        let mut wanted: Vec<(KindId, usize)> = Vec::new();
        for (name, few, many) in USUAL {
            let Some(kind) = schema.kind_named(name) else { panic!("the library has no kind `{name}`") };
            let draw = draw.of(name);
            if draw.percent(90) {
                wanted.push((kind, if draw.of("many").percent(50) { few } else { many }));
            }
        }
        for (file, kinds) in &self.themes {
            let draw = draw.of(file);
            if !draw.percent(35) {
                continue;
            }
            for &kind in kinds {
                let name = &*schema.kind(kind).name;
                let usual = USUAL.iter().any(|(usual, ..)| *usual == name);
                if !usual && draw.of(name).percent(60) {
                    wanted.push((kind, 1 + draw.of(name).of("count").below(2)));
                }
            }
        }
        wanted
            .into_iter()
            .flat_map(|(kind, count)| (1..=count).map(move |number| (kind, number)))
            .map(|(kind, number)| self.plan(kind, number, None, draw))
            .collect()
    }

    fn plan(&self, kind: KindId, number: usize, parent: Option<&str>, draw: Draw) -> Planned {
        let schema = self.model.schema();
        let id = format!("{}_{number}", schema.kind(kind).name);
        let draw = draw.of(&id);
        let path = parent.map_or(id.clone(), |parent| format!("{parent}.{id}"));
        let mut children: Vec<Planned> = Vec::new();
        for &field in &schema.kind(kind).fields {
            let field = schema.field(field);
            let draw = draw.of(&field.name);
            // What contains its like would never end.
            let deep = path.matches('.').count() > 1;
            if field.role != FieldRole::Contains || deep || !draw.of("contains").percent(60) {
                continue;
            }
            for number in 1..=1 + draw.of("count").below(3) {
                let kinds = kinds_of(&field.ty).flat_map(|kind| schema.family(kind));
                let Some(kind) = draw.nth(number).by_name(kinds, |&kind| &schema.kind(kind).name) else { continue };
                let before = children.iter().filter(|child| child.kind == kind).count();
                children.push(self.plan(kind, before + 1, Some(&path), draw));
            }
        }
        Planned { kind, path, draw, children }
    }

    fn write(&self, entity: &Planned, known: &[(KindId, &str)], complete: usize, depth: usize, text: &mut String) {
        let schema = self.model.schema();
        let kind = schema.kind(entity.kind);
        let indent = "  ".repeat(depth);
        let id = entity.path.rsplit('.').next().unwrap_or(&entity.path);
        let _ = write!(text, "{indent}{} {id}", kind.name);
        if let Some(title) = self.title(entity) {
            let _ = write!(text, " \"{title}\"");
        }
        text.push_str(" {\n");
        for field in kind.fields.iter().map(|&field| schema.field(field)) {
            let draw = entity.draw.of(&field.name);
            let needed = match field.cardinality {
                Cardinality::One if field.default.is_none() => true,
                Cardinality::AtLeastOne => true,
                Cardinality::One | Cardinality::Optional | Cardinality::List => false,
            };
            // Who refers to the only entity of a kind from everywhere makes models that are all alike.
            let chance = if needed {
                99
            } else if field.is_list() || kinds_of(&field.ty).next().is_none() {
                complete
            } else {
                complete.min(70)
            };
            // `private` would keep the entity out of everything.
            if field.role != FieldRole::Written || &*field.name == "private" || !draw.of("written").percent(chance) {
                continue;
            }
            let count = if field.is_list() { 1 + draw.of("length").below(3) } else { 1 };
            let mut values: Vec<String> = (0..count).filter_map(|place| self.value(&field.ty, draw.nth(place), known)).collect();
            values.dedup();
            if values.is_empty() {
                continue;
            }
            let value = if field.is_list() { format!("[{}]", values.join(", ")) } else { values.remove(0) };
            let _ = writeln!(text, "{indent}  {}: {value}", field.name);
        }
        for child in &entity.children {
            self.write(child, known, complete, depth + 1, text);
        }
        let _ = writeln!(text, "{indent}}}");
    }

    fn title(&self, entity: &Planned) -> Option<String> {
        let draw = entity.draw.of("title");
        let words = |draw: Draw| draw.one_of(&WORDS).copied().unwrap_or_default();
        match draw.below(10) {
            0 => None,
            1 => Some("Northern desk".to_owned()),
            2 => Some("TBD".to_owned()),
            _ => Some(format!("{} {}", words(draw.nth(1)), words(draw.nth(2)).to_lowercase())),
        }
    }

    fn value(&self, ty: &Type, draw: Draw, known: &[(KindId, &str)]) -> Option<String> {
        let pick = |all: &[&str]| draw.one_of(all).map(|one| (*one).to_owned());
        let quoted = |all: &[&str]| draw.one_of(all).map(|one| format!("\"{one}\""));
        match ty {
            Type::Text => quoted(&TEXTS),
            Type::Int => pick(&["0", "1", "2", "3", "4", "5", "12", "99"]),
            Type::Number => pick(&["0", "0.5", "1", "3.7", "80", "100", "250"]),
            Type::Bool => pick(&["true", "true", "false"]),
            Type::Date => Some(date(draw)),
            Type::Dates => Some(dates(draw)),
            Type::Duration => pick(&["15 minutes", "1 hours", "4 hours", "8 hours", "16 hours", "2 days", "1 weeks", "1 months"]),
            Type::Interval => pick(&["every 1 weeks", "every 1 months", "every 3 months", "every 12 months", "every 3 years"]),
            Type::Percent => pick(&["0%", "50%", "80%", "99%", "99.5%", "99.9%", "99.99%", "100%"]),
            Type::Money => pick(&["0 GBP", "900 GBP", "12000 GBP", "240000 GBP", "5000 EUR"]),
            Type::File => quoted(&ON_RECORD),
            Type::Url => quoted(&["https://desk.example/records", "https://desk.example/policy"]),
            Type::RuleName => draw.by_name(&self.rules, |rule| rule).map(|rule| rule.to_string()),
            Type::KindName => pick(&["incident", "change", "outage"]),
            Type::Any => draw.by_name(known, |(_, path)| path).map(|(_, path)| path.to_string()),
            Type::OneOf(targets) => {
                let able: Vec<String> = (targets.iter().enumerate())
                    .filter_map(|(place, target)| self.target(target, draw.nth(place), known))
                    .collect();
                draw.of("target").one_of(&able).cloned()
            }
            Type::Unknown => None,
        }
    }

    fn target(&self, target: &Target, draw: Draw, known: &[(KindId, &str)]) -> Option<String> {
        let schema = self.model.schema();
        match target {
            Target::Scalar(ty) => self.value(ty, draw, known),
            Target::Enum(id) => {
                // Values that many entities share let rules compare them.
                let all = &schema.enumeration(*id).variants;
                let few = if draw.of("few").percent(40) { all.get(..2).unwrap_or(all) } else { all };
                draw.by_name(few, |it| &it.name).map(|it| it.name.to_string())
            }
            Target::Kind(kind) => {
                let own = known.iter().filter(|(other, _)| schema.is_a(*other, *kind)).map(|(_, path)| *path);
                let library = &self.library[kind.index()];
                draw.by_name(own, |path| path).or_else(|| self.of_library(library, draw)).map(str::to_owned)
            }
        }
    }

    /// One of the library's entities, mostly of what one framework declares.
    fn of_library(&self, library: &[&'a str], draw: Draw) -> Option<&'a str> {
        let main = library.iter().filter(|path| path.split('.').next() == Some(MAIN));
        let mostly = draw.of("framework").percent(80).then(|| draw.by_name(main, |path| path)).flatten();
        mostly.or_else(|| draw.by_name(library, |path| path)).copied()
    }
}

/// The framework that most references to frameworks lead to.
const MAIN: &str = "iso20000";

/// The files that exist.
pub const ON_RECORD: [&str; 4] = ["records/log.csv", "records/minutes.txt", "docs/policy.md", "docs/statement.md"];

const WORDS: [&str; 16] = [
    "Harbour",
    "Incident",
    "Change",
    "Security",
    "Supplier",
    "Portal",
    "Network",
    "Service",
    "Reporting",
    "Capacity",
    "Finance",
    "Archive",
    "Payment",
    "Knowledge",
    "Backup",
    "Request",
];

const TEXTS: [&str; 14] = [
    "agreed with the customers in spring and looked at again each autumn",
    "a weekly call of the two teams, with minutes",
    "by the share of orders that were done in time",
    "leased by the customers themselves; no service in scope depends on it",
    "the monthly figures of the desk",
    "Managed hosting for councils",
    "the board",
    "yes",
    "n/a",
    "TBD",
    "",
    "all services",
    "8.6.1",
    "Europe/London",
];

/// A day, most often near the as-of date: what is due, overdue or about to be lies there.
fn date(draw: Draw) -> String {
    let days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-12-15", "2026-10-20", "2026-08-21", "2026-05-21", "2025-11-21"];
    let far = ["2027-02-21", "2027-11-21", "2029-01-01", "2025-05-21", "2024-11-21", "2021-03-01", "2017-06-30", "2031-12-31"];
    let all = if draw.of("near").percent(65) { days } else { far };
    draw.of("day").one_of(&all).map(|day| (*day).to_owned()).unwrap_or_default()
}

/// A period before, around or after the as-of date.
fn dates(draw: Draw) -> String {
    let all = [
        "2026-07-01 .. 2026-09-30",
        "2026-01-01 .. 2026-12-31",
        "2025-11-22 .. 2026-11-20",
        "2026-11-21 .. 2027-11-20",
        "2024-01-01 .. 2029-12-31",
        "2024-01-01 .. 2024-12-31",
        "2026-10-01 .. 2026-12-05",
        "2027-01-01 .. 2027-12-31",
    ];
    draw.one_of(&all).map(|range| (*range).to_owned()).unwrap_or_default()
}

/// The kinds that a type leads to.
fn kinds_of(ty: &Type) -> impl Iterator<Item = KindId> {
    let targets = match ty {
        Type::OneOf(targets) => &targets[..],
        _ => &[],
    };
    targets.iter().filter_map(|target| match target {
        Target::Kind(kind) => Some(*kind),
        Target::Enum(_) | Target::Scalar(_) => None,
    })
}

fn gather<'p>(entity: &'p Planned, into: &mut Vec<(KindId, &'p str)>) {
    into.push((entity.kind, &entity.path));
    entity.children.iter().for_each(|child| gather(child, into));
}
