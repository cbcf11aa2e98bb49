//! From a written name to the entity it means, and from a name that means nothing to the one that was likely meant.

use rustc_hash::FxHashSet;

use super::entities::Placed;
use super::privacy::Unmarked;
use crate::diag::{Diagnostic, codes};
use crate::model::describe::{alternatives, kind_words, type_words, with_article};
use crate::model::{Entity, EntityId, KindId, Schema, Target, Type, closest};
use crate::source::{Sources, Span};

/// All that is known while fields are checked.
pub(super) struct Scene<'a> {
    pub sources: &'a Sources,
    pub schema: &'a Schema,
    pub placed: &'a Placed<'a>,
    pub rule_names: FxHashSet<&'a str>,
    /// Which kinds are private where nothing says so.
    pub unmarked: Unmarked,
}

/// What a name leads to.
pub(super) enum Resolution {
    /// An entity that fits.
    Found(EntityId),
    /// An entity that fits, by a name it no longer has; the second part is how to write it now.
    Former(EntityId, String),
    /// Only an entity of another kind has the name.
    WrongKind(EntityId),
    /// It was written, but an error that has been told keeps it out of the model.
    Phantom,
    /// Nothing has the name.
    Unknown,
}

/// A name that means nothing, kept until all are known: suggestions are costly and are made in order, up to a budget.
pub(super) struct Unresolved {
    /// Where it stands.
    pub span: Span,
    /// The entity it is written in; `None` for the default of a field.
    pub from: Option<EntityId>,
    /// The field it is written for, in words.
    pub field: String,
    /// What would fit.
    pub ty: Type,
}

impl Scene<'_> {
    /// What `text`, written inside `from`, means to a field of type `ty`.
    pub fn resolve(&self, from: Option<EntityId>, text: &str, ty: &Type) -> Resolution {
        let mut other = None;
        let mut at = from;
        let mut path = String::new();
        while let Some(id) = at {
            let entity = &self.placed.entities[id.index()];
            if self.placed.holds[id.index()] {
                path.clear();
                path.push_str(&entity.path);
                path.push('.');
                path.push_str(text);
                match self.look_up(&path, ty, &mut other) {
                    Some(found) => return Resolution::Found(found),
                    None if self.placed.phantoms.contains(path.as_str()) => return Resolution::Phantom,
                    None => {}
                }
            }
            at = entity.parent.map(|(parent, _)| parent);
        }
        if let Some(found) = self.look_up(text, ty, &mut other) {
            return Resolution::Found(found);
        }
        if self.placed.phantoms.contains(text) {
            return Resolution::Phantom;
        }
        match (self.former(text), other) {
            (Some((id, now)), _) if self.fits(self.kind_of(id), ty) => Resolution::Former(id, now),
            (_, Some(other)) => Resolution::WrongKind(other),
            (_, None) => Resolution::Unknown,
        }
    }

    /// The entities directly inside `id`.
    pub fn children(&self, id: EntityId) -> impl Iterator<Item = &Entity> {
        // What an entity contains follows it directly, up to the next entity at the top level.
        self.placed.entities[id.index() + 1..]
            .iter()
            .take_while(|entity| entity.parent.is_some())
            .filter(move |entity| entity.parent.is_some_and(|(parent, _)| parent == id))
    }

    /// Whether an entity of `kind` is a value of `ty`.
    ///
    /// A legacy name stands in the model only to be explained: nothing refers to it unless its kind is asked for.
    pub fn fits(&self, kind: KindId, ty: &Type) -> bool {
        let anything = || self.schema.lang.is_none_or(|lang| !self.schema.is_a(kind, lang.legacy_name));
        match ty {
            Type::Any | Type::Unknown => anything(),
            Type::OneOf(targets) => targets.iter().any(|target| match target {
                Target::Kind(accepted) => self.schema.is_a(kind, *accepted),
                Target::Scalar(scalar) => *scalar == Type::Any && anything(),
                Target::Enum(_) => false,
            }),
            _ => false,
        }
    }

    /// The kind of an entity.
    pub fn kind_of(&self, id: EntityId) -> KindId {
        self.placed.entities[id.index()].kind
    }

    fn look_up(&self, path: &str, ty: &Type, other: &mut Option<EntityId>) -> Option<EntityId> {
        for candidate in self.placed.names.candidates(path) {
            if self.fits(self.kind_of(candidate), ty) {
                return Some(candidate);
            }
            other.get_or_insert(candidate);
        }
        None
    }

    /// The entity that had this path formerly, or inside one that had the first part of it, and its path now.
    fn former(&self, text: &str) -> Option<(EntityId, String)> {
        let ends = text.match_indices('.').map(|(at, _)| at).chain([text.len()]);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            let Some(id) = self.placed.names.former(&text[..end]) else { continue };
            let now = format!("{}{}", self.placed.entities[id.index()].path, &text[end..]);
            if let Some(found) = self.placed.names.find(&now) {
                return Some((found, now));
            }
        }
        None
    }
}

/// Tells of a name that leads to an entity of another kind, or to a name of an older edition.
pub(super) fn wrong_kind(scene: &Scene, span: Span, field: &str, ty: &Type, found: EntityId) -> Diagnostic {
    let entity = &scene.placed.entities[found.index()];
    if let Some(lang) = scene.schema.lang
        && scene.schema.is_a(entity.kind, lang.legacy_name)
    {
        return legacy(scene, span, found);
    }
    let words = with_article(&kind_words(scene.schema, entity.kind));
    let diagnostic = Diagnostic::error(
        &codes::E0204,
        span,
        format!("`{}` is {words}, and `{field}` takes {}", entity.path, type_words(scene.schema, ty)),
        format!("this is {words}"),
    )
    .label(entity.name_span, "declared here");
    // Often the thing meant stands inside what was named, or has it inside.
    let inside: Vec<String> =
        scene.children(found).filter(|child| scene.fits(child.kind, ty)).take(4).map(|child| format!("`{}`", child.path)).collect();
    if inside.is_empty() {
        diagnostic.help(format!("name {}", type_words(scene.schema, ty)))
    } else {
        diagnostic.help(format!("inside it there is {}", alternatives(&inside)))
    }
}

/// Tells of a former name, with the change that brings the reference up to date.
pub(super) fn former_name(scene: &Scene, span: Span, found: EntityId, now: String) -> Diagnostic {
    let entity = &scene.placed.entities[found.index()];
    Diagnostic::warning(&codes::E0205, span, format!("`{}` is now called `{now}`", scene.sources.text(span)), "a former name")
        .label(entity.name_span, "the present name")
        .help(format!("write `{now}`"))
        .replace(span, now.clone(), format!("write `{now}`"))
}

fn legacy(scene: &Scene, span: Span, found: EntityId) -> Diagnostic {
    let entity = &scene.placed.entities[found.index()];
    let node = scene.placed.nodes[found.index()];
    let text = scene.sources.text(span);
    let framework = entity.path.split('.').next().unwrap_or_default();
    let mut diagnostic = Diagnostic::error(
        &codes::E0203,
        span,
        format!("`{framework}` has no `{}`", text.strip_prefix(framework).unwrap_or(text).trim_start_matches('.')),
        "a name from an older edition or another source",
    );
    let field = |name: &str| {
        node.members.iter().find_map(|member| match member {
            crate::syntax::tree::Member::Field(field) if scene.sources.text(field.name.span) == name => Some(field.value.span),
            _ => None,
        })
    };
    if let Some(explanation) = field("explanation").filter(|_| !scene.is_private(found)) {
        diagnostic = diagnostic.note(crate::syntax::literal::cooked(scene.sources.text(explanation)));
    }
    if let Some(replaced) = field("replaced_by") {
        let names: Vec<String> = scene
            .sources
            .text(replaced)
            .trim_matches(['[', ']'])
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| if name.contains('.') { format!("`{name}`") } else { format!("`{framework}.{name}`") })
            .collect();
        if !names.is_empty() {
            diagnostic = diagnostic.help(format!("write {}", alternatives(&names)));
        }
    }
    diagnostic.label(entity.name_span, "the library knows the name, and what became of it")
}

/// How many names are compared for suggestions in one run, all told: beyond it messages go without.
const SUGGESTION_BUDGET: usize = 4_000_000;

/// Tells of every name that means nothing, with a suggestion where one is near.
pub(super) fn tell_unresolved(scene: &Scene, mut unresolved: Vec<Unresolved>, diagnostics: &mut Vec<Diagnostic>) {
    unresolved.sort_by_key(|reference| reference.span);
    let mut left = SUGGESTION_BUDGET / scene.placed.entities.len().max(1);
    for reference in unresolved {
        let allowed = left > 0;
        left = left.saturating_sub(1);
        diagnostics.push(unknown_reference(scene, &reference, allowed));
    }
}

fn unknown_reference(scene: &Scene, reference: &Unresolved, allowed: bool) -> Diagnostic {
    let text = scene.sources.text(reference.span);
    let wanted = type_words(scene.schema, &reference.ty);
    let diagnostic = match deepest(scene, text) {
        Some((parent, rest)) => return no_such_part(scene, reference.span, parent, rest),
        None => {
            Diagnostic::error(&codes::E0203, reference.span, format!("nothing in the model is called `{text}`"), "unknown name")
        }
    };
    let diagnostic = match reference.from {
        Some(from) => diagnostic.about(&*scene.placed.entities[from.index()].path),
        None => diagnostic,
    };
    let near = if allowed { suggestion(scene, reference, text) } else { None };
    match near {
        Some(near) => diagnostic.did_you_mean(reference.span, near),
        None => diagnostic.help(format!("`{}` takes {wanted}: declare it, or name one that is declared", reference.field)),
    }
}

/// The nearest name among the entities that would fit.
fn suggestion<'s>(scene: &'s Scene, reference: &Unresolved, text: &str) -> Option<&'s str> {
    let fitting = || scene.placed.names.paths().filter(|(_, id)| scene.fits(scene.kind_of(*id), &reference.ty));
    // A name inside the same entity is written without the path that leads to it.
    let inner = reference.from.and_then(|from| {
        let entity = &scene.placed.entities[from.index()];
        let holder = if scene.placed.holds[from.index()] { Some(from) } else { entity.parent.map(|(parent, _)| parent) };
        let holder = &scene.placed.entities[holder?.index()].path;
        closest(text, fitting().filter_map(|(path, _)| path.strip_prefix(&**holder)?.strip_prefix('.')))
    });
    inner.or_else(|| closest(text, fitting().map(|(path, _)| path)))
}

/// The longest beginning of a dotted name that exists, and what is left.
fn deepest<'t>(scene: &Scene, text: &'t str) -> Option<(EntityId, &'t str)> {
    let mut end = text.len();
    while let Some(dot) = text[..end].rfind('.') {
        if let Some(found) = scene.placed.names.find(&text[..dot]) {
            return Some((found, &text[dot + 1..]));
        }
        end = dot;
    }
    None
}

fn no_such_part(scene: &Scene, span: Span, parent: EntityId, rest: &str) -> Diagnostic {
    let entity = &scene.placed.entities[parent.index()];
    let diagnostic = Diagnostic::error(&codes::E0203, span, format!("`{}` has no part `{rest}`", entity.path), "unknown name");
    let prefix = entity.path.len() + 1;
    let parts: Vec<&Entity> = scene.children(parent).collect();
    let near = closest(rest, parts.iter().map(|part| &part.path[prefix..]));
    let describe = |part: &Entity| match scene.title(part) {
        Some(title) => format!("`{}` {title}", part.path),
        None => format!("`{}`", part.path),
    };
    let diagnostic = if parts.is_empty() {
        diagnostic.note(format!("nothing stands inside `{}`", entity.path))
    } else {
        let shown: Vec<String> = parts.iter().take(8).map(|part| describe(part)).collect();
        let more = if parts.len() > shown.len() { format!(" and {} more", parts.len() - shown.len()) } else { String::new() };
        diagnostic.note(format!("it has {}{more}", shown.join(", ")))
    };
    match near {
        // Numbers that differ are no likeness: any of them could be meant.
        Some(near) if without_digits(near) != without_digits(rest) => {
            let near = format!("{}.{near}", entity.path);
            diagnostic.did_you_mean(span, &near)
        }
        Some(_) | None => diagnostic
            .help(format!("write one of its parts, or `{}` for the whole; `sms explain {}` shows them", entity.path, entity.path)),
    }
}

fn without_digits(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}

impl Scene<'_> {
    /// The title of an entity, where anybody may read it.
    fn title(&self, entity: &Entity) -> Option<String> {
        let at = self.placed.names.find(&entity.path).filter(|&at| !self.is_private(at))?;
        let title = self.placed.nodes[at.index()].title?;
        Some(crate::syntax::literal::cooked(self.sources.text(title.span)).into_owned())
    }
}
