//! What the language of rules has beyond comparing and counting: patterns, everything there is, who refers to what, groups.

use crate::rules::{failing, model};

#[test]
fn a_pattern_fits_the_whole_text() {
    let entities = "service svc_a\nservice svc_b1\nservice old_svc_a\nservice svc_ä";
    let all = |condition: &str| failing(entities, "service", condition);
    assert_eq!(all(r#"matches(x.id, "svc_[a-z]")"#), ["svc_b1", "old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, ".*svc.*")"#), Vec::<String>::new());
    assert_eq!(all(r#"matches(x.id, "svc|svc_a")"#), ["svc_b1", "old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, "^svc_.$")"#), ["svc_b1", "old_svc_a"]);
    assert_eq!(all(r#"matches(x.id, "(?i)SVC_\w\d?")"#), ["old_svc_a", "svc_ä"]);
    assert_eq!(all(r#"matches(x.id, "svc_[^\d\s]")"#), ["svc_b1", "old_svc_a"]);
    // Braces count; they hold no expression.
    assert_eq!(all(r#"matches(x.id, "[a-zä_]{5,5}")"#), ["svc_b1", "old_svc_a"]);
    // What is missing has no form, and the sign of a quotation mark is written with its backslash.
    assert_eq!(failing("service a", "service", r#"matches(x.record, ".*")"#), ["a"]);
    assert_eq!(failing(r#"service a "say \"hi\"""#, "service", r#"matches(x.title, "say \"hi\"")"#), Vec::<String>::new());
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
            fault(&format!("\"{pattern}\"")),
            format!("E0512 at `{place}`: the pattern cannot be read at character {words}")
        );
    };
    at("ab(c", "(", "3: this `(` is never closed");
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
    let deep = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    assert!(fault(&format!("\"{deep}\"")).ends_with("the groups are nested too deeply"), "{}", fault(&format!("\"{deep}\"")));
    let written = "is no text between one pair of quotation marks";
    for pattern in ["s.title", "\"\"\"a\"\"\"", "(\"a\")", "3", "[\"a\"]"] {
        assert!(fault(pattern).contains(written), "{pattern}: {}", fault(pattern));
    }
    // A backslash is the pattern's own there, and nowhere else.
    assert!(fault(r#""\d") and contains(s.id, "\d""#).starts_with("E0113"), "{}", fault(r#""\d") and contains(s.id, "\d""#));
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
