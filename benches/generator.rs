//! A deterministic generator of models of any size, for benchmarks and for tests of growth.
//!
//! The mix is that of a governed organisation: of N entities, children counted, a quarter are roles and people, an eighth parties with
//! their governance and measures, 18 % processes with their activities, 5 % services, and 40 % evidence; nearly every entity refers to
//! three others or more. It has no error of the language; the rules find something on about every second entity, so that telling
//! findings is part of what is measured.

use std::fmt::Write;

/// The text of a model of about `entities` entities, in files of at most `PER_FILE` entities each.
pub fn model(entities: usize) -> Vec<(String, String)> {
    let counts = Counts::of(entities);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut files = Vec::new();
    let mut open = Open::default();
    open.push(&mut files, &scope(&counts));
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
        Counts { roles: share(20), parties: share(4), processes: share(6), services: share(5), evidence: share(40) }
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
        "organisation generated \"Generated Services Ltd\" {{ top_management: [role_0] }}\n\nscope all_services \"All generated services\" {{\n  standard: iso20000\n  services: [{}]\n}}\n\n",
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
    _ = writeln!(text, "  critical: {}", random.below(10) == 0);
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
    let kind = ["external_supplier", "internal_supplier"][random.below(2)];
    format!(
        "{kind} party_{index} \"Party number {index}\" {{\n  contact: \"desk@party-{index}.example\"\n  operates: [process_{}, process_{}]\n  managed_by: role_{}\n  since: 20{}-04-01\n}}\n\n",
        // Odd numbers only: an even process and its activities stay inside.
        random.below(counts.processes.div_ceil(2)) * 2 % counts.processes,
        (random.below(counts.processes / 2 + 1) * 2 + 1) % counts.processes,
        random.below(counts.roles),
        10 + random.below(15)
    )
    .replace("process_1, process_1]", "process_1]")
}

fn governance(index: usize, counts: &Counts, random: &mut Random) -> String {
    format!(
        "governance governance_{index} {{\n  party: party_{index}\n  accountable: role_{}\n  requirements: [requirements_{}]\n  measures: [kpi_{}]\n  reviewed: every {} months\n}}\n\nkpi kpi_{index} \"Measure number {index}\" {{ owner: role_{} }}\n\n",
        random.below(counts.roles),
        random.below(DOCUMENTS),
        random.below(counts.parties),
        [3, 6, 12][random.below(3)],
        random.below(counts.roles)
    )
}

fn process(index: usize, counts: &Counts, random: &mut Random) -> String {
    let accountable = random.below(counts.roles);
    format!(
        "process process_{index} \"Process number {index}\" {{\n  implements: [iso20000.8.6.{}]\n  owner: role_{}\n  purpose: \"does a part of the work, number {index}\"\n  activity plan {{ accountable: role_{accountable}, responsible: [role_{}] }}\n  activity carry_out {{ accountable: role_{}, responsible: [role_{}, role_{accountable}], consulted: [role_{}] }}\n}}\n\n",
        random.below(3) + 1,
        random.below(counts.roles),
        random.below(counts.roles),
        random.below(counts.roles),
        (accountable + 1) % counts.roles,
        random.below(counts.roles),
    )
}

fn service(index: usize, counts: &Counts, random: &mut Random) -> String {
    // A service depends on services before it, so there is no circle.
    let depends: Vec<String> = (0..3.min(index)).map(|back| format!("service_{}", index - 1 - back)).collect();
    format!(
        "service service_{index} \"Service number {index}\" {{\n  owner: role_{}\n  stage: live\n  criticality: {}\n  depends_on: [{}]\n}}\n\n",
        random.below(counts.roles),
        ["low", "medium", "high", "critical"][random.below(4)],
        depends.join(", ")
    )
}

fn evidence(index: usize, counts: &Counts, random: &mut Random) -> String {
    let (month, day) = (random.below(10) + 1, random.below(28) + 1);
    format!(
        "evidence evidence_{index} \"Record number {index}\" {{\n  type: incident_record\n  about: [process_{}, service_{}]\n  url: \"https://records.example/{index}\"\n  covers: 2026-{month:02}-01 .. 2026-{month:02}-{day:02}\n  owner: role_{}\n}}\n\n",
        random.below(counts.processes),
        random.below(counts.services),
        random.below(counts.roles)
    )
}
