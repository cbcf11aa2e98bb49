//! `sms status --readiness`: the checklists for an audit of one stage.

use super::{Assessed, Form, say, say_document, say_json};
use crate::answers::readiness::{self as answer, Item, Ready};
use crate::assess::checklists::{Answer, checklists, lists, stages};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::likeness::closest;
use crate::report::count;
use crate::write::Format;

/// Shows how each item of the checklists of a stage stands, and the verdict.
pub fn run(assessed: &Assessed, stage: &str, form: Form) -> Result {
    let model = &assessed.checked.model;
    let known = stages(model);
    if !known.contains(&stage) {
        let failure = failure("unknown-stage", format!("there is no stage of an audit called `{stage}`"));
        return Err(match closest(stage, known.iter().copied()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("there are {}", known.join(", "))),
        });
    }
    let found = checklists(&assessed.checked.case(), &assessed.assessment, &lists(model, &assessed.assessment), Some(stage));
    let input = assessed.input();
    if found.is_empty() {
        return Err(failure("no-checklist", format!("no checklist for `{stage}` goes with the frameworks of this model"))
            .help("name a framework in the scope: `scope … { standard: … }`"));
    }
    match form {
        Form::Text => say(&shown(&answer::ready(&input, stage, &found))),
        Form::Json => say_json(&answer::ready(&input, stage, &found)),
        Form::Markdown => say_document(&answer::document(&input, stage, &found), Format::Markdown),
        Form::Csv => say_document(&answer::document(&input, stage, &found), Format::Csv),
    }
}

/// How many grounds and steps of an item are told one by one.
const NAMED: usize = 4;

fn shown(ready: &Ready) -> String {
    let mut out = String::new();
    let verdict = ready.verdict.unwrap_or("nothing to look at");
    let head = format!("Readiness for {}, on {}: {verdict}", ready.title, ready.head.as_of);
    text::wrapped(&head, "", "  ", &mut out);
    let number = |answer: Answer| ready.items.iter().filter(|item| item.stands == answer).count();
    let counts: Vec<String> = Answer::ALL
        .into_iter()
        .filter(|&answer| number(answer) > 0)
        .map(|answer| format!("{} {}", number(answer), answer.words()))
        .collect();
    text::wrapped(&format!("Of {}: {}", count(ready.items.len(), "item", "items"), counts.join(", ")), "", "  ", &mut out);
    for item in &ready.items {
        out.push('\n');
        describe(item, &mut out);
    }
    out
}

fn describe(item: &Item, out: &mut String) {
    text::wrapped(&item.thing.title, &format!("{}  ", item.stands.words()), "    ", out);
    let why: Vec<String> = item
        .why
        .iter()
        .map(|ground| match &ground.place {
            Some(place) => format!("{} ({place})", ground.text),
            None => ground.text.clone(),
        })
        .collect();
    lines(&why, "- ", out);
    if item.stands == Answer::InPlace
        && let Some(assessed) = item.assessed.filter(|assessed| *assessed != "conformant")
    {
        text::wrapped(
            &format!("an assessor found it {assessed}: one of the two has to be looked at again"),
            "    ! ",
            "      ",
            out,
        );
    }
    lines(&item.flips, "> ", out);
}

fn lines(texts: &[String], sign: &str, out: &mut String) {
    texts.iter().take(NAMED).for_each(|line| text::wrapped(line, &format!("    {sign}"), "      ", out));
    if let Some(more) = texts.len().checked_sub(NAMED).filter(|more| *more > 0) {
        out.push_str(&format!("      and {more} more\n"));
    }
}
