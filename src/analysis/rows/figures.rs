//! Figures as other tools write them: numbers with a comma, `3:30`, `PT4H`, `1h 20m`, `£1,250.00`.

use std::str::FromStr;

use crate::quantity::{Currency, Decimal, Duration, Money, Unit};

/// How figures are written in a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Figures {
    /// The sign before the decimals, as far as the record says.
    pub decimals: Option<char>,
}

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NoNumber {
    /// It is not written as one.
    Unlike,
    /// Its only comma may part thousands or decimals.
    TwoWays,
}

impl Figures {
    /// The number that a text writes, with or without signs between thousands.
    pub fn number(self, text: &str) -> Result<Decimal, NoNumber> {
        let decimals = self.decimals.unwrap_or('.');
        let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = match text.split_once(decimals) {
            Some((whole, part)) => (whole, Some(part)),
            None => (text, None),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let apart = if decimals == ',' { '.' } else { ',' };
        let groups: Vec<&str> = whole.split([apart, ' ', '\'', '\u{2019}', '\u{a0}', '\u{202f}']).collect();
        let is_grouped =
            groups.iter().enumerate().all(|(at, group)| digits(group) && (at == 0 && group.len() <= 3 || group.len() == 3));
        if !(digits(whole) || is_grouped) || !part.is_none_or(digits) {
            return Err(NoNumber::Unlike);
        }
        if self.decimals.is_none() && part.is_none() && groups.len() == 2 && whole.contains(',') {
            return Err(NoNumber::TwoWays);
        }
        let plain = [sign, &groups.concat(), ".", part.unwrap_or("0")].concat();
        let plain = if part.is_none() { plain.trim_end_matches(".0") } else { &plain };
        Decimal::from_str(plain).map_err(|_| NoNumber::Unlike)
    }

    /// The sum that a text writes, in `unit` where it names no currency.
    pub fn money(self, text: &str, unit: Option<&str>) -> Result<Money, NoNumber> {
        let is_figure = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '+' | '\u{2212}');
        let (first, last) = match (text.find(is_figure), text.rfind(|letter: char| letter.is_ascii_digit())) {
            (Some(first), Some(last)) if first <= last => (first, last + 1),
            _ => return Err(NoNumber::Unlike),
        };
        let parts = (text.get(..first), text.get(first..last), text.get(last..));
        let (Some(before), Some(figure), Some(behind)) = parts else { return Err(NoNumber::Unlike) };
        let code = match (before.trim(), behind.trim()) {
            ("", "") => unit,
            ("", code) | (code, "") => Some(code),
            _ => None,
        };
        let code = match code.ok_or(NoNumber::Unlike)? {
            "£" => "GBP",
            "€" => "EUR",
            code => code,
        };
        let currency = Currency::by_code(code).ok_or(NoNumber::Unlike)?;
        Ok(Money { amount: self.number(figure)?, currency })
    }

    /// The amount of time that a text writes, in `unit` where it names none. Seconds count as a whole minute: what took four hours and a
    /// second took longer than four hours.
    pub fn duration(self, text: &str, unit: Option<Unit>) -> Option<Duration> {
        let text = text.trim();
        if let Some(minutes) = clock(text) {
            return of_minutes(minutes);
        }
        if let Ok(number) = self.number(text) {
            return of(number, unit?);
        }
        let marked = text
            .strip_prefix(['P', 'p'])
            .filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, 'T' | 't')));
        let mut rest = marked.unwrap_or(text);
        let mut in_time = marked.is_none();
        let (mut whole, mut seconds): (Option<Duration>, bool) = (None, false);
        loop {
            rest = rest.trim_start_matches([' ', ',', '\u{a0}']);
            if marked.is_some()
                && let Some(behind) = rest.strip_prefix(['T', 't'])
            {
                (rest, in_time) = (behind, true);
            }
            if rest.is_empty() {
                break;
            }
            let length = rest.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ','))).unwrap_or(rest.len());
            let (figure, behind) = rest.split_at(length);
            let number = self.number(figure).ok()?;
            let behind = behind.trim_start();
            // ISO 8601 marks each amount with one letter, and `T` may follow it at once.
            let letters = if marked.is_some() { 1 } else { usize::MAX };
            let length = behind.chars().take(letters).take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
            let (word, behind) = behind.split_at(length);
            rest = behind.strip_prefix('.').unwrap_or(behind);
            let amount = match word.to_ascii_lowercase().as_str() {
                "s" | "sec" | "secs" | "second" | "seconds" => {
                    seconds |= !number.is_zero();
                    Duration::new(0, Unit::Minutes)?
                }
                "m" if !in_time => of(number, Unit::Months)?,
                word => of(number, time_unit(word)?)?,
            };
            whole = Some(match whole {
                Some(whole) => whole.plus(amount)?,
                None => amount,
            });
        }
        let whole = whole?;
        if seconds { whole.plus(Duration::new(1, Unit::Minutes)?) } else { Some(whole) }
    }
}

/// The unit of time that a word means.
pub(super) fn time_unit(word: &str) -> Option<Unit> {
    Some(match word.to_ascii_lowercase().as_str() {
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hours,
        "d" | "day" | "days" => Unit::Days,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Weeks,
        "month" | "months" => Unit::Months,
        "y" | "yr" | "year" | "years" => Unit::Years,
        _ => return None,
    })
}

/// The minutes of `3:30` or `3:30:00`.
fn clock(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text
        .split(':')
        .map(|part| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten())
        .collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, 0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let fits = (0..60).contains(&minutes) && (0..60).contains(&seconds);
    fits.then(|| hours.checked_mul(60)?.checked_add(minutes + i64::from(seconds > 0))).flatten()
}

fn of_minutes(minutes: i64) -> Option<Duration> {
    let (hours, rest) = (Duration::new(minutes / 60, Unit::Hours)?, Duration::new(minutes % 60, Unit::Minutes)?);
    hours.plus(rest)
}

/// So much of a unit, where that is a whole number of minutes, or of months.
fn of(number: Decimal, unit: Unit) -> Option<Duration> {
    if let Some(amount) = whole(number) {
        return Duration::new(amount, unit);
    }
    let (factor, smaller) = match unit {
        Unit::Hours => (60, Unit::Minutes),
        Unit::Days => (24 * 60, Unit::Minutes),
        Unit::Weeks => (7 * 24 * 60, Unit::Minutes),
        Unit::Years => (12, Unit::Months),
        // Parts of the shortest units count as a whole one.
        Unit::Minutes | Unit::Seconds | Unit::Milliseconds => return Duration::new(whole(number.ceil())?, unit),
        Unit::Months => return None,
    };
    let amount = number.checked_mul(Decimal::from(factor))?;
    let amount = if smaller == Unit::Minutes { amount.ceil() } else { amount };
    Duration::new(whole(amount)?, smaller)?.plus(Duration::new(0, unit)?)
}

fn whole(number: Decimal) -> Option<i64> {
    number.fract().is_zero().then(|| i64::try_from(number.trunc()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Figures = Figures { decimals: None };
    const POINT: Figures = Figures { decimals: Some('.') };
    const COMMA: Figures = Figures { decimals: Some(',') };

    #[test]
    fn numbers_are_read_with_their_signs() {
        let read = |figures: Figures, text: &str| figures.number(text).map(|number| number.to_string());
        assert_eq!(read(PLAIN, "1234.50"), Ok("1234.50".to_owned()));
        assert_eq!(read(PLAIN, "-3"), Ok("-3".to_owned()));
        assert_eq!(read(PLAIN, "100"), Ok("100".to_owned()));
        assert_eq!(read(PLAIN, "1,234,567.5"), Ok("1234567.5".to_owned()));
        assert_eq!(read(COMMA, "1.234,5"), Ok("1234.5".to_owned()));
        assert_eq!(read(COMMA, "0,5"), Ok("0.5".to_owned()));
        assert_eq!(read(POINT, "1,234"), Ok("1234".to_owned()));
        assert_eq!(read(PLAIN, "1,234"), Err(NoNumber::TwoWays));
        for text in ["", "-", "0,5", "12 34", "1.2.3", "4h", "1,23,456", "."] {
            assert_eq!(read(PLAIN, text), Err(NoNumber::Unlike), "{text}");
        }
    }

    #[test]
    fn amounts_of_time_are_read_in_many_forms() {
        let read = |text: &str, unit| PLAIN.duration(text, unit).map(|duration| duration.to_string());
        for (text, told) in [
            ("4 hours", "4 hours"),
            ("3 hours 30 minutes", "3 hours 30 minutes"),
            ("1h 20m", "1 hour 20 minutes"),
            ("1h20", "-"),
            ("3:30", "3 hours 30 minutes"),
            ("00:45:00", "45 minutes"),
            ("26:00:01", "26 hours 1 minute"),
            ("PT4H30M", "4 hours 30 minutes"),
            ("P1DT2H", "1 day 2 hours"),
            ("P3M", "3 months"),
            ("1.5 h", "1 hour 30 minutes"),
            ("20 seconds", "1 minute"),
            ("2 d, 4 hrs.", "2 days 4 hours"),
            ("4", "-"),
            ("soon", "-"),
            ("3:75", "-"),
            ("P", "-"),
            ("1,5 h", "-"),
        ] {
            assert_eq!(read(text, None).as_deref().unwrap_or("-"), told, "{text}");
        }
        assert_eq!(read("90", Some(Unit::Minutes)).as_deref(), Some("90 minutes"));
        assert_eq!(read("2.25", Some(Unit::Hours)).as_deref(), Some("2 hours 15 minutes"));
        assert_eq!(COMMA.duration("1,5 h", None), PLAIN.duration("1.5 h", None));
    }

    #[test]
    fn sums_have_a_currency() {
        let read = |text: &str, unit| POINT.money(text, unit).map(|money| money.to_string()).ok();
        assert_eq!(read("£1,250.00", None).as_deref(), Some("1250.00 GBP"));
        assert_eq!(read("EUR 20", None).as_deref(), Some("20 EUR"));
        assert_eq!(read("20 EUR", None).as_deref(), Some("20 EUR"));
        assert_eq!(read("20", Some("GBP")).as_deref(), Some("20 GBP"));
        for text in ["20", "20 quid", "$20", "EUR 20 EUR", ""] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }
}
