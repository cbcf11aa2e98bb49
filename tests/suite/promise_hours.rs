//! Hours of agreements against a clock that ticks minute by minute, over two years with summer time in four zones.

use std::fmt::Write as _;

use sms::promises::Promises;
use sms::quantity::Zone;
use sms::workspace;

use super::properties::Dice;
use super::support::TODAY;

const ZONES: [&str; 4] = ["Europe/Vienna", "America/New_York", "Australia/Sydney", "Australia/Adelaide"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How many pairs of hours are drawn.
const PAIRS: usize = 40;
const TWO_YEARS: usize = 731 * 24 * 60;
/// Times that began in the last day of the two years are over by then.
const BEYOND: usize = 60 * 24 * 60;

/// Some windows as declared: days, start and end in minutes after midnight, and the zone.
struct Window {
    days: Vec<usize>,
    opens: usize,
    closes: usize,
    zone: usize,
}

impl Window {
    fn draw(dice: &mut Dice) -> Window {
        // Nothing begins or ends in the hours in which clocks are changed.
        let edge = |dice: &mut Dice| match dice.below(42) {
            0 => 0,
            half => 30 * (half + 7),
        };
        let (opens, closes) = (edge(dice) % (24 * 60), edge(dice));
        let days: Vec<usize> = (0..7).filter(|_| dice.below(3) > 0).collect();
        let days = if days.is_empty() { vec![dice.below(7)] } else { days };
        let is_short = closes >= opens && closes < opens + 4 * 60;
        Window {
            days,
            opens: if is_short { 4 * 60 } else { opens },
            closes: if is_short { 24 * 60 } else { closes },
            zone: dice.below(4),
        }
    }

    fn text(&self, name: &str) -> String {
        let days: Vec<&str> = self.days.iter().map(|&day| DAYS[day]).collect();
        format!(
            "service_hours {name} {{ days: [{}], opens: {} minutes, closes: {} minutes, zone: \"{}\" }}\n",
            days.join(", "),
            self.opens,
            self.closes,
            ZONES[self.zone]
        )
    }

    /// Whether it is open when clocks in its zone show this minute of this day of the week.
    fn is_open(&self, (day, minute): (usize, usize)) -> bool {
        let within = |day: usize, from: usize, to: usize| self.days.contains(&day) && (from..to).contains(&minute);
        if self.closes > self.opens {
            return within(day, self.opens, self.closes);
        }
        within(day, self.opens, 24 * 60) || within((day + 6) % 7, 0, self.closes)
    }
}

/// What clocks in each zone show, from the start of today in UTC on.
fn clocks() -> Vec<Vec<(usize, usize)>> {
    let start = Zone::universal().minute(TODAY, 0).unwrap();
    let clock = |zone: &Zone| {
        let quarter = |at: usize| {
            let (day, minute) = zone.shown(start + at as i64).unwrap();
            let weekday = day.weekday().to_monday_zero_offset() as usize;
            // Clocks are changed on the quarter.
            (0..15).map(move |on| (weekday, minute as usize + on))
        };
        (0..TWO_YEARS + BEYOND).step_by(15).flat_map(quarter).collect()
    };
    ZONES.iter().map(|name| clock(&Zone::by_name(name).unwrap())).collect()
}

fn open(windows: &[Window], clocks: &[Vec<(usize, usize)>]) -> Vec<bool> {
    (0..TWO_YEARS + BEYOND).map(|at| windows.iter().any(|window| window.is_open(clocks[window.zone][at]))).collect()
}

/// For each minute of the two years, when so many minutes that count are over.
fn over(open: &[bool], minutes: usize) -> Vec<usize> {
    let counting: Vec<usize> = (0..open.len()).filter(|&at| open[at]).collect();
    let mut next = 0;
    let end = |from: usize| {
        while counting[next] < from {
            next += 1;
        }
        counting[next + minutes - 1] + 1
    };
    (0..TWO_YEARS).map(end).collect()
}

#[test]
fn hours_are_those_of_a_clock_that_ticks_through_two_years() {
    let clocks = clocks();
    let mut dice = Dice(0x71c4_70c4_71c4_70c5);
    let (mut covered, mut late) = (0, 0);
    for _ in 0..PAIRS {
        let mut draw = |count: usize| -> Vec<Window> { (0..count).map(|_| Window::draw(&mut dice)).collect() };
        let mut above = draw(1);
        let mut below = draw(2);
        if dice.below(2) == 0 {
            // Much the same, in another zone or a little longer.
            let (window, zone) = (&above[0], dice.below(4));
            let days = window.days.clone();
            below.push(Window { days, opens: window.opens, closes: window.closes, zone: above[0].zone });
            below.push(Window { days: (0..7).collect(), opens: 0, closes: 24 * 60, zone });
            below.truncate(2 + dice.below(3));
        }
        above.truncate(1);
        let (promised, takes) = (1 + dice.below(10), 1 + dice.below(8));
        let mut text = String::new();
        for (name, windows) in [("above", &above), ("below", &below)] {
            windows.iter().enumerate().for_each(|(at, window)| text.push_str(&window.text(&format!("{name}{at}"))));
        }
        let names = |name: &str, windows: &[Window]| (0..windows.len()).map(|at| format!("{name}{at}")).collect::<Vec<_>>();
        let (upper, lower) = (names("above", &above), names("below", &below));
        write!(
            text,
            "service v {{ depends_on: c }}\nservice_component c\nsla a {{ service: v, target back {{ measure: restore_time, at_most: {promised} hours, hours: [{}] }} }}\n\
             contract k {{ components: c, underpins: a, target back {{ measure: restore_time, at_most: {takes} hours, hours: [{}] }} }}\n",
            upper.join(", "),
            lower.join(", ")
        )
        .unwrap();
        let (model, told) = workspace::load_texts(vec![("m.sms".to_owned(), text.clone())]).snapshot.understand();
        assert!(told.is_empty(), "{told:#?}\n{text}");
        let promises = Promises::new(&model, TODAY).unwrap();
        let ids = |names: &[String]| names.iter().map(|name| model.find(name).unwrap()).collect::<Vec<_>>();

        let (wanted, given) = (open(&above, &clocks), open(&below, &clocks));
        let is_covered = wanted.iter().zip(&given).take(TWO_YEARS).all(|(wanted, given)| !wanted || *given);
        let told = promises.open_hours(&ids(&upper), &ids(&lower));
        assert_eq!(told.is_none(), is_covered, "{told:?}\n{text}");

        let (due, done) = (over(&wanted, promised * 60), over(&given, takes * 60));
        let expected = (0..TWO_YEARS).filter(|&at| done[at] > due[at]).map(|at| done[at] - at).max();
        let find = |name: &str| model.find(name).unwrap();
        let told = promises.too_late(find("k.back"), find("a.back")).map(|time| (time.millis() / 60_000) as usize);
        assert_eq!(told, expected, "{text}");
        covered += usize::from(is_covered);
        late += usize::from(expected.is_some());
    }
    assert!((5..PAIRS - 5).contains(&covered) && (5..PAIRS - 5).contains(&late), "too plain: {covered}, {late}");
}
