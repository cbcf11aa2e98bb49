//! The kinds and fields that Rust code knows.

use super::{FieldId, KindId};

/// The lang items: the kinds and fields that Rust code knows, bound by name in one place and checked at start.
///
/// Everything else in the library is opaque to the compiler.
#[derive(Clone, Copy, Debug)]
pub struct Lang {
    /// `framework`
    pub framework: KindId,
    /// `clause`
    pub clause: KindId,
    /// `requirement`
    pub requirement: KindId,
    /// `legacy_name`: a name that older editions used, with what became of it
    pub legacy_name: KindId,
    /// `process`
    pub process: KindId,
    /// `activity`
    pub activity: KindId,
    /// `role`
    pub role: KindId,
    /// `party`
    pub party: KindId,
    /// `scope`
    pub scope: KindId,
    /// `exclusion`
    pub exclusion: KindId,
    /// `service`
    pub service: KindId,
    /// `evidence`
    pub evidence: KindId,
    /// `waiver`
    pub waiver: KindId,
    /// `test`
    pub test: KindId,
    /// `activity.accountable`
    pub accountable: FieldId,
    /// `activity.responsible`
    pub responsible: FieldId,
    /// `activity.consulted`
    pub consulted: FieldId,
    /// `activity.informed`
    pub informed: FieldId,
    /// `scope.standard`
    pub standard: FieldId,
    /// `legacy_name.explanation`
    pub legacy_explanation: FieldId,
    /// `legacy_name.replaced_by`
    pub legacy_replaced_by: FieldId,
    /// `waiver.of`: the rule's name, a text
    pub waiver_of: FieldId,
    /// `waiver.on`
    pub waiver_on: FieldId,
    /// `waiver.until`
    pub waiver_until: FieldId,
    /// `test.given`
    pub test_given: FieldId,
    /// `test.expect`: names of rules, texts
    pub test_expect: FieldId,
    /// `test.about`: names of rules, texts
    pub test_about: FieldId,
    /// `test.as_of`
    pub test_as_of: FieldId,
    /// `library`
    pub library: KindId,
    /// `library.edition`
    pub library_edition: FieldId,
    /// `model`
    pub model: KindId,
    /// `model.library`
    pub model_library: FieldId,
    /// `exclusion.of`
    pub exclusion_of: FieldId,
    /// `exclusion.because`
    pub exclusion_because: FieldId,
    /// `evidence.covers`
    pub evidence_covers: FieldId,
    /// `evidence.file`
    pub evidence_file: FieldId,
    /// `evidence.about`
    pub evidence_about: FieldId,
    /// What agreements are made of.
    pub promises: PromiseLang,
}

/// The lang items of agreements: what is promised, about what, and what that rests on.
///
/// To follow a promise takes recursion, which expressions do not have, so that every rule ends. So the way is Rust's
/// ([`crate::promises`]), and what is found on it stays the library's: which measure adds up how, what is told, and where.
#[derive(Clone, Copy, Debug)]
pub struct PromiseLang {
    /// `target`
    pub target: KindId,
    /// `target.measure`
    pub measure: FieldId,
    /// `target.at_least`
    pub at_least: FieldId,
    /// `target.at_most`
    pub at_most: FieldId,
    /// `target.over`
    pub over: FieldId,
    /// `target.priority`
    pub priority: FieldId,
    /// `target.services`
    pub target_services: FieldId,
    /// `target.components`
    pub target_components: FieldId,
    /// `agreement.with`
    pub with: FieldId,
    /// `agreement.term`
    pub term: FieldId,
    /// `agreement.components`
    pub components: FieldId,
    /// `agreement.underpinned_by`, computed
    pub underpinned_by: FieldId,
    /// `agreement.replaced_by`, computed
    pub replaced_by: FieldId,
    /// `sla.service`
    pub sla_service: FieldId,
    /// `contract.covers`
    pub covers: FieldId,
    /// `party.provides`
    pub provides: FieldId,
    /// `configuration_item`
    pub item: KindId,
    /// `configuration_item.depends_on`
    pub depends_on: FieldId,
    /// `configuration_item.redundancies`, contained
    pub redundancies: FieldId,
    /// `configuration_item.provided_by`, computed
    pub provided_by: FieldId,
    /// `redundancy.between`
    pub between: FieldId,
    /// `redundancy.needed`
    pub needed: FieldId,
    /// `measure_combination`: how the figures of parts make the figure of the whole
    pub combination: KindId,
    /// `measure_combination.of`
    pub combination_of: FieldId,
    /// `measure_combination.by`
    pub combination_by: FieldId,
    /// The places of `product`, `greatest`, `longest_path` and `least` in the enum `combination`.
    pub combinations: [u16; 4],
}
