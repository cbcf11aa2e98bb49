//! What a file declares, and what a model declares under a name.

use crate::model::EntityId;
use crate::source::{FileId, Origin, Span};
use crate::workspace::Checked;
use crate::world::Audience;

/// Something that is declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// Its kind, and its title where it has one.
    pub detail: String,
    /// What it is.
    pub sort: SymbolSort,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub name_span: Span,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// What is declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolSort {
    /// An entity.
    Entity,
    /// A rule.
    Rule,
    /// A register.
    Register,
    /// A definition.
    Definition,
    /// A kind.
    Kind,
    /// An enum.
    Enum,
}

/// What stands in a file, in the order of the text.
pub fn symbols(checked: &Checked, file: FileId) -> Vec<Symbol> {
    let model = &checked.model;
    let here = |span: &Span| span.file == file;
    let top = |id: &EntityId| {
        let entity = model.entity(*id);
        here(&entity.span) && entity.parent.is_none_or(|(parent, _)| !here(&model.entity(parent).span))
    };
    let mut found: Vec<Symbol> = model.ids().filter(top).map(|id| entity(checked, id)).collect();
    found.extend(declared(checked).filter(|symbol| here(&symbol.span)));
    found.sort_by_key(|symbol| symbol.span.start);
    found
}

/// What the organisation declares whose name, title or kind holds `query`, in any case of letters.
pub fn search(checked: &Checked, query: &str) -> Vec<Symbol> {
    let model = &checked.model;
    let wanted = query.to_lowercase();
    let own = |span: &Span| checked.sources.file(span.file).origin() == Origin::Model;
    let entities = model.ids().filter(|&id| model.entity(id).origin == Origin::Model);
    let entities =
        entities.map(|id| Symbol { name: model.entity(id).path.to_string(), children: Vec::new(), ..entity(checked, id) });
    let found = entities.chain(declared(checked)).filter(|symbol| own(&symbol.span));
    found
        .filter(|symbol| symbol.name.to_lowercase().contains(&wanted) || symbol.detail.to_lowercase().contains(&wanted))
        .take(MOST)
        .collect()
}

/// How many symbols of a name are worth showing.
const MOST: usize = 500;

fn entity(checked: &Checked, id: EntityId) -> Symbol {
    let model = &checked.model;
    let about = model.entity(id);
    let kind = &model.schema().kind(about.kind).name;
    let title = model.reader(Audience::Anybody).written_title(id);
    let named = about.name_span.start != about.span.start;
    Symbol {
        name: if named { checked.sources.text(about.name_span).to_owned() } else { title.as_deref().unwrap_or(kind).to_owned() },
        detail: title.as_deref().map_or_else(|| kind.to_string(), |title| format!("{kind}: {title}")),
        sort: SymbolSort::Entity,
        span: about.span,
        name_span: about.name_span,
        children: model
            .children(id)
            .iter()
            .map(|&child| entity(checked, child))
            .filter(|child| child.span.file == about.span.file)
            .collect(),
    }
}

fn declared(checked: &Checked) -> impl Iterator<Item = Symbol> {
    let (model, sources) = (&checked.model, &checked.sources);
    let symbol = |name: Span, span: Span, sort: SymbolSort, detail: &str| Symbol {
        name: sources.text(name).to_owned(),
        detail: detail.to_owned(),
        sort,
        span,
        name_span: name,
        children: Vec::new(),
    };
    let rules = model.rules().iter().map(move |rule| symbol(rule.name.span, rule.span, SymbolSort::Rule, "rule"));
    let registers =
        model.registers().iter().map(move |register| symbol(register.name.span, register.span, SymbolSort::Register, "register"));
    let defines =
        model.defines().iter().map(move |define| symbol(define.decl.name.span, define.decl.span, SymbolSort::Definition, "define"));
    let kinds = model.schema().kinds.iter().map(move |kind| symbol(kind.span, kind.span, SymbolSort::Kind, "kind"));
    let enums = model.schema().enums.iter().map(move |values| symbol(values.span, values.span, SymbolSort::Enum, "enum"));
    rules.chain(registers).chain(defines).chain(kinds).chain(enums)
}
