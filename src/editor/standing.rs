//! How things stand and why, as Markdown: what a command of an editor shows.

use super::View;
use crate::answers::status::{Asked, document, standing};
use crate::answers::why::why as words;
use crate::assess::derivation;
use crate::source::Origin;
use crate::write::{Format, write};

/// Why what has this path stands as it does; nothing where nothing has it, or it has no state.
pub fn why(view: &View, path: &str) -> Option<String> {
    let checked = view.checked();
    let (model, case, assessment) = (&checked.model, checked.case(), view.assessment());
    let id = model.find(path)?;
    let found = derivation::of_item(&case, assessment, id)
        .or_else(|| derivation::of_framework(assessment, id))
        .or_else(|| (model.entity(id).origin == Origin::Model).then(|| derivation::of_entity(&case, assessment, id)))?;
    Some(words(&view.input(), &found).markdown())
}

/// How far each framework that a scope names is met.
pub fn status(view: &View) -> String {
    let input = view.input();
    let standing = standing(&input, view.assessment(), &Asked::default());
    let files = write(&document(&input, &standing), Format::Markdown);
    let text = files.first().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    // What it was made from is told at its end; here that is what the editor shows beside it.
    text.split("\n---\n").next().unwrap_or_default().to_owned()
}
