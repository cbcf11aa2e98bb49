//! Waivers: which findings somebody has accepted for a time.
//!
//! ```sms
//! waiver acme_review_overdue {
//!   of: supplier_review_overdue, on: acme, because: "…", accepted_by: managing_director, until: 2027-01-31
//! }
//! ```
//!
//! A waiver silences one rule on the entities it names, up to and including its last day. After that the finding is back and says so.
//! A waiver that silences nothing is told, since it hides a finding that may come back.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, Lang, Model, Reader, Value};
use crate::quantity::{Date, Scalar};
use crate::rules::{Finding, FindingKey, Rulebook};
use crate::world::Facts;

/// The findings, parted by whether a waiver silences them.
#[derive(Clone, Debug, Default)]
pub struct Waived {
    /// Those to report, in their former order; one whose waiver has ended says so.
    pub kept: Vec<Finding>,
    /// Those of `kept`, by their places in it, that are back because their waiver has ended.
    pub back: Vec<usize>,
    /// Those that are silenced, each with its waiver.
    pub waived: Vec<(Finding, EntityId)>,
    /// What is wrong with the waivers themselves.
    pub extra: Vec<Diagnostic>,
    places: OnceLock<FxHashMap<FindingKey, Place>>,
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    Kept(usize),
    Silenced(usize),
}

impl Waived {
    /// The finding of this key, where no waiver silences it.
    pub fn finding(&self, key: &FindingKey) -> Option<&Finding> {
        match self.places().get(key)? {
            Place::Kept(at) => self.kept.get(*at),
            Place::Silenced(_) => None,
        }
    }

    /// The finding of this key and the waiver that silences it.
    pub fn silenced(&self, key: &FindingKey) -> Option<(&Finding, EntityId)> {
        match self.places().get(key)? {
            Place::Kept(_) => None,
            Place::Silenced(at) => self.waived.get(*at).map(|(finding, waiver)| (finding, *waiver)),
        }
    }

    /// These findings but for those that do not count, with nothing said of waivers that have ended.
    pub fn those_that(&self, counts: impl Fn(&Finding) -> bool) -> Waived {
        let kept = self.kept.iter().filter(|finding| counts(finding)).cloned().collect();
        let waived = self.waived.iter().filter(|(finding, _)| counts(finding)).cloned().collect();
        Waived { kept, waived, ..Waived::default() }
    }

    /// Found out when somebody first asks.
    fn places(&self) -> &FxHashMap<FindingKey, Place> {
        self.places.get_or_init(|| {
            let kept = self.kept.iter().enumerate().map(|(at, finding)| (finding.key.clone(), Place::Kept(at)));
            let silenced = self.waived.iter().enumerate().map(|(at, (finding, _))| (finding.key.clone(), Place::Silenced(at)));
            kept.chain(silenced).collect()
        })
    }
}

/// What a waiver says, for those who read reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms<'a> {
    /// Why the finding can be accepted; empty where that is missing, which has been told.
    pub because: Cow<'a, str>,
    /// The path of the role or person who accepts it; empty where that is missing, which has been told.
    pub accepted_by: &'a str,
    /// The last day the waiver holds.
    pub until: Date,
}

/// What the waiver `id` says; nothing where it has no end and so silences nothing.
pub fn terms<'m>(reader: &Reader<'m>, id: EntityId) -> Option<Terms<'m>> {
    let model = reader.model();
    let lang = model.schema().lang?;
    let Value::Scalar(Scalar::Date(until)) = model.value(id, lang.waiver_until) else { return None };
    let value = |name| model.schema().field_named(model.entity(id).kind, name).map(|field| model.value(id, field));
    let accepted_by = value("accepted_by").and_then(|value| value.entities().next());
    Some(Terms {
        because: value("because").and_then(|because| reader.letters_of(because)).unwrap_or_default(),
        accepted_by: accepted_by.map_or("", |who| &*model.entity(who).path),
        until: *until,
    })
}

/// Parts `findings` by the waivers of the model.
///
/// A waiver whose rule, entity or end is missing silences nothing; what is missing has been told by then.
pub fn apply(model: &Model, rulebook: &Rulebook, findings: Vec<Finding>, facts: &Facts) -> Waived {
    let Some(lang) = model.schema().lang else { return Waived { kept: findings, ..Waived::default() } };
    let mut waivers: Vec<Waiver> = model.of_kind(lang.waiver).into_iter().filter_map(|id| read(model, &lang, id)).collect();
    if waivers.is_empty() {
        return Waived { kept: findings, ..Waived::default() };
    }
    let mut places: FxHashMap<(&str, EntityId), Vec<usize>> = FxHashMap::default();
    for (at, waiver) in waivers.iter().enumerate() {
        for &subject in &waiver.on {
            places.entry((waiver.of, subject)).or_default().push(at);
        }
    }
    let mut result = Waived::default();
    for mut finding in findings {
        let rule = rulebook.rules.get(finding.rule).map_or("", |rule| &*rule.name);
        let matching = places.get(&(rule, finding.subject)).map_or(&[][..], |places| places);
        for &at in matching {
            if let Some(waiver) = waivers.get_mut(at) {
                waiver.used = Used::Yes;
            }
        }
        let mut current = matching.iter().filter_map(|&at| waivers.get(at)).filter(|waiver| facts.today <= waiver.until);
        if let Some(waiver) = current.next() {
            result.waived.push((finding, waiver.id));
            continue;
        }
        // Of several that have ended the last to end is the one that people remember.
        if let Some(ended) = matching.iter().filter_map(|&at| waivers.get(at)).max_by_key(|waiver| waiver.until) {
            result.back.push(result.kept.len());
            finding.diagnostic = back(model, &lang, finding.diagnostic, ended);
        }
        result.kept.push(finding);
    }
    // A rule that cannot run, or an entity of which something was lost, gives no finding either; that has been told.
    let running: FxHashSet<&str> = rulebook.rules.iter().filter(|rule| rule.runs()).map(|rule| &*rule.name).collect();
    let idle = waivers.iter().filter(|waiver| {
        waiver.used == Used::No && running.contains(waiver.of) && waiver.on.iter().all(|&id| !model.entity(id).broken)
    });
    result.extra = idle.map(|waiver| silences_nothing(model, &lang, waiver, facts.today)).collect();
    result
}

struct Waiver<'a> {
    id: EntityId,
    of: &'a str,
    on: Vec<EntityId>,
    until: Date,
    used: Used,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    Yes,
    No,
}

fn read<'a>(model: &'a Model, lang: &Lang, id: EntityId) -> Option<Waiver<'a>> {
    let of = model.value(id, lang.waiver_of).rule_name()?;
    let on: Vec<EntityId> = model.related(id, lang.waiver_on);
    let until = match model.value(id, lang.waiver_until) {
        Value::Scalar(Scalar::Date(date)) => *date,
        _ => return None,
    };
    // A broken waiver may have named more than is left of it.
    (!on.is_empty() && !model.entity(id).broken).then_some(Waiver { id, of, on, until, used: Used::No })
}

fn back(model: &Model, lang: &Lang, diagnostic: Diagnostic, waiver: &Waiver) -> Diagnostic {
    let path = &model.entity(waiver.id).path;
    diagnostic
        .label(model.place(waiver.id, lang.waiver_until), "the waiver ended here")
        .note(format!("the waiver `{path}` silenced this until {}; it has ended, so the finding is back", waiver.until))
}

fn silences_nothing(model: &Model, lang: &Lang, waiver: &Waiver, today: Date) -> Diagnostic {
    let path = &model.entity(waiver.id).path;
    let subjects: Vec<String> = waiver.on.iter().map(|&id| format!("`{}`", model.entity(id).path)).collect();
    let place = model.place(waiver.id, lang.waiver_of);
    let message = format!("the waiver `{path}` silences nothing: `{}` finds nothing on {}", waiver.of, subjects.join(", "));
    let diagnostic = Diagnostic::warning(&codes::E0601, place, message, "nothing is found here any more").about(&**path);
    let diagnostic = if waiver.until < today {
        diagnostic.note(format!("it ended on {}", waiver.until))
    } else {
        diagnostic.note(format!("until {} it would hide the finding if it came back", waiver.until))
    };
    diagnostic.help("remove the waiver, or correct its rule and its entity")
}
