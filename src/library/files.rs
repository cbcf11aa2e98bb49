//! Embeds the files that `stdlib/files.rs` lists.

use super::{Embedded, Load};

macro_rules! embed {
    ($($path:literal $load:ident $($beside:literal)*;)*) => {
        &[$(Embedded {
            name: concat!("stdlib/", $path),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/", $path)),
            load: embed!(@ $load $($beside)*),
        }),*]
    };
    (@ Always) => { Load::Always };
    (@ Apart) => { Load::Apart };
    (@ OnDemand) => { Load::OnDemand(&[]) };
    (@ Beside $($name:literal)*) => { Load::OnDemand(&[$($name),*]) };
}

/// Every file, in the order in which they are loaded.
pub static FILES: &[Embedded] = include!("../../stdlib/files.rs");
