//! Stretches of time that promises are measured over, and what one of them means within another.
//!
//! A month has no fixed length. Whoever may lose a share of a year may lose all of it in February; whoever allows so many minutes a month
//! allows the smallest share of it in a month of 31 days. So lengths are compared day by day over the four years after which months repeat.

use crate::quantity::{Decimal, Duration};

/// The days of the months of four years, of which the last is a leap year.
const MONTHS: [i64; 48] = {
    let common = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut days = [0; 48];
    let mut at = 0;
    while at < 48 {
        days[at] = common[at % 12];
        at += 1;
    }
    days[37] = 29;
    days
};
const FOUR_YEARS: i64 = 1_461;
/// In milliseconds.
const DAY: i128 = 86_400_000;

/// How many days the `count` months from the month `start` on have.
fn days(start: i64, count: i64) -> i64 {
    let rest = (0..count.rem_euclid(48)).map(|at| MONTHS[(start + at).rem_euclid(48) as usize]).sum::<i64>();
    count.div_euclid(48).saturating_mul(FOUR_YEARS) + rest
}

/// The shortest and the longest that an amount of time can be, in milliseconds.
fn lengths(over: Duration) -> (i128, i128) {
    let (months, millis) = over.parts();
    let days = (0..48).map(|start| days(start, months));
    let (least, most) = days.fold((i64::MAX, i64::MIN), |(least, most), days| (least.min(days), most.max(days)));
    let length = |days: i64| i128::from(days) * DAY + i128::from(millis);
    (length(least), length(most))
}

/// The shortest and the longest that an amount of time can be, in minutes; none where it is nothing at all.
pub(super) fn minutes(over: Duration) -> Option<(Decimal, Decimal)> {
    let (least, most) = lengths(over);
    (least > 0).then_some(())?;
    Some((in_minutes(least)?, in_minutes(most)?))
}

/// So many milliseconds in minutes.
pub(super) fn in_minutes(millis: i128) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(millis, 0).ok()?.checked_div(Decimal::from(60_000))
}

/// Whether two amounts of time mean the same where people write them in other words: 31 days and a month, 12 months and 365 days.
fn is_alike(left: Duration, right: Duration) -> bool {
    let (left, right) = (left.millis(), right.millis());
    left.max(right) * 10 <= left.min(right) * 11
}

/// How many times as much as is allowed in all of `long` can fall into `short`, as a part of `short`: 1 where `long` is no longer.
///
/// Both are taken at one place of the calendar: of a year with a 28th of February the whole year's allowance may fall into those 28 days.
pub(super) fn at_once(long: Duration, short: Duration) -> Option<Decimal> {
    if long.millis() <= short.millis() || is_alike(long, short) {
        return Some(Decimal::ONE);
    }
    let ((long_months, long_rest), (short_months, short_rest)) = (long.parts(), short.parts());
    let (long_days, short_days) = match (long_rest, short_rest) {
        (0, 0) => {
            let places = (0..48).flat_map(|start| {
                let spare = (long_months - short_months).min(48);
                (0..=spare).map(move |before| (days(start - before, long_months), days(start, short_months)))
            });
            let ratio = |(long, short): &(i64, i64)| i128::from(*long) * 1_000_000_000 / i128::from((*short).max(1));
            places.max_by_key(ratio).map(|(long, short)| (Decimal::from(long), Decimal::from(short)))?
        }
        _ => (minutes(long)?.1, minutes(short)?.0),
    };
    long_days.checked_div(short_days)
}

/// How many times `short` can come round within `long`, at most.
pub(super) fn times(short: Duration, long: Duration) -> Option<Decimal> {
    if is_alike(short, long) || short.millis() >= long.millis() {
        return Some(Decimal::ONE);
    }
    match (short.parts(), long.parts()) {
        ((months, 0), (all, 0)) if months > 0 => Some(Decimal::from(all).checked_div(Decimal::from(months))?.ceil()),
        _ => Some(minutes(long)?.1.checked_div(minutes(short)?.0)?.ceil()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Unit;

    fn of(amount: i32, unit: Unit) -> Duration {
        Duration::of(amount, unit)
    }

    fn hundredths(value: Option<Decimal>) -> String {
        value.map(|value| value.round_dp(2).to_string()).unwrap_or_default()
    }

    #[test]
    fn a_longer_time_falls_into_the_shortest_at_worst() {
        let at_once = |long, short| hundredths(at_once(long, short));
        // 365 days into the 28 of February.
        assert_eq!(at_once(of(1, Unit::Years), of(1, Unit::Months)), "13.04");
        assert_eq!(at_once(of(12, Unit::Months), of(1, Unit::Months)), "13.04");
        // December to February.
        assert_eq!(at_once(of(3, Unit::Months), of(1, Unit::Months)), "3.21");
        assert_eq!(at_once(of(1, Unit::Weeks), of(1, Unit::Days)), "7");
        assert_eq!(at_once(of(1, Unit::Months), of(1, Unit::Weeks)), "4.43");
    }

    #[test]
    fn what_people_call_the_same_is_the_same() {
        for (left, right) in [
            (of(1, Unit::Months), of(30, Unit::Days)),
            (of(31, Unit::Days), of(1, Unit::Months)),
            (of(365, Unit::Days), of(1, Unit::Years)),
            (of(52, Unit::Weeks), of(12, Unit::Months)),
            (of(90, Unit::Days), of(3, Unit::Months)),
        ] {
            assert_eq!(at_once(left, right), Some(Decimal::ONE), "{left}, {right}");
            assert_eq!(at_once(right, left), Some(Decimal::ONE), "{right}, {left}");
            assert_eq!(times(left, right), Some(Decimal::ONE), "{left}, {right}");
        }
        // A shorter time promises more, and never less.
        assert_eq!(at_once(of(1, Unit::Months), of(1, Unit::Years)), Some(Decimal::ONE));
    }

    #[test]
    fn counts_come_round_as_often_as_can_be() {
        assert_eq!(times(of(1, Unit::Months), of(1, Unit::Years)), Some(Decimal::from(12)));
        assert_eq!(times(of(1, Unit::Weeks), of(1, Unit::Months)), Some(Decimal::from(5)));
        assert_eq!(times(of(1, Unit::Years), of(1, Unit::Months)), Some(Decimal::ONE));
    }

    #[test]
    fn months_have_their_days() {
        assert_eq!(lengths(of(1, Unit::Months)), (28 * DAY, 31 * DAY));
        assert_eq!(lengths(of(1, Unit::Years)), (365 * DAY, 366 * DAY));
        assert_eq!(lengths(of(8, Unit::Years)), (2_922 * DAY, 2_922 * DAY));
        assert_eq!(minutes(of(0, Unit::Days)), None);
    }
}
