//! Amounts of time as they are typed on the command line.

use crate::quantity::{Duration, Unit};

/// `90 days`, `90days`, `3 months`, `month`; a number alone counts days.
pub fn duration(typed: &str) -> Result<Duration, String> {
    let typed = typed.trim();
    let digits = typed.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = typed.split_at(digits);
    let number: i64 = if number.is_empty() { 1 } else { number.parse().map_err(|_| "that is too long".to_owned())? };
    let unit = match unit.trim_matches([' ', '-', '_']) {
        "" if digits > 0 => Some((1, Unit::Days)),
        "quarter" | "quarters" => Some((3, Unit::Months)),
        name => Unit::by_name(name).filter(|unit| *unit >= Unit::Days).map(|unit| (1, unit)),
    };
    let form = || "a time is written as `90 days`, `2 weeks`, `3 months` or `1 year`".to_owned();
    let (times, unit) = unit.ok_or_else(form)?;
    let number = number.checked_mul(times).filter(|number| *number > 0).ok_or_else(form)?;
    Duration::new(number, unit).ok_or_else(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, amount, unit) in [
            ("90 days", 90, Unit::Days),
            ("90days", 90, Unit::Days),
            ("90", 90, Unit::Days),
            ("1 day", 1, Unit::Days),
            ("month", 1, Unit::Months),
            ("2-weeks", 2, Unit::Weeks),
            ("quarter", 3, Unit::Months),
            ("2 years", 2, Unit::Years),
        ] {
            assert_eq!(duration(typed), Ok(Duration::of(amount, unit)), "{typed}");
        }
        for typed in ["", "soon", "0 days", "3 hours", "-3 days", "99999999999999999999 days", "3 3 days"] {
            assert!(duration(typed).is_err(), "{typed}");
        }
    }
}
