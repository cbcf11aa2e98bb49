//! Zones of time by their names in the database of IANA, which is compiled in: what a check finds does not depend on the machine.

use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase, TimeZoneTransition};

/// A zone of time, such as `Europe/Dublin`.
#[derive(Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name, if there is one.
    pub fn by_name(name: &str) -> Option<Zone> {
        TimeZoneDatabase::bundled().get(name).ok().map(Zone)
    }

    /// Where no clock is ever changed.
    pub fn universal() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The minute, counted from a fixed one, at which clocks show this many minutes after midnight of `day`: that of the first of two such
    /// minutes, and where clocks go forward over it the one after.
    pub fn minute(&self, day: Date, minutes: i64) -> Option<i64> {
        let shown = day.to_datetime(Time::midnight()).checked_add(jiff::Span::new().try_minutes(minutes).ok()?).ok()?;
        let instant = self.0.to_zoned(shown).ok()?.timestamp();
        Some(instant.as_second().div_euclid(60))
    }

    /// The day and the minute of it that clocks show at a minute.
    pub fn shown(&self, minute: i64) -> Option<(Date, i64)> {
        let instant = jiff::Timestamp::from_second(minute.checked_mul(60)?).ok()?;
        let shown = instant.to_zoned(self.0.clone()).datetime();
        Some((shown.date(), i64::from(shown.hour()) * 60 + i64::from(shown.minute())))
    }
}

/// A zone for many questions about the days from one on, which [`Zone::minute`] answers one by one: where no clock is changed near a day, it
/// counts on from what it knows.
#[derive(Debug)]
pub struct Clock<'z> {
    zone: &'z Zone,
    first: Date,
    /// The minute at which the first day begins in universal time.
    begins: i64,
    steady: Option<Steady>,
}

/// A stretch of time within which no clock is changed.
#[derive(Debug)]
struct Steady {
    /// Its first and its last minute.
    within: RangeInclusive<i64>,
    /// How many seconds clocks are ahead of universal time.
    ahead: i64,
}

impl<'z> Clock<'z> {
    /// The clocks of this zone, for the days from `first` on.
    pub fn of(zone: &'z Zone, first: Date) -> Clock<'z> {
        let begins = first.duration_since(Date::constant(1970, 1, 1)).as_mins();
        Clock { zone, first, begins, steady: None }
    }

    /// What [`Zone::minute`] gives for so many minutes after midnight of the day that is so many after the first.
    pub fn minute(&mut self, days: u16, minutes: i64) -> Option<i64> {
        if let Some(steady) = &self.steady {
            let shown = self.begins + i64::from(days) * 24 * 60 + minutes;
            let minute = (60 * shown - steady.ahead).div_euclid(60);
            if steady.within.contains(&minute) {
                return Some(minute);
            }
        }
        let day = self.first.checked_add(jiff::Span::new().days(days)).ok()?;
        let minute = self.zone.minute(day, minutes)?;
        self.steady = self.zone.steady(minute);
        Some(minute)
    }
}

impl Zone {
    /// The stretch without a change of clocks around a minute, less a day at either end: near a change what clocks show can be two minutes or none.
    fn steady(&self, minute: i64) -> Option<Steady> {
        const DAY: i64 = 24 * 60;
        let instant = jiff::Timestamp::from_second(minute.checked_mul(60)?).ok()?;
        let changed = |change: Option<TimeZoneTransition<'_>>| change.map(|change| change.timestamp().as_second().div_euclid(60));
        // A change at this very minute is one before it.
        let before = changed(self.0.preceding(instant.checked_add(jiff::SignedDuration::from_secs(1)).ok()?).next())
            .map_or(i64::MIN, |minute| minute + DAY);
        let after = changed(self.0.following(instant).next()).map_or(i64::MAX, |minute| minute - DAY);
        let ahead = i64::from(self.0.to_offset(instant).seconds());
        Some(Steady { within: before..=after, ahead })
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn zones_are_known_by_name() {
        assert!(Zone::by_name("Europe/Vienna").is_some());
        assert!(Zone::by_name("Europe/Viena").is_none());
    }

    #[test]
    fn clocks_are_changed_where_they_are() {
        let (vienna, dublin) = (Zone::by_name("Europe/Vienna").unwrap(), Zone::by_name("Europe/Dublin").unwrap());
        let eight = |zone: &Zone, month| zone.minute(date(2026, month, 15), 8 * 60).unwrap();
        assert_eq!(eight(&dublin, 1) - eight(&vienna, 1), 60);
        assert_eq!(eight(&dublin, 7) - eight(&vienna, 7), 60);
        let (york, universal) = (Zone::by_name("America/New_York").unwrap(), Zone::universal());
        assert_eq!(eight(&york, 1) - eight(&universal, 1), 300);
        assert_eq!(eight(&york, 7) - eight(&universal, 7), 240);
        assert_eq!(dublin.shown(eight(&vienna, 1)), Some((date(2026, 1, 15), 7 * 60)));
    }

    #[test]
    fn many_days_are_counted_as_one_by_one() {
        // Clocks that change in the north, in the south, by half an hour, at midnight, and never.
        for name in [
            "Europe/Vienna",
            "America/New_York",
            "Pacific/Auckland",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Asia/Kolkata",
            "UTC",
        ] {
            let zone = Zone::by_name(name).unwrap();
            let first = date(2026, 1, 1);
            let mut clock = Clock::of(&zone, first);
            for days in 0..800 {
                let day = first.checked_add(jiff::Span::new().days(days)).unwrap();
                for minutes in [0, 1, 90, 120, 150, 180, 719, 1440, 1441, 2 * 1440] {
                    assert_eq!(clock.minute(days, minutes), zone.minute(day, minutes), "{name} {day} {minutes}");
                }
            }
        }
    }
}
