//! Rules and registers end to end: a text is parsed, analysed, planned and run, without the standard library.

use std::sync::Arc;

use sms::diag::{Diagnostic, Severity};
use sms::quantity::Date;
use sms::rules::{Counted, Rulebook, Table};
use sms::source::{Origin, Sources};
use sms::world::{Audience, Facts, FileSet};

/// The as-of date of these tests.
const TODAY: Date = sms::quantity::day(2026, 11, 21);

/// A text on its way to findings.
pub struct Checked {
    pub sources: Sources,
    pub model: sms::model::Model,
    pub rulebook: Rulebook,
    /// What was told before the rules ran, except that there is no library.
    pub told: Vec<Diagnostic>,
    pub facts: Facts,
}

pub fn check(text: &str) -> Checked {
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text, Origin::Model);
    let parsed = sms::syntax::parse(&sources, file);
    let mut told = parsed.diagnostics.clone();
    let analysed = sms::analysis::analyse(&sources, std::slice::from_ref(&parsed));
    told.extend(analysed.diagnostics.into_iter().filter(|diagnostic| diagnostic.source.id() != "E0308"));
    let (rulebook, planned) = sms::rules::plan(&analysed.model, &sources);
    told.extend(planned);
    let facts = Facts { today: TODAY, files: Arc::new(FileSet::new(["records/one.csv"])), audience: Audience::Anybody };
    Checked { sources, model: analysed.model, rulebook, told, facts }
}

impl Checked {
    pub fn run(&self) -> Counted {
        sms::rules::run_counted(&self.rulebook, &self.model, &self.sources, &self.facts)
    }

    /// The messages of all findings, after seeing that nothing else is wrong. A rule may be slow: what walks is compared with what looks up.
    pub fn messages(&self) -> Vec<String> {
        let lines: Vec<String> = self.lines().into_iter().filter(|line| !line.starts_with("E0516 ")).collect();
        assert_eq!(lines, Vec::<String>::new());
        self.run().findings.into_iter().map(|finding| finding.diagnostic.message).collect()
    }

    /// What was told before the rules ran: code, text under the place, message.
    pub fn lines(&self) -> Vec<String> {
        self.told
            .iter()
            .map(|it| format!("{} at `{}`: {}", it.source.id(), it.span().map_or("", |span| self.sources.text(span)), it.message))
            .collect()
    }

    fn table(&self, name: &str) -> Table {
        assert_eq!(self.lines(), Vec::<String>::new());
        sms::rules::table(&self.rulebook, self.rulebook.register(name).unwrap(), &self.model, &self.sources, &self.facts)
    }
}

const KINDS: &str = r#"
enum stage { pipeline  live  retired "Out of use" }
enum grade { low  live  high }
kind person { born: date?  skills: [text] }
kind team { lead: person?  members: [person]  parts: [team] contains  size: int = 3 }
kind service {
  owner: person | team?
  stage: stage = live
  depends_on: [service]
  supports: [service] inverse of depends_on
  uptime: percent?
  cost: money?
  agreed: dates?
  signed: date?
  review: interval?
  answer: duration?
  record: file?
  contracts: [contract] inverse of about
}
kind contract { about: [service]  with: person?  value: money?  grade: grade? }
kind big_contract extends contract { bonus: percent? }
"#;

pub fn model(text: &str) -> Checked {
    check(&format!("{KINDS}{text}"))
}

/// The entities of `set` for which `condition` does not hold, where `x` is the entity.
pub fn failing(entities: &str, set: &str, condition: &str) -> Vec<String> {
    let rule = format!("rule r {{ severity: error each: x in {set} require: {condition} message: \"{{x.path}}\" }}");
    model(&format!("{entities}\n{rule}")).messages()
}

/// What an expression prints for the one service there is.
pub fn prints(expression: &str) -> String {
    let entities = r#"
        service hosting "Managed hosting" {
          owner: ann, stage: retired, depends_on: [network, power], uptime: 99.90%, cost: 1200.50 GBP
          agreed: 2026-01-01 .. 2026-12-31, signed: 2026-01-31, review: every 3 months, answer: 90 minutes
          record: "records/one.csv"
        }
        service network { depends_on: [power], cost: 10 GBP }
        service power { depends_on: [network], cost: 5 EUR }
        person ann "Ann Lee" { born: 1990-02-03, skills: ["law", "Law", "law"] }
        contract c1 { about: [hosting], value: 5 GBP }
        big_contract c2 { about: [hosting, network], value: 7 GBP, bonus: 2%, grade: low }
        team ops { lead: ann, team night, team day { size: 9 } }
    "#;
    let rule = format!(
        "rule r {{ severity: error each: x in service where x == hosting require: x is empty message: \"{{{expression}}}\" }}"
    );
    model(&format!("{entities}\n{rule}")).messages().join("|")
}

#[test]
fn values_print_as_written() {
    assert_eq!(prints("x"), "`hosting`");
    assert_eq!(prints("x.title"), "Managed hosting");
    assert_eq!(prints("x.stage"), "`retired`");
    assert_eq!(prints("x.stage.title"), "Out of use");
    assert_eq!(prints("x.depends_on"), "`network` and `power`");
    assert_eq!(prints("x.depends_on.title"), "network and power");
    assert_eq!(prints("x.uptime"), "99.90%");
    assert_eq!(prints("x.cost"), "1200.50 GBP");
    assert_eq!(prints("x.cost.currency"), "GBP");
    assert_eq!(prints("x.agreed"), "2026-01-01 .. 2026-12-31");
    assert_eq!(prints("x.agreed.last"), "2026-12-31");
    assert_eq!(prints("x.review"), "every 3 months");
    assert_eq!(prints("x.supports"), "nothing");
    assert_eq!(prints("network.signed"), "nothing");
    assert_eq!(prints("ops.size"), "3");
    assert_eq!(prints("ops.parts.size"), "3 and 9");
    assert_eq!(prints("ops.day.parent"), "`ops`");
    assert_eq!(prints("x.kind"), "service");
    assert_eq!(prints("[1, 2, 3, 4, 5, 6, 7]"), "1, 2, 3, 4, 5 and 2 more");
}

#[test]
fn arithmetic_is_exact() {
    assert_eq!(prints("x.signed + 1 month"), "2026-02-28");
    assert_eq!(prints("x.signed + x.review"), "2026-04-30");
    assert_eq!(prints("today - x.signed"), "294 days");
    assert_eq!(prints("x.answer * 2"), "180 minutes");
    assert_eq!(prints("x.cost - 0.50 GBP"), "1200.00 GBP");
    assert_eq!(prints("x.cost + power.cost"), "nothing");
    assert_eq!(prints("100% - x.uptime"), "0.10%");
    assert_eq!(prints("7 / 2"), "3.5");
    assert_eq!(prints("7 / 0"), "nothing");
    assert_eq!(prints("0.1 + 0.2"), "0.3");
    assert_eq!(prints("sum(x.contracts.value)"), "12 GBP");
    assert_eq!(prints("2 + 3 * 4"), "14");
    assert_eq!(prints("-(2 - 3)"), "1");
}

#[test]
fn functions_give_what_they_promise() {
    assert_eq!(prints("count(x.contracts)"), "2");
    assert_eq!(prints("count(c in x.contracts where c.value > 5 GBP)"), "1");
    assert_eq!(prints("max(x.contracts.value)"), "7 GBP");
    assert_eq!(prints("max(service.cost)"), "nothing");
    assert_eq!(prints("sum(ops.children.size)"), "12");
    assert_eq!(prints("sum(ann.children.size)"), "0");
    assert_eq!(prints("sum(network.supports.contracts.bonus)"), "2%");
    assert_eq!(prints("sum(power.contracts.bonus)"), "0%");
    assert_eq!(prints("min(3, 1, 2)"), "1");
    assert_eq!(prints("distinct(ann.skills)"), "law and Law");
    assert_eq!(prints("first(x.depends_on)"), "`network`");
    assert_eq!(prints("last(x.depends_on)"), "`power`");
    assert_eq!(prints("title(x.owner)"), "Ann Lee");
    assert_eq!(prints("upper(x.id)"), "HOSTING");
    assert_eq!(prints("length(x.title)"), "15");
    assert_eq!(prints("words(x.title)"), "Managed and hosting");
    assert_eq!(prints("exists(x.record)"), "yes");
    assert_eq!(prints("severity(x.title)"), "nothing");
    assert_eq!(prints("year(x.signed)"), "2026");
    assert_eq!(prints("weekday(x.signed)"), "Saturday");
    assert_eq!(prints("days(3) < 1 week"), "yes");
    assert_eq!(prints("round(10 / 3, 2)"), "3.33");
    assert_eq!(prints("abs(2 - 5)"), "3");
    assert_eq!(prints("if x.stage == retired then 1 else 2"), "1");
}

#[test]
fn the_severity_of_a_rule_is_known_by_its_name() {
    let rule = |severity: &str| {
        let rule = format!("rule weighed {{ severity: {severity} each: p in person require: p.born message: \"-\" }}");
        let text = "rule r { severity: error each: p in person let w = severity(\"weighed\") require: severity(\"other\") == \"note\" message: \"{w}\" }";
        model(&format!("person ann\n{rule}\n{text}")).messages().join("|")
    };
    assert_eq!(["error", "warning", "note"].map(rule), ["-|error", "-|warning", "-|note"]);
}

#[test]
fn a_let_may_be_asked_for_inside_a_filter() {
    let text = r#"
        service a { owner: ann }
        person ann
        person bob
        team ops { lead: ann, members: [bob, ann] }
        rule r {
          severity: error
          each:     t in team
          let owned = (s in service where s.owner has kind person)
          let leads = (p in t.members where p in owned.owner and p == t.lead)
          require:  leads is empty
          message:  "{leads}"
        }
    "#;
    assert_eq!(model(text).messages(), ["`ann`"]);
}

#[test]
fn closures_follow_cycles_once() {
    assert_eq!(prints("x.depends_on*"), "`network` and `power`");
    assert_eq!(prints("network.depends_on*"), "`power` and `network`");
    assert_eq!(prints("x.supports*"), "nothing");
    let entities = "service a { depends_on: [b] } service b { depends_on: [a] } service c { depends_on: [b] }";
    assert_eq!(failing(entities, "service", "x not in x.depends_on*"), ["a", "b"]);
}

#[test]
fn conditions_and_comparisons() {
    let entities = r#"
        service a { owner: ann, uptime: 99.9%, stage: live }
        service b { owner: ops, uptime: 99.95%, stage: retired }
        service c { stage: pipeline, agreed: 2026-01-01 .. 2026-06-30 }
        person ann
        team ops { lead: ann }
        contract k { about: [a], grade: live }
        big_contract m { about: [b], bonus: 3% }
    "#;
    let all = |condition: &str| failing(entities, "service", condition);
    assert_eq!(all("x.owner"), ["c"]);
    assert_eq!(all("x.owner == ann"), ["b", "c"]);
    assert_eq!(all("x.owner != ann"), ["a"]);
    assert_eq!(all("x.stage < retired"), ["b"]);
    assert_eq!(all("x.stage in [live, retired]"), ["c"]);
    assert_eq!(all("x.uptime > 99.9%"), ["a", "c"]);
    assert_eq!(all("x.owner has kind team"), ["a", "c"]);
    assert_eq!(all("x.owner.lead"), ["a", "c"]);
    assert_eq!(all("some k in contract where x in k.about"), ["c"]);
    assert_eq!(all("some k in contract where x in k.about and k.grade == live"), ["b", "c"]);
    assert_eq!(all("no k in contract where x in k.about"), ["a", "b"]);
    assert_eq!(all("every k in contract where x not in k.about or k.grade"), ["b"]);
    assert_eq!(all("one k in contract where k.grade != low"), ["a", "b", "c"]);
    assert_eq!(all("some k in x.contracts where k has kind big_contract and k.bonus == 3%"), ["a", "c"]);
    assert_eq!(all("today in x.agreed or x.agreed is empty"), ["c"]);
    assert_eq!(all("(k in x.contracts where k.grade) is not empty"), ["b", "c"]);
    assert_eq!(all("2026-03-01 in x.agreed"), ["a", "b"]);
    assert_eq!(failing(entities, "service.contracts", "x.grade"), ["m"]);
    assert_eq!(failing(entities, "(s in service where s.stage == live).contracts", "x.grade is empty"), ["k"]);
}

#[test]
fn a_quantifier_with_an_equality_uses_an_index_and_says_the_same() {
    let entities = r#"
        service a { owner: ann } service b { owner: ann } service c
        person ann { skills: ["x", "y"], born: 1990-02-03 } person bob { skills: ["y"] }
        extend kind person { friends: [person] } extend kind contract { days: dates? }
        person eve { friends: [ann, bob] }
        contract k { about: [a, b], with: ann, value: 3 GBP, days: 1990-01-01 .. 2026-12-31 } contract l { about: [b], with: bob }
    "#;
    for (indexed, walked) in [
        ("some k in contract where k.with == x", "some k in (j in contract where true) where k.with == x"),
        ("no k in contract where k.with == x and k.value", "no k in (j in contract where true) where k.with == x and k.value"),
        ("some s in service where s.owner in x.friends", "some s in (j in service where true) where s.owner in x.friends"),
        (
            "count(s in service where s.owner in [x, bob]) == 2",
            "count(s in (j in service where true) where s.owner in [x, bob]) == 2",
        ),
        (
            "no k in contract where 2026-03-03 in k.days and k.with == x",
            "no k in (j in contract where true) where 2026-03-03 in k.days and k.with == x",
        ),
        ("no k in contract where x.born in k.days", "no k in (j in contract where true) where x.born in k.days"),
        ("one s in service where s.owner == x", "one s in (j in service where true) where s.owner == x"),
        ("every k in contract where k.with != x or k.value", "every k in (j in contract where true) where k.with != x or k.value"),
        (
            "some p in person where first(x.skills) in p.skills and p != x",
            "some p in (j in person where true) where first(x.skills) in p.skills and p != x",
        ),
        ("count(s in service where s.owner == x) == 2", "count(s in (j in service where true) where s.owner == x) == 2"),
    ] {
        assert_eq!(failing(entities, "person", indexed), failing(entities, "person", walked), "{indexed}");
    }
}

#[test]
fn labels_stand_where_the_rule_says() {
    let checked = model(
        r#"
        person ann
        service a { depends_on: [b, c], owner: ann }
        service b { stage: retired }
        service c
        contract k { about: [a], with: ann }
        rule retired_in_use {
          severity: warning
          clause: [fw.1.2, other.3]
          each: s in service where s.depends_on
          let gone = (d in s.depends_on where d.stage == retired)
          require: gone is empty
          message: "{s} needs {gone} {{sic}}"
          at: (d in s.depends_on where d.stage == retired)
          also: gone.stage "{s} still needs it"
          also: gone.owner "not written, so there is nothing to point at"
          also: s.owner "owner of {s.path}"
          also: s.contracts.with
          help: "drop {gone} from `{s.path}`"
          profile: [full]
          title: "Retired services in use"
        }
        "#,
    );
    assert_eq!(checked.lines(), Vec::<String>::new());
    let findings = checked.run().findings;
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    let told = &finding.diagnostic;
    assert_eq!(told.message, "`a` needs `b` {sic}");
    assert_eq!(told.severity, Severity::Warning);
    assert_eq!(told.help.as_deref(), Some("drop `b` from `a`"));
    assert_eq!(told.subject.as_deref(), Some("a"));
    let under = |span| checked.sources.text(span);
    assert_eq!(under(told.span().unwrap()), "b");
    let labels: Vec<(&str, &str)> = told.labels.iter().map(|label| (under(label.span), label.text.as_str())).collect();
    assert_eq!(labels, [("retired", "`a` still needs it"), ("ann", "owner of a"), ("ann", "")]);
    assert_eq!(told.clauses.iter().map(|clause| clause.path.as_str()).collect::<Vec<_>>(), ["fw.1.2", "other.3"]);
    let rule = &checked.rulebook.rules[0];
    assert_eq!((rule.title.as_deref(), &rule.profiles[..]), (Some("Retired services in use"), &["full".to_string()][..]));
}

#[test]
fn unless_marks_what_another_rule_said_of_the_same_subject() {
    let checked = model(
        r#"
        service a
        service b { owner: ann }
        person ann
        rule no_owner { severity: error each: s in service require: s.owner message: "no owner {s.path}" }
        rule owner_is_team { severity: error each: s in service require: s.owner has kind team message: "no team {s.path}" unless: no_owner }
        "#,
    );
    assert_eq!(checked.messages(), ["no owner a", "no team a", "no team b"]);
    let needless: Vec<Vec<usize>> = checked.run().findings.into_iter().map(|finding| finding.needless).collect();
    assert_eq!(needless, [vec![], vec![0], vec![]]);
}

#[test]
fn faults_of_rules_are_told_at_the_fault() {
    let fault = |body: &str| {
        let checked = model(&format!("person ann\nrule r {{ severity: error each: s in service message: \"{{s}}\" {body} }}"));
        checked.lines()
    };
    assert_eq!(fault("require: s.ownr"), ["E0504 at `ownr`: a `service` has no field `ownr`"]);
    assert_eq!(fault("require: t.owner"), ["E0503 at `t`: `t` is not known here"]);
    assert_eq!(fault("require: s.stage == liev"), ["E0503 at `liev`: `liev` is not a value of `stage`"]);
    assert_eq!(
        fault("require: s.signed < 3 months"),
        ["E0505 at `s.signed < 3 months`: `s.signed` is a date, and `3 months` is a duration: they cannot be compared"]
    );
    assert_eq!(
        fault("require: s.stage == \"live\""),
        ["E0505 at `s.stage == \"live\"`: `s.stage` is a value of `stage`, and `\"live\"` is a text: they cannot be compared"]
    );
    assert_eq!(
        fault("require: s.depends_on == s"),
        ["E0505 at `s.depends_on == s`: `s.depends_on` is a list of `service` entities, and `s` is one value"]
    );
    assert_eq!(
        fault("require: s.contracts.with == ann"),
        ["E0505 at `s.contracts.with == ann`: `s.contracts.with` is a list of `person` entities, and `ann` is one value"]
    );
    assert_eq!(
        fault("require: s.owner == s"),
        ["E0505 at `s.owner == s`: `s.owner` is a `person` or a `team`, and `s` is a `service`: they cannot be compared"]
    );
    assert_eq!(
        fault("require: count(s.depends_on)"),
        ["E0505 at `count(s.depends_on)`: `count(s.depends_on)` is a whole number, not a condition"]
    );
    assert_eq!(
        fault("require: s.kind == contract"),
        ["E0505 at `s.kind == contract`: `contract` is a list of `contract` entities, and `s.kind` is one value"]
    );
    assert_eq!(
        fault("require: severity(s.depends_on) == \"error\""),
        ["E0505 at `s.depends_on`: `severity` takes the name of a rule, and `s.depends_on` is a list of `service` entities"]
    );
    assert_eq!(fault("require: sun(s.depends_on) > 1"), ["E0506 at `sun`: there is no function `sun`"]);
    assert_eq!(fault("require: s.owner has kind peron"), ["E0503 at `peron`: there is no kind `peron`"]);
    assert_eq!(
        fault("require: s.signed + s.signed > today"),
        ["E0505 at `s.signed + s.signed`: `s.signed` is a date, and `s.signed` is a date: they cannot be added"]
    );
    assert_eq!(fault("require: s.owner help: \"{s.ownr}\""), ["E0507 at `ownr`: a `service` has no field `ownr`"]);
    assert_eq!(fault("require: s.owner help: \"{}\""), ["E0507 at ``: nothing stands between these braces"]);
    assert_eq!(fault("require: s.owner help: \"{s\""), ["E0507 at `{`: this brace is not closed in the text"]);
    assert_eq!(fault("require: s.owner help: \"s}\""), ["E0507 at `}`: this brace closes nothing"]);
    assert_eq!(fault("require: s.owner helpp: \"s\""), ["E0502 at `helpp`: `helpp` is not a setting here"]);
    assert_eq!(fault("require: s.owner require: s.owner"), ["E0404 at `require`: `require` is given twice"]);
    assert_eq!(fault("require: s.owner unless: q"), ["E0503 at `q`: there is no rule `q`"]);
    assert_eq!(fault("require: s.owner at: s.signed"), Vec::<String>::new());
    assert_eq!(fault("require: s.owner at: 3"), ["E0505 at `3`: `3` is a whole number, which stands nowhere"]);
    assert_eq!(fault(""), ["E0501 at `r`: rule `r` has no `require`"]);
    assert_eq!(fault("require: s.uptime.title"), ["E0504 at `title`: `s.uptime` is a percentage, which has no `title`"]);
    assert_eq!(fault("require: some k in contract where k.bonus"), Vec::<String>::new());
    assert_eq!(
        fault("require: every k in contract"),
        ["E0505 at `every k in contract`: `every` needs `where` and what has to hold"]
    );
}

#[test]
fn settings_are_checked_over_all_rules() {
    let checked = model(
        r#"
        rule a { severity: errror each: s in service require: s.owner message: "" clause: ann.x }
        rule a { severity: error each: s in service require: s.owner message: "" }
        person ann
        register b { each: s in service }
        register b { each: s in service.stage column "A" = s }
        register c { each: s in service.stage column "A" = s }
        "#,
    );
    assert_eq!(
        checked.lines(),
        [
            "E0511 at `errror`: `errror` is not a severity",
            "E0510 at `ann.x`: ann has no clause `ann.x`",
            "E0508 at `a`: rule `a` is declared twice",
            "E0501 at `b`: register `b` has no `column`",
            "E0508 at `b`: register `b` is declared twice",
            "E0505 at `service.stage`: `service.stage` is a list of values of `stage`; `each` goes through entities",
        ]
    );
}

#[test]
fn variables_of_any_kind_are_narrowed_by_has_kind() {
    let entities = "team a { lead: ann, team b { lead: ann }, team c } person ann";
    assert_eq!(failing(entities, "team.children", "x has kind team and x.lead == ann"), ["a.c"]);
    assert_eq!(failing(entities, "(t in team.children where t has kind team)", "x.lead"), ["a.c"]);
    assert_eq!(failing(entities, "team", "not (x.parent has kind team) or x.parent.size == 4"), ["a.b", "a.c"]);
}

#[test]
fn what_was_lost_to_an_error_gives_no_second_message() {
    let rules = r#"
        rule unowned { severity: error each: s in service require: s.owner message: "unowned {s.path}" }
        rule no_contract { severity: error each: s in service require: s.contracts message: "no contract {s.path}" }
        rule no_contract_found { severity: error each: s in service require: some c in contract where s in c.about message: "none {s.path}" }
    "#;
    let run = |entities: &str| -> Vec<String> {
        let checked = model(&format!("{entities}\n{rules}"));
        assert!(!checked.told.is_empty());
        checked.run().findings.into_iter().map(|finding| finding.diagnostic.message).collect()
    };
    let broken =
        "person ann\nservice hosting { owner: }\nservice network { owner: ann }\ncontract c { about: [hosting }\ncontract d";
    let found = run(broken);
    assert!(found.iter().all(|message| message.ends_with("network")) && found.len() == 2, "{found:?}");
    let unresolved = "person ann\nservice hosting { owner: an_ }\nservice network { owner: ann }\ncontract c { about: [hostnig] }";
    assert_eq!(run(unresolved), ["no contract network", "none network"]);
}

#[test]
fn registers_are_sorted_and_grouped() {
    let checked = model(
        r#"
        person ann "Ann Lee" { skills: ["law", "tax"] }
        service zeta "Zeta" { owner: ann, stage: live, depends_on: [alpha, beta], cost: 3 GBP }
        service alpha "alpha" { stage: live }
        service beta "Beta" { stage: pipeline, cost: 20 GBP }
        /// What we run.
        register services "Register of services" {
          each: s in service
          let needs = s.depends_on
          group: s.stage
          sort: [s.title]
          column "Service" = s
          column "Owner" = s.owner.title
          column "Needs" = needs
          column "Stage" = "{s.stage}, {s.owner}"
          column "Cost" = s.cost
        }
        "#,
    );
    let table = checked.table("services");
    assert_eq!(table.title, "Register of services");
    assert_eq!(table.doc, "What we run.");
    assert_eq!(table.columns, ["Service", "Owner", "Needs", "Stage", "Cost"]);
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.cells.iter().map(|cell| cell.text()).collect();
            format!("{}: {}", row.group.as_ref().unwrap().text(), cells.join(" | "))
        })
        .collect();
    assert_eq!(
        rows,
        [
            "pipeline: Beta |  |  | pipeline,  | 20 GBP",
            "live: alpha |  |  | live,  | ",
            "live: Zeta | Ann Lee | alpha, Beta | live, Ann Lee | 3 GBP"
        ]
    );
}

/// A model of `count` services with contracts, and rules that compare across.
fn growing(count: usize) -> Checked {
    let mut text = String::new();
    for at in 0..count {
        let next = (at + 1) % count;
        text.push_str(&format!(
            "person p{at}\nservice s{at} {{ owner: p{at}, depends_on: [s{next}] }}\ncontract c{at} {{ about: [s{at}], with: p{next} }}\n"
        ));
    }
    text.push_str(
        r#"
        team all { members: [p0, p1, p2, p3, p4, p5, p6, p7, p8] }
        rule by_reference { severity: error each: p in person require: some c in contract where c.with == p message: "" }
        rule by_list { severity: error each: s in service require: some c in contract where s in c.about message: "" }
        rule none { severity: error each: p in person require: no t in team where p == t.lead message: "" }
        rule every_one { severity: error each: p in person require: every s in service where s.owner != p or s.depends_on message: "" }
        rule counted { severity: error each: p in person require: count(s in service where s.owner == p) == 1 message: "" }
        rule steady { severity: error each: p in person require: p in (s in service where s.depends_on).owner message: "" }
        rule inverse { severity: error each: s in service require: some c in s.contracts where c.with.born is empty message: "" }
        "#,
    );
    model(&text)
}

#[test]
fn equality_quantifiers_grow_with_the_model_and_not_with_its_square() {
    let (small, large) = (growing(100), growing(1000));
    assert_eq!(large.lines(), Vec::<String>::new());
    let (small_run, large_run) = (small.run(), large.run());
    assert_eq!(small_run.findings.len() + large_run.findings.len(), 0, "{:?}", large_run.findings);
    for (at, rule) in large.rulebook.rules.iter().enumerate() {
        let (before, after) = (small_run.steps[at], large_run.steps[at]);
        assert!(before > 100, "rule `{}` took {before} steps: it did not run", rule.name);
        assert!(after <= before * 12, "rule `{}` took {before} steps, then {after}", rule.name);
    }
}

#[test]
fn a_rule_that_takes_too_long_is_ended_and_told() {
    let mut text = String::new();
    for at in 0..300 {
        text.push_str(&format!("person p{at} {{ born: 1990-01-01 }}\n"));
    }
    text.push_str(
        r#"rule slow {
             severity: error
             each: a in person
             require: no b in person where some c in person where some d in person where a.born > b.born and c.born > d.born
             message: "{a}"
           }"#,
    );
    let checked = model(&text);
    assert!(checked.told.iter().all(|told| told.source.id() == "E0516"), "{:?}", checked.lines());
    let run = checked.run();
    assert_eq!(run.findings, []);
    let [ended] = &run.ended[..] else { panic!("{:?}", run.ended) };
    assert_eq!(ended.diagnostic.source.id(), "E0509");
}

#[test]
fn two_runs_say_the_same() {
    let checked = growing(50);
    assert_eq!(checked.run(), checked.run());
}

#[test]
fn very_long_expressions_are_refused_and_not_run_out_of_stack() {
    for condition in [
        format!("count(x.depends_on) {} > 0", "+ 1 ".repeat(3000)),
        format!("x{}", ".parent".repeat(3000)),
        format!("{} x.owner", "not ".repeat(1000)),
        format!("(x.depends_on){} is empty", ".depends_on".repeat(3000)),
    ] {
        let checked = model(&format!("rule r {{ severity: error each: x in service require: {condition} message: \"\" }}"));
        checked.run();
        let told = checked.lines();
        assert!(told.iter().any(|line| line.contains("too deep")), "{:?}", told.first().map(|line| line.get(..100)));
    }
    let long = format!("x.owner {}", "and x.owner ".repeat(3000));
    assert_eq!(failing("service a", "service", &long), ["a"]);
}

/// A stream of numbers that is the same in every run.
fn next(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    ((*state >> 33) % below as u64) as usize
}

fn expression(state: &mut u64, depth: usize) -> String {
    const ATOMS: [&str; 35] = [
        "x",
        "y",
        "today",
        "service",
        "contract",
        "ann",
        "ops.day",
        "live",
        "low",
        "stage.live",
        "3",
        "2.5",
        "true",
        "99.9%",
        "5 GBP",
        "2026-01-01",
        "2026-01-01 .. 2026-12-31",
        "3 months",
        "every 2 weeks",
        "\"live\"",
        "\"{x} {y.title}\"",
        "[]",
        "[1, x]",
        "x.contracts.with.born",
        "x.depends_on*",
        "y.parent",
        "x.agreed.first",
        "x.cost.amount",
        "any",
        "referrers(x)",
        "circle(x.depends_on)",
        "entangled(first(service).depends_on)",
        "matches(x.id, \"[a-c]{1}\")",
        "(group z in service where z.owner by z.owner)",
        "first(group z in any by [z.kind, z.owner])",
    ];
    const FIELDS: [&str; 14] = [
        "owner",
        "title",
        "contracts",
        "stage",
        "cost",
        "children",
        "parent",
        "agreed",
        "lead",
        "formerly",
        "amount",
        "bonus",
        "key",
        "members",
    ];
    const OPERATORS: [&str; 14] = ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-", "*", "/", "and", "or"];
    const FUNCTIONS: [&str; 12] =
        ["count", "sum", "min", "max", "distinct", "first", "title", "length", "join", "exists", "round", "days"];
    if depth == 0 {
        return ATOMS[next(state, ATOMS.len())].to_string();
    }
    let inner = expression(state, depth - 1);
    match next(state, 10) {
        0 => format!("({inner}).{}", FIELDS[next(state, FIELDS.len())]),
        1 => format!("({inner}) {} ({})", OPERATORS[next(state, OPERATORS.len())], expression(state, depth - 1)),
        2 => format!("{}({inner})", FUNCTIONS[next(state, FUNCTIONS.len())]),
        3 => format!("(not ({inner}))"),
        4 => format!("({inner}) is empty"),
        5 => format!("({inner}) has kind team"),
        6 => {
            let quantifier = ["some", "every", "no", "one"][next(state, 4)];
            format!("({quantifier} y in ({inner}) where {})", expression(state, depth - 1))
        }
        7 => format!("(group y in ({inner}) by {})", expression(state, depth - 1)),
        8 => format!("(y in {} where {inner})", ["service", "contract", "x.contracts", "team.parts"][next(state, 4)]),
        _ => format!("(if {inner} then {} else {})", expression(state, depth - 1), expression(state, depth - 1)),
    }
}

#[test]
fn no_expression_panics_and_what_is_planned_runs() {
    let entities = r#"
        service a { owner: ann, depends_on: [b], cost: 5 GBP, agreed: 2026-01-01 .. 2026-12-31, stage: pipeline }
        service b { owner: ops, depends_on: [a], uptime: 99.9% }
        person ann { born: 1990-01-01, skills: ["one", "two"] }
        team ops { lead: ann, team day { members: [ann] } }
        contract c { about: [a, b], with: ann, value: 9 GBP, grade: low }
        big_contract d { about: [a], bonus: 1% }
    "#;
    let mut state = 7;
    let (mut planned, mut refused) = (0, 0);
    for _ in 0..60 {
        let mut text = entities.to_string();
        for rule in 0..40 {
            let condition = expression(&mut state, 1 + rule % 4);
            let at = expression(&mut state, rule % 2);
            text.push_str(&format!(
                "\nrule r{rule} {{ severity: error each: x in service let y = first(x.contracts) require: {condition} message: \"{{y}}\" at: {at} }}"
            ));
        }
        let checked = model(&text);
        checked.run();
        planned += checked.rulebook.rules.iter().filter(|rule| rule.runs()).count();
        refused += checked.rulebook.rules.iter().filter(|rule| !rule.runs()).count();
    }
    assert!(planned > 50 && refused > 50, "{planned} planned, {refused} refused");
}
