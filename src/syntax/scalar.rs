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
    if raw.as_bytes().get(4) == Some(&b'-') {
        return dates(raw, span);
    }
    let digits = raw.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | '-')).unwrap_or(raw.len());
    let (number, rest) = raw.split_at(digits);
    match rest.trim_start() {
        "" if number.contains('.') => decimal(number, span).map(Scalar::Number),
        "" => number.parse().map(Scalar::Int).map_err(|_| too_long(span)),
        "%" => decimal(number, span).map(Scalar::Percent),
        word => match Unit::by_name(word) {
            Some(unit) => duration(number, unit, span).map(Scalar::Duration),
            None => match Currency::by_code(word) {
                Some(currency) => decimal(number, span).map(|amount| Scalar::Money(Money { amount, currency })),
                None => Err(Box::new(unknown_unit(word, Span { start: span.end - word.len() as u32, ..span }))),
            },
        },
    }
}

/// `E0112`: the word behind a number is no unit; `span` is the word's.
pub(super) fn unknown_unit(word: &str, span: Span) -> Diagnostic {
    let capitals = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let (message, help) = if capitals {
        (format!("`{word}` is not a currency in use"), "sums of money take a code of ISO 4217, as in `240000 GBP`")
    } else {
        (
            format!("`{word}` is not a unit"),
            "the units of time are minutes, hours, days, weeks, months and years; sums of money take a code such as `GBP`",
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
    let Some((first_raw, last_raw)) = raw.split_once("..") else {
        return date(raw, span).map(Scalar::Date);
    };
    let (first_raw, last_raw) = (first_raw.trim_end(), last_raw.trim_start());
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

fn date(raw: &str, span: Span) -> Result<Date, Box<Diagnostic>> {
    let mut parts = raw.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let number = |digits: &str| i16::from_str(digits).unwrap_or(-1);
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
    }

    #[test]
    fn what_cannot_be_is_told() {
        assert_eq!(shown("2026-02-30"), "E0111");
        assert_eq!(shown("2026-13-01"), "E0111");
        assert_eq!(shown("2026-00-01"), "E0111");
        assert_eq!(shown("2026-01-00"), "E0111");
        assert_eq!(shown("2026-1-01"), "E0112");
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
