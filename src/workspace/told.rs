//! What is told of a check.
//!
//! A [`Checked`] holds all that is found and does not change; this is one view of it, made in one place and in one order: what the
//! profile holds, less what waivers silence, less what another finding makes needless, less what a baseline knows. What stands behind each
//! step knows the steps before, so a finding that is not told never takes another one with it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Checked;
use super::cite::name_clauses;
use crate::assess::Baseline;
use crate::assess::baseline::outdated;
use crate::diag::{Counts, Diagnostic, Severity, tidy};
use crate::model::EntityId;
use crate::rules::Finding;
use crate::source::Origin;

/// What somebody wants to be told of a check.
#[derive(Clone, Copy, Default, Debug)]
pub struct Telling<'a> {
    /// The profile whose findings are told; all where there is none. A rule that names no profile is in each.
    pub profile: Option<&'a str>,
    /// What is known and so kept apart.
    pub baseline: Option<Held<'a>>,
    /// What is asked about.
    pub about: About,
    /// How clauses are named.
    pub clauses: Clauses,
}

/// A baseline that a check is held against.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// What is on record.
    pub baseline: &'a Baseline,
    /// The file it was read from, as users know it.
    pub file: &'a str,
    /// The command that brings the file up to date.
    pub command: &'a str,
}

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum About {
    /// The language and what rules find.
    #[default]
    Everything,
    /// The language alone.
    Language,
    /// What makes the model another one than was meant.
    LanguageErrors,
}

/// How the clauses behind findings are named.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Clauses {
    /// By framework, number and title, which are looked up in the library where the model loads no framework that has them.
    #[default]
    Cited,
    /// As the model has them: for those who do not read them.
    AsLoaded,
}

/// What is told of a check, in order. A large model with a common mistake has a hundred thousand diagnostics, so they are those of the check
/// where telling adds nothing to them.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Told<'c> {
    /// What is told.
    pub diagnostics: Vec<Cow<'c, Diagnostic>>,
    /// What a baseline knows of.
    pub known: Vec<Cow<'c, Diagnostic>>,
    /// What waivers silence, each with its waiver.
    pub waived: Vec<(Cow<'c, Diagnostic>, EntityId)>,
    /// How much that is.
    pub counts: Counts,
}

impl Told<'_> {
    /// What is told, without its check.
    pub fn into_owned(self) -> Told<'static> {
        let owned = |told: Cow<Diagnostic>| Cow::Owned(told.into_owned());
        Told {
            diagnostics: self.diagnostics.into_iter().map(owned).collect(),
            known: self.known.into_iter().map(owned).collect(),
            waived: self.waived.into_iter().map(|(told, waiver)| (owned(told), waiver)).collect(),
            counts: self.counts,
        }
    }
}

impl Checked {
    /// What is told of this check. Statuses, and so the artefacts, do not depend on it.
    pub fn tell(&self, telling: &Telling) -> Told<'_> {
        let mut told = match telling.about {
            About::Everything => self.everything(telling),
            About::Language => Told { diagnostics: self.language.iter().map(Cow::Borrowed).collect(), ..Told::default() },
            About::LanguageErrors => {
                let errors = self.language.iter().filter(|told| told.severity == Severity::Error);
                Told { diagnostics: errors.map(Cow::Borrowed).collect(), ..Told::default() }
            }
        };
        if telling.clauses == Clauses::Cited {
            let waived = told.waived.iter_mut().map(|(finding, _)| finding);
            name_clauses(told.diagnostics.iter_mut().chain(&mut told.known).chain(waived));
        }
        told.counts = self.counts(&told);
        told
    }

    /// What a baseline could put on record; nothing where the model has errors of the language, because findings may be missing then.
    pub fn on_record(&self) -> Option<Baseline> {
        self.is_sound().then(|| self.recorded())
    }

    /// Whether the language has no error in the model.
    pub fn is_sound(&self) -> bool {
        self.language.iter().all(|told| told.severity != Severity::Error)
    }

    fn everything(&self, telling: &Telling) -> Told<'_> {
        let findings = self.chosen(telling.profile);
        let mut diagnostics: Vec<Cow<'_, Diagnostic>> = self.language.iter().map(Cow::Borrowed).collect();
        let mut known = Vec::new();
        match telling.baseline {
            None => diagnostics.extend(findings.into_iter().map(|finding| Cow::Borrowed(&finding.diagnostic))),
            Some(held) => {
                let baseline = held.baseline.renamed(&self.model);
                let parted = baseline.part(&findings, &self.waived, &self.rulebook);
                diagnostics.extend(parted.told);
                known = parted.known;
                // Whatever the profile, an entry stays as long as its finding is there.
                let gone = baseline.without(&self.recorded());
                if self.is_sound() && !gone.is_empty() {
                    diagnostics.push(Cow::Owned(outdated(held.file, &gone, held.command)));
                }
            }
        }
        let mut diagnostics = self.summed_up(diagnostics);
        tidy(&mut diagnostics, &self.sources);
        tidy(&mut known, &self.sources);
        let waived = self.waived.waived.iter().filter(|(finding, _)| self.is_in(finding, telling.profile));
        let waived = waived.map(|(finding, waiver)| (Cow::Borrowed(&finding.diagnostic), *waiver)).collect();
        Told { diagnostics, known, waived, counts: Counts::default() }
    }

    fn recorded(&self) -> Baseline {
        Baseline::of(&self.chosen(None), &self.waived)
    }

    /// The findings of `profile` that no waiver silences and no other of them makes needless.
    fn chosen(&self, profile: Option<&str>) -> Vec<&Finding> {
        let mut chosen: Vec<&Finding> = self.waived.kept.iter().filter(|finding| self.is_in(finding, profile)).collect();
        let covered: Vec<&Finding> = chosen.iter().copied().filter(|finding| !finding.needless.is_empty()).collect();
        if !covered.is_empty() {
            let all: FxHashSet<(usize, EntityId)> = chosen.iter().map(|finding| (finding.rule, finding.subject)).collect();
            let covers =
                Covers { by: covered.iter().map(|finding| ((finding.rule, finding.subject), &*finding.needless)).collect(), all };
            chosen.retain(|finding| finding.needless.is_empty() || !covers.hide(finding));
        }
        chosen
    }

    fn is_in(&self, finding: &Finding, profile: Option<&str>) -> bool {
        let (Some(profile), Some(rule)) = (profile, self.rulebook.rules.get(finding.rule)) else { return true };
        rule.profiles.is_empty() || rule.profiles.iter().any(|name| name == profile)
    }

    fn counts(&self, told: &Told) -> Counts {
        let files = self.sources.files().filter(|(_, file)| file.origin() != Origin::Library).count();
        let entities = self.model.ids().filter(|&id| self.model.entity(id).origin == Origin::Model).count();
        let apart = Counts { files, entities, waived: told.waived.len(), known: told.known.len(), ..Counts::default() };
        apart.telling(&told.diagnostics)
    }
}

/// Which findings make which others needless.
struct Covers<'a> {
    /// The findings that could be told, as rule and subject.
    all: FxHashSet<(usize, EntityId)>,
    /// Those that others make needless, with the rules that found them.
    by: FxHashMap<(usize, EntityId), &'a [usize]>,
}

impl Covers<'_> {
    /// Whether something is told in place of `finding`. Where rules name each other in a circle, the first of them speaks.
    fn hide(&self, finding: &Finding) -> bool {
        let within = self.above(finding.rule, finding.subject);
        let in_circle = |other: usize| self.above(other, finding.subject).contains(&finding.rule);
        within.into_iter().any(|other| other < finding.rule || !in_circle(other))
    }

    /// The rules that say, directly or through others, what `rule` says of `subject`.
    fn above(&self, rule: usize, subject: EntityId) -> BTreeSet<usize> {
        let mut above = BTreeSet::new();
        let mut open = vec![rule];
        while let Some(rule) = open.pop() {
            let others = self.by.get(&(rule, subject)).copied().unwrap_or_default().iter();
            let others = others.copied().filter(|&other| self.all.contains(&(other, subject)));
            open.extend(others.filter(|&other| above.insert(other)));
        }
        above
    }
}
