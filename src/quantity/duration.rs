//! Durations as people agree them: an amount and a unit.

use std::cmp::Ordering;
use std::fmt;

use jiff::Span;
use jiff::civil::Date;

/// The unit of a [`Duration`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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

    /// The length in tenths of a minute.
    ///
    /// A month has no fixed length. To compare one with days it counts as the mean month of the Gregorian calendar, 146097 / 4800
    /// days, which is a whole number of tenths of a minute; so comparison stays exact and total.
    fn tenths(self) -> i128 {
        match self {
            Unit::Minutes => 10,
            Unit::Hours => 600,
            Unit::Days => 14_400,
            Unit::Weeks => 100_800,
            Unit::Months => 438_291,
            Unit::Years => 5_259_492,
        }
    }
}

/// An amount of time such as `4 hours` or `3 months`; it keeps the unit it was written in.
#[derive(Clone, Copy, Debug)]
pub struct Duration {
    /// How many of the unit; never negative when written by a user.
    pub amount: i64,
    /// The unit.
    pub unit: Unit,
}

impl Duration {
    /// `amount` of `unit`.
    pub fn new(amount: i64, unit: Unit) -> Duration {
        Duration { amount, unit }
    }

    /// The length in tenths of a minute, with mean months and years.
    pub fn tenths(self) -> i128 {
        i128::from(self.amount) * self.unit.tenths()
    }

    /// The duration of this many tenths of a minute, in the longest unit (up to weeks) that divides it.
    pub fn from_tenths(tenths: i128) -> Duration {
        let unit =
            [Unit::Weeks, Unit::Days, Unit::Hours].into_iter().find(|unit| tenths % unit.tenths() == 0).unwrap_or(Unit::Minutes);
        Duration { amount: (tenths / unit.tenths()).clamp(i64::MIN.into(), i64::MAX.into()) as i64, unit }
    }

    /// `day` moved on by this duration in the calendar: a month after 31 January is the last day of February.
    /// Parts of a day are dropped; a result outside the calendar stops at its edge.
    pub fn after(self, day: Date) -> Date {
        let span = match self.unit {
            Unit::Minutes => Span::new().try_days(self.amount / (24 * 60)),
            Unit::Hours => Span::new().try_days(self.amount / 24),
            Unit::Days => Span::new().try_days(self.amount),
            Unit::Weeks => Span::new().try_weeks(self.amount),
            Unit::Months => Span::new().try_months(self.amount),
            Unit::Years => Span::new().try_years(self.amount),
        };
        let edge = if self.amount < 0 { Date::MIN } else { Date::MAX };
        span.and_then(|span| day.checked_add(span)).unwrap_or(edge)
    }

    /// `day` moved back by this duration, as [`Duration::after`].
    pub fn before(self, day: Date) -> Date {
        Duration { amount: self.amount.saturating_neg(), unit: self.unit }.after(day)
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
        let plural = self.unit.plural();
        let name = if self.amount == 1 { &plural[..plural.len() - 1] } else { plural };
        write!(f, "{} {}", self.amount, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn units_compare_exactly() {
        assert_eq!(Duration::new(60, Unit::Minutes), Duration::new(1, Unit::Hours));
        assert_eq!(Duration::new(12, Unit::Months), Duration::new(1, Unit::Years));
        assert!(Duration::new(30, Unit::Days) < Duration::new(1, Unit::Months));
        assert!(Duration::new(31, Unit::Days) > Duration::new(1, Unit::Months));
    }

    #[test]
    fn months_follow_the_calendar() {
        assert_eq!(Duration::new(1, Unit::Months).after(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(Duration::new(1, Unit::Months).before(date(2026, 3, 31)), date(2026, 2, 28));
        assert_eq!(Duration::new(i64::MAX, Unit::Years).after(date(2026, 1, 1)), Date::MAX);
    }

    #[test]
    fn names_are_singular_or_plural() {
        assert_eq!(Unit::by_name("month"), Some(Unit::Months));
        assert_eq!(Unit::by_name("months"), Some(Unit::Months));
        assert_eq!(Unit::by_name("monthss"), None);
        assert_eq!(Duration::new(1, Unit::Months).to_string(), "1 month");
    }
}
