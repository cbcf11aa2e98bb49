//! What cells call things of the model: by name, by title, or by the name of another row.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::declaration::folded;
use super::{Rows, row_name};
use crate::analysis::references::{Resolution, Scene};
use crate::likeness::closest;
use crate::model::{EntityId, Type};
use crate::source::Origin;
use crate::syntax::literal;

/// The entities by their titles, and the rows by what their cells say.
pub(super) struct Names<'a, 's> {
    scene: &'a Scene<'s>,
    rows: &'a Rows<'s>,
    own: Titled,
    /// Those of the library, which are many and seldom asked for.
    library: OnceLock<Titled>,
}

/// Entities by their titles and their names, in small letters: tools write names in capitals as they like.
type Titled = FxHashMap<String, Vec<EntityId>>;

/// What a cell leads to.
pub(super) enum Named {
    /// An entity that fits.
    Found(EntityId),
    /// Several that fit have this title.
    Several(Vec<EntityId>),
    /// Only something of another kind is called so.
    Other(EntityId),
    /// It was lost to an error that has been told.
    Lost,
    /// Nothing is called so.
    Unknown,
}

impl<'a, 's> Names<'a, 's> {
    pub fn new(scene: &'a Scene<'s>, rows: &'a Rows<'s>) -> Names<'a, 's> {
        Names { scene, rows, own: titled(scene, |origin| origin != Origin::Library), library: OnceLock::new() }
    }

    /// What `text`, in a cell of `row`, means to a field of this type.
    pub fn find(&self, row: EntityId, text: &str, ty: &Type) -> Named {
        let mut other = None;
        match self.scene.resolve(Some(row), text, ty) {
            Resolution::Found(id) | Resolution::Former(id, _) => return Named::Found(id),
            Resolution::Phantom => return Named::Lost,
            Resolution::WrongKind(id) => other = Some(id),
            Resolution::Disputed(_) | Resolution::Unknown => {}
        }
        let name = row_name(text);
        let mut lost = false;
        for table in self.rows.tables.iter().filter(|table| self.scene.fits(table.kind(), ty)) {
            lost |= self.scene.placed.partial.contains(&table.declaration.id);
            let above = &self.scene.placed.entities[table.declaration.id.index()].path;
            if let Some(id) = self.scene.placed.names.find(&[above, ".", &name].concat()) {
                return Named::Found(id);
            }
        }
        let called = folded(text);
        let fitting = |titled: &Titled| -> Vec<EntityId> {
            let called = titled.get(&called).into_iter().flatten();
            called.copied().filter(|&id| self.scene.fits(self.scene.kind_of(id), ty)).collect()
        };
        let own = fitting(&self.own);
        if let [one] = own[..] {
            return Named::Found(one);
        }
        let library = self.library.get_or_init(|| titled(self.scene, |origin| origin == Origin::Library));
        let all = [fitting(library), own].concat();
        match all[..] {
            [] => {
                other = other.or_else(|| [library, &self.own].into_iter().find_map(|titled| titled.get(&called)?.first().copied()))
            }
            [one] => return Named::Found(one),
            _ => return Named::Several(all),
        }
        match other {
            _ if lost => Named::Lost,
            Some(other) => Named::Other(other),
            None => Named::Unknown,
        }
    }

    /// What was likely meant: a title or a name of something that fits.
    pub fn near(&self, text: &str, ty: &Type) -> Option<String> {
        let placed = self.scene.placed;
        let own = placed.entities.iter().zip(&placed.nodes).filter(|(entity, _)| entity.origin != Origin::Library);
        let fitting = own.filter(|(entity, _)| self.scene.fits(entity.kind, ty));
        let mut words: Vec<String> = Vec::new();
        for (entity, node) in fitting {
            words.push(entity.path.to_string());
            let is_open = placed.names.find(&entity.path).is_some_and(|id| !self.scene.is_private(id));
            words.extend(
                node.title
                    .filter(|_| is_open)
                    .into_iter()
                    .map(|title| literal::cooked(self.scene.sources.text(title.span)).into_owned()),
            );
        }
        closest(text, words.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// The entities of such an origin, by their titles and names.
fn titled(scene: &Scene<'_>, counts: impl Fn(Origin) -> bool) -> Titled {
    let mut titled = Titled::default();
    let written = scene.placed.entities.iter().zip(&scene.placed.nodes).enumerate();
    for (at, (entity, node)) in written.filter(|(_, (entity, _))| counts(entity.origin)) {
        let id = EntityId(at as u32);
        let name = folded(&entity.path);
        if let Some(title) = node.title {
            let title = folded(&literal::cooked(scene.sources.text(title.span)));
            if title != name {
                titled.entry(title).or_default().push(id);
            }
        }
        titled.entry(name).or_default().push(id);
    }
    titled
}
