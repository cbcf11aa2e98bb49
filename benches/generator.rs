//! A deterministic generator of models of any size, for benchmarks and for tests of growth.
//!
//! The mix is that of a governed organisation: of N entities, children counted, a quarter are roles and people, a fifth parties with
//! their governance, measures and agreements, 18 % processes with their activities, 10 % services with their demand, and 28 % evidence;
//! nearly every entity refers to three others or more. The model checks without findings (from 1,000 entities on, on the day the
//! benchmarks take as today), so what is measured is the work of an ordinary run.

use std::fmt::Write;

/// The text of a model of about `entities` entities, in files of at most `PER_FILE` entities each.
pub fn model(entities: usize) -> Vec<(String, String)> {
    let counts = Counts::of(entities);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut files = Vec::new();
    let mut open = Open::default();
    open.push(&mut files, &scope(&counts));
    open.push(&mut files, &rest(&counts));
    for index in 0..counts.roles {
        open.push(&mut files, &role(index, &counts, &mut random));
    }
    for index in 0..DOCUMENTS {
        open.push(&mut files, &format!("document requirements_{index} \"Requirements, set {index}\" {{ owner: role_0 }}\n\n"));
    }
    for index in 0..counts.parties {
        open.push(&mut files, &party(index, &counts, &mut random));
        open.push(&mut files, &governance(index, &counts, &mut random));
    }
    for index in 0..counts.processes {
        open.push(&mut files, &process(index, &counts, &mut random));
    }
    for index in 0..counts.services {
        open.push(&mut files, &service(index, &counts, &mut random));
    }
    for index in 0..counts.evidence {
        open.push(&mut files, &evidence(index, &counts, &mut random));
    }
    open.close(&mut files);
    files
}

/// How many entities a file holds: about what a large organisation keeps in one.
const PER_FILE: usize = 1000;

/// How many documents state what is required of parties.
const DOCUMENTS: usize = 10;

struct Counts {
    roles: usize,
    parties: usize,
    processes: usize,
    services: usize,
    evidence: usize,
}

impl Counts {
    fn of(entities: usize) -> Counts {
        let share = |percent: usize| (entities * percent / 100).max(1);
        Counts { roles: share(20), parties: share(4), processes: share(6), services: share(5), evidence: share(28) }
    }
}

#[derive(Default)]
struct Open {
    text: String,
    entities: usize,
}

impl Open {
    fn push(&mut self, files: &mut Vec<(String, String)>, entity: &str) {
        self.text.push_str(entity);
        self.entities += 1;
        if self.entities == PER_FILE {
            self.close(files);
        }
    }

    fn close(&mut self, files: &mut Vec<(String, String)>) {
        if !self.text.is_empty() {
            files.push((format!("part_{:04}.sms", files.len()), std::mem::take(&mut self.text)));
        }
        self.entities = 0;
    }
}

/// A linear congruential generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

fn scope(counts: &Counts) -> String {
    let services: Vec<String> = (0..counts.services).map(|index| format!("service_{index}")).collect();
    format!(
        "organisation generated \"Generated Services Ltd\" {{ top_management: [role_0], climate_relevant: false }}\n\nscope all_services \"All generated services\" {{\n  standard: iso20000\n  statement: requirements_0\n  approved: \"board minute\"\n  customers: [customer_0]\n  services: [{}]\n}}\n\n",
        services.join(", ")
    )
}

fn role(index: usize, counts: &Counts, random: &mut Random) -> String {
    let mut text = format!("role role_{index} \"Role number {index}\" {{\n");
    _ = writeln!(text, "  purpose: \"answers for a part of the services, number {index}\"");
    _ = writeln!(text, "  contact: \"role.{index}@provider.example\"");
    if index > 0 {
        _ = writeln!(text, "  reports_to: role_{}", random.below(index));
    }
    _ = writeln!(text, "  critical: false");
    text.push_str("}\n\n");
    // One person holds a role; they count with the roles.
    if index.is_multiple_of(5) {
        let roles: Vec<String> = (index..(index + 5).min(counts.roles)).map(|role| format!("role_{role}")).collect();
        _ = writeln!(
            text,
            "person person_{index} \"Person number {index}\" {{\n  roles: [{}]\n  joined: 2021-0{}-15\n}}\n",
            roles.join(", "),
            random.below(9) + 1
        );
    }
    text
}

fn party(index: usize, counts: &Counts, random: &mut Random) -> String {
    let kind = ["external_supplier", "internal_supplier"][index % 2];
    format!(
        "{kind} party_{index} \"Party number {index}\" {{\n  contact: \"desk@party-{index}.example\"\n  operates: [process_{}]\n  managed_by: role_{}\n  since: 20{}-04-01\n}}\n\n",
        operated(index, counts),
        random.below(counts.roles),
        10 + random.below(15)
    )
}

/// The process that a party operates. Odd numbers only: an even process and its activities stay inside.
fn operated(party: usize, counts: &Counts) -> usize {
    (party % (counts.processes / 2).max(1) * 2 + 1).min(counts.processes - 1)
}

fn governance(index: usize, counts: &Counts, random: &mut Random) -> String {
    let process = operated(index, counts);
    let mut text = format!(
        "governance governance_{index} {{\n  party: party_{index}\n  accountable: role_{}\n  requirements: [requirements_{}]\n  measures: [kpi_{index}]\n  reviewed: every {} months\n  last_review: 2026-10-01\n  integration: \"a call each week\"\n}}\n\nkpi kpi_{index} \"Measure number {index}\" {{ measures: [process_{process}], owner: role_{} }}\n\n",
        random.below(counts.roles),
        random.below(DOCUMENTS),
        [3, 6, 12][random.below(3)],
        random.below(counts.roles)
    );
    let (owner, document) = (random.below(counts.roles), random.below(DOCUMENTS));
    if index.is_multiple_of(2) {
        _ = writeln!(
            text,
            "contract agreement_{index} {{ with: party_{index}, owner: role_{owner}, covers: [process_{process}], file: [requirements_{document}], commitments: [\"a report each month\"] }}\n\nsupplier_evaluation evaluation_{index} {{ party: party_{index}, criteria: criteria, on: 2025-03-01, result: accepted }}\n"
        );
    } else {
        _ = writeln!(
            text,
            "ola agreement_{index} {{ with: party_{index}, owner: role_{owner}, file: [requirements_{document}] }}\n"
        );
    }
    text
}

fn process(index: usize, counts: &Counts, random: &mut Random) -> String {
    let accountable = random.below(counts.roles);
    let near = |step: usize| (accountable + step) % counts.roles;
    let parties: String =
        (0..counts.parties).filter(|&party| operated(party, counts) == index).map(|party| format!(", party_{party}")).collect();
    format!(
        "process process_{index} \"Process number {index}\" {{\n  implements: [iso20000.8.{}]\n  owner: role_{}\n  purpose: \"does a part of the work, number {index}\"\n  criteria: [\"done in time\"]\n  activity plan {{ accountable: role_{accountable}, responsible: [role_{}] }}\n  activity carry_out {{ accountable: role_{}, responsible: [role_{accountable}, role_{}{parties}], consulted: [role_{}] }}\n}}\n\n",
        index % 6 + 2,
        random.below(counts.roles),
        random.below(counts.roles),
        near(1),
        near(2),
        near(3),
    )
}

fn service(index: usize, counts: &Counts, random: &mut Random) -> String {
    // A service depends on services before it, so there is no circle.
    let depends: Vec<String> = (0..3.min(index)).map(|back| format!("service_{}", index - 1 - back)).collect();
    format!(
        "service service_{index} \"Service number {index}\" {{\n  owner: role_{}\n  description: \"what service {index} does\"\n  outcome: \"what service {index} brings about\"\n  stage: live\n  criticality: {}\n  depends_on: [{}]\n}}\n\nexpected_demand demand_{index} {{ service: service_{index}, covers: 2026-01-01 .. 2026-12-31 }}\n\n",
        random.below(counts.roles),
        ["low", "medium", "high", "critical"][random.below(4)],
        depends.join(", ")
    )
}

fn evidence(index: usize, counts: &Counts, random: &mut Random) -> String {
    let (month, day) = (random.below(10) + 1, random.below(28) + 1);
    format!(
        "evidence evidence_{index} \"Record number {index}\" {{\n  type: {}\n  about: [process_{}, service_{}]\n  url: \"https://records.example/{index}\"\n  covers: 2026-{month:02}-01 .. 2026-{month:02}-{day:02}\n  owner: role_{}\n}}\n\n",
        RECORDS[index % RECORDS.len()],
        index % counts.processes,
        random.below(counts.services),
        random.below(counts.roles)
    )
}

/// Sorts of records that together show whatever has to be recorded.
const RECORDS: [&str; 19] = [
    "incident_record",
    "problem_record",
    "service_request_record",
    "change_record",
    "configuration_record",
    "improvement_register",
    "availability_record",
    "complaint_record",
    "continuity_test_report",
    "corrective_action_record",
    "internal_audit_programme",
    "known_error_record",
    "management_review_minutes",
    "measurement_record",
    "nonconformity_record",
    "process_record",
    "qualification_record",
    "record_index",
    "security_incident_record",
];

/// What a system has once, whatever its size: policies, risks, plans, audits and reviews.
fn rest(counts: &Counts) -> String {
    let all = |name: &str, count: usize| (0..count).map(|index| format!("{name}_{index}")).collect::<Vec<_>>().join(", ");
    REST.replace("ALL_SERVICES", &all("service", counts.services)).replace("ALL_PARTIES", &all("party", counts.parties))
}

const REST: &str = include_str!("rest.sms");
