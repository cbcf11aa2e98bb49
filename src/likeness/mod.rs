//! From a mistyped word to the one that was likely meant.
//!
//! Words are alike when few letters have to be inserted, left out, replaced or swapped with their neighbour to make one of the other;
//! case and separators do not count. One word against a few: [`closest`]. Many words against many: a [`Vocabulary`], which sorts the known
//! words once, looks only at those of about the right length, and stops asking when that would take long.

mod distance;
mod looks;

pub use looks::{look_alike, looks, odd_letter};

use looks::in_ascii;

use rustc_hash::FxHashMap;

use distance::{Typed, folded};

/// The known word that `typed` was most likely meant to be, if any is near enough.
///
/// Near enough is one edit for short words and about a third of the letters for long ones; of two equally near words the one that
/// sorts first is taken, so the answer does not depend on the order of `known`.
///
/// Letters of another script count as those of ASCII that they look like, where nothing is near otherwise.
pub fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let Some(plain) = in_ascii(typed) else { return nearest(typed, known) };
    let known: Vec<&str> = known.into_iter().collect();
    nearest(typed, known.iter().copied()).or_else(|| nearest(&plain, known))
}

fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = Typed::new(typed);
    let mut best: Option<(usize, &str)> = None;
    for word in known {
        let limit = best.map_or(typed.limit, |(distance, _)| distance);
        if word.len() <= (typed.letters.len() + limit) * LONGEST_LETTER
            && let Some(distance) = typed.distance(word, limit)
        {
            best = Some(best.map_or((distance, word), |best| best.min((distance, word))));
        }
    }
    best.map(|(_, word)| word)
}

/// The most bytes of a letter.
const LONGEST_LETTER: usize = 4;

/// Known words, sorted for being compared with many mistyped ones. Each carries a mark, by which callers tell which of them would do.
#[derive(Debug)]
pub struct Vocabulary<'a, M> {
    /// The words of so many letters.
    by_length: Vec<Vec<Known<'a, M>>>,
    /// Answers already given, by sort, then by word.
    told: FxHashMap<u32, FxHashMap<Box<str>, Option<&'a str>>>,
    /// How many steps may be taken.
    most: u64,
    steps: u64,
}

#[derive(Debug)]
struct Known<'a, M> {
    word: &'a str,
    mark: M,
    /// Which letters stand in it.
    letters: u32,
}

/// The steps that comparing takes at most, apart from [`STEPS_A_WORD`]: about a millisecond.
const STEPS: u64 = 500_000;
/// The steps that each known word adds to that: whoever has many may ask for some hundred of them.
const STEPS_A_WORD: u64 = 60;

impl<'a, M: Copy> Vocabulary<'a, M> {
    /// Sorts `known`.
    pub fn new(known: impl IntoIterator<Item = (&'a str, M)>) -> Vocabulary<'a, M> {
        let mut by_length: Vec<Vec<Known<M>>> = Vec::new();
        let mut count = 0;
        for (word, mark) in known {
            let length = word.chars().count();
            if by_length.len() <= length {
                by_length.resize_with(length + 1, Vec::new);
            }
            by_length[length].push(Known { word, mark, letters: letters(word) });
            count += 1;
        }
        Vocabulary { by_length, told: FxHashMap::default(), most: STEPS + STEPS_A_WORD * count, steps: 0 }
    }

    /// The word that `typed` was most likely meant to be, of those that `fits` lets through; as [`closest`] finds it.
    ///
    /// The answer is remembered: `sort` says which answers are of the same `fits`. When all steps are taken there are no more answers than those
    /// given before.
    pub fn closest(&mut self, typed: &str, sort: u32, fits: impl Fn(M) -> bool) -> Option<&'a str> {
        if let Some(&known) = self.told.get(&sort).and_then(|told| told.get(typed)) {
            return known;
        }
        if self.is_spent() {
            return None;
        }
        let answer = self.search(typed, &fits).or_else(|| self.search(&in_ascii(typed)?, &fits));
        self.told.entry(sort).or_default().insert(typed.into(), answer);
        answer
    }

    fn is_spent(&self) -> bool {
        self.steps >= self.most
    }

    /// How many steps comparing has taken: one for each word looked at, and one for each letter compared.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    fn search(&mut self, typed: &str, fits: &impl Fn(M) -> bool) -> Option<&'a str> {
        if self.is_spent() {
            return None;
        }
        let wanted = letters(typed);
        let typed = Typed::new(typed);
        // Most mistypes are of one edit, and few words pass for that.
        let one = self.within(1, &typed, wanted, fits);
        if one.is_some() || typed.limit == 1 { one } else { self.within(typed.limit, &typed, wanted, fits) }
    }

    /// The nearest word within so many edits.
    fn within(&mut self, most: usize, typed: &Typed, wanted: u32, fits: &impl Fn(M) -> bool) -> Option<&'a str> {
        let length = typed.letters.len();
        let mut best: Option<(usize, &str)> = None;
        // Words of the same length first: the sooner a near one is found, the fewer have to be looked at.
        for apart in 0..=most {
            if best.is_some_and(|(distance, _)| distance < apart) {
                break;
            }
            let lengths = [length.checked_sub(apart), (apart > 0).then_some(length + apart)];
            for known in lengths.into_iter().flatten().filter_map(|length| self.by_length.get(length)).flatten() {
                self.steps += 1;
                let limit = best.map_or(most, |(distance, _)| distance);
                // An edit takes away a letter and brings one in, at most.
                if (known.letters ^ wanted).count_ones() as usize > 2 * limit || !fits(known.mark) {
                    continue;
                }
                self.steps += length as u64;
                if let Some(distance) = typed.distance(known.word, limit) {
                    best = Some(best.map_or((distance, known.word), |best| best.min((distance, known.word))));
                }
            }
        }
        best.map(|(_, word)| word)
    }
}

/// Which letters stand in a word, as bits; several letters share a bit.
fn letters(word: &str) -> u32 {
    folded(word).fold(0, |set, letter| set | 1 << (letter as u32 % 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["incident_management", "problem_management", "hosting"];
        assert_eq!(closest("incident_managment", known), Some("incident_management"));
        assert_eq!(closest("Hosting", known), Some("hosting"));
        assert_eq!(closest("hsoting", known), Some("hosting"));
        assert_eq!(closest("backup", known), None);
        // All but the `g` is Cyrillic.
        assert_eq!(closest("һоѕтіпg", ["hosting"]), None);
        assert_eq!(closest("сор", ["cop", "desk"]), Some("cop"));
        assert_eq!(Vocabulary::new([("cop", ()), ("desk", ())]).closest("сор", 0, |()| true), Some("cop"));
        assert_eq!(closest("роль", ["role"]), None);
        assert_eq!(closest("caffè", ["café", "caffe"]), Some("caffe"));
    }

    #[test]
    fn a_vocabulary_answers_like_a_single_comparison() {
        let known: Vec<String> = (0..400).map(|at| format!("{}_{at}", ["desk", "hosting", "Backup", "café"][at % 4])).collect();
        let mut vocabulary = Vocabulary::new(known.iter().map(|word| (&**word, ())));
        for typed in ["desk_", "hostign_17", "backup-22", "cafe_33", "host_1", "x", "", "kesd_44", "backup_hosting_desk_1"] {
            let single = closest(typed, known.iter().map(String::as_str));
            assert_eq!(vocabulary.closest(typed, 0, |()| true), single, "{typed}");
            assert_eq!(vocabulary.closest(typed, 0, |()| true), single, "{typed}, asked again");
        }
    }

    #[test]
    fn only_what_fits_is_taken() {
        let mut vocabulary = Vocabulary::new([("desks", 1), ("desk_b", 2)]);
        assert_eq!(vocabulary.closest("desk", 1, |_| true), Some("desks"));
        assert_eq!(vocabulary.closest("desk_", 2, |mark| mark == 2), Some("desk_b"));
    }

    #[test]
    fn many_questions_end_and_the_same_question_is_answered_once() {
        let known: Vec<String> = (0..10_000).map(|at| format!("box_{at}")).collect();
        let mut vocabulary = Vocabulary::new(known.iter().map(|word| (&**word, ())));
        assert_eq!(vocabulary.closest("bxo_7", 0, |()| true), Some("box_7"));
        let once = vocabulary.steps();
        for _ in 0..10_000 {
            vocabulary.closest("bxo_7", 0, |()| true);
        }
        assert_eq!(vocabulary.steps(), once);
        for at in 0..10_000 {
            vocabulary.closest(&format!("bxo_{at}"), 0, |()| true);
        }
        assert!(vocabulary.steps() < STEPS + STEPS_A_WORD * 10_000 + 1_000_000, "{}", vocabulary.steps());
        assert_eq!(vocabulary.closest("bxo_7", 0, |()| true), Some("box_7"));
        assert_eq!(vocabulary.closest("obx_9", 0, |()| true), None);
    }
}
