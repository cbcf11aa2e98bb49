//! Periods of a calendar: what an interval such as `3 months` cuts the years into.
//!
//! Months, quarters, halves, years and weeks are those of the calendar, so that a review of every quarter belongs to "Q2 2026" whatever day
//! it began on. Other intervals (`5 months`, `10 days`) are counted from the day on which they began.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

use super::{DateRange, Duration};

/// One of the periods that an interval cuts the calendar into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    /// Its days.
    pub days: DateRange,
    /// How many whole months of the calendar it is; 0 where it is counted otherwise.
    months: i64,
}

/// How many periods are looked at at most: far more than ten years of days.
const MOST: usize = 5000;

/// The periods of `every` that have a day in common with `within`, in order, where they are counted from `since` unless the calendar has
/// such periods of its own. None where the interval is shorter than a day, or so short that there would be thousands.
pub fn periods(every: Duration, since: Date, within: DateRange) -> Vec<Period> {
    let (months, millis) = every.parts();
    let days = millis / DAY;
    let grid = match (months, days) {
        (1.., 0) if 12 % months == 0 || months % 12 == 0 => Grid::Months(months),
        (0, 7) => Grid::Days { first: monday(since), days },
        (0, 1..) => Grid::Days { first: since, days },
        (1.., 0..) => Grid::Steps { first: since, every },
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut number = grid.number(within.first);
    while let Some(period) = grid.period(number) {
        if period.days.first > within.last {
            break;
        }
        if found.len() == MOST {
            return Vec::new();
        }
        if period.days.last >= within.first {
            found.push(period);
        }
        number += 1;
    }
    found
}

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The days on which periods begin.
enum Grid {
    /// Months of the calendar, from 1 January of the year 0 on.
    Months(i64),
    /// So many days each, from a day on.
    Days { first: Date, days: i64 },
    /// One interval after the other from a day on; each is counted from that day, so that the end of a month stays one.
    Steps { first: Date, every: Duration },
}

impl Grid {
    /// The number of a period that holds `day` or begins before it.
    fn number(&self, day: Date) -> i64 {
        match self {
            Grid::Months(months) => month_number(day).div_euclid(*months),
            Grid::Days { first, days } => between(*first, day).div_euclid(*days),
            Grid::Steps { first, every } => {
                let (months, millis) = every.parts();
                // A month has 28 to 31 days: forwards and backwards this is never beyond the day.
                match between(*first, day) {
                    days @ 0.. => days / (months * 31 + millis / DAY),
                    days => days / (months * 28 + millis / DAY) - 1,
                }
            }
        }
    }

    fn period(&self, number: i64) -> Option<Period> {
        let first = self.start(number)?;
        let last = self.start(number.checked_add(1)?)?.yesterday().ok()?;
        let months = match self {
            Grid::Months(months) => *months,
            Grid::Days { .. } | Grid::Steps { .. } => 0,
        };
        (first <= last).then_some(Period { days: DateRange { first, last }, months })
    }

    fn start(&self, number: i64) -> Option<Date> {
        match self {
            Grid::Months(months) => {
                let month = number.checked_mul(*months)?;
                let year = i16::try_from(month.div_euclid(12)).ok()?;
                let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
                Date::new(year, month, 1).ok()
            }
            Grid::Days { first, days } => first.checked_add(Span::new().try_days(number.checked_mul(*days)?).ok()?).ok(),
            Grid::Steps { first, every } => {
                let start = every.times(number)?.after(*first);
                (start != Date::MAX && start != Date::MIN).then_some(start)
            }
        }
    }
}

fn month_number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    Span::new().try_days(back).and_then(|span| day.checked_sub(span)).unwrap_or(day)
}

/// The days from one day to another.
fn between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

impl fmt::Display for Period {
    /// As people call it: `May 2026`, `Q2 2026`, `the first half of 2026`, `2026`, or its days.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.days.first;
        match self.months {
            1 => write!(out, "{} {}", month(first), first.year()),
            3 => write!(out, "Q{} {}", (first.month() + 2) / 3, first.year()),
            6 => write!(out, "the {} half of {}", if first.month() == 1 { "first" } else { "second" }, first.year()),
            12 => write!(out, "{}", first.year()),
            _ if self.days.first == self.days.last => write!(out, "{first}"),
            _ => write!(out, "{}", self.days),
        }
    }
}

/// A stretch of days in a sentence, behind what did not happen: `in May 2026`, `between April and September 2026`, or with its days where it
/// is not made of whole months.
pub fn in_words(days: DateRange) -> String {
    let (first, last) = (days.first, days.last);
    let whole = first.day() == 1 && last == last.last_of_month();
    match whole {
        _ if first == last => format!("on {first}"),
        false => format!("between {first} and {last}"),
        true if (first.year(), first.month()) == (last.year(), last.month()) => format!("in {} {}", month(first), first.year()),
        true if first.year() == last.year() && first.month() == 1 && last.month() == 12 => format!("in {}", first.year()),
        true if first.year() == last.year() => format!("between {} and {} {}", month(first), month(last), last.year()),
        true => format!("between {} {} and {} {}", month(first), first.year(), month(last), last.year()),
    }
}

fn month(day: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Unit, day};
    use super::*;

    fn within(first: Date, last: Date) -> DateRange {
        DateRange { first, last }
    }

    /// The periods of an interval since 15 January 2026, by name.
    fn named(every: Duration, days: DateRange) -> Vec<String> {
        periods(every, day(2026, 1, 15), days).iter().map(Period::to_string).collect()
    }

    #[test]
    fn intervals_of_the_calendar_are_its_months_quarters_halves_and_years() {
        let days = within(day(2026, 1, 20), day(2026, 7, 1));
        let months = ["January", "February", "March", "April", "May", "June", "July"].map(|month| format!("{month} 2026"));
        assert_eq!(named(Duration::of(1, Unit::Months), days), months);
        assert_eq!(named(Duration::of(3, Unit::Months), days), ["Q1 2026", "Q2 2026", "Q3 2026"]);
        assert_eq!(named(Duration::of(6, Unit::Months), days), ["the first half of 2026", "the second half of 2026"]);
        assert_eq!(named(Duration::of(1, Unit::Years), days), ["2026"]);
        assert_eq!(named(Duration::of(12, Unit::Months), days), ["2026"]);
        assert_eq!(named(Duration::of(2, Unit::Years), days), ["2026-01-01 .. 2027-12-31"]);
        assert_eq!(named(Duration::of(4, Unit::Months), days), ["2026-01-01 .. 2026-04-30", "2026-05-01 .. 2026-08-31"]);
    }

    #[test]
    fn weeks_begin_on_mondays_and_days_where_they_were_begun() {
        let days = within(day(2026, 1, 15), day(2026, 1, 27));
        let weeks = ["2026-01-12 .. 2026-01-18", "2026-01-19 .. 2026-01-25", "2026-01-26 .. 2026-02-01"];
        assert_eq!(named(Duration::of(1, Unit::Weeks), days), weeks);
        assert_eq!(named(Duration::of(7, Unit::Days), days), weeks);
        assert_eq!(named(Duration::of(10, Unit::Days), days), ["2026-01-15 .. 2026-01-24", "2026-01-25 .. 2026-02-03"]);
        assert_eq!(named(Duration::of(1, Unit::Days), within(day(2026, 2, 28), day(2026, 3, 1))), ["2026-02-28", "2026-03-01"]);
        // Before the day from which they are counted the same periods go on.
        assert_eq!(named(Duration::of(2, Unit::Weeks), within(day(2026, 1, 2), day(2026, 1, 2))), ["2026-01-01 .. 2026-01-14"]);
    }

    #[test]
    fn months_end_where_the_calendar_ends_them_and_leap_years_count() {
        let february = |year: i16| {
            let found = periods(Duration::of(1, Unit::Months), day(year, 1, 31), within(day(year, 2, 1), day(year, 2, 1)));
            found.first().map(|period| period.days.last)
        };
        assert_eq!(february(2027), Some(day(2027, 2, 28)));
        assert_eq!(february(2028), Some(day(2028, 2, 29)));
        // Five months from the last of a month: each is counted from that day, so none drifts to the 28th.
        let found = periods(Duration::of(5, Unit::Months), day(2027, 9, 30), within(day(2027, 9, 30), day(2028, 12, 31)));
        let firsts: Vec<Date> = found.iter().map(|period| period.days.first).collect();
        assert_eq!(firsts, [day(2027, 9, 30), day(2028, 2, 29), day(2028, 7, 30), day(2028, 12, 30)]);
        assert_eq!(found.first().map(|period| period.days.last), Some(day(2028, 2, 28)));
    }

    #[test]
    fn what_cannot_be_cut_gives_no_periods() {
        let always = within(Date::MIN, Date::MAX);
        for every in [Duration::of(0, Unit::Days), Duration::of(3, Unit::Hours), Duration::of(-1, Unit::Months)] {
            assert_eq!(periods(every, day(2026, 1, 1), within(day(2026, 1, 1), day(2026, 12, 31))), []);
        }
        assert_eq!(periods(Duration::of(1, Unit::Days), day(2026, 1, 1), always), []);
        assert_eq!(periods(Duration::of(1, Unit::Months), day(2026, 1, 1), within(day(2026, 2, 1), day(2026, 1, 1))), []);
    }

    #[test]
    fn stretches_are_told_in_months_where_they_are_whole() {
        let told = |first, last| in_words(within(first, last));
        assert_eq!(told(day(2026, 4, 1), day(2026, 9, 30)), "between April and September 2026");
        assert_eq!(told(day(2025, 11, 1), day(2026, 2, 28)), "between November 2025 and February 2026");
        assert_eq!(told(day(2026, 5, 1), day(2026, 5, 31)), "in May 2026");
        assert_eq!(told(day(2026, 1, 1), day(2026, 12, 31)), "in 2026");
        assert_eq!(told(day(2028, 2, 1), day(2028, 2, 28)), "between 2028-02-01 and 2028-02-28");
        assert_eq!(told(day(2026, 4, 3), day(2026, 4, 3)), "on 2026-04-03");
    }
}
