//! Who refers to an entity.

use super::EntityId;

/// Who refers to an entity, by one field or by any, or what it contains, as two arrays.
#[derive(Clone, Default, Debug)]
pub struct Referrers {
    /// The lowest entity that anything refers to.
    first: usize,
    /// Where the sources of each begin, from that entity to the highest one that anything refers to, and where the last ones end.
    starts: Vec<u32>,
    sources: Vec<EntityId>,
}

impl Referrers {
    /// The index of these pairs of target and source, which are in the order of their sources. An entity that refers twice counts once.
    pub fn new(pairs: &[(EntityId, EntityId)]) -> Referrers {
        let Some(first) = pairs.iter().map(|pair| pair.0.index()).min() else { return Referrers::default() };
        let last = pairs.iter().map(|pair| pair.0.index()).max().unwrap_or(first);
        let mut starts = vec![0_u32; last - first + 2];
        for (target, _) in pairs {
            starts[target.index() - first + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sources = vec![EntityId(0); pairs.len()];
        let mut repeats = false;
        for (target, source) in pairs {
            let target = target.index() - first;
            let place = next[target] as usize;
            repeats |= place > starts[target] as usize && sources[place - 1] == *source;
            sources[place] = *source;
            next[target] += 1;
        }
        let all = Referrers { first, starts, sources };
        if repeats { all.without_repeats() } else { all }
    }

    fn without_repeats(self) -> Referrers {
        let mut starts = vec![0];
        let mut sources = Vec::with_capacity(self.sources.len());
        for bounds in self.starts.windows(2) {
            let own = &self.sources[bounds[0] as usize..bounds[1] as usize];
            sources.extend(own.chunk_by(|left, right| left == right).map(|same| same[0]));
            starts.push(sources.len() as u32);
        }
        Referrers { starts, sources, ..self }
    }

    /// Those that refer to this entity, in order.
    pub fn of(&self, target: EntityId) -> &[EntityId] {
        let bounds = target.index().checked_sub(self.first).and_then(|at| self.starts.get(at..at + 2));
        match bounds {
            Some(&[start, end]) => &self.sources[start as usize..end as usize],
            Some(_) | None => &[],
        }
    }

    /// How many references there are.
    pub fn count(&self) -> usize {
        self.sources.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let pairs: Vec<_> = pairs.iter().map(|&(target, source)| (EntityId(target), EntityId(source))).collect();
        let index = Referrers::new(&pairs);
        (0..8).map(|target| index.of(EntityId(target)).iter().map(|source| source.0).collect()).collect()
    }

    #[test]
    fn sources_stand_in_order_and_once() {
        let none: Vec<u32> = Vec::new();
        assert_eq!(index(&[]), vec![none.clone(); 8]);
        let found = index(&[(5, 1), (3, 1), (5, 1), (3, 2), (5, 4), (5, 4)]);
        assert_eq!(found[3], [1, 2]);
        assert_eq!(found[5], [1, 4]);
        assert_eq!([&found[0], &found[2], &found[4], &found[6], &found[7]], [&none; 5]);
    }
}
