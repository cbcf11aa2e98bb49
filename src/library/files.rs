//! The list of the library's files. A test compares it with the folder `stdlib/`.

use super::{Embedded, Load};

macro_rules! embed {
    ($($load:ident $path:literal)*) => {
        &[$(Embedded {
            name: concat!("stdlib/", $path),
            text: include_str!(concat!("../../stdlib/", $path)),
            load: Load::$load,
        }),*]
    };
}

/// Every file, in the order in which they are loaded.
pub static FILES: &[Embedded] = embed! {
    Always "core/agreements.sms"
    Always "core/assurance.sms"
    Always "core/catalogues.sms"
    Always "core/continuity.sms"
    Always "core/documents.sms"
    Always "core/evaluation.sms"
    Always "core/evidence.sms"
    Always "core/frameworks.sms"
    Always "core/mappings.sms"
    Always "core/organisation.sms"
    Always "core/parties.sms"
    Always "core/people.sms"
    Always "core/planning.sms"
    Always "core/processes.sms"
    Always "core/scope.sms"
    Always "core/security.sms"
    Always "core/services.sms"
    Always "core/supply.sms"
    Always "rules/agreements.sms"
    Always "rules/evidence.sms"
    Always "rules/leadership.sms"
    Always "rules/parties.sms"
    Always "rules/responsibilities.sms"
    Always "rules/scope.sms"
    Always "registers/documents.sms"
    Always "registers/evaluation.sms"
    Always "registers/parties.sms"
    Always "registers/people.sms"
    Always "registers/planning.sms"
    Always "registers/processes.sms"
    Always "registers/services.sms"
    OnDemand "evidence/evidence_types.sms"
    OnDemand "evidence/work_products.sms"
    OnDemand "frameworks/cmmi_2.sms"
    OnDemand "frameworks/cmmi_svc.sms"
    OnDemand "frameworks/cobit2019.sms"
    OnDemand "frameworks/family.sms"
    OnDemand "frameworks/fitsm.sms"
    OnDemand "frameworks/iso20000.sms"
    OnDemand "frameworks/iso20000_2011.sms"
    OnDemand "frameworks/iso22301.sms"
    OnDemand "frameworks/iso27001.sms"
    OnDemand "frameworks/iso9001.sms"
    OnDemand "frameworks/itil4.sms"
    OnDemand "lists/audit_advice.sms"
    OnDemand "lists/common_slips.sms"
    OnDemand "lists/iso20000_lists.sms"
    OnDemand "lists/scope_guidance.sms"
    OnDemand "mappings/cmmi_svc_to_cmmi_2.sms"
    OnDemand "mappings/fitsm.sms"
    OnDemand "mappings/iso20000_2011_2018.sms"
    OnDemand "mappings/iso20000_cobit2019.sms"
    OnDemand "mappings/iso20000_iso22301.sms"
    OnDemand "mappings/iso20000_iso27001.sms"
    OnDemand "mappings/iso20000_iso9001.sms"
    OnDemand "mappings/iso20000_itil4.sms"
    OnDemand "mappings/tr20000_12.sms"
    OnDemand "scales/certification_readiness.sms"
    OnDemand "scales/cmmi.sms"
    OnDemand "scales/comparison.sms"
    OnDemand "scales/fitsm.sms"
    OnDemand "scales/process_capability.sms"
    OnDemand "terms/terms.sms"
};
