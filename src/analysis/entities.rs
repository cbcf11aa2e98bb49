//! Step three: every entity gets its kind, its place and its path.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::declare::TopLevel;
use super::former::{self, Claim};
use super::words::TypeWords;
use crate::diag::{Diagnostic, codes};
use crate::model::describe::{alternatives, kind_words, with_article};
use crate::model::{
    Entity, EntityId, Field, FieldId, FieldRole, Guarded, KindId, MADE_UP, NameTable, Referrers, Schema, Target, Type,
};
use crate::source::{Origin, Sources, Span};
use crate::syntax::tree::{EntityNode, Member, ValueKind};
use crate::world::Patience;

/// All entities with the nodes they come from; their fields are still to be checked.
pub(super) struct Placed<'t> {
    pub entities: Vec<Entity>,
    /// The nodes of those that are written. Rows of records stand behind them and have none.
    pub nodes: Vec<&'t EntityNode>,
    pub names: NameTable,
    /// What each entity contains.
    pub children: Referrers,
    /// Paths of what was written but could not become an entity; references to them are not complained about.
    pub phantoms: FxHashSet<Box<str>>,
    /// The declarations of records of which not all rows are known; references to others of them are not complained about.
    pub partial: FxHashSet<EntityId>,
}

impl Placed<'_> {
    /// Finds out what each entity contains, once all are placed.
    pub fn count_children(&mut self) {
        let parent = |(at, entity): (usize, &Entity)| Some((entity.parent?.0, EntityId(at as u32)));
        let parents: Vec<(EntityId, EntityId)> = self.entities.iter().enumerate().filter_map(parent).collect();
        self.children = Referrers::new(&parents);
    }
}

/// What checking adds to one entity.
pub(super) struct EntityPart {
    /// How many fields are written.
    pub slots: u32,
    /// Its title, cooked.
    pub title: Option<Box<str>>,
    /// Whether something was written that no field shows.
    pub broken: bool,
    /// Whether it is marked as private itself.
    pub marked_private: bool,
}

/// So many entities of the top level are placed before it is asked again whether somebody waits.
const BETWEEN_LOOKS: usize = 256;

/// Gives every entity that is written its place; nothing once nobody waits.
pub(super) fn place<'t>(
    sources: &Sources,
    schema: &Schema,
    declared: &'t [TopLevel],
    patience: Patience<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Placed<'t>> {
    let mut placer = Placer {
        sources,
        schema,
        diagnostics,
        placed: Placed {
            entities: Vec::with_capacity(declared.len()),
            nodes: Vec::with_capacity(declared.len()),
            names: NameTable::default(),
            children: Referrers::default(),
            phantoms: FxHashSet::default(),
            partial: FxHashSet::default(),
        },
        unnamed: FxHashMap::default(),
        holders: FxHashMap::default(),
        claims: Vec::new(),
        homes: FxHashMap::default(),
        words: TypeWords::new(sources),
    };
    placer.placed.names.reserve(declared.len());
    for tops in declared.chunks(BETWEEN_LOOKS) {
        if !patience.lasts() {
            return None;
        }
        for top in tops {
            placer.entity(top.node, top.origin, None);
        }
    }
    let Placer { mut placed, claims, diagnostics, .. } = placer;
    former::enter(&mut placed, &claims, diagnostics);
    Some(placed)
}

/// Joins what checking found out to the entities.
pub(super) fn finish(placed: Placed, parts: Vec<EntityPart>) -> (Vec<Entity>, Referrers, NameTable) {
    let Placed { mut entities, children, names, .. } = placed;
    let mut start = 0;
    for (entity, part) in entities.iter_mut().zip(parts) {
        entity.slots = (start, start + part.slots);
        start += part.slots;
        entity.title = Guarded::new(part.title);
        entity.marked_private = part.marked_private;
        entity.broken |= part.broken;
    }
    (entities, children, names)
}

struct Placer<'a, 't> {
    sources: &'a Sources,
    schema: &'a Schema,
    diagnostics: &'a mut Vec<Diagnostic>,
    placed: Placed<'t>,
    /// How many entities without an id there are, by parent and kind.
    unnamed: FxHashMap<(Option<EntityId>, KindId), u32>,
    /// By which field a kind contains another, for every pair met.
    holders: FxHashMap<(KindId, KindId), Option<FieldId>>,
    /// What entities say that they were called.
    claims: Vec<Claim>,
    /// Where a kind may stand, in words, for every kind met in a wrong place.
    homes: FxHashMap<KindId, Option<String>>,
    words: TypeWords<'a>,
}

impl<'t> Placer<'_, 't> {
    fn entity(&mut self, node: &'t EntityNode, origin: Origin, parent: Option<EntityId>) {
        let word = self.sources.text(node.kind.span);
        let Some(kind) = self.schema.kind_named(word) else {
            let diagnostic = match parent.and_then(|parent| self.field(parent, word)) {
                Some(field) if field.role == FieldRole::Contains => self.plural(node, word, field),
                Some(_) => colon_missing(node, word),
                None => unknown_kind(node.kind.span, word, self.words.closest_kind(self.schema, word)),
            };
            self.diagnostics.push(diagnostic);
            self.lose(node, parent);
            return;
        };
        let held = match parent {
            None => None,
            Some(parent) => match self.holder(parent, kind) {
                Some(field) => Some((parent, field)),
                None => {
                    let diagnostic = self.misplaced(node, kind, parent);
                    self.diagnostics.push(diagnostic);
                    self.lose(node, Some(parent));
                    return;
                }
            },
        };
        let (own, name_span) = match node.id {
            Some(id) => (Cow::Borrowed(self.sources.text(id.span)), id.span),
            None => {
                if parent.is_none() && !node.broken {
                    self.diagnostics.push(nameless(node.kind.span, word));
                }
                let count = self.unnamed.entry((parent, kind)).or_default();
                *count += 1;
                (Cow::Owned(format!("{word}{MADE_UP}{count}")), node.kind.span)
            }
        };
        let path: Arc<str> = match parent {
            Some(parent) => [&*self.placed.entities[parent.index()].path, ".", &*own].concat().into(),
            None => Arc::from(&*own),
        };
        let id = EntityId(self.placed.entities.len() as u32);
        let first = self.placed.names.insert(&path, id, origin);
        if let Some(first) = first {
            let first = self.placed.entities[first.index()].name_span;
            self.diagnostics.push(declared_twice(name_span, &path, first));
        } else if origin == Origin::Model && parent.is_none() {
            self.library_name(&path, kind, name_span);
        }
        let formerly = self.formerly(node, &path, id);
        self.placed.entities.push(Entity {
            kind,
            path,
            title: Guarded::default(),
            name_span,
            span: node.span,
            doc: Guarded::new(node.doc.map(|doc| doc.span)),
            parent: held,
            origin,
            broken: node.broken || first.is_some(),
            marked_private: false,
            formerly,
            slots: (0, 0),
        });
        self.placed.nodes.push(node);
        let before = self.placed.entities.len();
        for member in &node.members {
            if let Member::Child(child) = member {
                self.entity(child, origin, Some(id));
            }
        }
        self.nest_by_number(id, before);
    }

    /// Referrers whose dotted id continues a sibling's (`8.6.1` and `8.6`) move into that sibling; their path stays as it is.
    fn nest_by_number(&mut self, parent: EntityId, from: usize) {
        for index in from..self.placed.entities.len() {
            let entity = &self.placed.entities[index];
            let above = self.placed.entities[parent.index()].path.len() + 1;
            if entity.parent.is_none_or(|(holder, _)| holder != parent) || !entity.path[above..].contains('.') {
                continue;
            }
            let (path, kind) = (entity.path.clone(), entity.kind);
            let mut end = path.len();
            while let Some(dot) = path.get(above..end).and_then(|own| own.rfind('.')) {
                end = above + dot;
                let sibling = self.placed.names.candidates(&path[..end]).find(|sibling| sibling.index() >= from);
                if let Some(sibling) = sibling
                    && let Some(field) = self.holder(sibling, kind)
                {
                    self.placed.entities[index].parent = Some((sibling, field));
                    break;
                }
            }
        }
    }

    /// The field of `parent` that contains entities of `kind`.
    fn holder(&mut self, parent: EntityId, kind: KindId) -> Option<FieldId> {
        let schema = self.schema;
        let outer = self.placed.entities[parent.index()].kind;
        // Rows stand in their record and are never written.
        let entries = schema.lang.map(|lang| lang.records.entries);
        let mut fields = schema.kind(outer).fields.iter().copied().filter(|field| entries != Some(*field));
        *self.holders.entry((outer, kind)).or_insert_with(|| fields.find(|&field| contains(schema, schema.field(field), kind)))
    }

    fn formerly(&mut self, node: &EntityNode, path: &str, id: EntityId) -> Box<[(Box<str>, Span)]> {
        let fields = node.members.iter().filter_map(|member| match member {
            Member::Field(field) if self.sources.text(field.name.span) == "formerly" => Some(&field.value),
            Member::Field(_) | Member::Child(_) => None,
        });
        let mut names = Vec::new();
        for value in fields {
            let items = match &value.kind {
                ValueKind::List(items) => &items[..],
                ValueKind::Path => std::slice::from_ref(value),
                ValueKind::Literal(_) => {
                    self.diagnostics.push(former_is_no_name(value.span));
                    &[]
                }
                ValueKind::Missing => &[],
            };
            for item in items {
                if item.kind != ValueKind::Path {
                    self.diagnostics.push(former_is_no_name(item.span));
                    continue;
                }
                let old = self.sources.text(item.span);
                let full = match path.rfind('.') {
                    Some(dot) if node.id.is_some() && !old.contains('.') => format!("{}.{old}", &path[..dot]),
                    _ => old.to_string(),
                };
                self.claims.push(Claim { path: full.into(), by: id, span: item.span });
                names.push((old.into(), item.span));
            }
        }
        names.into()
    }

    /// Leaves out a subtree that cannot be part of the model. What it stood in has lost something, and its paths are kept.
    fn lose(&mut self, node: &EntityNode, parent: Option<EntityId>) {
        if let Some(parent) = parent {
            self.placed.entities[parent.index()].broken = true;
        }
        self.phantom(node, parent);
    }

    fn phantom(&mut self, node: &EntityNode, parent: Option<EntityId>) {
        let parent = parent.map(|parent| self.placed.entities[parent.index()].path.to_string());
        let mut open = vec![(node, parent)];
        while let Some((node, parent)) = open.pop() {
            let Some(id) = node.id else { continue };
            let own = self.sources.text(id.span);
            let path = parent.map_or(own.to_string(), |parent| format!("{parent}.{own}"));
            open.extend(node.members.iter().filter_map(|member| match member {
                Member::Child(child) => Some((&**child, Some(path.clone()))),
                Member::Field(_) => None,
            }));
            self.placed.phantoms.insert(path.into());
        }
    }

    /// Tells where the organisation takes the name of a library entity of the same sort: references would silently change meaning.
    fn library_name(&mut self, path: &str, kind: KindId, span: Span) {
        let library = self.placed.names.candidates(path).nth(1);
        if let Some(library) = library {
            let library = &self.placed.entities[library.index()];
            if self.schema.is_a(kind, library.kind) || self.schema.is_a(library.kind, kind) {
                self.diagnostics.push(
                    Diagnostic::error(&codes::E0206, span, format!("the library already declares `{path}`"), "declared again here")
                        .label(library.name_span, "the library's declaration")
                        .help("refer to the library's by its name, or choose another name for yours"),
                );
            }
        }
    }

    /// The field of `parent` that is called `word`, so that what follows it was meant as its value.
    fn field(&self, parent: EntityId, word: &str) -> Option<&Field> {
        self.schema.field_named(self.placed.entities[parent.index()].kind, word).map(|field| self.schema.field(field))
    }

    /// `targets { … }` where `target { … }` is meant: the field holds entities, and each is written by its kind.
    fn plural(&self, node: &EntityNode, word: &str, field: &Field) -> Diagnostic {
        let kinds: Vec<&str> = match &field.ty {
            Type::OneOf(targets) => targets
                .iter()
                .filter_map(|target| match target {
                    Target::Kind(kind) => Some(&*self.schema.kind(*kind).name),
                    Target::Enum(_) | Target::Scalar(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let meant: Vec<String> = kinds.iter().map(|kind| format!("`{kind} {{ … }}`")).collect();
        let message = format!("`{word}` is a list, and what stands in it is written one by one");
        let diagnostic = Diagnostic::error(&codes::E0202, node.kind.span, message, "not the name of a kind")
            .help(format!("write {} for each of them", alternatives(&meant)));
        match kinds[..] {
            [kind] => diagnostic.replace(node.kind.span, kind, format!("write `{kind}`")),
            _ => diagnostic,
        }
    }

    fn misplaced(&mut self, node: &EntityNode, kind: KindId, parent: EntityId) -> Diagnostic {
        let parent = &self.placed.entities[parent.index()];
        let child = with_article(&kind_words(self.schema, kind));
        let outer = with_article(&kind_words(self.schema, parent.kind));
        let diagnostic = Diagnostic::error(
            &codes::E0406,
            node.kind.span,
            format!("{child} cannot stand inside {outer}"),
            "does not belong here",
        )
        .label(parent.name_span, format!("inside `{}`", parent.path));
        match self.homes.entry(kind).or_insert_with(|| homes(self.schema, kind)) {
            None => diagnostic.help("write it at the top level, outside every brace, and refer to it by its name"),
            Some(homes) => diagnostic.help(format!("{child} stands inside {homes}")),
        }
    }
}

/// Whether entities of `kind` belong into `field`.
fn contains(schema: &Schema, field: &Field, kind: KindId) -> bool {
    field.role == FieldRole::Contains
        && match &field.ty {
            Type::OneOf(targets) => {
                targets.iter().any(|target| matches!(target, Target::Kind(accepted) if schema.is_a(kind, *accepted)))
            }
            Type::Any => true,
            _ => false,
        }
}

/// The kinds that entities of `kind` may stand in, in words.
fn homes(schema: &Schema, kind: KindId) -> Option<String> {
    let mut homes: Vec<KindId> = schema
        .fields
        .iter()
        .filter(|field| field.ty != Type::Any && contains(schema, field, kind))
        .map(|field| field.owner)
        .collect();
    // Fields are in order of declaration, but `extend kind` may come late.
    let mut met = FxHashSet::default();
    homes.retain(|home| met.insert(*home));
    let homes: Vec<String> = homes.into_iter().map(|home| format!("`{}`", schema.kind(home).name)).collect();
    (!homes.is_empty()).then(|| alternatives(&homes))
}

fn unknown_kind(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(&codes::E0202, span, format!("there is no kind `{word}`"), "unknown kind");
    match near {
        Some(near) => diagnostic.did_you_mean(span, near),
        None => diagnostic.help("`sms explain --list` names all kinds; `kind … { … }` declares one of your own"),
    }
}

/// `owner "Service manager"` reads like a thing of the kind `owner`; where that is a field, its colon is missing.
fn colon_missing(node: &EntityNode, word: &str) -> Diagnostic {
    let place = node.kind.span.behind();
    Diagnostic::error(&codes::E0115, node.kind.span, format!("a `:` is missing between `{word}` and its value"), "a field")
        .help(format!("write `{word}: …`"))
        .replace(place, ":", "write `:`")
}

fn nameless(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0411, span, format!("this {} has no name", word.replace('_', " ")), "a name is missing here")
        .note("other parts of the model, waivers and artefacts speak of it by its name")
        .help(format!("write a name behind the kind: `{word} my_{word} {{ … }}`"))
}

fn declared_twice(span: Span, path: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0201, span, format!("`{path}` is declared twice"), "declared again here")
        .label(first, "first declared here")
        .note("a reference could mean either of the two; names are unique in the whole model, whatever the kind")
        .help("give one of the two another name, or join them into one")
        .about(path)
}

fn former_is_no_name(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0403, span, "`formerly` takes names, without quotes", "not a name")
        .help("write the old names as they were: `formerly: [old_name]`")
}
