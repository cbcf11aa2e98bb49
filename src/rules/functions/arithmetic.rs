//! Exact arithmetic on numbers, percentages, durations, dates and money of one currency.

use crate::quantity::{Decimal, Duration, Money, Unit};
use crate::rules::values::{ScalarTy, Ty, Val};

/// The four kinds of arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Arithmetic {
    /// The type of the result; `None` where no values of these types can be calculated with.
    pub fn result(self, left: &Ty, right: &Ty) -> Option<Ty> {
        let bits = |ty: &Ty| {
            let scalars = ty.scalars;
            ScalarTy::ALL.into_iter().filter(move |scalar| scalars & scalar.bit() != 0)
        };
        let mut result: Option<Ty> = None;
        for a in bits(left) {
            for b in bits(right) {
                if let Some(scalar) = self.scalar(a, b) {
                    let ty = Ty::scalar(scalar);
                    result = Some(result.map_or(ty.clone(), |sum| sum.or(ty)));
                }
            }
        }
        result
    }

    fn scalar(self, left: ScalarTy, right: ScalarTy) -> Option<ScalarTy> {
        use ScalarTy::{Date, Duration, Int, Interval, Money, Number, Percent};
        match self {
            Arithmetic::Add | Arithmetic::Subtract => match (left, right) {
                (Int, Int) => Some(Int),
                (Int | Number, Int | Number) => Some(Number),
                (Percent, Percent) => Some(Percent),
                (Money, Money) => Some(Money),
                (Duration | Interval, Duration | Interval) => Some(Duration),
                (Date, Duration | Interval) => Some(Date),
                (Duration | Interval, Date) if self == Arithmetic::Add => Some(Date),
                (Date, Date) if self == Arithmetic::Subtract => Some(Duration),
                _ => None,
            },
            Arithmetic::Multiply => match (left, right) {
                (Int, Int) => Some(Int),
                (Percent, Percent) => Some(Percent),
                (Int | Number | Percent, Int | Number | Percent) => Some(Number),
                (Money, Int | Number | Percent) | (Int | Number | Percent, Money) => Some(Money),
                (Duration | Interval, Int) | (Int, Duration | Interval) => Some(Duration),
                _ => None,
            },
            Arithmetic::Divide => match (left, right) {
                (Percent, Percent) | (Money, Money) | (Int | Number, Int | Number) => Some(Number),
                (Duration | Interval, Duration | Interval) => Some(Number),
                (Percent, Int | Number) => Some(Percent),
                (Money, Int | Number) => Some(Money),
                _ => None,
            },
        }
    }

    /// The result; missing where a side is, on division by zero, between two currencies, and beyond what can be held.
    pub fn apply<'a>(self, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        match self {
            Arithmetic::Add => add(left, right),
            Arithmetic::Subtract => match (left, right) {
                (Val::Date(day), Val::Duration(by) | Val::Interval(by)) => Some(Val::Date(by.before(*day))),
                (Val::Date(left), Val::Date(right)) => {
                    Duration::new(left.duration_since(*right).as_hours() / 24, Unit::Days).map(Val::Duration)
                }
                _ => negate(right).and_then(|right| add(left, &right)),
            },
            Arithmetic::Multiply => multiply(left, right).or_else(|| multiply(right, left)),
            Arithmetic::Divide => divide(left, right),
        }
        .unwrap_or(Val::Missing)
    }
}

/// The negative of a value; `None` where it has none.
pub fn negate<'a>(value: &Val<'a>) -> Option<Val<'a>> {
    match value {
        Val::Int(value) => value.checked_neg().map(Val::Int),
        Val::Number(value) => Some(Val::Number(-*value)),
        Val::Percent(value) => Some(Val::Percent(-*value)),
        Val::Money(value) => Some(Val::Money(Money { amount: -value.amount, ..*value })),
        Val::Duration(value) | Val::Interval(value) => value.times(-1).map(Val::Duration),
        _ => None,
    }
}

fn add<'a>(left: &Val<'a>, right: &Val<'a>) -> Option<Val<'a>> {
    match (left, right) {
        (Val::Int(left), Val::Int(right)) => left.checked_add(*right).map(Val::Int),
        (Val::Percent(left), Val::Percent(right)) => left.checked_add(*right).map(Val::Percent),
        (Val::Money(left), Val::Money(right)) if left.currency == right.currency => {
            left.amount.checked_add(right.amount).map(|amount| Val::Money(Money { amount, currency: left.currency }))
        }
        (Val::Duration(left) | Val::Interval(left), Val::Duration(right) | Val::Interval(right)) => {
            left.plus(*right).map(Val::Duration)
        }
        (Val::Date(day), Val::Duration(by) | Val::Interval(by)) | (Val::Duration(by) | Val::Interval(by), Val::Date(day)) => {
            Some(Val::Date(by.after(*day)))
        }
        _ => left.decimal()?.checked_add(right.decimal()?).map(Val::Number),
    }
}

fn multiply<'a>(left: &Val<'a>, right: &Val<'a>) -> Option<Val<'a>> {
    match (left, right) {
        (Val::Int(left), Val::Int(right)) => left.checked_mul(*right).map(Val::Int),
        (Val::Percent(left), Val::Percent(right)) => left.checked_mul(*right)?.checked_div(HUNDRED).map(Val::Percent),
        (Val::Percent(share), Val::Money(of)) => Some(Val::Money(Money { amount: part(*share, of.amount)?, ..*of })),
        (Val::Percent(share), Val::Int(_) | Val::Number(_)) => part(*share, right.decimal()?).map(Val::Number),
        (Val::Money(left), Val::Int(_) | Val::Number(_)) => {
            left.amount.checked_mul(right.decimal()?).map(|amount| Val::Money(Money { amount, ..*left }))
        }
        (Val::Duration(left) | Val::Interval(left), Val::Int(times)) => left.times(*times).map(Val::Duration),
        _ => left.decimal()?.checked_mul(right.decimal()?).map(Val::Number),
    }
}

fn divide<'a>(left: &Val<'a>, right: &Val<'a>) -> Option<Val<'a>> {
    // Without the zeros that division leaves behind: 7 / 2 is 3.5, not 3.50.
    let quotient = |left: Decimal, right: Decimal| left.checked_div(right).map(|quotient| quotient.normalize());
    match (left, right) {
        (Val::Percent(left), Val::Percent(right)) => quotient(*left, *right).map(Val::Number),
        (Val::Percent(left), Val::Int(_) | Val::Number(_)) => quotient(*left, right.decimal()?).map(Val::Percent),
        (Val::Money(left), Val::Money(right)) if left.currency == right.currency => {
            quotient(left.amount, right.amount).map(Val::Number)
        }
        (Val::Money(left), Val::Int(_) | Val::Number(_)) => {
            quotient(left.amount, right.decimal()?).map(|amount| Val::Money(Money { amount, ..*left }))
        }
        (Val::Duration(left) | Val::Interval(left), Val::Duration(right) | Val::Interval(right)) => {
            let millis = |duration: &Duration| Decimal::try_from_i128_with_scale(duration.millis(), 0).ok();
            quotient(millis(left)?, millis(right)?).map(Val::Number)
        }
        _ => quotient(left.decimal()?, right.decimal()?).map(Val::Number),
    }
}

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

fn part(share: Decimal, of: Decimal) -> Option<Decimal> {
    share.checked_mul(of)?.checked_div(HUNDRED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Currency;
    use jiff::civil::date;

    fn money(amount: i64, code: &str) -> Val<'static> {
        Val::Money(Money { amount: Decimal::from(amount), currency: Currency::by_code(code).unwrap() })
    }

    #[test]
    fn money_of_two_currencies_cannot_be_added() {
        assert_eq!(Arithmetic::Add.apply(&money(2, "GBP"), &money(3, "GBP")), money(5, "GBP"));
        assert_eq!(Arithmetic::Add.apply(&money(2, "GBP"), &money(3, "EUR")), Val::Missing);
        assert_eq!(Arithmetic::Multiply.apply(&Val::Percent(Decimal::from(50)), &money(4, "GBP")), money(2, "GBP"));
    }

    #[test]
    fn division_by_zero_gives_nothing() {
        assert_eq!(Arithmetic::Divide.apply(&Val::Int(1), &Val::Int(0)), Val::Missing);
        assert_eq!(Arithmetic::Divide.apply(&Val::Int(3), &Val::Int(2)), Val::Number(Decimal::new(15, 1)));
        assert_eq!(Arithmetic::Add.apply(&Val::Int(i64::MAX), &Val::Int(1)), Val::Missing);
    }

    #[test]
    fn dates_move_by_durations_and_differ_by_days() {
        let (left, right) = (Val::Date(date(2026, 3, 31)), Val::Date(date(2026, 2, 28)));
        let month = Val::Interval(Duration::of(1, Unit::Months));
        assert_eq!(Arithmetic::Subtract.apply(&left, &month), right);
        assert_eq!(Arithmetic::Add.apply(&month, &right), Val::Date(date(2026, 3, 28)));
        assert_eq!(Arithmetic::Subtract.apply(&left, &right), Val::Duration(Duration::of(31, Unit::Days)));
        assert_eq!(Arithmetic::Subtract.apply(&right, &left), Val::Duration(Duration::of(-31, Unit::Days)));
    }
}
