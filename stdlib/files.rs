// The files of the library, in the order in which they are loaded, and when each is:
//
//   Always    with every model: kinds, rules, registers
//   OnDemand  when something names what the file declares at top level
//   Beside    the same, and also when all of the named things are loaded
//   Apart     with no model: tests of rules
//
// `src/library/` embeds what is listed here, and a test compares the list with the folder.
embed! {
    // Kinds.
    "core/agreements.sms" Always;
    "core/assurance.sms" Always;
    "core/catalogues.sms" Always;
    "core/continuity.sms" Always;
    "core/documents.sms" Always;
    "core/evaluation.sms" Always;
    "core/evidence.sms" Always;
    "core/frameworks.sms" Always;
    "core/library.sms" Always;
    "core/mappings.sms" Always;
    "core/operations.sms" Always;
    "core/organisation.sms" Always;
    "core/parties.sms" Always;
    "core/people.sms" Always;
    "core/planning.sms" Always;
    "core/processes.sms" Always;
    "core/scope.sms" Always;
    "core/security.sms" Always;
    "core/services.sms" Always;
    "core/supply.sms" Always;
    "rules/absent.sms" Always;
    "rules/agreements.sms" Always;
    "rules/assurance.sms" Always;
    "rules/change.sms" Always;
    "rules/compared_days.sms" Always;
    "rules/compared_figures.sms" Always;
    "rules/compared_sets.sms" Always;
    "rules/compared_states.sms" Always;
    "rules/conditions.sms" Always;
    "rules/circles.sms" Always;
    "rules/clauses.sms" Always;
    "rules/evaluation.sms" Always;
    "rules/evidence.sms" Always;
    "rules/figures.sms" Always;
    "rules/hygiene.sms" Always;
    "rules/intervals.sms" Always;
    "rules/judged_fields.sms" Always;
    "rules/leadership.sms" Always;
    "rules/never_done.sms" Always;
    "rules/operation.sms" Always;
    "rules/operational_records.sms" Always;
    "rules/parties.sms" Always;
    "rules/people.sms" Always;
    "rules/planning.sms" Always;
    "rules/promises.sms" Always;
    "rules/resolution.sms" Always;
    "rules/responsibilities.sms" Always;
    "rules/scope.sms" Always;
    "rules/scope_statement.sms" Always;
    "rules/suppliers.sms" Always;
    "rules/support.sms" Always;
    "rules/traces.sms" Always;
    "rules/waivers.sms" Always;
    "registers/assurance.sms" Always;
    "registers/change.sms" Always;
    "registers/context.sms" Always;
    "registers/documents.sms" Always;
    "registers/evaluation.sms" Always;
    "registers/operations.sms" Always;
    "registers/parties.sms" Always;
    "registers/people.sms" Always;
    "registers/planning.sms" Always;
    "registers/processes.sms" Always;
    "registers/services.sms" Always;
    // What standards ask for.
    "frameworks/cmmi_2.sms" OnDemand;
    "frameworks/cmmi_svc.sms" OnDemand;
    "frameworks/cobit2019.sms" OnDemand;
    "frameworks/family.sms" OnDemand;
    "frameworks/fitsm.sms" OnDemand;
    "frameworks/iso20000.sms" OnDemand;
    "frameworks/iso20000_2011.sms" OnDemand;
    "frameworks/iso22301.sms" OnDemand;
    "frameworks/iso27001.sms" OnDemand;
    "frameworks/iso9001.sms" OnDemand;
    "frameworks/itil4.sms" OnDemand;
    "evidence/evidence_types.sms" OnDemand;
    "evidence/work_products.sms" OnDemand;
    "scales/certification_readiness.sms" OnDemand;
    "scales/cmmi.sms" OnDemand;
    "scales/comparison.sms" OnDemand;
    "scales/fitsm.sms" OnDemand;
    "scales/process_capability.sms" OnDemand;
    "terms/terms.sms" OnDemand;
    // Data around them.
    "lists/audit_advice.sms" OnDemand;
    "lists/common_slips.sms" Beside "iso20000";
    "lists/due_days.sms" OnDemand;
    "lists/iso20000_lists.sms" OnDemand;
    "lists/measures.sms" Always;
    "lists/scope_guidance.sms" OnDemand;
    // How they relate; wanted where both sides are.
    "mappings/cmmi_svc_to_cmmi_2.sms" Beside "cmmi_svc" "cmmi_2";
    "mappings/fitsm.sms" Beside "fitsm" "iso20000";
    "mappings/iso20000_2011_2018.sms" Beside "iso20000_2011" "iso20000";
    "mappings/iso20000_cobit2019.sms" Beside "iso20000" "cobit2019";
    "mappings/iso20000_iso22301.sms" Beside "iso20000" "iso22301";
    "mappings/iso20000_iso27001.sms" Beside "iso20000" "iso27001";
    "mappings/iso20000_iso9001.sms" Beside "iso20000" "iso9001";
    "mappings/iso20000_itil4.sms" Beside "iso20000" "itil4";
    "mappings/tr20000_12.sms" Beside "iso20000" "cmmi_svc";
    // Tests of the rules.
    "tests/clauses.sms" Apart;
    "tests/compared_days.sms" Apart;
    "tests/compared_figures.sms" Apart;
    "tests/compared_sets.sms" Apart;
    "tests/compared_states.sms" Apart;
    "tests/absent.sms" Apart;
    "tests/assurance.sms" Apart;
    "tests/change.sms" Apart;
    "tests/circles.sms" Apart;
    "tests/evaluation.sms" Apart;
    "tests/gates.sms" Apart;
    "tests/figures.sms" Apart;
    "tests/hygiene.sms" Apart;
    "tests/intervals.sms" Apart;
    "tests/judged_fields.sms" Apart;
    "tests/never_done.sms" Apart;
    "tests/operation.sms" Apart;
    "tests/operational_records.sms" Apart;
    "tests/parties.sms" Apart;
    "tests/people.sms" Apart;
    "tests/planning.sms" Apart;
    "tests/promise_chains.sms" Apart;
    "tests/promises.sms" Apart;
    "tests/resolution.sms" Apart;
    "tests/scope.sms" Apart;
    "tests/support.sms" Apart;
    "tests/traces.sms" Apart;
    "tests/waivers.sms" Apart;
    "tests/whole.sms" Apart;
}
