//! What can be changed in a model, one fact at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;
use sms::model::{EnumId, Model, Target, Type};
use sms::quantity::Scalar;
use sms::source::{FileId, Origin, Sources, Span};
use sms::syntax::tree::{EntityNode, FieldNode, Item, Literal, Member, Tree, ValueKind, ValueNode};

/// A sort of change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// An entity is taken away, with what it holds.
    DropEntity,
    /// A field is taken away.
    DropField,
    /// A day lies a year earlier.
    YearEarlier,
    /// A day lies a year later.
    YearLater,
    /// A state is the one before it; the first of its list becomes the second, and a yes a no.
    SetBack,
    /// A reference leads to another of its kind.
    Swap,
    /// A figure is half of what it was.
    Halve,
    /// A figure is twice what it was.
    Double,
}

impl Sort {
    /// The word of the reviewed list.
    pub fn word(self) -> &'static str {
        match self {
            Sort::DropEntity => "drop-entity",
            Sort::DropField => "drop",
            Sort::YearEarlier => "year-earlier",
            Sort::YearLater => "year-later",
            Sort::SetBack => "set-back",
            Sort::Swap => "swap",
            Sort::Halve => "halve",
            Sort::Double => "double",
        }
    }
}

/// One change of one text.
#[derive(Clone, Debug)]
pub struct Change {
    /// What sort of change it is.
    pub sort: Sort,
    /// The kind of an entity, or kind and field: `risk`, `risk.review`.
    pub of: String,
    /// The file.
    pub file: FileId,
    /// What is replaced in its text.
    pub range: Range<usize>,
    /// What stands there instead.
    pub with: String,
}

/// Every change of the organisation's own files, in the order of the texts.
pub fn all(sources: &Sources, trees: &[&Tree], model: &Model) -> Vec<Change> {
    let mut named: FxHashMap<&str, &str> = FxHashMap::default();
    let mut of_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let own = trees.iter().filter(|tree| sources.file(tree.file).origin() == Origin::Model);
    for entity in own.clone().flat_map(|tree| &tree.items).filter_map(|item| match item {
        Item::Entity(entity) => Some(entity),
        _ => None,
    }) {
        if let Some(id) = entity.id {
            let (kind, id) = (sources.text(entity.kind.span), sources.text(id.span));
            named.insert(id, kind);
            of_kind.entry(kind).or_default().push(id);
        }
    }
    let mut changes = Changes { sources, model, named, of_kind, found: Vec::new() };
    for tree in own {
        for item in &tree.items {
            if let Item::Entity(entity) = item {
                changes.entity(entity);
            }
        }
    }
    changes.found
}

struct Changes<'a> {
    sources: &'a Sources,
    model: &'a Model,
    /// From the names of entities at top level to their kinds.
    named: FxHashMap<&'a str, &'a str>,
    of_kind: BTreeMap<&'a str, Vec<&'a str>>,
    found: Vec<Change>,
}

impl<'a> Changes<'a> {
    fn entity(&mut self, entity: &'a EntityNode) {
        let kind = self.sources.text(entity.kind.span);
        let start = entity.doc.map_or(entity.span, |doc| doc.span.to(entity.span));
        self.push(Sort::DropEntity, kind.to_owned(), start, String::new());
        for member in &entity.members {
            match member {
                Member::Field(field) => self.field(kind, field),
                Member::Child(child) => self.entity(child),
            }
        }
    }

    fn field(&mut self, kind: &str, field: &'a FieldNode) {
        let name = self.sources.text(field.name.span);
        let of = format!("{kind}.{name}");
        let whole = field.name.span.to(field.value.span);
        let text = self.sources.file(whole.file).text();
        // The comma behind it goes as well: two in a row would be an error of form.
        let comma = text.get(whole.end as usize..).is_some_and(|rest| rest.starts_with(','));
        let end = whole.end as usize + usize::from(comma);
        self.push(Sort::DropField, of.clone(), Span::new(whole.file, whole.start as usize, end), String::new());
        let ty = self.model.schema().kind_named(kind).and_then(|kind| self.model.schema().field_named(kind, name));
        let ty = ty.map(|field| &self.model.schema().field(field).ty);
        self.value(&of, ty, &field.value);
    }

    fn value(&mut self, of: &str, ty: Option<&Type>, value: &'a ValueNode) {
        match &value.kind {
            ValueKind::List(values) => values.iter().for_each(|value| self.value(of, ty, value)),
            ValueKind::Path => self.path(of, ty, value.span),
            ValueKind::Literal(literal) => self.literal(of, literal, value.span),
            ValueKind::Missing => {}
        }
    }

    fn path(&mut self, of: &str, ty: Option<&Type>, span: Span) {
        let text = self.sources.text(span);
        if let Some(Type::OneOf(targets)) = ty
            && let Some(before) = targets.iter().find_map(|target| match target {
                Target::Enum(id) => self.state_before(*id, text),
                _ => None,
            })
        {
            self.push(Sort::SetBack, of.to_owned(), span, before);
            return;
        }
        let other = self.named.get(text).and_then(|kind| self.of_kind.get(kind)?.iter().find(|&&other| other != text));
        if let Some(other) = other.map(|&other| other.to_owned()) {
            self.push(Sort::Swap, of.to_owned(), span, other);
        }
    }

    fn state_before(&self, id: EnumId, variant: &str) -> Option<String> {
        let list = &self.model.schema().enumeration(id).variants;
        let place = list.iter().position(|each| &*each.name == variant)?;
        let other = if place == 0 { list.get(1)? } else { list.get(place - 1)? };
        Some(other.name.to_string())
    }

    fn literal(&mut self, of: &str, literal: &Literal, span: Span) {
        match literal {
            Literal::Scalar(Scalar::Bool(yes)) => self.push(Sort::SetBack, of.to_owned(), span, (!yes).to_string()),
            Literal::Scalar(Scalar::Date(_) | Scalar::Dates(_)) => self.days(of, span),
            Literal::Scalar(_) => self.figure(of, span),
            Literal::Text | Literal::Raw => {}
        }
    }

    /// Each day of a date or a period, a year to either side.
    fn days(&mut self, of: &str, span: Span) {
        let mut at = span.start as usize;
        for part in self.sources.text(span).split("..") {
            let day = part.trim();
            let start = at + part.find(day).unwrap_or(0);
            if let Some((year, rest)) = day.split_once('-')
                && let Ok(number) = year.parse::<i32>()
            {
                // The 29th of February has no counterpart.
                let rest = rest.replace("02-29", "02-28");
                let place = Span::new(span.file, start, start + day.len());
                self.push(Sort::YearEarlier, of.to_owned(), place, format!("{}-{rest}", number - 1));
                self.push(Sort::YearLater, of.to_owned(), place, format!("{}-{rest}", number + 1));
            }
            at += part.len() + "..".len();
        }
    }

    /// The first number of a figure, halved and doubled.
    fn figure(&mut self, of: &str, span: Span) {
        let text = self.sources.text(span);
        let Some(start) = text.find(|letter: char| letter.is_ascii_digit()) else { return };
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let number: f64 = rest.get(..length).unwrap_or_default().parse().unwrap_or_default();
        let counted = !rest.contains('%') && rest.get(length..).is_some_and(|unit| !unit.trim().is_empty());
        for (sort, figure) in [(Sort::Halve, number / 2.0), (Sort::Double, number * 2.0)] {
            // Durations are counted in whole units.
            let figure = if counted && figure.fract() != 0.0 { figure.ceil() } else { figure };
            if figure != number {
                let place = Span::new(span.file, span.start as usize + start, span.start as usize + start + length);
                self.push(sort, of.to_owned(), place, figure.to_string());
            }
        }
    }

    fn push(&mut self, sort: Sort, of: String, place: Span, with: String) {
        self.found.push(Change { sort, of, file: place.file, range: place.range(), with });
    }
}
