//! How much rules weigh, as they say themselves.

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::model::{Model, formerly};
use crate::source::Sources;
use crate::syntax::tree::RuleMember;

/// How much each rule weighs that says so rightly, by its name; of two rules of one name the first, which is the one that runs.
pub fn severities(model: &Model, sources: &Sources) -> FxHashMap<Box<str>, Severity> {
    let mut severities = FxHashMap::default();
    for rule in model.rules() {
        let written = rule.members.iter().find_map(|member| match member {
            RuleMember::Setting(name, value) if sources.text(name.span) == "severity" => Some(sources.text(value.span)),
            RuleMember::Setting(..) | RuleMember::Each(_) | RuleMember::Let(..) | RuleMember::Also(..) => None,
        });
        if let Some(severity) = written.and_then(by_word) {
            for former in formerly(rule, sources) {
                severities.entry(sources.text(former.span).into()).or_insert(severity);
            }
            severities.entry(sources.text(rule.name.span).into()).or_insert(severity);
        }
    }
    severities
}

/// All of them, the gravest first.
pub const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// The severity of this word.
pub fn by_word(word: &str) -> Option<Severity> {
    SEVERITIES.into_iter().find(|severity| severity.word() == word)
}
