//! The list of the library's files. A test compares it with the folder `stdlib/`.

use super::{Embedded, Load};

macro_rules! embed {
    ($($load:ident $path:literal)*) => {
        &[$(Embedded {
            name: concat!("stdlib/", $path),
            text: include_str!(concat!("../../stdlib/", $path)),
            load: Load::$load,
        }),*]
    };
}

/// Every file, in the order in which they are loaded.
pub static FILES: &[Embedded] = embed! {};
