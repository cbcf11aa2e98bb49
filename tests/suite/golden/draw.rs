//! Choices that depend on what is chosen, and on nothing that was chosen before: each is drawn from a key of its own. So a field that a
//! kind gains, or a value that an enum gains, changes what is drawn for it, and leaves everything else of every generated model as it was.

/// A key to draw from; what is drawn from it is the same in every run.
#[derive(Clone, Copy)]
pub struct Draw(u64);

impl Draw {
    /// The key of a whole model.
    pub fn of_model(number: usize) -> Draw {
        Draw(mixed(number as u64 ^ 0x0051_7cc1_b727_2202))
    }

    /// The key of a part.
    pub fn of(self, part: &str) -> Draw {
        Draw(mixed(self.0 ^ hash(part.as_bytes())))
    }

    /// The key of a numbered part.
    pub fn nth(self, number: usize) -> Draw {
        Draw(mixed(self.0.wrapping_add(number as u64 + 1)))
    }

    /// A number below `limit`.
    pub fn below(self, limit: usize) -> usize {
        (mixed(self.0) >> 33) as usize % limit.max(1)
    }

    /// True so many times of a hundred.
    pub fn percent(self, chance: usize) -> bool {
        self.of("percent").below(100) < chance
    }

    /// One of `all`, by place: for lists that never change.
    pub fn one_of<T>(self, all: &[T]) -> Option<&T> {
        all.get(self.below(all.len()))
    }

    /// One of `all`, by name: another that joins them takes its own share of the draws and no more.
    pub fn by_name<'n, T>(self, all: impl IntoIterator<Item = T>, name: impl Fn(&T) -> &'n str) -> Option<T> {
        all.into_iter().max_by_key(|one| self.of(name(one)).0)
    }
}

/// A hash that stays the same in every version of the compiler (FNV-1a).
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Splitmix64's last step.
fn mixed(key: u64) -> u64 {
    let key = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}
