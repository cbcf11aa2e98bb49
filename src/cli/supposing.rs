//! `--without` and `--set`: a model as it would be, with no file touched.

use std::io::{self, Write};
use std::sync::Arc;

use clap::Args;

use super::failure::{Failure, failure};
use crate::diag::{Diagnostic, Severity, Source, codes};
use crate::likeness::closest;
use crate::model::{EntityId, Model};
use crate::quantity::Date;
use crate::report::{count, printable};
use crate::source::Origin;
use crate::whatif::{Refused, TextEdit, Trial, set, without};
use crate::workspace::{self, Checked, Loaded};
use crate::world::{Audience, Facts};

/// What is taken to be otherwise.
#[derive(Args, Debug, Default)]
pub struct Supposing {
    /// Look at the model as if it had no such entity, nor anything that cannot be without it; no file is touched. May be given several times
    #[arg(long, value_name = "ENTITY", value_parser = super::name)]
    pub without: Vec<String>,

    /// Look at the model as if this field had this value, as it would be written; no file is touched. May be given several times
    #[arg(long, value_name = "ENTITY.FIELD=VALUE", value_parser = super::name)]
    pub set: Vec<String>,
}

/// A check of the model as it would be, and one of the model as it is where that differs.
pub struct Supposed {
    /// The model looked at.
    pub checked: Arc<Checked>,
    /// The model as it is; none where nothing is supposed.
    pub as_it_is: Option<Arc<Checked>>,
}

/// A model on which changes can be tried.
pub fn trial(loaded: Loaded, today: Date) -> Trial {
    let facts = Facts { today, files: Arc::clone(&loaded.on_record), audience: Audience::Anybody };
    Trial::new(loaded.snapshot, facts)
}

impl Supposing {
    /// Checks what was loaded, with what is supposed. What goes with an entity that is taken away is told on standard error.
    pub fn check(&self, loaded: Loaded, today: Date) -> Result<Supposed, Failure> {
        if self.without.is_empty() && self.set.is_empty() {
            return Ok(Supposed { checked: Arc::new(workspace::check(loaded, today)), as_it_is: None });
        }
        let trial = trial(loaded, today);
        let before = trial.as_it_is().ok_or_else(stopped)?;
        let mut edits = Vec::new();
        let mut remarks = Vec::new();
        for name in &self.without {
            let entity = own(&before.model, name)?;
            let removed = without(&before.model, &before.sources, entity);
            remarks.push(remark(&before.model, entity, &removed.with_it));
            edits.extend(removed.edits);
        }
        for asked in &self.set {
            edits.push(setting(&before, asked)?);
        }
        let checked = trial.with_edits(&edits).ok_or_else(stopped)?;
        if let Some(told) = newly_wrong(&before, &checked) {
            let failure = failure("not-a-model", format!("what is supposed is no model: {}", told.message));
            return Err(match &told.help {
                Some(help) => failure.help(help.clone()),
                None => failure.help("write the value as it would stand in the model: `--set hosting.owner=manager`, `--set plan.review='every 6 months'`"),
            });
        }
        // Nothing can be done where standard error fails too.
        let _ = io::stderr().lock().write_all(printable(&remarks.concat()).as_bytes());
        Ok(Supposed { checked, as_it_is: Some(before) })
    }
}

fn stopped() -> Failure {
    failure("stopped", "the check was stopped")
}

/// The organisation's own entity of this path.
fn own(model: &Model, name: &str) -> Result<EntityId, Failure> {
    if let Some(found) = model.find(name).filter(|&id| model.entity(id).origin == Origin::Model) {
        return Ok(found);
    }
    let failure = failure("unknown-entity", format!("the model declares nothing called `{name}`"));
    let own = model.ids().filter(|&id| model.entity(id).origin == Origin::Model).map(|id| &*model.entity(id).path);
    Err(match closest(name, own) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("give the path of an entity of your own files"),
    })
}

/// The edit that `ENTITY.FIELD=VALUE` asks for.
fn setting(checked: &Checked, asked: &str) -> Result<TextEdit, Failure> {
    let form = || {
        failure("wrong-setting", format!("`{asked}` does not say which field of which entity has which value"))
            .help("write `--set ENTITY.FIELD=VALUE`, for example `--set hosting.stage=live`")
    };
    let (target, value) = asked.split_once('=').ok_or_else(form)?;
    let (entity, field) = target.trim().rsplit_once('.').ok_or_else(form)?;
    let value = value.trim();
    if value.is_empty() {
        return Err(form());
    }
    let id = own(&checked.model, entity)?;
    set(&checked.model, &checked.sources, id, field, value).map_err(|refused| match refused {
        Refused::NoSuchField(known) => {
            let kind = checked.model.schema().kind(checked.model.entity(id).kind).name.clone();
            let failure = failure("unknown-field", format!("`{entity}` is of the kind `{kind}`, which has no field `{field}`"));
            match closest(field, known.iter().map(String::as_str)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help(format!("`sms explain {kind}` lists its fields")),
            }
        }
        Refused::NotWritten => {
            failure("computed-field", format!("`{field}` of `{entity}` is worked out from the model, and cannot be set"))
                .help(format!("`sms explain {field}` or the page of its kind says from what"))
        }
        Refused::NoPlace => failure("no-place", format!("the text of `{entity}` has no place for a field")),
    })
}

/// What is wrong with the language that was not wrong before.
fn newly_wrong<'c>(before: &Checked, after: &'c Checked) -> Option<&'c Diagnostic> {
    // A file that is not there is a fact, and may be what is asked about.
    let is_fact = |told: &Diagnostic| told.source == Source::Language(&codes::E0410);
    let is_error = |told: &&Diagnostic| told.severity == Severity::Error && !is_fact(told);
    let same = |told: &Diagnostic, other: &Diagnostic| told.source == other.source && told.message == other.message;
    after.language.iter().filter(is_error).find(|told| !before.language.iter().any(|other| same(told, other)))
}

/// How many entities a remark names.
const NAMED: usize = 6;

fn remark(model: &Model, entity: EntityId, with_it: &[EntityId]) -> String {
    let path = |id: &EntityId| format!("`{}`", model.entity(*id).path);
    let named: Vec<String> = with_it.iter().take(NAMED).map(path).collect();
    let more = match with_it.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {}", count(more, "other", "others")),
    };
    match named.is_empty() {
        true => format!("as if there were no {}\n", path(&entity)),
        false => format!("as if there were no {}, nor what cannot be without it: {}{more}\n", path(&entity), named.join(", ")),
    }
}
