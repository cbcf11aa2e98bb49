//! The cross-reference: what results by one framework show for another, requirement by requirement, and what remains to be done.

use crate::assess::through::{Carrier, Indicated, Indication, RowRead, Through, through};
use crate::assess::{Assessment, appraisal, scoped_frameworks};
use crate::model::{EntityId, Value};

use super::document::{Cell, Column, Document, Row, Section, Status as Verdict, Table, Tone};
use super::{Input, begin, declared, section, wording};

/// What every pair of frameworks shows of one another of which one is in scope, and on the other of which something is known.
pub fn document(input: &Input, assessment: &Assessment) -> Document {
    let mut document = begin(input, "cross_reference", "Cross-reference of frameworks");
    document.sections.push(section("how_to_read", "How to read this document").paragraph(HOW_TO_READ));
    let found: Vec<Section> = pairs(input)
        .into_iter()
        .filter_map(|(framework, other)| through(input.model, assessment, input.facts.today, framework, other).ok())
        .map(|found| pair(input, &found))
        .collect();
    if found.is_empty() {
        let text = "No mapping leads from a framework in scope to another on which results are known, so nothing is carried over.";
        document.sections.push(section("summary", "Summary").paragraph(text));
    }
    document.sections.extend(found);
    document
}

const HOW_TO_READ: &str = "A row of a mapping makes nothing conformant. It indicates that work done for one framework will help to show a \
requirement of the other, as far as the row goes: indicated where the row covers practically all and all that carries it is met, in part where \
it covers a part or where not all of that is met, hinted at where it only helps. The state beside it is computed from the model alone.";

/// The framework asked about and the one whose results are carried over, for each pair that is worth asking.
fn pairs(input: &Input) -> Vec<(EntityId, EntityId)> {
    let Some(lang) = input.model.schema().lang else { return Vec::new() };
    let scoped = scoped_frameworks(input.model, &lang);
    let appraised = appraisal::appraised(input.model, input.facts.today);
    let mut known = scoped.clone();
    known.extend(appraised.iter().map(|found| found.framework));
    known.sort_unstable();
    known.dedup();
    let with_others =
        |&framework: &EntityId| known.iter().filter(move |&&other| other != framework).map(move |&other| (framework, other));
    scoped.iter().flat_map(with_others).collect()
}

fn pair(input: &Input, found: &Through) -> Section {
    let path = |id: EntityId| input.model.entity(id).path.to_string();
    let anchor = format!("{}.through.{}", path(found.framework), path(found.through));
    let title = format!("{}: what {} shows", wording::title(input, found.framework), wording::title(input, found.through));
    section(&anchor, title).paragraph(source(input, found)).table(table(input, found, &found.items))
}

/// Where the results come from that are carried over, and by which mappings, in a sentence.
pub fn source(input: &Input, found: &Through) -> String {
    let results = match found.appraisal {
        Some(appraisal) => format!("the appraisal ‘{}’", wording::title(input, appraisal)),
        None => "the computed states".to_owned(),
    };
    let titled = |id: &EntityId| format!("‘{}’", wording::title(input, *id));
    let mappings: Vec<String> = found.mappings.iter().map(titled).collect();
    format!("Carried over are {results} of {}, by {}.", wording::title(input, found.through), mappings.join(" and "))
}

/// A row for each requirement: its own state, what is indicated, by what, and what remains.
pub fn table(input: &Input, found: &Through, items: &[Indicated]) -> Table {
    let path = format!("{}.through", input.model.entity(found.framework).path);
    let columns = ["Clause", "Title", "Own state", "Shown", "By", "What remains"].map(Column::text).to_vec();
    let mut table = Table::new(&path, columns, "The framework asks for nothing.").about_entity();
    table.rows = items
        .iter()
        .map(|item| {
            let rows = item.rows.iter().map(|row| Cell::text(row_words(input, row)).at(declared(input, row.row)));
            let cells = vec![
                Cell::text(&*item.number),
                Cell::text(wording::title(input, item.entity)),
                item.state.map_or(Cell::Empty, |state| Cell::Status(wording::status(state))),
                Cell::Status(Verdict { word: item.indication.words(), tone: tone(item.indication) }),
                Cell::list(rows.collect()),
                Cell::list(remains(input, item).into_iter().map(Cell::text).collect()),
            ];
            Row::new(cells).about(input.model.entity(item.entity).path.to_string())
        })
        .collect();
    table
}

fn tone(indication: Indication) -> Tone {
    match indication {
        // Green is for what is conformant, and a row makes nothing so.
        Indication::Most | Indication::Part => Tone::Fair,
        Indication::Hint => Tone::Open,
        Indication::Nothing => Tone::Neutral,
    }
}

/// A row in words: its strength, what carries it, what it rests on and how sure it is.
pub fn row_words(input: &Input, row: &RowRead) -> String {
    let carriers: Vec<String> = row.carriers.iter().map(|carrier| carrier_words(input, carrier)).collect();
    let strength = words(input, row.row, "strength");
    let (basis, certainty) = (words(input, row.row, "basis"), words(input, row.row, "certainty"));
    let carried = if carriers.is_empty() { String::new() } else { format!(" by {}", carriers.join(", ")) };
    format!("{strength}{carried}; basis: {basis}, certainty {certainty}")
}

/// `IRP.SP2.1 (met)`, `8.6.1 (3 of 5 met)`
fn carrier_words(input: &Input, carrier: &Carrier) -> String {
    let state = match carrier {
        _ if carrier.all == 0 => "no result".to_owned(),
        _ if carrier.is_met() => "met".to_owned(),
        Carrier { met: 0, .. } => "not met".to_owned(),
        Carrier { met, all, .. } => format!("{met} of {all} met"),
    };
    format!("{} ({state})", wording::number(input.model, carrier.entity))
}

/// What still has to be shown for a requirement, as far as the rows tell; nothing where its own state is conformant already.
pub fn remains(input: &Input, item: &Indicated) -> Vec<String> {
    use crate::assess::Status;
    if matches!(item.state, Some(Status::Conformant | Status::NotApplicable)) {
        return Vec::new();
    }
    if item.rows.is_empty() {
        return vec!["No row leads here: all of it".to_owned()];
    }
    let mut remains = Vec::new();
    if item.unanswered.is_some() {
        remains.push("Nothing on the other side answers it, although rows name its clause: all of it".to_owned());
    }
    for row in &item.rows {
        remains.extend(wording::text(input, row.row, "residual").filter(|_| row.indication > Indication::Nothing));
        let open = row.carriers.iter().filter(|carrier| !carrier.is_met()).map(|carrier| carrier_words(input, carrier));
        remains.extend(open.map(|open| format!("To be met there: {open}")));
    }
    let mut seen = std::collections::BTreeSet::new();
    remains.retain(|text| seen.insert(text.clone()));
    if remains.is_empty() {
        remains.push(match item.indication {
            Indication::Most => "To show it for this framework: evidence of its own, and somebody who looks".to_owned(),
            _ => "What the row does not cover; it does not say what that is".to_owned(),
        });
    }
    remains
}

/// The words of an enum field, or of a list of such, as artefacts print them.
pub fn words(input: &Input, id: EntityId, field: &str) -> String {
    let title = |value: &Value| match value {
        Value::Enum(id, at) => {
            let variant = input.model.schema().enumeration(*id).variants.get(usize::from(*at));
            variant.map_or_else(String::new, |variant| variant.title.to_string())
        }
        _ => String::new(),
    };
    match wording::named(input.model, id, field) {
        Value::List(items) => items.iter().map(|item| title(&item.value)).collect::<Vec<_>>().join(", "),
        single => title(single),
    }
}
