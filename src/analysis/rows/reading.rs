//! Reads declarations of rows as they stand: the rows have to be known before any field is checked.

use rustc_hash::FxHashMap;

use super::days::DayForm;
use super::declaration::{Column, Declaration, Holds, Reading, Word, folded, quoted, takes_unit};
use super::figures::Figures;
use super::{Asked, Encoding, told};
use crate::diag::Diagnostic;
use crate::model::{Cardinality, EntityId, FieldId, FieldRole, KindId, Target, Type};
use crate::quantity::Scalar;
use crate::source::Span;
use crate::syntax::literal;
use crate::syntax::tree::{EntityNode, Literal, Member, ValueKind, ValueNode};

impl<'a> Reading<'a> {
    /// Whether an entity is a declaration of rows.
    pub fn is_rows(&self, kind: KindId) -> bool {
        self.schema.is_a(kind, self.lang.rows)
    }

    /// The file that a declaration names.
    pub fn asked(&self, node: &EntityNode) -> Option<Asked> {
        let (path, span) = self.text(node, self.file)?;
        let encoding = match self.written(node, self.lang.encoding).map(|value| self.sources.text(value.span)) {
            Some(word) => self.encoding(word),
            None => Encoding::Utf8,
        };
        Some(Asked { path, span, encoding })
    }

    fn encoding(&self, word: &str) -> Encoding {
        let Type::OneOf(targets) = &self.schema.field(self.lang.encoding).ty else { return Encoding::Utf8 };
        let place = targets.iter().find_map(|target| match target {
            Target::Enum(id) => self.schema.enumeration(*id).variant(word),
            _ => None,
        });
        place.map_or(Encoding::Utf8, |place| Encoding::by_place(&self.lang, place))
    }

    /// What a declaration says; nothing where it does not say what the rows are. What is wrong with single values of the right type is told
    /// here, all else where fields are checked.
    pub fn declaration<'t>(
        &self,
        id: EntityId,
        node: &'t EntityNode,
        is_private: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Declaration<'t>> {
        let kind = self.schema.kind_named(self.sources.text(self.written(node, self.lang.each)?.span))?;
        if let Some(part) = self.part_needed(kind) {
            let place = self.written(node, self.lang.each).map_or(node.span, |value| value.span);
            diagnostics.push(told::no_row(self.schema, place, kind, part));
            return None;
        }
        let separator = match self.text(node, self.lang.separator) {
            None => b',',
            Some((text, span)) => separator(&text).unwrap_or_else(|| {
                diagnostics.push(told::no_separator(span, quoted(is_private, &text)));
                b','
            }),
        };
        let plain = DayForm::new("YYYY-MM-DD")?;
        let said = self.text(node, self.lang.dates);
        let days = match &said {
            None => plain,
            Some((text, span)) => DayForm::new(text).unwrap_or_else(|| {
                diagnostics.push(told::no_day_form(*span, quoted(is_private, text)));
                plain
            }),
        };
        let decimals = self.text(node, self.lang.decimals).and_then(|(text, span)| match text.as_str() {
            "." => Some('.'),
            "," => Some(','),
            _ => {
                diagnostics.push(told::no_decimals(span, quoted(is_private, &text)));
                None
            }
        });
        let heading_line = match self.written(node, self.lang.heading_line).map(|value| &value.kind) {
            Some(ValueKind::Literal(Literal::Scalar(Scalar::Int(line)))) => usize::try_from(*line).unwrap_or(1).max(1),
            _ => 1,
        };
        Some(Declaration {
            id,
            node,
            kind,
            file: self.text(node, self.file).map(|(_, span)| span),
            separator,
            days,
            days_said: said.map(|(text, _)| text),
            figures: Figures { decimals },
            heading_line,
            columns: self.columns(node, kind, is_private, diagnostics),
            used: Vec::new(),
            is_private,
            incomplete: false,
        })
    }

    /// The field by which an entity of `kind` has to hold others, which no row can.
    fn part_needed(&self, kind: KindId) -> Option<FieldId> {
        let mut fields = self.schema.kind(kind).fields.iter().copied();
        fields.find(|&field| {
            let field = self.schema.field(field);
            field.role == FieldRole::Contains && matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne)
        })
    }

    fn columns(&self, node: &EntityNode, kind: KindId, is_private: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for child in self.children(node, self.lang.column) {
            let Some(id) = child.id else { continue };
            let name = self.sources.text(id.span);
            let Some(holds) = self.holds(kind, name) else {
                diagnostics.push(told::no_field(self.schema, kind, id.span, name));
                continue;
            };
            // A name that is taken is told where names are.
            if columns.iter().any(|column| column.holds == holds) {
                continue;
            }
            let heading = match child.title {
                Some(title) => literal::cooked(self.sources.text(title.span)).trim().to_owned(),
                None => name.to_owned(),
            };
            let field = match holds {
                Holds::Field(field) => Some(self.schema.field(field)),
                Holds::Name | Holds::Title => None,
            };
            let unit = self.text(child, self.lang.unit).and_then(|(unit, span)| {
                let fits = field.is_none_or(|field| takes_unit(&field.ty, &unit));
                diagnostics.extend((!fits).then(|| told::no_unit(self.schema, span, quoted(is_private, &unit), field)));
                fits.then_some(unit)
            });
            columns.push(Column {
                holds,
                span: child.title.map_or(id.span, |title| title.span),
                heading,
                unit,
                until: self.text(child, self.lang.until).map(|(heading, span)| (heading.trim().to_owned(), span)),
                place: None,
                until_place: None,
                words: self.words(child),
            });
        }
        columns
    }

    /// What a column of this name holds of rows of `kind`; nothing where they have no such field, or none that is written.
    pub fn holds(&self, kind: KindId, name: &str) -> Option<Holds> {
        match name {
            "id" => Some(Holds::Name),
            "title" => Some(Holds::Title),
            name => {
                let id = self.schema.field_named(kind, name)?;
                let field = self.schema.field(id);
                let fits = field.role == FieldRole::Written && !matches!(field.ty, Type::RuleName | Type::KindName);
                fits.then_some(Holds::Field(id))
            }
        }
    }

    fn words(&self, column: &EntityNode) -> FxHashMap<String, Word> {
        let mut words = FxHashMap::default();
        for node in self.children(column, self.lang.word) {
            let Some(id) = node.id else { continue };
            let means = self.sources.text(id.span).to_owned();
            let title = node.title.map(|title| literal::cooked(self.sources.text(title.span)).into_owned());
            let also = self.written(node, self.lang.also).map(|value| self.texts(value)).unwrap_or_default();
            for said in title.into_iter().chain(also) {
                words.entry(folded(&said)).or_insert_with(|| Word { means: means.clone(), span: id.span });
            }
        }
        words
    }

    /// The children of `kind` that stand in `node`.
    fn children<'t>(&self, node: &'t EntityNode, kind: KindId) -> impl Iterator<Item = &'t EntityNode> + use<'t, 'a> {
        let (sources, schema) = (self.sources, self.schema);
        node.members.iter().filter_map(move |member| match member {
            Member::Child(child) => {
                let known = schema.kind_named(sources.text(child.kind.span))?;
                schema.is_a(known, kind).then_some(&**child)
            }
            Member::Field(_) => None,
        })
    }

    fn written<'t>(&self, node: &'t EntityNode, field: FieldId) -> Option<&'t ValueNode> {
        let name = &*self.schema.field(field).name;
        node.members.iter().find_map(|member| match member {
            Member::Field(field) if self.sources.text(field.name.span) == name => Some(&field.value),
            Member::Field(_) | Member::Child(_) => None,
        })
    }

    fn text(&self, node: &EntityNode, field: FieldId) -> Option<(String, Span)> {
        let value = self.written(node, field)?;
        matches!(value.kind, ValueKind::Literal(Literal::Text))
            .then(|| (literal::cooked(self.sources.text(value.span)).into_owned(), value.span))
    }

    fn texts(&self, value: &ValueNode) -> Vec<String> {
        let one = std::slice::from_ref(value);
        let items = match &value.kind {
            ValueKind::List(items) => items,
            _ => one,
        };
        let texts = items.iter().filter(|item| matches!(item.kind, ValueKind::Literal(Literal::Text)));
        texts.map(|item| literal::cooked(self.sources.text(item.span)).into_owned()).collect()
    }
}

/// What a text says as a separator.
fn separator(text: &str) -> Option<u8> {
    match text {
        "tab" | "\t" => Some(b'\t'),
        text => match *text.as_bytes() {
            [sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() && !matches!(sign, b'"' | b'\r' | b'\n' | b'.' | b'-') => {
                Some(sign)
            }
            _ => None,
        },
    }
}
