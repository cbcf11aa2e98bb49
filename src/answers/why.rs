//! Why something stands as it does, in words: the steps of a derivation, each with its place.

use serde::Serialize;

use super::{Head, Place, Thing, place, remark};
use crate::artefact::{Input, wording};
use crate::assess::{Currency, Derivation, Held, Outcome, Reach, Step, waivers};
use crate::model::{EntityId, Model, Value};
use crate::promises::{Contribution, Figure};
use crate::quantity::{Date, Scalar};
use crate::rules::Finding;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("why.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Why {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// What was asked about, with all that it rests on.
    pub tree: Node,
}

/// A step, with those that it rests on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Node {
    /// What sort of step it is.
    pub step: &'static str,
    /// What it says.
    pub text: String,
    /// The state, of a clause or requirement; how a rule came out; whether something on file counts.
    pub state: Option<&'static str>,
    /// What of the model it is about, where it is about one thing.
    pub thing: Option<Thing>,
    /// What to do about it, where the library has advice.
    pub help: Option<String>,
    /// Where in the sources it can be seen.
    pub place: Option<Place>,
    /// What it rests on.
    pub parts: Vec<Node>,
}

/// Puts a derivation into words.
pub fn why(input: &Input, derivation: &Derivation) -> Why {
    Why { head: Head::of(input), tree: node(input, derivation) }
}

fn node(input: &Input, derivation: &Derivation) -> Node {
    let said = said(input, &derivation.step);
    Node {
        step: said.step,
        text: said.text,
        state: said.state,
        thing: said.thing.map(|id| Thing::of(input, id)),
        help: said.help,
        place: derivation.place.map(|span| place(input, span)),
        parts: derivation.parts.iter().map(|part| node(input, part)).collect(),
    }
}

/// What a step says, without its place and its parts.
struct Said {
    step: &'static str,
    text: String,
    state: Option<&'static str>,
    thing: Option<EntityId>,
    help: Option<String>,
}

impl Said {
    fn new(step: &'static str, text: impl Into<String>) -> Said {
        Said { step, text: text.into(), state: None, thing: None, help: None }
    }

    fn about(self, thing: EntityId) -> Said {
        Said { thing: Some(thing), ..self }
    }

    fn state(self, state: &'static str) -> Said {
        Said { state: Some(state), ..self }
    }
}

fn said(input: &Input, step: &Step) -> Said {
    let model = input.model;
    let title = |id: EntityId| wording::title(input, id);
    match step {
        Step::Verdict(item) => {
            let words = item.status.words();
            let counts = super::status::counted(&item.tally);
            let sums_up = if counts.is_empty() || item.tally.total() == 1 { String::new() } else { format!(" ({counts})") };
            let text = format!("{} {}: {words}{sums_up}", item.number, title(item.entity));
            Said::new("verdict", text).about(item.entity).state(words)
        }
        Step::Addresses(link) => {
            let field = wording::spaced(&model.schema().field(link.field).name);
            let by_way = match link.reach {
                Reach::Itself => String::new(),
                Reach::Above | Reach::Below => format!(", by way of `{}`", model.entity(link.target).path),
            };
            Said::new("addresses", format!("{} addresses it ({field}{by_way})", named(input, link.entity))).about(link.entity)
        }
        Step::AddressMore(count) => Said::new("addresses", format!("{count} more address it")),
        Step::NobodyAnswers => Said::new("answers", "nobody is named who answers for it"),
        Step::Answers(actor, people) => answers(input, *actor, people),
        Step::CarriedOut(activity, hands) => {
            let hands: Vec<String> = hands.iter().map(|&id| title(id)).collect();
            let hands = if hands.is_empty() { "nobody who is named".to_owned() } else { hands.join(", ") };
            Said::new("carried_out", format!("{}: carried out by {hands}", title(*activity))).about(*activity)
        }
        Step::Rule(at, outcome) => rule(input, *at, *outcome),
        Step::Finding(key) => match input.waived.finding(key) {
            Some(finding) => found("finding", finding, ""),
            None => Said::new("finding", ""),
        },
        Step::Accepted(key) => match input.waived.silenced(key) {
            Some((finding, waiver)) => {
                let until =
                    waivers::terms(&model.reader(input.facts.audience), waiver).map(|terms| format!(" until {}", terms.until));
                let lead = format!("accepted by `{}`{}: ", model.entity(waiver).path, until.unwrap_or_default());
                found("accepted", finding, &lead).about(waiver)
            }
            None => Said::new("accepted", ""),
        },
        Step::Because(cause) => {
            let reason = crate::assess::Reason { cause: cause.clone(), place: None };
            Said::new("reason", remark(wording::reason(input, &reason)).text)
        }
        Step::Wanted(types) => {
            let types: Vec<String> = types.iter().map(|&id| title(id)).collect();
            Said::new("wanted", format!("asked for as evidence: {}", types.join(" or ")))
        }
        Step::OnFile(held) => on_file(input, held),
        Step::Listed(listed) => {
            Said::new("listed", format!("on record: {}", wording::listed_words(input, listed))).about(listed.first)
        }
        Step::Promise(target, reachable, weakest) => promise(input, *target, *reachable, *weakest),
        Step::Carries(contribution) => carries(input, *contribution),
        Step::CarryMore(count) => Said::new("carries", format!("and {count} more")),
        Step::Rated(rating) => {
            let because = wording::text(input, rating.assessment, "because").map(|text| format!(": {text}")).unwrap_or_default();
            let on = rating.on.map(|on| format!(" on {on}")).unwrap_or_default();
            let text = format!("`{}` found it {}{on}{because}", model.entity(rating.assessment).path, rating.status.words());
            Said::new("rated", text).about(rating.assessment).state(rating.status.words())
        }
        Step::Entity(id) => Said::new("entity", named(input, *id)).about(*id),
        Step::Framework(id, tally) => {
            Said::new("framework", format!("{}: {}", title(*id), super::status::counted(tally))).about(*id)
        }
        Step::AddressesNothing => Said::new("addresses", "it addresses no clause or requirement of the frameworks in scope"),
    }
}

/// `` process `incident_management` Incident management ``
fn named(input: &Input, id: EntityId) -> String {
    let path = &input.model.entity(id).path;
    let kind = wording::kind(input.model, id);
    match input.model.reader(input.facts.audience).written_title(id) {
        Some(title) => format!("{kind} `{path}` {title}"),
        None => format!("{kind} `{path}`"),
    }
}

fn answers(input: &Input, actor: EntityId, people: &[EntityId]) -> Said {
    let title = wording::title(input, actor);
    let is_role = input.model.schema().kind_named("role").is_some_and(|role| input.model.is_a(actor, role));
    let names: Vec<String> = people.iter().map(|&id| wording::title(input, id)).collect();
    let text = match (is_role, names.is_empty()) {
        (true, true) => format!("{title} answers for it, a role that nobody holds on {}", input.facts.today),
        (true, false) => format!("{title} answers for it: {}", names.join(", ")),
        (false, _) => format!("{title} answers for it"),
    };
    Said::new("answers", text).about(actor)
}

fn rule(input: &Input, at: usize, outcome: Outcome) -> Said {
    let name = input.rulebook.rules.get(at).map_or("", |rule| &*rule.name);
    let findings = |count: usize| wording::counted(count, "thing", "things");
    let (text, state) = match outcome {
        Outcome::Silent => (format!("rule `{name}` finds nothing"), "silent"),
        Outcome::NotRun => (format!("rule `{name}` could not be run"), "not run"),
        Outcome::Finds { open, accepted: 0 } => (format!("rule `{name}` finds {}", findings(open)), "finds"),
        Outcome::Finds { open: 0, accepted } => {
            (format!("rule `{name}` finds {}, accepted by a waiver", findings(accepted)), "accepted")
        }
        Outcome::Finds { open, accepted } => {
            (format!("rule `{name}` finds {}, and {accepted} more that a waiver accepts", findings(open)), "finds")
        }
    };
    Said::new("rule", text).state(state)
}

fn found(step: &'static str, finding: &Finding, lead: &str) -> Said {
    let diagnostic = &finding.diagnostic;
    let severity = diagnostic.severity.word();
    let text = format!("{lead}{severity}: {} [{}]", diagnostic.message, diagnostic.source.id());
    Said { help: diagnostic.help.clone(), ..Said::new(step, text) }.about(finding.subject).state(severity)
}

/// Something on file, with the time it covers, its age, its file, and whether it counts.
fn on_file(input: &Input, held: &Held) -> Said {
    let mut facts = period(input.model, held.entity, input.facts.today);
    facts.extend(files(input, held.entity));
    let counts = match held.currency {
        Currency::Current => "counts".to_owned(),
        _ => format!("does not count: {}", wording::currency(&held.currency)),
    };
    let state = if held.currency == Currency::Current { "counts" } else { "does not count" };
    let facts = if facts.is_empty() { String::new() } else { format!("{}; ", facts.join(", ")) };
    Said::new("on_file", format!("on file: {}; {facts}{counts}", named(input, held.entity))).about(held.entity).state(state)
}

/// The time that something on file covers, and its age on the day `today`, in words; nothing where it says neither.
pub fn period(model: &Model, id: EntityId, today: Date) -> Vec<String> {
    let Some((covers, last)) = covered(model, id) else { return Vec::new() };
    std::iter::once(covers).chain(age(last, today)).collect()
}

/// The time that something on file covers, in words, and its last day.
fn covered(model: &Model, id: EntityId) -> Option<(String, Date)> {
    match (wording::named(model, id, "covers"), wording::named(model, id, "dated")) {
        (Value::Scalar(Scalar::Dates(dates)), _) => Some((format!("covers {} to {}", dates.first, dates.last), dates.last)),
        (_, Value::Scalar(Scalar::Date(day))) => Some((format!("dated {day}"), *day)),
        _ => None,
    }
}

fn age(last: Date, today: Date) -> Option<String> {
    let days = today.since(last).ok()?.get_days();
    match days {
        ..0 => None,
        0 => Some("up to today".to_owned()),
        1 => Some("1 day old".to_owned()),
        days => Some(format!("{days} days old")),
    }
}

/// The paths of the files that an entity names.
fn files(input: &Input, id: EntityId) -> Vec<String> {
    let reader = input.model.reader(input.facts.audience);
    let of_value = |value: &Value| match value {
        Value::File(_) => reader.letters_of(value).map(|path| vec![format!("file {path}")]).unwrap_or_default(),
        Value::List(items) => {
            let files = items.iter().filter(|item| matches!(item.value, Value::File(_)));
            files.filter_map(|item| reader.letters_of(&item.value)).map(|path| format!("file {path}")).collect()
        }
        _ => Vec::new(),
    };
    input.model.slots(id).iter().flat_map(|slot| of_value(&slot.value)).collect()
}

fn promise(input: &Input, target: EntityId, reachable: Figure, weakest: Option<EntityId>) -> Said {
    let model = input.model;
    let given = |name| match wording::named(model, target, name) {
        Value::Scalar(scalar) => Some(scalar.to_string()),
        _ => None,
    };
    let promised = match (given("at_least"), given("at_most")) {
        (Some(least), _) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "no figure".to_owned(),
    };
    let reach = figure_words(reachable);
    let limit = weakest.map(|id| format!(", limited first by `{}`", model.entity(id).path)).unwrap_or_default();
    let text = format!("`{}` promises {promised}; what it rests on comes to {reach} at best{limit}", model.entity(target).path);
    Said::new("promise", text).about(target)
}

fn carries(input: &Input, contribution: Contribution) -> Said {
    let path = |id: EntityId| &input.model.entity(id).path;
    let after = contribution.after.map(|step| format!(", after `{}`", path(step))).unwrap_or_default();
    let text = format!("`{}`: {}{after}", path(contribution.target), figure_words(contribution.figure));
    Said::new("carries", text).about(contribution.target)
}

fn figure_words(figure: Figure) -> String {
    match figure {
        Figure::Share(share) => Scalar::Percent(share).to_string(),
        Figure::Time(time) => Scalar::Duration(time).to_string(),
        Figure::Amount(amount) => Scalar::Number(amount).to_string(),
    }
}

impl Why {
    /// The answer as a nested list in Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\nAs of {}.\n\n", escaped(&self.tree.text), self.head.as_of);
        if let Some(place) = &self.tree.place {
            out.push_str(&format!("Declared at {}.\n\n", escaped(&place.to_string())));
        }
        self.tree.parts.iter().for_each(|part| listed(part, 0, &mut out));
        out
    }
}

fn listed(node: &Node, depth: usize, out: &mut String) {
    let place = node.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    out.push_str(&format!("{}- {}\n", "  ".repeat(depth), escaped(&format!("{}{place}", node.text))));
    if let Some(help) = &node.help {
        out.push_str(&format!("{}- what to do: {}\n", "  ".repeat(depth + 1), escaped(help)));
    }
    node.parts.iter().for_each(|part| listed(part, depth + 1, out));
}

/// A text on one line that Markdown shows as it is; what stands in backticks stays code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        for letter in piece.chars() {
            match letter {
                '\n' | '\r' | '\t' => out.push(' '),
                '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' if at % 2 == 0 => out.extend(['\\', letter]),
                letter => out.push(letter),
            }
        }
    }
    out
}
