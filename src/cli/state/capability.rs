//! `sms status --scale`: the level that each process reaches on a scale of capability.

use super::table::{Side, cut, rows};
use super::{Assessed, Form, say, say_document, say_json};
use crate::answers::capability::{self as answer, Capability};
use crate::assess::capability::{profiles, scales};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::likeness::closest;
use crate::write::Format;

/// Shows the processes that were rated on the scale of this name, or are aimed at a level.
pub fn run(assessed: &Assessed, name: &str, form: Form) -> Result {
    let model = &assessed.checked.model;
    let known = scales(model);
    let path = |id| &*model.entity(id).path;
    let Some(&scale) = known.iter().find(|&&scale| path(scale) == name) else {
        let failure = failure("unknown-scale", format!("the model uses no scale of rated attributes called `{name}`"));
        return Err(match closest(name, known.iter().map(|&scale| path(scale))) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("an assessment of a process names one: `assessment … { of: [process], scale: process_scale }`"),
        });
    };
    let profiles = profiles(model, assessed.checked.facts.today, scale);
    let input = assessed.input();
    match form {
        Form::Text => say(&shown(&answer::capability(&input, scale, &profiles))),
        Form::Json => say_json(&answer::capability(&input, scale, &profiles)),
        Form::Markdown => say_document(&answer::document(&input, scale, &profiles), Format::Markdown),
        Form::Csv => say_document(&answer::document(&input, scale, &profiles), Format::Csv),
    }
}

/// How many letters of a title a row shows.
const TITLE: usize = 34;

fn shown(found: &Capability) -> String {
    let mut out = String::new();
    text::wrapped(&format!("{}, on {}", found.scale.title, found.head.as_of), "", "  ", &mut out);
    out.push('\n');
    if found.processes.is_empty() {
        out.push_str("No process was rated on it, and none is aimed at a level\n");
        return out;
    }
    let word = |number: Option<i64>, none: &str| number.map_or_else(|| none.to_owned(), |number| number.to_string());
    let mut lines = vec![["Process", "level", "aimed at", "gap", "reading"].map(str::to_owned).to_vec()];
    lines.extend(found.processes.iter().map(|process| {
        vec![
            cut(&process.thing.title, TITLE),
            word(process.level, "not rated"),
            word(process.target, ""),
            word(process.gap, ""),
            process.reading.clone(),
        ]
    }));
    rows(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Left], &lines, "", &mut out);
    out.push_str("\nThe reading is a guide's advice; no level is asked for by a standard that is certified against\n");
    for process in found.processes.iter().filter(|process| !process.blocked.is_empty() && process.level.is_some()) {
        out.push('\n');
        text::wrapped(
            &format!("{}: kept from the next level by {}", process.thing.title, process.blocked.join(", ")),
            "",
            "  ",
            &mut out,
        );
        for step in &process.history {
            let on = step.on.as_deref().unwrap_or("no day");
            text::wrapped(
                &format!("level {} on {on}: {} ({})", step.level, step.ratings.join(", "), step.place),
                "  - ",
                "    ",
                &mut out,
            );
        }
    }
    out
}
