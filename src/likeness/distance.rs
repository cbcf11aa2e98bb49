//! How many edits lie between two words.

/// A mistyped word, taken apart for being compared with many.
pub(super) struct Typed {
    /// Its letters, folded.
    pub letters: Vec<char>,
    /// The most edits that still make a word near.
    pub limit: usize,
    /// Where each ASCII letter stands in it, as bits, by all letters that fold into it; for words of up to [`BITS`] letters.
    places: [u64; 128],
    /// Where each other letter stands in it.
    others: Vec<(char, u64)>,
}

/// The longest word whose places fit into a word of the machine.
const BITS: usize = 64;

impl Typed {
    /// Takes `word` apart.
    pub fn new(word: &str) -> Typed {
        let letters: Vec<char> = folded(word).collect();
        let mut typed = Typed { limit: (letters.len() / 3).clamp(1, 4), letters, places: [0; 128], others: Vec::new() };
        for (at, &letter) in typed.letters.iter().enumerate().take(BITS) {
            match typed.places.get_mut(letter as usize) {
                Some(places) => *places |= 1 << at,
                None => match typed.others.iter_mut().find(|(known, _)| *known == letter) {
                    Some((_, places)) => *places |= 1 << at,
                    None => typed.others.push((letter, 1 << at)),
                },
            }
        }
        for letter in ('A'..='Z').chain(['-', ' ']) {
            typed.places[letter as usize] = typed.places[fold(letter) as usize];
        }
        typed
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour to make one word of the other; `None` beyond `limit`.
    pub fn distance(&self, word: &str, limit: usize) -> Option<usize> {
        let distance = match self.letters.len() {
            0 => folded(word).count(),
            1..=BITS => self.in_bits(word),
            _ => in_rows(&self.letters, &folded(word).collect::<Vec<_>>(), limit)?,
        };
        (distance <= limit).then_some(distance)
    }

    /// The table of distances, a column for each letter of `word`, each column as the bits by which its rows differ.
    ///
    /// Source: Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003.
    fn in_bits(&self, word: &str) -> usize {
        let last = 1 << (self.letters.len() - 1);
        let (mut rises, mut falls, mut same, mut before) = (!0_u64, 0_u64, 0_u64, 0_u64);
        let mut distance = self.letters.len();
        for letter in word.chars() {
            let here = self.places(letter);
            let swapped = ((!same & here) << 1) & before;
            same = swapped | ((here & rises).wrapping_add(rises) ^ rises) | here | falls;
            let across_rises = falls | !(same | rises);
            let across_falls = same & rises;
            distance += usize::from(across_rises & last != 0);
            distance -= usize::from(across_falls & last != 0);
            let across_rises = across_rises << 1 | 1;
            rises = across_falls << 1 | !(same | across_rises);
            falls = across_rises & same;
            before = here;
        }
        distance
    }

    fn places(&self, letter: char) -> u64 {
        match self.places.get(letter as usize) {
            Some(&places) => places,
            None => self.others.iter().find(|(known, _)| *known == letter).map_or(0, |(_, places)| *places),
        }
    }
}

/// The letters of a word without what does not count: case, and which separator stands between its parts.
pub(super) fn folded(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().map(fold)
}

fn fold(letter: char) -> char {
    if letter == '-' || letter == ' ' { '_' } else { letter.to_ascii_lowercase() }
}

/// The same distance for words of any length, row by row; `None` as soon as it must exceed `limit`.
fn in_rows(left: &[char], right: &[char], limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let width = right.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, &a) in left.iter().enumerate() {
        let mut current = vec![row + 1; width];
        for (column, &b) in right.iter().enumerate() {
            let replaced = above[column] + usize::from(a != b);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && a == right[column - 1] && left[row - 1] == b;
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        if current.iter().min().is_some_and(|&best| best > limit) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_rows_give_the_same_distance() {
        // All words of up to five letters over three, one of them outside ASCII.
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..4 {
            let to = words.len();
            for at in from..to {
                for letter in ['a', 'b', 'é'] {
                    words.push(format!("{}{letter}", words[at]));
                }
            }
            from = to;
        }
        for left in words.iter().step_by(3) {
            let typed = Typed::new(left);
            for right in &words {
                let letters: Vec<char> = folded(right).collect();
                assert_eq!(typed.distance(right, 9), in_rows(&typed.letters, &letters, 9), "{left} {right}");
            }
        }
    }

    #[test]
    fn the_longest_words_are_compared_too() {
        for length in [63, 64, 65, 200] {
            let typed = Typed::new(&"ab".repeat(length)[..length]);
            assert_eq!(typed.distance(&"ab".repeat(length)[..length - 1], 4), Some(1), "{length}");
            assert_eq!(typed.distance(&"ba".repeat(length)[..length], 4), Some(2), "{length}");
        }
    }
}
