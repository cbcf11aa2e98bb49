//! Every row gets its place among the entities: its name, what holds it, where it stands.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::declaration::{Column, Declaration, Holds, Reading, folded, quoted};
use super::split::{Cell, Line, Slip, Splitter, said};
use super::tally::{Common, TOLD, Tally};
use super::{MOST_ROWS, Records, Rows, Table, row_name, told};
use crate::analysis::entities::Placed;
use crate::analysis::keys::Mark;
use crate::analysis::privacy::Unmarked;
use crate::analysis::references::Scene;
use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, Entity, EntityId, FieldRole, Guarded, Lang, MADE_UP, RuleNames, Schema};
use crate::source::{FileId, Origin, Sources, Span};
use crate::world::Patience;

/// So many rows are placed before it is asked again whether somebody waits.
const BETWEEN_LOOKS: usize = 1024;

/// Reads the records that are declared, and puts their rows behind all other entities; nothing once nobody waits.
pub(in crate::analysis) fn place<'t>(
    sources: &Sources,
    schema: &Schema,
    placed: &mut Placed<'t>,
    unmarked: &Unmarked,
    records: &Records,
    patience: Patience<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Rows<'t>> {
    let mut rows = Rows::default();
    let Some(Lang { records: lang, evidence_file: file, .. }) = schema.lang else { return Some(rows) };
    let reading = Reading { sources, schema, lang, file };
    let is_declared = |id: &EntityId| {
        let entity = placed.entities.get(id.index());
        entity.is_some_and(|entity| entity.origin == Origin::Model && reading.is_rows(entity.kind))
    };
    let declared: Vec<EntityId> = (0..placed.entities.len() as u32).map(EntityId).filter(is_declared).collect();
    for id in declared {
        let Some(&node) = placed.nodes.get(id.index()) else { continue };
        let is_private = Scene {
            sources,
            schema,
            placed,
            rule_names: FxHashSet::default(),
            former_rules: &RuleNames::default(),
            unmarked: unmarked.clone(),
        }
        .is_private(id);
        let Some(declaration) = reading.declaration(id, node, is_private, diagnostics) else { continue };
        let text = declaration.file.and_then(|span| records.get(span));
        let mut is_whole = text.is_some();
        let mut table =
            Table { declaration, file: text, first: EntityId(placed.entities.len() as u32), rows: Vec::new(), cells: Vec::new() };
        if let Some(text) = text {
            let mut placer =
                Placer { reading, placed, table: &mut table, keys: &mut rows.keys, tally: Tally::default(), text, patience };
            if let Some(told) = placer.all(diagnostics) {
                diagnostics.push(told);
            }
            let tally = std::mem::take(&mut placer.tally);
            is_whole &= tally.is_empty();
            diagnostics
                .extend(tally.told(|common, code, more, last| told::rest(sources, &table.declaration, common, code, more, last)));
        }
        // Where nothing of a record is known, or its columns are not, its rows may be anything.
        if !is_whole || table.rows.is_empty() {
            placed.partial.insert(id);
        }
        rows.tables.push(table);
    }
    patience.lasts().then_some(rows)
}

struct Placer<'a, 't, 'p> {
    reading: Reading<'a>,
    placed: &'p mut Placed<'t>,
    table: &'p mut Table<'t>,
    keys: &'p mut Vec<(EntityId, Arc<str>)>,
    tally: Tally,
    text: FileId,
    patience: Patience<'p>,
}

impl Placer<'_, '_, '_> {
    /// Places all rows; gives what is told where there are none.
    fn all(&mut self, diagnostics: &mut Vec<Diagnostic>) -> Option<Diagnostic> {
        let text = self.reading.sources.file(self.text).text();
        let declaration = &mut self.table.declaration;
        let place = declaration.file.unwrap_or(declaration.node.span);
        let hint = usize::from(text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")));
        let mut splitter = Splitter::new(text, declaration.separator, declaration.heading_line + hint);
        let mut cells = Vec::new();
        let headings = match splitter.next(&mut cells) {
            None => return Some(told::nothing_in(place, self.text, text.is_empty())),
            Some(Line::Torn(line, slip)) => {
                let told = torn(self.text, slip);
                return Some(told.label(Span::new(self.text, line.start, line.end), "the headings"));
            }
            Some(Line::Row(row)) => row,
        };
        let span = Span::new(self.text, headings.start, headings.end);
        let titles: Vec<(String, Span)> = cells
            .iter()
            .map(|cell| (said(&text[cell.range()]).into_owned(), Span { start: cell.start, end: cell.end, ..span }))
            .collect();
        let before = diagnostics.len();
        match_columns(&self.reading, declaration, &titles, span, diagnostics);
        if declaration.columns.iter().all(|column| column.place.is_none()) {
            // Without any column there are no rows to speak of; what is missing has been told.
            if before == diagnostics.len() {
                diagnostics.push(told::no_columns(&self.reading, declaration, span, &titles));
            }
            return None;
        }
        tell_needed(&self.reading, declaration, diagnostics);
        let width = titles.len();
        let mut count = 0;
        while let Some(line) = splitter.next(&mut cells) {
            let range = match line {
                Line::Row(range) => range,
                Line::Torn(line, slip) => {
                    let place = Span::new(self.text, line.start, line.end);
                    self.tally.add(Common::Rows, &codes::E0803, place, TOLD, || torn(self.text, slip));
                    continue;
                }
            };
            if cells.iter().all(|cell| said(&text[cell.range()]).is_empty()) {
                continue;
            }
            count += 1;
            if count % BETWEEN_LOOKS == 0 && !self.patience.lasts() {
                return None;
            }
            if count > MOST_ROWS {
                return Some(told::too_many(place, MOST_ROWS));
            }
            let span = Span::new(self.text, range.start, range.end);
            let surplus = cells.get(width..).unwrap_or_default();
            if cells.len() < width || surplus.iter().any(|cell| !said(&text[cell.range()]).is_empty()) {
                let (found, sources) = (cells.len(), self.reading.sources);
                let separator = self.table.declaration.separator;
                self.tally.add(Common::Rows, &codes::E0803, span, TOLD, || {
                    told::other_width(span, found, width, separator, sources.text(span))
                });
                continue;
            }
            self.row(&cells, span);
        }
        (count == 0).then(|| told::nothing_in(place, self.text, false))
    }

    fn row(&mut self, cells: &[Cell], span: Span) {
        let sources = self.reading.sources;
        let declaration = &self.table.declaration;
        let named = declaration.columns.iter().find(|column| column.holds == Holds::Name).and_then(|column| column.place);
        let cell = named.and_then(|place| cells.get(*declaration.used.get(place)?));
        let cell = cell.map(|cell| Span { start: cell.start, end: cell.end, ..span });
        let id = EntityId(self.placed.entities.len() as u32);
        let name = cell.map(|cell| row_name(&said(sources.text(cell)))).filter(|name| !name.is_empty());
        let above = &self.placed.entities[declaration.id.index()].path;
        let path: Arc<str> = match &name {
            Some(name) => [above, ".", name].concat().into(),
            None => {
                let word = &self.reading.schema.kind(declaration.kind).name;
                let line = sources.position(span).line;
                let mut mark = Mark::new();
                mark.add(sources.text(span).as_bytes());
                self.keys.push((id, format!("{above}.{word}{MADE_UP}{:08x}", mark.sum()).into()));
                format!("{above}.{word}{MADE_UP}{line}").into()
            }
        };
        if let Some(first) = self.placed.names.insert(&path, id, Origin::Model) {
            let (at, first) = (cell.unwrap_or(span), self.placed.entities[first.index()].name_span);
            let is_private = declaration.is_private;
            self.tally.add(Common::Rows, &codes::E0806, at, TOLD, || told::twice(sources, at, first, &path, is_private));
            return;
        }
        self.placed.entities.push(Entity {
            kind: declaration.kind,
            path,
            title: Guarded::default(),
            name_span: if name.is_some() { cell.unwrap_or(span) } else { span },
            span,
            doc: Guarded::default(),
            parent: Some((declaration.id, self.reading.lang.entries)),
            origin: Origin::Model,
            broken: false,
            marked_private: false,
            formerly: Box::default(),
            slots: (0, 0),
        });
        self.table.rows.push(span);
        let used = &self.table.declaration.used;
        self.table.cells.extend(used.iter().map(|&place| cells.get(place).copied().unwrap_or_default()));
    }
}

fn torn(file: FileId, slip: Slip) -> Diagnostic {
    match slip {
        Slip::NeverClosed(at) => told::never_closed(Span::new(file, at, at + 1)),
        Slip::GoesOn(at) => told::goes_on(Span::new(file, at, at + 1)),
    }
}

/// Finds the column of the file that each column of the declaration speaks of.
fn match_columns(
    reading: &Reading,
    declaration: &mut Declaration,
    titles: &[(String, Span)],
    headings: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if declaration.columns.is_empty() {
        declaration.columns = by_name(reading, declaration, titles);
    }
    // One message where all are missing: then the cells are parted by something else, or it is another file.
    let finds = |heading: &str| titles.iter().any(|(title, _)| folded(title) == folded(heading));
    if declaration.columns.len() > 1 && !declaration.columns.iter().any(|column| finds(&column.heading)) {
        diagnostics.push(told::other_headings(reading, declaration, headings, titles));
        return;
    }
    let Declaration { columns, used, is_private, .. } = declaration;
    let is_private = *is_private;
    let listed = if is_private { &[] } else { titles };
    let mut use_of = |place: usize| match used.iter().position(|known| *known == place) {
        Some(at) => at,
        None => {
            used.push(place);
            used.len() - 1
        }
    };
    for column in columns {
        match find(titles, &column.heading) {
            Ok(place) => column.place = Some(use_of(place)),
            Err(places) => {
                diagnostics.push(told::no_column(column.span, quoted(is_private, &column.heading), headings, listed, &places))
            }
        }
        if let Some((heading, span)) = &column.until {
            match find(titles, heading) {
                Ok(place) => column.until_place = Some(use_of(place)),
                Err(places) => diagnostics.push(told::no_column(*span, quoted(is_private, heading), headings, listed, &places)),
            }
        }
    }
}

/// The place of a heading; the places of all that are like it where it is not exactly one.
fn find(titles: &[(String, Span)], heading: &str) -> Result<usize, Vec<usize>> {
    let places = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        titles.iter().enumerate().filter(|(_, (title, _))| is(title)).map(|(place, _)| place).collect()
    };
    let exact = places(&|title| title == heading);
    let wanted = folded(heading);
    let found = if exact.is_empty() { places(&|title| folded(title) == wanted) } else { exact };
    match found[..] {
        [place] => Ok(place),
        _ => Err(found),
    }
}

/// The headings that are called like fields, where no column is declared.
fn by_name(reading: &Reading, declaration: &Declaration, titles: &[(String, Span)]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (title, span) in titles {
        let name = folded(title).replace(' ', "_");
        let Some(holds) = reading.holds(declaration.kind, &name) else { continue };
        if columns.iter().all(|column| column.holds != holds) {
            columns.push(Column {
                holds,
                span: *span,
                heading: title.clone(),
                unit: None,
                until: None,
                place: None,
                until_place: None,
                words: Default::default(),
            });
        }
    }
    columns
}

/// Tells of fields that each row needs and that no column gives.
fn tell_needed(reading: &Reading, declaration: &mut Declaration, diagnostics: &mut Vec<Diagnostic>) {
    let schema = reading.schema;
    for &id in &schema.kind(declaration.kind).fields {
        let field = schema.field(id);
        let is_needed = field.role == FieldRole::Written
            && field.default.is_none()
            && matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne);
        if is_needed && declaration.columns.iter().all(|column| column.holds != Holds::Field(id)) {
            declaration.incomplete = true;
            diagnostics.push(told::needed(schema, declaration, field));
        }
    }
}
