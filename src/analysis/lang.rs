//! Lang items: the few kinds and fields the compiler itself knows, bound by name here and nowhere else.

use crate::diag::{Diagnostic, Place, Severity, Source, codes};
use crate::model::{FieldId, KindId, Lang, PromiseLang, Schema};

/// Binds every lang item; tells each that the library lacks, and gives `None` then.
pub(super) fn bind(schema: &Schema, diagnostics: &mut Vec<Diagnostic>) -> Option<Lang> {
    let mut binder = Binder { schema, missing: Vec::new() };
    let lang = binder.lang();
    diagnostics.extend(binder.missing.into_iter().map(|what| {
        let message = format!("the library does not declare {what}, which the compiler needs");
        Diagnostic::new(Source::Language(&codes::E0308), Severity::Error, Place::Nowhere, message)
    }));
    lang
}

struct Binder<'a> {
    schema: &'a Schema,
    missing: Vec<String>,
}

impl Binder<'_> {
    fn lang(&mut self) -> Option<Lang> {
        // All are looked up before any `?`, so that every missing one is told in one run.
        let framework = self.kind("framework");
        let clause = self.kind("clause");
        let requirement = self.kind("requirement");
        let legacy_name = self.kind("legacy_name");
        let process = self.kind("process");
        let activity = self.kind("activity");
        let role = self.kind("role");
        let party = self.kind("party");
        let scope = self.kind("scope");
        let exclusion = self.kind("exclusion");
        let service = self.kind("service");
        let evidence = self.kind("evidence");
        let waiver = self.kind("waiver");
        let test = self.kind("test");
        let library = self.kind("library");
        let model = self.kind("model");
        let accountable = self.field(activity, "accountable");
        let responsible = self.field(activity, "responsible");
        let consulted = self.field(activity, "consulted");
        let informed = self.field(activity, "informed");
        let standard = self.field(scope, "standard");
        let legacy_explanation = self.field(legacy_name, "explanation");
        let legacy_replaced_by = self.field(legacy_name, "replaced_by");
        let waiver_of = self.field(waiver, "of");
        let waiver_on = self.field(waiver, "on");
        let waiver_until = self.field(waiver, "until");
        let test_given = self.field(test, "given");
        let test_expect = self.field(test, "expect");
        let test_about = self.field(test, "about");
        let test_as_of = self.field(test, "as_of");
        let library_edition = self.field(library, "edition");
        let model_library = self.field(model, "library");
        let exclusion_of = self.field(exclusion, "of");
        let exclusion_because = self.field(exclusion, "because");
        let evidence_covers = self.field(evidence, "covers");
        let evidence_file = self.field(evidence, "file");
        let evidence_about = self.field(evidence, "about");
        let promises = self.promises();
        Some(Lang {
            framework: framework?,
            clause: clause?,
            requirement: requirement?,
            legacy_name: legacy_name?,
            process: process?,
            activity: activity?,
            role: role?,
            party: party?,
            scope: scope?,
            exclusion: exclusion?,
            service: service?,
            evidence: evidence?,
            waiver: waiver?,
            test: test?,
            accountable: accountable?,
            responsible: responsible?,
            consulted: consulted?,
            informed: informed?,
            standard: standard?,
            legacy_explanation: legacy_explanation?,
            legacy_replaced_by: legacy_replaced_by?,
            waiver_of: waiver_of?,
            waiver_on: waiver_on?,
            waiver_until: waiver_until?,
            test_given: test_given?,
            test_expect: test_expect?,
            test_about: test_about?,
            test_as_of: test_as_of?,
            library: library?,
            library_edition: library_edition?,
            model: model?,
            model_library: model_library?,
            exclusion_of: exclusion_of?,
            exclusion_because: exclusion_because?,
            evidence_covers: evidence_covers?,
            evidence_file: evidence_file?,
            evidence_about: evidence_about?,
            promises: promises?,
        })
    }

    fn promises(&mut self) -> Option<PromiseLang> {
        let target = self.kind("target");
        let agreement = self.kind("agreement");
        let sla = self.kind("sla");
        let contract = self.kind("contract");
        let party = self.kind("party");
        let item = self.kind("configuration_item");
        let redundancy = self.kind("redundancy");
        let combination = self.kind("measure_combination");
        let measure = self.field(target, "measure");
        let at_least = self.field(target, "at_least");
        let at_most = self.field(target, "at_most");
        let over = self.field(target, "over");
        let priority = self.field(target, "priority");
        let target_services = self.field(target, "services");
        let target_components = self.field(target, "components");
        let with = self.field(agreement, "with");
        let term = self.field(agreement, "term");
        let components = self.field(agreement, "components");
        let underpinned_by = self.field(agreement, "underpinned_by");
        let replaced_by = self.field(agreement, "replaced_by");
        let sla_service = self.field(sla, "service");
        let covers = self.field(contract, "covers");
        let provides = self.field(party, "provides");
        let depends_on = self.field(item, "depends_on");
        let redundancies = self.field(item, "redundancies");
        let provided_by = self.field(item, "provided_by");
        let between = self.field(redundancy, "between");
        let needed = self.field(redundancy, "needed");
        let combination_of = self.field(combination, "of");
        let combination_by = self.field(combination, "by");
        let product = self.variant("combination", "product");
        let greatest = self.variant("combination", "greatest");
        let longest_path = self.variant("combination", "longest_path");
        let least = self.variant("combination", "least");
        Some(PromiseLang {
            target: target?,
            measure: measure?,
            at_least: at_least?,
            at_most: at_most?,
            over: over?,
            priority: priority?,
            target_services: target_services?,
            target_components: target_components?,
            with: with?,
            term: term?,
            components: components?,
            underpinned_by: underpinned_by?,
            replaced_by: replaced_by?,
            sla_service: sla_service?,
            covers: covers?,
            provides: provides?,
            item: item?,
            depends_on: depends_on?,
            redundancies: redundancies?,
            provided_by: provided_by?,
            between: between?,
            needed: needed?,
            combination: combination?,
            combination_of: combination_of?,
            combination_by: combination_by?,
            combinations: [product?, greatest?, longest_path?, least?],
        })
    }

    fn kind(&mut self, name: &str) -> Option<KindId> {
        let kind = self.schema.kind_named(name);
        if kind.is_none() {
            self.missing.push(format!("the kind `{name}`"));
        }
        kind
    }

    fn field(&mut self, kind: Option<KindId>, name: &str) -> Option<FieldId> {
        // A missing kind has been told; its fields need no message of their own.
        let kind = kind?;
        let field = self.schema.field_named(kind, name);
        if field.is_none() {
            self.missing.push(format!("the field `{name}` of the kind `{}`", self.schema.kind(kind).name));
        }
        field
    }

    fn variant(&mut self, of: &str, name: &str) -> Option<u16> {
        let place = self.schema.enum_named(of).and_then(|id| self.schema.enumeration(id).variant(name));
        if place.is_none() {
            self.missing.push(format!("`{name}` among the values of `{of}`"));
        }
        place
    }
}
