//! Questions of rules about what leads back to itself: `circle(c.depends_on)`.

/// A function over an entity and one of its fields, that follows the field from entity to entity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Round {
    /// A shortest way round, from the first by path of all that lead to each other.
    Circle,
    /// All that it leads to and that lead to it.
    Entangled,
}

impl Round {
    /// Both.
    pub const ALL: [Round; 2] = [Round::Circle, Round::Entangled];

    /// The name users write.
    pub fn name(self) -> &'static str {
        match self {
            Round::Circle => "circle",
            Round::Entangled => "entangled",
        }
    }

    /// The function of this name.
    pub fn by_name(name: &str) -> Option<Round> {
        Round::ALL.into_iter().find(|round| round.name() == name)
    }
}
