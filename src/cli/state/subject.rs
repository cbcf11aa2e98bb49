//! What a name, a number or a title stands for when a command about the state of a model is given it.

use super::Assessed;
use crate::assess::numbered;
use crate::cli::failure::{Failure, failure};
use crate::likeness::closest;
use crate::model::{EntityId, Model};
use crate::source::Origin;

/// What a command may be asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A clause or requirement of a framework that a scope names.
    Item(EntityId),
    /// Such a framework.
    Framework(EntityId),
    /// A rule, by its place in the rulebook, perhaps with the entity whose finding is meant.
    Rule(usize, Option<EntityId>),
    /// Anything else of the model.
    Entity(EntityId),
}

/// What a name means: a clause or requirement before anything else, then an entity, a rule, a finding, a title.
pub fn any(assessed: &Assessed, asked: &str) -> Result<Subject, Failure> {
    let Assessed { checked, assessment, .. } = assessed;
    let model = &checked.model;
    let rule = |name: &str| {
        let name = model.rule_names().present(name).unwrap_or(name);
        checked.rulebook.rules.iter().position(|rule| rule.name == name)
    };
    let of_entity = |id: EntityId| match () {
        _ if assessment.of(id).is_some() => Subject::Item(id),
        _ if assessment.frameworks.iter().any(|framework| framework.framework == id) => Subject::Framework(id),
        _ => Subject::Entity(id),
    };
    match *items(assessed, asked) {
        [] => {}
        [only] => return Ok(Subject::Item(only)),
        ref several => return Err(ambiguous(model, asked, several)),
    }
    if let Some(found) = model.names().candidates(asked).next() {
        return in_scope(model, asked, of_entity(found));
    }
    if let Some(found) = rule(asked) {
        return Ok(Subject::Rule(found, None));
    }
    if let Some((name, subject)) = asked.split_once(':')
        && let Some(found) = rule(name.trim())
    {
        let subject = subject.trim();
        return match model.names().candidates(subject).next() {
            Some(id) => Ok(Subject::Rule(found, Some(id))),
            None => Err(unknown(assessed, subject)),
        };
    }
    let wanted = asked.to_lowercase();
    let is_own = |id: &EntityId| model.entity(*id).origin == Origin::Model;
    let is_titled = |id: &EntityId| model.has_title(*id) && model.title(*id).ask(|title| title.to_lowercase() == wanted);
    let titled: Vec<EntityId> = model.ids().filter(is_own).filter(is_titled).collect();
    match titled.as_slice() {
        [] => Err(unknown(assessed, asked)),
        [only] => Ok(of_entity(*only)),
        several => Err(ambiguous(model, asked, several)),
    }
}

/// Refuses what belongs to a framework that no scope names: it has no state.
fn in_scope(model: &Model, asked: &str, found: Subject) -> Result<Subject, Failure> {
    let Subject::Entity(id) = found else { return Ok(found) };
    let is_of_framework = model
        .schema()
        .lang
        .is_some_and(|lang| [lang.framework, lang.clause, lang.requirement].iter().any(|&kind| model.is_a(id, kind)));
    if is_of_framework {
        return Err(failure("not-in-scope", format!("`{asked}` is of a framework that no scope of the model names"))
            .help("it has a state only where a scope says `standard:` with its framework"));
    }
    Ok(found)
}

/// Says that nothing has this name, with the nearest that has one.
fn unknown(assessed: &Assessed, asked: &str) -> Failure {
    let model = &assessed.checked.model;
    let failure = failure("unknown-name", format!("the model has nothing called `{asked}`, and no rule has that name"));
    let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model).map(|id| &*model.entity(id).path);
    let rules = assessed.checked.rulebook.rules.iter().map(|rule| &*rule.name);
    let numbers = assessed.assessment.frameworks.iter().flat_map(|framework| &framework.items).map(|item| &*item.number);
    match closest(asked, own.chain(rules).chain(numbers)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => {
            failure.help("give the number of a clause, the path of an entity or the name of a rule; `sms explain` looks for words")
        }
    }
}

/// The role, person, team or party of this path or title.
pub fn actor(assessed: &Assessed, asked: &str) -> Result<EntityId, Failure> {
    let model = &assessed.checked.model;
    let Some(kind) = model.schema().kind_named("actor") else { return Err(unknown(assessed, asked)) };
    if let Some(found) = model.names().candidates(asked).find(|&id| model.is_a(id, kind)) {
        return Ok(found);
    }
    let wanted = asked.to_lowercase();
    let actors = model.of_kind(kind);
    let is_titled = |id: EntityId| model.has_title(id) && model.title(id).ask(|title| title.to_lowercase() == wanted);
    let titled: Vec<EntityId> = actors.iter().copied().filter(|&id| is_titled(id)).collect();
    match titled.as_slice() {
        [only] => Ok(*only),
        [] => {
            let failure = failure("unknown-owner", format!("no role, person, team or party is called `{asked}`"));
            Err(match closest(asked, actors.iter().map(|&id| &*model.entity(id).path)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`sms lib role --model PATH` lists the roles"),
            })
        }
        several => Err(ambiguous(model, asked, several)),
    }
}

/// The framework of this name that a scope names.
pub fn framework(assessed: &Assessed, name: &str) -> Result<EntityId, Failure> {
    let model = &assessed.checked.model;
    let known = || assessed.assessment.frameworks.iter().map(|framework| framework.framework);
    let path = |id: EntityId| &*model.entity(id).path;
    if let Some(found) = known().find(|&id| path(id) == name) {
        return Ok(found);
    }
    let failure = failure("unknown-framework", format!("no scope of the model names a framework called `{name}`"));
    let names: Vec<&str> = known().map(path).collect();
    Err(match (closest(name, names.iter().copied()), &names[..]) {
        (Some(near), _) => failure.help(format!("did you mean `{near}`?")),
        (None, []) => failure.help("name one in the scope: `scope … { standard: … }`"),
        (None, names) => failure.help(format!("there are {}", listed(names))),
    })
}

/// The clause or requirement of this path, number or title in one framework.
pub fn item_of(assessed: &Assessed, framework: EntityId, asked: &str) -> Result<EntityId, Failure> {
    let model = &assessed.checked.model;
    match model.find(&format!("{}.{asked}", model.entity(framework).path)) {
        Some(found) if assessed.assessment.of(found).is_some() => Ok(found),
        _ => {
            let found = item(assessed, asked)?;
            if assessed.assessment.of(found).is_some_and(|(result, _)| result.framework == framework) {
                return Ok(found);
            }
            let framework = &model.entity(framework).path;
            Err(failure("unknown-clause", format!("`{}` is not in `{framework}`", model.entity(found).path)))
        }
    }
}

/// The clause or requirement of this path, number or title in the frameworks that scopes name.
pub fn item(assessed: &Assessed, asked: &str) -> Result<EntityId, Failure> {
    let model = &assessed.checked.model;
    let frameworks = &assessed.assessment.frameworks;
    if frameworks.is_empty() {
        return Err(failure("no-framework", "no scope of the model names a framework, so there are no clauses to ask about")
            .help("name one in the scope: `scope … { standard: … }`"));
    }
    let found = items(assessed, asked);
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let failure = failure("unknown-clause", format!("there is no clause or requirement `{asked}` in {}", among(assessed)));
            let items = || frameworks.iter().flat_map(|framework| &framework.items);
            let numbers = items().map(|item| &*item.number);
            let paths = items().map(|item| &*model.entity(item.entity).path);
            Err(match closest(asked, numbers.chain(paths)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`sms status` lists the clauses; `sms explain` looks for words"),
            })
        }
        several => Err(ambiguous(model, asked, several)),
    }
}

/// The clauses and requirements that have this path, number or title; the first of these ways that finds any.
fn items(assessed: &Assessed, asked: &str) -> Vec<EntityId> {
    let model = &assessed.checked.model;
    let number = asked.trim_end_matches('.');
    if let Some(found) = model.names().candidates(asked).find(|&id| assessed.assessment.of(id).is_some()) {
        return vec![found];
    }
    let found = numbered(model, number);
    if !found.is_empty() {
        return found;
    }
    let wanted = asked.to_lowercase();
    let is_titled = |id: EntityId| model.has_title(id) && model.title(id).ask(|title| title.to_lowercase() == wanted);
    let items = assessed.assessment.frameworks.iter().flat_map(|framework| &framework.items);
    items.map(|item| item.entity).filter(|&id| is_titled(id)).collect()
}

/// Says that several things are meant, and how to name one of them.
fn ambiguous(model: &Model, asked: &str, found: &[EntityId]) -> Failure {
    let paths: Vec<&str> = found.iter().map(|&id| &*model.entity(id).path).collect();
    failure("ambiguous-name", format!("`{asked}` may be {} things of the model", found.len()))
        .help(format!("say which: {}", listed(&paths)))
}

fn among(assessed: &Assessed) -> String {
    let paths: Vec<&str> =
        assessed.assessment.frameworks.iter().map(|framework| &*assessed.checked.model.entity(framework.framework).path).collect();
    listed(&paths)
}

/// `` `a`, `b` and 3 more ``
fn listed(names: &[&str]) -> String {
    const MOST: usize = 6;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
