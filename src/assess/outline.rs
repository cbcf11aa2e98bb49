//! The clauses and requirements of a framework, from top to bottom.

use crate::model::{EntityId, Lang, Model};

use super::{ItemRole, links, scoped_frameworks, word};

/// A clause or requirement in the outline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) entity: EntityId,
    pub(super) depth: usize,
    pub(super) role: ItemRole,
}

/// The clauses and requirements under `framework`, each followed by what it holds, and a goal by the practices that lead to it.
pub(super) fn outline(model: &Model, lang: &Lang, framework: EntityId) -> Vec<Entry> {
    let mut entries = Vec::new();
    // Depth is limited by the nesting that the parser allows; a stack of our own needs no such promise.
    let mut open: Vec<(EntityId, usize)> = items(model, lang, framework).rev().map(|id| (id, 0)).collect();
    while let Some((entity, depth)) = open.pop() {
        let practices = practices(model, entity);
        let role = if model.is_a(entity, lang.requirement) {
            match word(model, entity, "modality") {
                Some("conformity_rule") => ItemRole::Claim,
                _ => ItemRole::Requirement,
            }
        } else if !practices.is_empty() {
            ItemRole::Goal
        } else if items(model, lang, entity).next().is_some() {
            ItemRole::Group
        } else {
            ItemRole::Clause
        };
        entries.push(Entry { entity, depth, role });
        open.extend(items(model, lang, entity).rev().map(|id| (id, depth + 1)));
        open.extend(practices.into_iter().rev().map(|id| (id, depth + 1)));
    }
    entries
}

/// What the entity holds, except practices that lead to a goal beside them.
fn items<'a>(model: &'a Model, lang: &'a Lang, id: EntityId) -> impl DoubleEndedIterator<Item = EntityId> + 'a {
    let item = |&child: &EntityId| model.is_a(child, lang.clause) || model.is_a(child, lang.requirement);
    let beside = move |child: &EntityId| goal(model, *child).is_some_and(|goal| parent(model, goal) == Some(id));
    model.children(id).iter().copied().filter(item).filter(move |child| !beside(child))
}

/// The practices that lead to a goal beside them.
fn practices(model: &Model, id: EntityId) -> Vec<EntityId> {
    let mut practices = links::related(model, id, "practices");
    practices.retain(|&practice| goal(model, practice) == Some(id) && parent(model, practice) == parent(model, id));
    practices
}

fn goal(model: &Model, practice: EntityId) -> Option<EntityId> {
    links::related(model, practice, "goal").into_iter().next()
}

fn parent(model: &Model, id: EntityId) -> Option<EntityId> {
    model.entity(id).parent.map(|(parent, _)| parent)
}

/// The clauses and requirements of this number in the frameworks that the scopes name: one where the number is clear.
pub fn numbered(model: &Model, number: &str) -> Vec<EntityId> {
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let of = |framework: EntityId| model.find(&format!("{}.{number}", model.entity(framework).path));
    scoped_frameworks(model, &lang).into_iter().filter_map(of).collect()
}

/// The number of a clause or requirement within its framework: its path without the framework's.
pub fn clause_number(model: &Model, framework: EntityId, item: EntityId) -> String {
    let path = &model.entity(item).path;
    let own = path.strip_prefix(&*model.entity(framework).path).and_then(|rest| rest.strip_prefix('.'));
    own.unwrap_or(path).to_owned()
}
