//! Days and ranges of days.

use std::fmt;

pub use jiff::civil::Date;

/// From the first day to the last, both included; either end may be open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DateRange {
    /// The first day.
    pub first: Date,
    /// The last day; never before the first.
    pub last: Date,
}

/// The last day of what has no end.
const OPEN_END: Date = Date::MAX;
/// The first day of what has no beginning.
const OPEN_START: Date = Date::MIN;

impl DateRange {
    /// From a day on.
    pub fn from(first: Date) -> DateRange {
        DateRange { first, last: OPEN_END }
    }

    /// Until a day.
    pub fn until(last: Date) -> DateRange {
        DateRange { first: OPEN_START, last }
    }

    /// The first day, if there is one.
    pub fn start(&self) -> Option<Date> {
        (self.first != OPEN_START).then_some(self.first)
    }

    /// The last day, if there is one.
    pub fn end(&self) -> Option<Date> {
        (self.last != OPEN_END).then_some(self.last)
    }

    /// Whether `day` lies within the range.
    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.start(), self.end()) {
            (Some(first), Some(last)) => write!(f, "{first} .. {last}"),
            (Some(first), None) => write!(f, "{first} .."),
            (None, Some(last)) => write!(f, ".. {last}"),
            (None, None) => f.write_str(".."),
        }
    }
}

/// The day with these numbers, for constants; refused at compile time where there is no such day.
pub const fn day(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}
