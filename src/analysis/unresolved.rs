//! From a name that means nothing to the one that was likely meant.

use rustc_hash::FxHashMap;

use super::references::Scene;
use crate::diag::{Diagnostic, codes};
use crate::likeness::Vocabulary;
use crate::model::describe::type_words;
use crate::model::{Entity, EntityId, FieldId, KindId, can_be_written};
use crate::source::Span;
use crate::syntax::literal;

/// A name that means nothing, kept until all are known: suggestions are costly and are made in order, as long as there are steps for them.
pub(super) struct Unresolved {
    /// Where it stands.
    pub span: Span,
    /// The entity it is written in; `None` for the default of a field.
    pub from: Option<EntityId>,
    /// The field it is written for.
    pub field: FieldId,
}

/// Tells of every name that means nothing, with a suggestion where one is near. Gives the steps that looking for suggestions took.
pub(super) fn tell_unresolved(scene: &Scene, mut unresolved: Vec<Unresolved>, diagnostics: &mut Vec<Diagnostic>) -> u64 {
    unresolved.sort_unstable_by_key(|reference| scene.sources.order(reference.span));
    let mut names = EntityNames {
        scene,
        all: None,
        inside: FxHashMap::default(),
        parts: FxHashMap::default(),
        listed: FxHashMap::default(),
        wanted: FxHashMap::default(),
    };
    diagnostics.extend(unresolved.iter().map(|reference| unknown_reference(&mut names, reference)));
    names.steps()
}

/// The names of entities, sorted for suggestions when the first is asked for.
struct EntityNames<'a> {
    scene: &'a Scene<'a>,
    /// All paths.
    all: Option<Vocabulary<'a, KindId>>,
    /// What stands inside an entity, however deep, by its path from there.
    inside: FxHashMap<EntityId, Vocabulary<'a, KindId>>,
    /// What stands directly inside an entity, by its path from there.
    parts: FxHashMap<EntityId, Vocabulary<'a, ()>>,
    /// What stands inside an entity, in words.
    listed: FxHashMap<EntityId, String>,
    /// What a field takes, in words.
    wanted: FxHashMap<FieldId, String>,
}

impl<'a> EntityNames<'a> {
    /// The nearest name among the entities that would fit.
    fn suggestion(&mut self, reference: &Unresolved, text: &str) -> Option<&'a str> {
        let scene = self.scene;
        let ty = &scene.schema.field(reference.field).ty;
        let sort = reference.field.index() as u32;
        let fits = |kind| scene.fits(kind, ty);
        // A name inside the same entity is written without the path that leads to it.
        let holder = reference.from.and_then(|from| {
            let holds = !scene.placed.children.of(from).is_empty();
            if holds { Some(from) } else { scene.placed.entities[from.index()].parent.map(|(parent, _)| parent) }
        });
        let inner = holder.and_then(|holder| {
            let words = self.inside.entry(holder).or_insert_with(|| Vocabulary::new(below(scene, holder)));
            words.closest(text, sort, fits)
        });
        inner.or_else(|| {
            let written = || scene.placed.entities.iter().filter(|entity| can_be_written(&entity.path));
            let paths = || written().map(|entity| (&*entity.path, entity.kind));
            self.all.get_or_insert_with(|| Vocabulary::new(paths())).closest(text, sort, fits)
        })
    }

    /// The nearest name among the parts of an entity.
    fn part(&mut self, parent: EntityId, rest: &str) -> Option<&'a str> {
        let scene = self.scene;
        let above = scene.placed.entities[parent.index()].path.len() + 1;
        let written = || scene.children(parent).filter(|part| can_be_written(&part.path));
        let parts = || written().filter_map(|part| Some((part.path.get(above..)?, ())));
        self.parts.entry(parent).or_insert_with(|| Vocabulary::new(parts())).closest(rest, 0, |()| true)
    }

    fn steps(&self) -> u64 {
        let inside: u64 = self.inside.values().map(Vocabulary::steps).sum();
        let parts: u64 = self.parts.values().map(Vocabulary::steps).sum();
        self.all.as_ref().map_or(0, Vocabulary::steps) + inside + parts
    }
}

/// What stands inside `holder`, however deep, by its path from there.
fn below<'a>(scene: &'a Scene, holder: EntityId) -> impl Iterator<Item = (&'a str, KindId)> {
    let path = &*scene.placed.entities[holder.index()].path;
    // What an entity contains follows it directly; nesting by number changes what contains it, and not its path.
    let following = &scene.placed.entities[holder.index() + 1..];
    let inside = following.iter().map_while(move |entity| Some((entity.path.strip_prefix(path)?.strip_prefix('.')?, entity.kind)));
    inside.filter(|(path, _)| can_be_written(path))
}

fn unknown_reference(names: &mut EntityNames, reference: &Unresolved) -> Diagnostic {
    let scene = names.scene;
    let text = scene.sources.text(reference.span);
    if let Some((parent, rest)) = deepest(scene, text) {
        return no_such_part(names, reference.span, parent, rest);
    }
    let message = format!("nothing in the model is called `{text}`");
    let diagnostic = Diagnostic::error(&codes::E0203, reference.span, message, "unknown name");
    let diagnostic = match reference.from {
        Some(from) => diagnostic.about(&*scene.placed.entities[from.index()].path),
        None => diagnostic,
    };
    match names.suggestion(reference, text) {
        Some(near) => diagnostic.did_you_mean(reference.span, near),
        None => {
            let field = scene.schema.field(reference.field);
            let wanted = names.wanted.entry(reference.field).or_insert_with(|| type_words(scene.schema, &field.ty));
            diagnostic.help(format!("`{}` takes {wanted}: declare it, or name one that is declared", field.name))
        }
    }
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

fn no_such_part(names: &mut EntityNames, span: Span, parent: EntityId, rest: &str) -> Diagnostic {
    let scene = names.scene;
    let entity = &scene.placed.entities[parent.index()];
    let diagnostic = Diagnostic::error(&codes::E0203, span, format!("`{}` has no part `{rest}`", entity.path), "unknown name");
    let diagnostic = diagnostic.note(names.listed.entry(parent).or_insert_with(|| listed(scene, parent)).clone());
    match names.part(parent, rest) {
        // Numbers that differ are no likeness: any of them could be meant.
        Some(near) if without_digits(near) != without_digits(rest) => {
            let near = format!("{}.{near}", entity.path);
            diagnostic.did_you_mean(span, &near)
        }
        Some(_) | None => diagnostic
            .help(format!("write one of its parts, or `{}` for the whole; `sms explain {}` shows them", entity.path, entity.path)),
    }
}

/// What stands inside `parent`, in words.
fn listed(scene: &Scene, parent: EntityId) -> String {
    let count = scene.placed.children.of(parent).len();
    if count == 0 {
        return format!("nothing stands inside `{}`", scene.placed.entities[parent.index()].path);
    }
    let shown: Vec<String> = scene.children(parent).take(MOST_SHOWN).map(|part| describe(scene, part)).collect();
    let more = if count > shown.len() { format!(" and {} more", count - shown.len()) } else { String::new() };
    format!("it has {}{more}", shown.join(", "))
}

/// The most parts of an entity that a message lists.
const MOST_SHOWN: usize = 8;

fn describe(scene: &Scene, part: &Entity) -> String {
    match title(scene, part) {
        Some(title) => format!("`{}` {title}", part.path),
        None => format!("`{}`", part.path),
    }
}

/// The title of an entity, where anybody may read it.
fn title(scene: &Scene, entity: &Entity) -> Option<String> {
    let at = scene.placed.names.find(&entity.path).filter(|&at| !scene.is_private(at))?;
    let title = scene.placed.nodes.get(at.index())?.title?;
    Some(literal::cooked(scene.sources.text(title.span)).into_owned())
}

fn without_digits(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}
