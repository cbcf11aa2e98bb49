//! `sms status --through`: what results by another framework show for the one asked about.

use super::table::{Side, cut, rows};
use super::{Assessed, Form, say, say_document, say_json};
use crate::answers::through::{self as answer, Carried, Item};
use crate::assess::through::{Indication, NoWay, through};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::{Failure, failure};
use crate::likeness::closest;
use crate::model::{EntityId, Model};
use crate::write::Format;

/// Shows what the results on the framework called `by` show for the one called `asked`, or the only other one in scope; of `clause` alone
/// where one is given.
pub fn run(assessed: &Assessed, by: &str, asked: Option<&str>, clause: Option<&str>, form: Form) -> Result {
    let model = &assessed.checked.model;
    let by = any_framework(model, by)?;
    let framework = match asked {
        Some(asked) => any_framework(model, asked)?,
        None => only_other(assessed, by)?,
    };
    let path = |id: EntityId| &*model.entity(id).path;
    if framework == by {
        return Err(failure("same-framework", format!("`{}` shows nothing of itself through itself", path(by)))
            .help("name two frameworks: `--framework ONE --through OTHER`"));
    }
    let part = clause.map(|clause| part(model, framework, clause)).transpose()?;
    let found =
        through(model, &assessed.assessment, assessed.checked.facts.today, framework, by).map_err(|no_way| match no_way {
            NoWay::NoRows => {
                failure("no-mapping", format!("no row of a mapping leads from `{}` to `{}`", path(by), path(framework)))
                    .help("`sms lib mapping` lists the mappings; a model may declare its own")
            }
            NoWay::NoState => failure("no-results", format!("nothing is known of how the organisation stands in `{}`", path(by)))
                .help("name it in a scope (`standard:`), or declare an appraisal by it"),
        })?;
    let input = assessed.input();
    match form {
        Form::Text => say(&shown(&answer::carried(&input, &found, part), part.is_some())),
        Form::Json => say_json(&answer::carried(&input, &found, part)),
        Form::Markdown => say_document(&answer::document(&input, &found, part), Format::Markdown),
        Form::Csv => say_document(&answer::table(&input, &found, part), Format::Csv),
    }
}

/// The framework of this path, in scope or not.
fn any_framework(model: &Model, name: &str) -> std::result::Result<EntityId, Failure> {
    let frameworks = model.schema().lang.map_or_else(Vec::new, |lang| model.of_kind(lang.framework));
    let path = |id: EntityId| &*model.entity(id).path;
    if let Some(&found) = frameworks.iter().find(|&&id| path(id) == name) {
        return Ok(found);
    }
    let failure = failure("unknown-framework", format!("there is no framework called `{name}`"));
    Err(match closest(name, frameworks.iter().map(|&id| path(id))) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`sms lib framework` lists the frameworks"),
    })
}

/// The only framework in scope beside the one whose results are carried over.
fn only_other(assessed: &Assessed, by: EntityId) -> std::result::Result<EntityId, Failure> {
    let others: Vec<EntityId> =
        assessed.assessment.frameworks.iter().map(|result| result.framework).filter(|&id| id != by).collect();
    match others[..] {
        [only] => Ok(only),
        [] => Err(failure("no-framework", "no scope of the model names another framework to ask about")
            .help("name it with `--framework`")),
        _ => Err(failure("ambiguous-name", "scopes name several frameworks to ask about").help("say which with `--framework`")),
    }
}

/// The clause or requirement of this number or path in a framework, in scope or not.
fn part(model: &Model, framework: EntityId, asked: &str) -> std::result::Result<EntityId, Failure> {
    let own = &model.entity(framework).path;
    let number = asked.trim_end_matches('.');
    let found = model.find(&format!("{own}.{number}")).or_else(|| model.find(number));
    let prefix = format!("{own}.");
    found.filter(|&id| model.entity(id).path.starts_with(&prefix)).ok_or_else(|| {
        failure("unknown-clause", format!("there is no clause or requirement `{asked}` in `{own}`"))
            .help(format!("`sms explain {own}` lists its clauses"))
    })
}

/// How many letters of a title a row shows.
const TITLE: usize = 44;

fn shown(carried: &Carried, closely: bool) -> String {
    let mut out = String::new();
    let source = carried.appraisal.as_ref().map_or_else(|| "computed states".to_owned(), |one| format!("appraisal `{}`", one.path));
    let head = format!(
        "{}, through {} ({source}), on {}: nothing here makes a requirement conformant",
        carried.framework.title, carried.through.title, carried.head.as_of
    );
    text::wrapped(&head, "", "  ", &mut out);
    out.push('\n');
    let lines = carried.counts.0.iter().map(|(indication, count)| vec![count.to_string(), indication.words().to_owned()]);
    rows(&[Side::Right, Side::Left], &lines.collect::<Vec<_>>(), "  ", &mut out);
    out.push('\n');
    if closely {
        carried.items.iter().for_each(|item| describe(item, &mut out));
        return out;
    }
    let mut lines = vec![["Clause", "", "own state", "shown"].map(str::to_owned).to_vec()];
    let is_shown = |item: &&Item| item.shown > Indication::Nothing;
    lines.extend(carried.items.iter().filter(is_shown).map(|item| {
        let state = item.state.map_or("not in scope", |state| state.words());
        vec![item.number.clone(), cut(&item.thing.title, TITLE), state.to_owned(), item.shown.words().to_owned()]
    }));
    if lines.len() > 1 {
        rows(&[Side::Left; 4], &lines, "", &mut out);
        out.push('\n');
    }
    out.push_str("The rows, and what remains: `--clause NUMBER`, or `--format csv` for all\n");
    out
}

fn describe(item: &Item, out: &mut String) {
    let state = item.state.map_or("not in scope", |state| state.words());
    let head = format!("{} {}: {} (own state: {state})", item.number, item.thing.title, item.shown.words());
    text::wrapped(&head, "", "  ", out);
    for row in &item.rows {
        text::wrapped(&format!("{}: {} ({})", row.shown.words(), row.text, row.place), "  - ", "    ", out);
    }
    if !item.remains.is_empty() {
        out.push_str("  remains\n");
        item.remains.iter().for_each(|text| text::wrapped(text, "    - ", "      ", out));
    }
}
