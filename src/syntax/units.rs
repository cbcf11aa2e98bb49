//! What a word behind a number was most likely meant to be.

use crate::quantity::{Currency, Unit};

/// The unit or currency that `word` was most likely meant to be.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase());
    let time = ABBREVIATIONS.iter().find(|(short, _)| *short == lower).map(|(_, unit)| unit.plural());
    let code = Currency::codes().find(|code| code.eq_ignore_ascii_case(word));
    if capitals {
        return code.or_else(|| currency_like(word)).or(time);
    }
    time.or(code).or_else(|| {
        Unit::ALL.into_iter().map(Unit::plural).find(|unit| one_edit(unit, &lower) || one_edit(&unit[..unit.len() - 1], &lower))
    })
}

const ABBREVIATIONS: &[(&str, Unit)] = &[
    ("ms", Unit::Milliseconds),
    ("msec", Unit::Milliseconds),
    ("s", Unit::Seconds),
    ("sec", Unit::Seconds),
    ("secs", Unit::Seconds),
    ("second", Unit::Seconds),
    ("seconds", Unit::Seconds),
    ("m", Unit::Minutes),
    ("min", Unit::Minutes),
    ("mins", Unit::Minutes),
    ("h", Unit::Hours),
    ("hr", Unit::Hours),
    ("hrs", Unit::Hours),
    ("d", Unit::Days),
    ("dy", Unit::Days),
    ("w", Unit::Weeks),
    ("wk", Unit::Weeks),
    ("wks", Unit::Weeks),
    ("mo", Unit::Months),
    ("mos", Unit::Months),
    ("mth", Unit::Months),
    ("mths", Unit::Months),
    ("mon", Unit::Months),
    ("y", Unit::Years),
    ("yr", Unit::Years),
    ("yrs", Unit::Years),
    ("annum", Unit::Years),
    ("minute", Unit::Minutes),
    ("minutes", Unit::Minutes),
    ("hour", Unit::Hours),
    ("hours", Unit::Hours),
    ("day", Unit::Days),
    ("days", Unit::Days),
    ("week", Unit::Weeks),
    ("weeks", Unit::Weeks),
    ("month", Unit::Months),
    ("months", Unit::Months),
    ("year", Unit::Years),
    ("years", Unit::Years),
];

/// The currencies met most often come first where several are near.
const FREQUENT: &[&str] = &["EUR", "GBP", "USD", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "CNY", "INR"];

fn currency_like(word: &str) -> Option<&'static str> {
    match word {
        "UKP" | "STG" | "GBR" => return Some("GBP"),
        "RMB" => return Some("CNY"),
        _ => {}
    }
    FREQUENT.iter().copied().chain(Currency::codes()).find(|code| one_edit(code, word))
}

/// Whether one letter inserted, left out, replaced or swapped with its neighbour makes one word of the other.
fn one_edit(left: &str, right: &str) -> bool {
    let (short, long) =
        if left.len() <= right.len() { (left.as_bytes(), right.as_bytes()) } else { (right.as_bytes(), left.as_bytes()) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match long.len() - short.len() {
        0 => {
            short.is_empty()
                || short[1..] == long[1..]
                || (short.len() >= 2 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..])
        }
        1 => *short == long[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_units_are_found() {
        assert_eq!(meant("hrs"), Some("hours"));
        assert_eq!(meant("huors"), Some("hours"));
        assert_eq!(meant("Days"), Some("days"));
        assert_eq!(meant("gbp"), Some("GBP"));
        assert_eq!(meant("GPB"), Some("GBP"));
        assert_eq!(meant("EUE"), Some("EUR"));
        assert_eq!(meant("widgets"), None);
    }
}
