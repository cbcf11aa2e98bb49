//! What the language of rules has beyond comparing and counting: patterns, everything there is, who refers to what, groups.

use std::fmt::Write as _;
use std::sync::Arc;

use sms::source::Origin;
use sms::world::{Audience, Facts, FileSet};

use crate::rules::{failing, model};
use crate::support::{self, TODAY};

#[test]
fn a_pattern_fits_the_whole_text() {
    let entities = "service svc_a\nservice svc_b1\nservice old_svc_a\nservice svc_ä";
    let all = |condition: &str| failing(entities, "service", condition);
    assert_eq!(all(r#"matches(x.id, "svc_[a-z]")"#), ["svc_b1", "old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, ".*svc.*")"#), Vec::<String>::new());
    assert_eq!(all(r#"matches(x.id, "svc|svc_a")"#), ["svc_b1", "old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, "^svc_.$")"#), ["svc_b1", "old_svc_a"]);
    assert_eq!(all(r#"matches(x.id, r"(?i)SVC_\w\d?")"#), ["old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, r"svc_[^\d\s]")"#), ["svc_b1", "old_svc_a"]);
    // Braces count; they hold no expression.
    assert_eq!(all(r#"matches(x.id, "[a-zä_]{5,5}")"#), ["svc_b1", "old_svc_a"]);
    // What is missing has no form, and the sign of a quotation mark is written with its backslash.
    assert_eq!(failing("service a", "service", r#"matches(x.record, ".*")"#), ["a"]);
    assert_eq!(failing(r#"service a "say \"hi\"""#, "service", r#"matches(x.title, r"say \"hi\"")"#), Vec::<String>::new());
    assert_eq!(failing("service a \"\"\"one\ntwo\"\"\"", "service", r#"matches(x.title, "one.*two")"#), Vec::<String>::new());
}

#[test]
fn patterns_are_told_apart_from_what_only_looks_like_one() {
    let fault = |pattern: &str| {
        let checked =
            model(&format!("rule r {{ severity: error each: s in service require: matches(s.id, {pattern}) message: \"m\" }}"));
        checked.lines().join("|")
    };
    let at = |pattern: &str, place: &str, words: &str| {
        assert_eq!(
            fault(&format!("r\"{pattern}\"")),
            format!("E0512 at `{place}`: the pattern cannot be read at character {words}")
        );
    };
    at("ab(c", "(", "3: this `(` is never closed");
    assert_eq!(fault("\"ab(c\""), fault("r\"ab(c\""));
    at("(a)(b", "(", "4: this `(` is never closed");
    at("a)(b", ")", "2: this `)` closes nothing");
    at("[a]x[b", "[", "5: this `[` is never closed");
    at("ä[z-a]", "a", "5: this range runs backwards");
    at("*.csv", "*", "1: nothing stands before this to be repeated");
    at("a{4,2}", "}", "6: this count ends below where it begins");
    at("a{x}", "{", "2: this brace holds no count");
    at(r"\q", "q", "2: unrecognized escape sequence");
    at(r"\p{Lu}", "p", "2: classes of letters by name are not known");
    at("((a{900}){900}){900}", "}", "20: the pattern is too large");
    at("(?x)a # b", "(", "1: comments in a pattern, with `(?x)`, are not supported");
    let deep = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    assert!(fault(&format!("\"{deep}\"")).ends_with("the groups are nested too deeply"), "{}", fault(&format!("\"{deep}\"")));
    let written = "is no text between one pair of quotation marks";
    for pattern in ["s.title", "\"\"\"a\"\"\"", "(\"a\")", "3", "[\"a\"]"] {
        assert!(fault(pattern).contains(written), "{pattern}: {}", fault(pattern));
    }
    // A backslash is the pattern's own in such a text, and nowhere else.
    assert!(fault(r#"r"\d") and contains(s.id, "\d""#).starts_with("E0113"), "{}", fault(r#"r"\d") and contains(s.id, "\d""#));
}

#[test]
fn a_pattern_with_a_backslash_is_offered_an_r() {
    for (pattern, code) in [
        (r#""\d+\w""#, "E0113"),
        (r#""a\.b \"c\"""#, "E0113"),
        (r#""a\\.b""#, "E0512"),
        (r#""a\{2}""#, "E0512"),
        (r#""say \"a\"""#, "E0512"),
    ] {
        let rule = |pattern: &str| {
            format!("service a\nrule r {{ severity: note each: s in service require: matches(s.id, {pattern}) message: \"m\" }}\n")
        };
        let checked = crate::support::checked(&rule(pattern));
        let [told] = checked.language.as_slice() else { panic!("{pattern}: {:#?}", checked.language) };
        assert_eq!(told.source.id(), code, "{pattern}");
        let edit = &told.fix.as_ref().expect("an edit").edits[0];
        let mut text = rule(pattern);
        text.replace_range(edit.span.range(), &edit.text);
        assert_eq!(text, rule(&format!("r{pattern}")));
        let mended = crate::support::checked(&text);
        assert!(mended.language.is_empty(), "{:#?}", mended.language);
    }
    // Elsewhere too a text can be taken as it stands.
    assert_eq!(failing("service a \"b{2}\\\\\"", "service", r#"x.title == r"b{2}\\""#), ["a"]);
    assert_eq!(failing(r#"service a "b{2}\\d""#, "service", r#"x.title == r"b{2}\d""#), Vec::<String>::new());
}

#[test]
fn a_pattern_costs_as_much_as_the_text_is_long() {
    let steps = |length: usize| {
        let text = "a".repeat(length);
        let rule = r#"rule r { severity: error each: x in service require: matches(x.title, "(a*)*(a|a)*(aa?)*b?") message: "m" }"#;
        let checked = model(&format!("service a \"{text}\"\n{rule}"));
        assert_eq!(checked.lines(), Vec::<String>::new());
        let counted = checked.run();
        assert_eq!(counted.findings.len(), 0);
        counted.steps[0]
    };
    assert_eq!(steps(20_000) - steps(10_000), 10_000);
}

/// Checks `text` as the organisation's, beside `library` as the library's.
fn beside(library: &str, text: &str) -> Vec<String> {
    let mut sources = sms::source::Sources::new();
    let files = [sources.add("kinds.sms", library, Origin::Library), sources.add("model.sms", text, Origin::Model)];
    let parsed = files.map(|file| sms::syntax::parse(&sources, file));
    let analysed = sms::analysis::analyse(&sources, &parsed);
    let (rulebook, planned) = sms::rules::plan(&analysed.model, &sources);
    assert!(planned.is_empty(), "{planned:?}");
    let facts = Facts { today: TODAY, files: Arc::new(FileSet::default()), audience: Audience::Anybody };
    let (found, _) = sms::rules::run(&rulebook, &analysed.model, &sources, &facts);
    found.into_iter().map(|finding| finding.diagnostic.message).collect()
}

#[test]
fn any_is_everything_of_the_organisation_and_nothing_of_the_library() {
    let library = "kind thing { keeper: thing? }\nthing given\nthing kept { keeper: given }";
    let own = r#"
        kind cat { name: text? }
        thing mine { keeper: given }
        cat tom
        rule all { severity: note each: x in any require: false message: "{x.path} of {count(any)}" }
        rule of_kind { severity: note each: x in thing require: x in any message: "not mine: {x.path}" }
        rule by_field { severity: note each: x in thing where x == given require: no y in any where y.keeper == x message: "kept: {y in any where y.keeper == x}" }
        rule narrowed { severity: note each: x in any where x has kind cat require: x.name message: "no name: {x.path}" }
    "#;
    let own = own.replace("{y in any where y.keeper == x}", "{(y in any where y.keeper == x)}");
    assert_eq!(
        beside(library, &own),
        ["mine of 2", "tom of 2", "not mine: given", "not mine: kept", "kept: `mine`", "no name: tom"]
    );
}

#[test]
fn referrers_are_found_by_whatever_field() {
    let entities = r#"
        service b { owner: ann, depends_on: [a] }
        service a { owner: ann, depends_on: [b, a] }
        person ann
        person bob
        team ops { lead: ann, team day { members: [ann, bob] } }
        contract k { about: [a, b], with: ann }
    "#;
    let prints = |of: &str| {
        let rule = format!("rule r {{ severity: error each: x in person where x == bob require: false message: \"{{{of}}}\" }}");
        model(&format!("{entities}\n{rule}")).messages().join("|")
    };
    assert_eq!(prints("referrers(ann)"), "`b`, `a`, `ops`, `ops.day` and `k`");
    assert_eq!(prints("referrers(x)"), "`ops.day`");
    assert_eq!(prints("referrers(a)"), "`b`, `a` and `k`");
    // Containing is no reference.
    assert_eq!(prints("referrers(ops.day)"), "nothing");
    assert_eq!(prints("referrers([ann, x, a])"), "`b`, `a`, `ops`, `ops.day` and `k`");
    assert_eq!(prints("referrers(service.depends_on)"), "`b`, `a` and `k`");
    assert_eq!(prints("referrers(x.children)"), "nothing");
    assert_eq!(prints("count(r in referrers(ann) where r has kind service)"), "2");
    assert_eq!(failing(entities, "any", "referrers(x)"), ["ops", "ops.day", "k"]);
    let fault = |of: &str| {
        model(&format!("rule r {{ severity: error each: s in service require: {of} message: \"m\" }}")).lines().join("|")
    };
    assert!(
        fault("referrers(s.title)").contains("`referrers` takes an entity, or a list of them"),
        "{}",
        fault("referrers(s.title)")
    );
    assert!(fault("referrers()").contains("takes one value, and 0 are given"));
    assert!(fault("refferers(s)").contains("there is no function `refferers`"));
}

#[test]
fn circles_are_found_whatever_their_length() {
    let entities = r#"
        service b { owner: ann, depends_on: [d] }
        service d { owner: ann, depends_on: [c, e] }
        service c { owner: ann, depends_on: [b, a] }
        service a { owner: ann, depends_on: [b] }
        service e { owner: ann, depends_on: [e, f] }
        service f { owner: ann }
        service g { owner: ann, depends_on: [a] }
        person ann
    "#;
    let prints = |of: &str| {
        let rule = format!("rule r {{ severity: error each: x in person require: false message: \"{{{of}}}\" }}");
        model(&format!("{entities}\n{rule}")).messages().join("|")
    };
    // The shortest way round begins with the first by name, whichever of them is asked.
    assert_eq!(prints("circle(a.depends_on)"), "`a`, `b`, `d` and `c`");
    assert_eq!(prints("circle(d.depends_on)"), "`a`, `b`, `d` and `c`");
    assert_eq!(prints("entangled(d.depends_on)"), "`b`, `d`, `c` and `a`");
    assert_eq!(prints("circle(e.depends_on)"), "`e`");
    // What leads to a circle, and what one leads to, is in none.
    for outside in ["f", "g"] {
        assert_eq!(prints(&format!("circle({outside}.depends_on)")), "nothing");
        assert_eq!(prints(&format!("entangled({outside}.depends_on)")), "nothing");
    }
    // Asked the other way round, the same are entangled.
    assert_eq!(prints("count(x in service where entangled(x.depends_on))"), "5");
    assert_eq!(prints("circle(first(s in service where s == b).depends_on)"), "`a`, `b`, `d` and `c`");
    let fault = |of: &str| {
        model(&format!("rule r {{ severity: error each: s in service require: {of} message: \"m\" }}")).lines().join("|")
    };
    assert!(fault("circle(s)").contains("`circle` takes a field of an entity"), "{}", fault("circle(s)"));
    assert!(fault("circle()").contains("`circle` takes a field of an entity"), "{}", fault("circle()"));
    assert!(fault("entangled(s.title)").contains("`title*` follows references"), "{}", fault("entangled(s.title)"));
    assert!(
        fault("circle(s.depends_on.depends_on)").contains("a field of one entity"),
        "{}",
        fault("circle(s.depends_on.depends_on)")
    );
    assert!(fault("circel(s.depends_on)").contains("no function `circel`"), "{}", fault("circel(s.depends_on)"));
}

#[test]
fn a_reference_that_was_lost_gives_no_finding_about_what_it_was_meant_for() {
    let run = |entities: &str| {
        let rules = r#"rule unused { severity: error each: p in person require: referrers(p) message: "unused {p.path}" }"#;
        let checked = model(&format!("{entities}\n{rules}"));
        assert!(!checked.told.is_empty());
        checked.run().findings.into_iter().map(|finding| finding.diagnostic.message).collect::<Vec<_>>()
    };
    assert_eq!(run("person ann\nperson robert\nservice a { owner: ann_ }"), ["unused robert"]);
    assert_eq!(run("person ann\nperson robert\nteam t { members: [ann }"), ["unused robert"]);
    assert_eq!(run("person ann\nperson robert\nteam t { members: [ann, robrt] }"), Vec::<String>::new());
}

#[test]
fn asking_who_refers_costs_about_as_much_as_there_are_references() {
    let steps = |services: usize| {
        let mut text = String::new();
        for index in 0..services {
            text.push_str(&format!("person p{index}\nservice s{index} {{ owner: p{index}, depends_on: [s{}] }}\n", index / 2));
        }
        text.push_str(
            "rule r { severity: note each: x in any require: referrers(x) or x.id == \"s0\" or x has kind service message: \"m\" }",
        );
        let checked = model(&text);
        assert_eq!(checked.lines(), Vec::<String>::new());
        checked.run().steps[0]
    };
    let (small, large) = (steps(500), steps(1000));
    assert!(large <= 2 * small + 100 && small < 30 * 1000, "{small} steps, then {large}");
}

const GROUPED: &str = r#"
    person ann "Ann"
    person bob
    service a { owner: ann, cost: 1.50 GBP, depends_on: [b, c] }
    service b { owner: bob, cost: 1.5 GBP, stage: pipeline, depends_on: [c] }
    service c { owner: ann, stage: retired }
    service d { cost: 2 GBP }
    rule r { severity: error each: x in person where x == bob require: false message: "#;

#[test]
fn groups_have_a_key_and_members() {
    let prints = |of: &str| model(&format!("{GROUPED}\"{{{of}}}\" }}")).messages().join("|");
    let groups = "(group s in service by s.owner)";
    // In the order in which the keys appear; what has no key is in no group.
    assert_eq!(prints(&format!("{groups}.key")), "`ann` and `bob`");
    assert_eq!(prints(groups), "`ann` and `bob`");
    assert_eq!(prints(&format!("first({groups}).members")), "`a` and `c`");
    assert_eq!(prints(&format!("{groups}.members")), "`a`, `c` and `b`");
    assert_eq!(prints(&format!("count{groups}")), "2");
    assert_eq!(prints("count(group s in service where s.stage == live by s.owner)"), "1");
    // Equal values are one key, however they are written.
    assert_eq!(prints("first(group s in service by s.cost).members"), "`a` and `b`");
    assert_eq!(prints("(group s in service by s.stage).key"), "`live`, `pipeline` and `retired`");
    // A list of keys: a member of the group of each element, once.
    assert_eq!(prints("(group s in service by s.depends_on).key"), "`b` and `c`");
    assert_eq!(prints("last(group s in service by s.depends_on).members"), "`a` and `b`");
    assert_eq!(prints("first(group t in [3, 3, 4] by [t, t]).members"), "3 and 3");
    assert_eq!(prints("(group s in service where false by s.owner)"), "nothing");
    assert_eq!(prints("(group g in (group s in service by s.owner) by count(g.members)).key"), "2 and 1");
}

#[test]
fn groups_stand_wherever_a_list_does() {
    let rule = |require: &str| {
        failing(
            &GROUPED.replace("    rule r { severity: error each: x in person where x == bob require: false message: ", ""),
            "person",
            require,
        )
    };
    let holds = |condition: &str| assert_eq!(rule(condition), Vec::<String>::new(), "{condition}");
    holds("some g in (group s in service by s.owner) where g.key == ann and count(g.members) == 2");
    holds("every g in (group s in service by s.owner) where g.members.owner == [g.key]");
    holds("one g in (group s in service by s.owner) where count(g.members) > 1");
    holds("(g in (group s in service by s.owner) where count(g.members) > 1).key.title == [\"Ann\"]");
    holds("sum((group s in service where s.cost by s.owner).members.cost) == 3 GBP");
    holds("c in first((group s in service by s.owner)).members");
    assert_eq!(rule("no g in (group s in service by s.owner) where g.key == x and count(g.members) == 1"), ["bob"]);
    // Said of a subject with a `let`, in a message and at a place.
    let checked = model(&format!(
        "{}{}",
        GROUPED.replace("rule r {", "rule unused {"),
        r#""" }
        rule clashes {
          severity: error
          each:     p in person
          let owned = (group s in service where s.owner == p by s.stage)
          let twins = (g in (group s in service by s.cost) where p in g.members.owner and count(g.members) > 1)
          require:  twins is empty
          message:  "{first(twins).key}: {first(twins).members}, {owned.key}"
          at:       first(twins).members
          also:     owned.members "of {p}"
        }"#
    ));
    let findings = checked.run().findings;
    let told: Vec<_> = findings.iter().filter(|it| it.diagnostic.source.id() == "clashes").map(|it| &it.diagnostic).collect();
    let messages: Vec<&str> = told.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages, ["1.50 GBP: `a` and `b`, `live` and `retired`", "1.50 GBP: `a` and `b`, `pipeline`"]);
    assert_eq!(checked.sources.text(told[0].span().unwrap()), "a");
}

#[test]
fn what_is_wrong_with_a_group_is_told_in_its_words() {
    let told = |body: &str| {
        let checked = model(&format!("rule r {{ severity: error message: \"m\" {body} }}"));
        let help = checked.told.first().and_then(|told| told.help.clone()).unwrap_or_default();
        (checked.lines().join("|"), help)
    };
    let each = "each: s in service let groups = (group s in service by s.owner)";
    let (message, help) = told(&format!("{each} require: some g in groups where g.ownr"));
    assert_eq!(message, "E0504 at `ownr`: `g` is a group of `service` entities, which has no `ownr`");
    assert_eq!(help, "");
    let (_, help) = told(&format!("{each} require: some g in groups where g.member"));
    assert_eq!(help, "did you mean `members`?");
    let (_, help) = told(&format!("{each} require: some g in groups where g.owner"));
    assert_eq!(help, "its members have one: write `g.members.owner`");
    let (message, help) = told(&format!("{each} require: some g in groups where s in g"));
    assert!(message.ends_with("it can never be among them"), "{message}");
    assert_eq!(help, "name its members: `g.members`");
    let (message, help) = told(&format!("{each} require: some g in groups where some x in g where x.owner"));
    assert!(message.contains("not a set to go through"), "{message}");
    assert_eq!(help, "name its members: `g.members`");
    let (message, help) = told(&format!("{each} require: s.owner at: first(groups)"));
    assert!(message.contains("is a group of `service` entities, which stands nowhere"), "{message}");
    assert_eq!(help, "name its members: `first(groups).members`");
    let (message, _) = told(&format!("{each} require: first(groups) == last(groups)"));
    assert!(message.ends_with("they cannot be compared"), "{message}");
    let (message, _) = told(&format!("{each} require: count(group g in groups by g) > 0"));
    assert!(message.ends_with("`g` is a group of `service` entities, which cannot be a key"), "{message}");
    let (message, _) = told(&format!("{each} require: max(groups) is empty"));
    assert!(message.contains("`max` takes a list of values that can be ordered"), "{message}");
    let (message, help) = told("each: g in (group s in service by s.owner) require: count(g.members) < 3");
    assert!(message.ends_with("is a list of groups of `service` entities; `each` goes through entities"), "{message}");
    assert!(help.contains("each: s in service"), "{help}");
    let (_, help) = told("each: g in (group c in contract by c.with) require: count(g.members) < 3");
    assert!(help.contains("`each: g in person` and `let members = (c in contract where c.with == g)`"), "{help}");
    let (_, help) = told("each: g in (group x in service by x.title) require: count(g.members) < 3");
    assert!(help.contains("`each: x in service` and `let members = (y in service where y.title == x.title)`"), "{help}");
    assert!(told(&format!("{each} require: count(group x in service) > 1")).0.contains("`by` is missing"));
}

#[test]
fn grouping_costs_as_much_as_there_is_to_group() {
    let steps = |services: usize| {
        let mut text: String = (0..services).map(|index| format!("service s{index} {{ cost: {} GBP }}\n", index % 97)).collect();
        text.push_str("rule r { severity: note each: x in service let twins = (group s in service by s.cost) require: count(twins) == 97 message: \"m\" }");
        let counted = model(&text).run();
        assert_eq!(counted.findings.len(), 0);
        counted.steps[0]
    };
    let (small, large) = (steps(500), steps(1000));
    assert!(large <= 2 * small, "{small} steps, then {large}");
}

#[test]
fn no_library_rule_is_warned_of() {
    let lints = ["E0514", "E0515", "E0516", "E0517"];
    let checked = crate::support::checked_library();
    assert!(checked.rulebook.rules.len() > 250);
    let told: Vec<String> = (checked.diagnostics.iter())
        .filter(|told| lints.contains(&told.source.id()))
        .map(|told| format!("{:?}: {}", told.span().map(|span| checked.sources.position(span)), told.message))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn own_rules_without_tests_are_noted() {
    let text = r#"
        rule one { severity: note each: s in site require: s.address message: "{s}" }
        rule two { severity: note each: s in site require: s.address message: "{s}" }
        rule three { severity: note each: s in site require: s.address message: "{s}" }
        rule four { severity: note each: s in site require: s.address message: "{s}" }
        test a { given: "site x" expect: [one, two, four], about: [four] }
        test b { given: "site x { address: \"here\" }" expect: [], about: [one, three] }
    "#;
    let checked = support::seen(sms::workspace::load_texts(vec![("m.sms".to_owned(), text.to_owned())]), TODAY);
    let notes = sms::testing::untested(&checked.rulebook, &sms::testing::tests(&checked.model));
    let told: Vec<&str> = notes.iter().map(|note| &*note.message).collect();
    assert_eq!(
        told,
        [
            "there is no test of the rule `two` in which it finds nothing",
            "there is no test of the rule `three` in which it finds something",
            "there is no test of the rule `four` in which it finds nothing",
        ]
    );
    assert!(notes.iter().all(|note| note.severity == sms::diag::Severity::Note && note.help.is_some()));
}

#[test]
fn whether_something_is_of_a_kind_shows_without_looking_at_the_others() {
    let text = |services: usize, list: &str| {
        let many: String = (0..services).map(|at| format!("person p{at}\nservice s{at} {{ owner: p{at} }}\n")).collect();
        let rule = format!("rule r {{ severity: note each: x in service require: x.owner in {list} message: \"{{x.path}}\" }}");
        format!("team ops\nservice a {{ owner: ops }}\nservice b\n{many}{rule}")
    };
    let found = |list: &str| model(&text(2, list)).messages();
    assert_eq!(found("person"), ["a", "b"]);
    assert_eq!(found("team"), ["b", "s0", "s1"]);
    assert_eq!(found("any"), ["b"]);
    let steps = |services: usize| model(&text(services, "person")).run().steps[0];
    let (small, large) = (steps(200), steps(400));
    assert!(large <= 2 * small, "{small} steps, then {large}");
}

/// Each `let` names the one before twice: whoever looked into each of them again would look 2^60 times.
#[test]
fn values_that_build_on_each_other_are_looked_into_once() {
    let mut text =
        String::from("kind gadget { n: int = 1 }\ngadget g\nrule r {\n  severity: note\n  each: x in gadget\n  let a0 = x.n\n");
    for at in 1..60 {
        writeln!(text, "  let a{at} = a{} + a{}", at - 1, at - 1).unwrap();
    }
    text.push_str("  require: some y in gadget where y.n < a59\n  message: \"m\"\n}\n");
    let told = support::language(&text);
    assert_eq!(told.iter().map(|told| told.id.as_str()).collect::<Vec<_>>(), ["E0516"]);
}

#[test]
fn values_that_build_on_each_other_without_end_are_told() {
    let mut text =
        String::from("kind gadget { n: int = 1 }\ngadget g\nrule r {\n  severity: note\n  each: x in gadget\n  let a0 = x.n\n");
    for at in 1..20_000 {
        writeln!(text, "  let a{at} = a{} + 1", at - 1).unwrap();
    }
    text.push_str("  require: x.n < a19999\n  message: \"m\"\n}\n");
    let told = support::language(&text);
    let messages: Vec<&str> = told.iter().map(|told| told.message.as_str()).collect();
    assert_eq!(messages, ["`a99` builds on too many values that build on each other"]);
}
