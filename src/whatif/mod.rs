//! What would be if the model said something else: changes made to its texts in memory, and the whole check asked again.
//!
//! ```text
//! sms status --without cloudco              what falls with a party
//! sms status --set hosting.stage=live       what a field changes
//! sms why-not 8.6.1                         the least that makes a clause conformant, tried out
//! ```
//!
//! Nothing is guessed: a change is an edit of a text, and what comes of it is what a check of the edited texts says. No file is touched.

mod edits;
mod removal;
mod setting;
mod trial;
pub mod why_not;

pub use edits::{TextEdit, edited};
pub use removal::{Removed, without};
pub use setting::{Refused, set};
pub use trial::{Overlay, Trial};
