//! `sms status`: how far the model shows its frameworks to be met, clause by clause.

use std::io;

use clap::Args;

use super::table::{Side, bar, cut, rows};
use super::{Assessed, Form, Paths, capability, readiness, say, say_document, say_json, subject, supposed, through};
use crate::answers::appraisal::Appraisal;
use crate::answers::status::{self, Asked, Framework, Item, Standing};
use crate::assess::{ItemResult, Status, Tally};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::cli::output::{Day, Terminal, terminal};
use crate::cli::supposing::Supposing;
use crate::report::count;
use crate::write::Format;

/// Show how far the model shows each clause to be met
///
/// Counts requirements by clause and state, never an average. Below stands what the counts rest on: how many are met with evidence that
/// counts today, how many are met by what the model says alone, lowered by a waiver, or in the hands of one person alone. Everything is computed from the
/// model, the rules and the files on record on the day that counts as today.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub whole: Paths,

    /// Show this clause alone, with what is open in it: a number, a path or a title
    #[arg(long, value_name = "CLAUSE", value_parser = crate::cli::name)]
    pub clause: Option<String>,

    /// Show this framework alone, of those that the scopes name
    #[arg(long, value_name = "FRAMEWORK", value_parser = crate::cli::name)]
    pub framework: Option<String>,

    /// Show what results by this other framework already show for the one asked about, through the mappings between them
    #[arg(long, value_name = "FRAMEWORK", value_parser = crate::cli::name)]
    pub through: Option<String>,

    /// Show the checklists for an audit of this stage: what is in place, what is not, and what would change it
    #[arg(long, value_name = "STAGE", value_parser = crate::cli::name, conflicts_with_all = ["through", "clause", "framework"])]
    pub readiness: Option<String>,

    /// Show the level that each process reaches on this scale of capability, and what is aimed at
    #[arg(long, value_name = "SCALE", value_parser = crate::cli::name, conflicts_with_all = ["through", "readiness", "clause", "framework"])]
    pub scale: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    #[command(flatten)]
    pub supposing: Supposing,

    #[command(flatten)]
    pub day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms status                        the frameworks of the scopes, clause by clause
  sms status model --clause 8.6     one clause, with what is open in it
  sms status model --format csv     every requirement with its state and reasons, for a spreadsheet
  sms status --through other        what results by another framework show, row by row of the mapping
  sms status --readiness stage1     what is in place before the first audit for a certificate
  sms status --scale process_scale  the level that each process reaches on a scale of capability
  sms status --without acme         what would fall with a party, a person, an agreement

`sms why CLAUSE` tells what a state rests on, `sms explain states` what the states mean";

/// Shows the state on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let (assessed, as_it_is) = supposed(&arguments.whole.paths, &arguments.day, &arguments.supposing)?;
    if let Some(scale) = &arguments.scale {
        return capability::run(&assessed, scale, arguments.format);
    }
    if let Some(stage) = &arguments.readiness {
        return readiness::run(&assessed, stage, arguments.format);
    }
    if let Some(by) = &arguments.through {
        return through::run(&assessed, by, arguments.framework.as_deref(), arguments.clause.as_deref(), arguments.format);
    }
    let framework = arguments.framework.as_deref().map(|name| subject::framework(&assessed, name)).transpose()?;
    let part = match (&arguments.clause, framework) {
        (None, _) => None,
        (Some(asked), None) => Some(subject::item(&assessed, asked)?),
        (Some(asked), Some(framework)) => Some(subject::item_of(&assessed, framework, asked)?),
    };
    let input = assessed.input();
    let standing = status::standing(&input, &assessed.assessment, &Asked { framework, part });
    if standing.frameworks.is_empty() && arguments.format == Form::Text {
        return Err(failure("no-framework", "no scope of the model names a framework, so there is no state to show")
            .help("name one in the scope: `scope … { standard: … }`"));
    }
    match arguments.format {
        Form::Text => {
            let mut out = shown(&standing, terminal(&io::stdout()));
            if let Some(as_it_is) = &as_it_is {
                compare(as_it_is, &assessed, &mut out);
            }
            say(&out)
        }
        Form::Json => say_json(&standing),
        Form::Markdown => say_document(&status::document(&input, &standing), Format::Markdown),
        Form::Csv => say_document(&status::table(&input, &standing), Format::Csv),
    }
}

/// How many requirements have which state, with the sign of each state in a bar; what demands nothing has none.
pub fn signs(tally: &Tally) -> Vec<(usize, char)> {
    let sign = |status: Status| match status {
        Status::Conformant => Some('█'),
        Status::Undecided => Some('▓'),
        Status::Partial => Some('▒'),
        Status::Nonconformant => Some('░'),
        Status::NotApplicable | Status::Informative => None,
    };
    Status::ALL.into_iter().filter_map(|status| Some((tally.of(status), sign(status)?))).collect()
}

/// How many signs a bar has.
const BAR: usize = 12;

/// How many letters of a title a row shows.
const TITLE: usize = 34;

fn shown(standing: &Standing, terminal: Terminal) -> String {
    let mut out = String::new();
    for framework in &standing.frameworks {
        text::start(&mut out);
        describe(framework, standing, terminal, &mut out);
    }
    for appraisal in &standing.appraisals {
        text::start(&mut out);
        profile(appraisal, &mut out);
    }
    out
}

/// What an appraisal comes to: the level of the unit, the areas that were looked at, and what keeps the unit from the level aimed at.
fn profile(appraisal: &Appraisal, out: &mut String) {
    let on = appraisal.on.as_ref().map(|on| format!(", {on}")).unwrap_or_default();
    let head =
        format!("{}: appraisal `{}`{on} ({}), a self-assessment", appraisal.framework.title, appraisal.thing.path, appraisal.place);
    text::wrapped(&head, "", "  ", out);
    if let Some(level) = &appraisal.level {
        let target = level.target.map(|target| format!(", aimed at {target}")).unwrap_or_default();
        out.push_str(&format!("Level of the whole unit: {}{target}\n", level.words()));
    }
    let mut lines = vec![["Area", "", "level", "aimed at", "goals satisfied"].map(str::to_owned).to_vec()];
    for area in appraisal.areas.iter().filter(|area| area.standing != "not looked at") {
        let satisfied = area.goals.iter().filter(|goal| goal.worst == "satisfied").count();
        let target = area.level.and_then(|level| level.target).map(|target| target.to_string()).unwrap_or_default();
        let number = area.thing.path.rsplit('.').next().unwrap_or_default();
        lines.push(vec![
            number.to_owned(),
            cut(&area.thing.title, TITLE),
            area.level.map_or_else(|| area.standing.to_owned(), |level| level.words()),
            target,
            if area.goals.is_empty() { String::new() } else { format!("{satisfied} of {}", area.goals.len()) },
        ]);
    }
    rows(&[Side::Left, Side::Left, Side::Right, Side::Right, Side::Right], &lines, "  ", out);
    let aimed = appraisal.level.and_then(|level| level.target);
    let next = appraisal.blocked.iter().find(|blocked| aimed.is_none_or(|aimed| blocked.level <= aimed));
    if let Some(blocked) = next {
        let number = blocked.by.len();
        out.push_str(&format!("Kept from level {} by {}\n", blocked.level, count(number, "goal or area", "goals and areas")));
        blocked.by.iter().take(NAMED).for_each(|by| text::wrapped(by, "  - ", "    ", out));
        if number > NAMED {
            out.push_str(&format!("  and {} more: `sms why-not \"maturity level {}\"`\n", number - NAMED, blocked.level));
        }
    }
}

fn describe(framework: &Framework, standing: &Standing, terminal: Terminal, out: &mut String) {
    let title = match &framework.part {
        Some(part) => format!("{}, {}", framework.thing.title, name(framework.items.first(), &part.title)),
        None => framework.thing.title.clone(),
    };
    let counts = &framework.counts.0;
    let met = counts.of(Status::Conformant);
    let head = format!("{title}, on {}: {met} of {} that apply are conformant", standing.head.as_of, framework.figures.0.demanded);
    text::wrapped(&head, "", "  ", out);
    out.push('\n');
    let shown = framework.rows();
    if shown.iter().any(|item| item.sums_up) || framework.part.is_none() {
        table(framework, &shown, terminal, out);
        out.push('\n');
    }
    figures(framework, out);
    if framework.part.is_some() {
        open(framework, out);
    }
}

fn name(item: Option<&Item>, title: &str) -> String {
    item.map_or_else(|| title.to_owned(), |item| format!("{} {title}", item.number))
}

fn table(framework: &Framework, shown: &[&Item], terminal: Terminal, out: &mut String) {
    let columns = framework.columns();
    let line = |number: &str, title: &str, tally: &Tally| {
        let mut cells = vec![number.to_owned(), cut(title, TITLE)];
        cells.extend(columns.iter().map(|&status| tally.of(status).to_string()));
        cells.push(tally.total().to_string());
        if terminal == Terminal::Yes {
            cells.push(bar(&signs(tally), BAR));
        }
        cells
    };
    let mut head = vec!["Clause".to_owned(), String::new()];
    head.extend(columns.iter().map(|status| status.words().to_owned()));
    head.push("all".to_owned());
    let mut lines = vec![head];
    lines.extend(shown.iter().map(|item| line(&item.number, &item.thing.title, &item.counts.0)));
    lines.push(line("", "all", &framework.counts.0));
    let mut sides = vec![Side::Left, Side::Left];
    sides.extend(columns.iter().map(|_| Side::Right));
    sides.extend([Side::Right, Side::Left]);
    rows(&sides, &lines, "", out);
}

fn figures(framework: &Framework, out: &mut String) {
    out.push_str(&format!("Of the {} that apply\n", framework.figures.0.demanded));
    let lines = framework.figures.lines().map(|(count, what)| vec![count.to_string(), what.to_owned()]);
    rows(&[Side::Right, Side::Left], &lines, "  ", out);
}

fn open(framework: &Framework, out: &mut String) {
    let mut any = false;
    for item in framework.open() {
        out.push('\n');
        any = true;
        text::wrapped(&format!("{}: {}", item.number, item.thing.title), &format!("{}  ", item.state.words()), "    ", out);
        for reason in &item.reasons {
            let place = reason.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
            text::wrapped(&format!("{}{place}", reason.text), "    - ", "      ", out);
        }
    }
    if !any {
        out.push_str("\nNothing is open\n");
    }
}

/// How many requirements are named one by one.
const NAMED: usize = 20;

/// Tells which states are others than in the model as it is.
fn compare(as_it_is: &Assessed, supposed: &Assessed, out: &mut String) {
    let changes = changes(as_it_is, supposed);
    let (falls, rises) =
        (changes.iter().filter(|change| change.falls).count(), changes.iter().filter(|change| !change.falls).count());
    let requirements = |number: usize| count(number, "requirement", "requirements");
    out.push_str(&format!("\nBeside the model as it is {} fall, {rises} rise\n", requirements(falls)));
    for change in changes.iter().take(NAMED) {
        text::wrapped(&change.text, "  ", "      ", out);
    }
    if let Some(more) = changes.len().checked_sub(NAMED).filter(|more| *more > 0) {
        out.push_str(&format!("  and {more} more\n"));
    }
}

/// A requirement whose state is another one.
struct Change {
    falls: bool,
    text: String,
}

fn changes(as_it_is: &Assessed, supposed: &Assessed) -> Vec<Change> {
    let items = as_it_is.assessment.frameworks.iter().flat_map(|framework| &framework.items);
    let single = items.filter(|item| !item.role.sums_up());
    let change = |before: &ItemResult| {
        let path = &as_it_is.checked.model.entity(before.entity).path;
        let after = supposed.checked.model.find(path).and_then(|id| supposed.assessment.of(id)).map(|(_, after)| after.status)?;
        (after != before.status).then(|| Change {
            // States stand from good to bad.
            falls: after > before.status,
            text: format!("`{path}`: {}, then {}", before.status.words(), after.words()),
        })
    };
    single.filter_map(change).collect()
}
