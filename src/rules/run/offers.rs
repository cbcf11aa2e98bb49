//! The edits that rules offer, for the subject at hand.

use crate::diag::{Edit, Fix, Safety};
use crate::model::EntityId;
use crate::rules::program::{Beside, Offer};
use crate::rules::values::Val;
use crate::rules::values::display::Style;
use crate::source::{Origin, Span};
use crate::syntax::insertion::{self, Form};

use super::evaluator::Evaluator;

/// The edit for the subject at hand.
pub fn fix<'a>(offer: &'a Offer, evaluator: &mut Evaluator<'a>) -> Option<Fix> {
    let text = evaluator.eval_as(Style::Source, &offer.text);
    // What nobody may read is not written into another part of the model either: a sealed text offers nothing.
    let text = text.open_text()?.trim();
    let (node, is_into) = match &offer.place {
        Beside::Into(node) => (node, true),
        Beside::After(node) => (node, false),
    };
    let Val::Entity(id) = evaluator.eval(node) else { return None };
    let (model, sources) = (evaluator.model(), evaluator.shared.sources);
    let entity = model.entity(id);
    // Nothing can be inserted into a row: it is kept elsewhere.
    if entity.origin != Origin::Model || entity.broken || text.is_empty() || model.record_of(id).is_some() {
        return None;
    }
    let file = entity.span.file;
    let fits = insertion::forms(text, file)?.iter().all(|form| match form {
        Form::Field(name) => is_into && !has_field(evaluator, id, name),
        Form::Entity => true,
    });
    let whole = sources.file(file).text();
    let (change, preposition) = match is_into {
        true => (insertion::into_body(whole, entity.span.range(), text)?, "into"),
        false => (insertion::after(whole, entity.span.range(), text)?, "after"),
    };
    fits.then(|| Fix {
        title: format!("insert `{}` {preposition} `{}`", brief(text), entity.path),
        edits: vec![Edit { span: Span::new(file, change.range.start, change.range.end), text: change.text }],
        safety: Safety::Proposal,
    })
}

/// Whether the field is written already: a second one would be an error.
fn has_field(evaluator: &Evaluator<'_>, id: EntityId, name: &str) -> bool {
    let model = evaluator.model();
    model.slots(id).iter().any(|slot| *model.schema().field(slot.field).name == *name)
}

/// The text in a few words: the first line of several, up to its opening brace.
fn brief(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    match first.split_once('{') {
        Some((head, _)) => format!("{}{{ … }}", head),
        None if text.contains('\n') => format!("{first} …"),
        None => first.to_string(),
    }
}
