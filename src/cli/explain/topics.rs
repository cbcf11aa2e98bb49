//! What is no name of anything in a model, and still asked for.

use crate::rules;

/// A page on a subject.
#[derive(Debug)]
pub struct Topic {
    /// What it is found by; the first is what lists show.
    pub names: &'static [&'static str],
    /// The subject in a few words.
    pub title: &'static str,
    /// The page, Markdown; a test runs its examples.
    pub page: &'static str,
}

/// All pages, in the order of lists.
pub static ALL: [Topic; 10] = [
    Topic {
        names: &["rules", "rule", "functions", "function", "expressions", "expression", "any", "group", "today"],
        title: "how to write a rule: settings, questions, functions, tests",
        page: include_str!("topics/rules.md"),
    },
    Topic {
        names: &["rows", "row", "csv", "records"],
        title: "how the rows of a CSV file on record become part of a model",
        page: include_str!("topics/rows.md"),
    },
    Topic {
        names: &["severity", "severities"],
        title: "what error, warning and note mean",
        page: include_str!("topics/severity.md"),
    },
    Topic {
        names: &["profile", "profiles", "stage1", "stage2", "surveillance"],
        title: "what `--profile` tells, stage by stage",
        page: include_str!("topics/profile.md"),
    },
    Topic {
        names: &["baseline", "baselines"],
        title: "how to start with many findings that are known",
        page: include_str!("topics/baseline.md"),
    },
    Topic {
        names: &["format", "formatting", "style", "fix", "fixes"],
        title: "the style that `sms format` writes, and what `sms fix` mends",
        page: include_str!("topics/format.md"),
    },
    Topic {
        names: &[
            "promises",
            "promise",
            "reachable",
            "carried_by",
            "weakest_link",
            "nothing_promised",
            "reachable_together",
            "common_causes",
            "rests_on",
        ],
        title: "what a target rests on, and the figure it can reach",
        page: include_str!("topics/promises.md"),
    },
    Topic {
        names: &[
            "states",
            "state",
            "status",
            "why",
            "why-not",
            "todo",
            "due",
            "timeline",
            "conformant",
            "nonconformant",
            "through",
        ],
        title: "where a system stands, why, and what would change it: `sms status`, `why`, `todo`, `due`",
        page: include_str!("topics/states.md"),
    },
    Topic {
        names: &["evidence-calendar", "window", "lock", "verify", "recurrences"],
        title: "which times evidence covers, and what became of its files: `sms evidence`, `lock`, `verify`",
        page: include_str!("topics/evidence-calendar.md"),
    },
    Topic {
        names: &[
            "documents",
            "artefacts",
            "artefact",
            "raci",
            "raci_matrix",
            "applicability",
            "applicability_record",
            "coverage",
            "coverage_report",
            "cross_reference",
        ],
        title: "what `sms build` writes: RACI matrix, applicability record, coverage report, registers",
        page: include_str!("topics/documents.md"),
    },
];

/// The page found by this name, in any case of letters. A function that has no page of its own is on the page on rules, unless it is
/// called what other things are called as well, such as `hours`: then it is one of what a search finds.
pub fn by_name(name: &str) -> Option<&'static Topic> {
    let named = |wanted: &str| ALL.iter().find(|topic| topic.names.iter().any(|known| known.eq_ignore_ascii_case(wanted)));
    let is_function = || rules::function_names().any(|known| known == name) && !ALSO_A_SUBJECT.contains(&name);
    named(name).or_else(|| is_function().then(|| named("rules")).flatten())
}

/// Functions whose names are subjects of service management first.
const ALSO_A_SUBJECT: [&str; 6] = ["minutes", "hours", "days", "weeks", "months", "years"];
