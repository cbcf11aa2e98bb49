//! From a written name to the entity it means.

use rustc_hash::FxHashSet;

use super::entities::Placed;
use super::privacy::Unmarked;
use crate::diag::{Diagnostic, codes};
use crate::model::describe::{alternatives, kind_words, type_words, with_article};
use crate::model::{Entity, EntityId, KindId, RuleNames, Schema, Target, Type};
use crate::source::{Sources, Span};

/// All that is known while fields are checked.
pub(super) struct Scene<'a> {
    pub sources: &'a Sources,
    pub schema: &'a Schema,
    pub placed: &'a Placed<'a>,
    pub rule_names: FxHashSet<&'a str>,
    pub former_rules: &'a RuleNames,
    /// Which kinds are private where nothing says so.
    pub unmarked: Unmarked,
}

/// What a name leads to.
pub(super) enum Resolution {
    /// An entity that fits.
    Found(EntityId),
    /// An entity that fits, by a name it no longer has; the second part is how to write it now.
    Former(EntityId, String),
    /// Several entities that fit had the name formerly; with how to write each now.
    Disputed(Vec<(EntityId, String)>),
    /// Only an entity of another kind has the name.
    WrongKind(EntityId),
    /// It was written, but an error that has been told keeps it out of the model.
    Phantom,
    /// Nothing has the name.
    Unknown,
}

impl Scene<'_> {
    /// What `text`, written inside `from`, means to a field of type `ty`.
    pub fn resolve(&self, from: Option<EntityId>, text: &str, ty: &Type) -> Resolution {
        let mut other = None;
        let mut at = from;
        let mut path = String::new();
        while let Some(id) = at {
            let entity = &self.placed.entities[id.index()];
            if !self.placed.children.of(id).is_empty() {
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
        let mut former = self.former(from, text);
        former.retain(|&(id, _)| self.fits(self.kind_of(id), ty));
        match (former.len(), other) {
            (0, _) if self.may_be_lost(text) => Resolution::Phantom,
            (0, Some(other)) => Resolution::WrongKind(other),
            (0, None) => Resolution::Unknown,
            (1, _) => former.pop().map_or(Resolution::Unknown, |(id, now)| Resolution::Former(id, now)),
            (_, _) => Resolution::Disputed(former),
        }
    }

    /// Whether a path may lead to a row that could not be read.
    fn may_be_lost(&self, path: &str) -> bool {
        !self.placed.partial.is_empty()
            && path
                .match_indices('.')
                .any(|(dot, _)| self.placed.names.candidates(&path[..dot]).any(|holder| self.placed.partial.contains(&holder)))
    }

    /// The entities directly inside `id`.
    pub fn children(&self, id: EntityId) -> impl Iterator<Item = &Entity> {
        self.placed.children.of(id).iter().map(|child| &self.placed.entities[child.index()])
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

    /// The entities that `text`, written inside `from`, led to formerly, each with its path now.
    fn former(&self, from: Option<EntityId>, text: &str) -> Vec<(EntityId, String)> {
        if !self.placed.names.has_former() {
            return Vec::new();
        }
        let path_of = |id: EntityId| &*self.placed.entities[id.index()].path;
        let mut at = from;
        while let Some(id) = at {
            let entity = &self.placed.entities[id.index()];
            let found = self.placed.names.renamed(&format!("{}.{text}", entity.path), path_of);
            if !found.is_empty() {
                return found;
            }
            at = entity.parent.map(|(parent, _)| parent);
        }
        self.placed.names.renamed(text, path_of)
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
    let members = scene.placed.nodes.get(found.index()).map_or(&[][..], |node| &node.members);
    let text = scene.sources.text(span);
    let framework = entity.path.split('.').next().unwrap_or_default();
    let mut diagnostic = Diagnostic::error(
        &codes::E0203,
        span,
        format!("`{framework}` has no `{}`", text.strip_prefix(framework).unwrap_or(text).trim_start_matches('.')),
        "a name from an older edition or another source",
    );
    let field = |name: &str| {
        members.iter().find_map(|member| match member {
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
