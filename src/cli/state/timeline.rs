//! `sms timeline`: the states of a model from day to day.

use std::io;

use clap::Args;

use super::table::{Side, bar, rows};
use super::{Form, Paths, read, say, say_document, say_json, span, status};
use crate::answers::timeline::{self, OnDay, Timeline};
use crate::assess::{Status, assess};
use crate::cli::Result;
use crate::cli::failure::failure;
use crate::cli::output::{Day, Terminal, date, terminal};
use crate::quantity::{Date, Duration};
use crate::write::Format;

/// Show how the states were and will be, from day to day
///
/// The model is read once and judged on each day: what was in force, who held a role, what counted then. It is the model as it is now; what
/// was changed in it since is not known. Days to come show what goes stale and ends if nothing is done.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub whole: Paths,

    /// The first day, as YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,

    /// The last day, as YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Date,

    /// The time from one day to the next: `month`, `2 weeks`, `quarter`
    #[arg(long, value_name = "TIME", default_value = "month", value_parser = span::duration)]
    pub every: Duration,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,
}

const EXAMPLES: &str = "\
Examples:
  sms timeline --from 2026-01-01 --to 2027-12-31
  sms timeline model --from 2026-01-01 --to 2026-12-31 --every quarter --format csv";

/// How many days are shown at most: each is a check of its own.
const MOST: usize = 1000;

/// Shows the days on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let days = days(arguments.from, arguments.to, arguments.every);
    let Some(&last) = days.last() else {
        let failure = failure("no-time", format!("{} comes after {}", arguments.from, arguments.to));
        return Err(failure.help("give the earlier day with `--from`"));
    };
    if days.len() > MOST {
        return Err(
            failure("too-many-days", format!("that would be more than {MOST} days")).help("take longer steps with `--every`")
        );
    }
    let assessed = read(&arguments.whole.paths, &Day { as_of: Some(last) })?;
    let on_day = |day: &Date| {
        let judged = assessed.checked.on(*day);
        let input = crate::artefact::Input { facts: &judged.facts, waived: &judged.waived, ..assessed.input() };
        timeline::on_day(&input, &assess(&judged.case(&assessed.checked)))
    };
    let answer = timeline::timeline(&assessed.input(), days.iter().map(on_day).collect());
    let input = assessed.input();
    match arguments.format {
        Form::Text => say(&shown(&answer, terminal(&io::stdout()))),
        Form::Json => say_json(&answer),
        Form::Markdown => say_document(&timeline::document(&input, &answer), Format::Markdown),
        Form::Csv => say_document(&timeline::document(&input, &answer), Format::Csv),
    }
}

/// The days from one to another; none where the first comes after the last. Each is counted from the first, so that the last days of months
/// stay such.
fn days(from: Date, to: Date, every: Duration) -> Vec<Date> {
    let nth = |number: i64| every.times(number).map(|time| time.after(from));
    (0..).map_while(nth).take_while(|day| *day <= to).take(MOST + 1).collect()
}

fn shown(timeline: &Timeline, terminal: Terminal) -> String {
    let mut out = String::new();
    let Some(first) = timeline.days.first() else { return out };
    for (at, framework) in first.frameworks.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&format!("{}\n", framework.thing.title));
        table(timeline, at, terminal, &mut out);
    }
    if first.frameworks.is_empty() {
        out.push_str("No scope of the model names a framework\n");
    }
    out
}

/// How many signs a bar has.
const BAR: usize = 24;

fn table(timeline: &Timeline, at: usize, terminal: Terminal, out: &mut String) {
    let occurs = |status: &Status| {
        timeline.days.iter().any(|day| day.frameworks.get(at).is_some_and(|framework| framework.counts.0.of(*status) > 0))
    };
    let columns: Vec<Status> = Status::ALL.into_iter().filter(occurs).collect();
    let mut lines = vec![std::iter::once("Day".to_owned()).chain(columns.iter().map(|status| status.words().to_owned())).collect()];
    let line = |day: &OnDay| {
        let framework = day.frameworks.get(at)?;
        let tally = &framework.counts.0;
        let mut cells = vec![day.day.clone()];
        cells.extend(columns.iter().map(|&status| tally.of(status).to_string()));
        if terminal == Terminal::Yes {
            cells.push(bar(&status::signs(tally), BAR));
        }
        Some(cells)
    };
    lines.extend(timeline.days.iter().filter_map(line));
    let mut sides = vec![Side::Left];
    sides.extend(columns.iter().map(|_| Side::Right));
    sides.push(Side::Left);
    rows(&sides, &lines, "  ", out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Unit, day};

    #[test]
    fn days_are_counted_from_the_first() {
        let months = days(day(2024, 1, 31), day(2024, 4, 30), Duration::of(1, Unit::Months));
        assert_eq!(months, [day(2024, 1, 31), day(2024, 2, 29), day(2024, 3, 31), day(2024, 4, 30)]);
        assert_eq!(days(day(2026, 1, 1), day(2026, 1, 1), Duration::of(1, Unit::Weeks)), [day(2026, 1, 1)]);
        assert_eq!(days(day(2026, 1, 2), day(2026, 1, 1), Duration::of(1, Unit::Weeks)), []);
        assert_eq!(days(day(2026, 1, 1), day(9000, 1, 1), Duration::of(1, Unit::Days)).len(), MOST + 1);
    }
}
