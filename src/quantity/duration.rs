//! Durations as people agree them: in months and years, and in minutes, hours, days and weeks.

use std::cmp::Ordering;
use std::fmt;

use jiff::Span;
use jiff::civil::Date;

/// The unit of a [`Duration`], from short to long.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
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
    pub const ALL: [Unit; 6] = [Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

    /// The unit with this name, singular or plural.
    pub fn by_name(name: &str) -> Option<Unit> {
        Unit::ALL
            .into_iter()
            .find(|unit| unit.plural() == name || unit.plural().strip_suffix('s').is_some_and(|singular| singular == name))
    }

    /// The plural name.
    pub fn plural(self) -> &'static str {
        match self {
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }

    /// How many months, and how many minutes, one of the unit is.
    fn parts(self) -> (i64, i64) {
        match self {
            Unit::Minutes => (0, 1),
            Unit::Hours => (0, 60),
            Unit::Days => (0, MINUTES_A_DAY),
            Unit::Weeks => (0, 7 * MINUTES_A_DAY),
            Unit::Months => (1, 0),
            Unit::Years => (12, 0),
        }
    }
}

const MINUTES_A_DAY: i64 = 24 * 60;

/// An amount of time such as `4 hours` or `3 months`.
///
/// Months and minutes are kept apart: a month has no fixed length, so what was written in months stays that, whatever is added to it.
#[derive(Clone, Copy, Debug)]
pub struct Duration {
    months: i64,
    minutes: i64,
    /// The longest unit it is told in.
    unit: Unit,
}

impl Duration {
    /// `amount` of `unit`; never too much to hold.
    pub const fn of(amount: i32, unit: Unit) -> Duration {
        let amount = amount as i64;
        match unit {
            Unit::Minutes => Duration { months: 0, minutes: amount, unit },
            Unit::Hours => Duration { months: 0, minutes: amount * 60, unit },
            Unit::Days => Duration { months: 0, minutes: amount * MINUTES_A_DAY, unit },
            Unit::Weeks => Duration { months: 0, minutes: amount * 7 * MINUTES_A_DAY, unit },
            Unit::Months => Duration { months: amount, minutes: 0, unit },
            Unit::Years => Duration { months: amount * 12, minutes: 0, unit },
        }
    }

    /// `amount` of `unit`; none where that is more than can be held.
    pub fn new(amount: i64, unit: Unit) -> Option<Duration> {
        let (months, minutes) = unit.parts();
        Some(Duration { months: amount.checked_mul(months)?, minutes: amount.checked_mul(minutes)?, unit })
    }

    /// The length in tenths of a minute, to compare one duration with another: exact and total.
    ///
    /// A month has no fixed length. Beside days it counts as the mean month of the Gregorian calendar, 146097 / 4800 days, which is a whole
    /// number of tenths of a minute.
    pub fn tenths(self) -> i128 {
        i128::from(self.months) * 438_291 + i128::from(self.minutes) * 10
    }

    /// One after the other; none where that is more than can be held.
    pub fn plus(self, other: Duration) -> Option<Duration> {
        let (months, minutes) = (self.months.checked_add(other.months)?, self.minutes.checked_add(other.minutes)?);
        Some(Duration { months, minutes, unit: self.unit.max(other.unit) })
    }

    /// So many times as long; none where that is more than can be held.
    pub fn times(self, times: i64) -> Option<Duration> {
        Some(Duration { months: self.months.checked_mul(times)?, minutes: self.minutes.checked_mul(times)?, ..self })
    }

    /// The same without a sign; none where that is more than can be held.
    pub fn abs(self) -> Option<Duration> {
        if self.tenths() < 0 { self.times(-1) } else { Some(self) }
    }

    /// What it is told in, from long to short units: `1 hour` and `30 minutes`. Never empty.
    pub fn amounts(self) -> Vec<(i64, Unit)> {
        let units = Unit::ALL.into_iter().rev().filter(|unit| *unit <= self.unit);
        let (mut months, mut minutes) = (self.months, self.minutes);
        let mut amounts = Vec::new();
        for unit in units {
            let (amount, left) = match unit.parts() {
                (0, length) => (minutes / length, &mut minutes),
                (length, _) => (months / length, &mut months),
            };
            // Weeks and days do not mix, but where weeks were written.
            if amount != 0 && (unit != Unit::Weeks || self.unit == Unit::Weeks) {
                let (in_months, in_minutes) = unit.parts();
                *left -= amount * (in_months + in_minutes);
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
        let edge = if self.tenths() < 0 { Date::MIN } else { Date::MAX };
        let months = Span::new().try_months(self.months).and_then(|span| day.checked_add(span));
        let days = Span::new().try_days(self.minutes / MINUTES_A_DAY);
        months.and_then(|day| day.checked_add(days?)).unwrap_or(edge)
    }

    /// `day` moved back by this duration, as [`Duration::after`].
    pub fn before(self, day: Date) -> Date {
        Duration { months: self.months.saturating_neg(), minutes: self.minutes.saturating_neg(), ..self }.after(day)
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Duration) -> bool {
        self.tenths() == other.tenths()
    }
}

impl Eq for Duration {}

impl std::hash::Hash for Duration {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.tenths().hash(state);
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Duration) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Duration) -> Ordering {
        self.tenths().cmp(&other.tenths())
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
    }

    #[test]
    fn what_cannot_be_held_is_nothing() {
        assert_eq!(Duration::new(i64::MAX, Unit::Years), None);
        let long = Duration::new(i64::MAX, Unit::Minutes).unwrap();
        assert_eq!(long.plus(Duration::of(1, Unit::Minutes)), None);
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
