//! Days as other tools write them: by a form such as `DD.MM.YYYY`.

use crate::quantity::{Date, Duration, Unit, day};

/// A form of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct DayForm {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// `DD`; one digit may stand for two.
    Day,
    /// `MM`; one digit may stand for two.
    Month,
    /// `MMM`: the first letters of the English name.
    MonthName,
    /// `YYYY`
    Year,
    /// `YY`: of the years from 2000 on.
    ShortYear,
    /// Anything else stands for itself.
    Sign(char),
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl DayForm {
    /// The form that a text describes: one day, one month, one year, in any order.
    pub fn new(form: &str) -> Option<DayForm> {
        let mut parts = Vec::new();
        let mut rest = form.trim();
        while let Some(letter) = rest.chars().next() {
            let length = rest.chars().take_while(|other| *other == letter).count();
            let (part, taken) = match (letter.to_ascii_uppercase(), length) {
                ('D', 1 | 2) => (Part::Day, length),
                ('M', 1 | 2) => (Part::Month, length),
                ('M', 3) => (Part::MonthName, 3),
                ('Y', 4) => (Part::Year, 4),
                ('Y', 2) => (Part::ShortYear, 2),
                ('D' | 'M' | 'Y', _) => return None,
                _ if letter.is_alphanumeric() => return None,
                _ => (Part::Sign(letter), 1),
            };
            parts.push(part);
            rest = rest.get(if let Part::Sign(sign) = part { sign.len_utf8() } else { taken }..)?;
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let whole =
            count(&[Part::Day]) == 1 && count(&[Part::Month, Part::MonthName]) == 1 && count(&[Part::Year, Part::ShortYear]) == 1;
        whole.then_some(DayForm { parts })
    }

    /// The day at the beginning of a text; a time may follow it.
    pub fn day(&self, text: &str) -> Option<Date> {
        let (mut day, mut month, mut year) = (0, 0, 0);
        let mut rest = text;
        let mut parts = self.parts.iter().peekable();
        let mut is_led = false;
        while let Some(part) = parts.next() {
            match part {
                Part::Sign(sign) => rest = rest.strip_prefix(*sign)?,
                Part::MonthName => {
                    let name = rest.get(..3)?.to_ascii_lowercase();
                    month = MONTHS.iter().position(|known| *known == name)? + 1;
                    rest = rest.trim_start_matches(|letter: char| letter.is_alphabetic());
                }
                Part::Day | Part::Month | Part::Year | Part::ShortYear => {
                    let most = if *part == Part::Year { 4 } else { 2 };
                    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                    // Without a sign between two figures, only the full number of digits tells where each ends.
                    let is_followed = !matches!(parts.peek(), None | Some(Part::Sign(_) | Part::MonthName));
                    if digits == 0 || (digits < most && (is_followed || is_led || matches!(part, Part::Year | Part::ShortYear))) {
                        return None;
                    }
                    let number = rest.get(..digits)?.parse().ok()?;
                    rest = rest.get(digits..)?;
                    match part {
                        Part::Day => day = number,
                        Part::Month => month = number,
                        Part::ShortYear => year = 2000 + number,
                        _ => year = number,
                    }
                }
            }
            is_led = !matches!(part, Part::Sign(_) | Part::MonthName);
        }
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        is_time(rest).then_some(date)
    }
}

/// Whether what stands behind a day is nothing or a time: `T10:22:07Z`, ` 10:22`, ` 9:05 AM +02:00`.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.strip_prefix(['T', ' ', ',', '\u{a0}']) else { return rest.trim().is_empty() };
    let digits = time.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let time = time.trim_start();
    (1..=2).contains(&digits)
        && matches!(time.as_bytes().get(digits), Some(b':' | b'.'))
        && time.chars().all(|letter| letter.is_ascii_digit() || ":.,+- TZUCAPMapm".contains(letter))
}

/// The forms that a text would fit in which the order of day, month and year is one of those in use.
pub(super) fn forms_of(text: &str) -> Vec<&'static str> {
    const FORMS: [&str; 12] = [
        "YYYY-MM-DD",
        "DD.MM.YYYY",
        "DD/MM/YYYY",
        "MM/DD/YYYY",
        "DD-MM-YYYY",
        "MM-DD-YYYY",
        "YYYY/MM/DD",
        "DD MMM YYYY",
        "DD-MMM-YYYY",
        "DD/MM/YY",
        "MM/DD/YY",
        "DD.MM.YY",
    ];
    FORMS.into_iter().filter(|form| DayForm::new(form).is_some_and(|form| form.day(text).is_some())).collect()
}

/// Whether a text has three numbers as days have them, in whatever order, and is none in any.
pub(super) fn is_like_a_day(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let mut numbers: Vec<usize> = date
        .split(['-', '/', '.'])
        .map(|part| if part.bytes().all(|byte| byte.is_ascii_digit()) { part.len() } else { 0 })
        .collect();
    numbers.sort_unstable();
    matches!(numbers[..], [1 | 2, 1 | 2, 4]) && forms_of(text).is_empty()
}

/// The day that a spreadsheet keeps as this number, where it is one of our time.
pub(super) fn of_spreadsheet(text: &str) -> Option<Date> {
    let days: i64 = text.split('.').next()?.parse().ok().filter(|days| (36_526..73_050).contains(days))?;
    Some(Duration::new(days, Unit::Days)?.after(day(1899, 12, 30)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str, text: &str) -> Option<Date> {
        DayForm::new(form).unwrap().day(text)
    }

    #[test]
    fn days_are_read_by_their_form() {
        let wanted = Some(day(2026, 3, 4));
        for (form, text) in [
            ("YYYY-MM-DD", "2026-03-04"),
            ("YYYY-MM-DD", "2026-03-04T10:22:07.120Z"),
            ("YYYY-MM-DD", "2026-03-04 10:22"),
            ("DD.MM.YYYY", "04.03.2026"),
            ("DD.MM.YYYY", "4.3.2026 9:05"),
            ("MM/DD/YYYY", "03/04/2026 9:05:00 AM"),
            ("YYYYMMDD", "20260304"),
            ("DD MMM YYYY", "4 March 2026"),
            ("dd-mmm-yy", "04-MAR-26"),
        ] {
            assert_eq!(read(form, text), wanted, "{form}: {text}");
        }
        for (form, text) in [
            ("YYYY-MM-DD", "26-03-04"),
            ("YYYY-MM-DD", "2026-02-30"),
            ("YYYY-MM-DD", "2026-03-04 soon"),
            ("YYYY-MM-DD", "2026-03-041"),
            ("DD.MM.YYYY", "2026-03-04"),
            ("YYYYMMDD", "2026034"),
            ("DD MMM YYYY", "4 Mrz 2026"),
        ] {
            assert_eq!(read(form, text), None, "{form}: {text}");
        }
    }

    #[test]
    fn a_form_has_a_day_a_month_and_a_year() {
        for form in ["", "DD.MM", "DD.DD.YYYY", "day", "DD.MM.YYYY HH:MM", "DD.MMMM.YYYY", "%d.%m.%Y"] {
            assert_eq!(DayForm::new(form), None, "{form}");
        }
    }

    #[test]
    fn what_a_text_may_be_is_known() {
        assert_eq!(forms_of("03/04/2026"), ["DD/MM/YYYY", "MM/DD/YYYY"]);
        assert_eq!(forms_of("13/04/2026"), ["DD/MM/YYYY"]);
        assert_eq!(forms_of("13.04.2026 12:00"), ["DD.MM.YYYY"]);
        assert!(forms_of("yesterday").is_empty());
        assert!(is_like_a_day("31.02.2026 10:00") && is_like_a_day("2026-13-40"));
        assert!(!is_like_a_day("13/04/2026") && !is_like_a_day("1.2.3") && !is_like_a_day("2026-03"));
        assert_eq!(of_spreadsheet("46085"), Some(day(2026, 3, 4)));
        assert_eq!(of_spreadsheet("12"), None);
    }
}
