//! The grammar and the outline that cuts files into items agree: on everything the grammar accepts as a whole, the parse item by item
//! gives the same tree, places included.

use sms::source::{Origin, Sources};
use sms::syntax::{parse, parse_by_grammar};

use super::properties::mutants;
use super::texts::{models, sample};

/// Whether the grammar accepts the text; if it does, both ways must agree.
fn agree(name: &str, text: &str) -> bool {
    let mut sources = Sources::new();
    let file = sources.add("model.sms", text, Origin::Model);
    let Some(whole) = parse_by_grammar(&sources, file) else { return false };
    let by_item = parse(&sources, file);
    let form: Vec<_> = by_item.diagnostics.iter().filter(|told| told.source.id() != "E0003").cloned().collect();
    assert_eq!(form, whole.diagnostics, "{name}\n{text}");
    assert_eq!(by_item.tree, whole.tree, "{name}\n{text}");
    true
}

#[test]
fn every_model_is_read_alike_as_a_whole_and_item_by_item() {
    for (name, text) in models().into_iter().chain([("the sample".to_string(), sample().to_string())]) {
        assert!(agree(&name, &text), "the grammar refuses {name}");
        // The same with the line ends of another system.
        assert!(agree(&name, &text.replace('\n', "\r\n")), "the grammar refuses {name} with CRLF");
    }
    assert!(agree("nothing", ""));
    assert!(agree("white space", " \t\r\n\u{a0}// end"));
}

#[test]
fn mutants_that_are_still_in_order_are_read_alike() {
    let accepted = mutants(400).filter(|text| agree("a mutant", text)).count();
    assert!(accepted > 50, "only {accepted} mutants were in order: the test says little");
}

#[test]
fn no_guess_comes_before_the_grammar() {
    for text in [
        "rule r { severity: warning each: s in service require: s.owner message: \"a \"help: \"b\" } // 5\" x\n",
        "service a { x: \"b \"y: \"c\" } // 5\" high\n",
        "rule r { require: matches(x, r\"\\\\\") or r\"a{\\\"[(\" == x } // \"\nr r \"r\" { r: \"\" r r\"r\" {} }\n",
        "service a { x: [\"b \", \"c [\"] } /// \"\nservice d \"e: \"{ f: \"\\\"\" }\n",
        "service a { x: \"b (\"y: \"\\\"\" z: \"\"\" \" \"\"\" }\nservice d \"{ \" // \"\n",
        &format!("rule r {{ require: x in [{}] }}\n", "no, ".repeat(70)),
        &format!("rule r {{ require: {}x.no }}\n", "(if a.one then b else some x in y) or ".repeat(70)),
    ] {
        assert!(agree("a text that invites a guess", text), "the grammar refuses {text:?}");
    }
}

#[test]
fn indentation_and_line_breaks_of_a_valid_file_mean_nothing() {
    for text in [
        "service a {\nowner: x\ntarget t {\nx: 1\n}\n}\n",
        "      service a {\n  owner: x\n}\nservice b\n\"Title\"\n{\n}\n",
        "a b { c: 1 } d e { f: 2 } kind g extends h { i: text }\n",
        "kind a\n  extends b\n{ c: [d | e]+ contains }\n",
        "service a { x: \"a \" y: \"b\" }\n",
        "service a {\n  service b {\n}\n  }\n",
    ] {
        assert!(agree("layout", text), "the grammar refuses {text:?}");
    }
}
