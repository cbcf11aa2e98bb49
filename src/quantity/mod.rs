//! Exact quantities: dates, durations, money, percentages.
//!
//! Nothing here is binary floating point: `99.9%` compares and prints as written.

mod date;
mod duration;
mod money;
mod period;
mod scalar;
mod zone;

pub use date::{Date, DateRange, day};
pub use duration::{Duration, Unit};
pub use money::{Currency, Money};
pub use period::{Period, in_words, periods};
pub use rust_decimal::{Decimal, RoundingStrategy};
pub use scalar::Scalar;
pub use zone::{Clock, Zone};
