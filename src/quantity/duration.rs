//! Durations as people agree them: in months and years, and in whatever has a fixed length, from milliseconds to weeks.

use std::cmp::Ordering;
use std::fmt;

use jiff::Span;
use jiff::civil::Date;

/// The unit of a [`Duration`], from short to long.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    /// A thousandth of a second.
    Milliseconds,
    /// The shortest that people agree by hand.
    Seconds,
    /// Sixty seconds.
    Minutes,
    /// Sixty minutes.
    Hours,
    /// Twenty-four hours.
    Days,
    /// Seven days.
    Weeks,
    /// A calendar month.
    Months,
    /// A calendar year.
    Years,
}

impl Unit {
    /// All units, from short to long.
    pub const ALL: [Unit; 8] =
        [Unit::Milliseconds, Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

    /// The unit with this name, singular or plural.
    pub fn by_name(name: &str) -> Option<Unit> {
        Unit::ALL
            .into_iter()
            .find(|unit| unit.plural() == name || unit.plural().strip_suffix('s').is_some_and(|singular| singular == name))
    }

    /// The plural name.
    pub fn plural(self) -> &'static str {
        match self {
            Unit::Milliseconds => "milliseconds",
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }

    /// How many months, and how many milliseconds, one of the unit is.
    const fn parts(self) -> (i64, i64) {
        match self {
            Unit::Milliseconds => (0, 1),
            Unit::Seconds => (0, SECOND),
            Unit::Minutes => (0, MINUTE),
            Unit::Hours => (0, 60 * MINUTE),
            Unit::Days => (0, DAY),
            Unit::Weeks => (0, 7 * DAY),
            Unit::Months => (1, 0),
            Unit::Years => (12, 0),
        }
    }
}

// In milliseconds.
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// An amount of time such as `4 hours` or `3 months`.
///
/// Months and what has a fixed length are kept apart: a month has no fixed length, so what was written in months stays that, whatever is added to it.
#[derive(Clone, Copy, Debug)]
pub struct Duration {
    months: i64,
    millis: i64,
    /// The longest unit it is told in.
    unit: Unit,
}

impl Duration {
    /// `amount` of `unit`; never too much to hold.
    pub const fn of(amount: i32, unit: Unit) -> Duration {
        let (months, millis) = unit.parts();
        Duration { months: amount as i64 * months, millis: amount as i64 * millis, unit }
    }

    /// `amount` of `unit`; none where that is more than can be held.
    pub fn new(amount: i64, unit: Unit) -> Option<Duration> {
        let (months, millis) = unit.parts();
        Some(Duration { months: amount.checked_mul(months)?, millis: amount.checked_mul(millis)?, unit })
    }

    /// The length in milliseconds, to compare one duration with another: exact and total.
    ///
    /// A month has no fixed length. Beside days it counts as the mean month of the Gregorian calendar, 146097 / 4800 days, which is a whole
    /// number of seconds.
    pub fn millis(self) -> i128 {
        i128::from(self.months) * 2_629_746_000 + i128::from(self.millis)
    }

    /// The calendar months in it, and the milliseconds besides.
    pub fn parts(self) -> (i64, i64) {
        (self.months, self.millis)
    }

    /// One after the other; none where that is more than can be held.
    pub fn plus(self, other: Duration) -> Option<Duration> {
        let (months, millis) = (self.months.checked_add(other.months)?, self.millis.checked_add(other.millis)?);
        Some(Duration { months, millis, unit: self.unit.max(other.unit) })
    }

    /// So many times as long; none where that is more than can be held.
    pub fn times(self, times: i64) -> Option<Duration> {
        Some(Duration { months: self.months.checked_mul(times)?, millis: self.millis.checked_mul(times)?, ..self })
    }

    /// The same without a sign; none where that is more than can be held.
    pub fn abs(self) -> Option<Duration> {
        if self.millis() < 0 { self.times(-1) } else { Some(self) }
    }

    /// What it is told in, from long to short units: `1 hour` and `30 minutes`. Never empty.
    pub fn amounts(self) -> Vec<(i64, Unit)> {
        let units = Unit::ALL.into_iter().rev().filter(|unit| *unit <= self.unit);
        let (mut months, mut millis) = (self.months, self.millis);
        let mut amounts = Vec::new();
        for unit in units {
            let (amount, left) = match unit.parts() {
                (0, length) => (millis / length, &mut millis),
                (length, _) => (months / length, &mut months),
            };
            // Weeks and days do not mix, but where weeks were written.
            if amount != 0 && (unit != Unit::Weeks || self.unit == Unit::Weeks) {
                let (in_months, in_millis) = unit.parts();
                *left -= amount * (in_months + in_millis);
                amounts.push((amount, unit));
            }
        }
        if amounts.is_empty() {
            amounts.push((0, self.unit));
        }
        amounts
    }

    /// `day` moved on by this duration in the calendar: a month after 31 January is the last day of February.
    /// Parts of a day are dropped; a result outside the calendar stops at its edge.
    pub fn after(self, day: Date) -> Date {
        let edge = if self.millis() < 0 { Date::MIN } else { Date::MAX };
        let months = Span::new().try_months(self.months).and_then(|span| day.checked_add(span));
        let days = Span::new().try_days(self.millis / DAY);
        months.and_then(|day| day.checked_add(days?)).unwrap_or(edge)
    }

    /// `day` moved back by this duration, as [`Duration::after`].
    pub fn before(self, day: Date) -> Date {
        Duration { months: self.months.saturating_neg(), millis: self.millis.saturating_neg(), ..self }.after(day)
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Duration) -> bool {
        self.millis() == other.millis()
    }
}

impl Eq for Duration {}

impl std::hash::Hash for Duration {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.millis().hash(state);
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Duration) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Duration) -> Ordering {
        self.millis().cmp(&other.millis())
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (amount, unit)) in self.amounts().into_iter().enumerate() {
            let plural = unit.plural();
            let name = if amount == 1 { &plural[..plural.len() - 1] } else { plural };
            write!(f, "{}{amount} {name}", if place == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(left: (i32, Unit), right: (i32, Unit)) -> String {
        Duration::of(left.0, left.1).plus(Duration::of(right.0, right.1)).unwrap().to_string()
    }

    #[test]
    fn units_compare_exactly() {
        assert_eq!(Duration::of(60, Unit::Minutes), Duration::of(1, Unit::Hours));
        assert_eq!(Duration::of(12, Unit::Months), Duration::of(1, Unit::Years));
        assert!(Duration::of(30, Unit::Days) < Duration::of(1, Unit::Months));
        assert!(Duration::of(31, Unit::Days) > Duration::of(1, Unit::Months));
    }

    #[test]
    fn months_stay_months_whatever_is_added() {
        let month = Duration::of(1, Unit::Months);
        assert_eq!(month.plus(Duration::of(0, Unit::Minutes)), Some(month));
        assert_eq!(told((1, Unit::Months), (0, Unit::Minutes)), "1 month");
        assert_eq!(told((1, Unit::Months), (1, Unit::Days)), "1 month 1 day");
        let longer = month.plus(Duration::of(1, Unit::Days)).unwrap();
        assert_eq!(longer.after(date(2026, 1, 31)), date(2026, 3, 1));
        assert!(longer > month);
    }

    #[test]
    fn sums_are_told_from_the_longest_unit_that_was_written() {
        assert_eq!(told((4, Unit::Hours), (80, Unit::Minutes)), "5 hours 20 minutes");
        assert_eq!(told((40, Unit::Hours), (30, Unit::Minutes)), "40 hours 30 minutes");
        assert_eq!(told((90, Unit::Minutes), (0, Unit::Minutes)), "90 minutes");
        assert_eq!(told((2, Unit::Weeks), (1, Unit::Days)), "2 weeks 1 day");
        assert_eq!(told((1, Unit::Years), (10, Unit::Days)), "1 year 10 days");
        assert_eq!(told((0, Unit::Days), (0, Unit::Hours)), "0 days");
        assert_eq!(told((2, Unit::Seconds), (500, Unit::Milliseconds)), "2 seconds 500 milliseconds");
        assert_eq!(told((1, Unit::Hours), (90, Unit::Seconds)), "1 hour 1 minute 30 seconds");
    }

    #[test]
    fn what_cannot_be_held_is_nothing() {
        assert_eq!(Duration::new(i64::MAX, Unit::Years), None);
        assert_eq!(Duration::new(i64::MAX, Unit::Minutes), None);
        let long = Duration::new(i64::MAX, Unit::Milliseconds).unwrap();
        assert_eq!(long.plus(Duration::of(1, Unit::Milliseconds)), None);
        assert_eq!(long.times(2), None);
        assert_eq!(Duration::of(-3, Unit::Days).abs(), Some(Duration::of(3, Unit::Days)));
    }

    #[test]
    fn months_follow_the_calendar() {
        assert_eq!(Duration::of(1, Unit::Months).after(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(Duration::of(1, Unit::Months).before(date(2026, 3, 31)), date(2026, 2, 28));
        assert_eq!(Duration::new(i64::MAX, Unit::Months).unwrap().after(date(2026, 1, 1)), Date::MAX);
    }

    #[test]
    fn names_are_singular_or_plural() {
        assert_eq!(Unit::by_name("month"), Some(Unit::Months));
        assert_eq!(Unit::by_name("months"), Some(Unit::Months));
        assert_eq!(Unit::by_name("monthss"), None);
        assert_eq!(Duration::of(1, Unit::Months).to_string(), "1 month");
    }
}
