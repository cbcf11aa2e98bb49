//! Numbers and what belongs to them: dates, durations, percentages, money.

use std::str::FromStr;

use super::units;
use crate::diag::{Diagnostic, Edit, Fix, Safety, codes};
use crate::quantity::{Currency, Date, DateRange, Decimal, Duration, Money, Scalar, Unit};
use crate::source::Span;

/// What `raw`, a token of the grammar, stands for; what is wrong with it otherwise.
pub(super) fn read(raw: &str, span: Span) -> Result<Scalar, Box<Diagnostic>> {
    if let Some(rest) = raw.strip_prefix("every") {
        return interval(rest, raw, span);
    }
    if raw.as_bytes().get(4) == Some(&b'-') || raw.starts_with("..") {
        return dates(raw, span);
    }
    let digits = raw.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | '-')).unwrap_or(raw.len());
    let (number, rest) = raw.split_at(digits);
    match rest.trim_start() {
        "" if number.contains('.') => decimal(number, span).map(Scalar::Number),
        "" => number.parse().map(Scalar::Int).map_err(|_| too_long(span)),
        "%" => decimal(number, span).map(Scalar::Percent),
        words if words.contains(is_blank) => amounts(number, words, span),
        word => match Unit::by_name(word) {
            Some(unit) => duration(number, unit, span).map(Scalar::Duration),
            None => match Currency::by_code(word) {
                Some(currency) => decimal(number, span).map(|amount| Scalar::Money(Money { amount, currency })),
                None => Err(Box::new(unknown_unit(word, Span { start: span.end - word.len() as u32, ..span }))),
            },
        },
    }
}

/// Words before a unit that say in which hours it counts; the grammar's `counted`.
pub(super) const COUNTED: [&str; 6] = ["working", "business", "calendar", "office", "elapsed", "clock"];

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

/// `2 hours 15 minutes`: one amount in several units, from long to short; `words` follow the first number.
fn amounts(number: &str, words: &str, span: Span) -> Result<Scalar, Box<Diagnostic>> {
    let words: Vec<&str> = words.split(is_blank).filter(|word| !word.is_empty()).collect();
    if let [counted, unit] = words[..] {
        return Err(Box::new(counted_apart(number, counted, unit, span)));
    }
    let mut sum: Option<(Duration, Unit)> = None;
    let mut number = number;
    for (place, word) in words.iter().enumerate() {
        let unit = match place % 2 {
            0 => Unit::by_name(word),
            _ => {
                number = word;
                continue;
            }
        };
        let Some(unit) = unit else { return Err(Box::new(unknown_unit(word, span))) };
        let part = duration(number, unit, span)?;
        let whole = match sum {
            Some((_, last)) if last <= unit => {
                let problem =
                    Diagnostic::error(&codes::E0112, span, "an amount of time goes from long units to short ones", "out of order");
                return Err(Box::new(problem.help("write each unit once, as in `2 hours 15 minutes`")));
            }
            Some((whole, _)) => whole.plus(part).ok_or_else(|| too_long(span))?,
            None => part,
        };
        sum = Some((whole, unit));
    }
    sum.map(|(whole, _)| Scalar::Duration(whole)).ok_or_else(|| too_long(span))
}

/// `E0112`: `3 working days`, a time that does not count on the clock.
fn counted_apart(number: &str, counted: &str, unit: &str, span: Span) -> Diagnostic {
    let plain = format!("{number} {unit}");
    let problem = Diagnostic::error(
        &codes::E0112,
        span,
        format!("`{counted} {unit}` is not a unit"),
        "in which hours they count stands elsewhere",
    );
    let title = format!("write `{plain}`");
    match counted {
        "calendar" | "elapsed" | "clock" => {
            problem.help(format!("write `{plain}`; time counts on the clock unless hours are named"))
        }
        _ => problem.help(format!("write `{plain}`, and name the hours in which they count: `hours: …`")),
    }
    .fix(Fix { title, edits: vec![Edit { span, text: plain }], safety: Safety::Proposal })
}

/// `E0112`: the word behind a number is no unit; `span` is the word's.
pub(super) fn unknown_unit(word: &str, span: Span) -> Diagnostic {
    if matches!(word, "quarter" | "quarters") {
        return Diagnostic::error(&codes::E0112, span, format!("`{word}` is not a unit"), "not known")
            .help("a quarter is three months: write `every 3 months`, or `3 months`");
    }
    let capitals = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let (message, help) = if capitals {
        (format!("`{word}` is not a currency in use"), "sums of money take a code of ISO 4217, as in `240000 GBP`")
    } else {
        (
            format!("`{word}` is not a unit"),
            "the units of time are seconds, minutes, hours, days, weeks, months and years; sums of money take a code such as `GBP`",
        )
    };
    let problem = Diagnostic::error(&codes::E0112, span, message, "not known");
    match units::meant(word) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")).fix(Fix {
            title: format!("write `{meant}`"),
            edits: vec![Edit { span, text: meant.to_string() }],
            safety: Safety::Proposal,
        }),
        None => problem.help(help),
    }
}

fn interval(rest: &str, raw: &str, span: Span) -> Result<Scalar, Box<Diagnostic>> {
    let rest = rest.trim();
    let (amount, word) = match rest.split_once(|letter: char| letter.is_whitespace() || letter.is_control()) {
        Some((amount, word)) => (amount, word.trim()),
        None => ("1", rest),
    };
    match (amount.parse::<i64>(), Unit::by_name(word)) {
        (Ok(0), Some(_)) => Err(Box::new(
            Diagnostic::error(&codes::E0112, span, format!("`{raw}` never comes round"), "an interval is at least one long")
                .help("write how often it happens, for example `every 3 months`"),
        )),
        (Ok(amount), Some(unit)) => Duration::new(amount, unit).map(Scalar::Interval).ok_or_else(|| too_long(span)),
        (Err(_), _) | (_, None) => Err(too_long(span)),
    }
}

fn dates(raw: &str, span: Span) -> Result<Scalar, Box<Diagnostic>> {
    if let Some(range) = calendar_range(raw) {
        return Ok(Scalar::Dates(range));
    }
    if let [first, _, last] = raw.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>()[..]
        && !raw.contains("..")
    {
        let range = format!("{first} .. {last}");
        return Err(Box::new(
            Diagnostic::error(&codes::E0112, span, format!("a range of days is written `{range}`"), "not a range").replace(
                span,
                range.clone(),
                format!("write `{range}`"),
            ),
        ));
    }
    let Some((first_raw, last_raw)) = raw.split_once("..") else {
        return date(raw, span).map(Scalar::Date);
    };
    let (first_raw, last_raw) = (first_raw.trim_end_matches(is_blank), last_raw.trim_start_matches(is_blank));
    match (first_raw, last_raw) {
        (first, "") => {
            return date(first, Span { end: span.start + first.len() as u32, ..span })
                .map(|first| Scalar::Dates(DateRange::from(first)));
        }
        ("", last) => {
            return date(last, Span { start: span.end - last.len() as u32, ..span })
                .map(|last| Scalar::Dates(DateRange::until(last)));
        }
        _ => {}
    }
    let first_span = Span { end: span.start + first_raw.len() as u32, ..span };
    let last_span = Span { start: span.end - last_raw.len() as u32, ..span };
    let (first, last) = (date(first_raw, first_span)?, date(last_raw, last_span)?);
    if first > last {
        return Err(Box::new(
            Diagnostic::error(
                &codes::E0114,
                span,
                "this range of dates ends before it begins",
                format!("{last} comes before {first}"),
            )
            .help("write the earlier day first")
            .fix(Fix {
                title: "swap the two days".to_string(),
                edits: vec![
                    Edit { span: first_span, text: last_raw.to_string() },
                    Edit { span: last_span, text: first_raw.to_string() },
                ],
                safety: Safety::Proposal,
            }),
        ));
    }
    Ok(Scalar::Dates(DateRange { first, last }))
}

/// `2026-03` and `2026-Q3`: a month or a quarter, from its first day to its last.
fn calendar_range(raw: &str) -> Option<DateRange> {
    let (year, part) = raw.split_once('-').filter(|(_, part)| !part.contains(['-', '.']) && !part.contains(is_blank))?;
    let year = i16::from_str(year).ok()?;
    let (first, months) = match part.strip_prefix('Q') {
        Some(quarter) => (i8::from_str(quarter).ok().filter(|quarter| (1..=4).contains(quarter))? * 3 - 2, 3),
        None => (i8::from_str(part).ok()?, 1),
    };
    let first = Date::new(year, first, 1).ok()?;
    let last = Date::new(year, first.month() + months - 1, 1).ok()?.last_of_month();
    Some(DateRange { first, last })
}

fn date(raw: &str, span: Span) -> Result<Date, Box<Diagnostic>> {
    let mut parts = raw.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let number = |digits: &str| i16::from_str(digits).unwrap_or(-1);
    if day.is_empty() {
        return Err(Box::new(
            Diagnostic::error(
                &codes::E0112,
                span,
                format!("`{raw}` is neither a month nor a quarter"),
                "no such stretch of a year",
            )
            .help("months are written `2026-01` to `2026-12`, quarters `2026-Q1` to `2026-Q4`"),
        ));
    }
    if month.len() < 2 || day.len() < 2 {
        let full = format!("{year}-{month:0>2}-{day:0>2}");
        return Err(Box::new(
            Diagnostic::error(&codes::E0112, span, format!("`{raw}` is not a full date"), "month and day have two digits each")
                .help(format!("write `{full}`"))
                .replace(span, full.clone(), format!("write `{full}`")),
        ));
    }
    Date::new(number(year), number(month) as i8, number(day) as i8)
        .map_err(|_| Box::new(no_such_day(raw, [number(year), number(month), number(day)], span)))
}

fn no_such_day(raw: &str, [year, month, day]: [i16; 3], span: Span) -> Diagnostic {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let problem = |label: String| Diagnostic::error(&codes::E0111, span, format!("there is no day `{raw}`"), label);
    let Ok(first) = Date::new(year, month as i8, 1) else {
        let swapped = Date::new(year, day as i8, month as i8).ok();
        let told = problem("a year has the months 01 to 12".to_string());
        return match swapped {
            Some(meant) => told.help(format!("dates are written year, month, day: did you mean `{meant}`?")).fix(Fix {
                title: format!("write `{meant}`"),
                edits: vec![Edit { span, text: meant.to_string() }],
                safety: Safety::Proposal,
            }),
            None => told.help("dates are written year, month, day, as in `2026-03-01`"),
        };
    };
    let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let days = first.days_in_month();
    if day < 1 {
        return problem("the days of a month begin with 01".to_string());
    }
    problem(format!("{name} {year} has {days} days")).help(format!("the last day of that month is `{}`", first.last_of_month()))
}

fn duration(number: &str, unit: Unit, span: Span) -> Result<Duration, Box<Diagnostic>> {
    if number.starts_with('-') {
        return Err(Box::new(
            Diagnostic::error(&codes::E0112, span, "an amount of time cannot be negative", "below zero")
                .help("write the amount without the `-`"),
        ));
    }
    if number.contains('.') {
        return Err(Box::new(
            Diagnostic::error(&codes::E0112, span, "an amount of time is a whole number", "has a fraction")
                .help("use the next smaller unit: `90 minutes` in place of `1.5 hours`"),
        ));
    }
    number.parse().ok().and_then(|amount| Duration::new(amount, unit)).ok_or_else(|| too_long(span))
}

fn decimal(number: &str, span: Span) -> Result<Decimal, Box<Diagnostic>> {
    Decimal::from_str_exact(number).map_err(|_| too_long(span))
}

fn too_long(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(&codes::E0112, span, "this number has too many digits", "cannot be kept exactly")
            .help("whole numbers go up to about 9 quintillion, and fractions have up to 28 digits"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Sources};

    fn span(raw: &str) -> Span {
        let file = Sources::new().add("a.sms", raw, Origin::Model);
        Span::new(file, 0, raw.len())
    }

    fn shown(raw: &str) -> String {
        match read(raw, span(raw)) {
            Ok(value) => value.to_string(),
            Err(problem) => problem.source.id().to_string(),
        }
    }

    #[test]
    fn literals_print_as_written() {
        for raw in [
            "42",
            "-3",
            "4.20",
            "99.9%",
            "99.90%",
            "2026-03-01",
            "2026-07-01 .. 2026-09-30",
            "4 hours",
            "2 hours 15 minutes",
            "1 year 6 months",
            "1 minute 30 seconds",
            "250 milliseconds",
            "2026-03-01 ..",
            ".. 2027-02-28",
            "1 month",
            "every 3 months",
            "every 1 month",
            "240000 GBP",
            "-12.50 EUR",
        ] {
            assert_eq!(shown(raw), raw);
        }
        assert_eq!(shown("every month"), "every 1 month");
        assert_eq!(shown("2026-07-01..2026-09-30"), "2026-07-01 .. 2026-09-30");
        assert_eq!(shown("2026-03-01.."), "2026-03-01 ..");
        assert_eq!(shown("2026-02"), "2026-02-01 .. 2026-02-28");
        assert_eq!(shown("2026-Q3"), "2026-07-01 .. 2026-09-30");
    }

    #[test]
    fn what_cannot_be_is_told() {
        assert_eq!(shown("2026-02-30"), "E0111");
        assert_eq!(shown("2026-13-01"), "E0111");
        assert_eq!(shown("2026-00-01"), "E0111");
        assert_eq!(shown("2026-01-00"), "E0111");
        assert_eq!(shown("2026-1-01"), "E0112");
        assert_eq!(shown("2026-Q5"), "E0112");
        assert_eq!(shown("2026-13"), "E0112");
        assert_eq!(shown("2026-03-01 to 2027-02-28"), "E0112");
        assert_eq!(shown("2026-02-30 .."), "E0111");
        assert_eq!(shown("3 working days"), "E0112");
        assert_eq!(shown("15 minutes 2 hours"), "E0112");
        assert_eq!(shown("2 hours 3 hours"), "E0112");
        assert_eq!(shown("2026-09-30 .. 2026-07-01"), "E0114");
        assert_eq!(shown("99999999999999999999"), "E0112");
        assert_eq!(shown("1.5 hours"), "E0112");
        assert_eq!(shown("-4 hours"), "E0112");
        assert_eq!(shown("5 GPB"), "E0112");
        assert_eq!(shown("every 0 days"), "E0112");
        assert_eq!(shown("1.00000000000000000000000000000000001"), "E0112");
    }

    #[test]
    fn the_label_says_how_many_days_there_are() {
        let problem = read("2026-02-30", span("2026-02-30")).unwrap_err();
        let crate::diag::Place::Text(label) = &problem.place else { panic!("no place") };
        assert_eq!(label.text, "February 2026 has 28 days");
    }
}
