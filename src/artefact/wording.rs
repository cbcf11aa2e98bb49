//! How entities, values and reasons are put into words.

use std::borrow::Cow;

use crate::assess::{Cause, Currency, Held, Listed, Reason, Status, clause_number, related};
use crate::diag::Diagnostic;
use crate::model::{EntityId, FieldRole, Model, Value};
use crate::quantity::Scalar;

use super::document::{self, Cell, Fact, Tone};
use super::{Input, declared, entity, place};

/// The title readers see; the path of something private, whose title is licensed text, where they may not see it.
pub fn title(input: &Input, id: EntityId) -> String {
    input.reader().title(id).into_owned()
}

/// The text in the field of this name, which the library may lack, as readers may see it.
pub fn text(input: &Input, id: EntityId, name: &str) -> Option<String> {
    input.reader().letters_of(named(input.model, id, name)).map(Cow::into_owned)
}

/// The value of the field of this name, which the library may lack.
pub fn named<'a>(model: &'a Model, id: EntityId, name: &str) -> &'a Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

/// The organisation's name, where the model declares exactly one.
pub(super) fn organisation(input: &Input) -> Option<String> {
    let kind = input.model.schema().kind_named("organisation")?;
    match input.model.of_kind(kind)[..] {
        [only] => Some(title(input, only)),
        _ => None,
    }
}

/// The name of an entity's kind, as readers see it: `external supplier`.
pub fn kind(model: &Model, id: EntityId) -> String {
    spaced(&model.schema().kind(model.entity(id).kind).name)
}

/// The number of a clause within its framework.
pub fn number(model: &Model, clause: EntityId) -> String {
    let mut top = clause;
    while let Some((parent, _)) = model.entity(top).parent {
        top = parent;
    }
    clause_number(model, top, clause)
}

/// What an actor is: its kind, and the party it belongs to where it belongs to one.
pub(super) fn actor(input: &Input, id: EntityId) -> String {
    let model = input.model;
    match named(model, id, "belongs_to").entities().next() {
        Some(party) => format!("{} of {}", kind(model, id), title(input, party)),
        None => kind(model, id),
    }
}

/// The name of a field or kind in running text.
pub fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// With a capital at its start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 role`, `3 roles`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A value of the model, with its type.
pub(super) fn value(input: &Input, content: &Value) -> Cell {
    match content {
        Value::Missing => Cell::Empty,
        Value::Text(text) => Cell::text(&**text),
        Value::Sealed(_) => value(input, &input.reader().open(content)),
        Value::File(path) => Cell::File(path.to_string()),
        Value::Url(url) => Cell::Url(url.to_string()),
        Value::Scalar(scalar) => Cell::Scalar(*scalar),
        Value::Enum(id, at) => {
            let variant = input.model.schema().enumeration(*id).variants.get(usize::from(*at));
            variant.map_or(Cell::Empty, |variant| Cell::text(&*variant.title))
        }
        Value::Entity(id) => entity(input, *id),
        Value::List(items) => Cell::list(items.iter().map(|item| value(input, &item.value)).collect()),
    }
}

/// The written fields of an entity, in the order written, as names and values.
pub(super) fn written(input: &Input, id: EntityId) -> Vec<Fact> {
    let schema = input.model.schema();
    let slots = input.model.slots(id).iter().filter(|slot| schema.field(slot.field).role == FieldRole::Written);
    let facts = slots.map(|slot| Fact::new(capital(&spaced(&schema.field(slot.field).name)), value(input, &slot.value)));
    facts.filter(|fact| fact.value != Cell::Empty).collect()
}

/// A status as documents show it.
pub fn status(status: Status) -> document::Status {
    let tone = match status {
        Status::Conformant => Tone::Good,
        Status::Undecided => Tone::Open,
        Status::Partial => Tone::Fair,
        Status::Nonconformant => Tone::Bad,
        Status::NotApplicable | Status::Informative => Tone::Neutral,
    };
    document::Status { word: status.words(), tone }
}

/// A reason in words, with its place.
pub fn reason(input: &Input, reason: &Reason) -> Cell {
    let model = input.model;
    let text = match &reason.cause {
        Cause::NothingAddresses => "nothing in the model addresses it".to_owned(),
        Cause::Finding(key) => match input.waived.finding(key) {
            Some(finding) => message(&finding.diagnostic),
            None => String::new(),
        },
        Cause::WaivedFinding(key) => match input.waived.silenced(key) {
            Some((finding, waiver)) => format!("accepted by a waiver{}: {}", until(input, waiver), message(&finding.diagnostic)),
            None => String::new(),
        },
        Cause::OpenNonconformity(id) => format!("open nonconformity: {}", title(input, *id)),
        Cause::NoEvidence(types) => match types.split_last() {
            None => "nothing is on file for it".to_owned(),
            Some((only, [])) => format!("nothing on file is of the type asked for: {}", title(input, *only)),
            Some((last, others)) => {
                let others: Vec<String> = others.iter().map(|&id| title(input, id)).collect();
                format!("nothing on file is of a type asked for: {} or {}", others.join(", "), title(input, *last))
            }
        },
        Cause::NothingCurrent => "nothing on file counts today".to_owned(),
        Cause::AgainstClause(clause) => format!("something is open against clause {} as a whole", number(model, *clause)),
        Cause::Excluded(exclusion) => format!("left out: {}", because(input, *exclusion)),
        Cause::ExclusionNotAllowed(exclusion) => {
            format!("an exclusion is declared, but the framework does not allow it: {}", because(input, *exclusion))
        }
        Cause::Part(part, status) => {
            format!("{} {}, which leads to it, is {}", number(model, *part), title(input, *part), status.words())
        }
        Cause::NobodyLooked => {
            "it rests on what is linked and filed: no rule had anything to look at, and nobody has judged it".to_owned()
        }
        Cause::Judged(assessment) => format!("judged by {}", judged_by(input, *assessment)),
        Cause::NotArisen => "its condition has not come about in what the model declares".to_owned(),
        Cause::DemandsNothing => "it demands nothing".to_owned(),
        Cause::Unchecked => "a rule on what may be claimed, which no rule of the model checks".to_owned(),
    };
    match reason.place {
        Some(span) => Cell::text(text).at(place(input, span)),
        None => Cell::text(text),
    }
}

/// Something on file, with the line that declares it and, where it does not count, why.
pub fn held(input: &Input, held: &Held) -> Cell {
    let at = declared(input, held.entity);
    match held.currency {
        Currency::Current => entity(input, held.entity).at(at),
        Currency::Ended(_)
        | Currency::NotInForce(_)
        | Currency::NotYet(_)
        | Currency::NoFile
        | Currency::NoRows
        | Currency::Elsewhere(_)
        | Currency::FileMissing(_) => {
            Cell::text(format!("{}, not counted: {}", title(input, held.entity), currency(&held.currency))).at(at)
        }
    }
}

/// A register that is a record of something, with its first row.
pub(super) fn listed(input: &Input, listed: &Listed) -> Cell {
    Cell::text(listed_words(input, listed)).at(declared(input, listed.first))
}

/// `Risks: 12 entries in the model`
pub fn listed_words(input: &Input, listed: &Listed) -> String {
    let title = input.rulebook.registers.get(listed.register).map_or("", |register| &*register.title);
    let rows = counted(listed.rows, "entry", "entries");
    format!("{title}: {rows} in the model")
}

/// Who gave an assessment, and when, as far as it says so.
fn judged_by(input: &Input, assessment: EntityId) -> String {
    let by: Vec<String> = related(input.model, assessment, "by").into_iter().map(|id| title(input, id)).collect();
    let by = if by.is_empty() { title(input, assessment) } else { by.join(" and ") };
    match named(input.model, assessment, "on") {
        Value::Scalar(Scalar::Date(on)) => format!("{by} on {on}"),
        _ => by,
    }
}

/// Why something on file does not count.
pub fn currency(currency: &Currency) -> String {
    match currency {
        Currency::Current => "current".to_owned(),
        Currency::Ended(date) => format!("what it covers ended on {date}, too long ago"),
        Currency::NotInForce(status) => format!("its status is {status}"),
        Currency::NotYet(date) => format!("what it covers begins on {date}"),
        Currency::NoFile => "it names no file".to_owned(),
        Currency::NoRows => "its record has no rows".to_owned(),
        Currency::Elsewhere(url) => format!("it is kept at {url}, where nobody has looked; only a file beside the model counts"),
        Currency::FileMissing(path) => format!("the file {path} is not there"),
    }
}

/// Why something is left out, as the exclusion says.
pub fn because(input: &Input, exclusion: EntityId) -> String {
    let field = input.model.schema().lang.map(|lang| lang.exclusion_because);
    let text = field.and_then(|field| input.reader().text(exclusion, field));
    text.map_or_else(|| "no reason is given".to_owned(), Cow::into_owned)
}

fn until(input: &Input, waiver: EntityId) -> String {
    let field = input.model.schema().lang.map(|lang| lang.waiver_until);
    match field.map(|field| input.model.value(waiver, field)) {
        Some(Value::Scalar(Scalar::Date(date))) => format!(" until {date}"),
        _ => String::new(),
    }
}

/// A finding's message in print, with the rule that gave it.
pub(super) fn message(diagnostic: &Diagnostic) -> String {
    format!("{} ({})", printed(&diagnostic.message), diagnostic.source.id())
}

/// What is told, in print: backticks, which set off names in a terminal, become quotation marks.
pub(super) fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, piece) in text.split('`').enumerate() {
        if at > 0 {
            out.push(if at % 2 == 1 { '‘' } else { '’' });
        }
        out.push_str(piece);
    }
    out
}
