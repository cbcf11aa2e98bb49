//! What cells say becomes values of fields, on all cores.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::declaration::{Column, Holds, Word, folded};
use super::figures::{NoNumber, time_unit};
use super::names::{Named, Names};
use super::split::{Cell, said};
use super::tally::{Common, TOLD, Tally};
use super::told::{self, Fault};
use super::{Rows, Table, days};
use crate::analysis::entities::EntityPart;
use crate::analysis::fields::{CHUNK, Checked};
use crate::analysis::references::{Resolution, Scene};
use crate::analysis::values::{is_address, takes_references, unusable_path};
use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, EntityId, Field, FieldId, FieldRole, Item, Slot, Target, Type, Value};
use crate::quantity::{DateRange, Scalar, Unit};
use crate::source::Span;
use crate::world::Patience;

/// Checks the cells of all rows, and adds what they give behind what has been checked: rows stand behind all other entities. It gives
/// nothing once nobody waits.
pub(in crate::analysis) fn check(scene: &Scene, rows: &Rows, patience: Patience<'_>, checked: &mut Checked) -> Option<()> {
    let mut names = None;
    for table in &rows.tables {
        let meanings = meanings(scene, table, &mut checked.diagnostics);
        let names = names.get_or_insert_with(|| Names::new(scene, rows));
        let bench = Bench { scene, names, table, meanings: &meanings };
        let chunk = |chunk: usize| patience.lasts().then(|| bench.chunk(chunk * CHUNK));
        let chunks: Option<Vec<Part>> = (0..table.rows.len().div_ceil(CHUNK)).into_par_iter().map(chunk).collect();
        let mut tally = Tally::default();
        for mut chunk in chunks? {
            checked.parts.append(&mut chunk.parts);
            checked.slots.append(&mut chunk.slots);
            tally.append(chunk.tally);
        }
        let rest = |common, code, more, last| told::rest(scene.sources, &table.declaration, common, code, more, last);
        checked.diagnostics.extend(tally.told(rest));
    }
    Some(())
}

/// What single words mean in a column: those declared, and those of its enums.
type Meanings = FxHashMap<String, Option<Value>>;

/// What the words of every column mean; tells of those that mean nothing.
fn meanings(scene: &Scene, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Meanings> {
    let of = |column: &Column| {
        let mut known = Meanings::default();
        let Holds::Field(field) = column.holds else { return known };
        let field = scene.schema.field(field);
        for (name, value) in words_of(scene, &field.ty) {
            known.insert(name, Some(value));
        }
        let mut declared: Vec<(&String, &Word)> = column.words.iter().collect();
        declared.sort_unstable_by_key(|(_, word)| word.span.start);
        let mut told = None;
        for (said, word) in declared {
            let value = meaning(scene, table, field, word);
            if value.is_none() && told != Some(word.span) {
                diagnostics.push(told::no_meaning(scene, field, word));
                told = Some(word.span);
            }
            known.insert(said.clone(), value);
        }
        known
    };
    table.declaration.columns.iter().map(of).collect()
}

/// The words that need no declaration: values of enums by name and by title, and yes and no.
fn words_of(scene: &Scene, ty: &Type) -> Vec<(String, Value)> {
    let mut words = Vec::new();
    let mut add = |ty: &Type| {
        if *ty == Type::Bool {
            for (word, value) in [("true", true), ("yes", true), ("y", true), ("1", true), ("x", true)].into_iter().chain([
                ("false", false),
                ("no", false),
                ("n", false),
                ("0", false),
            ]) {
                words.push((word.to_owned(), Value::Scalar(Scalar::Bool(value))));
            }
        }
    };
    match ty {
        Type::OneOf(targets) => {
            for target in targets {
                match target {
                    Target::Scalar(ty) => add(ty),
                    Target::Kind(_) | Target::Enum(_) => {}
                }
            }
            for target in targets {
                let Target::Enum(id) = target else { continue };
                for (at, variant) in scene.schema.enumeration(*id).variants.iter().enumerate() {
                    let value = Value::Enum(*id, at as u16);
                    words.extend([
                        (folded(&variant.title), value.clone()),
                        (folded(&variant.name.replace('_', " ")), value.clone()),
                        (folded(&variant.name), value),
                    ]);
                }
            }
        }
        ty => add(ty),
    }
    words
}

fn meaning(scene: &Scene, table: &Table, field: &Field, word: &Word) -> Option<Value> {
    let takes = |ty: &Type| match &field.ty {
        Type::OneOf(targets) => targets.iter().any(|target| *target == Target::Scalar(ty.clone())),
        own => own == ty,
    };
    if let Type::OneOf(targets) = &field.ty {
        let variant = targets.iter().find_map(|target| match target {
            Target::Enum(id) => Some(Value::Enum(*id, scene.schema.enumeration(*id).variant(&word.means)?)),
            Target::Kind(_) | Target::Scalar(_) => None,
        });
        if variant.is_some() {
            return variant;
        }
    }
    match (&*word.means, takes(&Type::Bool)) {
        ("true", true) => return Some(Value::Scalar(Scalar::Bool(true))),
        ("false", true) => return Some(Value::Scalar(Scalar::Bool(false))),
        _ => {}
    }
    if !takes_references(&field.ty) {
        return None;
    }
    match scene.resolve(Some(table.declaration.id), &word.means, &field.ty) {
        Resolution::Found(id) | Resolution::Former(id, _) => Some(Value::Entity(id)),
        Resolution::Phantom => Some(Value::Missing),
        Resolution::Disputed(_) | Resolution::WrongKind(_) | Resolution::Unknown => None,
    }
}

/// What the rows of a record share.
struct Bench<'a, 's> {
    scene: &'a Scene<'s>,
    names: &'a Names<'a, 's>,
    table: &'a Table<'s>,
    meanings: &'a [Meanings],
}

/// What some rows give.
#[derive(Default)]
struct Part {
    parts: Vec<EntityPart>,
    slots: Vec<Slot>,
    tally: Tally,
}

/// What reading a cell gives.
enum Read {
    Value(Value),
    /// It was lost to an error that has been told.
    Lost,
    Fault(Box<Fault>),
}

impl From<Fault> for Read {
    fn from(fault: Fault) -> Read {
        Read::Fault(Box::new(fault))
    }
}

impl Bench<'_, '_> {
    fn chunk(&self, from: usize) -> Part {
        let mut part = Part::default();
        for row in from..self.table.rows.len().min(from + CHUNK) {
            self.row(row, &mut part);
        }
        part
    }

    fn row(&self, row: usize, part: &mut Part) {
        let id = EntityId((self.table.first.index() + row) as u32);
        let cells = self.table.cells(row);
        let before = part.slots.len();
        let (mut name, mut title) = (None, None);
        for (at, column) in self.table.declaration.columns.iter().enumerate() {
            let cell = column.place.and_then(|place| cells.get(place)).copied();
            match column.holds {
                Holds::Name => name = cell.map(|cell| said(self.raw(cell))),
                Holds::Title => title = cell.map(|cell| said(self.raw(cell))),
                Holds::Field(field) => {
                    let until = column.until_place.and_then(|place| cells.get(place)).copied();
                    let slot = match cell {
                        Some(cell) => self.slot(id, at, field, cell, until, part),
                        None => Some(Slot { field, span: column.span, value: Value::Missing }),
                    };
                    part.slots.extend(slot);
                }
            }
        }
        let mut broken = self.table.declaration.incomplete;
        let written = part.slots.get(before..).unwrap_or_default();
        let lacks: Vec<FieldId> = self.needed().filter(|field| written.iter().all(|slot| slot.field != *field)).collect();
        for field in lacks {
            broken = true;
            let Some(at) = self.column_of(field) else { continue };
            let cell = self.table.declaration.columns[at].place.and_then(|place| cells.get(place)).copied();
            let place = cell.filter(|cell| cell.start < cell.end).map_or(self.span(row), |cell| self.place(cell));
            part.tally.add(Common::Column(at), &codes::E0804, place, TOLD, || told::empty(self.scene, self.table, at, id, place));
        }
        let slots = (part.slots.len() - before) as u32;
        let title = self.title(name.as_deref(), title.as_deref());
        part.parts.push(EntityPart { slots, title, broken, marked_private: false });
    }

    /// What a row is called: what people know it by comes first, and what it is about behind it.
    fn title(&self, name: Option<&str>, title: Option<&str>) -> Option<Box<str>> {
        match (name.filter(|name| !name.is_empty()), title.filter(|title| !title.is_empty())) {
            (Some(name), Some(title)) if !title.starts_with(name) => Some(format!("{name} {title}").into()),
            (_, Some(title)) => Some(title.into()),
            (name, None) => name.map(Into::into),
        }
    }

    /// The fields that each row needs and a column is for.
    fn needed(&self) -> impl Iterator<Item = FieldId> + '_ {
        let schema = self.scene.schema;
        schema.kind(self.table.kind()).fields.iter().copied().filter(move |&id| {
            let field = schema.field(id);
            field.role == FieldRole::Written
                && field.default.is_none()
                && matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne)
        })
    }

    fn column_of(&self, field: FieldId) -> Option<usize> {
        self.table.declaration.columns.iter().position(|column| column.holds == Holds::Field(field))
    }

    fn span(&self, row: usize) -> Span {
        self.table.rows.get(row).copied().unwrap_or(self.table.declaration.node.span)
    }

    fn raw(&self, cell: Cell) -> &str {
        let text = self.table.file.map_or("", |file| self.scene.sources.file(file).text());
        text.get(cell.range()).unwrap_or_default()
    }

    /// Where a cell stands, without the blanks around it.
    fn place(&self, cell: Cell) -> Span {
        let raw = self.raw(cell);
        let (start, end) = (raw.len() - raw.trim_start().len(), raw.trim_end().len());
        let file = self.table.file.unwrap_or(self.table.declaration.node.span.file);
        Span::new(file, cell.start as usize + start.min(end), cell.start as usize + end)
    }

    /// The field that a cell writes; nothing where it is empty.
    fn slot(&self, row: EntityId, at: usize, id: FieldId, cell: Cell, until: Option<Cell>, part: &mut Part) -> Option<Slot> {
        let text = said(self.raw(cell));
        if text.is_empty() {
            return None;
        }
        let span = self.place(cell);
        let field = self.scene.schema.field(id);
        let read = if text.contains(char::REPLACEMENT_CHARACTER) {
            Read::Lost
        } else if is_formula(&text) {
            Fault::formula().into()
        } else if field.is_list() {
            self.list(row, at, field, &text, span)
        } else {
            match until.map(|until| said(self.raw(until))).filter(|last| !last.is_empty()) {
                Some(last) if field.ty == Type::Dates => self.range(&text, &last),
                _ => self.atom(row, at, field, &text),
            }
        };
        let value = match read {
            Read::Value(value) => value,
            Read::Lost => Value::Missing,
            Read::Fault(fault) => {
                let tell = || told::cell(self.scene, self.table, at, row, span, &text, &fault);
                part.tally.add(Common::Column(at), fault.code, span, fault.most, tell);
                Value::Missing
            }
        };
        Some(Slot { field: id, span, value })
    }

    /// A list: the whole cell as one, or else its parts.
    fn list(&self, row: EntityId, at: usize, field: &Field, text: &str, span: Span) -> Read {
        let whole = self.atom(row, at, field, text);
        let takes_text = matches!(field.ty, Type::Text);
        // A text may hold a comma; names and values are parted by one.
        let parts: &[char] = if takes_text { &[';', '|', '\n'] } else { &[';', '|', '\n', ','] };
        if !text.contains(parts) || matches!(whole, Read::Value(_)) && !takes_text {
            return match whole {
                Read::Value(value) => Read::Value(Value::List([Item { value, span }].into())),
                other => other,
            };
        }
        let mut items: Vec<Item> = Vec::new();
        for said in text.split(parts).map(str::trim).filter(|said| !said.is_empty()) {
            let value = match self.atom(row, at, field, said) {
                Read::Value(value) => value,
                Read::Lost => Value::Missing,
                fault @ Read::Fault(_) => return fault,
            };
            if items.iter().all(|item| item.value != value) {
                items.push(Item { value, span });
            }
        }
        Read::Value(Value::List(items.into()))
    }

    fn atom(&self, row: EntityId, at: usize, field: &Field, text: &str) -> Read {
        let column = &self.table.declaration.columns[at];
        let known = self.meanings.get(at).filter(|known| !known.is_empty());
        if let Some(value) = known.and_then(|known| known.get(&folded(text))) {
            return match value {
                Some(value) if *value != Value::Missing => Read::Value(value.clone()),
                Some(_) | None => Read::Lost,
            };
        }
        let mut fault = None;
        if takes_references(&field.ty) {
            match self.names.find(row, text, &field.ty) {
                Named::Found(id) => return Read::Value(Value::Entity(id)),
                Named::Lost => return Read::Lost,
                Named::Several(ids) => fault = Some(Fault::several(self.scene, &ids)),
                Named::Other(id) => fault = Some(Fault::other_kind(self.scene, field, id)),
                Named::Unknown => fault = Some(Fault::unknown(self.names.near(text, &field.ty))),
            }
        }
        match &field.ty {
            Type::OneOf(targets) => {
                let mut scalars: Vec<&Type> = targets
                    .iter()
                    .filter_map(|target| match target {
                        Target::Scalar(ty) => Some(ty),
                        Target::Kind(_) | Target::Enum(_) => None,
                    })
                    .collect();
                // Anything is a text: it comes last, but before a file, as what stands in quotes in a model does.
                let takes_text = scalars.contains(&&Type::Text);
                scalars.retain(|ty| !(takes_text && **ty == Type::File));
                scalars.sort_by_key(|ty| **ty == Type::Text);
                for ty in scalars {
                    match self.scalar(column, ty, text) {
                        Read::Value(value) => return Read::Value(value),
                        Read::Lost => return Read::Lost,
                        Read::Fault(other) => fault = fault.or(Some(*other)),
                    }
                }
                fault.unwrap_or_else(|| Fault::no_value(self.scene, field, self.scene.quoted(Some(row), text))).into()
            }
            Type::Any => fault.unwrap_or_else(|| Fault::unlike("not known")).into(),
            ty => self.scalar(column, ty, text),
        }
    }

    fn scalar(&self, column: &Column, ty: &Type, text: &str) -> Read {
        let declaration = &self.table.declaration;
        let (figures, unit) = (declaration.figures, column.unit.as_deref());
        let number = |wrap: &dyn Fn(crate::quantity::Decimal) -> Option<Scalar>, text: &str| match figures.number(text) {
            Ok(number) => {
                wrap(number).map_or_else(|| Fault::unlike("not such a number").into(), |scalar| Read::Value(Value::Scalar(scalar)))
            }
            Err(NoNumber::TwoWays) => Fault::two_numbers(text).into(),
            Err(NoNumber::Unlike) => Fault::no_number(text, figures.decimals).into(),
        };
        match ty {
            Type::Text => Read::Value(Value::Text(text.into())),
            Type::Url if is_address(text) => Read::Value(Value::Url(text.into())),
            Type::Url => Fault::unlike("no address").into(),
            Type::File => match unusable_path(text) {
                None => Read::Value(Value::File(text.into())),
                Some(why) => Fault::unlike(why).into(),
            },
            Type::Int => {
                number(&|number| number.fract().is_zero().then(|| i64::try_from(number.trunc()).ok())?.map(Scalar::Int), text)
            }
            Type::Number => number(&|number| Some(Scalar::Number(number)), text),
            Type::Percent => match (text.strip_suffix('%'), unit) {
                (Some(figure), _) => number(&|number| Some(Scalar::Percent(number)), figure.trim_end()),
                (None, Some("%")) => number(&|number| Some(Scalar::Percent(number)), text),
                (None, _) => Fault::no_unit("unit: \"%\"").into(),
            },
            Type::Money => match figures.money(text, unit) {
                Ok(money) => Read::Value(Value::Scalar(Scalar::Money(money))),
                Err(NoNumber::TwoWays) => Fault::two_numbers(text).into(),
                Err(NoNumber::Unlike) if figures.number(text).is_ok() => Fault::no_unit("unit: \"GBP\"").into(),
                Err(NoNumber::Unlike) => Fault::unlike("no sum of money").into(),
            },
            Type::Bool => Fault::unlike("neither yes nor no").into(),
            Type::Date => match declaration.days.day(text) {
                Some(day) => Read::Value(Value::Scalar(Scalar::Date(day))),
                None => self.no_day(text).into(),
            },
            Type::Dates => match text.split_once("..").or_else(|| text.split_once(" - ")).or_else(|| text.split_once('–')) {
                Some((first, last)) => self.range(first.trim(), last.trim()),
                None => self.range(text, text),
            },
            Type::Duration | Type::Interval => {
                let text = text.strip_prefix("every ").unwrap_or(text);
                let unit = unit.and_then(time_unit);
                let read = figures.duration(text, unit);
                match read {
                    Some(duration) if *ty == Type::Duration => Read::Value(Value::Scalar(Scalar::Duration(duration))),
                    Some(interval) => Read::Value(Value::Scalar(Scalar::Interval(interval))),
                    None if unit.is_none() && figures.duration(text, Some(Unit::Hours)).is_some() => {
                        Fault::no_unit("unit: \"minutes\"").into()
                    }
                    None => Fault::no_time().into(),
                }
            }
            Type::Unknown => Read::Lost,
            Type::RuleName | Type::KindName | Type::Any | Type::OneOf(_) => Fault::unlike("not known").into(),
        }
    }

    fn range(&self, first: &str, last: &str) -> Read {
        let day = |text: &str| self.table.declaration.days.day(text);
        match (day(first), day(last)) {
            (Some(first), Some(last)) if first <= last => Read::Value(Value::Scalar(Scalar::Dates(DateRange { first, last }))),
            (Some(first), Some(last)) => Fault::backwards(first, last).into(),
            (None, _) => self.no_day(first).into(),
            (Some(_), None) => self.no_day(last).into(),
        }
    }

    fn no_day(&self, text: &str) -> Fault {
        let declaration = &self.table.declaration;
        Fault::no_day(text, declaration.days_said.as_deref(), &days::forms_of(text), days::of_spreadsheet(text))
    }
}

/// Whether a cell holds what a spreadsheet works out, in place of what came of it. What begins with a sign and goes on as words is text.
fn is_formula(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['=', '@']) else { return false };
    let rest = rest.trim_start_matches(['+', '-', '=', '(']);
    let name =
        rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$' | '.'))).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(name);
    let is_cell = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '$')
        && name.ends_with(|letter: char| letter.is_ascii_digit())
        && behind.starts_with(['+', '-', '*', '/', '&', ':', '!', '<', '>', ' ']);
    !name.is_empty() && (behind.starts_with(['(', '!', '|']) || text.starts_with('=') && (is_cell || is_sum(rest)))
}

/// Whether a text is figures with a sign of arithmetic between them.
fn is_sum(text: &str) -> bool {
    text.contains(['+', '-', '*', '/']) && text.chars().all(|letter| letter.is_ascii_digit() || "+-*/(). ".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_texts() {
        for formula in ["=SUM(A1:A3)", "=A1+B2", "=cmd|' /C calc'!A0", "@SUM(1)", "=1+1", "=+A1&B1", "=Sheet1!A1"] {
            assert!(is_formula(formula), "{formula}");
        }
        for text in
            ["=> see INC-1", "=== down ===", "@kim please look", "-3", "+49 30 1234", "= 5", "=", "a=SUM(1)", "@ops (again)"]
        {
            assert!(!is_formula(text), "{text}");
        }
    }
}
