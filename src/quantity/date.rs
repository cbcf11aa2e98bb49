//! Days and ranges of days.

use std::fmt;

pub use jiff::civil::Date;

/// From the first day to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DateRange {
    /// The first day.
    pub first: Date,
    /// The last day; never before the first.
    pub last: Date,
}

impl DateRange {
    /// Whether `day` lies within the range.
    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} .. {}", self.first, self.last)
    }
}

/// The day with these numbers, for constants; refused at compile time where there is no such day.
pub const fn day(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}
