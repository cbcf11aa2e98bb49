//! Zones of time by their names in the database of IANA, which is compiled in: what a check finds does not depend on the machine.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};

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
}
