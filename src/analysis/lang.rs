//! Lang items: the few kinds and fields the compiler itself knows, bound by name here and nowhere else.

use crate::diag::{Diagnostic, Place, Severity, Source, codes};
use crate::model::{FieldId, KindId, Lang, Schema};

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
        let exclusion_of = self.field(exclusion, "of");
        let exclusion_because = self.field(exclusion, "because");
        let evidence_covers = self.field(evidence, "covers");
        let evidence_file = self.field(evidence, "file");
        let evidence_about = self.field(evidence, "about");
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
            exclusion_of: exclusion_of?,
            exclusion_because: exclusion_because?,
            evidence_covers: evidence_covers?,
            evidence_file: evidence_file?,
            evidence_about: evidence_about?,
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
}
