//! The values that are neither text nor entity: what a text holds, a field, an expression and a cell of a document alike.

use std::fmt;

use super::{Date, DateRange, Decimal, Duration, Money};

/// A single value that stands for itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// `42`
    Int(i64),
    /// `4.2`, exact.
    Number(Decimal),
    /// `true`, `false`
    Bool(bool),
    /// `99.9%`, as 99.9.
    Percent(Decimal),
    /// `2026-03-01`
    Date(Date),
    /// `2026-07-01 .. 2026-09-30`
    Dates(DateRange),
    /// `4 hours`
    Duration(Duration),
    /// `every 3 months`
    Interval(Duration),
    /// `240000 GBP`
    Money(Money),
}

/// As it is written.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Int(value) => value.fmt(f),
            Scalar::Number(value) => value.fmt(f),
            Scalar::Bool(value) => value.fmt(f),
            Scalar::Percent(value) => write!(f, "{value}%"),
            Scalar::Date(value) => value.fmt(f),
            Scalar::Dates(value) => value.fmt(f),
            Scalar::Duration(value) => value.fmt(f),
            Scalar::Interval(value) => write!(f, "every {value}"),
            Scalar::Money(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::super::{Currency, Unit, day};
    use super::*;

    #[test]
    fn each_is_shown_as_it_is_written() {
        let decimal = |text: &str| Decimal::from_str(text).unwrap();
        let quarter = DateRange { first: day(2026, 7, 1), last: day(2026, 9, 30) };
        let money = Money { amount: decimal("240000"), currency: Currency::by_code("GBP").unwrap() };
        for (value, shown) in [
            (Scalar::Int(-42), "-42"),
            (Scalar::Number(decimal("4.20")), "4.20"),
            (Scalar::Bool(true), "true"),
            (Scalar::Percent(decimal("99.9")), "99.9%"),
            (Scalar::Date(day(2026, 3, 1)), "2026-03-01"),
            (Scalar::Dates(quarter), "2026-07-01 .. 2026-09-30"),
            (Scalar::Duration(Duration::of(4, Unit::Hours)), "4 hours"),
            (Scalar::Interval(Duration::of(3, Unit::Months)), "every 3 months"),
            (Scalar::Money(money), "240000 GBP"),
        ] {
            assert_eq!(value.to_string(), shown);
        }
    }
}
