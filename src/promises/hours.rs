//! Hours in which something can be used, or in which a time counts: what of one lies open beside others, and how long a time may take on
//! the clock.
//!
//! Windows are laid out minute by minute over a year from the day that is looked at, each in its zone, so that what clocks do in spring and
//! autumn counts. A window that closes before it opens goes on into the next day.
//!
//! Which days are holidays is known where a calendar names them. Where none does, what is promised for holidays too has to be covered by
//! windows that hold on holidays too, and windows that do not are taken to rest on the same days as the others.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::iter::successors;

use crate::model::{EntityId, Model, PromiseLang, Value};
use crate::quantity::{Clock, Date, Duration, Scalar, Unit, Zone};

const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;
/// A year, and as many days as windows and times reach beyond it.
const DAYS: u16 = 366 + 22;

/// From a minute up to another, which is no part of it.
type Stretch = (i64, i64);

/// Some windows of hours as users declare them.
#[derive(Debug)]
struct Window {
    /// Whether it holds on each day of the week, from Monday.
    days: [bool; 7],
    opens: i64,
    /// After `opens`.
    closes: i64,
    zone: Option<Zone>,
    holidays: bool,
    /// The holidays of the calendar that it names; none where it names none.
    calendar: Option<BTreeSet<Date>>,
}

impl Window {
    /// Whether it does not hold on a day because that is a holiday in its calendar.
    fn rests_on(&self, day: Date) -> bool {
        !self.holidays && self.calendar.as_ref().is_some_and(|days| days.contains(&day))
    }

    /// Whether it is known on which holidays it holds.
    fn is_settled(&self) -> bool {
        self.holidays || self.calendar.is_some()
    }
}

/// Hours of several windows.
#[derive(Debug)]
pub(super) struct Hours(Vec<Window>);

impl Hours {
    /// The hours that these entities declare; none where one of them was not understood.
    pub fn read(model: &Model, lang: &PromiseLang, declared: &[EntityId]) -> Option<Hours> {
        let windows = declared.iter().map(|&id| {
            let mut days = [false; 7];
            let listed = match model.value(id, lang.hours_days) {
                Value::List(items) => items.iter().map(|item| &item.value).collect(),
                one => vec![one],
            };
            for day in listed {
                if let Value::Enum(_, place) = day
                    && let Some(holds) = days.get_mut(usize::from(*place))
                {
                    *holds = true;
                }
            }
            let minutes = |field| match model.value(id, field) {
                Value::Scalar(Scalar::Duration(time)) if time.parts().0 == 0 => Some(time.parts().1 / 60_000),
                _ => None,
            };
            let (opens, closes) = (minutes(lang.hours_open)?, minutes(lang.hours_close)?);
            let zone = match model.value(id, lang.hours_zone) {
                Value::Text(name) => Some(Zone::by_name(name)?),
                _ => None,
            };
            let holidays = matches!(model.value(id, lang.hours_holidays), Value::Scalar(Scalar::Bool(true)));
            let calendar = model.related(id, lang.hours_calendar).first().map(|&calendar| holidays_of(model, lang, calendar));
            let fits = (0..=DAY).contains(&opens) && (0..=DAY).contains(&closes) && opens != closes;
            let closes = if closes < opens { closes + DAY } else { closes };
            fits.then_some(Window { days, opens, closes, zone, holidays, calendar })
        });
        windows.collect::<Option<Vec<Window>>>().filter(|windows| !windows.is_empty()).map(Hours)
    }

    /// The windows over a year and a little more, on the days on which each `holds`, where a window without a zone is in `zone`; joined, in
    /// order.
    fn laid_out(&self, from: Date, zone: &Zone, holds: impl Fn(&Window, Date) -> bool) -> Vec<Stretch> {
        let mut all: Vec<Stretch> = Vec::new();
        // Days before as well: elsewhere the day may have begun earlier, and a night goes on into it.
        let first = from.yesterday().and_then(Date::yesterday).unwrap_or(from);
        let days: Vec<Date> = successors(Some(first), |day| day.tomorrow().ok()).take(usize::from(DAYS)).collect();
        for window in &self.0 {
            let mut clock = Clock::of(window.zone.as_ref().unwrap_or(zone), first);
            let open = |day: Date| window.days[day.weekday().to_monday_zero_offset() as usize] && holds(window, day);
            for (at, _) in (0..).zip(&days).filter(|(_, day)| open(**day)) {
                all.extend(clock.minute(at, window.opens).zip(clock.minute(at, window.closes)));
            }
        }
        joined(all)
    }

    /// The zone of the first window that names one.
    fn zone(&self) -> Option<Zone> {
        self.0.iter().find_map(|window| window.zone.clone())
    }

    fn holds_on_holidays(&self) -> bool {
        self.0.iter().any(|window| window.holidays)
    }

    fn names_holidays(&self) -> bool {
        self.0.iter().any(|window| window.calendar.is_some())
    }
}

/// The days that a calendar names.
fn holidays_of(model: &Model, lang: &PromiseLang, calendar: EntityId) -> BTreeSet<Date> {
    let day = |value: &Value| match value {
        Value::Scalar(Scalar::Date(day)) => Some(*day),
        _ => None,
    };
    match model.value(calendar, lang.calendar_days) {
        Value::List(items) => items.iter().filter_map(|item| day(&item.value)).collect(),
        one => day(one).into_iter().collect(),
    }
}

/// Stretches in order, those that meet made one.
fn joined(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match joined.last_mut() {
            Some((_, last)) if *last >= from => *last = (*last).max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What of some stretches no other covers.
fn without(of: &[Stretch], others: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut next = 0;
    for &(mut from, to) in of {
        while others.get(next).is_some_and(|&(_, end)| end <= from) {
            next += 1;
        }
        let mut at = next;
        while let Some(&(begin, end)) = others.get(at).filter(|&&(begin, _)| begin < to) {
            if begin > from {
                left.push((from, begin));
            }
            from = from.max(end);
            at += 1;
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}

/// What of `wanted` none of `given` covers, in words: the first stretches of a week and how much it is; nothing where all is covered.
pub(super) fn open(wanted: &Hours, given: &[Hours], from: Date) -> Option<String> {
    let zone = wanted.zone().or_else(|| given.iter().find_map(Hours::zone)).unwrap_or_else(Zone::universal);
    let begin = zone.minute(from, 0)?;
    let within = |all: Vec<Stretch>| -> Vec<Stretch> {
        all.into_iter().filter(|&(from, to)| to > begin && from < begin + 366 * DAY).collect()
    };
    let laid =
        |holds: fn(&Window, Date) -> bool| joined(given.iter().flat_map(|hours| hours.laid_out(from, &zone, holds)).collect());
    let left = within(without(&wanted.laid_out(from, &zone, |_, _| true), &laid(|_, _| true)));
    if left.is_empty() {
        return holidays_left(wanted, given, from, &zone, within);
    }
    // The worst of the weeks, which differ where zones change their clocks on different days.
    let week = |number: i64| {
        let (first, last) = (begin + number * WEEK, begin + (number + 1) * WEEK);
        left.iter().map(move |&(from, to)| (from.max(first), to.min(last))).filter(|(from, to)| from < to)
    };
    let worst = (0..52).max_by_key(|&number| (week(number).map(|(from, to)| to - from).sum::<i64>(), -number))?;
    let sum: i64 = week(worst).map(|(from, to)| to - from).sum();
    // Each stretch as it lies, and not cut at the edge of the week.
    let whole: Vec<Stretch> =
        left.iter().copied().filter(|&(from, _)| from >= begin + worst * WEEK && from < begin + (worst + 1) * WEEK).collect();
    let shown = if whole.is_empty() { week(worst).collect() } else { whole };
    let mut words = String::new();
    for (place, &(from, to)) in shown.iter().take(2).enumerate() {
        let lead = if place == 0 { "" } else { ", " };
        _ = write!(words, "{lead}{}", stretch(&zone, from, to)?);
    }
    if shown.len() > 2 {
        words.push_str(" and so on");
    }
    let length = Duration::new(sum, Unit::Minutes)?.plus(Duration::of(0, Unit::Hours))?;
    _ = write!(words, ", {length} a week");
    Some(words)
}

/// What of the holidays of `wanted` none of `given` covers, where all other days are covered.
fn holidays_left(
    wanted: &Hours,
    given: &[Hours],
    from: Date,
    zone: &Zone,
    within: impl Fn(Vec<Stretch>) -> Vec<Stretch>,
) -> Option<String> {
    let laid =
        |holds: fn(&Window, Date) -> bool| joined(given.iter().flat_map(|hours| hours.laid_out(from, zone, holds)).collect());
    if given.iter().any(Hours::names_holidays) {
        let wanted = wanted.laid_out(from, zone, |window, day| window.is_settled() && !window.rests_on(day));
        let left = within(without(&wanted, &laid(|window, day| !window.rests_on(day))));
        if let [(first, _), rest @ ..] = &left[..] {
            let day = |minute: i64| zone.shown(minute).map(|(day, _)| day);
            let next = rest.iter().filter_map(|&(from, _)| day(from)).find(|&next| Some(next) != day(*first));
            let first = day(*first)?;
            return Some(match next {
                Some(next) => format!("the holidays {first}, {next} and what follows"),
                None => format!("the holiday {first}"),
            });
        }
    }
    if !wanted.holds_on_holidays() {
        return None;
    }
    let wanted = wanted.laid_out(from, zone, |window, _| window.holidays);
    let left = within(without(&wanted, &laid(|window, _| window.is_settled())));
    (!left.is_empty()).then(|| "public holidays".to_owned())
}

/// `Monday 17:00 to 20:00`, `Friday 17:00 to Monday 08:00`.
fn stretch(zone: &Zone, from: i64, to: i64) -> Option<String> {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let shown = |minute: i64| {
        let (day, at) = zone.shown(minute)?;
        let name = NAMES.get(day.weekday().to_monday_zero_offset() as usize)?;
        Some((day, *name, at))
    };
    let clock = |at: i64| format!("{:02}:{:02}", at / 60, at % 60);
    let (first, name, begins) = shown(from)?;
    // The end of a day is 24:00 of it.
    let (last, last_name, ends) = match shown(to)? {
        (_, _, 0) => shown(to - 1).map(|(day, name, _)| (day, name, DAY))?,
        other => other,
    };
    let other_day = if first == last { String::new() } else { format!("{last_name} ") };
    Some(format!("{name} {} to {other_day}{}", clock(begins), clock(ends)))
}

/// When a time that counts within stretches is over, from a minute on; none where it goes beyond them.
fn over(within: &[Stretch], from: i64, mut minutes: i64) -> Option<i64> {
    let first = within.partition_point(|&(_, end)| end <= from);
    for &(begin, end) in within.get(first..)? {
        let begin = begin.max(from);
        if minutes <= end - begin {
            return Some(begin + minutes);
        }
        minutes -= end - begin;
    }
    None
}

/// The last minute from which a time that counts within stretches is over with the stretch at a place; none where it began before them.
fn begun(within: &[Stretch], at: usize, mut minutes: i64) -> Option<i64> {
    for &(begin, end) in within.get(..=at)?.iter().rev() {
        if minutes <= end - begin {
            return Some(end - minutes);
        }
        minutes -= end - begin;
    }
    None
}

/// How long `time` within `hours` takes on the clock at worst, where that is later than `promised` within `above` allows; nothing where it
/// is always in time.
///
/// Whatever is reported when a window closes waits longest, and so does what is reported just too late to be over in the same window; what
/// is still due within a window has the least time left. So the edges of all windows are tried, and from when on a time goes beyond them.
pub(super) fn too_late(time: Duration, hours: &Hours, promised: Duration, above: &Hours, from: Date) -> Option<Duration> {
    let minutes = |time: Duration| (time.parts().0 == 0).then(|| time.parts().1 / 60_000);
    let (time, promised) = (minutes(time)?, minutes(promised)?);
    let zone = above.zone().or_else(|| hours.zone()).unwrap_or_else(Zone::universal);
    // What rests on unknown days above is not held against a calendar below.
    let is_settled = above.0.iter().all(Window::is_settled);
    let below = hours.laid_out(from, &zone, |window, day| !(is_settled && window.rests_on(day)));
    let above = above.laid_out(from, &zone, |window, day| !window.rests_on(day));
    let first = zone.minute(from, 0)?;
    let within = first..first + 366 * DAY;
    let edges = [(&below, time), (&above, promised)].into_iter().flat_map(|(windows, minutes)| {
        let beyond = (0..windows.len()).filter_map(move |at| begun(windows, at, minutes)).flat_map(|last| [last, last + 1]);
        windows.iter().flat_map(|&(begin, end)| [begin, end - 1, end]).chain(beyond)
    });
    let late = edges.filter(|edge| within.contains(edge)).filter_map(|start| {
        let due = over(&above, start, promised)?;
        let done = over(&below, start, time)?;
        (done > due).then_some(done - start)
    });
    Duration::new(late.max()?, Unit::Minutes)?.plus(Duration::of(0, Unit::Days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::day;

    const TODAY: Date = day(2026, 11, 1);

    fn hours(days: &str, opens: i64, closes: i64, zone: Option<&str>) -> Hours {
        let mut holds = [false; 7];
        days.bytes().for_each(|day| holds[usize::from(day - b'1')] = true);
        let closes = if closes < opens { closes + 24 } else { closes };
        let zone = zone.and_then(Zone::by_name);
        Hours(vec![Window { days: holds, opens: opens * 60, closes: closes * 60, zone, holidays: false, calendar: None }])
    }

    fn left(wanted: &Hours, given: &[Hours]) -> String {
        open(wanted, given, TODAY).unwrap_or_default()
    }

    #[test]
    fn what_lies_open_is_told_with_its_length() {
        let always = hours("1234567", 0, 24, None);
        assert_eq!(
            left(&always, &[hours("12345", 8, 17, None)]),
            "Monday 17:00 to Tuesday 08:00, Tuesday 17:00 to Wednesday 08:00 and so on, 123 hours a week"
        );
        assert_eq!(left(&always, &[hours("1234567", 0, 9, None), hours("1234567", 9, 24, None)]), "");
        let two = hours("56", 0, 24, None);
        let holes = [hours("56", 0, 9, None), hours("56", 17, 24, None)];
        assert_eq!(left(&two, &holes), "Friday 09:00 to 17:00, Saturday 09:00 to 17:00, 16 hours a week");
    }

    #[test]
    fn nights_go_on_into_the_next_day() {
        let night = hours("12", 21, 5, None);
        assert_eq!(left(&night, &[hours("12", 21, 24, None), hours("23", 0, 5, None)]), "");
        assert_eq!(
            left(&night, &[hours("12", 8, 16, None)]),
            "Monday 21:00 to Tuesday 05:00, Tuesday 21:00 to Wednesday 05:00, 16 hours a week"
        );
    }

    #[test]
    fn zones_are_compared_by_what_clocks_show() {
        let vienna = hours("2", 8, 16, Some("Europe/Vienna"));
        assert_eq!(left(&vienna, &[hours("2", 8, 16, Some("Europe/Dublin"))]), "Tuesday 08:00 to 09:00, 1 hour a week");
        assert_eq!(left(&vienna, &[hours("2", 7, 15, Some("Europe/Dublin"))]), "");
        // In the weeks between the changes of the two clocks an hour lies open.
        let york = hours("2", 3, 11, Some("America/New_York"));
        assert_eq!(left(&york, &[hours("2", 9, 17, Some("Europe/Vienna"))]), "Tuesday 03:00 to 04:00, 1 hour a week");
        assert_eq!(left(&york, &[hours("2", 8, 17, Some("Europe/Vienna"))]), "");
        // Without a zone hours are where the others are.
        assert_eq!(left(&vienna, &[hours("2", 8, 16, None)]), "");
    }

    #[test]
    fn holidays_are_those_of_a_calendar() {
        let (christmas, epiphany) = (day(2026, 12, 25), day(2027, 1, 6));
        let resting = |days: &[Date], mut hours: Hours| {
            hours.0.iter_mut().for_each(|window| window.calendar = Some(days.iter().copied().collect()));
            hours
        };
        let on_holidays = |mut hours: Hours| {
            hours.0.iter_mut().for_each(|window| window.holidays = true);
            hours
        };
        let office = || hours("12345", 8, 17, None);
        // Two countries: the sixth of January is a holiday in one of them alone.
        let (north, south) = (resting(&[christmas], office()), resting(&[christmas, epiphany], office()));
        assert_eq!(left(&north, &[resting(&[christmas, epiphany], office())]), "the holiday 2027-01-06");
        assert_eq!(left(&south, &[north]), "");
        assert_eq!(left(&on_holidays(office()), &[south]), "the holidays 2026-12-25, 2027-01-06 and what follows");
        // Whoever does not say when they rest is taken to rest when the others do.
        assert_eq!(left(&office(), &[resting(&[christmas], office())]), "");
        assert_eq!(left(&resting(&[christmas], office()), &[office()]), "");
        assert_eq!(left(&on_holidays(office()), &[office()]), "public holidays");
    }

    #[test]
    fn working_hours_can_be_days_on_the_clock() {
        let (always, office) = (hours("1234567", 0, 24, None), hours("12345", 8, 17, None));
        let late = |time: i32, below: &Hours, promised: i32, above: &Hours| {
            too_late(Duration::of(time, Unit::Hours), below, Duration::of(promised, Unit::Hours), above, TODAY)
                .map(|time| time.to_string())
                .unwrap_or_default()
        };
        // From the last minute of Friday to Monday evening.
        assert_eq!(late(9, &office, 9, &always), "3 days");
        assert_eq!(late(9, &office, 7 * 24, &always), "");
        assert_eq!(late(9, &office, 9, &office), "");
        assert_eq!(late(10, &office, 9, &office), "3 days 16 hours");
        assert_eq!(late(9, &always, 9, &office), "");
    }
}
